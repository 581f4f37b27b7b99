"""TY: the forms of ellipses and dashes, and marks that are too many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.validation.characters import CLOSING, HAN, NUMERALS, OPENING, STOPS
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.prose import OBJECT, PARAGRAPH
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from wenzhang.validation.prose import Prose
    from wenzhang.validation.subject import Subject

_DOTS = re.compile(r"(?<!\.)(?:\.{3,}|。{3,}|…|⋯)+")
_DASH = re.compile(r"(?<![-—－]) ?(?:-{2,3}|—|－－)(?![-—－]) ?")
_BESIDE = re.compile(f"[{HAN}{CLOSING}{OPENING}{STOPS}]")
_IS_HAN = re.compile(f"[{HAN}]")
_BEFORE_DASH = re.compile(f"[{HAN}{CLOSING}]")
_BEHIND_DASH = re.compile(f"[{HAN}{OPENING}]")
_EXPLAINED = re.compile(f"[{HAN}]{{7}}")


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


def _is_dash(text: str, found: Match[str]) -> bool:
    start, end = found.span()
    before, behind = text[max(start - 1, 0) : start], text[end : end + 1]
    if not (_BEFORE_DASH.match(before) and _BEHIND_DASH.match(behind)) or (before in NUMERALS and behind in NUMERALS):
        return False
    return found[0] != "—" or _EXPLAINED.match(text, end) is not None


def _dash(prose: Prose, found: Match[str]) -> Finding:
    dash = found[0].strip()
    start = found.start() + found[0].index(dash)
    end = start + len(dash)
    # A space beside a tag may be all that the element has.
    is_cut = any(map(prose.is_cut, range(found.start(), found.end() + 1)))
    place = (start, end) if is_cut else found.span()
    fix = prose.fix([(*place, "——")], safe=False)
    return Finding(prose.span(start, end), f"the dash is written {dash}", "write ——", fix)


_REPEATED = re.compile(
    r"，{2,}|(?<!。)。。(?!。)|、{2,}|；{2,}|：{2,}|[！？]{4,}|[，、；：](?=[。，、；])[。，、；]|。[，、；：]"
)


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
        if not before or before in STOPS + OPENING + PARAGRAPH or (behind and behind in STOPS):
            continue  # a list of marks
        yield Finding(prose.span(start, end), f"{found[0]} is too many marks", "leave one of them")
