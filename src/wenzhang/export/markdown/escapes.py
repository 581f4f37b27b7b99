"""Text in Markdown: what would mean something is escaped, and nothing else is.

The sections are those of CommonMark 0.31. `before` and `after` are the characters between which a text stands, a line
end where its line begins or ends.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category

from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "OTHER",
    "PUNCTUATION",
    "SPACE",
    "collapsed",
    "escaped",
    "html_escaped",
    "is_plain_text",
    "kind_of",
    "template_escaped",
]

OTHER, SPACE, PUNCTUATION, SYMBOL = range(4)

_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_BRACKETS = frozenset("[]")
_WHITE_SPACE = re.compile(r"[ \t\n\f\r]+")
_MARKS = re.compile(r"[\\`*_\[\]<&~$!{]")
_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,8});")
_BEGINS_TAG = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/!?")

_KINDS: dict[str, int] = dict.fromkeys(" \t\n\f\r", SPACE)


def kind_of(character: str) -> int:
    """What a character is to emphasis (6.2): white space, punctuation, a symbol, or anything else.

    Symbols are punctuation since CommonMark 0.31 and were not before, so that what is to hold in both relies on
    neither.
    """
    kind = _KINDS.get(character)
    if kind is None:
        general = category(character)
        if general == "Zs":
            kind = SPACE
        elif general[0] == "P" or character in _ASCII_PUNCTUATION:
            kind = PUNCTUATION
        else:
            kind = SYMBOL if general[0] == "S" or general == "Cn" else OTHER
        _KINDS[character] = kind
    return kind


def collapsed(value: str) -> str:
    """Text whose white space is what a browser makes of it: one space (CSS Text 3, 4.1.1)."""
    if value.isprintable() and "  " not in value:
        return value
    return _WHITE_SPACE.sub(" ", value)


def is_plain_text(value: str) -> bool:
    """Whether there is nothing in a text that might have to be escaped."""
    return _MARKS.search(value) is None


def escaped(value: str, before: str, after: str, *, in_link: bool = False) -> str:
    """Text of Markdown that means a text. In the text of a link all brackets are escaped."""
    if _MARKS.search(value) is None:
        return value
    if "{{" in value or "{%" in value:
        return _around_templates(value, before, after, in_link)
    return _escaped(value, before, after, in_link)


def _escaped(value: str, before: str, after: str, in_link: bool) -> str:
    text = f"{before}{value}{after}"
    parts: list[str] = []
    at = len(before)
    for found in _MARKS.finditer(text, at, len(text) - len(after)):
        place = found.start()
        mark = text[place]
        if _MATTERS[mark](text, place) or (in_link and mark in _BRACKETS):
            parts += text[at:place], "\\"
            at = place
    parts.append(text[at : len(text) - len(after)])
    return "".join(parts)


def _around_templates(value: str, before: str, after: str, in_link: bool) -> str:
    """Templates stay as they are, since what replaces them does so before Markdown is read."""
    parts: list[str] = []
    at = 0
    for template in TEMPLATE.finditer(value):
        start = template.start()
        piece = _escaped(value[at:start], value[at - 1] if at else before, "{", in_link)
        parts += template_escaped(piece, "{\\"), template[0]
        at = template.end()
    rest = _escaped(value[at:], value[at - 1] if at else before, after, in_link)
    return "".join([*parts, template_escaped(rest, "{\\")])


def template_escaped(text: str, brace: str) -> str:
    """Text with braces that are those of no template, though other text might make them so."""
    return text.replace("{{", f"{brace}{{").replace("{%", f"{brace}%")


def html_escaped(text: str) -> str:
    """Text in HTML."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


# Whether a character at a place in a text means something


def _always(text: str, place: int) -> bool:
    return True


def _never(text: str, place: int) -> bool:
    return False


def _backslash(text: str, place: int) -> bool:
    following = text[place + 1 : place + 2]
    if following == " ":
        return text.endswith("\n") and not text[place + 1 :].strip()  # white space that is not written
    return following in _ASCII_PUNCTUATION or following in ("\n", "", "\xa0")  # the last may become a reference


def _touches(text: str, place: int) -> bool:
    """Delimiters with white space on both sides are none (6.2)."""
    return kind_of(text[place - 1]) != SPACE or kind_of(text[place + 1]) != SPACE


def _underscore(text: str, place: int) -> bool:
    """Within a word, as between white space, it is none."""
    before, after = kind_of(text[place - 1]), kind_of(text[place + 1])
    return before != after or before not in (OTHER, SPACE)


def _tag(text: str, place: int) -> bool:
    return text[place + 1] in _BEGINS_TAG


def _reference(text: str, place: int) -> bool:
    return _REFERENCE.match(text, place) is not None


def _opening_bracket(text: str, place: int) -> bool:
    return text[place + 1] == "^"


def _closing_bracket(text: str, place: int) -> bool:
    return text[place + 1] in "([:"


def _exclamation(text: str, place: int) -> bool:
    return text[place + 1] == "["


_MATTERS: dict[str, Callable[[str, int], bool]] = {
    "\\": _backslash,
    "`": _always,
    "*": _touches,
    "~": _touches,
    "$": _touches,
    "_": _underscore,
    "<": _tag,
    "&": _reference,
    "[": _opening_bracket,
    "]": _closing_bracket,
    "!": _exclamation,
    "{": _never,
}
