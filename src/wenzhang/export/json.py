"""The article as JSON, and back.

Keys are camelCase, each node carries its `type`, `span` is `[start, end]` in code points, and `schemaVersion` stands at
the top. The front matter has its plain values under `data`, and every key and value with its place under `root`.

`figures` and `faq` stand flat beside the tree, for what is asked at a glance: images and caption of every figure,
label, question and answer of every question, in plain text. Their blocks stand in the tree alone, under the same span;
repeated here, figures within figures would make the JSON grow with the cube of their depth.
"""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from wenzhang.errors import EncodeError, FormatError, SourceError
from wenzhang.export.formats import ExportFormat
from wenzhang.frontmatter import FrontMatter, FrontMatterFormat, Mapping, Sequence
from wenzhang.model import Article, Block, FaqItem, Figure, Format, Head, Image, Node, Section, set_source
from wenzhang.source import LostSource, Source, Span
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wenzhang.frontmatter import MetaValue

SCHEMA_VERSION = 1

# How deep questions that stand in each other's answers are flat as well: each repeats the text of those inside.
_FAQ_DEPTH = 3


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


class FlatFigure(Struct, frozen=True, rename="camel", tag="figure"):
    """A figure at a glance. `span` is that of its node in the tree, which has the content besides its images."""

    span: Span
    images: tuple[Image, ...]
    caption: str | None


class FlatFaq(Struct, frozen=True, rename="camel", tag="faqItem"):
    """A question and its answer in plain text. `span` is that of its node in the tree, which has the answer's blocks.

    One that stands in the answers of more than two others is in the tree alone.
    """

    span: Span
    label: str | None
    question: str
    answer: str
    open: bool


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
    figures: tuple[FlatFigure, ...]
    faq: tuple[FlatFaq, ...]
    source: SourceJson | UnsetType = UNSET


def to_json(article: Article, *, source: bool = False, indent: int | None = None) -> str:
    """The article as JSON text; `source` puts the text and its encoding in, which makes it whole.

    `indent` spaces a level, None for one line.
    """
    encoded = msgspec.json.encode(_as_json(article, source))
    return (encoded if indent is None else msgspec.json.format(encoded, indent=indent)).decode()


