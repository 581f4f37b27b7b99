"""`wenzhang parse`: what an article is made of."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from wenzhang.batch.plan import names_one_file, plan_run
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import body_format_option, input_encoding_option, italic_captions_option, read_article
from wenzhang.cli.streams import paint_for, write_out
from wenzhang.terminal import readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.model import Article, Format

__all__ = ["parse"]

_PIPED_COLUMNS = 100


@click.command(short_help="Print an article's structure as JSON, or as a tree.")
@click.argument("paths", metavar="FILE...", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json", "tree"]),
    default="json",
    show_default=True,
    help="json for programs, tree to look at.",
)
@click.option("--source", is_flag=True, help="Put the text of the article into the JSON, too.")
@click.option("--compact", is_flag=True, help="Print the JSON of a single file on one line, too.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the output and read nothing.")
@italic_captions_option
@body_format_option
@input_encoding_option
def parse(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    format_: str,
    source: bool,
    compact: bool,
    schema: bool,
    italic_captions: bool,
    body_format: Format | None,
    input_encoding: str | None,
) -> int:
    """Print what articles are made of: front matter, sections, figures, questions and answers.

    One FILE gives one indented JSON object. Several, or a folder, give JSON Lines: one object a line, with its "path"
    first. A FILE of - is standard input.

    \b
    Examples:
      wenzhang parse article.md | jq -r '.faq[].question'
      wenzhang parse articles | jq -r '[.path, .frontMatter.title] | @tsv'
      wenzhang parse --format tree article.md
    """
    if schema:
        return _print_schema()
    if not paths:
        raise click.UsageError("missing FILE")
    plan = plan_run(paths)
    outcome = Outcome(plan.skipped)
    alone = names_one_file(paths)
    show = _tree(alone) if format_ == "tree" else _json(alone, source, 2 if alone and not compact else None)
    for file in plan.files:
        text = None
        with outcome.attempt(file.path):
            article = read_article(file.path, input_encoding, body_format, italic_captions=italic_captions)
            text = show(readable(file.path), article)
        if text is not None:
            write_out(text)
    return outcome.exit_code


def _print_schema() -> int:
    import msgspec

    from wenzhang.export.json import json_schema

    write_out(msgspec.json.format(msgspec.json.encode(json_schema()), indent=2) + b"\n")
    return 0


def _json(alone: bool, source: bool, indent: int | None) -> Callable[[str, Article], str]:
    from msgspec.json import encode

    from wenzhang.export.json import to_json

    def show(path: str, article: Article) -> str:
        text = to_json(article, source=source, indent=indent)
        named = text if alone else f'{{"path":{encode(path).decode()},{text.lstrip()[1:]}'
        return named + "\n"

    return show


def _tree(alone: bool) -> Callable[[str, Article], str]:
    from shutil import get_terminal_size

    from wenzhang.export.outline import outline

    paint = paint_for(sys.stdout)
    columns = get_terminal_size().columns if sys.stdout and sys.stdout.isatty() else _PIPED_COLUMNS

    def show(path: str, article: Article) -> str:
        drawn = outline(article, columns=columns, colour=paint.colour)
        return drawn if alone else f"{paint.faint(path)}\n{drawn}\n"

    return show
