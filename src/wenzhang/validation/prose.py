"""The prose of an article: its text as readers see it, and the way back from there to the source.

What is text is what a conversion may change (`wenzhang.conversion.policy`): runs across inline tags, attributes and
values of the front matter for people, references by what they mean; no code, no URL, no template, no other language.
All of it is one string, so that a rule looks at it with one search:

```
title of the front matter ⟨U+2029⟩ a paragraph with ⟨U+FFFC⟩ in it ⟨U+2029⟩ another, ⟨LF⟩ broken
```
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.detect import clear_script, detect, script_evidence
from wenzhang.conversion.human import human_text
from wenzhang.conversion.policy import POLICY
from wenzhang.conversion.runs import runs_in
from wenzhang.conversion.variants import find_variant, is_chinese
from wenzhang.errors import EditError
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Edit, Span
from wenzhang.validation.characters import BREAK, OBJECT, PARAGRAPH
from wenzhang.validation.diagnostic import Fix
from wenzhang.validation.marks import gap_place, is_kept_by_space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wenzhang.conversion.runs import Run
    from wenzhang.conversion.text import HumanText, Stretch
    from wenzhang.conversion.variants import Script, Variant
    from wenzhang.validation.subject import Subject

__all__ = ["BREAK", "OBJECT", "PARAGRAPH", "Prose", "Replacement", "read_prose"]

Replacement = tuple[int, int, str]
"""Start and end in the prose, in code points, and what is to stand there."""


class _Passage(NamedTuple):
    """A run and where it begins in the prose."""

    start: int
    run: Run


class Prose:
    """The text of an article for its readers, in its own language, and where each code point of it stands.

    `declared` is the variant that the article says it is in, None where it says none. `script` is that of its text,
    where that is clear; else the declared one, else that of which there is more; None where nothing tells.
    `stretches` are all texts, those in other languages as well.
    """

    def __init__(self, source: str, human: HumanText, body_start: int, anchors: Callable[[], list[Span]]) -> None:
        self.source = source
        self._find_anchors = anchors
        self.human = human
        self.body_start = body_start
        self.stretches = human.stretches
        language = human.language or _language_of_most(human)
        self.declared: Variant | None = find_variant(language) if language else None
        runs = _own_runs(source, human, language)
        self.text, self.starts, self._runs = _joined(source, runs)
        self.shown: Script | None = _shown(self.text)
        self.script: Script | None = self.shown or (self.declared.script if self.declared else _leaning(self.text))

    @cached_property
    def variant(self) -> Variant | None:
        """The variant that the text is in: the declared one, unless it is of the other script or names no region.

        Then the region shows by the forms and words of the text. None where not even the script does.
        """
        if self.script is None:
            return None
        if self.declared is not None and self.declared.script == self.script and self.declared.region:
            return self.declared
        return detect(self.text, self.script)

    def span(self, start: int, end: int) -> Span:
        """Where in the source a stretch of the prose is, from its first code point to its last."""
        first, run = self._passage(start)
        if end <= first + len(run.text):
            return run.span(start - first, end - first)
        last, other = self._passage(end - 1)
        return Span(run.span(start - first, start - first + 1).start, other.span(end - 1 - last, end - last).end)

    def fix(self, replacements: Iterable[Replacement], *, safe: bool) -> Fix | None:
        """The edits that replace stretches of the prose; None where one of them cannot stand in the source.

        A stretch across tags is replaced code point by code point where the number stays, else within its first
        piece. What is put in between two pieces, as an empty stretch, stands outside of inline tags: before one that
        starts, behind one that ends. No fix of a heading of Markdown is safe, whose text often becomes its anchor.
        """
        edits: list[Edit] = []
        for start, end, text in replacements:
            first, run = self._passage(start, is_empty=start == end)
            found = _edits(self.source, run, start - first, end - first, text)
            if found is None:
                return None
            edits += found
        is_safe = safe and not any(self.is_in_anchor(edit.span.start) for edit in edits)
        return Fix(tuple(sorted(edits, key=attrgetter("span"))), is_safe)

    def is_in_anchor(self, place: int) -> bool:
        """Whether a place of the source is in a heading of Markdown."""
        anchors = self._anchors
        index = bisect_right(anchors, place, key=attrgetter("start")) - 1
        return index >= 0 and place < anchors[index].end

    @cached_property
    def _anchors(self) -> list[Span]:
        return self._find_anchors()

    def paragraph(self, offset: int) -> tuple[int, int]:
        """Where the paragraph begins and ends that an offset is in."""
        ends = self._paragraph_ends
        index = bisect_left(ends, offset)
        return ends[index - 1] + 1 if index else 0, ends[index] if index < len(ends) else len(self.text)

    @cached_property
    def _paragraph_ends(self) -> list[int]:
        return [found.start() for found in re.finditer(PARAGRAPH, self.text)]

    def around(self, start: int, end: int, reach: int) -> tuple[str, str]:
        """What stands in the paragraph before and behind a stretch, up to so many code points of each."""
        first, last = self.paragraph(start)[0], self.paragraph(end)[1]
        return self.text[max(first, start - reach) : start], self.text[end : min(last, end + reach)]

    def is_cut(self, offset: int) -> bool:
        """Whether a tag stands between the code points before and behind an offset, which is within a paragraph."""
        first, run = self._passage(offset)
        cuts = run.cuts
        index = bisect_left(cuts, offset - first)
        return offset == first or (index < len(cuts) and cuts[index] == offset - first)

    def is_in_head(self, offset: int) -> bool:
        """Whether a code point stands in the front matter."""
        return self.span(offset, offset + 1).start < self.body_start

    def _passage(self, offset: int, *, is_empty: bool = False) -> _Passage:
        index = bisect_right(self.starts, offset) - 1
        if is_empty and index and self.starts[index] == offset and self.text[offset - 1] not in (PARAGRAPH, BREAK):
            index -= 1
        return _Passage(self.starts[index], self._runs[index])


def read_prose(subject: Subject) -> Prose:
    """The prose of an article."""
    article = subject.article
    reading = read_front_matter(subject.source)
    human = human_text(subject.source, reading, POLICY, article.format, captions=article.italic_captions)

    def anchors() -> list[Span]:
        return [heading.span for heading in subject.headings] if article.format == "markdown" else []

    return Prose(subject.text, human, reading.body_start, anchors)


def _language_of_most(human: HumanText) -> str | None:
    """The language that most of the text is marked with, where the article as a whole says nothing."""
    lengths: Counter[str | None] = Counter()
    for stretch in human.stretches:
        lengths[stretch.lang] += stretch.end - stretch.start
    lengths[None] += sum([len(run.text) for run in human.runs])
    return max(lengths, key=lengths.__getitem__)


def _own_runs(source: str, human: HumanText, language: str | None) -> list[Run]:
    """The runs in the language of the article, in the order of the source; those of paragraphs come first."""
    own = find_variant(language) if language else None

    def is_wanted(stretch: Stretch) -> bool:
        if not stretch.lang or stretch.lang == language:
            return True
        marked = find_variant(stretch.lang)
        if marked is None:
            return is_chinese(stretch.lang)
        return own is not None and marked.script == own.script

    runs = runs_in(source, human, is_wanted)
    return [*(run for run in runs if run.paragraph is not None), *(run for run in runs if run.paragraph is None)]


def _joined(source: str, runs: Sequence[Run]) -> tuple[str, list[int], Sequence[Run]]:
    """All text, with what stands between two runs; where each of them begins in it; the runs."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    paragraph: int | None = None
    end = 0
    for run in runs:
        pieces = run.pieces
        if parts:
            is_same = run.paragraph is not None and run.paragraph == paragraph
            parts.append(_between(source[end : pieces[0].start]) if is_same else PARAGRAPH)
            at += 1
        starts.append(at)
        parts.append(run.text)
        at += len(run.text)
        paragraph = run.paragraph
        end = pieces[-1].place(len(pieces[-1].text))
    return "".join(parts), starts, runs


