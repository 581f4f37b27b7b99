from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from subprocess import Popen

import msgspec
import pytest
from jsonschema_rs import validator_for
from markdown_it import MarkdownIt

from command import run
from wenzhang.cli.rules import _explained, _inline, _list, _section, _table
from wenzhang.terminal import Paint, width
from wenzhang.validation.registry import Doc, Rule, catalogue

RULES = list(catalogue().values())
WITH_OPTIONS = [rule for rule in RULES if rule.options is not None]


class TestList:
    def test_has_every_rule_on_a_line_of_its_own(self) -> None:
        lines = run("rules").text.splitlines()
        assert [line.split()[0] for line in lines] == [rule.code for rule in RULES]
        first = next(line for line in lines if line.startswith("FG001"))
        assert re.fullmatch(r"FG001  error +img-alt-missing +An image has no `alt`\.", first)
        starts = {line.index(rule.name) for line, rule in zip(lines, RULES, strict=True)}
        assert len(starts) == 1

    @pytest.mark.parametrize("columns", [1, 40, 80, 120])
    def test_is_clipped_to_a_terminal(self, columns: int) -> None:
        whole = _list(RULES, Paint(False), None).splitlines()
        clipped = _list(RULES, Paint(False), columns).splitlines()
        room = max(columns, clipped[0].index("…") + 1)
        assert max(map(width, clipped)) == room
        assert all(
            line == full or full.startswith(line.removesuffix("…")) for line, full in zip(clipped, whole, strict=True)
        )

    def test_colours_take_no_room(self) -> None:
        coloured = _list(RULES, Paint(True), 80)
        assert "\x1b[1;31merror\x1b[0m   " in coloured
        assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == _list(RULES, Paint(False), 80)

    @pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
    def test_on_a_terminal(self) -> None:
        lines = on_terminal("rules", columns=70).splitlines()
        assert len(lines) == len(RULES)
        assert max(map(width, lines)) == 70


class TestExplanation:
    def test_of_rules_by_code_name_and_beginning_each_once(self) -> None:
        text = run("rules", "fg001", "img-alt-missing", "FQ").text
        heads = re.findall(r"^([A-Z]{2,}\d{3} .*)$", text, re.MULTILINE)
        assert heads[:2] == ["FG001 img-alt-missing (error)", "FQ001 details-without-summary (error)"]
        assert "FQ004 question-numbering (warning, with unsafe fixes)" in heads
        assert "FQ007 question-without-mark (info, off unless it is selected)" in heads
        assert len(heads) == 1 + sum(rule.group == "FQ" for rule in RULES)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
    def test_is_all_that_the_doc_says(self, rule: Rule) -> None:
        said = "".join(run("rules", rule.code).text.split())
        assert all("".join(part.split()) in said for part in rule.doc)

    @pytest.mark.parametrize("rule", WITH_OPTIONS, ids=lambda rule: rule.code)
    def test_ends_with_the_defaults_as_toml(self, rule: Rule) -> None:
        text = run("rules", rule.code).text
        table = tomllib.loads(text[text.index(f"    [rules.{rule.code}]") :])
        assert table == {"rules": {rule.code: defaults(rule)}}

    def test_options_of_any_shape(self) -> None:
        rule = msgspec.structs.replace(RULES[0], options=Nested, doc=RULES[0].doc._replace(options=""))
        values = {"words": {"引 號": ['"', "\\"]}, "least": {"share": 0.5}, "on": True}
        assert tomllib.loads(Section(_section(rule)).codes[2]) == {"rules": {rule.code: values}}
        text = _explained(rule, Paint(False))
        assert tomllib.loads(text[text.index("Options:\n") + 9 :]) == {"rules": {rule.code: values}}
        assert "    # Of all kinds,\n    # on two lines.\n    [rules." in text
        assert "    # most-of-all is not set\n" in text

    @pytest.mark.parametrize("output_format", ["text", "markdown", "json"])
    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("FG01", "did you mean FG001?"),
            ("img-alt-mising", "did you mean img-alt-missing?"),
            ("文章", "wenzhang rules lists them"),
        ],
    )
    def test_a_name_that_no_rule_has(self, name: str, hint: str, output_format: str) -> None:
        result = run("rules", "FM001", name, "--output-format", output_format)
        assert result == (2, b"", f"wenzhang: no rule {name!r} ({hint})\n")


