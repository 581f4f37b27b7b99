"""YAML front matter against PyYAML itself: the same values, and a span for each of them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from test_frontmatter import all_scalars
from wenzhang.frontmatter import FrontMatter, Mapping, Scalar
from wenzhang.read import yaml as yaml_reader
from wenzhang.read.frontmatter import FrontMatterReading, read_front_matter
from wenzhang.read.yaml import MAX_ALIASED
from wenzhang.source import Source

SUITE = Path(__file__).parents[2] / "shared" / "corpus" / "yaml-test-suite"
CLOSING = re.compile(r"[\r\n](?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)")
LIBYAML = pytest.mark.skipif(not yaml.__with_libyaml__, reason="this PyYAML has no libyaml")
# What means something else when it stands alone: the end of a document, a block that names its indentation, a colon.
NOT_ALONE = re.compile(r"(?s)(?:---|\.\.\.)(?:\s.*)?|.*[|>][-+]?[1-9].*|.*:")


def fenced(head: str) -> str:
    return f"---\n{head}{'' if head.endswith(chr(10)) else chr(10)}---\n<p>正文</p>\n"


def read(head: str) -> FrontMatterReading:
    return read_front_matter(Source.from_text(fenced(head)))


def front_matter(head: str) -> FrontMatter:
    reading = read(head)
    assert reading.problem is None, str(reading.problem)
    assert reading.front_matter is not None
    return reading.front_matter


def message(head: str) -> str:
    problem = read(head).problem
    assert problem is not None
    return str(problem)


def load(text: str) -> Any:
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def assert_as_pyyaml_reads_it(text: str) -> str:
    """Compares with PyYAML's reading of the same head, and says what both found."""
    reading = read_front_matter(Source(text))
    closing = CLOSING.search(text, 3)
    assert closing is not None
    try:
        expected = load(text[: closing.start() + 1])
    except Exception:  # PyYAML also raises ValueError, KeyError, AttributeError and more
        assert reading.problem is not None, f"PyYAML refuses {text!r}"
        return "an error to both"
    if reading.problem is None:
        assert reading.front_matter is not None
        assert repr(reading.front_matter.data) == repr(expected if expected is not None else {})
        return "valid to both"
    assert reading.problem.position is not None
    if not isinstance(expected, dict):
        return "no mapping"
    assert re.match(r"duplicate key|a byte order mark|'=' means", reading.problem.message), (
        f"{text!r}: {reading.problem}"
    )
    return "an error to us"


def assert_scalars_parse_alone(text: str, root: Mapping) -> None:
    for scalar in all_scalars(root):
        assert text[scalar.span.start : scalar.span.end] == scalar.raw
        if scalar.kind != "merge" and not NOT_ALONE.fullmatch(scalar.raw):
            assert repr(load(scalar.raw)) == repr(scalar.value), scalar


class TestSuite:
    @pytest.fixture
    def cases(self) -> list[Path]:
        if not SUITE.is_dir():
            pytest.skip(f"{SUITE} is absent")
        return sorted(SUITE.rglob("in.yaml"))

    @LIBYAML
    def test_errors_are_errors_or_valid_to_pyyaml(self, cases: list[Path], record_property: Any) -> None:
        errors = [path for path in cases if (path.parent / "error").exists()]
        found = Counter(assert_as_pyyaml_reads_it(fenced(path.read_text(encoding="utf-8"))) for path in errors)
        record_property("yaml-test-suite errors", dict(found))
        # Of the cases that are errors in YAML 1.2, libyaml, which knows YAML 1.1, takes a third for valid.
        assert found == {"an error to both": 59, "valid to both": 33, "no mapping": 2}

    @LIBYAML
    def test_valid_cases_read_as_pyyaml_reads_them(self, cases: list[Path], record_property: Any) -> None:
        valid = [path for path in cases if not (path.parent / "error").exists()]
        found = Counter(assert_as_pyyaml_reads_it(fenced(path.read_text(encoding="utf-8"))) for path in valid)
        record_property("yaml-test-suite valid", dict(found))
        assert found == {"an error to both": 91, "valid to both": 136, "no mapping": 81}

    def test_scalars_parse_alone(self, cases: list[Path]) -> None:
        for path in cases:
            text = fenced(path.read_text(encoding="utf-8"))
            reading = read_front_matter(Source(text))
            if reading.front_matter is not None:
                assert_scalars_parse_alone(text, reading.front_matter.root)

    def test_line_ends_make_no_difference(self, cases: list[Path]) -> None:
        for path in cases:
            text = fenced(path.read_text(encoding="utf-8"))
            for line_end in ("\r\n", "\r"):
                other = text.replace("\n", line_end)
                reading, again = read_front_matter(Source(text)), read_front_matter(Source(other))
                assert (reading.problem is None) == (again.problem is None)
                if reading.front_matter is not None and again.front_matter is not None:
                    assert repr(again.front_matter.data) == repr(reading.front_matter.data)
                    for scalar in all_scalars(again.front_matter.root):
                        assert other[scalar.span.start : scalar.span.end] == scalar.raw


