"""Comparisons for programs: JSON, and counts.

```
{"files": [{"old": {"path", "encoding"}, "new": {...}, "status", "counts": {"replaced", "removed", "added"}, "notes",
            "changes": [{"kind", "frontMatterKey", "headings",
                         "old": {"span", "line", "column", "text"}, "new": {...}}]}],
 "summary": {"files", "replaced", "removed", "added"}}
```

Spans are half-open, in code points of either file, from 0; lines and columns count from 1. Put in the place of the old
spans, the new texts make the new file out of the old one. `status` is `changed`, `removed` for what only the old
folder has, or `added`; then the file that is not there is null. Files that are the same are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from wenzhang.comparison.compared import Counts, Kind, kind_of
from wenzhang.source import Span
from wenzhang.terminal import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wenzhang.changes import Change
    from wenzhang.comparison.compared import Comparison
    from wenzhang.source import Source

__all__ = ["FileChanges", "file_changes", "lone_file", "report_json", "stat_line"]


class Side(Struct, frozen=True):
    """What stands in one of the files."""

    span: Span
    line: int
    column: int
    text: str


class WordChange(Struct, frozen=True, rename="camel"):
    """A change, and where a reader finds it."""

    kind: Kind
    front_matter_key: str | None
    headings: tuple[str, ...]
    old: Side
    new: Side


class File(Struct, frozen=True):
    """A file that was compared; the encoding is not known of one that was not read."""

    path: str
    encoding: str | None = None


class FileChanges(Struct, frozen=True):
    """Two files that differ, or one that has no counterpart."""

    old: File | None
    new: File | None
    status: Literal["changed", "removed", "added"]
    counts: dict[str, int]
    notes: list[str] = []
    changes: list[WordChange] = []


def file_changes(comparison: Comparison) -> FileChanges:
    """All of a comparison."""
    old, new = (
        File(readable(name), source.encoding)
        for name, source in zip(comparison.names, (comparison.old, comparison.new), strict=True)
    )
    changes = [_change(comparison, change) for change in comparison.changes]
    return FileChanges(old, new, "changed", comparison.counts._asdict(), comparison.notes, changes)


def lone_file(path: str, status: Literal["removed", "added"]) -> FileChanges:
    """A file that only one of the folders has."""
    file, counts = File(readable(path)), Counts()._asdict()
    return FileChanges(file, None, status, counts) if status == "removed" else FileChanges(None, file, status, counts)


def report_json(files: Iterable[FileChanges]) -> bytes:
    """All files as one object, a file a line."""
    encoded, total, count = [], Counts(), 0
    for file in files:
        encoded.append(msgspec.json.encode(file))
        total = total.plus(Counts(**file.counts))
        count += 1
    summary = msgspec.json.encode({"files": count, **total._asdict()})
    return b'{"files": [' + b",\n".join(encoded) + b'],\n"summary": ' + summary + b"}\n"


def stat_line(name: str, counts: Counts, notes: Iterable[str] = ()) -> str:
    """As in `a.md: 12 replaced, 1 added; 6 line ends differ: LF, CRLF`."""
    parts = [f"{count} {kind}" for kind, count in counts._asdict().items() if count]
    return f"{name}: {'; '.join([', '.join(parts) or 'no words changed', *notes])}"


def _change(comparison: Comparison, change: Change) -> WordChange:
    was, became = comparison.text(change)
    place = comparison.place(change)
    old = _side(comparison.old, Span(change.old, change.old_end), was)
    new = _side(comparison.new, Span(change.new, change.new_end), became)
    return WordChange(kind_of(change), place.key, place.headings, old, new)


def _side(source: Source, span: Span, text: str) -> Side:
    position = source.position(span.start)
    return Side(span, position.line, position.column, text)
