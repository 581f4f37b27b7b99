"""Where what stands in a text stands in its conversion.

Most configurations keep the number of characters, so a place in the text is the same place in the result. Four do not
(`s2twp`, `tw2sp`, `s2hkp`, `hk2sp`): there, a cut is safe where both halves of the clause, converted apart, give the
whole. Where a cut is not safe it goes through a word, and that word goes to the piece that has most of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import accumulate, pairwise
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

# A longer clause is no one's sentence, and trying all its cuts costs its square: it is divided into windows, at one of
# a few places where what stands around says that no word is cut. No word is as long as the other.
_LONGEST_CLAUSE = 100
_LONGEST_WORD = 40
_WINDOW = 80
_PLACES = 8

_BATCH = 1 << 20  # code points that are converted at once


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
    clause by clause, and by what stands between them, where quotation marks may have become others; of a clause that
    became longer or shorter, all from its first difference to its last is one.
    """
    if before == after:
        return
    if by_place and len(before) == len(after):
        yield from _place_by_place(before, after, 0)
        return
    old, new = _BETWEEN_CLAUSES.split(before), _BETWEEN_CLAUSES.split(after)
    if list(map(len, old[1::2])) != list(map(len, new[1::2])):
        old, new = [before], [after]
    start = 0
    for old_piece, new_piece in zip(old, new, strict=True):
        if len(old_piece) == len(new_piece):
            yield from _place_by_place(old_piece, new_piece, start)
        else:
            yield _whole(old_piece, new_piece, start)
        start += len(old_piece)


def _place_by_place(before: str, after: str, offset: int) -> Iterator[tuple[int, int, str]]:
    if before == after:
        return
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
    """Where the cuts of texts are in their conversions, in order.

    `convert` gets a number of texts and of code points that is linear in those of the texts, in a few calls.
    """
    with_cuts = _divided([_clauses_with_cuts(*text) for text in texts], convert)
    tried = _Tried(convert)
    changed = [each for clauses in with_cuts for each in clauses if each[1] and each[0].before != each[0].after]
    changed = [(clause, inside) for clause, inside in changed if len(clause.before) <= _LONGEST_CLAUSE]
    tried.at(changed)
    unsafe = [clause for clause, inside in changed if not tried.are_safe(clause, inside)]
    tried.at((clause, range(1, len(clause.before))) for clause in unsafe)
    return [[place for clause, inside in clauses for place in tried.places(clause, inside)] for clauses in with_cuts]


_WithCuts = list[tuple[Clause, list[int]]]


def _clauses_with_cuts(before: str, after: str, cuts: Sequence[int]) -> _WithCuts:
    return _with_cuts(_clauses(before, after), cuts, len(before)) if cuts else []


def _with_cuts(clauses: Iterable[Clause], cuts: Sequence[int], last: int) -> _WithCuts:
    """The clauses that have cuts, and these, counted from the clause on. One at the end, `last`, is the last one's."""
    found: _WithCuts = []
    at = 0
    for clause in clauses:
        end = clause.start + len(clause.before)
        until = bisect_right(cuts, end, at) if end == last else bisect_left(cuts, end, at)
        if until > at:
            found.append((clause, [cut - clause.start for cut in cuts[at:until]]))
            at = until
    return found


def _converted(convert: Convert, texts: Iterable[str]) -> Iterator[str]:
    """The conversions of texts, of which there may be more than should be in memory at once."""
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= _BATCH:
            yield from convert(batch)
            batch, size = [], 0
    if batch:
        yield from convert(batch)


# Long clauses


def _divided(with_cuts: Sequence[_WithCuts], convert: Convert) -> Sequence[_WithCuts]:
    """The same with long clauses divided into windows, as far as their conversions stand one behind the other."""
    long = dict.fromkeys(clause for clauses in with_cuts for clause, _ in clauses if _is_long(clause))
    if not long:
        return with_cuts
    bounds = _bounds(long, convert)
    windows = _converted(convert, (window for clause in long for window in _pieces(clause.before, bounds[clause])))
    parts = {}
    for clause in long:
        inner = bounds[clause]
        parts[clause] = list(_windows(clause, inner, [next(windows) for _ in range(len(inner) + 1)]))
    return [[each for clause, inside in clauses for each in _parted(clause, inside, parts)] for clauses in with_cuts]


def _is_long(clause: Clause) -> bool:
    return len(clause.before) > _LONGEST_CLAUSE and clause.before != clause.after


