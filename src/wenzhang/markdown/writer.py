"""Writing the HTML of a Markdown body: a method a kind of event, in tables."""

from __future__ import annotations

import re
import sys
from html import escape
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wenzhang.markdown.definitions import Definition, definitions, title_within
from wenzhang.markdown.escapes import code_in_line, language_of, unescaped
from wenzhang.markdown.opaque import Opaque
from wenzhang.markdown.ranges import behind_indent, behind_quotations, cell_start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wenzhang.markdown.document import Document

__all__ = ["Kind", "Part", "Writer"]

Kind = Literal["markdown", "title", "html", "break"]


class Part(NamedTuple):
    """A piece of the HTML and the range of the body that it stands for, empty for a tag that Markdown implies.

    `kind` is how it is written there: as text of Markdown, a title, HTML, the end of a line; None for what is not for
    readers or must stay.
    """

    html: str
    start: int
    end: int
    kind: Kind | None = None


# What a tag stands for; those of blocks end before the white space that pulldown-cmark counts to them.
_BLOCKS = {
    "Paragraph": "p",
    "DefinitionListTitle": "dt",
    "DefinitionListDefinition": "dd",
    "Figure": "figure",
    "FigureCaption": "figcaption",
}
_PHRASES = {"Strong": "strong", "Emphasis": "em", "Strikethrough": "del"}
_START_TAGS = {name: f"<{tag}>" for name, tag in (_BLOCKS | _PHRASES).items()}
_END_TAGS = {name: f"</{tag}>" for name, tag in (_BLOCKS | _PHRASES).items()}
_ATTRIBUTE_NAME = re.compile(r"[A-Za-z_][\w:.-]*", re.ASCII)
_WHITE_SPACE = " \t\r\n"
_COLLAPSED = ("Collapsed", "CollapsedUnknown")
# A component of MDX that closes itself, which HTML does not let it (its names begin with a capital).
_CLOSES_ITSELF = re.compile(r"<([A-Z][\w.]*)(?:\s[^<>]*)?/>")
_RETURN = re.compile("(\r\n?)")


