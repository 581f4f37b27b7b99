"""What a conversion made of each text, stretch by stretch, and what decided it.

All of a text is laid out in stretches, each with its place in the source text and in the result, so that a stretch can
be shown, explained and replaced by itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from wenzhang.conversion.align import differences
from wenzhang.conversion.review import parts_of
from wenzhang.conversion.segmentation import analyse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.conversion import Conversion
    from wenzhang.conversion.segmentation import Ambiguity, Analysis, WordChange
    from wenzhang.conversion.transform import ConvertedRun, Transform

__all__ = ["KINDS", "Kind", "Stretch", "Why", "stretches_of"]

Kind = Literal["choice", "crossing", "word", "form", "term", "override", "correction", "phrase", "character"]

KINDS: tuple[Kind, ...] = (
    "choice",
    "crossing",
    "word",
    "correction",
    "term",
    "override",
    "form",
    "phrase",
    "character",
)
"""The kinds of changes, the most doubtful first.

A `choice` is among characters that phrases of the dictionaries use differently, a `form` among those that no phrase
tells apart. A `crossing` is a word that tags divide. A `phrase` and a `character` changed with nothing to choose.
"""


class Why(Struct, frozen=True, omit_defaults=True):
    """What decided, and what else it might have been."""

    kind: Kind
    candidates: tuple[str, ...] = ()
    dictionaries: tuple[str, ...] = ()
    how: str = ""
    """Of a term, `locked` or `mapped`; `unexplained` where the dictionaries alone do not tell."""
    stale: bool = False
    note: str = ""
    machine: str = ""
    """Of a correction, what stood there without it."""


class Stretch(NamedTuple):
    """What stands from `start` to `end` of a text, and from `output_start` to `output_end` of the result.

    `why` it changed or had a choice, None where it did not.
    """

    start: int
    end: int
    output_start: int
    output_end: int
    why: Why | None = None

    def moved(self, by: int, output_by: int) -> Stretch:
        """The same in texts that have more in front."""
        return Stretch(
            self.start + by, self.end + by, self.output_start + output_by, self.output_end + output_by, self.why
        )


def stretches_of(conversion: Conversion) -> list[list[Stretch]]:
    """For each run of a conversion, in the order of its runs, the stretches that it consists of.

    Raises `VariantError` where OpenCC's dictionaries are not installed in its version.
    """
    chain = conversion.transform.chain
    analyses: dict[int, list[tuple[int, Analysis | None]]] = {}
    for part in parts_of(conversion) if chain else ():
        text = part.run.text[part.start : part.end]
        analyses.setdefault(id(part.run), []).append((part.start, analyse(text, chain)))
    notes = _notes(conversion)
    return [
        list(
            _final(
                converted,
                _machine(converted, analyses.get(id(converted.run), []), conversion.transform),
                notes.get(index, []),
            )
        )
        for index, converted in enumerate(conversion.runs)
    ]


# The machine's text


def _machine(
    converted: ConvertedRun, analyses: Sequence[tuple[int, Analysis | None]], transform: Transform
) -> list[Stretch]:
    """The run as the machine has it, before a person's corrections."""
    text, said = converted.run.text, converted.machine
    if any(analysis is None for _, analysis in analyses):
        return list(_by_differences(text, said))
    known = {start: analysis for start, analysis in analyses if analysis is not None}
    laid = list(_punctuated(text, said, _laid_out(text, known, converted.run.cuts, transform)))
    length = laid[-1].output_end if laid else 0
    return laid if length == len(said) else list(_by_differences(text, said))


