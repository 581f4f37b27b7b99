"""A unified diff of two texts: a patch where a program reads it, and something to look at where a person does.

The patch is that of POSIX `diff -u` with the names quoted as git quotes them, and holds the bytes of the files as they
are: `patch -p0` and `git apply -p0` make the one file out of the other. Lines end with a line feed and nothing else
there, so a carriage return belongs to its line.

The form for people has the same lines, with the characters that changed marked in them. An article's whole body may
stand on one line of thousands of characters, so a line that is longer than the terminal is shown as several rows, each
with what changed and the text around it.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from io import BytesIO
from itertools import chain, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol, TypeAlias

from wenzhang.changes import Change, Lines, changed_lines, compared, compared_lines, hold, known_changes
from wenzhang.terminal import beginning, ending, fits, printable, readable, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wenzhang.source import Edit, Source
    from wenzhang.terminal import Paint

__all__ = ["patch_bytes", "unified_diff"]

_UNENDED = "\\ No newline at end of file"

# Columns that a row has on any terminal.
_LEAST_ROOM = 20
_BRACKETS = len("[--]")

# What git writes in quotation marks (quote.c, `core.quotePath` off); bytes that are no UTF-8 are lone surrogates here.
_TO_ESCAPE = re.compile('["\\\\\x00-\x1f\x7f\udc80-\udcff]')
_ESCAPES = dict(zip('\a\b\t\n\v\f\r"\\', 'abtnvfr"\\', strict=True))


_Row: TypeAlias = "list[str | Change]"


class _Form(Protocol):
    """Either form of a diff, as lines of output."""

    differs: bool
    changes: list[Change]
    """The lines that changed, in order; between any two stand some that did not."""
    size: int
    """The number of lines before."""

    def names(self) -> Iterator[str]: ...
    def header(self, ranges: str) -> str: ...
    def context(self, line: int) -> Iterator[str]: ...
    def changed(self, change: Change) -> Iterator[str]: ...


def unified_diff(  # noqa: PLR0913 - all but the first three are named
    before: Source,
    after: Source,
    edits: Sequence[Edit] | None,
    *,
    from_name: str,
    to_name: str,
    context: int = 3,
    paint: Paint,
    columns: int | None = None,
) -> Iterator[str]:
    """The lines of the diff, without their line feeds; none where the files are equal.

    Without colours and `columns` this is a patch. `patch_bytes` gives its bytes: what is no UTF-8, as in a file that
    is in Big5, stands in the lines as lone surrogates (PEP 383).

    With either it is for people. What changed within a line is in colour, or in `[-…-]` and `{+…+}` where there is
    none. Unchanged text is left out of lines that are wider than `columns`; what changed never is. Control characters
    and what reorders text are shown as pictures. Where the encodings differ, the names say so, not the lines.

    `edits` lead from one text to the other, in code points of `before`. They say what changed within a line, and take
    linear time; where they are None, or lead elsewhere, the texts are compared. `context` is the number of unchanged
    lines around a change; changes share a hunk where no more than twice as many lie between them, as in GNU diff.

    Raises `EncodeError` where a file cannot be written in its encoding, for a patch only.
    """
    form: _Form
    if paint.colour or columns is not None:
        form = _Reading(before, after, edits, (from_name, to_name), paint, columns)
    else:
        form = _Patch(before, after, edits, (from_name, to_name))
    if form.differs:
        yield from form.names()
    for hunk in _hunks(form.changes, context):
        yield from _hunk_lines(form, hunk, context)


def patch_bytes(lines: Iterable[str]) -> bytes:
    """The patch as a file holds it, a line feed after each line."""
    return "".join([f"{line}\n" for line in lines]).encode("utf-8", "surrogateescape")


def _hunks(changes: Iterable[Change], context: int) -> Iterator[list[Change]]:
    hunk: list[Change] = []
    for change in changes:
        if hunk and change.old - hunk[-1].old_end > 2 * context:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk_lines(form: _Form, hunk: Sequence[Change], context: int) -> Iterator[str]:
    first, last = hunk[0], hunk[-1]
    start, end = max(first.old - context, 0), min(last.old_end + context, form.size)
    old, new = _range(start, end), _range(first.new - (first.old - start), last.new_end + (end - last.old_end))
    yield form.header(f"@@ -{old} +{new} @@")
    for change in hunk:
        for line in range(start, change.old):
            yield from form.context(line)
        yield from form.changed(change)
        start = change.old_end
    for line in range(start, end):
        yield from form.context(line)


def _range(start: int, end: int) -> str:
    """The lines of a hunk as POSIX has them: the first of them, or the line before where there are none; how many."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + 1 if end > start else start},{end - start}"


# For programs


