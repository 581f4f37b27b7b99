"""JSON out, in, and its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

import wenzhang
from wenzhang.walk import walk

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
    assert data["figures"][0]["captionInlines"][0]["type"] == "text"
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
