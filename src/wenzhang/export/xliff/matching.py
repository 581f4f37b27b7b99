"""A unit of an XLIFF document beside the same unit of the article: what each of its texts is to become."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.export.xliff.reading import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wenzhang.errors import FormatError
    from wenzhang.export.xliff.codes import Kind
    from wenzhang.export.xliff.reading import File, FileUnit, Slot, Xliff
    from wenzhang.export.xliff.units import Texts, Unit
    from wenzhang.source import Source

__all__ = ["Part", "check", "has_targets", "parts_of", "where"]

_SHOWN = 40  # characters of a text, in messages


class Part(NamedTuple):
    """A part of a text, which is in one segment, and what it is to become."""

    before: str
    after: str


def where(file: File, unit: FileUnit, slot: Slot | None = None) -> str:
    """How messages name a place in a document."""
    name = f' ("{unit.name}")' if unit.name else ""
    return f"file {file.id}, unit {unit.id}{name}{f', {slot.name}' if slot else ''}"


def check(document: Xliff, file: File, texts: Texts, sha256: str) -> None:
    """Raises `FormatError` where the document was made from another state of the source, or lacks units of it."""
    changed = file.sha256 != sha256
    for unit in texts.units:
        there = file.units.get(unit.id)
        if there is not None and _is_same(unit, there):
            continue
        if changed:
            raise _changed(document, file, unit, there, texts.source)
        if there is None:
            raise document.error(f"file {file.id} lacks the unit {unit.id} ({unit.name!r})", file.line)
        raise document.error(
            f"{where(file, there)}: its sources are not what they were",
            there.line,
            "translate in <target>; <source> has to stay as it is",
        )
    known = {unit.id for unit in texts.units}
    unknown = next((there for there in file.units.values() if there.id not in known), None)
    if changed:
        raise _changed(document, file, None, unknown, texts.source)
    if unknown is not None:
        raise document.error(f"{where(file, unknown)} is not in the article", unknown.line)


def _changed(document: Xliff, file: File, unit: Unit | None, there: FileUnit | None, source: Source) -> FormatError:
    """That the article was changed, and where that shows first."""
    name = source.path or "the article"
    line = there.line if there is not None else file.line
    if unit is None:
        what = "outside of its texts" if there is None else f"{where(file, there)} is no longer in it"
    elif there is None:
        what = f"{_shown(text.text for text in unit.texts)} is new in it"
    else:
        was = _shown(text for slot in there.slots for text in slot.source.texts)
        what = f"{where(file, there)} was {was} and is {_shown(text.text for text in unit.texts)} now"
    return document.error(
        f"{name} was changed since this was made from it: {what}",
        line,
        "export it again, or take the article as it was",
    )


def _shown(texts: Iterable[str]) -> str:
    text = " ".join("".join(texts).split())
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def _is_same(unit: Unit, there: FileUnit) -> bool:
    texts, codes = _joined([slot.source for slot in there.slots])
    return texts == [text.text for text in unit.texts] and codes == [code.key for code in unit.codes]


def _joined(contents: Iterable[Content]) -> Content:
    """Content that stands in several elements, one after the other."""
    texts, codes = [""], []
    for content in contents:
        texts[-1] += content.texts[0]
        texts += content.texts[1:]
        codes += content.codes
    return Content(texts, codes)


def has_targets(unit: FileUnit) -> bool:
    """Whether anything in a unit is translated."""
    return any(slot.target is not None for slot in unit.slots)


def parts_of(document: Xliff, file: File, unit: Unit, there: FileUnit) -> list[list[Part]]:
    """The parts of each text of a unit, in order.

    Raises `FormatError` for codes that are not those of the source in the same order.
    """
    parts: list[list[Part]] = [[] for _ in unit.texts]
    index = 0
    for slot, (given, target) in zip(there.slots, _in_order(document, file, there), strict=True):
        source = slot.source
        if source.codes != target.codes:
            message = _difference(unit, source.codes, target.codes)
            raise document.error(
                f"{where(file, there, given)}: {message}",
                given.line,
                "the target has the placeholders of its source, each once, in the same order",
            )
        for offset, (before, after) in enumerate(zip(source.texts, target.texts, strict=True)):
            if before or after:
                parts[index + offset].append(Part(before, after))
        index += len(source.codes)
    return parts


def _in_order(document: Xliff, file: File, there: FileUnit) -> list[tuple[Slot, Content]]:
    """For each place of a unit what is to stand there, and where it is given (4.8.2)."""
    count = len(there.slots)
    ordered: dict[int, tuple[Slot, Content]] = {}
    for number, slot in enumerate(there.slots, 1):
        place = slot.order or number
        if place > count or place in ordered:
            raise document.error(
                f"{where(file, there, slot)}: its order {place} is beyond the {count} of the unit, or there twice",
                slot.line,
            )
        ordered[place] = slot, slot.source if slot.target is None else slot.target
    return [ordered[place] for place in range(1, count + 1)]


def _difference(unit: Unit, wanted: Sequence[tuple[Kind, str]], given: Sequence[tuple[Kind, str]]) -> str:
    """What is wrong with the placeholders of a target."""
    missing, further = Counter(wanted) - Counter(given), Counter(given) - Counter(wanted)
    if missing:
        return f"the placeholder {_named(next(iter(missing)))} is missing"
    doubled = next((code for code in further if code in wanted), None)
    if doubled is not None:
        return f"the placeholder {_named(doubled)} is there twice"
    if further:
        return f"the placeholder {_named(next(iter(further)))} is none of its source"
    moved = next(one for one, other in zip(given, wanted, strict=True) if one != other)
    return f"the placeholder {_named(moved)} is not in its place"


def _named(code: tuple[Kind, str]) -> str:
    kind, id_ = code
    return id_ if kind == "alone" else f"{'start' if kind == 'open' else 'end'} of {id_}"
