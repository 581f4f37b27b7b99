"""The safe fixes of the rules on Chinese, made in real articles: nothing becomes another but the characters mended.

What an article says before and after is read by other readers than ours: html5lib, and cmark-gfm before it where the
body is in Markdown. Where only white space beside Chinese, the widths of characters and scripts differ, two texts
fold to the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.dom.minidom import Comment, Element, Node, Text

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import CORPUS, corpus_files
from folding import TEXT_ATTRIBUTES, folded, plainly_written
from judge import fragment
from markdown_judge import github, markdown_it
from wenzhang import Source
from wenzhang.config import Config
from wenzhang.model import Article, Code, CodeBlock, Image, Link
from wenzhang.read import read
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.validation.fixing import Fixed, fixed
from wenzhang.validation.run import Validator
from wenzhang.walk import collect

SETS = {
    "mdn-zh-html": ("*.html", 23),
    "ruby-lang": ("*.md", 24),
    "hexo-site": ("*.md", 6),
    "opensource-guide": ("*.md", 3),
    "pingcap-docs-cn": ("*.md", 8),
    "cnwizards-help": ("*.htm", 6),
}
"""Sets of articles that people proofread, and of how many of their files one is looked at."""

CHINESE = ("ZH", "TY")
SPACES_BEHIND = 8  # which go with a mark that becomes full-width


@cache
def validator(style: str = "consistent") -> Validator:
    """All rules on Chinese; `style` is that of its spaces."""
    return Validator(Config(select=CHINESE, rules={code: {"style": style} for code in ("TY001", "TY002")}))


# What is the same before and after


def problems(source: Source, result: Fixed, rules: Validator) -> Iterator[str]:
    """What the safe fixes of a source did wrong."""
    if not result.mended:
        if result.source is not source:
            yield "nothing is mended, but the source is another one"
        return
    if (again := fixed(result.source, rules)).mended:
        yield f"a second run changes more: {[(each.code, each.message) for each in again.mended]}"
    yield from _outside_of_edits(source, result)
    for code in sorted({each.code for each in result.left if each.fix is not None and each.fix.safe}):
        if code not in {each.code for each in result.refused}:
            yield f"{code} is left with a safe fix"
    before, after = _article(source), _article(result.source)
    for what, ours, theirs in (
        ("source but for the characters mended", [plainly_written(source.text)], [plainly_written(result.source.text)]),
        ("code", _code(before), _code(after)),
        ("addresses", _addresses(before), _addresses(after)),
        ("ids", _ids(before), _ids(after)),
        ("front matter", _entries(before), _entries(after)),
        ("rendering", rendered(before), rendered(after)),
    ):
        if ours != theirs:
            yield f"{sorted({each.code for each in result.mended})} changed the {what}: {_difference(ours, theirs)}"
    if before.format == "markdown" and (ours := rendered(before, markdown_it)) != (
        theirs := rendered(after, markdown_it)
    ):
        yield f"changed the rendering by markdown-it: {_difference(ours, theirs)}"


def _outside_of_edits(source: Source, result: Fixed) -> Iterator[str]:
    """What is edited apart from its finding, and lines that say something else."""
    for each in result.mended:
        for edit in each.fix.edits if each.fix else ():
            if edit.span.start < each.span.start or edit.span.end > each.span.end + SPACES_BEHIND:
                yield f"{each.code} edits {edit} apart from its finding at {each.span}"
    for line, other in _changed_lines(source.text, result.source.text):
        if plainly_written(line) != plainly_written(other):
            yield f"a line is another: {line!r} {other!r}"


def _changed_lines(before: str, after: str) -> Iterator[tuple[str, str]]:
    ours, theirs = before.split("\n"), after.split("\n")
    if len(ours) != len(theirs):
        yield f"{len(ours)} lines", f"{len(theirs)} lines"
    yield from ((one, other) for one, other in zip(ours, theirs, strict=False) if one != other)


def _article(source: Source) -> Article:
    return read(source, read_front_matter(source))


def _difference(ours: Any, theirs: Any) -> str:
    if len(ours) != len(theirs):
        only = [each for each in theirs if each not in ours] or [each for each in ours if each not in theirs]
        return f"{len(ours)} {len(theirs)} {str(only)[:300]}"
    one, other = next((one, other) for one, other in zip(ours, theirs, strict=True) if one != other)
    if isinstance(one, str) and isinstance(other, str):
        at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
        one, other = one[max(0, at - 40) : at + 60], other[max(0, at - 40) : at + 60]
    return f"{one!r} {other!r}"[:500]


def _code(article: Article) -> list[str]:
    return [article.source.slice(node.span) for kind in (Code, CodeBlock) for node in collect(article, kind)]


def _addresses(article: Article) -> list[str]:
    return [node.href for node in collect(article, Link)] + [node.src for node in collect(article, Image)]


def _ids(article: Article) -> list[str]:
    """Identifiers, also those that programs make of `{#id}`, and templates."""
    return _IDS.findall(article.source.text)


_IDS = re.compile(r"""\bid\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)|\{[#:][^{}\n]*\}|\{[{%].*?[%}]\}""")


def _entries(article: Article) -> list[Any]:
    """The values of the front matter: folded where they are Chinese text, else as they are."""
    if article.front_matter is None:
        return []
    data = article.front_matter.data
    return [f"{path}={_entry(value)}" for path, value in _leaves("", data)]


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(f"{path}.{key}", each)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _leaves(f"{path}[{index}]", each)
    else:
        yield path, value


_CHINESE = re.compile("[\u4e00-\u9fff]")


def _entry(value: Any) -> str:
    is_text = isinstance(value, str) and _CHINESE.search(value)
    return repr(folded(value) if is_text else value)


def rendered(article: Article, render: Any = github) -> list[str]:
    """Every element with its attributes, and every text between, as html5lib has them."""
    front_matter = article.front_matter
    body = article.source.text[front_matter.span.end if front_matter else 0 :]
    if article.format == "markdown":
        return _nodes(fragment(render(body)))
    if re.match(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body)\b", body, re.IGNORECASE | re.DOTALL):
        return _nodes(html5lib.parse(body, treebuilder="dom", namespaceHTMLElements=False))
    return _nodes(fragment(body))


def _nodes(root: Node) -> list[str]:
    found: list[str] = []
    texts: list[str] = []

    def take_text() -> None:
        if text := folded("".join(texts)):
            found.append(text)
        texts.clear()

    def visit(node: Node) -> None:
        for child in node.childNodes:
            if isinstance(child, Text):
                texts.append(child.data)
            elif isinstance(child, Comment):
                take_text()
                found.append(f"<!--{child.data}-->")
            elif isinstance(child, Element):
                take_text()
                found.append(f"<{child.tagName}{_attributes(child)}>")
                visit(child)
                take_text()
                found.append(f"</{child.tagName}>")

    visit(root)
    take_text()
    return found


def _attributes(element: Element) -> str:
    named = sorted(element.attributes.items())
    return "".join(f" {name}={folded(value) if name in TEXT_ATTRIBUTES else value!r}" for name, value in named)


# The texts


@pytest.mark.parametrize("name", SETS)
def test_articles_of_a_set(name: str) -> None:
    pattern, stride = SETS[name]
    rules, found, edits = validator(), [], 0
    for path in corpus_files(name, pattern)[::stride]:
        source = Source.from_path(path)
        result = fixed(source, rules)
        edits += len(result.mended)
        found += [f"{path.relative_to(CORPUS)}: {problem}" for problem in problems(source, result, rules)]
    assert not found, f"{len(found)} problems with {edits} fixes\n" + "\n".join(found[:20])
    assert edits


PIECES = (
    *("夜市", "人很多", "摊", "热鬧", "「小吃」", "，", "。", "：", "（", "）", "“甲”", "Ａ", "３", "３．５", "Ｑ＆Ａ"),
    *("GPU", "TPU ", " CPU", "3", "5 ", " ", "  ", ",", ", ", ".", ": ", "?", "!", "(", ")", ";", "...", "-", "#", "+"),
    *("**", "*", "_", "__", "~~", "`", "`a` ", "[", "](a.md)", "![", "](a.png)", "[^1]", "\\", "|", ">", "<b>", "</b>"),
    *("<i>", "</i>", "<code>", "</code>", '<a href="甲,乙">', "</a>", "<br>", "&amp;", "&#44;", "&nbsp;", "&#x644a;"),
    *("\n", "\n\n", "\n- ", "\n1. ", "\n# ", "\n> ", "\n| 甲 | 乙 |\n|---|---|\n| ", " | "),
    *("https://a.example/甲", "{{ 甲,乙 }}", '<img alt="', '">', "<p>", "</p>", "ｗ", "人多", "買點心"),
)
BEGINNINGS = (
    "",
    "夜市從傍晚開始熱鬧起來，這裡的人說買點心要排隊。",
    "用 GPU 訓練，用 TPU 推論，用 CPU 開機。",
    "用GPU訓練，用TPU推論，",
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(BEGINNINGS),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join),
    st.sampled_from(("a.md", "a.html")),
    st.sampled_from(("consistent", "always", "never")),
)
def test_texts_by_chance(beginning: str, rest: str, path: str, style: str) -> None:
    source, rules = Source.from_text(beginning + rest, path), validator(style)
    found = list(problems(source, fixed(source, rules), rules))
    assert not found, f"{source.text!r}\n{fixed(source, rules).source.text!r}\n" + "\n".join(found)


MARKS = (("**", "**"), ("*", "*"), ("_", "_"), ("__", "__"), ("~~", "~~"), ("***", "***"), ("`", "`"), ("(", ")"))
LINKS = (("[", "](a.md)"), ("[", '](a.md "甲, 乙")'), ("[", "][x]"), ("[", "][]"), ("![", "](a.png)"), ("<b>", "</b>"))
WORDS = (
    "夜市",
    "人很多",
    "GPU",
    "TPU",
    "3",
    "５",
    "Ａ",
    "摊販",
    "「小吃」",
    "、",
    "的",
    *",.?!:;，。： ",
    ", ",
    "...",
    "",
)
BLOCKS = ("", "- ", "# ", "> ", "1. ", "| ", "甲\n: ")


def nested() -> st.SearchStrategy[str]:
    """Text of Markdown in which marks and links stand within each other."""

    def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        wrapped = st.tuples(st.sampled_from(MARKS + LINKS), inner).map(
            lambda each: f"{each[0][0]}{each[1]}{each[0][1]}"
        )
        return st.lists(st.one_of(st.sampled_from(WORDS), wrapped), max_size=5).map("".join)

    return st.recursive(st.sampled_from(WORDS), around, max_leaves=10)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(BEGINNINGS),
    st.sampled_from(BLOCKS),
    nested(),
    st.sampled_from(("consistent", "always", "never")),
)
def test_markdown_by_chance(beginning: str, block: str, text: str, style: str) -> None:
    if re.search(r"\][(:][^)]*[ ,]", text):
        return  # in the cases below
    source, rules = Source.from_text(f"{beginning}\n\n{block}{text}\n\n[x]: /u\n", "a.md"), validator(style)
    found = list(problems(source, fixed(source, rules), rules))
    assert not found, f"{source.text!r}\n{fixed(source, rules).source.text!r}\n" + "\n".join(found)


