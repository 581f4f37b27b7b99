"""What an article and its elements say they are written in, beside what they are written in."""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby
from typing import TYPE_CHECKING

from wenzhang.conversion.detect import region_signs, script_evidence
from wenzhang.conversion.variants import find_variant
from wenzhang.source import Span
from wenzhang.validation.characters import SCRIPTS
from wenzhang.validation.diagnostic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.conversion.text import LanguageTag
    from wenzhang.validation.subject import Subject

__all__ = ["contradictions"]

# How many different characters must tell the script of an article, of an element, how many signs a region.
_CLEAR, _CLEAR_IN_ELEMENT, _CLEAR_REGION = 8, 2, 5

_HINT = "declare what the text is in, or convert the text"


def contradictions(subject: Subject) -> Iterator[Finding]:
    """The tags of an article that name another variant than that of the text they are said of."""
    human = subject.prose.human
    tags = sorted(tag for tag in human.language_tags if not tag.of_link)
    if human.language is not None:
        own = next((tag for tag in tags if subject.text[tag.start : tag.end] == human.language), None)
        message = _contradicted(subject.prose.text, human.language, _CLEAR)
        if own is not None and message is not None:
            yield Finding(Span(own.start, own.end), message, _HINT)
    for tag, text in _elements(subject, tags):
        message = _contradicted(text, subject.text[tag.start : tag.end], _CLEAR_IN_ELEMENT)
        if message is not None:
            yield Finding(Span(tag.start, tag.end), message, _HINT)


def _elements(subject: Subject, tags: Sequence[LanguageTag]) -> Iterator[tuple[LanguageTag, str]]:
    """The tags of elements within the text, each with the text that is in its language."""
    text, human = subject.text, subject.prose.human
    starts = [tag.start for tag in tags]
    for lang, group in groupby(sorted(human.stretches), key=lambda stretch: stretch.lang):
        if not lang or lang == human.language:
            continue
        stretches = list(group)
        index = bisect_left(starts, stretches[0].start) - 1
        while index >= 0 and text[tags[index].start : tags[index].end] != lang:
            index -= 1
        if index >= 0:
            yield tags[index], "".join([text[each.start : each.end] for each in stretches])


def _contradicted(text: str, lang: str, clear: int) -> str | None:
    """What is wrong with a tag; None where it may be right. `clear` is how many characters must tell the script."""
    declared = find_variant(lang)
    if declared is None:
        return None
    evidence = script_evidence(text)
    if evidence.script not in (None, declared.script) and evidence.telling >= clear:
        return f"{lang} is {SCRIPTS[declared.script]} Chinese, but the text is in {SCRIPTS[evidence.script]}"
    if declared.forms in ("tw", "hk"):
        taiwan, hong_kong = region_signs(text)
        own, other = (taiwan, hong_kong) if declared.forms == "tw" else (hong_kong, taiwan)
        if other >= _CLEAR_REGION and not own:
            return f"{lang} is declared, but the text has the forms and words of {_PLACES[declared.forms]}"
    return None


_PLACES = {"tw": "Hong Kong", "hk": "Taiwan"}  # by the declared one
