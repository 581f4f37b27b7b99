"""Every HTML document of the corpus and of our fixtures, read and held against html5lib's reading of it."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import msgspec
import pytest
import yaml

import wenzhang
from corpus import corpus_files, html_fixture_articles
from judge import judge, model_counts, model_text
from slices import node_problem, slice_problems, text_problem
from wenzhang.frontmatter import Mapping, MetaValue, Scalar, Sequence
from wenzhang.model import Text
from wenzhang.source import Span
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wenzhang import Article

SETS: dict[str, Callable[[], list[Path]]] = {
    "fixtures": html_fixture_articles,
    "mdn-zh-html": lambda: corpus_files("mdn-zh-html", "*.html"),
    "cnwizards-help": lambda: corpus_files("cnwizards-help", "*.htm"),
}
YAML_FENCES = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module", params=SETS)
def documents(request: pytest.FixtureRequest) -> list[Path]:
    return SETS[request.param]()


@lru_cache(maxsize=512)
def read(path: Path) -> Article:
    return wenzhang.load(path)


def body(article: Article) -> str:
    """The body, behind YAML fences as these tests find them, else behind the front matter."""
    text = article.source.text
    fenced = YAML_FENCES.match(text)
    if fenced:
        return text[fenced.end() :]
    return text[article.front_matter.span.end :] if article.front_matter else text


def assert_none(documents: list[Path], problems: Callable[[Path], Iterator[str]]) -> None:
    """Fails with every file that has a problem and the first problems of each; an exception is one too."""
    found = [(path, first_problems(path, problems)) for path in documents]
    bad = [f"{path.parent.name}/{path.name}: {problem}" for path, some in found for problem in some]
    files = sum(1 for _, some in found if some)
    assert not bad, f"{files} of {len(documents)} files:\n" + "\n".join(bad[:60])


def first_problems(path: Path, problems: Callable[[Path], Iterator[str]]) -> list[str]:
    try:
        return list(islice(problems(path), 3))
    except Exception as error:
        return [repr(error)]


def first_difference(ours: str, theirs: str) -> str:
    """Where two texts part."""
    pairs = enumerate(zip(ours, theirs, strict=False))
    place = next((index for index, (our, their) in pairs if our != their), min(len(ours), len(theirs)))
    around = slice(max(place - 20, 0), place + 40)
    return f"at {place}: ours {ours[around]!r}, the judge's {theirs[around]!r}"


def test_reads(documents: list[Path]) -> None:
    def problems(path: Path) -> Iterator[str]:
        if not (read(path).intro or read(path).sections):
            yield "nothing was read"

    assert_none(documents, problems)


def test_visible_text(documents: list[Path]) -> None:
    def problems(path: Path) -> Iterator[str]:
        ours, theirs = model_text(read(path)), judge(body(read(path))).text
        if ours != theirs:
            yield first_difference(ours, theirs)

    assert_none(documents, problems)


def test_counts(documents: list[Path]) -> None:
    def problems(path: Path) -> Iterator[str]:
        ours, theirs = model_counts(read(path)), judge(body(read(path))).counts
        if ours != theirs:
            yield f"ours {ours}, the judge's {theirs}"

    assert_none(documents, problems)


def test_spans(documents: list[Path]) -> None:
    assert_none(documents, lambda path: slice_problems(read(path)))


def test_shifted_spans_are_told() -> None:
    """The judge of spans can say no: every node's span, moved by one at either end, is a problem."""
    article = read(html_fixture_articles()[0])
    source = article.source.text
    for node in walk(article):
        for start, end in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            span = Span(node.span.start + start, node.span.end + end)
            shifted = msgspec.structs.replace(node, span=span)
            problem = text_problem(shifted, source) if isinstance(shifted, Text) else node_problem(shifted, source)
            assert problem or span.end > len(source), shifted


def test_front_matter_spans(documents: list[Path]) -> None:
    def problems(path: Path) -> Iterator[str]:
        article = read(path)
        fenced = YAML_FENCES.match(article.source.text)
        if fenced is None:
            return
        if article.front_matter is None:
            yield "no front matter"
            return
        yield from value_problems(article.front_matter.root, yaml.safe_load(fenced[1]), article.source.text)

    assert_none(documents, problems)


def value_problems(node: MetaValue, value: Any, text: str) -> Iterator[str]:
    """Where a front-matter tree differs from what PyYAML loads, and scalars whose slice is another value."""
    if isinstance(node, Scalar):
        written = text[node.span.start : node.span.end]
        if yaml.safe_load(written) != value:
            yield f"{written!r} is not {value!r}"
    elif isinstance(node, Sequence):
        for item, part in zip(node.items, value, strict=True):
            yield from value_problems(item, part, text)
    elif isinstance(node, Mapping):
        yield from mapping_problems(node, value, text)


def mapping_problems(node: Mapping, value: dict[Any, Any], text: str) -> Iterator[str]:
    """The same for a mapping, whose merge keys PyYAML has resolved: what they merge is checked at its anchor."""
    written = [text[entry.key.span.start : entry.key.span.end] for entry in node.entries]
    entries = {yaml.safe_load(key): entry for key, entry in zip(written, node.entries, strict=True) if key != "<<"}
    missing = set() if "<<" in written else value.keys() - entries.keys()
    if missing:
        yield f"no {missing}"
    for key, entry in entries.items():
        yield from value_problems(entry.value, value[key], text)


def test_bytes_come_back(documents: list[Path]) -> None:
    def problems(path: Path) -> Iterator[str]:
        if read(path).source.encode() != path.read_bytes():
            yield "encoded again, it is other bytes"

    assert_none(documents, problems)


def test_json_round_trip(documents: list[Path]) -> None:
    def problems(path: Path) -> Iterator[str]:
        article = read(path)
        if wenzhang.from_json(wenzhang.to_json(article, source=True)) != article:
            yield "with its source, it comes back as another"
        again = wenzhang.from_json(wenzhang.to_json(article))
        for name in article.__struct_fields__:
            if name != "source" and getattr(again, name) != getattr(article, name):
                yield f"without its source, {name} comes back as another"

    assert_none(documents, problems)


def test_json_validates(documents: list[Path]) -> None:
    validator = jsonschema_rs.validator_for(wenzhang.json_schema())

    def problems(path: Path) -> Iterator[str]:
        for source in (True, False):
            document = json.loads(wenzhang.to_json(read(path), source=source))
            for error in validator.iter_errors(document):
                yield f"{error.instance_path}: {error.message[:200]}"

    assert_none(documents, problems)
