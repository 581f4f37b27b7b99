"""What all commands take: files, folders and standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wenzhang.batch.plan import STDIN
from wenzhang.cli.streams import read_stdin
from wenzhang.errors import DecodeError, SourceError

if TYPE_CHECKING:
    from wenzhang.config.exclusion import Exclusion
    from wenzhang.model import Article, Format
    from wenzhang.source import Source

__all__ = [
    "body_format_option",
    "decoded",
    "exclusion",
    "input_encoding_option",
    "italic_captions_option",
    "known_encoding",
    "paths_argument",
    "read_article",
    "read_bytes",
    "read_source",
]


def known_encoding(context: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    """The name as it was given. Raises `click.BadParameter` for one that `wenzhang.encoding.names` does not know."""
    if name is not None:
        from wenzhang.encoding.names import codec_named

        try:
            codec_named(name)
        except SourceError:
            raise click.BadParameter(f"{name!r} is not an encoding known here; try utf-8, big5 or gb18030") from None
    return name


paths_argument = click.argument("paths", metavar="PATH...", nargs=-1, required=True)

input_encoding_option = click.option(
    "--input-encoding",
    metavar="NAME",
    callback=known_encoding,
    help="Read the files in this encoding. By default it is found out: BOM, declaration, UTF-8, then Big5 and GB18030.",
)

body_format_option = click.option(
    "--body-format",
    type=click.Choice(["html", "markdown"]),
    help="Read the bodies as this. By default a .md file is Markdown unless its body is HTML alone; others are HTML.",
)

italic_captions_option = click.option(
    "--italic-captions",
    is_flag=True,
    help="In Markdown, take a line in italics below an image for its caption, and both for a figure.",
)


def exclusion(*, forced: bool = True) -> Exclusion:
    """What walking through folders leaves out: what git ignores, and what the configurations there exclude.

    Where not `forced`, what a user names is not left out, whatever the configurations force.
    """
    from wenzhang.config.configurations import Configurations

    return Configurations(overrides=None if forced else {"force_exclude": False}).exclusion()


def read_bytes(path: str) -> bytes:
    """The content of a file, or of standard input for `-`. Raises `SourceError` where it cannot be read."""
    if path == STDIN:
        return read_stdin()
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=path) from error


def read_source(path: str, encoding: str | None) -> Source:
    """The file as text. Raises `SourceError` where it is none."""
    return decoded(read_bytes(path), path, encoding)


def decoded(data: bytes, path: str, encoding: str | None) -> Source:
    """The content of a file as text. Raises `DecodeError` where it is none."""
    from wenzhang.source import Source

    try:
        return Source.from_bytes(data, path=path, encoding=encoding)
    except DecodeError as error:
        error.hint = (error.hint or "").replace("encoding=", "--input-encoding") or None
        raise


def read_article(
    path: str, encoding: str | None, format: Format | None = None, *, italic_captions: bool = False
) -> Article:
    """The file as an article. Raises what `wenzhang.parse` raises."""
    from wenzhang.read import parse

    return parse(read_source(path, encoding), format=format, italic_captions=italic_captions)
