"""The text of an article and every position in it.

The source text is the only truth: whatever changes it is a list of edits, and every byte that no edit changes comes out
as it was. Offsets are code points into `Source.text` everywhere; lines, UTF-16 columns and bytes are for people and for
the formats that ask for them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from operator import attrgetter
from os import fsdecode
from typing import TYPE_CHECKING

from msgspec import Struct

from wenzhang.encoding.decode import decode
from wenzhang.encoding.names import BYTE_ORDER_MARKS, SUPPORTED, codec_to_write, is_utf
from wenzhang.encoding.units import UnitIndex
from wenzhang.encoding.verbatim import Verbatim, Writing, moved, verbatim
from wenzhang.errors import EditError, EncodeError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from os import PathLike

__all__ = ["Edit", "Position", "Source", "Span"]

_LINE_END = re.compile(r"\r\n?|\n")


class Span(Struct, frozen=True, array_like=True, gc=False, order=True):
    """A half-open range of code points."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """The number of code points."""
        return self.end - self.start

    def contains(self, other: int | Span) -> bool:
        """Whether the code point at an offset, or the whole of another span, lies in this one."""
        if isinstance(other, int):
            return self.start <= other < self.end
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether both share a code point, or one is empty and lies strictly within the other."""
        return self.start < other.end and other.start < self.end


class Position(Struct, frozen=True):
    """A place in the text, in every unit that people and formats use.

    `offset` counts code points from 0. `line`, `column` (code points) and `utf16_column` (UTF-16 code units) count
    from 1. `byte_offset` counts the bytes of the file from 0, in its own encoding, the byte order mark included.
    """

    offset: int
    line: int
    column: int
    utf16_column: int
    byte_offset: int


class Edit(Struct, frozen=True, gc=False):
    """Replaces the text of `span` with `replacement`; inserts it where the span is empty."""

    span: Span
    replacement: str


