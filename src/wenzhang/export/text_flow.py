"""From nodes to the paragraphs that a reader sees, for exports that lay text out in their own ways.

White space collapses as in a browser (CSS Text 3, 4.1.1). The end of a line in the source is a space, but between two
Chinese characters or their punctuation it is nothing (4.1.3; browsers show a space). What is not shown is passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wenzhang.model import (
    BlockQuote,
    Code,
    CodeBlock,
    Container,
    DefinitionDescription,
    Details,
    Emphasis,
    Figure,
    Heading,
    Html,
    Image,
    InlineBlock,
    LineBreak,
    Link,
    List,
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
    TableCell,
    TableRow,
    Text,
    ThematicBreak,
    is_hidden,
)
from wenzhang.text import _BLOCK_CONTAINERS, _BLOCKS
from wenzhang.walk import children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wenzhang.model import Node
    from wenzhang.source import Span

__all__ = ["Flow", "is_shown"]

_PIECE = re.compile(r"(?P<space>[ \t\n\f\r]+)|[^ \t\n\f\r]+(?: [^ \t\n\f\r]+)*")

# East Asian wide characters but for Hangul and emoji. Quotation marks, dashes and ellipses are wide beside them.
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_WIDE_BESIDE = frozenset("“”‘’—…·")
_ZERO_WIDTH_SPACE = "\u200b"


def is_shown(node: Node) -> bool:
    """Whether a browser shows a node; of a `<details>` what is closed counts."""
    attrs: dict[str, str] = getattr(node, "attrs", {})
    tag: str = getattr(node, "tag", "")
    # What SVG and MathML have under the name is not HTML's attribute.
    return not (attrs or tag == "dialog") or tag in ("svg", "math") or not is_hidden(tag, attrs)


class Flow:
    """Gathers the text of paragraphs; each goes to `line` when it ends, its `<br>` as newlines.

    With `alt`, an image says its alt text, unless it is in a figure that has a caption.
    """

    def __init__(self, *, alt: bool) -> None:
        self.alt = alt
        self.described = 0  # figures with captions around
        self.parts: list[str] = []  # of the paragraph
        self.gap = ""  # white space that counts if text follows: a space or a line end
        self.last = ""  # the last character of the line
        self._functions: dict[type[Node], Callable[[Any], None]] = {
            kind: getattr(self, name) for kind, name in _NAMES.items()
        }

    def line(self, text: str) -> None:
        """Takes a paragraph that has ended."""
        raise NotImplementedError

    # Nodes

    def put(self, node: Node) -> None:
        """A node and what is below it, if it is shown."""
        kind = type(node)
        if kind is Text:
            self.write(node.value, node)  # type: ignore[attr-defined]
        elif kind is Section or is_shown(node):  # the attributes of a section are its heading's
            self._functions.get(kind, self._block)(node)

    def put_all(self, nodes: Iterable[Node]) -> None:
        """Nodes, one after the other."""
        for node in nodes:
            self.put(node)

    def title_begins(self, node: Node) -> None:
        """Is told before the caption or the summary of a node."""

    def title_ends(self, node: Node) -> None:
        """Is told behind it."""

    # Text

    def write(self, text: str, node: Node | None = None) -> None:
        """Text of a node within the paragraph."""
        if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":  # the usual case
            if text:
                self._content(text, node, 0)
            return
        for match in _PIECE.finditer(text):
            space = match["space"]
            if space is None:
                self._content(match.group(), node, match.start())
            elif self.gap != "\n":
                self.gap = "\n" if "\n" in space or "\r" in space else " "

    def append(self, text: str, node: Node | None, index: int) -> None:
        """Text as it will stand; `index` is its offset in the text of its node."""
        self.parts.append(text)

    def break_line(self) -> None:
        """A line ends within the paragraph."""
        self.gap = self.last = ""
        if self.parts:
            self.append("\n", None, 0)

    def end(self) -> None:
        """The paragraph ends, if there is one; nothing but spaces is none."""
        if self.parts:
            text = "".join(self.parts).rstrip("\n")
            if text and not text.isspace():
                self.line(text)
            self.parts.clear()
        self.gap = self.last = ""

    def _content(self, text: str, node: Node | None, index: int) -> None:
        if self.gap:
            if self.last and not (self.gap == "\n" and _joins(self.last, text[0])):
                self.append(" ", None, 0)
            self.gap = ""
        self.append(text, node, index)
        self.last = text[-1]

    # One function a kind of node

    def _nothing(self, node: Node) -> None:
        pass

    def _below(self, node: Node) -> None:
        self.put_all(children(node))

    def _block(self, node: Node) -> None:
        self.end()
        self.put_all(children(node))
        self.end()

    def _section(self, node: Section) -> None:
        raise NotImplementedError

    def _heading(self, node: Heading) -> None:
        self._block(node)

    def _paragraph(self, node: Paragraph) -> None:
        if node.implied:  # on lines of its own only for the blocks around it
            self._below(node)
        else:
            self._block(node)

    def _list(self, node: List) -> None:
        self._block(node)

    def _quote(self, node: BlockQuote) -> None:
        self._block(node)

    def _description(self, node: DefinitionDescription) -> None:
        self._block(node)

    def _code(self, node: CodeBlock) -> None:
        raise NotImplementedError

    def _rule(self, node: ThematicBreak) -> None:
        self.end()

    def _details(self, node: Details) -> None:
        self._titled(node, node.summary_span)

    def _figure(self, node: Figure) -> None:
        self._titled(node, node.caption_span)

    def _table(self, node: Table) -> None:
        self._titled(node, node.caption_span)

    def _row(self, node: TableRow) -> None:
        self._block(node)

    def _cell(self, node: TableCell) -> None:
        self._block(node)

    def _titled(self, node: Node, title: Span | None) -> None:
        """Blocks with a caption or a summary, which stands on lines of its own before, behind or among them."""
        self.end()
        was_title = False
        for child in children(node):
            is_title = title is not None and title.start <= child.span.start < title.end
            if is_title is not was_title:
                self.end()
                (self.title_begins if is_title else self.title_ends)(node)
                was_title = is_title
            self.put(child)
        self.end()
        if was_title:
            self.title_ends(node)

    def _container(self, node: Container) -> None:
        if node.tag in _BLOCK_CONTAINERS:
            self._block(node)
        elif node.tag != "rp":
            self._below(node)

    def _html(self, node: Html) -> None:
        if node.tag != "rp":
            self._below(node)

    def _link(self, node: Link) -> None:
        self.put_all(node.inlines)

    def _superscript(self, node: Superscript) -> None:
        self.put_all(node.inlines)

    def _ruby_segment(self, node: RubySegment) -> None:
        self._below(node)

    def _break(self, node: LineBreak) -> None:
        self.break_line()

    def _image(self, node: Image) -> None:
        if self.alt and not self.described and node.alt:
            self.write(node.alt, node)

    def _raw(self, node: RawHtml) -> None:
        if node.tag == "br":
            self.break_line()
            return
        stands_apart = node.tag in _BLOCKS
        if stands_apart:
            self.end()
        # Its newlines may be the borders of blocks, so none of them vanishes.
        self.write(node.content.replace("\n", " ").replace("\r", " "), node)
        if stands_apart:
            self.end()


def _joins(before: str, after: str) -> bool:
    """Whether two characters with the end of a line between them stand side by side."""
    if _ZERO_WIDTH_SPACE in (before, after):
        return True
    if _WIDE.match(before):
        return after in _WIDE_BESIDE or _WIDE.match(after) is not None
    return before in _WIDE_BESIDE and _WIDE.match(after) is not None


_NAMES: dict[type[Node], str] = {
    Section: "_section",
    Paragraph: "_paragraph",
    Heading: "_heading",
    List: "_list",
    Figure: "_figure",
    Details: "_details",
    Table: "_table",
    TableRow: "_row",
    TableCell: "_cell",
    CodeBlock: "_code",
    BlockQuote: "_quote",
    DefinitionDescription: "_description",
    ThematicBreak: "_rule",
    Container: "_container",
    RawHtml: "_raw",
    Html: "_html",
    Link: "_link",
    Superscript: "_superscript",
    Image: "_image",
    LineBreak: "_break",
    RubySegment: "_ruby_segment",
    **dict.fromkeys((Strong, Emphasis, Strikethrough, Subscript, Code, Ruby, InlineBlock), "_below"),
}
