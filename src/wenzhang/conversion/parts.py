"""Texts whose parts are converted, but for those whose result is fixed: terms of a glossary, overrides of the author.

A text is cut at each fixed part and the rest is converted piece by piece, so that no phrase of the dictionaries can
reach into a fixed part: a stock phrase that begins one character earlier would win over any entry in front of the
stock dictionaries.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, pairwise
from itertools import chain as _chain
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.align import Cuts, cuts_after, places_by_safe_cuts
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.variants import keeps_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Converted", "Fixed", "convert_parts"]


class Fixed(NamedTuple):
    """From `start` to `end` of a text stands `text` in the result. Code points."""

    start: int
    end: int
    text: str


class Converted(NamedTuple):
    """The result of a text, where the cuts of the text are in it, and where its fixed parts are."""

    text: str
    cuts: Sequence[int]
    fixed: tuple[tuple[int, int], ...] = ()


def convert_parts(
    texts: Sequence[str], cuts: Sequence[Sequence[int]], fixed: Sequence[Sequence[Fixed]], chain: Sequence[str]
) -> list[Converted]:
    """Texts converted by the configurations of a chain. Cuts and fixed parts are those of each text, in order."""
    if not any(fixed):
        return _convert(texts, cuts, chain)
    parts = [list(_parts(text, kept)) for text, kept in zip(texts, fixed, strict=True)]
    free = [
        (text[part.start : part.end], _inside(part, inside, text))
        for text, inside, of_text in zip(texts, cuts, parts, strict=True)
        for part in of_text
        if type(part) is not Fixed
    ]
    converted = iter(_convert([text for text, _ in free], [inside for _, inside in free], chain))
    return [
        _together(text, inside, of_text, converted) for text, inside, of_text in zip(texts, cuts, parts, strict=True)
    ]


class _Free(NamedTuple):
    start: int
    end: int


def _parts(text: str, fixed: Sequence[Fixed]) -> Iterator[Fixed | _Free]:
    at = 0
    for part in fixed:
        if part.start > at:
            yield _Free(at, part.start)
        yield part
        at = part.end
    if at < len(text) or not fixed:
        yield _Free(at, len(text))


def _inside(part: Fixed | _Free, cuts: Sequence[int], text: str) -> list[int]:
    """The cuts of a part, counted from it on. That at the end of the text belongs to the last part."""
    end = part.end if part.end < len(text) else part.end + 1
    return [cut - part.start for cut in cuts[bisect_left(cuts, part.start) : bisect_left(cuts, end)]]


def _together(
    text: str, cuts: Sequence[int], parts: Sequence[Fixed | _Free], converted: Iterator[Converted]
) -> Converted:
    pieces: list[str] = []
    places: list[int] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for part in parts:
        if isinstance(part, Fixed):
            ends = {0: 0, part.end - part.start: len(part.text)}
            result = Converted(part.text, places_by_safe_cuts(_inside(part, cuts, text), ends))
            spans.append((at, at + len(part.text)))
        else:
            result = next(converted)
        pieces.append(result.text)
        places += [at + cut for cut in result.cuts]
        at += len(result.text)
    return Converted("".join(pieces), places, tuple(spans))


def _convert(texts: Sequence[str], cuts: Sequence[Sequence[int]], chain: Sequence[str]) -> list[Converted]:
    if keeps_length(chain):
        return list(map(Converted, convert_texts(texts, chain), cuts))
    # Mostly the pieces of a text, each converted alone, say what the whole says; then its cuts are known at once.
    divided = [index for index, inside in enumerate(cuts) if inside]
    apart = [_pieces(texts[index], cuts[index]) for index in divided]
    converted = convert_texts([*texts, *_chain.from_iterable(apart)], chain)
    results = list(map(Converted, converted[: len(texts)], cuts))
    pieces = iter(converted[len(texts) :])
    unsafe: list[int] = []
    for index, parts in zip(divided, apart, strict=True):
        together = [next(pieces) for _ in parts]
        if "".join(together) == converted[index]:
            results[index] = Converted(converted[index], list(accumulate(map(len, together[:-1]))))
        else:
            unsafe.append(index)
    if unsafe:
        moved = cuts_after(
            [Cuts(texts[index], converted[index], cuts[index]) for index in unsafe],
            lambda halves: convert_texts(halves, chain),
        )
        for index, found in zip(unsafe, moved, strict=True):
            results[index] = Converted(converted[index], found)
    return results


def _pieces(text: str, cuts: Sequence[int]) -> list[str]:
    return [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
