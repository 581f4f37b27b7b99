"""Where what stands in a text stands in its conversion.

Most configurations keep the number of characters, so a place in the text is the same place in the result. Four do not
(`s2twp`, `tw2sp`, `s2hkp`, `hk2sp`): there, a cut is safe where both halves of the clause, converted apart, give the
whole. Where a cut is not safe it goes through a word, and that word goes to the piece that has most of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from operator import ne
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Cuts", "cuts_after", "differences", "moved_cuts", "places_by_safe_cuts"]

# What no configuration changes, so that it stands in both texts: all but ideographs and what stands among them in
# OpenCC's phrases (`U盤`, `里姆斯基-科薩科夫`, `簡·坎皮恩`). Clauses lie between.
_BETWEEN_CLAUSES = re.compile(
    "([^A-Za-z·\\-\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+)"
)

# A longer clause is no one's sentence, and trying all its cuts costs its square. No word is as long as the other.
_LONGEST_CLAUSE = 300
_LONGEST_WORD = 40


class Clause(NamedTuple):
    """A part of a text, where it stands there and in the conversion, and what it was and became."""

    start: int
    start_after: int
    before: str
    after: str


def _clauses(before: str, after: str) -> Iterator[Clause]:
    """The clauses of two texts, and what stands between them; a single one if they do not pair."""
    old, new = _BETWEEN_CLAUSES.split(before), _BETWEEN_CLAUSES.split(after)
    if old[1::2] != new[1::2]:
        yield Clause(0, 0, before, after)
        return
    start = start_after = 0
    for old_piece, new_piece in zip(old, new, strict=True):
        yield Clause(start, start_after, old_piece, new_piece)
        start += len(old_piece)
        start_after += len(new_piece)


# What differs


def differences(before: str, after: str, *, by_place: bool = False) -> Iterator[tuple[int, int, str]]:
    """What differs: the start and end in `before` of each stretch, and what stands there in `after`.

    In order, in code points. `by_place` is for conversions that keep the number of characters. Others are compared
    clause by clause; of a clause that became longer or shorter, all from its first difference to its last is one.
    """
    if before == after:
        return
    if by_place and len(before) == len(after):
        yield from _place_by_place(before, after, 0)
        return
    for clause in _clauses(before, after):
        if len(clause.before) == len(clause.after):
            yield from _place_by_place(clause.before, clause.after, clause.start)
        else:
            yield _whole(clause.before, clause.after, clause.start)


def _place_by_place(before: str, after: str, offset: int) -> Iterator[tuple[int, int, str]]:
    differs = bytes(map(ne, before, after))
    start = differs.find(1)
    while start >= 0:
        end = differs.find(0, start)
        if end < 0:
            end = len(differs)
        yield offset + start, offset + end, after[start:end]
        start = differs.find(1, end)


def _whole(before: str, after: str, offset: int) -> tuple[int, int, str]:
    """From the first code point that differs to the last."""
    shorter = min(len(before), len(after))
    head = next((index for index in range(shorter) if before[index] != after[index]), shorter)
    rest = shorter - head
    tail = next((index for index in range(rest) if before[-1 - index] != after[-1 - index]), rest)
    return offset + head, offset + len(before) - tail, after[head : len(after) - tail]


# Cuts

Convert = Callable[[list[str]], list[str]]
"""Converts texts as if each were alone."""


class Cuts(NamedTuple):
    """A text, its conversion, and places in the text, in order; code points."""

    before: str
    after: str
    cuts: Sequence[int]


def cuts_after(texts: Sequence[Cuts], convert: Convert) -> list[list[int]]:
    """Where the cuts of texts are in their conversions. `convert` is called twice at the most."""
    tried = _Tried(convert)
    with_cuts = [_clauses_with_cuts(*text) for text in texts]
    changed = [each for clauses in with_cuts for each in clauses if each[1] and each[0].before != each[0].after]
    tried.at(dict(changed))
    unsafe = [clause for clause, inside in changed if not tried.are_safe(clause, inside)]
    tried.at({clause: range(1, len(clause.before)) for clause in unsafe if len(clause.before) <= _LONGEST_CLAUSE})
    return [[place for clause, inside in clauses for place in tried.places(clause, inside)] for clauses in with_cuts]


def _clauses_with_cuts(before: str, after: str, cuts: Sequence[int]) -> list[tuple[Clause, tuple[int, ...]]]:
    """The clauses that have cuts, and these, counted from the clause on. The end of the text is the last one's."""
    if not cuts:
        return []
    found = []
    for clause in _clauses(before, after):
        end = clause.start + len(clause.before)
        at_end = end == len(before)
        inside = tuple(cut - clause.start for cut in cuts if clause.start <= cut < end or (at_end and cut == end))
        cuts = cuts[len(inside) :]
        if inside:
            found.append((clause, inside))
    return found


