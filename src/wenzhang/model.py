"""The typed article: every type that reading gives, in one file.

```
Article
├── source        Source          the text, the only truth
├── front_matter  FrontMatter | None  typed view, raw values, the span of every key and value
├── head          Head | None     of a whole page: title, lang, charset, description
├── intro         (Block, ...)    what stands before the first heading
└── sections      (Section, ...)  nested by heading level
    ├── heading   (Inline, ...)
    ├── blocks    (Block, ...)
    └── sections  (Section, ...)
```

All nodes are frozen, their sequences are tuples, and `span` is a half-open range of code points into
`article.source.text`.
Fields named `attrs` hold the attributes that have no field of their own, names in lower case, values with their
references resolved, a valueless attribute as `""`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self

from msgspec import Struct
from msgspec.structs import astuple

from wenzhang.frontmatter import FrontMatter
from wenzhang.source import LostSource, Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup
    from lxml.html import HtmlElement

    from wenzhang.errors import FormatError
    from wenzhang.read.body import Body
    from wenzhang.walk import Views

Format = Literal["html", "markdown"]

ASCII_WHITE_SPACE = "\t\n\f\r "
"""What HTML takes for white space (Infra Standard, 4.6)."""


class _Located:
    """Gives nodes a slot for the source they were read from: not a field, so neither compared nor in JSON."""

    __slots__ = ("_source",)


set_source: Callable[[Node, Source], None] = _Located._source.__set__  # type: ignore[attr-defined]
"""Tells a node which source it was read from. msgspec's `force_setattr` of `_source` does it in half the time."""


def _tag(name: str) -> str:
    return name[0].lower() + name[1:]


class Node(_Located, Struct, frozen=True, gc=False, rename="camel", tag_field="type", tag=_tag):
    """What all nodes share: the span, the text a reader sees, and the source behind them."""

    span: Span
    """Code points into the source's text, from the start tag to the end tag, or as far as the content goes."""

    @property
    def text(self) -> str:
        """What a browser shows: `<br>` is a newline, white space collapses, blocks stand on lines of their own.

        What is marked `hidden`, and a dialog that is not open, is not shown; the model has it all the same.
        """
        from wenzhang.text import visible_text

        return visible_text(self)

    @property
    def source(self) -> Source:
        """The source this node was read from.

        Raises `FormatError` for a node that came from JSON without its source, or was made by the caller.
        """
        source = getattr(self, "_source", None)
        if isinstance(source, Source):
            return source
        raise _no_source(self)

    @property
    def html(self) -> str:
        """The node's own stretch of the source, as it was written."""
        return self.source.text[self.span.start : self.span.end]

    def soup(self) -> BeautifulSoup:
        """A BeautifulSoup (lxml) of this node's own source, to extract what the model does not have."""
        from wenzhang.interop import soup

        return soup(self.html)

    def __hash__(self) -> int:
        """By type and place: what is equal has the same, and attributes have no hash."""
        return hash((type(self), self.span))

    def __copy__(self) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Node], tuple[Any, ...]]:
        return _restored_node, (type(self), getattr(self, "_source", None), *astuple(self))


def _restored_node(kind: type[Node], source: Source | None, *fields: Any) -> Node:
    node = kind(*fields)
    if source is not None:
        set_source(node, source)
    return node


def _no_source(value: Node | Article) -> FormatError:
    from wenzhang.errors import FormatError

    return FormatError(
        f"this {type(value).__name__} has no source",
        hint="what parse and load give has one, also through JSON if that was written with to_json(article, "
        "source=True); what is made anew, as by msgspec.structs.replace, has none",
    )


# Inlines


class Text(Node, frozen=True):
    """Text, as one contiguous stretch of the source; references resolved, white space as written."""

    value: str


class Strong(Node, frozen=True):
    """`<strong>`, `<b>`."""

    inlines: tuple[Inline, ...]
    attrs: dict[str, str] = {}


class Emphasis(Node, frozen=True):
    """`<em>`, `<i>`."""

    inlines: tuple[Inline, ...]
    attrs: dict[str, str] = {}


class Strikethrough(Node, frozen=True):
    """`<del>`, `<s>`, `<strike>`."""

    inlines: tuple[Inline, ...]
    attrs: dict[str, str] = {}


class Subscript(Node, frozen=True):
    """`<sub>`."""

    inlines: tuple[Inline, ...]
    attrs: dict[str, str] = {}


