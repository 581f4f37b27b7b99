"""JSON out, in, and its schema."""

from __future__ import annotations

import copy
import json
import pickle
from operator import attrgetter, methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

import wenzhang
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES = sorted(path for path in (Path(__file__).parents[1] / "fixtures" / "articles").iterdir())
ARTICLE = next(path for path in ARTICLES if path.name.startswith("gpu"))


@pytest.fixture(scope="module")
def validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(wenzhang.json_schema())


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_comes_back_whole(path: Path) -> None:
    article = wenzhang.load(path)
    again = wenzhang.from_json(wenzhang.to_json(article, source=True))
    assert again == article
    assert again.source.encode() == path.read_bytes()
    assert [node.html for node in walk(again)] == [node.html for node in walk(article)]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_without_source_all_else_is_equal(path: Path) -> None:
    article = wenzhang.load(path)
    text = wenzhang.to_json(article)
    again = wenzhang.from_json(text)
    assert (again.intro, again.sections, again.faq) == (article.intro, article.sections, article.faq)
    assert (again.front_matter, again.head, again.format) == (article.front_matter, article.head, article.format)
    assert again.source.text == ""
    assert wenzhang.to_json(again) == text


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_fits_the_schema(path: Path, validator: jsonschema_rs.Validator) -> None:
    validator.validate(json.loads(wenzhang.to_json(wenzhang.load(path), source=True)))


def test_the_schema_refuses_what_does_not_fit(validator: jsonschema_rs.Validator) -> None:
    data = json.loads(wenzhang.to_json(wenzhang.load(ARTICLE)))
    for change in ({"schemaVersion": "one"}, {"intro": [{"type": "novel", "span": [0, 1]}]}, {"faq": None}):
        assert not validator.is_valid(data | change)


def test_the_shape() -> None:
    data = json.loads(wenzhang.to_json(wenzhang.load(ARTICLE)))
    assert data["schemaVersion"] == 1
    assert data["frontMatter"]["data"]["tags"][-1] == "H100"
    assert data["intro"][0]["type"] == "paragraph"
    assert data["figures"][0]["images"][0]["src"] == "/images/articles/gpu-vs-tpu-analogy.png"
    assert data["figures"][0]["caption"].startswith("圖：GPU")
    assert data["figures"][0]["span"] == [620, 855]
    assert [item["label"] for item in data["faq"]] == ["Q1", "Q2", "Q3"]
    assert "source" not in data


def test_indent() -> None:
    assert wenzhang.to_json(wenzhang.parse("<p>甲</p>"), indent=2).startswith('{\n  "schemaVersion": 1,')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not an article's JSON"),
        ("{}", "schemaVersion"),
        ('{"schemaVersion": 99}', "schema version 99"),
        ('{"schemaVersion": 1, "format": "novel"}', "format"),
        ("[1, 2]", "not an article's JSON"),
    ],
)
def test_wrong_json_is_a_format_error(text: str, message: str) -> None:
    with pytest.raises(wenzhang.FormatError, match=message):
        wenzhang.from_json(text)


def test_nodes_without_source_say_so() -> None:
    article = wenzhang.from_json(wenzhang.to_json(wenzhang.parse("<p>甲</p>")))
    assert article.intro[0].text == "甲"
    with pytest.raises(wenzhang.FormatError, match="source=True"):
        article.intro[0].soup()


def test_front_matter_of_all_kinds_comes_back() -> None:
    head = (
        "a: .nan\nb: 2026-01-09\nc: 2026-01-09T08:00:00Z\nd: no\ne: 12:30\nf: !!binary aGk=\n1: x\ng: {h: [~, 0123]}\n"
    )
    article = wenzhang.parse(f"---\n{head}---\n<p>甲</p>")
    assert wenzhang.from_json(wenzhang.to_json(article, source=True)) == article


