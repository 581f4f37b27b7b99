"""The rdjson of reviewdog, which comments on the lines of a pull request and suggests fixes there.

Columns count the bytes of the line in UTF-8, from 1, whatever the file is in; a byte order mark is among them, as it is
for a program that cuts the line out of the file. A range ends before its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wenzhang.encoding.units import UnitIndex
from wenzhang.source import Source, Span
from wenzhang.terminal import Paint, printable
from wenzhang.validation.diagnostic import Diagnostic, Fix, Severity
from wenzhang.validation.report.paths import report_path
from wenzhang.validation.report.stream import json_array
from wenzhang.validation.run import FileFindings

__all__ = ["rdjson"]

_SEVERITIES: dict[Severity, str] = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}
_MARK = len("\ufeff".encode())
_LONGEST = 2_000  # code points that a suggestion replaces


def rdjson(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """One object with a finding a line; never coloured."""
    yield '{"source": {"name": "wenzhang"},\n"diagnostics": '
    yield from json_array(diagnostic for file in files for diagnostic in _diagnostics(file))
    yield "}\n"


def _diagnostics(file: FileFindings) -> Iterator[dict[str, Any]]:
    if not file.diagnostics:
        return
    path = report_path(file.path)
    if not file.diagnostics:  # then the text need not be read
        return
    ranges = _Ranges(file.source)
    for diagnostic in file.diagnostics:
        yield {
            "message": _message(diagnostic),
            "location": {"path": path, "range": ranges.of(diagnostic.span)},
            "severity": _SEVERITIES[diagnostic.severity],
            "code": {"value": diagnostic.code},
            "suggestions": _suggestions(diagnostic.fix, file.source, ranges),
        }


def _message(diagnostic: Diagnostic) -> str:
    hint = f" ({printable(diagnostic.hint)})" if diagnostic.hint else ""
    return printable(diagnostic.message) + hint


def _suggestions(fix: Fix | None, source: Source, ranges: _Ranges) -> list[dict[str, Any]]:
    """All edits of a fix as one suggestion, since a reader accepts each by itself; none where they are far apart."""
    if fix is None or not fix.edits:
        return []
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    whole = Span(edits[0].span.start, max(edit.span.end for edit in edits))
    if whole.length > _LONGEST:
        return []
    pieces: list[str] = []
    at = whole.start
    for edit in edits:
        pieces += source.text[at : edit.span.start], edit.replacement
        at = edit.span.end
    return [{"range": ranges.of(whole), "text": "".join(pieces)}]


class _Ranges:
    """Spans of one source in reviewdog's terms."""

    def __init__(self, source: Source) -> None:
        self._source = source
        text = source.text
        self._bytes = UnitIndex(text, lambda start, end: len(text[start:end].encode("utf-8", "surrogatepass")))

    def of(self, span: Span) -> dict[str, dict[str, int]]:
        """A `Range`."""
        return {"start": self._position(span.start), "end": self._position(span.end)}

    def _position(self, offset: int) -> dict[str, int]:
        position = self._source.position(offset)
        line_start = offset - (position.column - 1)
        mark = _MARK if self._source.bom and position.line == 1 else 0
        return {"line": position.line, "column": self._bytes.count(offset) - self._bytes.count(line_start) + mark + 1}
