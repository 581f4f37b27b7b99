"""How findings are shown: one module a format.

A format is a function from the findings of each file, in order, to the pieces of its output, also in order. All but
`github` give what they have of each file before the next file is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wenzhang.terminal import Paint
from wenzhang.validation.report.concise import concise
from wenzhang.validation.report.full import full
from wenzhang.validation.report.github import github
from wenzhang.validation.report.gitlab import gitlab
from wenzhang.validation.report.json import json
from wenzhang.validation.report.junit import junit
from wenzhang.validation.report.rdjson import rdjson
from wenzhang.validation.report.sarif import sarif
from wenzhang.validation.run import FileFindings

__all__ = ["FORMATS", "Report"]

Report = Callable[[Iterable[FileFindings], Paint], Iterator[str]]

FORMATS: dict[str, Report] = {
    "full": full,
    "concise": concise,
    "json": json,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
    "junit": junit,
    "rdjson": rdjson,
}
