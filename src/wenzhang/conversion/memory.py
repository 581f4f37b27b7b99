"""What a person corrected in a conversion, sentence by sentence, so that it outlives the next one.

```
source, machine's, corrected runs --learn--> Learned --merged--> Memory --apply--> replacements in the machine's runs
```

A run is the text of a stretch of inline content, without its tags. A correction belongs to a sentence of the original
wherever it occurs. Only where the same sentence was corrected in different ways do its neighbours decide which one
holds, and where they do not, nothing is replaced and that is reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from wenzhang.conversion.sentences import (
    Sentence,
    alike,
    collapsed,
    corresponding,
    cuts_carried,
    sentences_of,
    word_changes,
)
from wenzhang.conversion.variants import variant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Applied", "Correction", "Learned", "Memory", "Replacement", "Unassigned", "Undecided", "Use", "in_order"]


class Correction(Struct, frozen=True, rename={"from_": "from"}):
    """A sentence and what it is to be in another variant. White space is collapsed in what `Memory.learn` gives.

    `machine` is what the conversion made of it, None where that is not known; equal to `corrected` where a person left
    it so while correcting the same sentence elsewhere. `before` and `after` are the sentences around it in the
    original, empty at the ends of the article; both are None for a correction that holds in all places. `unit` is the
    XML of the translation unit it was read from, where that holds more than is said here.
    """

    source: str
    corrected: str
    from_: str
    to: str
    machine: str | None = None
    before: str | None = None
    after: str | None = None
    created: datetime | None = None
    changed: datetime | None = None
    note: str | None = None
    unit: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it says that the machine's sentence is right."""
        return self.machine == self.corrected

    @property
    def is_general(self) -> bool:
        """Whether it holds in all places."""
        return self.before is None and self.after is None

    def nearness(self, before: str | None, after: str | None) -> int:
        """How many of its neighbours stand there: 2, 1 or 0. An end of the article counts with the other one only."""
        if self.is_general:
            return 0
        if (self.before, self.after) == (before, after):
            return 2
        return int(bool(before and self.before == before) or bool(after and self.after == after))


class Unassigned(Struct, frozen=True):
    """What a person changed that is not the correction of a sentence.

    `inserted` and its `run` are the edited article's, all others and theirs the original's: sentences that were
    `deleted`, `divided` between paragraphs, `merged` so that nobody can tell what became of each, and sentences that
    were corrected in different ways although their neighbours are the same (`ambiguous`), of which nothing is learned.
    `corrected` is what the last three became, where it is known.
    """

    why: Literal["inserted", "deleted", "divided", "merged", "ambiguous"]
    text: str
    run: int
    corrected: str = ""


class Learned(Struct, frozen=True):
    """What an edited article teaches: sentences that were corrected, those left as the machine gave them, the rest."""

    corrections: tuple[Correction, ...]
    kept: tuple[Correction, ...]
    unassigned: tuple[Unassigned, ...]

    @property
    def memory(self) -> Memory:
        """All that was decided, to be merged into a memory: what was kept removes older corrections at its place."""
        return Memory(self.corrections + self.kept)


class Replacement(NamedTuple):
    """What is to stand from `start` to `end`, in code points of the machine's run."""

    start: int
    end: int
    text: str


class Use(Struct, frozen=True):
    """A correction where it was applied: the sentence from `start` to `end` in the machine's run number `run`.

    `stale` where the machine no longer says what the person corrected.
    """

    correction: Correction
    run: int
    start: int
    end: int
    stale: bool


class Undecided(Struct, frozen=True):
    """A sentence that was corrected in different ways elsewhere, none of which is known for this place."""

    candidates: tuple[Correction, ...]
    run: int
    start: int
    end: int


class Applied(Struct, frozen=True):
    """For each run its replacements, in order and without overlaps, and what became of the corrections."""

    replacements: tuple[tuple[Replacement, ...], ...]
    used: tuple[Use, ...]
    unused: tuple[Correction, ...]
    undecided: tuple[Undecided, ...]


