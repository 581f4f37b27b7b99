"""Flow content: the children of an element as blocks, with paragraphs around loose inlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbohtml import Comment, Element
from turbohtml import Text as TreeText

from wenzhang.model import Block, Container, Inline, is_space, set_source
from wenzhang.read.inline import MAX_DEPTH, RAW, read_inline
from wenzhang.read.nodes import end_run, implied_paragraph
from wenzhang.read.readers import BLOCK_READERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from turbohtml import Node as TreeNode

    from wenzhang.read.locate import Locator
    from wenzhang.source import Span


def read_with_blocks(reader: Locator, element: Element, tag: str) -> tuple[Span, dict[str, str], tuple[Block, ...]]:
    """An element that holds blocks: its span, its attributes and these."""
    leaf = reader.read_leaf(element, tag)
    if leaf is None:
        span, attrs, blocks = reader.read(element, tag, flow)
        return span, attrs, tuple(blocks)
    span, attrs, inlines = leaf
    return span, attrs, () if is_space(inlines[0]) else (implied_paragraph(reader.source, inlines),)


def flow(reader: Locator, element: Element) -> list[Block]:
    """The children as blocks; runs of inlines become implied paragraphs."""
    blocks: list[Block] = []
    run: list[Inline] = []
    reader.depth += 1
    for child in element:
        _put(reader, child, run, blocks)
    if run:
        end_run(reader.source, run, blocks)
    reader.depth -= 1
    return blocks


def parts(reader: Locator, element: Element, tags: Collection[str]) -> Iterator[Element | list[Block]]:
    """The children with one of these tags, each to be read before the next, and the blocks between them."""
    blocks: list[Block] = []
    run: list[Inline] = []
    reader.depth += 1
    for child in element:
        if type(child) is Element and child.tag in tags:
            if run:
                end_run(reader.source, run, blocks)
            if blocks:
                yield blocks
                blocks = []
            yield child
        else:
            _put(reader, child, run, blocks)
    if run:
        end_run(reader.source, run, blocks)
    reader.depth -= 1
    if blocks:
        yield blocks


def read_container(reader: Locator, element: Element, tag: str) -> Block:
    """Any element that groups blocks."""
    span, attrs, blocks = read_with_blocks(reader, element, tag)
    return Container(span, tag, blocks, attrs)


def _put(reader: Locator, child: TreeNode, run: list[Inline], blocks: list[Block]) -> None:
    """Adds one child to the run of inlines, or ends the run and adds it to the blocks."""
    if type(child) is Element:
        tag = child.tag
        read = BLOCK_READERS.get(tag)
        if reader.depth > MAX_DEPTH:
            run.append(read_inline(reader, child))
        elif read is not None or (tag != "a" and _holds_blocks(child)):
            if run:
                end_run(reader.source, run, blocks)
            block = (read or read_container)(reader, child, tag)
            set_source(block, reader.source)
            blocks.append(block)
        else:
            run.append(read_inline(reader, child))
    elif type(child) is TreeText:
        reader.take_text(child.data, run)
    elif type(child) is Comment:
        reader.take_comment(child.data)


def _holds_blocks(element: Element) -> bool:
    """Whether an inline element has a block inside."""
    if element.tag in RAW:
        return False
    stack = [element]
    while stack:
        for child in stack.pop():
            if isinstance(child, Element):
                if child.tag in BLOCK_READERS:
                    return True
                if child.tag not in RAW:
                    stack.append(child)
    return False
