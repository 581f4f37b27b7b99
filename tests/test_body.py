"""Which bodies are HTML, and that Markdown is refused rather than misread."""

from __future__ import annotations

import pytest

import wenzhang
from wenzhang.read.body import body_format


@pytest.mark.parametrize(
    ("path", "body", "format"),
    [
        ("a.md", "<p>甲</p>", "html"),
        ("a.md", "\n  <h2>甲</h2>", "html"),
        ("a.md", "", "html"),
        ("a.md", "# 甲", "markdown"),
        ("a.MARKDOWN", "甲", "markdown"),
        ("a.html", "甲", "html"),
        ("a\n.md", "- 甲", "markdown"),
        (None, "# 甲", "html"),
    ],
)
def test_the_format_of_a_body(path: str | None, body: str, format: str) -> None:
    assert body_format(wenzhang.Source.from_text(body, path=path), 0) == format


def test_markdown_is_an_error_with_its_place() -> None:
    with pytest.raises(wenzhang.FormatError, match=r"^a\.md:4:1: the body is Markdown"):
        wenzhang.parse("---\ntitle: 甲\n---\n# 乙\n", path="a.md")


def test_the_caller_decides() -> None:
    assert wenzhang.parse("甲", path="a.md", format="html").text == "甲"
    with pytest.raises(wenzhang.FormatError):
        wenzhang.parse("<p>甲</p>", format="markdown")
