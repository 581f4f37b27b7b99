"""TY: spaces between Chinese and letters or digits, and beside punctuation."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from wenzhang.source import Edit, Span
from wenzhang.validation.characters import HAN, STOPS
from wenzhang.validation.diagnostic import Finding, Fix
from wenzhang.validation.marks import is_kept_by_space
from wenzhang.validation.registry import rule
from wenzhang.validation.screens import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.validation.spaces import Kind, Meeting
    from wenzhang.validation.subject import Subject

_NAMES: dict[Kind, str] = {
    "letters": "letters",
    "digits": "digits",
    "dates": "the digits of a date",
    "ordinals": "the digits of an ordinal number",
}


class Spacing(Struct, frozen=True, kw_only=True, rename="kebab"):
    """Whether there is a space between Chinese and letters or digits."""

    style: Style = "consistent"
    """`consistent`: as in most places of the article, where one way has three times as many as the other."""


@rule("TY001", "mixed-spacing", "warning", fix="safe", options=Spacing)
def mixed_spacing(subject: Subject, options: Spacing) -> Iterator[Finding]:
    """Chinese and letters or digits have a space between, or have none, unlike most such places of the article.

    Letters, digits, dates (`2026年`) and ordinal numbers (`第3章`) count apart. Where an article has letters both ways,
    about as many of each, it is found once. Not meant are words such as `T恤`, `卡拉OK` and `X光`, the names of
    categories, tags, series and people in the front matter, code and addresses.

    Why: the space is up to the writer, but it is to be the same all over (CY/T 154-2017, 8).

    Found:
        <p>用 GPU 訓練，用 TPU 推論，用CPU 驗證，用 NPU 省電。</p>

    Better:
        <p>用 GPU 訓練，用 TPU 推論，用 CPU 驗證，用 NPU 省電。</p>

    Fix: puts in or removes the space. It is unsafe in a heading of Markdown, whose text often becomes its anchor.

    Options: `style = "always"` wants a space everywhere, `"never"` nowhere, whatever the article does.
    """
    if not subject.ways_of_spacing.may_differ(options.style):
        return
    plain = [place for place in subject.meetings if not place.at_tag]
    for kind in _NAMES:
        places = [place for place in plain if place.kind == kind]
        wants_space = _wanted(places, options.style)
        if wants_space is not None:
            yield from _unlike(subject, places, wants_space, options.style)
        elif kind == "letters":
            yield from _undecided(subject, places)


@rule("TY002", "mixed-spacing-at-tags", "warning", fix="safe", options=Spacing)
def mixed_spacing_at_tags(subject: Subject, options: Spacing) -> Iterator[Finding]:
    """Where a tag or a mark stands between Chinese and letters or digits, there is a space, or none, unlike elsewhere.

    As `mixed-spacing` (TY001), with the places at tags and those without counted together. Where there are about as
    many of both ways, nothing is found.

    Why: readers do not see the tag, but the space, which is to be the same all over (CY/T 154-2017, 8).

    Found:
        <p>用 GPU 訓練，用 TPU 推論，用<b>CPU</b> 驗證，用 NPU 省電。</p>

    Better:
        <p>用 GPU 訓練，用 TPU 推論，用 <b>CPU</b> 驗證，用 NPU 省電。</p>

    Fix: puts in the space outside of the inline element, or removes it. There is none where it might change what the
        marks of Markdown mean, and it is unsafe in a heading of Markdown, whose text often becomes its anchor.

    Options: `style = "always"` wants a space everywhere, `"never"` nowhere, whatever the article does.
    """
    if not subject.ways_of_spacing.may_differ(options.style):
        return
    for kind in _NAMES:
        places = [place for place in subject.meetings if place.kind == kind]
        wants_space = _wanted(places, options.style)
        if wants_space is not None:
            yield from _unlike(subject, [place for place in places if place.at_tag], wants_space, options.style)


def _wanted(places: Sequence[Meeting], style: Style) -> bool | None:
    """Whether a space is wanted; None where the article does not tell."""
    from wenzhang.validation.spaces import is_mostly_spaced

    return is_mostly_spaced(places) if style == "consistent" else style == "always"


def _unlike(subject: Subject, places: Iterable[Meeting], wants_space: bool, style: Style) -> Iterator[Finding]:
    """The places that are not as wanted. A no-break space was put in on purpose, and stays."""
    prose = subject.prose
    unlike = ", unlike most of the article's" if style == "consistent" else ""
    hint = "put a space there" if wants_space else "remove the space"
    for start, end, kind, _ in places:
        between = prose.text[start + 1 : end - 1]
        if bool(between) == wants_space or "\u00a0" in between:
            continue
        message = f"{'a' if between else 'no'} space between Chinese and {_NAMES[kind]}{unlike}"
        fix = _fix(subject, start + 1, end - 1, " " if wants_space else "")
        yield Finding(prose.span(start, end), message, hint, fix)


def _undecided(subject: Subject, places: Sequence[Meeting]) -> Iterator[Finding]:
    """Says once that an article has both ways; one place alone is not yet a way."""
    counts = Counter(place.is_spaced for place in places)
    if min(counts[True], counts[False]) < _SOME:
        return
    is_fewer = counts[True] < counts[False]
    first = next(place for place in places if place.is_spaced == is_fewer)
    yield Finding(
        subject.prose.span(first.start, first.end),
        f"{counts[True]} places between Chinese and letters have a space, {counts[False]} have none",
        "write all of them in one way",
    )


_SOME = 2


def _fix(subject: Subject, start: int, end: int, space: str) -> Fix | None:
    """What makes `space` of the spaces from `start` to `end`; None where marks of Markdown might then mean another."""
    prose = subject.prose
    is_markdown = subject.article.format == "markdown"
    before, behind = prose.span(start - 1, start).end, prose.span(end, end + 1).start
    written = prose.source[before:behind]
    if is_markdown and not space and "_" in written:
        return None  # which begins and ends nothing within a word
    if written.strip(" ") or _is_more_than_text(prose.source, before, is_markdown):
        return prose.fix([(start, end, space)], safe=True)
    # Beside Chinese a plain space is no more than that in any notation.
    return Fix((Edit(Span(before, behind), space),), not prose.is_in_anchor(before))


_UNQUOTED = re.compile(r"=\s*[^\s\"'=<>]*\Z")
_REACH = 64
_LONGEST_LABEL = 1000  # CommonMark 0.31, 4.7


def _is_more_than_text(source: str, place: int, is_markdown: bool) -> bool:
    """Whether a place may be in a value without quotes, in the label of a reference, or in what may become an address.

    The label may be the text as well.
    """
    if _UNQUOTED.search(source, max(place - _REACH, 0), place):
        return True
    if not is_markdown:
        return False
    first = max(place - _LONGEST_LABEL, 0)
    is_labelled = source.rfind("[", first, place) > source.rfind("]", first, place)
    return is_labelled or source.find("\\]", first, place) >= 0 or is_kept_by_space(source, place)


# What carries its own space. Of quotation marks that English has, too, those at Chinese.
_WIDE = f"{STOPS}（）「」『』《》〈〉【】"
_BESIDE = f"{HAN}A-Za-z0-9{_WIDE}"
_SPACE_BESIDE = (
    f"(?:[{_WIDE}]|[{HAN}{_WIDE}][”’]|(?<=[{HAN}{_WIDE}] )[”’]|[“‘](?= +[{HAN}{_WIDE}])|……|——) +(?=[{_BESIDE}“‘])"
    f"|[{_BESIDE}”’] +(?=[{_WIDE}]|[“‘] *[{HAN}{_WIDE}]|……|——)"
    f"|[{HAN}{_WIDE}] +(?=[”’])"
)


@rule("TY004", "space-beside-full-width", "info", fix="safe")
def space_beside_full_width(subject: Subject) -> Iterator[Finding]:
    """A space stands beside full-width punctuation, which carries its own.

    Not meant are the ends of lines, places at tags, code or symbols, and `“”` or `‘’` around other languages.

    Why: the gap is wider than between others (W3C clreq).

    Found:
        <p>夜市有三區： 小吃、 遊戲。</p>

    Better:
        <p>夜市有三區：小吃、遊戲。</p>

    Fix: removes the space. It is unsafe in a heading of Markdown, whose text often becomes its anchor.
    """
    prose = subject.prose
    for found in re.finditer(_SPACE_BESIDE, prose.text):
        end = found.end()
        start = end - len(found[0]) + len(found[0].rstrip(" "))
        if not any(prose.is_cut(offset) for offset in range(start, end + 1)):
            message, hint = "a space beside full-width punctuation", "remove it"
            yield Finding(prose.span(start, end), message, hint, _fix(subject, start, end, ""))
