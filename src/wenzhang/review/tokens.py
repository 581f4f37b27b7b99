"""Markup of our own that goes through a sanitiser as text, and is put in its place behind it.

A token is a noncharacter, a number and another noncharacter. What stands for markup can so be written into text before
the sanitiser reads it, and no article can write it: its noncharacters are replaced, and the numbers begin with a digest
of its source.
"""

from __future__ import annotations

import re
from hashlib import sha256

__all__ = ["Tokens"]

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # Unicode 3.4, D14: noncharacters, not for interchange
_NONCHARACTERS = str.maketrans(dict.fromkeys((_OPEN, _CLOSE), "\ufffd"))


class Tokens:
    """The markup that tokens of one article stand for."""

    def __init__(self, text: str) -> None:
        self._salt = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        self._markup: list[str] = []

    def token(self, markup: str) -> str:
        """What stands for some markup until it is `placed`."""
        self._markup.append(markup)
        return f"{_OPEN}{self._salt}{len(self._markup) - 1}{_CLOSE}"

    def placed(self, html: str) -> tuple[str, list[str]]:
        """The HTML with the markup in its place, and the markup whose token was lost."""
        lost = {number: markup for number, markup in enumerate(self._markup) if markup}
        token = re.compile(rf"{_OPEN}{self._salt}([0-9]+){_CLOSE}")
        placed = token.sub(lambda found: lost.pop(int(found[1]), ""), html)
        return placed, list(lost.values())

    def placed_in(self, html: str) -> str:
        """The same for HTML that no sanitiser has read; its tokens are then no longer waited for."""
        token = re.compile(rf"{_OPEN}{self._salt}([0-9]+){_CLOSE}")
        numbers = [int(found[1]) for found in token.finditer(html)]
        placed = token.sub(lambda found: self._markup[int(found[1])], html)
        for number in numbers:
            self._markup[number] = ""
        return placed

    @staticmethod
    def text(text: str) -> str:
        """Text of an article, in which no token can be."""
        return text.translate(_NONCHARACTERS)
