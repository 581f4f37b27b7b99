"""The article as JSON, and back.

Keys are camelCase, each node carries its `type`, `span` is `[start, end]` in code points, and `schemaVersion` stands at
the top. `figures` and `faq` stand flat beside the tree. The front matter has its plain values under `data`, and every
key and value with its place under `root`.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from wenzhang.errors import EncodeError, FormatError, SourceError
from wenzhang.frontmatter import FrontMatter, FrontMatterFormat, Mapping
from wenzhang.model import Article, Block, FaqItem, Figure, Format, Head, Section, set_source
from wenzhang.source import Source, Span
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wenzhang.model import Node

SCHEMA_VERSION = 1


class SourceJson(Struct, frozen=True, rename="camel"):
    """A source. `data` are the file's bytes in base64, there only where the text alone does not give them back."""

    text: str
    encoding: str
    bom: bool
    path: str | None = None
    guessed: bool = False
    data: str | None = None


class FrontMatterJson(Struct, frozen=True, rename="camel"):
    """Front matter: `data` is for the reader; only `root` is read back."""

    span: Span
    format: FrontMatterFormat
    data: dict[str, Any]
    root: Mapping


class ArticleJson(Struct, frozen=True, rename="camel"):
    """An article. `lang`, `title`, `figures` and `faq` are for the reader; only the tree is read back."""

    schema_version: int
    format: Format
    lang: str | None
    title: str | None
    head: Head | None
    front_matter: FrontMatterJson | None
    intro: tuple[Block, ...]
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    faq: tuple[FaqItem, ...]
    source: SourceJson | UnsetType = UNSET


def to_json(article: Article, *, source: bool = False, indent: int | None = None) -> str:
    """The article as JSON text; `source` puts the text and its encoding in, which makes it whole.

    `indent` spaces a level, None for one line.
    """
    encoded = msgspec.json.encode(_as_json(article, source))
    return (encoded if indent is None else msgspec.json.format(encoded, indent=indent)).decode()


def from_json(text: str | bytes) -> Article:
    """The article that `to_json` wrote; without its source, `article.source` is empty and nodes cannot give their HTML.

    Raises `FormatError` for what is no such JSON, naming the place in it.
    """
    try:
        version = msgspec.json.decode(text, type=_Version).schema_version
        if version != SCHEMA_VERSION:
            raise FormatError(
                f"this JSON has schema version {version}, and this wenzhang reads version {SCHEMA_VERSION}",
                hint="write it again with the wenzhang that reads it",
            )
        data = msgspec.json.decode(text, type=ArticleJson)
        source = _source(data.source)
    except (msgspec.DecodeError, SourceError, ValueError) as error:
        raise FormatError(f"this is not an article's JSON: {error}", hint="write it with to_json") from error
    front_matter = data.front_matter
    article = Article(
        source or Source.from_text(""),
        FrontMatter(front_matter.span, front_matter.format, front_matter.root) if front_matter else None,
        data.format,
        data.head,
        data.intro,
        data.sections,
    )
    if source is not None:
        _attach(source, walk(article))
        _attach(source, [data.head] if data.head else [])
    return article


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `to_json` writes."""
    schema = msgspec.json.schema(ArticleJson)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"wenzhang article, schema version {SCHEMA_VERSION}",
        **schema,
    }


class _Version(Struct, rename="camel"):
    schema_version: int


def _as_json(article: Article, with_source: bool) -> ArticleJson:
    front_matter = article.front_matter
    return ArticleJson(
        SCHEMA_VERSION,
        article.format,
        article.lang,
        article.title,
        article.head,
        _front_matter(front_matter) if front_matter is not None else None,
        article.intro,
        article.sections,
        article.figures,
        article.faq,
        _source_json(article.source) if with_source else UNSET,
    )


def _front_matter(front_matter: FrontMatter) -> FrontMatterJson:
    return FrontMatterJson(front_matter.span, front_matter.format, _plain(front_matter.data), front_matter.root)


def _plain(value: Any) -> Any:
    """A value with keys that JSON can have."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value


def _source_json(source: Source) -> SourceJson:
    return SourceJson(source.text, source.encoding, source.bom, source.path, source.guessed, _bytes_beside_text(source))


def _bytes_beside_text(source: Source) -> str | None:
    """The file's bytes, where the text written in its encoding gives others: legacy encodings have doubles."""
    try:
        data = source.encode()
        plain = Source(source.text, encoding=source.encoding, bom=source.bom).encode()
    except EncodeError:
        return None  # an edited source, with no file behind it
    return b64encode(data).decode() if data != plain else None


def _source(data: SourceJson | UnsetType) -> Source | None:
    if data is UNSET:
        return None
    if data.data is None:
        return Source(data.text, path=data.path, encoding=data.encoding, bom=data.bom, guessed=data.guessed)
    source = Source.from_bytes(b64decode(data.data, validate=True), data.path, data.encoding)
    source.guessed = data.guessed
    return source


def _attach(source: Source, nodes: Iterable[Node]) -> None:
    for node in nodes:
        set_source(node, source)