class Superscript(Node, frozen=True):
    """`<sup>`."""

    inlines: tuple[Inline, ...]
    attrs: dict[str, str] = {}


class Code(Node, frozen=True):
    """`<code>`, `<tt>`: code within a line."""

    inlines: tuple[Inline, ...]
    attrs: dict[str, str] = {}


class Link(Node, frozen=True):
    """`<a href>`."""

    href: str
    inlines: tuple[Inline, ...]
    title: str | None = None
    attrs: dict[str, str] = {}


class ImageSource(Node, frozen=True):
    """`<source>` in a `<picture>`."""

    srcset: str
    media: str | None = None
    mime: str | None = None
    attrs: dict[str, str] = {}


class Image(Node, frozen=True):
    """`<img>`, or a `<picture>` with its `<img>`.

    `alt` is None where the attribute is missing and `""` where the author marked the image as decorative.
    `width` and `height` are CSS pixels, None where missing or no whole number.
    """

    src: str
    alt: str | None = None
    title: str | None = None
    width: int | None = None
    height: int | None = None
    sources: tuple[ImageSource, ...] = ()
    attrs: dict[str, str] = {}


class LineBreak(Node, frozen=True):
    """`<br>`."""


class RubySegment(Node, frozen=True):
    """Base characters and the annotation over them."""

    base: tuple[Inline, ...]
    annotation: tuple[Inline, ...]


class Ruby(Node, frozen=True):
    """`<ruby>`; the parentheses of `<rp>` are left out, since no browser shows them."""

    segments: tuple[RubySegment, ...]
    attrs: dict[str, str] = {}


class Html(Node, frozen=True):
    """Any other inline element: `<span>`, `<mark>`, `<kbd>`, `<abbr>`, `<a>` without `href` and so on."""

    tag: str
    inlines: tuple[Inline, ...]
    attrs: dict[str, str] = {}


class InlineBlock(Node, frozen=True):
    """Blocks where the model expects inlines: `<a><div>…</div></a>`, `<summary><h3>…</h3></summary>`."""

    blocks: tuple[Block, ...]


def is_space(node: Node) -> bool:
    """Whether a node is text of nothing but the white space of HTML; U+3000 and U+00A0 are none of it.

    That is ASCII white space (Infra Standard, 4.6).
    """
    # The quick question first: it is asked of every text beside an element, and nearly all are none by any measure.
    return type(node) is Text and node.value.isspace() and not node.value.strip(ASCII_WHITE_SPACE)


def is_hidden(tag: str, attrs: dict[str, str]) -> bool:
    """Whether a browser does not show an element: one marked `hidden`, or a dialog that is not open.

    What is `hidden="until-found"` is there to be found, so it counts as shown (HTML Standard, 6.1, 15.3.1).
    """
    hidden = attrs.get("hidden")
    if hidden is not None:
        return hidden.lower() != "until-found"
    return tag == "dialog" and "open" not in attrs


# Blocks


class Paragraph(Node, frozen=True):
    """`<p>`, or a run of text in a block without one (`implied`; HTML Standard, section 3.2.5.4)."""

    inlines: tuple[Inline, ...]
    attrs: dict[str, str] = {}
    implied: bool = False


class Heading(Node, frozen=True):
    """`<h1>` to `<h6>`. Those of the outline are sections; this one stands in a list, a quotation, a cell and so on."""

    level: int
    inlines: tuple[Inline, ...]
    id: str | None = None
    attrs: dict[str, str] = {}

    @property
    def title(self) -> str:
        """The text on one line."""
        from wenzhang.text import one_line

        return one_line(self.inlines)


class ListItem(Node, frozen=True):
    """`<li>`; `implied` where a list holds content outside of any item."""

    blocks: tuple[Block, ...]
    value: int | None = None
    checked: bool | None = None
    attrs: dict[str, str] = {}
    implied: bool = False


class List(Node, frozen=True):
    """`<ul>`, `<ol>`, `<menu>`; `implied` around items that no list holds."""

    ordered: bool
    items: tuple[ListItem, ...]
    start: int = 1
    reversed: bool = False
    marker: str | None = None
    attrs: dict[str, str] = {}
    implied: bool = False


