"""`wenzhang diff`: what changed between two articles, or two folders of them."""

from __future__ import annotations

import shutil
import sys

import click

from wenzhang.cli.reading import input_encoding_option

__all__ = ["diff"]

FORMATS = ("side-by-side", "stacked", "list", "json", "unified")


@click.command(short_help="Show what changed between two articles, word by word.")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="By default side-by-side on a terminal of 100 columns or more, stacked on another, list anywhere else.",
)
@click.option("--stat", is_flag=True, help="Only count the changes of each file.")
@click.option(
    "--context",
    type=click.IntRange(min=0),
    metavar="N",
    help="Show that many columns of what did not change on either side of a change; lines, with --format unified.",
)
@click.option("--width", type=click.IntRange(min=1), metavar="N", help="The columns to use. By default the terminal's.")
@input_encoding_option
def diff(  # noqa: PLR0913, PLR0917 - one parameter an option
    old: str,
    new: str,
    format_: str | None,
    stat: bool,
    context: int | None,
    width: int | None,
    input_encoding: str | None,
) -> int:
    """Show what changed from A to B, word by word, each with its line:column (in code points) in either.

    Words are the same in both scripts and in the words of a region: an article and its conversion differ in the words
    that were converted. A and B are files, or folders, whose articles are compared by their names, without what git
    ignores and what the configuration excludes; of a file and a folder, the file of that name. One of them may be -,
    standard input.

    list has one line a change, with [-what was-]{+what is+}; unified is a patch; json has the span of each change in
    code points of either file, and all that is needed to make B of A.

    Exit codes: 0 the same, 1 different, 2 wrong use or input.

    \b
    Examples:
      wenzhang diff article.md out/zh-CN/article.md
      wenzhang diff articles out/zh-CN --stat
      wenzhang diff old.md new.md | grep 軟體
      wenzhang diff old.md new.md --format json | jq '.files[].changes[].new.text'
    """
    if stat and format_ is not None:
        raise click.UsageError("--stat counts and --format shows; give one of them")
    from wenzhang.cli.comparing import Shown, compare

    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    columns = width or (shutil.get_terminal_size().columns if on_terminal else 100)
    if stat:
        format_ = "stat"
    elif format_ is None:
        format_ = ("side-by-side" if columns >= 100 else "stacked") if on_terminal else "list"
    return compare(old, new, Shown(format_, columns, context), input_encoding)
