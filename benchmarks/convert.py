"""How fast we convert: beside the floor, today's script, and converters that see text only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import bs4
import frontmatter
import opencc
import turbohtml
import yaml

import wenzhang
from read import ARTICLE, CORPUS, split
from start import process
from timing import SINGLE, TURNS, interleaved, print_ratios, print_table, times_as_long
from wenzhang import Source

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = "wenzhang.convert_source"
EDITS = "the same, as edits of what differs"
FLOOR = "floor: compose + tokenize + OpenCC"
SCRIPT = "script: frontmatter + BeautifulSoup + OpenCC"
ZHCONV = "zhconv-rs on the raw text"
COMMAND, BARE = "wenzhang convert FILE", "opencc -i FILE"
CONFIGURATION = "tw2sp"


def run() -> None:
    article = ARTICLE.read_text("utf-8")
    compare(f"{ARTICLE.name} ({len(article.encode()):,} bytes), zh-TW to zh-CN", [article], *TURNS)
    texts = [path.read_text("utf-8") for path in sorted((CORPUS / "zh-tw").rglob("*.html"))[:20]]
    if texts:
        size = sum(len(text.encode()) for text in texts)
        compare(f"{len(texts)} documents of {CORPUS.name} ({size:,} bytes)", texts, SINGLE)
    else:
        print(f"\nno {CORPUS.name} in {CORPUS.parent}: only our own article is measured")
    commands()


def compare(title: str, texts: list[str], *turns: str) -> None:
    """All ways over the same texts, as ratios of medians; a table for each of the named kinds of `TURNS`."""
    sources = [Source.from_text(text) for text in texts]
    converter = wenzhang.Converter("zh-CN", "zh-TW")
    ways: dict[str, Callable[[], object]] = {
        OURS: lambda: [converter.convert_source(source) for source in sources],
        EDITS: lambda: [converter.conversion(source).edits for source in sources],
        FLOOR: lambda: [floor(text) for text in texts],
        SCRIPT: lambda: [script(text) for text in texts],
    }
    zhconv = zhconv_converter()
    if zhconv is not None:
        ways[ZHCONV] = lambda: [zhconv(text) for text in texts]
    print_ratios(title, ways, turns, floor=FLOOR, script=SCRIPT)


@cache
def converter() -> opencc.OpenCC:
    return opencc.OpenCC(CONFIGURATION)


def floor(text: str) -> str:
    """The least that can be done: YAML nodes, HTML tokens, and one conversion of all the text."""
    head, body = split(text)
    yaml.compose(head, yaml.CSafeLoader)
    for _ in turbohtml.tokenize(body):
        pass
    converted: str = converter().convert(text)
    return converted


def script(text: str) -> str:
    """What is written without us: a call for each text node, the front matter dumped again."""
    post = frontmatter.loads(text)
    post.metadata = {key: _converted(value) for key, value in post.metadata.items()}
    soup = bs4.BeautifulSoup(post.content, "lxml")
    for node in soup.find_all(string=True):
        node.replace_with(converter().convert(node))
    post.content = str(soup)
    dumped: str = frontmatter.dumps(post)
    return dumped


def _converted(value: object) -> object:
    if isinstance(value, str):
        return converter().convert(value)
    if isinstance(value, list):
        return [_converted(item) for item in value]
    return value


def zhconv_converter() -> Callable[[str], str] | None:
    """The conversion of zhconv-rs, for speed only: it sees no markup; None where it is not installed."""
    try:
        from zhconv_rs import zhconv
    except ImportError:
        print("zhconv-rs is not installed, so it is not measured")
        return None
    return lambda text: zhconv(text, "zh-cn")


def commands() -> None:
    """Whole processes on one file."""
    ours = str(Path(sys.executable).with_name("wenzhang"))
    ways = {COMMAND: process(ours, "convert", str(ARTICLE), "--to", "zh-CN")}
    native = native_opencc()
    if native is None:
        print("\nthe opencc command is not there, so it is not measured")
    else:
        ways[BARE] = process(*native, "-i", str(ARTICLE), "-c", f"{CONFIGURATION}.json")
    medians = interleaved(ways, seconds=5, rounds=9)
    print_table("whole processes, one article", {f"time, {COMMAND} = 1": times_as_long(medians, COMMAND)})


def native_opencc() -> list[str] | None:
    """The native command, from the path or from within the Python package."""
    found = shutil.which("opencc")
    candidates = [Path(found)] if found else []
    candidates += sorted(Path(opencc.__file__).parent.rglob("bin/opencc"))
    for candidate in candidates:
        share = next(iter(candidate.parents[1].rglob("*.json")), None)
        command = [str(candidate), *(["--path", f"{share.parent}/"] if share else [])]
        test = [*command, "-i", str(ARTICLE), "-c", f"{CONFIGURATION}.json"]
        if subprocess.run(test, capture_output=True, check=False).returncode == 0:
            return command
    return None
