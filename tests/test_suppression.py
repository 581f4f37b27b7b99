from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import PROPORTIONAL, growth
from wenzhang import Source, validate
from wenzhang.config import Config, CustomRule
from wenzhang.validation.fixing import fixed
from wenzhang.validation.registry import catalogue
from wenzhang.validation.run import Validator
from wenzhang.validation.subject import Subject
from wenzhang.validation.suppression import Suppression, read_suppressions

# It marks every ✗, so that any place may have a finding.
MARK = CustomRule(code="ZZ001", name="marked", regex="✗", message="found")
OTHER = CustomRule(code="ZZ002", name="also-marked", regex="✗", message="found")
MARKED = Config(select=("ZZ001",), custom=(MARK,))
IGNORE = "wenzhang: ignore[ZZ001]"


def left(text: str, path: str = "a.html", config: Config = MARKED) -> str:
    """The text with ✓ for each ✗ that is silenced."""
    source = Source.from_text(text, path=path)
    found = {each.span.start for each in validate(source, config) if each.code.startswith("ZZ")}
    return "".join("✓" if char == "✗" and at not in found else char for at, char in enumerate(text))


class TestNextElement:
    @pytest.mark.parametrize(
        "text",
        [
            "✗<!--I--><p>✓<b>✓</b></p>✗",
            "<!--I-->\n\n  <p>✓</p><p>✗</p>",
            "<!--I--><!-- 甲 --> <p>✓</p><p>✗</p>",
            "<!--I--><h2>✓</h2><p>✗</p>",
            "<p>✗<!--I--><b>✓</b>✗</p>",
            "<p>✗<!--I--> ✓ <b>✗</b>✗</p>",
            "<p>✗<!--I--></p><p>✗</p>",
            "<p>✗<!--I--><p>✓<p>✗",
            "<ul><!--I--><li>✓<li>✗</ul>",
            "<table><!--I--><tr><td>✓<td>✓<tr><td>✗</table>",
            '<p><!--I--><img alt="✓"><img alt="✗"></p>',
            "<div><!--I--><p>✓</p></div><p>✗</p><!--I-->",
            '<!--I--><figure><img alt="✓"><figcaption>✓</figcaption></figure>✗',
            "<!--I--><svg><text>✓</text></svg><p>✗</p>",
            "<!DOCTYPE html>\n<html><!--I--><head><title>✓</title></head><body>✗</body></html>",
            "<!--I-->&amp;✓<p>✗</p>",
            "<p>💬</p>\r\n<!--I-->\r\n<p>\r\n✓\r\n</p>\r\n✗",
            "<pre><!--I--><b>✗</b></pre><p><code><!--I--></code><b>✗</b></p>",
            '<p title="<!--I-->"><b>✗</b></p>',
            "<script><!--I--></script><p>✗</p>",
            "<p>{{ x }}<!--I-->{{ ✓ }}</p><p>✗</p>",
            "<!--I--></td><p>✗</p>",
        ],
    )
    def test_html(self, text: str) -> None:
        written = text.replace("<!--I-->", f"<!-- {IGNORE} why -->")
        assert left(written.replace("✓", "✗")) == written

    @pytest.mark.parametrize(
        "text",
        [
            "# 題\n\n<!--I-->\n✓ *✓*\n\n✗",
            "# 題\n\n<!--I-->\n## ✓\n\n✗",
            "# 題\n\n<!--I-->\n\n- ✓\n- ✓\n\n✗",
            "# 題\n\n- ✗\n\n  <!--I-->\n  ✓\n- ✗",
            "# 題\n\n> <!--I-->\n> ✓\n\n✗",
            "# 題\n\n✗ <!--I--> **✓** ✗",
            "# 題\n\n✗ <!--I--> ![✓](a.png) ✗",
            "# 題\n\n✗ <!--I--> ✓ *✗*",
            "# 題\n\n✗ <!--I-->\n\n✗",
            "# 題\n\n<!--I-->\n| ✓ | ✓ |\n| - | - |\n| ✓ | ✓ |\n\n✗",
            "# 題\n\n<!--I-->\n```\n✓\n```\n✗",
            "# 題\n\n`<!--I-->` **✗**\n\n```\n<!--I-->\n✗\n```\n\n    <!--I-->\n\n✗",
            "# 題\r\n\r\n<!--I-->\r\n✓\r\n✓\r\n\r\n✗",
            "# 題\n\n<!--I-->\n<div>\n\n✓\n\n</div>\n\n✗",
            "---\ntitle: 甲\n---\n# ✗\n\n<!--I-->\n✓\n",
        ],
    )
    def test_markdown(self, text: str) -> None:
        written = text.replace("<!--I-->", f"<!-- {IGNORE} why -->")
        assert left(written.replace("✓", "✗"), "a.md") == written

    @pytest.mark.parametrize(
        "text",
        [
            "# 題\n\n{I}\n\n✓\n\n✗",
            "# 題\n\n{I}\n\n{I}\n\n✓\n\n✗",
            "# 題\n\n✗ {I} **✓** ✗",
            "# 題\n\n{I}\n✓\n\n✗",
            "# 題\n\n`{I}` **✗**",
            "import A from './a'\n\n# 題\n\n{I}\n\n<A>✓</A>\n\n✗",
        ],
    )
    def test_mdx(self, text: str) -> None:
        written = text.replace("{I}", f"{{/* {IGNORE} a & b */}}")
        assert left(written.replace("✓", "✗"), "a.mdx") == written


