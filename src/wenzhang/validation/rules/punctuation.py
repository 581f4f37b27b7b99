"""TY: punctuation marks, letters and digits, and their width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.prose import OBJECT, PARAGRAPH
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.validation.prose import Prose, Replacement
    from wenzhang.validation.subject import Subject

_HAN = r"〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "」』”’）》】〉〕"
_OPENING = "「『“‘（《【〈〔"
_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f\uac00-\ud7a3]")
_NUMERALS = "〇零一二三四五六七八九十百千兩两"

_FULL = dict(zip(",.?!:;()", "，。？！：；（）", strict=True))

# A mark behind Chinese, or behind what may stand between: a tag, a mark of Markdown, a reference (`)*;>\\]_}~`).
_HALF_SCREEN = re.compile(r"[,.:;?!(](?<=[^\x00-(+-:<-=?-\[^`-|\x7f].)(?!\.)")
_MIXED_SCREEN = re.compile(r"（[^（）]*\)")
_SPELLED = re.compile(r"[&\\](?:[#uUx]|comma|period|colon|semi|excl|quest|[lr]par)")

# A file name may go on behind a `.`, so letters, digits and code may follow that only with a space between.
_HALF_MARK = re.compile(
    rf"[,.:;?!](?<=[{_HAN}{_CLOSING})].)(?:(?<=[?!])[?!]{{1,2}})?"
    rf"(?=\s*(?:[{_HAN}{_OPENING}(]|\"[{_HAN}]|{PARAGRAPH}|\Z)"
    rf"|[{_CLOSING}]|(?<=[.?!])[{_CLOSING})\"]|(?:\s|(?<!\.))[A-Za-z0-9{OBJECT}])"
)
_PAIR = re.compile(rf"[(（](?P<inside>[^()（）{PARAGRAPH}]{{1,200}})[)）]")
_SPACES = re.compile(rf" +(?=(?P<sign>[{_HAN}A-Za-z0-9])|[{_OPENING}])")

_IS_HAN = re.compile(rf"[{_HAN}]")
_IS_CHINESE = re.compile(rf"[{_HAN}{_CLOSING}{_OPENING}，。？！：；、…]")
_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s|\Z)")
_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
_ENGLISH = re.compile(r"\b(?:an?|and|are|as|at|by|for|from|in|is|of|on|the|to|was|with)\b")
_REACH = 120  # how far a sentence is looked at
_NEAR = 40  # how far to tell its language, which a quotation in it may change
_FEW = 4  # Chinese characters that are a name in another language rather than Chinese text
_LONG = 6  # parts that are more than a name or what something is called
_PART = re.compile(rf"[{_HAN}{OBJECT}]|[A-Za-z0-9]+")
_STOP = re.compile(rf"(?<=[{_HAN}])(?:,|\.(?=\s|\Z))")
# What names of people are spelled with that have a dot in it, in both scripts.
_NAMES = (
    "阿艾爱愛安奥奧巴贝貝本比彼伯布查达達戴丹德迪蒂杜多恩尔爾法菲费費芬弗夫福盖蓋戈格哈海汉漢翰赫亨华華霍基吉加杰傑居卡凯凱科克肯库庫"
    "拉莱萊兰蘭劳勞雷里理利丽麗廉列林鲁魯罗羅洛马馬玛瑪迈邁曼梅蒙米莫穆纳納内內尼诺諾欧歐帕佩皮普乔喬奇切琼瓊萨薩塞森莎尚圣聖史斯司"
    "苏蘇索塔泰唐汤湯特汀廷托吐瓦万萬威韦韋维維温溫文沃乌烏伍西希夏肖谢謝辛休雪亚亞扬揚耶伊英尤约約扎詹珍治朱兹茲"
)
# What is no full stop: of an ordinal, of "for example".
_ORDINAL = re.compile(rf"(?:第\s*)?(?:[{_NUMERALS}0-9]+|[甲乙丙丁戊己庚辛壬癸])|第\s*\S{{1,4}}\s*\S|\S*[例比]如")
_CALL = re.compile(r"[A-Za-z0-9_]\([^()]*\Z|[\[{][^\]}]*\Z")
_SHORTCODE = re.compile(rf"(?:\A|[^{_HAN}{_CLOSING}]):\w{{1,12}}\Z")
_SOURCES = re.compile(r"\[(?:[MCGNJRDSPAZ]|DB|CP|EB)(?:/[A-Z]{2})?\]")
_NAMING = re.compile(r"(?:tags?|categor(?:y|ies)|keywords?|series|authors?|byline)\Z", re.IGNORECASE)


@rule("TY003", "half-width-punctuation", "warning", fix="safe")
def half_width_punctuation(subject: Subject) -> Iterator[Finding]:
    """A comma, full stop, colon, semicolon, question or exclamation mark, or a pair of parentheses is half-width.

    In Chinese text, that is; marks in other languages, in numbers, formulas, ordinals and file names are not meant, nor
    are tags and other names in the front matter. Parentheses are meant where they hold Chinese and touch Chinese text:
    with a space outside they are a style. Of a pair in two widths the half-width one is found.

    Why: marks of Chinese text have the width of a character (GB/T 15834-2011, 5.1; 教育部《重訂標點符號手冊》修訂版,
    2008). The others are too narrow for it and stand at another height.

    Found:
        <p>夜市很熱鬧,人很多.</p>

    Better:
        <p>夜市很熱鬧，人很多。</p>

    Fix: writes the full-width mark, and removes the space that stood for its width. It says the same.
    """
    source = subject.text
    if not (
        _HALF_SCREEN.search(source)
        or _MIXED_SCREEN.search(source)
        or source.count("（") != source.count("）")
        or _holds_references(source)
    ):
        return
    prose = subject.prose
    opened, closed = set(), set()  # where those are that will be full-width, beside which a mark is to be, too
    for pair in _PAIR.finditer(prose.text):
        if _is_half_pair(prose.text, pair) and not _is_name(subject, pair.start()):
            opened.add(pair.start())
            closed.add(pair.end())
            yield _half_pair(prose, pair)
    for found in _HALF_MARK.finditer(prose.text):
        start, end = found.span()
        if (prose.text[start - 1] == ")" and start not in closed) or (
            prose.text[end : end + 1] == "(" and end not in opened
        ):
            continue
        if _is_half(prose, found) and not _is_name(subject, start):
            yield _half_mark(prose, start, end)


def _holds_references(source: str) -> bool:
    """Whether marks, letters or digits may be written in another way than by themselves."""
    return ("&" in source or "\\" in source) and _SPELLED.search(source) is not None


def _half_mark(prose: Prose, start: int, end: int) -> Finding:
    marks = prose.text[start:end]
    full = "".join(map(_FULL.__getitem__, marks))
    space = _SPACES.match(prose.text, end) if marks != "(" else None
    # A space between two tags may be all that an element has, and behind a mark of Markdown it is what makes it one.
    goes = space is not None and not any(map(prose.is_cut, range(end, space.end() + (space["sign"] is None))))
    fix = prose.fix([(start, space.end() if space and goes else end, full)], safe=True)
    return Finding(prose.span(start, end), f"{marks} is half-width in Chinese text", f"write {full}", fix)


def _half_pair(prose: Prose, pair: re.Match[str]) -> Finding:
    start, end = pair.span()
    if pair[0][0] == "（":
        return _half_mark(prose, end - 1, end)
    if pair[0][-1] == "）":
        return _half_mark(prose, start, start + 1)
    fix = prose.fix([(start, start + 1, "（"), (end - 1, end, "）")], safe=True)
    return Finding(prose.span(start, end), "the parentheses are half-width in Chinese text", "write （ and ）", fix)


def _is_half(prose: Prose, found: re.Match[str]) -> bool:
    """Whether a mark that may be half-width in Chinese text is."""
    text, mark = prose.text, found[0]
    before, behind = _around(text, found.start(), found.end())
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
    return mark != "." or _is_full_stop(before, clause, behind)


def _is_talked_about(before: str, behind: str) -> bool:
    return before[-1:] in ("’", "”") and behind[:1] in ("’", "”")


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The text of the paragraph before and behind a stretch."""
    first = max(text.rfind(PARAGRAPH, 0, start) + 1, start - _REACH)
    last = text.find(PARAGRAPH, end)
    return text[first:start], text[end : min(end + _REACH, last if last >= 0 else len(text))]