class Memory(Struct, frozen=True, dict=True):
    """Corrections. `others` and `header` are what the file holds besides, as XML: other units, notes and properties."""

    corrections: tuple[Correction, ...] = ()
    others: tuple[str, ...] = ()
    header: tuple[str, ...] = ()

    @staticmethod
    def learn(  # noqa: PLR0913 - three versions of one article, and what they are
        source_runs: Sequence[str],
        machine_runs: Sequence[str],
        corrected_runs: Sequence[str],
        from_: str,
        to: str,
        *,
        date: datetime | None = None,
    ) -> Learned:
        """What a person made of the sentences of an article, beside what the machine made of them.

        `machine_runs` are the conversion of `source_runs`, one of each. `corrected_runs` are those of the edited
        article; paragraphs and sentences may have come, gone, been split or merged there. `date` is that of the
        corrections. Raises `VariantError` for a tag that names no variant, `ValueError` for runs that do not pair.
        """
        pairs = list(_pairs(source_runs, machine_runs))
        edited = _Edited(corrected_runs)
        unassigned: list[Unassigned] = []
        outcomes: dict[int, str] = {}
        matches = corresponding([pair.machine.text for pair in pairs], [one.text for one in edited.sentences])
        whole = Counter(pair.machine.run for pair in pairs)
        for match in matches:
            olds = [pairs[index] for index in match.old]
            news = [edited.sentences[index] for index in match.new]
            found = _outcome(olds, news, edited, whole)
            if isinstance(found, list):
                outcomes.update(zip(match.old, found, strict=True))
            else:
                unassigned += _reports(found, olds, news)
        places = list(_places(pairs, outcomes, variant(from_).tag, variant(to).tag, date))
        decided, ambiguous = _unambiguous(places)
        return Learned(
            corrections=tuple(one for one in decided if not one.is_kept),
            kept=tuple(one for one in decided if one.is_kept),
            unassigned=(*_joined(unassigned), *ambiguous),
        )

    def merged(self, newer: Memory) -> Memory:
        """Both, sorted; the newer correction wins for the same sentence in the same place.

        The place is the same where a neighbour is, or where both hold in all places. A sentence that was corrected
        alike in several places becomes one correction for all; what was only ever kept is dropped.
        """
        entries: dict[_Key, list[Correction]] = defaultdict(list)
        for old in self.corrections:
            entries[_key(old)].append(old)
        come: dict[_Key, list[Correction]] = defaultdict(list)
        for new in newer.corrections:
            come[_key(new)].append(new)
        for key, news in come.items():
            settled = _settled(entries.pop(key, []), news)
            if settled:
                entries[key] = settled
        return Memory(
            tuple(in_order(one for group in entries.values() for one in group)),
            tuple(dict.fromkeys((*self.others, *newer.others))),
            self.header or newer.header,
        )

    def apply(self, source_runs: Sequence[str], machine_runs: Sequence[str], from_: str, to: str) -> Applied:
        """What to replace in the machine's runs so that they say what a person wants; only the words that differ.

        A correction for all places holds unless another one's neighbours say otherwise; so does one that is the only
        one of its sentence. Raises what `learn` raises.
        """
        known = self._by_source.get((variant(from_).tag, variant(to).tag), {})
        replacements: list[list[Replacement]] = [[] for _ in machine_runs]
        used: list[Use] = []
        undecided: list[Undecided] = []
        pairs = list(_pairs(source_runs, machine_runs))
        for index, (source, machine) in enumerate(pairs):
            candidates = known.get(source.text)
            if not candidates:
                continue
            run, place = machine.run, (machine.run, machine.start, machine.end)
            chosen = _chosen(candidates, *_neighbours(pairs, index))
            if chosen is None:
                undecided.append(Undecided(tuple(candidates), *place))
                continue
            stale = chosen.machine is not None and collapsed(chosen.machine) != machine.text
            used.append(Use(chosen, *place, stale))
            given = machine_runs[run][machine.start : machine.end]
            for start, end, text in word_changes(given, collapsed(chosen.corrected)):
                replacements[run].append(Replacement(machine.start + start, machine.start + end, text))
        occurring = {pair.source.text for pair in pairs}
        unused = [one for text, group in known.items() if text not in occurring for one in group if not one.is_kept]
        return Applied(tuple(map(tuple, replacements)), tuple(used), tuple(unused), tuple(undecided))

    @cached_property
    def has_ascii_sources(self) -> bool:
        """Whether a sentence without any Chinese was corrected."""
        return any(correction.source.isascii() for correction in self.corrections)

    @cached_property
    def _by_source(self) -> Mapping[tuple[str, str], Mapping[str, list[Correction]]]:
        found: dict[tuple[str, str], dict[str, list[Correction]]] = defaultdict(lambda: defaultdict(list))
        for one in self.corrections:
            found[one.from_, one.to][collapsed(one.source)].append(one)
        return {tags: dict(group) for tags, group in found.items()}