_LINE_BREAK = re.compile(
    r"(?:\s|<(?!br\b)[^<>]*>|\\)*(?:<br\b[^<>]*>|(?:  |\\)\r?\n)(?:\s|<[^<>]*>|\\)*", re.IGNORECASE
)


def _between(written: str) -> str:
    """What stands for the source between two runs of a paragraph."""
    return BREAK if _LINE_BREAK.fullmatch(written) else OBJECT


def _shown(text: str) -> Script | None:
    """The script of a text, where that is clear."""
    return clear_script(text) or script_evidence(text).script


def _leaning(text: str) -> Script | None:
    """The script that a text has more of, by its different characters; None where it has no more of either."""
    evidence = script_evidence(text)
    if not evidence.chinese or evidence.traditional == evidence.simplified:
        return None
    return "Hant" if evidence.traditional > evidence.simplified else "Hans"


def _edits(source: str, run: Run, start: int, end: int, text: str) -> list[Edit] | None:
    """What makes a stretch of a run another text; None where that cannot stand there."""
    first = bisect_right(run.cuts, start)
    if start == end and first and run.cuts[first - 1] == start:
        place = gap_place(source, run, first)
        return None if place is None else [Edit(Span(place, place), text)]
    last = bisect_left(run.cuts, end)
    edits: list[Edit] = []
    for index in range(first, last + 1):
        piece = run.pieces[index]
        begin = run.cuts[index - 1] if index else 0
        low, high = max(start - begin, 0), min(end - begin, len(piece.text))
        part = text if first == last else _part(text, low + begin - start, high + begin - start, end - start)
        if not part and high - low == len(piece.text) and (run.is_markdown or len(run.pieces) == 1):
            return None
        if run.is_markdown and _loses_space(piece.text[low:high], part) and is_kept_by_space(source, piece.place(low)):
            return None
        try:
            edits += piece.replace(_changes(piece.text, low, high, part))
        except EditError:
            return None
    return edits


def _loses_space(old: str, new: str) -> bool:
    return sum(map(str.isspace, old)) > sum(map(str.isspace, new))


def _part(text: str, start: int, end: int, length: int) -> str:
    """What a piece gets of a text that replaces `length` code points, of which it has those from `start` to `end`."""
    if len(text) == length:
        return text[start:end]
    return text if start == 0 else ""


def _changes(text: str, start: int, end: int, replacement: str) -> list[tuple[int, int, str]]:
    """The least changes that replace a stretch: each code point that differs, where the number stays."""
    old = text[start:end]
    if len(old) == len(replacement):
        pairs = enumerate(zip(old, replacement, strict=True), start)
        return [(place, place + 1, new) for place, (before, new) in pairs if before != new]
    same = _alike(old, replacement)
    old, replacement = old[same:], replacement[same:]
    behind = _alike(old[::-1], replacement[::-1])
    return [(start + same, end - behind, replacement[: len(replacement) - behind])]


def _alike(one: str, other: str) -> int:
    """How many code points two texts of different length begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (first, second) in pairs if first != second), min(len(one), len(other)))
