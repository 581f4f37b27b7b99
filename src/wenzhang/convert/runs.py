"""Runs: the texts that go to the converter, and the way back from what changed in them to the source.

A run is text as it is meant, with the references and escapes of Chinese characters resolved so that they take part in matching. It is
cut where something stands that must not change. For now a run never reaches across a tag.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.convert.align import differences
from wenzhang.convert.policy import PROTECTED
from wenzhang.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wenzhang.convert.text import Notation, Stretch

__all__ = ["Run", "runs_of"]

# What a protected stretch holds, to be looked for first.
_SIGNS = ("@", "{{", "{%", "www.", "WWW.", "://", "mailto:")

_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]{1,8})|(?P<decimal>[0-9]{1,8}));?")
_ESCAPE = re.compile(
    r"\\(?:u(?P<high>d[89ab][0-9a-f]{2})\\u(?P<low>d[c-f][0-9a-f]{2})|u(?P<u>[0-9a-f]{4})|U(?P<U>[0-9a-f]{8})|.)",
    re.IGNORECASE | re.DOTALL,
)


class Run(NamedTuple):
    """A text and where it stands. `offsets` has the place of each of its code points and of its end; None where it is as written."""

    text: str
    start: int
    offsets: list[int] | None = None

    def edits(self, converted: str) -> Iterator[Edit]:
        """What to change in the source so that this run says `converted`."""
        for start, end, replacement in differences(self.text, converted):
            if self.offsets is None:
                yield Edit(Span(self.start + start, self.start + end), replacement)
            else:
                yield Edit(Span(self.offsets[start], self.offsets[end]), replacement)


def runs_of(source: str, stretches: Iterable[Stretch]) -> Iterator[Run]:
    """The runs of all stretches that have anything to convert."""
    for stretch in stretches:
        text = source[stretch.start : stretch.end]
        for start, end in _unprotected(text):
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


def _resolve(piece: str, start: int, notation: Notation) -> Run | None:
    """The run of a piece in which Chinese characters are written as references or escapes; None for one without."""
    if notation == "html":
        written = _REFERENCE.finditer(piece) if "&#" in piece else ()
    else:
        written = _ESCAPE.finditer(piece) if notation == "escaped" and "\\" in piece else ()
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for found in written:
        character = _ideograph(found.groupdict())
        if character:
            pieces += piece[at : found.start()], character
            offsets += range(start + at, start + found.start() + 1)
            at = found.end()
    if not pieces:
        return None
    offsets += range(start + at, start + len(piece) + 1)
    return Run("".join([*pieces, piece[at:]]), start, offsets)


def _ideograph(code: dict[str, str | None]) -> str:
    """The character a reference or an escape stands for, where it is Chinese; else nothing."""
    if code.get("high") and code.get("low"):
        number = 0x10000 + (int(code["high"] or "", 16) - 0xD800) * 0x400 + int(code["low"] or "", 16) - 0xDC00
    elif code.get("decimal"):
        number = int(code["decimal"] or "")
    else:
        number = int(code.get("hex") or code.get("u") or code.get("U") or "0", 16)
    is_ideograph = 0x3400 <= number <= 0x9FFF or 0xF900 <= number <= 0xFAFF or 0x20000 <= number <= 0x3FFFF
    return chr(number) if is_ideograph else ""
