"""Segments: the sentences of a unit, in the article and in the target, and the white space between them.

Both are cut where their own sentences end. Where these do not correspond, the unit is one segment.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.export.xliff.codes import Code

__all__ = ["Place", "Segment", "segments"]


class Place(NamedTuple):
    """A place in a unit: `offset` code points into its text number `text`."""

    text: int
    offset: int


class Segment(NamedTuple):
    """Where a segment begins and ends in the texts of a unit and in those of its target.

    What is not `is_translatable` is white space or codes.
    """

    start: Place
    end: Place
    target_start: Place
    target_end: Place
    is_translatable: bool


def segments(
    texts: Sequence[str], targets: Sequence[str], codes: Sequence[Code], flows: Sequence[bool]
) -> Iterator[Segment]:
    """The segments of a unit, in order, together all of it.

    `targets` are what its texts become, `flows` says in which of them the end of a line is only white space.
    """
    cuts, target_cuts = _cuts(texts, codes, flows), _cuts(targets, codes, flows)
    if [cut.text for cut in cuts] != [cut.text for cut in target_cuts]:
        cuts = target_cuts = []
    both = _Both(texts, targets)
    start: _Pair = (Place(0, 0), Place(0, 0))
    for end in [*zip(cuts, target_cuts, strict=True), both.end_of(len(texts) - 1)]:
        yield from _trimmed(_segment(start, end, is_translatable=True), both, codes)
        start = end


def _cuts(texts: Sequence[str], codes: Sequence[Code], flows: Sequence[bool]) -> list[Place]:
    """Where a sentence ends and another begins."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for index, text in enumerate(texts):
        starts.append(at)
        parts.append(text.replace("\n", " ").replace("\r", " ") if flows[index] else text)
        if index < len(codes):
            parts.append(codes[index].reads_as)
        at += sum(map(len, parts[-2:])) if index < len(codes) else len(text)
    joined = "".join(parts)
    return [_place(starts, codes, end) for _, end in sentence_spans(joined)[:-1]]


def _place(starts: Sequence[int], codes: Sequence[Code], end: int) -> Place:
    """Where the end of a sentence is. Of the codes there, those that close something are before it."""
    last = bisect_right(starts, end) - 1
    first = last
    while first and starts[first] == end and not codes[first - 1].reads_as:
        first -= 1
    while first < last and codes[first].token.kind != "open":
        first += 1
    return Place(first, end - starts[first])


def _trimmed(segment: Segment, both: _Both, codes: Sequence[Code]) -> Iterator[Segment]:
    """The segment without what is white space around it, in the text and in the codes, and that white space."""
    start, end = (segment.start, segment.target_start), (segment.end, segment.target_end)
    if both.is_blank(start, end):
        yield segment._replace(is_translatable=False)
        return
    inner_start = _moved_start(start, end, both, codes)
    inner_end = _moved_end(inner_start, end, both, codes)
    if inner_start > start:
        yield _segment(start, inner_start, is_translatable=False)
    yield _segment(inner_start, inner_end, is_translatable=True)
    if inner_end < end:
        yield _segment(inner_end, end, is_translatable=False)


_Pair = tuple[Place, Place]
"""A place and that in the target."""


def _segment(start: _Pair, end: _Pair, *, is_translatable: bool) -> Segment:
    return Segment(start[0], end[0], start[1], end[1], is_translatable)


def _moved_start(start: _Pair, end: _Pair, both: _Both, codes: Sequence[Code]) -> _Pair:
    """Where what is between two places begins without white space."""
    while True:
        before, after = both.parts(start, end, start[0].text)
        start = _by(start, _common(before, after))
        index = start[0].text
        if start != both.end_of(index) or index == end[0].text or not codes[index].is_space:
            return start
        start = Place(index + 1, 0), Place(index + 1, 0)


def _moved_end(start: _Pair, end: _Pair, both: _Both, codes: Sequence[Code]) -> _Pair:
    """Where it ends without white space."""
    while True:
        before, after = both.parts(start, end, end[0].text)
        end = _by(end, -_common(before[::-1], after[::-1]))
        index = end[0].text
        if end[0].offset or end[1].offset or index == start[0].text or not codes[index - 1].is_space:
            return end
        end = both.end_of(index - 1)


class _Both(NamedTuple):
    """The texts of a unit and those of its target."""

    texts: Sequence[str]
    targets: Sequence[str]

    def parts(self, start: _Pair, end: _Pair, index: int) -> tuple[str, str]:
        """Of text number `index` and of that in the target, what is between two places."""
        before, after = (
            texts[index][first.offset if index == first.text else 0 : last.offset if index == last.text else None]
            for texts, first, last in zip(self, start, end, strict=True)
        )
        return before, after

    def is_blank(self, start: _Pair, end: _Pair) -> bool:
        """Whether there is nothing but white space between two places."""
        indexes = range(start[0].text, end[0].text + 1)
        return not any(part.strip() for index in indexes for part in self.parts(start, end, index))

    def end_of(self, index: int) -> _Pair:
        """Where text number `index` ends."""
        return Place(index, len(self.texts[index])), Place(index, len(self.targets[index]))


def _by(places: _Pair, size: int) -> _Pair:
    first, second = places
    return Place(first.text, first.offset + size), Place(second.text, second.offset + size)


def _common(text: str, target: str) -> int:
    """How much white space both begin with; nothing where it is not the same."""
    size = len(text) - len(text.lstrip())
    return size if size == len(target) - len(target.lstrip()) and text[:size] == target[:size] else 0
