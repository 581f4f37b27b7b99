"""The examples of the CommonMark specification (0.31): read as Markdown, and their expected HTML read as HTML."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

import wenzhang
from corpus import corpus_files
from markdown_judge import html_facts, model_facts, shape

FRONT_MATTER = "---\ntitle: 題\n---\n"  # since an example may begin with the fence of one
_UNQUOTED = ";/?:@&=+$,-_.!~*'()#%"  # what cmark's `houdini_href_e.c` leaves as it is, besides letters and digits


class Example(NamedTuple):
    number: int
    markdown: str
    html: str


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    (path,) = corpus_files("commonmark", "spec.json")
    found = json.loads(path.read_text("utf-8"))
    return [Example(each["example"], each["markdown"], _without_last_line_end(each["html"])) for each in found]


def _without_last_line_end(html: str) -> str:
    """Without the line end behind the last paragraph, which would be text within an `<a>` that is left open."""
    return html.removesuffix("\n") if html.endswith("</p>\n") else html


def quoted_urls(value: Any) -> Any:
    """A tree whose URLs are percent-encoded as the specification's renderer does it; ours are as written."""
    if isinstance(value, list):
        return [quoted_urls(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: quote(part, safe=_UNQUOTED) if key in ("href", "src") else quoted_urls(part) for key, part in value.items()
    }


def test_trees(examples: list[Example]) -> None:
    """Nothing but spans and the encoding of URLs differs."""
    wrong = []
    for example in examples:
        ours = wenzhang.parse(FRONT_MATTER + example.markdown, format="markdown")
        theirs = wenzhang.parse(FRONT_MATTER + example.html, format="html")
        if quoted_urls(shape(ours)) != quoted_urls(shape(theirs)):
            wrong.append(f"{example}:\n  ours   {shape(ours)}\n  theirs {shape(theirs)}")
    assert not wrong, f"{len(wrong)} of {len(examples)}:\n" + "\n".join(wrong)


def test_text_and_counts(examples: list[Example]) -> None:
    """The same, with html5lib to read the expected HTML."""
    wrong = []
    for example in examples:
        ours = model_facts(wenzhang.parse(FRONT_MATTER + example.markdown, format="markdown"))
        theirs = html_facts(example.html)
        if ours != theirs:
            wrong.append(f"{example}:\n  ours   {ours}\n  theirs {theirs}")
    assert not wrong, f"{len(wrong)} of {len(examples)}:\n" + "\n".join(wrong)
