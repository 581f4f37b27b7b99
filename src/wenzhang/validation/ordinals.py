"""The numbers that headings and questions begin with: 一、 / 1. / （三） / ① / 第四章 / 步驟二 / Q5."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Ordinal", "number_of", "numeral", "read_ordinal"]

_CHINESE = "〇一二三四五六七八九"
_DIGITS = {digit: value for value, digit in enumerate(_CHINESE)}
_FULL_WIDTH = "０１２３４５６７８９"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_NUMERAL = "[0-9]{1,3}|[０-９]{1,3}|[一二三四五六七八九十]{1,3}"  # four digits are a year
# A mark before a digit belongs to a version, a decimal, a time or a ratio: 1.1, 3.x, 12:30, 3：1.
_MARK = r"、|[.．](?![0-9０-９xX*])|[:：](?![0-9０-９])|[)）]"
_END = r"(?=[\s:：、.．,，·・|｜—–-]|\Z)"

_ORDINAL = re.compile(
    r"(?P<ornament>[^\w（(【\[「『《“①-⑳]*+)(?:"  # an emoji may stand before it
    rf"[（(【\[]\s?(?P<enclosed>{_NUMERAL})\s?[）)】\]]"
    # The first phone (第一部手機) is no first part; what is called a chapter always is one.
    rf"|第\s?(?P<counted>{_NUMERAL})\s?(?:章|(?:[節节課课講讲回篇卷步部冊册]|部分|[單单]元|步[驟骤]){_END})"
    rf"|(?:Q|Ｑ|[問问][題题]?|步[驟骤]|Step|STEP|Part|PART|Chapter|CHAPTER)\s?(?P<labelled>{_NUMERAL}){_END}"
    rf"|(?P<marked>{_NUMERAL})(?:{_MARK})"
    r"|(?P<circled>[①-⑳]))"
)
_TENS = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")

# Of letters, an ordinal begins with one of these.
_FIRST_LETTERS = frozenset("一二三四五六七八九十第QＱ問问步SPC")


class Ordinal(NamedTuple):
    """The number that a title begins with: its value, how it is written, and what is around that: `（三）`."""

    number: int
    before: str
    written: str
    after: str

    @property
    def label(self) -> str:
        """All of it as it is written: `（三）`."""
        return self.before + self.written + self.after

    @property
    def style(self) -> str:
        """The label of the number one in this style: `（一）`. Titles of one style form a row."""
        return self.label_of(1)

    def label_of(self, number: int) -> str:
        """The label of another number in this style."""
        return self.before + numeral(number, self.written) + self.after


def read_ordinal(title: str) -> Ordinal | None:
    """The ordinal at the beginning of a title, None where there is none.

    Years, versions, decimals, times and ratios are none: `2024. `, `1.1 `, `3.x`, `12:30`.
    """
    first = title[:1]
    if title[1:2] == "、" and first in _DIGITS:  # the most usual one
        return Ordinal(_DIGITS[first], "", first, "、")
    if first.isalpha() and first not in _FIRST_LETTERS:
        return None
    match = _ORDINAL.match(title)
    if match is None:
        return None
    begin, end = match.span(match.lastgroup or 0)
    written = title[begin:end]
    number = number_of(written)
    if number is None:
        return None
    return Ordinal(number, title[match.end("ornament") : begin], written, title[end : match.end()])


def number_of(written: str) -> int | None:
    """The value of a numeral in digits of either width, in Chinese up to 99, or in a circle; None for anything else."""
    if written.isdecimal():
        return int(written)
    if len(written) == 1 and written in _CIRCLED:
        return _CIRCLED.index(written) + 1
    if written in _DIGITS:
        return _DIGITS[written]
    tens = _TENS.fullmatch(written)
    return None if tens is None else 10 * _digit(tens[1], 1) + _digit(tens[2], 0)


def numeral(number: int, like: str) -> str:
    """A number as another numeral is written: in digits of its width, in Chinese up to 99, or in a circle up to 20."""
    if like[0] in _FULL_WIDTH:
        return "".join(_FULL_WIDTH[int(digit)] for digit in str(number))
    if like[0] in _CIRCLED and 1 <= number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if like[0] in _CHINESE + "十" and 0 <= number < 100:
        tens, ones = divmod(number, 10)
        if not tens:
            return _CHINESE[ones]
        return (_CHINESE[tens] if tens > 1 else "") + "十" + (_CHINESE[ones] if ones else "")
    return str(number)


def _digit(written: str | None, otherwise: int) -> int:
    return _DIGITS[written] if written else otherwise
