"""The human text of a Markdown body: that of the HTML it stands for, taken back to where it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.conversion.html import read_body
from wenzhang.conversion.text import HumanText, LanguageTag, Stretch

if TYPE_CHECKING:
    from wenzhang.conversion.policy import Policy
    from wenzhang.conversion.text import Notation
    from wenzhang.markdown.rendering import Kind, Rendering

__all__ = ["read_markdown_body"]

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

    def write(self, stretch: Stretch) -> None:
        """Adds a stretch of the HTML."""
        pieces = self.rendering.pieces(stretch.start, stretch.end)
        if stretch.run is None and len(pieces) == 1:
            start, end, kind = pieces[0]
            if kind is not None:
                self.stretches.append(Stretch(start, end, stretch.lang, _notation(kind, stretch)))
            return
        if stretch.run is None or stretch.run != self.of:
            self.end_run()
            self.of = stretch.run
        for start, end, kind in pieces:
            if kind is None:
                self.end_run()
            elif kind == "break":
                self.line_end = start, end
            elif end > start:
                self.put(start, end, _notation(kind, stretch), stretch)

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


def _notation(kind: Kind, stretch: Stretch) -> Notation:
    return stretch.notation if kind == "html" else "plain" if kind == "break" else kind
