"""Two articles and what changed between them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from wenzhang.comparison.places import Place, Places
from wenzhang.comparison.word_changes import word_changes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wenzhang.changes import Change
    from wenzhang.source import Source

__all__ = ["Comparison", "Counts", "Kind", "kind_of"]

Kind = Literal["replaced", "removed", "added"]
_LINE_ENDS = ("\r\n", "\n", "\r")


class Counts(NamedTuple):
    """How many changes there are of each kind."""

    replaced: int = 0
    removed: int = 0
    added: int = 0

    @classmethod
    def of(cls, changes: Iterable[Change]) -> Counts:
        """Those of some changes."""
        kinds = [kind_of(change) for change in changes]
        return cls(kinds.count("replaced"), kinds.count("removed"), kinds.count("added"))

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*map(sum, zip(self, other, strict=True)))


class Comparison:
    """Two articles, each under the name that its reader knows it by, and what changed from the old to the new one."""

    def __init__(self, old: Source, new: Source, names: tuple[str, str]) -> None:
        """Raises `VariantError` where OpenCC's dictionaries are not installed."""
        self.old = old
        self.new = new
        self.names = names
        self.changes = word_changes(old.text, new.text)

    @cached_property
    def words(self) -> list[Change]:
        """The changes but for those of a line end into another."""
        return [change for change in self.changes if not self._is_line_end(change)]

    @property
    def counts(self) -> Counts:
        """Of all changes."""
        return Counts.of(self.changes)

    @property
    def word_counts(self) -> Counts:
        """Of `words`."""
        return Counts.of(self.words)

    @property
    def notes(self) -> list[str]:
        """What differs besides words: line ends, and how the files are encoded."""
        notes = []
        line_ends = len(self.changes) - len(self.words)
        if line_ends:
            differ = "1 line end differs" if line_ends == 1 else f"{line_ends} line ends differ"
            notes.append(f"{differ}: {_line_ends(self.old)}, {_line_ends(self.new)}")
        encodings = [f"{each.encoding}{' with a byte order mark' if each.bom else ''}" for each in (self.old, self.new)]
        if encodings[0] != encodings[1]:
            notes.append(f"the encoding differs: {', '.join(encodings)}")
        elif not self.changes:
            notes.append(f"the text is the same, in other bytes of {encodings[0]}")
        return notes

    def text(self, change: Change) -> tuple[str, str]:
        """What stood there, and what stands there."""
        return self.old.text[change.old : change.old_end], self.new.text[change.new : change.new_end]

    def place(self, change: Change) -> Place:
        """Where a change is: in the old article, or in the new one where that is all it can be said of."""
        places, offset = (self._places[0], change.old)
        if not places or (change.old == change.old_end and self._places[1]):
            places, offset = (self._places[1], change.new)
        return places.at(offset)

    @cached_property
    def _places(self) -> tuple[Places, Places]:
        return Places(self.old), Places(self.new)

    def _is_line_end(self, change: Change) -> bool:
        was, became = self.text(change)
        return was in _LINE_ENDS and became in _LINE_ENDS


def kind_of(change: Change) -> Kind:
    """Whether something became something else, nothing, or came from nothing."""
    if change.old == change.old_end:
        return "added"
    return "removed" if change.new == change.new_end else "replaced"


def _line_ends(source: Source) -> str:
    return {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}.get(source.newline or "", "mixed")
