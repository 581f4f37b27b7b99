"""How near conversions of Markdown come to what people wrote in both scripts, and what of the rest they leave alone."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import opencc

import wenzhang
from read import CORPUS
from timing import print_table
from wenzhang import Source
from wenzhang.model import Code, CodeBlock, Image, Link
from wenzhang.walk import collect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wenzhang import Article

PAIRS = (
    ("ruby-lang/zh_cn", "ruby-lang/zh_tw"),
    ("hexo-site/zh-cn", "hexo-site/zh-tw"),
    ("opensource-guide/_articles/zh-hans", "opensource-guide/_articles/zh-hant"),
)
TRADITIONAL, SIMPLIFIED = "zh-TW", "zh-CN"
CONFIGURATIONS = {TRADITIONAL: "s2twp", SIMPLIFIED: "tw2sp"}
OURS, BARE, NOTHING = "wenzhang.convert_source", "OpenCC on the file", "nothing"
CHINESE = re.compile("[\u3400-\u9fff]+")
LINES, CHARACTERS, KEPT = "equal lines", "equal pairs of characters", "files with code and addresses kept"


class Measure(NamedTuple):
    """What is counted: of how many, in a number of files."""

    equal: int = 0
    all: int = 0

    def plus(self, equal: int, all: int) -> Measure:
        """With what another file adds."""
        return Measure(self.equal + equal, self.all + all)

    def __str__(self) -> str:
        return f"{self.equal / self.all:.1%}" if self.all else "-"


def run() -> None:
    for simplified, traditional in PAIRS:
        files = list(_files(CORPUS.parent / simplified, CORPUS.parent / traditional))
        if not files:
            print(f"\nno {simplified} in {CORPUS.parent}: not measured")
            continue
        for to in (TRADITIONAL, SIMPLIFIED):
            pairs = [pair if to == TRADITIONAL else pair[::-1] for pair in files]
            _print(f"{len(pairs)} articles of {simplified.split('/')[0]}, to {to}", pairs, to)


def _files(simplified: Path, traditional: Path) -> Iterator[tuple[Source, Source]]:
    """The articles that are in both scripts, by their paths."""
    for path in sorted(simplified.rglob("*.md")):
        other = traditional / path.relative_to(simplified)
        if other.exists():
            yield Source.from_path(path), Source.from_path(other)


def _print(title: str, pairs: list[tuple[Source, Source]], to: str) -> None:
    ways: dict[str, Callable[[Source, str], Source]] = {OURS: _ours, BARE: _bare, NOTHING: lambda source, _: source}
    columns: dict[str, dict[str, str]] = {LINES: {}, CHARACTERS: {}, KEPT: {}}
    for name, convert in ways.items():
        measures = {column: Measure() for column in columns}
        for source, theirs in pairs:
            before, converted, wanted = map(wenzhang.parse, (source, convert(source, to), theirs))
            lines = _lines(converted), _lines(wanted)
            measures[LINES] = measures[LINES].plus(2 * (lines[0] & lines[1]).total(), sum(map(Counter.total, lines)))
            twos = _pairs(converted), _pairs(wanted)
            measures[CHARACTERS] = measures[CHARACTERS].plus(
                2 * (twos[0] & twos[1]).total(), sum(map(Counter.total, twos))
            )
            measures[KEPT] = measures[KEPT].plus(_fixed(before) == _fixed(converted), 1)
        for column, measure in measures.items():
            columns[column][name] = f"{measure.equal} of {measure.all}" if column == KEPT else str(measure)
    print_table(title, columns)


def _ours(source: Source, to: str) -> Source:
    return wenzhang.convert_source(source, to, SIMPLIFIED if to == TRADITIONAL else TRADITIONAL)


def _bare(source: Source, to: str) -> Source:
    return Source.from_text(_converter(CONFIGURATIONS[to]).convert(source.text), path=source.path)


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)


def _code(article: Article) -> tuple[str, ...]:
    return tuple(code.text for kind in (Code, CodeBlock) for code in collect(article, kind))


def _lines(article: Article) -> Counter[str]:
    """The lines of visible text that hold Chinese, but for those of blocks of code."""
    blocks = "\n".join(code.text for code in collect(article, CodeBlock))
    return _chinese_lines(article.text) - _chinese_lines(blocks)


def _chinese_lines(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.splitlines() if CHINESE.search(line))


def _pairs(article: Article) -> Counter[tuple[str, str]]:
    """All pairs of Chinese characters that stand side by side outside of code."""
    return _pairs_in(article.text) - _pairs_in("\n".join(_code(article)))


def _pairs_in(text: str) -> Counter[tuple[str, str]]:
    return Counter(pair for found in CHINESE.finditer(text) for pair in pairwise(found[0]))


def _fixed(article: Article) -> list[str | None]:
    """Code and addresses, in their order."""
    addresses = [link.href for link in collect(article, Link)] + [image.src for image in collect(article, Image)]
    return [*addresses, *_code(article)]
