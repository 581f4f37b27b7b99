"""The comments in front matter that are meant for us, and the entries that they cover."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from wenzhang.frontmatter import Entry, Mapping, Scalar
from wenzhang.source import Span
from wenzhang.validation.comment_lines import line_start, whole_lines, with_blanks_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.frontmatter import FrontMatter, MetaValue
    from wenzhang.validation.subject import Subject

__all__ = ["front_matter_comments"]

_COMMENT = re.compile(r"#(?=([ \t]*wenzhang:[^\r\n]*))")  # another may follow in the same line, if this is text
_REACH = 100  # entries that are looked through for the one that goes on in a line where none begins
_NEXT_LINE = re.compile(r"(?:\r\n?|\n)([^\r\n]*)")

Found = tuple[Span, Span | None, Span | None]
"""A comment, what it covers, and what is deleted with it."""


def front_matter_comments(subject: Subject) -> Iterator[Found]:
    """Those in YAML and TOML. Where front matter cannot be read, a comment covers a line in place of an entry."""
    if subject.front_matter is not None:
        if subject.front_matter.format != "json":
            yield from _in_entries(subject.text, subject.front_matter)
    elif subject.problem is not None:
        from wenzhang.read.frontmatter import read_front_matter

        yield from _in_lines(subject.text, read_front_matter(subject.source).body_start)


def _in_entries(text: str, front_matter: FrontMatter) -> Iterator[Found]:
    comments = list(_comments(text, front_matter.span.end))
    if not comments:
        return
    places = _Places(front_matter.root, text)
    done = 0
    for comment in comments:
        if comment.start < done or places.is_in_text(comment.start):
            continue
        done = comment.end
        start = line_start(text, comment.start)
        if text[start : comment.start].strip():
            yield comment, places.on_line(start, comment.start), with_blanks_before(text, comment)
        else:
            yield comment, places.behind(comment.end), whole_lines(text, comment)


def _in_lines(text: str, end: int) -> Iterator[Found]:
    for comment in _comments(text, end):
        start = line_start(text, comment.start)
        before = text[start : comment.start]
        if before.strip():
            if before[-1] in " \t":
                yield comment, Span(start, comment.start), None
        else:
            following = _NEXT_LINE.match(text, comment.end)
            yield comment, Span(*following.span(1)) if following else None, None


def _comments(text: str, end: int) -> Iterator[Span]:
    return (Span(found.start(), found.end(1)) for found in _COMMENT.finditer(text, 0, end))


class _Places:
    """Where entries and items stand, in their order, those that hold others before these."""

    def __init__(self, root: MetaValue, text: str) -> None:
        texts: list[tuple[int, int]] = []
        entries: list[tuple[int, int, bool]] = []  # start, minus the end, whether it may be what stands on a line
        stack: list[MetaValue | Entry] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, Scalar):
                texts.append((node.span.start, node.span.end))
            elif isinstance(node, Entry):
                start, end = _extent(node)
                entries.append((start, -end, True))
                stack += node.key, node.value
            elif isinstance(node, Mapping):
                stack += node.entries
            else:
                for item in node.items:
                    holds_entries = isinstance(item, Mapping) and text[item.span.start] != "{"
                    entries.append((item.span.start, -item.span.end, not holds_entries))
                stack += node.items
        self._texts = sorted(set(texts))
        self._entries = sorted(set(entries))

    def is_in_text(self, place: int) -> bool:
        """Whether a place is within a key or a value, where # means nothing."""
        index = bisect_left(self._texts, (place + 1,)) - 1
        return index >= 0 and place < self._texts[index][1]

    def behind(self, place: int) -> Span | None:
        """The next entry or item, with all that it holds."""
        index = bisect_left(self._entries, (place,))
        return self._span(index) if index < len(self._entries) else None

    def on_line(self, start: int, end: int) -> Span:
        """The entries that begin between two places, with all that they hold; else that which goes on there."""
        first = bisect_left(self._entries, (start,))
        last = bisect_left(self._entries, (end,))
        begun = [-stop for _, stop, is_own in self._entries[first:last] if is_own]
        if begun:
            return Span(start, max(end, *begun))
        nearest = range(first - 1, max(-1, first - 1 - _REACH), -1)
        around = (index for index in nearest if self._span(index).end > start)
        index = next(around, None)
        return Span(start, end) if index is None else self._span(index)

    def _span(self, index: int) -> Span:
        start, end, _ = self._entries[index]
        return Span(start, -end)


def _extent(entry: Entry) -> tuple[int, int]:
    """From the key to the end of the value. Through an alias, a value stands elsewhere."""
    key, value = entry.key.span, entry.value.span
    if value.start >= key.end:
        return key.start, value.end
    return (value.start, max(key.end, value.end)) if value.contains(key) else (key.start, key.end)
