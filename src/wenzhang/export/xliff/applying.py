"""Bringing the targets of an XLIFF document into the article that it was made from, by edits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.conversion.language_tags import language_edits
from wenzhang.conversion.notation import NEEDS_WHOLE, within_line, written
from wenzhang.conversion.runs import Piece, Places
from wenzhang.conversion.variants import configurations, find_variant, keeps_length
from wenzhang.errors import EditError
from wenzhang.export.xliff.matching import Part, check, has_targets, parts_of, where
from wenzhang.export.xliff.proof import unit_broken
from wenzhang.export.xliff.reading import Xliff
from wenzhang.export.xliff.units import read_texts
from wenzhang.export.xliff.writing import digest
from wenzhang.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.conversion.text import Notation
    from wenzhang.errors import FormatError
    from wenzhang.export.xliff.reading import File, FileUnit
    from wenzhang.export.xliff.units import Texts, Unit
    from wenzhang.source import Source

__all__ = ["apply_xliff"]

_IN_LINES = ("markdown", "collapsed", "shortcut")
_AS_A_WHOLE = ("yaml", "collapsed", "shortcut")  # how these are written depends on all that they say
_PRIVATE = 0xE000  # the first character for private use
_LINE_END = re.compile(r"\s*[\r\n]\s*")


def apply_xliff(source: Source, xliff: str | bytes, *, path: str | None = None) -> Source:
    """The article with the targets of an XLIFF document, which `to_xliff` made from it, in the place of its texts.

    All else keeps its bytes, but for the language tags, which name the language of the targets where there are any.
    Segments without a target stay as they are. Without a change in the document, the result is the conversion that
    `to_xliff` put into it. `path` is that of the document, for messages.

    Raises `FormatError` for what is no such XLIFF, for one that was made from another state of the article, and for
    targets whose placeholders are not those of their source in the same order, naming file, unit and segment; also
    for a target that would change the structure of Markdown. Raises `FrontMatterError` for an article whose front
    matter cannot be read.
    """
    document = Xliff(xliff, path)
    sha256 = digest(source)
    file = _file_of(document, source, sha256)
    texts = read_texts(source, file.format, file.origin, file.target or file.origin)
    check(document, file, texts, sha256)
    if document.language is None or (file.units and not any(map(has_targets, file.units.values()))):
        return source
    language = find_variant(document.language)
    by_place = language is not None and keeps_length(configurations(file.origin, language))
    merger = _Merger(document, file, texts, by_place=by_place)
    for unit in texts.units:
        merger.add(unit, file.units[unit.id])
    edits = [*merger.edits(), *merger.insertions]
    to = language or file.origin._replace(tag=document.language)
    if to != file.origin:
        edits += language_edits(source.text, texts.human.language_tags, file.origin, to)
    result = source.apply(edits)
    merger.prove(result)
    return result


def _file_of(document: Xliff, source: Source, sha256: str) -> File:
    """The file of a document that was made from a source, of those that the document has."""
    files = document.files
    same = [file for file in files if file.sha256 == sha256] or [file for file in files if file.original == source.path]
    if not same and len(files) > 1:
        raise document.error(f"none of its {len(files)} files was made from {source.path or 'the article'}", 1)
    return (same or files)[0]


class _Merger:
    """Gathers what becomes of the texts of all units, and makes it edits run by run."""

    def __init__(self, document: Xliff, file: File, texts: Texts, *, by_place: bool) -> None:
        self.document = document
        self.file = file
        self.texts = texts
        self.by_place = by_place
        self.parts: dict[int, dict[int, list[Part]]] = {}  # of the pieces of runs
        self.units: dict[int, FileUnit] = {}  # of runs
        self.insertions: list[Edit] = []

    def add(self, unit: Unit, there: FileUnit) -> None:
        """Takes in what a unit of the document says."""
        notation: Notation = "html"
        for text, parts in zip(unit.texts, parts_of(self.document, self.file, unit, there), strict=True):
            piece = self.texts.piece(text)
            if piece is not None:
                notation = piece.notation
                self.units[text.run] = there
                self.parts.setdefault(text.run, {})[text.piece] = [self._in_line(part, text.start) for part in parts]
            elif parts:
                after = "".join([self._in_line(part, text.start).after for part in parts])
                self.insertions.append(self._insertion(after, text.start, notation, there))

    def edits(self) -> Iterator[Edit]:
        """The edits that bring the texts into the article."""
        for number, parts in self.parts.items():
            pieces = self.texts.runs[number].pieces
            if all(part.before == part.after for of_piece in parts.values() for part in of_piece):
                continue
            try:
                self._fill(number, parts)
                for index, of_piece in parts.items():
                    yield from _piece_edits(pieces[index], of_piece, by_place=self.by_place)
            except EditError as error:
                raise self._error(error.message, self.units[number], error.hint) from error

    def prove(self, result: Source) -> None:
        """Raises `FormatError` where a target makes more or less of the Markdown around it than there was."""
        broken = unit_broken(self.texts, result)
        if broken is not None:
            hint = "a sign beside **, _ or ~~ may keep it from being a mark: put it on the other side"
            message = "with this target, marks of Markdown would be text, or text be marks"
            raise self._error(message, self.file.units[broken.id], hint)

    def _in_line(self, part: Part, start: int) -> Part:
        """A part without line ends that are not in the source: in Markdown one may begin a block, elsewhere not."""
        if self.texts.format != "markdown" or start < self.texts.body_start or _LINE_END.search(part.before):
            return part
        return part._replace(after=_LINE_END.sub(" ", part.after))

    def _insertion(self, text: str, place: int, notation: Notation, unit: FileUnit) -> Edit:
        """What puts a text between two codes."""
        in_line = notation in _IN_LINES
        escaped = written(text, "markdown" if in_line else notation)
        if escaped is None or escaped == NEEDS_WHOLE:
            raise self._error(f"{text!r} cannot stand between two placeholders here", unit, "put it beside them")
        return Edit(Span(place, place), within_line(escaped, "", is_last=True) if in_line else escaped)

    def _fill(self, number: int, parts: dict[int, list[Part]]) -> None:
        """Lets no piece of Markdown be empty, which is more than nothing there: `****` is text.

        It gets the nearest character of the text beside it.
        """
        pieces = self.texts.runs[number].pieces
        order = list(parts)
        for place, index in enumerate(order):
            if pieces[index].notation not in _IN_LINES or any(part.after for part in parts[index]):
                continue
            for giver in (place - 1, place + 1):
                if 0 <= giver < len(order) and len(given := "".join([part.after for part in parts[order[giver]]])) > 1:
                    rest, taken = (given[:-1], given[-1]) if giver < place else (given[1:], given[0])
                    parts[order[giver]] = [Part(pieces[order[giver]].text, rest)]
                    parts[index] = [Part(pieces[index].text, taken)]
                    break
            else:
                hint = "in Markdown marks without text between them are text themselves: leave a word there"
                raise self._error(f"nothing is left of {pieces[index].text!r}", self.units[number], hint)

    def _error(self, message: str, unit: FileUnit, hint: str | None) -> FormatError:
        return self.document.error(f"{where(self.file, unit)}: {message}", unit.line, hint)


def _piece_edits(piece: Piece, parts: Sequence[Part], *, by_place: bool) -> Iterator[Edit]:
    """What makes a piece say what its parts become, within each of these alone."""
    after = "".join([part.after for part in parts])
    if after == piece.text:
        return
    by_place = by_place and all(len(part.before) == len(part.after) for part in parts)
    if len(parts) == 1 or piece.notation in _AS_A_WHOLE:
        yield from piece.edits(after, by_place=by_place)
        return
    at = 0
    for part in parts:
        if part.before != part.after:
            yield from _guarded_edits(piece, part, at, by_place=by_place)
        at += len(part.before)


def _guarded_edits(piece: Piece, part: Part, start: int, *, by_place: bool) -> list[Edit]:
    """The edits of a part that begins at `start`, between two signs that stand for what is beside it.

    So nothing is compared beyond them, and the part is known not to begin or end a line of Markdown.
    """
    signs = map(chr, range(_PRIVATE, 0x110000))
    sign = next(character for character in signs if character not in part.before and character not in part.after)
    end = start + len(part.before)
    left, right = sign if start else "", sign if end < len(piece.text) else ""
    first, last = start - len(left), end + len(right)
    places = None
    if piece.places is not None:
        spelled = piece.places.spelled
        inside = {place - first: spelled[place] for place in range(start, end) if place in spelled}
        places = Places(piece.places.offsets[first : last + 1], inside)
    guarded = Piece(f"{left}{part.before}{right}", piece.place(first), places, piece.notation)
    return guarded.edits(f"{left}{part.after}{right}", by_place=by_place)
