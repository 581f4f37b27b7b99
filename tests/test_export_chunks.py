"""Chunks: their texts are the article's, none is too long, ids outlive changes elsewhere, spans hold what they say."""

from __future__ import annotations

import html
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.dom.minidom import Element, Text

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import wenzhang
from corpus import FIXTURES, corpus_files, fixture_articles, html_fixture_articles, tokenizer_cases, tree_cases
from judge import fragment, page_root, rendered_nodes, squeeze, visible_text
from test_markdown_documents import FOLDERS
from test_read_corpus import body
from wenzhang.export.chunks import Chunk, ChunkOptions, chunks, to_chunks
from wenzhang.export.chunks.places import places
from wenzhang.export.text_lines import CLUSTER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wenzhang import Article

ARTICLE = FIXTURES / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"
PAGES = [*html_fixture_articles(), *sorted((FIXTURES / "export" / "text").glob("*.html"))]
ONE_CHARACTER = re.compile(CLUSTER, re.DOTALL)
NOTE = re.compile(r"\[\^[^\]]+\]")

MEASURES: dict[str, Callable[[str], int]] = {
    "code points": len,
    "bytes": lambda text: len(text.encode()),
    # As a tokenizer counts: pairs of letters, words, and more for some characters.
    "words": lambda text: len(re.findall(r"[A-Za-z]{1,4}|[\u4e00-\u9fff]{1,2}|\S|\s+", text)),
    # More for the whole than for its parts, as no tokenizer counts.
    "growing": lambda text: len(text) + (len(text) // 10) ** 2,
    # Two more for each text, as of a tokenizer that puts marks around it.
    "marked": lambda text: len(text) + 2,
}


def cut(article: Article | str, **options: object) -> list[Chunk]:
    if isinstance(article, str):
        article = wenzhang.parse(article)
    return list(chunks(article, options=ChunkOptions(**options)))  # type: ignore[arg-type]


@lru_cache(maxsize=256)
def load(path: Path) -> Article:
    return wenzhang.load(path)


def texts(found: list[Chunk]) -> str:
    return squeeze("".join(chunk.text for chunk in found))


def corpus(folder: str, step: int) -> list[Path]:
    if folder == "fixtures":
        return fixture_articles()
    return corpus_files(folder, "*.html" if folder == "mdn-zh-html" else "*.htm" if "help" in folder else "*.md")[
        ::step
    ]


# Nothing lost, nothing doubled


@pytest.mark.parametrize("folder", ["fixtures", "mdn-zh-html", "cnwizards-help", *FOLDERS])
def test_texts_are_the_text_of_the_article(folder: str) -> None:
    for path in corpus(folder, 6):
        article = load(path)
        for budget in (800, 60):
            assert texts(cut(article, budget=budget, alt=False)) == squeeze(article.text), (path, budget)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_texts_are_those_of_the_judge(path: Path) -> None:
    """With alt texts, where no caption says what the image shows."""
    article = load(path)
    assert texts(cut(article, budget=50)) == text_with_alt(body(article))


def text_with_alt(page: str) -> str:
    root = page_root(page) if page.lstrip().lower().startswith("<!doctype") else fragment(page)
    said = []
    for node in rendered_nodes(root, hidden=False):
        if isinstance(node, Text):
            said.append(node.data)
        elif isinstance(node, Element) and node.tagName == "img" and not in_figure_with_caption(node):
            said.append(node.getAttribute("alt"))
    return squeeze("".join(said))


def in_figure_with_caption(node: Element) -> bool:
    above = node.parentNode
    while isinstance(above, Element):
        if above.tagName == "figure" and above.getElementsByTagName("figcaption"):
            return True
        above = above.parentNode
    return False


# Budgets


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("budget", [1, 13, 100, 800])
def test_budget_is_held(name: str, budget: int) -> None:
    measure = MEASURES[name]
    for path in fixture_articles():
        article = load(path)
        found = cut(article, budget=budget, measure=measure, alt=False)
        assert texts(found) == squeeze(article.text)
        long = [chunk.text for chunk in found if measure(chunk.text) > budget]
        assert all(ONE_CHARACTER.fullmatch(text) for text in long)


def test_work_grows_with_the_text() -> None:
    """However long a text without any place to cut it: what is measured altogether is a small multiple of it."""
    for page in ("字" * 40_000, "<p>一句話。</p>" * 8_000, "<pre>" + "行\n" * 20_000 + "</pre>", "word " * 8_000):
        measured = 0

        def measure(text: str) -> int:
            nonlocal measured
            measured += len(text)
            return len(re.findall(r"\w\w?|\W", text))

        cut(page, budget=100, measure=measure)
        assert measured < 60 * len(page)


def test_chunks_come_one_by_one() -> None:
    seen = 0

    def measure(text: str) -> int:
        nonlocal seen
        seen += 1
        return len(text)

    found = chunks(wenzhang.parse("<h2>題</h2><p>一句話。</p>" * 1_000), options=ChunkOptions(measure=measure))
    assert next(found).text == "題\n\n一句話。"
    assert seen < 10


@pytest.mark.parametrize(
    ("page", "budget", "expected"),
    [
        ("<p>一句。</p><p>兩句。</p><p>三句。</p>", 8, ["一句。\n\n兩句。", "三句。"]),
        ("<p>一。二二。三三三。</p>", 5, ["一。二二。", "三三三。"]),
        ("<p>甲甲，乙乙乙，丙丙。</p>", 4, ["甲甲，", "乙乙乙，", "丙丙。"]),
        ("<p>甲乙丙丁戊</p>", 2, ["甲乙", "丙丁", "戊"]),
        ("<p>one two three four</p>", 9, ["one two", "three", "four"]),
        ("<p>internationalization</p>", 8, ["internat", "ionaliza", "tion"]),
        ("<h2>題</h2><p>一句。</p>", 6, ["題\n\n一句。"]),
        ("<h2>題</h2><p>一二。三四。</p>", 7, ["題\n\n一二。", "三四。"]),  # with its heading, not in one piece without
        ("<h2>上</h2><h3>下</h3><p>文</p><h2>空</h2><h2>末</h2>", 99, ["上\n下\n\n文", "空", "末"]),
        ("<pre>a\n  b\n\nc</pre>", 5, ["a\n  b", "c"]),
        ("<pre>aaaa\nbb</pre>", 3, ["aaa", "a", "bb"]),
    ],
)
def test_cuts(page: str, budget: int, expected: list[str]) -> None:
    assert [chunk.text for chunk in cut(page, budget=budget)] == expected


def test_characters_stay_whole() -> None:
    assert [chunk.text for chunk in cut("<p>葛\U000e0100👨\u200d👩\u200d👧か\u3099</p>", budget=1)] == [
        "葛\U000e0100",
        "👨\u200d👩\u200d👧",
        "か\u3099",
    ]


# Kinds, headings, context


def test_the_real_article() -> None:
    found = cut(load(ARTICLE))
    assert [chunk.kind for chunk in found].count("figure") == 3
    assert [chunk.kind for chunk in found].count("faq") == 3
    first, figure = found[0], next(chunk for chunk in found if chunk.kind == "figure")
    assert first.headings == ()
    assert first.title == load(ARTICLE).title
    assert figure.headings == ("一、 本質差異：瑞士刀 vs. 雷射切割機",)
    assert figure.text == "圖：GPU 是全能的瑞士刀，TPU 是專注的雷射切割機。"
    assert figure.context == "GPU vs TPU Analogy"
    assert load(ARTICLE).source.slice(figure.span).startswith("<figure")
    question = [chunk for chunk in found if chunk.kind == "faq"][1]
    assert question.text.startswith("Q2: 為什麼 NVIDIA 這麼強？\n\nA: 除了硬體強")
    assert [chunk.index for chunk in found] == list(range(len(found)))


def test_context_of_what_goes_on() -> None:
    rows = "".join(f"<tr><td>第{n}項</td><td>{n} 元</td></tr>" for n in range(5))
    table = f"<table><caption>價目</caption><tr><th>項目</th><th>價</th></tr>{rows}</table>"
    found = cut(table, budget=24)
    assert {chunk.kind for chunk in found} == {"table"}
    assert found[0].context == ""
    assert found[0].text.startswith("價目\n項目\t價\n第0項\t0 元")
    assert {chunk.context for chunk in found[1:]} == {"價目\n項目\t價"}
    answer = "<details><summary>Q1: 為何？</summary><p>因為甲。</p><p>因為乙。</p></details>"
    first, second = cut(answer, budget=16)
    assert (first.text, first.context) == ("Q1: 為何？\n\n因為甲。", "")
    assert (second.kind, second.text, second.context) == ("faq", "因為乙。", "Q1: 為何？")


def test_overlap_is_in_the_context() -> None:
    page = "<h2>題</h2><p>一句。兩句。</p><p>三句。四句。</p><h2>另題</h2><p>五句。</p>"
    found = cut(page, budget=9, overlap=1)
    assert [(chunk.text, chunk.context) for chunk in found] == [
        ("題\n\n一句。兩句。", ""),
        ("三句。四句。", "兩句。"),
        ("另題\n\n五句。", ""),
    ]


def test_headings_in_what_holds_them() -> None:
    page = "<h2>題</h2><aside><h3>旁註</h3><p>甲</p></aside><p>乙</p><blockquote><h4>引</h4>丙</blockquote>丁"
    assert [(chunk.headings, chunk.text) for chunk in cut(page)] == [
        (("題", "旁註"), "題\n旁註\n\n甲"),
        (("題",), "乙"),
        (("題", "引"), "引\n\n丙"),
        (("題",), "丁"),
    ]


def test_alt() -> None:
    page = '<figure><img src="a" alt="一張圖"></figure><p>按<img src="b" alt="（鈕）">。</p>'
    assert [(chunk.kind, chunk.text) for chunk in cut(page)] == [("figure", "一張圖"), ("text", "按（鈕）。")]
    assert [(chunk.kind, chunk.text) for chunk in cut(page, alt=False)] == [("text", "按。")]


def test_figures_of_code_and_tables_are_those() -> None:
    page = "<figure><figcaption>例</figcaption><pre>x</pre></figure><figure><table><tr><td>甲</table></figure>"
    assert [chunk.kind for chunk in cut(page)] == ["code", "table"]


def test_json_lines() -> None:
    article = load(ARTICLE)
    lines = to_chunks(article).splitlines()
    assert [msgspec.json.decode(line, type=Chunk) for line in lines] == cut(article)
    first = json.loads(lines[0])
    assert list(first) == ["id", "index", "kind", "headings", "text", "context", "span", "path", "title", "lang"]
    assert re.fullmatch("[0-9a-f]{32}", first["id"])
    assert to_chunks(wenzhang.parse("")) == ""


# Ids


def section(number: int, words: str) -> str:
    return (
        f"<h2>第{number}節</h2><p>{words}</p><figure><img src=a alt=圖><figcaption>說明{number}</figcaption></figure>"
    )


WORDS = st.text(st.sampled_from("甲乙丙丁。，a "), max_size=60)


@given(st.lists(WORDS, min_size=2, max_size=6), st.data())
def test_ids_are_the_same_when_another_section_changes(words: list[str], data: st.DataObject) -> None:
    changed = data.draw(st.integers(0, len(words) - 1))
    others = [*words]
    others[changed] = data.draw(WORDS)
    before, after = (
        [
            (chunk.headings, chunk.id)
            for chunk in cut("".join(section(n, part) for n, part in enumerate(version)), budget=12)
            if chunk.headings != (f"第{changed}節",)
        ]
        for version in (words, others)
    )
    assert before == after


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_ids_of_articles_are_stable(path: Path) -> None:
    """A new section at the end of the source, and one before the first heading, change no other chunk's id."""
    article = load(path)
    text = article.source.text
    ids = {chunk.id for chunk in cut(article)}
    assert len(ids) == len(cut(article))
    if article.head is not None or not article.sections:
        return
    first = article.sections[0]
    new = "\n\n## 新的一節\n\n新的內容。\n\n" if article.format == "markdown" else "<h2>新的一節</h2><p>新的內容。</p>"
    at = first.heading_span.start
    # In front of a section of the highest level, so that no other goes below the new one.
    if first.level <= 2:
        edited = wenzhang.parse(text[:at] + new.lstrip("\n") + text[at:], format=article.format)
        assert ids <= {chunk.id for chunk in cut(edited)}
    if article.format == "markdown" or text.rstrip().endswith(">"):  # not where an element is left open
        assert ids <= {chunk.id for chunk in cut(wenzhang.parse(text + new, format=article.format))}


def test_ids_tell_equal_chunks_apart() -> None:
    page = "<h2>題</h2><pre>x</pre><pre>x</pre>"
    found = cut(page)
    assert len({chunk.id for chunk in found}) == len(found)
    other = cut(f"---\ntitle: 別的文章\n---\n{page}")
    assert not {chunk.id for chunk in found} & {chunk.id for chunk in other}
    named = cut(f"---\ntitle: 別的文章\nslug: other\n---\n{page}")
    assert [chunk.id for chunk in named] == [chunk.id for chunk in cut(page, key="other")]


# Spans


@pytest.mark.parametrize("budget", [800, 40])
def test_spans_of_html(budget: int) -> None:
    """What a span slices, read anew by html5lib, shows the chunk's text; and no more, where it is text alone."""
    for path in [*PAGES, *corpus("mdn-zh-html", 20)]:
        article = load(path)
        for chunk in cut(article, budget=budget, alt=False):
            shown = visible_text(fragment(article.source.slice(chunk.span)))
            assert squeeze(chunk.text) in shown, (path, chunk)
            if path.parent.name == "articles" and chunk.kind == "text":
                assert squeeze(chunk.text) == shown, (path, chunk)


@pytest.mark.parametrize("folder", FOLDERS)
def test_spans_of_markdown(folder: str) -> None:
    for path in corpus(folder, 6):
        article = load(path)
        for chunk in cut(article, budget=100, alt=False):
            written = NOTE.sub("1234567890", article.source.slice(chunk.span))
            words = squeeze(chunk.text)
            assert in_order(words, html.unescape(written)) or in_order(words, written), (path, chunk)


def in_order(words: str, longer: str) -> bool:
    rest = iter(longer)
    return all(character in rest for character in words)


def test_spans_are_exact() -> None:
    """Within text, through references, escapes and tags."""
    page = "<p>甲&amp;乙。丙<b>丁&#x2014;</b>。</p>"
    article = wenzhang.parse(page, format="html")
    assert [page[c.span.start : c.span.end] for c in cut(article, budget=4)] == ["甲&amp;乙。", "丙<b>丁&#x2014;</b>。"]
    text = "甲\\*乙。\n丙&lt;。丁\n> 戊。\n"
    article = wenzhang.parse(text, format="markdown")
    assert [text[c.span.start : c.span.end] for c in cut(article, budget=4)] == ["甲\\*乙。", "丙&lt;。丁", "戊。"]


@pytest.mark.parametrize(
    ("said", "written", "starts"),
    [
        ("甲乙", "甲乙", [0, 1]),
        ("甲&乙", "甲&amp;乙", [0, 1, 6]),
        ("a\nb", "a\r\n> b", [0, 1, 5]),
        ("a*", "a\\*", [0, 1]),
        ("*&", "\\*&amp;", [0, 2]),
        ("x\ny\n", "```\nx\ny\n```", [4, 5, 6, 7]),
        ("a<b", "<pre><code>a&lt;b</code></pre>", [11, 12, 16]),
        ("\u2242\u0338", "&NotEqualTilde;", [0, 0]),
        ("甲", "乙", None),
    ],
)
def test_places(said: str, written: str, starts: list[int] | None) -> None:
    found = places(said, written)
    assert (None if found is None else list(found.starts)) == starts


def test_spans_without_the_source() -> None:
    article = load(FIXTURES / "articles" / "passkeys-explained.html")
    lost = cut(wenzhang.from_json(wenzhang.to_json(article)), budget=40)
    assert [chunk.text for chunk in lost] == [chunk.text for chunk in cut(article, budget=40)]
    for one, other in zip(lost, cut(article, budget=40), strict=True):
        assert one.span.start <= other.span.start
        assert other.span.end <= one.span.end


# Hostile input


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "blockquote", "details", "table><tr><td", "figure", "aside><h2"])
def test_deep(tag: str) -> None:
    page = "".join(f"<{part}>" for part in tag.split("><")) * 10_000 + "深"
    assert texts(cut(page)) == "深"


