"""What a person should look over after a conversion: which words OpenCC saw, what it chose, and what it might have.

OpenCC tells its result only. Here its dictionaries are applied again with every match kept; the result is compared with
OpenCC's own, and where they differ nothing is said rather than something wrong.

A conversion is a series of steps, each of which reads the text that the one before it wrote. Two things are followed
through them:

- the *segments*. Where a match of a later step begins or ends inside one of an earlier step, both are one segment;
- what is *open to review*: a word that a region's dictionary changed, and a choice among several candidates, unless
  it is in such a word, or a longer entry of a later step contains it. Words of a region are the only
  matches that do not replace code point by code point, so every other place can be found again in the input exactly.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from wenzhang.conversion.dictionaries import Configuration, Kind, Step, configuration
from wenzhang.conversion.engine import UNCONVERTIBLE, convert_texts
from wenzhang.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Ambiguity", "Analysis", "Segment", "WordChange", "ambiguities", "analyse", "segments", "word_changes"]

_PRECEDENCE: tuple[Kind, ...] = ("same", "variant", "character", "phrase", "region")


class Segment(NamedTuple):
    """A piece of a text and of its conversion: an entry of a dictionary, or what stands between two.

    `start` and `end` are code points of the input, `output_start` and `output_end` of the output. `kind` says what
    decided (`same`: nothing did, and nothing changed). `candidates` are what the whole segment might have become, what
    was chosen first; none where there was no choice.
    """

    start: int
    end: int
    output_start: int
    output_end: int
    kind: Kind
    candidates: tuple[str, ...] = ()


class Ambiguity(Struct, frozen=True, rename="camel", gc=False):
    """A choice that the dictionaries leave open: several candidates, and no phrase that decides.

    Most are single characters (`后` becomes `後` or stays); a few are phrases that mean two things (`下面`).
    """

    span: Span
    """Code points of the input."""
    output_span: Span
    """Code points of the output."""
    text: str
    """What stands in the input."""
    converted: str
    """What it became, of the same length."""
    candidates: tuple[str, ...]
    """What it might have become, in OpenCC's order; `converted` is the first."""
    attested: bool
    """Whether some phrase of the same step makes another choice, as `皇后` does for `后`.

    Where none does, most other candidates are forms that are hardly used (`開` as `𫔭`), or a matter of usage (`它`).
    """


class WordChange(Struct, frozen=True, rename="camel", gc=False):
    """A word that a region's vocabulary changed, beyond its characters: `软件` became `軟體`."""

    span: Span
    """Code points of the input."""
    output_span: Span
    """Code points of the output."""
    before: str = field(name="from")
    after: str = field(name="to")
    candidates: tuple[str, ...]
    """What it might have become, `after` first; that alone in most cases."""
    dictionaries: tuple[str, ...]
    """OpenCC's names of the dictionaries that decided, in turn (`TWPhrasesRev`, `HKPhrases`)."""


class Analysis(NamedTuple):
    """A conversion in all its parts: the output, its segments in order, and what to review, in order."""

    output: str
    segments: list[Segment]
    ambiguities: list[Ambiguity]
    word_changes: list[WordChange]


def segments(text: str, chain: Sequence[str]) -> list[Segment] | None:
    """The pieces in which the configurations of a chain convert a text; together they are all of it.

    None and errors are those of `analyse`.
    """
    analysis = analyse(text, chain)
    return None if analysis is None else analysis.segments


def ambiguities(text: str, chain: Sequence[str]) -> list[Ambiguity] | None:
    """What the dictionaries leave open in a text, in order. None and errors are those of `analyse`."""
    analysis = analyse(text, chain)
    return None if analysis is None else analysis.ambiguities


def word_changes(text: str, chain: Sequence[str]) -> list[WordChange] | None:
    """The words of a text that the region's vocabulary changed, in order. None and errors are those of `analyse`."""
    analysis = analyse(text, chain)
    return None if analysis is None else analysis.word_changes


def analyse(text: str, chain: Sequence[str]) -> Analysis | None:
    """How the configurations of a chain convert a text, as one run: `convert_texts([text], chain)` with its reasons.

    Many texts can be one, with the engine's `SEPARATOR` between. None where the dictionaries do not give what OpenCC
    gives: then nothing is known. Raises `VariantError` for a configuration that OpenCC does not have, and where
    OpenCC's dictionaries are not installed in its own version.
    """
    configurations = [configuration(name) for name in chain]
    trace = _Trace()
    output = text
    for found in configurations:
        output = "".join(_convert(UNCONVERTIBLE.split(output), found, trace))
    if convert_texts([text], chain) != [output]:
        return None
    return _analysis(text, output, trace)


