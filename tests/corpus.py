"""The documents that tests read: our fixtures, and sets of real and hostile ones beside the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
MARKDOWN = ("markdown-faq.md", "twin.md")  # the articles of our own with a body in Markdown


class Case(NamedTuple):
    """An input of html5lib-tests and where it stands there."""

    name: str
    data: str


def corpus_files(folder: str, pattern: str) -> list[Path]:
    """The files of one set, in order. Skips the test, saying so, where the set is absent."""
    files = sorted((CORPUS / folder).rglob(pattern))
    if not files:
        pytest.skip(f"no {folder} in {CORPUS}")
    return files


def fixture_articles() -> list[Path]:
    """The articles of our own."""
    return sorted(path for path in (FIXTURES / "articles").rglob("*") if path.is_file())


def html_fixture_articles() -> list[Path]:
    """Those whose body is HTML."""
    return [path for path in fixture_articles() if path.name not in MARKDOWN]


def tree_cases() -> list[Case]:
    """The `#data` of html5lib's tree construction tests; those that need scripting are left out."""
    cases = []
    for path in corpus_files("html5lib-tests/tree-construction", "*.dat"):
        if path.parent.name == "scripted":
            continue
        tests = path.read_bytes().decode("utf-8", "surrogatepass").split("#data\n")[1:]
        for number, test in enumerate(tests):
            data, _, rest = test.partition("\n#errors\n")
            if "\n#script-on\n" not in rest:
                cases.append(Case(f"{path.name}[{number}]", data))
    return cases


def tokenizer_cases() -> list[Case]:
    """The inputs of html5lib's tokenizer tests."""
    cases = []
    for path in corpus_files("html5lib-tests/tokenizer", "*.test"):
        content = json.loads(path.read_text("utf-8"))
        for number, test in enumerate(content.get("tests") or content["xmlViolationTests"]):
            data = test["input"]
            if test.get("doubleEscaped"):
                quoted = data.replace('"', '\\"')
                data = json.loads(f'"{quoted}"')
            cases.append(Case(f"{path.name}[{number}]", data))
    return cases