def _laid_out(text: str, analyses: dict[int, Analysis], cuts: Sequence[int], transform: Transform) -> Iterator[Stretch]:
    fixed = {part.start: part for part in transform.fixed(text)}
    starts = sorted(fixed)
    terms = {(match.start, match.end) for match in transform.terms(text)}
    at = output = 0
    while at < len(text):
        if at in fixed:
            part = fixed[at]
            how = "locked" if text[part.start : part.end] == part.text else "mapped"
            is_term = (part.start, part.end) in terms
            why = Why("term", how=how) if is_term else Why("override")
            yield Stretch(at, part.end, output, output + len(part.text), why)
            at, output = part.end, output + len(part.text)
        elif at in analyses:
            analysis = analyses[at]
            end = at + (analysis.segments[-1].end if analysis.segments else 0)
            inside = [cut - at for cut in cuts[bisect_right(cuts, at) : bisect_left(cuts, end)]]
            for stretch in _explained(analysis, text[at:end], inside):
                yield stretch.moved(at, output)
            at, output = end, output + len(analysis.output)
        else:  # nothing converts it
            following = bisect_right(starts, at)
            end = starts[following] if following < len(starts) else len(text)
            yield Stretch(at, end, output, output + end - at)
            at, output = end, output + end - at


def _explained(analysis: Analysis, text: str, cuts: Sequence[int]) -> Iterator[Stretch]:
    """A part with what is open to review in it, and the segments of the dictionaries around that."""
    opened = [
        *(_opened(one, Why("choice" if one.attested else "form", one.candidates)) for one in analysis.ambiguities),
        *(_opened(one, Why("word", _several(one.candidates), one.dictionaries)) for one in analysis.word_changes),
    ]
    waiting = sorted(opened, key=lambda one: (one.start, -one.end))[::-1]
    at = output = 0
    for segment in analysis.segments:
        start, output_start = max(segment.start, at), max(segment.output_start, output)
        while waiting and waiting[-1].start < segment.end:
            one = waiting.pop()
            if one.start < at:
                continue
            if one.start > start:
                yield _segment(analysis, text, (start, one.start, output_start, one.output_start), segment.kind, cuts)
            yield one
            at = start = one.end
            output = output_start = one.output_end
        if segment.end > start:
            place = (start, segment.end, output_start, segment.output_end)
            yield _segment(analysis, text, place, segment.kind, cuts)
            at, output = segment.end, segment.output_end


def _segment(
    analysis: Analysis, text: str, place: tuple[int, int, int, int], kind: str, cuts: Sequence[int]
) -> Stretch:
    start, end, output_start, output_end = place
    if text[start:end] == analysis.output[output_start:output_end]:
        return Stretch(*place)
    first = bisect_right(cuts, start)
    if first < len(cuts) and cuts[first] < end:
        return Stretch(*place, Why("crossing"))
    return Stretch(*place, Why("character" if end - start == 1 or kind == "variant" else "phrase"))


def _opened(found: Ambiguity | WordChange, why: Why) -> Stretch:
    span, output = found.span, found.output_span
    return Stretch(span.start, span.end, output.start, output.end, why)


def _several(candidates: tuple[str, ...]) -> tuple[str, ...]:
    return candidates if len(candidates) > 1 else ()


def _punctuated(text: str, said: str, laid: Iterable[Stretch]) -> Iterator[Stretch]:
    """With marks of what the conversion of quotation marks changed, one for one, after the dictionaries."""
    for one in laid:
        if one.why is not None or text[one.start : one.end] == said[one.output_start : one.output_end]:
            yield one
            continue
        before, after = text[one.start : one.end], said[one.output_start : one.output_end]
        for changed in _by_differences(before, after, Why("character", how="punctuation")):
            yield changed.moved(one.start, one.output_start)


def _by_differences(before: str, after: str, why: Why | None = None) -> Iterator[Stretch]:
    """Texts of which nothing is known but what differs."""
    why = why or Why("character", how="unexplained")
    at = output = 0
    for start, end, replacement in _with_a_place(before, after):
        if start > at:
            yield Stretch(at, start, output, output + start - at)
            output += start - at
        yield Stretch(start, end, output, output + len(replacement), why)
        at, output = end, output + len(replacement)
    if at < len(before):
        yield Stretch(at, len(before), output, len(after))


