"""The errors of the tokenizer against html5lib's tests, which name each."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
import turbohtml

from corpus import corpus_files
from wenzhang.read.body import html_body
from wenzhang.read.html import parse_errors
from wenzhang.source import Source
from wenzhang.validation.parse_errors import explain_parse_error

# What comes of the tree, and not of the tokens alone: the suite has no tree.
OF_THE_TREE = frozenset(("unexpected-doctype", "non-void-html-element-start-tag-with-trailing-solidus"))

# The standard reads <? as the beginning of a processing instruction since June 2026 (13.2.5.42); the suite is older.
OLD = "unexpected-question-mark-instead-of-tag-name"
NOW = re.compile(".*-processing-instruction(?:-target)?")


class Case(NamedTuple):
    """An input and the errors of the suite: code, line, column."""

    data: str
    errors: list[tuple[str, int, int]]


def cases() -> list[Case]:
    """The cases that begin in ordinary text, as articles do."""
    found = []
    for path in corpus_files("html5lib-tests/tokenizer", "*.test"):
        for test in json.loads(path.read_text("utf-8")).get("tests", []):
            if "Data state" not in test.get("initialStates", ["Data state"]):
                continue
            data = test["input"]
            if test.get("doubleEscaped"):
                quoted = data.replace('"', '\\"')
                data = json.loads(f'"{quoted}"')
            found.append(Case(data, [(error["code"], error["line"], error["col"]) for error in test.get("errors", [])]))
    return found


def codes(data: str) -> list[str]:
    found = [error.code for error in parse_errors(html_body(Source(data), 0))]
    return sorted(code for code in found if code not in OF_THE_TREE)


def test_agrees_in_code_with_the_suite() -> None:
    compared = [(case.data, sorted(code for code, _, _ in case.errors), codes(case.data)) for case in cases()]
    differing = [(data, theirs, ours) for data, theirs, ours in compared if theirs != ours]
    assert len(compared) > 6000
    assert len(differing) < 40
    for data, theirs, ours in differing:
        assert "<?" in data
        assert Counter(theirs) - Counter(ours) == Counter([OLD])
        assert all(NOW.fullmatch(code) for code in Counter(ours) - Counter(theirs))


def test_every_error_of_the_suite_has_words_of_its_own() -> None:
    named = {code for case in cases() for code, _, _ in case.errors}
    assert len(named) > 40
    assert all("https:" not in explain_parse_error(code)[1] for code in named)


def test_every_error_of_the_tokenizer_has_words_of_its_own() -> None:
    """The library lists them nowhere, so its core is searched for names that begin as those of the standard do."""
    (core,) = Path(turbohtml.__file__).parent.glob("_html*.so") or [None]
    if core is None:
        pytest.skip("no core in this place")
    kinds = (
        b"abrupt|absence|cdata-in|character-ref|control|eof|incorrectly|invalid-(?:first|char|proc)|nested|noncharacter"
    )
    kinds += (
        b"|null-char|surrogate|unexpected|unknown|missing-(?:attribute|doctype|end|quote|semicolon|white)|end-tag-with"
    )
    named = {name.decode() for name in re.findall(rb"\0((?:" + kinds + rb")(?:-[a-z]+)+)\0", core.read_bytes())}
    assert len(named) > 30
    assert [name for name in sorted(named) if "https:" in explain_parse_error(name)[1]] == []


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ("<p>甲 &nosuch; 乙", "unknown-named-character-reference"),
        ("<p>1 < 2", "invalid-first-character-of-tag-name"),
        ("<p a a>", "duplicate-attribute"),
        ("<!-- 甲", "eof-in-comment"),
        ("甲\x01", "control-character-in-input-stream"),
        ("<?xml version='1.0'?>", "disallowed-processing-instruction-target"),
        ("<?a 甲", "eof-in-processing-instruction"),
        ("<svg><![CDATA[甲", "eof-in-cdata"),
        ("<script><!-- 甲", "eof-in-script-html-comment-like-text"),
    ],
)
def test_names(markup: str, code: str) -> None:
    assert code in codes(markup)
