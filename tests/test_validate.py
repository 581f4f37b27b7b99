from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from wenzhang import Source, parse, validate
from wenzhang.config import Config
from wenzhang.errors import ConfigError, RuleError
from wenzhang.model import Format
from wenzhang.source import Span
from wenzhang.terminal import Paint, width
from wenzhang.validation import Diagnostic, Finding, Rule
from wenzhang.validation.registry import Doc, catalogue
from wenzhang.validation.report import FORMATS
from wenzhang.validation.report.full import excerpt
from wenzhang.validation.run import FileFindings, Validator
from wenzhang.validation.summary import Summary

PLAIN = Paint(False)


def validate_file(
    content: bytes, *, path: str, format: Format | None = None, encoding: str | None = None
) -> FileFindings:
    validator = Validator(Config(body_format=format, input_encoding=encoding))
    return validator.conclude([validator.examine_bytes(content, path=path)])[0]


HEAD = '---\ntitle: "甲"\n---\n'


def found(text: str) -> list[tuple[str, str]]:
    """The code of each finding, and the text it is about."""
    return [(each.code, text[each.span.start : each.span.end]) for each in validate(Source.from_text(text))]


class TestValidate:
    def test_nothing_is_wrong(self) -> None:
        assert found(HEAD + "<p>文章</p>\n") == []
        assert found("<p>沒有前言</p>") == []
        assert found("") == []

    def test_parse_errors_stand_where_they_are_in_the_file(self) -> None:
        text = HEAD + "<p>💬 甲 &nosuch; 乙</p>"
        (finding,) = validate(Source.from_text(text))
        assert (finding.code, finding.name, finding.severity) == (
            "HT001",
            "unknown-named-character-reference",
            "warning",
        )
        assert text.index("&nosuch;") <= finding.span.start < text.index(" 乙")
        assert finding.hint is not None
        assert "&amp;" in finding.hint

    def test_an_article_gives_what_its_source_gives(self) -> None:
        source = Source.from_text(HEAD + '<p>&nosuch;</p>\n<img alt="a" alt="b">')
        assert len(validate(source)) == 2
        assert validate(parse(source)) == validate(source)

    def test_positions_with_crlf(self) -> None:
        text = "---\r\ntitle: 甲\r\n---\r\n<p>一</p>\r\n<p>&nosuch;</p>\r\n"
        (finding,) = validate(Source.from_text(text))
        assert Source.from_text(text).position(finding.span.start).line == 5
        assert [finding.span for finding in validate(parse(text))] == [finding.span]

    @pytest.mark.parametrize(
        ("head", "code"),
        [
            ("---\ntitle: 甲\n", "FM001"),
            ("--\ntitle: 甲\n--\n", "FM001"),
            ("\ufeff\ufeff---\ntitle: 甲\n---\n", "FM001"),
            ("\n---\ntitle: 甲\n---\n", "FM001"),
            ('---\ntitle: "甲\n---\n', "FM002"),
            ("---\ntitle：甲\n---\n", "FM002"),
            ("---\ntitle: !duplicate%20key 甲\n---\n", "FM002"),
            ("---\n- 甲\n---\n", "FM002"),
            ("---\n\ttitle: 甲\n---\n", "FM002"),
            ("+++\ntitle = 甲\n+++\n", "FM002"),
            ("---\ntitle: 甲\ndate: 2026-01-09\ntitle: 乙\n---\n", "FM006"),
            ('+++\ntitle = "甲"\ntitle = "乙"\n+++\n', "FM006"),
            ('{\n"title": "甲",\n"title": "乙"\n}\n', "FM006"),
        ],
    )
    def test_broken_front_matter_and_the_body_after_it(self, head: str, code: str) -> None:
        findings = validate(Source.from_text(head + "<p>&nosuch;</p>\n"), Config(select=("FM", "HT")))
        assert [finding.code for finding in findings] == [code, "HT001"]
        assert findings[0].severity == "error"
        assert findings[0].hint
        assert "\n" not in findings[0].message

    def test_the_second_of_two_keys_is_marked(self) -> None:
        text = "---\ntitle: 甲\ntitle: 乙\n---\n"
        ((_, marked),) = found(text)
        assert marked == "title"
        assert validate(Source.from_text(text))[0].span.start == text.index("title: 乙")

    def test_the_html_in_markdown(self) -> None:
        text = HEAD + "# 甲 & 乙 `<p p>`\n\n前\\*<b class=a class=b>丙</b>\n"
        (finding,) = validate(Source.from_text(text, path="a.md"))
        assert (finding.code, finding.name) == ("HT001", "duplicate-attribute")
        assert text[: finding.span.start].endswith("<b class=a class")


