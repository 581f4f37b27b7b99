"""Chunks as a format: JSON Lines, a chunk a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import msgspec

from wenzhang.export.chunks.chunk import ChunkOptions, chunks, to_chunks
from wenzhang.export.formats import ExportFormat

if TYPE_CHECKING:
    from wenzhang.model import Article

__all__ = ["FORMAT"]


class _ChunkWriter:
    """Writes the chunks of each article, a line each."""

    def __init__(self, stream: BinaryIO, options: ChunkOptions) -> None:
        self.stream = stream
        self.options = options

    def add(self, path: str, article: Article) -> None:
        """Writes the chunks of an article; its path is in each of them."""
        lines = [msgspec.json.encode(chunk) for chunk in chunks(article, options=self.options)]
        self.stream.write(b"".join([line + b"\n" for line in lines]))

    def close(self) -> None:
        """Nothing comes last."""


def _export(article: Article, options: ChunkOptions) -> str:
    return to_chunks(article, options=options)


FORMAT = ExportFormat(
    name="chunks",
    summary="JSON Lines of pieces for search and retrieval, a folder to one file",
    suffix=".chunks.jsonl",
    export=_export,
    options=ChunkOptions,
    sink=_ChunkWriter,
)
