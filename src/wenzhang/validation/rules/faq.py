"""FQ: questions and answers, and the `<details>` that hold them.

`subject.faq` takes longer than all rules together where nothing is wrong. So each rule first looks at the summaries
and the answers for what would be wrong at all.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import normalize

from wenzhang.model import Details, Paragraph, Text
from wenzhang.read.faq import split_label
from wenzhang.source import Edit, Span
from wenzhang.text import one_line, visible_text
from wenzhang.validation.content import INVISIBLE, may_be_filled, shows
from wenzhang.validation.diagnostic import Finding, Fix
from wenzhang.validation.ordinals import number_of, numeral
from wenzhang.validation.questions import (
    Question,
    follows,
    group_questions,
    has_microdata,
    read_questions,
    read_questions_unless,
)
from wenzhang.validation.registry import rule
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.model import Node
    from wenzhang.validation.subject import Subject

_NUMERAL = "[0-9]+|[０-９]+|[一二三四五六七八九十]+"
_LABEL = re.compile(rf"(?:[QqＱ]|[問问][題题]?)\s?(?P<number>{_NUMERAL})")
_WRITTEN_LABEL = re.compile(rf"(?:<[^<>]*>|[^\w<「『《（(])*(?P<label>{_LABEL.pattern})")
_ANSWER_LABEL = re.compile(rf"(?:[AaＡ]|答案?|回答)\s?(?:{_NUMERAL})?\s*[:：]")
_LONGEST_LABEL = 12


# Details, of questions and others


@rule("FQ001", "details-without-summary", "error")
def details_without_summary(subject: Subject) -> Iterator[Finding]:
    """A `<details>` has no `<summary>`, or has it not as its first child.

    Why: the summary is the line that opens it, and comes first (HTML Standard, 4.11.1). Without one, browsers write
    "Details" there in a language of their own.

    Found:
        <details><p>退票請在三天前辦理。</p></details>

    Better:
        <details><summary>可以退票嗎？</summary><p>退票請在三天前辦理。</p></details>
    """
    for details in subject.all(Details):
        summary = details.summary_span
        if summary is None:
            if not may_be_filled(subject, details.span) and not _is_component(subject, details):
                hint = "write <summary>…</summary> right behind <details>"
                yield Finding(_start_tag(subject, details), "this <details> has no <summary>", hint)
        elif (
            details.blocks
            and details.blocks[0].span.start < summary.start
            and not may_be_filled(subject, Span(details.span.start, summary.start))
        ):
            message = "this <summary> is not the first thing in its <details>"
            yield Finding(summary, message, "move it to the front")


_START_TAG = re.compile(r"<details(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>", re.IGNORECASE)


def _start_tag(subject: Subject, details: Details) -> Span:
    tag = _START_TAG.match(subject.text, details.span.start, details.span.end)
    return Span(*tag.span()) if tag else details.span


def _is_component(subject: Subject, details: Details) -> bool:
    """Whether it is the `<Details summary="…">` of MDX or Vue, which gets its summary otherwise."""
    return subject.text.startswith("<Details", details.span.start)


# Questions and answers that are not there


@rule("FQ002", "question-empty", "error")
def question_empty(subject: Subject) -> Iterator[Finding]:
    """A question has no text besides its label.

    Why: nobody can know what the answer is about before it is opened.

    Found:
        <details><summary>Q1: </summary><p>請在三天前辦理。</p></details>

    Better:
        <details><summary>Q1: 可以退票嗎？</summary><p>請在三天前辦理。</p></details>
    """
    for question in read_questions_unless(subject, lambda details: _is_said(details.summary)):
        item, details = question
        if item.question.strip(INVISIBLE):
            continue
        if details is None:
            is_empty = _MAY_NAME.search(subject.text, item.span.start, item.span.end) is None
        else:
            is_empty = not shows(details.summary, texts=item.label is None) and _is_plain(subject, details)
        if is_empty and not may_be_filled(subject, item.span):
            yield Finding(question.place, "this question has no text", "write the question")


@rule("FQ003", "answer-empty", "error")
def answer_empty(subject: Subject) -> Iterator[Finding]:
    """A question has no answer: neither text nor a picture, code, a table or the like.

    Why: whoever opens it finds nothing.

    Found:
        <details><summary>可以退票嗎？</summary><p></p></details>

    Better:
        <details><summary>可以退票嗎？</summary><p>請在三天前辦理。</p></details>
    """
    for question in read_questions_unless(subject, lambda details: _is_said(details.blocks)):
        item, details = question
        said = "".join(node.value for node in walk(item.blocks) if type(node) is Text).strip(INVISIBLE)
        if (said and not _ANSWER_LABEL.fullmatch(said)) or shows(item.blocks, texts=False, decoration=True):
            continue
        if details is None:
            # A question of a page of questions and answers may wait for one.
            slice_ = subject.text[item.span.start : item.span.end]
            is_empty = "Answer" in slice_ and "itemref" not in slice_ and not _MAY_NAME.search(slice_)
        else:
            is_empty = _is_plain(subject, details)
        if is_empty and not may_be_filled(subject, item.span):
            yield Finding(question.place, "this question has no answer", "write the answer, or remove the question")


_MAY_NAME = re.compile(r"\bcontent\s*=|<(?:img|svg|picture|object)\b", re.IGNORECASE)
_PLAIN_SUMMARY = re.compile(
    r"<summary(?:\s+(?:class|style)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))*\s*>", re.IGNORECASE
)
_PLAIN_ATTRIBUTES = frozenset(("class", "id", "itemprop", "itemscope", "itemtype", "lang", "name", "style"))


def _is_plain(subject: Subject, details: Details) -> bool:
    """Whether no attribute may be there for a script that fills it."""
    summary = details.summary_span
    return (
        _PLAIN_ATTRIBUTES.issuperset(details.attrs)
        and summary is not None
        and _PLAIN_SUMMARY.match(subject.text, summary.start) is not None
    )


def _is_said(nodes: Sequence[Node]) -> bool:
    """Whether nodes begin with a text that is more than a label; the usual case, and cheap to tell."""
    first: Node | None = nodes[0] if nodes else None
    if type(first) is Paragraph:
        first = first.inlines[0] if first.inlines else None
    if type(first) is Text and len(first.value) > _LONGEST_LABEL:
        return True
    return any(type(node) is Text and len(node.value.strip(INVISIBLE)) > _LONGEST_LABEL for node in walk(nodes))


# Labels


@rule("FQ004", "question-numbering", "warning", fix="unsafe")
def question_numbering(subject: Subject) -> Iterator[Finding]:
    """The numbers of questions that stand together leave one out, or one is there twice.

    Why: the reader looks for the question that is missing, and "see Q2" leads to either of two.

    Found:
        <details><summary>Q1: 可以退票嗎？</summary><p>可以。</p></details>
        <details><summary>Q3: 可以改期嗎？</summary><p>可以。</p></details>

    Better:
        <details><summary>Q1: 可以退票嗎？</summary><p>可以。</p></details>
        <details><summary>Q2: 可以改期嗎？</summary><p>可以。</p></details>

    Fix: numbers the questions anew, beginning with the number of the first. What refers to them by their numbers is
    not changed, and a question may be missing instead, so it is not safe.
    """
    if _are_numbered_well(subject):
        return
    for group in group_questions(subject):
        are_labelled = all(question.item.label for question in group)
        for row in _rows(subject, group):
            wrong = _wrong_numbers(row)
            fix = _renumbering(row) if wrong and are_labelled else None
            for question, message in wrong:
                hint = "number the questions anew, or add what is missing"
                label = _written_label(question)
                place = question.place if label is None else Span(*label.span("label"))
                yield Finding(place, message, hint, fix)
                fix = None  # one for the row


@rule("FQ005", "question-label-inconsistent", "info")
def question_label_inconsistent(subject: Subject) -> Iterator[Finding]:
    """Of questions that stand together some have a label and some have none, or the labels are in several forms.

    Why: a list looks unfinished, and whatever takes the questions by their labels misses some.

    Found:
        <details><summary>Q1：可以退票嗎？</summary><p>可以。</p></details>
        <details><summary>Q2: 可以改期嗎？</summary><p>可以。</p></details>

    Better:
        <details><summary>Q1：可以退票嗎？</summary><p>可以。</p></details>
        <details><summary>Q2：可以改期嗎？</summary><p>可以。</p></details>
    """
    for group in group_questions(subject):
        yield from _unlike("question", [(question, _question_prefix(question)) for question in group])
        yield from _unlike("answer", [(question, _answer_prefix(question)) for question in group])


def _unlike(what: str, labelled: list[tuple[Question, str]]) -> Iterator[Finding]:
    forms = Counter(_form(label) for _, label in labelled)
    if len(forms) < 2:
        return
    usual = forms.most_common(1)[0][0]
    example = next(label for _, label in labelled if _form(label) == usual)
    for question, label in labelled:
        if _form(label) != usual:
            has = f'is labelled "{label}"' if label else "has no label"
            others = f'others "{example}"' if example else "others have none"
            yield Finding(question.place, f"this {what} {has}, {others}", "label all in one way")


def _form(label: str) -> str:
    return re.sub(_NUMERAL, "1", label)


def _question_prefix(question: Question) -> str:
    if question.details is None:
        return question.item.label or ""
    name = one_line(question.details.summary)
    return _from_letter(name[: len(name) - len(question.item.question)])


def _answer_prefix(question: Question) -> str:
    text = visible_text(question.item.blocks)
    return _from_letter(text[: len(text) - len(question.item.answer)])


def _from_letter(prefix: str) -> str:
    return re.sub(r"^\W+", "", prefix.strip())


# Questions


@rule("FQ006", "duplicate-question", "warning")
def duplicate_question(subject: Subject) -> Iterator[Finding]:
    """The same question is there twice among questions that stand together.

    Why: one of them was to be another one, or the answers contradict each other sooner or later.

    Found:
        <details><summary>可以退票嗎？</summary><p>可以。</p></details>
        <details><summary>可以退票嗎？</summary><p>三天前可以。</p></details>

    Better:
        <details><summary>可以退票嗎？</summary><p>三天前可以。</p></details>
    """
    if _end_differently(subject):
        return
    for group in group_questions(subject):
        seen: set[str] = set()
        before: Question | None = None
        for question in group:
            # What a quiz asks is the same each time, with a task between.
            if before is not None and not question.item.label and not follows(subject, before, question):
                seen.clear()
            before = question
            asked = normalize("NFKC", question.item.question).casefold().rstrip(_MARKS)
            if asked in seen:
                message = f'the question "{question.item.question}" is there twice'
                yield Finding(question.place, message, "remove one, or ask something else")
            elif asked:
                seen.add(asked)


@rule("FQ007", "question-without-mark", "info")
def question_without_mark(subject: Subject) -> Iterator[Finding]:
    """A question has no question mark.

    Why: what is marked up as a question for search engines should read as one.

    Found:
        <details><summary>Q1: 可以退票嗎</summary><p>可以。</p></details>

    Better:
        <details><summary>Q1: 可以退票嗎？</summary><p>可以。</p></details>
    """
    for question in read_questions(subject):
        asked = question.item.question
        if asked.strip(INVISIBLE) and not ("?" in asked or "？" in asked):
            yield Finding(question.place, "this question has no question mark", "end it with ？")


_Numbered = tuple[Question, int]


def _rows(subject: Subject, group: list[Question]) -> Iterator[list[_Numbered]]:
    """Questions with numbers, until these begin anew."""
    row: list[_Numbered] = []
    for question in group:
        number = _number(question.item.label)
        if number is None:
            continue
        if row and number <= row[-1][1]:
            is_new = row[0][1] >= number < row[-1][1]
            if is_new or not follows(subject, row[-1][0], question):
                yield row
                row = []
        row.append((question, number))
    yield row


def _number(label: str | None) -> int | None:
    match = _LABEL.fullmatch(label) if label else None
    return number_of(match["number"]) if match else None


def _wrong_numbers(row: list[_Numbered]) -> list[tuple[Question, str]]:
    """The questions of a row with wrong numbers, and what is wrong.

    Where numbers are mostly left out they were picked from somewhere else.
    """
    steps = [after - before for (_, before), (_, after) in pairwise(row)]
    gaps = sum(step > 1 for step in steps)
    is_row = gaps <= max(steps.count(1), int(row[0][1] <= 1)) if row else False
    wrong: list[tuple[Question, str]] = []
    seen: set[int] = set()
    before: _Numbered | None = None
    for question, number in row:
        if number in seen:
            wrong.append((question, f"{question.item.label} is there twice"))
        elif is_row and before is not None and number > before[1] + 1:
            wrong.append((question, f"{question.item.label} follows {before[0].item.label}"))
        seen.add(number)
        before = question, number
    return wrong


def _renumbering(row: list[_Numbered]) -> Fix | None:
    """Numbers from the first one on. None where a label is not written plainly, or answers have numbers as well."""
    edits = []
    for expected, (question, number) in enumerate(row, row[0][1]):
        label = _written_label(question)
        if label is None or re.search(_NUMERAL, _answer_prefix(question)):
            return None
        if number != expected:
            edits.append(Edit(Span(*label.span("number")), numeral(expected, label["number"])))
    return Fix(tuple(edits), safe=False)


def _written_label(question: Question) -> re.Match[str] | None:
    """The label as it stands in the source, behind tags and ornaments."""
    label = _WRITTEN_LABEL.match(question.item.source.text, question.place.start, question.place.end)
    return label if label and label["label"].replace(" ", "") == question.item.label else None


def _are_numbered_well(subject: Subject) -> bool:
    """Whether all details have numbers that go up by one, or none has one; cheap to tell."""
    if has_microdata(subject):
        return False
    numbers: list[int | None] = []
    for details in subject.all(Details):
        first = details.summary[0] if details.summary else None
        if type(first) is not Text:
            return False
        label = _FIRST_LABEL.match(first.value)
        if label is not None:
            numbers.append(number_of(label["number"]))
    start = (numbers[0] if numbers else None) or 0
    return numbers == [*range(start, start + len(numbers))]


_FIRST_LABEL = re.compile(rf"[^\w「『《（(]*{_LABEL.pattern}")


_MARKS = "?？!！.。" + INVISIBLE


def _end_differently(subject: Subject) -> bool:
    """Whether the last characters of all summaries differ, so that no two ask the same; cheap to tell."""
    if has_microdata(subject):
        return False
    endings = set()
    all_details = subject.all(Details)
    for details in all_details:
        only = details.summary[0] if len(details.summary) == 1 else None
        if type(only) is not Text:
            return False
        asked = only.value if len(only.value) > _LONGEST_LABEL else split_label(only.value)[1]
        endings.add(asked.rstrip(_MARKS)[-5:])
    return len(endings) == len(all_details)
