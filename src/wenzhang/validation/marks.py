"""Where among the tags or marks of Markdown between two pieces of a run something goes that is outside of all of them.

In `中文<b>ABC</b>中文` a space goes before `<b>` and behind `</b>`; in `中文**ABC**中文` before the first `**` and
behind the second one.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wenzhang.conversion.runs import Piece, Run

__all__ = ["gap_place"]

_TAGS = re.compile(r"(?:</[^<>]*>|<!--.*?-->)*(?=(?:<[^/<>][^<>]*>|<!--.*?-->)*\Z)", re.DOTALL)
_CLOSES_LINK = re.compile(r"\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)|\[[^\[\]]*\])")
_MARK = re.compile(rf"(?P<mark>\*+|_+|~~)|(?P<open>\[)|(?P<close>{_CLOSES_LINK.pattern})|(?P<tag></?[^<>]*>)")
# A paragraph begins behind an empty line, or behind what begins a block in its line.
_BLOCK_START = re.compile(
    r"(?:(?:\A|(?:\A|\n)[ \t]*\r?\n)[ \t]*|(?:\A|\n)(?:[ \t]*(?:#{1,6}|[-*+>|:]|[0-9]{1,9}[.)])(?:[ \t]+|(?<=>)))+)"
    r"(?P<marks>(?:\*+|_+|~~|\[)*)\Z"
)
_REACH = 64  # how far before a text what begins its block is looked for


def gap_place(source: str, run: Run, index: int) -> int | None:
    """Where, between the piece before `index` and that one, what is outside of all inline elements stands.

    Behind what ends there, before what starts. None where that is not certain.
    """
    before, behind = run.pieces[index - 1], run.pieces[index]
    start = before.place(len(before.text))
    gap = source[start : behind.start]
    if not run.is_markdown:
        found = _TAGS.match(gap)
        return None if found is None else start + found.end()
    return _markdown_place(source, run, index, gap)


def _markdown_place(source: str, run: Run, index: int, gap: str) -> int | None:
    """Marks begin and end alike, so those of the run are followed from its beginning to the gap."""
    first = run.pieces[0].start
    block = _BLOCK_START.search(source, max(first - _REACH, 0), first)
    followed = _Followed([], block is not None)
    if _follow(block["marks"] if block else "", followed) is None:
        return None
    for before, behind in pairwise(run.pieces[:index]):
        if _follow(source[_end(before) : behind.start], followed) is None:
            return None
    place = _follow(gap, followed)
    return None if place is None else _end(run.pieces[index - 1]) + place


def _end(piece: Piece) -> int:
    return piece.place(len(piece.text))


class _Followed(NamedTuple):
    """The marks that are open, all of them if `is_whole`, else those that were opened within the run."""

    opened: list[str]
    is_whole: bool


def _follow(written: str, followed: _Followed) -> int | None:
    """Follows marks that stand together, and says behind which of them nothing more ends; None for what is no mark.

    What ends cannot come behind what starts: that leaves no place outside of both.
    """
    opened = followed.opened
    at = place = 0
    has_opened = False
    while at < len(written):
        found = _MARK.match(written, at)
        if found is None:
            return None
        kind, mark = found.lastgroup, found[0]
        if kind == "close" or mark.startswith("</") or (kind == "mark" and mark in opened[-1:]):
            if has_opened or (kind != "tag" and not _close("[" if kind == "close" else mark, followed)):
                return None
            place = found.end()
        else:
            has_opened = True
            if kind == "mark" and not followed.is_whole:
                return None
            if kind != "tag":
                opened.append(mark)
        at = found.end()
    return place


def _close(mark: str, followed: _Followed) -> bool:
    """Closes an open mark; False where that was not what is open."""
    if not followed.opened:
        return mark == "[" and not followed.is_whole
    return followed.opened.pop() == mark
