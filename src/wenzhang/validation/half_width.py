"""Where a mark of half width stands in Chinese text, and not in another language, a number, a formula or a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.validation.characters import CLOSING, HAN, KANA, NUMERALS, OPENING, STOPS
from wenzhang.validation.prose import OBJECT, PARAGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from re import Match

    from wenzhang.validation.prose import Prose
    from wenzhang.validation.subject import Subject

__all__ = ["REACH", "half_marks", "half_pairs", "is_foreign"]

_IS_HAN = re.compile(f"[{HAN}]")
REACH = 120
"""How far the sentence of a mark is looked at, in code points."""


# Parentheses

_PAIR = re.compile(rf"[(（](?P<inside>[^()（）{PARAGRAPH}]{{1,200}})[)）]")
_IS_CHINESE = re.compile(f"[{HAN}{CLOSING}{OPENING}{STOPS}…]")
_CALL = re.compile(r"[A-Za-z0-9_]\([^()]*\Z|[\[{][^\]}]*\Z")


def half_pairs(subject: Subject) -> Iterator[Match[str]]:
    """The pairs of parentheses of which one or both should be full-width."""
    prose = subject.prose
    for pair in _PAIR.finditer(prose.text):
        first, last = pair[0][0], pair[0][-1]
        if (first, last) != ("（", "）"):
            is_half = _is_half_pair if (first, last) == ("(", ")") else _is_mixed_pair
            if is_half(prose, pair) and not _is_in_name(subject, pair.start()):
                yield pair


def _is_half_pair(prose: Prose, pair: Match[str]) -> bool:
    if not _IS_HAN.search(pair["inside"]) or is_foreign(pair["inside"]):
        return False
    before, behind = prose.around(*pair.span(), REACH)
    if before[-1:].isspace() or behind[:1].isspace():
        return False  # a style
    if before[-1:] in ("]", "!", ")") or behind[:1] == "(" or _ends_in_letter(before):
        return False  # a link that is none, one of several, a call
    if not (_IS_CHINESE.match(before[-1:]) or _IS_CHINESE.match(behind)):
        return False
    if _CALL.search(before) or before.count("（") > before.count("）") or before.count("(") > before.count(")"):
        return False  # within another pair
    return _is_chinese_sentence(before + behind + pair[0])


def _is_mixed_pair(prose: Prose, pair: Match[str]) -> bool:
    before, behind = prose.around(*pair.span(), REACH)
    if before[-1:] == ")" or behind[:1] == "(":
        return False
    if pair[0][0] == "(" and _ends_in_letter(before):
        return False  # may be a call
    paragraph = before + pair[0] + behind
    opened = paragraph.count("(") + paragraph.count("（")
    return opened == paragraph.count(")") + paragraph.count("）") and _is_chinese_sentence(paragraph)


def _ends_in_letter(text: str) -> bool:
    return text[-1:].isascii() and text[-1:].isalnum()


def _is_in_name(subject: Subject, offset: int) -> bool:
    return subject.is_in_name(subject.prose.span(offset, offset + 1).start)


# Other marks

# A file name may go on behind a `.`, so letters, digits and code may follow that only with a space between.
_MARK = re.compile(
    rf"[,.:;?!](?<=[{HAN}{CLOSING})].)(?:(?<=[?!])[?!]{{1,2}})?"
    rf"(?=\s*(?:[{HAN}{OPENING}(]|\"[{HAN}]|{PARAGRAPH}|\Z)"
    rf"|[{CLOSING}]|(?<=[.?!])[{CLOSING})\"]|(?:\s|(?<!\.))[A-Za-z0-9{OBJECT}])"
)
_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s|\Z)")
_SOURCES = re.compile(r"\[(?:[MCGNJRDSPAZ]|DB|CP|EB)(?:/[A-Z]{2})?\]")
_SHORTCODE = re.compile(rf"(?:\A|[^{HAN}{CLOSING}]):\w{{1,12}}\Z")
_NEAR = 40  # how far to tell its language, which a quotation in it may change
_FEW = 4  # Chinese characters that are a name in another language rather than Chinese text


def half_marks(subject: Subject, pairs: Iterable[Match[str]]) -> Iterator[Match[str]]:
    """The marks that should be full-width, but for parentheses; `pairs` are those that should be so, too."""
    prose = subject.prose
    opened, closed = set(), set()
    for pair in pairs:
        opened.add(pair.start())
        closed.add(pair.end())
    for found in _MARK.finditer(prose.text):
        start, end = found.span()
        is_inside = prose.text[start - 1] == ")" and start not in closed
        is_outside = prose.text[end : end + 1] == "(" and end not in opened
        if not is_inside and not is_outside and _is_half(prose, found) and not _is_in_name(subject, start):
            yield found


def _is_half(prose: Prose, found: Match[str]) -> bool:
    mark = found[0]
    before, behind = prose.around(*found.span(), REACH)
    clause = _SENTENCE_END.split(before)[-1]
    if _SOURCES.search(before + behind) or _CALL.search(clause) or _is_talked_about(before, behind):
        return False
    rest = "" if mark[0] in ".?!" else mark + _SENTENCE_END.split(behind, maxsplit=1)[0]
    near = clause if _IS_HAN.search(clause) else before  # where it ends in a closing mark
    if not _is_chinese_sentence(near[-_NEAR:] + rest[:_NEAR]):
        return False
    if mark == ",":
        return not _is_list_of_names(clause + rest)
    if mark in ":;":
        return _SHORTCODE.search(clause) is None and _goes_on_in_chinese(clause, behind)
    if mark == "?" and _IS_HAN.match(behind):
        return _asks(clause)
    return mark != "." or _is_full_stop(before, clause, behind)


_ASKS = re.compile("[吗嗎呢么麼什甚谁誰哪何几幾多怎是否可能会會有对對吧啊]")


def _asks(clause: str) -> bool:
    """Whether a clause is a question: a `?` with Chinese right behind it may stand for a character that was lost."""
    last = re.split(f"[{STOPS},;:]", clause)[-1].strip()
    return len(last) > 1 and _ASKS.search(last) is not None


def _is_talked_about(before: str, behind: str) -> bool:
    return before[-1:] in ("’", "”") and behind[:1] in ("’", "”")


def _is_list_of_names(sentence: str) -> bool:
    """Whether it is names in Chinese and in Latin letters, all of them separated in the manner of the latter."""
    items = sentence.split(",")
    if len(items) < 3 or any(len(item) > 12 and len(_IS_HAN.findall(item)) > 8 for item in items):
        return False
    return any(_WORD.search(item) and not _IS_HAN.search(item) for item in items)


def _goes_on_in_chinese(before: str, behind: str) -> bool:
    """Whether Chinese follows, or nothing: neither the value of a label (`類型: string`), nor a ratio (`三:一`)."""
    if not behind.strip() or _IS_CHINESE.match(behind.lstrip()) or behind[0] in '()"':
        return not (before[-1:] in NUMERALS and behind[:1] and behind[:1] in NUMERALS)
    if re.match(r"[a-z0-9]", behind):
        return False  # `:smile:`, `:hover`, `:8080`
    return len(_IS_HAN.findall(_SENTENCE_END.split(behind, maxsplit=1)[0])) >= _FEW


# What is no full stop: of an ordinal, of "for example".
_ORDINAL = re.compile(rf"(?:第\s*)?(?:[{NUMERALS}0-9]+|[甲乙丙丁戊己庚辛壬癸])|第\s*\S{{1,4}}\s*\S")
_FOR_EXAMPLE = re.compile(r"[例比譬]如\Z")
_GOES_ON = re.compile(r"\s*[的地得之]")  # which begins no sentence
# What names of people are spelled with that have a dot in it, in both scripts.
_OF_NAMES = (
    "阿艾爱愛安奥奧巴贝貝本比彼伯布查达達戴丹德迪蒂杜多恩尔爾法菲费費芬弗夫福盖蓋戈格哈海汉漢翰赫亨华華霍基吉加杰傑居卡凯凱科克肯库庫"
    "拉莱萊兰蘭劳勞雷里理利丽麗廉列林鲁魯罗羅洛马馬玛瑪迈邁曼梅蒙米莫穆纳納内內尼诺諾欧歐帕佩皮普乔喬奇切琼瓊萨薩塞森莎尚圣聖史斯司"
    "苏蘇索塔泰唐汤湯特汀廷托吐瓦万萬威韦韋维維温溫文沃乌烏伍西希夏肖谢謝辛休雪亚亞扬揚耶伊英尤约約扎詹珍治朱兹茲"
)
_PART = re.compile(f"[{HAN}{OBJECT}]|[A-Za-z0-9]+")
_LONG = 6  # parts that are more than a name or what something is called
_STOP = re.compile(rf"(?<=[{HAN}])(?:,|\.(?=\s|\Z))")


def _is_full_stop(before: str, clause: str, behind: str) -> bool:
    """Whether a `.` ends a sentence: none of an ordinal, nor of a name (`馬克.吐溫`, `報告.文件`)."""
    if _ORDINAL.fullmatch(clause.strip()) or _FOR_EXAMPLE.search(clause) or _GOES_ON.match(behind):
        return False
    if not behind or behind[0].isspace() or behind[0] in CLOSING or behind[0] == ")":
        return True
    if clause[-1:] in _OF_NAMES and behind[0] in _OF_NAMES:
        return False
    return len(_PART.findall(clause)) >= _LONG or _STOP.search(before + "." + behind) is not None


# The language of a sentence

_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
_ENGLISH = re.compile(r"\b(?:an?|and|are|as|at|by|for|from|in|is|of|on|the|to|was|with)\b")
# Besides the letters of Japanese its marks, those of half width, and hangul.
_FOREIGN = re.compile(f"[{KANA}\u3097-\u309f\u30fc-\u30ff\uff66-\uff9f\uac00-\ud7a3]")


def is_foreign(text: str) -> bool:
    """Whether a text has Japanese or Korean in it."""
    return _FOREIGN.search(text) is not None


def _is_chinese_sentence(text: str) -> bool:
    """Whether a text is Chinese with other words in it, rather than the other way round, or Japanese."""
    words = _WORD.findall(text)
    han = len(_IS_HAN.findall(text))
    is_more = han >= max(1, len(words), 2 * sum(map(str.islower, words)) + 1, 6 * len(_ENGLISH.findall(text)) + 1)
    return is_more and not is_foreign(text)