def _with_a_place(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """The differences of texts; where something was only put in, with a character beside it."""
    at = 0
    for place in differences(before, after):
        start, end, replacement = place
        if start == end and start > at:
            start, replacement = start - 1, before[start - 1] + replacement
        elif start == end:
            end, replacement = end + 1, replacement + before[end]
        yield start, end, replacement
        at = end


# A person's corrections


class _Note(NamedTuple):
    """A correction that was applied from `start` to `end` of the machine's text."""

    start: int
    end: int
    stale: bool
    note: str


def _notes(conversion: Conversion) -> dict[int, list[_Note]]:
    applied = conversion.transformed.corrections
    notes: dict[int, list[_Note]] = {}
    for use in applied.used if applied else ():
        notes.setdefault(use.run, []).append(_Note(use.start, use.end, use.stale, use.correction.note or ""))
    return notes


def _final(converted: ConvertedRun, machine: list[Stretch], notes: Sequence[_Note]) -> Iterator[Stretch]:
    """The stretches in the final text: where a person changed the machine's, that decides."""
    said, text = converted.machine, converted.text
    if said == text:
        yield from machine
        return
    blocks = _blocks(said, text)
    offset = 0
    changed = list(_changed(machine, [(block.start, block.end) for block in blocks]))
    for first, last in changed:
        start, end = first.output_start, last.output_end
        within = [block for block in blocks if _is_within(block.start, block.end, start, end)]
        longer = sum(block.longer for block in within)
        why = first.why
        if within:
            note = next((note for note in notes if note.start < end and start < note.end), _Note(0, 0, False, ""))
            why = Why("correction", stale=note.stale, note=note.note, machine=said[start:end])
        yield Stretch(first.start, last.end, start + offset, end + offset + longer, why)
        offset += longer


class _Block(NamedTuple):
    """What a person changed, from `start` to `end` of the machine's text, and by how much that made it longer."""

    start: int
    end: int
    longer: int


def _blocks(said: str, text: str) -> list[_Block]:
    """What differs. Changes with one character between them are one: a word whose characters moved."""
    blocks: list[_Block] = []
    for tag, start, end, output_start, output_end in SequenceMatcher(None, said, text, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        block = _Block(start, end, output_end - output_start - (end - start))
        if blocks and start - blocks[-1].end <= 1:
            last = blocks.pop()
            block = _Block(last.start, end, last.longer + block.longer)
        blocks.append(block)
    return blocks


def _is_within(start: int, end: int, first: int, last: int) -> bool:
    """Whether a change belongs to what stands from `first` to `last`; what is only put in, to what it stands behind."""
    if start < end:
        return first <= start and end <= last
    return first < start <= last or start == first == 0


def _changed(machine: Sequence[Stretch], blocks: Sequence[tuple[int, int]]) -> Iterator[tuple[Stretch, Stretch]]:
    """The stretches as first and last of those that one change touches, most of them alone."""
    pieces = list(_cut(machine, blocks))
    index = 0
    while index < len(pieces):
        last = index
        while last + 1 < len(pieces) and any(
            start < pieces[last].output_end and pieces[last + 1].output_start < end for start, end in blocks
        ):
            last += 1
        yield pieces[index], pieces[last]
        index = last + 1


def _cut(machine: Sequence[Stretch], blocks: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    """Stretches in which nothing changed, cut where a person's change begins and ends.

    What was only put in stands beside one.
    """
    for one in machine:
        if one.why is not None:
            yield one
            continue
        edges = {one.output_start, one.output_end}
        for start, end in blocks:
            # What is only put in takes a character with it, to have a place in the original.
            for edge in (start if start < end else start - 1, end or 1):
                if one.output_start < edge < one.output_end:
                    edges.add(edge)
        places = sorted(edges)
        for start, end in pairwise(places):
            at = one.start + start - one.output_start
            yield Stretch(at, at + end - start, start, end)
