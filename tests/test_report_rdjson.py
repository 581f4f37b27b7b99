from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from msgspec import Meta, Struct

from report_cases import PLACES, findings, hostile_files, report, spread
from wenzhang.source import Edit, Source, Span
from wenzhang.validation.diagnostic import Fix
from wenzhang.validation.run import FileFindings

MARK = "\ufeff".encode()


class Position(Struct, forbid_unknown_fields=True):
    line: Annotated[int, Meta(ge=1)]
    column: Annotated[int, Meta(ge=1)]


class Range(Struct, forbid_unknown_fields=True):
    start: Position
    end: Position


class Location(Struct, forbid_unknown_fields=True):
    path: str
    range: Range


class Code(Struct, forbid_unknown_fields=True):
    value: str


class Suggestion(Struct, forbid_unknown_fields=True):
    range: Range
    text: str


class Finding(Struct, forbid_unknown_fields=True):
    message: str
    location: Location
    severity: Literal["ERROR", "WARNING", "INFO"]
    code: Code
    suggestions: list[Suggestion]


class Tool(Struct, forbid_unknown_fields=True):
    name: str


class Result(Struct, forbid_unknown_fields=True):
    """`DiagnosticResult` of the Reviewdog Diagnostic Format, with those of its fields that we fill."""

    source: Tool
    diagnostics: list[Finding]


def results(*files: FileFindings) -> list[Finding]:
    result = msgspec.json.decode(report("rdjson", *files), type=Result)
    assert result.source.name == "wenzhang"
    return result.diagnostics


def utf8_lines(source: Source) -> list[bytes]:
    """The lines of the file in UTF-8, with what ends them and with the byte order mark."""
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    return ((MARK if source.bom else b"") + text.encode()).splitlines(keepends=True)


def sliced(source: Source, place: Range) -> str:
    lines = [*utf8_lines(source), b""]
    start = sum(map(len, lines[: place.start.line - 1])) + place.start.column - 1
    end = sum(map(len, lines[: place.end.line - 1])) + place.end.column - 1
    return b"".join(lines)[start:end].decode()


@pytest.mark.parametrize("file", PLACES)
def test_places(file: FileFindings) -> None:
    for result, diagnostic in zip(results(file), file.diagnostics, strict=True):
        text = file.source.slice(diagnostic.span).replace("\r\n", "\n")
        assert sliced(file.source, result.location.range) == text
        (suggestion,) = result.suggestions
        assert sliced(file.source, suggestion.range) == text
        assert suggestion.text == "正💬"


def test_the_bytes_of_the_file() -> None:
    content = "\ufeff甲💬錯\n".encode()
    (result,) = results(findings(content, "錯"))
    place = result.location.range
    assert content[place.start.column - 1 : place.end.column - 1].decode() == "錯"


def test_a_result() -> None:
    (result,) = results(spread(1, severity="info", hint="甲"))
    assert (result.severity, result.code.value, result.location.path) == ("INFO", "HT001", "a.html")
    assert result.message == "an attribute is there twice (甲)"
    assert result.suggestions == []


class TestSuggestions:
    def test_all_edits_of_a_fix_together(self) -> None:
        file = spread(3, fix=Fix((Edit(Span(4, 5), ""), Edit(Span(0, 0), "「"), Edit(Span(1, 1), "」")), safe=True))
        (suggestion,) = results(file)[0].suggestions
        assert suggestion.text == "「錯」\n錯\n"
        assert sliced(file.source, suggestion.range) == "錯\n錯\n錯"

    def test_none_for_edits_that_are_far_apart(self) -> None:
        file = spread(2_000, fix=Fix((Edit(Span(0, 0), "「"), Edit(Span(3_000, 3_000), "」")), safe=True))
        assert results(file)[0].suggestions == []


def test_nothing_found() -> None:
    assert results() == []


@given(hostile_files())
def test_any_text(files: list[FileFindings]) -> None:
    found = results(*files)
    expected = [(file, each) for file in files for each in file.diagnostics]
    for result, (file, diagnostic) in zip(found, expected, strict=True):
        text = file.source.slice(diagnostic.span)
        if "\r" not in file.source.text:
            assert sliced(file.source, result.location.range) == text
