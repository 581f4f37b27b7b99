"""What a reader sees: the text of nodes, laid out as a browser's `innerText` does (HTML Standard, 3.2.7).

What is marked `hidden`, and a dialog that is not open, is left out. Unlike `innerText` it takes in what a closed
`<details>` or `hidden="until-found"` keeps for its reader to find.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wenzhang.model import (
    Article,
    Code,
    CodeBlock,
    Container,
    Details,
    Emphasis,
    Figure,
    Html,
    Image,
    InlineBlock,
    LineBreak,
    Link,
    Node,
    Paragraph,
    RawHtml,
    Ruby,
    RubySegment,
    Section,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    TableRow,
    Text,
    is_hidden,
)
from wenzhang.walk import children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wenzhang.model import Inline

# What CSS collapses (CSS Text 3, 4.1.1); U+3000 and U+00A0 are no white space here.
_WHITE_SPACE = re.compile(r"[ \t\n\f\r]+")


def visible_text(root: Article | Node | Iterable[Node]) -> str:
    """The text of an article, a node or several nodes in a row; of a hidden node itself what it would show."""
    layout = _Layout()
    if isinstance(root, Article):
        layout.below(root)
    elif isinstance(root, Node):
        layout.show(root)
    else:
        for node in root:
            layout.put(node)
    return layout.result()


def one_line(inlines: Sequence[Inline]) -> str:
    """The text of inlines, its lines joined by spaces."""
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        value = inlines[0].value
        if value.isprintable() and "  " not in value and value == value.strip(" "):
            return value  # no white space to collapse; the usual case
    return collapsed(visible_text(inlines))


def collapsed(text: str) -> str:
    """Text on one line, its ASCII white space stripped and collapsed (Infra Standard, 4.7); other spaces stay."""
    return " ".join(part for part in _WHITE_SPACE.split(text) if part)


def raw_text(inlines: Iterable[Inline]) -> str:
    """The text of inlines with all its white space, as in `<pre>`; `<br>` is a newline."""
    layout = _Layout(collapse=False)
    for node in inlines:
        layout.put(node)
    return layout.result(strip=False)


class _Layout:
    """Puts text and line breaks one after the other."""

    def __init__(self, *, collapse: bool = True) -> None:
        self.collapse = collapse
        self.parts: list[str] = []
        self.breaks = 0  # line breaks that are required before the next text
        self.space = False  # a space that stands if text follows on the line
        self.line_is_empty = True

    def put(self, node: Node) -> None:
        """One node, on lines of its own if it is a block; nothing if it is hidden."""
        kind = type(node)
        if kind is Text:  # most are
            self.write(node.value)  # type: ignore[attr-defined]
        elif not (kind in _HIDEABLE and (node.attrs or kind in _TAGGED) and _is_hidden(node)):  # type: ignore[attr-defined]
            _LAYOUTS.get(kind, _Layout._block)(self, node)

    def show(self, node: Node) -> None:
        """One node, even if it is hidden."""
        _LAYOUTS.get(type(node), _Layout._block)(self, node)

    def below(self, node: Article | Node) -> None:
        """What a node holds."""
        for child in children(node):
            self.put(child)

    def result(self, *, strip: bool = True) -> str:
        """All that was put."""
        text = "".join(self.parts)
        return text.strip("\n") if strip else text

    def write(self, text: str) -> None:
        """Text in a line."""
        if not text:
            return
        if not self.collapse:
            self._append(text)
            return
        if not text.isprintable() or "  " in text:
            text = _WHITE_SPACE.sub(" ", text)
        content = text.strip(" ")
        if not content:
            self.space = True
            return
        if (self.space or text[0] == " ") and not self.line_is_empty:
            content = f" {content}"
        self.space = text[-1] == " "
        self._append(content)

    def line(self, count: int = 1) -> None:
        """Asks for at least so many line breaks before the next text."""
        self.breaks = max(self.breaks, count)
        self.space = False
        self.line_is_empty = True

    def _append(self, text: str) -> None:
        if self.breaks:
            if self.parts:
                self.parts.append("\n" * self.breaks)
            self.breaks = 0
        self.parts.append(text)
        self.line_is_empty = False

    # One function a kind of node

    def _text(self, node: Text) -> None:
        self.write(node.value)

    def _break(self, node: LineBreak) -> None:
        self._separator("\n")

    def _nothing(self, node: Image) -> None:
        pass

    def _html(self, node: Html) -> None:
        if node.tag != "rp":
            self.below(node)

    def _container(self, node: Container) -> None:
        if node.tag in _BLOCK_CONTAINERS:
            self._block(node)
        elif node.tag != "rp":
            self.below(node)

    def _raw(self, node: RawHtml) -> None:
        if node.tag == "br":
            self._separator("\n")
        elif node.tag in _BLOCKS:
            self.line()
            self.write(node.content)
            self.line()
        else:
            self.write(node.content)

    def _block(self, node: Node, count: int = 1) -> None:
        self.line(count)
        for child in children(node):
            self.put(child)
        self.line(count)

    def _paragraph(self, node: Paragraph) -> None:
        if node.implied:  # on lines of its own only for the blocks around it
            self.below(node)
        else:
            self._block(node, 2)

    def _titled(self, node: Section | Details | Figure | Table) -> None:
        """A node whose heading, summary or caption stands on lines of its own."""
        title = getattr(node, _TITLE_SPANS[type(node)])
        below = children(node)
        if title is not None and type(node) is Section and is_hidden("", node.attrs):
            # The attributes are those of the heading, and only that is hidden.
            below = [child for child in below if not title.contains(child.span.start)]
        self.line()
        was_title = False
        for child, after in zip(below, (*below[1:], None), strict=False):
            is_title = title is not None and title.start <= child.span.start < title.end
            if is_title is not was_title:
                self.line()
            self.put(child)
            was_title = is_title
            if type(child) is TableRow and type(after) is TableRow:
                self._separator("\n")
        self.line()

    def _row(self, node: TableRow) -> None:
        cells = [cell for cell in node.cells if not (cell.attrs and _is_hidden(cell))]
        for index, cell in enumerate(cells):
            if index:
                self._separator("\t")
            self.below(cell)

    def _separator(self, text: str) -> None:
        self._append(text)
        self.space = False
        self.line_is_empty = True

    def _code(self, node: CodeBlock) -> None:
        self.line()
        if node.code:
            self._append(node.code)
        self.line()


def _is_hidden(node: Any) -> bool:
    tag = getattr(node, "tag", "")
    return tag not in ("svg", "math") and is_hidden(tag, node.attrs)  # theirs is no HTML, so it hides nothing


_TRANSPARENT = (
    *(Strong, Emphasis, Strikethrough, Subscript, Superscript, Code, Link),
    *(Ruby, RubySegment, InlineBlock),
)

# Containers that are blocks in a browser (HTML Standard, 15.3); others only hold some.
_BLOCK_CONTAINERS = frozenset(
    "address article aside body caption center dialog dd div dl dt fieldset figcaption footer form header "
    "hgroup html legend main nav search section summary".split()
)

# What is a block where it is nested too deeply to be one in the model.
_BLOCKS = _BLOCK_CONTAINERS.union(
    "blockquote details dir figure h1 h2 h3 h4 h5 h6 hr li menu ol p pre table tbody td tfoot th thead tr ul".split()
)

_TITLE_SPANS: dict[type[Node], str] = {
    Section: "heading_span",
    Details: "summary_span",
    Figure: "caption_span",
    Table: "caption_span",
}

_HIDEABLE = frozenset(kind for kind in Node.__subclasses__() if "attrs" in kind.__struct_fields__) - {Section}
_TAGGED = frozenset((Container, RawHtml))  # may be a dialog

_LAYOUTS: dict[type[Node], Callable[[_Layout, Any], None]] = {
    Text: _Layout._text,
    LineBreak: _Layout._break,
    Image: _Layout._nothing,
    Html: _Layout._html,
    Container: _Layout._container,
    RawHtml: _Layout._raw,
    **dict.fromkeys(_TRANSPARENT, _Layout.below),
    **dict.fromkeys(_TITLE_SPANS, _Layout._titled),
    Paragraph: _Layout._paragraph,
    TableRow: _Layout._row,
    CodeBlock: _Layout._code,
}
