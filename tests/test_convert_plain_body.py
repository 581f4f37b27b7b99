"""The quick way to the human text of a plain body finds what the one that follows the elements finds."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import corpus_files, fixture_articles, tokenizer_cases, tree_cases
from test_plain_html import FLOWS, TAG_SOUP, TREES
from wenzhang import Converter
from wenzhang.conversion.html import read_body
from wenzhang.conversion.plain_body import read_plain_body
from wenzhang.conversion.policy import POLICY, Policy
from wenzhang.conversion.runs import Run, runs_of
from wenzhang.errors import SourceError
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Source


def place(run: Run) -> int:
    return run.pieces[0].start


def agree(text: str, start: int = 0) -> bool:
    """Whether the quick way had a result; it must be that of the other."""
    plain = read_plain_body(text, start, POLICY)
    if plain is None:
        return False
    found = read_body(text, start, POLICY)
    assert not found.language_tags
    followed = sorted(runs_of(text, found.stretches, lambda stretch: True), key=place)
    plain.sort(key=place)
    assert [run.pieces for run in plain] == [run.pieces for run in followed]
    assert [run.text for run in plain] == [run.text for run in followed]
    assert paragraphs(plain) == paragraphs(followed)
    return True


def paragraphs(runs: list[Run]) -> list[int | None]:
    """The numbers of the paragraphs, counted from 0 without gaps."""
    numbers: dict[int, int] = {}
    return [None if run.paragraph is None else numbers.setdefault(run.paragraph, len(numbers)) for run in runs]


@settings(max_examples=700, deadline=None)
@given(st.lists(st.one_of(FLOWS, TREES), max_size=3).map("".join))
def test_agrees_on_elements(body: str) -> None:
    agree(body)


@settings(max_examples=500, deadline=None)
@given(st.lists(TAG_SOUP, max_size=10).map("".join))
def test_agrees_on_tag_soup(body: str) -> None:
    agree(body)


def test_agrees_on_the_inputs_of_html5lib() -> None:
    for case in [*tree_cases(), *tokenizer_cases()]:
        agree(f'<p title="題">文{case.data}文<b>{case.data}字</b></p>')


@pytest.mark.parametrize("folder", ["mdn-zh-html", "cnwizards-help"])
def test_agrees_on_documents(folder: str) -> None:
    for path in corpus_files(folder, "*.htm*"):
        source = Source.from_path(path)
        agree(source.text, read_front_matter(source).body_start)


def test_our_real_article_is_plain() -> None:
    plain = []
    for path in fixture_articles():
        try:
            source = Source.from_path(path)
        except SourceError:
            continue
        if agree(source.text, read_front_matter(source).body_start):
            plain.append(path.name)
    assert "gpu-vs-tpu-ultimate-showdown-ai-engine.md" in plain


@pytest.mark.parametrize(
    "body",
    [
        '<p>甲<b>乙</b>丙</p><img alt="圖"><p>丁</p>',
        '<p>甲<a href="/x" title="題 &amp; 目">乙</a>丙</p>',
        "甲<!",
        "<p>&#36575;體 A &lt; B</p>",
        "<p>甲<br>乙</p><hr/>",
    ],
)
def test_plain_bodies(body: str) -> None:
    assert agree(body) is (body != "甲<!")


@pytest.mark.parametrize(
    "body",
    [
        '<p lang="en">甲</p>',
        '<p translate="no">甲</p>',
        '<p class="notranslate">甲</p>',
        "<code>甲</code>",
        "<ruby>甲<rt>乙</rt></ruby>",
        "<p>{{ 甲 }}</p>",
        "<p>見 https://example.com/甲</p>",
        "<p title='甲'>乙</p>",
        "<P>甲</P>",
        "<x-y>甲</x-y>",
        "<!-- 甲 -->乙",
        '<p>甲</p title="乙">',
        '<b>甲</b title="乙">',
        '<p title="甲" title="乙">',
        '<p title title="甲">',
        '<a class="x" class="y" title="甲">乙</a>',
        '<p xml:lang="ja">甲</p>',
    ],
)
def test_others_are_left(body: str) -> None:
    assert read_plain_body(body, 0, POLICY) is None


def test_a_policy_that_was_pickled_is_the_same() -> None:
    policy = pickle.loads(pickle.dumps(Converter())).policy
    assert policy is not POLICY
    assert read_plain_body("<p>甲</p>", 0, policy) is not None


def test_a_policy_of_ones_own_is_left() -> None:
    assert read_plain_body("<p>甲</p>", 0, Policy(attributes=frozenset({"title"}))) is None
