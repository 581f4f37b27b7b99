"""`wenzhang export`: articles in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wenzhang.cli.reading import (
    body_format_option,
    input_encoding_option,
    italic_captions_option,
    paths_argument,
    read_article,
)
from wenzhang.cli.writing import Outputs, out_option, stdout_option, write_each
from wenzhang.export.formats import FORMATS

if TYPE_CHECKING:
    from wenzhang.model import Format

__all__ = ["export"]


@click.command(short_help="Export articles to another format.")
@paths_argument
@click.option("--to", "to", type=click.Choice(list(FORMATS)), required=True, help="The format.")
@out_option
@stdout_option
@italic_captions_option
@body_format_option
@input_encoding_option
def export(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    to: str,
    out: Path | None,
    stdout: bool,
    italic_captions: bool,
    body_format: Format | None,
    input_encoding: str | None,
) -> int:
    """Export articles to another format.

    A PATH is a file, a folder of HTML and Markdown files, or - for standard input.
    A single file goes to standard output unless there is --out.

    \b
    Examples:
      wenzhang export articles --to json --out out/json
      wenzhang export article.md --to json --out article.json
    """
    suffix, text_of = FORMATS[to]

    def work(path: str) -> bytes:
        article = read_article(path, input_encoding, body_format, italic_captions=italic_captions)
        return (text_of(article).rstrip("\n") + "\n").encode("utf-8")

    return write_each(paths, work, Outputs("exported", out, stdout, suffix))
