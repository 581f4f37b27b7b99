"""XLIFF as a format of the export."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from wenzhang.conversion.glossary import Glossary
from wenzhang.export.formats import ExportFormat
from wenzhang.export.xliff.writing import to_xliff

if TYPE_CHECKING:
    from wenzhang.model import Article

__all__ = ["FORMAT", "XliffOptions"]


class XliffOptions(Struct, frozen=True, kw_only=True):
    """What is in the targets, as tags of variants, and the files of the terms that are marked."""

    lang: str | None = None
    from_: str | None = None
    glossary: Annotated[tuple[str, ...], Meta(description="Glossaries of terms, which are marked as such.")] = ()


def _export(article: Article, options: XliffOptions) -> str:
    terms = reduce(Glossary.merged, (Glossary.load(Path(path)) for path in options.glossary), Glossary())
    return to_xliff(article, lang=options.lang, from_=options.from_, glossary=terms)


FORMAT = ExportFormat(
    name="xliff",
    summary="XLIFF 2.1 for review and translation; `wenzhang import` brings it back",
    suffix=".xlf",
    export=_export,
    options=XliffOptions,
    converts=True,
)
