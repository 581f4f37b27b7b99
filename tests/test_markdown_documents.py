"""Every Markdown document of the corpus, held against what independent renderers make of it.

A judge gets the text in which template syntax is masked, and we read that text too where anything is: so no more is
excepted than the mask, which has tests of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import wenzhang
from corpus import CORPUS, corpus_files
from markdown_judge import Facts, github, html_facts, markdown_it, model_facts, shape
from markdown_slices import slice_problems
from slices import nesting_problems
from test_read_corpus import assert_none, first_difference
from wenzhang.markdown.opaque import masked
from wenzhang.model import Code, DefinitionList, DefinitionTerm, Emphasis, List, ListItem, TableCell
from wenzhang.walk import collect, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang import Article
    from wenzhang.model import Node

FOLDERS = ("pingcap-docs-cn", "hexo-site", "ruby-lang", "opensource-guide")
FRONT_MATTER = "---\ntitle: 題\n---\n"

# The term of a definition list has several lines: a definition list with us, as in kramdown, which this site is written
# for; a paragraph with markdown-it-py.
LONG_TERMS = frozenset(
    f"ruby-lang/{path}"
    for path in (
        "zh_cn/news/_posts/2010-11-06-ruby-1-9-2.md",
        "zh_cn/news/_posts/2011-01-04-ruby-1-9-2-p136.md",
        "zh_tw/news/_posts/2009-07-21-ruby-1-9-1-p243.md",
        "zh_tw/news/_posts/2009-07-21-ruby-1-9-2-preview-1.md",
        "zh_tw/news/_posts/2010-08-18-ruby-1-9-1-p430-is-released.md",
        "zh_tw/news/_posts/2010-08-18-ruby-1-9-2.md",
    )
)

# Not every node is within its parent's span where the HTML does not nest: a `<b>` in a title that stays open, and what
# a template says between the rows of a table, which moves out of it (HTML Standard, 13.2.6.1).
MISNESTED = frozenset(
    (
        "hexo-site/zh-cn/docs/tag-plugins.md",
        "hexo-site/zh-tw/docs/tag-plugins.md",
        "ruby-lang/zh_cn/downloads/releases/index.md",
    )
)


class Document(NamedTuple):
    """An article, and its body as it goes to the judges."""

    article: Article
    body: str


@pytest.fixture(scope="module", params=FOLDERS)
def documents(request: pytest.FixtureRequest) -> list[Path]:
    return corpus_files(request.param, "*.md")


@lru_cache(maxsize=1024)
def read(path: Path) -> Document:
    article = wenzhang.load(path)
    start = article.front_matter.span.end if article.front_matter else 0
    body, opaque, _ = masked(article.source.text[start:])
    return Document(wenzhang.parse(FRONT_MATTER + body, path=str(path)) if opaque else article, body)


def named(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


def differences(ours: Facts, theirs: Facts) -> Iterator[str]:
    if ours.text != theirs.text:
        yield first_difference(ours.text, theirs.text)
    for name, count in ours.counts.items():
        if count != theirs.counts[name]:
            yield f"{name}: ours {count}, the judge's {theirs.counts[name]}"


def test_reads(documents: list[Path]) -> None:
    """Every file is read, to its last character of text."""

    def problems(path: Path) -> Iterator[str]:
        article = wenzhang.load(path)
        if not article.text and read(path).body.strip():
            yield "nothing was read"

    assert_none(documents, problems)


def test_text_and_counts_by_markdown_it(documents: list[Path]) -> None:
    def problems(path: Path) -> Iterator[str]:
        article, body = read(path)
        if named(path) not in LONG_TERMS:
            yield from differences(model_facts(article), html_facts(markdown_it(body)))

    assert_none(documents, problems)


def test_text_and_counts_by_github(documents: list[Path]) -> None:
    def problems(path: Path) -> Iterator[str]:
        article, body = read(path)
        if not (collect(article, DefinitionList) or formulas(article)):  # which GitHub's renderer does not know
            yield from differences(model_facts(article), html_facts(github(body)))

    assert_none(documents, problems)


def test_trees(documents: list[Path]) -> None:
    """Nothing but spans differs between a body read as Markdown, and what markdown-it-py makes of it read as HTML."""

    def problems(path: Path) -> Iterator[str]:
        article, body = read(path)
        if named(path) not in LONG_TERMS:
            judged = wenzhang.parse(FRONT_MATTER + markdown_it(body), format="html")
            if shape(article) != shape(judged):
                yield first_difference(str(shape(article)), str(shape(judged)))

    assert_none(documents, problems)


@pytest.mark.parametrize("path", sorted(LONG_TERMS))
def test_long_terms(path: str) -> None:
    """Those are definition lists: with each term on one line, markdown-it-py agrees."""
    (file,) = corpus_files(Path(path).parent.as_posix(), Path(path).name)
    article, body = read(file)
    one_line = re.sub(r"(?<=\S)\n *(?=\S+\n *: )", " ", body)
    assert list(differences(model_facts(article), html_facts(markdown_it(one_line)))) == []


def test_long_term() -> None:
    (definitions,) = wenzhang.parse("甲\n乙\n: 丙", format="markdown").intro
    assert isinstance(definitions, DefinitionList)
    assert [term.text for term in collect(definitions, DefinitionTerm)] == ["甲 乙"]


def test_formulas_hold_no_templates() -> None:
    """TeX has `{{` for groups."""
    article = wenzhang.parse(r"$x - {\frac {a_{i}}{{\sqrt {b_{i}^{2}}}}}$ {{ 甲_a_ }}", format="markdown")
    assert [code.text for code in formulas(article)] == [r"x - {\frac {a_{i}}{{\sqrt {b_{i}^{2}}}}}"]
    assert article.text.endswith("{{ 甲_a_ }}")


def test_spans(documents: list[Path]) -> None:
    def problems(path: Path) -> Iterator[str]:
        article, body = read(path)
        if article.format == "markdown" and named(path) not in LONG_TERMS | MISNESTED:
            yield from slice_problems(article, body)

    assert_none(documents, problems)


def test_line_ends(documents: list[Path]) -> None:
    """With CR LF for every line end, there is the same tree, and each span is that of the same text."""

    def problems(path: Path) -> Iterator[str]:
        text = wenzhang.load(path).source.text
        with_returns = wenzhang.parse(re.sub(r"\r?\n", "\r\n", text), path=str(path))
        article = wenzhang.parse(text.replace("\r\n", "\n"), path=str(path))
        if shape(with_returns) != shape(article):
            yield first_difference(str(shape(with_returns)), str(shape(article)))
        for ours, theirs in zip(walk(with_returns), walk(article), strict=True):
            if ours.html.replace("\r\n", "\n") != theirs.html:
                yield f"{ours.html[:60]!r} was {theirs.html[:60]!r}"

    assert_none(documents, problems)


@pytest.mark.parametrize(
    ("markdown", "kind", "slices"),
    [
        ("- 甲\n    - 乙\n", ListItem, ["- 甲\n    - 乙", "- 乙"]),  # indented more than need be
        ("-\t甲\n\n\t*\t乙\n", List, ["-\t甲\n\n\t*\t乙", "*\t乙"]),  # with tabs
        ("甲\n: 乙\n\n丙", DefinitionList, ["甲\n: 乙"]),  # what follows is no part of it
        ("- 甲\n  <!-- 乙 -->\n- 丙", ListItem, ["- 甲\n  <!-- 乙 -->", "- 丙"]),
        ("| 甲 | 乙 |\n| - | - |\n| 丙 |\n", TableCell, ["甲", "乙", "丙", ""]),  # a short row
        ("> `甲\r\n>   乙`", Code, ["`甲\r\n>   乙`"]),
    ],
)
def test_slices(markdown: str, kind: type[Node], slices: list[str]) -> None:
    article = wenzhang.parse(markdown, format="markdown")
    assert [node.html for node in collect(article, kind)] == slices
    assert list(nesting_problems(article)) == []


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("`甲\r\n乙`", "甲 乙"),
        ("`甲\n   乙`", "甲 乙"),
        ("> `甲\n>  乙 > 丙`", "甲 乙 > 丙"),
        ("`` 甲\n乙 ``", "甲 乙"),
        ("- `甲\n      > 乙`", "甲 > 乙"),
    ],
)
def test_code_over_lines(markdown: str, text: str) -> None:
    (code,) = collect(wenzhang.parse(markdown, format="markdown"), Code)
    assert code.text == text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tags_over_the_lines_of_a_quotation(end: str) -> None:
    article = wenzhang.parse(f'> <i{end}> id="x">甲</i>', format="markdown")
    assert [emphasis.attrs for emphasis in collect(article, Emphasis)] == [{"id": "x"}]
    assert article.text == "甲"


def formulas(article: Article) -> list[Code]:
    return [code for code in collect(article, Code) if "language-math" in code.attrs.get("class", "")]
