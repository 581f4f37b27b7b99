"""The state of the tree construction, and the steps that insertion modes share (HTML Standard, 13.2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from turbohtml import TokenType

from wenzhang.validation.construction.elements import IMPLIED_END, OPEN_AT_END, RAW, ROW_GROUPS
from wenzhang.validation.construction.findings import Finding, Findings
from wenzhang.validation.construction.formatting import Formatting
from wenzhang.validation.construction.stack import Element, OpenElements
from wenzhang.validation.construction.tokens import Tag, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from turbohtml import Token

__all__ = ["MODES", "Builder", "Characters", "Mode"]

_NO_CONTENT = "\t\n\f\r \0"
# Steps through formatting elements: so many are of hostile input, and what comes behind is left alone.
_MOST_STEPS = 200_000
_CDATA = "<![CDATA["
_TEXT, _START_TAG, _END_TAG = TokenType.TEXT, TokenType.START_TAG, TokenType.END_TAG
_EVERYWHERE = IMPLIED_END | ROW_GROUPS | {"caption", "colgroup", "td", "th", "tr"}
_MODE_OF = {
    "td": "in cell",
    "th": "in cell",
    "tr": "in row",
    **dict.fromkeys(ROW_GROUPS, "in table body"),
    "caption": "in caption",
    "colgroup": "in column group",
    "table": "in table",
    "template": "",
    "head": "in head",
    "body": "in body",
    "frameset": "in frameset",
    "html": "after head",
}


class Characters(NamedTuple):
    """Text that is more than white space and NULs: where that stands in the markup."""

    start: int
    end: int


class Mode(NamedTuple):
    """What an insertion mode does with start tags, end tags, and text."""

    start: Callable[[Builder, Tag], None]
    end: Callable[[Builder, Tag], None]
    text: Callable[[Builder, Characters], None]


MODES: dict[str, Mode] = {}
"""The insertion modes by the standard's names; the modules of the modes fill it."""


