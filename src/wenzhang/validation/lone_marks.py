"""Quotation marks and brackets that need no partner, or have it where no text is."""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING

from wenzhang.validation.characters import CLOSING_OF, HAN, MARKS, OPENING_OF, QUOTES
from wenzhang.validation.prose import BREAK, OBJECT, PARAGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.validation.prose import Prose

__all__ = ["Paragraph", "begins_quotation"]

# What a mark without a partner may be: part of an ordinal, an emoticon, an interval; an apostrophe; spoken of; inches.

_NUMBER = r"(?:[0-9]{1,3}|[A-Za-z]|[一二三四五六七八九十]{1,3}|[甲乙丙丁戊己①-⑳]|[ivxIVX]{2,4})"
# What stands before `）` in `1）甲；2）乙`, and behind `（` in `（一、`.
_ORDINAL_BEFORE = re.compile(rf"(?:\A|[{PARAGRAPH}{OBJECT}{BREAK}，。；：、！？,;:!?…—「『“（(])\s*{_NUMBER}\s?\Z")
_STEP_BEFORE = re.compile(rf"(?:\A|[{PARAGRAPH}{BREAK}])(?:步[驟骤]|方[法案]|情[況况]|第)\s?{_NUMBER}\s?\Z")
_ORDINAL = re.compile(rf"(?<![^{PARAGRAPH}{BREAK}])（{_NUMBER}(?:[、，．.\s]|\Z)")
_FACE = re.compile(
    r"(?<=[:;=：；＝^＾])[（(](?=[\s。，！？～~…]|\Z)|(?<=(?<![=!<>:+*/-])[:;=：；＝^＾])[）)]|(?<=[:;=]-)[（()）]|(?<=[xX]D)）"
    r"|（(?=[´`＾^>＞・゜°ˊˋ≧⊙￣╯ﾟ;])"
    r"|（(?=(?:大?[笑誤误逃汗羞菸茶死爆炸霧雾躺哭噗淚泪無无]|遮[臉脸]|被打|[毆殴]飛|拖走)[。！～~…]*(?:\s|\Z))"
)
# Half-open intervals: `[0, 1）`, `（0, 1]`.
_INTERVAL_BEFORE = re.compile(r"[\[［][-+−0-9A-Za-z∞π,，.\s]+\Z")
_INTERVAL = re.compile(r"（[-+−0-9A-Za-z∞π,，.\s]+[\]］]")
_INCHES_BEFORE = re.compile(r"(?:\A|[^-0-9A-Za-z.])[0-9]{1,3}(?:\.[0-9]+)?\Z")
_ALONE = re.compile(rf"(?<![^\s、/|])[{MARKS}](?![^\s、/|])|(?<=[\"'])[{MARKS}](?=[\"'])")
_LATE_APOSTROPHE = re.compile("(?<=[0-9A-Za-z])’|’(?=(?:[stmd]|ll|re|ve|[0-9]0s)(?![A-Za-z]))")
_BEFORE = {
    "）": (_ORDINAL_BEFORE, _STEP_BEFORE, _INTERVAL_BEFORE),
    ")": (_ORDINAL_BEFORE, _STEP_BEFORE),
    "”": (_INCHES_BEFORE,),
}
_BEHIND = (_ORDINAL, _INTERVAL, _FACE, _ALONE, _LATE_APOSTROPHE)
_NEAR = 16

_LIST = re.compile(f"[{MARKS}]{{4,}}")  # of marks that are spoken of
_HAS_WORDS = re.compile(r"\w")
_IS_CHINESE = re.compile(f"[{HAN}]")
_STOP = re.compile("[。，；！？]")
_LISTED_BEFORE = re.compile(r",[^,，。；：、]*\Z")
_LISTED_BEHIND = re.compile(r"[^,，。；：、]*,")
_SHORT = 12  # of the text of a link
_ITEM = 40  # of a list

# What may hold the partner of a mark

