"""The start tags of a body with the places of their attributes, for rules about what is written in them."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from turbohtml import TokenType

from wenzhang.conversion.markup import ATTRIBUTE, TAG_NAME, Markup
from wenzhang.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.read.body import Body

__all__ = ["Attribute", "Tag", "read_tags"]

_START_TAG = TokenType.START_TAG


class Attribute(NamedTuple):
    """An attribute as written: `span` from its name to the end of its value, quotes included.

    `value` has its references resolved, and is `""` where there is none. `value_span` is the value without quotes, an
    empty one behind the name where there is none.
    """

    name: str
    value: str
    span: Span
    value_span: Span


class Tag(NamedTuple):
    """A start tag. The name and those of the attributes are in lower case; of attributes of one name only the first."""

    name: str
    attributes: dict[str, Attribute]
    span: Span


def read_tags(body: Body) -> Iterator[Tag]:
    """Every start tag in the order of the text. In a Markdown body, those that its syntax stands for as well.

    Template syntax is text to HTML: no tag that stands within is found.
    """
    for token, start, end in Markup(body.markup):
        if token.type is _START_TAG:
            begin = body.begin + start
            name = (token.tag or "").lower()
            attributes = _attributes(body, token.source or "", begin) if token.attrs else {}
            yield Tag(name, attributes, body.span(begin, body.begin + end))


def _attributes(body: Body, tag: str, begin: int) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    name = TAG_NAME.match(tag)
    at = name.end() if name else len(tag)
    while attribute := ATTRIBUTE.match(tag, at, len(tag) - 1):
        at = attribute.end()
        start, end = attribute.span(attribute.lastindex or 1) if (attribute.lastindex or 1) > 1 else (at, at)
        lower = attribute[1].lower()
        if lower not in found:
            value = unescape(body.html[begin + start : begin + end])
            span = body.span(begin + attribute.start(1), begin + at)
            found[lower] = Attribute(lower, value, span, body.span(begin + start, begin + end))
    return found
