"""Tables: rows and cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from turbohtml import Element

from wenzhang.model import Block, Inline, InlineBlock, Table, TableCell, TableRow, set_source
from wenzhang.read.flow import parts, read_container, read_with_blocks
from wenzhang.read.inline import read_inlines
from wenzhang.text import one_line

if TYPE_CHECKING:
    from wenzhang.read.locate import Locator
    from wenzhang.source import Span

_TEXT_ALIGN = re.compile(r"text-align\s*:\s*([a-z]+)", re.IGNORECASE)


def read_table(reader: Locator, element: Element, tag: str) -> Block:
    """A `<table>`. The parser has put every row into a row group and all that is no part of a table before it."""
    caption: list[Inline] = []
    caption_span: Span | None = None
    rows: dict[str, list[TableRow]] = {"thead": [], "tbody": [], "tfoot": []}

    def read_parts(reader: Locator, element: Element) -> None:
        nonlocal caption, caption_span
        for part in parts(reader, element, ("caption", "colgroup", *rows)):
            if isinstance(part, list):
                continue  # scripts and forms, which a table does not show
            if part.tag in rows:
                rows[part.tag].extend(reader.read(part, part.tag, _rows)[2])
            elif part.tag == "colgroup":
                reader.read(part, part.tag, read_inlines)  # columns have no text
            elif caption_span is None:
                caption_span, _, caption = reader.read(part, "caption", read_inlines)
            else:
                caption.append(_further_caption(reader, part))

    span, attrs, _ = reader.read(element, tag, read_parts)
    head, body = _split_head(rows["thead"], rows["tbody"])
    title = one_line(caption) if caption_span else None
    return Table(span, head, body, tuple(rows["tfoot"]), title, tuple(caption), caption_span, attrs)


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
    columns, rows = _cells(attrs, "colspan", 1000), _cells(attrs, "rowspan", 65534)
    cell = TableCell(span, blocks, tag == "th", columns, rows, _align(attrs), attrs)
    set_source(cell, reader.source)
    return cell


def _split_head(head: list[TableRow], body: list[TableRow]) -> tuple[tuple[TableRow, ...], tuple[TableRow, ...]]:
    """Without a `<thead>`, the leading rows that hold header cells alone are the head."""
    lead = 0
    if not head:
        while lead < len(body) and body[lead].cells and all(cell.header for cell in body[lead].cells):
            lead += 1
        if lead == len(body):
            lead = min(lead, 1)
    return (*head, *body[:lead]), tuple(body[lead:])


def _cells(attrs: dict[str, str], name: str, most: int) -> int:
    """How many columns or rows a cell spans, within the limits of the HTML Standard (4.9.11)."""
    value = attrs.get(name, "").strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    del attrs[name]
    return min(max(int(value[:9]), 1 if name == "colspan" else 0), most)


def _align(attrs: dict[str, str]) -> str | None:
    styled = _TEXT_ALIGN.search(attrs.get("style", ""))
    return styled.group(1).lower() if styled else attrs.pop("align", "").lower() or None
