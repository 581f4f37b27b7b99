"""What nodes and articles are as Python values."""

from __future__ import annotations

import copy
import datetime
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import pytest

import wenzhang
from corpus import fixture_articles
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang import Article

HEAD = "---\ntitle: 甲\ndate: 2026-01-09\n---\n"
ARTICLE = f"{HEAD}<h2 id=a>乙</h2><p class=b>丙<img src=c></p><details><summary>Q1: 丁？</summary>戊</details>"


@dataclass
class Post:
    title: str
    date: datetime.date


def pickled(article: Article) -> Article:
    again: Article = pickle.loads(pickle.dumps(article))
    return again


COPIES = (pickled, copy.deepcopy, copy.copy)


@pytest.mark.parametrize("again", COPIES)
def test_copies_are_whole(again: Callable[[Article], Article]) -> None:
    article = wenzhang.parse(ARTICLE, path="甲.html", front_matter_type=Post)
    other = again(article)
    assert other == article
    assert other.meta == article.meta == Post("甲", datetime.date(2026, 1, 9))
    assert [node.html for node in walk(other)] == [node.html for node in walk(article)]
    assert all(node.source is other.source for node in walk(other))
    assert other.faq[0].html == article.faq[0].html
    assert other.source.path == "甲.html"
    assert other.front_matter is not None
    with pytest.raises(wenzhang.FrontMatterError, match=r"^甲\.html:1:1: front matter"):
        other.front_matter.to(dict[str, int])


def test_copies_of_real_articles() -> None:
    for path in fixture_articles():
        try:
            article = wenzhang.load(path)
        except wenzhang.WenzhangError:
            continue
        for again in COPIES:
            other = again(article)
            assert other == article
            assert other.head == article.head
            assert other.text == article.text
            assert all(node.source is other.source for node in walk(other))


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda node: pickle.loads(pickle.dumps(node))])
def test_copies_of_a_node(again: Callable[[wenzhang.Section], wenzhang.Section]) -> None:
    section = wenzhang.parse(ARTICLE).sections[0]
    other = again(section)
    assert other == section
    assert other.html == section.html
    assert other.blocks[0].html == section.blocks[0].html


def test_deeply_nested_articles_can_be_copied() -> None:
    article = wenzhang.parse("<div><b>" * 400 + "甲")
    for again in COPIES:
        assert again(article) == article


def test_a_node_that_was_made_anew_has_no_source() -> None:
    section = wenzhang.parse(ARTICLE).sections[0]
    with pytest.raises(wenzhang.FormatError, match="this Section has no source") as error:
        msgspec.structs.replace(section, title="新").html  # noqa: B018
    assert error.value.hint is not None
    assert "replace" in error.value.hint
    assert "source=True" in error.value.hint


def test_nodes_and_articles_have_a_hash() -> None:
    one, two = wenzhang.parse(ARTICLE), wenzhang.parse(ARTICLE)
    assert [hash(node) for node in walk(one)] == [hash(node) for node in walk(two)]
    assert len({*walk(one), *walk(two)}) == len(list(walk(one)))
    assert hash(one) == hash(two)
    assert hash(one.faq[0]) == hash(two.faq[0])


def test_images_of_a_figure_are_its_own() -> None:
    outer, inner = wenzhang.parse("<figure><img src=a><figure><img src=b></figure><p><img src=c></figure>").figures
    assert [image.src for image in outer.images] == ["a", "c"]
    assert [image.src for image in inner.images] == ["b"]
