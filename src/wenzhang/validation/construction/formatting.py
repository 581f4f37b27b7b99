"""The list of active formatting elements (HTML Standard, 13.2.4.3)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wenzhang.validation.construction.stack import Element, OpenElements

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Formatting"]

_MOST_ALIKE = 3  # "the Noah's Ark clause"


class Formatting:
    """The formatting elements that text is to stand in; None is a marker.

    `steps` counts what was done to those in the list, which only hostile input drives up.
    """

    def __init__(self) -> None:
        self.entries: list[Element | None] = []
        self.steps = 0
        self._names: Counter[str] = Counter()
        self._alike: Counter[object] = Counter()

    def mark(self) -> None:
        """Sets a marker."""
        self.entries.append(None)

    def clear_to_marker(self) -> None:
        """Drops all elements behind the last marker, and that."""
        while self.entries:
            entry = self.entries.pop()
            if entry is None:
                break
            self._count(entry, -1)

    def find(self, name: str) -> Element | None:
        """The last element of that name behind the last marker."""
        if not self._names[name]:
            return None
        return next((entry for entry in self._since_marker() if entry.name == name), None)

    def add(self, element: Element) -> None:
        """Adds an element; of four alike the first goes."""
        key = _key(element)
        if self._alike[key] >= _MOST_ALIKE:
            alike = [entry for entry in self._since_marker() if _key(entry) == key]
            if len(alike) >= _MOST_ALIKE:
                self.remove(alike[-1])
        self.entries.append(element)
        self._count(element, 1)

    def remove(self, element: Element) -> None:
        """Removes an element, if it is there."""
        place = self.place(element)
        if place >= 0:
            del self.entries[place]
            self._count(element, -1)

    def place(self, element: Element) -> int:
        """The index of an element, -1 where it is not there."""
        if not self._names[element.name]:
            return -1
        places = range(len(self.entries) - 1, -1, -1)
        place = next((place for place in places if self.entries[place] is element), -1)
        self.steps += len(self.entries) - place
        return place

    def insert(self, place: int, element: Element) -> None:
        """Inserts an element."""
        self.entries.insert(place, element)
        self._count(element, 1)

    def replace(self, element: Element, clone: Element) -> None:
        """Puts an element in the place of one that is like it."""
        self.entries[self.place(element)] = clone

    def reconstruct(self, stack: OpenElements) -> None:
        """Opens again what is to be open (13.2.4.3)."""
        entries = self.entries
        first = len(entries)
        while first:
            entry = entries[first - 1]
            if entry is None or entry.index >= 0:
                break
            first -= 1
        for place in range(first, len(entries)):
            entry = entries[place]
            assert entry is not None, "there is no marker among what was passed over"
            clone = entries[place] = Element(entry.name, entry.tag)
            stack.push(clone)
        self.steps += len(entries) - first

    def _since_marker(self) -> Iterator[Element]:
        for entry in reversed(self.entries):
            if entry is None:
                break
            self.steps += 1
            yield entry

    def _count(self, element: Element, by: int) -> None:
        self._names[element.name] += by
        self._alike[_key(element)] += by


def _key(element: Element) -> object:
    """What two elements have in common that are alike."""
    return element.name, element.tag.attributes if element.tag else frozenset()