@pytest.mark.parametrize("page", ["", " \n", "<p></p>", "<p>&nbsp;</p>", "<h2></h2>", "<hr>", '<img src="a" alt="">'])
def test_nothing(page: str) -> None:
    assert cut(page) == []


def holds(article: Article, budget: int) -> None:
    found = cut(article, budget=budget, alt=False)
    assert texts(found) == squeeze(article.text)
    end = len(article.source.text)
    for chunk in found:
        assert chunk.text
        assert len(chunk.text) <= budget or ONE_CHARACTER.fullmatch(chunk.text)
        assert 0 <= chunk.span.start < chunk.span.end <= end
    assert len({chunk.id for chunk in found}) == len(found)


def test_broken_html() -> None:
    for case in (*tree_cases(), *tokenizer_cases())[::5]:
        try:
            article = wenzhang.parse(case.data)
        except wenzhang.WenzhangError:
            continue
        holds(article, 5)


MARKUP = st.lists(
    st.sampled_from(
        "<p> <b> </b> <ul> <li> <ol> </ol> <table> <tr> <td> <th> <caption> </table> <figure> <figcaption> </figure>"
        " <h2> </h2> <h4> <aside> </aside> <details> <summary> </details> <blockquote> </blockquote> <pre> </pre> <br>"
        " <hr> <a href=x> </a> <div> </div> <img alt=圖> <ruby> <rt> </ruby> <dl> <dt> <dd> <x-y> </x-y> <svg> </svg>"
        " 漢字。 甲，乙 問： Q1：誰？ word &amp; \n \0 &#x1F600; 👨\u200d👩 　 &nbsp;".split(" ")
    ),
    max_size=40,
).map("".join)


@given(MARKUP, st.integers(1, 30))
@example("<table><tr><td>甲<table><tr><td>乙</table>丙<td>丁</table>戊", 3)
@settings(max_examples=400)
def test_random_html(page: str, budget: int) -> None:
    holds(wenzhang.parse(page, format="html"), budget)


@given(MARKUP, st.integers(1, 30), st.sampled_from(sorted(MEASURES)))
@settings(max_examples=200)
def test_random_html_by_any_measure(page: str, budget: int, name: str) -> None:
    measure = MEASURES[name]
    article = wenzhang.parse(page, format="html")
    found = cut(article, budget=budget, measure=measure, alt=False, overlap=1)
    assert texts(found) == squeeze(article.text)
    assert all(measure(chunk.text) <= budget or ONE_CHARACTER.fullmatch(chunk.text) for chunk in found)


@pytest.mark.parametrize("options", [{"budget": 0}, {"overlap": -1}])
def test_no_budget(options: dict[str, int]) -> None:
    with pytest.raises(wenzhang.WenzhangError, match="cannot have"):
        ChunkOptions(**options)  # type: ignore[arg-type]
