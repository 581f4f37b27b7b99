"""What a person should look over after a conversion, as typed objects: what was chosen, changed, kept, corrected.

All spans are code points into the text of the source, from the first to the last code point concerned, tags between
them included.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from msgspec import Struct, field

from wenzhang.conversion.memory import Correction
from wenzhang.conversion.segmentation import analyse
from wenzhang.conversion.sentences import sentence_spans
from wenzhang.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.conversion.converter import Conversion
    from wenzhang.conversion.runs import Run
    from wenzhang.conversion.segmentation import Analysis
    from wenzhang.conversion.transform import ConvertedRun

__all__ = [
    "AppliedCorrection",
    "Choice",
    "CrossingWord",
    "Finding",
    "Part",
    "Review",
    "TermUse",
    "WordChange",
    "parts_of",
    "review",
]

_CONTEXT = 8


class Finding(Struct, frozen=True, rename="camel", tag_field="type", tag=lambda name: name[0].lower() + name[1:]):
    """Something to look over: where it is in the source, what it was and what it became."""

    span: Span
    before: str = field(name="from")
    """What stands in the source, without the tags in it."""
    after: str = field(name="to")
    """What stands in the result."""
    context: str
    """The text around it in the source, with itself in 【】."""


class Choice(Finding, frozen=True):
    """Something that could have become several things, and that no phrase decided: `发` becomes `發` or `髮`.

    `candidates` are OpenCC's, what was chosen first. `attested` is whether the dictionaries know phrases in which it
    becomes another of them; where they know none, there is seldom a reason to look.
    """

    candidates: tuple[str, ...]
    attested: bool


class WordChange(Finding, frozen=True):
    """A word that the vocabulary of the region changed: `軟體` became `软件`. `dictionaries` are OpenCC's names."""

    dictionaries: tuple[str, ...]


class CrossingWord(Finding, frozen=True):
    """A word of the dictionaries that changed although tags divide it: `头<b>发</b>`."""


class TermUse(Finding, frozen=True):
    """A term of the glossary, or an override of the author, that decided."""

    kind: Literal["locked", "mapped", "override"]


class AppliedCorrection(Finding, frozen=True):
    """A person's correction of an earlier conversion; `before` is what the machine said, `after` what the person did.

    `stale` is whether the machine says something else by now than when it was corrected.
    """

    stale: bool


class Review(Struct, frozen=True, rename="camel"):
    """What to look over in one article, each kind in the order of the text.

    `unused` are corrections of this pair of variants whose sentence is not in the article. `undecided` is the number
    of texts whose conversion OpenCC's dictionaries alone do not explain, so that choices and words are not known.
    """

    path: str | None
    origin: str
    target: str
    choices: tuple[Choice, ...]
    words: tuple[WordChange, ...]
    crossing: tuple[CrossingWord, ...]
    terms: tuple[TermUse, ...]
    corrections: tuple[AppliedCorrection, ...]
    unused: tuple[Correction, ...]
    undecided: int


def review(conversion: Conversion) -> Review:
    """What to look over in a conversion. Raises `VariantError` without OpenCC's dictionaries in its version."""
    chain = conversion.transform.chain
    parts = list(parts_of(conversion)) if chain else []
    analyses = [analyse(part.run.text[part.start : part.end], chain) for part in parts]
    pairs = [(part, analysis) for part, analysis in zip(parts, analyses, strict=True) if analysis is not None]
    applied = conversion.transformed.corrections
    return Review(
        conversion.source.path,
        conversion.origin.tag,
        conversion.target.tag,
        _in_order(choice for part, analysis in pairs for choice in _choices(part, analysis)),
        _in_order(word for part, analysis in pairs for word in _words(part, analysis)),
        _in_order(word for part, analysis in pairs for word in _crossing(part, analysis)),
        _in_order(_terms(conversion)),
        _in_order(_corrections(conversion)),
        applied.unused if applied else (),
        analyses.count(None),
    )


F = TypeVar("F", bound=Finding)


def _in_order(findings: Iterable[F]) -> tuple[F, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.span))


