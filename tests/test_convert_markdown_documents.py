"""Every Markdown document of the corpus, converted: what independent renderers make of it before and after.

They are GitHub's and markdown-it-py; html5lib reads what they write. Nothing may differ but the text for people.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from corpus import CORPUS, corpus_files
from judge import fragment
from markdown_judge import github, markdown_it
from test_convert_untouched import (
    HUMAN_ATTRIBUTES,
    IDENTIFIERS,
    LANGUAGE_ATTRIBUTES,
    LANGUAGE_TAG,
    PROTECTED,
    body_of,
    without_chinese,
    yaml_of,
)
from wenzhang import Source, convert_source
from wenzhang.conversion import conversion_edits
from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOLDERS = ("pingcap-docs-cn", "hexo-site", "ruby-lang", "opensource-guide")
TRADITIONAL = re.compile(r"/zh[-_](?:tw|hant)\b", re.IGNORECASE)

ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:)[^\s<>()\"'，。、；：）」]*|\]\([^()\s]*|^ {0,3}\[[^\]]*\]:[ \t]*\S+", re.MULTILINE
)
FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,}).*?^[ \t>]*\2", re.MULTILINE | re.DOTALL)


class Converted(NamedTuple):
    """A document, what it becomes, and the tags of both."""

    source: Source
    result: Source
    from_: str
    to: str


@lru_cache(maxsize=1024)
def converted(path: Path) -> Converted:
    from_, to = ("zh-TW", "zh-CN") if TRADITIONAL.search(path.as_posix()) else ("zh-CN", "zh-TW")
    source = Source.from_path(path)
    return Converted(source, convert_source(source, to, from_), from_, to)


@pytest.fixture(scope="module", params=FOLDERS)
def documents(request: pytest.FixtureRequest) -> list[Path]:
    return corpus_files(request.param, "*.md")


def assert_none(documents: list[Path], problem_of: Callable[[Converted], object]) -> None:
    """That no document has the problem; each that has is named."""
    problems = {str(path.relative_to(CORPUS)): problem_of(converted(path)) for path in documents}
    assert {name: problem for name, problem in problems.items() if problem} == {}


def outline(html: str) -> Iterator[Any]:
    """The tree of rendered HTML, depth first, without the characters that are for people."""
    root = fragment(html)
    root.normalize()
    nodes: list[tuple[Any, bool]] = [(root, False)]
    while nodes:
        node, is_protected = nodes.pop()
        if node.nodeType == node.TEXT_NODE:
            yield node.data if is_protected else without_chinese(node.data)
        elif node.nodeType == node.ELEMENT_NODE:
            is_protected = is_protected or node.tagName in PROTECTED
            yield (
                node.tagName,
                len(node.childNodes),
                {
                    name: without_chinese(value) if name in HUMAN_ATTRIBUTES | LANGUAGE_ATTRIBUTES else value
                    for name, value in node.attributes.items()
                },
            )
        elif node.nodeType == node.COMMENT_NODE:
            yield "comment", node.data
        nodes += [(child, is_protected) for child in reversed(node.childNodes)]


def first_difference(before: list[Any], after: list[Any]) -> object:
    if before == after:
        return None
    pairs = (pair for pair in zip(before, after, strict=False) if pair[0] != pair[1])
    return next(pairs, f"{len(before)} and {len(after)} nodes")


@pytest.mark.parametrize("render", [github, markdown_it])
def test_is_rendered_alike_but_for_text(documents: list[Path], render: Callable[[str], str]) -> None:
    def problem(found: Converted) -> object:
        before, after = (list(outline(render(body_of(source)))) for source in found[:2])
        return first_difference(before, after)

    assert_none(documents, problem)


def test_code_addresses_and_templates_are_the_same(documents: list[Path]) -> None:
    def problem(found: Converted) -> object:
        for pattern in (TEMPLATE, ADDRESS, FENCE):
            before, after = ([match[0] for match in pattern.finditer(body_of(source))] for source in found[:2])
            if before != after:
                return first_difference(before, after)
        return None

    assert_none(documents, problem)


def test_all_but_chinese_is_the_same_to_the_byte(documents: list[Path]) -> None:
    def problem(found: Converted) -> object:
        edits = conversion_edits(found.source, found.to, found.from_)
        tags = [edit for edit in edits if LANGUAGE_TAG.fullmatch(edit.replacement)]
        if not all(LANGUAGE_TAG.fullmatch(found.source.slice(edit.span)) for edit in tags):
            return tags
        before = without_chinese(found.source.apply(tags).text)
        return first_difference(before.splitlines(), without_chinese(found.result.text).splitlines())

    assert_none(documents, problem)


def test_edits_hold_no_line_end_and_nothing_that_stays(documents: list[Path]) -> None:
    def problem(found: Converted) -> object:
        edits = conversion_edits(found.source, found.to, found.from_)
        if found.source.apply(edits) != found.result:
            return "the edits lead to another result"
        for edit in edits:
            old, new = found.source.slice(edit.span), edit.replacement
            if LANGUAGE_TAG.fullmatch(new):
                continue
            if "\n" in old + new or (old and (old[0] == new[:1] or old[-1] == new[-1:])):
                return old, new
        return None

    assert_none(documents, problem)


def test_front_matter_has_the_same_keys_and_identifiers(documents: list[Path]) -> None:
    def problem(found: Converted) -> object:
        before, after = yaml_of(found.source), yaml_of(found.result)
        return list(before) != list(after) or [key for key in IDENTIFIERS & set(before) if before[key] != after[key]]

    assert_none(documents, problem)


def test_converting_twice_changes_nothing_more(documents: list[Path]) -> None:
    assert_none(documents, lambda found: convert_source(found.result, found.to, found.from_) is not found.result)
