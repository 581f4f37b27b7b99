"""JSON-LD: its words are schema.org's, its URLs absolute, its dates dates; no title gets out of the script element."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import canary
from attacks import attacks
from corpus import FIXTURES, corpus_files, fixture_articles
from wenzhang import Article, WenzhangError, load, parse
from wenzhang.export.jsonld import to_jsonld

if TYPE_CHECKING:
    from pathlib import Path

VOCABULARY: dict[str, Any] = json.loads((FIXTURES / "export" / "schema-org.json").read_text("utf-8"))["types"]
BASE = "https://example.com/blog/"


def document(article: Article, **options: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(to_jsonld(article, **options))
    return read


def article_of(front_matter: str, body: str = "<p>甲", **options: Any) -> dict[str, Any]:
    first: dict[str, Any] = document(parse(f"---\n{front_matter}\n---\n{body}"), **options)["@graph"][0]
    return first


# schema.org's vocabulary


def assert_valid(node: dict[str, Any]) -> None:
    """Each property is one of its type, and each value of a type that the property takes."""
    known = VOCABULARY[node["@type"]]["properties"]
    for name, value in node.items():
        if name != "@type":
            assert name in known, f"{node['@type']} has no {name}"
            for item in value if isinstance(value, list) else [value]:
                assert any(is_of(item, expected) for expected in known[name]), (name, item)


def is_of(value: Any, expected: str) -> bool:
    if isinstance(value, dict):
        assert_valid(value)
        return expected in (value["@type"], *VOCABULARY[value["@type"]]["is"])
    if expected in ("Date", "DateTime"):
        return bool(datetime.fromisoformat(value)) and ("T" in value) is (expected == "DateTime")
    if expected == "URL":
        return urlsplit(value).scheme in ("http", "https") and not re.search(r"[\s<>\"]", value)
    return expected in ("Text", "Language") and isinstance(value, str) and value != ""


def assert_document(article: Article) -> None:
    whole = {"base_url": BASE, "url": "甲?a=1&b=2", "author_type": "Organization"}
    for options in ({}, {"base_url": BASE}, whole):
        read = document(article, **options)
        assert list(read) == ["@context", "@graph"]
        assert read["@context"] == "https://schema.org"
        assert [node["@type"] for node in read["@graph"]] in (["Article"], ["Article", "FAQPage"])
        for node in read["@graph"]:
            assert_valid(node)


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_fixtures_are_valid(path: Path) -> None:
    article = load(path)
    assert_document(article)
    questions = [(item.question, item.answer) for item in article.faq if item.question and item.answer]
    pages = document(article)["@graph"][1:]
    found = [(each["name"], each["acceptedAnswer"]["text"]) for page in pages for each in page["mainEntity"]]
    assert found == questions


@pytest.mark.parametrize(
    ("folder", "pattern", "step"),
    [("hexo-site", "*.md", 6), ("pingcap-docs-cn", "*.md", 10), ("mdn-zh-html", "*.html", 30)],
)
def test_corpora_are_valid(folder: str, pattern: str, step: int) -> None:
    for path in corpus_files(folder, pattern)[::step]:
        assert_document(load(path))


def test_the_check_can_fail() -> None:
    for node in (
        {"@type": "Article", "acceptedAnswer": "甲"},
        {"@type": "Article", "datePublished": "2026年1月9日"},
        {"@type": "Article", "image": "/a.png"},
        {"@type": "FAQPage", "mainEntity": "甲"},
        {"@type": "Question", "acceptedAnswer": {"@type": "Person", "name": "甲"}},
    ):
        with pytest.raises((AssertionError, ValueError)):
            assert_valid(node)


# What is in it


def test_whole() -> None:
    front_matter = (
        'title: 甲\nexcerpt: 乙\ndate: "2026-01-09"\nlastmod: 2026-02-03T04:05:06+08:00\ncategory: AI\n'
        "tags: [丙, 丁]\nauthors: [戊, 己]\ncoverImage: /a.png\nlang: zh_TW"
    )
    body = (
        "<h2>常見問題</h2><details><summary>Q1: 庚？</summary><p>A: 辛 <b>壬</b></p></details>"
        "<details><summary>空？</summary></details>"
    )
    page = "https://example.com/blog/x"
    assert document(parse(f"---\n{front_matter}\n---\n{body}"), base_url=BASE, url="x") == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Article",
                "headline": "甲",
                "description": "乙",
                "image": "https://example.com/a.png",
                "inLanguage": "zh-TW",
                "url": page,
                "mainEntityOfPage": page,
                "datePublished": "2026-01-09",
                "dateModified": "2026-02-03T04:05:06+08:00",
                "author": [{"@type": "Person", "name": "戊"}, {"@type": "Person", "name": "己"}],
                "keywords": ["丙", "丁"],
                "articleSection": "AI",
            },
            {
                "@type": "FAQPage",
                "url": page,
                "inLanguage": "zh-TW",
                "mainEntity": [
                    {"@type": "Question", "name": "庚？", "acceptedAnswer": {"@type": "Answer", "text": "辛 壬"}}
                ],
            },
        ],
    }


def test_an_article_that_says_nothing() -> None:
    assert document(parse("")) == {"@context": "https://schema.org", "@graph": [{"@type": "Article"}]}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-01-09", "2026-01-09"),
        ('"2026/1/9"', "2026-01-09"),
        ("2026年1月9日", "2026-01-09"),
        ("2026-01-09 12:30", "2026-01-09T12:30:00"),
        ("昨天", None),
        ("2026", None),
        ("1/9/2026", None),
        ('"2026-13-45"', None),
    ],
)
def test_dates(written: str, expected: str | None) -> None:
    assert article_of(f"date: {written}").get("datePublished") == expected


@pytest.mark.parametrize(
    ("cover", "options", "expected"),
    [
        ("/a.png", {}, None),
        ("a.png", {}, None),
        ("/a.png", {"base_url": BASE}, "https://example.com/a.png"),
        ("a.png", {"base_url": BASE}, "https://example.com/blog/a.png"),
        ("a.png", {"base_url": BASE, "url": "/y/z"}, "https://example.com/y/a.png"),
        ("//cdn.example/a.png", {"base_url": BASE}, "https://cdn.example/a.png"),
        ("https://cdn.example/a.png", {}, "https://cdn.example/a.png"),
        ("/封面 圖<1>.png", {"base_url": BASE}, "https://example.com/封面%20圖%3C1%3E.png"),
        ("data:image/png;base64,AA", {"base_url": BASE}, None),
        ("javascript:alert(1)", {"base_url": BASE}, None),
        ("http://[", {"base_url": BASE}, None),
        ("https:///a.png", {}, None),
    ],
)
def test_urls_of_images(cover: str, options: dict[str, str], expected: str | None) -> None:
    assert article_of(f"cover: {json.dumps(cover)}", **options).get("image") == expected


def test_image_of_the_body() -> None:
    body = "<img src=data:image/png;base64,AA><figure><img src=/b.png></figure>"
    assert article_of("title: 甲", body, base_url=BASE)["image"] == "https://example.com/b.png"
    assert "image" not in article_of("cover: x:y", body, base_url=BASE)


def test_url_of_the_page() -> None:
    canonical = "canonical: https://example.com/甲"
    assert article_of(canonical)["mainEntityOfPage"] == "https://example.com/甲"
    assert article_of(canonical, url="https://example.org/")["url"] == "https://example.org/"
    assert "url" not in article_of("canonical: /甲", base_url=BASE)
    assert "url" not in article_of("canonical: [甲]")
    assert "url" not in article_of("slug: 甲\npermalink: /:year/:title/", base_url=BASE)


@pytest.mark.parametrize(
    "options", [{"base_url": "/blog"}, {"base_url": ""}, {"base_url": "ftp://a/"}, {"url": "a"}, {"url": ""}]
)
def test_addresses_that_are_not_absolute(options: dict[str, str]) -> None:
    with pytest.raises(WenzhangError, match="is not absolute"):
        to_jsonld(parse("<p>甲"), **options)  # type: ignore[arg-type]


def test_authors_are_persons_or_organizations() -> None:
    assert article_of("author: 編輯部", author_type="Organization")["author"][0]["@type"] == "Organization"
    with pytest.raises(WenzhangError, match="an author is no 'Robot'"):
        article_of("author: 甲", author_type="Robot")


# In a page

HOSTILE = (
    "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=x onerror=alert(1)>",
    "<!--<script>",
    "--></script><script>alert(1)</script>",
    "]]></script><script>alert(1)</script>",
    "\u2028alert(1)\u2029",
    '"}]}</script><script>alert(1)</script>',
    '\\"}alert(1)//\\',
    "&lt;/script&gt;&quot;",
    "\x7f\x85甲😀",
)
PIECES = st.sampled_from([*HOSTILE, "<", "/script", ">", "!--", "\\", '"', "甲"])


def with_title(title: str) -> Article:
    """Its title, and all else that it says, is `title`."""
    front_matter = dict.fromkeys(("title", "excerpt", "category", "author", "lang", "cover"), title)
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    body = f"<details><summary>{escaped}？</summary>{escaped}</details>"
    return parse(f"{json.dumps({**front_matter, 'tags': [title]})}\n{body}")


def assert_contained(article: Article, title: str) -> None:
    """html5lib finds one script element in the page, and in it what was put in."""
    page = f"<!doctype html><title>甲</title>{to_jsonld(article, base_url=BASE, element=True)}<p>乙</p>"
    root = html5lib.parse(page, namespaceHTMLElements=False)
    assert [element.tag for element in root.iter()] == ["html", "head", "title", "script", "body", "p"]
    script = root.find(".//script")
    assert script is not None
    assert script.attrib == {"type": "application/ld+json"}
    assert json.loads(script.text or "")["@graph"][0]["headline"] == title.strip()


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles(title: str) -> None:
    article = with_title(title)
    assert not re.search("[<>&\u2028\u2029]", to_jsonld(article))
    assert not re.search("[<>&\u2028\u2029]", to_jsonld(article, indent=2))
    assert_contained(article, title)


def test_attacks_as_titles() -> None:
    for _, attack in attacks():
        if len(attack) < 500:
            assert_contained(with_title(attack), attack)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([*HOSTILE, "<", "/script", ">", "!--", "\\", '"', "甲"]), min_size=1, max_size=8).map(
        "".join
    )
)
def test_no_title_gets_out(title: str) -> None:
    assert_contained(with_title(title), title)


def test_browser_reads_hostile_titles(tmp_path: Path) -> None:
    """Chromium, too: nothing runs, and the element holds the JSON that was put in; else an alert tells."""
    titles = [*HOSTILE, *(attack for _, attack in attacks()[::4] if len(attack) < 500)]
    pages = []
    for title in titles:
        expected = json.dumps(title.strip()).replace("<", "\\u003c")
        check = f"(text => JSON.parse(text)['@graph'][0].headline === {expected} || alert())"
        element = to_jsonld(with_title(title), element=True)
        pages.append(f"{element}<script>{check}(document.querySelector('body script').textContent)</script>")
    assert [omens for omens in canary.omens(pages, tmp_path, possible=False) if omens] == []
    plain = '<script type="application/ld+json">{"headline": "</script><script>alert(1)</script>"}</script>'
    assert canary.omens([plain], tmp_path, possible=False) == [["script"]]
