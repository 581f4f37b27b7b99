"""The cases in fixtures/cases/read: HTML beside the tree that it reads as."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wenzhang
from drawing import draw

FOLDER = Path(__file__).parents[1] / "fixtures" / "cases" / "read"
CASE = re.compile(
    r"^## (?P<name>.+?)\n.*?^```html\n(?P<html>.*?)^```\n+^```tree\n(?P<tree>.*?)^```\n", re.DOTALL | re.MULTILINE
)


def cases() -> list[tuple[str, str, str]]:
    found = []
    for file in sorted(FOLDER.glob("*.md")):
        text = file.read_text("utf-8")
        matches = list(CASE.finditer(text))
        assert len(matches) == text.count("\n## "), f"a case in {file.name} is incomplete"
        found += [
            (f"{file.stem}: {m['name']}", m["html"].removesuffix("\n"), m["tree"].removesuffix("\n")) for m in matches
        ]
    return found


@pytest.mark.parametrize(("html", "tree"), [pytest.param(html, tree, id=name) for name, html, tree in cases()])
def test_html_reads_as_this_tree(html: str, tree: str) -> None:
    assert draw(wenzhang.parse(html)) == tree


def test_there_are_cases() -> None:
    assert len(cases()) > 40
