"""How fast we read and convert Markdown: beside the floor, and beside what is written without us."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import bs4
import frontmatter
import markdown_it
import opencc
import pyromark
import yaml

import wenzhang
from read import FENCED, HEADINGS, ROOT, with_views
from timing import SINGLE, TURNS, print_ratios
from wenzhang import Source
from wenzhang.conversion import variant_of
from wenzhang.markdown.events import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLE = ROOT / "fixtures" / "articles" / "twin.md"
CORPUS = ROOT.parent / "shared" / "corpus"
COLLECTIONS = ("pingcap-docs-cn", "hexo-site", "ruby-lang", "opensource-guide")
SAMPLE = 40
CONFIGURATIONS = {"zh-CN": "tw2sp", "zh-TW": "s2twp"}

PARSE, ALL_VIEWS = "wenzhang.parse", "wenzhang.parse, every view"
READ_FLOOR = "floor: yaml.compose + pyromark"
READ_SCRIPT = "script: frontmatter + markdown-it-py + BeautifulSoup"
CONVERT = "wenzhang.convert_source"
CONVERT_FLOOR = "floor: compose + pyromark + OpenCC"
CONVERT_SCRIPT = "script: frontmatter + OpenCC on the raw text"


def run() -> None:
    article = ARTICLE.read_text("utf-8")
    compare(f"{ARTICLE.name} ({len(article.encode()):,} bytes)", [article], *TURNS)
    alone = without_html(article)
    compare(f"{ARTICLE.name} without its HTML ({len(alone.encode()):,} bytes)", [alone], *TURNS)
    paths = [path for name in COLLECTIONS for path in sample(CORPUS / name)]
    texts = [path.read_text("utf-8") for path in paths]
    if texts:
        size = sum(len(text.encode()) for text in texts)
        compare(f"{len(texts)} documents of {', '.join(COLLECTIONS)} ({size:,} bytes)", texts, SINGLE)
    else:
        print(f"\nno Markdown in {CORPUS}: only our own article is measured")


def without_html(text: str) -> str:
    """The article without its figures and questions, which are HTML that the floor does not read."""
    return "\n\n".join(block for block in text.split("\n\n") if not block.startswith("<"))


def sample(folder: Path) -> list[Path]:
    """Documents spread evenly over a collection."""
    paths = sorted(folder.rglob("*.md"))
    return paths[:: max(len(paths) // (SAMPLE // len(COLLECTIONS)), 1)][: SAMPLE // len(COLLECTIONS)]


def compare(title: str, texts: list[str], *turns: str) -> None:
    """Reading and converting the same texts, as ratios of medians."""
    sources = [Source.from_text(text, "a.md") for text in texts]
    converters = [converter_from(variant_of(source).script) for source in sources]
    configurations = [CONFIGURATIONS[converter.to] for converter in converters]

    def over(way: Callable[[str], object]) -> Callable[[], object]:
        return lambda: [way(text) for text in texts]

    def converted_over(way: Callable[[str, str], object]) -> Callable[[], object]:
        return lambda: list(map(way, texts, configurations))

    pairs = list(zip(converters, sources, strict=True))
    reading: dict[str, Callable[[], object]] = {
        PARSE: lambda: [wenzhang.parse(source) for source in sources],
        ALL_VIEWS: lambda: [with_views(source) for source in sources],
        READ_FLOOR: over(read_floor),
        READ_SCRIPT: over(read_script),
    }
    converting: dict[str, Callable[[], object]] = {
        CONVERT: lambda: [converter.convert_source(source) for converter, source in pairs],
        CONVERT_FLOOR: converted_over(convert_floor),
        CONVERT_SCRIPT: converted_over(convert_script),
    }
    print_ratios(f"reading {title}", reading, turns, floor=READ_FLOOR, script=READ_SCRIPT)
    print_ratios(f"converting {title}", converting, turns, floor=CONVERT_FLOOR, script=CONVERT_SCRIPT)


def converter_from(script: str) -> wenzhang.Converter:
    return wenzhang.Converter("zh-CN", "zh-TW") if script == "Hant" else wenzhang.Converter("zh-TW", "zh-CN")


@cache
def converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)


def split(text: str) -> tuple[str, str]:
    fenced = FENCED.match(text)
    return (fenced[1], fenced[2]) if fenced else ("", text)


def read_floor(text: str) -> tuple[object, object]:
    """The least that can be done: YAML nodes with marks, and all events of the Markdown with their ranges."""
    head, body = split(text)
    return yaml.compose(head, yaml.CSafeLoader), list(pyromark.events_with_range(body, options=OPTIONS))


def read_script(text: str) -> dict[str, object]:
    """What is written without us: metadata, headings, images, questions; no positions, no types."""
    post = frontmatter.loads(text)
    html = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(post.content)
    soup = bs4.BeautifulSoup(html, "lxml")
    return {
        **post.metadata,
        "headings": [(tag.name, tag.get_text()) for tag in soup.find_all(HEADINGS)],
        "images": [(tag.get("src"), tag.get("alt")) for tag in soup.find_all("img")],
        "details": [tag.get_text() for tag in soup.find_all("details")],
    }


def convert_floor(text: str, configuration: str) -> object:
    """The least that can be done: YAML nodes, all events with their ranges, and one conversion of all the text."""
    return read_floor(text), converter(configuration).convert(text)


def convert_script(text: str, configuration: str) -> object:
    """What is written without us, for speed only: it converts code and targets, too."""
    post = frontmatter.loads(text)
    post.content = converter(configuration).convert(post.content)
    return frontmatter.dumps(post)
