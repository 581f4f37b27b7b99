"""Annotations in GitHub Actions, by workflow commands in the log.

GitHub shows 10 errors, 10 warnings and 10 notices of a step, and 50 annotations of a job, and drops the rest without a
word. Where there are more findings of a severity, those of one rule in one file share an annotation at the first of
them, and a last notice says how many findings are still left out.

Columns are in code points: GitHub says of no unit, and does not show them. It takes them only within one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wenzhang.source import Position
from wenzhang.terminal import Paint, printable
from wenzhang.validation.diagnostic import SEVERITIES, Severity
from wenzhang.validation.report.paths import report_path
from wenzhang.validation.run import FileFindings

__all__ = ["github"]

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_SHOWN = 10  # annotations of each kind
_PLACES = 10  # that an annotation for many findings names


class _Found(NamedTuple):
    """What is kept of a finding until all are known."""

    path: str
    rule: str
    message: str
    start: Position
    end: Position


def github(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """A command a line, the gravest first, when all files are read; never coloured."""
    found = _by_severity(files)
    left_out = 0
    for severity in SEVERITIES:
        # The last notice is one of those that GitHub shows.
        shown = _SHOWN - 1 if severity == "info" else _SHOWN
        groups = _groups(found[severity], shown)
        for group in groups[:shown]:
            yield _annotation(_COMMANDS[severity], group)
        left_out += sum(map(len, groups[shown:]))
    if left_out:
        yield _command("notice", {"title": "wenzhang"}, _remainder(left_out))


def _by_severity(files: Iterable[FileFindings]) -> dict[Severity, list[_Found]]:
    found: dict[Severity, list[_Found]] = {severity: [] for severity in SEVERITIES}
    for file in files:
        path = report_path(file.path)
        for diagnostic in file.diagnostics:
            hint = f"\n{printable(diagnostic.hint)}" if diagnostic.hint else ""
            place = map(file.source.position, (diagnostic.span.start, diagnostic.span.end))
            rule, message = f"{diagnostic.code} {diagnostic.name}", f"{printable(diagnostic.message)}{hint}"
            found[diagnostic.severity].append(_Found(path, rule, message, *place))
    return found


def _groups(found: list[_Found], shown: int) -> list[list[_Found]]:
    """What shares an annotation: each finding has its own while all can be shown."""
    if len(found) <= shown:
        return [[each] for each in found]
    groups: dict[tuple[str, str], list[_Found]] = {}
    for each in found:
        groups.setdefault((each.path, each.rule), []).append(each)
    return list(groups.values())


def _annotation(command: str, group: Sequence[_Found]) -> str:
    first, *others = group
    start, end = first.start, first.end
    properties: dict[str, str | int] = {"file": first.path, "line": start.line, "endLine": end.line}
    if start.line == end.line:
        properties |= {"col": start.column, "endColumn": end.column}
    message = first.message
    if others:
        places = [f"{other.start.line}:{other.start.column}" for other in others[:_PLACES]]
        more = ", …" if len(others) > _PLACES else ""
        message += f"\nand {len(others):,} more of this rule in this file, at {', '.join(places)}{more}"
    return _command(command, properties | {"title": first.rule}, message)


def _remainder(left_out: int) -> str:
    findings = f"{left_out:,} finding{' is' if left_out == 1 else 's are'}"
    return f"{findings} not shown here, where GitHub takes {_SHOWN} annotations of a kind; --output-format full has all"


def _command(name: str, properties: dict[str, str | int], message: str) -> str:
    """Escaped as the runner undoes it; it looks for commands at the beginning of each line."""
    named = ",".join(f"{key}={_escaped_property(str(value))}" for key, value in properties.items())
    return f"::{name} {named}::{_escaped(message)}\n"


def _escaped(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
