from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import PROPORTIONAL, growth
from wenzhang import Source
from wenzhang.config import Config
from wenzhang.source import Edit, Span
from wenzhang.validation import ruleset
from wenzhang.validation.baseline import Baseline
from wenzhang.validation.diagnostic import Finding, Fix, Severity
from wenzhang.validation.fixing import fixed
from wenzhang.validation.registry import Doc, Rule, catalogue
from wenzhang.validation.run import FileFindings, Validator
from wenzhang.validation.subject import Subject

Replace = Callable[[re.Match[str]], list[tuple[int, int, str]]]
DOC = Doc("", "", "", "")


def made_up(
    code: str, pattern: str, replace: str | Replace, *, safe: bool = True, severity: Severity = "warning"
) -> Rule:
    """A rule that finds a pattern, and replaces it, or what `replace` says."""

    def check(subject: Subject) -> Iterator[Finding]:
        for found in re.finditer(pattern, subject.text):
            parts = [(*found.span(), found.expand(replace))] if isinstance(replace, str) else replace(found)
            edits = tuple(Edit(Span(start, end), text) for start, end, text in parts)
            yield Finding(Span(*found.span()), "found", None, Fix(edits, safe))

    return Rule(code=code, name=code.lower(), severity=severity, check=check, doc=DOC)


Make = Callable[..., Validator]


@pytest.fixture
def validator(monkeypatch: pytest.MonkeyPatch) -> Make:
    def make(*rules: Rule, more: tuple[str, ...] = ()) -> Validator:
        known = catalogue() | {rule.code: rule for rule in rules}
        monkeypatch.setattr(ruleset, "catalogue", lambda: known)
        return Validator(Config(select=(*(rule.code for rule in rules), *more)))

    return make


def fix(text: str, validator: Validator, *, unsafe: bool = False) -> str:
    return fixed(Source.from_text(text), validator, unsafe=unsafe).source.text


