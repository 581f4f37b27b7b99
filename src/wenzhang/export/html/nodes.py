"""One function a kind of node: what it writes, and the nodes it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wenzhang.export.html.attributes import attributes, checked_tag, escape, meaningful
from wenzhang.export.html.raw import RawMarkup
from wenzhang.model import (
    BlockQuote,
    Code,
    CodeBlock,
    Container,
    Definition,
    DefinitionDescription,
    DefinitionList,
    DefinitionTerm,
    Details,
    Emphasis,
    Figure,
    Heading,
    Html,
    Image,
    ImageSource,
    InlineBlock,
    LineBreak,
    Link,
    List,
    ListItem,
    Node,
    Paragraph,
    RawHtml,
    Ruby,
    RubySegment,
    Section,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    TableCell,
    TableRow,
    Text,
    ThematicBreak,
)

if TYPE_CHECKING:
    from wenzhang.model import Article
    from wenzhang.source import Span

__all__ = ["Writer"]

Part = str | Node
"""Markup, or a node that is still to be written."""

Values = Mapping[str, str | int | bool | None]

_ALIGNMENTS = frozenset(("left", "center", "right", "justify", "start", "end"))
_ORDERED_MARKERS = frozenset(("1", "a", "A", "i", "I"))
_CLASS = re.compile(r"[\w+#.-]+")


class Writer:
    """Writes nodes of one article. `drop`: without classes and what is but for looks."""

    def __init__(self, article: Article, *, drop: bool) -> None:
        self.drop = drop
        self.raw = RawMarkup(article)
        self.line = "\n"  # between blocks; nothing in <pre>, where it would show

    def write(self, parts: Iterable[Part]) -> str:
        """All parts. Nodes are taken from a stack, so that depth costs none of Python's."""
        out: list[str] = []
        stack = [*parts][::-1]
        while stack:
            part = stack.pop()
            if isinstance(part, str):
                out.append(part)
            else:
                stack += self.parts_of(part)[::-1]
        return "".join(out)

    def parts_of(self, node: Node) -> list[Part]:
        """What a node is written as: markup, and the nodes that it holds."""
        return _NODES[type(node)](self, node)

    def lines(self, blocks: Iterable[Node]) -> list[Part]:
        """Blocks, each on a line of its own, but for loose text, which white space would become part of.

        Loose text beside what is loose (an outline puts together what stood in several elements) becomes a paragraph.
        """
        row: list[Any] = [None, *blocks, None]
        parts: list[Part] = []
        for before, node, after in zip(row, row[1:-1], row[2:], strict=False):
            block = node
            if _is_text(node) and (_is_loose(before) or isinstance(after, RawHtml)):
                block = replace(node, implied=False)
            if before is not None and _is_apart(parts[-1], block):
                parts.append(self.line)
            parts.append(block)
        return parts

    def element(
        self, tag: str, content: Sequence[Part], attrs: Mapping[str, str], own: Values | None = None
    ) -> list[Part]:
        """An element with its attributes: `own` are those the model has fields for."""
        return [self.tag(tag, attrs, own), *content, f"</{tag}>"]

    def tag(self, tag: str, attrs: Mapping[str, str], own: Values | None = None) -> str:
        """A start tag."""
        if not attrs and not own:
            return f"<{checked_tag(tag)}>"
        kept = meaningful(tag, attrs) if self.drop else attrs
        return f"<{checked_tag(tag)}{attributes(own or {}, kept)}>"

    def titled(self, tag: str, title: Sequence[Node], span: Span | None, content: Sequence[Node]) -> list[Part]:
        """Content with a caption or summary before, behind or within it, where it stood in the source."""
        if span is None and not title:
            return self.lines(content)
        before = 0
        while span is not None and before < len(content) and content[before].span.start < span.start:
            before += 1
        groups: list[list[Part]] = [
            self.lines(content[:before]),
            [f"<{tag}>", *title, f"</{tag}>"],
            self.lines(content[before:]),
        ]
        return self.joined(groups)

    def joined(self, groups: Iterable[Sequence[Part]]) -> list[Part]:
        """Groups of parts, those that are not empty on lines of their own, but for loose text."""
        parts: list[Part] = []
        for group in groups:
            if group and parts and _is_apart(parts[-1], group[0]):
                parts.append(self.line)
            parts += group
        return parts

    def inner(self, groups: Sequence[Sequence[Part]]) -> list[Part]:
        """Groups on lines of their own, between tags that are on other lines."""
        content = self.joined(groups)
        if not content:
            return content
        before = [] if _is_text(content[0]) else [self.line]
        behind = [] if _is_text(content[-1]) else [self.line]
        return [*before, *content, *behind]


