from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given

from report_cases import ONE_LINE, PLACES, findings, hostile_files, report, spread
from wenzhang.validation.fingerprint import fingerprints
from wenzhang.validation.run import FileFindings


def read(*files: FileFindings) -> Any:
    return json.loads(report("json", *files))


@pytest.mark.parametrize("file", PLACES)
def test_places(file: FileFindings) -> None:
    lines = [0, *[match.end() for match in re.finditer("\r\n?|\n", file.source.text)]]
    for found, diagnostic in zip(read(file)["diagnostics"], file.diagnostics, strict=True):
        start, end = found["start"], found["end"]
        assert file.source.text[start["offset"] : end["offset"]] == file.source.slice(diagnostic.span)
        for place in (start, end):
            assert lines[place["line"] - 1] + place["column"] - 1 == place["offset"]


def test_a_finding() -> None:
    file = findings("<p 錯>", "錯")
    (found,) = read(file)["diagnostics"]
    assert list(found) == "path code name severity message hint start end fix fingerprint".split()
    assert found["fix"] == {"safe": True, "edits": [{"start": 3, "end": 4, "replacement": "正💬"}]}
    assert [found["fingerprint"]] == fingerprints(file)
    assert found["hint"] is None
    assert read(spread(1, hint="甲\n"))["diagnostics"][0]["hint"] == "甲␊"


def test_fingerprints_on_one_line() -> None:
    assert len({found["fingerprint"] for found in read(findings(ONE_LINE, "錯"))["diagnostics"]}) == 400


def test_nothing_found() -> None:
    assert read() == {"diagnostics": [], "summary": {"files": 0, "errors": 0, "warnings": 0, "infos": 0}}


@given(hostile_files())
def test_any_text(files: list[FileFindings]) -> None:
    shown = read(*files)
    count = sum(len(file.diagnostics) for file in files)
    assert len(shown["diagnostics"]) == count
    assert sum(shown["summary"].values()) == count + len(files)
