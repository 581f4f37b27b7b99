"""All findings as one JSON object, for programs.

```
{"diagnostics": [{"path", "code", "name", "severity", "message", "hint",
                  "start": {"line", "column", "offset"}, "end": {...}, "fix", "fingerprint"}],
 "summary": {"files", "errors", "warnings", "infos"}}
```

Lines and columns count from 1, offsets from 0, all in code points of the decoded file. A `hint` is null or a text. A
`fix` is null, or whether it is `safe` and its `edits`, each with `start` and `end` offsets and the `replacement`. A
`fingerprint` tells a finding from the others of its file, and stays when the file changes elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wenzhang.source import Source
from wenzhang.terminal import Paint, printable
from wenzhang.validation.diagnostic import Diagnostic, Fix
from wenzhang.validation.fingerprint import fingerprints
from wenzhang.validation.report.stream import as_json, json_array
from wenzhang.validation.run import FileFindings
from wenzhang.validation.summary import Summary

__all__ = ["json"]


def json(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """One object with a finding a line; never coloured."""
    summary = Summary()
    yield '{"diagnostics": '
    yield from json_array(_diagnostics(files, summary))
    yield f',\n"summary": {as_json(summary)}}}\n'


def _diagnostics(files: Iterable[FileFindings], summary: Summary) -> Iterator[dict[str, Any]]:
    for file in files:
        summary.add(file)
        for diagnostic, fingerprint in zip(file.diagnostics, fingerprints(file), strict=True):
            yield _diagnostic(file, diagnostic, fingerprint)


def _diagnostic(file: FileFindings, diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    return {
        "path": file.path,
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": printable(diagnostic.message),
        "hint": printable(diagnostic.hint) if diagnostic.hint else None,
        "start": _place(file.source, diagnostic.span.start),
        "end": _place(file.source, diagnostic.span.end),
        "fix": _fix(diagnostic.fix),
        "fingerprint": fingerprint,
    }


def _place(source: Source, offset: int) -> dict[str, int]:
    position = source.position(offset)
    return {"line": position.line, "column": position.column, "offset": offset}


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [{"start": edit.span.start, "end": edit.span.end, "replacement": edit.replacement} for edit in fix.edits]
    return {"safe": fix.safe, "edits": edits}
