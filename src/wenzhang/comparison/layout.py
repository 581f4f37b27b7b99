"""A comparison for people: in two columns, in pairs of lines, or as a list of one line a change.

A row begins with the line and the column of its first change, in code points. All of what changed is shown, on as many
lines as it takes; a column is as wide on the terminal whatever stands in it.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.comparison.excerpts import MARKS, after, before, excerpts, seen
from wenzhang.terminal import clip, ending, printable, readable, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wenzhang.changes import Change
    from wenzhang.comparison.compared import Comparison
    from wenzhang.comparison.excerpts import Excerpt
    from wenzhang.source import Source
    from wenzhang.terminal import Paint

__all__ = ["list_lines", "side_by_side_lines", "stacked_lines"]

# Columns that a row has on any terminal.
_LEAST_ROOM = 20
_BETWEEN = " │ "
_LISTED_CONTEXT = 16


class _Line(NamedTuple):
    """A line of a cell as it is written, and the columns that it takes."""

    text: str
    width: int


def side_by_side_lines(comparison: Comparison, paint: Paint, columns: int, context: int | None) -> Iterator[str]:
    """The old article on the left and the new one on the right, without line feeds."""
    gutters = _gutters(comparison)
    room = (columns - 1 - len(_BETWEEN) - sum(gutters) - 2) // 2
    room = max(room, _LEAST_ROOM)
    names = [_end_of(name, room + gutter + 1) for name, gutter in zip(_names(comparison), gutters, strict=True)]
    padding = " " * (room + gutters[0] + 1 - width(names[0]))
    yield f"{paint.bold(names[0])}{padding}{paint.faint(_BETWEEN)}{paint.bold(names[1])}"
    for excerpt in _placed(comparison, paint, columns, excerpts(comparison, room, context, _marks(paint))):
        if isinstance(excerpt, str):
            yield excerpt
            continue
        left, right = _cells(excerpt, paint, room)
        positions = _positions(comparison, excerpt.first)
        for old, new in zip_longest(left, right, fillvalue=_Line("", 0)):
            sides = [
                f"{paint.faint(position.rjust(gutter))} {line.text}"
                for position, gutter, line in zip(positions, gutters, (old, new), strict=True)
            ]
            yield f"{sides[0]}{' ' * (room - old.width)}{paint.faint(_BETWEEN)}{sides[1]}".rstrip()
            positions = ("", "")


def stacked_lines(comparison: Comparison, paint: Paint, columns: int, context: int | None) -> Iterator[str]:
    """What was above what is, `-` and `+` before them, without line feeds."""
    gutter = max(_gutters(comparison))
    room = max(columns - 1 - gutter - len(" - "), _LEAST_ROOM)
    for sign, name in zip("-+", _names(comparison), strict=True):
        yield paint.bold(f"{sign * 3} {name}")
    for excerpt in _placed(comparison, paint, columns, excerpts(comparison, room, context, _marks(paint))):
        if isinstance(excerpt, str):
            yield excerpt
            continue
        positions = _positions(comparison, excerpt.first)
        signs = paint.red("-"), paint.green("+")
        for position, sign, lines in zip(positions, signs, _cells(excerpt, paint, room), strict=True):
            for index, line in enumerate(lines):
                shown = "" if index else position
                yield f"{paint.faint(shown.rjust(gutter))} {sign} {line.text}".rstrip()


def list_lines(comparison: Comparison, paint: Paint, context: int | None) -> Iterator[str]:
    """One line a change: where it is in either, what changed, and the key or the nearest heading that it is under.

    The text around is that of the new article whatever else changed in it. Without line feeds.
    """
    names = _names(comparison)
    reach = _LISTED_CONTEXT if context is None else context
    text = comparison.new.text
    for change in comparison.words:
        was, became = seen(*comparison.text(change))
        marked = "".join([_mark(paint, side, part) for side, part in enumerate((was, became)) if part])
        lead, tail = before(text, 0, change.new, reach), after(text, change.new_end, len(text), reach)
        places = " ".join([f"{name}:{at}:" for name, at in zip(names, _positions(comparison, change), strict=True)])
        label = _label(comparison, change, nearest=True)
        yield f"{places} {lead}{marked}{tail}" + (paint.faint(f"  ({label})") if label else "")
    for note in comparison.notes:
        yield f"{names[0]}: {names[1]}: {note}"


def _names(comparison: Comparison) -> list[str]:
    return [printable(readable(name)) for name in comparison.names]


def _end_of(path: str, columns: int) -> str:
    """The path if it fits, else as much of its end, which says more, as fits with `…` before it."""
    return path if width(path) <= columns else "…" + ending(path, columns - 1)


def _placed(comparison: Comparison, paint: Paint, columns: int, rows: Iterable[Excerpt]) -> Iterator[Excerpt | str]:
    """The rows, a line with the name of the place before the first one there, and the notes behind them."""
    last = ""
    for row in rows:
        label = _label(comparison, row.first)
        if label != last:
            yield paint.blue(clip(f"@ {label or 'body'}", columns - 1))
        last = label
        yield row
    for note in comparison.notes:
        yield paint.blue(clip(f"@ {note}", columns - 1))


def _label(comparison: Comparison, change: Change, *, nearest: bool = False) -> str:
    """The name of the place: its key, or all headings, or the nearest one."""
    key, headings = comparison.place(change)
    return printable(key if key is not None else " › ".join(headings[-1:] if nearest else headings))


def _positions(comparison: Comparison, change: Change) -> tuple[str, str]:
    return _position(comparison.old, change.old), _position(comparison.new, change.new)


def _position(source: Source, offset: int) -> str:
    position = source.position(offset)
    return f"{position.line}:{position.column}"


def _gutters(comparison: Comparison) -> tuple[int, int]:
    """The columns that the longest positions take on either side."""
    positions = [_positions(comparison, change) for change in comparison.words]
    return max([len(old) for old, _ in positions], default=0), max([len(new) for _, new in positions], default=0)


# Cells


def _marks(paint: Paint) -> int:
    """The columns that marks around a change take."""
    return 0 if paint.colour else len("".join(MARKS[0]))


def _mark(paint: Paint, side: int, text: str) -> str:
    if paint.colour:
        return (paint.added if side else paint.removed)(text)
    opening, closing = MARKS[side]
    return f"{opening}{text}{closing}"


def _cells(excerpt: Excerpt, paint: Paint, room: int) -> tuple[list[_Line], list[_Line]]:
    left, right = (list(_cell(excerpt, side, paint, room)) for side in (0, 1))
    return left, right


def _cell(excerpt: Excerpt, side: int, paint: Paint, room: int) -> Iterator[_Line]:
    """One side of a row, in lines that are no wider than the room."""
    parts: list[str] = []
    used = 0
    for piece in excerpt.pieces:
        text, colour = piece.new if side else piece.old, _unpainted
        if piece.changed and text:
            text = text if paint.colour else _mark(paint, side, text)
            colour = paint.added if side else paint.removed
        for index, line in enumerate(_wrapped(text, room - used, room)):
            if index:
                yield _Line("".join(parts), used)
                parts, used = [], 0
            parts.append(colour(line))
            used += width(line)
    yield _Line("".join(parts), used)


def _unpainted(text: str) -> str:
    return text


def _wrapped(text: str, first: int, room: int) -> Iterator[str]:
    """The text on lines, the first of which has less room; a line also ends behind the picture of a line feed."""
    start, left = 0, first
    ended = False
    for index, character in enumerate(text):
        columns = width(character)
        if ended or columns > left:
            yield text[start:index]
            start, left = index, room
        left -= columns
        ended = character == "␊"
    yield text[start:]
