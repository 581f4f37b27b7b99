"""TY: quotation marks and brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.conversion.punctuation import convert_quotes
from wenzhang.validation.characters import CLOSING, CLOSING_OF, HAN, KANA, OPENING, OPENING_OF, QUOTES, SCRIPTS
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.prose import BREAK, OBJECT, PARAGRAPH
from wenzhang.validation.registry import rule
from wenzhang.validation.screens import may_be_unpaired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.conversion.variants import Script, Variant
    from wenzhang.validation.pairing import Mark
    from wenzhang.validation.prose import Prose, Replacement
    from wenzhang.validation.subject import Subject


# Straight quotes around Chinese: no white space inside of them, nothing that makes them a string of code.
_CODE = "0-9A-Za-z_"
_INSIDE = f'[^"{PARAGRAPH}{BREAK}]*'
_STRAIGHT = re.compile(
    rf'(?<![{_CODE}"={OBJECT}])(?<![{_CODE}]\()"(?=[^\s"])(?={_INSIDE}[{HAN}]){_INSIDE}(?<=[^\s，、：；])"(?!["{_CODE}])'
)
_KANA = re.compile(f"[{KANA}]")
_MARKS_OF: dict[Script, str] = {"Hant": "「」『』", "Hans": "“”‘’"}
_STANDARD_OF: dict[Script, str] = {"Hant": "重訂標點符號手冊, 引號", "Hans": "GB/T 15834-2011, 4.8"}


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
    own, standard = SCRIPTS[variant.script], _STANDARD_OF[variant.script]
    for changes in _quotations(prose, variant):
        start, end, mark = changes[0]
        yield Finding(
            prose.span(start, end),
            f"{prose.text[start:end]} where {own} Chinese has {mark}",
            f"write {' and '.join(change[2] for change in changes)} ({standard})",
            prose.fix(changes, safe=False),
        )


def _quotations(prose: Prose, variant: Variant) -> list[list[Replacement]]:
    """What is to be replaced, by quotation, in the order of the text."""
    text, marks = prose.text, _MARKS_OF[variant.script]
    marked = list(text)
    for start, end in _straight_pairs(prose):
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
    return all(paragraph.count(opening) == paragraph.count(CLOSING_OF[opening]) for opening in QUOTES)


def _straight_pairs(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where the straight quotes around Chinese are, in paragraphs where all are in pairs."""
    text = prose.text
    at = before = 0
    end = -1
    is_paired = False
    for found in _STRAIGHT.finditer(text):
        start, last = found.span()
        if start > end:
            at, end = prose.paragraph(start)
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
        if opened and OPENING_OF.get(mark) == opened[-1][0][2]:
            opened.pop().append(change)
            continue
        quotations.append([change])
        if mark in CLOSING_OF:
            opened.append(quotations[-1])
    return quotations


_SPOKEN_OF = re.compile(f"[「『“‘（(\"'][{OPENING}{CLOSING}、 ]{{1,4}}[」』”’）)\"']")


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


_PAIRS = frozenset(opening + closing for opening, closing in CLOSING_OF.items())


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
    if not may_be_unpaired(subject.text):
        return
    from wenzhang.validation.pairing import unpaired_marks

    prose = subject.prose
    for mark in unpaired_marks(prose):
        yield Finding(prose.span(mark.place, mark.place + 1), *_said_of(mark))


def _said_of(mark: Mark) -> tuple[str, str]:
    """The message and the hint."""
    found, partner = mark.text, CLOSING_OF.get(mark.text) or OPENING_OF[mark.text]
    if mark.fault == "crossed":
        return f"{found} opens within another pair and closes outside of it", "close first what was opened last"
    if mark.fault == "turned":
        return f"{found} stands at both ends of a quotation", f"write {partner} here"
    if found in CLOSING_OF:
        return f"{found} is not closed in its paragraph", f"write {partner} where it ends, or remove {found}"
    return f"{found} closes nothing in its paragraph", f"write {partner} where it begins, or remove {found}"