class _Patch:
    """The bytes of the files."""

    def __init__(self, before: Source, after: Source, edits: Sequence[Edit] | None, names: tuple[str, str]) -> None:
        self._names = names
        self._old = BytesIO(before.encode()).readlines()
        self._new = BytesIO(after.encode()).readlines()
        self.size = len(self._old)
        known = known_changes(before.text, after.text, edits)
        changes = None if known is None else changed_lines(known, Lines(before.text), Lines(after.text))
        # Where the encoding changes, or writes a line feed in other ways than as one byte, edits of the text mean less.
        if changes is None or not hold(changes, self._old, self._new):
            changes = compared(self._old, self._new)
        self.changes = changes
        self.differs = bool(changes)

    def names(self) -> Iterator[str]:
        yield f"--- {_quoted(self._names[0])}"
        yield f"+++ {_quoted(self._names[1])}"

    def header(self, ranges: str) -> str:
        return ranges

    def context(self, line: int) -> Iterator[str]:
        return _patch_lines(" ", self._old[line : line + 1])

    def changed(self, change: Change) -> Iterator[str]:
        yield from _patch_lines("-", self._old[change.old : change.old_end])
        yield from _patch_lines("+", self._new[change.new : change.new_end])


def _patch_lines(sign: str, lines: Iterable[bytes]) -> Iterator[str]:
    for line in lines:
        yield sign + line.removesuffix(b"\n").decode("utf-8", "surrogateescape")
        if not line.endswith(b"\n"):
            yield _UNENDED


