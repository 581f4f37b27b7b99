from __future__ import annotations

from typing import Any

import msgspec
import pytest

from effort import PROPORTIONAL, growth
from wenzhang import Source, validate
from wenzhang.config import Config, CustomRule
from wenzhang.errors import ConfigError
from wenzhang.validation.custom import custom_rules
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.run import Validator


def custom(**given: Any) -> CustomRule:
    return CustomRule(**{"code": "ZZ001", "name": "ours", "message": "found", **given})


def diagnostics(text: str, rule: CustomRule, path: str = "a.html") -> list[Diagnostic]:
    return validate(Source.from_text(text, path=path), Config(select=("ZZ001",), custom=(rule,)))


def found(text: str, rule: CustomRule, path: str = "a.html") -> list[str]:
    return [text[each.span.start : each.span.end] for each in diagnostics(text, rule, path)]


class TestSelectors:
    def test_html(self) -> None:
        text = '<p>💬</p>\r\n<p class="a">甲<b>乙\r\n</p>\r\n<ul><li>丙<li class=a>丁</ul>'
        assert found(text, custom(css=".a")) == ['<p class="a">甲<b>乙\r\n</p>', "<li class=a>丁"]
        assert found(text, custom(css="li, b")) == ["<b>乙\r\n", "<li>丙", "<li class=a>丁"]

    def test_behind_front_matter(self) -> None:
        text = "---\ntitle: <b>甲</b>\n---\n<p><b>乙</b></p>"
        assert found(text, custom(css="b")) == ["<b>乙</b>"]

    def test_markdown(self) -> None:
        text = "# 題\r\n\r\n甲 **乙** ![丙](a.png)\r\n\r\n> - 丁\r\n>   戊\r\n\r\n<b title=x>己</b>\r\n"
        assert found(text, custom(css="strong, b"), "a.md") == ["**乙**", "<b title=x>己</b>"]
        assert found(text, custom(css="h1"), "a.md") == ["# 題"]
        assert found(text, custom(css="img"), "a.md") == ["![丙](a.png)"]
        assert found(text, custom(css="li"), "a.md") == ["- 丁\r\n>   戊"]

    def test_what_is_only_implied_has_no_place(self) -> None:
        assert found("<table><tr><td>甲</table>", custom(css="html, body, tbody, td")) == ["<td>甲"]
        assert found("<html><body><p>甲</body></html>", custom(css="body")) == ["<body><p>甲</body>"]

    def test_message_and_hint(self) -> None:
        rule = custom(css="b", message="no {0} here", hint="write <strong>", severity="error")
        (each,) = diagnostics("<b>甲</b>", rule)
        assert (each.code, each.name, each.severity) == ("ZZ001", "ours", "error")
        assert (each.message, each.hint) == ("no {0} here", "write <strong>")


class TestXPath:
    def test_elements(self) -> None:
        text = '<p>💬<img src="a"><img src="b" alt></p>'
        assert found(text, custom(xpath="//img[not(@alt)]")) == ['<img src="a">']

    def test_attributes(self) -> None:
        text = "<p>💬<a href='x'\r\n target=_blank>甲</a></p>\r\n<a target>乙</a>"
        assert found(text, custom(xpath="//a/@target")) == ["target=_blank", "target"]

    def test_an_attribute_that_markdown_stands_for(self) -> None:
        assert found("# 題\n\n[甲](x)", custom(xpath="//a/@href"), "a.md") == ["[甲](x)"]

    def test_text_and_comments_are_their_element(self) -> None:
        text = "<div><p>甲<!-- x -->甲</p></div>"
        assert found(text, custom(xpath="//p/text()")) == ["<p>甲<!-- x -->甲</p>"]
        assert found(text, custom(xpath="//comment()")) == ["<p>甲<!-- x -->甲</p>"]


class TestExpressions:
    def test_the_whole_source(self) -> None:
        text = "---\ntitle: 甲💬\n---\r\n<p title=甲>甲</p>"
        assert [each.span.start for each in diagnostics(text, custom(regex="甲"))] == [11, 28, 30]

    def test_flags(self) -> None:
        assert found("甲 A\n甲 a", custom(regex="(?im)^甲 a$")) == ["甲 A", "甲 a"]

    def test_groups(self) -> None:
        rule = custom(
            regex=r"(?P<left>\w+)[ ](\w+)(!)?", message="{0}: {left}, {1} and {2}{3}", hint="{2} {left} {{left}} {}"
        )
        (each,) = diagnostics("甲 乙", rule)
        assert each.message == "甲 乙: 甲, 甲 and 乙"
        assert each.hint == "乙 甲 {{left}} {}"

    def test_long_groups_on_one_line(self) -> None:
        (each,) = diagnostics("甲\n" + "乙" * 100, custom(regex="(?s).+", message="{0}"))
        assert each.message == "甲 " + "乙" * 37 + "…"

    def test_what_is_missing(self) -> None:
        rule = custom(regex=r"(?s)\A(?!.*<figure)")
        assert [each.span.length for each in diagnostics("<p>甲</p>", rule)] == [0]
        assert diagnostics("<p>甲</p><figure></figure>", rule) == []


