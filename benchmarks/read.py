"""How fast we read: beside the floor that our building blocks set, and beside the script of today."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import bs4
import frontmatter
import turbohtml
import yaml

import wenzhang
from timing import SINGLE, TURNS, interleaved, print_ratios, print_table, times_as_long
from wenzhang import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang import Article

ROOT = Path(__file__).parents[1]
ARTICLE = ROOT / "fixtures" / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"
CORPUS = ROOT.parent / "shared" / "corpus" / "mdn-zh-html"
SAMPLE = 40
VIEWS = ("headings", "figures", "images", "links", "faq", "text", "title", "sections")
SIZES = {"10 KB": 10_000, "100 KB": 100_000, "1 MB": 1_000_000, "10 MB": 10_000_000}
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
FENCED = re.compile(r"---\n(.*?\n)---\n(.*)", re.DOTALL)

OURS = "wenzhang.parse"
ALL_VIEWS = "wenzhang.parse, every view"
FLOOR = "floor: yaml.compose + turbohtml"
SCRIPT = "script: python-frontmatter + BeautifulSoup"


def run() -> None:
    article = ARTICLE.read_text("utf-8")
    compare(f"{ARTICLE.name} ({len(article.encode()):,} bytes)", [article], *TURNS)
    texts = sample()
    if texts:
        size = sum(len(text.encode()) for text in texts)
        compare(f"{len(texts)} documents of {CORPUS.name} ({size:,} bytes)", texts, SINGLE)
    else:
        print(f"\nno {CORPUS.name} in {CORPUS.parent}: only our own article is measured")
    growth(article)


def sample() -> list[str]:
    """Documents spread evenly over the corpus."""
    paths = sorted(CORPUS.rglob("*.html"))
    return [path.read_text("utf-8") for path in paths[:: max(len(paths) // SAMPLE, 1)][:SAMPLE]]


def compare(title: str, texts: list[str], *turns: str) -> None:
    """All ways over the same texts, as ratios of medians; a table for each of the named kinds of `TURNS`."""

    def over(way: Callable[[str], object]) -> Callable[[], object]:
        return lambda: [way(text) for text in texts]

    ways = {OURS: over(wenzhang.parse), ALL_VIEWS: over(with_views), FLOOR: over(floor), SCRIPT: over(script)}
    print_ratios(title, ways, turns, floor=FLOOR, script=SCRIPT)


def with_views(text: str | Source) -> Article:
    """Reads, and asks for everything there is."""
    article = wenzhang.parse(text)
    for view in VIEWS:
        getattr(article, view)
    return article


def floor(text: str) -> tuple[object, object]:
    """The least that can be done: YAML nodes with marks, an HTML tree with source locations."""
    head, body = split(text)
    return yaml.compose(head, yaml.CSafeLoader), turbohtml.parse_fragment(body, source_locations=True)


def split(text: str) -> tuple[str, str]:
    fenced = FENCED.match(text)
    return (fenced[1], fenced[2]) if fenced else ("", text)


def script(text: str) -> dict[str, object]:
    """What is written without us: metadata, headings, figures, questions; no positions, no types."""
    post = frontmatter.loads(text)
    soup = bs4.BeautifulSoup(post.content, "lxml")
    return {
        **post.metadata,
        "headings": [(tag.name, tag.get_text()) for tag in soup.find_all(HEADINGS)],
        "figures": [_figure(tag) for tag in soup.find_all("figure")],
        "details": [(_text(tag.find("summary")), tag.get_text()) for tag in soup.find_all("details")],
    }


def _figure(figure: bs4.Tag) -> tuple[object, str | None]:
    images = [(image.get("src"), image.get("alt")) for image in figure.find_all("img")]
    return images, _text(figure.find("figcaption"))


def _text(tag: object) -> str | None:
    return tag.get_text() if isinstance(tag, bs4.Tag) else None


def growth(article: str) -> None:
    """Time for each kilobyte of ever longer bodies, as a multiple of the shortest one's."""
    documents = {name: body_of(size, article) for name, size in SIZES.items()}
    columns = {OURS: per_kilobyte(wenzhang.parse, documents), FLOOR: per_kilobyte(floor, documents)}
    print_table("growth: time for each KB, as a multiple of that at 10 KB", columns)


def per_kilobyte(way: Callable[[str], object], documents: dict[str, str]) -> dict[str, str]:
    medians = interleaved({name: partial(way, text) for name, text in documents.items()}, rounds=5)
    return times_as_long({name: medians[name] / len(documents[name]) for name in documents}, next(iter(documents)))


def body_of(size: int, article: str) -> str:
    """A document of about so many bytes, its body made of varied article content."""
    head, body = FENCED.sub(r"---\n\1---\n", article), split(article)[1]
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(_VARIED.format(number=len(parts), body=body))
        length += len(parts[-1].encode())
    whole = "".join(parts).encode()[:size].decode("utf-8", "ignore")
    return head + whole


_VARIED = """<h2 id="part-{number}">第 {number} 章 &amp; 其他</h2>
<p>編號 <b>{number}</b>：<a href="/{number}?a=1&amp;b=2" title="連">見<em>前<code>x{number}</code></em></a>，
<ruby>算<rt>suàn</rt></ruby>力。
<p>沒有收尾的段落<br>第二行
<ul><li>甲 {number}<li>乙<ul><li>丙</ul></ul>
<table><caption>表 {number}</caption><tr><th>項<th>值<tr><td>{number}<td>&#{number};千</table>
<pre><code class="language-py">for i in range({number}):
    print(i &lt; 3)
</code></pre><blockquote cite="#"><p>引文 {number}</p></blockquote><!-- 編按 {number} -->
{body}
"""