_ADDRESSES = re.compile(r"\]\([^()\n]*\)|<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_TEMPLATE = re.compile(r"\{[{%]|<[%?]")
# Where before or behind a paragraph its block begins or ends; code within it may stand there.
_BLOCK = re.compile(
    r"\n|</?(?:p|li|d[dtl]|t[dhr]|h[1-6]|[uo]l|div|section|article|caption|fig\w*|blockquote|table|pre)\b[^<>]*>",
    re.IGNORECASE,
)
_REACH = 300

# Where a quotation over several paragraphs begins

_LINE = re.compile(f"{BREAK}\\s*([{QUOTES}])")
_BEGINS = re.compile(rf"(?:\A|[{PARAGRAPH}{BREAK}：:—])\s*\Z")


def begins_quotation(text: str, place: int) -> bool:
    """Whether a long quotation may begin there: at the beginning of a line, or announced."""
    return _BEGINS.search(text, max(place - 3, 0), place) is not None


class Paragraph:
    """A paragraph with marks that have no partner in it."""

    def __init__(self, prose: Prose, start: int, end: int) -> None:
        self.prose = prose
        self.text = prose.text
        self.start = start
        self.end = end
        self.has_words = _HAS_WORDS.search(self.text, start, end) is not None
        self.is_chinese = _IS_CHINESE.search(self.text, start, end) is not None
        # Of each mark where the last line begins that it opens.
        self.lines = {found[1]: found.start() for found in _LINE.finditer(self.text, start, end)}
        self.listed = {place for found in _LIST.finditer(self.text, start, end) for place in range(*found.span())}
        self.hidden: dict[str, int] = {}

    def lonely(self, places: Iterable[int]) -> list[int]:
        """Of the places of marks that are in no pair, those of marks that should be in one."""
        left = [place for place in places if not self._needs_no_partner(place)]
        return list(_without_numbers(self.text, _without_half_width(self.text, left)))

    def _needs_no_partner(self, place: int) -> bool:
        """Whether a mark is part of an ordinal or an emoticon, an apostrophe or an inch sign, or spoken of."""
        text, end = self.text, self.end
        mark = text[place]
        if any(known.match(text, place, end) for known in _BEHIND) or place in self.listed:
            return True
        if any(known.search(text, max(place - _NEAR, 0), place) for known in _BEFORE.get(mark, ())):
            return True
        if mark in "“”‘’":
            other = "„" if mark in "“”" else "‚"  # German
            return not self.is_chinese or text.find(other, self.start, place) >= 0 or self._is_begun_again(place)
        is_arrow = mark in "〈〉《》" and self._is_arrow(place)
        return is_arrow or not self.has_words or self._is_begun_again(place)

    def _is_begun_again(self, place: int) -> bool:
        """Whether the quotation opens once more in a line below, as it does in each paragraph."""
        return self.lines.get(self.text[place], -1) > place and begins_quotation(self.text, place)

    def _is_arrow(self, place: int) -> bool:
        """Whether a bracket shows a way, as in `首頁》產品》夜市` and `更多》`, or is part of one of many names."""
        text, start, end = self.text, self.start, self.end
        if _LISTED_BEFORE.search(text, max(start, place - _ITEM), place) and _LISTED_BEHIND.match(
            text, place, min(place + _ITEM, end)
        ):
            return True
        if self._has_stop:
            return False
        is_last = end - start < _SHORT and not text[place + 1 : end].strip()
        return is_last or text.find(text[place], start, place) >= 0 or text.find(text[place], place + 1, end) >= 0

    @cached_property
    def _has_stop(self) -> bool:
        return _STOP.search(self.text, self.start, self.end) is not None

    def hides_partner(self, place: int) -> bool:
        """Whether the partner of a mark may stand in what is no text: code, an image, another language, a template."""
        if self._has_template:
            return True
        mark = self.text[place]
        opening = OPENING_OF.get(mark, mark)
        if opening not in self.hidden:
            shown = self.text[self.start : self.end]
            self.hidden[opening] = _balance(self._written, opening) - _balance(shown, opening)
        return self.hidden[opening] < 0 if mark == opening else self.hidden[opening] > 0

    @cached_property
    def _has_template(self) -> bool:
        written = self._written
        return _TEMPLATE.search(written) is not None and _TEMPLATE.search(_ADDRESSES.sub("", written)) is not None

    @cached_property
    def _written(self) -> str:
        """The source of the paragraph, with code and the like before and behind it."""
        source = self.prose.source
        start = self.prose.span(self.start, self.start + 1).start
        end = self.prose.span(self.end - 1, self.end).end
        if self.prose.is_in_head(self.start) or source[start - 2 : start] in ('="', "='"):
            return source[start:end]  # a value
        borders = [border.end() for border in _BLOCK.finditer(source, max(start - _REACH, 0), start)]
        before = borders[-1] if borders else max(start - _REACH, 0)
        border = _BLOCK.search(source, end, end + _REACH)
        behind = border.start() if border else end + _REACH
        written = source[before:behind]
        return unescape(written) if "&" in written else written


def _balance(text: str, opening: str) -> int:
    """How many more marks of a kind open than close."""
    balance = text.count(opening) - text.count(CLOSING_OF[opening])
    return balance + text.count("(") - text.count(")") if opening == "（" else balance


def _without_half_width(text: str, left: Sequence[int]) -> Iterator[int]:
    """The marks but for parentheses of which one is half-width and the other is not: their widths are another fault."""
    opened: list[int] = []
    paired: set[int] = set()
    for place in left:
        if text[place] in "（(":
            opened.append(place)
        elif text[place] in "）)" and opened and CLOSING_OF[text[opened[-1]]] != text[place]:
            paired |= {opened.pop(), place}
    return (place for place in left if place not in paired and text[place] not in "()")


_FIRST = re.compile(rf"(?<![0-9A-Za-z.])1[)）](?![^{PARAGRAPH}]*{PARAGRAPH})")
_FAR = 300
_COUNTED = re.compile(r"(?<![0-9A-Za-z.])([0-9]{1,2})\s?\Z")


def _without_numbers(text: str, left: Iterable[int]) -> Iterator[int]:
    """The marks but for those of ordinals within a sentence: `例如 1）甲 2）乙`."""
    marks = list(left)
    numbers: dict[int, int] = {}
    for place in marks:
        found = _COUNTED.search(text, max(place - 4, 0), place) if text[place] == "）" else None
        if found:
            numbers[place] = int(found[1])
    counted = set(numbers.values())
    for place in marks:
        number = numbers.get(place)
        if number is None or not (
            counted & {number - 1, number + 1} or (number == 2 and _FIRST.search(text, max(place - _FAR, 0), place))
        ):
            yield place
