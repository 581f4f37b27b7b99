"""The pairs of quotation marks and brackets, and the marks that are in none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from wenzhang.validation.characters import CLOSING_OF, OPENING_OF, PARAGRAPH, QUOTES
from wenzhang.validation.lone_marks import Paragraph, begins_quotation
from wenzhang.validation.screens import PAIRS_AND_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.validation.prose import Prose

__all__ = ["Fault", "Mark", "unpaired_marks"]

Fault = Literal["alone", "crossed", "turned"]


class Mark(NamedTuple):
    """A mark without its partner, and its paragraph.

    It is `alone`, or opens a pair that is `crossed`, or is `turned`: the closing mark in place of the opening one.
    """

    place: int
    text: str
    start: int
    end: int
    fault: Fault


def unpaired_marks(prose: Prose) -> Iterator[Mark]:
    """The marks that have no partner where they should, in the order of the text."""
    return _within_paragraphs(prose, list(_unpaired(prose)))


# Pairs within a paragraph


def _unpaired(prose: Prose) -> Iterator[Mark]:
    """The marks that should have a partner in their paragraph and have none."""
    text = prose.text
    places: list[int] = []
    end = -1
    for found in PAIRS_AND_MARKS.finditer(text):
        place = found.start()
        if place > end:
            yield from _unpaired_in(prose, places)
            places = []
            _, end = prose.paragraph(place)
        if found.end() == place + 1:
            places.append(place)
    yield from _unpaired_in(prose, places)


def _unpaired_in(prose: Prose, places: Sequence[int]) -> Iterator[Mark]:
    if not places:
        return
    text = prose.text
    pairing = _Pairing(text)
    for place in places:
        pairing.take(place)
    left = pairing.left()
    if not left:
        return
    start, end = prose.paragraph(places[0])
    paragraph = Paragraph(prose, start, end)
    left = paragraph.lonely(left)
    turned = _turned(text, left)
    others = set(turned.values())
    for place in left:
        if place not in others and not paragraph.hides_partner(place):
            fault: Fault = "crossed" if place in pairing.crossed else "turned" if place in turned else "alone"
            yield Mark(place, text[place], start, end, fault)


_APOSTROPHE = re.compile(
    "(?<=[A-Za-z])[’‘](?=[A-Za-z])|(?<![^\\s“‘「『])’(?=[0-9A-Za-z])|‘(?=[0-9]0s|(?:em|til|tis|twas|cause)(?![A-Za-z]))"
)


class _Pairing:
    """Pairs the marks of a paragraph; `crossed` are those that open within a pair and close outside of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.opened: list[int] = []
        self.open_of_kind = dict.fromkeys(CLOSING_OF, 0)
        self.skipped: dict[str, list[int]] = {opening: [] for opening in CLOSING_OF}
        self.crossed: set[int] = set()
        self.stray: list[int] = []

    def take(self, place: int) -> None:
        """Opens a pair, or closes the last one of its kind, and skips what is open within that."""
        text = self.text
        mark = text[place]
        if _APOSTROPHE.match(text, place):
            return
        if mark in CLOSING_OF:
            self.opened.append(place)
            self.open_of_kind[mark] += 1
            return
        opening = OPENING_OF[mark]
        if self.open_of_kind[opening]:
            while text[inner := self._pop()] != opening:
                self.skipped[text[inner]].append(inner)
        elif self.skipped[opening]:
            self.crossed.add(self.skipped[opening].pop())
        else:
            self.stray.append(place)

    def _pop(self) -> int:
        place = self.opened.pop()
        self.open_of_kind[self.text[place]] -= 1
        return place

    def left(self) -> list[int]:
        """Where the marks are that are in no pair, or in one that is crossed, of which only the opening one."""
        skipped = [place for places in self.skipped.values() for place in places]
        return sorted([*self.opened, *skipped, *self.crossed, *self.stray])


def _turned(text: str, left: Iterable[int]) -> dict[int, int]:
    """Of each quotation that has the same curly mark at both ends the one that should be the other, and that one."""
    turned: dict[int, int] = {}
    before: int | None = None
    for place in left:
        if before is None or text[before] not in "“”‘’" or text[before] != text[place]:
            before = place
            continue
        turned.update({place: before} if text[place] in CLOSING_OF else {before: place})
        before = None
    return turned


# Quotations over several paragraphs

_MOST_PARAGRAPHS = 8  # of a quotation that opens in one and closes in another


def _within_paragraphs(prose: Prose, marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks but for those of quotations over several paragraphs, or over the items of a list."""
    closed: set[int] = set()
    for index, mark in enumerate(marks):
        if index in closed:
            continue
        if mark.text in CLOSING_OF and mark.fault == "alone" and _is_in_body(prose, mark.place):
            if _goes_on(prose.text, mark):
                continue
            closing = _next_of_kind(marks, index)
            if closing is not None and _closes(prose, mark, marks[closing]):
                closed.add(closing)
                continue
        yield mark


def _next_of_kind(marks: Sequence[Mark], index: int) -> int | None:
    """The next mark that opens or closes what a mark opens."""
    kind = (marks[index].text, CLOSING_OF[marks[index].text])
    return next((other for other in range(index + 1, len(marks)) if marks[other].text in kind), None)


def _goes_on(text: str, mark: Mark) -> bool:
    """Whether the next paragraph opens with the same mark."""
    start = mark.end + 1
    while text[start : start + 1].isspace():
        start += 1
    return mark.text in QUOTES and text[start : start + 1] == mark.text and begins_quotation(text, mark.place)


def _closes(prose: Prose, opening: Mark, closing: Mark) -> bool:
    """Whether a mark closes, in a paragraph below, what is open."""
    return (
        closing.text == CLOSING_OF[opening.text]
        and closing.fault == "alone"
        and closing.start > opening.end
        and prose.text.count(PARAGRAPH, opening.end, closing.start) < _MOST_PARAGRAPHS
        and _is_in_body(prose, closing.place)
    )


def _is_in_body(prose: Prose, place: int) -> bool:
    """Whether a mark stands in the text of the body, where one paragraph follows another; not in a tag."""
    if prose.is_in_head(place):
        return False
    at = prose.span(place, place + 1).start
    reach = max(at - 1000, 0)
    return prose.source.rfind("<", reach, at) <= prose.source.rfind(">", reach, at)