class TestMarkdown:
    def test_the_table(self) -> None:
        rows = list(cells(run("rules", "--output-format", "markdown").text))
        assert rows[0] == ["rule", "name", "severity", "fix", "what it finds"]
        assert rows[1:] == [
            [
                rule.code,
                rule.name,
                rule.severity if rule.default else f"{rule.severity}, off",
                rule.fix or "",
                plain(" ".join(rule.doc.what.split("\n\n")[0].split())),
            ]
            for rule in RULES
        ]

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
    def test_the_explanation_says_what_the_doc_says(self, rule: Rule) -> None:
        section = Section(run("rules", rule.code, "--output-format", "markdown").text)
        doc = rule.doc
        paragraphs = ["".join(part.split()) for part in section.paragraphs]
        for part in filter(None, (doc.what, doc.why, doc.fix, doc.options)):
            assert "".join(plain(part).split()) in "".join(paragraphs)
        assert section.heading == f"{rule.code} {rule.name}"
        assert section.codes[:2] == [doc.example + "\n", doc.better + "\n"]
        if rule.options is not None:
            assert tomllib.loads(section.codes[2]) == {"rules": {rule.code: defaults(rule)}}
        assert len(section.codes) == 2 + (rule.options is not None)

    @pytest.mark.parametrize(
        "text",
        [
            "a | b and `c | d`",
            "`<br>`, <br> and &lt;",
            "**not strong**, _not emphasised_, snake_case",
            "[no](link), ![no](image), <https://no.link>, ~~not gone~~",
            "``two ` within`` and `a \\ b`, and a lone `",
            "a \\| b, `\\`, C:\\文",
            "costs $5 and $6",
        ],
    )
    def test_characters_mean_themselves(self, text: str) -> None:
        rule = rule_that_says(text)
        assert list(cells(_table([rule])))[1][-1] == plain(text)
        assert plain(text) in Section(_section(rule)).paragraphs
        assert MarkdownIt().renderInline(_inline("文章。")) == "文章。"

    @pytest.mark.parametrize("text", ["# a", "- a", "+ a", "12. a", "12) a", "> a", "== a", "--- a", "1 a", "1.5 a"])
    def test_a_paragraph_begins_nothing_else(self, text: str) -> None:
        assert text in Section(_section(rule_that_says(text))).paragraphs

    def test_code_with_fences(self) -> None:
        example = "# 甲\n\n````\n```\n````"
        rule = msgspec.structs.replace(RULES[0], doc=RULES[0].doc._replace(example=example))
        assert Section(_section(rule)).codes[0] == example + "\n"


class TestJson:
    def test_has_all_rules_or_those_that_are_named(self) -> None:
        described = run("rules", "--output-format", "json").json
        assert [each["code"] for each in described] == [rule.code for rule in RULES]
        (one,) = run("rules", "question-numbering", "--output-format", "json").json
        assert one == next(each for each in described if each["code"] == "FQ004")
        assert list(one) == "code name severity default fix site daily doc options".split()
        assert (one["severity"], one["default"], one["fix"], one["site"]) == ("warning", True, "unsafe", False)
        assert list(one["doc"]) == list(Doc._fields)
        assert one["doc"]["fix"] == catalogue()["FQ004"].doc.fix
        assert one["options"] is None

    @pytest.mark.parametrize("rule", WITH_OPTIONS, ids=lambda rule: rule.code)
    def test_the_options(self, rule: Rule) -> None:
        (one,) = run("rules", rule.code, "--output-format", "json").json
        values, schema = one["options"]["defaults"], one["options"]["schema"]
        assert {key: value for key, value in values.items() if value is not None} == defaults(rule)
        validator_for(json.dumps(schema)).validate(values)


class Share(msgspec.Struct, frozen=True):
    share: float = 0.5
    of: str | None = None


class Nested(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """Of all kinds,
    on two lines.
    """

    words: dict[str, tuple[str, ...]] = msgspec.field(default_factory=lambda: {"引 號": ('"', "\\")})
    least: Share = Share()
    most_of_all: int | None = None
    on: bool = True


def defaults(rule: Rule) -> dict[str, object]:
    """The options that have a value where nothing is configured, by their keys."""
    assert rule.options is not None
    values = msgspec.json.decode(msgspec.json.encode(rule.options()))
    return {key: value for key, value in values.items() if value is not None}


def rule_that_says(text: str) -> Rule:
    return msgspec.structs.replace(RULES[0], doc=Doc(text, "無。", "甲", "乙"))


def plain(text: str) -> str:
    """Prose without the backticks of its code spans."""
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", r"\2", text, flags=re.DOTALL)


def cells(text: str) -> Iterator[list[str]]:
    """The texts of the cells of the one table that a Markdown document is, row by row."""
    reader = _Texts(("td", "th"), "tr")
    reader.feed(MarkdownIt("commonmark").enable("table").render(text))
    yield from reader.rows
    assert reader.outside.strip() == ""


class Section:
    """The parts of an explanation in Markdown, as a reader of CommonMark has them."""

    def __init__(self, text: str) -> None:
        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
        kinds = {token.type for token in tokens}
        assert kinds <= {f"{kind}_{end}" for kind in ("heading", "paragraph") for end in ("open", "close")} | {
            "inline",
            "fence",
        }
        texts = [
            "".join(child.content if child.type != "softbreak" else " " for child in token.children or ())
            for token in tokens
            if token.type == "inline"
        ]
        inner = {child.type for token in tokens for child in token.children or ()}
        assert inner <= {"text", "code_inline", "em_open", "em_close", "strong_open", "strong_close"}
        self.heading, *self.paragraphs = texts
        self.codes = [token.content for token in tokens if token.type == "fence"]


class _Texts(HTMLParser):
    def __init__(self, cells: tuple[str, ...], row: str) -> None:
        super().__init__()
        self.cell, self.row = cells, row
        self.rows: list[list[str]] = []
        self.outside, self._within = "", False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == self.row:
            self.rows.append([])
        elif tag in self.cell:
            self.rows[-1].append("")
            self._within = True
        else:
            assert tag in ("table", "thead", "tbody", "code")

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag not in self.cell

    def handle_data(self, data: str) -> None:
        if self._within:
            self.rows[-1][-1] += data
        else:
            self.outside += data


def on_terminal(*arguments: str, columns: int) -> str:
    """What the command writes to a terminal of that width, without colours."""
    import pty

    master, slave = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "NO_COLOR": "1"}
    with Popen([sys.executable, "-m", "wenzhang", *arguments], stdout=slave, env=environment) as process:
        os.close(slave)
        written = b""
        with suppress(OSError):  # EIO, once nobody has the other end open
            while piece := os.read(master, 65536):
                written += piece
    os.close(master)
    assert process.returncode == 0
    return written.decode().replace("\r\n", "\n")
