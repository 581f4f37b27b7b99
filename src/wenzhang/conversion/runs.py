"""Runs: the texts that go to the converter, and the way back from what changed in them to the source.

A run is text as it is meant, with the references and escapes of Chinese characters resolved so that they take part in
matching. It is cut where something stands that must not change. For now a run never reaches across a tag.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.align import differences
from wenzhang.conversion.policy import PROTECTED
from wenzhang.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wenzhang.conversion.text import Notation, Stretch

__all__ = ["Run", "runs_of"]

# What a protected stretch holds, to be looked for first.
_SIGNS = ("@", "{{", "{%", "www.", "WWW.", "://", "mailto:")

_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]{1,8})|(?P<decimal>[0-9]{1,8}));?")
_HEX = "[0-9a-fA-F]"
_ESCAPE = re.compile(
    rf"\\(?:u(?P<high>[dD][89abAB]{_HEX}{{2}})\\u(?P<low>[dD][c-fC-F]{_HEX}{{2}})"
    rf"|u(?P<u>{_HEX}{{4}})|U(?P<U>{_HEX}{{8}})|.)",
    re.DOTALL,
)


class Places(NamedTuple):
    """Where the code points of a text stand that is not written literally in the source.

    `offsets` has the place of each and that of the end, `spelled` how those are written that are references or escapes.
    """

    offsets: list[int]
    spelled: dict[int, str]

    def edits(self, start: int, end: int, replacement: str) -> list[Edit]:
        """What to change in the source for this to stand from `start` to `end` of the text.

        One for one, a reference stays a reference, perhaps because the encoding cannot hold such characters.
        """
        if len(replacement) != end - start:
            return [Edit(Span(self.offsets[start], self.offsets[end]), replacement)]
        edits = []
        for place, character in enumerate(replacement, start):
            written = self.spelled.get(place)
            span = Span(self.offsets[place], self.offsets[place + 1])
            edits.append(Edit(span, spelled_alike(character, written) if written else character))
        return edits


class Run(NamedTuple):
    """A text and where it stands in the source: from `start` on as it is, or at `places`."""

    text: str
    start: int
    places: Places | None = None

    def edits(self, converted: str) -> list[Edit]:
        """What to change in the source so that this run says `converted`."""
        changes = differences(self.text, converted)
        if self.places is not None:
            return [edit for change in changes for edit in self.places.edits(*change)]
        offset = self.start
        return [Edit(Span(offset + start, offset + end), replacement) for start, end, replacement in changes]


def runs_of(source: str, stretches: Iterable[Stretch]) -> Iterator[Run]:
    """The runs of all stretches that have anything to convert."""
    protects = any(sign in source for sign in _SIGNS)
    for stretch in stretches:
        text = source[stretch.start : stretch.end]
        for start, end in _unprotected(text) if protects else ((0, len(text)),):
            piece = text[start:end]
            resolved = _resolve(piece, stretch.start + start, stretch.notation)
            if resolved is not None:
                yield resolved
            elif not piece.isascii():
                yield Run(piece, stretch.start + start)


def _unprotected(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    if any(sign in text for sign in _SIGNS):
        for protected in PROTECTED.finditer(text):
            if protected.start() > at:
                yield at, protected.start()
            at = protected.end()
    if at < len(text):
        yield at, len(text)


def spelled_alike(character: str, written: str) -> str:
    """A character as a reference or an escape, in the manner of a written one; as it is where that cannot hold it."""
    if written.startswith("&#"):
        prefix = written[: 3 if written[2] in "xX" else 2]
        digits = format(ord(character), "x" if len(prefix) == 3 else "d")
        digits = digits.upper() if _is_upper(written[len(prefix) :]) else digits
        return f"{prefix}{digits}{';' if written.endswith(';') else ''}"
    digits = format(ord(character), f"0{len(written) - 2}x")
    if len(digits) != len(written) - 2:
        return character
    return written[:2] + (digits.upper() if _is_upper(written[2:]) else digits)


def _is_upper(digits: str) -> bool:
    return any(digit.isupper() for digit in digits)


def _resolve(piece: str, start: int, notation: Notation) -> Run | None:
    """The run of a piece in which Chinese characters are written as references or escapes; None for one without."""
    if notation == "html":
        references = _REFERENCE.finditer(piece) if "&#" in piece else ()
    else:
        references = _ESCAPE.finditer(piece) if notation == "escaped" and "\\" in piece else ()
    text, at = "", 0
    offsets: list[int] = []
    spelled: dict[int, str] = {}
    for reference in references:
        character = _ideograph(reference.groupdict())
        if character:
            text += piece[at : reference.start()]
            spelled[len(text)] = reference[0]
            text += character
            offsets += range(start + at, start + reference.start() + 1)
            at = reference.end()
    if not spelled:
        return None
    offsets += range(start + at, start + len(piece) + 1)
    return Run(text + piece[at:], start, Places(offsets, spelled))


def _ideograph(code: dict[str, str | None]) -> str:
    """The character a reference or an escape stands for, where it is Chinese; else nothing."""
    high, low, decimal = code.get("high"), code.get("low"), code.get("decimal")
    if high and low:
        number = 0x10000 + (int(high, 16) - 0xD800) * 0x400 + int(low, 16) - 0xDC00
    else:
        number = int(decimal) if decimal else int(code.get("hex") or code.get("u") or code.get("U") or "0", 16)
    is_ideograph = 0x3400 <= number <= 0x9FFF or 0xF900 <= number <= 0xFAFF or 0x20000 <= number <= 0x3FFFF
    return chr(number) if is_ideograph else ""