def _is_chinese_sentence(text: str) -> bool:
    """Whether a text is Chinese with other words in it, rather than the other way round, or Japanese."""
    words = _WORD.findall(text)
    han = len(_IS_HAN.findall(text))
    is_more = han >= max(1, len(words), 2 * sum(map(str.islower, words)) + 1, 6 * len(_ENGLISH.findall(text)) + 1)
    return is_more and _KANA.search(text) is None


def _is_list_of_names(sentence: str) -> bool:
    """Whether it is names in Chinese and in Latin letters, all of them separated in the manner of the latter."""
    items = sentence.split(",")
    if len(items) < 3 or any(len(item) > 12 and len(_IS_HAN.findall(item)) > 8 for item in items):
        return False
    return any(_WORD.search(item) and not _IS_HAN.search(item) for item in items)


def _goes_on_in_chinese(before: str, behind: str) -> bool:
    """Whether Chinese follows, or nothing: neither the value of a label (`類型: string`), nor a ratio (`三:一`)."""
    if not behind.strip() or _IS_CHINESE.match(behind.lstrip()) or behind[0] in '()"':
        return not (before[-1:] in _NUMERALS and behind[:1] and behind[:1] in _NUMERALS)
    if re.match(r"[a-z0-9]", behind):
        return False  # `:smile:`, `:hover`, `:8080`
    return len(_IS_HAN.findall(_SENTENCE_END.split(behind, maxsplit=1)[0])) >= _FEW


