"""`wenzhang convert`: articles in another Chinese variant."""

from __future__ import annotations

from pathlib import Path

import click

from wenzhang.cli.reading import input_encoding_option, known_encoding, paths_argument, read_source
from wenzhang.cli.streams import say
from wenzhang.cli.writing import Outputs, out_option, stdout_option, write_each
from wenzhang.errors import EncodeError

__all__ = ["convert"]


@click.command(short_help="Convert articles to another Chinese variant.")
@paths_argument
@click.option("--to", "to", metavar="TAG", required=True, help="zh-TW, zh-HK, zh-MO, zh-CN, zh-SG, zh-Hant or zh-Hans.")
@click.option(
    "--from", "from_", metavar="TAG", help="The variant they are in. By default each article says it or shows it."
)
@out_option
@stdout_option
@click.option("--no-phrases", is_flag=True, help="Convert characters only, not the words that differ between regions.")
@click.option(
    "--encoding",
    metavar="NAME",
    callback=known_encoding,
    help="Write in this encoding, and change what a page declares. By default each file stays in its own, "
    "or becomes UTF-8 where that cannot hold the other script; it is said of which.",
)
@input_encoding_option
def convert(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    to: str,
    from_: str | None,
    out: Path | None,
    stdout: bool,
    no_phrases: bool,
    encoding: str | None,
    input_encoding: str | None,
) -> int:
    """Convert articles to another Chinese variant. Only the text that people read changes; every other byte stays.

    A PATH is a file, a folder of .html, .htm, .xhtml and .md files, or - for standard input.
    A single file goes to standard output unless there is --out.

    \b
    Examples:
      wenzhang convert articles --to zh-CN --out out/zh-CN
      wenzhang convert article.md --to zh-TW > article.zh-TW.md
    """
    from wenzhang.conversion import convert_source
    from wenzhang.conversion.variants import variant

    for tag in filter(None, (to, from_)):
        variant(tag)  # raises what is to be told once, not for each article

    def work(path: str) -> bytes:
        source = read_source(path, input_encoding)
        try:
            return convert_source(source, to, from_, not no_phrases, encoding=encoding).encode()
        except EncodeError as error:
            if encoding is not None:
                raise
            say(f"{path}: written in UTF-8, since {error.message}")
            return convert_source(source, to, from_, not no_phrases, encoding="utf-8").encode()

    return write_each(paths, work, Outputs("converted", out, stdout))
