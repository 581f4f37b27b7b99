"""What of an article shows something or may be filled later, and what happens where it is taken out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wenzhang.model import CodeBlock, Container, Emphasis, Figure, Html, Image, Link, RawHtml, Strong, Table, Text
from wenzhang.source import Span
from wenzhang.walk import children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wenzhang.model import Node
    from wenzhang.validation.subject import Subject

__all__ = ["INVISIBLE", "has_plain_attributes", "is_between_blocks", "may_be_filled", "shows", "with_line"]

INVISIBLE = " \t\n\f\r\v\x85\xa0\xad\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x2010))
)
"""Spaces of any width and none, and the soft hyphen."""

_PLAIN_ATTRIBUTES = frozenset(("align", "class", "dir", "lang", "style", "valign"))
_FILLED_LATER = re.compile(r"<[?%]|<!--#|<!--esi|[{$]\{|\{[%#:.]|<slot\b", re.IGNORECASE)


def shows(nodes: Iterable[Node], *, texts: bool = True, decoration: bool = False) -> bool:
    """Whether nodes have something to read or to hear: a text, an image with an alternative text, a video, a table.

    What a script or a style sheet may fill counts as well, and so does an image whose `alt` is missing. `texts` and
    `decoration` say whether texts and images with an empty `alt` count.
    """
    stack = [*nodes]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is Text and not texts:
            continue
        if kind is Image and decoration:
            return True
        showing = _SHOWING.get(kind)
        if showing is None:
            below = children(node)
            if not below and _may_be_drawn(node):
                return True
            stack += below
        elif showing(node):
            return True
    return False


_SHOWING: dict[type[Any], Callable[[Any], bool]] = {
    Text: lambda node: bool(node.value.strip(INVISIBLE)),
    Image: lambda node: node.alt is None or bool(node.alt.strip(INVISIBLE)),
    CodeBlock: lambda node: bool(node.code.strip(INVISIBLE)),
    RawHtml: lambda node: node.tag not in ("br", "link", "meta", "script", "style", "template"),
    Figure: lambda _: True,
    Table: lambda _: True,
}


def _may_be_drawn(node: Node) -> bool:
    """Whether an empty element has attributes by which a script or a style sheet may find it; an anchor is none."""
    attrs: dict[str, str] = getattr(node, "attrs", {})
    if isinstance(node, Link) or (isinstance(node, Html) and node.tag == "a"):
        return False
    if isinstance(node, (Html, Emphasis, Strong, Container)):
        return bool(attrs)
    return not has_plain_attributes(node)


def has_plain_attributes(node: Node) -> bool:
    """Whether a node has no attributes, or only such as no script fills it by."""
    return _PLAIN_ATTRIBUTES.issuperset(getattr(node, "attrs", ()))


def may_be_filled(subject: Subject, span: Span) -> bool:
    """Whether template syntax or an include stands there, which something takes the place of."""
    return _FILLED_LATER.search(subject.text, span.start, span.end) is not None


# What is around it

_BLOCK = (
    r"</?(?:address|article|aside|blockquote|body|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li"
    r"|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b[^<>]*>"
)
_ENDS_WITH_BLOCK = re.compile(_BLOCK + r"\s*\Z", re.IGNORECASE)
_BEGINS_WITH_BLOCK = re.compile(r"\s*" + _BLOCK, re.IGNORECASE)
_REACH = 300  # code points that a tag and the white space beside it may take


def is_between_blocks(text: str, span: Span) -> bool:
    """Whether a block begins or ends right before or behind: else two texts would flow into one line."""
    behind = _BEGINS_WITH_BLOCK.match(text, span.end)
    return behind is not None or _ENDS_WITH_BLOCK.search(text[max(0, span.start - _REACH) : span.start]) is not None


def with_line(text: str, span: Span) -> Span:
    """A span, with its line where it is alone on it."""
    start, end = span.start, span.end
    while start and text[start - 1] in " \t":
        start -= 1
    while end < len(text) and text[end] in " \t":
        end += 1
    begins = start == 0 or text[start - 1] in "\n\r"
    if begins and end < len(text) and text[end] in "\n\r":
        return Span(start, end + (2 if text.startswith("\r\n", end) else 1))
    return span
