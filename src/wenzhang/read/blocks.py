"""Blocks of an HTML tree: one function a kind of block, in a table by tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbohtml import Element

from wenzhang.model import (
    Block,
    DefinitionDescription,
    DefinitionList,
    DefinitionTerm,
    Inline,
    List,
    ListItem,
    Paragraph,
    ThematicBreak,
    set_source,
)
from wenzhang.read import nodes
from wenzhang.read.flow import parts, read_container, read_with_blocks
from wenzhang.read.inline import read_inlines, read_with_inlines
from wenzhang.read.nodes import Titled, extent
from wenzhang.read.readers import BLOCK_READERS
from wenzhang.read.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.read.locate import Locator
    from wenzhang.source import Span


def _paragraph(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, inlines = read_with_inlines(reader, element, tag)
    return Paragraph(span, inlines, attrs)


def _heading(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, inlines = read_with_inlines(reader, element, tag)
    return nodes.heading(int(tag[1]), span, inlines, attrs)


def _quote(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, blocks = read_with_blocks(reader, element, tag)
    return nodes.quote(span, blocks, attrs)


def _thematic_break(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, _ = reader.read(element, tag, None)
    return ThematicBreak(span, attrs)


# Lists


def _list(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, items = reader.read(element, tag, _items)
    return nodes.list_(tag, span, tuple(items), attrs)


def _items(reader: Locator, element: Element) -> list[ListItem]:
    items: list[ListItem] = []
    for part in parts(reader, element, ("li",)):
        if isinstance(part, Element):
            items.append(_item(reader, part))
        else:
            items.append(ListItem(extent(part), tuple(part), implied=True))
        set_source(items[-1], reader.source)
    return items


def _item(reader: Locator, element: Element) -> ListItem:
    span, attrs, blocks = read_with_blocks(reader, element, "li")
    return nodes.item(span, blocks, attrs)


def _stray_item(reader: Locator, element: Element, tag: str) -> Block:
    """An `<li>` that stands in no list."""
    item = _item(reader, element)
    set_source(item, reader.source)
    return List(item.span, False, (item,), implied=True)


Definable = list[DefinitionTerm | DefinitionDescription]


def _definition_list(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, parts = reader.read(element, tag, _definable)
    return nodes.definition_list(span, parts, attrs)


def _stray_definition(reader: Locator, element: Element, tag: str) -> Block:
    """A `<dt>` or `<dd>` that stands in no list."""
    items = nodes.definitions([_term_or_description(reader, element)])
    return DefinitionList(items[0].span, items)


def _definable(reader: Locator, element: Element) -> Definable:
    """Terms and descriptions; a `<div>` groups some (HTML Standard, 4.4.9), anything else is a description."""
    found: Definable = []
    for part in parts(reader, element, ("dt", "dd", "div")):
        if isinstance(part, list):
            found.append(DefinitionDescription(extent(part), tuple(part), implied=True))
            set_source(found[-1], reader.source)
        elif part.tag == "div":
            found += reader.read(part, "div", _definable)[2]
        else:
            found.append(_term_or_description(reader, part))
    return found


def _term_or_description(reader: Locator, element: Element) -> DefinitionTerm | DefinitionDescription:
    node: DefinitionTerm | DefinitionDescription
    if element.tag == "dt":
        span, attrs, inlines = read_with_inlines(reader, element, "dt")
        node = DefinitionTerm(span, inlines, attrs)
    else:
        span, attrs, blocks = read_with_blocks(reader, element, "dd")
        node = DefinitionDescription(span, blocks, attrs)
    set_source(node, reader.source)
    return node


# Figures and details: blocks under a line of their own


def _figure(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, content = reader.read(element, tag, _captioned)
    return nodes.figure(span, content, attrs)


def _details(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, content = reader.read(element, tag, _summarised)
    return nodes.details(span, content, attrs)


def _titled_by(tag: str) -> Callable[[Locator, Element], Titled]:
    """Reads the inlines and the span of the first child with this tag, and the blocks before and after it."""

    def read(reader: Locator, element: Element) -> Titled:
        inlines: tuple[Inline, ...] = ()
        span: Span | None = None
        blocks: list[Block] = []
        for part in parts(reader, element, (tag,)):
            if isinstance(part, list):
                blocks.extend(part)
            elif span is None:
                span, _, inlines = read_with_inlines(reader, part, tag)
            else:
                blocks.append(read_container(reader, part, tag))
                set_source(blocks[-1], reader.source)
        return inlines, span, tuple(blocks)

    return read


_captioned = _titled_by("figcaption")
_summarised = _titled_by("summary")


# Code


def _code_block(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, content = reader.read(element, tag, _preformatted)
    return nodes.code_block(span, tuple(content), attrs)


def _preformatted(reader: Locator, element: Element) -> list[Inline]:
    if element.tag in ("pre", "listing") and reader.text.startswith("\n", reader.cursor):
        reader.cursor += 1  # the parser drops it (HTML Standard, 13.2.6.4.7)
    return read_inlines(reader, element)


BLOCK_READERS |= {
    "p": _paragraph,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _list),
    "li": _stray_item,
    "dl": _definition_list,
    **dict.fromkeys(("dt", "dd"), _stray_definition),
    "figure": _figure,
    "details": _details,
    "table": read_table,
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _code_block),
    "blockquote": _quote,
    "hr": _thematic_break,
    **dict.fromkeys(
        "address article aside body caption center dialog div fieldset figcaption footer form header hgroup html "
        "legend main nav search section summary tbody td tfoot th thead tr".split(),
        read_container,
    ),
}
