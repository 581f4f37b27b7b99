"""SVG and MathML (HTML Standard, 13.2.6.5)."""

from __future__ import annotations

from wenzhang.validation.construction.builder import MODES, Builder, is_html_point, is_text_point
from wenzhang.validation.construction.elements import BREAKOUT
from wenzhang.validation.construction.tokens import Tag

__all__ = ["foreign_end", "foreign_start"]

_OF_FONTS = ("color", "face", "size")


def foreign_start(builder: Builder, tag: Tag) -> None:
    """A start tag in foreign content."""
    is_html = tag.name in BREAKOUT or (tag.name == "font" and any(name in _OF_FONTS for name, _ in tag.attributes))
    if is_html:
        builder.found.within("html-in-foreign-content", tag, builder.open.current)
        _leave(builder, tag)
        MODES[builder.mode].start(builder, tag)
        return
    builder.push(tag, builder.open.current.space)
    if tag.is_self_closing:
        builder.open.pop()


def foreign_end(builder: Builder, tag: Tag) -> None:
    """An end tag in foreign content."""
    if tag.name in ("br", "p"):
        builder.found.within("html-in-foreign-content", tag, builder.open.current)
        _leave(builder, tag)
        MODES[builder.mode].end(builder, tag)
        return
    stack = builder.open
    found = stack.last(f"svg {tag.name}", f"math {tag.name}")
    if found > stack.current.html_index:
        builder.close(found, tag)
        return
    # What is above the nearest element of HTML stays open, unless that is closed.
    MODES[builder.mode].end(builder, tag)


def _leave(builder: Builder, cause: Tag) -> None:
    """Ends foreign elements up to one that holds HTML."""
    current = builder.open.current
    while current.space and not is_text_point(current) and not is_html_point(current):
        builder.found.cut(builder.open.pop(), cause, told=True)
        current = builder.open.current