class TestRounds:
    def test_nothing_to_fix_gives_the_very_source(self, validator: Make) -> None:
        source = Source.from_text("<p>甲</p>")
        result = fixed(source, validator(made_up("ZZ001", "乙", "甲")))
        assert result.source is source
        assert result == (source, (), (), ())

    def test_overlapping_fixes_are_made_one_after_the_other(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲乙", "丙"), made_up("ZZ002", "乙丁|丙丁", "戊"))
        assert fix("甲乙丁", rules) == "戊"

    def test_both_put_in_the_same(self, validator: Make) -> None:
        missing = "<img(?! alt)"
        rules = validator(
            made_up("ZZ001", missing, lambda found: [(found.end(), found.end(), ' alt=""')]),
            made_up("ZZ002", missing, lambda found: [(found.end(), found.end(), ' alt="甲"')]),
        )
        assert fix("<img src=a>", rules) == '<img alt="" src=a>'

    def test_insertions_beside_each_other(self, validator: Make) -> None:
        rules = validator(
            made_up("ZZ001", "甲(?!\\))", lambda found: [(*(found.end(),) * 2, ")")]),
            made_up("ZZ002", "(?<!\\()乙", lambda found: [(*(found.start(),) * 2, "(")]),
        )
        assert fix("甲乙", rules) == "甲)(乙"

    def test_a_fix_around_another_is_made_at_once(self, validator: Make) -> None:
        rename = made_up(
            "ZZ001",
            "<b>([^<]*)</b>",
            lambda found: [(found.start(), found.start(1), "<strong>"), (found.end(1), found.end(), "</strong>")],
        )
        result = fixed(Source.from_text("<p><b>甲　乙</b></p>"), validator(rename, made_up("ZZ002", "　", " ")))
        assert result.source.text == "<p><strong>甲 乙</strong></p>"
        assert [each.code for each in result.mended] == ["ZZ001", "ZZ002"]

    def test_many_deletions_side_by_side(self, validator: Make) -> None:
        assert fix("甲" + "x" * 1000 + "乙", validator(made_up("ZZ001", "x", ""))) == "甲乙"

    def test_unsafe_fixes_only_where_wanted(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲", "乙", safe=False))
        assert fix("甲", rules) == "甲"
        assert fix("甲", rules, unsafe=True) == "乙"

    def test_what_is_left(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲", "乙"), made_up("ZZ002", "丙", "丁", safe=False))
        result = fixed(Source.from_text("甲丙"), rules)
        assert [each.code for each in result.mended] == ["ZZ001"]
        assert [(each.code, each.span) for each in result.left] == [("ZZ002", Span(1, 2))]
        assert result.refused == ()

    def test_twenty_thousand_at_once(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲", "乙丙"))

        def mend(count: int) -> None:
            assert len(fixed(Source.from_text("<p>" + "甲丁" * count + "</p>"), rules).mended) == count

        mend(20_000)
        assert growth(mend, 200) < PROPORTIONAL

    def test_five_thousand_that_reach_over_each_other(self, validator: Make) -> None:
        def both(found: re.Match[str]) -> list[tuple[int, int, str]]:
            return [(*found.span(), "乙"), (end := 3 + 2 * 5000 + found.start() // 2, end, "")]

        result = fixed(
            Source.from_text("<p>" + "甲丁" * 5000 + "。" * 6000 + "</p>"), validator(made_up("ZZ001", "甲", both))
        )
        assert len(result.mended) == 5000


class TestRefused:
    def test_fixes_that_undo_each_other(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲", "乙"), made_up("ZZ002", "乙", "甲"), made_up("ZZ003", "丙", "丁"))
        for text, expected in (("甲丙", "甲丁"), ("乙丙", "乙丁")):
            result = fixed(Source.from_text(text), rules)
            assert result.source.text == expected
            assert [each.code for each in result.refused] == ["ZZ001" if text[0] == "甲" else "ZZ002"]
            assert [each.code for each in result.mended] == ["ZZ003"]
            assert fixed(result.source, rules).source == result.source

    def test_a_fix_that_never_ends(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲", "甲。"), made_up("ZZ002", "丙", "丁"))
        result = fixed(Source.from_text("甲丙"), rules)
        assert result.source.text == "甲丁"
        assert [each.code for each in result.refused] == ["ZZ001"]

    def test_a_fix_that_always_finds_another_text(self, validator: Make) -> None:
        result = fixed(Source.from_text("甲"), validator(made_up("ZZ001", "甲。*", "\\g<0>。")))
        assert result.source.text == "甲"
        assert [each.code for each in result.refused] == ["ZZ001"]

    def test_a_fix_that_changes_nothing(self, validator: Make) -> None:
        result = fixed(Source.from_text("甲"), validator(made_up("ZZ001", "甲", "甲")))
        assert (result.source.text, result.mended) == ("甲", ())

    @pytest.mark.parametrize(
        ("text", "pattern", "replacement"),
        [
            ("---\ntitle: 甲\n---\n<p>乙</p>", "甲", '"甲'),
            ("---\ntitle: 甲\n---\n<p>乙</p>", "---\n<p>", "<p>"),
            ("---\ntitle: 甲\n---\n<p>乙</p>", "^---\ntitle: 甲\n---\n", ""),
            ("+++\ntitle = '甲'\n+++\n<p>乙</p>", "'甲'", "甲"),
            ("<p><b>甲</b></p>", "</b>", ""),
            ("<p>甲</p>", "甲", "<b>甲"),
            ("<p>甲</p>", "甲", "甲</b>"),
            ("<p>甲</p>", "甲", "&nosuch;"),
            ("<p>甲</p>", "甲", "<!-- 甲"),
            ('<p title="甲">乙</p>', "甲", '"'),
        ],
    )
    def test_a_fix_that_breaks_the_article(self, validator: Make, text: str, pattern: str, replacement: str) -> None:
        rules = validator(made_up("ZZ001", pattern, replacement), made_up("ZZ002", "乙", "丙"))
        result = fixed(Source.from_text(text), rules)
        assert result.source.text == text.replace("乙", "丙")
        assert [each.code for each in result.refused] == ["ZZ001"]

    def test_a_fix_that_turns_html_into_markdown(self, validator: Make) -> None:
        source = Source.from_text("<p>甲</p>\n<p>乙</p>", path="a.md")
        assert fixed(source, validator(made_up("ZZ001", "<p>甲</p>", "甲"))).source == source

    def test_a_fix_that_makes_an_error_of_another_rule(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲", "乙"), made_up("ZZ002", "乙", "丙", severity="error"))
        assert fix("甲", rules) == "甲"

    def test_front_matter_that_can_be_read_again_may_have_errors(self, validator: Make) -> None:
        def head(subject: Subject) -> Iterator[Finding]:
            if subject.front_matter is not None and "date" not in subject.front_matter:
                yield Finding(Span(0, 3), "no date")

        dates = Rule(code="ZZ002", name="no-date", severity="error", check=head, doc=DOC)
        rules = validator(made_up("ZZ001", "title：", "title: "), dates)
        assert fix("---\ntitle：甲\n---\n", rules) == "---\ntitle: 甲\n---\n"

    @pytest.mark.parametrize(
        "edits",
        [[(0, 2, "乙"), (1, 3, "丙")], [(90, 91, "")], [(0, 1, "\ud800")], [(2, 1, "")]],
        ids=["overlapping", "outside", "surrogate", "backwards"],
    )
    def test_edits_that_cannot_be(self, validator: Make, edits: list[tuple[int, int, str]]) -> None:
        rules = validator(made_up("ZZ001", "甲", lambda found: edits), made_up("ZZ002", "戊", "己"))
        result = fixed(Source.from_text("甲丁丁丁戊"), rules)
        assert result.source.text == "甲丁丁丁己"
        assert [each.code for each in result.refused] == ["ZZ001"]

    def test_one_among_many(self, validator: Make) -> None:
        rules = validator(
            made_up("ZZ001", "甲", lambda found: [(*found.span(), "乙" if found.start() != 777 else "<b>")])
        )
        result = fixed(Source.from_text("甲丁" * 388 + "丁甲" + "丁甲" * 1000), rules)
        assert result.source.text.count("乙") == 1388
        assert [each.span.start for each in result.refused] == [777]

    def test_hundreds_that_break(self, validator: Make) -> None:
        def each_its_own(found: re.Match[str]) -> list[tuple[int, int, str]]:
            return [(*found.span(), f"<b title='{found.start()}'>")]

        rules = validator(made_up("ZZ001", "甲", each_its_own), made_up("ZZ002", "乙", "丙"))
        result = fixed(Source.from_text("甲乙" * 500), rules)
        assert result.source.text == "甲丙" * 500
        assert len(result.refused) == 500


class TestLeftOut:
    def test_what_the_article_leaves_out(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲", "乙"))
        text = "<!-- wenzhang: ignore[ZZ001] -->\n<p>甲</p>\n<p>甲</p>"
        assert fix(text, rules) == text[:-5] + "乙</p>"

    def test_what_the_baseline_knows(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲", "乙丙丁"))
        old = Source.from_text("<p>一甲二</p>", path="a.html")
        known = Baseline.of([FileFindings("a.html", old, rules.diagnose(old))])
        source = Source.from_text("<p>甲、甲</p><p>三</p><p>一甲二</p><p>甲</p>", path="a.html")
        result = fixed(source, rules, baseline=Baseline(known.entries))
        assert "甲" not in result.source.text  # what stands around it has changed, so none is known
        source = Source.from_text(f"<p>甲</p>{'。' * 30}<p>一甲二</p>{'。' * 30}<p>甲</p>", path="a.html")
        old = Source.from_text(f"{'。' * 30}<p>一甲二</p>{'。' * 30}", path="a.html")
        known = Baseline.of([FileFindings("a.html", old, rules.diagnose(old))])
        result = fixed(source, rules, baseline=known)
        assert result.source.text == source.text.replace("<p>甲</p>", "<p>乙丙丁</p>")
        assert (len(result.mended), result.left) == (2, ())

    def test_what_the_baseline_knows_stays_known_when_its_surroundings_are_fixed(self, validator: Make) -> None:
        rules = validator(made_up("ZZ001", "甲", "乙"), made_up("ZZ002", "丙+", "丁丁丁"))
        source = Source.from_text("<p>丙甲丙丙丙丙丙</p>", path="a.html")
        found = [each for each in rules.diagnose(source) if each.code == "ZZ001"]
        known = Baseline.of([FileFindings("a.html", source, found)])
        result = fixed(source, rules, baseline=known)
        assert result.source.text == "<p>丁丁丁甲丁丁丁</p>"
        assert result.left == ()
        assert known.new(FileFindings("a.html", result.source, rules.diagnose(result.source))) == []
        assert known.new(FileFindings("a.html", source, found)) == []
        assert known.stale == []


class TestBytes:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"<p>a</p>\r\n<p>x</p>\r<br>\n", b"<p>a</p>\r\n<p>yy</p>\r<br>\n"),
            ("\ufeff<p>甲x</p>\r\n".encode(), "\ufeff<p>甲yy</p>\r\n".encode()),
            ("<p>碁x恒</p>".encode("cp950"), "<p>碁yy恒</p>".encode("cp950")),
            ("\ufeff<p>甲x</p>".encode("utf-16-le"), "\ufeff<p>甲yy</p>".encode("utf-16-le")),
        ],
        ids=["line ends", "bom", "big5", "utf-16"],
    )
    def test_all_else_is_as_it_was(self, validator: Make, content: bytes, expected: bytes) -> None:
        source = Source.from_bytes(content, "a.html", "cp950" if b"\xf9" in content else None)
        assert fixed(source, validator(made_up("ZZ001", "x", "yy"))).source.encode() == expected

    def test_big5_cannot_hold_it(self, validator: Make) -> None:
        source = Source.from_bytes("<p>甲乙</p>".encode("cp950"), "a.html", "cp950")
        rules = validator(made_up("ZZ001", "甲", "🎉"), made_up("ZZ002", "乙", "丙"))
        result = fixed(source, rules)
        assert result.source.encode() == "<p>甲丙</p>".encode("cp950")
        assert [each.code for each in result.refused] == ["ZZ001"]


PIECES = st.sampled_from(
    [
        "甲",
        "乙",
        "丙",
        "x",
        "  ",
        "\r\n",
        "\n\n",
        "<b>",
        "</b>",
        "<p>",
        "<!-- 甲 -->",
        "💬",
        "---\n",
        "title: 甲\n",
        "&amp;",
        "`",
        "*",
        "- ",
    ]
)
RULES = (
    made_up("ZZ001", "甲", "乙"),
    made_up("ZZ002", "x", ""),
    made_up("ZZ003", "丙", "</b>", safe=False),
    made_up("ZZ004", "<b>", "<i>", safe=False),
    made_up("ZZ005", "乙乙", "甲"),
    made_up("ZZ006", "  ", " \t"),
)


@given(text=st.lists(PIECES, max_size=25).map("".join), path=st.sampled_from(["a.md", "a.html"]), unsafe=st.booleans())
def test_fixed_twice_is_fixed_once(text: str, path: str, unsafe: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        known = catalogue() | {rule.code: rule for rule in RULES}
        patch.setattr(ruleset, "catalogue", lambda: known)
        rules = Validator(Config(select=("ZZ",)))
        result = fixed(Source.from_text(text, path=path), rules, unsafe=unsafe)
        again = fixed(result.source, rules, unsafe=unsafe)
        assert again.source == result.source
        assert again.left == result.left
        if not result.mended:
            assert result.source.text == text


def test_the_real_article_is_as_it_was(validator: Make) -> None:
    path = Path(__file__).parents[1] / "fixtures" / "articles"
    for article in sorted(path.rglob("*.md"))[:5]:
        source = Source.from_path(article)
        result = fixed(source, validator(made_up("ZZ001", "甲(?!甲)", "甲甲")))
        at = 0
        for part in source.text.split("甲"):
            assert result.source.text.startswith(part, at)
            at += len(part)
            while result.source.text.startswith("甲", at):
                at += 1
