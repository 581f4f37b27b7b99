"""Soups and lxml elements go in and come out."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from lxml import html as lxml_html

import wenzhang
from wenzhang.walk import walk

BODY = '<h2>甲</h2><figure><img src="a.png" alt="乙"><figcaption>丙 &amp; 丁</figcaption></figure>'
PAGE = (
    f'<!doctype html><html lang="zh-TW"><head><meta charset="big5"><title>題</title></head><body>{BODY}</body></html>'
)


@pytest.mark.parametrize("parser", ["lxml", "html.parser"])
def test_parse_takes_a_soup(parser: str) -> None:
    article = wenzhang.parse(BeautifulSoup(BODY, parser))
    assert article.sections[0].title == "甲"
    assert article.figures[0].caption == "丙 & 丁"


def test_parse_takes_a_tag() -> None:
    tag = BeautifulSoup(BODY, "html.parser").figure
    assert tag is not None
    article = wenzhang.parse(tag)
    assert article.figures[0].images[0].alt == "乙"
    assert article.source.text.startswith("<figure>")


def test_parse_takes_an_lxml_element_without_its_tail() -> None:
    root = lxml_html.fromstring(f"<div><section>{BODY}</section>尾</div>")
    article = wenzhang.parse(root[0])
    assert article.text.endswith("丙 & 丁")
    assert article.figures[0].images[0].src == "a.png"


def test_parse_takes_an_lxml_tree() -> None:
    root = etree.fromstring("<div><p>甲</p></div>")
    assert wenzhang.parse(root.getroottree()).text == "甲"


@pytest.mark.parametrize("wrong", [None, 3, object()])
def test_parse_refuses_all_else(wrong: object) -> None:
    with pytest.raises(TypeError, match="parse takes str, bytes"):
        wenzhang.parse(wrong)  # type: ignore[arg-type]


def test_every_node_gives_its_own_soup() -> None:
    for node in walk(wenzhang.parse(BODY)):
        assert node.soup().get_text() == BeautifulSoup(node.html, "lxml").get_text()
        assert "丙" not in node.soup().get_text() or "丙" in node.text


def test_article_soup_and_lxml() -> None:
    article = wenzhang.parse(f"---\ntitle: 題\n---\n{BODY}")
    assert [tag.name for tag in article.soup().find_all(["h2", "figure"])] == ["h2", "figure"]
    assert article.lxml().tag == "div"
    assert "title" not in article.lxml().text_content()


def test_lxml_of_a_page_ignores_what_it_declares() -> None:
    article = wenzhang.parse(PAGE)
    root = article.lxml()
    assert root.tag == "html"
    assert root.xpath("string(//title)") == "題"
    assert article.title == "題"


def test_lxml_of_nothing_is_an_empty_element() -> None:
    assert wenzhang.parse("").lxml().text_content() == ""


def test_front_matter_without_keys_is_no_body() -> None:
    article = wenzhang.parse("---\n# 註\n---\n<p>甲</p>")
    assert article.soup().get_text() == "甲"
    assert article.lxml().text_content() == "甲"