def _quoted(name: str) -> str:
    """A file's name as git writes it: in quotation marks where it has to be, with a tab behind where it has a space."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    escaped = _TO_ESCAPE.sub(_escape, text)
    # A space at the beginning would be passed over; git itself has `a/` before it.
    if escaped != text or text.startswith(" "):
        escaped = f'"{escaped}"'
    return f"{escaped}\t" if " " in text else escaped


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return f"\\{_ESCAPES.get(character) or format(ord(character) & 0xFF, '03o')}"


# For people


class _Reading:
    """The texts, with marks on what changed."""

    def __init__(  # noqa: PLR0913, PLR0917 - what the function was given
        self,
        before: Source,
        after: Source,
        edits: Sequence[Edit] | None,
        names: tuple[str, str],
        paint: Paint,
        columns: int | None,
    ) -> None:
        self._names = [printable(readable(name)) for name in names]
        self._paint = paint
        self._room = None if columns is None else max(columns - 1, _LEAST_ROOM)
        self._line_end = "\r\n" if before.newline == after.newline == "\r\n" else "\n"
        self._old, self._new = Lines(before.text), Lines(after.text)
        self.size = len(self._old.lines)
        known = known_changes(before.text, after.text, edits)
        if known is None:
            self.changes = compared(self._old.lines, self._new.lines)
            known = [part for change in self.changes for part in compared_lines(change, self._old, self._new)]
        else:
            self.changes = changed_lines(known, self._old, self._new)
        self._known = known
        self.differs = bool(self.changes)
        if (before.encoding, before.bom) != (after.encoding, after.bom):
            self.differs = True
            for index, source in enumerate((before, after)):
                self._names[index] += f" ({source.encoding}{', BOM' if source.bom else ''})"

    def names(self) -> Iterator[str]:
        yield self._paint.bold(f"--- {self._names[0]}")
        yield self._paint.bold(f"+++ {self._names[1]}")

    def header(self, ranges: str) -> str:
        return self._paint.blue(ranges)

    def context(self, line: int) -> Iterator[str]:
        text = self._old.lines[line]
        shown = self._shown(text)
        yield from chain(*self._side(" ", text, shown, _rows(shown, [], [], self._room)))

    def changed(self, change: Change) -> Iterator[str]:
        blocks = self._blocks(change)
        if self._room is not None:
            yield from chain.from_iterable((*removed, *added) for removed, added in blocks)
            return
        every = list(blocks)
        yield from chain.from_iterable(removed for removed, _ in every)
        yield from chain.from_iterable(added for _, added in every)

    def _blocks(self, change: Change) -> Iterator[tuple[list[str], list[str]]]:
        """Row by row, what to show of the lines before and of those after."""
        for old, new, marks in self._pairs(change):
            removed, added = self._shown(old), self._shown(new)
            brackets = 0 if self._paint.colour else _BRACKETS
            sizes = [
                brackets + max(width(removed[mark.old : mark.old_end]), width(added[mark.new : mark.new_end]))
                for mark in marks
            ]
            rows = list(_rows(removed if old else added, marks, sizes, self._room))
            yield from zip_longest(self._side("-", old, removed, rows), self._side("+", new, added, rows), fillvalue=[])

    def _pairs(self, change: Change) -> Iterator[tuple[str, str, list[Change]]]:
        """The lines before and after, and the marks in them: two by two, else each alone and the other one empty."""
        old, new, known = self._old, self._new, self._known
        old_lines, new_lines = range(change.old, change.old_end), range(change.new, change.new_end)
        pairs = []
        if len(old_lines) == len(new_lines):
            pairs = [_paired(old, new, known, *lines) for lines in zip(old_lines, new_lines, strict=True)]
        marked = [marks for marks in pairs if marks is not None]
        if marked and len(marked) == len(pairs):
            removed, added = old.lines[change.old : change.old_end], new.lines[change.new : change.new_end]
            yield from zip(removed, added, marked, strict=True)
            return
        for line in old_lines:
            yield old.lines[line], "", _marks(old, line, known, itemgetter(0, 1))
        for line in new_lines:
            yield "", new.lines[line], _marks(new, line, known, itemgetter(2, 3))

    def _shown(self, line: str) -> str:
        return printable(line.removesuffix(self._line_end).removesuffix("\n"))

    def _side(self, sign: str, line: str, shown: str, rows: Iterable[_Row]) -> list[list[str]]:
        """What the rows show of a line before or after, given also as it is printed; nothing where there is none."""
        if not line:
            return []
        lines = [[self._painted(sign, shown, row)] for row in rows]
        if not line.endswith("\n"):
            lines[-1].append(_UNENDED)
        return lines

    def _painted(self, sign: str, shown: str, row: _Row) -> str:
        if sign == " ":
            return sign + "".join([part for part in row if isinstance(part, str)])
        paint = self._paint.red if sign == "-" else self._paint.green
        if len(row) == 1 and not isinstance(row[0], str) and shown == shown[slice(*_side_of(row[0], sign))]:
            return paint(sign + shown)  # nothing else on the line: nothing to tell it from
        return paint(sign) + "".join(
            [part if isinstance(part, str) else self._mark(sign, shown[slice(*_side_of(part, sign))]) for part in row]
        )

    def _mark(self, sign: str, text: str) -> str:
        if not text or self._paint.colour:
            return self._paint.removed(text) if sign == "-" else self._paint.added(text)
        return f"[-{text}-]" if sign == "-" else f"{{+{text}+}}"


def _side_of(change: Change, sign: str) -> tuple[int, int]:
    return (change.old, change.old_end) if sign == "-" else (change.new, change.new_end)


def _paired(old: Lines, new: Lines, known: Sequence[Change], line: int, new_line: int) -> list[Change] | None:
    """What changed within a line, in its own offsets; None where that does not make the other line out of it."""
    text, new_text = old.lines[line].removesuffix("\n"), new.lines[new_line].removesuffix("\n")
    start, new_start = old.starts[line], new.starts[new_line]
    first = bisect_left(known, start, key=itemgetter(0))
    last = bisect_right(known, start + len(text), key=itemgetter(0))
    marks = [change.moved(-start, -new_start) for change in known[first:last]]
    if not marks:
        return None
    one, end = marks[0], marks[-1]
    within = one.new >= 0 and end.old_end <= len(text) and end.new_end <= len(new_text)
    alike = text[: one.old] == new_text[: one.new] and text[end.old_end :] == new_text[end.new_end :]
    return marks if within and alike else None


def _marks(text: Lines, line: int, known: Sequence[Change], side: Callable[[Change], tuple[int, int]]) -> list[Change]:
    """What changed of a line that stands alone, in its own offsets, the same on both sides."""
    start = text.starts[line]
    end = start + len(text.lines[line].removesuffix("\n"))
    first = bisect_right(known, start, key=lambda change: side(change)[1])
    last = bisect_left(known, end, key=lambda change: side(change)[0])
    ranges = [(max(begin, start) - start, min(stop, end) - start) for begin, stop in map(side, known[first:last])]
    return [Change(*range_, *range_) for range_ in ranges if range_[0] < range_[1]]


def _rows(text: str, marks: Sequence[Change], sizes: Sequence[int], room: int | None) -> Iterator[_Row]:
    """A line as unchanged text and changes in turn, in one row, or in as many as it takes to show all changes.

    `sizes` are the columns of the changes, `room` those of a row. A quarter of it is left for the text before the first
    change, and after the last one. What is left out, or stands on another row, shows as `…`.
    """
    reach = sys.maxsize if room is None else room // 4
    row: _Row = []
    used = at = 0
    for mark, size in zip(marks, sizes, strict=True):
        gap = text[at : mark.old]
        if room is not None and not fits(gap, room - reach - used - size):
            if row:
                half = len(gap) // 2
                yield [*row, beginning(gap[:half], room - used - 1), "…"]
                gap = gap[half:]
            lead = ending(gap, reach)
            row, used = (["…"], 1) if row or lead != gap else ([], 0)
            gap = lead
        row += [gap, mark] if gap else [mark]
        used += size if room is None else size + width(gap)
        at = mark.old_end
    rest = text[at:]
    if rest and room is not None and not fits(rest, room - used):
        rest = beginning(rest, room - used - 1) + "…"
    yield [*row, rest] if rest else row
