"""The elements of a body as turbohtml's tree has them, and the whole stretch of the source that each takes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from turbohtml import Document, Element, parse

from wenzhang.read.locate import Locator

if TYPE_CHECKING:
    from wenzhang.read.body import Body
    from wenzhang.source import Span

__all__ = ["Elements"]


class Elements:
    """The tree of a body. In a Markdown body, that of the HTML that it stands for."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._reader = Locator(body)

    @cached_property
    def tree(self) -> Document:
        """A document: what is no whole page has the elements around it implied."""
        return parse(self._reader.body(), source_locations=True)

    def span(self, element: Element) -> Span | None:
        """From the start tag to where the element ends; None for one that is implied, and has no tag of its own."""
        location = element.source_location
        if location is None:
            return None
        reader = self._reader
        begin = reader.body_start + location.start_tag.start_offset
        if location.end_tag is not None:
            return reader.span(begin, reader.body_start + location.end_tag.end_offset)
        reader.cursor = reader.body_start + location.start_tag.end_offset
        if len(element):
            reader.to_next(element)
        return reader.span(begin, reader.cursor)

    def attribute_span(self, element: Element, name: str) -> Span | None:
        """An attribute, from its name to the end of its value; None where none is written.

        Nor is there one in the source for a tag that Markdown stands for.
        """
        location = element.source_location
        place = location.attrs.get(name) if location is not None else None
        if place is None:
            return None
        begin = self._reader.body_start
        span = self._reader.span(begin + place.start_offset, begin + place.end_offset)
        return span if span.length else None

    @cached_property
    def by_start(self) -> dict[int, Element]:
        """The elements with tags of their own, by where these begin in the source."""
        found: dict[int, Element] = {}
        reader = self._reader
        for element in self.tree.iter_elements():
            location = element.source_location
            if location is not None:
                begin = reader.body_start + location.start_tag.start_offset
                found.setdefault(reader.span(begin, begin).start, element)
        return found
