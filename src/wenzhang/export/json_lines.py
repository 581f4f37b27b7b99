"""JSON Lines: an article a line, with its path first; all of it, or parts of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wenzhang.export.formats import ExportFormat, Together
from wenzhang.export.json import JsonOptions, article_json

if TYPE_CHECKING:
    from wenzhang.model import Article

__all__ = ["FORMAT"]


def _line(path: str, article: Article, options: JsonOptions) -> bytes:
    """An article as a line, with its path first."""
    line = article_json(article, options)
    return b'{"path":' + msgspec.json.encode(path) + (b"," if len(line) > 2 else b"") + line[1:] + b"\n"


def _export(article: Article, options: JsonOptions) -> bytes:
    return article_json(article, options) + b"\n"


FORMAT = ExportFormat(
    name="jsonl",
    summary="JSON Lines: an article a line, a folder to one file",
    suffix=".jsonl",
    export=_export,
    options=JsonOptions,
    together=Together(_line),
)
