"""Chunks: pieces of an article small enough for search and retrieval, each within one section.

What stands together stays together: neighbouring blocks of text share a chunk as far as the budget goes; a figure, a
question with its answer, a table and a block of code each have their own. A heading is the beginning of the first
chunk below it. Only what does not fit is divided: text behind sentences, else behind the marks within them, a table
between rows, code between lines.

The texts of all chunks one after the other are the text of the article, nothing lost and nothing doubled, white space
aside. What is repeated so that a chunk can be understood alone is in `headings` and `context`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta, Struct

from wenzhang.conversion.sentences import sentence_spans
from wenzhang.errors import FormatError
from wenzhang.export.chunks.pieces import Kind, Piece, Unit, stripped
from wenzhang.export.chunks.reading import units
from wenzhang.source import Span

if TYPE_CHECKING:
    from wenzhang.model import Article

__all__ = ["Chunk", "ChunkOptions", "chunks", "to_chunks"]


class ChunkOptions(Struct, frozen=True, kw_only=True):
    """How large chunks are, and what is in them.

    `measure` gives the size of a text in the units of `budget`: code points, unless a tokenizer's count is passed.
    """

    budget: Annotated[int, Meta(description="The most that the text of a chunk may measure.", ge=1)] = 800
    overlap: Annotated[int, Meta(description="Repeat so many sentences of the chunk before, in the context.", ge=0)] = 0
    alt: Annotated[bool, Meta(description="Leave out images instead of saying their alt text.")] = True
    key: Annotated[str | None, Meta(description="Tells this article's ids from others'; its slug, else its title.")] = (
        None
    )
    measure: Callable[[str], int] = len

    def __post_init__(self) -> None:
        """Raises `FormatError` for a budget that holds nothing, or fewer sentences than none."""
        if self.budget < 1 or self.overlap < 0:
            raise FormatError(
                f"chunks cannot have a budget of {self.budget} and an overlap of {self.overlap}",
                hint="budget is 1 or more, overlap is 0 or more",
            )


class Chunk(Struct, frozen=True, rename="camel", kw_only=True):
    """A chunk.

    `id` is 32 hexadecimal digits, made from what the chunk says, the headings over it and the article's key, so it
    stays the same when something else in the article changes; `index` counts from 0.
    `headings` are the titles of the headings over it, the topmost first, its own included.
    `context` is what it cannot be understood without, or `""`: where it goes on with a question, a table or a figure,
    the question, the table's caption and head, the caption; the alt texts of a figure; the overlap.
    `span` is where it stands in the source, in code points, markup included.
    """

    id: str
    index: int
    kind: Kind
    headings: tuple[str, ...]
    text: str
    context: str
    span: Span
    path: str | None
    title: str | None
    lang: str | None


def chunks(article: Article, *, options: ChunkOptions | None = None) -> Iterator[Chunk]:
    """The chunks in the order of the article, made as they are asked for; time grows with the length of the text.

    No text measures more than the budget, unless it is a single character, with what combines with it. What is in
    `context` and `headings` comes on top.
    """
    packer = _Packer(article, options or ChunkOptions())
    for unit in units(article, alt=packer.options.alt):
        yield from packer.add(unit)
    yield from packer.flush()


def to_chunks(article: Article, *, options: ChunkOptions | None = None) -> str:
    """The chunks as JSON Lines: an object a line with the fields of `Chunk`, `span` as `[start, end]`."""
    return "".join([msgspec.json.encode(chunk).decode() + "\n" for chunk in chunks(article, options=options)])


class _Packer:
    """Fills chunks with pieces, one after the other."""

    def __init__(self, article: Article, options: ChunkOptions) -> None:
        self.options = options
        self.path, self.title, self.lang = article.source.path, article.title, article.lang
        front_matter = article.front_matter
        slug = front_matter.slug if front_matter is not None else None
        self.key = options.key if options.key is not None else slug or self.title or ""
        self.pieces: list[Piece] = []
        self.size = 0
        self.count = 0
        self.seen: Counter[bytes] = Counter()
        self.last: tuple[Unit, str] | None = None  # the last chunk's unit and its text

    def add(self, unit: Unit) -> Iterator[Chunk]:
        """Adds a unit; gives the chunks that are full."""
        if not self._joins(unit):
            yield from self.flush()
        for piece in unit.pieces():
            yield from self._fill(piece)
        if unit.kind != "text":
            yield from self.flush()

    def flush(self) -> Iterator[Chunk]:
        """The chunk that is being filled."""
        while self.pieces:
            pieces, self.pieces = self.pieces, []
            left: list[Piece] = []
            # What measures more as a whole than its parts together comes apart again.
            while not self._fits(text := stripped(_text(pieces))) and len(pieces) > 1:
                left.append(pieces.pop())
            if text:
                yield self._chunk(pieces, text)
            self.pieces = left[::-1]
        self.size = 0

    def _joins(self, unit: Unit) -> bool:
        """Whether a unit may go on with the chunk that is being filled."""
        if not self.pieces:
            return True
        last = self.pieces[-1].unit
        if unit.is_heading:  # of nothing but the headings above it
            return last.is_heading and self._only_headings and unit.headings[: len(last.headings)] == last.headings
        return unit.section == last.section and (unit.kind == "text" or self._only_headings)

    @property
    def _only_headings(self) -> bool:
        return all(piece.unit.is_heading for piece in self.pieces)

    def _fill(self, piece: Piece) -> Iterator[Chunk]:
        if self._takes(piece):
            return
        under_heading = bool(self.pieces) and self._only_headings
        if self._fits(piece.text) and not (under_heading and piece.is_prose):
            yield from self._begin(piece)
            return
        if not under_heading:
            yield from self.flush()
        parts = piece.divided(self._fits)
        if len(parts) == 1:
            yield from self._begin(piece)
            return
        for part in parts:
            yield from self._fill(part)

    def _begin(self, piece: Piece) -> Iterator[Chunk]:
        yield from self.flush()
        self.pieces = [piece]
        self.size = self.options.measure(piece.text)

    def _takes(self, piece: Piece) -> bool:
        """Adds a piece to the chunk if it fits.

        Sizes are added up as long as that leaves no doubt, so that nothing is measured again and again.
        """
        measure = self.options.measure
        size = self.size + measure(piece.separator + piece.text if self.pieces else piece.text)
        if size > self.options.budget:
            text = _text([*self.pieces, piece])
            if not self._fits(text):
                return False
            size = measure(text)
        self.pieces.append(piece)
        self.size = size
        return True

    def _fits(self, text: str) -> bool:
        return self.options.measure(stripped(text)) <= self.options.budget

    # A chunk

    def _chunk(self, pieces: list[Piece], text: str) -> Chunk:
        unit = next((piece.unit for piece in pieces if not piece.unit.is_heading), pieces[-1].unit)
        headings = tuple([title for _, title in pieces[-1].unit.headings if title])
        context = "\n".join(self._context(pieces[0], unit))
        chunk = Chunk(
            id=self._id(unit.kind, headings, text, context),
            index=self.count,
            kind=unit.kind,
            headings=headings,
            text=text,
            context=context,
            span=_span(pieces),
            path=self.path,
            title=self.title,
            lang=self.lang,
        )
        self.count += 1
        self.last = unit, text
        return chunk

    def _context(self, first: Piece, unit: Unit) -> Iterable[str]:
        goes_on = first.unit is unit and unit.kind != "text" and not first.begins
        if goes_on and unit.context:
            yield stripped(unit.context)
        yield from unit.notes
        if not self.options.overlap or self.last is None:
            return
        last, text = self.last
        if last is unit or (last.kind == unit.kind == "text" and last.section == unit.section):
            start = sentence_spans(text)[-self.options.overlap :][0][0]
            yield text[start:]

    def _id(self, kind: str, headings: tuple[str, ...], text: str, context: str) -> str:
        said = msgspec.json.encode((self.key, kind, headings, text, context))
        digest = blake2b(said, digest_size=16)
        occurrence = self.seen[digest.digest()]
        self.seen[digest.digest()] += 1
        if occurrence:
            digest.update(str(occurrence).encode())
        return digest.hexdigest()


def _text(pieces: list[Piece]) -> str:
    return pieces[0].text + "".join([piece.separator + piece.text for piece in pieces[1:]])


def _span(pieces: list[Piece]) -> Span:
    spans = [span for piece in pieces for span in piece.spans()]
    return Span(min(start for start, _ in spans), max(end for _, end in spans))