def test_flat_views_repeat_no_blocks() -> None:
    body = "<figure><img src=a alt=甲><figure><img src=b><figcaption>二</figcaption></figure>表</figure>"
    article = wenzhang.parse(body + "<details><summary>Q1: 問？</summary>A: 答</details>")
    data = json.loads(wenzhang.to_json(article))
    assert [[image["src"] for image in figure["images"]] for figure in data["figures"]] == [["a"], ["b"]]
    assert [figure["caption"] for figure in data["figures"]] == [None, "二"]
    assert all("blocks" not in item for item in data["figures"] + data["faq"])
    assert data["faq"] == [
        {
            "type": "faqItem",
            "span": list(article.faq[0].span.__reduce__()[1]),
            "label": "Q1",
            "question": "問？",
            "answer": "答",
            "open": False,
        }
    ]
    assert [figure.images[0].src for figure in article.figures] == ["a", "b"]


def test_questions_deep_inside_of_others_stand_in_the_tree_alone() -> None:
    article = wenzhang.parse("<details><summary>問？</summary>" * 9 + "答" + "</details>" * 9)
    assert len(article.faq) == 9
    assert len(json.loads(wenzhang.to_json(article))["faq"]) == 3


@pytest.mark.parametrize(
    "use",
    [attrgetter("parse_errors"), methodcaller("lxml"), methodcaller("soup"), wenzhang.validate],
)
def test_without_its_source_an_article_says_so(use: Callable[[wenzhang.Article], object]) -> None:
    again = wenzhang.from_json(wenzhang.to_json(wenzhang.parse("<!-- 甲")))
    for article in (again, pickle.loads(pickle.dumps(again)), copy.deepcopy(again)):
        with pytest.raises(wenzhang.FormatError, match="source=True"):
            use(article)


@pytest.mark.parametrize("deep", ['{"schemaVersion": 1, "intro": ' + "[" * 100_000, "[" * 100_000])
def test_deep_json_is_a_format_error(deep: str) -> None:
    with pytest.raises(wenzhang.FormatError, match="not an article's JSON"):
        wenzhang.from_json(deep)


def test_deep_blocks_are_a_format_error() -> None:
    text = wenzhang.to_json(wenzhang.parse("<p>甲</p>"))
    block = json.dumps(json.loads(text)["intro"][0])
    opening = '{"type": "blockQuote", "span": [0, 8], "blocks": ['
    with pytest.raises(wenzhang.FormatError, match="not an article's JSON"):
        wenzhang.from_json(text.replace('"intro":[', '"intro":[' + opening * 5_000 + block + "]}" * 5_000 + ","))


HEAD = "---\ntitle: 甲\n---\n"


@pytest.mark.parametrize("with_source", [True, False])
@pytest.mark.parametrize("wrong", [[0, 9999], [-1, 3], [5, 2]])
@pytest.mark.parametrize(
    "path",
    [
        "intro 0 span",
        "intro 0 inlines 0 span",
        "intro 1 captionSpan",
        "intro 2 summarySpan",
        "sections 0 headingSpan",
        "frontMatter span",
        "frontMatter root entries 0 value span",
    ],
)
def test_spans_outside_of_the_text_are_a_format_error(path: str, wrong: list[int], with_source: bool) -> None:
    body = "<p>乙</p><figure><figcaption>丙</figcaption></figure><details><summary>丁</summary></details><h2>戊</h2>"
    data = json.loads(wenzhang.to_json(wenzhang.parse(HEAD + body), source=with_source))
    *steps, last = path.split()
    holder: Any = data
    for step in steps:
        holder = holder[int(step) if step.isdigit() else step]
    assert last in holder
    holder[last] = wrong
    if wrong == [0, 9999] and not with_source:
        wenzhang.from_json(json.dumps(data))  # without the text nobody knows where it ends
        return
    with pytest.raises(wenzhang.FormatError, match="span"):
        wenzhang.from_json(json.dumps(data))
