"""Which elements of two sequences are the same: quick however long they are and however much has changed.

What stands once in either sequence, first of several elements in a row and then of one, is an anchor; the longest chain
of anchors in the order of both holds ("patience diff", as Bram Cohen described it). What is between anchors is done in
the same way again, and where there are none by Myers's algorithm ("An O(ND) difference algorithm and its variations",
1986). That takes the square of the number of differences, so after some of them the furthest place that it reached
holds, and it goes on from there.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Match", "aligned"]

_WINDOWS = (6, 3, 1)
# How often what is between anchors is looked through for new ones. Each time takes linear time.
_DEEPEST = 8
# What is shorter has no need of anchors.
_SHORT = 12
# The differences that Myers's algorithm looks for at once: the fewer, the longer the sequences are.
_LEAST_DIFFERENCES, _MOST_DIFFERENCES = 16, 256
_STEPS = 2_000_000


class Match(NamedTuple):
    """A run of elements that are the same: where it begins in either sequence, and its length."""

    old: int
    new: int
    size: int


def aligned(old: Sequence[int], new: Sequence[int]) -> list[Match]:
    """The runs that both sequences have, in order. They do not overlap, and no two touch in both."""
    most = min(max(_STEPS // (len(old) + len(new) + 1), _LEAST_DIFFERENCES), _MOST_DIFFERENCES)
    found: list[Match] = []
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        start, end, new_start, new_end, depth = waiting.pop()
        head = _common(old, new, start, new_start, min(end - start, new_end - new_start))
        found.append(Match(start, new_start, head))
        start, new_start = start + head, new_start + head
        tail = _common_before(old, new, end, new_end, min(end - start, new_end - new_start))
        end, new_end = end - tail, new_end - tail
        found.append(Match(end, new_end, tail))
        if start == end or new_start == new_end:
            continue
        was, became = old[start:end], new[new_start:new_end]
        anchors = _anchors(was, became) if depth < _DEEPEST and min(len(was), len(became)) > _SHORT else []
        if not anchors:
            found += [Match(start + run.old, new_start + run.new, run.size) for run in _shortest(was, became, most)]
            continue
        at, new_at = start, new_start
        for run in (*anchors, Match(end - start, new_end - new_start, 0)):
            if at < start + run.old or new_at < new_start + run.new:
                waiting.append((at, start + run.old, new_at, new_start + run.new, depth + 1))
            found.append(Match(start + run.old, new_start + run.new, run.size))
            at, new_at = start + run.old + run.size, new_start + run.new + run.size
    return _joined(sorted(found))


def _joined(runs: Iterable[Match]) -> list[Match]:
    joined: list[Match] = []
    for run in runs:
        if not run.size:
            continue
        last = joined[-1] if joined else None
        if last and (last.old + last.size, last.new + last.size) == (run.old, run.new):
            joined[-1] = Match(last.old, last.new, last.size + run.size)
        else:
            joined.append(run)
    return joined


def _common(old: Sequence[int], new: Sequence[int], at: int, new_at: int, most: int) -> int:
    """How many elements from here on are the same. Slices are compared, which is quicker than one by one."""
    size, step = 0, 1
    while size < most:
        step = min(step, most - size)
        if old[at + size : at + size + step] == new[new_at + size : new_at + size + step]:
            size += step
            step *= 2
        elif step == 1:
            break
        else:
            step = max(step // 8, 1)
    return size


def _common_before(old: Sequence[int], new: Sequence[int], at: int, new_at: int, most: int) -> int:
    """How many elements up to here are the same."""
    size = 0
    while size < most and old[at - size - 1] == new[new_at - size - 1]:
        size += 1
    return size


# Anchors


def _anchors(old: Sequence[int], new: Sequence[int]) -> list[Match]:
    for window in _WINDOWS:
        places, new_places = _unique(old, window), _unique(new, window)
        pairs = [(place, new_places[key]) for key, place in places.items() if key in new_places]
        if pairs:
            return _joined(Match(*pair, 1) for pair in _longest_chain(pairs))
    return []


def _unique(elements: Sequence[int], window: int) -> dict[tuple[int, ...], int]:
    """Where those windows begin that are there once, in order."""
    places: dict[tuple[int, ...], int] = {}
    twice: set[tuple[int, ...]] = set()
    for place, key in enumerate(zip(*(elements[index:] for index in range(window)), strict=False)):
        if key in places:
            twice.add(key)
        else:
            places[key] = place
    for key in twice:
        del places[key]
    return places


def _longest_chain(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs of which both places grow; given by their first places (patience sorting)."""
    tops: list[int] = []  # the second places of the piles' top cards
    piles: list[int] = []  # and which pairs they are
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [index]
    chain = []
    at = piles[-1]
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


# Myers


def _shortest(old: Sequence[int], new: Sequence[int], most: int) -> list[Match]:
    """The runs on a way from the beginning to the end that is the shortest for every so many differences."""
    shared = set(old).intersection(new)
    places = [place for place, element in enumerate(old) if element in shared]
    new_places = [place for place, element in enumerate(new) if element in shared]
    was, became = [old[place] for place in places], [new[place] for place in new_places]
    found: list[Match] = []
    at = new_at = 0
    while at < len(was) and new_at < len(became):
        runs, at, new_at = _furthest(was, became, at, new_at, most)
        for run in runs:
            both = zip(places[run.old : run.old + run.size], new_places[run.new : run.new + run.size], strict=True)
            found += [Match(*pair, 1) for pair in both]
    return found


def _furthest(
    old: Sequence[int], new: Sequence[int], start: int, new_start: int, most: int
) -> tuple[list[Match], int, int]:
    """The runs on a shortest path from here to the end, or as far as it gets in so many differences; and how far."""
    size, new_size = len(old) - start, len(new) - new_start
    reached = {1: 0}  # by diagonal (place in `old` less that in `new`), the furthest place in `old`
    trace: list[dict[int, int]] = []
    furthest = best = best_count = 0  # the sum of both places, on which diagonal, after how many differences
    for count in range(most + 1):
        trace.append(reached)
        now: dict[int, int] = {}
        for diagonal in range(-count, count + 1, 2):
            place, _ = _step(reached, diagonal, size, new_size)
            if place < 0:
                continue
            left = min(size - place, new_size - place + diagonal)
            place += _common(old, new, start + place, new_start + place - diagonal, left)
            now[diagonal] = place
            if 2 * place - diagonal > furthest:
                furthest, best, best_count = 2 * place - diagonal, diagonal, count
        reached = now
        if furthest == size + new_size:
            break
    place = (furthest + best) // 2
    end, new_end = start + place, new_start + place - best
    runs: list[Match] = []
    for before in reversed(trace[: best_count + 1]):
        begun, last = _step(before, best, size, new_size)
        runs.append(Match(start + begun, new_start + begun - best, place - begun))
        place, best = before[last], last
    return [run for run in reversed(runs) if run.size], end, new_end


def _step(reached: dict[int, int], diagonal: int, size: int, new_size: int) -> tuple[int, int]:
    """The furthest place on a diagonal by one more difference, and on which one it was before; -1 where there is none.

    The difference is an element of the one sequence or of the other, as far as there are any.
    """
    down, right = reached.get(diagonal + 1, -1), reached.get(diagonal - 1, -2) + 1
    if down - diagonal > new_size:
        down = -1
    if right > size:
        right = -1
    return (right, diagonal - 1) if right > down else (down, diagonal + 1)
