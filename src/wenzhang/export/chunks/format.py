"""Chunks as a format: JSON Lines, a chunk a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wenzhang.export.chunks.chunk import ChunkOptions, chunks, to_chunks
from wenzhang.export.formats import ExportFormat, Together

if TYPE_CHECKING:
    from wenzhang.model import Article

__all__ = ["FORMAT"]


def _lines(path: str, article: Article, options: ChunkOptions) -> bytes:
    """The chunks of an article, a line each; its path is in each of them."""
    return b"".join([msgspec.json.encode(chunk) + b"\n" for chunk in chunks(article, options=options)])


def _export(article: Article, options: ChunkOptions) -> str:
    return to_chunks(article, options=options)


FORMAT = ExportFormat(
    name="chunks",
    summary="JSON Lines of pieces for search and retrieval, a folder to one file",
    suffix=".chunks.jsonl",
    export=_export,
    options=ChunkOptions,
    together=Together(_lines),
)
