from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from report_cases import ONE_LINE, PLAIN, finding, findings, hostile_files
from wenzhang.source import Source, Span
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.fingerprint import fingerprints
from wenzhang.validation.run import FileFindings

NEAR = "<p>這一段話雖然說得不算太長，裡面卻有一個<b>錯</b>字，所以要被人家找出來才行。</p>"
FAR = st.text(st.characters(codec="utf-8", exclude_characters="錯"))


def of(text: str, needle: str = "錯") -> list[str]:
    return of_file(findings(text, needle))


def of_file(file: FileFindings) -> list[str]:
    return fingerprints(file)


def of_all(source: Source, found: list[Diagnostic]) -> list[str]:
    return fingerprints(FileFindings("a.html", source, found))


class TestForm:
    def test_32_hexadecimal_digits(self) -> None:
        (fingerprint,) = of("錯")
        assert len(fingerprint) == 32
        assert set(fingerprint) <= set("0123456789abcdef")

    def test_is_the_same_forever(self) -> None:
        """A baseline is kept for years: what is hashed must not change."""
        assert of("<p>甲 <b>錯</b>\n乙</p>") == ["3b36aa6ee83edcd118ac69595ddec552"]

    @given(hostile_files())
    def test_no_two_are_equal(self, files: list[FileFindings]) -> None:
        for file in files:
            found = of_file(file)
            assert len(found) == len(set(found)) == len(file.diagnostics)

    def test_no_two_on_one_line_are_equal(self) -> None:
        assert len(set(of(ONE_LINE))) == 400

    def test_equal_findings_at_one_place(self) -> None:
        source = Source.from_text("錯")
        assert len(set(of_all(source, [finding(0, 1)] * 3))) == 3


class TestStays:
    @given(FAR, FAR)
    def test_when_text_elsewhere_changes(self, before: str, after: str) -> None:
        assert of(before + NEAR + after) == of(NEAR)

    @given(st.integers(0, 399))
    def test_when_another_paragraph_of_the_line_goes(self, number: int) -> None:
        gone = ONE_LINE.replace(f"<p>💬 第{number}段，<b>錯</b>字</p>", "")
        kept, found = of(gone), of(ONE_LINE)
        assert len(kept) == 399
        # Of its two neighbours, which it was the context of, the fingerprints may change.
        assert len(set(found) - set(kept)) <= 3

    def test_whatever_white_space_is_around_it(self) -> None:
        assert of("<p>甲 乙 <b>錯</b>\n丙</p>") == of("<p>甲\r\n\t乙   <b>錯</b> 丙</p>\n")

    def test_without_the_path(self) -> None:
        assert of_file(findings(NEAR, "錯", path="a.html")) == of_file(findings(NEAR, "錯", path="b.html"))

    def test_in_another_encoding(self) -> None:
        text = "<p>中文 <b>錯</b>字</p>"
        assert of_file(findings(text.encode("big5"), "錯", encoding="big5")) == of(text)


class TestChanges:
    def test_with_the_rule(self) -> None:
        source = Source.from_text("錯")
        found = of_all(source, [finding(0, 1), finding(0, 1, code="HT002"), finding(0, 1, name="other")])
        assert len(set(found)) == 3

    def test_with_what_is_wrong(self) -> None:
        assert of("<p>甲<b>錯</b>") != of("<p>甲<b>誤</b>", "誤")

    def test_not_with_the_message(self) -> None:
        source = Source.from_text("錯")
        assert of_all(source, [finding(0, 1)]) == of_all(source, [finding(0, 1, message="else")])

    @given(PLAIN)
    def test_but_not_for_the_first_of_two_equal_ones(self, between: str) -> None:
        pair = Source.from_text(NEAR + "｜" * 30 + between + "｜" * 30 + NEAR)
        at = pair.text.rindex(NEAR) + NEAR.index("錯")
        first = finding(NEAR.index("錯"), NEAR.index("錯") + 1)
        assert of_all(pair, [first, finding(at, at + 1)])[0] == of(NEAR + "｜" * 30)[0]


def test_many_spans_over_a_long_text() -> None:
    """An unclosed element at each word: what is hashed must not grow with the square of the text."""
    source = Source.from_text("<b>錯" * 50_000)
    end = len(source.text)
    found: list[Diagnostic] = [finding(start, end, span=Span(start, end)) for start in range(0, end, 20)]
    assert len(set(of_all(source, found))) == len(found)
