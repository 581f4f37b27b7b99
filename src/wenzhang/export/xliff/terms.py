"""Where the terms of a glossary stand in the texts of a unit."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.export.xliff.segments import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.conversion.glossary import Glossary
    from wenzhang.conversion.variants import Variant
    from wenzhang.export.xliff.units import Unit

__all__ = ["Mark", "terms_in", "with_ids_of"]


class Mark(NamedTuple):
    """A term where it stands. One that is locked stays as it is in every language; others have a word of their own."""

    start: Place
    end: Place
    word: str
    is_locked: bool
    id: str = ""


def terms_in(unit: Unit, texts: Sequence[str], glossary: Glossary, target: Variant | None) -> list[Mark]:
    """The terms in texts of a unit, in order: those that are locked, and those that have a word for the target."""
    if not glossary.terms:
        return []
    marks = [mark for indexes in _runs(unit) for mark in _terms(unit, texts, indexes, glossary, target)]
    return [mark._replace(id=f"m{number}") for number, mark in enumerate(marks, 1)]


def with_ids_of(of_source: Sequence[Mark], of_target: Sequence[Mark]) -> list[Mark]:
    """The locked terms of a target that are in the source too, each under the id that it has there (4.3.1.21)."""
    left = [mark for mark in of_source if mark.is_locked]
    found: list[Mark] = []
    for mark in of_target:
        same = next((one for one in left if one.word.casefold() == mark.word.casefold()), None)
        if same is not None:
            left.remove(same)
            found.append(mark._replace(id=same.id))
    return found


def _runs(unit: Unit) -> Iterator[list[int]]:
    """The indexes of the texts that read as one."""
    within = [(text.run, index) for index, text in enumerate(unit.texts) if text.run >= 0]
    for _, group in groupby(within, key=lambda one: one[0]):
        yield [index for _, index in group]


def _terms(
    unit: Unit, texts: Sequence[str], indexes: Sequence[int], glossary: Glossary, target: Variant | None
) -> Iterator[Mark]:
    parts: list[str] = []
    places: list[Place] = []  # of each character
    for number, index in enumerate(indexes):
        if number:
            between = "".join([code.reads_as for code in unit.codes[indexes[number - 1] : index]])
            parts.append(between)
            places += [Place(-1, 0)] * len(between)
        parts.append(texts[index])
        places += [Place(index, offset) for offset in range(len(texts[index]))]
    joined = "".join(parts)
    for match in glossary.matches(joined):
        first, last = places[match.start], places[match.end - 1]
        counts = match.term.is_locked or (target is not None and match.term.find_target(target) is not None)
        if counts and first.text >= 0 and last.text >= 0:
            word = joined[match.start : match.end]
            yield Mark(first, Place(last.text, last.offset + 1), word, match.term.is_locked)