# Sentences and their conversion


class _Pair(NamedTuple):
    source: Sentence
    machine: Sentence


def _pairs(source_runs: Sequence[str], machine_runs: Sequence[str]) -> Iterator[_Pair]:
    """Each sentence with its conversion; a run whose conversion has more sentences, or fewer, is one as a whole."""
    for number, (source, machine) in enumerate(zip(source_runs, machine_runs, strict=True)):
        befores, afters = sentences_of([source]), sentences_of([machine])
        if len(befores) != len(afters):
            befores, afters = _whole(source), _whole(machine)
        for before, after in zip(befores, afters, strict=False):
            yield _Pair(before._replace(run=number), after._replace(run=number))


def _whole(run: str) -> list[Sentence]:
    text = collapsed(run)
    start = len(run) - len(run.lstrip())
    return [Sentence(text, 0, start, start + len(run.strip()))] if text else []


def _neighbours(pairs: Sequence[_Pair], index: int) -> tuple[str, str]:
    before = pairs[index - 1].source.text if index else ""
    after = pairs[index + 1].source.text if index + 1 < len(pairs) else ""
    return before, after


# Learning


class _Edited:
    """The article that a person edited."""

    def __init__(self, runs: Sequence[str]) -> None:
        self.runs = runs
        self.sentences = sentences_of(runs)
        self.per_run = Counter(sentence.run for sentence in self.sentences)


_Problem = Literal["unrelated", "inserted", "deleted", "divided", "merged"]


def _outcome(
    olds: Sequence[_Pair], news: Sequence[Sentence], edited: _Edited, per_run: Mapping[int, int]
) -> list[str] | _Problem:
    """What each of the old sentences became, or why that cannot be said."""
    if not olds or not news:
        return "deleted" if olds else "inserted"
    first, last = news[0], news[-1]
    if len(olds) > 1:
        pieces = [collapsed(piece) for piece in cuts_carried([old.machine.text for old in olds], first.text)]
        return pieces if all(pieces) else "merged"
    if first.run != last.run:
        return "divided"
    machine = olds[0].machine
    if len(news) == 1 and (per_run[machine.run] == 1) != (edited.per_run[first.run] == 1):
        # Part of a paragraph where a whole one stood: not the same thing unless it says so.
        return [first.text] if alike(machine.text, first.text) else "unrelated"
    return [collapsed(edited.runs[first.run][first.start : last.end])]


def _reports(why: _Problem, olds: Sequence[_Pair], news: Sequence[Sentence]) -> Iterator[Unassigned]:
    """What is not learned. What was divided or merged keeps the machine's text."""
    if why in {"divided", "merged"}:
        before, after = " ".join(old.source.text for old in olds), " ".join(new.text for new in news)
        yield Unassigned(why, before, olds[0].source.run, after)
        return
    for old in olds:
        yield Unassigned("deleted", old.source.text, old.source.run)
    for new in news:
        yield Unassigned("inserted", new.text, new.run)


def _joined(found: Iterable[Unassigned]) -> Iterator[Unassigned]:
    """Sentences in a row as one."""
    for (why, run), group in groupby(found, key=attrgetter("why", "run")):
        every = list(group)
        corrected = " ".join(one.corrected for one in every if one.corrected)
        yield Unassigned(why, " ".join(one.text for one in every), run, corrected)


