"""The tokens of a body: turbohtml's, with offsets, and read as the tree construction has them read.

turbohtml's tokenizer goes by names alone. To the standard it matters where a tag stands: `<title>` holds tags in SVG,
and `<![CDATA[` is text there (HTML Standard, 13.2.5.42, 13.2.6.5). In such places the construction has the tokens begin
anew, behind the tag.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from turbohtml import Token, Tokenizer, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Tag", "Tokens"]

_NOSCRIPT = re.compile(r"(?<=<noscrip)t(?=[\t\n\f />])", re.IGNORECASE)
_DISGUISE = "\ue000"  # of private use, and no part of another element's name
_FIRST_PIECE = 512  # code points
_DISGUISED = f"noscrip{_DISGUISE}"


class Tag:
    """A start or end tag, and where it stands in the markup."""

    __slots__ = ("_attributes", "is_end", "name", "start", "token")

    def __init__(self, token: Token, start: int, is_end: bool) -> None:
        name = token.tag or ""
        self.name = name if name != _DISGUISED else "noscript"
        self.token = token
        self.start = start
        self.is_end = is_end
        self._attributes: frozenset[tuple[str, str | None]] | None = None

    @property
    def end(self) -> int:
        """Where it ends in the markup."""
        return self.start + len(self.token.source or "")

    @property
    def is_self_closing(self) -> bool:
        """Whether it is written with a / at its end."""
        return self.token.self_closing

    @property
    def attributes(self) -> frozenset[tuple[str, str | None]]:
        """The attributes, in no order."""
        if self._attributes is None:
            self._attributes = frozenset(self.token.attrs or ())
        return self._attributes

    def value(self, name: str) -> str:
        """The value of an attribute in lower case, "" where it has none."""
        return (self.token.attr(name) or "").lower()

    def __str__(self) -> str:
        return f"</{self.name}>" if self.is_end else f"<{self.name}>"


class Tokens:
    """The tokens of markup, each with its offset."""

    def __init__(self, markup: str) -> None:
        # The tokenizer takes scripting to be on, and what a <noscript> holds to be text; the tree is built with it off.
        self.markup = _NOSCRIPT.sub(_DISGUISE, markup)
        self._lines = [0, *(newline.end() for newline in re.finditer("\n", markup))]
        self._base = 0
        self._upcoming: Token | None = None
        self._tokens = self._from(0)

    def __iter__(self) -> Iterator[tuple[Token, int]]:
        token = next(self._tokens, None)
        while token is not None:
            yield token, self._offset(token.line, token.col)
            token = self._upcoming or next(self._tokens, None)
            self._upcoming = None

    def end_of_text(self) -> int:
        """Where the text ends that was the last token: where the next begins."""
        self._upcoming = next(self._tokens, None)
        return len(self.markup) if self._upcoming is None else self._offset(self._upcoming.line, self._upcoming.col)

    def restart(self, offset: int) -> None:
        """Goes on as if the text began at `offset`."""
        self._base = offset
        self._tokens = self._from(offset)

    def _from(self, offset: int) -> Iterator[Token]:
        if not offset:
            return tokenize(self.markup, capture_source=True)
        return self._in_pieces(offset)

    def _in_pieces(self, offset: int) -> Iterator[Token]:
        """The tokens from an offset on, in pieces that grow, since the next place to begin anew may be near."""
        tokenizer, length = Tokenizer(capture_source=True), _FIRST_PIECE
        while offset < len(self.markup):
            yield from tokenizer.feed(self.markup[offset : offset + length])
            offset += length
            length *= 2
        yield from tokenizer.close()

    def _offset(self, line: int, column: int) -> int:
        if line == 1:
            return self._base + column
        if not self._base:
            return self._lines[line - 1] + column
        return self._lines[bisect_right(self._lines, self._base) + line - 2] + column