def _is_full_stop(before: str, clause: str, behind: str) -> bool:
    """Whether a `.` ends a sentence: none of an ordinal, nor of a name (`馬克.吐溫`, `報告.文件`)."""
    if _ORDINAL.fullmatch(clause.strip()):
        return False
    if not behind or behind[0].isspace() or behind[0] in _CLOSING or behind[0] == ")":
        return True
    if clause[-1:] in _NAMES and behind[0] in _NAMES:
        return False
    return len(_PART.findall(clause)) >= _LONG or _STOP.search(before + "." + behind) is not None


def _is_half_pair(text: str, pair: re.Match[str]) -> bool:
    """Whether one or both of two parentheses should be full-width."""
    if pair[0][0] != "(" or pair[0][-1] != ")":
        return pair[0] != f"（{pair['inside']}）" and _is_mixed(text, pair)
    start, end = pair.span()
    before, behind = text[max(start - 1, 0) : start], text[end : end + 1]
    if not _IS_HAN.search(pair["inside"]) or _KANA.search(pair["inside"]):
        return False
    if any(sign.isspace() and sign != PARAGRAPH for sign in (before, behind)):
        return False  # a style
    is_other = before in ("]", "!", ")") or behind == "(" or (before.isascii() and before.isalnum())
    if is_other or not (_IS_CHINESE.match(before) or _IS_CHINESE.match(behind)):
        return False  # a link that is none, one of several, a call
    outside = _around(text, start, end)
    if _CALL.search(outside[0]) or outside[0].count("（") > outside[0].count("）"):
        return False
    return outside[0].count("(") <= outside[0].count(")") and _is_chinese_sentence("".join(outside) + pair[0])


def _is_mixed(text: str, pair: re.Match[str]) -> bool:
    start, end = pair.span()
    before, behind = _around(text, start, end)
    paragraph = before + pair[0] + behind
    if before[-1:] == ")" or behind[:1] == "(":
        return False
    if pair[0][0] == "(" and before[-1:].isascii() and before[-1:].isalnum():
        return False  # may be a call
    opened = paragraph.count("(") + paragraph.count("（")
    return opened == paragraph.count(")") + paragraph.count("）") and _is_chinese_sentence(paragraph)