class Figure(Node, frozen=True):
    """`<figure>`.

    `images` are its images in order, but for those of a figure inside of it. `blocks` is the content besides the
    caption, empty where that is nothing but bare images; a table, code, a quotation or a video is found there.
    `caption` is plain text, None without a `<figcaption>`.
    """

    images: tuple[Image, ...]
    caption: str | None = None
    caption_inlines: tuple[Inline, ...] = ()
    caption_span: Span | None = None
    blocks: tuple[Block, ...] = ()
    attrs: dict[str, str] = {}


class Details(Node, frozen=True):
    """`<details>`; `summary_span` is None where there is no `<summary>`."""

    summary: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    open: bool = False
    summary_span: Span | None = None
    attrs: dict[str, str] = {}


class TableCell(Node, frozen=True):
    """`<td>`, `<th>` (`header`)."""

    blocks: tuple[Block, ...]
    header: bool = False
    colspan: int = 1
    rowspan: int = 1
    align: str | None = None
    attrs: dict[str, str] = {}


class TableRow(Node, frozen=True):
    """`<tr>`."""

    cells: tuple[TableCell, ...]
    attrs: dict[str, str] = {}


class Table(Node, frozen=True):
    """`<table>`: `head` is `<thead>` or the leading rows of `<th>` alone; several `<tbody>` are one `body`."""

    head: tuple[TableRow, ...]
    body: tuple[TableRow, ...]
    foot: tuple[TableRow, ...] = ()
    caption: str | None = None
    caption_inlines: tuple[Inline, ...] = ()
    caption_span: Span | None = None
    attrs: dict[str, str] = {}


class CodeBlock(Node, frozen=True):
    """`<pre>`.

    `code` is the text without its first newline (HTML Standard, 13.2.6.4.7). `inlines` is the content where that is
    more than text (links, emphasis, highlighting), else empty.
    """

    code: str
    language: str | None = None
    inlines: tuple[Inline, ...] = ()
    attrs: dict[str, str] = {}


class BlockQuote(Node, frozen=True):
    """`<blockquote>`; `cite` is a URL."""

    blocks: tuple[Block, ...]
    cite: str | None = None
    attrs: dict[str, str] = {}


class DefinitionTerm(Node, frozen=True):
    """`<dt>`."""

    inlines: tuple[Inline, ...]
    attrs: dict[str, str] = {}


class DefinitionDescription(Node, frozen=True):
    """`<dd>`; `implied` where a list holds content outside of any."""

    blocks: tuple[Block, ...]
    attrs: dict[str, str] = {}
    implied: bool = False


class Definition(Node, frozen=True):
    """One or more terms and what describes them."""

    terms: tuple[DefinitionTerm, ...]
    descriptions: tuple[DefinitionDescription, ...]


class DefinitionList(Node, frozen=True):
    """`<dl>`."""

    items: tuple[Definition, ...]
    attrs: dict[str, str] = {}


class ThematicBreak(Node, frozen=True):
    """`<hr>`."""

    attrs: dict[str, str] = {}


class Container(Node, frozen=True):
    """An element that groups blocks: `<div>`, `<aside>`, `<nav>`, `<form>`, custom elements."""

    tag: str
    blocks: tuple[Block, ...]
    attrs: dict[str, str] = {}


class RawHtml(Node, frozen=True):
    """An element kept as it was written: `<iframe>`, `<video>`, `<svg>`, `<math>`, `<script>`, an empty custom element.

    A block or an inline. `content` is the text in it that a browser shows, so `""` for a script or the fallback of a
    video.
    """

    tag: str
    content: str = ""
    attrs: dict[str, str] = {}


Inline = (
    Text
    | Strong
    | Emphasis
    | Strikethrough
    | Subscript
    | Superscript
    | Code
    | Link
    | Image
    | LineBreak
    | Ruby
    | Html
    | InlineBlock
    | RawHtml
)
Block = (
    Paragraph
    | Heading
    | List
    | Figure
    | Details
    | Table
    | CodeBlock
    | BlockQuote
    | DefinitionList
    | ThematicBreak
    | Container
    | RawHtml
)


# The article


class Section(Node, frozen=True):
    """A heading of the outline, what follows it, and the sections below it.

    `span` runs from the heading to the end of the last block. `title` is the heading's text on one line.
    """

    level: int
    title: str
    heading: tuple[Inline, ...]
    heading_span: Span
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    id: str | None = None
    attrs: dict[str, str] = {}


