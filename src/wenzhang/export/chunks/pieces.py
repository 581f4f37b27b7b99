"""Pieces of text that know their places, and how they are divided.

A row of a table is divided into its cells, text into sentences, these at the marks within them, code into lines; what
is longer still is cut between words, and a word between characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from wenzhang.conversion.sentences import sentence_spans
from wenzhang.export.chunks.places import Places, places
from wenzhang.export.text_lines import CLUSTER
from wenzhang.model import CodeBlock, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.model import Node

__all__ = ["Kind", "Piece", "Run", "Unit", "stripped"]

Kind = Literal["text", "figure", "faq", "table", "code"]
Fits = Callable[[str], bool]

_CLUSTER = re.compile(CLUSTER, re.DOTALL)
# 句内点号 of GB/T 15834-2011, 4.4 to 4.7, with what closes behind them; of ASCII only before white space.
_CLAUSE = re.compile(r"(?:[，、；：—…]|[,;:](?=\s))+[」』”’）】］〕》〉)\]]*+\s*+")
_LINE = re.compile(r"\n")
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f_'’-]")


class Mark(Struct, gc=False):
    """From `start` in a run on, its text is that of a node from `index` on; of none, white space."""

    start: int
    node: Node | None
    index: int


class Run(Struct, dict=True):
    """A paragraph, a cell, a caption, a block of code: what is read without a break.

    `separator` stands between it and the run before it. `row` is the number of the table's row that it is in. One that
    `leads` is repeated as context where its unit goes on: a question, a caption, the head of a table.
    """

    text: str
    separator: str
    marks: list[Mark]
    source: str
    row: int = 0
    leads: bool = False
    code: bool = False

    @cached_property
    def span(self) -> tuple[int, int]:
        """From the first node to the last."""
        spans = [mark.node.span for mark in self.marks if mark.node is not None]
        return min(span.start for span in spans), max(span.end for span in spans)

    @cached_property
    def _starts(self) -> list[int]:
        return [mark.start for mark in self.marks]

    @cached_property
    def _places(self) -> dict[int, Places | None]:
        return {}

    def start(self, offset: int) -> int:
        """Where in the source the character at an offset begins, or what holds it."""
        return self._bound(offset, 1)

    def end(self, offset: int) -> int:
        """Where in the source the character before an offset ends, or what holds it."""
        return self._bound(offset - 1, -1)

    def _bound(self, offset: int, step: int) -> int:
        number = bisect_right(self._starts, offset) - 1
        mark = self.marks[number]
        while mark.node is None:  # white space between; what is next to it counts
            number += step
            if not 0 <= number < len(self.marks):
                return self.span[0 if step > 0 else 1]
            mark = self.marks[number]
            offset = mark.start if step > 0 else self.marks[number + 1].start - 1
        span = mark.node.span
        found = self._places_of(mark.node)
        if found is None:
            return span.start if step > 0 else span.end
        place = mark.index + offset - mark.start
        return span.start + (found.starts[place] if step > 0 else found.ends[place])

    def _places_of(self, node: Node) -> Places | None:
        known = self._places
        if id(node) not in known:
            known[id(node)] = self._find_places(node)
        return known[id(node)]

    def _find_places(self, node: Node) -> Places | None:
        if isinstance(node, Text):
            said = node.value
        elif isinstance(node, CodeBlock):
            said = node.code
        else:
            return None
        if not self.source and len(said) == node.span.length:  # an article without its source
            return Places(range(len(said)), range(1, len(said) + 1))
        return places(said, self.source[node.span.start : node.span.end])


class Unit(Struct, dict=True):
    """What a chunk is made of, or several: a block of text, a heading, a figure, a question with its answer and so on.

    `section` is the number of the section it is in, `notes` is what is not to be seen but belongs to it: alt texts.
    """

    kind: Kind
    runs: list[Run]
    section: int = 0
    headings: tuple[tuple[int, str], ...] = ()
    span: tuple[int, int] | None = None
    is_heading: bool = False
    notes: list[str] = []

    @cached_property
    def context(self) -> str:
        """The question, the caption and the head of the table, for where the unit goes on."""
        return _joined([run for run in self.runs if run.leads])

    def pieces(self) -> Iterator[Piece]:
        """The rows, and the runs that are in none."""
        row: list[Run] = []
        for run in self.runs:
            if row and not (run.row and run.row == row[0].row):
                yield Piece(self, tuple(row))
                row = []
            row.append(run)
        if row:
            yield Piece(self, tuple(row))


class Piece(Struct):
    """Runs of a unit, or a part of one run, from `start` to `end`, which came from the division numbered `level`."""

    unit: Unit
    runs: tuple[Run, ...]
    start: int = 0
    end: int = -1
    level: int = 0

    @property
    def text(self) -> str:
        """What it says."""
        if len(self.runs) > 1:
            return _joined(self.runs)
        return self.runs[0].text if self.end < 0 else self.runs[0].text[self.start : self.end]

    @property
    def separator(self) -> str:
        """What stands between it and the piece before it."""
        return "" if self.start else self.runs[0].separator

    @property
    def begins(self) -> bool:
        """Whether its unit begins with it."""
        return self.start == 0 and self.runs[0] is self.unit.runs[0]

    @property
    def ends(self) -> bool:
        """Whether its unit ends with it."""
        last = self.runs[-1]
        return last is self.unit.runs[-1] and self.end in (-1, len(last.text))

    def spans(self) -> Iterator[tuple[int, int]]:
        """Places in the source that are its own, each as start and end."""
        if len(self.runs) > 1:
            yield from (run.span for run in self.runs)
        elif not self.text.isspace():
            run = self.runs[0]
            start, end = run.span
            if self.start:
                start = run.start(self.start)
            if 0 <= self.end < len(run.text):
                end = run.end(self.start + len(self.text.rstrip()))
            yield start, max(start, end)
        if self.unit.span is not None and self.begins:
            yield self.unit.span[0], self.unit.span[0]
        if self.unit.span is not None and self.ends:
            yield self.unit.span[1], self.unit.span[1]

    @property
    def is_prose(self) -> bool:
        """Whether it is a whole run of sentences."""
        return self.level == 0 and len(self.runs) == 1 and not self.runs[0].code and not self.runs[0].row

    def divided(self, fits: Fits) -> list[Piece]:
        """Smaller pieces, together all of it; itself where it is one character."""
        if len(self.runs) > 1:
            return [Piece(self.unit, (run,)) for run in self.runs]
        ways = _CODE if self.runs[0].code else _PROSE
        text = self.text
        for level in range(self.level, len(ways)):
            cuts = ways[level](text, fits)
            if len(cuts) > 1:
                return [
                    Piece(self.unit, self.runs, self.start + start, self.start + end, level + 1) for start, end in cuts
                ]
        return [self]


def stripped(text: str) -> str:
    """The text of a chunk, without the white space around it that is not the indentation of code."""
    return text.strip("\n").rstrip()


def _joined(runs: Sequence[Run]) -> str:
    if not runs:
        return ""
    return runs[0].text + "".join([run.separator + run.text for run in runs[1:]])


# Divisions: a text into starts and ends, contiguous


def _sentences(text: str, fits: Fits) -> list[tuple[int, int]]:
    return sentence_spans(text)


def _clauses(text: str, fits: Fits) -> list[tuple[int, int]]:
    return _behind(_CLAUSE, text)


def _lines(text: str, fits: Fits) -> list[tuple[int, int]]:
    return _behind(_LINE, text)


def _behind(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    cuts = [match.end() for match in pattern.finditer(text)]
    return [(start, end) for start, end in pairwise([0, *cuts, len(text)]) if end > start]


def _cuts(text: str, fits: Fits) -> list[tuple[int, int]]:
    """The longest parts that fit, none less than a character; a Latin word is cut only if it alone is too long."""
    bounds = [match.start() for match in _CLUSTER.finditer(text)]
    bounds.append(len(text))
    parts: list[tuple[int, int]] = []
    at = 0
    while at < len(bounds) - 1:
        start = bounds[at]
        after = _furthest(bounds, at, lambda end, start=start: fits(text[start:end]))  # type: ignore[misc]
        end = bounds[after]
        whole = _before_word(text, start, end)
        if whole > start and fits(text[start:whole]):
            after = bisect_right(bounds, whole) - 1
        parts.append((start, bounds[after]))
        at = after
    return parts


def _furthest(bounds: list[int], at: int, fits: Callable[[int], bool]) -> int:
    """The last bound up to which it fits, looked for in steps that double, then halve; one at least."""
    last = len(bounds) - 1
    good, step = at + 1, 1
    while good + step <= last and fits(bounds[good + step]):
        good += step
        step *= 2
    bad = min(good + step, last + 1)
    while bad - good > 1:
        middle = (good + bad) // 2
        if fits(bounds[middle]):
            good = middle
        else:
            bad = middle
    return good


def _before_word(text: str, start: int, end: int) -> int:
    """The start of the word that `end` is within, or `end` if it is within none."""
    if end == len(text) or not _WORD.match(text[end]):
        return end
    while end > start and _WORD.match(text[end - 1]):
        end -= 1
    return end


_PROSE = (_sentences, _clauses, _cuts)
_CODE = (_lines, _cuts)
