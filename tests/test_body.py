"""Which bodies are HTML, and which are Markdown."""

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
        ("a.mdx", "<p>甲</p>\n\n乙", "markdown"),
        ("a.md", "<p>甲</p>\n\n<p>乙\n丙</p>\n", "html"),
        ("a.md", "<p>甲</p>\n\n    <p>乙</p>\n", "markdown"),
        ("a.md", "<b>甲</b>乙 **丙**", "markdown"),
        ("a.md", "<!-- 甲 -->\n\n乙", "markdown"),
        ("a.md", "<pre>甲\n\n乙</pre>\n", "html"),
        ("a.md", "    <p>甲</p>", "markdown"),
        ("a.md", "<https://example.com>", "markdown"),
    ],
)
def test_the_format_of_a_body(path: str | None, body: str, format: str) -> None:
    assert body_format(wenzhang.Source.from_text(body, path=path), 0) == format


def test_the_caller_decides() -> None:
    assert wenzhang.parse("甲", path="a.md", format="html").text == "甲"
    assert wenzhang.parse("**甲**", format="markdown").text == "甲"
    with pytest.raises(wenzhang.FormatError, match="'md' is no format of a body"):
        wenzhang.parse("<p>甲</p>", format="md")  # type: ignore[arg-type]
