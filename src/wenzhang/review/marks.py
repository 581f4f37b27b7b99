"""The changes of a conversion as marks in the source: each with its place, its sentence, and what it became."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from wenzhang.conversion.sentences import collapsed, sentences_of
from wenzhang.review.stretches import Why, stretches_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.conversion import Conversion
    from wenzhang.conversion.transform import ConvertedRun
    from wenzhang.review.stretches import Stretch

__all__ = ["ASKING", "Atom", "Mark", "Marks", "marks_of"]

ASKING = frozenset(("choice", "crossing", "word"))
"""The kinds that a person should look at; corrections only where they are stale."""


class Mark(NamedTuple):
    """A change, or a choice that led to none: what stands in the source without its tags, what in the result, why."""

    before: str
    after: str
    why: Why


class Atom(NamedTuple):
    """A contiguous stretch of text in the source, from `start` to `end` there, that one mark has or none.

    `text` is what it says there, references resolved, and `after` what it says in the result. `mark` and `sentence` are
    indexes, -1 for white space between sentences.
    """

    start: int
    end: int
    text: str
    after: str
    sentence: int
    mark: int | None
    run: int


class Marks(Struct, frozen=True):
    """All marks, run by run, and all text that is converted, as atoms in the order of the text.

    `machines` are, of the sentences with corrections in them, what the machine says.
    """

    marks: tuple[Mark, ...]
    atoms: tuple[Atom, ...]
    machines: dict[int, str]

    @property
    def counts(self) -> Counter[str]:
        """How many there are of each kind."""
        return Counter(mark.why.kind for mark in self.marks)

    @property
    def asking(self) -> int:
        """How many ask for eyes."""
        return sum(mark.why.kind in ASKING or mark.why.stale for mark in self.marks)


def marks_of(conversion: Conversion) -> Marks:
    """What there is to look over. Raises `VariantError` where OpenCC's dictionaries are not those of its version."""
    found = _Found()
    applied = conversion.transformed.corrections
    corrected: dict[int, list[tuple[int, int]]] = {}
    for use in applied.used if applied else ():
        corrected.setdefault(use.run, []).append((use.start, use.end))
    # Sentences have their neighbours by the order of the runs, as the memory of corrections has them.
    for index, (converted, stretches) in enumerate(zip(conversion.runs, stretches_of(conversion), strict=True)):
        found.add(converted, stretches, corrected.get(index, ()))
    return Marks(tuple(found.marks), tuple(sorted(found.atoms, key=attrgetter("start"))), found.machines)


class _Found:
    """What was found so far, run by run."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.atoms: list[Atom] = []
        self.machines: dict[int, str] = {}
        self.sentences = 0
        self.runs = 0

    def add(self, converted: ConvertedRun, stretches: Sequence[Stretch], corrected: Sequence[tuple[int, int]]) -> None:
        """Takes one more run; `corrected` are the places in the machine's text where corrections were applied."""
        sentences = _sentences(converted)
        cuts = list(zip(converted.run.cuts, converted.cuts, strict=True))
        for stretch in _joined(stretches):
            mark = None
            edges = cuts[bisect_left(cuts, (stretch.start, -1)) : bisect_left(cuts, (stretch.end, -1))]
            if stretch.why is None:
                edges = sorted({*edges, *_edges(stretch, sentences)})
            else:
                mark = len(self.marks)
                text = converted.run.text[stretch.start : stretch.end]
                after = converted.text[stretch.output_start : stretch.output_end]
                self.marks.append(Mark(text, after, stretch.why))
            for place in _pieces(stretch, edges):
                self._atom(converted, sentences, place, mark)
        if corrected and converted.text != converted.machine:
            self._note_machine(converted, sentences, corrected)
        self.sentences += len(sentences)
        self.runs += 1

    def _atom(
        self,
        converted: ConvertedRun,
        sentences: Sequence[tuple[int, int]],
        place: tuple[int, int, int, int],
        mark: int | None,
    ) -> None:
        start, end, output_start, output_end = place
        # What is marked belongs to a sentence also where a term begins with the white space before that.
        first = start if mark is None else end - 1
        index = bisect_right(sentences, (first, len(converted.run.text))) - 1
        is_inside = index >= 0 and (mark is not None or start < sentences[index][1])
        text, after = converted.run.text[start:end], converted.text[output_start:output_end]
        sentence = self.sentences + index if is_inside else -1
        span = converted.run.span(start, end)
        self.atoms.append(Atom(span.start, span.end, text, after, sentence, mark, self.runs))

    def _note_machine(
        self, converted: ConvertedRun, sentences: Sequence[tuple[int, int]], corrected: Sequence[tuple[int, int]]
    ) -> None:
        said = sentences_of([converted.machine])
        if len(said) != len(sentences):
            self.machines[self.sentences] = collapsed(converted.machine)
            return
        for number, one in enumerate(said, self.sentences):
            if any(start < one.end and one.start < end for start, end in corrected):
                self.machines[number] = one.text


def _sentences(converted: ConvertedRun) -> list[tuple[int, int]]:
    """Where its sentences are, as the memory of corrections has them: where the machine has others, it is one."""
    text = converted.run.text
    found = sentences_of([text])
    if len(found) == len(sentences_of([converted.machine])):
        return [(one.start, one.end) for one in found]
    start = len(text) - len(text.lstrip())
    return [(start, start + len(text.strip()))] if text.strip() else []


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """With characters in a row as one stretch, which is one mark."""
    waiting: Stretch | None = None
    for one in stretches:
        if waiting is not None and one.why is not None and one.why == waiting.why and one.why.kind == "character":
            waiting = waiting._replace(end=one.end, output_end=one.output_end)
            continue
        if waiting is not None:
            yield waiting
        waiting = one
    if waiting is not None:
        yield waiting


def _edges(stretch: Stretch, sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end within what has not changed, in the source and in the result."""
    first = bisect_left(sentences, (stretch.start, 0))
    for sentence in sentences[max(first - 1, 0) :]:
        if sentence[0] >= stretch.end:
            return
        for edge in sentence:
            if stretch.start < edge < stretch.end:
                yield edge, stretch.output_start + edge - stretch.start


def _pieces(stretch: Stretch, edges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """The stretch cut at edges, each a place in the source and one in the result."""
    start, output_start = stretch.start, stretch.output_start
    for edge, output_edge in edges:
        if stretch.start <= edge <= stretch.end and start < stretch.end:
            edge_there = min(max(output_edge, output_start), stretch.output_end)
            if edge > start:
                yield start, edge, output_start, edge_there
                start, output_start = edge, edge_there
    if start < stretch.end:
        yield start, stretch.end, output_start, stretch.output_end
