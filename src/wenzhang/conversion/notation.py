"""Writing text so that it is read as just that text: in HTML and its attribute values, in Markdown, in front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.conversion.text import Notation

__all__ = ["NEEDS_WHOLE", "open_signs", "within_line", "written"]

# In text, what begins a tag or a reference; in values the quote, too, and without one all that ends it (HTML Standard,
# 13.1.2.3 and 13.1.3).
_IN_TEXT = re.compile("[&<]")
_IN_DOUBLE, _IN_SINGLE = re.compile('[&"]'), re.compile("[&']")
_UNQUOTED = re.compile("[&\"'<=>`|{\\s]")
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}

# What double quotes need a backslash for in YAML (1.2, 5.7), TOML (1.0, String) and JSON (RFC 8259, 7) alike.
_ESCAPED = re.compile('["\\\\\\x00-\\x1f\\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

# What a plain scalar of YAML cannot hold or begin or end with (1.2, 7.3.3); more than that, since nobody minds quotes.
_NO_YAML = re.compile("[:#\\[\\]{},&*!|>'\"%@`?\\\\\\n\\r\\t]|^[-\\s]|\\s$")

NEEDS_WHOLE = "\0whole"
"""What `written` says where a plain YAML value has to be put in quotes as a whole."""


# What may begin or end anything within a line of Markdown. A backslash ends no code, tag or address that began before,
# so what would is a reference (CommonMark 0.31, 2.4, 2.5 and 6.1). The bar ends a cell of a table, the brace begins
# attributes, templates and expressions.
_IN_MARKDOWN = re.compile(r"(?P<ends>[&<>`])|[\\*_\[\]~$|{]")
_IN_MARKDOWN_TITLE = re.compile(r"(?P<ends>[&<>`])|[\\\"'()|{]")
_IN_MARKDOWN_ATTRIBUTE = re.compile("[&\"'`|{]")

# What begins a block where nothing but such signs stands before it, and more behind what it completes.
_MAY_BEGIN = re.compile(r"[-+#=:.)\d]*")
_BEGINS = re.compile(r"[-+#=:^]|[.)]|(?<![^\d])\d{1,9}[.)]")


def _reference(found: re.Match[str]) -> str:
    return _REFERENCES.get(found[0]) or f"&#{ord(found[0])};"


def _in_markdown(found: re.Match[str]) -> str:
    return _reference(found) if found["ends"] else f"\\{found[0]}"


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
    "markdown": lambda text: _IN_MARKDOWN.sub(_in_markdown, text),
    "title": lambda text: _IN_MARKDOWN_TITLE.sub(_in_markdown, text),
    "attribute": lambda text: _IN_MARKDOWN_ATTRIBUTE.sub(_reference, text),
    "collapsed": lambda text: _IN_MARKDOWN.sub(_in_markdown, text),
    "shortcut": lambda text: _IN_MARKDOWN.sub(_in_markdown, text),
    "plain": lambda text: text,
}


def written(text: str, notation: Notation) -> str | None:
    """The text as it is written in a notation; None where that cannot hold it."""
    return _WRITERS[notation](text)


# Signs that are text as they stand, and would begin a tag, a reference or an escape with the right sign behind them.
_OPEN = {
    "<": re.compile(r"<\Z"),
    "&": re.compile(r"&#?\w*\Z", re.ASCII),
    "\\": re.compile(r"(?<!\\)(?:\\\\)*\\\Z"),
}
_COMPLETE = {
    "<": re.compile(r"[A-Za-z/!?]"),
    "&": re.compile(r"[#\w;]", re.ASCII),
    "\\": re.compile(r"[!-/:-@\[-`{-~]"),
}
_MAY_OPEN: dict[Notation, str] = {
    "html": "<&",
    "double": "&",
    "single": "&",
    "unquoted": "&",
    "attribute": "&",
    "markdown": "<&\\",
    "collapsed": "<&\\",
    "shortcut": "<&\\",
    "title": "&\\",
}


def open_signs(before: str, after: str, notation: Notation) -> int:
    """How many characters at the end of `before`, as they stand there, would not be text with `after` behind them."""
    for sign in _MAY_OPEN.get(notation, ""):
        if sign in before and _COMPLETE[sign].match(after) and (found := _OPEN[sign].search(before)):
            return len(found[0])
    return 0


def within_line(text: str, before: str, *, is_last: bool) -> str:
    """Text written for Markdown, so that it is text behind `before` in its piece, and at the end of that if `is_last`.

    A piece may begin or end a line, a heading, or what `**` encloses.
    """
    if before.endswith("]") or _MAY_BEGIN.fullmatch(before):
        begins = _BEGINS.match(text)
        if begins is not None:
            text = f"{text[: begins.end() - 1]}\\{text[begins.end() - 1 :]}"
    elif before.endswith("[") and text.startswith("^"):
        text = f"\\{text}"
    if text[:1] in (" ", "\t") and _MAY_BEGIN.fullmatch(before):
        text = f"&#{ord(text[0])};{text[1:]}"
    return _at_end(text, before) if is_last else text


def _at_end(text: str, before: str) -> str:
    """With nothing at its end that what follows would make more than text of, or that would go with the line."""
    if text[-1:] in (" ", "\t"):
        return f"{text[:-1]}&#{ord(text[-1])};"
    if text.endswith("!"):
        return f"{text[:-1]}\\!"
    content = text.rstrip("#")
    if content != text and not content.endswith("\\") and (before + content)[-1:].isspace():
        return f"{content}\\{text[len(content) :]}"
    return text
