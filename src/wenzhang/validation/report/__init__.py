"""How findings are shown: one module a format.

A format is a function from the findings of each file, in order, to the pieces of its output, also in order; those for
people give each file's piece before the next file is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wenzhang.terminal import Paint
from wenzhang.validation.report.concise import concise
from wenzhang.validation.report.full import full
from wenzhang.validation.report.json import json
from wenzhang.validation.run import FileFindings

__all__ = ["FORMATS", "Report"]

Report = Callable[[Iterable[FileFindings], Paint], Iterator[str]]

FORMATS: dict[str, Report] = {"full": full, "concise": concise, "json": json}
