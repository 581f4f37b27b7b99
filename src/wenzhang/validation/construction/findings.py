"""What the construction finds, told once: an error of an author's, and not all that follows from it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wenzhang.validation.construction.stack import Element
    from wenzhang.validation.construction.tokens import Tag

__all__ = ["Finding", "Findings"]

_END = "the end of the text"


class Finding(NamedTuple):
    """One error: its name, its range in the markup, the tag there, what else its message names, and the tag of that."""

    code: str
    start: int
    end: int
    tag: str
    other: str
    related: Tag | None


class _Cut:
    """An element that was ended before its end tag: by `cause`, which is None for the end of the text.

    It is `told` where the cause is a finding itself, and `settled` where its end tag came later.
    """

    __slots__ = ("cause", "settled", "tag", "told")

    def __init__(self, tag: Tag, cause: Tag | None, told: bool) -> None:
        self.tag = tag
        self.cause = cause
        self.told = told
        self.settled = False


class Findings:
    """The findings of one body. At one tag each name is told once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], Finding] = {}
        self._cuts: dict[int, _Cut] = {}  # by where the start tag begins
        self._waiting: defaultdict[str, list[_Cut]] = defaultdict(list)  # for the end tags of that name

    def add(self, code: str, tag: Tag, other: str = "", related: Tag | None = None) -> None:
        """An error at a tag."""
        if (code, tag.start) not in self._found:
            self._found[code, tag.start] = Finding(code, tag.start, tag.end, tag.name, other, related)

    def add_at(self, code: str, start: int, end: int) -> None:
        """An error at a range."""
        self._found.setdefault((code, start), Finding(code, start, end, "", "", None))

    def within(self, code: str, tag: Tag, element: Element) -> None:
        """An error at a tag for an element that is open there."""
        self.add(code, tag, element.name, element.tag)

    def ignored(self, code: str, tag: Tag) -> None:
        """An error at a start tag that opens nothing: its end tag is no error of its own."""
        self.add(code, tag)
        self._waiting[tag.name].append(_Cut(tag, tag, True))

    def cut(self, element: Element, cause: Tag | None, *, told: bool = False) -> None:
        """An element that something else ended."""
        tag = element.tag
        if tag is not None and tag.start not in self._cuts:
            cut = self._cuts[tag.start] = _Cut(tag, cause, told)
            self._waiting[tag.name].append(cut)

    def closed(self, element: Element) -> None:
        """An element that its end tag ends: perhaps it was ended before, and then opened again."""
        cut = self._cuts.get(element.tag.start) if element.tag else None
        if cut is not None:
            self._settle(cut)

    def stray(self, tag: Tag, code: str = "stray-end-tag", other: Tag | None = None) -> None:
        """An end tag that closes nothing; perhaps because its element was ended before."""
        waiting = self._waiting[tag.name]
        while waiting:
            cut = waiting.pop()
            if not cut.settled:
                self._settle(cut)
                return
        self.add(code, tag, other.name if other else "", other)

    def all(self) -> list[Finding]:
        """All findings, in the order of the text."""
        for cut in self._cuts.values():
            if not cut.settled and not cut.told:
                self.add("unclosed-element", cut.tag, str(cut.cause or _END), cut.cause)
        return sorted(self._found.values(), key=lambda finding: (finding.start, finding.code))

    def _settle(self, cut: _Cut) -> None:
        cut.settled = True
        if cut.told or cut.cause is None:
            return
        if cut.cause.is_end:
            self.add("misnested-tag", cut.cause, cut.tag.name, cut.tag)
        else:
            self.add("unclosed-element", cut.tag, str(cut.cause), cut.cause)