CASES = (
    # A mark behind a space begins something, whatever is open.
    ("always", "*人很多, *夜市*[GPU](a.md)人*", "*人很多，*夜市* [GPU](a.md) 人*"),
    ("always", "甲**乙 *丙*GPU**", "甲**乙 *丙* GPU**"),
    # Six marks may be the end of one and the beginning of another.
    ("always", "***GPU******人很多***", "***GPU******人很多***"),
    # But for the space it would be a link, or the address of one.
    ("consistent", "夜市很熱鬧。見[註](夜市很熱鬧, 人很多)。", "夜市很熱鬧。見[註](夜市很熱鬧, 人很多)。"),
    ("consistent", "夜市很熱鬧。\n\n[註]: 夜市很熱鬧, 人很多。", "夜市很熱鬧。\n\n[註]: 夜市很熱鬧, 人很多。"),
    (
        "consistent",
        "夜市。見[註](a.md), 人很多，[甲](b.md), 人很多。",
        "夜市。見[註](a.md)，人很多，[甲](b.md)，人很多。",
    ),
    ("consistent", '夜市。見[註](a.md "夜市, 人很多")。', '夜市。見[註](a.md "夜市，人很多")。'),
    ("consistent", "夜市[^1]\n\n[^1]: 夜市很熱鬧, 人很多。", "夜市[^1]\n\n[^1]: 夜市很熱鬧，人很多。"),
    ("consistent", "夜市。見[註](夜市很熱鬧， 人很多)。", "夜市。見[註](夜市很熱鬧， 人很多)。"),
    ("consistent", "夜市。\n\n[註]: 夜市很熱鬧， 人很多。", "夜市。\n\n[註]: 夜市很熱鬧， 人很多。"),
    ("never", "夜市。\n\n[註]: 夜市用 GPU很熱鬧。", "夜市。\n\n[註]: 夜市用 GPU很熱鬧。"),
    # A value without quotes, wherever it begins.
    ("always", "<img alt=  GPU夜市>", "<img alt=  GPU&#32;夜市>"),
)


