"""What to show of the changes of a text: each whole, and around it as much of what did not change as there is room."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, normalize

from wenzhang.terminal import beginning, ending, fits, printable, width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.changes import Change
    from wenzhang.comparison.compared import Comparison

__all__ = ["MARKS", "Excerpt", "Piece", "after", "before", "excerpts", "seen"]

MARKS = ("[-", "-]"), ("{+", "+}")
"""What stands around what was removed, and what was added, where there are no colours (as in git's word diff)."""

# Columns that are left for what stands behind the last change of a row.
_TAIL = 4
_LINE_END = re.compile(r"[\r\n]")


class Piece(NamedTuple):
    """A piece of a line as it is printed, before and after; of what did not change both are the same."""

    old: str
    new: str
    changed: bool


class Excerpt(NamedTuple):
    """A row: where its first change is, and what it shows."""

    first: Change
    pieces: list[Piece]


def excerpts(comparison: Comparison, room: int, context: int | None, marks: int) -> Iterator[Excerpt]:
    """The rows that show all changes of words, those on one line side by side as far as they find room.

    `room` are the columns of a row, which a change may exceed, `context` the most that unchanged text may take on
    either side, by default what there is room for. `marks` are the columns that the marks around a change take.
    """
    text = comparison.old.text
    reach = room // 4 if context is None else min(context, room // 4)
    row: list[Piece] = []
    first: Change | None = None
    used = at = 0
    for change in comparison.words:
        piece = Piece(*seen(*comparison.text(change)), True)
        size = marks + max(width(piece.old), width(piece.new))
        start = at
        if first is not None:
            gap = _gap(text[at : change.old], min(room - _TAIL - used - size, room if context is None else 2 * context))
            if gap is not None:
                row += [Piece(gap, gap, False), piece] if gap else [piece]
                used += width(gap) + size
                at = change.old_end
                continue
            end, start = _parted(text, at, change.old)
            tail = after(text, at, end, room - used if context is None else min(context, room - used))
            yield Excerpt(first, [*row, Piece(tail, tail, False)])
        lead = before(text, start, change.old, reach)
        row, used, at = [Piece(lead, lead, False), piece], width(lead) + size, change.old_end
        first = change
    if first is not None:
        tail = after(text, at, len(text), room - used if context is None else min(context, room - used))
        yield Excerpt(first, [*row, Piece(tail, tail, False)])


def _gap(text: str, columns: int) -> str | None:
    """What is between two changes as it is printed; None where it takes more room, or ends a line."""
    if len(text) > columns or _LINE_END.search(text):
        return None
    shown = printable(text)
    return shown if fits(shown, columns) else None


def _parted(text: str, at: int, until: int) -> tuple[int, int]:
    """Where what is between two changes ends on the row of the first, and where it begins on that of the second.

    Half of it is for either, so that nothing is shown twice; beyond a line end neither shows any of it.
    """
    if _LINE_END.search(text, at, until):
        return until, at
    middle = at + (until - at) // 2
    return middle, middle


def before(text: str, start: int, end: int, columns: int) -> str:
    """What stands on the line before `end`, as far as there is room, and not before `start`; `…` where it is cut."""
    near = text[max(start, end - columns - 1, 0) : end]
    line = near[max(near.rfind("\n"), near.rfind("\r")) + 1 :]
    shown = printable(line)
    is_whole = len(line) < len(near) or end == len(near)
    if is_whole and fits(shown, columns):
        return shown
    return "…" + ending(shown, columns - 1)


def after(text: str, start: int, end: int, columns: int) -> str:
    """What stands on the line from `start` on, as far as there is room, and not from `end` on; `…` where it is cut."""
    near = text[start : min(end, start + max(columns, 0) + 1)]
    line_end = _LINE_END.search(near)
    shown = printable(near[: line_end.start()] if line_end else near)
    is_whole = line_end is not None or start + len(near) == len(text)
    if is_whole and fits(shown, columns):
        return shown
    return beginning(shown, columns - 1) + "…"


def seen(old: str, new: str) -> tuple[str, str]:
    """What changed so that it is seen: by its number, as in `<U+200B>`, what has no look of its own.

    These are the characters of no width, and the spaces but for the plain one; where both texts are different spellings
    of the same characters, all of them beyond ASCII.
    """
    if normalize("NFC", old) == normalize("NFC", new):
        return _numbered(old), _numbered(new)
    return _seen(old), _seen(new)


def _seen(text: str) -> str:
    if text.isascii():
        return printable(text)
    shown = "".join([_number(each) if _is_hidden(each) else each for each in text])
    if category(shown[0]) in ("Mn", "Me"):  # it would stand on the mark around it
        shown = _number(shown[0]) + shown[1:]
    return printable(shown)


def _is_hidden(character: str) -> bool:
    return character != " " and category(character) in ("Cf", "Zs")


def _numbered(text: str) -> str:
    return printable("".join([each if each.isascii() else _number(each) for each in text]))


def _number(character: str) -> str:
    return f"<U+{ord(character):04X}>"
