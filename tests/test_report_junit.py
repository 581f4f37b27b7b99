from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from report_cases import PLACES, findings, hostile_files, report, spread
from wenzhang.terminal import printable
from wenzhang.validation.run import FileFindings

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "junit-10.xsd"))


def document(*files: FileFindings) -> Any:
    root = etree.fromstring(report("junit", *files).encode(), etree.XMLParser(huge_tree=True))
    SCHEMA.assertValid(root)
    return root


@pytest.mark.parametrize("file", PLACES)
def test_places(file: FileFindings) -> None:
    lines = re.split("\r\n|\r|\n", file.source.text)
    for case, diagnostic in zip(document(file).iter("testcase"), file.diagnostics, strict=True):
        place = re.fullmatch(r"HT001 duplicate-attribute at (\d+):(\d+)", case.get("name"))
        assert place is not None
        first_line = re.split("[\r\n]", file.source.slice(diagnostic.span))[0]
        assert lines[int(place[1]) - 1][int(place[2]) - 1 :].startswith(first_line)


def test_a_suite_for_each_file() -> None:
    root = document(
        spread(2, path="文/a.html", severity="error"), FileFindings("b.md", findings("錯", "錯").source, [])
    )
    first, second = root
    assert (first.get("name"), first.get("tests"), first.get("failures")) == ("文/a.html", "2", "2")
    assert [case.get("classname") for case in first.iter("testcase")] == ["文/a"] * 2
    assert (second.get("name"), second.get("tests"), second.get("failures")) == ("b.md", "1", "0")
    assert len(list(second.iter("testcase"))) == 1
    assert not list(second.iter("failure"))


def test_what_the_schema_of_ant_wants_besides() -> None:
    """That of its JUnitReport task: all of these, in this order, and nothing else."""
    (suite,) = document(spread(1))
    assert [child.tag for child in suite] == ["properties", "testcase", "system-out", "system-err"]
    assert set(suite.attrib) >= {
        "id",
        "name",
        "package",
        "timestamp",
        "hostname",
        "tests",
        "failures",
        "errors",
        "time",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp"))
    assert set(suite[1].attrib) == {"name", "classname", "time"}


def test_a_failure_shows_the_place_and_the_hint() -> None:
    (failure,) = document(spread(1, hint='<"甲">')).iter("failure")
    assert (failure.get("type"), failure.get("message")) == ("warning", "an attribute is there twice")
    assert failure.text.splitlines() == ["1 | 錯", "  | ^^", '<"甲">']


def test_nothing_found() -> None:
    assert not len(document())


def test_characters_that_xml_has_not() -> None:
    (failure,) = document(spread(1, message="\x00\x0b\x1b\ufffe\uffff]]>&lt;")).iter("failure")
    assert failure.get("message") == "␀␋␛\ufffd\ufffd]]>&lt;"


@given(hostile_files())
def test_no_text_breaks_out(files: list[FileFindings]) -> None:
    root = document(*files)
    assert len(root) == len(files)
    for suite, file in zip(root, files, strict=True):
        messages = [failure.get("message") for failure in suite.iter("failure")]
        expected = [printable(each.message) for each in file.diagnostics]
        assert messages == [re.sub("[\ufffe\uffff]", "\ufffd", message) for message in expected]
