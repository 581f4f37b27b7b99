"""The human text of an HTML body in its plainest form, found by a pattern.

Most articles have no code, no language but one, no template and no element that says `translate`. There, text is what
stands between the tags, and no stack of open elements is needed to know what holds for it. Whatever is not entirely of
this form is left to `wenzhang.conversion.html`; the tests hold both to one result.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.conversion.elements import INLINE
from wenzhang.conversion.policy import POLICY
from wenzhang.conversion.runs import Piece, Run, holds_signs, resolved

if TYPE_CHECKING:
    from wenzhang.conversion.policy import Policy

__all__ = ["read_plain_body"]

_INLINE = "|".join(sorted(INLINE - POLICY.protected_elements - {"slot", "tspan", "ruby", "rb"}, key=len, reverse=True))
_BLOCK = (
    "address|article|aside|blockquote|caption|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main"
    "|nav|ol|p|section|summary|table|tbody|td|tfoot|thead|th|tr|ul"
)
_OBJECT = "br|img"
_HUMAN = "|".join(sorted(POLICY.attributes))
_SPACE = "[ \\t\\r\\n]"
_ATTRIBUTE = '(?!(?:lang|xml:lang|hreflang|translate)\\b)[a-z_][a-z0-9_:.-]*+(?:="[^"]*+")?'
_REST = rf"(?:{_SPACE}++(?!(?:{_HUMAN})=){_ATTRIBUTE})*+{_SPACE}*+"
# The repetition that holds the first group is not possessive: Python 3.11 loses such groups. It never has to give back,
# since the last alternative takes whatever comes.
_PIECE = re.compile(
    rf"""(?:(</?(?:{_BLOCK}){_REST}/?>) | (<(?:{_OBJECT}){_REST}/?>) | </?(?:{_INLINE}){_REST}>)*
    (?: ([^<]++)
      | <({_BLOCK}|{_OBJECT}|{_INLINE})(?=[ \t\r\n])((?:{_SPACE}++{_ATTRIBUTE})*+){_SPACE}*+/?>
      | \Z
      | (<))""".replace("[ \\t\\r\\n]", r"[\ \t\r\n]"),
    re.VERBOSE,
)
_VALUE = re.compile(r'[ \t\r\n]([a-z_][a-z0-9_:.-]*+)(?:="([^"]*+)")?')

# What may change what holds for text, or mean that it is not all text.
_TELLING = ("notranslate", "{", "\0")


def read_plain_body(text: str, body_start: int, policy: Policy) -> list[Run] | None:
    """The runs of the body that begins at `body_start`, offsets into `text`; None where it is not of the plain form."""
    if policy != POLICY or any(text.find(sign, body_start) >= 0 for sign in _TELLING):
        return None
    reading = _Reading()
    for piece in _PIECE.finditer(text, body_start):
        kind = piece.lastindex
        if kind == _STRAY:
            return None
        if piece.start(1) >= 0:
            reading.end_paragraph()
        elif piece.start(2) >= 0:
            reading.end_run()
        if kind == _TEXT:
            reading.pending.append(_piece(piece[3], piece.start(3)))
        elif kind == _TAG and not reading.attributes(piece):
            return None
    reading.end_run()
    joined = "\n".join([run.text for run in reading.runs])
    return None if holds_signs(joined) else reading.runs


_TEXT, _TAG, _STRAY = 3, 5, 6
_IS_BLOCK, _IS_OBJECT = re.compile(f"(?:{_BLOCK})"), re.compile(f"(?:{_OBJECT})")


def _piece(written: str, start: int) -> Piece:
    return resolved(written, start, "html") if "&" in written else Piece(written, start)


class _Reading:
    """The runs so far, and the pieces of the one that goes on."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.pending: list[Piece] = []
        self.paragraph = 0

    def end_paragraph(self) -> None:
        """Ends the paragraph, and with it the run."""
        self.end_run()
        self.paragraph += 1

    def end_run(self) -> None:
        """Ends the run that goes on."""
        pieces = self.pending
        if not pieces:
            return
        text = pieces[0].text if len(pieces) == 1 else "".join([piece.text for piece in pieces])
        self.runs.append(Run(text, tuple(pieces), self.paragraph))
        self.pending = []

    def attributes(self, tag: re.Match[str]) -> bool:
        """The human text in the attributes of a tag; False where two have one name, of which one does not count."""
        if _IS_BLOCK.fullmatch(tag[4]):
            self.end_paragraph()
        elif _IS_OBJECT.fullmatch(tag[4]):
            self.end_run()
        names: set[str] = set()
        for attribute in _VALUE.finditer(tag[5]):
            name, value = attribute.groups()
            if name in names:
                return False
            names.add(name)
            if value and name in POLICY.attributes:
                piece = resolved(value, tag.start(5) + attribute.start(2), "double")
                self.runs.append(Run(piece.text, (piece,)))
        return True