class Part(NamedTuple):
    """A part of a run: all of it, or what the dictionaries converted by itself."""

    run: Run
    start: int
    end: int
    cuts: Sequence[int] = ()
    """Those of the run."""

    def place(self, start: int, end: int) -> tuple[Span, str]:
        """Where a stretch of the part is in the source, and the text around it."""
        text, start, end = self.run.text, self.start + start, self.start + end
        before, after = text[max(start - _CONTEXT, 0) : start], text[end : end + _CONTEXT]
        return self.run.span(start, end), f"{before}【{text[start:end]}】{after}"


def parts_of(conversion: Conversion) -> Iterator[Part]:
    """What the dictionaries converted: the runs, without what glossary and author have decided."""
    for converted in conversion.runs:
        run, at = converted.run, 0
        cuts = run.cuts
        for fixed in conversion.transform.fixed(run.text):
            if fixed.start > at:
                yield Part(run, at, fixed.start, cuts)
            at = fixed.end
        if at < len(run.text):
            yield Part(run, at, len(run.text), cuts)


def _choices(part: Part, analysis: Analysis) -> Iterator[Choice]:
    for found in analysis.ambiguities:
        span, context = part.place(found.span.start, found.span.end)
        yield Choice(span, found.text, found.converted, context, found.candidates, found.attested)


def _words(part: Part, analysis: Analysis) -> Iterator[WordChange]:
    for found in analysis.word_changes:
        span, context = part.place(found.span.start, found.span.end)
        yield WordChange(span, found.before, found.after, context, found.dictionaries)


def _crossing(part: Part, analysis: Analysis) -> Iterator[CrossingWord]:
    if not part.cuts:
        return
    text = part.run.text[part.start : part.end]
    for segment in analysis.segments:
        before, after = text[segment.start : segment.end], analysis.output[segment.output_start : segment.output_end]
        if before != after and _is_cut(part.cuts, part.start + segment.start, part.start + segment.end):
            yield CrossingWord(*_named(part, segment.start, segment.end, before, after))


def _is_cut(cuts: Sequence[int], start: int, end: int) -> bool:
    """Whether any of the cuts, which are in order, is within."""
    index = bisect_right(cuts, start)
    return index < len(cuts) and cuts[index] < end


def _named(part: Part, start: int, end: int, before: str, after: str) -> tuple[Span, str, str, str]:
    span, context = part.place(start, end)
    return span, before, after, context


def _terms(conversion: Conversion) -> Iterator[TermUse]:
    transform = conversion.transform
    for converted in conversion.runs:
        text = converted.run.text
        terms = {(match.start, match.end): match.term for match in transform.terms(text)}
        whole = Part(converted.run, 0, len(text))
        for fixed in transform.fixed(text):
            before = text[fixed.start : fixed.end]
            is_term = (fixed.start, fixed.end) in terms
            kind: Literal["locked", "mapped", "override"] = "mapped" if is_term else "override"
            if is_term and before == fixed.text:
                kind = "locked"
            yield TermUse(*_named(whole, fixed.start, fixed.end, before, fixed.text), kind)


def _corrections(conversion: Conversion) -> Iterator[AppliedCorrection]:
    applied = conversion.transformed.corrections
    sentences: dict[int, _Sentences] = {}
    for use in applied.used if applied else ():
        converted = conversion.runs[use.run]
        if use.run not in sentences:
            sentences[use.run] = _Sentences(converted)
        machine = converted.machine[use.start : use.end]
        # A sentence of the result has its place in the source by that of its run; sentences there are as many.
        start, end = sentences[use.run].in_source(use.start, use.end)
        whole = Part(converted.run, 0, len(converted.run.text))
        yield AppliedCorrection(*_named(whole, start, end, machine, use.correction.corrected), use.stale)


class _Sentences:
    """The sentences of a run, in the source and in the machine's text."""

    def __init__(self, converted: ConvertedRun) -> None:
        self.source = sentence_spans(converted.run.text)
        machine = sentence_spans(converted.machine)[: len(self.source)]
        self.starts = [start for start, _ in machine]
        self.ends = [end for _, end in machine]
        self.length = len(converted.run.text)

    def in_source(self, start: int, end: int) -> tuple[int, int]:
        """The sentences of the source that stand where those from `start` to `end` of the machine's text do."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end) - 1
        return (self.source[first][0], self.source[last][1]) if first <= last else (0, self.length)