def _is_name(subject: Subject, offset: int) -> bool:
    """Whether what stands there is a tag, a category, keywords or an author, which are known by their spelling."""
    start = subject.prose.span(offset, offset + 1).start
    if start >= subject.prose.body_start:
        tag = subject.text[subject.text.rfind("<", 0, start) : start].lower()
        return tag.startswith("<meta") and "keywords" in tag
    if subject.front_matter is None:
        return False
    for path, scalar in subject.front_matter.scalars():
        if scalar.span.start <= start < scalar.span.end:
            return any(isinstance(key, str) and _NAMING.search(key) for key in path)
    return False


_DOTS = re.compile(r"(?<!\.)(?:\.{3,}|。{3,}|…|⋯)+")
_DASH = re.compile(r"(?<![-—－]) ?(?:-{2,3}|—|－－)(?![-—－]) ?")
_BESIDE = re.compile(rf"[{_HAN}{_CLOSING}{_OPENING}，。？！：；、]")
_EXPLAINED = re.compile(rf"[{_HAN}]{{7}}")


@rule("TY007", "ellipsis-dash-form", "info", fix="unsafe")
def ellipsis_dash_form(subject: Subject) -> Iterator[Finding]:
    """An ellipsis in Chinese is not `……` or `⋯⋯`, or a dash is not `——`.

    A single `—` is found with a space beside it or before a long clause: it also joins places and numbers
    (`北京—上海`). Options of a command (`--help`) and dots in other languages are not meant.

    Why: both take the width of two characters (GB/T 15834-2011, 4.10 and 4.11; 教育部《重訂標點符號手冊》修訂版, 2008).

    Found:
        <p>他想了想...還是走了。</p>

    Better:
        <p>他想了想……還是走了。</p>

    Fix: writes `……`, or `——` without spaces. Unsafe: dots and dashes may be meant as they are, such as in a name.
    """
    prose = subject.prose
    text = prose.text
    for found in _DOTS.finditer(text):
        start, end = found.span()
        if not _is_ellipsis(found[0]) and _is_beside_chinese(text, start, end):
            full = "⋯⋯" if set(found[0]) == {"⋯"} else "……"
            # Of three dots across a tag, two characters would leave an element empty.
            is_cut = any(map(prose.is_cut, range(start + 1, end)))
            fix = None if is_cut else prose.fix([(start, end, full)], safe=False)
            yield Finding(prose.span(start, end), f"the ellipsis is written {found[0]}", f"write {full}", fix)
    for found in _DASH.finditer(text):
        if _is_dash(text, found):
            yield _dash(prose, found)


def _is_ellipsis(dots: str) -> bool:
    """Whether dots are in a form of their own: two or four characters of three dots, or six dots."""
    return dots in ("……", "…………", "⋯⋯", "⋯⋯⋯⋯", "......")


def _is_beside_chinese(text: str, start: int, end: int) -> bool:
    before, behind = text[max(start - 1, 0) : start], text[end : end + 1]
    if _BESIDE.match(before) and before not in "“‘”’":
        return _IS_HAN.match(before) is not None or not (behind.isascii() and behind.isalnum())  # `：...rest`
    return _IS_HAN.match(behind) is not None and not (before == OBJECT or (before.isascii() and before.isalnum()))