TEXTS = st.text("ab文，：💬 :#-'\"\n\\[]{}&*!|>%@`?~=0123.eno\t\u2028\x85\ufeff", max_size=12)
SCALARS = (
    TEXTS
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.dates()
    | st.datetimes()
    | st.binary(max_size=9)
)
KEYS = TEXTS | st.integers() | st.booleans() | st.none() | st.dates()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
STYLES = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "default_style": st.sampled_from([None, '"', "'", "|", ">"]),
        "allow_unicode": st.booleans(),
        "width": st.sampled_from([5, 20, 80]),
        "indent": st.sampled_from([2, 4]),
    }
)
PIECES = st.sampled_from(
    [
        *(
            "a",
            "b",
            "k",
            "文",
            "💬",
            ": ",
            ":",
            "\n",
            "\n",
            "\n  ",
            "\n- ",
            "- ",
            "? ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            ",",
            '"',
            "'",
        ),
        *(
            "\\",
            "\\n",
            "\t",
            " ",
            " # c",
            "&a ",
            "*a",
            "&b ",
            "*b ",
            "<<: ",
            "!!str ",
            "!!int ",
            "!t ",
            "!!binary ",
            "|",
            ">",
            "|-",
        ),
        *(
            ">+",
            "|2",
            "~",
            "null",
            "no",
            "12:30",
            "0123",
            "1e3",
            ".nan",
            "-.inf",
            "2026-01-09",
            "2026-01-09 10:00:00 +8",
            "0x1F",
        ),
        *(
            "=",
            "%",
            "@",
            "`",
            "：",
            "，",
            "\u2028",
            "\x85",
            "\r\n",
            "\ufeff",
            "\x00",
            "!!timestamp ",
            "!!float ",
            "!!bool ",
            "1_0",
        ),
    ]
)


class TestAgainstPyYaml:
    @settings(max_examples=80, deadline=None)
    @given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), STYLES, st.sampled_from(["\n", "\r\n"]))
    def test_whatever_it_writes(self, data: dict[Any, Any], style: dict[str, Any], line_end: str) -> None:
        head = yaml.safe_dump(data, sort_keys=False, **style).replace("\n", line_end)
        text = f"---{line_end}{head}{line_end}---{line_end}"
        assert_as_pyyaml_reads_it(text)
        reading = read_front_matter(Source(text))
        if reading.front_matter is not None:
            assert_scalars_parse_alone(text, reading.front_matter.root)

    @LIBYAML
    @settings(max_examples=300, deadline=None)
    @given(
        st.sampled_from(["", "k: ", "k:\n  ", "k: |\n  ", "k: &a {x: 1}\n"]), st.lists(PIECES, max_size=12).map("".join)
    )
    def test_whatever_anyone_writes(self, start: str, rest: str) -> None:
        text = fenced(start + rest)
        assert_as_pyyaml_reads_it(text)
        reading = read_front_matter(Source(text))
        if reading.front_matter is not None:
            assert_scalars_parse_alone(text, reading.front_matter.root)

    def test_the_pure_loader_gives_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        heads = [
            path.read_text(encoding="utf-8")
            for path in (Path(__file__).parents[1] / "fixtures").rglob("*/valid/yaml*.md")
        ]
        readings = [read_front_matter(Source.from_text(head)) for head in heads]
        monkeypatch.setattr(yaml_reader, "Parser", yaml.SafeLoader)
        assert [read_front_matter(Source.from_text(head)) for head in heads] == readings
        assert len(heads) > 8
        assert "full-width colon" in message("date: 1\ntitle：夜市\nauthor: x")
        assert "nested more than 100" in message("a: " + "[" * 100_000)


