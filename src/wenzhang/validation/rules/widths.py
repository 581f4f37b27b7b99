"""TY: marks that should be full-width, letters and digits that should not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.validation.characters import HAN, OPENING
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.prose import PARAGRAPH
from wenzhang.validation.registry import rule
from wenzhang.validation.screens import is_spelled, may_be_half

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from wenzhang.validation.prose import Prose
    from wenzhang.validation.subject import Subject


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
    if not may_be_half(subject.text):
        return
    from wenzhang.validation.half_width import half_marks, half_pairs

    prose = subject.prose
    pairs = list(half_pairs(subject))
    for pair in pairs:
        yield _half_pair(prose, pair)
    for mark in half_marks(subject, pairs):
        yield _half_mark(prose, mark.start(), mark.end())


_FULL = dict(zip(",.?!:;()", "，。？！：；（）", strict=True))
_SPACES = re.compile(f" +(?=(?P<sign>[{HAN}A-Za-z0-9])|[{OPENING}])")


def _half_pair(prose: Prose, pair: Match[str]) -> Finding:
    start, end = pair.span()
    if pair[0][0] == "（":
        return _half_mark(prose, end - 1, end)
    if pair[0][-1] == "）":
        return _half_mark(prose, start, start + 1)
    fix = prose.fix([(start, start + 1, "（"), (end - 1, end, "）")], safe=True)
    return Finding(prose.span(start, end), "the parentheses are half-width in Chinese text", "write （ and ）", fix)


def _half_mark(prose: Prose, start: int, end: int) -> Finding:
    marks = prose.text[start:end]
    full = "".join(map(_FULL.__getitem__, marks))
    space = _SPACES.match(prose.text, end) if marks != "(" else None
    # A space between two tags may be all that an element has, and behind a mark of Markdown it is what makes it one.
    goes = space is not None and not any(map(prose.is_cut, range(end, space.end() + (space["sign"] is None))))
    fix = prose.fix([(start, space.end() if space and goes else end, full)], safe=True)
    return Finding(prose.span(start, end), f"{marks} is half-width in Chinese text", f"write {full}", fix)


_IS_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
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
    if not (_IS_WIDE.search(subject.text) or is_spelled(subject.text)):
        return
    from wenzhang.validation.half_width import REACH, is_foreign

    prose = subject.prose
    for found in _WIDE.finditer(prose.text):
        start, end = found.span()
        if _QUOTED.fullmatch(prose.text, max(start - 1, 0), end + 1):
            continue
        if any(map(is_foreign, prose.around(start, end, REACH))):
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
