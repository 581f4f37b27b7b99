"""Quotation marks by region: `「」『』` where Traditional is written, `“”‘’` where Simplified is.

What the rules are and where they come from:

- The mainland writes `“”`, within them `‘’` (GB/T 15834-2011, 4.8.2 and 4.8.3.4); Singapore follows. Taiwan writes
  `「」`, within them `『』`, and so on by turns (Ministry of Education, 重訂標點符號手冊, 2008, 引號); Hong Kong and
  Macao follow. W3C's clreq has both as the local conventions. So it is the *level* of a quotation that decides, not
  the mark that was written: `『』` outside and `「」` inside, as vertical setting on the mainland has it
  (GB/T 15834-2011, 5.2), come out right.
- Of a quotation over several paragraphs each opens with a mark and only the last one closes (GB/T 15834-2011, 4.8.3.5),
  so levels begin anew with each paragraph, and an opening mark needs no closing one.
- GB/T 15834-2011 (1) speaks of the Chinese part of a mixed text only. An English quotation keeps its curly marks: one
  without Chinese characters in it or beside it. Beside them, as in `所谓“AI”`, the marks belong to the Chinese
  sentence and change, but in a text that tells the two apart: it has corner marks, and no curly ones around Chinese.
- `’` is an apostrophe in `don’t`, `’90s` and `writers’`, and `”` behind a digit is an inch sign, unless they close
  what is open. Straight quotes say neither which side nor which language they are of, so they stay.

Only the eight marks ever change, each to one of them.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wenzhang.conversion.variants import Variant

__all__ = ["Replacement", "convert_quotes"]

Replacement = tuple[int, int, str]
"""Start and end in a text, in code points, and what is to stand there."""

_MARK = re.compile("[“”‘’「」『』]")
_CORNER = re.compile("[「」『』]")
_OPENING = {"”": "“", "’": "‘", "」": "「", "』": "『"}  # by its closing mark
_OPENINGS = frozenset(_OPENING.values())
_BY_LEVEL = {"Hans": ("“‘", "”’"), "Hant": ("「『", "」』")}  # opening and closing marks, the outer ones first

# Characters and punctuation of East Asia, but for the corner marks and the ideographic space.
_EAST = re.compile(
    "[\u2e80-\u2fff\u3001-\u300b\u3010-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff]"
)

_LATIN = "0-9A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_LETTER = re.compile(f"[{_LATIN}]")
# Apostrophes even where `‘` is open: contractions, one letter before (O’Brien, l’eau), what is left out before (’90s).
_CONTRACTION = re.compile(
    rf"(?<=[{_LATIN}])’(?=(?:t|s|m|d|ll|re|ve|em|er|n|all|clock)(?![{_LATIN}]))"
    rf"|(?<![{_LATIN}][{_LATIN}])(?<=[A-Za-z])’(?=[{_LATIN}])"
    rf"|(?<![^\s“‘「『])’(?=[{_LATIN}])",
    re.IGNORECASE,
)
# No closing mark unless its own opening one is open: an apostrophe, an inch sign.
_DOUBTFUL = re.compile(rf"(?<=[{_LATIN}])’|(?<=[0-9])”")
_AMBIGUOUS = re.compile(rf"{_DOUBTFUL.pattern}|’(?=[{_LATIN}])")

_NO_MARK, _STRAY = -1, -2  # instead of a level


def convert_quotes(paragraphs: Sequence[Sequence[str]], target: Variant) -> list[list[list[Replacement]]]:
    """What to replace in each text of each paragraph of a document, for its quotation marks to be those of `target`.

    A paragraph is the sequence of its texts in the order of the document; a quotation may open in one and close in
    another. The result has the shape of the input. Made twice, nothing more changes. A paragraph in which `’` could
    then be read in another way than before is left alone: `「『the writers’ 「甲」』」`.
    """
    found = [_Quotations("".join(texts)) for texts in paragraphs]
    tells_apart = any(one.has_corners for one in found) and not any(one.curly_around_chinese() for one in found)
    marks = [_stable_marks(one, target, tells_apart) for one in found]
    return [_by_text(texts, changes) for texts, changes in zip(paragraphs, marks, strict=True)]


class _Quotations:
    """The marks of a paragraph, by their index: where each stands, at which level, and the one that belongs to it.

    Levels count from 0. `partners` has the index of the other mark, -1 for one that is alone.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = [mark.start() for mark in _MARK.finditer(text)]
        self.has_corners = _CORNER.search(text) is not None
        self.levels = [_NO_MARK] * len(self.places)
        self.partners = [-1] * len(self.places)
        # Without Chinese and corner marks the paragraph is of another language, whatever is missing in it.
        if self.places and (self.has_corners or _EAST.search(text)):
            self._pair()
            self._look_around()

    def mark(self, index: int) -> str:
        return self.text[self.places[index]]

    def _pair(self) -> None:
        opened: list[int] = []
        for index, place in enumerate(self.places):
            mark = self.text[place]
            if mark in _OPENINGS:
                self.levels[index] = len(opened)
                opened.append(index)
                continue
            closed = self._closed(place, mark, opened)
            if closed > 0:
                del opened[len(opened) - closed + 1 :]
                partner = opened.pop()
                self.partners[index], self.partners[partner] = partner, index
                closed = self.levels[partner]
            self.levels[index] = closed

    def _closed(self, place: int, mark: str, opened: list[int]) -> int:
        """How many open marks a closing one closes: the last, or also the one before if only that is of its kind.

        Never more, so that the levels of the result are found again in it. Else `_STRAY`, or `_NO_MARK` where it is an
        apostrophe or an inch sign.
        """
        if mark == "’" and _CONTRACTION.match(self.text, place):
            return _NO_MARK
        for count in (1, 2):
            if len(opened) >= count and self.mark(opened[-count]) == _OPENING[mark]:
                return count
        if _DOUBTFUL.match(self.text, place):
            return _NO_MARK
        return 1 if opened else _STRAY

    def _look_around(self) -> None:
        gaps = _MARK.split(self.text)
        self.chinese = list(accumulate(_EAST.search(gap) is not None for gap in gaps))  # gaps with Chinese before each
        self.corners = list(accumulate(self.text[place] in "「」『』" for place in self.places))
        self.chinese_before = _is_east(gap.rstrip()[-1:] for gap in gaps[:-1])
        self.chinese_behind = _is_east(gap.lstrip()[:1] for gap in reversed(gaps[1:]))[::-1]

    def curly_around_chinese(self) -> bool:
        """Whether any of its quotations in curly marks has Chinese in it."""
        pairs = ((a, b) for a, b in enumerate(self.partners) if b > a)
        return any(self.mark(a) in "“‘" and self.chinese[b] > self.chinese[a] for a, b in pairs)

    def is_english(self, index: int, *, tells_apart: bool) -> bool:
        """Whether a mark opens a quotation in curly marks of one kind that is of another language, by what is there."""
        end = self.partners[index]
        mark = self.mark(index)
        if end < index or mark not in "“‘" or _OPENING[self.mark(end)] != mark:
            return False
        if self.chinese[end] > self.chinese[index] or self.corners[end] > self.corners[index]:
            return False
        return tells_apart or not (self.chinese_before[index] or self.chinese_behind[end] or self._is_glued(index, end))

    def _is_glued(self, index: int, end: int) -> bool:
        """Whether a letter or digit touches a quotation from outside, as in `“GPU”vs`: no English text does so."""
        before, behind = self.places[index] - 1, self.places[end] + 1
        return (before >= 0 and _LETTER.match(self.text, before) is not None) or (
            _LETTER.match(self.text, behind) is not None
        )


