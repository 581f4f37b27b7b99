"""What is wrong with the structure of markup: elements that are not closed, tags where none may stand.

The HTML Standard calls these parse errors, too (13.2.6), but gives them no names: those here are ours.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import wenzhang.validation.construction.in_table  # noqa: F401 - fills the table of insertion modes, with what it uses
from wenzhang.read.html import is_page
from wenzhang.read.locate import Locator
from wenzhang.source import Span
from wenzhang.validation.components import without_closed_components
from wenzhang.validation.construction.builder import Builder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.read.body import Body
    from wenzhang.validation.construction.findings import Finding

__all__ = ["STRUCTURE_ERRORS", "StructureError", "structure_errors"]

_TAG = re.compile("</?[A-Za-z][^<>]*+>|<!--|<[!?]")  # or what else may hide tags
_TAG_NAME = re.compile(r"</?[A-Za-z][^\s/>]*+")
_IN_RENDERING = "in the HTML that this Markdown stands for: "

# What is wrong, and what to do about it. {tag} is the name of the element at whose tag the finding stands, {other} what
# it is at odds with.
STRUCTURE_ERRORS: dict[str, tuple[str, str]] = {
    "block-in-paragraph": (
        "the <p> ended early, at the <{other}>, which no paragraph can hold; so this </p> is stray, "
        "and makes an empty paragraph",
        "write </p> before the <{other}>, or <div> in place of <p>",
    ),
    "br-end-tag": ("</br> is read as <br>", "write <br>"),
    "cell-outside-row": ("a <{tag}> outside of a row; a <tr> is assumed", "write <tr> before it"),
    "content-after-body": ("content behind the end of the page", "move it before </body>"),
    "content-beside-frames": ("content in a page of frames, which is ignored", "delete it"),
    "content-in-head-noscript": (
        "a <noscript> in the head holds more than <link>, <meta> and <style>, which ends the head",
        "move it into the body",
    ),
    "form-in-table": ("a <form> directly in a table, which holds nothing", "put it around the table, or into a cell"),
    "html-in-foreign-content": ("<{tag}> within <{other}>, which it ends", "close the drawing or formula before it"),
    "ignored-start-tag": ("<{tag}> is ignored here", "delete it"),
    "image-start-tag": ("<image> is read as <img>", "write <img>"),
    "input-in-select": ("an <input> in a <select>, which it ends", "write </select> before it"),
    "mismatched-heading": ("</{tag}> closes an <{other}>", "make both tags the same"),
    "misnested-tag": (
        "</{tag}> stands where <{other}>, which began within it, is still open",
        "close elements in the reverse of the order in which they were opened: write </{other}> before </{tag}>",
    ),
    "misplaced-content-in-table": (
        "content directly in a table, outside of its cells; it is shown before the table",
        "put it into a <td> or <caption>, or before the table",
    ),
    "misplaced-head-element": ("<{tag}> behind the head", "move it before </head>"),
    "misplaced-ruby-text": ("<{tag}> within <{other}> and not directly in <ruby>", "write </{other}> before it"),
    "missing-doctype": ("a page without a doctype, which browsers show in quirks mode", "begin with <!doctype html>"),
    "nested-button": ("a <button> in a <button>, which it ends", "write </button> before it"),
    "nested-form": ("a <form> in a <form>, which is ignored", "delete it, or write </form> before it"),
    "nested-heading": ("<{tag}> within <{other}>, which it ends", "write </{other}> before it"),
    "nested-link": ("a link in a link, which it ends", "write </a> before it"),
    "nested-nobr": ("<nobr> in a <nobr>, which it ends", "write </nobr> before it"),
    "nested-select": ("<select> in a <select>: it is ignored, and ends the first", "write </select> in its place"),
    "nested-table": ("a <table> directly in a table, which it ends", "put it into a <td>, or write </table> before it"),
    "obsolete-doctype": ("an obsolete doctype", "write <!doctype html>"),
    "stray-end-tag": ("</{tag}> closes nothing: no <{tag}> is open here", "delete it, or write the start tag"),
    "stray-paragraph-end": (
        "</p> closes nothing: no <p> is open here; it makes an empty paragraph",
        "delete it, or write the start tag",
    ),
    "table-part-outside-table": ("<{tag}> outside of a table is ignored", "put <table> around it, or delete it"),
    "unclosed-element": ("<{tag}> is still open at {other}", "write </{tag}> before it"),
    "unexpected-doctype": ("a doctype that is not the first thing on the page", "delete it"),
    "unclosed-in-option": (
        "<{tag}> within an <option>, since <{other}> is still open",
        "write </{other}> before </option>",
    ),
}


class StructureError(NamedTuple):
    """One error of structure: its name, the tag it is about, as a range of the source, and what to say and to do."""

    code: str
    span: Span
    message: str
    hint: str


def structure_errors(body: Body) -> Iterator[StructureError]:
    """The errors of structure in a body, in the order of its HTML.

    What Markdown stands for is in order by itself. So where one of its own tags is at fault, the error is told of the
    tag that the author wrote, behind all others, and only where nothing else is told of that.
    """
    reader = Locator(body)
    markup = without_closed_components(body, reader.body())
    findings = Builder(markup, is_page=is_page(body)).findings()
    if body.format == "markdown":
        return _in_markdown(_Written(reader, markup), findings)
    base = reader.body_start
    return (_error(finding, reader.span(base + finding.start, base + finding.end)) for finding in findings)


def _error(finding: Finding, span: Span, context: str = "") -> StructureError:
    names = {"tag": finding.tag, "other": finding.other}
    message, hint = STRUCTURE_ERRORS[finding.code]
    return StructureError(finding.code, span, context + message.format(**names), hint.format(**names))


def _in_markdown(written: _Written, findings: list[Finding]) -> Iterator[StructureError]:
    told: set[Span] = set()
    others = []
    for finding in findings:
        span = written.span(finding.start, finding.end)
        if span is None:
            others.append(finding)
        else:
            told.add(span)
            yield _error(finding, span)
    for finding in others:
        related = finding.related
        span = (related and written.span(related.start, related.end)) or written.nearest(finding.start)
        if span not in told:
            told.add(span)
            yield _error(finding, span, _IN_RENDERING)


class _Written:
    """The tags in the HTML of Markdown that its author wrote."""

    def __init__(self, reader: Locator, markup: str) -> None:
        self._reader = reader
        self._markup = markup

    def span(self, start: int, end: int) -> Span | None:
        """The range of the source that a tag or a text stands for; None where it is not written there."""
        span = self._reader.span(start, end)
        name = _TAG_NAME.match(self._markup, start)
        written = _TAG_NAME.match(self._reader.source.text, span.start)
        if name and not (written and written[0] == name[0] and span.end >= written.end()):
            return None
        return span if span.start < span.end else None

    def nearest(self, offset: int) -> Span:
        """The last tag before an offset into the HTML, else the first behind it; without any, what stands there."""
        if not self._tags:
            end = max(self._reader.span(offset, offset).start, 1)
            return Span(end - 1, end)
        return self._tags[max(bisect_right(self._tags, offset, key=lambda tag: tag[0]) - 1, 0)][1]

    @cached_property
    def _tags(self) -> list[tuple[int, Span]]:
        spans = ((tag.start(), self.span(*tag.span())) for tag in _TAG.finditer(self._markup))
        return [(start, span) for start, span in spans if span is not None]
