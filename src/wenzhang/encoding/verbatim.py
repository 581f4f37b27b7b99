"""Characters of a legacy file whose bytes are not those that its codec would write.

Legacy encodings have several byte sequences for some characters (十 is A2CC and A451 in Big5), and a codec writes only
one of them. Those of a file that it would write otherwise are kept, so that the file comes out as it was.
"""

from __future__ import annotations

import codecs
from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.source import Edit

__all__ = ["Verbatim", "Writing", "moved", "verbatim"]

_CHUNK = 4096


class Verbatim(Struct, frozen=True, gc=False):
    """The bytes of the characters from `start` to `end`, in code points."""

    start: int
    end: int
    data: bytes


def verbatim(text: str, data: bytes, codec: str) -> tuple[Verbatim, ...]:
    """What `codec` would write otherwise of a `text` that it read from `data`, in order. O(n)."""
    if text.encode(codec, "replace") == data:
        return ()
    found: list[Verbatim] = []
    decoder = codecs.getincrementaldecoder(codec)()
    at = characters = 0
    while at < len(data):
        chunk = data[at : at + _CHUNK]
        decoder.reset()
        read = decoder.decode(chunk)
        chunk = chunk[: len(chunk) - len(decoder.getstate()[0])]
        if read.encode(codec, "replace") != chunk:
            found += _differing(chunk, codec, characters)
        at += len(chunk)
        characters += len(read)
    return tuple(found)


def _differing(chunk: bytes, codec: str, offset: int) -> Iterator[Verbatim]:
    decoder = codecs.getincrementaldecoder(codec)()
    start = 0
    for end in range(1, len(chunk) + 1):
        read = decoder.decode(chunk[end - 1 : end])
        if not read:
            continue
        if read.encode(codec, "replace") != chunk[start:end]:
            yield Verbatim(offset, offset + len(read), chunk[start:end])
        offset += len(read)
        start = end


def moved(kept: Sequence[Verbatim], edits: Sequence[Edit]) -> tuple[Verbatim, ...]:
    """What is left of `kept`, and where, after `edits` that are in order and do not overlap."""
    result: list[Verbatim] = []
    shift = done = 0
    for each in kept:
        while done < len(edits) and edits[done].span.end <= each.start:
            span = edits[done].span
            shift += len(edits[done].replacement) - (span.end - span.start)
            done += 1
        if done == len(edits) or edits[done].span.start >= each.end:
            result.append(Verbatim(each.start + shift, each.end + shift, each.data))
    return tuple(result)


class Writing:
    """How a text is written: in a codec, but for what is kept."""

    __slots__ = ("codec", "kept", "text")

    def __init__(self, text: str, codec: str, kept: Sequence[Verbatim]) -> None:
        self.text = text
        self.codec = codec
        self.kept = kept

    def encode(self, start: int, end: int, *, errors: str = "strict") -> bytes:
        """The bytes of `text[start:end]`.

        Raises `UnicodeEncodeError`, its offsets those of `text`.
        """
        kept = self.kept
        if not kept:
            return self._encoded(start, end, errors)
        pieces: list[bytes] = []
        for index in range(bisect_left(kept, start, key=attrgetter("start")), len(kept)):
            each = kept[index]
            if each.end > end:
                break
            pieces += self._encoded(start, each.start, errors), each.data
            start = each.end
        pieces.append(self._encoded(start, end, errors))
        return b"".join(pieces)

    def _encoded(self, start: int, end: int, errors: str) -> bytes:
        try:
            return self.text[start:end].encode(self.codec, errors)
        except UnicodeEncodeError as error:
            error.object, error.start, error.end = self.text, error.start + start, error.end + start
            raise
