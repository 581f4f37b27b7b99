from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from msgspec import Meta, Struct

from report_cases import ONE_LINE, PLACES, findings, hostile_files, report, spread
from wenzhang.validation.run import FileFindings


class Lines(Struct, forbid_unknown_fields=True):
    begin: Annotated[int, Meta(ge=1)]


class Location(Struct, forbid_unknown_fields=True):
    path: Annotated[str, Meta(min_length=1)]
    lines: Lines


class Issue(Struct, forbid_unknown_fields=True):
    """What GitLab's documentation asks for (Code Quality, report format), and nothing else."""

    description: Annotated[str, Meta(min_length=1)]
    check_name: Annotated[str, Meta(min_length=1)]
    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    severity: Literal["info", "minor", "major", "critical", "blocker"]
    location: Location


def issues(*files: FileFindings) -> list[Issue]:
    return msgspec.json.decode(report("gitlab", *files), type=list[Issue])


@pytest.mark.parametrize("file", PLACES)
def test_places(file: FileFindings) -> None:
    lines = re.split("\r\n|\r|\n", file.source.text)
    for issue, diagnostic in zip(issues(file), file.diagnostics, strict=True):
        column = re.search(r"\(column (\d+)\)$", issue.description)
        assert column is not None
        first_line = re.split("[\r\n]", file.source.slice(diagnostic.span))[0]
        assert lines[issue.location.lines.begin - 1][int(column[1]) - 1 :].startswith(first_line)


def test_an_issue() -> None:
    (issue,) = issues(findings("<p 錯>", "錯", path="文/a.html"))
    assert issue.description == "HT001 duplicate-attribute: an attribute is there twice (column 4)"
    assert (issue.check_name, issue.severity, issue.location.path) == ("HT001", "minor", "文/a.html")


def test_severities() -> None:
    files = [spread(1, severity=severity) for severity in ("error", "warning", "info")]
    assert [issue.severity for issue in issues(*files)] == ["major", "minor", "info"]


def test_fingerprints_tell_equal_findings_apart() -> None:
    same = [findings(ONE_LINE, "錯", path=path) for path in ("a.html", "b.html")]
    assert len({issue.fingerprint for issue in issues(*same)}) == 800


def test_nothing_found() -> None:
    assert report("gitlab") == "[]\n"


@given(hostile_files())
def test_any_text(files: list[FileFindings]) -> None:
    assert len(issues(*files)) == sum(len(file.diagnostics) for file in files)
