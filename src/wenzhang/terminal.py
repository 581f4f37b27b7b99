"""Text on a terminal: how many columns it takes, cut to fit, coloured, and harmless to print."""

from __future__ import annotations

import os
import re
from itertools import accumulate
from unicodedata import category, east_asian_width

__all__ = ["Paint", "beginning", "clip", "ending", "fits", "printable", "readable", "width"]

# What moves the cursor, or reorders the line around it (UAX #9, explicit directional formatting), and lone surrogates.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# Bytes that Python could not decode in a file's name (PEP 383).
_ESCAPED_BYTES = re.compile("[\udc80-\udcff]+")
_CONTROL_PICTURES = 0x2400


def width(text: str) -> int:
    """The terminal columns that printable text takes: two for wide characters (UAX #11), none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def clip(text: str, columns: int) -> str:
    """The text if it fits, else as much of it as fits with `…` after it."""
    if width(text) <= columns:
        return text
    used = 1  # the ellipsis
    for index, character in enumerate(text):
        used += _character_width(character)
        if used > columns:
            return text[:index].rstrip() + "…"
    return text


def fits(text: str, columns: int) -> bool:
    """Whether a text takes no more columns, nor characters."""
    return len(text) <= columns and width(text) <= columns


def beginning(text: str, columns: int) -> str:
    """As much of the beginning as takes no more columns, or characters."""
    text = text[: max(columns, 0)]
    if not fits(text, columns):
        used = accumulate(map(width, text))
        text = "".join([character for character, so_far in zip(text, used, strict=True) if so_far <= columns])
    return text


def ending(text: str, columns: int) -> str:
    """As much of the end as takes no more columns, or characters, and does not begin with a combining one."""
    text = beginning(text[max(len(text) - max(columns, 0), 0) :][::-1], columns)[::-1]
    while text and not width(text[0]):
        text = text[1:]
    return text


def printable(text: str) -> str:
    """As many characters on one line: control characters as their pictures (`␛`), what has none as U+FFFD."""
    return _UNPRINTABLE.sub(_picture, text)


def readable(path: str) -> str:
    r"""A path as valid text, whatever the locale: its bytes as UTF-8 where they are, else as escapes (`\xa4`)."""
    return _ESCAPED_BYTES.sub(lambda found: os.fsencode(found.group()).decode("utf-8", "backslashreplace"), path)


class Paint:
    """Colours text, or leaves it plain where the output is no terminal (ECMA-48, section 8.3.117)."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def bold(self, text: str) -> str:
        """Bold."""
        return self._with("1", text)

    def faint(self, text: str) -> str:
        """Faint: there if one looks for it."""
        return self._with("2", text)

    def red(self, text: str) -> str:
        """Bold red, for errors."""
        return self._with("1;31", text)

    def yellow(self, text: str) -> str:
        """Bold yellow, for warnings."""
        return self._with("1;33", text)

    def blue(self, text: str) -> str:
        """Bold blue."""
        return self._with("1;34", text)

    def green(self, text: str) -> str:
        """Bold green, for what was added."""
        return self._with("1;32", text)

    def removed(self, text: str) -> str:
        """On red, so that a single character, or a space, is seen."""
        return self._with("37;41", text)

    def added(self, text: str) -> str:
        """On green."""
        return self._with("30;42", text)

    def _with(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


def _character_width(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):  # U+3099 combines although it is wide
        return 0
    if "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7ff":  # vowels and finals of a Korean syllable
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    return "\u2421" if code == 0x7F else "\ufffd"