def _convert(parts: list[str], found: Configuration, trace: _Trace) -> list[str]:
    """The parts of a text converted, each as if it were alone."""
    for step in found.normalization:
        parts = trace.follow(step, parts)
    if found.segmentation is not None:
        parts = [piece for part in parts for piece in found.segmentation.cut(part)]
    for step in found.conversion:
        parts = trace.follow(step, parts)
    return parts


class _Piece(NamedTuple):
    """What one step or several made of a stretch of the text before them. What lies between pieces stayed as it was.

    The first fields are a segment's. `options` are all that `key` may become; `names` are there where the vocabulary
    of a region changed it, and name the dictionaries.
    """

    start: int
    end: int
    output_start: int
    output_end: int
    kind: Kind
    key: str = ""
    options: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class _Choice(NamedTuple):
    """A choice that is open: where it stands in the input, where in the text so far, and all it may be there."""

    source: Span
    start: int
    end: int
    options: tuple[str, ...]
    attested: bool


class _Trace:
    """What the steps did so far, between the input and the text as it is now."""

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self.words: list[_Piece] = []  # those that changed in the region's vocabulary; all else is in its old order
        self.choices: list[_Choice] = []

    def follow(self, step: Step, parts: list[str]) -> list[str]:
        """Takes a step with every part by itself, and gives what becomes of the parts."""
        pieces: list[_Piece] = []
        converted = []
        start = output_start = 0
        for part in parts:
            became = _take(step, part, start, output_start, pieces) if step.touches(part) else part
            converted.append(became)
            start += len(part)
            output_start += len(became)
        if pieces or self.choices or self.words:
            self._record(step, pieces)
        return converted

    def _record(self, step: Step, pieces: list[_Piece]) -> None:
        choices = [choice for old in self.choices for choice in _still_open(old, pieces, step)]
        known = {place for choice in choices for place in range(choice.start, choice.end)}
        for piece in pieces:
            if len(piece.options) > 1 and not piece.names and piece.output_start not in known:
                choices += self._new_choice(step, piece)
        self.choices = sorted(choices, key=attrgetter("start"))
        self.pieces = [_joined(*cluster) for cluster in _clusters(self.pieces, pieces)] if self.pieces else pieces
        words = [piece for piece in pieces if piece.names]
        self.words = [_joined_word(step, *cluster) for cluster in _clusters(self.words, words)]

    def _new_choice(self, step: Step, piece: _Piece) -> Iterator[_Choice]:
        """The choice that a piece leaves open: none within a word that changed, which decided."""
        index = bisect_right(self.words, piece.start, key=attrgetter("output_end"))
        if index < len(self.words) and self.words[index].output_start < piece.end:
            return
        moved = _shift(self.words, index)
        source = Span(piece.start - moved, piece.end - moved)
        attested = step.is_attested(piece.key, piece.options)
        yield _Choice(source, piece.output_start, piece.output_end, piece.options, attested)


def _take(step: Step, part: str, start: int, output_start: int, pieces: list[_Piece]) -> str:
    """A part converted. `pieces` gets the matches, in places of the whole text, in which the part begins at `start`."""
    converted: list[str] = []
    at, shift = 0, output_start - start
    for place, key, values, words in step.matches(part):
        options = tuple(values.split(" ")) if " " in values else (values,)
        value, end = options[0], place + len(key)
        growth = len(value) - len(key)
        is_word = value != key and (words.kind == "region" or growth != 0)
        first, last = start + place, start + end
        names = (words.name,) if is_word else ()
        pieces.append(_Piece(first, last, first + shift, last + shift + growth, words.kind, key, options, names))
        converted += part[at:place], value
        at = end
        shift += growth
    converted.append(part[at:])
    return "".join(converted)


def _clusters(first: list[_Piece], second: list[_Piece]) -> Iterator[tuple[_Piece, list[_Piece], list[_Piece]]]:
    """Two series of pieces as one, the second of which reads what the first wrote.

    Gives the extent of each stretch that both agree on, with the pieces of both series in it.
    """
    i = j = before = after = 0  # before, after: how far the middle text is ahead of the input, the output of the middle
    while i < len(first) or j < len(second):
        old, new = i, j
        low = min(([first[i].output_start] if i < len(first) else []) + ([second[j].start] if j < len(second) else []))
        start, output_start, high = low - before, low + after, low + 1
        while True:
            if i < len(first) and first[i].output_start < high:
                high = max(high, first[i].output_end)
                before = first[i].output_end - first[i].end
                i += 1
            elif j < len(second) and second[j].start < high:
                high = max(high, second[j].end)
                after = second[j].output_end - second[j].end
                j += 1
            else:
                break
        yield _Piece(start, high - before, output_start, high + after, "same"), first[old:i], second[new:j]


