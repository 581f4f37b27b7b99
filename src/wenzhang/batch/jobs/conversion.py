"""Converting files: an output for each of the variants that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from wenzhang.batch.job import Produced
from wenzhang.batch.jobs.settings import settings_text
from wenzhang.conversion.converter import Converter
from wenzhang.errors import DecodeError, EncodeError
from wenzhang.source import Source

if TYPE_CHECKING:
    from wenzhang.conversion.memory import Correction
    from wenzhang.model import Format

__all__ = ["ConvertJob", "Unused", "decoded", "encoded", "written"]


class Unused(NamedTuple):
    """The corrections of a memory that a file had no use for."""

    corrections: frozenset[Correction]


class ConvertJob(Struct, frozen=True):
    """Converts each file by each converter, reading it once.

    The value of a result is an `Unused` where there is a memory, else None.
    """

    converters: tuple[Converter, ...]
    body_format: Format | None = None
    input_encoding: str | None = None

    def settings(self, number: int) -> str:
        """All that an output depends on besides the content."""
        return settings_text("convert", self.converters[number], self.body_format, self.input_encoding)

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        """The bytes of the file in the variants of these numbers. Raises what `Converter.convert_source` raises."""
        source = decoded(content, path, self.input_encoding)
        outputs, notes = [], dict.fromkeys(_guessed(source))
        unused: frozenset[Correction] | None = None
        for number in wanted:
            converter = self.converters[number]
            if converter.memory.corrections:
                left, more = self._corrections(converter, source)
                unused = left if unused is None else unused & left
                notes |= dict.fromkeys(more)
            made, more = encoded(converter, source, self.body_format)
            outputs.append(made)
            notes |= dict.fromkeys(more)
        return Produced(tuple(outputs), tuple(notes), None if unused is None else Unused(unused))

    def _corrections(self, converter: Converter, source: Source) -> tuple[frozenset[Correction], list[str]]:
        """Those that this file has no use for, and what cannot be decided."""
        applied = converter.conversion(source, format=self.body_format).transformed.corrections
        if applied is None:
            return frozenset(), []
        notes = [
            f"corrected in different ways elsewhere, and left as it is: {undecided.candidates[0].source}"
            for undecided in applied.undecided
        ]
        return frozenset(applied.unused), notes


def decoded(content: bytes, path: str, encoding: str | None) -> Source:
    """The content as text. Raises `DecodeError` where it is none."""
    try:
        return Source.from_bytes(content, path=path, encoding=encoding)
    except DecodeError as error:
        error.hint = (error.hint or "").replace("encoding=", "--input-encoding") or None
        raise


def encoded(converter: Converter, source: Source, format: Format | None) -> tuple[bytes, list[str]]:
    """The bytes of the result, and what there is to say of them."""
    try:
        _, content, notes = written(converter, source, format)
    except EncodeError as error:
        error.hint = "write in one that has all characters: --encoding utf-8"
        raise
    return content, notes


def written(converter: Converter, source: Source, format: Format | None) -> tuple[Source, bytes, list[str]]:
    """The result, its bytes, and what there is to say: in UTF-8 where the file's encoding cannot hold it.

    Raises `EncodeError` where the encoding that the converter names cannot hold it.
    """
    result = converter.convert_source(source, format=format)
    try:
        return result, result.encode(), []
    except EncodeError as error:
        if converter.encoding is not None:
            raise
        note = f"written in UTF-8, since {error.message}"
    result = replace(converter, encoding="utf-8").convert_source(source, format=format)
    return result, result.encode(), [note]


def _guessed(source: Source) -> list[str]:
    return [f"read as {source.encoding}, which is a guess: nothing says it"] if source.guessed else []