class _Tried:
    """The cuts of clauses that turned out to be safe, and where they are in the conversion."""

    def __init__(self, convert: Convert) -> None:
        self.convert = convert
        self.safe: dict[tuple[str, str], dict[int, int]] = {}

    def at(self, wanted: Mapping[Clause, Iterable[int]]) -> None:
        """Tries cuts, all in one call."""
        tries = [
            (clause, cut)
            for clause, cuts in wanted.items()
            for cut in cuts
            if 0 < cut < len(clause.before) and cut not in self._of(clause)
        ]
        if not tries:
            return
        halves = iter(self.convert([half for clause, cut in tries for half in _halves(clause.before, cut)]))
        for clause, cut in tries:
            left, right = next(halves), next(halves)
            if left + right == clause.after:
                self._of(clause)[cut] = len(left)

    def are_safe(self, clause: Clause, cuts: Iterable[int]) -> bool:
        """Whether all of these are."""
        return self._of(clause).keys() >= set(cuts)

    def places(self, clause: Clause, cuts: Sequence[int]) -> Iterator[int]:
        """Where cuts of a clause are in the conversion of the whole text."""
        if clause.before == clause.after:
            return (clause.start_after + cut for cut in cuts)
        return (clause.start_after + place for place in places_by_safe_cuts(cuts, self._of(clause)))

    def _of(self, clause: Clause) -> dict[int, int]:
        ends = {0: 0, len(clause.before): len(clause.after)}
        return self.safe.setdefault((clause.before, clause.after), ends)


def _halves(text: str, cut: int) -> tuple[str, str]:
    return text[:cut], text[cut:]


def places_by_safe_cuts(cuts: Sequence[int], safe: Mapping[int, int]) -> list[int]:
    """The places of cuts, in order. What is between two safe cuts is a word, and goes to the piece with most of it."""
    known = sorted(safe)
    places = []
    for cut in cuts:
        if cut in safe:
            places.append(safe[cut])
            continue
        index = bisect_left(known, cut)
        start, end = known[index - 1], known[index]
        if safe[end] - safe[start] == end - start:  # letter by letter, although it is a word
            places.append(safe[start] + cut - start)
        elif end - start > _LONGEST_WORD:
            places.append(safe[start] + (cut - start) * (safe[end] - safe[start]) // (end - start))
        else:
            begins = _owner([cut for cut in cuts if start < cut < end], start, end)
            places.append(safe[start] if cut <= begins else safe[end])
    return places


def _owner(cuts: Sequence[int], start: int, end: int) -> int:
    """Where the largest of the pieces begins that a word from `start` to `end` is cut into; the first of several."""
    bounds = [start, *cuts, end]
    return max(bounds[:-1], key=lambda bound: bounds[bisect_right(bounds, bound)] - bound)


def moved_cuts(cuts: Sequence[int], changes: Sequence[tuple[int, int, str]]) -> list[int]:
    """Where cuts are after changes (start, end, replacement), in order, have been made; in a change, by proportion."""
    moved = []
    for cut in cuts:
        shift = 0
        for start, end, replacement in changes:
            if end <= cut:
                shift += len(replacement) - (end - start)
            elif start < cut:
                inside = cut - start
                if len(replacement) != end - start:
                    inside = round(inside * len(replacement) / (end - start))
                shift += inside - (cut - start)
                break
            else:
                break
        moved.append(cut + shift)
    return moved
