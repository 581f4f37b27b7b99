"""Where among the tags or marks of Markdown between two pieces of a run something goes that is outside of all of them.

In `中文<b>ABC</b>中文` a space goes before `<b>` and behind `</b>`; in `中文**ABC**中文` before the first `**` and
behind the second one.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wenzhang.conversion.runs import Piece, Run

__all__ = ["gap_place", "is_kept_by_space"]

_TAGS = re.compile(r"(?:</[^<>]*>|<!--.*?-->)*(?=(?:<[^/<>][^<>]*>|<!--.*?-->)*\Z)", re.DOTALL)
_CLOSES_LINK = re.compile(r"\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)|\[[^\[\]]*\])")
_MARK = re.compile(rf"(?P<mark>\*+|_+|~~)|(?P<open>\[)|(?P<close>{_CLOSES_LINK.pattern})|(?P<tag></?[^<>]*>)")
# A paragraph begins behind an empty line, or behind what begins a block in its line.
_BLOCK_START = re.compile(
    r"(?:(?:\A|(?:\A|\n)[ \t]*\r?\n)[ \t]*|(?:\A|\n)(?:[ \t]*(?:#{1,6}|[-*+>|:]|[0-9]{1,9}[.)])(?:[ \t]+|(?<=>)))+)"
    r"(?P<marks>(?:\*+|_+|~~|\[)*)\Z"
)
_MOST_PIECES = 200  # of a text, between which marks are followed
_REACH = 64  # how far before a text what begins its block is looked for


def gap_place(source: str, run: Run, index: int) -> int | None:
    """Where, between the piece before `index` and that one, what is outside of all inline elements stands.

    Behind what ends there, before what starts. None where that is not certain.
    """
    before, behind = run.pieces[index - 1], run.pieces[index]
    start = before.place(len(before.text))
    if not run.is_markdown:
        found = _TAGS.match(source[start : behind.start])
        return None if found is None else start + found.end()
    return _markdown_place(source, run, index)


def _markdown_place(source: str, run: Run, index: int) -> int | None:
    """Marks begin and end alike, so those of the run are followed from its beginning to the gap."""
    if index > _MOST_PIECES:
        return None
    first = run.pieces[0].start
    block = _BLOCK_START.search(source, max(first - _REACH, 0), first)
    followed = _Followed([], block is not None)
    if block and _follow(source, *block.span("marks"), followed) is None:
        return None
    place = None
    for before, behind in pairwise(run.pieces[: index + 1]):
        place = _follow(source, _end(before), behind.start, followed)
        if place is None:
            return None
    return place


def _end(piece: Piece) -> int:
    return piece.place(len(piece.text))


class _Followed(NamedTuple):
    """The marks that are open, all of them if `is_whole`, else those that were opened within the run."""

    opened: list[str]
    is_whole: bool


def _follow(source: str, start: int, end: int, followed: _Followed) -> int | None:
    """Follows marks that stand together, and says behind which of them nothing more ends; None for what is no mark.

    What ends cannot come behind what starts: that leaves no place outside of both.
    """
    opened = followed.opened
    at = place = start
    has_opened = False
    while at < end:
        found = _MARK.match(source, at, end)
        if found is None:
            return None
        kind, mark = found.lastgroup, found[0]
        closes = _is_closing(source, found, opened) if kind == "mark" else kind == "close" or mark.startswith("</")
        if closes is None:
            return None
        if closes:
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


def _is_closing(source: str, found: re.Match[str], opened: list[str]) -> bool | None:
    """Whether a mark of emphasis closes, rather than opens; None where it may be either, or a part of each."""
    mark = found[0]
    before, behind = source[max(found.start() - 1, 0) : found.start()], source[found.end() : found.end() + 1]
    if mark[0] in (before, behind):
        return None  # a part of it is text
    is_left, is_right = _is_flanking(before, behind), _is_flanking(behind, before)
    if mark[0] == "_":
        can_open = is_left and (not is_right or _is_punctuation(before))
        can_close = is_right and (not is_left or _is_punctuation(behind))
    else:
        can_open, can_close = is_left, is_right
    if can_close and opened[-1:] == [mark]:
        return True
    is_open = any(each[0] == mark[0] for each in opened)
    return False if can_open and not (can_close and is_open) else None


def _is_flanking(outside: str, inside: str) -> bool:
    """Whether marks between the two are left-flanking; with both exchanged, right-flanking (CommonMark 0.31, 6.2)."""
    if not inside or inside.isspace():
        return False
    return not _is_punctuation(inside) or not outside or outside.isspace() or _is_punctuation(outside)


def _is_punctuation(character: str) -> bool:
    return character != "" and unicodedata.category(character)[0] in "PS"


def _close(mark: str, followed: _Followed) -> bool:
    """Closes an open mark; False where that was not what is open."""
    if not followed.opened:
        return mark == "[" and not followed.is_whole
    return followed.opened.pop() == mark


# What is no label of an address but for a space behind it: `[註]: 夜市很熱鬧, 人很多`; notes have text there.
_LABELLED = re.compile(r"[\s>*+\-0-9.)]*\[(?!\^)[^\[\]]+\]:")


def is_kept_by_space(source: str, place: int) -> bool:
    """Whether a space at a place of Markdown may be what makes it text, and no address (CommonMark 0.31, 4.7, 6.3).

    As in `[註](夜市很熱鬧, 人很多)`, which is a link without that space.
    """
    line = source[source.rfind("\n", 0, place) + 1 : place]
    begun = line.rfind("](")
    inside = line[begun + 1 :] if begun >= 0 else ""
    if inside.count("(") > inside.count(")") and '"' not in inside and "'" not in inside:
        return True
    return "]:" in line and '"' not in line and _LABELLED.match(line) is not None
