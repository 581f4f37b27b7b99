"""The real article reads as a person reads it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import wenzhang
from wenzhang.model import List, ThematicBreak
from wenzhang.walk import collect

PATH = Path(__file__).parents[1] / "fixtures" / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"


@pytest.fixture(scope="module")
def article() -> wenzhang.Article:
    return wenzhang.load(PATH)


def test_front_matter(article: wenzhang.Article) -> None:
    front_matter = article.front_matter
    assert front_matter is not None
    assert list(front_matter) == ["title", "excerpt", "date", "category", "tags", "coverImage", "author"]
    assert front_matter.title == "GPU 與 TPU 終極對決：誰才是 AI 發展跳躍式成長的關鍵引擎？"
    assert front_matter.date == datetime.date(2026, 1, 9)
    assert front_matter["date"] == "2026-01-09"
    assert len(front_matter.tags) == 8
    assert front_matter.cover_image == front_matter["coverImage"] == "/images/articles/gpu-vs-tpu-showdown.png"


def test_sections(article: wenzhang.Article) -> None:
    assert len(article.intro) == 2
    first, second, third = article.sections
    assert [(section.level, section.title[:2]) for section in article.sections] == [
        (2, "一、"),
        (2, "二、"),
        (2, "三、"),
    ]
    assert [(section.level, section.title[:3]) for section in first.sections] == [(3, "GPU"), (3, "TPU")]
    assert second.sections == ()
    assert [section.title for section in third.sections] == ["選擇 GPU 若是...", "選擇 TPU 若是...", "💬 常見 QA"]
    assert len(article.headings) == 8


def test_figures(article: wenzhang.Article) -> None:
    images = [figure.images for figure in article.figures]
    assert [[(image.src, image.alt) for image in each] for each in images] == [
        [("/images/articles/gpu-vs-tpu-analogy.png", "GPU vs TPU Analogy")],
        [("/images/articles/gpu-vs-tpu-scaling.png", "Scaling Comparison")],
        [("/images/articles/gpu-vs-tpu-decision.png", "Decision Tree")],
    ]
    assert [figure.caption for figure in article.figures] == [
        "圖：GPU 是全能的瑞士刀，TPU 是專注的雷射切割機。",
        "圖：TPU 的 Pod 架構設計讓晶片間的通訊延遲極低，適合超大型模型的訓練。",
        "圖：根據你的需求選擇最合適的算力引擎。",
    ]


def test_faq(article: wenzhang.Article) -> None:
    assert [item.label for item in article.faq] == ["Q1", "Q2", "Q3"]
    assert article.faq[0].question == "TPU 可以買回家插在電腦上嗎？"
    assert article.faq[0].answer.startswith("不行。")


def test_lists_and_break(article: wenzhang.Article) -> None:
    assert [len(found.items) for found in collect(article, List)] == [3, 3]
    assert len(collect(article, ThematicBreak)) == 1


def test_text_holds_everything(article: wenzhang.Article) -> None:
    closing = next(line for line in article.text.splitlines() if line.startswith("GPU 贏在"))
    assert f"結語：\n{closing}" in article.text, "the <br> is a newline"
    assert article.text.startswith("生成式 AI 的軍備競賽已經開打。")
    assert article.text.endswith("專注於極致的生成速度。")


def test_spans_slice_the_source(article: wenzhang.Article) -> None:
    text = article.source.text
    figure = article.figures[0]
    assert text[figure.span.start : figure.span.end].startswith('<figure class="my-8">')
    assert figure.html.endswith("</figure>")
    assert article.faq[0].html.startswith("<details")
    assert article.faq[0].html.endswith("</details>")


def test_nodes_give_a_soup(article: wenzhang.Article) -> None:
    image = article.figures[0].soup().img
    assert image is not None
    assert image["class"] == ["rounded-lg", "shadow-lg"]


def test_the_body_gives_an_lxml_tree(article: wenzhang.Article) -> None:
    assert len(article.lxml().xpath("//figure")) == 3
