"""Lines of a given number of columns, broken where Chinese text may be.

No line begins with a mark that belongs to what is before it (行頭禁則) or ends with one that belongs to what follows
(行尾禁則): Requirements for Chinese Text Layout, 3.1.4; Requirements for Japanese Text Layout, 3.1.7 and 3.1.8. Latin
words are not divided, nor are dashes and ellipses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from wenzhang.terminal import width

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CLUSTER", "NO_LINE_END", "NO_LINE_START", "wrapped"]

NO_LINE_START = frozenset(
    "、。，．：；！？｡､!?,.:;‼⁇⁈⁉%％‰"
    "」』）》〉】〕〗〙〛｝］｠｣”’)]}»›﹂﹄︶︸︺︼︾﹀"
    "·‧・•–～〜~／/々〻ーヽヾゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
"""What no line begins with."""

NO_LINE_END = frozenset("「『（《〈【〔〖〘〚｛［｟｢“‘([{«‹﹁﹃︵︷︹︻︽︿￥＄$£￡#＃")
"""What no line ends with."""

_STRAIGHT_QUOTES = frozenset("\"'")  # may be either, so they stay with both sides (UAX #14, LB19)

# A character with what belongs to it: marks over it, variation selectors, skin tones, and what a joiner ties to it.
CLUSTER = (
    r".(?:[\u0300-\u036f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
    r"|\u200d.?)*"
)

_WIDE = (
    r"\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
    r"\U0001f000-\U0001faff\U00020000-\U0003fffd"
)
_UNIT = re.compile(rf"(?P<space> *)(?P<unit>[^ {_WIDE}]+|{CLUSTER})", re.DOTALL)


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many terminal columns, longer only where nothing in one may be divided."""
    if 2 * len(text) <= columns:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for space, group in _groups(text):
        needed = _columns(group)
        if line and used + len(space) + needed > columns:
            lines.append(line)
            line, used = group, needed
        else:
            line += space + group
            used += len(space) + needed
    return [*lines, line]


_columns = lru_cache(maxsize=1 << 14)(width)  # most groups are single characters


def _groups(text: str) -> Iterator[tuple[str, str]]:
    """What stays together, each with the spaces before it."""
    space_before = ""
    group: list[str] = []
    for match in _UNIT.finditer(text):
        space, unit = match["space"], match["unit"]
        if group and _may_break(group[-1], unit, spaced=bool(space)):
            yield space_before, "".join(group)
            space_before, group = space, [unit]
        elif group:
            group += space, unit
        else:
            space_before, group = space, [unit]
    if group:
        yield space_before, "".join(group)


def _may_break(before: str, after: str, *, spaced: bool) -> bool:
    if before[-1] in NO_LINE_END:
        return False
    # `.NET` behind a space is a word; what closes is not, with or without one.
    if after[0] in NO_LINE_START and not (spaced and after[0].isascii() and after[-1].isalnum()):
        return False
    return spaced or (before[-1] not in _STRAIGHT_QUOTES and after[0] not in _STRAIGHT_QUOTES)
