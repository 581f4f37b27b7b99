"""Link reference definitions: where links that name a label lead, and what their titles are (CommonMark 0.31, 4.7)."""

from __future__ import annotations

import re
from typing import NamedTuple

from pyromark import reference_definitions

from wenzhang.markdown.escapes import unescaped
from wenzhang.markdown.events import OPTIONS

__all__ = ["Definition", "definitions", "title_within"]

_QUOTATION = r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\(((?:[^()\\]|\\.)*)\))\s*"""
_TITLE_OF_LINK = re.compile(rf"(?<=\s){_QUOTATION}\)\Z", re.DOTALL)
_TITLE = re.compile(rf"(?<=\s){_QUOTATION}\Z", re.DOTALL)
_LINE_START = re.compile(r"(?:\r\n?|\n)[ \t>]*")


class Definition(NamedTuple):
    """Where a definition stands in the text that was parsed, and its title in there; None without one."""

    start: int
    end: int
    title: tuple[int, int] | None


def definitions(text: str) -> dict[str, Definition]:
    """The definitions in a body by their labels, in the case that does not matter."""
    found: dict[str, Definition] = {}
    if "]:" not in text:
        return found
    data = text.encode()
    byte = point = 0
    known = reference_definitions(text, options=OPTIONS).items()
    for label, definition in sorted(known, key=lambda item: item[1]["span"]["start"]):
        where = definition["span"]
        start = point + len(data[byte : where["start"]].decode())
        point, byte = start + len(data[where["start"] : where["end"]].decode()), where["end"]
        title = definition["title"]
        place = title_within(text, start, point, title) if title else None
        found[label.casefold()] = Definition(start, point, place)
    return found


def title_within(text: str, start: int, end: int, title: str, *, of_link: bool = False) -> tuple[int, int] | None:
    """Where a title stands that ends a definition, or a link, between these offsets, without its quotation marks.

    None where it is not found. Its lines may be indented or within quotations, which is no part of it.
    """
    found = (_TITLE_OF_LINK if of_link else _TITLE).search(text, start, end)
    if found is None:
        return None
    place = found.span(found.lastindex or 0)
    written = unescaped(_LINE_START.sub("\n", text[slice(*place)]))
    return place if written == _LINE_START.sub("\n", title) else None