class TestFile:
    @pytest.mark.parametrize(
        "directive", ["ignore-file[ZZ001]", "ignore-file[marked, FM]", "ignore-file[zz]", "ignore-file"]
    )
    def test_wherever_it_stands(self, directive: str) -> None:
        for text in (
            f"✗<p>✗<!-- wenzhang: {directive} why --></p>✗",
            f"---\ntitle: ✗ # wenzhang: {directive} why\n---\n✗",
            f"---\n# wenzhang: {directive}\ntitle: ✗\n---\n✗",
            f"+++\ntitle = '✗' # wenzhang: {directive}\n+++\n✗",
        ):
            assert "✗" not in left(text)

    def test_other_rules_stay(self) -> None:
        config = Config(select=("ZZ",), custom=(MARK, OTHER))
        found = validate(Source.from_text("✗<!-- wenzhang: ignore-file[ZZ001] -->"), config)
        assert [each.code for each in found] == ["ZZ002"]

    def test_what_has_no_place_of_its_own(self) -> None:
        for text, code in (
            ("---\ntitle: 甲\n<!-- wenzhang: ignore-file[FM001] -->", "FM001"),
            ("---\n# wenzhang: ignore-file[FM006]\ntitle: 甲\ntitle: 乙\n---\n", "FM006"),
            ("---\ntitle: 甲\ntitle: 乙 # wenzhang: ignore[FM006]\n---\n", "FM006"),
            ("---\ntitle: 甲\n# wenzhang: ignore[FM006]\ntitle: 乙\n---\n", "FM006"),
        ):
            assert validate(Source.from_text(text), Config(select=(code, "SU"))) == []


class TestFrontMatter:
    @pytest.mark.parametrize(
        "head",
        [
            "---\na: ✓ # I\nb: ✗\n---\n✗",
            "---\n# I\na: ✓\nb: ✗\n---\n",
            "---\na: # I\n  - ✓\n  - ✓\nb: ✗\n---\n",
            "---\na:\n  - ✓ # I\n  - ✗\n---\n",
            "---\na:\n  # I\n  - b: ✓\n    c: ✓\n  - b: ✗\n---\n",
            "---\na:\n  - b: ✓ # I\n    c: ✗\n---\n",
            "---\n✓: {a: ✓, b: ✓} # I\nc: ✗\n---\n",
            '---\na: "# I"\nb: ✗\n---\n',
            "---\na: |\n  # I\n  ✗\nb: ✗\n---\n",
            "---\na: |\n  ✗\n# I\nb: ✓\nc: ✗\n---\n",
            '---\na: "✓\n  ✓" # I\nb: ✗\n---\n',
            "---\na: [✗,\n ✓] # I\nb: ✗\n---\n",
            "---\na:\n  b: ✗\n  # I\nc: ✓\nd: ✗\n---\n",
            "---\na: ✗\n# I\n---\n✗",
            "---\r\na: ✓ # I\r\nb: ✗\r\n---\r\n",
            "+++\na = '✓' # I\nb = '✗'\n+++\n",
            "+++\n# I\na = '✓'\nb = '✗'\n+++\n",
            "+++\n[t] # I\na = '✓'\n[u]\na = '✗'\n+++\n",
            "+++\na = '''\n# I\n✗'''\nb = '✗'\n+++\n",
            "+++\na = [\n  '✓', # I\n  '✗',\n]\n+++\n",
            '{"a": "# I ✗"}\n✗',
        ],
    )
    def test_entries(self, head: str) -> None:
        written = head.replace("# I", f"# {IGNORE} why")
        assert left(written.replace("✓", "✗")) == written

    def test_an_alias(self) -> None:
        text = f"---\na: &x ✗\nb: *x # {IGNORE}\nc: ✗\n---\n"
        assert left(text) == text


