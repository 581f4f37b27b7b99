"""Nodes of the model from an HTML element's span, content and attributes: a function for each kind that needs one.

Both ways of reading HTML make their nodes here. `attrs` is the caller's to give away: what has a field of its own is
taken out of it. The rest is made by its type: `Paragraph`, `Strong`, `TableRow` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from wenzhang.model import (
    ASCII_WHITE_SPACE,
    Block,
    BlockQuote,
    Code,
    CodeBlock,
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
    Inline,
    Link,
    List,
    ListItem,
    Paragraph,
    RawHtml,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    TableCell,
    TableRow,
    Text,
    is_space,
    set_source,
)
from wenzhang.source import Span
from wenzhang.text import one_line, raw_text
from wenzhang.walk import children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wenzhang.model import Node
    from wenzhang.source import Source

Attributes = dict[str, str]
Titled = tuple[tuple[Inline, ...], Span | None, tuple[Block, ...]]
"""The inlines and the span of a caption or a summary, and the blocks besides."""
Default = TypeVar("Default", int, None)

_LANGUAGE_CLASS = re.compile(r"(?:^|[\t\n\f\r ])(?:language-|lang-|highlight-source-|brush:\s*)([\w+#.-]+)")
_TEXT_ALIGN = re.compile(r"text-align\s*:\s*([a-z]+)", re.IGNORECASE)


def extent(nodes: Sequence[Node]) -> Span:
    """From the first node to the last; they need not be in order where the markup is misnested."""
    if len(nodes) == 1:
        return nodes[0].span
    return Span(min(node.span.start for node in nodes), max(node.span.end for node in nodes))


# Runs of inlines among blocks


def end_run(source: Source, run: list[Inline], blocks: list[Block]) -> None:
    """Ends a run of inlines: white space alone is nothing, raw elements alone are blocks, else it is a paragraph."""
    first, last = 0, len(run)
    while first < last and is_space(run[first]):
        first += 1
    while first < last and is_space(run[last - 1]):
        last -= 1
    content = tuple(run[first:last])
    run.clear()
    if content and (
        type(content[0]) is not RawHtml or not all(type(node) is RawHtml or is_space(node) for node in content)
    ):
        blocks.append(implied_paragraph(source, content))
    else:
        blocks += [node for node in content if type(node) is RawHtml]


def implied_paragraph(source: Source, inlines: tuple[Inline, ...]) -> Paragraph:
    """A paragraph without a `<p>`."""
    node = Paragraph(extent(inlines), inlines, {}, True)
    set_source(node, source)
    return node


# From inlines


def heading(level: int, span: Span, inlines: tuple[Inline, ...], attrs: Attributes) -> Heading:
    """`<h1>` to `<h6>`."""
    return Heading(span, level, inlines, attrs.pop("id", None) if attrs else None, attrs)


def link(span: Span, inlines: tuple[Inline, ...], attrs: Attributes) -> Link | Html:
    """`<a>`."""
    href = attrs.pop("href", None)
    if href is None:
        return Html(span, "a", inlines, attrs)
    return Link(span, href, inlines, attrs.pop("title", None), attrs)


def code_block(span: Span, inlines: tuple[Inline, ...], attrs: Attributes) -> CodeBlock:
    """`<pre>`."""
    inner = next((node for node in inlines if isinstance(node, (Code, Html))), None)
    language = _language(attrs) or (_language(inner.attrs) if inner else None)
    code = inner.inlines if len(inlines) == 1 and isinstance(inner, Code) else inlines
    is_plain = all(isinstance(node, Text) for node in code)
    return CodeBlock(span, raw_text(inlines), language, () if is_plain else inlines, attrs)


def _language(attrs: Attributes) -> str | None:
    """The language by the conventions of the HTML Standard (4.5.15), highlighters, GitHub and MDN."""
    match = _LANGUAGE_CLASS.search(attrs.get("class", ""))
    return match.group(1) if match else attrs.get("data-lang") or attrs.get("data-language") or None


PHRASES: dict[str, Callable[[Span, tuple[Inline, ...], Attributes], Inline]] = {
    "a": link,
    **dict.fromkeys(("strong", "b"), Strong),
    **dict.fromkeys(("em", "i"), Emphasis),
    **dict.fromkeys(("del", "s", "strike"), Strikethrough),
    "sub": Subscript,
    "sup": Superscript,
    **dict.fromkeys(("code", "tt"), Code),
}
"""Inline elements that hold inlines; those that are not here are `Html`."""


# From blocks


def quote(span: Span, blocks: tuple[Block, ...], attrs: Attributes) -> BlockQuote:
    """`<blockquote>`."""
    return BlockQuote(span, blocks, attrs.pop("cite", None), attrs)


def item(span: Span, blocks: tuple[Block, ...], attrs: Attributes) -> ListItem:
    """`<li>`; a task is one that begins with a box to check."""
    value = _integer(attrs, "value", None) if attrs else None
    return ListItem(span, blocks, value, _checked(blocks), attrs)


def _checked(blocks: tuple[Block, ...]) -> bool | None:
    first: Node | None = blocks[0] if blocks else None
    if type(first) is Paragraph and first.inlines:
        first, *others = first.inlines
        if is_space(first) and others:
            first = others[0]
    if type(first) is RawHtml and first.tag == "input" and first.attrs.get("type", "").lower() == "checkbox":
        return "checked" in first.attrs
    return None


def list_(tag: str, span: Span, items: tuple[ListItem, ...], attrs: Attributes) -> List:
    """`<ul>`, `<ol>`, `<menu>`."""
    is_reversed = attrs.pop("reversed", None) is not None
    # Without a start it counts down to one (HTML Standard, 4.4.5, "starting value").
    first = _integer(attrs, "start", sum(not item.implied for item in items) if is_reversed else 1)
    return List(span, tag == "ol", items, first, is_reversed, attrs.pop("type", None), attrs)


def definitions(parts: Iterable[DefinitionTerm | DefinitionDescription]) -> tuple[Definition, ...]:
    """Terms grouped with the descriptions that follow them."""
    groups: list[tuple[list[DefinitionTerm], list[DefinitionDescription]]] = []
    for part in parts:
        if isinstance(part, DefinitionDescription):
            if not groups:
                groups.append(([], []))
            groups[-1][1].append(part)
        elif groups and not groups[-1][1]:
            groups[-1][0].append(part)
        else:
            groups.append(([part], []))
    return tuple(_definition(terms, descriptions) for terms, descriptions in groups)


def _definition(terms: list[DefinitionTerm], descriptions: list[DefinitionDescription]) -> Definition:
    parts = [*terms, *descriptions]
    node = Definition(extent(parts), tuple(terms), tuple(descriptions))
    set_source(node, parts[0].source)
    return node


def definition_list(
    span: Span, parts: Iterable[DefinitionTerm | DefinitionDescription], attrs: Attributes
) -> DefinitionList:
    """`<dl>`, from its terms and descriptions."""
    return DefinitionList(span, definitions(parts), attrs)


# Blocks under a line of their own


def figure(span: Span, content: Titled, attrs: Attributes) -> Figure:
    """`<figure>`."""
    caption, caption_span, blocks = content
    images = _bare_images(blocks)
    if images is None:
        images = _own_images(blocks)
    else:
        blocks = ()
    return Figure(span, images, one_line(caption) if caption_span else None, caption, caption_span, blocks, attrs)


def _bare_images(blocks: tuple[Block, ...]) -> tuple[Image, ...] | None:
    """The images, where blocks are nothing else; None where they are more."""
    images: list[Image] = []
    for block in blocks:
        if not (isinstance(block, Paragraph) and block.implied):
            return None
        for node in block.inlines:
            if isinstance(node, Image):
                images.append(node)
            elif not is_space(node):
                return None
    return tuple(images)


def _own_images(blocks: Iterable[Node]) -> tuple[Image, ...]:
    """The images in blocks, without those of the figures among them."""
    images: list[Image] = []
    stack = [*blocks][::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, Image):
            images.append(node)
        elif not isinstance(node, Figure):
            stack += reversed(children(node))
    return tuple(images)


def details(span: Span, content: Titled, attrs: Attributes) -> Details:
    """`<details>`."""
    summary, summary_span, blocks = content
    return Details(span, summary, blocks, attrs.pop("open", None) is not None, summary_span, attrs)


# Tables

Rows = tuple[str, Sequence[TableRow]]
"""The tag of a row group, and its rows."""


def table(span: Span, content: tuple[Sequence[Inline], Span | None, Iterable[Rows]], attrs: Attributes) -> Table:
    """`<table>`, from the inlines and the span of its caption, and its row groups."""
    caption, caption_span, groups = content
    rows: dict[str, list[TableRow]] = {"thead": [], "tbody": [], "tfoot": []}
    for group, its_rows in groups:
        rows[group] += its_rows
    head, body = _split_head(rows["thead"], rows["tbody"])
    title = one_line(caption) if caption_span else None
    return Table(span, head, body, tuple(rows["tfoot"]), title, tuple(caption), caption_span, attrs)


def _split_head(head: list[TableRow], body: list[TableRow]) -> tuple[tuple[TableRow, ...], tuple[TableRow, ...]]:
    """Without a `<thead>`, the leading rows that hold header cells alone are the head."""
    lead = 0
    if not head:
        while lead < len(body) and body[lead].cells and all(cell.header for cell in body[lead].cells):
            lead += 1
        if lead == len(body):
            lead = min(lead, 1)
    return (*head, *body[:lead]), tuple(body[lead:])


def cell(tag: str, span: Span, blocks: tuple[Block, ...], attrs: Attributes) -> TableCell:
    """`<td>`, `<th>`."""
    if not attrs:
        return TableCell(span, blocks, tag == "th", attrs=attrs)
    columns, rows = _cells(attrs, "colspan", 1000), _cells(attrs, "rowspan", 65534)
    return TableCell(span, blocks, tag == "th", columns, rows, _align(attrs), attrs)


def _cells(attrs: Attributes, name: str, most: int) -> int:
    """How many columns or rows a cell spans, within the limits of the HTML Standard (4.9.11)."""
    value = attrs.get(name, "").strip(ASCII_WHITE_SPACE)
    if not (value.isascii() and value.isdigit()):
        return 1
    del attrs[name]
    return min(max(int(value[:9]), 1 if name == "colspan" else 0), most)


def _align(attrs: Attributes) -> str | None:
    styled = _TEXT_ALIGN.search(attrs.get("style", ""))
    return styled.group(1).lower() if styled else attrs.pop("align", "").lower() or None


# Without content


def image(span: Span, attrs: Attributes) -> Image:
    """`<img>`."""
    src, alt, title = attrs.pop("src", ""), attrs.pop("alt", None), attrs.pop("title", None)
    return Image(span, src, alt, title, _pixels(attrs, "width"), _pixels(attrs, "height"), (), attrs)


def _pixels(attrs: Attributes, name: str) -> int | None:
    """A whole number of pixels; anything else stays among the attributes."""
    value = attrs.get(name)
    if value is None or not (value.isascii() and value.isdigit() and len(value) < 10):
        return None
    del attrs[name]
    return int(value)


def _integer(attrs: Attributes, name: str, default: Default) -> int | Default:
    """A whole number; anything else stays among the attributes."""
    value = attrs.get(name)
    if value is None or not re.fullmatch(r"[\t\n\f\r ]*[+-]?[0-9]{1,9}[\t\n\f\r ]*", value):
        return default
    del attrs[name]
    return int(value)