def _escaped(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    return text.replace("<", "&lt;") if "<" in text else text


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")


class Writer:
    """Puts the parts one after the other. Offsets are those of the body."""

    def __init__(self, document: Document) -> None:
        self.masked, opaque = document.masked, document.opaque
        self.body = document.text.replace("\0", "\ufffd") if "\0" in document.text else document.text
        self.definitions = definitions(self.masked)
        self.is_mdx = document.is_mdx
        self.parts: list[Part] = []
        self.has_opaque = bool(opaque)
        self.opaque = list(reversed(opaque))  # those to come, the next one last
        self.reached = 0  # the end of the last text: a backslash behind it is an escape
        self.in_code = False
        self.is_fixed = False  # in a link that is an address
        self.images: list[tuple[dict[str, str], int]] = []  # that are open, and where they begin
        self.outside: list[Part] = []  # the parts, while those of an image's alternative text are collected
        self.links: list[tuple[dict[str, str], int]] = []  # that are open, and the place of their title among the parts
        self.notes: dict[str, int] = {}
        self.alignments: list[str] = []
        self.column = 0
        self.rows = 0  # of the table, the head among them

    def write(self, found: list[tuple[Any, int, int]]) -> None:
        """Writes all events."""
        on_text, on_event = self.text, self.event
        for event, start, end in found:
            if type(event) is dict:
                ((kind, value),) = event.items()
                if kind == "Text":
                    on_text(value, start, end)
                else:
                    on_event(kind, value, start, end)
            else:
                on_event(event, None, start, end)

    def put(self, html: str, start: int, end: int, kind: Kind | None = None) -> None:
        """Adds a part."""
        self.parts.append((html, start, end, kind))  # type: ignore[arg-type] # a tuple is made in a third of the time

    def event(self, kind: str, value: Any, start: int, end: int) -> None:
        """Anything but text."""
        if self.images and not _is_of_image(kind, value):
            self.in_alt(kind, value, start, end)
        else:
            _EVENTS[kind](self, value, start, end)

    # Text

    def text(self, value: str, start: int, end: int) -> None:
        """Text, with its references resolved and without the backslash before it."""
        is_literal = len(value) == end - start  # a reference is longer than what it means, and a tab has no range
        if self.in_code:
            self.put(_escaped(self.body[start:end] if is_literal else value), start, end)
            return
        reached, self.reached = self.reached, end
        begin = start - 1 if start > reached and self.body[start - 1] == "\\" else start
        if self.opaque and self.next_opaque(start).start < end:
            for from_, to, is_opaque in self.around_opaque(start, end):
                kind: Kind | None = None if is_opaque else "markdown"
                self.put(_escaped(self.body[from_:to]), begin if from_ == start else from_, to, kind)
            return
        html = _escaped(self.body[start:end] if is_literal else value)
        self.put(html, begin, end, None if self.is_fixed else "markdown")

    def next_opaque(self, start: int) -> Opaque:
        """The first opaque range that ends behind an offset; one beyond the end where there is none."""
        while self.opaque and self.opaque[-1].end <= start:
            self.opaque.pop()
        return self.opaque[-1] if self.opaque else _BEYOND

    def around_opaque(self, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """The pieces of a range, cut where something opaque begins or ends, and whether they are opaque."""
        while start < end:
            span = self.next_opaque(start)
            stop = min(span.start if span.start > start else span.end, end)
            yield start, stop, span.start <= start
            start = stop

    def soft_break(self, value: None, start: int, end: int) -> None:
        """The end of a line within a paragraph."""
        self.put("\n", start, end, "break")

    def hard_break(self, value: None, start: int, end: int) -> None:
        """A line break."""
        self.put("<br>", start, end)
        self.reached = end

    def code(self, value: str, start: int, end: int) -> None:
        """Code within a line."""
        self.verbatim("<code>", value, start, end)

    def math(self, value: str, start: int, end: int) -> None:
        """A formula, in TeX."""
        style = "display" if self.body.startswith("$$", start) else "inline"
        self.verbatim(f'<code class="language-math math-{style}">', value, start, end)

    def verbatim(self, start_tag: str, value: str, start: int, end: int) -> None:
        """What stands within a line as it is."""
        self.put(start_tag, start, start)
        value = code_in_line(self.masked[start:end], value)
        at = self.masked.find(value, start, end) if value else -1
        if at >= 0:
            self.put(_escaped(self.body[at : at + len(value)]), at, at + len(value))
        else:  # its line ends have become spaces, or its escaped bars bars
            self.put(_escaped(value), start, end)
        self.put("</code>", end, end)
        self.reached = end

    def note_reference(self, name: str, start: int, end: int) -> None:
        """A reference to a footnote, which shows its number."""
        self.put(f'<sup class="footnote-ref"><a href="#fn-{_quoted(name)}">', start, start)
        self.put(str(self.number(name)), start, end)
        self.put("</a></sup>", end, end)
        self.reached = end

    def number(self, name: str) -> int:
        """The number of a footnote, in the order of what names them first."""
        return self.notes.setdefault(name.casefold(), len(self.notes) + 1)

    def task(self, is_done: bool, start: int, end: int) -> None:
        """The box of a task, with which a paragraph begins that pulldown-cmark has begin behind it."""
        if self.parts and self.parts[-1][1] > start:
            self.parts[-1] = (self.parts[-1][0], start, start, None)  # type: ignore[call-overload]
        state = ' checked=""' if is_done else ""
        self.put(f'<input type="checkbox" disabled=""{state}>', start, end)
        self.reached = end

    # Raw HTML

    def html(self, value: str, start: int, end: int) -> None:
        """Raw HTML, a line of a block or a tag."""
        self.reached = end
        if self.is_mdx and value == self.masked[start:end]:
            for component in _CLOSES_ITSELF.finditer(self.masked, start, end):
                self.raw(self.masked[start : component.end()], start, component.end())
                self.put(f"</{component[1]}>", component.end(), component.end())
                start = component.end()
            value = self.masked[start:end]
        if value:
            self.raw(value, start, end)

    def raw(self, value: str, start: int, end: int) -> None:
        """Raw HTML as it is."""
        if self.opaque and self.next_opaque(start).start < end:
            self.html_around_opaque(start, end)
        elif value not in ((written := self.masked[start:end]), written.replace("\r\n", "\n")):
            # without the signs of quotations or the indentation of lists before its lines
            self.put(_RETURN.sub("\n", value), start, end)
        elif "\r" in written:
            self.returns(start, end)
        else:
            self.put(self.body[start:end], start, end, "html")

    def returns(self, start: int, end: int) -> None:
        """Raw HTML whose line ends are normalised."""
        for index, piece in enumerate(_RETURN.split(self.body[start:end])):
            if piece:
                self.put("\n" if index % 2 else piece, start, start + len(piece), "html")
            start += len(piece)

    def end_html(self, details: None, end: int) -> None:
        """The end of a block of HTML. As that of other blocks, it is before the end of the line, which stays."""
        html, start, stop, kind = self.parts[-1]
        if html == "\n":
            self.parts.pop()
            start = self.parts[-1][2]
        elif html.endswith("\n") and len(html) == stop - start:
            self.parts[-1] = (html[:-1], start, stop - 1, kind)  # type: ignore[call-overload]
            start = stop - 1
        else:
            return
        self.put("\n", start, start)

    def html_around_opaque(self, start: int, end: int) -> None:
        """Raw HTML with something opaque in it, which is text, or a part of a value, whatever signs it holds."""
        for from_, to, is_opaque in self.around_opaque(start, end):
            piece = self.body[from_:to]
            if not is_opaque:
                self.returns(from_, to)
            elif self.opaque[-1].is_block:
                self.put("\n" if from_ == self.opaque[-1].start else "", from_, from_)
                self.put(_escaped(piece), from_, to)
            else:
                quote = '"' if self.body[from_ - 1 : from_] == "=" else ""
                self.put(f"{quote}{escape(piece)}{quote}", from_, to)

    # Elements

    def start(self, value: str | dict[str, Any], start: int, end: int) -> None:
        """The start of what holds others."""
        if type(value) is str:
            tag = _START_TAGS.get(value)
            if tag is not None:
                self.parts.append((tag, start, start, None))  # type: ignore[arg-type]
                return
            name, details = value, None
        else:
            ((name, details),) = value.items()  # type: ignore[union-attr]
        _ELEMENTS[name][0](self, details, start)

    def end(self, value: str | dict[str, Any], start: int, end: int) -> None:
        """The end of what holds others."""
        name, details = (value, None) if type(value) is str else next(iter(value.items()))  # type: ignore[union-attr]
        if name not in _PHRASES and name not in ("Link", "Image"):
            while end and self.body[end - 1] in _WHITE_SPACE:
                end -= 1
            if self.parts and name != "BlockQuote" and end > self.parts[-1][2] and self.body[end - 1] == ">":
                end = max(behind_quotations(self.body, end), self.parts[-1][2])
        tag = _END_TAGS.get(name)
        if tag is not None:
            self.parts.append((tag, end, end, None))  # type: ignore[arg-type]
        else:
            _ELEMENTS[name][1](self, details, end)

    def heading(self, details: dict[str, Any], start: int) -> None:
        """A heading with its attributes."""
        attrs = [("id", details["id"])] if details["id"] is not None else []
        if details["classes"]:
            attrs.append(("class", " ".join(details["classes"])))
        attrs += [(name, value or "") for name, value in details["attrs"] if _ATTRIBUTE_NAME.fullmatch(name)]
        written = "".join([f' {name}="{_quoted(value)}"' for name, value in attrs])
        self.put(f"<{details['level'].lower()}{written}>", start, start)

    def end_heading(self, level: str, end: int) -> None:
        """The end of a heading."""
        self.put(f"</{level.lower()}>", end, end)

    def list(self, first: int | None, start: int) -> None:
        """A list, ordered if it has a first number."""
        tag = "<ul>" if first is None else "<ol>" if first == 1 else f'<ol start="{first}">'
        start = behind_indent(self.body, start)
        self.put(tag, start, start)

    def end_list(self, is_ordered: bool, end: int) -> None:
        """The end of a list."""
        self.put("</ol>" if is_ordered else "</ul>", end, end)

    def item(self, details: None, start: int) -> None:
        """An item of a list."""
        start = behind_indent(self.body, start)
        self.put("<li>", start, start)

    def end_item(self, details: None, end: int) -> None:
        """The end of an item."""
        self.put("</li>", end, end)

    def descriptions(self, details: None, start: int) -> None:
        """A definition list."""
        self.put("<dl>", start, start)

    def end_descriptions(self, details: None, end: int) -> None:
        """The end of a definition list, which is that of its last part: pulldown-cmark's may be in the next block."""
        end = self.parts[-1][2]
        self.put("</dl>", end, end)

    def quote(self, kind: str | None, start: int) -> None:
        """A quotation, or GitHub's alerts."""
        class_ = "" if kind is None else f' class="markdown-alert markdown-alert-{kind.lower()}"'
        self.put(f"<blockquote{class_}>", start, start)

    def end_quote(self, kind: str | None, end: int) -> None:
        """The end of a quotation."""
        self.put("</blockquote>", end, end)

    def code_block(self, kind: str | dict[str, str], start: int) -> None:
        """A block of code. The first word behind a fence is the language."""
        language = language_of(kind["Fenced"]) if type(kind) is dict else ""
        language = f' class="language-{_quoted(language)}"' if language else ""
        self.put(f"<pre><code{language}>", start, start)
        self.in_code = True

    def end_code_block(self, details: None, end: int) -> None:
        """The end of a block of code."""
        self.put("</code></pre>", end, end)
        self.in_code = False
        self.reached = end

    def rule(self, value: None, start: int, end: int) -> None:
        """A thematic break."""
        while self.body[end - 1] in _WHITE_SPACE:
            end -= 1
        self.put("<hr>", start, end)

    def note(self, name: str, start: int) -> None:
        """What a footnote says."""
        self.number(name)
        self.put(f'<div class="footnote" id="fn-{_quoted(name)}">', start, start)

    def end_note(self, details: None, end: int) -> None:
        """The end of a footnote."""
        self.put("</div>", end, end)

    # Tables

    def table(self, alignments: Sequence[str], start: int) -> None:
        """A table with the alignments of its columns."""
        self.alignments = ["" if name == "None" else f' align="{name.lower()}"' for name in alignments]
        self.rows = 0
        self.put("<table>", start, start)

    def end_table(self, details: None, end: int) -> None:
        """The end of a table."""
        self.put("</tbody></table>" if self.rows else "</table>", end, end)

    def table_head(self, details: None, start: int) -> None:
        """The first row."""
        self.column = 0
        self.put("<thead>", start, start)
        self.put("<tr>", start, start)

    def end_table_head(self, details: None, end: int) -> None:
        """The end of the first row."""
        self.put("</tr>", end, end)
        self.put("</thead>", end, end)

    def row(self, details: None, start: int) -> None:
        """Any other row."""
        self.column = 0
        self.rows += 1
        if self.rows == 1:
            self.put("<tbody>", start, start)
        self.put("<tr>", start, start)

    def end_row(self, details: None, end: int) -> None:
        """The end of a row."""
        self.put("</tr>", end, end)

    def cell(self, details: None, start: int) -> None:
        """A cell."""
        start = cell_start(self.body, start, self.column)
        self.put(f"<{'td' if self.rows else 'th'}{self.alignments[self.column]}>", start, start)
        self.column += 1

    def end_cell(self, details: None, end: int) -> None:
        """The end of a cell."""
        self.put("</td>" if self.rows else "</th>", end, end)

    # Links and images

    def link(self, details: dict[str, str], start: int) -> None:
        """A link. Where its title stands is known when its text has been read."""
        scheme = "mailto:" if details["link_type"] == "Email" else ""
        opening = f'<a href="{scheme}{_quoted(details["dest_url"])}"'
        self.links.append((details, len(self.parts)))
        if details["title"]:
            self.put(f'{opening} title="', start, start)
            self.put(_quoted(details["title"]), start, start)
            self.put('">', start, start)
        else:
            self.put(f"{opening}>", start, start)
        self.is_fixed = details["link_type"] in ("Autolink", "Email")

    def end_link(self, value: None, end: int) -> None:
        """The end of a link."""
        details, place = self.links.pop()
        end = self.behind_label(details, end)
        if self.has_opaque:
            html, start, *_ = self.parts[place]
            self.parts[place] = (  # type: ignore[call-overload]
                html.replace(_quoted(details["dest_url"]), _quoted(self.target(details, start, end))),
                start,
                start,
                None,
            )
        if details["title"]:
            self.parts[place + 1] = self.title(details, end)
        self.put("</a>", end, end)
        self.is_fixed = False
        self.reached = end

    def image(self, details: dict[str, str], start: int) -> None:
        """An image. Up to its end there is nothing but its alternative text, of which markup is no part."""
        if not self.images:
            self.outside, self.parts = self.parts, []
        self.images.append((details, start))

    def end_image(self, value: None, end: int) -> None:
        """The end of an image."""
        details, start = self.images.pop()
        end = self.behind_label(details, end)
        if not self.images:
            alt, self.parts = self.parts, self.outside
            self.put(f'<img src="{_quoted(self.target(details, start, end))}" alt="', start, start)
            self.parts += [(html.replace('"', "&quot;"), *where) for html, *where in alt]  # type: ignore[misc]
            if details["title"]:
                self.put('" title="', start, start)
                self.parts.append(self.title(details, end))
            self.put('">', end, end)
            self.reached = end

    def behind_label(self, details: dict[str, str], end: int) -> int:
        """The end of a link with the `[]` of a collapsed reference, which pulldown-cmark does not count to it."""
        return end + 2 if details["link_type"] in _COLLAPSED and self.body.startswith("[]", end) else end

    def in_alt(self, kind: str, value: Any, start: int, end: int) -> None:
        """What stands in an image's alternative text besides text."""
        if kind in ("SoftBreak", "HardBreak"):
            self.put("\n", start, end, "break")
        elif kind in ("Code", "InlineMath", "DisplayMath"):
            self.put(_escaped(value), start, end)
        self.reached = max(self.reached, end)

    def target(self, details: dict[str, str], start: int, end: int) -> str:
        """Where a link or an image leads, with what is opaque in it."""
        masked_target = details["dest_url"]
        if not self.has_opaque or not masked_target:
            return masked_target
        first, last = self.reached, end
        if details["link_type"] == "Autolink":
            first = start
        elif details["link_type"] != "Inline":
            first, last, _ = self.definition(details) or (end, end, None)
        at = self.masked.find(masked_target, first, last)
        return self.body[at : at + len(masked_target)] if at >= 0 else masked_target

    def title(self, details: dict[str, str], end: int) -> Part:
        """The title of a link or an image that ends at `end`; a reference has it from its definition."""
        is_inline = details["link_type"] == "Inline"
        if is_inline:
            place = title_within(self.masked, self.reached, end, details["title"], of_link=True)
        else:
            definition = self.definition(details)
            place = definition.title if definition else None
        if place is None:
            return (_quoted(details["title"]), end, end, None)  # type: ignore[return-value]
        start, stop = place
        title = details["title"]
        if self.masked[start:stop] != self.body[start:stop]:
            title = unescaped(self.body[start:stop])
        if not is_inline:
            return (_quoted(title), end, end, None)  # type: ignore[return-value]
        return (_quoted(title), start, stop, "title")  # type: ignore[return-value]

    def definition(self, details: dict[str, str]) -> Definition | None:
        """What a reference names."""
        return self.definitions.get(details["id"].casefold())


def _is_of_image(kind: str, value: Any) -> bool:
    return (kind == "End" and value == "Image") or (kind == "Start" and type(value) is dict and "Image" in value)


_BEYOND = Opaque(sys.maxsize, sys.maxsize, False)

_EVENTS: dict[str, Callable[[Writer, Any, int, int], None]] = {
    "Start": Writer.start,
    "End": Writer.end,
    "Code": Writer.code,
    "InlineMath": Writer.math,
    "DisplayMath": Writer.math,
    "Html": Writer.html,
    "InlineHtml": Writer.html,
    "FootnoteReference": Writer.note_reference,
    "TaskListMarker": Writer.task,
    "SoftBreak": Writer.soft_break,
    "HardBreak": Writer.hard_break,
    "Rule": Writer.rule,
}


def _nothing(writer: Writer, details: Any, place: int) -> None:
    """A block of HTML begins with what stands in it."""


_ELEMENTS: dict[str, tuple[Callable[[Writer, Any, int], None], Callable[[Writer, Any, int], None]]] = {
    "Heading": (Writer.heading, Writer.end_heading),
    "List": (Writer.list, Writer.end_list),
    "Item": (Writer.item, Writer.end_item),
    "DefinitionList": (Writer.descriptions, Writer.end_descriptions),
    "BlockQuote": (Writer.quote, Writer.end_quote),
    "CodeBlock": (Writer.code_block, Writer.end_code_block),
    "HtmlBlock": (_nothing, Writer.end_html),
    "FootnoteDefinition": (Writer.note, Writer.end_note),
    "Table": (Writer.table, Writer.end_table),
    "TableHead": (Writer.table_head, Writer.end_table_head),
    "TableRow": (Writer.row, Writer.end_row),
    "TableCell": (Writer.cell, Writer.end_cell),
    "Link": (Writer.link, Writer.end_link),
    "Image": (Writer.image, Writer.end_image),
}
