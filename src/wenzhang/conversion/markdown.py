"""The human text of a Markdown body: that of the HTML it stands for, taken back to where it is written."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from typing import TYPE_CHECKING

from wenzhang.conversion.html import read_body
from wenzhang.conversion.runs import holds_signs
from wenzhang.conversion.text import HumanText, LanguageTag, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.conversion.policy import Policy
    from wenzhang.conversion.text import Notation
    from wenzhang.markdown.rendering import Rendering
    from wenzhang.markdown.writer import Kind

__all__ = ["read_markdown_body"]

# A label without anything that means more than itself.
_PLAIN_LABEL = re.compile(r"[^\\&<>*_`~\[\]{}$!|\r\n]+")

_NOTE = re.compile(r"\[\^[^\s\[\]]+\]")

# Between two of these the end of a line is nothing; elsewhere it is a space (CSS Text 3, 4.1.3, leaves that open).
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")


def read_markdown_body(text: str, rendering: Rendering, policy: Policy) -> HumanText:
    """The human text of a body; all offsets are into `text`, the source of the whole."""
    found = read_body(rendering.html, 0, policy)
    human = HumanText()
    for tag in found.language_tags:
        for start, end, kind in rendering.pieces(tag.start, tag.end):
            if kind is not None:
                human.language_tags.append(LanguageTag(start, end, tag.of_link))
    writer = _Writer(text, rendering, human.stretches)
    for stretch in found.stretches:
        writer.write(stretch)
    human.stretches += [Stretch(title.start, title.end, None, "title") for title in rendering.titles]
    return human


class _Writer:
    """Takes stretches of the HTML to the source, where one may be in several pieces."""

    def __init__(self, text: str, rendering: Rendering, stretches: list[Stretch]) -> None:
        self.text = text
        self.rendering = rendering
        self.stretches = stretches
        self.run = 0  # those of the HTML, renumbered, since they also end at what must stay
        self.of: int | None = None
        self.last = ""  # the last character of the run
        self.line_end: tuple[int, int] | None = None  # behind it
        self.labels = _Labels(text, rendering)
        self.has_notes = "[^" in text

    def write(self, stretch: Stretch) -> None:
        """Adds a stretch of the HTML."""
        pieces = self.rendering.pieces(stretch.start, stretch.end)
        if stretch.run is None and len(pieces) == 1:
            start, end, kind = pieces[0]
            if kind is not None and not self.labels.holds(start):
                self.stretches.append(Stretch(start, end, stretch.lang, self.notation(start, kind, stretch)))
            return
        if stretch.run is None or stretch.run != self.of:
            self.end_run()
            self.of = stretch.run
        for start, end, kind in pieces:
            if kind is None or self.labels.holds(start):
                self.end_run()
            elif kind == "break":
                self.line_end = start, end
            elif end > start and kind == "markdown" and self.has_notes:
                self.put_around_notes(start, end, stretch)
            elif end > start:
                self.put(start, end, self.notation(start, kind, stretch), stretch)

    def put_around_notes(self, start: int, end: int, stretch: Stretch) -> None:
        """Adds a piece but for what may name a footnote: of no known one, or before a bracket."""
        for note in _NOTE.finditer(self.text, start, end):
            if note.start() > start:
                self.put(start, note.start(), self.notation(start, "markdown", stretch), stretch)
            self.end_run()
            start = note.end()
        if end > start:
            self.put(start, end, self.notation(start, "markdown", stretch), stretch)

    def notation(self, start: int, kind: Kind, stretch: Stretch) -> Notation:
        """How a piece is written that begins at `start`."""
        if kind == "markdown":
            return self.labels.notations.get(start, kind)
        if kind == "html":
            return "attribute" if stretch.notation in ("double", "single") else stretch.notation
        return "plain" if kind == "break" else kind

    def put(self, start: int, end: int, notation: Notation, stretch: Stretch) -> None:
        """Adds a piece to the run, behind the end of a line unless that joins what is around it."""
        if self.line_end is not None:
            if self.last and not (_CHINESE.match(self.last) and _CHINESE.match(self.text[start])):
                line_end = Stretch(*self.line_end, stretch.lang, "plain", self.run, stretch.paragraph)
                self.stretches.append(line_end)
            self.line_end = None
        self.stretches.append(Stretch(start, end, stretch.lang, notation, self.run, stretch.paragraph))
        self.last = self.text[end - 1]

    def end_run(self) -> None:
        """Lets what follows be a text of its own."""
        self.run += 1
        self.last = ""
        self.line_end = None


class _Labels:
    """What is the text of a link or an image and the label that leads to its address at once: `[text][]`, `[text]`.

    The label must stay. Text alone may change, for then it can stand behind that; with markup it stays as a whole.
    """

    def __init__(self, text: str, rendering: Rendering) -> None:
        self.notations: dict[int, Notation] = {}
        """How those of text alone are written, by where they begin."""
        self.fixed: list[tuple[int, int]] = []
        if "]:" in text:
            for start, end, close in _references(text, rendering):
                if _PLAIN_LABEL.fullmatch(text, start, close) and not holds_signs(text[start:close]):
                    self.notations[start] = "collapsed" if text.startswith("[]", close + 1) else "shortcut"
                else:
                    self.fixed.append((start, end))
            self.fixed.sort()

    def holds(self, place: int) -> bool:
        """Whether a place is within one that stays."""
        index = bisect_right(self.fixed, (place, sys.maxsize)) - 1
        return index >= 0 and place < self.fixed[index][1]


def _references(text: str, rendering: Rendering) -> Iterator[tuple[int, int, int]]:
    """Where the text of collapsed and shortcut references begins, where they end, and the bracket behind the text."""
    base = rendering.base
    open_: list[int] = []
    reached = 0
    for html, start, end, kind in rendering.parts:
        if kind is None and html.startswith(("<a href=", '<img src="')):
            open_.append(base + start)
        elif kind is None and open_ and html == ('">' if text[open_[-1]] == "!" else "</a>"):
            begin, stop = open_.pop(), base + end
            behind = text[reached : stop - 1]
            if text.endswith("[]", begin, stop):
                yield begin + 1 + (text[begin] == "!"), stop, stop - 3
            elif text.endswith("]", begin, stop) and "[" not in behind:
                yield begin + 1 + (text[begin] == "!"), stop, stop - 1
        if end > start:
            reached = base + end
