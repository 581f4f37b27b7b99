"""The content of `<source>` and `<target>`: text, inline codes and terms (XLIFF 2.1, 4.7).

A pair of codes is `<pc>` where it holds text alone, else `<sc>` and `<ec>`; both may be used (4.7.2.2), and thus no
element is ever nested deep. Codes must not be deleted, copied or moved: the markup of the article stays. But that
`<sc>` must not be moved cannot be said: its `canReorder` has to be that of its `<ec>` (4.2.3.4), which has to be
another where the sequence begins with it (4.2.3.5), and OASIS's Schematron refuses documents that say it of some codes
only. So it is said in documents without such pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.export.xliff.xml import attributes, escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.export.xliff.segments import Place
    from wenzhang.export.xliff.terms import Mark
    from wenzhang.export.xliff.units import Unit

__all__ = ["Content"]

# The values that the standard has for `type` and `subType` (4.3.1.40 and 4.3.1.36), by the names of elements.
_TYPES = {
    **dict.fromkeys(("b", "strong"), ("fmt", "xlf:b")),
    **dict.fromkeys(("em", "i"), ("fmt", "xlf:i")),
    "u": ("fmt", "xlf:u"),
    "br": ("fmt", "xlf:lb"),
    "a": ("link", None),
    "img": ("image", None),
}
_UNKNOWN: tuple[str | None, str | None] = (None, None)


class Content:
    """Writes what stands from one place of a unit to another.

    `flows` are for each code the ids of the units that stand within it, as the text of an attribute does (4.7.4).
    """

    def __init__(self, unit: Unit, flows: Sequence[str]) -> None:
        self.codes = unit.codes
        self.flows = flows

    def is_simple(self, start: Place, end: Place) -> bool:
        """Whether it is written without `<sc>` and `<ec>`."""
        codes = range(start.text, end.text)
        return all(
            self.codes[index].token.kind == "alone" or self._is_simple(index, start.text, end.text) for index in codes
        )

    def written(
        self, texts: Sequence[str], start: Place, end: Place, marks: Sequence[Mark], *, is_ordered: bool
    ) -> str:
        """The content as XML; `marks` are the terms within. `is_ordered` says that codes must not be moved."""
        parts: list[str] = []
        reorder = "firstNo" if is_ordered else None
        for index in range(start.text, end.text + 1):
            begin = start.offset if index == start.text else 0
            stop = end.offset if index == end.text else len(texts[index])
            parts += _marked(texts[index], index, begin, stop, marks)
            if index < end.text:
                parts.append(self._code(index, start.text, end.text, reorder))
                reorder = "no" if is_ordered else None
        return "".join(parts)

    def _code(self, index: int, first: int, end: int, reorder: str | None) -> str:
        """A code of content that has those from `first` to before `end`."""
        code = self.codes[index]
        type_, sub_type = _TYPES.get(code.token.name, _UNKNOWN)
        kind = {"type": type_, "subType": sub_type}
        flows = self.flows[index] or None
        stays = {"canCopy": "no", "canDelete": "no", "canReorder": reorder}
        data = f"d{index + 1}"
        if self._is_simple(index, first, end):
            if code.token.kind == "close":
                return "</pc>"
            return f"<pc{attributes(id=code.id, **kind, dataRefStart=data, dataRefEnd=f'd{index + 2}', **stays)}>"
        if code.token.kind == "alone":
            return f"<ph{attributes(id=code.id, **kind, dataRef=data, subFlows=flows, **stays)}/>"
        isolated = "yes" if code.partner is None else None
        if code.token.kind == "open":
            return f"<sc{attributes(id=code.id, isolated=isolated, **kind, dataRef=data, subFlows=flows, **stays)}/>"
        if isolated:
            return f"<ec{attributes(id=code.id, isolated=isolated, **kind, dataRef=data, subFlows=flows, **stays)}/>"
        return f"<ec{attributes(startRef=code.id, **kind, dataRef=data, subFlows=flows, **stays)}/>"

    def _is_simple(self, index: int, first: int, end: int) -> bool:
        """Whether a code and its partner are neighbours in content that has the codes from `first` to before `end`."""
        partner = self.codes[index].partner
        return (
            partner in (index - 1, index + 1)
            and first <= partner < end
            and not (self.flows[index] or self.flows[partner])
        )


def _marked(text: str, index: int, start: int, end: int, marks: Sequence[Mark]) -> Iterator[str]:
    """A part of the text number `index`, with the terms in it marked (4.7.3.1), across codes too (4.7.3.2)."""
    tags: list[tuple[int, int, str]] = []  # what ends at a place comes before what begins there
    for mark in marks:
        said = attributes(id=mark.id, type="term", translate="no" if mark.is_locked else None)
        is_inside = mark.start.text == mark.end.text
        if mark.start.text == index:
            tags.append((mark.start.offset, 1, f"<mrk{said}>" if is_inside else f"<sm{said}/>"))
        if mark.end.text == index:
            tags.append((mark.end.offset, 0, "</mrk>" if is_inside else f'<em startRef="{mark.id}"/>'))
    at = start
    for offset, _, tag in sorted(tags):
        yield escaped(text[at:offset])
        yield tag
        at = offset
    yield escaped(text[at:end])