_TEXTS = frozenset((Paragraph, ListItem, DefinitionDescription))


def _is_text(part: Any) -> bool:
    """Whether it is text among blocks, or content among items that may begin or end in some."""
    return type(part) in _TEXTS and part.implied


def _is_loose(part: Any) -> bool:
    """Whether text beside it would be one with it."""
    return type(part) is RawHtml or _is_text(part)


def _is_apart(before: Part, after: Part) -> bool:
    """Whether white space between two blocks is between them, and no part of a text."""
    if type(before) is RawHtml:
        return type(after) is not RawHtml and not _is_text(after)
    return not (_is_text(before) or _is_text(after))


# Inlines


def _text(writer: Writer, node: Text) -> list[Part]:
    return [escape(node.value)]


def _phrase(tag: str) -> Callable[[Writer, Any], list[Part]]:
    """An element that holds inlines and has no fields of its own."""

    def write(writer: Writer, node: Any) -> list[Part]:
        return writer.element(tag, node.inlines, node.attrs)

    return write


def _link(writer: Writer, node: Link) -> list[Part]:
    return writer.element("a", node.inlines, node.attrs, {"href": node.href, "title": node.title})


def _image(writer: Writer, node: Image) -> list[Part]:
    own: Values = {
        "src": node.src or None,
        "alt": node.alt,
        "title": node.title,
        "width": _number(node.width),
        "height": _number(node.height),
    }
    image = writer.tag("img", node.attrs, own)
    return ["<picture>", *node.sources, image, "</picture>"] if node.sources else [image]


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)  # 0 is a value too


def _image_source(writer: Writer, node: ImageSource) -> list[Part]:
    return [writer.tag("source", node.attrs, {"srcset": node.srcset, "media": node.media, "type": node.mime})]


def _line_break(writer: Writer, node: LineBreak) -> list[Part]:
    return ["<br>"]


def _ruby(writer: Writer, node: Ruby) -> list[Part]:
    return writer.element("ruby", node.segments, node.attrs)


def _ruby_segment(writer: Writer, node: RubySegment) -> list[Part]:
    return [*node.base, *node.annotation]


def _html(writer: Writer, node: Html) -> list[Part]:
    return writer.element(node.tag, node.inlines, node.attrs)


def _inline_block(writer: Writer, node: InlineBlock) -> list[Part]:
    return writer.lines(node.blocks)


def _raw(writer: Writer, node: RawHtml) -> list[Part]:
    return [writer.raw.of(node)]


# Blocks


def _paragraph(writer: Writer, node: Paragraph) -> list[Part]:
    return [*node.inlines] if node.implied else writer.element("p", node.inlines, node.attrs)


def _heading(writer: Writer, node: Heading) -> list[Part]:
    return writer.element(f"h{node.level}", node.inlines, node.attrs, {"id": node.id})


def _section(writer: Writer, node: Section) -> list[Part]:
    """Its heading alone: what stands below is written behind it."""
    return writer.element(f"h{node.level}", node.heading, node.attrs, {"id": node.id})


def _list(writer: Writer, node: List) -> list[Part]:
    content = writer.inner([[item] for item in node.items])
    if not node.ordered:
        marker = None if writer.drop else node.marker
        return writer.element("ul", content, node.attrs, {"type": marker})
    # Where it counts from without saying so (HTML Standard, 4.4.5).
    first = sum(not item.implied for item in node.items) if node.reversed else 1
    own: Values = {
        "start": str(node.start) if node.start != first else None,
        "reversed": node.reversed,
        "type": node.marker if node.marker in _ORDERED_MARKERS or not writer.drop else None,
    }
    return writer.element("ol", content, node.attrs, own)


def _item(writer: Writer, node: ListItem) -> list[Part]:
    content = writer.lines(node.blocks)
    return content if node.implied else writer.element("li", content, node.attrs, {"value": _number(node.value)})


def _figure(writer: Writer, node: Figure) -> list[Part]:
    content = writer.titled("figcaption", node.caption_inlines, node.caption_span, node.blocks or node.images)
    return writer.element("figure", content, node.attrs)


def _details(writer: Writer, node: Details) -> list[Part]:
    content = writer.titled("summary", node.summary, node.summary_span, node.blocks)
    return writer.element("details", content, node.attrs, {"open": node.open})


