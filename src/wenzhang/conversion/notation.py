"""Writing text so that it is read as just that text: in HTML and its attribute values, in Markdown, in front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.conversion.text import Notation

__all__ = ["NEEDS_WHOLE", "written"]

# In text, what begins a tag or a reference; in values the quote, too, and without one all that ends it (HTML Standard,
# 13.1.2.3 and 13.1.3).
_IN_TEXT = re.compile("[&<]")
_IN_DOUBLE, _IN_SINGLE = re.compile('[&"]'), re.compile("[&']")
_UNQUOTED = re.compile("[&\"'<=>`\\s]")
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}

# What double quotes need a backslash for in YAML (1.2, 5.7), TOML (1.0, String) and JSON (RFC 8259, 7) alike.
_ESCAPED = re.compile('["\\\\\\x00-\\x1f\\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

# What a plain scalar of YAML cannot hold or begin or end with (1.2, 7.3.3); more than that, since nobody minds quotes.
_NO_YAML = re.compile("[:#\\[\\]{},&*!|>'\"%@`?\\\\\\n\\r\\t]|^[-\\s]|\\s$")

NEEDS_WHOLE = "\0whole"
"""What `written` says where a plain YAML value has to be put in quotes as a whole."""


# What may begin or end anything within a line of Markdown, and at the beginning of a line (CommonMark 0.31, 2.4).
_IN_MARKDOWN = re.compile(r"[\\`*_\[\]<&~$|]|^[#+\-=>:]|(?<=^\d)[.)]")
_IN_MARKDOWN_TITLE = re.compile(r"[\\\"'()&]")


def _reference(found: re.Match[str]) -> str:
    return _REFERENCES.get(found[0]) or f"&#{ord(found[0])};"


def _backslashed(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"


_WRITERS: dict[Notation, Callable[[str], str | None]] = {
    "html": lambda text: _IN_TEXT.sub(_reference, text),
    "double": lambda text: _IN_DOUBLE.sub(_reference, text),
    "single": lambda text: _IN_SINGLE.sub(_reference, text),
    "unquoted": lambda text: _UNQUOTED.sub(_reference, text),
    "escaped": lambda text: _ESCAPED.sub(_escape, text),
    "doubled": lambda text: text.replace("'", "''"),
    "literal": lambda text: None if "'" in text else text,
    "yaml": lambda text: NEEDS_WHOLE if _NO_YAML.search(text) else text,
    "part": lambda text: None if _NO_YAML.search(text) else text,
    "markdown": lambda text: _IN_MARKDOWN.sub(_backslashed, text),
    "title": lambda text: _IN_MARKDOWN_TITLE.sub(_backslashed, text),
    "plain": lambda text: text,
}


def written(text: str, notation: Notation) -> str | None:
    """The text as it is written in a notation; None where that cannot hold it."""
    return _WRITERS[notation](text)
