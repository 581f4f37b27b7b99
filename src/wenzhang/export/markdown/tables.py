"""Tables (GFM 4.10): one row of headings, as many cells in every row, each on its line. All others are HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.export.markdown.attributes import in_markdown, is_plain
from wenzhang.export.markdown.html import html_block
from wenzhang.export.markdown.inlines import line
from wenzhang.model import Paragraph
from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wenzhang.export.markdown.state import State
    from wenzhang.model import Inline, Table, TableCell, TableRow

__all__ = ["write_table"]

_DELIMITERS = {None: "---", "left": ":---", "right": "---:", "center": ":---:"}


def write_table(state: State, node: Table) -> str:
    """A table; in HTML if Markdown cannot say all of it."""
    anchor = state.anchor
    columns = _columns(node)
    if columns is not None and in_markdown(state, node.attrs):
        state.marks = "|"
        rows = [_row(state, node, row) for row in (*node.head, *node.body)]
        state.marks = ""
        if None not in rows:
            head, *body = rows
            return "\n".join([head, f"| {' | '.join(columns)} |", *body]).replace("\0", " ")  # type: ignore[list-item]
        state.anchor = anchor
    return html_block(state, node)


def _columns(node: Table) -> list[str] | None:
    """The delimiters that say how the columns are aligned; None where Markdown has no such table."""
    if len(node.head) != 1 or node.foot or node.caption_span is not None:
        return None
    head = node.head[0]
    width = len(head.cells)
    if not width or not all(_is_simple(row, width, is_head=row is head) for row in (head, *node.body)):
        return None
    aligned = [[row.cells[column].align for row in node.body] or [None] for column in range(width)]
    columns: list[str] = []
    for cell, found in zip(head.cells, aligned, strict=True):
        align = found[0] if node.body else cell.align
        if align not in _DELIMITERS or found.count(found[0]) < len(found) or cell.align not in (None, align):
            return None
        columns.append(_DELIMITERS[align])
    return columns


def _is_simple(row: TableRow, width: int, *, is_head: bool) -> bool:
    return len(row.cells) == width and is_plain(row.attrs) and all(_is_simple_cell(cell, is_head) for cell in row.cells)


def _is_simple_cell(cell: TableCell, is_head: bool) -> bool:
    if cell.header is not is_head or cell.colspan != 1 or cell.rowspan != 1 or not is_plain(cell.attrs):
        return False
    blocks = cell.blocks
    if not blocks:
        return True
    return len(blocks) == 1 and type(blocks[0]) is Paragraph and is_plain(blocks[0].attrs)


def _with_templates(text: str) -> str:
    """A cell whose templates are as they were written."""
    parts: list[str] = []
    at = 0
    for template in TEMPLATE.finditer(text):
        parts += text[at : template.start()].replace("|", "\\|"), template[0]
        at = template.end()
    return "".join([*parts, text[at:].replace("|", "\\|")])


def _row(state: State, node: Table, row: TableRow) -> str | None:
    cells: list[str] = []
    for cell in row.cells:
        nodes: Sequence[Inline] = cell.blocks[0].inlines if cell.blocks else ()  # type: ignore[union-attr]
        text = line(state, nodes, "|")
        if text is None:
            return None
        if "|" in text:
            if "\\|" in text:  # renderers do not agree on how many backslashes are needed
                return None
            if "{{" not in text and "{%" not in text:
                text = text.replace("|", "\\|")
            elif state.is_markdown and not state.is_written(node, "<"):
                text = _with_templates(text)
            else:
                return None
        cells.append(text)
    return f"| {' | '.join(cells)} |"
