"""The headings of an article, for rules that compare them."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from wenzhang.model import Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.validation.subject import Subject

__all__ = ["parts_of", "siblings_of", "written_sections"]

_COMMENT = re.compile(r"\{%-?\s*(?P<end>end)?comment\b")


def written_sections(subject: Subject) -> Sequence[Section]:
    """All sections of the article but for those within `{% comment %}` of Liquid, which nobody sees."""
    sections = subject.all(Section)
    if subject.article.format == "html" or "endcomment" not in subject.text:
        return sections
    bounds: list[int] = []  # where comments begin and end, by turns
    for tag in _COMMENT.finditer(subject.text):
        if (tag["end"] is None) == (len(bounds) % 2 == 0):
            bounds.append(tag.start())
    if len(bounds) % 2:
        bounds.pop()  # it never ends
    return [section for section in sections if bisect_right(bounds, section.heading_span.start) % 2 == 0]


def siblings_of(subject: Subject, least: int) -> Iterator[Sequence[Section]]:
    """The sections that stand side by side, where there are so many at least.

    None where headings stand in a comment: what follows is not where it belongs then.
    """
    if len(written_sections(subject)) != len(subject.all(Section)):
        return
    if len(subject.article.sections) >= least:
        yield subject.article.sections
    for section in subject.all(Section):
        if len(section.sections) >= least:
            yield section.sections


# Elements that hold parts of an article, and components: headings stand in tabs and in variants of the text.
_HOLDER = re.compile(r"<(?P<end>/?)(?:div|[a-z]+-[a-z-]+|(?-i:[A-Z][a-z])\w*)\b", re.IGNORECASE)
_MARKS_OFF = re.compile(r"\{%|\{\{[<%]|^:::|^===", re.MULTILINE)


def parts_of(subject: Subject) -> dict[int, tuple[int, int]]:
    """For the place of each heading, where the holder around it ends, and how many marks of templates are before it.

    Of tabs, a reader sees one at a time: two headings are apart where the holder of the first ends before the second,
    or a mark stands between.
    """
    text = subject.text
    places = [section.heading_span.start for section in subject.all(Section)]
    marks = [mark.start() for mark in _MARKS_OFF.finditer(text)]
    ends = dict.fromkeys(places, len(text))
    around: list[list[int]] = [[]]
    index = 0
    for tag in _HOLDER.finditer(text):
        while index < len(places) and places[index] < tag.start():
            around[-1].append(places[index])
            index += 1
        if not tag["end"]:
            around.append([])
        elif len(around) > 1:
            ends.update(dict.fromkeys(around.pop(), tag.start()))
    return {place: (end, bisect_right(marks, place)) for place, end in ends.items()}
