"""What goes with a comment that is deleted: the whole of its line where it stands there alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from wenzhang.source import Span

if TYPE_CHECKING:
    from wenzhang.read.body import Body

__all__ = ["Deletions", "line_start", "whole_lines", "with_blanks_before"]

_LINE_END = re.compile(r"\r\n?|\n|\Z")
_REST_IS_BLANK = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)")
_NEXT_CONTENT = re.compile(r"(?:[ \t]*(?:\r\n?|\n))*([ \t]*)([^\s].*)?")
# With these at the beginning of a line, what is deleted before it decides which list it belongs to.
_MARKER = re.compile(r"(?:[-*+:]|[0-9]{1,9}[.)])(?:[ \t]|$)")
_ONLY_MARKERS = re.compile(r"(?:[ \t>]|(?:[-*+:]|[0-9]{1,9}[.)])[ \t])*")


def line_start(text: str, at: int) -> int:
    """Where the line of a place begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def whole_lines(text: str, comment: Span) -> Span | None:
    """The lines of a comment with their end, where nothing else stands on them; at the end of a file, with that before.

    None where something else does.
    """
    start = line_start(text, comment.start)
    rest = _REST_IS_BLANK.match(text, comment.end)
    if rest is None or text[start : comment.start].strip(" \t"):
        return None
    if text[rest.end() - 1 : rest.end()] not in ("\r", "\n") and start:
        start -= 2 if text.startswith("\r\n", start - 2) else 1
    return Span(start, rest.end())


def with_blanks_before(text: str, comment: Span) -> Span:
    """A comment and the blanks before it."""
    start = comment.start
    while start and text[start - 1] in " \t":
        start -= 1
    return Span(start, comment.end)


class Deletions:
    """What may be deleted of the comments in a body, so that what it shows stays as it is."""

    def __init__(self, body: Body, start: int) -> None:
        self.text = body.source.text
        self.start = start
        self._body = body

    def of(self, comment: Span) -> Span | None:
        """The comment with all that goes with it; None where that would change more, or may."""
        lines = whole_lines(self.text, comment)
        if self._body.format == "html":
            return lines or comment
        begins = line_start(self.text, comment.start)
        if self._is_within_html(comment.start):
            is_first = not self.text[begins : comment.start].strip(" \t>")
            return lines or (None if is_first else comment)
        if lines is not None:
            return self._block(comment, lines)
        if _ONLY_MARKERS.fullmatch(self.text, begins, comment.start):
            return None
        return self._inline(comment)

    def _block(self, comment: Span, lines: Span) -> Span | None:
        """A comment that is a block of Markdown: what stands around it must not come together."""
        text = self.text
        begins = line_start(text, comment.start)
        following = _NEXT_CONTENT.match(text, lines.end)
        assert following is not None, "nothing is a match, too"
        if _MARKER.match(following[2] or "") or len(following[1]) > comment.start - begins:
            return None
        above = text[line_start(text, begins - 1) : begins] if begins > self.start else ""
        if not above.strip() or _REST_IS_BLANK.match(text, lines.end):
            return lines
        is_html = text.startswith("<", comment.start)
        return comment if is_html and comment.start == begins else None  # a blank line parts them as well

    def _inline(self, comment: Span) -> Span | None:
        """A comment within a line: not beside signs that mean something else with other neighbours."""
        text = self.text
        at_end = _REST_IS_BLANK.match(text, comment.end) is not None
        deleted = with_blanks_before(text, comment)
        if deleted != comment and not at_end and text[comment.end] not in " \t":
            deleted = comment
        around = text[deleted.start - 1], text[comment.end] if not at_end else " "
        return deleted if all(each.isalnum() or each.isspace() for each in around) else None

    def _is_within_html(self, place: int) -> bool:
        """Whether a place is in a block of HTML that began before it."""
        starts, ends = self._html_blocks
        index = bisect_right(starts, place) - 1
        return index >= 0 and place < ends[index] and self.text[starts[index] : place].strip(" \t>") != ""

    @cached_property
    def _html_blocks(self) -> tuple[list[int], list[int]]:
        from wenzhang.markdown.document import read_document

        starts, ends = [], []
        for event, start, end in read_document(self._body.source, self.start).events():
            if event == {"Start": "HtmlBlock"}:
                starts.append(self.start + start)
            elif event == {"End": "HtmlBlock"}:
                ends.append(self.start + end)
        return starts, ends