def _is_dash(text: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    before, behind = text[max(start - 1, 0) : start], text[end : end + 1]
    is_between = re.match(rf"[{_HAN}{_CLOSING}]", before) and re.match(rf"[{_HAN}{_OPENING}]", behind)
    if not is_between or (before in _NUMERALS and behind in _NUMERALS):
        return False
    return found[0] != "—" or _EXPLAINED.match(text, end) is not None


def _dash(prose: Prose, found: re.Match[str]) -> Finding:
    dash = found[0].strip()
    start = found.start() + found[0].index(dash)
    end = start + len(dash)
    replacements: list[Replacement] = [(start, end, "——")]
    if not any(map(prose.is_cut, range(found.start() + 1, found.end()))) and not (
        prose.is_cut(found.start()) or prose.is_cut(found.end())
    ):
        replacements = [(found.start(), found.end(), "——")]
    fix = prose.fix(replacements, safe=False)
    return Finding(prose.span(start, end), f"the dash is written {dash}", "write ——", fix)


_WIDE_SCREEN = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")
_WIDE = re.compile(
    r"[０-９Ａ-Ｚａ-ｚ]+(?:(?:[．％＆＋－／]|(?<=[０-９])，(?=[０-９]{3}(?![０-９]))|(?<=[０-９])：(?=[０-９]))[０-９Ａ-Ｚａ-ｚ]+)*"
)
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_QUOTED = re.compile(r"[「『“‘《（][^」』”’》）]?[」』”’》）]")


@rule("TY008", "full-width-alphanumerics", "warning", fix="safe")
def full_width_alphanumerics(subject: Subject) -> Iterator[Finding]:
    """Letters or digits are full-width.

    With the symbols between them: `３．５`, `Ｑ＆Ａ`. Japanese text and a single one in quotation marks or brackets are
    not meant.

    Why: letters and digits among Chinese are set in their own, proportional width (W3C clreq, on mixed text). Search
    does not find what is written in the others, and programs do not take them for numbers.

    Found:
        <p>全程約３．５公里。</p>

    Better:
        <p>全程約3.5公里。</p>

    Fix: writes the same letters and digits half-width.
    """
    source = subject.text
    if not (_WIDE_SCREEN.search(source) or _holds_references(source)):
        return
    prose = subject.prose
    for found in _WIDE.finditer(prose.text):
        start, end = found.span()
        if _QUOTED.fullmatch(prose.text, max(start - 1, 0), end + 1) or _is_near_kana(prose.text, start, end):
            continue
        narrow = found[0].translate(_NARROW)
        # What becomes an address would become a link in some Markdown.
        is_safe = not _begins_item(prose.text, start, end)
        fix = None if narrow.lower().startswith("www.") else prose.fix([(start, end, narrow)], safe=is_safe)
        yield Finding(prose.span(start, end), f"{found[0]} is full-width", f"write {narrow}", fix)


def _begins_item(text: str, start: int, end: int) -> bool:
    """Whether digits before a half-width mark would make a line of Markdown an item of a list."""
    line = re.split(rf"[\n{PARAGRAPH}]", text[max(start - 9, 0) : end])[-1]
    return re.match(r"[0-9]*[.)]", text[end : end + 9]) is not None and line.strip().isdecimal()


def _is_near_kana(text: str, start: int, end: int) -> bool:
    return any(map(_KANA.search, _around(text, start, end)))


_REPEATED = re.compile(
    r"，{2,}|(?<!。)。。(?!。)|、{2,}|；{2,}|：{2,}|[！？]{4,}|[，、；：](?=[。，、；])[。，、；]|。[，、；：]"
)
_MARKS = "，。、；：！？"


@rule("TY009", "repeated-punctuation", "info")
def repeated_punctuation(subject: Subject) -> Iterator[Finding]:
    """A mark stands twice, or two that exclude each other stand side by side; or more than three of `！` and `？`.

    Marks that are themselves talked about, in quotation marks or a list of them, are not meant.

    Why: one of them was left over when the text was edited. Of `！` and `？` there may be three for effect
    (GB/T 15834-2011, 4.2 and 4.3).

    Found:
        <p>夜市很熱鬧，，人很多。</p>

    Better:
        <p>夜市很熱鬧，人很多。</p>
    """
    prose = subject.prose
    text = prose.text
    for found in _REPEATED.finditer(text):
        start, end = found.span()
        before, behind = text[max(start - 1, 0) : start], text[end : end + 1]
        if not before or before in _MARKS + _OPENING + PARAGRAPH or (behind and behind in _MARKS):
            continue  # a list of marks
        yield Finding(prose.span(start, end), f"{found[0]} is too many marks", "leave one of them")