def _is_east(characters: Iterable[str]) -> list[bool]:
    """Of each character whether it is East Asian; where there is none, what holds for the last one."""
    answers: list[bool] = []
    answer = False
    for character in characters:
        answer = _EAST.match(character) is not None if character else answer
        answers.append(answer)
    return answers


def _stable_marks(found: _Quotations, target: Variant, tells_apart: bool) -> list[tuple[int, str]]:
    """The places in a paragraph where a mark changes, and the new mark; none if another time it would not stay so."""
    changes = _marks(found, target, tells_apart)
    if target.script == "Hans" and changes:
        text = _changed(found.text, changes)
        if _AMBIGUOUS.search(text) and _marks(_Quotations(text), target, tells_apart):
            return []
    return changes


def _marks(found: _Quotations, target: Variant, tells_apart: bool) -> list[tuple[int, str]]:
    opening, closing = _BY_LEVEL[target.script]
    to_simplified = target.script == "Hans"
    changes: list[tuple[int, str]] = []
    english_until = -1
    for index, level in enumerate(found.levels):
        if level == _NO_MARK or index <= english_until:
            continue
        # Within a quotation that becomes curly, an English one takes the marks of its level: neither hides the other.
        if not (to_simplified and level) and found.is_english(index, tells_apart=tells_apart and not to_simplified):
            english_until = found.partners[index]
            continue
        mark = found.mark(index)
        inner = mark in "’』" if level == _STRAY else level % 2
        replacement = (opening if mark in _OPENINGS else closing)[inner]
        if replacement != mark:
            changes.append((found.places[index], replacement))
    return changes


def _changed(text: str, changes: list[tuple[int, str]]) -> str:
    characters = list(text)
    for place, replacement in changes:
        characters[place] = replacement
    return "".join(characters)


def _by_text(texts: Sequence[str], changes: list[tuple[int, str]]) -> list[list[Replacement]]:
    """The changes in the texts joined, as replacements in each of them."""
    replacements: list[list[Replacement]] = [[] for _ in texts]
    index, start = 0, 0
    for place, replacement in changes:
        while place >= start + len(texts[index]):
            start += len(texts[index])
            index += 1
        replacements[index].append((place - start, place - start + 1, replacement))
    return replacements
