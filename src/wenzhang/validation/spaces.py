"""Where Chinese and letters or digits meet in the prose of an article, and which of them have a space between.

Words of both, such as `T恤` or `卡拉OK`, are written without one by everybody and are not among them.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from wenzhang.validation.characters import HAN, KANA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from re import Match

    from wenzhang.validation.subject import Subject

__all__ = ["Kind", "Meeting", "is_mostly_spaced", "read_meetings"]

Kind = Literal["letters", "digits", "dates", "ordinals"]
"""What meets Chinese. Many write `使用 GPU`, but `3個`, `2026年` or `第3章`, so each of these counts apart."""

_CLEAR = 3
"""How many times as many places of one way there are as of the other where that is the way of the article."""


class Meeting(NamedTuple):
    """A place where both meet, from the last code point before it to the first behind it, as offsets in the prose."""

    start: int
    end: int
    kind: Kind
    at_tag: bool

    @property
    def is_spaced(self) -> bool:
        """Whether there is a space between."""
        return self.end - self.start > 2


def is_mostly_spaced(places: Iterable[Meeting]) -> bool | None:
    """Whether a space is the way of most places; None where neither way is clearly that of most."""
    counts = Counter(place.is_spaced for place in places)
    if counts[True] >= _CLEAR * counts[False]:
        return True
    return False if counts[False] >= _CLEAR * counts[True] else None


def read_meetings(subject: Subject) -> Iterator[Meeting]:
    """All places where Chinese meets letters or digits in a line, in the order of the prose, but for those in names."""
    prose = subject.prose
    text = prose.text
    may_be_listed = "#" in text or "[[" in text or "," in text
    for phrase in _PHRASE.finditer(text):
        for start, end, kind in _sides(text, phrase):
            span = prose.span(start, end)
            if (may_be_listed and _is_listed(text, start, end)) or subject.is_in_name(span.start):
                continue
            written = prose.source[span.start : span.end]
            at_tag = written != text[start:end] and any(prose.is_cut(offset) for offset in range(start + 1, end))
            if not at_tag or not _APART.search(written):
                yield Meeting(start, end, kind, at_tag)


# Words and numbers that stand together are one: in `TiDB 5.0 版本` it is not a number alone that meets Chinese.
_PHRASE = re.compile(r"[A-Za-z0-9]+(?:[ \u00a0.,:/_&+'’-]{1,2}[A-Za-z0-9]+)*")
_IS_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(f"[{KANA}]")
_LETTER = re.compile("[A-Za-z]")
_AMOUNT = re.compile(r"[0-9][0-9.,]*[ \u00a0]")
_DATE = re.compile("[月号號]|日(?![元圆圓])")
_YEAR = re.compile("[0-9]{4}")

# What has no space in either way of writing. Those of letters first are mostly from the list of such words at the end
# of 《现代汉语词典》; the others are as common.
_BEGUN = re.compile(
    r"AA[制製]|AB[角面]|[ABH]股|B[站超]|C位|D[槽盤盘]|G[點点]|K[歌書书金線线粉]|N[次個个年多倍]|P[圖图]|Q[版彈弹萌]"
    r"|[Tt]恤|T[台臺字]|[LSUVXZ][型形字]|[Uu][盤盘]|U槽|[Xx]光|X射|[XYZxyz](?:[軸轴]|座標|坐[標标])|V[領领]|hold住"
    r"|[Pp][Kk]台|QQ[群號号音空]|4S店|[3-5]A[级級]|PO文|OK[繃绷]"
)
_ENDED = re.compile(
    r"卡拉(?=OK)|阿(?=[A-Z](?![A-Za-z]))|[維维](?:他命|生素)?(?=[A-EK][0-9]?(?![A-Za-z0-9]))|[大小老](?=[A-Z](?![A-Za-z]))"
)

# What is set apart already: notes, indices, readings. Or one element ends and another begins, as in a row of labels.
_APART = re.compile(r"<(?:/?(?:su[pb]|r[a-z]+|bdo|wbr|button|label)\b|!)|\[\^|</[^<]*<[a-z]", re.IGNORECASE)


def _sides(text: str, phrase: Match[str]) -> Iterator[tuple[int, int, Kind]]:
    """Where Chinese stands before or behind a phrase."""
    before, behind = phrase.start() - 1, phrase.end()
    while before >= 0 and text[before] in " \u00a0":
        before -= 1
    while behind < len(text) and text[behind] in " \u00a0":
        behind += 1
    if _KANA.search(text[before : before + 1] + text[behind : behind + 1]) or text.endswith("@", 0, phrase.start()):
        return  # it is Japanese, or somebody's name for others to call
    has_before = before >= 0 and _IS_HAN.match(text, before)
    has_behind = _IS_HAN.match(text, behind)
    if not (has_before or has_behind) or _is_word(text, phrase, before, behind):
        return
    kind = _kind(text, phrase[0], before, behind)
    if has_before:
        yield before, phrase.start() + 1, "digits" if _AMOUNT.match(phrase[0]) else kind
    if has_behind:
        yield phrase.end() - 1, behind + 1, kind


def _is_word(text: str, phrase: Match[str], before: int, behind: int) -> bool:
    word = _BEGUN.match(phrase[0] + text[behind : behind + 2])
    if word is not None and word.end() > len(phrase[0]):
        return True
    return before >= 0 and _ENDED.search(text[max(before - 3, 0) : before + 1] + phrase[0]) is not None


def _kind(text: str, phrase: str, before: int, behind: int) -> Kind:
    if _LETTER.search(phrase):
        return "letters"
    if before >= 0 and text[before] == "第":
        return "ordinals"
    if text[behind : behind + 1] == "年":
        return "dates" if _YEAR.fullmatch(phrase) else "digits"
    return "dates" if _DATE.match(text, behind) else "digits"


# Tags of social networks and links in the manner of wikis, which hold no space. Names in a list of such, as of people.
_TAGGED = re.compile(r"(?:(?<![\w&])#[^\s#\u2029]+|\[\[[^\[\]\n]*)\Z")
_LISTED_BEFORE = re.compile(r",\s*[^\s,，、。；：]*\Z")
_LISTED_BEHIND = re.compile(r"[^\s,，、。；：]*(?: [A-Za-z0-9]+)*\s*,")
_REACH = 40
_REACH_OF_LISTED = 16


def _is_listed(text: str, start: int, end: int) -> bool:
    if _TAGGED.search(text, max(start - _REACH, 0), start + 1):
        return True
    if not _LISTED_BEHIND.match(text, end - 1, end + _REACH_OF_LISTED) or " " in text[start:end]:
        return False
    return _LISTED_BEFORE.search(text, max(start - _REACH_OF_LISTED, 0), start + 1) is not None
