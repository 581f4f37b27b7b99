"""Tables: rows and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbohtml import Element

from wenzhang.model import Block, Inline, InlineBlock, TableCell, TableRow, set_source
from wenzhang.read.flow import parts, read_container, read_with_blocks
from wenzhang.read.inline import read_inlines
from wenzhang.read.nodes import Rows, cell, table

if TYPE_CHECKING:
    from wenzhang.read.locate import Locator
    from wenzhang.source import Span


def read_table(reader: Locator, element: Element, tag: str) -> Block:
    """A `<table>`. The parser has put every row into a row group and all that is no part of a table before it."""
    caption: list[Inline] = []
    caption_span: Span | None = None
    groups: list[Rows] = []

    def read_parts(reader: Locator, element: Element) -> None:
        nonlocal caption, caption_span
        for part in parts(reader, element, ("caption", "colgroup", "thead", "tbody", "tfoot")):
            if isinstance(part, list):
                continue  # scripts and forms, which a table does not show
            if part.tag == "colgroup":
                reader.read(part, part.tag, read_inlines)  # columns have no text
            elif part.tag != "caption":
                groups.append((part.tag, reader.read(part, part.tag, _rows)[2]))
            elif caption_span is None:
                caption_span, _, caption = reader.read(part, "caption", read_inlines)
            else:
                caption.append(_further_caption(reader, part))

    span, attrs, _ = reader.read(element, tag, read_parts)
    return table(span, (caption, caption_span, groups), attrs)


def _further_caption(reader: Locator, element: Element) -> InlineBlock:
    """A second caption, which browsers show as well."""
    block = read_container(reader, element, "caption")
    node = InlineBlock(block.span, (block,))
    set_source(block, reader.source)
    set_source(node, reader.source)
    return node


def _rows(reader: Locator, group: Element) -> list[TableRow]:
    rows = []
    for part in parts(reader, group, ("tr",)):
        if isinstance(part, Element):
            span, attrs, cells = reader.read(part, "tr", _row_cells)
            rows.append(TableRow(span, tuple(cells), attrs))
            set_source(rows[-1], reader.source)
    return rows


def _row_cells(reader: Locator, row: Element) -> list[TableCell]:
    return [_cell(reader, part) for part in parts(reader, row, ("td", "th")) if isinstance(part, Element)]


def _cell(reader: Locator, element: Element) -> TableCell:
    tag = element.tag
    span, attrs, blocks = read_with_blocks(reader, element, tag)
    node = cell(tag, span, blocks, attrs)
    set_source(node, reader.source)
    return node
