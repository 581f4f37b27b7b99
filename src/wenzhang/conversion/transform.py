"""What becomes of the texts of an article: glossary and overrides, dictionaries, punctuation, corrections, in turn."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.align import moved_cuts
from wenzhang.conversion.parts import Converted, Fixed, convert_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.conversion.glossary import Glossary, Match
    from wenzhang.conversion.memory import Applied, Memory
    from wenzhang.conversion.runs import Run
    from wenzhang.conversion.variants import Variant

__all__ = ["ConvertedRun", "Result", "Transform"]

Replacement = tuple[int, int, str]


class ConvertedRun(NamedTuple):
    """A run, what it says in the target, and where its pieces begin there, the first one aside.

    `machine` is the text before a person's corrections.
    """

    run: Run
    text: str
    cuts: Sequence[int]
    machine: str

    @property
    def pieces(self) -> list[str]:
        """The text of each piece."""
        if not self.cuts:
            return [self.text]
        return [self.text[start:end] for start, end in pairwise((0, *self.cuts, len(self.text)))]


class Result(NamedTuple):
    """The runs in the target, and what became of a person's corrections, None where there are none."""

    runs: tuple[ConvertedRun, ...]
    corrections: Applied | None = None


class Transform(NamedTuple):
    """From one variant to another, by OpenCC's configurations in turn and all that goes before and after them."""

    origin: Variant
    target: Variant
    chain: tuple[str, ...]
    punctuation: bool
    overrides: bool
    glossary: Glossary
    memory: Memory

    @property
    def does_nothing(self) -> bool:
        """Whether every text stays as it is."""
        return not (self.chain or self.punctuation or self.overrides or self.glossary.terms or self.memory.corrections)

    @property
    def is_plain(self) -> bool:
        """Whether the dictionaries alone decide, which replace no character that means something to HTML or YAML."""
        return not (self.overrides or self.glossary.terms or self.memory.corrections)

    @property
    def asks_for_order(self) -> bool:
        """Whether it matters which text stands before which."""
        return self.punctuation or bool(self.memory.corrections)

    def texts(self, texts: Sequence[str]) -> list[str]:
        """Texts, each a run and a paragraph of its own, in the target."""
        converted = self._punctuated(self._converted(texts, [()] * len(texts)), [None] * len(texts))
        return [text for text, _ in self._corrected(texts, converted)[0]]

    def runs(self, runs: Sequence[Run]) -> Result:
        """Runs in the target."""
        texts = [run.text for run in runs]
        machine = self._punctuated(self._converted(texts, [run.cuts for run in runs]), [run.paragraph for run in runs])
        corrected, applied = self._corrected(texts, machine)
        found = zip(runs, machine, corrected, strict=True)
        return Result(
            tuple(self._shared(ConvertedRun(run, *final, before.text)) for run, before, final in found), applied
        )

    def _shared(self, converted: ConvertedRun) -> ConvertedRun:
        """With something of the text for each piece of a run, where an empty one would mean something."""
        if not converted.cuts or not converted.run.is_markdown:
            return converted
        pieces = converted.pieces
        if "" not in pieces:
            return converted
        shared = converted.run.shared(pieces, lambda text: self._converted([text], [()])[0].text)
        return converted._replace(text="".join(shared), cuts=list(accumulate(map(len, shared[:-1]))))

    def fixed(self, text: str) -> list[Fixed]:
        """The parts of a text whose result is fixed, in order. Where two overlap, the one that begins first counts."""
        found = [Fixed(match.start, match.end, match.term.target(self.target)) for match in self.terms(text)]
        if self.overrides:
            from wenzhang.conversion.overrides import overrides

            found += overrides(text, self.target)
        return list(_without_overlaps(found))

    def terms(self, text: str) -> list[Match]:
        """The terms of the glossary in a text that are locked or have something to say for the target."""
        if not self.glossary.terms:
            return []
        found = self.glossary.matches(text)
        return [match for match in found if match.term.is_locked or match.term.find_target(self.target) is not None]

    def _converted(self, texts: Sequence[str], cuts: Sequence[Sequence[int]]) -> list[Converted]:
        fixes = bool(self.glossary.terms or self.overrides)
        return convert_parts(texts, cuts, [self.fixed(text) for text in texts] if fixes else (), self.chain)

    def _punctuated(self, converted: list[Converted], paragraphs: Sequence[int | None]) -> list[Converted]:
        if not self.punctuation:
            return converted
        from wenzhang.conversion.punctuation import convert_quotes

        groups: dict[int, list[int]] = defaultdict(list)
        for index, paragraph in enumerate(paragraphs):
            groups[-1 - index if paragraph is None else paragraph].append(index)
        changes = convert_quotes([[converted[index].text for index in group] for group in groups.values()], self.target)
        result = list(converted)
        for group, of_group in zip(groups.values(), changes, strict=True):
            for index, replacements in zip(group, of_group, strict=True):
                result[index] = _replaced_outside(converted[index], replacements)
        return result

    def _corrected(
        self, texts: Sequence[str], machine: Sequence[Converted]
    ) -> tuple[list[tuple[str, Sequence[int]]], Applied | None]:
        """The final texts with their cuts."""
        if not self.memory.corrections:
            return [(converted.text, converted.cuts) for converted in machine], None
        said = [converted.text for converted in machine]
        applied = self.memory.apply(texts, said, self.origin.tag, self.target.tag)
        corrected: list[tuple[str, Sequence[int]]] = []
        for converted, replacements in zip(machine, applied.replacements, strict=True):
            changes = _outside(replacements, converted.fixed)
            corrected.append((_replaced(converted.text, changes), moved_cuts(converted.cuts, changes)))
        return corrected, applied


def _without_overlaps(found: list[Fixed]) -> Iterator[Fixed]:
    at = 0
    for part in sorted(found):
        if part.start >= at:
            yield part
            at = part.end


def _outside(changes: Sequence[Replacement], fixed: Sequence[tuple[int, int]]) -> Sequence[Replacement]:
    """The changes that touch no fixed part; both are in order."""
    if not fixed:
        return changes
    ends = [end for _, end in fixed]
    allowed = []
    for change in changes:
        nearest = bisect_right(ends, change[0])  # the first that ends behind the beginning of the change
        if nearest == len(fixed) or fixed[nearest][0] >= change[1]:
            allowed.append(change)
    return allowed


def _replaced_outside(converted: Converted, changes: Sequence[Replacement]) -> Converted:
    """With changes that keep the length made, but for those in fixed parts."""
    allowed = _outside(changes, converted.fixed)
    return converted._replace(text=_replaced(converted.text, allowed)) if allowed else converted


def _replaced(text: str, changes: Sequence[Replacement]) -> str:
    if not changes:
        return text
    parts: list[str] = []
    at = 0
    for start, end, replacement in changes:
        parts += text[at:start], replacement
        at = end
    return "".join([*parts, text[at:]])