class FaqItem(Node, frozen=True):
    """A question and its answer, a view over a `Details` or over schema.org microdata.

    `question` and `answer` are plain text without their labels; `label` is the question's, as in `Q1`.
    """

    label: str | None
    question: str
    answer: str
    blocks: tuple[Block, ...]
    open: bool = False


class Head(Node, frozen=True):
    """What the `<head>` of a whole page says."""

    title: str | None = None
    lang: str | None = None
    charset: str | None = None
    description: str | None = None


class ParseError(Node, frozen=True):
    """An error of the WHATWG parsing specification, under the name the specification gives it."""

    code: str


class Article(Struct, frozen=True, dict=True, rename="camel"):
    """An article as read: the tree, and flat views that are built at their first use.

    The views hold nodes in the order of the document, those inside of figures, lists, details and tables included.
    """

    source: Source
    front_matter: FrontMatter | None
    format: Format
    head: Head | None
    intro: tuple[Block, ...]
    sections: tuple[Section, ...]

    @cached_property
    def lang(self) -> str | None:
        """The language that the front matter declares, else the page; as it is written there."""
        declared = self.front_matter.lang if self.front_matter is not None else None
        return declared or (self.head.lang if self.head is not None else None)

    @property
    def title(self) -> str | None:
        """The front matter's title, else that of the first level-1 heading, else the page's."""
        if self.front_matter is not None and self.front_matter.title:
            return self.front_matter.title
        top = next((heading.title for heading in self.headings if heading.level == 1), None)
        return top or (self.head.title if self.head else None)

    @cached_property
    def text(self) -> str:
        """What a reader of the body sees, headings included."""
        from wenzhang.text import visible_text

        return visible_text(self)

    @cached_property
    def _views(self) -> Views:
        from wenzhang.walk import views

        return views(self)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """All headings, those of sections and those that stand inside of other blocks."""
        return self._views.headings

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures."""
        return self._views.figures

    @property
    def images(self) -> tuple[Image, ...]:
        """All images, in figures and outside."""
        return self._views.images

    @property
    def links(self) -> tuple[Link, ...]:
        """All links."""
        return self._views.links

    @cached_property
    def faq(self) -> tuple[FaqItem, ...]:
        """All questions with their answers."""
        from wenzhang.read.faq import find_faq

        return tuple(find_faq(self))

    @cached_property
    def parse_errors(self) -> tuple[ParseError, ...]:
        """The WHATWG parse errors of the body, in Markdown those of its HTML.

        Raises `FormatError` where its JSON came without the source.
        """
        from wenzhang.read.html import parse_errors

        return tuple(parse_errors(self._body()))

    @property
    def meta(self) -> Any:
        """The front matter as the caller's own type; None unless `front_matter_type` was given to `parse` or `load`."""
        return self.__dict__.get("_meta")

    @property
    def italic_captions(self) -> bool:
        """Whether `parse` or `load` was to take lines in italics for captions. Not in JSON."""
        return "_italic_captions" in self.__dict__

    def lxml(self) -> HtmlElement:
        """An lxml tree of the body: of a whole page the `<html>` element, else a `<div>` around it.

        Raises `FormatError` where its JSON came without the source.
        """
        from wenzhang.interop import lxml_tree

        return lxml_tree(self._body().markup, page=self.head is not None)

    def soup(self) -> BeautifulSoup:
        """A BeautifulSoup (lxml) of the body. Raises `FormatError` where its JSON came without the source."""
        from wenzhang.interop import soup

        return soup(self._body().markup)

    def _body(self) -> Body:
        from wenzhang.read.body import body_of

        if isinstance(self.source, LostSource):
            raise _no_source(self)
        start = self.front_matter.span.end if self.front_matter is not None else 0
        return body_of(self.source, start, self.format, italic_captions=self.italic_captions)

    def __copy__(self) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Article], tuple[Any, ...]]:
        return _restored_article, (self.meta, self.italic_captions, *astuple(self))


def _restored_article(
    meta: Any, italic_captions: bool, source: Source, front_matter: FrontMatter | None, *fields: Any
) -> Article:
    article = Article(source, front_matter, *fields)
    if italic_captions:
        article.__dict__["_italic_captions"] = True
    if meta is not None:
        article.__dict__["_meta"] = meta
    if front_matter is not None and not isinstance(source, LostSource):
        front_matter.__dict__["_source"] = source
    return article
