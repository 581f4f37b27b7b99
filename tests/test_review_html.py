"""What a page shows of an article: all of its text, judged by another parser, and every mark once."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

import wenzhang
from corpus import corpus_files, fixture_articles
from wenzhang import Converter, Glossary, Source
from wenzhang.conversion.glossary import Term
from wenzhang.conversion.sentences import collapsed, sentences_of
from wenzhang.review.marked_html import MarkedHtml, marked_html
from wenzhang.review.marks import marks_of

if TYPE_CHECKING:
    from pathlib import Path

MARKS = ["w-c", "w-p", "w-u"]


def marked(source: Source, to: str = "zh-CN") -> MarkedHtml:
    marks = marks_of(Converter(to).conversion(source))
    return marked_html(wenzhang.parse(source), marks, [], lambda address: None)


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def sentences(soup: BeautifulSoup) -> list[str]:
    """What the page takes for the sentences, put together from its elements."""
    found: dict[int, str] = {}
    for each in soup.find_all("w-s"):
        number = int(str(each["n"]))
        found[number] = found.get(number, "") + each.get_text()
    return [collapsed(found.get(number, "")) for number in range(max(found, default=-1) + 1)]


def check(path: Path, to: str) -> None:
    article = wenzhang.load(path)
    conversion = Converter(to).conversion(article.source)
    marks = marks_of(conversion)
    soup = BeautifulSoup(marked_html(article, marks, [], lambda address: None).html, "html5lib")
    if to != conversion.origin.tag:  # what is learned of them holds for those of the next conversion
        expected = sentences_of([converted.run.text for converted in conversion.runs])
        assert sentences(soup) == [one.text for one in expected], path.name
    found = soup.find_all(MARKS)
    groups = {each["g"] for each in found if each.get("g")}
    assert sum(not each.get("g") for each in found) + len(groups) == len(marks.marks), path.name
    for each in [*soup.find_all(["w-a", "w-i"]), *soup.select(".field")]:
        each.decompose()
    said = squeeze(soup.get_text()).replace("您的瀏覽器不支援影片播放。", "")  # no player here, so this is shown
    assert said == squeeze(article.text), path.name


@pytest.mark.parametrize("to", ["zh-CN", "zh-TW"])
def test_our_articles(to: str) -> None:
    for path in fixture_articles():
        check(path, to)


@pytest.mark.parametrize(("folder", "pattern"), [("mdn-zh-html", "*.html"), ("cnwizards-help", "*.htm*")])
def test_articles_of_others(folder: str, pattern: str) -> None:
    files = corpus_files(folder, pattern)
    for path in random.Random(7).sample(files, min(len(files), 15)):
        check(path, "zh-TW")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<p>軟體</p>", "<p><w-s n=0><w-u i=0 t=软件>軟體</w-u></w-s></p>"),
        (
            "<p>頭<b>髮</b></p>",
            "<p><w-s n=0><w-c g=0 t=头>頭</w-c></w-s><strong><w-s n=0><w-c g=0 t=发>髮</w-c></w-s></strong></p>",
        ),
        ("<p>甲。乙。</p>", "<p><w-s n=0>甲。</w-s><w-s n=1>乙。</w-s></p>"),
        (
            "<p title='軟'>甲</p>",
            '<p><w-a k="title"><w-s n=0><w-c t=软>軟</w-c></w-s></w-a><w-s n=1>甲</w-s></p>',
        ),
        (
            "<p><img src=a.png alt='軟'></p>",
            '<p><w-i>a.png</w-i><w-a k="alt"><w-s n=0><w-c t=软>軟</w-c></w-s></w-a></p>',
        ),
        ("<p>&#36575;&amp;</p>", "<p><w-s n=0><w-c t=软>軟</w-c>&amp;</w-s></p>"),
        ("<p>軟<script>軟</script></p>", "<p><w-s n=0><w-c t=软>軟</w-c></w-s></p>"),
    ],
)
def test_marks_in_html(text: str, html: str) -> None:
    source = Source.from_text(text)
    marks = marks_of(Converter("zh-CN", "zh-TW").conversion(source))
    assert marked_html(wenzhang.parse(source), marks, [], lambda address: None).html.strip() == html


def test_a_term_that_begins_with_white_space() -> None:
    converter = Converter("zh-CN", "zh-TW", glossary=Glossary((Term(" 軟體"),)))
    source = Source.from_text("<p>甲。 軟體 乙。</p>")
    html = marked_html(wenzhang.parse(source), marks_of(converter.conversion(source)), [], lambda address: None).html
    assert html == "<p><w-s n=0>甲。</w-s><w-s n=1><w-u i=0> 軟體</w-u> 乙。</w-s></p>"


def test_front_matter_under_its_keys_and_the_title_first() -> None:
    source = Source.from_text("---\ntags: [軟, 甲]\nslug: 軟\ntitle: 軟體\n---\n<p>甲</p>")
    html = marked(source).html
    fields = re.findall(r"<(h1|div) class=field><small class=key translate=no>(\w+)</small>", html)
    assert fields == [("h1", "title"), ("div", "tags")]
    assert html.count("<w-v>") == 3
