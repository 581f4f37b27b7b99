"""One article, written once as HTML and once as Markdown, reads the same; and the Markdown article of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import wenzhang
from corpus import FIXTURES
from drawing import draw
from slices import nesting_problems
from wenzhang import model
from wenzhang.walk import collect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wenzhang import Article
    from wenzhang.model import Section

ARTICLES = FIXTURES / "articles"
HTML = wenzhang.load(ARTICLES / "twin.html")
MARKDOWN = wenzhang.load(ARTICLES / "twin.md")
FAQ = wenzhang.load(ARTICLES / "markdown-faq.md")

Titles = list[tuple[str, "Titles"]]


def titles(sections: Sequence[Section]) -> Titles:
    return [(section.title, titles(section.sections)) for section in sections]


def image_fields(article: Article) -> list[tuple[object, ...]]:
    return [(image.src, image.alt, image.title, image.width, image.height) for image in article.images]


VIEWS: dict[str, Callable[[Article], object]] = {
    "text": lambda article: article.text,
    "titles": lambda article: titles(article.sections),
    "levels": lambda article: [heading.level for heading in article.headings],
    "figures": lambda article: [(figure.caption, len(figure.images), figure.attrs) for figure in article.figures],
    "images": image_fields,
    "faq": lambda article: [(item.label, item.question, item.answer) for item in article.faq],
    "links": lambda article: [(link.href, link.title, link.text) for link in article.links],
    "code": lambda article: [(block.language, block.code) for block in collect(article, model.CodeBlock)],
    "cells": lambda article: [(cell.text, cell.header, cell.align) for cell in collect(article, model.TableCell)],
    "lists": lambda article: [(each.ordered, len(each.items), each.text) for each in collect(article, model.List)],
    "kinds": lambda article: [type(block).__name__ for block in article.intro],
    "front matter": lambda article: dict(article.front_matter or {}),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_twins_are_alike(view: Callable[[Article], object]) -> None:
    assert view(HTML)
    assert view(MARKDOWN) == view(HTML)


def test_twins_have_the_same_tree() -> None:
    """But for white space: between tags it is text in HTML alone, and a line break in Markdown takes that behind it."""

    def lines(article: Article) -> list[str]:
        drawing = draw(article).replace('\\n"', '"').replace('"\\n', '"')
        return [line for line in drawing.splitlines() if line.strip() != '""']

    assert (HTML.format, MARKDOWN.format) == ("html", "markdown")
    assert lines(MARKDOWN) == lines(HTML)


def test_twins_span_the_same_words_in_their_own_source() -> None:
    for ours, theirs in zip(MARKDOWN.faq, HTML.faq, strict=True):
        assert ours.html.startswith("<details>\n<summary>")
        assert ours.html.endswith("</details>")
        assert ours.html != theirs.html
    assert [link.html for link in MARKDOWN.links] == [
        '[電費計算機](/tools/electricity-bill "每月電費試算")',
        "[能源署網站](https://www.moeaea.gov.tw/)",
        "[冷氣電費試算](/tools/air-conditioner)",
    ]
    assert list(nesting_problems(MARKDOWN)) == []


# The other article


def test_front_matter_of_the_site() -> None:
    front_matter = FAQ.front_matter
    assert front_matter is not None
    assert FAQ.title == "「月票」人人都該買嗎？｜通勤族的損益平衡算法"
    assert front_matter.tags == ("通勤", "月票", "大眾運輸", "省錢")


def test_sections_that_start_with_an_emoji() -> None:
    assert titles(FAQ.sections) == [
        ("🚇 先算損益平衡", [("💡 轉乘也要算進去", [])]),
        ("✅ 誰適合買月票？", []),
        ("💬 常見問題", []),
    ]


def test_questions_with_html_and_with_markdown_in_them() -> None:
    assert [(item.label, item.question) for item in FAQ.faq] == [
        ("Q1", "月票可以退費嗎？"),
        ("Q2", "月中才買划算嗎？"),
        ("Q3", "家人可以共用一張嗎？"),
        ("Q4", "忘記帶卡怎麼辦？"),
    ]
    answers = [item.answer for item in FAQ.faq]
    assert answers[0] == "多數月票在啟用前可以退費，啟用後則依剩餘天數計算，並扣除手續費。"
    assert answers[1].split("\n") == [
        "月票通常從啟用日起算 30 天，不是算到月底，所以月中買也不吃虧。",
        "",
        "啟用前：先看接下來 30 天有幾個工作天",
        "啟用後：連假前別急著續買",
    ]
    assert answers[2] == "不行。月票大多是記名使用，每人一張，不能輪流刷。"
    assert answers[3] == "當天只能另外買票，而且無法事後補登。建議把票卡和手機放在一起。"


def test_a_table_with_aligned_columns() -> None:
    (table,) = collect(FAQ, model.Table)
    assert [cell.align for cell in table.body[2].cells] == [None, "right", "right", "center"]
    assert [cell.text for cell in table.body[2].cells] == ["22 天", "1,320 元", "1,200 元", "+120 元"]


def test_a_span_with_a_style() -> None:
    (span,) = collect(FAQ, model.Html)
    assert (span.tag, span.attrs, span.text) == ("span", {"style": "color: #b91c1c"}, "負數代表買月票反而虧錢")


def test_marks_with_a_label_and_a_line_end() -> None:
    section = FAQ.sections[1]
    assert [block.text for block in section.blocks[:2]] == [
        "✅ 固定天天通勤的人： 一個月搭滿 40 趟以上，買就對了。",
        "✅ 假日也常搭車的人： 看展、吃飯、回家都算趟數，累積得比想像中快。",
    ]
    assert [strong.html for strong in collect(section.blocks[0], model.Strong)] == ["**固定天天通勤的人：**"]


def test_a_figure_whose_tags_go_over_several_lines() -> None:
    (figure,) = FAQ.figures
    assert figure.caption == "圖：搭乘趟數越過 40 趟，月票才開始省錢。"
    assert (figure.images[0].src, figure.images[0].alt) == (
        "/images/articles/commuter-pass-chart.png",
        "月票損益平衡圖",
    )
    assert figure.html.startswith('<figure\n  class="my-8"\n>')


def test_a_bare_ampersand() -> None:
    assert "捷運 & 公車" in FAQ.text
    assert FAQ.links[1].href == "/tools/commute-cost?from=home&to=office"


def test_the_end() -> None:
    assert FAQ.source.text.endswith("\n\n</p></details>")
    assert FAQ.faq[-1].span.end == len(FAQ.source.text)