class Builder:
    """Goes through the tokens of a body as a parser does; of a whole page, unless it is a fragment in a `<div>`."""

    def __init__(self, markup: str, *, is_page: bool) -> None:
        self.tokens = Tokens(markup)
        self.open = OpenElements(Element("html", None))
        self.formatting = Formatting()
        self.found = Findings()
        self.is_page = is_page
        self.mode = "initial" if is_page else "in body"
        self.behind_text = ""  # the mode to return to
        self.templates: list[str] = []  # the modes of those that are open
        self.form: Element | None = None
        self.head: Element | None = None
        self.may_have_frames = is_page
        self.is_quirky = False

    def findings(self) -> list[Finding]:
        """All that is wrong, in the order of the text."""
        for token, start in self.tokens:
            self._take(token, start)
            if self.formatting.steps > _MOST_STEPS:
                return self.found.all()
        for element in self.open:
            if element.space or element.name not in OPEN_AT_END:
                self.found.cut(element, None)
        return self.found.all()

    def _take(self, token: Token, start: int) -> None:
        kind = token.type
        if kind is _TEXT:
            self._take_text(token.data or "", start)
        elif kind is _START_TAG:
            tag = Tag(token, start, False)
            self.take_start(tag)
            current = self.open.current
            if tag.name in RAW and (current.tag is not tag or current.space):  # it is ignored, or foreign
                self.tokens.restart(tag.end)
        elif kind is _END_TAG:
            self.take_end(Tag(token, start, True))
        elif kind is TokenType.DOCTYPE:
            if self.mode == "initial":
                from wenzhang.validation.construction.page import read_doctype

                read_doctype(self, token, start)
            elif self.open.current.space:  # turbohtml says so of the others
                self.found.add_at("unexpected-doctype", start, start + len(token.source or ""))
        elif self.open.current.space and (token.source or "").startswith(_CDATA):
            end = self.tokens.markup.find("]]>", start)
            self.tokens.restart(len(self.tokens.markup) if end < 0 else end + 3)

    # The tree construction dispatcher (13.2.6)

    def take_start(self, tag: Tag) -> None:
        """A start tag, from the beginning; also to reprocess one."""
        current = self.open.current
        if current.space and not self._takes_start(current, tag):
            from wenzhang.validation.construction.foreign import foreign_start

            foreign_start(self, tag)
        else:
            MODES[self.mode].start(self, tag)

    def take_end(self, tag: Tag) -> None:
        """An end tag, from the beginning."""
        if self.open.current.space:
            from wenzhang.validation.construction.foreign import foreign_end

            foreign_end(self, tag)
        else:
            MODES[self.mode].end(self, tag)

    def take_characters(self, text: Characters) -> None:
        """Text, from the beginning."""
        current = self.open.current
        if current.space and not is_text_point(current) and not is_html_point(current):
            self.may_have_frames = False
        else:
            MODES[self.mode].text(self, text)

    def _take_text(self, data: str, start: int) -> None:
        if data.strip(_NO_CONTENT):
            end = self.tokens.end_of_text()
            written = self.tokens.markup[start:end].rstrip(_NO_CONTENT)
            self.take_characters(
                Characters(start + len(written) - len(written.lstrip(_NO_CONTENT)), start + len(written))
            )
        elif self.mode in _WITH_SPACE and not self.open.current.space and data.strip("\0"):
            self.reconstruct()

    @staticmethod
    def _takes_start(current: Element, tag: Tag) -> bool:
        if is_text_point(current) and tag.name not in ("mglyph", "malignmark"):
            return True
        return is_html_point(current) or (current.name == "annotation-xml" and tag.name == "svg")

    # Opening

    def push(self, tag: Tag, space: str = "") -> Element:
        """Opens the element of a start tag."""
        element = Element(tag.name, tag, space)
        self.open.push(element)
        return element

    def imply(self, name: str) -> Element:
        """Opens an element without a tag."""
        element = Element(name, None)
        self.open.push(element)
        return element

    def reconstruct(self) -> None:
        """Opens the active formatting elements that are not open."""
        if self.formatting.entries:
            self.formatting.reconstruct(self.open)

    def push_raw(self, tag: Tag) -> None:
        """Opens an element that holds text alone."""
        self.push(tag)
        self.behind_text = self.mode
        self.mode = "text"

    # Closing

    def close(self, index: int, cause: Tag, *, told: bool = False, everywhere: bool = False) -> Element:
        """Ends the element at an index and all within it, of which those are wrong whose end tags are not implied.

        They are no findings of their own where the cause is `told`. Within templates more may be implied `everywhere`.
        """
        *within, element = self.open.pop_to(index)
        implied = _EVERYWHERE if everywhere else IMPLIED_END
        for each in within:
            if each.space or each.name not in implied:
                self.found.cut(each, cause, told=told)
        if cause.is_end and cause.name == element.name:
            self.found.closed(element)
        return element

    def close_paragraph(self, cause: Tag) -> None:
        """Ends the paragraph that is in button scope, if one is."""
        index = self.open.in_scope("p", "button")
        if index >= 0:
            self.close(index, cause)
            if not cause.is_end and cause.name != "p":
                self.open.current.ended_by = cause

    def imply_end_tags(self, but: str = "") -> None:
        """Ends what ends without an end tag, but for elements of one name (13.2.6.3)."""
        current = self.open.current
        while current.name in IMPLIED_END and current.name != but and not current.space:
            self.open.pop()
            current = self.open.current

    def reset_mode(self) -> None:
        """Chooses the mode for what is open (13.2.4.1)."""
        index, name = max((self.open.last(name), name) for name in _MODE_OF)
        if index < 1:  # the root alone
            self.mode = "after head" if self.is_page and self.head else "before head" if self.is_page else "in body"
        else:
            self.mode = _MODE_OF[name] or self.templates[-1]


_WITH_SPACE = frozenset(("in body", "in caption", "in cell", "in template", "after body"))


def is_text_point(element: Element) -> bool:
    """Whether it is a MathML text integration point."""
    return element.space == "math" and element.name in ("mi", "mo", "mn", "ms", "mtext")


def is_html_point(element: Element) -> bool:
    """Whether it is an HTML integration point."""
    if element.space == "svg":
        return element.name in ("foreignobject", "desc", "title")
    if element.name != "annotation-xml" or element.space != "math" or element.tag is None:
        return False
    return element.tag.value("encoding") in ("text/html", "application/xhtml+xml")