def _parted(clause: Clause, inside: list[int], parts: Mapping[Clause, list[Clause]]) -> _WithCuts:
    if clause not in parts:
        return [(clause, inside)]
    return _with_cuts(parts[clause], [clause.start + cut for cut in inside], clause.start + len(clause.before))


def _pieces(text: str, bounds: Sequence[int]) -> Iterator[str]:
    return (text[start:end] for start, end in pairwise((0, *bounds, len(text))))


def _bounds(clauses: Iterable[Clause], convert: Convert) -> dict[Clause, list[int]]:
    """Where to divide each clause: about every `_WINDOW` code points, where what stands around says that it is safe."""
    wanted = [(clause, place) for clause in clauses for place in range(_WINDOW, len(clause.before) - _PLACES, _WINDOW)]
    texts = (text for clause, place in wanted for text in _around(clause.before, place))
    converted = _converted(convert, texts)
    bounds: dict[Clause, list[int]] = {clause: [] for clause in clauses}
    for clause, place in wanted:
        whole = next(converted)
        are_safe = [next(converted) + next(converted) == whole for _ in range(_PLACES)]
        bounds[clause].append(place + (are_safe.index(True) if True in are_safe else 0))
    return bounds


def _around(text: str, place: int) -> Iterator[str]:
    """What stands around a place and the few behind it, and its halves at each of these."""
    start = max(place - _LONGEST_WORD, 0)
    around = text[start : place + _PLACES + _LONGEST_WORD]
    yield around
    for cut in range(place - start, place - start + _PLACES):
        yield from _halves(around, cut)


def _windows(clause: Clause, bounds: Sequence[int], converted: Sequence[str]) -> Iterator[Clause]:
    """The windows of a clause. Those whose conversions are not found from either end of its own on are one."""
    after = clause.after
    places = {0: 0}
    at, back = 0, len(after)
    for bound, text in zip(bounds, converted, strict=False):
        if not after.startswith(text, at):
            break
        at += len(text)
        places[bound] = at
    behind = {len(clause.before): back}
    for bound, text in zip(reversed(bounds), reversed(converted), strict=False):
        if bound in places or not after.endswith(text, at, back):
            break
        back -= len(text)
        behind[bound] = back
    known = [*places.items(), *reversed(behind.items())]
    for (start, start_after), (end, end_after) in pairwise(known):
        before = clause.before[start:end]
        yield Clause(clause.start + start, clause.start_after + start_after, before, after[start_after:end_after])


# Safe cuts


class _Tried:
    """The cuts of clauses that turned out to be safe, and where they are in the conversion."""

    def __init__(self, convert: Convert) -> None:
        self.convert = convert
        self.safe: dict[tuple[str, str], dict[int, int]] = {}

    def at(self, wanted: Iterable[tuple[Clause, Iterable[int]]]) -> None:
        """Tries cuts, those of equal clauses once."""
        tries = dict.fromkeys(
            (clause.before, clause.after, cut)
            for clause, cuts in wanted
            for cut in cuts
            if 0 < cut < len(clause.before) and cut not in self._of(clause)
        )
        halves = _converted(self.convert, (half for before, _, cut in tries for half in _halves(before, cut)))
        for before, after, cut in tries:
            left, right = next(halves), next(halves)
            if left + right == after:
                self.safe[before, after][cut] = len(left)

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
    owners: dict[int, int] = {}
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
            if start not in owners:
                owners[start] = _owner(cuts[bisect_right(cuts, start) : bisect_left(cuts, end)], start, end)
            places.append(safe[start] if cut <= owners[start] else safe[end])
    return places


def _owner(cuts: Sequence[int], start: int, end: int) -> int:
    """Where the largest of the pieces begins that a word from `start` to `end` is cut into; the first of several."""
    bounds = [start, *cuts, end]
    return max(bounds[:-1], key=lambda bound: bounds[bisect_right(bounds, bound)] - bound)


def moved_cuts(cuts: Sequence[int], changes: Sequence[tuple[int, int, str]]) -> list[int]:
    """Where cuts are after changes (start, end, replacement), in order, have been made; in a change, by proportion."""
    ends = [end for _, end, _ in changes]
    growth = (len(replacement) - (end - start) for start, end, replacement in changes)
    shifts = list(accumulate(growth, initial=0))
    moved = []
    for cut in cuts:
        index = bisect_right(ends, cut)
        shift = shifts[index]
        if index < len(changes) and changes[index][0] < cut:
            start, end, replacement = changes[index]
            inside = cut - start
            if len(replacement) != end - start:
                inside = round(inside * len(replacement) / (end - start))
            shift += inside - (cut - start)
        moved.append(cut + shift)
    return moved
