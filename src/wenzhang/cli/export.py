"""`wenzhang export`: articles in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wenzhang.cli.format_options import FormatCommand, formats, given_options
from wenzhang.cli.reading import (
    body_format_option,
    input_encoding_option,
    italic_captions_option,
    paths_argument,
    read_article,
)
from wenzhang.cli.writing import Outputs, out_option, stdout_option

if TYPE_CHECKING:
    from wenzhang.model import Article, Format

__all__ = ["export"]


@click.command(cls=FormatCommand, short_help="Export articles to another format.")
@paths_argument
@out_option
@stdout_option
@click.option("--lang", metavar="TAG", help="Convert to this variant on the way, as in zh-CN.")
@click.option("--from", "from_", metavar="TAG", help="The variant that the articles are in. By default each shows it.")
@italic_captions_option
@body_format_option
@input_encoding_option
def export(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    to: str,
    out: Path | None,
    stdout: bool,
    lang: str | None,
    from_: str | None,
    italic_captions: bool,
    body_format: Format | None,
    input_encoding: str | None,
    **given: Any,
) -> int:
    """Export articles to another format.

    A PATH is a file, a folder of HTML and Markdown files, or - for standard input.
    A single file goes to standard output unless there is --out.

    \b
    Examples:
      wenzhang export articles --to json --out out/json
      wenzhang export articles --to jsonl --select figures,faq > parts.jsonl
      wenzhang export article.html --to markdown --lang zh-CN
    """
    from wenzhang.cli.exporting import run
    from wenzhang.conversion.variants import variant

    format_ = formats()[to]
    for tag in filter(None, (lang, from_)):
        variant(tag)
    if format_.converts:
        given |= {"lang": lang, "from_": from_}
    elif from_ is not None and lang is None:
        raise click.UsageError("--from is for --lang, which says what to convert to")

    def read(path: str) -> Article:
        article = read_article(path, input_encoding, body_format, italic_captions=italic_captions)
        if lang is None or format_.converts:
            return article
        from wenzhang.conversion import convert

        return convert(article, lang, from_)

    return run(paths, format_, given_options(format_, given), read, Outputs("exported", out, stdout, format_.suffix))
