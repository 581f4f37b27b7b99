"""TY: quotation marks and brackets."""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING, Literal, NamedTuple

from wenzhang.conversion.punctuation import convert_quotes
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.prose import BREAK, OBJECT, PARAGRAPH
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.conversion.variants import Variant
    from wenzhang.validation.prose import Prose, Replacement
    from wenzhang.validation.subject import Subject

_WIDE = dict(zip("「『（《〈【〔“‘", "」』）》〉】〕”’", strict=True))  # closing marks by the opening ones
_CLOSING = {**_WIDE, "(": ")"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_QUOTES = "「『“‘"
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# Straight quotes around Chinese: no white space inside of them, nothing that makes them a string of code.
_CODE = "0-9A-Za-z_"
_INSIDE = f'[^"{PARAGRAPH}{BREAK}]*'
_STRAIGHT = re.compile(
    rf'(?<![{_CODE}"={OBJECT}])(?<![{_CODE}]\()"(?=[^\s"])(?={_INSIDE}[{_HAN}]){_INSIDE}(?<=\S)"(?!["{_CODE}])'
)
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_BY_SCRIPT = {
    "Hant": ("「」『』", "Traditional", "重訂標點符號手冊, 引號"),
    "Hans": ("“”‘’", "Simplified", "GB/T 15834-2011, 4.8"),
}


@rule("TY005", "quotation-marks", "info", fix="unsafe")
def quotation_marks(subject: Subject) -> Iterator[Finding]:
    """A quotation is in marks of another region, in those of another level, or in straight quotes around Chinese.

    Traditional Chinese has `「」` and within them `『』`, Simplified Chinese `“”` and within them `‘’`. English
    quotations, Japanese ones, and marks that are themselves spoken of stay.

    Why: readers of Taiwan and Hong Kong know `「」` (Ministry of Education, 重訂標點符號手冊, 2008), those of the
    mainland `“”` (GB/T 15834-2011, 4.8); W3C's clreq has both as local conventions.

    Found:
        <p>他說：“這才是『真正』的夜市。”</p>

    Better:
        <p>他說：「這才是『真正』的夜市。」</p>

    Fix: puts the marks of the region; unsafe, for a text may have reasons for its marks, as a title or a source has.
    """
    prose = subject.prose
    variant = prose.variant
    if variant is None:
        return
    _, script, standard = _BY_SCRIPT[variant.script]
    for changes in _quotations(prose.text, variant):
        start, end, mark = changes[0]
        yield Finding(
            prose.span(start, end),
            f"{prose.text[start:end]} where {script} Chinese has {mark}",
            f"write {' and '.join(change[2] for change in changes)} ({standard})",
            prose.fix(changes, safe=False),
        )


def _quotations(text: str, variant: Variant) -> list[list[Replacement]]:
    """What is to be replaced, by quotation, in the order of the text."""
    marks = _BY_SCRIPT[variant.script][0]
    marked = list(text)
    for start, end in _straight_pairs(text):
        marked[start], marked[end] = marks[0], marks[1]
    paragraphs = [[paragraph] for paragraph in "".join(marked).split(PARAGRAPH)]
    found: list[list[Replacement]] = []
    at = 0
    for (paragraph,), (changes,) in zip(paragraphs, convert_quotes(paragraphs, variant), strict=True):
        changed = list(paragraph)
        is_paired = bool(changes) and _is_paired(paragraph)
        for start, _, mark in changes:
            # Where a mark is missing, levels are not to be relied on.
            if is_paired or paragraph[start] not in marks:
                changed[start] = mark
        replacements = [
            (at + place, at + place + 1, mark) for place, mark in enumerate(changed) if mark != text[at + place]
        ]
        found += _by_quotation(replacements)
        at += len(paragraph) + 1
    return [changes for changes in found if _is_in_use(text, changes, variant)]


def _is_paired(paragraph: str) -> bool:
    return all(paragraph.count(opening) == paragraph.count(_CLOSING[opening]) for opening in _QUOTES)


def _straight_pairs(text: str) -> Iterator[tuple[int, int]]:
    """Where the straight quotes around Chinese are, in paragraphs where all are in pairs."""
    at = end = before = 0
    is_paired = False
    for found in _STRAIGHT.finditer(text):
        start, last = found.span()
        if at == 0 or start > end:
            at = text.rfind(PARAGRAPH, 0, start) + 1
            end = text.find(PARAGRAPH, start)
            end = len(text) if end < 0 else end
            before = 0
            is_paired = text.count('"', at, end) % 2 == 0
        before += text.count('"', at, start)
        if is_paired and before % 2 == 0:
            yield start, last - 1
        at = start


def _by_quotation(replacements: Iterable[Replacement]) -> list[list[Replacement]]:
    """The changes of a paragraph, those of the marks of one quotation together."""
    quotations: list[list[Replacement]] = []
    opened: list[list[Replacement]] = []
    for change in replacements:
        mark = change[2]
        if opened and _OPENING.get(mark) == opened[-1][0][2]:
            opened.pop().append(change)
            continue
        quotations.append([change])
        if mark in _CLOSING:
            opened.append(quotations[-1])
    return quotations


_SPOKEN_OF = re.compile("[「『“‘（(\"'][「」『』“”‘’（）《》〈〉【】〔〕、 ]{1,4}[」』”’）)\"']")


def _is_in_use(text: str, changes: Sequence[Replacement], variant: Variant) -> bool:
    """Whether marks are there to quote Chinese, rather than spoken of or around Japanese."""
    start, end = changes[0][0], changes[-1][1]
    if any(_is_spoken_of(text, place) for place, _, _ in changes):
        return False
    return variant.script != "Hans" or len(changes) == 1 or not _KANA.search(text, start, end)


def _is_spoken_of(text: str, place: int) -> bool:
    """Whether a mark stands alone, or with others, in quotes or brackets: `“「”`, `（「」）`; or has nothing in it."""
    around = text[max(place - 5, 0) : place + 6]
    at = min(place, 5)
    return any(found.start() <= at < found.end() for found in _SPOKEN_OF.finditer(around)) or (
        text[place : place + 2] in _PAIRS or text[max(place - 1, 0) : place + 1] in _PAIRS
    )


_PAIRS = frozenset(opening + closing for opening, closing in _CLOSING.items())

_ALL = "「」『』（）《》〈〉【】〔〕“”‘’()"
# Marks that are spoken of, such as `“「”`; then pairs without any mark in them. Neither needs a further look.
# Each alternative begins with a character of its own: so the search skips what is none of them.
_MARKS = re.compile(
    "|".join(f"{opening}(?:[{_ALL}、]{{1,3}}?|[^{_ALL}{PARAGRAPH}]*){closing}" for opening, closing in _WIDE.items())
    + "".join(f"|{re.escape(mark)}" for mark in _ALL)
)


@rule("TY006", "unpaired-mark", "warning")
def unpaired_mark(subject: Subject) -> Iterator[Finding]:
    """A quotation mark or a bracket has no partner in its paragraph, or stands crosswise to another pair.

    Not found: quotations over several paragraphs, of which each opens and the last one closes, or which close only
    there; ordinals such as `1）`, emoticons, apostrophes, marks that are spoken of; what a half-width parenthesis
    closes or opens; what may have its partner in code or in a tag; paragraphs with templates.

    Why: quotation marks and brackets come in pairs (GB/T 15834-2011, 4.8 and 4.9; 重訂標點符號手冊); where one is lost,
    readers cannot tell where the quotation ends.

    Found:
        <p>他說：「這才是真正的夜市。然後就走了。</p>

    Better:
        <p>他說：「這才是真正的夜市。」然後就走了。</p>
    """
    if not _may_be_unpaired(subject.text):
        return
    prose = subject.prose
    for mark in _within_paragraphs(prose, list(_unpaired(prose))):
        yield Finding(prose.span(mark.place, mark.place + 1), *_said_of(mark))


def _said_of(mark: _Mark) -> tuple[str, str]:
    """The message and the hint."""
    found, partner = mark.text, _CLOSING.get(mark.text) or _OPENING[mark.text]
    if mark.fault == "crossed":
        return f"{found} opens within another pair and closes outside of it", "close first what was opened last"
    if mark.fault == "turned":
        return f"{found} stands at both ends of a quotation", f"write {partner} here"
    if found in _CLOSING:
        return f"{found} is not closed in its paragraph", f"write {partner} where it ends, or remove {found}"
    return f"{found} closes nothing in its paragraph", f"write {partner} where it begins, or remove {found}"


_SPELLED = re.compile(r"&(?:#|[A-Za-z]*[Qq]uo)|\\[uU]")
_NO_APOSTROPHE = re.compile("(?<![A-Za-z])’|’(?![A-Za-z])")
# Without what may be the end of a paragraph or of a value.
_SHORT_PAIRS = [
    (opening, closing, re.compile(f"{opening}([^{opening}{closing}<|,\"'\\n\\r]*){closing}"))
    for opening, closing in _WIDE.items()
]


def _may_be_unpaired(source: str) -> bool:
    """Whether a mark may be without its partner: a quick look, which passes only what is surely paired."""
    if ("&" in source or "\\" in source) and _SPELLED.search(source):
        return True
    within: list[str] = []
    for opening, closing, pair in _SHORT_PAIRS:
        if opening in source or closing in source:
            if closing == "’" and opening not in source and not _NO_APOSTROPHE.search(source):
                continue
            contents = pair.findall(source)
            if not len(contents) == source.count(opening) == source.count(closing):
                return True
            within += contents
    return _MARKS.search("".join(within)) is not None and any(map(_is_uneven, within))


def _is_uneven(content: str) -> bool:
    return any(content.count(opening) != content.count(closing) for opening, closing, _ in _SHORT_PAIRS)


Fault = Literal["alone", "crossed", "turned"]


class _Mark(NamedTuple):
    """A mark without its partner, and its paragraph.

    It is `alone`, or opens a pair that is `crossed`, or is `turned`: the closing mark in place of the opening one.
    """

    place: int
    text: str
    start: int
    end: int
    fault: Fault


def _unpaired(prose: Prose) -> Iterator[_Mark]:
    """The marks that have no partner in their paragraph, but for those that need none."""
    text = prose.text
    places: list[int] = []
    end = -1
    for found in _MARKS.finditer(text):
        place = found.start()
        if place > end:
            yield from _unpaired_in(prose, places, end)
            places = []
            end = text.find(PARAGRAPH, place)
            end = len(text) if end < 0 else end
        if found.end() == place + 1:
            places.append(place)
    yield from _unpaired_in(prose, places, end)


def _unpaired_in(prose: Prose, places: Sequence[int], end: int) -> Iterator[_Mark]:
    if not places:
        return
    text = prose.text
    pairing = _Pairing(text)
    for place in places:
        pairing.take(place)
    left = pairing.left()
    if not left:
        return
    start = text.rfind(PARAGRAPH, 0, places[0]) + 1
    paragraph = _Paragraph(prose, start, end)
    left = [place for place in left if not paragraph.needs_no_partner(place)]
    left = list(_without_numbers(text, _without_half_width(text, left)))
    turned = _turned(text, left)
    others = set(turned.values())
    for place in left:
        if place not in others and not paragraph.hides_partner(place):
            fault: Fault = "crossed" if place in pairing.crossed else "turned" if place in turned else "alone"
            yield _Mark(place, text[place], start, end, fault)


_APOSTROPHE = re.compile(
    "(?<=[A-Za-z])[’‘](?=[A-Za-z])|(?<![^\\s“‘「『])’(?=[0-9A-Za-z])|‘(?=[0-9]0s|(?:em|til|tis|twas|cause)(?![A-Za-z]))"
)


class _Pairing:
    """Pairs the marks of a paragraph; `crossed` are those that open within a pair and close outside of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.opened: list[int] = []
        self.open_of_kind = dict.fromkeys(_CLOSING, 0)
        self.skipped: dict[str, list[int]] = {opening: [] for opening in _CLOSING}
        self.crossed: set[int] = set()
        self.stray: list[int] = []

    def take(self, place: int) -> None:
        """Opens a pair, or closes the last one of its kind, and skips what is open within that."""
        text = self.text
        mark = text[place]
        if _APOSTROPHE.match(text, place):
            return
        if mark in _CLOSING:
            self.opened.append(place)
            self.open_of_kind[mark] += 1
            return
        opening = _OPENING[mark]
        if self.open_of_kind[opening]:
            while text[inner := self._pop()] != opening:
                self.skipped[text[inner]].append(inner)
        elif self.skipped[opening]:
            self.crossed.add(self.skipped[opening].pop())
        else:
            self.stray.append(place)

    def _pop(self) -> int:
        place = self.opened.pop()
        self.open_of_kind[self.text[place]] -= 1
        return place

    def left(self) -> list[int]:
        """Where the marks are that are in no pair, or in one that is crossed, of which only the opening one."""
        skipped = [place for places in self.skipped.values() for place in places]
        return sorted([*self.opened, *skipped, *self.crossed, *self.stray])


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
_ALONE = re.compile(rf"(?<![^\s、/|])[{_ALL}](?![^\s、/|])|(?<=[\"'])[{_ALL}](?=[\"'])")
_LATE_APOSTROPHE = re.compile("(?<=[0-9A-Za-z])’|’(?=(?:[stmd]|ll|re|ve|[0-9]0s)(?![A-Za-z]))")
# Half-open intervals: `[0, 1）`, `（0, 1]`.
_INTERVAL_BEFORE = re.compile(r"[\[［][-+−0-9A-Za-z∞π,，.\s]+\Z")
_INTERVAL = re.compile(r"（[-+−0-9A-Za-z∞π,，.\s]+[\]］]")
_INCHES_BEFORE = re.compile(r"(?:\A|[^-0-9A-Za-z.])[0-9]{1,3}(?:\.[0-9]+)?\Z")
_BEFORE = {
    "）": (_ORDINAL_BEFORE, _STEP_BEFORE, _INTERVAL_BEFORE),
    ")": (_ORDINAL_BEFORE, _STEP_BEFORE),
    "”": (_INCHES_BEFORE,),
}
_BEHIND = (_ORDINAL, _INTERVAL, _FACE, _ALONE, _LATE_APOSTROPHE)
_NEAR = 16
_LIST = re.compile(f"[{_ALL}]{{4,}}")  # of marks that are spoken of
_WORD = re.compile(r"\w")
_CHINESE = re.compile(f"[{_HAN}]")
_ADDRESSES = re.compile(r"\]\([^()\n]*\)|<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_TEMPLATE = re.compile(r"\{[{%]|<[%?]")
# Where before or behind a paragraph its block begins or ends; code within it may stand there.
_BLOCK = re.compile(
    r"\n|</?(?:p|li|d[dtl]|t[dhr]|h[1-6]|[uo]l|div|section|article|caption|fig\w*|blockquote|table|pre)\b[^<>]*>",
    re.IGNORECASE,
)
_REACH = 300
_STOP = re.compile("[。，；！？]")
_LISTED_BEFORE = re.compile(r",[^,，。；：、]*\Z")
_LISTED_BEHIND = re.compile(r"[^,，。；：、]*,")
_SHORT = 12  # of the text of a link
_ITEM = 40  # of a list


_LINE = re.compile(f"{BREAK}\\s*([{_QUOTES}])")
_BEGINS = re.compile(rf"(?:\A|[{PARAGRAPH}{BREAK}：:—])\s*\Z")


def _begins(text: str, place: int) -> bool:
    """Whether a long quotation may begin there: at the beginning of a line, or announced."""
    return _BEGINS.search(text, max(place - 3, 0), place) is not None


class _Paragraph:
    """A paragraph with marks that have no partner in it."""

    def __init__(self, prose: Prose, start: int, end: int) -> None:
        self.prose = prose
        self.text = prose.text
        self.start = start
        self.end = end
        self.has_words = _WORD.search(self.text, start, end) is not None
        self.is_chinese = _CHINESE.search(self.text, start, end) is not None
        # Of each mark where the last line begins that it opens.
        self.lines = {found[1]: found.start() for found in _LINE.finditer(self.text, start, end)}
        self.listed = {place for found in _LIST.finditer(self.text, start, end) for place in range(*found.span())}
        self.hidden: dict[str, int] = {}

    def needs_no_partner(self, place: int) -> bool:
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
        return self.lines.get(self.text[place], -1) > place and _begins(self.text, place)

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
        opening = _OPENING.get(mark, mark)
        if opening not in self.hidden:
            self.hidden[opening] = _balance(self._written, opening) - _balance(
                self.text[self.start : self.end], opening
            )
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
    balance = text.count(opening) - text.count(_CLOSING[opening])
    return balance + text.count("(") - text.count(")") if opening == "（" else balance


def _without_half_width(text: str, left: Sequence[int]) -> Iterator[int]:
    """The marks but for parentheses of which one is half-width and the other is not: their widths are another fault."""
    opened: list[int] = []
    paired: set[int] = set()
    for place in left:
        if text[place] in "（(":
            opened.append(place)
        elif text[place] in "）)" and opened and _CLOSING[text[opened[-1]]] != text[place]:
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


def _turned(text: str, left: Iterable[int]) -> dict[int, int]:
    """Of each quotation that has the same curly mark at both ends the one that should be the other, and that one."""
    turned: dict[int, int] = {}
    before: int | None = None
    for place in left:
        if before is None or text[before] not in "“”‘’" or text[before] != text[place]:
            before = place
            continue
        turned.update({place: before} if text[place] in _CLOSING else {before: place})
        before = None
    return turned


_MOST_PARAGRAPHS = 8  # of a quotation that opens in one and closes in another


def _within_paragraphs(prose: Prose, marks: Sequence[_Mark]) -> Iterator[_Mark]:
    """The marks but for those of quotations over several paragraphs, or over the items of a list."""
    closed: set[int] = set()
    for index, mark in enumerate(marks):
        if index in closed:
            continue
        if mark.text in _CLOSING and mark.fault == "alone" and _is_in_body(prose, mark.place):
            if _goes_on(prose.text, mark):
                continue
            closing = next(
                (
                    other
                    for other in range(index + 1, len(marks))
                    if _OPENING.get(marks[other].text, marks[other].text) == mark.text
                ),
                None,
            )
            if closing is not None and _closes(prose, mark, marks[closing]):
                closed.add(closing)
                continue
        yield mark


def _goes_on(text: str, mark: _Mark) -> bool:
    """Whether the next paragraph opens with the same mark."""
    start = mark.end + 1
    while text[start : start + 1].isspace():
        start += 1
    return mark.text in _QUOTES and text[start : start + 1] == mark.text and _begins(text, mark.place)


def _closes(prose: Prose, opening: _Mark, closing: _Mark) -> bool:
    """Whether a mark closes, in a paragraph below, what is open."""
    return (
        closing.text == _CLOSING[opening.text]
        and closing.fault == "alone"
        and closing.start > opening.end
        and prose.text.count(PARAGRAPH, opening.end, closing.start) < _MOST_PARAGRAPHS
        and _is_in_body(prose, closing.place)
    )


def _is_in_body(prose: Prose, place: int) -> bool:
    """Whether a mark stands in the text of the body, where one paragraph follows another; not in a tag."""
    if prose.is_in_head(place):
        return False
    at = prose.span(place, place + 1).start
    reach = max(at - 1000, 0)
    return prose.source.rfind("<", reach, at) <= prose.source.rfind(">", reach, at)
