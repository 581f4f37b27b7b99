"""Markdown, rendered by two independent renderers and read by html5lib, says what the HTML of the article says.

The renderers are GitHub's cmark-gfm and markdown-it-py, both as they are set for most, with raw HTML, tables, tasks and
strikethrough. What is compared are the text and what there is of each kind, both without white space.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote
from xml.dom.minidom import Element

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin

import wenzhang
from corpus import FIXTURES, corpus_files, fixture_articles, tree_cases
from judge import _PAGE, fragment, page_root, rendered_nodes, visible_text
from wenzhang.errors import FormatError
from wenzhang.export.markdown import Difference, MarkdownOptions, to_markdown, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wenzhang import Article

# The judges


def _cmark(body: str) -> str:
    return str(
        cmarkgfm.markdown_to_html_with_extensions(
            body,
            options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES,
            extensions=["table", "strikethrough", "tasklist"],
        )
    )


_MARKDOWN_IT = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(tasklists_plugin)
RENDERERS: dict[str, Callable[[str], str]] = {"cmark-gfm": _cmark, "markdown-it": _MARKDOWN_IT.render}

_TEXTS = frozenset("figure figcaption details summary table caption li dt dd blockquote pre".split())
_EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "del", "strike": "del", "del": "del"}
Facts = dict[str, list[Any]]


def facts(html: str) -> Facts:
    """What HTML says: its text in pieces, and for each kind what there is of it, in order."""
    root = page_root(html) if _PAGE.match(html) else fragment(html)
    text = visible_text(root)
    found: Facts = defaultdict(list, text=[text[at : at + 40] for at in range(0, len(text), 40)])
    for node in rendered_nodes(root, foreign=False):
        if isinstance(node, Element) and node is not root:
            _add(found, node)
    return found


def _add(found: Facts, node: Element) -> None:
    tag = node.tagName
    if tag in _TEXTS:
        found[tag].append(visible_text(node))
    elif re.fullmatch("h[1-6]", tag):
        found["headings"].append((tag, visible_text(node)))
    elif tag in ("td", "th"):
        spans = [node.getAttribute(name) or "1" for name in ("colspan", "rowspan")]
        found["cells"].append((tag, visible_text(node), *spans))
    elif tag == "a" and node.hasAttribute("href"):
        found["links"].append((unquote(node.getAttribute("href")), node.getAttribute("title"), visible_text(node)))
    elif tag == "img":
        alt = node.getAttribute("alt") if node.hasAttribute("alt") else None
        found["images"].append((unquote(node.getAttribute("src")), alt, node.getAttribute("title")))
    elif tag in ("code", "tt") and not _is_in_pre(node) and visible_text(node):
        found["code"].append(visible_text(node))
    elif tag in _EMPHASIS and visible_text(node):
        found[_EMPHASIS[tag]].append(visible_text(node))


def _is_in_pre(node: Any) -> bool:
    while node is not None and getattr(node, "tagName", "") != "pre":
        node = node.parentNode
    return node is not None


def differences(expected: Facts, found: Facts) -> list[tuple[str, Any, Any]]:
    """The first that differs of each kind."""
    kinds = [kind for kind in sorted({*expected, *found}) if expected[kind] != found[kind]]
    return [
        (kind, *next(pair for pair in zip_longest(expected[kind], found[kind]) if pair[0] != pair[1])) for kind in kinds
    ]


def body(article: Article) -> str:
    return article.source.text[article.front_matter.span.end if article.front_matter else 0 :]


def read_again(markdown: str) -> Article:
    return wenzhang.parse(markdown, format="markdown", path="article.md")


def check(article: Article, html: str) -> None:
    """Both renderers show what the HTML says, our own reader reads it, and exporting that gives the same."""
    markdown = to_markdown(article)
    again = read_again(markdown)
    assert to_markdown(again) == markdown
    assert verify(article, markdown) == []
    expected = facts(html)
    for name, render in RENDERERS.items():
        found = facts(render(body(again)))
        assert differences(expected, found) == [], f"{name}\n{markdown}"


def html_check(html: str) -> None:
    check(wenzhang.parse(html, format="html"), html)


# Cases


class Case(NamedTuple):
    name: str
    html: str
    markdown: str
    options: MarkdownOptions


def cases() -> Iterator[Case]:
    """Each begins with `===` and its name; then its options, if it has any, its HTML, and the Markdown of that."""
    for path in sorted((FIXTURES / "export" / "markdown").glob("*.test")):
        for text in re.split("^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            head, html, markdown = re.split("^--- (?:html|markdown)\n", text, flags=re.MULTILINE)
            name, _, options = head.partition("\n")
            values: dict[str, Any] = dict(pair.split("=") for pair in options.removeprefix("--- options: ").split())
            parsed: dict[str, Any] = {key: int(value) if value.isdigit() else value for key, value in values.items()}
            yield Case(f"{path.stem}: {name}", html, markdown.strip("\n"), MarkdownOptions(**parsed))


CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_cases(case: Case) -> None:
    article = wenzhang.parse(case.html, format="html")
    markdown = to_markdown(article, options=case.options)
    assert markdown.strip("\n") == case.markdown
    assert verify(article, markdown, options=case.options) == []
    if case.options == MarkdownOptions() and "{{" not in case.html:
        check(article, case.html)


def test_there_are_cases() -> None:
    assert len(CASES) > 50


# Articles


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_fixture_articles(path: Path) -> None:
    article = wenzhang.load(path)
    if article.format == "html":
        check(article, body(article))
        return
    markdown = to_markdown(article)
    again = read_again(markdown)
    assert to_markdown(again) == markdown
    assert verify(article, markdown) == []
    assert differences(facts(_cmark(body(article))), facts(_cmark(body(again)))) == []


def test_front_matter_stays_as_it_is() -> None:
    for path in fixture_articles():
        article = wenzhang.load(path)
        markdown = to_markdown(article)
        if article.front_matter is not None:
            assert markdown.startswith(article.source.text[: article.front_matter.span.end])
        assert dict(read_again(markdown).front_matter or {}) == dict(article.front_matter or {})


def test_line_ends_are_those_of_the_front_matter() -> None:
    article = wenzhang.parse('---\r\ntitle: "甲"\r\n---\r\n<p>乙</p><p>丙</p>')
    assert to_markdown(article) == '---\r\ntitle: "甲"\r\n---\r\n\r\n乙\r\n\r\n丙\r\n'


def test_real_articles() -> None:
    for path in corpus_files("mdn-zh-html", "*.html")[::40]:
        article = wenzhang.load(path)
        check(article, body(article))


@pytest.mark.parametrize("folder", ["hexo-site", "ruby-lang", "opensource-guide"])
def test_real_articles_in_markdown(folder: str) -> None:
    for path in corpus_files(folder, "*.md")[::25]:
        article = wenzhang.load(path, format="markdown")
        markdown = to_markdown(article)
        assert to_markdown(wenzhang.parse(markdown, format="markdown", path=path.name)) == markdown
        assert verify(article, markdown) == []


def test_examples_of_commonmark() -> None:
    (path,) = corpus_files("commonmark", "spec.json")
    for case in json.loads(path.read_text("utf-8"))[::4]:
        html_check(case["html"])


def test_cases_of_another_project() -> None:
    """Of another project's cases the text and all else survives, but that `<tt>` is `<code>`."""
    for path in corpus_files("html-to-markdown-tests", "*.in.html"):
        html_check(path.read_text("utf-8"))


