"""Counting a text in other units than code points: UTF-16 code units, bytes."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["UnitIndex"]

_STEP = 1024

# The second halves of the four characters for which Big5-HKSCS has two bytes and Unicode two code points (8862, 8864,
# 88A3, 88A5): no part begins with one, else it would be counted apart from what it belongs to.
_SECOND_HALVES = "\u0304\u030c"


class UnitIndex:
    """How many units stand before each code point.

    `measure(start, end)` gives the number of units of a stretch of code points. Making the index costs O(n): the units
    are summed up every 1024 code points. From then on `count` measures 1024 code points at most, and `offset` ten times
    as many, however long the text and its lines are.
    """

    __slots__ = ("_length", "_measure", "_starts", "_totals")

    def __init__(self, text: str, measure: Callable[[int, int], int]) -> None:
        self._length = len(text)
        self._measure = measure
        self._starts = [0]
        self._totals = [0]
        for cut in range(_STEP, self._length, _STEP):
            start = cut + (text[cut] in _SECOND_HALVES)
            self._totals.append(self._totals[-1] + measure(self._starts[-1], start))
            self._starts.append(start)

    def count(self, offset: int) -> int:
        """The units before the code point at `offset`."""
        part = bisect_right(self._starts, offset) - 1
        return self._totals[part] + self._measure(self._starts[part], offset)

    def offset(self, units: int) -> int:
        """The code point that has `units` before it; the one they end in, where they end within one."""
        part = bisect_right(self._totals, units) - 1
        start = self._starts[part]
        end = self._starts[part + 1] if part + 1 < len(self._starts) else self._length
        rest = units - self._totals[part]
        return start + bisect_right(range(start, end + 1), rest, key=lambda offset: self._measure(start, offset)) - 1