class TestOwnFindings:
    def test_the_innermost_silences(self) -> None:
        text = f"<!-- {IGNORE} --><div><!-- {IGNORE} --><p>✗</p></div>"
        found = validate(Source.from_text(text), msgspec.structs.replace(MARKED, select=("ZZ001", "SU")))
        assert [(each.code, each.span.start) for each in found] == [("SU001", 0)]

    def test_only_where_they_are_selected(self) -> None:
        text = "<!-- wenzhang: ignore[ZZ001, nosuch] --><p></p>"
        assert validate(Source.from_text(text), MARKED) == []

    def test_they_can_be_silenced_by_name(self) -> None:
        config = msgspec.structs.replace(MARKED, select=("ZZ001", "SU"))
        unused = f"<!-- {IGNORE} --><p></p>"
        for directive, count in (("[SU001]", 0), ("[unused-suppression]", 0), ("[SU]", 0), ("", 1), ("[SU002]", 1)):
            text = f"{unused}<!-- wenzhang: ignore-file{directive} -->"
            found = validate(Source.from_text(text), config)
            assert [each.code for each in found if each.span.start == 0] == ["SU001"] * count

    def test_rules_that_are_off_are_not_judged(self) -> None:
        text = "<!-- wenzhang: ignore[FG001, ZZ001] --><p></p>"
        (found,) = validate(Source.from_text(text), msgspec.structs.replace(MARKED, select=("ZZ001", "SU")))
        assert found.message == "ZZ001 silences nothing here"

    def test_a_rule_that_is_off_for_the_file(self) -> None:
        config = msgspec.structs.replace(MARKED, select=("ZZ001", "SU"), per_file_ignores={"a.html": ("ZZ001",)})
        assert validate(Source.from_text(f"<!-- {IGNORE} --><p></p>", path="a.html"), config) == []

    def test_rules_that_look_at_other_files_are_not_judged(self) -> None:
        code = next(rule.code for rule in catalogue().values() if rule.site)
        config = Config(select=(code, "SU"))
        for text, count in (
            (f"<!-- wenzhang: ignore[{code}] --><p>甲</p>", 0),
            (f"<!-- wenzhang: ignore[{code}] -->", 1),
        ):
            assert len(validate(Source.from_text(text), config)) == count

    def test_all_rules_are_judged_only_where_nothing_follows(self) -> None:
        for text, count in (("<!-- wenzhang: ignore --><p>甲</p>", 0), ("<p>甲<!-- wenzhang: ignore --></p>", 1)):
            assert len(validate(Source.from_text(text), Config(select=("SU",)))) == count

    def test_did_you_mean(self) -> None:
        (found,) = validate(
            Source.from_text("<!-- wenzhang: ignore[ZZ01] -->"), Config(select=("SU002",), custom=(MARK,))
        )
        assert (found.message, found.hint) == ("no rule 'ZZ01'", "did you mean ZZ001?")

    def test_the_name_of_a_finding(self) -> None:
        text = "<!-- wenzhang: ignore[missing-attribute-value] --><p title=>甲</p>"
        assert validate(Source.from_text(text), Config(select=("HT001", "SU"))) == []


