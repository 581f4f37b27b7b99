from __future__ import annotations

import pytest
from hypothesis import given

from report_cases import FRONT_MATTER, ONE_LINE, findings, hostile_files, report, spread
from wenzhang.source import Edit, Source, Span
from wenzhang.terminal import Paint, width
from wenzhang.validation.diagnostic import Fix
from wenzhang.validation.report.full import excerpt
from wenzhang.validation.run import FileFindings


def shown(text: str, start: int, end: int) -> list[str]:
    gutter, line, carets = excerpt(Source.from_text(text), Span(start, end), Paint(False))
    assert gutter == "  |"
    return [line[4:], carets[4:]]


class TestExcerpt:
    @pytest.mark.parametrize(
        ("text", "start", "end", "line", "carets"),
        [
            pytest.param("甲乙x", 1, 2, "甲乙x", "  ^^", id="wide"),
            pytest.param("💬乙", 1, 2, "💬乙", "  ^^", id="outside the BMP"),
            pytest.param("ab", 1, 1, "ab", " ^", id="empty"),
            pytest.param("ab", 2, 2, "ab", "  ^", id="at the end"),
            pytest.param("", 0, 0, "", "^", id="of an empty text"),
            pytest.param("a\tb", 2, 3, "a␉b", "  ^", id="behind a tab"),
            pytest.param("a\tb", 1, 2, "a␉b", " ^", id="a tab"),
            pytest.param("e\u0301x", 2, 3, "e\u0301x", " ^", id="behind a combining mark"),
            pytest.param("xe\u0301", 2, 3, "xe\u0301", " ^", id="a combining mark"),
            pytest.param("錯\u0301x", 1, 2, "錯\u0301x", "^^", id="a combining mark on a wide character"),
            pytest.param("ab\rcd", 1, 2, "ab", " ^", id="before CR"),
            pytest.param("ab\rcd", 3, 5, "cd", "^^", id="behind CR"),
            pytest.param("ab\r\ncd", 3, 4, "ab", "  ^", id="within CRLF"),
            pytest.param("ab\n", 2, 3, "ab", "  ^", id="a line end"),
            pytest.param("ab\ncd", 1, 4, "ab", " ^ to 2:2", id="over two lines"),
            pytest.param("ab\n\ncd", 2, 5, "ab", "  ^ to 3:2", id="from a line end"),
        ],
    )
    def test_carets(self, text: str, start: int, end: int, line: str, carets: str) -> None:
        assert shown(text, start, end) == [line, carets]

    def test_a_window_of_a_long_line(self) -> None:
        at = ONE_LINE.index("錯", 3000)
        line, carets = shown(ONE_LINE[len(FRONT_MATTER) :], at - len(FRONT_MATTER), at - len(FRONT_MATTER) + 1)
        assert line.startswith("…")
        assert line.endswith("…")
        assert width(line) <= 74
        assert width(line[: line.index("錯")]) == carets.index("^") > 1

    def test_nothing_is_shown_behind_a_span_that_is_cut(self) -> None:
        line, carets = shown("x" * 23 + "錯" * 30 + "abc", 23, 53)
        assert line == "x" * 23 + "錯" * 24 + "…"
        assert carets == " " * 23 + "^^" * 24 + " to 1:54"

    def test_a_long_line_of_combining_marks_is_cut_too(self) -> None:
        line, _ = shown("a" + "\u0301" * 500, 0, 1)
        assert line.endswith("…")

    def test_the_window_does_not_begin_with_a_combining_mark(self) -> None:
        line, carets = shown("e\u0301" * 40 + "x", 80, 81)
        assert line == "…" + "e\u0301" * 12 + "x"
        assert carets.index("^") == 13


class TestFix:
    def test_says_how(self) -> None:
        safe, unsafe = (Fix((Edit(Span(0, 1), ""),), safe=safe) for safe in (True, False))
        assert report("full", spread(1, fix=safe)).splitlines()[4:] == ["  = fix: safe, with --fix", ""]
        assert report("full", spread(1, fix=unsafe, hint="甲")).splitlines()[4:] == [
            "  = hint: 甲",
            "  = fix: unsafe, with --fix --unsafe-fixes",
            "",
        ]

    def test_a_safe_one_is_marked_behind_the_code(self) -> None:
        fixable = findings("錯", "錯")
        for output_format in ("full", "concise"):
            assert ":1:1: warning HT001 [*] duplicate-attribute " in report(output_format, fixable)
            assert ":1:1: warning HT001 duplicate-attribute " in report(output_format, spread(1))

    def test_an_unsafe_one_is_not(self) -> None:
        assert "[*]" not in report("concise", spread(1, fix=Fix((), safe=False)))


@given(hostile_files())
def test_any_text(files: list[FileFindings]) -> None:
    for file in files:
        for diagnostic in file.diagnostics:
            gutter, line, carets = excerpt(file.source, diagnostic.span, Paint(False))
            assert width(line) <= len(gutter) + 1 + 74
            assert carets.startswith(gutter)
            assert len("".join([gutter, line, carets]).splitlines()) == 1
        assert report("concise", file).count("\n") == len(file.diagnostics)
