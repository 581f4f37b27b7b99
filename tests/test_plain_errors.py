"""What reads as plain is in order: whoever has read a body the quick way need not look for errors of markup in it."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from turbohtml import parse as parse_tree

from corpus import corpus_files, fixture_articles, tokenizer_cases, tree_cases
from test_plain_html import FLOWS, TAG_SOUP, TREES
from test_plain_markdown import FOLDERS, MOSTLY_PLAIN, PATHS, SOUP, STRUCTURES, examples
from wenzhang.errors import SourceError
from wenzhang.markdown.document import read_document
from wenzhang.read.body import Body, html_body, markdown_body
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.read.html import parse_errors
from wenzhang.read.plain_html import read_plain_html
from wenzhang.read.plain_markdown import read_plain_markdown
from wenzhang.source import Source
from wenzhang.validation.markup_errors import structure_errors

# Those that are errors wherever they stand (HTML Standard, 13.2.3.5), but for NUL, of which the tokenizer judges.
_PLANES = "".join(f"{chr(plane << 16)}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, 17))
_UNWELCOME = re.compile(f"[^\0\t\n\f\r -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")

OF_CHARACTERS = {f"{kind}-in-input-stream" for kind in ("control-character", "noncharacter", "surrogate")}
# Characters that are errors, in text, in values and in comments, and references to them.
UNWELCOME = st.sampled_from(["\x01", "\x0b", "\x7f", "\x85", "\ufdd0", "\uffff", "\U0001fffe", "&#1;", "&#xFFFE;"])


def has_unwelcome_characters(text: str, start: int = 0) -> bool:
    return _UNWELCOME.search(text, start) is not None


def in_order(body: Body, *, unwelcome: bool) -> bool:
    """Whether a plain body has no errors, as it must, unless it has unwelcome characters: then these are all."""
    assert list(structure_errors(body)) == []
    codes = {error.code for error in parse_errors(body)}
    assert codes <= OF_CHARACTERS
    assert unwelcome or not codes
    return not codes


def in_order_if_plain(markup: str, start: int = 0) -> bool | None:
    """None where it is not plain."""
    body = html_body(Source(markup), start)
    if read_plain_html(body) is None:
        return None
    unwelcome = has_unwelcome_characters(markup, start)
    # In HTML these are the very errors.
    assert in_order(body, unwelcome=unwelcome) is not unwelcome
    return not unwelcome


def in_order_if_plain_markdown(text: str, path: str, start: int = 0) -> bool | None:
    """None where it is not plain. In Markdown a reference by number becomes the character in the HTML."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return None  # no Markdown
    document = read_document(Source(text, path=path), start)
    if read_plain_markdown(document) is None:
        return None
    return in_order(markdown_body(document), unwelcome=has_unwelcome_characters(text, start) or "&#" in text)


def with_unwelcome(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts, some with an unwelcome character anywhere."""

    def insert(text: str, character: str, place: int) -> str:
        place = min(place, len(text))
        return text[:place] + character + text[place:]

    return st.one_of(texts, texts, st.builds(insert, texts, UNWELCOME, st.integers(0, 80)))


@settings(max_examples=1000, deadline=None)
@given(with_unwelcome(st.lists(st.one_of(FLOWS, TREES), max_size=3).map("".join)))
def test_plain_html_has_no_errors(markup: str) -> None:
    in_order_if_plain(markup)


@settings(max_examples=500, deadline=None)
@given(with_unwelcome(st.lists(TAG_SOUP, max_size=10).map("".join)))
def test_plain_html_of_tag_soup_has_no_errors(markup: str) -> None:
    in_order_if_plain(markup)


@settings(max_examples=1000, deadline=None)
@given(with_unwelcome(st.one_of(MOSTLY_PLAIN, STRUCTURES, SOUP)), PATHS)
def test_plain_markdown_has_no_errors(text: str, path: str) -> None:
    in_order_if_plain_markdown(text, path)


def test_html5lib_inputs() -> None:
    cases = [case.data for case in [*tree_cases(), *tokenizer_cases()]]
    plain = [in_order_if_plain(markup) for data in cases for markup in (data, f"<div><p>{data}</p></div>")]
    assert plain.count(True) > 2000
    assert plain.count(False) > 50
    plain = [in_order_if_plain_markdown(text, "a.md") for data in cases for text in (data, f"甲 {data}\n")]
    assert plain.count(True) > 2000


def test_the_examples_of_commonmark() -> None:
    assert [in_order_if_plain_markdown(text, "a.md") for text in examples()].count(True) > 300


def test_documents_in_html() -> None:
    found = []
    for path in corpus_files("mdn-zh-html", "*.htm*"):
        source = Source.from_path(path)
        found.append(in_order_if_plain(source.text, read_front_matter(source).body_start))
    assert found.count(True) > len(found) * 0.9


@pytest.mark.parametrize("folder", FOLDERS)
def test_documents_in_markdown(folder: str) -> None:
    found = []
    for path in corpus_files(folder, "*.md"):
        source = Source.from_path(path)
        start = read_front_matter(source).body_start
        found.append(in_order_if_plain_markdown(source.text, str(path), start))
    assert found.count(True) > len(found) / 2


def test_fixtures() -> None:
    found = []
    for path in fixture_articles():
        try:
            source = Source.from_path(path)
        except SourceError:
            continue
        start = read_front_matter(source).body_start
        found += [in_order_if_plain(source.text, start), in_order_if_plain_markdown(source.text, str(path), start)]
    assert found.count(True) > 10


@pytest.mark.parametrize(
    "text",
    [
        *("[甲[^1]](u)\n\n[^1]: 乙", "<a>[甲](u)</a>", "[甲<a href='u'>乙</a>](u)", '<a href="u"><https://x.y></a>'),
        *("<b><b><b><b>甲</b></b></b></b>", "甲<b>乙\n\n丙</b>", "<h1>\n\n# 甲\n\n</h1>", "<p>\n\n甲\n\n</p>"),
        *("- <li>甲</li>", "| <p>甲</p> |\n|-|\n| <div>乙</div> |", "<table>\n\n甲\n\n</table>", "**<b>甲</b>**"),
        *("甲&#1;", "[甲](u&#1;)", "`&#1;`", '[甲](u "&#xFFFE;")', "![&#127;](u)", "```&#1;\n```", "{#a&#1;}"),
    ],
)
def test_markdown_with_html_in_it(text: str) -> None:
    for written in (text, f"- {text}", f"> {text}", f"<div>\n\n{text}\n\n</div>", f"# {text}"):
        in_order_if_plain_markdown(written, "a.md")
        in_order_if_plain(written)


def test_unwelcome_characters_are_those_of_the_tokenizer() -> None:
    characters = [chr(number) for number in range(1, sys.maxunicode + 1)]
    differing = [
        character
        for character in characters
        if has_unwelcome_characters(character) != any(e.code in OF_CHARACTERS for e in parse_tree(character).errors)
    ]
    assert differing == []
