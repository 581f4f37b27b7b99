"""The stack of open elements (HTML Standard, 13.2.4.2)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from typing import TYPE_CHECKING

from wenzhang.validation.construction.elements import traits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.validation.construction.tokens import Tag

__all__ = ["Element", "OpenElements"]

_BARRIERS = {"button": ("button",), "list item": ("ol", "ul")}
_TABLE = ("html", "table", "template")


class Element:
    """An element: its name, namespace ("" for HTML) and start tag; None where that is implied.

    `index` is its place in the stack, -1 where it is in none. `ended_by` is the start tag that ended a paragraph in it.
    """

    __slots__ = ("ended_by", "html_index", "index", "name", "space", "tag", "traits")

    def __init__(self, name: str, tag: Tag | None, space: str = "") -> None:
        self.name = name
        self.tag = tag
        self.space = space
        self.traits = traits(space, name)
        self.index = self.html_index = -1
        self.ended_by: Tag | None = None

    def is_html(self, name: str) -> bool:
        """Whether it is the element of HTML of that name."""
        return self.name == name and not self.space


_GONE = Element("", None)  # in the place of what was taken from within the stack


class OpenElements:
    """The open elements, and where those are that the algorithm looks for: so it never searches the stack."""

    def __init__(self, root: Element) -> None:
        self.elements: list[Element] = []
        self.where: defaultdict[str, list[int]] = defaultdict(list)
        self.special: list[int] = []
        self.item_bounds: list[int] = []
        self.scope_bounds: list[int] = []
        self._kinds: dict[str, tuple[list[int], ...]] = {}  # the lists above, by the key of an element
        self.current = root
        self.push(root)

    def __iter__(self) -> Iterator[Element]:
        return (element for element in self.elements if element is not _GONE)

    def push(self, element: Element) -> None:
        """Opens an element."""
        index = element.index = len(self.elements)
        element.html_index = self.current.html_index if element.space else index
        self.elements.append(element)
        self.current = element
        for places in self._places(element):
            places.append(index)

    def pop(self) -> Element:
        """Closes the current element."""
        element = self.elements.pop()
        for places in self._places(element):
            places.pop()
        element.index = -1
        while self.elements and self.elements[-1] is _GONE:
            self.elements.pop()
        if self.elements:
            self.current = self.elements[-1]
        return element

    def pop_to(self, index: int) -> list[Element]:
        """Closes all elements from the current one to that at `index`, which is the last of the result."""
        popped = []
        while len(self.elements) > index:
            popped.append(self.pop())
        return popped

    def remove(self, element: Element) -> None:
        """Takes an element out, wherever it is."""
        if element is self.current:
            self.pop()
        elif element.index >= 0:
            self._forget(element.index)

    def between(self, first: int, last: int) -> list[Element]:
        """The elements between two, from the outermost."""
        return [each for each in self.elements[first + 1 : last] if each is not _GONE]

    def replace(self, first: int, last: int, elements: list[Element]) -> None:
        """Puts elements in the place of those from `first` to `last`, of which there are at least as many."""
        for index in range(first, last + 1):
            if self.elements[index] is not _GONE:
                self._forget(index)
        for index, element in enumerate(elements, last + 1 - len(elements)):
            self.elements[index] = element
            element.index = element.html_index = index
            for places in self._places(element):
                insort(places, index)
        self.current = self.elements[-1]

    # Where elements are: indices, -1 for none

    def last(self, *names: str) -> int:
        """The innermost element of one of the names (those of SVG and MathML with their namespace)."""
        last = -1
        for name in names:
            places = self.where.get(name)
            if places and places[-1] > last:
                last = places[-1]
        return last

    def in_scope(self, name: str, kind: str = "") -> int:
        """The innermost element of that name in scope, or in "button" or "list item" scope."""
        found = self.where.get(name)
        if not found or found[-1] < self._bound():
            return -1
        return found[-1] if not kind or found[-1] >= self.last(*_BARRIERS[kind]) else -1

    def heading_in_scope(self) -> int:
        """The innermost heading in scope."""
        found = self.last("h1", "h2", "h3", "h4", "h5", "h6")
        return found if found >= self._bound() else -1

    def in_table_scope(self, *names: str) -> int:
        """The innermost element of one of the names in table scope."""
        found = self.last(*names)
        return found if found >= self.last(*_TABLE) else -1

    def is_in_scope(self, element: Element) -> bool:
        """Whether an open element is in scope."""
        return element.index >= self._bound()

    def special_above(self, element: Element) -> int:
        """The outermost special element within an open one."""
        found = bisect_right(self.special, element.index)
        return self.special[found] if found < len(self.special) else -1

    def _bound(self) -> int:
        return self.scope_bounds[-1] if self.scope_bounds else -1

    def _places(self, element: Element) -> tuple[list[int], ...]:
        """The lists that know where an element is."""
        known = self._kinds.get(element.traits.key)
        if known is None:
            key, special, bounds_items, bounds_scope = element.traits
            groups = (self.special, special), (self.item_bounds, bounds_items), (self.scope_bounds, bounds_scope)
            known = self._kinds[key] = self.where[key], *(places for places, belongs in groups if belongs)
        return known

    def _forget(self, index: int) -> None:
        element = self.elements[index]
        for places in self._places(element):
            del places[bisect_left(places, index)]
        element.index = -1
        self.elements[index] = _GONE