# Emphasis

_SIDES = ["", "文", "，", "「", " ", "a", "🔥", "-", "。"]


@pytest.mark.parametrize(
    "content", ["粗", "「引號」", "注意：", "（甲）乙", "🔥熱", "a.", "*", "<em>甲</em>乙", "<em>甲</em>"]
)
def test_bold_is_bold_wherever_it_stands(content: str) -> None:
    for before in _SIDES:
        for after in _SIDES:
            html_check(f"<p>{before}<strong>{content}</strong>{after}</p>")


def test_stars_are_written_where_they_work() -> None:
    text = to_markdown(wenzhang.parse("<p>前<b>文</b>後，<b>甲：</b> 乙。<b>「丙」</b>。</p>"))
    assert text == "前**文**後，**甲：** 乙。**「丙」**。\n"


# Promises

_CHARACTERS = "中文字。，「」：！（）…—～3.5aZ b  \t\n*_`~[]()<>&#+-.!|\\\"'$:;=^{}%@/1)０　\u00a0é😀￥®\u200b"
_text = (
    st.text(st.sampled_from(_CHARACTERS), max_size=12)
    .map(lambda text: escape(text, quote=False))
    .filter(lambda text: "{{" not in text and "{%" not in text)  # a template is none of a renderer's
)
_urls = st.text(st.sampled_from("/aé中?=&()[]<>\"' _*%20#.:\\"), max_size=8)


