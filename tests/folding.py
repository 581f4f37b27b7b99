"""What two texts have in common of which one has its Chinese mended: they fold to the same.

Folded away are spaces beside Chinese and punctuation, the widths of letters and marks, the scripts; not more.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from wenzhang.conversion.engine import convert_texts

__all__ = ["TEXT_ATTRIBUTES", "folded", "folded_marks", "plainly_written"]

TEXT_ATTRIBUTES = frozenset("alt title aria-label aria-description placeholder label summary content".split())
"""Attributes of HTML whose values are text for readers, or may be."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("。"): "."}
# Two words of Latin letters keep the space between.
_SPACE = re.compile(r"(?<![0-9A-Za-z])\s+|\s+(?![0-9A-Za-z])")
_QUOTES = re.compile("[「」『』“”‘’\"']")
_DOTS = re.compile("[.…⋯]+")
_DASHES = re.compile("[—-]+")
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~！-／：-＠。])")


@cache
def _simplified(character: str) -> str:
    """By OpenCC, for one character alone. It leaves `著`, of which `着` is another form."""
    return "着" if character == "著" else convert_texts([character], ("t2s",))[0]


def folded(text: str) -> str:
    """The text as it is left by what safe fixes do."""
    return _SPACE.sub("", "".join(map(_simplified, text)).translate(_WIDE))


def folded_marks(text: str) -> str:
    """As it is left by what the others do: without its quotation marks, with short ellipses and dashes."""
    return _DASHES.sub("-", _DOTS.sub(".", _QUOTES.sub("", folded(text))))


def plainly_written(source: str) -> str:
    """A source folded, with what its references and escapes mean."""
    return folded(_ESCAPED.sub("", unescape(source)))