class TestMarks:
    """libyaml's marks are code points, whatever stands before them."""

    @pytest.mark.parametrize(
        "before",
        ["a: x\r\n", "a: 💬\n", "a: '\u2028'\n", "a: x\u2028", "a: x\x85", "# \u3000\r\n", "a: |\r\n  b\r\n\r\n"],
    )
    def test_the_key_behind(self, before: str) -> None:
        text = fenced(f"{before}key: 文\r\n")
        found = read_front_matter(Source(text)).front_matter
        assert found is not None
        span, key = found.value_span("key"), found.key_span("key")
        assert span is not None
        assert key is not None
        assert (text[key.start : key.end], text[span.start : span.end]) == ("key", "文")

    def test_collections_end_with_their_last_character(self) -> None:
        text = fenced("a:\n  b: [1, 2 ]  # c\n\n\nc:\n- d: 1\n\n# e\nf:\n")
        found = read_front_matter(Source(text)).front_matter
        assert found is not None
        slices = {path: found.value_span(path) for path in ("a", "a.b", "c", "f")}
        assert {path: text[span.start : span.end] for path, span in slices.items() if span} == {
            "a": "b: [1, 2 ]",
            "a.b": "[1, 2 ]",
            "c": "- d: 1",
            "f": "",
        }

    def test_a_byte_order_mark_at_the_start_of_a_line_is_not_part_of_the_key(self) -> None:
        assert front_matter("\ufefftitle: 夜市").title == "夜市"
        assert "byte order mark" in message("title: \ufeff夜市")


class TestScalars:
    @pytest.mark.parametrize(
        ("text", "kind", "content", "value"),
        [
            ("no", "bool", "no", False),
            ("12:30", "int", "12:30", 750),
            ("0123", "int", "0123", 83),
            ("1_000.5", "float", "1_000.5", 1000.5),
            ("~", "null", "~", None),
            ("", "null", "", None),
            ("'no'", "str", "no", "no"),
            ("!!str no", "str", "no", "no"),
            ("! no", "bool", "no", False),
            ("!!int '7'", "int", "7", 7),
            ("!!binary R0lG", "binary", "R0lG", b"GIF"),
            ("&x 文", "str", "文", "文"),
        ],
    )
    def test_kind_and_value(self, text: str, kind: str, content: str, value: object) -> None:
        scalar = front_matter(f"a: {text}").scalar("a")
        assert scalar is not None
        assert (scalar.raw, scalar.kind, scalar.content, scalar.value) == (text, kind, content, value)

    def test_date_and_datetime(self) -> None:
        found = front_matter("a: 2026-01-09\nb: 2026-01-09 12:30:00\nc: 2026-01-09 12:30")
        assert [scalar.kind for _, scalar in found.scalars()] == ["date", "datetime", "str"]

    @pytest.mark.parametrize(
        "value",
        [
            *(
                "2026-13-45",
                "2026-01-09 25:00:00",
                "!!int 甲",
                "!!bool 甲",
                "!!float 甲",
                "!!timestamp 甲",
                "!!binary 文",
            ),
            *("!!int ''", "0b", "9" * 5000, "1" + ":10" * 2000, "!!null"),
        ],
    )
    def test_values_that_are_none_of_their_kind(self, value: str) -> None:
        if value == "!!null":
            assert front_matter(f"a: {value}")["a"] is None
        elif value == "0b":
            assert front_matter(f"a: {value}")["a"] == "0b"
        else:
            assert "is no valid" in message(f"x: 1\na: {value}")
            assert message(f"x: 1\na: {value}").startswith("3:4: ")

    @pytest.mark.parametrize(
        "tag", ["!!python/object:os.system", "!!set", "!!omap", "!include", "!!python/tuple", "!!map", "!!seq"]
    )
    def test_tags_that_are_not_supported(self, tag: str) -> None:
        assert message(f"a: {tag} x").startswith("2:4: the tag ")

    def test_tags_that_say_what_is_so_anyway(self) -> None:
        assert front_matter("!!map\na: !!seq [!!str 1]\nb: ! {c: 1}").data == {"a": ["1"], "b": {"c": 1}}


class TestKeys:
    def test_keys_are_equal_where_their_values_are(self) -> None:
        assert "duplicate key" in message("1: a\n0x1: b")
        assert "duplicate key" in message("yes: a\ntrue: b")
        assert "duplicate key" in message("a: {b: 1, 'b': 2}")
        assert front_matter("1: a\n'1': b").data == {1: "a", "1": "b"}

    @pytest.mark.parametrize("head", ["? [a]\n: b", "? {a: 1}\n: b", "{{ x }}: b", "a: {[b]: c}", "k: &x [a]\n*x : b"])
    def test_keys_that_are_no_scalars(self, head: str) -> None:
        assert "as a key" in message(head)


