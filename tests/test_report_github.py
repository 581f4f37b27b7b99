from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from hypothesis import given

from report_cases import PLACES, findings, hostile_files, of_severity, report, spread
from wenzhang.terminal import printable
from wenzhang.validation.diagnostic import SEVERITIES
from wenzhang.validation.report.paths import report_path
from wenzhang.validation.run import FileFindings


class Annotation(NamedTuple):
    command: str
    properties: dict[str, str]
    message: str


def read_log(*files: FileFindings) -> list[Annotation]:
    """Read as the runner reads the log: a command a line, and what cannot be one is a failure."""
    log = report("github", *files)
    lines = re.split("\r\n|\r|\n", log)
    assert lines.pop() == ""
    return [_read(line) for line in lines]


def _read(line: str) -> Annotation:
    match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line, re.DOTALL)
    assert match is not None, line
    pairs = [pair.split("=", 1) for pair in match[2].split(",")]
    properties = {key: _unescaped(value.replace("%3A", ":").replace("%2C", ",")) for key, value in pairs}
    assert len(properties) == len(pairs)
    return Annotation(match[1], properties, _unescaped(match[3]))


def _unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


@pytest.mark.parametrize("file", PLACES)
def test_places(file: FileFindings) -> None:
    lines = re.split("\r\n|\r|\n", file.source.text)
    shown = read_log(file)[: len(file.diagnostics)]
    for annotation, diagnostic in zip(shown, file.diagnostics, strict=False):
        properties = annotation.properties
        text = file.source.slice(diagnostic.span)
        if properties["line"] != properties["endLine"]:
            assert not {"col", "endColumn"} & set(properties)
            continue
        line = lines[int(properties["line"]) - 1]
        assert line[int(properties["col"]) - 1 : int(properties["endColumn"]) - 1] == text


def test_an_annotation() -> None:
    (found,) = read_log(findings("<p 錯>", "錯", path="文,章/a:1%.html"))
    assert found.command == "warning"
    assert found.message == "an attribute is there twice"
    assert found.properties == {
        "file": "文,章/a:1%.html",
        "line": "1",
        "endLine": "1",
        "col": "4",
        "endColumn": "5",
        "title": "HT001 duplicate-attribute",
    }


def test_the_hint_is_on_a_line_of_its_own() -> None:
    assert report("github", spread(1, message="100%\n", hint="甲:乙,丙")).endswith("::100%25␊%0A甲:乙,丙\n")


def test_the_gravest_first() -> None:
    found = read_log(spread(2, severity="info"), spread(1, severity="error"), spread(2))
    assert [each.command for each in found] == ["error", "warning", "warning", "notice", "notice"]


class TestMany:
    def test_ten_are_shown_one_by_one(self) -> None:
        assert len(read_log(spread(10))) == 10

    def test_more_of_one_rule_in_one_file_share_an_annotation(self) -> None:
        found = read_log(spread(13), spread(1, path="b.html"))
        assert [each.properties["file"] for each in found] == ["a.html", "b.html"]
        assert found[0].message == (
            "an attribute is there twice\n"
            "and 12 more of this rule in this file, at 2:1, 3:1, 4:1, 5:1, 6:1, 7:1, 8:1, 9:1, 10:1, 11:1, …"
        )

    def test_a_notice_says_how_many_are_left_out(self) -> None:
        found = read_log(*[spread(2, path=f"{number}.html") for number in range(12)])
        assert [each.command for each in found] == ["warning"] * 10 + ["notice"]
        assert found[-1].properties == {"title": "wenzhang"}
        assert found[-1].message.startswith("4 findings are not shown here")

    def test_the_notice_is_one_of_ten(self) -> None:
        found = read_log(*[spread(1, path=f"{number}.html", severity="info") for number in range(10)])
        assert [each.command for each in found] == ["notice"] * 10
        assert found[-1].message.startswith("1 finding is not shown here")


def test_nothing_found() -> None:
    assert report("github", FileFindings("a.html", findings("錯", "錯").source, [])) == ""


@given(hostile_files())
def test_no_text_breaks_out(files: list[FileFindings]) -> None:
    found = read_log(*files)
    paths = {_shown(report_path(file.path)) for file in files}
    for annotation in found:
        if "file" in annotation.properties:
            assert annotation.properties["file"] in paths
        assert annotation.properties["title"] in ("HT001 a", "HT001 b", "wenzhang")
    for severity, command in zip(SEVERITIES, ("error", "warning", "notice"), strict=True):
        shown = sum(each.command == command for each in found)
        assert shown <= 10
        assert (shown > 0) >= (of_severity(severity, files) > 0)


def _shown(path: str) -> str:
    """Line ends are escaped, so they are the only control characters of a path that get through."""
    return "".join(each if each in "\r\n" else printable(each) for each in path)
