"""The formats that articles are exported to: one module each, imported when it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wenzhang.model import Article

__all__ = ["FORMATS", "ExportFormat"]


class ExportFormat(NamedTuple):
    """The suffix of its files, and the function from an article to their text."""

    suffix: str
    export: Callable[[Article], str]


def _json(article: Article) -> str:
    from wenzhang.export.json import to_json

    return to_json(article, indent=2)


FORMATS = {"json": ExportFormat(".json", _json)}
