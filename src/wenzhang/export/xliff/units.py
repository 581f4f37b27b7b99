"""The units of an article: what a reader reads in one go, and the codes between its texts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from wenzhang.conversion.elements import INLINE
from wenzhang.conversion.human import human_text
from wenzhang.conversion.language_tags import is_to_convert
from wenzhang.conversion.markup import ATTRIBUTE
from wenzhang.conversion.policy import POLICY
from wenzhang.conversion.runs import runs_in
from wenzhang.export.xliff.codes import Code, HtmlMarks, MarkdownMarks, Token, collapsed_tokens, paired
from wenzhang.read.frontmatter import read_front_matter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wenzhang.conversion.runs import Piece, Run
    from wenzhang.conversion.text import HumanText
    from wenzhang.conversion.variants import Variant
    from wenzhang.export.xliff.codes import Marks
    from wenzhang.markdown.rendering import Rendering
    from wenzhang.model import Format
    from wenzhang.read.frontmatter import FrontMatterReading
    from wenzhang.source import Source

__all__ = ["Text", "Texts", "Unit", "read_texts"]

_OBJECT = "\ufffc"  # reads as a word that nobody knows
_LINE_BREAK = "\n"
_LINE_END = re.compile(r"[ \t]*[\r\n]")


class Text(NamedTuple):
    """A text of a unit: piece `piece` of run `run`, or, where they are negative, a place between two codes."""

    start: int
    text: str = ""
    run: int = -1
    piece: int = -1


class Unit(NamedTuple):
    """Texts, and between each two of them a code. `name` says for people where it stands."""

    id: str
    name: str
    texts: tuple[Text, ...]
    codes: tuple[Code, ...]

    @property
    def start(self) -> int:
        """Where in the source it begins."""
        return self.texts[0].start


class Texts(Struct, frozen=True):
    """All human text of a source, in its order, as runs and as units; `rendering` is that of a body in Markdown."""

    source: Source
    format: Format
    human: HumanText
    body_start: int
    runs: list[Run]
    units: list[Unit]
    rendering: Rendering | None = None

    def piece(self, text: Text) -> Piece | None:
        """The piece that a text is; None for a place between two codes."""
        return None if text.run < 0 else self.runs[text.run].pieces[text.piece]


def read_texts(
    source: Source, format: Format, origin: Variant, target: Variant, human: HumanText | None = None
) -> Texts:
    """The texts of a source that are to become another variant; with the same one twice, those that are in it.

    `human` is its human text, where that is read already. Raises `FrontMatterError` for front matter that cannot be
    read.
    """
    reading = read_front_matter(source)
    if reading.problem is not None:
        raise reading.problem
    if human is None:
        human = human_text(source, reading, POLICY, format)
    runs = runs_in(source.text, human, lambda stretch: is_to_convert(stretch.lang, origin, target))
    runs.sort(key=lambda run: run.pieces[0].start)
    rendering = None
    marks: Marks = HtmlMarks(source.text)
    if format == "markdown":
        from wenzhang.markdown.rendering import rendered

        rendering = rendered(source, reading.body_start)
        marks = MarkdownMarks(source.text, rendering)
    units = _Units(source.text, reading, human, runs, marks).read()
    return Texts(source, format, human, reading.body_start, runs, units, rendering)


class _Units:
    """Makes units of runs, with what stands between them and around them."""

    def __init__(
        self, text: str, reading: FrontMatterReading, human: HumanText, runs: Sequence[Run], marks: Marks
    ) -> None:
        self.text = text
        self.reading = reading
        self.runs = runs
        self.marks = marks
        self.alone = sorted([stretch for stretch in human.stretches if stretch.run is None], key=attrgetter("start"))
        self.alone_starts = [stretch.start for stretch in self.alone]
        self.keys = _keys(reading)
        # What stands around a unit reaches to the next text on either side, that in attributes left out.
        running = [run for run in runs if run.paragraph is not None]
        self.ends = sorted([reading.body_start, *[_end(run.pieces[-1]) for run in running]])
        self.starts = [run.pieces[0].start for run in running]

    def read(self) -> list[Unit]:
        """All of them, those without a word left out."""
        units: list[Unit] = []
        for group in self._groups():
            texts, codes = self._inside(group)
            if any(text.text.strip() for text in texts):
                self._extend(texts, codes)
                name = self._name(self.runs[group[0]], texts[0].start)
                units.append(Unit(f"u{len(units) + 1}", name, tuple(texts), tuple(paired(codes))))
        return units

    def _groups(self) -> list[list[int]]:
        """The numbers of the runs of each unit: those of a paragraph, or of what is a text of its own."""
        groups: dict[tuple[str, int], list[int]] = {}
        broken = 0
        for number, run in enumerate(self.runs):
            key = self._key(run)
            group = groups.get(key)
            if group and _end(self.runs[group[-1]].pieces[-1]) > run.pieces[0].start:  # it does not go on here
                broken += 1
                groups["broken", broken] = groups.pop(key)
            groups.setdefault(key, []).append(number)
        return sorted(groups.values())

    def _key(self, run: Run) -> tuple[str, int]:
        if run.paragraph is not None:
            return "paragraph", run.paragraph
        start = run.pieces[0].start
        index = bisect_right(self.alone_starts, start) - 1
        if index >= 0 and start < self.alone[index].end:
            return "alone", self.alone_starts[index]
        return "run", start

    def _inside(self, group: Sequence[int]) -> tuple[list[Text], list[Code]]:
        """The texts of some runs and the codes between them. The end of a line of Markdown is a code, too."""
        texts: list[Text] = []
        codes: list[Code] = []
        end = 0
        for number in group:
            run = self.runs[number]
            reads_on = False
            space = ""
            for index, piece in enumerate(run.pieces):
                if _is_line_end(run, piece):
                    space = " "
                    continue
                if texts:
                    codes += self._between(end, piece.start, texts, space if reads_on else _OBJECT)
                texts.append(Text(piece.start, piece.text, number, index))
                end, reads_on, space = _end(piece), True, ""
        return texts, codes

    def _between(self, start: int, end: int, texts: list[Text], reads_as: str) -> list[Code]:
        """The codes between two texts, with places for texts between these; one that is empty where there is none."""
        tokens = collapsed_tokens(self.marks.tokens(start, end)) or [Token("alone", "", start, end)]
        texts += [Text(token.end) for token in tokens[:-1]]
        codes = []
        for token in tokens:
            if token.kind != "alone":
                codes.append(Code(token, ""))
            elif token.name == "br":
                codes.append(Code(token, _LINE_BREAK, is_space=True))
            else:
                is_space = not token.name and _LINE_END.match(self.text, token.start, token.end) is not None
                codes.append(Code(token, reads_as, is_space))
        return codes

    def _extend(self, texts: list[Text], codes: list[Code]) -> None:
        """Takes in the tags just outside that those inside belong to: `<b>` before the text, `</b>` behind it."""
        alone = [code.token for code in paired(codes) if code.partner is None]
        closed = Counter(token.name for token in alone if token.kind == "close")
        opened = Counter(token.name for token in alone if token.kind == "open")
        if closed:
            for token in reversed(self._before(texts[0].start)):
                if token.kind != "open" or not closed[token.name]:
                    break
                closed[token.name] -= 1
                texts.insert(0, Text(token.start))
                codes.insert(0, Code(token, ""))
        if opened:
            end = texts[-1].start if texts[-1].run < 0 else _end(self.runs[texts[-1].run].pieces[texts[-1].piece])
            for token in self._behind(end):
                if token.kind != "close" or not opened[token.name]:
                    break
                opened[token.name] -= 1
                texts.append(Text(token.end))
                codes.append(Code(token, ""))

    def _before(self, start: int) -> list[Token]:
        index = bisect_right(self.ends, start) - 1
        return self.marks.tokens(self.ends[index] if index >= 0 else start, start)

    def _behind(self, end: int) -> list[Token]:
        index = bisect_right(self.starts, end - 1)
        return self.marks.tokens(end, self.starts[index] if index < len(self.starts) else len(self.text))

    def _name(self, run: Run, start: int) -> str:
        piece = run.pieces[0]
        if start < self.reading.body_start:
            index = bisect_right(self.keys, (piece.start, "\U0010ffff")) - 1
            return self.keys[index][1] if index >= 0 else "front matter"
        if run.paragraph is None:
            return self._attribute(piece)
        opened = [token.name for token in self._before(start) if token.kind == "open" and token.name not in INLINE]
        return opened[-1] if opened else "text"

    def _attribute(self, piece: Piece) -> str:
        if piece.notation == "title":
            return "title"
        if self.text.endswith("![", 0, piece.start):
            return "img alt"
        tag = re.match(r"<([A-Za-z][^\s/>]*)", self.text[max(self.text.rfind("<", 0, piece.start), 0) : piece.start])
        if tag is None:
            return "text"
        start = self.text.rfind("<", 0, piece.start) + tag.end()
        names = [found[1] for found in ATTRIBUTE.finditer(self.text[start : piece.start])]
        return f"{tag[1]} {names[-1]}".lower() if names else tag[1].lower()


def _keys(reading: FrontMatterReading) -> list[tuple[int, str]]:
    if reading.front_matter is None:
        return []
    scalars = reading.front_matter.scalars()
    return sorted((scalar.span.start, ".".join(map(str, path))) for path, scalar in scalars)


def _end(piece: Piece) -> int:
    return piece.place(len(piece.text))


def _is_line_end(run: Run, piece: Piece) -> bool:
    """Whether a piece is the end of a line of Markdown, which has to stay."""
    return piece.notation == "plain" and run.is_markdown and piece.text.isspace()
