"""Lists (CommonMark 0.31, 5.2 and 5.3; tasks: GFM 5.3), and which of them Markdown can say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from wenzhang.export.markdown.attributes import in_markdown, is_plain, unwrapped
from wenzhang.export.markdown.guard import is_task
from wenzhang.export.markdown.html import html_block
from wenzhang.export.markdown.inlines import is_empty
from wenzhang.model import CodeBlock, List, Paragraph, RawHtml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wenzhang.export.markdown.state import State
    from wenzhang.model import Block, ListItem

    WriteBlocks = Callable[[State, Sequence[Block]], str]

__all__ = ["MAX_LEVEL", "indented", "write_list"]

MAX_LEVEL = 16
"""Quotations, lists and items around Markdown, at most: markdown-it goes 20 deep, and reads no further."""

_LAST_NUMBER = 999_999_999


class _Item(NamedTuple):
    """The text of an item, what is below it, and whether neither needs a blank line, which makes paragraphs."""

    text: str
    is_tight: bool
    below: str = ""


def write_list(state: State, node: List, marker: str, write_blocks: WriteBlocks) -> str:
    """A list with this marker, `-` or `*`, or the `.` or `)` behind its numbers; in HTML if it must be."""
    anchor = state.anchor
    if state.level >= MAX_LEVEL or not _can_be_markdown(node) or not in_markdown(state, node.attrs):
        return html_block(state, node)
    state.level += 2
    items: list[tuple[str, _Item]] = []
    for number, item in enumerate(node.items, node.start):
        sign = f"{number}{marker} " if node.ordered else f"{marker} "
        state.columns += len(sign)
        written = _item(state, item, write_blocks)
        state.columns -= len(sign)
        if written is None or _is_rule(sign, written.text):
            state.level -= 2
            state.anchor = anchor
            return html_block(state, node)
        items.append((sign, written))
    state.level -= 2
    between = "\n" if all(item.is_tight for _, item in items) else "\n\n"
    return between.join([_lines_of(sign, item, between) for sign, item in items])


def _lines_of(sign: str, item: _Item, between: str) -> str:
    text = f"{item.text}{between}{item.below}" if item.below else item.text
    return sign + indented(text, len(sign)) if text else sign[:-1]


def indented(text: str, columns: int) -> str:
    """Text whose lines but the first are indented."""
    if "\n" not in text:
        return text
    space = " " * columns
    return "\n".join([f"{space}{each}" if each and at else each for at, each in enumerate(text.split("\n"))])


def _can_be_markdown(node: List) -> bool:
    """Markdown counts upwards in digits, and has nothing but items."""
    if node.reversed or node.implied or not 0 <= node.start <= _LAST_NUMBER - len(node.items):
        return False
    if node.marker not in (None, "1", "disc"):
        return False
    return all(item.value is None and not item.implied for item in node.items)


def _is_rule(sign: str, text: str) -> bool:
    """Whether the signs of empty items would be a thematic break (4.1)."""
    first = text.partition("\n")[0]
    return len(first) > 1 and not f"{sign}{first}".strip("-* ")


def _item(state: State, item: ListItem, write_blocks: WriteBlocks) -> _Item | None:
    if not in_markdown(state, item.attrs):
        return None
    blocks = [each for each in unwrapped(item.blocks) if not _is_nothing(each)]
    if item.checked is not None:
        return _task(state, item.checked, blocks, write_blocks)
    written = _content(state, blocks, write_blocks)
    return written._replace(text=f"\\{written.text}") if is_task(written.text) else written


def _is_nothing(block: Block) -> bool:
    if type(block) is List:
        return not block.items
    return type(block) is Paragraph and not block.attrs and is_empty(block.inlines)


def _task(state: State, is_done: bool, blocks: list[Block], write_blocks: WriteBlocks) -> _Item | None:
    """An item that begins with a box to check, which is its sign."""
    first = blocks[0]
    assert isinstance(first, Paragraph)
    box = 0 if isinstance(first.inlines[0], RawHtml) else 1
    inlines = first.inlines[box + 1 :]
    if not all(map(is_plain, (first.attrs, first.inlines[box].attrs))):  # type: ignore[union-attr]
        return None
    written = _content(state, [replace(first, inlines=inlines), *blocks[1:]], write_blocks)
    if not written.text or written.text.startswith(("\n", "<div>")) or not inlines:
        return None
    return written._replace(text=f"[{'x' if is_done else ' '}] {written.text}")


def _content(state: State, blocks: list[Block], write_blocks: WriteBlocks) -> _Item:
    first = blocks[0] if blocks else None
    is_paragraph = isinstance(first, Paragraph)
    if is_paragraph and not first.implied:  # type: ignore[union-attr]
        text = write_blocks(state, blocks)
        return _Item(text, not text)
    if len(blocks) < 2:
        text = write_blocks(state, blocks)
        return _Item(text, is_paragraph or type(first) in (List, CodeBlock) or "\n\n" not in text)
    if len(blocks) == 2 and is_paragraph and type(blocks[1]) in (List, CodeBlock):
        text, below = write_blocks(state, blocks[:1]), write_blocks(state, blocks[1:])
        if text and _can_follow(text, blocks[1], below):
            return _Item(text, True, below)
        return _Item("\n\n".join(filter(None, (text, below))), False)
    return _Item(write_blocks(state, blocks), False)


def _can_follow(text: str, block: Block, below: str) -> bool:
    """Whether a block may follow a text without a blank line: a list that starts at one, with text (5.2)."""
    if text[0] == "<" or not below:
        return False
    if not isinstance(block, List) or below[0] == "<":
        return True
    return (not block.ordered or block.start == 1) and " " in below.partition("\n")[0]