def read(text: str, path: str = "a.md") -> tuple[Suppression, ...]:
    from wenzhang import parse

    return read_suppressions(Subject(parse(Source.from_text(text, path=path))))


def test_a_cache_keeps_them() -> None:
    found = read(
        "---\n# wenzhang: ignore[a, b]\ntitle: 甲\n---\n# 題\n\n<!-- wenzhang: ignore -->\n\n<!-- wenzhang: ignore[ -->"
    )
    assert len(found) == 3
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=tuple[Suppression, ...]) == found


@pytest.mark.parametrize(
    "text",
    [
        f"<div><!-- {IGNORE} --><p>✗</p>",
        f"<!-- {IGNORE} -->",
        f"<p><!-- {IGNORE} -->✗<b>",
        "<!-- wenzhang: ignore[SU] --><!-- wenzhang: ignore[x] -->",
    ],
)
def test_work_is_in_proportion_to_their_number(text: str) -> None:
    config = msgspec.structs.replace(MARKED, select=("ZZ001", "SU"))
    assert growth(lambda count: validate(Source.from_text(text * count), config), 100) < PROPORTIONAL


def test_many_in_the_front_matter() -> None:
    head = "---\n" + "".join(f"a{at}: ✗ # {IGNORE}\n" for at in range(5000)) + "---\n"
    assert left(head).count("✗") == 0


PIECES = st.sampled_from(
    [
        "甲",
        "乙 ",
        "\n",
        "\n\n",
        "- ",
        "* ",
        "> ",
        "1. ",
        "**",
        "*",
        "`",
        "  ",
        "# ",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "\r\n",
        "|",
        "---",
    ]
    + ["<!-- wenzhang: ignore[ZZ001] -->"] * 4
    + ["\n<!-- wenzhang: ignore[ZZ001] -->\n", "\n\n<!-- wenzhang: ignore[ZZ001, ZZ002] -->\n\n"]
)


@given(text=st.lists(PIECES, max_size=14).map("".join), path=st.sampled_from(["a.md", "a.html"]))
def test_the_fix_changes_nothing_that_is_shown(text: str, path: str) -> None:
    from wenzhang import parse

    validator = Validator(Config(select=("ZZ", "SU001"), custom=(MARK, OTHER)))
    before = Source.from_text(f"# 題\n\n{text}" if path == "a.md" else f"<p>題</p>{text}", path=path)
    after = fixed(before, validator).source
    old, new = parse(before), parse(after)
    assert [type(node) for node in old.intro] == [type(node) for node in new.intro]
    assert "".join(old.text.split()) == "".join(new.text.split())


ANYTHING = st.lists(
    st.sampled_from(
        [
            "✗",
            "甲 ",
            "\n",
            "\r\n\r\n",
            "---\n",
            "+++\n",
            "a: ",
            "b = '",
            "'\n",
            "- ",
            "> ",
            "`",
            "```\n",
            "<pre>",
            "<p>",
            "</p>",
        ]
        + [
            "<td>",
            "<b>",
            "</b>",
            "<svg>",
            "<!--",
            "-->",
            "{{",
            "}}",
            "{/*",
            "*/}",
            "&amp;",
            "import a from 'b'\n",
            "\0",
            "|",
        ]
        + ["wenzhang: ignore", "[ZZ001]", "[", "]", "-file", "# ", ",", "💬"]
        + [f"<!-- {IGNORE} -->", f"# {IGNORE}\n", f"{{/* {IGNORE} & */}}"] * 2
    ),
    max_size=25,
).map("".join)


@given(text=ANYTHING, path=st.sampled_from(["a.md", "a.mdx", "a.html"]))
def test_whatever_is_written(text: str, path: str) -> None:
    source = Source.from_text(text, path=path)
    found = validate(source, msgspec.structs.replace(MARKED, select=("ZZ001", "SU")))
    assert {each.span.start for each in found if each.code == "ZZ001"} <= {
        at for at, char in enumerate(text) if char == "✗"
    }
    for each in found:
        if each.code.startswith("SU"):
            assert "wenzhang:" in source.slice(each.span) or each.code == "SU002"
            for edit in each.fix.edits if each.fix else ():
                assert "✗" not in source.slice(edit.span)
