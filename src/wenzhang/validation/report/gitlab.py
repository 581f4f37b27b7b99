"""A Code Quality report of GitLab: a JSON array, from which a merge request shows what is new and what is gone.

GitLab knows a finding by its fingerprint alone and keeps the first of equal ones, so the path is mixed in. It shows
lines but no columns; on the one line of a whole body only a column says where to look, so the description has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from wenzhang.terminal import Paint, printable
from wenzhang.validation.diagnostic import Diagnostic, Severity
from wenzhang.validation.fingerprint import fingerprints
from wenzhang.validation.report.paths import report_path
from wenzhang.validation.report.stream import json_array
from wenzhang.validation.run import FileFindings

__all__ = ["gitlab"]

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def gitlab(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """One array with a finding a line; never coloured."""
    yield from json_array(issue for file in files for issue in _issues(file))
    yield "\n"


def _issues(file: FileFindings) -> Iterator[dict[str, Any]]:
    path = report_path(file.path)
    for diagnostic, fingerprint in zip(file.diagnostics, fingerprints(file), strict=True):
        position = file.source.position(diagnostic.span.start)
        yield {
            "description": _description(diagnostic, position.column),
            "check_name": diagnostic.code,
            "fingerprint": sha256(f"{path}\0{fingerprint}".encode("utf-8", "surrogatepass")).hexdigest()[:32],
            "severity": _SEVERITIES[diagnostic.severity],
            "location": {"path": path, "lines": {"begin": position.line}},
        }


def _description(diagnostic: Diagnostic, column: int) -> str:
    return f"{diagnostic.code} {diagnostic.name}: {printable(diagnostic.message)} (column {column})"