def _places(
    pairs: Sequence[_Pair], outcomes: Mapping[int, str], from_: str, to: str, date: datetime | None
) -> Iterator[tuple[Correction, int]]:
    """What was decided for each sentence, and its run."""
    for index, corrected in sorted(outcomes.items()):
        source, machine = pairs[index]
        before, after = _neighbours(pairs, index)
        decided = Correction(source.text, corrected, from_, to, machine.text, before, after, date, date)
        yield decided, source.run


def _unambiguous(places: Sequence[tuple[Correction, int]]) -> tuple[list[Correction], list[Unassigned]]:
    """Each decision once, without those that contradict each other in the same surroundings."""
    surroundings: dict[tuple[str, str | None, str | None], set[str]] = defaultdict(set)
    for one, _ in places:
        surroundings[one.source, one.before, one.after].add(one.corrected)
    decided: dict[tuple[str, str | None, str | None], Correction] = {}
    ambiguous: list[Unassigned] = []
    for one, run in places:
        key = (one.source, one.before, one.after)
        if len(surroundings[key]) == 1:
            decided.setdefault(key, one)
        elif not one.is_kept:
            ambiguous.append(Unassigned("ambiguous", one.source, run, one.corrected))
    return list(decided.values()), ambiguous


# Merging

_Key = tuple[str, str, str]


def _key(one: Correction) -> _Key:
    return collapsed(one.source), one.from_, one.to


def in_order(corrections: Iterable[Correction]) -> list[Correction]:
    """Sorted by variants, sentence and place."""
    return sorted(corrections, key=_order)


def _order(one: Correction) -> tuple[str, ...]:
    place = (one.before or "", one.after or "", one.corrected, one.machine or "")
    # None and "" are written differently, so they tell as well, behind all that is seen.
    empty = "".join([str(value is None) for value in (one.before, one.after, one.machine, one.note)])
    return one.from_, one.to, one.source, *place, str(one.created), str(one.changed), one.note or "", one.unit, empty


def _settled(old: Sequence[Correction], new: Sequence[Correction]) -> list[Correction]:
    """All corrections of one sentence, where those in `new` are later than those in `old`."""
    replaced = {id(one): [before for before in old if _same_place(before, one)] for one in new}
    gone = {id(before) for befores in replaced.values() for before in befores}
    stay = [one for one in old if id(one) not in gone]
    come = [_renewed(replaced[id(one)], one) for one in new]
    every = [*stay, *come]
    if all(one.is_kept for one in every):
        return []
    if len({one.corrected for one in every}) > 1 or len(every) == 1:
        return every
    general = [one for one in every if one.is_general]
    return [_renewed(general[:1] or stay[:1], replace(every[-1], before=None, after=None))]


def _same_place(one: Correction, other: Correction) -> bool:
    return (one.is_general and other.is_general) or one.nearness(other.before, other.after) > 0


def _renewed(old: Sequence[Correction], new: Correction) -> Correction:
    """The newer correction with what only the older one knows; the older one where the newer says nothing new."""
    if not old:
        return new
    last = old[-1]
    same_context = (last.before, last.after) == (new.before, new.after)
    if same_context and (last.corrected, last.machine) == (new.corrected, new.machine):
        return last
    unit = new.unit or (last.unit if same_context else "")
    return replace(new, created=last.created or new.created, note=new.note or last.note, unit=unit)


# Applying


def _chosen(candidates: Sequence[Correction], before: str, after: str) -> Correction | None:
    """The correction for this place; None where they contradict each other and no neighbour decides."""
    if len(candidates) == 1:
        return candidates[0]
    near = [one.nearness(before, after) for one in candidates]
    best = max(near)
    fitting = [one for one, nearness in zip(candidates, near, strict=True) if nearness == best]
    if best == 0:
        fitting = [one for one in fitting if one.is_general] or fitting
    return fitting[-1] if len({one.corrected for one in fitting}) == 1 else None
