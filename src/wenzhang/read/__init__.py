"""Reading: a source becomes an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wenzhang.errors import SourceError
from wenzhang.model import Article, Block, Format, Head
from wenzhang.read.body import html_body, known_format, markdown_body
from wenzhang.read.frontmatter import FrontMatterReading, read_front_matter
from wenzhang.read.outline import outline
from wenzhang.read.plain_html import read_plain_html
from wenzhang.source import Source

if TYPE_CHECKING:
    from os import PathLike

    from bs4 import BeautifulSoup, Tag
    from lxml.etree import _Element, _ElementTree

    Markup = str | bytes | Source | BeautifulSoup | Tag | _Element | _ElementTree

__all__ = ["load", "parse", "read"]


def load(
    path: str | PathLike[str],
    *,
    format: Format | None = None,
    encoding: str | None = None,
    italic_captions: bool = False,
    front_matter_type: Any = None,
) -> Article:
    """The article in a file.

    `encoding` says which one the file is in; without it that is found out, as `Source.from_bytes` tells. Raises
    `SourceError` for a file that cannot be read or decoded, and what `parse` raises.
    """
    source = Source.from_path(path, encoding=encoding)
    return parse(source, format=format, italic_captions=italic_captions, front_matter_type=front_matter_type)


def parse(  # noqa: PLR0913 - one parameter a setting
    markup: Markup,
    *,
    format: Format | None = None,
    path: str | None = None,
    encoding: str | None = None,
    italic_captions: bool = False,
    front_matter_type: Any = None,
) -> Article:
    """The article in a text, the bytes of a file, a source, or a BeautifulSoup or lxml tree (serialised first).

    `path` is named in errors, and with `format` decides how the body is read; a source that has no path gets it.
    `encoding` says which one bytes are in; without it that is found out. With `italic_captions`, in Markdown a line in
    italics alone below an image alone is its caption, and both are a figure. `front_matter_type` is a
    `msgspec.Struct`, a dataclass or a pydantic model; the front matter as that type is `article.meta`.

    Raises `DecodeError` for bytes that are no text, `FormatError` for an unknown format, and
    `FrontMatterError` for front matter that cannot be read or does not fit `front_matter_type`, each with its position;
    `SourceError` for a source that has another path, and for an encoding of what is text already.
    """
    source = _as_source(markup, path, encoding)
    head = read_front_matter(source)
    if head.problem is not None:
        raise head.problem
    article = read(source, head, format=format, italic_captions=italic_captions)
    if front_matter_type is not None:
        if head.front_matter is None:
            from wenzhang.errors import FrontMatterError

            raise FrontMatterError(
                f"there is no front matter to read as {getattr(front_matter_type, '__name__', front_matter_type)}",
                rule="type",
                path=source.path,
                position=source.position(0),
                hint="begin the file with --- and end the block with --- on a line of its own",
            )
        article.__dict__["_meta"] = head.front_matter.to(front_matter_type, source=source)
    return article


def read(
    source: Source, head: FrontMatterReading, *, format: Format | None = None, italic_captions: bool = False
) -> Article:
    """The article of a source whose front matter is read already; goes on where that had a problem.

    Raises `FormatError` for a format of no known name.
    """
    start = head.body_start
    format = known_format(source, start, format)
    if format == "html":
        page_head, blocks, is_plain = _read_html_body(source, start)
    else:
        page_head = None
        blocks, is_plain = _read_markdown_body(source, start, italic_captions)
    intro, sections = outline(source, blocks)
    article = Article(source, head.front_matter, format, page_head, intro, sections)
    if is_plain:
        article.__dict__["_is_plain"] = True
    if italic_captions:
        article.__dict__["_italic_captions"] = True
    return article


def _read_html_body(source: Source, start: int) -> tuple[Head | None, list[Block], bool]:
    """The head, the blocks, and whether they were read the quick way."""
    body = html_body(source, start)
    blocks = read_plain_html(body)
    if blocks is not None:
        return None, blocks, True
    from wenzhang.read.html import read_html

    return *read_html(body), False


def _read_markdown_body(source: Source, start: int, italic_captions: bool) -> tuple[list[Block], bool]:
    from wenzhang.markdown.document import read_document
    from wenzhang.read.plain_markdown import read_plain_markdown

    document = read_document(source, start, italic_captions=italic_captions)
    blocks = read_plain_markdown(document)
    if blocks is not None:
        return blocks, True
    from wenzhang.read.html import read_html

    return read_html(markdown_body(document))[1], False


def _as_source(markup: Markup, path: str | None, encoding: str | None) -> Source:
    if isinstance(markup, bytes | bytearray | memoryview):
        return Source.from_bytes(bytes(markup), path=path, encoding=encoding)
    if encoding is not None:
        raise SourceError(
            f"the encoding {encoding!r} is given for what is decoded already", path=path, hint="give it with bytes"
        )
    if isinstance(markup, Source):
        return _named(markup, path)
    if isinstance(markup, str):
        return Source.from_text(markup, path=path)
    from wenzhang.interop import markup_of

    return Source.from_text(markup_of(markup), path=path)


def _named(source: Source, path: str | None) -> Source:
    if path is None:
        return source
    if source.path not in (None, path):
        raise SourceError(f"this source is to be read as {path}", path=source.path, hint="leave the path out")
    return source.named(path)