class TestAliases:
    def test_an_alias_has_the_spans_of_its_anchor(self) -> None:
        found = front_matter("a: &x [甲, 乙]\nb: *x")
        assert found.node("b") == found.node("a")
        assert [path for path, _ in found.scalars()] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]

    def test_merge_keys(self) -> None:
        head = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2, <<: {d: 2}}\nz:\n  c: 3\n  <<: [*x, *y]\n"
        assert front_matter(head)["y"] == {"b": 2, "c": 2, "d": 2}
        assert front_matter(head)["z"] == {"a": 1, "b": 1, "c": 3, "d": 2}
        assert front_matter(head).scalar("z.d") == front_matter(head).scalar(("y", "d"))
        twice = "x: &x {a: 1}\ny: &y {a: 2}\nz: {<<: *x, <<: *y}\n"
        assert front_matter(twice)["z"] == {"a": 2}

    def test_of_merged_mappings_the_first_wins(self) -> None:
        # As in yaml.org/type/merge.html; PyYAML 6.0.4 takes the last for keys of two letters and more (its issue 953).
        head = "x: &x {title: 1}\ny: &y {title: 2}\nz: {<<: [*x, *y]}\n"
        assert front_matter(head)["z"] == {"title": 1}

    @pytest.mark.parametrize("value", ["甲", "[甲]", "[{a: 1}, 甲]", "[[{a: 1}]]"])
    def test_merging_what_is_no_mapping(self, value: str) -> None:
        assert "<< merges a mapping" in message(f"<<: {value}")

    def test_quoted_it_is_no_merge_key(self) -> None:
        assert front_matter("'<<': 1").data == {"<<": 1}

    @pytest.mark.parametrize("head", ["a: &a [*a]", "a: &a {b: [*a]}", "&a b: *c", "a: *b", "a: &b 1\nc: &b 2"])
    def test_aliases_of_nothing_of_themselves_and_of_two(self, head: str) -> None:
        assert "alias" in message(head) or "anchor" in message(head)

    def test_an_alias_bomb(self) -> None:
        lines = [f"k{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
        assert f"more than {MAX_ALIASED}" in message("\n".join(["k0: &a0 [lol]", *lines]))

    def test_depth_by_aliases(self) -> None:
        lines = [f"k{i}: &a{i} {'[' * 30}*a{i - 1}{']' * 30}" for i in range(1, 5)]
        assert "nested more than 100" in message("\n".join(["k0: &a0 [x]", *lines]))

    def test_many_small_aliases_are_fine(self) -> None:
        found = front_matter("a: &a x\n" + "".join(f"k{i}: *a\n" for i in range(1000)))
        assert len(found) == 1001
        assert isinstance(found.node("k999"), Scalar)


class TestHints:
    """The cases that are no fixtures because they differ in one thing only."""

    @pytest.mark.parametrize(
        ("head", "start"),
        [
            ("title：甲", "2:6: a full-width colon"),
            ("date: 1\ntitle：甲", "3:6: a full-width colon"),
            ("a:\n  b：甲\n  c: 1", "3:4: a full-width colon"),
            ("- title：甲", "2:1: front matter is a list"),
            ("title:甲\nexcerpt:乙", "2:6: no space"),
            ("url:https\ntitle: x", "2:4: no space"),
            ("title: |\n\t甲", "3:1: a tab"),
            ("\ttitle: 甲", "2:1: a tab"),
            ("title: 甲\n \tauthor: 乙", "3:2: a tab"),
            ("title: '甲", "2:8: the quotation mark ' is never closed"),
            ("tags: {甲: [乙}", "2:13: a list in [ ]"),
            ("tags: [甲, {乙: 丙", "2:11: { is never closed"),
            ("a: ]", "2:4: a value cannot start with ]"),
            ("a: &", "2:4: & at the start"),
            ("a: 甲\n---b", ""),
            ('a: "\\q"', "2:5: an escape"),
            ("a: 甲\u0007", "2:5: the character U+0007"),
            ("a: 1\n--- x\n", "3:1: a second document"),
        ],
    )
    def test_place_and_words(self, head: str, start: str) -> None:
        if start:
            assert message(head).startswith(start)
        else:
            assert read(head).problem is not None

    def test_line_and_column_are_those_of_the_file(self) -> None:
        source = Source.from_text("---\r\ntitle: 💬💬 甲: 乙\r\n---\r\n", "文章.md")
        problem = read_front_matter(source).problem
        assert problem is not None
        assert str(problem).startswith("文章.md:2:12: a colon followed by a space")
        assert problem.path == "文章.md"
        assert problem.position == source.position(16)