class TestFiles:
    def test_bytes_that_are_no_text(self) -> None:
        content = "<p>文章</p>\n<p>".encode() + b"\xff\xfe\xff\x81\x00" + b"</p>"
        file = validate_file(content, path="a.html", encoding="utf-8")
        source, (finding,) = file.source, file.diagnostics
        assert (file.path, finding.code, finding.severity) == ("a.html", "EN003", "error")
        assert source.position(finding.span.start).line == 2
        assert source.text[finding.span.start : finding.span.end] == "\ufffd"

    @pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8", "utf-16"])
    def test_the_place_is_counted_in_the_encoding_that_has_the_fault(self, encoding: str) -> None:
        before = "<p>文章很長</p>\n<p>還有一行"
        broken = b"\x00\xdc" if encoding == "utf-16" else b"\xff"
        content = before.encode(encoding) + broken + "後</p>".encode(encoding).removeprefix(b"\xff\xfe")
        file = validate_file(content, path="a.html", encoding=encoding)
        source, (finding,) = file.source, file.diagnostics
        place = source.position(finding.span.start)
        assert (finding.code, place.line, place.column) == ("EN003", 2, 8)
        assert source.text.startswith(before)

    def test_the_place_in_a_file_that_declares_its_encoding(self) -> None:
        before = "<!doctype html><meta charset=big5><p>" + "這是一篇很長的文章，" * 20
        file = validate_file(before.encode("big5") + b"\xff\xff</p>", path="a.html")
        source, (finding,) = file.source, file.diagnostics
        assert source.text[: finding.span.start] == before

    def test_a_markdown_body(self) -> None:
        assert validate_file("---\ntitle: 甲\n---\n# 乙 & <丙>\n\n丁\n".encode(), path="a.md").diagnostics == []
        content = "---\ntitle: [\n---\n# 乙 `</>` </>\n\n丁\n".encode()
        assert [finding.code for finding in validate_file(content, path="a.md").diagnostics] == ["FM002"]
        found = validate_file(content, path="a.md", format="html").diagnostics
        assert [finding.code for finding in found] == ["FM002", "HT001", "HT001"]

    def test_a_summary_counts(self) -> None:
        summary = Summary()
        summary.add(validate_file(b"---\ntitle: a\n---\n<p>&nosuch;</p>", path="a"))
        summary.add(validate_file(b"---\na: [\n---\n<p>&nosuch;</p>", path="b"))
        assert summary.line() == "3 findings (1 error, 2 warnings) in 2 articles"
        assert Summary().line() == "0 findings in 0 articles"


def findings(text: str, *spans: tuple[int, int], **more: Any) -> FileFindings:
    diagnostics = [Diagnostic("XX001", "some-rule", "warning", "說明", Span(*span), **more) for span in spans]
    return FileFindings("文.html", Source.from_text(text), diagnostics)


class TestConcise:
    def test_a_line_each(self) -> None:
        text = "<p>甲</p>\n💬乙"
        file = findings(text, (text.index("乙"), len(text)), hint="改")
        assert list(FORMATS["concise"]([file], PLAIN)) == ["文.html:2:2: warning XX001 some-rule 說明 (改)\n"]

    def test_names_and_messages_stay_on_their_line(self) -> None:
        file = FileFindings("a\nb", Source.from_text(""), [Diagnostic("X1", "x", "error", "a\x1bb", Span(0, 0))])
        assert list(FORMATS["concise"]([file], PLAIN)) == ["a␊b:1:1: error X1 x a␛b\n"]


def carets(lines: list[str]) -> str:
    """The part of the source line that stands above the carets, by columns of a terminal."""
    _, line, marks = lines
    start, end = width(marks[: marks.index("^")]), width(marks)
    covered, column = "", 0
    for character in line:
        if start <= column < end:
            covered += character
        column += width(character)
    return covered