@pytest.mark.parametrize(("style", "before", "after"), CASES)
def test_what_a_fix_may_not_change(style: str, before: str, after: str) -> None:
    source, rules = Source.from_text(before, "a.html" if before.startswith("<") else "a.md"), validator(style)
    result = fixed(source, rules)
    assert not list(problems(source, result, rules))
    assert result.source.text == after


BROKEN = (
    ("<p>夜市,人很多</p>", "<p>夜市，人多</p>", "source"),
    ("<p>夜市,<code>a</code>人</p>", "<p>夜市，<code>b</code>人</p>", "code"),
    ('<p>夜市,<a href="甲,乙">人</a></p>', '<p>夜市，<a href="甲，乙">人</a></p>', "addresses"),
    ('<p id="甲,乙">夜市,人</p>', '<p id="甲，乙">夜市，人</p>', "ids"),
    ("<p>夜市很熱鬧,人很多 (a b) 甲</p>", "<p>夜市很熱鬧，人很多 (ab) 甲</p>", "source"),
    ("夜市,**人**很多", "夜市，** 人**很多", "rendering"),
    ("夜市,_人 很多_", "夜市，_人很多 _", "rendering"),
)


@pytest.mark.parametrize(("before", "after", "what"), BROKEN)
def test_what_a_fix_breaks_is_seen(before: str, after: str, what: str) -> None:
    path = "a.html" if before.startswith("<") else "a.md"
    source, rules = Source.from_text(before, path), validator()
    result = fixed(source, rules)._replace(source=Source.from_text(after, path))
    assert any(f"changed the {what}" in each for each in problems(source, result, rules))
