"""The questions of an article, each with its details, in the groups in which they stand together."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.model import Container, Details, FaqItem, Section
from wenzhang.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wenzhang.validation.subject import Subject

__all__ = ["Question", "follows", "group_questions", "has_microdata", "read_questions", "read_questions_unless"]


class Question(NamedTuple):
    """A question, and the details that it is, None where it is one by its microdata."""

    item: FaqItem
    details: Details | None

    @property
    def place(self) -> Span:
        """Where it is asked, as far as that is known."""
        summary = self.details.summary_span if self.details else None
        return summary or self.item.span


def read_questions(subject: Subject) -> list[Question]:
    """All questions in the order of the document."""
    details = subject.all(Details)
    if not details and not has_microdata(subject):
        return []
    by_place = {each.span: each for each in details}
    return [Question(item, by_place.get(item.span)) for item in subject.faq]


def read_questions_unless(subject: Subject, is_fine: Callable[[Details], bool]) -> list[Question]:
    """All questions, but none where all details are fine and there are no others."""
    if all(map(is_fine, subject.all(Details))) and not has_microdata(subject):
        return []
    return read_questions(subject)


def has_microdata(subject: Subject) -> bool:
    """Whether something may be a question by its microdata."""
    return bool(subject.all(Container)) and "schema.org/Question" in subject.text


def group_questions(subject: Subject) -> Iterable[list[Question]]:
    """The questions under one heading, and of those that stand in an answer, in the same answer."""
    questions = read_questions(subject)
    if not questions:
        return ()
    starts = [section.heading_span.start for section in subject.all(Section)]
    groups: dict[tuple[int, int], list[Question]] = {}
    around: list[Span] = []
    for question in questions:
        span = question.item.span
        while around and around[-1].end <= span.start:
            around.pop()
        key = around[-1].start if around else -1, bisect_right(starts, span.start)
        groups.setdefault(key, []).append(question)
        around.append(span)
    return groups.values()


_NOTHING = re.compile(r"(?:\s|</?[a-z][^<>]*>)*+", re.IGNORECASE)


def follows(subject: Subject, before: Question, question: Question) -> bool:
    """Whether nothing stands between two questions."""
    return _NOTHING.fullmatch(subject.text, before.item.span.end, question.item.span.start) is not None