def _code_block(writer: Writer, node: CodeBlock) -> list[Part]:
    """Code without markup stands in `<code>`."""
    language = _language(node)
    if not node.inlines:
        return writer.element("pre", writer.element("code", [escape(node.code)], {}, language), node.attrs)
    line, writer.line = writer.line, ""
    try:
        content = writer.write(node.inlines)
    finally:
        writer.line = line
    first = "\n" if content.startswith("\n") else ""  # the parser drops one (13.2.6.4.7)
    return writer.element("pre", [first, content], node.attrs, language if writer.drop else None)


def _language(node: CodeBlock) -> Values:
    """The language of code as the HTML Standard proposes (4.5.15), where it can be a class."""
    if not node.language:
        return {}
    return (
        {"class": f"language-{node.language}"} if _CLASS.fullmatch(node.language) else {"data-language": node.language}
    )


def _quote(writer: Writer, node: BlockQuote) -> list[Part]:
    return writer.element("blockquote", writer.lines(node.blocks), node.attrs, {"cite": node.cite})


def _definition_list(writer: Writer, node: DefinitionList) -> list[Part]:
    items: list[Node] = []
    for definition in node.items:
        items += [*definition.terms, *definition.descriptions]
    for place, (before, item) in enumerate(pairwise(items), 1):
        if getattr(before, "implied", False) and isinstance(item, DefinitionDescription) and item.implied:
            items[place] = replace(item, implied=False)  # or both would be one
    return writer.element("dl", writer.inner([[item] for item in items]), node.attrs)


def _definition(writer: Writer, node: Definition) -> list[Part]:
    return [*node.terms, *node.descriptions]


def _description(writer: Writer, node: DefinitionDescription) -> list[Part]:
    content = writer.lines(node.blocks)
    return content if node.implied else writer.element("dd", content, node.attrs)


def _thematic_break(writer: Writer, node: ThematicBreak) -> list[Part]:
    return [writer.tag("hr", node.attrs)]


def _container(writer: Writer, node: Container) -> list[Part]:
    return writer.element(node.tag, writer.lines(node.blocks), node.attrs)


# Tables


def _table(writer: Writer, node: Table) -> list[Part]:
    has_caption = node.caption_span is not None or node.caption_inlines
    groups: list[list[Part]] = [["<caption>", *node.caption_inlines, "</caption>"]] if has_caption else []
    for tag, rows in (("thead", node.head), ("tbody", node.body), ("tfoot", node.foot)):
        if rows:
            groups.append([f"<{tag}>", *writer.inner([[row] for row in rows]), f"</{tag}>"])
    return writer.element("table", writer.inner(groups), node.attrs)


def _row(writer: Writer, node: TableRow) -> list[Part]:
    return writer.element("tr", node.cells, node.attrs)


def _cell(writer: Writer, node: TableCell) -> list[Part]:
    own: dict[str, str | int | bool | None] = {
        "colspan": str(node.colspan) if node.colspan != 1 else None,
        "rowspan": str(node.rowspan) if node.rowspan != 1 else None,
    }
    if node.align and writer.drop and node.align in _ALIGNMENTS:
        own["style"] = f"text-align: {node.align}"
    elif node.align and not writer.drop and "text-align" not in node.attrs.get("style", "").lower():
        own["align"] = node.align
    return writer.element("th" if node.header else "td", writer.lines(node.blocks), node.attrs, own)


_NODES: dict[type[Node], Callable[[Writer, Any], list[Part]]] = {
    Text: _text,
    Strong: _phrase("strong"),
    Emphasis: _phrase("em"),
    Strikethrough: _phrase("del"),
    Subscript: _phrase("sub"),
    Superscript: _phrase("sup"),
    Code: _phrase("code"),
    Link: _link,
    Image: _image,
    ImageSource: _image_source,
    LineBreak: _line_break,
    Ruby: _ruby,
    RubySegment: _ruby_segment,
    Html: _html,
    InlineBlock: _inline_block,
    RawHtml: _raw,
    Paragraph: _paragraph,
    Heading: _heading,
    Section: _section,
    List: _list,
    ListItem: _item,
    Figure: _figure,
    Details: _details,
    CodeBlock: _code_block,
    BlockQuote: _quote,
    DefinitionList: _definition_list,
    Definition: _definition,
    DefinitionTerm: _phrase("dt"),
    DefinitionDescription: _description,
    ThematicBreak: _thematic_break,
    Container: _container,
    Table: _table,
    TableRow: _row,
    TableCell: _cell,
}
