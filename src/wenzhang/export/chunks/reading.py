"""What chunks are made of, in the order of the article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.export.chunks.pieces import Kind, Mark, Run, Unit
from wenzhang.export.text_flow import Flow, is_shown
from wenzhang.model import (
    Article,
    CodeBlock,
    Details,
    Figure,
    Heading,
    Node,
    Paragraph,
    Section,
    Table,
    TableRow,
)
from wenzhang.text import collapsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["units"]

_PARAGRAPHS, _LINES = "\n\n", "\n"


def units(article: Article, *, alt: bool) -> Iterator[Unit]:
    """Blocks of text, headings, figures, questions with their answers, tables and code; the outermost of each."""
    reader = _Reader(article, alt)
    stack: list[Node] = list(reversed((*article.intro, *article.sections)))
    while stack:
        node = stack.pop()
        if isinstance(node, Section):
            reader.section(node)
            stack += reversed([*node.blocks, *node.sections])
        else:
            reader.put(node)
        yield from reader.take()
    reader.end()
    yield from reader.take()


class _Reader(Flow):
    """Makes units of paragraphs as they end."""

    def __init__(self, article: Article, alt: bool) -> None:
        super().__init__(alt=alt)
        self.source = article.source.text
        self.questions = {(item.span.start, item.span.end) for item in article.faq}
        self.units: list[Unit] = []
        self.inside: Unit | None = None
        self.path: tuple[tuple[int, str], ...] = ()  # the levels and titles of the headings above
        self.sections = 0  # headings so far
        self.section_now = 0
        self.marks: list[Mark] = []
        self.length = 0
        self.separator = _LINES
        self.rows = 0
        self.row = 0  # the number of the row that this is in
        self.leads = False
        self.head: frozenset[int] = frozenset()  # the identities of the rows of the table's head

    def take(self) -> list[Unit]:
        """The units that are complete."""
        taken, self.units = self.units, []
        return taken

    # Text

    def append(self, text: str, node: Node | None, index: int) -> None:
        """Text, with the place it came from."""
        self.marks.append(Mark(self.length, node, index))
        self.length += len(text)
        self.parts.append(text)

    def end(self) -> None:
        """The paragraph ends."""
        super().end()
        if self.marks:
            self.marks = []
            self.length = 0

    def line(self, text: str) -> None:
        """A paragraph as a run."""
        if any(mark.node is not None for mark in self.marks):
            self.add(Run(text, self.separator, self.marks, self.source, self.row, self.leads))

    def add(self, run: Run) -> None:
        """A run, for the unit that is open, else as one of its own."""
        self.separator = " " if self.row else _LINES
        if self.inside is not None:
            self.inside.runs.append(run)
        else:
            self.units.append(Unit("text", [run], self.section_now, self.path))

    def break_line(self) -> None:
        """A line ends; in a table, where a line is a row, with a space."""
        if self.row:
            self.gap = " "
        else:
            super().break_line()

    # Headings

    def section(self, node: Section) -> None:
        """Begins a section with its heading."""
        self.end()
        self._enter(node.level, node.title if is_shown(node) else "")
        if is_shown(node):
            self._head(node.heading)

    def _heading(self, node: Heading) -> None:
        self.end()
        if self.inside is not None:
            self._below(node)
            self.end()
        else:
            self._enter(node.level, node.title)
            self._head(node.inlines)

    def _head(self, inlines: tuple[Node, ...]) -> None:
        # Several lines of it are one unit, so that it is not taken for text.
        unit = self.inside = Unit("text", [], self.section_now, self.path, is_heading=True)
        self.separator = _LINES
        self.put_all(inlines)
        self.end()
        self.inside = None
        self.separator = _PARAGRAPHS
        if unit.runs:
            self.units.append(unit)

    def _enter(self, level: int, title: str) -> None:
        above = [entry for entry in self.path if entry[0] < level]
        self.path = (*above, (level, title))
        self.sections += 1
        self.section_now = self.sections

    def put(self, node: Node) -> None:
        """A node; the headings in it hold no longer than it, and a question is a unit."""
        path, section = self.path, self.section_now
        if self.questions and (node.span.start, node.span.end) in self.questions and _may_ask(node):
            self._unit("faq", node, super().put)
        else:
            super().put(node)
        if self.path is not path and not isinstance(node, Heading):
            self.end()
            self.path, self.section_now = path, section

    # Units

    def _unit(self, kind: Kind, node: Node, fill: Callable[[Node], None]) -> None:
        """What `fill` makes of a node as one unit, unless it is within one."""
        self.end()
        if self.inside is not None or not is_shown(node):
            fill(node)
            return
        unit = Unit(kind, [], self.section_now, self.path, (node.span.start, node.span.end), notes=[])
        self.inside = unit
        fill(node)
        self.end()
        self.inside = None
        self.separator = _PARAGRAPHS
        if unit.runs:
            if not any(run.leads for run in unit.runs) and kind == "faq":
                unit.runs[0].leads = True
            self.units.append(unit)

    def title_begins(self, node: Node) -> None:
        """What stands over all of a unit leads it."""
        inside = self.inside
        self.leads = inside is not None and (node.span.start, node.span.end) == inside.span

    def title_ends(self, node: Node) -> None:
        """The rest does not."""
        self.leads = False

    def _paragraph(self, node: Paragraph) -> None:
        if node.implied or self.row:
            super()._paragraph(node)
            return
        self.end()
        self.separator = _PARAGRAPHS
        self._below(node)
        self.end()
        self.separator = _PARAGRAPHS

    def _code(self, node: CodeBlock) -> None:
        self._unit("code", node, self._put_code)

    def _put_code(self, node: Node) -> None:
        assert isinstance(node, CodeBlock)
        code = node.code.strip("\n")
        if code and not code.isspace():
            before = len(node.code) - len(node.code.lstrip("\n"))
            self.add(Run(code, self.separator, [Mark(0, node, before)], self.source, self.row, code=True))

    def _figure(self, node: Figure) -> None:
        self._unit(_figure_kind(node), node, self._put_figure)

    def _put_figure(self, node: Node) -> None:
        assert isinstance(node, Figure)
        self.described += bool(node.caption)
        if node.caption and self.inside is not None and self.alt:
            alts = [collapsed(image.alt) for image in node.images if image.alt and is_shown(image)]
            self.inside.notes += [alt for alt in alts if alt and alt != node.caption]
        self.put_titled(node)
        self.described -= bool(node.caption)

    def put_titled(self, node: Figure) -> None:
        """The images, each on a line of its own where there is nothing else, and the caption."""
        if node.blocks or node.caption:
            self._titled(node, node.caption_span)
            return
        for image in node.images:
            self.put(image)
            self.end()

    # Tables

    def _table(self, node: Table) -> None:
        self._unit("table", node, self._put_table)

    def _put_table(self, node: Node) -> None:
        assert isinstance(node, Table)
        if not self.row:
            self.head = frozenset(map(id, node.head))
        self._titled(node, node.caption_span)

    def _row(self, node: TableRow) -> None:
        self.end()
        if self.row:  # of a table in a cell
            self._below(node)
            return
        self.rows += 1
        self.row = self.rows
        self.leads = id(node) in self.head
        if self.inside is not None and self.inside.runs:
            self.separator = _LINES
        for index, cell in enumerate(filter(is_shown, node.cells)):
            if index:
                self.separator = self.separator.rstrip(" ") + "\t"
            self._below(cell)
            self.end()
        self.leads = False
        self.row = 0
        self.separator = _LINES


def _may_ask(node: Node) -> bool:
    return isinstance(node, Details) or "itemtype" in getattr(node, "attrs", ())


def _figure_kind(node: Figure) -> Kind:
    """A figure without images that holds a table or code is that."""
    kinds: dict[type[Node], Kind] = {Table: "table", CodeBlock: "code"}
    held = [kinds[type(block)] for block in node.blocks if type(block) in kinds]
    return held[0] if held and not node.images else "figure"
