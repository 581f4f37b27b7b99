"""How Markdown writes characters otherwise than as they are (CommonMark 0.31, 2.4 and 2.5)."""

from __future__ import annotations

import re
from html import unescape

__all__ = ["ESCAPE", "REFERENCE", "code_in_line", "language_of", "unescaped"]

ESCAPE = r"\\[!-/:-@\[-`{-~]"
REFERENCE = r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"

_LINE_END = re.compile("\r\n?|\n")
_SPELLED = re.compile(f"{ESCAPE}|{REFERENCE}")


def unescaped(text: str) -> str:
    """What is meant by text that holds backslash escapes and character references."""
    return _SPELLED.sub(lambda found: found[0][1:] if found[0][0] == "\\" else unescape(found[0]), text)


def language_of(info: str) -> str:
    """The language that stands behind a fence: its first word, which pandoc and kramdown write as `{.py}`."""
    word = info.split(maxsplit=1)[0] if info.strip() else ""
    return word[2:].rstrip("}") if word.startswith("{.") else word


def code_in_line(written: str, value: str) -> str:
    """What code means that is `written` with its backticks: a line end is a space (CommonMark 0.31, 6.1).

    `value` is what pulldown-cmark makes of it, for which CR LF are two, and lines begin with what is indented more
    than their list needs, although that is no part of a paragraph (4.8).
    """
    if written[0] != "`" or not ("\n" in written or "\r" in written):
        return value
    first, *others = _LINE_END.split(written.strip("`"))
    is_quoted = len("".join(value.split())) < len("".join([first, *others]).replace(" ", "").replace("\t", ""))
    before = " \t>" if is_quoted else " \t"
    code = " ".join([first, *(line.lstrip(before) for line in others)])
    return code[1:-1] if code[0] == code[-1] == " " and not code.isspace() else code
