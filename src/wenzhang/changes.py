"""What changed between two texts: by known edits, else by lines, then by clauses and tags, then by character."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from difflib import SequenceMatcher
from io import StringIO
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wenzhang.source import Edit

__all__ = ["Change", "Lines", "changed_lines", "compared", "compared_lines", "hold", "known_changes"]

# Where a long text is cut to be compared: before and after tags, after what ends a clause.
_SEGMENT = re.compile(r"<?[^<>\n。！？；，]*[>\n。！？；，]?")
# Pairs of equal characters that are looked at to align two pieces; beyond that all of them counts as changed.
_MOST_PAIRS = 400_000


class Change(NamedTuple):
    """A range that was, and the range it became: of lines counted from 0, or of code points."""

    old: int
    old_end: int
    new: int
    new_end: int

    def moved(self, old: int, new: int) -> Change:
        """The same that much further on, in either."""
        return Change(self.old + old, self.old_end + old, self.new + new, self.new_end + new)


class Lines:
    """A text by lines, each with its line feed, and where they start; the last offset is that of the end."""

    def __init__(self, text: str) -> None:
        self.lines = StringIO(text, newline="\n").readlines()
        self.starts = [*accumulate(map(len, self.lines), initial=0)]

    def line(self, offset: int) -> int:
        """The line of a code point; that of the end is on the last line."""
        return bisect_right(self.starts, offset, hi=max(len(self.lines), 1)) - 1


def known_changes(old: str, new: str, edits: Iterable[Edit] | None) -> list[Change] | None:
    """What the edits change, without what they leave as it is; None where they do not make the one of the other."""
    if edits is None:
        return None
    changes: list[Change] = []
    at = shift = 0
    for edit in sorted(edits, key=attrgetter("span")):
        start, end = edit.span.start, edit.span.end
        if not at <= start <= end <= len(old) or old[at:start] != new[at + shift : start + shift]:
            return None
        new_end = start + shift + len(edit.replacement)
        if new[start + shift : new_end] != edit.replacement:
            return None
        changes.append(_trimmed(Change(start, end, start + shift, new_end), old, new))
        at, shift = end, new_end - end
    return _joined(changes) if old[at:] == new[at + shift :] else None


def _trimmed(change: Change, old: Sequence[Any], new: Sequence[Any]) -> Change:
    """Without what is equal at the beginning and at the end."""
    start, end, new_start, new_end = change
    while start < end and new_start < new_end and old[start] == new[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    return Change(start, end, new_start, new_end)


def _joined(changes: Iterable[Change]) -> list[Change]:
    """Those that touch or overlap made one, those of nothing left out."""
    joined: list[Change] = []
    for change in changes:
        if change.old == change.old_end and change.new == change.new_end:
            continue
        if joined and (change.old <= joined[-1].old_end and change.new <= joined[-1].new_end):
            last = joined.pop()
            change = Change(last.old, change.old_end, last.new, change.new_end)  # noqa: PLW2901
        joined.append(change)
    return joined


def changed_lines(changes: Iterable[Change], old: Lines, new: Lines) -> list[Change]:
    """The lines on which these code points stand."""
    lines: list[Change] = []
    for change in changes:
        end = min(old.line(change.old_end) + 1, len(old.lines))
        new_end = min(new.line(change.new_end) + 1, len(new.lines))
        touched = Change(old.line(change.old), end, new.line(change.new), new_end)
        if lines and (touched.old < lines[-1].old_end or touched.new < lines[-1].new_end):
            touched = Change(lines[-1].old, end, lines.pop().new, new_end)
        lines.append(touched)
    return _joined(_trimmed(change, old.lines, new.lines) for change in lines)


def hold(changes: Iterable[Change], old: Sequence[bytes], new: Sequence[bytes]) -> bool:
    """Whether the files are equal outside of these lines."""
    at = new_at = 0
    for change in (*changes, Change(len(old), len(old), len(new), len(new))):
        if change.old < at or old[at : change.old] != new[new_at : change.new]:
            return False
        at, new_at = change.old_end, change.new_end
    return True


def compared(old: Sequence[Any], new: Sequence[Any], *, exactly: bool = False) -> list[Change]:
    """What differs between two sequences; a line that is everywhere, such as an empty one, aligns nothing by itself."""
    all_ = _trimmed(Change(0, len(old), 0, len(new)), old, new)
    matcher = SequenceMatcher(None, old[all_.old : all_.old_end], new[all_.new : all_.new_end], autojunk=not exactly)
    found = [Change(*ranges) for tag, *ranges in matcher.get_opcodes() if tag != "equal"]
    return [change.moved(all_.old, all_.new) for change in found]


def compared_lines(lines: Change, old: Lines, new: Lines) -> list[Change]:
    """The code points that differ on lines that do: first by what ends with a clause or a tag, then by character."""
    was = _SEGMENT.findall("".join(old.lines[lines.old : lines.old_end]))
    became = _SEGMENT.findall("".join(new.lines[lines.new : lines.new_end]))
    at = [*accumulate(map(len, was), initial=old.starts[lines.old])]
    new_at = [*accumulate(map(len, became), initial=new.starts[lines.new])]
    changes: list[Change] = []
    for change in compared(was, became):
        pairs = [(was[change.old : change.old_end], became[change.new : change.new_end])]
        if len(pairs[0][0]) == len(pairs[0][1]):
            pairs = [([one], [other]) for one, other in zip(*pairs[0], strict=True)]
        for index, (one, other) in enumerate(pairs):
            found = _compared_characters("".join(one), "".join(other))
            changes += [part.moved(at[change.old + index], new_at[change.new + index]) for part in found]
    return _joined(changes)


def _compared_characters(old: str, new: str) -> list[Change]:
    counts, others = Counter(old), Counter(new)
    if sum(count * others[character] for character, count in counts.items()) > _MOST_PAIRS:
        return [_trimmed(Change(0, len(old), 0, len(new)), old, new)]
    return compared(old, new, exactly=True)
