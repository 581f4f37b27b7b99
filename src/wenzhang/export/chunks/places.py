"""Where in the source each character of a text stands, through references, escapes and the ends of lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

__all__ = ["Places", "places"]

_TOKEN = re.compile(
    r"(?P<reference>&(?:\#[0-9]+|\#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?)"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<line>\r\n?)"
    r"|(?P<tag><[/!A-Za-z][^<>]*>)"
    r"|.",
    re.DOTALL,
)
# What is written but not said: indentation, the signs of a quotation, NUL.
_UNSAID = frozenset(" \t\n\f\r>\0")


class Places(NamedTuple):
    """The start and the end of each character, as offsets into what is written."""

    starts: Sequence[int]
    ends: Sequence[int]


def places(said: str, written: str) -> Places | None:
    """The places of what is said in what is written for it; None where that cannot be told."""
    # As it is, it may stand within fences and tags; but a reference may only begin like it.
    at = -1 if "&" in said and said != written else written.find(said)
    return _verbatim(at, said) or _aligned(said, written) or _verbatim(written.find(said), said)


def _verbatim(at: int, said: str) -> Places | None:
    return Places(range(at, at + len(said)), range(at + 1, at + len(said) + 1)) if at >= 0 else None


def _aligned(said: str, written: str) -> Places | None:
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(written):
        at = len(starts)
        if at == len(said):
            break
        token = match.group()
        meaning = _meaning(match)
        if meaning and said.startswith(meaning, at):
            starts += [match.start()] * len(meaning)
            ends += [match.end()] * len(meaning)
        elif said.startswith(token, at):
            starts += range(match.start(), match.end())
            ends += range(match.start() + 1, match.end() + 1)
        elif match["tag"] is None and token not in _UNSAID:
            return None
    return Places(starts, ends) if len(starts) == len(said) else None


def _meaning(match: re.Match[str]) -> str:
    kind = match.lastgroup
    token = match.group()
    if kind == "reference":
        return unescape(token)
    if kind == "escape":
        return token[1]
    return {"line": "\n", "tag": ""}.get(kind or "", token)