def from_json(text: str | bytes) -> Article:
    """The article that `to_json` wrote.

    Without its source, `article.source` is empty, and what needs it raises `FormatError`: the HTML of nodes,
    `parse_errors`, `soup()`, `lxml()` and `validate`.

    Raises `FormatError` for what is no such JSON, naming the place in it, and for spans that lie outside of the text.
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
    except (msgspec.DecodeError, SourceError, ValueError, RecursionError) as error:
        raise FormatError(f"this is not an article's JSON: {error}", hint="write it with to_json") from error
    front_matter = data.front_matter
    article = Article(
        source or LostSource(""),
        FrontMatter(front_matter.span, front_matter.format, front_matter.root) if front_matter else None,
        data.format,
        data.head,
        data.intro,
        data.sections,
    )
    nodes = [*_nodes(article)]
    _check_spans(chain(map(_named_spans, nodes), _front_matter_spans(article)), source)
    if source is not None:
        _attach(source, nodes)
        if article.front_matter is not None:
            article.front_matter.__dict__["_source"] = source
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
        _flat_figures(article),
        _flat_faq(article),
        _source_json(article.source) if with_source else UNSET,
    )


def _flat_figures(article: Article) -> tuple[FlatFigure, ...]:
    return tuple(FlatFigure(figure.span, figure.images, figure.caption) for figure in article.figures)


def _flat_faq(article: Article) -> tuple[FlatFaq, ...]:
    outer = _outer(article.faq)
    return tuple(FlatFaq(item.span, item.label, item.question, item.answer, item.open) for item in outer)


def _outer(faq: Iterable[FaqItem]) -> Iterator[FaqItem]:
    """The questions that stand in no more others than may be repeated."""
    around: list[int] = []  # where the questions end that hold the next one
    for item in faq:
        while around and around[-1] <= item.span.start:
            around.pop()
        if len(around) < _FAQ_DEPTH:
            yield item
        around.append(item.span.end)


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


def _nodes(article: Article) -> Iterator[Node]:
    """Every node of an article that was decoded: those that the tree holds twice are two of them."""
    if article.head is not None:
        yield article.head
    for node in walk(article):
        yield node
        if isinstance(node, Figure) and node.blocks:
            yield from walk(node.images)


def _named_spans(node: Node) -> tuple[str, list[Span]]:
    others = [getattr(node, name) for name in _SPAN_FIELDS.get(type(node), ())]
    return type(node).__name__, [node.span, *(span for span in others if span is not None)]


_SPAN_FIELDS: dict[type[Node], list[str]] = {
    kind: names
    for kind in Node.__subclasses__()
    if (names := [name for name in kind.__struct_fields__ if name.endswith("_span")])
}


def _front_matter_spans(article: Article) -> Iterator[tuple[str, list[Span]]]:
    if article.front_matter is None:
        return
    yield "front matter", [article.front_matter.span]
    stack: list[MetaValue] = [article.front_matter.root]
    while stack:
        node = stack.pop()
        yield type(node).__name__, [node.span]
        if isinstance(node, Mapping):
            stack += [part for entry in node.entries for part in (entry.key, entry.value)]
        elif isinstance(node, Sequence):
            stack += node.items


def _check_spans(named: Iterable[tuple[str, list[Span]]], source: Source | None) -> None:
    """Raises `FormatError` for a span that lies outside of the text; without the text, for one that lies in none."""
    size = len(source.text) if source is not None else sys.maxsize
    for name, spans in named:
        for span in spans:
            if not 0 <= span.start <= span.end <= size:
                raise FormatError(
                    f"the span [{span.start}, {span.end}] of a {name} is none of the text",
                    hint="spans are code points into source.text; write the JSON with to_json",
                )


def _attach(source: Source, nodes: Iterable[Node]) -> None:
    for node in nodes:
        set_source(node, source)


# As a format of `wenzhang export`

PARTS: dict[str, Callable[[Article], Any]] = {
    "title": lambda article: article.title,
    "lang": lambda article: article.lang,
    "frontMatter": lambda article: _plain(article.front_matter.data) if article.front_matter else None,
    "text": lambda article: article.text,
    "intro": lambda article: article.intro,
    "sections": lambda article: article.sections,
    "headings": lambda article: article.headings,
    "figures": _flat_figures,
    "images": lambda article: article.images,
    "links": lambda article: article.links,
    "faq": _flat_faq,
}
"""What can be selected of an article, and how it is made."""


class JsonOptions(Struct, frozen=True, kw_only=True):
    """Which of an article's parts are written."""

    select: Annotated[
        tuple[str, ...],
        Meta(description=f"Only these parts, with commas between: {', '.join(PARTS)}."),
    ] = ()
    source: Annotated[bool, Meta(description="Put the text of the article into the JSON, too.")] = False


def front_matter_json(front_matter: FrontMatter) -> bytes:
    """The plain values of front matter as JSON."""
    return msgspec.json.encode(_plain(front_matter.data))


def article_json(article: Article, options: JsonOptions) -> bytes:
    """An article as JSON on one line: all of it, or the parts that were selected.

    Raises `FormatError` for a part that there is not.
    """
    if not options.select:
        return msgspec.json.encode(_as_json(article, options.source))
    unknown = [name for name in options.select if name not in PARTS]
    if unknown:
        raise FormatError(f"an article has no part {unknown[0]!r}", hint=f"parts are {', '.join(PARTS)}")
    parts: dict[str, Any] = {name: PARTS[name](article) for name in options.select}
    if options.source:
        parts["source"] = _source_json(article.source)
    return msgspec.json.encode(parts)


def _export(article: Article, options: JsonOptions) -> str:
    return msgspec.json.format(article_json(article, options), indent=2).decode()


FORMAT = ExportFormat(
    name="json", summary="JSON, versioned, all of the model", suffix=".json", export=_export, options=JsonOptions
)
