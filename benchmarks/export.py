"""How fast we export Markdown from HTML, beside other converters, and what of an article survives in each.

markdownify, html2text, html-to-markdown (Rust) and pandoc (`pypandoc`) are left out where they are not installed. What
survives is counted in what GitHub's renderer makes of their Markdown.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import cmarkgfm  # type: ignore[import-untyped]
import html5lib
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

import wenzhang
from read import ROOT
from timing import TURNS, interleaved, print_table, times_as_long
from wenzhang.export.markdown import to_markdown
from wenzhang.read.frontmatter import read_front_matter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ARTICLE = ROOT / "fixtures" / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"
CORPUS = ROOT.parent / "shared" / "corpus" / "mdn-zh-html"
SAMPLE = 20

OURS = "wenzhang: parse and to_markdown"
COUNTED = {
    "headings": ("h1", "h2", "h3", "h4", "h5", "h6"),
    "figures": ("figure",),
    "captions": ("figcaption",),
    "details": ("details",),
    "bold": ("strong", "b"),
    "links": ("a",),
    "images": ("img",),
    "cells": ("td", "th"),
    "code blocks": ("pre",),
}


def run() -> None:
    compare(f"{ARTICLE.name}", [body(ARTICLE.read_text("utf-8"))])
    paths = sorted(CORPUS.rglob("*.html"))
    if paths:
        sample = [body(path.read_text("utf-8")) for path in paths[:: len(paths) // SAMPLE][:SAMPLE]]
        compare(f"{SAMPLE} articles of MDN", sample)
    else:
        print(f"\nno articles in {CORPUS}: only our own is measured")


def body(text: str) -> str:
    """An article without its front matter, which the others do not know."""
    return text[read_front_matter(wenzhang.Source(text)).body_start :]


def converters() -> dict[str, Callable[[str], str]]:
    """Each from HTML to Markdown, with tables of GitHub where that is an option."""
    found: dict[str, Callable[[str], str]] = {OURS: lambda text: to_markdown(wenzhang.parse(text, format="html"))}
    if find_spec("markdownify"):
        found["markdownify"] = import_module("markdownify").markdownify
    if find_spec("html2text"):
        found["html2text"] = _html2text
    if find_spec("html_to_markdown"):
        found["html-to-markdown (Rust)"] = _html_to_markdown
    if find_spec("pypandoc"):
        pandoc = import_module("pypandoc").convert_text
        found["pandoc, a process each"] = partial(
            pandoc, to="gfm", format="html", extra_args=["--wrap=none", "--sandbox"]
        )
    return found


def _html2text(text: str) -> str:
    converter: Any = import_module("html2text").HTML2Text(bodywidth=0)
    result: str = converter.handle(text)
    return result


def _html_to_markdown(text: str) -> str:
    result = import_module("html_to_markdown").convert(text)
    return result if isinstance(result, str) else str(result.content)


def compare(title: str, texts: list[str]) -> None:
    """All converters over the texts: how long they take, and what survives of the source."""
    ways = converters()
    columns = {}
    for turn, seconds in TURNS.items():
        medians = interleaved({name: partial(_each, way, texts) for name, way in ways.items()}, rounds=3, turn=seconds)
        columns[f"time, {turn}"] = times_as_long(medians, OURS)
    kept = {name: counts(rendered(way(text)) for text in texts) for name, way in ways.items()}
    source = counts(texts)
    for what in COUNTED:
        if source[what]:
            columns[f"{what} of {source[what]}"] = {name: str(found[what]) for name, found in kept.items()}
    print_table(title, columns)


def _each(way: Callable[[str], str], texts: list[str]) -> None:
    for text in texts:
        way(text)


def rendered(markdown: str) -> str:
    """What GitHub's renderer makes of it."""
    # Without its autolinks, which are none in the source.
    html: str = cmarkgfm.markdown_to_html_with_extensions(
        markdown, Options.CMARK_OPT_UNSAFE, ["table", "strikethrough", "tasklist"]
    )
    return html


def counts(texts: Iterable[str]) -> dict[str, int]:
    """How many elements of each kind there are."""
    found = dict.fromkeys(COUNTED, 0)
    for text in texts:
        elements = html5lib.parse(text, namespaceHTMLElements=False).iter()
        tags = [each.tag for each in elements if each.tag != "a" or "href" in each.attrib]
        for what, names in COUNTED.items():
            found[what] += sum(tag in names for tag in tags)
    return found