def _joined(extent: _Piece, first: list[_Piece], second: list[_Piece]) -> _Piece:
    kinds = [piece.kind for piece in (*first, *second)]
    return extent._replace(kind=max(kinds, key=_PRECEDENCE.index))


def _joined_word(step: Step, extent: _Piece, first: list[_Piece], second: list[_Piece]) -> _Piece:
    """A word that changed, in one series or in both. Its options are known where the series see the same word."""
    names = tuple(dict.fromkeys(name for piece in (*first, *second) for name in piece.names))
    options: tuple[str, ...] = ()
    if not first and len(second) == 1:
        options = second[0].options
    elif len(first) == 1 and all(first[0].output_start <= p.start and p.end <= first[0].output_end for p in second):
        options = _all_options(step, first[0].options)
    return extent._replace(kind="region", options=options, names=names)


def _all_options(step: Step, options: Iterable[str]) -> tuple[str, ...]:
    """What a step makes of each of several options, each once."""
    return tuple(dict.fromkeys(new for old in options for new in step.alternatives(old)))


def _still_open(choice: _Choice, pieces: list[_Piece], step: Step) -> Iterator[_Choice]:
    """The choice after a step, unless a longer entry contains some of it or a region's word does: that decides."""
    low = bisect_right(pieces, choice.start, key=attrgetter("end"))
    high = bisect_left(pieces, choice.end, key=attrgetter("start"))
    inside = pieces[low:high]
    if any(piece.start < choice.start or piece.end > choice.end or piece.names for piece in inside):
        return
    start, end = choice.start + _shift(pieces, low), choice.end + _shift(pieces, high)
    yield choice._replace(start=start, end=end, options=_all_options(step, choice.options))


def _shift(pieces: list[_Piece], index: int) -> int:
    """How far the output is ahead of the input behind the pieces before an index."""
    return pieces[index - 1].output_end - pieces[index - 1].end if index else 0


def _analysis(text: str, output: str, trace: _Trace) -> Analysis:
    found = [_ambiguity(text, output, choice) for choice in trace.choices]
    found = [ambiguity for ambiguity in found if len(ambiguity.candidates) > 1]
    changes = [_word_change(text, output, word) for word in trace.words]
    changes = [change for change in changes if change.before != change.after]
    return Analysis(output, list(_segments(text, trace.pieces, [*found, *changes])), found, changes)


def _ambiguity(text: str, output: str, choice: _Choice) -> Ambiguity:
    span = Span(choice.start, choice.end)
    converted = _at(output, span)
    candidates = _with_first(converted, choice.options)
    return Ambiguity(choice.source, span, _at(text, choice.source), converted, candidates, choice.attested)


def _word_change(text: str, output: str, word: _Piece) -> WordChange:
    span, output_span = Span(word.start, word.end), Span(word.output_start, word.output_end)
    after = _at(output, output_span)
    return WordChange(span, output_span, _at(text, span), after, _with_first(after, word.options), word.names)


def _segments(text: str, pieces: list[_Piece], reviewed: list[Ambiguity | WordChange]) -> Iterator[Segment]:
    """The pieces, and what stayed as it was between them. What is reviewed tells the candidates."""
    candidates = {
        (seen.span.start, seen.span.end, seen.output_span.start, seen.output_span.end): seen.candidates
        for seen in reviewed
    }
    at = output_at = 0
    for piece in pieces:
        start, end, output_start, output_end = extent = piece[:4]
        if start > at:
            yield Segment(at, start, output_at, output_start, "same")
        choice = candidates.get(extent, ())
        yield Segment(*extent, piece.kind, choice if len(choice) > 1 else ())
        at, output_at = end, output_end
    if at < len(text):
        yield Segment(at, len(text), output_at, output_at + len(text) - at, "same")


def _at(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _with_first(converted: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """The options, what was chosen first. It may be none of them: they are what the word becomes by itself."""
    return tuple(dict.fromkeys((converted, *options)))