class TestRefused:
    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({}, "the custom rule ZZ001 finds nothing"),
            ({"css": "p", "regex": "p"}, "the custom rule ZZ001 has css and regex"),
            ({"css": "p["}, "the custom rule ZZ001 has no CSS selector: .*p\\["),
            ({"css": ""}, "the custom rule ZZ001 has no CSS selector"),
            ({"css": "p:nosuch"}, "the custom rule ZZ001 has no CSS selector: .*pseudo-class"),
            ({"xpath": "//p["}, "the custom rule ZZ001 has no XPath: "),
            ({"xpath": ""}, "the custom rule ZZ001 has no XPath: "),
            ({"xpath": "$x"}, "the custom rule ZZ001 has no XPath: .*unbound"),
            ({"xpath": "count(//p)"}, "the custom rule ZZ001 has an XPath that gives float"),
            ({"regex": "("}, "the custom rule ZZ001 has no regular expression: .*position 0"),
            ({"regex": "p", "message": "{1}"}, r"the custom rule ZZ001 names \{1\} in its message"),
            ({"regex": "p", "hint": "{name}"}, r"the custom rule ZZ001 names \{name\}"),
            ({"css": "p", "code": "FG001"}, "the custom rule FG001: .*is taken by FG001 img-alt-missing"),
            ({"css": "p", "name": "img-alt-missing"}, "is taken by FG001"),
            ({"css": "p", "code": "Z1"}, "the custom rule Z1: .*cannot name a rule"),
        ],
    )
    def test_one_that_cannot_be(self, given: dict[str, Any], message: str) -> None:
        with pytest.raises(ConfigError, match=message) as error:
            Validator(Config(custom=(custom(**given),)))
        assert error.value.hint or given.get("css") is not None

    def test_two_of_one_code(self) -> None:
        with pytest.raises(ConfigError, match="is taken by ZZ001 ours"):
            Validator(Config(custom=(custom(css="p"), custom(css="p", name="theirs"))))


class TestConfiguration:
    def test_it_is_on_by_default_whatever_its_severity(self) -> None:
        for severity in ("error", "warning", "info"):
            config = Config(custom=(custom(css="u", severity=severity),))
            codes = {each.code for each in validate(Source.from_text("<p><u>甲</u></p>"), config)}
            assert "ZZ001" in codes

    @pytest.mark.parametrize(
        ("given", "is_on"),
        [
            ({"select": ("FG001",)}, False),
            ({"select": ("FG001",), "extend_select": ("ours",)}, True),
            ({"select": ("zz",)}, True),
            ({"select": ("ALL",)}, True),
            ({"ignore": ("ZZ001",)}, False),
            ({"ignore": ("ZZ0",), "extend_select": ("ZZ001",)}, True),
            ({"per_file_ignores": {"a.html": ("ours",)}}, False),
            ({"per_file_ignores": {"b.html": ("ours",)}}, True),
        ],
    )
    def test_selection(self, given: dict[str, Any], is_on: bool) -> None:
        ruleset = Validator(Config(custom=(custom(css="u"),), **given)).rulesets.of("a.html")
        assert (ruleset.find("ZZ001") is not None) == is_on

    def test_severity(self) -> None:
        config = Config(select=("ZZ",), custom=(custom(css="u"),), severity={"ours": "error"})
        assert [each.severity for each in validate(Source.from_text("<u>甲</u>"), config)] == ["error"]

    def test_it_has_no_options(self) -> None:
        with pytest.raises(ConfigError, match="ZZ001 ours has no options"):
            Validator(Config(custom=(custom(css="u"),), rules={"ZZ001": {"a": 1}}))

    def test_files(self) -> None:
        config = Config(select=("ZZ",), custom=(custom(css="u", files=("posts/**", "*.htm")),), root="/site")
        rulesets = Validator(config).rulesets
        on = {
            path: rulesets.of(path).find("ZZ001") is not None
            for path in ("/site/posts/x/a.md", "/site/a.htm", "/site/a.md")
        }
        assert on == {"/site/posts/x/a.md": True, "/site/a.htm": True, "/site/a.md": False}
        assert rulesets.of(None).find("ZZ001") is None

    def test_from_a_file(self) -> None:
        config = msgspec.toml.decode(
            'custom = [{code = "ZZ001", name = "no-underline", message = "underlined", css = "u", files = ["*.md"]}]',
            type=Config,
        )
        assert [rule.name for rule in custom_rules(config)] == ["no-underline"]


def test_several_look_at_one_tree() -> None:
    rules = tuple(custom(code=f"ZZ{at:03}", name=f"ours-{at}", css=f"p:nth-child({at})") for at in range(1, 60))
    validator = Validator(Config(select=("ZZ",), custom=rules))
    for count in (59, 10):
        source = Source.from_text("<p>甲</p>" * count)
        assert len(validator.diagnose(source)) == count


@pytest.mark.parametrize(
    ("text", "path"),
    [("<li>甲", "a.html"), ("<b>甲</b>\r\n", "a.html"), ("- 甲 **乙**\n", "a.md"), ("<p><b>甲</p>", "a.html")],
)
def test_work_is_in_proportion_to_the_text(text: str, path: str) -> None:
    validator = Validator(
        Config(select=("ZZ",), custom=(custom(css="li, b"), custom(code="ZZ002", name="x", regex="甲")))
    )
    assert growth(lambda count: validator.diagnose(Source.from_text(text * count, path=path)), 100) < PROPORTIONAL
