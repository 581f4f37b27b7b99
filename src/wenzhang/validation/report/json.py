"""All findings as one JSON object, for programs.

```
{"diagnostics": [{"path", "code", "name", "severity", "message",
                  "start": {"line", "column", "offset"}, "end": {...}, "fix"}],
 "summary": {"files", "errors", "warnings", "infos"}}
```

Lines and columns count from 1, offsets from 0, all in code points of the decoded file. A `fix` is null, or whether it
is `safe` and its `edits`, each with `start` and `end` offsets and the `replacement`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from wenzhang.source import Source
from wenzhang.terminal import Paint, printable
from wenzhang.validation.diagnostic import Diagnostic, Fix
from wenzhang.validation.run import FileFindings, Summary

__all__ = ["json"]


def json(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """One object, when all files are read; never coloured."""
    summary = Summary()
    diagnostics: list[dict[str, Any]] = []
    for file in files:
        summary.add(file)
        diagnostics.extend(_diagnostic(file, diagnostic) for diagnostic in file.diagnostics)
    report = msgspec.json.encode({"diagnostics": diagnostics, "summary": summary})
    yield msgspec.json.format(report, indent=2).decode() + "\n"


def _diagnostic(file: FileFindings, diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "path": file.path,
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": printable(diagnostic.message),
        "start": _place(file.source, diagnostic.span.start),
        "end": _place(file.source, diagnostic.span.end),
        "fix": _fix(diagnostic.fix),
    }


def _place(source: Source, offset: int) -> dict[str, int]:
    position = source.position(offset)
    return {"line": position.line, "column": position.column, "offset": offset}


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [{"start": edit.span.start, "end": edit.span.end, "replacement": edit.replacement} for edit in fix.edits]
    return {"safe": fix.safe, "edits": edits}
