"""JSON front matter against `json`: the same values, and a span for each of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from test_frontmatter import all_scalars
from wenzhang.frontmatter import FrontMatter
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Source


def front_matter(text: str) -> FrontMatter:
    reading = read_front_matter(Source.from_text(text))
    assert reading.problem is None, str(reading.problem)
    assert reading.front_matter is not None
    return reading.front_matter


def message(text: str) -> str:
    problem = read_front_matter(Source.from_text(text)).problem
    assert problem is not None
    return str(problem)


def assert_as_json_reads_it(text: str, document: str) -> None:
    found = front_matter(text)
    assert repr(found.data) == repr(json.loads(document))
    for scalar in all_scalars(found.root):
        assert text[scalar.span.start : scalar.span.end] == scalar.raw
        assert repr(json.loads(scalar.raw)) == repr(scalar.value)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
VALUES = st.recursive(
    TEXTS | st.integers() | st.floats() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=120, deadline=None)
@given(
    st.dictionaries(TEXTS, VALUES, max_size=5),
    st.booleans(),
    st.sampled_from([None, 0, 2, "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_whatever_json_writes(data: dict[str, Any], ascii_only: bool, indent: int | str | None, line_end: str) -> None:
    document = json.dumps(data, ensure_ascii=ascii_only, indent=indent).replace("\n", line_end)
    assert_as_json_reads_it(f"{document}{line_end}<p>正文</p>", document)
    assert_as_json_reads_it(f";;;{line_end}{document}{line_end};;;{line_end}", document)
    assert_as_json_reads_it(f"---json{line_end}{document}{line_end}---", document)


@settings(max_examples=250, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            '{ } [ ] , : "a" "b" "\\u6587" "\\ 1 -1 0 01 1. .5 1e5 -Infinity NaN true nul null \n \t 文 " \x00'.split(
                " "
            )
        ),
        max_size=9,
    )
)
def test_whatever_anyone_writes(pieces: list[str]) -> None:
    document = '{"k": ' + "".join(pieces) + "}"
    reading = read_front_matter(Source(f";;;\n{document}\n;;;\n"))
    objects: list[list[tuple[str, Any]]] = []

    def keep(members: list[tuple[str, Any]]) -> dict[str, Any]:
        objects.append(members)
        return dict(members)

    try:
        expected = json.loads(document, object_pairs_hook=keep)
    except ValueError:
        assert reading.problem is not None
        assert reading.problem.position is not None
        return
    if any(len(dict(members)) < len(members) for members in objects):
        assert reading.problem is not None
        assert "duplicate key" in str(reading.problem)
        return
    assert reading.front_matter is not None, str(reading.problem)
    assert repr(reading.front_matter.data) == repr(expected)


class TestSpans:
    def test_keys_values_lists_and_objects(self) -> None:
        text = '{ "文": [1, {"a": "\\u6587"} ] ,\r\n"b":{}}\r\n'
        found = front_matter(text)
        slices = {path: found.value_span(path) for path in ("文", "文.0", "文.1", "文.1.a", "b")}
        assert {path: text[span.start : span.end] for path, span in slices.items() if span} == {
            "文": '[1, {"a": "\\u6587"} ]',
            "文.0": "1",
            "文.1": '{"a": "\\u6587"}',
            "文.1.a": '"\\u6587"',
            "b": "{}",
        }
        key = found.key_span("文")
        assert key is not None
        assert text[key.start : key.end] == '"文"'
        assert text[found.span.start : found.span.end] == text.strip()

    def test_without_braces(self) -> None:
        text = ';;;\n"title": "夜市",\n"tags": ["甲"]\n;;;\n<p>'
        found = front_matter(text)
        assert found.data == {"title": "夜市", "tags": ["甲"]}
        assert text[found.root.span.start : found.root.span.end] == '"title": "夜市",\n"tags": ["甲"]'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,}\n', "1:9: bad JSON: expected a key in double quotes, found }"),
        ('{"a": [1,]}\n', "1:10: bad JSON: expected a value, found ]"),
        ('{"a" 1}\n', "1:6: bad JSON: expected : behind the key"),
        ('{"a": 01}\n', "1:8: bad JSON: expected , or }"),
        ('{"a": "\\x"}\n', "1:8: bad JSON: Invalid \\escape"),
        ('{"a": "\\ud800"}\n', "1:7: half of a surrogate pair (U+D800)"),
        ('{"💬": 1, "💬": 2}\n', "1:10: duplicate key '💬', first on line 1"),
        ('{\r\n"a": {"b": 1,\r\n"b": 2}}\r\n', "3:1: duplicate key 'b', first on line 2"),
        ('{"a": ' + "9" * 5000 + "}\n", "1:7: "),
        ('{"a": 1', "1:8: bad JSON: expected , or }, found the end"),
        (';;;\n{"a": 1} x\n;;;\n', "2:10: text behind the closing brace"),
        (';;;\n"a": 1,\n;;;\n', "3:1: bad JSON: expected a key in double quotes, found the end"),
        (';;;\n"a": "x\n;;;\n"', "2:8: bad JSON: Invalid control character"),
        (";;;\n[1]\n;;;\n", "2:1: bad JSON: expected a key"),
        ('---json\n{"a": tru}\n---\n', "2:7: bad JSON: expected a value"),
    ],
)
def test_errors_say_where(text: str, expected: str) -> None:
    assert message(text).startswith(expected)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ('{"a": 1,\n}\n<p>x</p>', "<p>x</p>"),
        ('{"a": [1,\n\n<p>x</p>', "\n<p>x</p>"),
        ('{"a": 1,\n<p>x</p>', "<p>x</p>"),
        ('{"a": 1,', ""),
    ],
)
def test_the_body_is_guessed_behind_an_error(text: str, rest: str) -> None:
    reading = read_front_matter(Source(text))
    assert reading.problem is not None
    assert text[reading.body_start :] == rest
