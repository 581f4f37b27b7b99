"""Flat blocks become sections, nested by heading level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.model import Block, Container, Heading, Section, is_hidden, set_source
from wenzhang.source import Span
from wenzhang.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wenzhang.source import Source

# Containers whose headings are not part of the article's own outline: the sectioning content that is set apart from it
# (HTML Standard, 4.3.4 and 4.3.5), and what stands on its own.
_CLOSED = frozenset(("aside", "nav", "dialog", "fieldset", "search", "rp"))


def outline(source: Source, blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """What stands before the first heading, and the sections.

    A `<div>`, `<section>` or the like that holds a heading is opened: its blocks take their places in the outline.
    A heading belongs to the last one before it with a lower level; levels may be skipped.
    """
    sections: list[Section] = []  # those behind the current block, the nearest last
    behind: list[Block] = []
    for block in reversed(_opened(blocks)):
        if type(block) is not Heading:
            behind.append(block)
            continue
        below: list[Section] = []
        while sections and sections[-1].level > block.level:
            below.append(sections.pop())
        sections.append(_section(source, block, tuple(behind[::-1]), tuple(below)))
        behind.clear()
    return tuple(behind[::-1]), tuple(sections[::-1])


def _section(source: Source, heading: Heading, blocks: tuple[Block, ...], sections: tuple[Section, ...]) -> Section:
    span = heading.span
    last = sections[-1] if sections else blocks[-1] if blocks else heading
    section = Section(
        Span(span.start, max(span.end, last.span.end)),
        heading.level,
        one_line(heading.inlines),
        heading.inlines,
        span,
        blocks,
        sections,
        heading.id,
        heading.attrs,
    )
    set_source(section, source)
    return section


def _opened(blocks: Iterable[Block]) -> list[Block]:
    opened: list[Block] = []
    for block in blocks:
        if type(block) is Container and _is_open(block):
            opened += _opened(block.blocks)
        else:
            opened.append(block)
    return opened


def _is_open(container: Container) -> bool:
    """Whether a heading of the outline stands in it.

    What is not shown has none. A schema.org item stays whole, since its parts belong together.
    """
    attrs = container.attrs
    if (
        container.tag in _CLOSED
        or (attrs and is_hidden(container.tag, attrs))
        or ("itemtype" in attrs and "Question" in attrs["itemtype"])
    ):
        return False
    return any(
        isinstance(block, Heading) or (isinstance(block, Container) and _is_open(block)) for block in container.blocks
    )
