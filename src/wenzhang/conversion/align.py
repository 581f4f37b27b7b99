"""What differs between a text and its conversion, place by place."""

from __future__ import annotations

import re
from operator import ne
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["differences"]

# What no configuration changes, so that it stands in both texts: all but ideographs and what stands among them in
# OpenCC's phrases (`U盤`, `里姆斯基-科薩科夫`, `簡·坎皮恩`). Clauses lie between.
_BETWEEN_CLAUSES = re.compile(
    "([^A-Za-z·\\-\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+)"
)


def differences(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """What differs: the start and end in `before` of each stretch, and what stands there in `after`.

    In order, in code points. Texts of the same length are compared place by place, as most conversions keep the number
    of characters. Others are compared clause by clause; of a clause that became longer or shorter, all from its first
    difference to its last is one.
    """
    if before == after:
        return
    if len(before) == len(after):
        yield from _place_by_place(before, after, 0)
        return
    old, new = _BETWEEN_CLAUSES.split(before), _BETWEEN_CLAUSES.split(after)
    if old[1::2] != new[1::2]:
        yield _whole(before, after, 0)
        return
    start = 0
    for old_piece, new_piece in zip(old, new, strict=True):
        if len(old_piece) == len(new_piece):
            yield from _place_by_place(old_piece, new_piece, start)
        else:
            yield _whole(old_piece, new_piece, start)
        start += len(old_piece)


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
