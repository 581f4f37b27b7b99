"""Markdown bodies whose HTML is in its plainest form, read from their events without writing that HTML.

What Markdown stands for is well formed, so its events are the tags of a plain body, and the raw HTML between them is
mostly plain, too. Whatever is not entirely of this form is left to the HTML that `wenzhang.markdown.rendering` writes;
the tests hold both to one result.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import force_setattr

from wenzhang.markdown.escapes import code_in_line, language_of
from wenzhang.markdown.opaque import LONE_CR
from wenzhang.markdown.ranges import behind_indent, behind_quotations, cell_start
from wenzhang.model import (
    ASCII_WHITE_SPACE,
    Block,
    Code,
    CodeBlock,
    Image,
    Inline,
    LineBreak,
    Link,
    Paragraph,
    RawHtml,
    Superscript,
    TableCell,
    Text,
    ThematicBreak,
)
from wenzhang.read.body import Body
from wenzhang.read.nodes import end_run
from wenzhang.read.plain_html import KINDS, PIECE, Kind, NotPlain, Open, Reading
from wenzhang.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.markdown.document import Document
    from wenzhang.markdown.opaque import Opaque

_TAGS = {
    "Paragraph": "p",
    "Item": "li",
    "Strong": "strong",
    "Emphasis": "em",
    "Strikethrough": "del",
    "DefinitionListTitle": "dt",
    "DefinitionListDefinition": "dd",
}
_WHITE_SPACE = " \t\r\n"
_OWN = ("Inline", "Autolink")  # links that have their targets with them
# What ends with its text, but for white space.
_END_WITH_TEXT = frozenset(("p", "li", "td", "th"))
_TEXT_PIECE = 7  # the group of PIECE
_RAW = ("Html", "InlineHtml")
_AMPERSAND = ord("&")
_MASK = re.compile("[xé中𠀀]{2}[:xé中𠀀]")
_LANGUAGE = re.compile(r"[\w+#.-]+")


def read_plain_markdown(document: Document) -> list[Block] | None:
    """The blocks of a body, as its HTML would give them; None where that is not of the plain form."""
    text = document.text
    if document.italic_captions or "\0" in text or "\f" in text or ("\r" in text and LONE_CR.search(text)):
        return None
    reading = _Reading(document)
    try:
        reading.read()
        return reading.blocks()
    except NotPlain:
        return None


class _Reading(Reading):
    """Puts the nodes together as the HTML of the events would, in which every element is closed in its turn."""

    def __init__(self, document: Document) -> None:
        source, base = document.source, document.base
        super().__init__(Body(source, "markdown", source.text, base, Span))
        self.document = document
        self.markdown = source.text
        self.opaque = list(reversed(document.opaque))  # offsets into the body
        # Text that goes on through the ends of lines, references and escapes: its pieces, and where it stands.
        self.pending: list[str] = []
        self.begins = self.ends = 0
        self.reached = 0  # the end of what came last: a backslash behind it is an escape
        self.html: tuple[int, int] | None = None  # raw HTML that is still to be read
        self.image: tuple[str, str | None, int] | None = None  # that is open: source, title, start
        self.is_autolink = self.is_collapsed = False  # the link that is open
        self.waiting: tuple[str, Kind, int, dict[str, str]] | None = None  # an element with nothing but text so far
        self.in_code = False
        self.language: str | None = None
        self.code_start = 0
        self.notes: dict[str, int] = {}
        self.columns: list[str] = []  # of the table, how they are aligned
        self.column = self.rows = 0

    def read(self) -> None:  # noqa: PLR0912, PLR0915 - in one piece, since every event goes through here
        """Reads all events."""
        # Bytes become code points as in `in_code_points`.
        document, text, pending = self.document, self.markdown, self.pending
        data, has_masks = document.masked.encode(), document.masked != document.text or "$" in document.text
        byte, point = 0, document.base
        has_html = False  # that is still to be read
        for event, where in document.found:
            if type(event) is not dict:
                start = point = point + len(data[byte : where["start"]].decode())
                byte = where["end"]
                point += byte - where["start"]  # white space and a backslash
                if has_html:
                    has_html = self.end_html()
                if event == "SoftBreak":
                    if not pending:
                        self.begins = start
                    pending.append("\n")
                    self.ends = point
                else:
                    self.other(event, None, start, point)
            elif "Text" in event:
                value, goal = event["Text"], where["start"]
                if not value:
                    continue
                if goal != byte:
                    point += len(data[byte:goal].decode()) if goal > byte else -len(data[goal:byte].decode())
                start, byte = point, where["end"]
                if goal < byte:  # else a tab has become spaces
                    # References mean two characters at most.
                    is_literal = data[goal] != _AMPERSAND or len(value) > 2 or value.encode() == data[goal:byte]
                    point += len(value if is_literal else data[goal:byte].decode())
                    if has_masks and is_literal:
                        value = text[start:point]
                if has_html:
                    has_html = self.end_html()
                if start > self.reached and text[start - 1] == "\\" and not self.in_code:
                    start -= 1
                self.reached = self.ends = point
                if not pending:
                    self.begins = start
                pending.append(value)
            elif "End" in event:
                waiting = self.waiting
                if waiting is not None and pending and waiting[0] in _END_WITH_TEXT:
                    self.end_waiting(self.ends)
                    continue
                value, goal = event["End"], where["end"]
                if goal != byte:
                    point += len(data[byte:goal].decode()) if goal > byte else -len(data[goal:byte].decode())
                    byte = goal
                if has_html:
                    has_html = self.end_html()
                if waiting is not None:
                    self.end_waiting(point)
                else:
                    self.end(value, point)
            elif "Start" in event:
                value, goal = event["Start"], where["start"]
                if goal != byte:
                    point += len(data[byte:goal].decode()) if goal > byte else -len(data[goal:byte].decode())
                    byte = goal
                if value == "HtmlBlock":
                    continue
                if has_html:
                    has_html = self.end_html()
                if pending or self.waiting is not None or self.image is not None:
                    self.before_element()
                if type(value) is str:
                    known = _WAITING.get(value)
                    if known is not None:
                        start = behind_indent(text, point) if value == "Item" else point
                        self.waiting = (known[0], known[1], start, {})
                    else:
                        _STARTS[value](self, None, point)
                else:
                    ((name, details),) = value.items()
                    _STARTS[name](self, details, point)
            else:
                ((name, value),) = event.items()
                goal = where["start"]
                point += len(data[byte:goal].decode()) if goal >= byte else -len(data[goal:byte].decode())
                start, byte = point, where["end"]
                point += len(data[goal:byte].decode())
                if name in _RAW:
                    self.raw(value, start, point)
                    has_html = self.html is not None
                else:
                    if has_html:
                        has_html = self.end_html()
                    self.other(name, value, start, point)
        if has_html:
            self.end_html()
        if pending:
            self.end_text()

    def before_element(self) -> None:
        """Ends what has come before an element starts."""
        if self.image is not None:
            raise NotPlain
        if self.waiting is not None:
            self.open_waiting()
        if self.pending:
            self.end_text()

    def end(self, value: str | dict[str, Any], end: int) -> None:
        """The end of an element that holds more than text."""
        name = value if type(value) is str else next(iter(value))
        if name not in _PHRASES:
            text = self.markdown
            while text[end - 1] in _WHITE_SPACE:
                end -= 1
            if name == "HtmlBlock":
                self.end_html_block()
                return
            if text[end - 1] == ">" and name != "BlockQuote" and behind_quotations(text, end) != end:
                raise NotPlain
        if self.pending and not self.in_code and self.image is None:
            self.end_text()
        tag = _TAGS.get(name)
        if tag is not None:
            self.finish(tag, end)
        else:
            _ENDS[name](self, value, end)

    def open_waiting(self) -> None:
        """Lets the element that waits take what has come and what follows."""
        assert self.waiting is not None
        tag, kind, start, attrs = self.waiting
        self.waiting = None
        self.begin(Open(tag, kind, start, start, attrs))

    def end_waiting(self, end: int) -> None:
        """Ends the element that waits, which holds nothing but text."""
        assert self.waiting is not None
        tag, kind, start, attrs = self.waiting
        self.waiting = None
        top, source, pending, is_block = self.top, self.source, self.pending, kind.place == "block"
        if tag not in top.takes:
            raise NotPlain
        if is_block:
            text = self.markdown
            while text[end - 1] in _WHITE_SPACE:
                end -= 1
            if text[end - 1] == ">" and behind_quotations(text, end) != end:
                raise NotPlain
            if top.run:
                end_run(source, top.run, top.blocks)
        content: tuple[Any, ...] = ()
        if pending:
            value = pending[0] if len(pending) == 1 else "".join(pending)
            pending.clear()
            node: Any = Text(Span(self.begins, self.ends), value)
            force_setattr(node, "_source", source)
            content = (node,)
            if kind.content != "inlines":
                if value.isspace() and not value.strip(ASCII_WHITE_SPACE):
                    content = ()
                else:
                    node = Paragraph(node.span, content, {}, True)
                    force_setattr(node, "_source", source)
                    content = (node,)
        node = kind.make(Span(start, end if end > start else start), content, attrs)
        force_setattr(node, "_source", source)
        (top.blocks if is_block else top.run).append(node)

    def other(self, name: str, value: Any, start: int, end: int) -> None:
        """What is neither text nor an element that holds others."""
        if self.image is not None:
            raise NotPlain
        if self.waiting is not None:
            if self.waiting[2] > start:  # a paragraph that begins with a task
                self.waiting = (*self.waiting[:2], start, self.waiting[3])
            self.open_waiting()
        if self.pending:
            self.end_text()
        self.reached = end
        _OTHERS[name](self, value, start, end)

    # Text

    def end_text(self) -> None:
        """Makes a node of the text that has come."""
        pending, top = self.pending, self.top
        value = pending[0] if len(pending) == 1 else "".join(pending)
        pending.clear()
        if not value:
            return
        if top.tag == "pre":
            raise NotPlain  # of which the first end of a line is nothing
        if top.run or top.kind.content == "inlines" or not value.isspace() or value.strip(ASCII_WHITE_SPACE):
            if not top.kind.takes_text:
                raise NotPlain
            node = Text(Span(self.begins, self.ends), value)
            force_setattr(node, "_source", self.source)
            top.run.append(node)

    def inline(self, node: Inline) -> None:
        """Adds an inline that is complete."""
        force_setattr(node, "_source", self.source)
        self.top.run.append(node)

    def code(self, value: str, start: int, end: int) -> None:
        """Code within a line."""
        if "code" not in self.top.takes:
            raise NotPlain
        if self.markdown.startswith(value, start + 1) and len(value) == end - start - 2:
            text = Text(Span(start + 1, end - 1), value)
        else:
            base, masked = self.document.base, self.document.masked
            value = code_in_line(masked[start - base : end - base], value)
            at = masked.find(value, start - base, end - base)
            if at >= 0:
                at += base
                text = Text(Span(at, at + len(value)), self.markdown[at : at + len(value)])
            else:
                text = Text(Span(start, end), value)
        force_setattr(text, "_source", self.source)
        self.inline(Code(Span(start, end), (text,), {}))

    def math(self, value: str, start: int, end: int) -> None:
        """A formula."""
        if "code" not in self.top.takes or not value:
            raise NotPlain
        signs = 2 if self.markdown.startswith("$$", start) else 1
        if self.document.opaque or not self.markdown.startswith(value, start + signs):
            raise NotPlain
        text = Text(Span(start + signs, start + signs + len(value)), value)
        force_setattr(text, "_source", self.source)
        style = "display" if signs > 1 else "inline"
        self.inline(Code(Span(start, end), (text,), {"class": f"language-math math-{style}"}))

    def note_reference(self, name: str, start: int, end: int) -> None:
        """A reference to a footnote, which shows its number."""
        if not {"sup", "a"} <= self.top.takes:
            raise NotPlain
        span = Span(start, end)
        text = Text(span, str(self.number(name)))
        link = Link(span, f"#fn-{name}", (text,), None, {})
        for node in (text, link):
            force_setattr(node, "_source", self.source)
        self.inline(Superscript(span, (link,), {"class": "footnote-ref"}))

    def number(self, name: str) -> int:
        """The number of a footnote."""
        return self.notes.setdefault(name.casefold(), len(self.notes) + 1)

    def note(self, name: str, start: int) -> None:
        """What a footnote says."""
        self.number(name)
        self.begin(Open("div", KINDS["div"], start, start, {"class": "footnote", "id": f"fn-{name}"}))

    def end_note(self, value: str, end: int) -> None:
        """The end of a footnote."""
        self.finish("div", end)

    def hard_break(self, value: None, start: int, end: int) -> None:
        """A line break."""
        if "br" not in self.top.takes:
            raise NotPlain
        self.inline(LineBreak(Span(start, end)))

    def task(self, is_done: bool, start: int, end: int) -> None:
        """The box of a task."""
        attrs = {"type": "checkbox", "disabled": ""}
        self.inline(RawHtml(Span(start, end), "input", "", attrs | {"checked": ""} if is_done else attrs))

    def rule(self, value: None, start: int, end: int) -> None:
        """A thematic break."""
        while self.markdown[end - 1] in _WHITE_SPACE:
            end -= 1
        self.block("hr", ThematicBreak(Span(start, end), {}))

    # Raw HTML

    def raw(self, value: str, start: int, end: int) -> None:
        """Raw HTML, a line or a tag. Lines are read together, since tags may go over their ends."""
        has_prefix = len(value) != end - start and value != self.markdown[start:end].replace("\r\n", "\n")
        if self.image is not None or has_prefix:
            raise NotPlain
        if self.waiting is not None:
            self.open_waiting()
        base = self.document.base
        while self.opaque and self.opaque[-1].end <= start - base:
            self.opaque.pop()
        if self.opaque and self.opaque[-1].start < end - base and not self.is_plain_opaque(start, end):
            self.opaque_text(self.opaque[-1], start, end)
            return
        if self.html is not None and self.html[1] == start:
            self.html = self.html[0], end
            return
        if self.html is not None:
            self.end_html()
        self.html = start, end

    def is_plain_opaque(self, start: int, end: int) -> bool:
        """Whether all that is opaque in raw HTML reads as it is, within text or a value in quotes."""
        written = self.markdown[start:end]
        if "<{" in written or self.opaque[-1].is_block:
            return False
        base = self.document.base
        spans = [span for span in self.opaque if span.start < end - base]
        return not any(sign in self.document.text[span.start : span.end] for span in spans for sign in '<&"')

    def opaque_text(self, span: Opaque, start: int, end: int) -> None:
        """What is opaque on lines of its own: text."""
        if self.has_returns:
            raise NotPlain
        if self.html is not None:
            self.end_html()
        text, base = self.markdown, self.document.base
        first = span.start + base
        if span.is_block and first <= start:
            start = max(first, start)
            pieces = ["\n"] if first == start else []
        else:
            raise NotPlain
        if not self.pending:
            self.begins = start
        self.pending += [*pieces, text[start:end]]
        self.ends = self.reached = end

    def end_html(self) -> Literal[False]:
        """Reads the raw HTML that has come, so that there is none to be read."""
        assert self.html is not None
        start, end = self.html
        self.html = None
        pending = self.pending
        for piece in PIECE.finditer(self.markdown, start, end):
            kind = piece.lastindex
            if kind == _TEXT_PIECE:
                top = self.top
                if piece[7] == "\n" and not (pending or top.run or piece.end() == end or top.kind.content == "inlines"):
                    continue  # between tags, where it is nothing
            elif pending:
                self.end_text()
            _PIECES[kind](self, piece)  # type: ignore[index]
        self.reached = end
        return False

    def end_html_block(self) -> None:
        """The end of a block of HTML, to which the end of its last line does not belong."""
        if self.pending and self.markdown[self.ends - 1] == "\n":
            self.ends -= 2 if self.markdown[self.ends - 2 : self.ends] == "\r\n" else 1
            self.begins = min(self.begins, self.ends)

    def text(self, piece: re.Match[str]) -> None:
        """Text among raw HTML."""
        if self.top.tag == "pre":
            raise NotPlain
        if not self.pending:
            self.begins = piece.start()
        self.pending.append(self.resolved(piece[7]))
        self.ends = piece.end()

    # Elements

    def block(self, tag: str, node: Block) -> None:
        """Adds a block that is complete."""
        top = self.top
        if tag not in top.takes:
            raise NotPlain
        if top.run:
            end_run(self.source, top.run, top.blocks)
        force_setattr(node, "_source", self.source)
        top.blocks.append(node)

    def heading(self, details: dict[str, Any], start: int) -> None:
        """A heading."""
        if details["attrs"]:
            raise NotPlain
        attrs = {} if details["id"] is None else {"id": details["id"]}
        if details["classes"]:
            attrs["class"] = " ".join(details["classes"])
        tag = details["level"].lower()
        self.waiting = tag, KINDS[tag], start, attrs

    def end_heading(self, value: dict[str, str], end: int) -> None:
        """The end of a heading."""
        self.finish(value["Heading"].lower(), end)

    def start_list(self, first: int | None, start: int) -> None:
        """A list."""
        tag = "ul" if first is None else "ol"
        start = behind_indent(self.markdown, start)
        self.begin(Open(tag, KINDS[tag], start, start, {} if first in (None, 1) else {"start": str(first)}))

    def end_list(self, value: dict[str, bool], end: int) -> None:
        """The end of a list."""
        self.finish("ol" if value["List"] else "ul", end)

    def definitions(self, details: None, start: int) -> None:
        """A definition list."""
        self.begin(Open("dl", KINDS["dl"], start, start, {}))

    def end_definitions(self, value: str, end: int) -> None:
        """The end of a definition list, which is that of its last part."""
        self.finish("dl", self.top.blocks[-1].span.end)

    def quote(self, kind: str | None, start: int) -> None:
        """A quotation or an alert."""
        attrs = {} if kind is None else {"class": f"markdown-alert markdown-alert-{kind.lower()}"}
        self.begin(Open("blockquote", KINDS["blockquote"], start, start, attrs))

    def end_quote(self, value: Any, end: int) -> None:
        """The end of a quotation."""
        self.finish("blockquote", end)

    def code_block(self, kind: str | dict[str, str], start: int) -> None:
        """A block of code."""
        language = _LANGUAGE.match(language_of(kind["Fenced"])) if type(kind) is dict else None
        self.in_code = True
        self.code_start, self.language = start, language[0] if language else None

    def end_code_block(self, value: str, end: int) -> None:
        """The end of a block of code."""
        code = "".join(self.pending)
        self.pending.clear()
        self.in_code = False
        self.reached = end
        self.block("pre", CodeBlock(Span(self.code_start, end), code, self.language, (), {}))

    # Tables

    def table(self, alignments: list[str], start: int) -> None:
        """A table."""
        self.columns = ["" if name == "None" else name.lower() for name in alignments]
        self.rows = 0
        self.begin(Open("table", KINDS["table"], start, start, {}))

    def end_table(self, value: str, end: int) -> None:
        """The end of a table."""
        if self.rows:
            self.finish("tbody", end)
        self.finish("table", end)

    def table_head(self, details: None, start: int) -> None:
        """The first row."""
        self.column = 0
        self.begin(Open("thead", KINDS["thead"], start, start, {}))
        self.begin(Open("tr", KINDS["tr"], start, start, {}))

    def end_table_head(self, value: str, end: int) -> None:
        """The end of the first row."""
        self.finish("tr", end)
        self.finish("thead", end)

    def row(self, details: None, start: int) -> None:
        """Any other row."""
        self.column = 0
        self.rows += 1
        if self.rows == 1:
            self.begin(Open("tbody", KINDS["tbody"], start, start, {}))
        self.begin(Open("tr", KINDS["tr"], start, start, {}))

    def end_row(self, value: str, end: int) -> None:
        """The end of a row."""
        self.finish("tr", end)

    def cell(self, details: None, start: int) -> None:
        """A cell."""
        align = self.columns[self.column]
        start = cell_start(self.markdown, start, self.column)
        self.column += 1
        tag = "td" if self.rows else "th"
        self.waiting = tag, _CELLS[tag], start, {"align": align} if align else {}

    def end_cell(self, value: str, end: int) -> None:
        """The end of a cell."""
        self.finish("td" if self.rows else "th", end)

    # Links and images

    def check_for_masks(self, details: dict[str, str]) -> None:
        """Leaves to others what is opaque in the title of a link or in its definition."""
        if self.document.opaque:
            has_mask = _MASK.search(details["title"])
            if has_mask or (details["link_type"] not in _OWN and _MASK.search(details["dest_url"])):
                raise NotPlain

    def target(self, written: str, start: int, end: int) -> str:
        """Where a link or an image leads, with what is opaque in it; its target stands between these offsets."""
        document = self.document
        if not document.opaque or not _MASK.search(written):
            return written
        at = document.masked.find(written, start - document.base, end - document.base)
        if at < 0:
            raise NotPlain
        return document.text[at : at + len(written)]

    def link(self, details: dict[str, str], start: int) -> None:
        """A link."""
        self.check_for_masks(details)
        self.is_autolink = details["link_type"] == "Autolink"
        self.is_collapsed = details["link_type"].startswith("Collapsed")
        scheme = "mailto:" if details["link_type"] == "Email" else ""
        attrs = {"href": scheme + details["dest_url"]}
        if details["title"]:
            attrs["title"] = details["title"]
        self.begin(Open("a", KINDS["a"], start, start, attrs))

    def end_link(self, value: str, end: int) -> None:
        """The end of a link."""
        if self.is_collapsed and self.markdown.startswith("[]", end):
            end += 2
        attrs = self.top.attrs
        if "href" in attrs:  # else it is not its own
            attrs["href"] = self.target(attrs["href"], self.top.start if self.is_autolink else self.reached, end)
        self.finish("a", end)
        self.reached = end

    def start_image(self, details: dict[str, str], start: int) -> None:
        """An image, up to whose end there is its alternative text."""
        if self.image is not None or "img" not in self.top.takes:
            raise NotPlain
        self.check_for_masks(details)
        if details["link_type"].startswith("Collapsed"):
            raise NotPlain
        self.image = details["dest_url"], details["title"] or None, start

    def end_image(self, value: str, end: int) -> None:
        """The end of an image."""
        assert self.image is not None
        source, title, start = self.image
        alt = "".join(self.pending)
        self.pending.clear()
        self.image = None
        source = self.target(source, self.reached, end)
        self.reached = end
        self.inline(Image(Span(start, end), source, alt, title, None, None, (), {}))


def _cell(tag: str) -> Kind:
    def make(span: Span, blocks: tuple[Block, ...], attrs: dict[str, str]) -> TableCell:
        return TableCell(span, blocks, tag == "th", align=attrs.get("align"))

    return Kind("blocks", KINDS[tag].takes, make)


_CELLS = {tag: _cell(tag) for tag in ("td", "th")}
_WAITING = {name: (tag, KINDS[tag]) for name, tag in _TAGS.items()}
_PHRASES = frozenset({"Strong", "Emphasis", "Strikethrough", "Link", "Image"})


_STARTS: dict[str, Callable[[_Reading, Any, int], None]] = {
    "Heading": _Reading.heading,
    "List": _Reading.start_list,
    "DefinitionList": _Reading.definitions,
    "BlockQuote": _Reading.quote,
    "CodeBlock": _Reading.code_block,
    "Table": _Reading.table,
    "TableHead": _Reading.table_head,
    "TableRow": _Reading.row,
    "TableCell": _Reading.cell,
    "Link": _Reading.link,
    "Image": _Reading.start_image,
    "FootnoteDefinition": _Reading.note,
}
_ENDS: dict[str, Callable[[_Reading, Any, int], None]] = {
    "Heading": _Reading.end_heading,
    "List": _Reading.end_list,
    "DefinitionList": _Reading.end_definitions,
    "BlockQuote": _Reading.end_quote,
    "FootnoteDefinition": _Reading.end_note,
    "CodeBlock": _Reading.end_code_block,
    "Table": _Reading.end_table,
    "TableHead": _Reading.end_table_head,
    "TableRow": _Reading.end_row,
    "TableCell": _Reading.end_cell,
    "Link": _Reading.end_link,
    "Image": _Reading.end_image,
}
_PIECES: tuple[Callable[[Any, re.Match[str]], None], ...] = _Reading.readers()
_OTHERS: dict[str, Callable[[_Reading, Any, int, int], None]] = {
    "Code": _Reading.code,
    "HardBreak": _Reading.hard_break,
    "Rule": _Reading.rule,
    "TaskListMarker": _Reading.task,
    "InlineMath": _Reading.math,
    "DisplayMath": _Reading.math,
    "FootnoteReference": _Reading.note_reference,
}
