"""Rows of Arrow, one an article, and Parquet files of them; with the extra `arrow`.

Nested columns hold the sections, figures and questions, each with its span in code points of the source. A section's
text is that of its own blocks: those of the sections below it are rows of their own in the list.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

from msgspec import Meta, Struct

from wenzhang.errors import FormatError
from wenzhang.export.formats import ExportFormat, Together
from wenzhang.text import visible_text

if TYPE_CHECKING:
    import datetime as dates
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from wenzhang.model import Article, FaqItem, Figure, Section

__all__ = ["FORMAT", "ParquetOptions", "article_batch", "article_row", "article_schema"]

_ROWS = 1000  # of a row group, so that memory does not grow with the number of articles


class ParquetOptions(Struct, frozen=True, kw_only=True):
    """How a Parquet file is written."""

    compression: Annotated[
        Literal["zstd", "snappy", "gzip", "none"], Meta(description="How columns are compressed, zstd by default.")
    ] = "zstd"


@cache
def article_schema() -> pa.Schema:
    """The schema of the rows.

    `frontMatter` is the front matter's plain values as JSON. Raises `FormatError` without pyarrow.
    """
    pa = _pyarrow()
    text, number = pa.string(), pa.int32()
    span = [("start", number), ("end", number)]
    image = pa.struct([("src", text), ("alt", text), ("title", text), ("width", number), ("height", number)])
    section = pa.struct(
        [("level", pa.int8()), ("title", text), ("path", pa.list_(text)), ("id", text), ("text", text), *span]
    )
    figure = pa.struct([("images", pa.list_(image)), ("caption", text), *span])
    question = pa.struct([("label", text), ("question", text), ("answer", text), ("open", pa.bool_()), *span])
    return pa.schema(
        [
            ("path", text),
            ("title", text),
            ("lang", text),
            ("format", text),
            ("frontMatter", text),
            ("excerpt", text),
            ("date", pa.date32()),
            ("category", text),
            ("tags", pa.list_(text)),
            ("author", text),
            ("slug", text),
            ("coverImage", text),
            ("text", text),
            ("intro", text),
            ("sections", pa.list_(section)),
            ("figures", pa.list_(figure)),
            ("faq", pa.list_(question)),
        ]
    )


def article_row(article: Article, path: str | None = None) -> dict[str, Any]:
    """An article as the values of a row; `path` is that of its source, unless it is given."""
    from wenzhang.export.json import front_matter_json

    head = article.front_matter
    return {
        "path": path if path is not None else article.source.path,
        "title": article.title,
        "lang": article.lang,
        "format": article.format,
        "frontMatter": None if head is None else front_matter_json(head).decode(),
        "excerpt": None if head is None else head.excerpt,
        "date": None if head is None else _day(head.date),
        "category": None if head is None else head.category,
        "tags": None if head is None else head.tags,
        "author": None if head is None else head.author,
        "slug": None if head is None else head.slug,
        "coverImage": None if head is None else head.cover_image,
        "text": article.text,
        "intro": visible_text(article.intro),
        "sections": list(_sections(article.sections, ())),
        "figures": [_figure(figure) for figure in article.figures],
        "faq": [_question(item) for item in article.faq],
    }


def _day(date: dates.date | None) -> dates.date | None:
    return date.date() if isinstance(date, datetime) else date


def article_batch(article: Article, path: str | None = None) -> pa.RecordBatch:
    """An article as a batch of one row. Raises `FormatError` without pyarrow, and for text that is no Unicode."""
    pa, schema = _pyarrow(), article_schema()
    try:
        return pa.RecordBatch.from_pylist([article_row(article, path)], schema=schema)
    except UnicodeEncodeError as error:
        raise FormatError(
            "holds a lone surrogate, which Arrow cannot hold", path=path, hint="look for an escape such as \\ud83d"
        ) from error


def _sections(sections: Iterable[Section], above: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    stack = [(section, above) for section in sections][::-1]
    while stack:
        section, above = stack.pop()
        yield {
            "level": section.level,
            "title": section.title,
            "path": list(above),
            "id": section.id,
            "text": visible_text(section.blocks),
            "start": section.span.start,
            "end": section.span.end,
        }
        stack += [(below, (*above, section.title)) for below in reversed(section.sections)]


def _figure(figure: Figure) -> dict[str, Any]:
    images = [
        {"src": each.src, "alt": each.alt, "title": each.title, "width": each.width, "height": each.height}
        for each in figure.images
    ]
    return {"images": images, "caption": figure.caption, "start": figure.span.start, "end": figure.span.end}


def _question(item: FaqItem) -> dict[str, Any]:
    return {
        "label": item.label,
        "question": item.question,
        "answer": item.answer,
        "open": item.open,
        "start": item.span.start,
        "end": item.span.end,
    }


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise FormatError("Parquet needs pyarrow", hint="pip install 'wenzhang[arrow]'") from error
    return pyarrow


class _ParquetFile:
    """Writes batches to a Parquet file, a row group at a time."""

    def __init__(self, stream: BinaryIO, options: ParquetOptions) -> None:
        _pyarrow()
        from pyarrow.parquet import ParquetWriter

        self.writer = ParquetWriter(stream, article_schema(), compression=options.compression)
        self.batches: list[pa.RecordBatch] = []

    def add(self, batch: pa.RecordBatch) -> None:
        """Takes a batch."""
        self.batches.append(batch)
        if len(self.batches) == _ROWS:
            self._write()

    def close(self) -> None:
        """Writes what is left, and the end of the file."""
        self._write()
        self.writer.close()

    def _write(self) -> None:
        if self.batches:
            self.writer.write_table(_pyarrow().Table.from_batches(self.batches).combine_chunks())
            self.batches = []


def _part(path: str, article: Article, options: ParquetOptions) -> pa.RecordBatch:
    return article_batch(article, path)


def _export(article: Article, options: ParquetOptions) -> bytes:
    from io import BytesIO

    stream = BytesIO()
    file = _ParquetFile(stream, options)
    file.add(_part(article.source.path or "", article, options))
    file.close()
    return stream.getvalue()


FORMAT = ExportFormat(
    name="parquet",
    summary="rows of Arrow, a folder to one file (pip install 'wenzhang[arrow]')",
    suffix=".parquet",
    export=_export,
    options=ParquetOptions,
    together=Together(_part, _ParquetFile),
    binary=True,
)
