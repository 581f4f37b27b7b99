"""`wenzhang export`: articles in another format."""

from __future__ import annotations

from pathlib import Path

import click

from wenzhang.cli.reading import input_encoding_option, paths_argument, read_article
from wenzhang.cli.writing import Outputs, out_option, stdout_option, write_each
from wenzhang.export.formats import FORMATS

__all__ = ["export"]


@click.command(short_help="Export articles to another format.")
@paths_argument
@click.option("--to", "to", type=click.Choice(list(FORMATS)), required=True, help="The format.")
@out_option
@stdout_option
@input_encoding_option
def export(paths: tuple[str, ...], to: str, out: Path | None, stdout: bool, input_encoding: str | None) -> int:
    """Export articles to another format.

    A PATH is a file, a folder of .html, .htm, .xhtml and .md files, or - for standard input.
    A single file goes to standard output unless there is --out.

    \b
    Examples:
      wenzhang export articles --to json --out out/json
      wenzhang export article.md --to json --out article.json
    """
    suffix, text_of = FORMATS[to]

    def work(path: str) -> bytes:
        return (text_of(read_article(path, input_encoding)).rstrip("\n") + "\n").encode("utf-8")

    return write_each(paths, work, Outputs("exported", out, stdout, suffix))
