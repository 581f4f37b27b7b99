"""JSON Lines: an article a line, with its path first; all of it, or parts of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import msgspec

from wenzhang.export.formats import ExportFormat
from wenzhang.export.json import JsonOptions, article_json

if TYPE_CHECKING:
    from wenzhang.model import Article

__all__ = ["FORMAT", "LineWriter"]


class LineWriter:
    """Writes each article as a line."""

    def __init__(self, stream: BinaryIO, options: JsonOptions) -> None:
        self.stream = stream
        self.options = options

    def add(self, path: str, article: Article) -> None:
        """Writes an article, with its path first."""
        line = article_json(article, self.options)
        self.stream.write(b'{"path":' + msgspec.json.encode(path) + (b"," if len(line) > 2 else b"") + line[1:] + b"\n")

    def close(self) -> None:
        """Nothing comes last."""


def _export(article: Article, options: JsonOptions) -> bytes:
    return article_json(article, options) + b"\n"


FORMAT = ExportFormat(
    name="jsonl",
    summary="JSON Lines: an article a line, a folder to one file",
    suffix=".jsonl",
    export=_export,
    options=JsonOptions,
    sink=LineWriter,
)
