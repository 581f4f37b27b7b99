"""The quick reading of plain YAML agrees with the full one, wherever it gives a result at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhang.read.plain_yaml import read_plain_yaml
from wenzhang.read.problem import Problem
from wenzhang.read.yaml import read_yaml

ARTICLES = Path(__file__).parents[1] / "fixtures" / "articles"

# Made of what means something in YAML, so that nearly plain lines come up often.
SIGNS = "\"'[]{},:#&*!|>%@`?-=<\\\t\x85\u2028\ufeff\x07💬"
WORDS = ["a", "标", "題", "true", "Yes", "no", "null", "~", "1", "2026-01-09", "2026-02-30", "e3", "."]
PIECES = st.sampled_from([*WORDS, *SIGNS, " ", "  ", "　", "\xa0", ": ", " #", ', "', '", "', "\r"])
KEYS = st.sampled_from(
    ["title", "date", "tags", "coverImage", "draft", "on", "Null", "y", "_x", "a-b", "1a", "标题", ""]
)
LINES = st.builds(
    "{}{}{}{}".format,
    KEYS,
    st.sampled_from([": ", ":", ":  ", " : "]),
    st.text("ab標 ", max_size=2),
    st.lists(PIECES, max_size=6).map("".join),
)
QUOTED = st.builds('{}: "{}"'.format, KEYS, st.lists(PIECES, max_size=6).map("".join))
LISTS = st.builds(
    '{}: ["{}"{}"{}"]'.format,
    KEYS,
    st.lists(PIECES, max_size=3).map("".join),
    st.sampled_from([",", ", ", ",  ", " "]),
    PIECES,
)
HEADS = st.lists(st.one_of(LINES, QUOTED, LISTS), min_size=1, max_size=4).map(lambda lines: "\n".join(lines) + "\n")


def agree(head: str) -> bool:
    """Whether the quick reading had a result; the full one must have the same."""
    text = f"---\n{head}---\n"
    plain = read_plain_yaml(text, 4, 4 + len(head))
    if plain is not None:
        assert plain == read_yaml(text, 4, 4 + len(head))
    return plain is not None


@settings(max_examples=1500, deadline=None)
@given(HEADS)
def test_agrees_with_the_full_reading(head: str) -> None:
    agree(head)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=20))
def test_agrees_on_any_value(value: str) -> None:
    if not any("\ud800" <= character <= "\udfff" for character in value):
        agree(f"title: {value}\n")
        agree(f'title: "{value}"\n')


@pytest.mark.parametrize(
    "line",
    [
        'title: "標題"',
        "title: 標題 GPU 與 TPU",
        'tags: ["a", "乙"]',
        "date: 2026-01-09",
        "draft: true",
        "weight: 12",
        "weight: 0  ",
        "author: Li Wei  ",
    ],
)
def test_plain_lines_are_read_quickly(line: str) -> None:
    assert agree(line + "\n")


@pytest.mark.parametrize(
    "line",
    [
        "draft: no",
        "n: 012",
        "n: 12_000",
        "n: 1:30",
        "n: 1.5",
        "n: -1",
        "n: 1234567890123456789",
        "n: 12 # 註",
        "date: 2026-02-30",
        'a: "x\\n"',
        "a: b: c",
        "a: b # c",
        "a: [b]",
        "a:",
        "on: x",
        "a: x\na: y",
        "k" * 1025 + ": x",
    ],
)
def test_all_else_is_left_to_the_full_reading(line: str) -> None:
    assert not agree(line + "\n")


def test_the_real_article_is_plain() -> None:
    text = (ARTICLES / "gpu-vs-tpu-ultimate-showdown-ai-engine.md").read_text("utf-8")
    assert agree(text[4 : text.index("\n---\n") + 1])


def test_problems_stay_with_the_full_reading() -> None:
    text = "---\ntitle: a\ntitle: b\n---\n"
    assert read_plain_yaml(text, 4, len(text) - 4) is None
    with pytest.raises(Problem):
        read_yaml(text, 4, len(text) - 4)