class TestFull:
    @pytest.mark.parametrize(
        ("text", "marked"),
        [
            ("title: 甲乙丙", "乙"),
            ("一\n二\n三四\n五", "四"),
            ("一\r\n二三\r\n", "三"),
            ("\t縮排，💬文章", "文章"),
            ("長" * 3000 + "錯誤" + "長" * 3000, "錯誤"),
            ("a" * 3000 + "錯" + "é\u0301" * 3000, "錯"),
            ("前" + "錯" * 20 + "後", "錯" * 20),
        ],
    )
    def test_carets_stand_below_what_is_meant(self, text: str, marked: str) -> None:
        start = text.index(marked)
        lines = excerpt(Source.from_text(text), Span(start, start + len(marked)), PLAIN)
        assert carets(lines) == marked
        assert all(width(line) <= 80 for line in lines)

    def test_a_window_of_a_long_line(self) -> None:
        _, line, _ = excerpt(Source.from_text("長" * 3000), Span(1500, 1501), PLAIN)
        assert line.startswith("1 | …長")
        assert line.endswith("長…")
        assert width(line) > 60

    @pytest.mark.parametrize("span", [(0, 0), (3, 3), (2, 3), (0, 5), (5, 5), (4, 5)])
    def test_at_the_ends_of_lines_and_across_them(self, span: tuple[int, int]) -> None:
        _, _, marks = excerpt(Source.from_text("甲乙\n丙丁"), Span(*span), PLAIN)
        assert marks.strip(" |").split(" to ")[0] in {"^", "^^", "^^^^"}

    def test_what_a_finding_says(self) -> None:
        (piece,) = FORMATS["full"]([findings("標題：甲\n", (2, 3), hint="用半形冒號")], PLAIN)
        assert piece == (
            "文.html:1:3: warning XX001 some-rule 說明\n  |\n1 | 標題：甲\n  |     ^^\n  = hint: 用半形冒號\n\n"
        )

    def test_colour(self) -> None:
        (piece,) = FORMATS["full"]([findings("甲", (0, 1))], Paint(True))
        assert "\x1b[1;33mwarning\x1b[0m" in piece


def test_a_rule_of_another_package_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(subject: object) -> Iterator[Finding]:
        raise ZeroDivisionError("零")

    doc = Doc("甲", "乙", "丙", "丁")
    broken = Rule(code="HOUSE003", name="broken", severity="warning", check=check, doc=doc)
    monkeypatch.setitem(catalogue(), "HOUSE003", broken)
    with pytest.raises(RuleError, match="the rule HOUSE003 broken of test_validate failed: ZeroDivisionError: 零"):
        validate(Source.from_text("<p>甲</p>"))
    assert validate(Source.from_text("<p>甲</p>"), Config(ignore=("HOUSE003",))) == []


class TestWrongUse:
    @pytest.mark.parametrize("article", ["a.md", b"<p>", None])
    def test_what_is_no_article(self, article: Any) -> None:
        with pytest.raises(TypeError, match="an Article or a Source is validated"):
            validate(article)

    @pytest.mark.parametrize("config", ["wenzhang.toml", {"select": ["FM"]}])
    def test_what_is_no_configuration(self, config: Any) -> None:
        with pytest.raises(TypeError, match=r"a wenzhang\.Config is needed"):
            validate(Source.from_text(""), config)

    @pytest.mark.parametrize(
        "config",
        [Config(select="FM"), Config(severity={"FM": "grave"}), Config(fail_on="x"), Config(schemas=[{}])],  # type: ignore[arg-type,dict-item]
    )
    def test_a_configuration_with_values_of_other_types(self, config: Config) -> None:
        with pytest.raises(ConfigError):
            validate(Source.from_text(""), config)

    def test_a_rule_that_finds_something_outside_of_the_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def check(subject: object) -> Iterator[Finding]:
            yield Finding(Span(5, 6), "甲")

        broken = Rule(code="HOUSE003", name="broken", severity="warning", check=check, doc=Doc("甲", "乙", "丙", "丁"))
        monkeypatch.setitem(catalogue(), "HOUSE003", broken)
        with pytest.raises(RuleError, match=r"HOUSE003 broken .* is not within the text"):
            validate(Source.from_text("甲"), Config())