class Source:
    """A text, where it came from, and how its file writes it. Not to be changed: `apply` and `recode` give a new one.

    `text` has no byte order mark, and its line ends are those of the file. `encoding` is the name of a Python codec,
    `bom` tells whether the file begins with a byte order mark, and `guessed` whether nothing but a guess said which
    encoding it is in.

    Make one with `from_path`, `from_bytes` or `from_text`. The constructor takes values that are known to be right, as
    they were saved from another source. Two sources are equal if all these and their paths are.
    """

    __slots__ = ("__dict__", "_bytes", "_kept", "bom", "encoding", "guessed", "path", "text")

    def __init__(
        self, text: str, *, path: str | None = None, encoding: str = "utf-8", bom: bool = False, guessed: bool = False
    ) -> None:
        if encoding not in SUPPORTED:
            encoding = codec_to_write(encoding)
        self.text = text
        self.path = path
        self.encoding = encoding
        self.bom = bom
        self.guessed = guessed
        # Of a legacy file: its bytes while nothing has changed, then those that the codec would write otherwise.
        self._bytes: bytes | None = None
        self._kept: tuple[Verbatim, ...] = ()

    @classmethod
    def from_path(cls, path: str | PathLike[str], *, encoding: str | None = None) -> Source:
        """The source in a file, decoded as `from_bytes` does.

        Raises `SourceError` for a file that cannot be read, and what `from_bytes` raises.
        """
        name = fsdecode(path)
        try:
            with open(name, "rb") as file:
                data = file.read()
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror or error}", path=name) from error
        return cls.from_bytes(data, name, encoding)

    @classmethod
    def from_bytes(cls, data: bytes, path: str | None = None, encoding: str | None = None) -> Source:
        """The source in the bytes of a file.

        Its byte order mark decides what encoding it is in, else `encoding`, else what the page declares, else it is
        UTF-8, and if it is not, an encoding is guessed; `wenzhang.encoding.decode` has the details.

        Raises `DecodeError` with the offset of the first byte that cannot be decoded, or where `encoding` contradicts
        the byte order mark, and `SourceError` for an `encoding` that is not supported.
        """
        decoded = decode(data, encoding=encoding, path=path)
        codec = decoded.codec
        source = cls(decoded.text, path=path, encoding=codec, bom=decoded.bom, guessed=decoded.guessed)
        if not is_utf(codec):
            source._bytes = data[len(BYTE_ORDER_MARKS[codec]) :] if decoded.bom else data
        return source

    @classmethod
    def from_text(cls, text: str, path: str | None = None) -> Source:
        """The source of a text, to be written as UTF-8. A leading U+FEFF is taken for the byte order mark.

        Raises `SourceError` for a lone surrogate, which no file can hold.
        """
        _refuse_surrogates(text, path)
        if text.startswith("\ufeff"):
            return cls(text[1:], path=path, bom=True)
        return cls(text, path=path)

    # What the file is like

    @cached_property
    def declared(self) -> str | None:
        """The charset that the page itself declares, as it is written there, right or wrong; None without one."""
        from wenzhang.encoding.prescan import PRESCAN_REACH, declared_charset

        codec = "utf-8" if self.encoding.startswith(("utf-16", "utf-32")) else self.encoding
        return declared_charset(self.text[:PRESCAN_REACH].encode(codec, "replace"))

    @cached_property
    def newline(self) -> str | None:
        r"""How lines end: `"\n"`, `"\r\n"`, `"\r"`, `"mixed"`, or None where no line does."""
        pairs = self.text.count("\r\n")
        counts = {"\r\n": pairs, "\n": self.text.count("\n") - pairs, "\r": self.text.count("\r") - pairs}
        styles = [style for style, count in counts.items() if count]
        return "mixed" if len(styles) > 1 else next(iter(styles), None)

    # Positions

    def position(self, offset: int) -> Position:
        r"""The place of the code point at `offset`, or of the end of the text.

        Lines end with `\n`, `\r\n` or `\r` and nothing else, as in HTML and CommonMark. The first call costs O(n); from
        then on O(log n), however long the line. A character that the encoding cannot hold counts as a question mark.

        Raises `SourceError` for an offset outside of the text.
        """
        if not 0 <= offset <= len(self.text):
            raise SourceError(f"offset {offset} is outside of the text of {len(self.text)} code points", path=self.path)
        line = bisect_right(self._line_starts, offset)
        start = self._line_starts[line - 1]
        utf16_column = self._utf16.count(offset) - self._utf16.count(start) + 1
        byte_offset = len(self._mark) + self._byte_index.count(offset)
        return Position(offset, line, offset - start + 1, utf16_column, byte_offset)

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column, in code points; that behind the last character is a column too.

        Raises `SourceError` for a place outside of the text.
        """
        start, end = self._line(line)
        if not 1 <= column <= end - start + 1:
            raise SourceError(f"line {line} has no column {column}: it ends at {end - start + 1}", path=self.path)
        return start + column - 1

    def offset_utf16(self, line: int, utf16_column: int) -> int:
        """The offset of a 1-based line and column, in UTF-16 code units; within a surrogate pair, its character's.

        Raises `SourceError` for a place outside of the text.
        """
        start, end = self._line(line)
        index = self._utf16
        before = index.count(start)
        last = index.count(end) - before + 1
        if not 1 <= utf16_column <= last:
            raise SourceError(f"line {line} has no UTF-16 column {utf16_column}: it ends at {last}", path=self.path)
        return index.offset(before + utf16_column - 1)

    def offset_byte(self, byte_offset: int) -> int:
        """The offset of a byte of the file; within a character, the character's, and 0 within the byte order mark.

        Raises `SourceError` for a place outside of the file.
        """
        index = self._byte_index
        last = len(self._mark) + index.count(len(self.text))
        if not 0 <= byte_offset <= last:
            raise SourceError(f"byte {byte_offset} is outside of the file of {last} bytes", path=self.path)
        return index.offset(max(0, byte_offset - len(self._mark)))

    def slice(self, span: Span) -> str:
        """The text of a span. Raises `SourceError` for a span that does not lie within the text."""
        if not 0 <= span.start <= span.end <= len(self.text):
            size = len(self.text)
            raise SourceError(
                f"{span.start} to {span.end} lies outside of the text of {size} code points", path=self.path
            )
        return self.text[span.start : span.end]

    # Changes

    def apply(self, edits: Iterable[Edit]) -> Source:
        """The source with all of `edits` made, given in any order, each in terms of this text.

        Insertions at the same place follow each other as they were given; one at the border of a replacement is
        allowed. What no edit changes keeps its bytes; where nothing changes at all, this very source is returned. A
        character that the encoding cannot hold is an error only when the result is encoded, so that `recode` can come
        before or after.

        Raises `EditError` for edits that overlap or lie outside of the text, `SourceError` for a lone surrogate in a
        replacement. O(n + m log m) for m edits.
        """
        ordered = sorted(edits, key=attrgetter("span"))
        self._check(ordered)
        text = self.text
        changes = [edit for edit in ordered if text[edit.span.start : edit.span.end] != edit.replacement]
        if not changes:
            return self
        pieces: list[str] = []
        at = 0
        for edit in changes:
            pieces += text[at : edit.span.start], edit.replacement
            at = edit.span.end
        pieces.append(text[at:])
        result = Source("".join(pieces), path=self.path, encoding=self.encoding, bom=self.bom, guessed=self.guessed)
        if self._verbatim:
            result._kept = moved(self._verbatim, changes)
        return result

    def encode(self) -> bytes:
        """The bytes of the file: those that it was read from, where nothing has changed since.

        Raises `EncodeError` at the first character that the encoding cannot hold.
        """
        if self._bytes is not None:
            return self._mark + self._bytes
        try:
            return self._mark + self._writing.encode(0, len(self.text))
        except UnicodeEncodeError as error:
            character = self.text[error.start]
            raise EncodeError(
                f"{character!r} (U+{ord(character):04X}) cannot be written in {self.encoding}",
                path=self.path,
                position=self.position(error.start),
                hint='write the file in UTF-8: source.recode("utf-8").encode()',
            ) from error

    def recode(self, encoding: str, *, bom: bool | None = None) -> Source:
        """The same text for a file in another encoding; what the page declares stays as it is.

        Without `bom`, the same encoding keeps what it has, UTF-16 and UTF-32 get a byte order mark, since nobody could
        read them without, and all else (but `utf-8-sig`) gets none.

        Raises `SourceError` for an encoding that is not supported, or has no byte order mark.
        """
        codec = codec_to_write(encoding)
        if bom is None:
            kept = self.bom and codec == self.encoding
            needed = codec != self.encoding and codec.startswith(("utf-16", "utf-32"))
            bom = kept or needed or encoding.lower().endswith("sig")
        if bom and codec not in BYTE_ORDER_MARKS:
            raise SourceError(f"{codec} has no byte order mark", path=self.path)
        if codec == self.encoding and bom == self.bom:
            return self
        # Nothing is kept: of the encodings that have a mark, all write each text in one way.
        return Source(self.text, path=self.path, encoding=codec, bom=bom)

    def _check(self, ordered: Sequence[Edit]) -> None:
        end = len(self.text)
        last: Edit | None = None
        for edit in ordered:
            span = edit.span
            if not 0 <= span.start <= span.end <= end:
                raise EditError(
                    f"the edit of {span.start} to {span.end} does not lie within the text of {end} code points",
                    path=self.path,
                    hint="offsets are code points into the text that the edit is applied to",
                )
            if last is not None and span.start < last.span.end:
                raise EditError(
                    f"the edits of {self._named(last.span)} and of {self._named(span)} overlap",
                    path=self.path,
                    position=self.position(span.start),
                    hint="apply one of them, read the result, and edit that",
                )
            last = edit
        _refuse_surrogates("".join([edit.replacement for edit in ordered]), self.path)

    def _named(self, span: Span) -> str:
        start, end = self.position(span.start), self.position(span.end)
        return f"{start.line}:{start.column} to {end.line}:{end.column}"

    # Indexes, each made when first asked for

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *[match.end() for match in _LINE_END.finditer(self.text)]]

    def _line(self, line: int) -> tuple[int, int]:
        """Where a line begins, and the last offset that is on it."""
        starts = self._line_starts
        if not 1 <= line <= len(starts):
            raise SourceError(f"there is no line {line}: the text has {len(starts)}", path=self.path)
        return starts[line - 1], starts[line] - 1 if line < len(starts) else len(self.text)

    @cached_property
    def _utf16(self) -> UnitIndex:
        text = self.text
        return UnitIndex(text, lambda start, end: len(text[start:end].encode("utf-16-le", "surrogatepass")) // 2)

    @cached_property
    def _byte_index(self) -> UnitIndex:
        writing = self._writing
        return UnitIndex(self.text, lambda start, end: len(writing.encode(start, end, errors="replace")))

    @property
    def _mark(self) -> bytes:
        return BYTE_ORDER_MARKS[self.encoding] if self.bom else b""

    @cached_property
    def _verbatim(self) -> tuple[Verbatim, ...]:
        return self._kept if self._bytes is None else verbatim(self.text, self._bytes, self.encoding)

    @cached_property
    def _writing(self) -> Writing:
        return Writing(self.text, self.encoding, self._verbatim)

    # What a value needs

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Source):
            return NotImplemented
        return self.text == other.text and self._told() == other._told()

    def __hash__(self) -> int:
        return hash((self.text, self._told()))

    def __repr__(self) -> str:
        name = f"{self.path}: " if self.path else ""
        notes = f"{', BOM' if self.bom else ''}{', guessed' if self.guessed else ''}"
        return f"<Source {name}{len(self.text)} code points, {self.encoding}{notes}>"

    def __reduce__(self) -> tuple[Callable[..., Source], tuple[object, ...]]:
        return _restored, (type(self), self.text, self._told(), self._bytes, self._kept)

    def named(self, path: str) -> Source:
        """The same source under another path; this very one where that is its path already."""
        if path == self.path:
            return self
        return _restored(type(self), self.text, (path, *self._told()[1:]), self._bytes, self._kept)

    def _told(self) -> tuple[str | None, str, bool, bool]:
        return self.path, self.encoding, self.bom, self.guessed


class LostSource(Source):
    """Stands for the source of an article that came from JSON without it; its text is empty."""

    __slots__ = ()


def _restored(
    kind: type[Source],
    text: str,
    told: tuple[str | None, str, bool, bool],
    data: bytes | None,
    kept: tuple[Verbatim, ...],
) -> Source:
    path, encoding, bom, guessed = told
    source = kind(text, path=path, encoding=encoding, bom=bom, guessed=guessed)
    source._bytes = data
    source._kept = kept
    return source


def _refuse_surrogates(text: str, path: str | None) -> None:
    if text.isascii():
        return
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceError(
            f"U+{ord(text[error.start]):04X} at offset {error.start} is a lone surrogate, which is not a character",
            path=path,
            position=Source(text).position(error.start),
            hint="it is half of a character: look at where the text was decoded or cut",
        ) from error