def _joined(parts: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(parts, max_size=most).map("".join)


def _in(content: st.SearchStrategy[str], *tags: str) -> st.SearchStrategy[str]:
    """Content in one of the elements, whose start tag may have attributes."""
    return st.builds(lambda tag, inner: f"<{tag}>{inner}</{tag.split()[0]}>", st.sampled_from(tags), content)


def _inlines(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    link = st.builds(
        lambda url, title, text: f'<a href="{escape(url)}" title="{escape(title)}">{text}</a>', _urls, _text, _text
    )
    image = st.builds(lambda url, alt: f'<img src="{escape(url)}" alt="{escape(alt)}">', _urls, _text)
    tags = _in(content, *"strong em b i del sub sup mark kbd span code".split())
    return _joined(st.one_of(_text, tags, link, image, st.sampled_from(["<br>", "a<wbr>", "<img src=a width=5>"])), 4)


_line = st.recursive(_text, _inlines, max_leaves=8)
_code = st.text(st.sampled_from("a`~ \n\t<&中*"), max_size=14).map(
    lambda code: f"<pre><code>{escape(code)}</code></pre>"
)
_leaf = st.one_of(_in(_line, "p", "h2", 'h3 id="x"', 'p id="y"', 'p lang="en"'), _line, _code, st.just("<hr>"))


def _blocks(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    many = _joined(content, 3)
    items = _joined(_in(st.one_of(_line, many, st.builds(str.__add__, _line, many)), "li"), 3)
    titled = [
        st.builds(lambda title, inner: f"<details><summary>{title}</summary>{inner}</details>", _line, many),
        st.builds(lambda title, inner: f"<figure>{inner}<figcaption>{title}</figcaption></figure>", _line, many),
    ]
    table = st.builds(
        lambda head, cells: f"<table><thead><tr>{head}</tr></thead><tbody><tr>{cells}</tr></tbody></table>",
        _joined(_in(_line, "th"), 2),
        _joined(_in(_line, "td"), 2),
    )
    lists = _in(items, "ul", "ol", 'ol start="3"', 'ol start="-1"')
    return st.one_of(lists, _in(many, "blockquote", "div", 'div class="note"', "aside"), *titled, table)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@example("\\ <br>")
@example("* <br>")
@given(_joined(st.recursive(_leaf, _blocks, max_leaves=6), 4))
def test_whatever_the_html_is(html: str) -> None:
    html_check(html)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@example('<p><a href="" title="\n"> *</a></p>', 4)
@example("<p><strong>\xa0 ;</strong>_</p>", 4)
@given(_joined(_in(_line, "p"), 3), st.integers(4, 40))
def test_breaking_lines_changes_nothing(html: str, columns: int) -> None:
    article = wenzhang.parse(html, format="html")
    plain, wrapped = read_again(to_markdown(article)), to_markdown(article, options=MarkdownOptions(wrap=columns))
    assert verify(article, wrapped) == []
    for render in RENDERERS.values():
        assert differences(facts(render(body(plain))), facts(render(wrapped))) == []


# Verification


def test_verify_tells_what_differs() -> None:
    article = wenzhang.parse("<h2>甲</h2><p>乙<b>丙</b></p>", format="html")
    found = verify(article, "## 甲\n\n乙\n")
    assert {difference.kind for difference in found} == {"text", "strong"}
    assert found[0] == Difference("wenzhang", "text", "甲乙丙", "甲乙")
    assert str(found[0]) == "text read by wenzhang: '甲乙' instead of '甲乙丙'"


def test_verify_raises_for_what_a_renderer_reads_otherwise() -> None:
    article = wenzhang.parse("<p>{{ a*b }} {{ c*d }}</p>", format="html")
    assert to_markdown(article) == "{{ a*b }} {{ c*d }}\n"
    with pytest.raises(FormatError, match="the Markdown does not say what the article says: text read by GFM"):
        to_markdown(article, options=MarkdownOptions(verify=True))


@pytest.mark.parametrize("style", ["html", "markdown", "directive"])
def test_every_style_verifies(style: Any) -> None:
    options = MarkdownOptions(figures=style, details=style, heading_shift=1, wrap=60, verify=True)
    for path in fixture_articles():
        assert to_markdown(wenzhang.load(path), options=options)


# Hostile input


def test_deep_nesting() -> None:
    for tag in ("div", "blockquote", "ul><li", "b", "span", "details", "em"):
        html = f"<{tag}>" * 10_000 + "甲"
        article = wenzhang.parse(html, format="html")
        assert "甲" in to_markdown(article)


def test_emphasis_with_white_space_takes_no_time_to_speak_of() -> None:
    html = "<p>" + "<b> 甲<i> 乙" * 40 + "</i> 丙</b>" * 40 + "</p>"
    article = wenzhang.parse(html, format="html")
    assert verify(article, to_markdown(article)) == []


def test_nested_lists_and_quotations_stay_what_they_are() -> None:
    for tag in ("ul><li", "blockquote", "ol start=3><li"):
        html_check(f"甲<{tag}>" * 30 + "乙")


def test_deep_models_of_ones_own() -> None:
    node: Any = wenzhang.parse("<p>甲</p>", format="html").intro[0]
    for _ in range(5000):
        node = wenzhang.model.BlockQuote(node.span, (node,))
    article = wenzhang.Article(wenzhang.Source("甲"), None, "html", None, (node,), ())
    with pytest.raises(FormatError, match="nested too deeply"):
        to_markdown(article)


@pytest.mark.parametrize("html", ["", " \n ", "<!-- -->", "<p></p>", "<ul></ul>", "<b></b>"])
def test_nothing(html: str) -> None:
    assert to_markdown(wenzhang.parse(html, format="html")) == ""


def test_front_matter_alone() -> None:
    assert to_markdown(wenzhang.parse("---\ntitle: 甲\n---\n")) == "---\ntitle: 甲\n---\n"


@pytest.mark.parametrize(
    "html", ["<p>+++</p><p>a = 1</p><p>+++</p>", "<hr><p>title: 甲</p><hr>", "<p>---</p><p>a: 1</p>"]
)
def test_no_body_is_front_matter(html: str) -> None:
    markdown = to_markdown(wenzhang.parse(html, format="html"))
    again = read_again(markdown)
    assert again.front_matter is None
    assert to_markdown(again) == markdown


def test_what_no_text_should_hold() -> None:
    for html in (
        "<p>甲\0乙</p>",
        "<p>甲&#13;乙</p>",
        "<pre>甲&#13;乙</pre>",
        "<p>\x0b\x1c\u2028甲</p>",
    ):
        article = wenzhang.parse(html, format="html")
        markdown = to_markdown(article)
        assert verify(article, markdown) == []
        assert to_markdown(read_again(markdown)) == markdown


def test_broken_html_keeps_its_text() -> None:
    """Inputs that browsers repair; left out are those in which nothing can follow: `<plaintext>`, links in links."""
    for case in tree_cases()[::9]:
        article = wenzhang.parse(case.data, format="html")
        markdown = to_markdown(article)
        if not any(tag in case.data for tag in ("<plaintext", "<frameset", "\0", "<a")):
            again = read_again(markdown)
            assert [each for each in verify(article, markdown) if each.kind == "text"] == [], case.name
            assert again.text.split() == wenzhang.parse(markdown, format="markdown", path="a.md").text.split()


def test_without_its_source() -> None:
    article = wenzhang.parse("---\ntitle: 甲\n---\n<p>乙</p>")
    lost = wenzhang.from_json(wenzhang.to_json(article))
    with pytest.raises(FormatError, match="no source to take it from"):
        to_markdown(lost)
    whole = wenzhang.from_json(wenzhang.to_json(article, source=True))
    assert to_markdown(whole) == to_markdown(article)
