"""The articles in a column of a batch, and the results in columns beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pyarrow as pa

from wenzhang.encoding.decode import decode_with
from wenzhang.encoding.names import codec_named
from wenzhang.errors import FormatError, SourceError, WenzhangError, explain
from wenzhang.read.body import known_format
from wenzhang.source import Source

if TYPE_CHECKING:
    from wenzhang.model import Format

__all__ = ["Articles", "Batch", "Cell", "with_results"]

Batch: TypeAlias = pa.RecordBatch | pa.Table
Work: TypeAlias = "Callable[[Cell], tuple[Any, ...]]"

_ROWS = 1000  # of a table that are worked on before their results go to Arrow


class Cell(NamedTuple):
    """What a row has of an article."""

    content: bytes | None
    is_text: bool
    path: str | None
    encoding: str | None

    def data(self) -> bytes:
        """The bytes of the article, in UTF-8 where it is text. Raises `SourceError` where there is none."""
        if self.content is None:
            raise SourceError("there is no article in this row: its content is null")
        return self.content

    def source(self) -> Source:
        """The article as text. Raises `DecodeError` for bytes that are none, `SourceError` where there is none."""
        if self.is_text:
            return Source.from_text(decode_with(self.data(), "utf-8", self.path), path=self.path)
        return Source.from_bytes(self.data(), path=self.path, encoding=self.encoding)


class Articles:
    """The rows of a batch as articles.

    Raises `TypeError` for what is no batch, `FormatError` for columns that are not there or of another type and for a
    format that does not exist, `SourceError` for an encoding that does not exist or is given for text.
    """

    def __init__(
        self, batch: Batch, content: str, path: str | None, format: Format | None = None, encoding: str | None = None
    ) -> None:
        if not isinstance(batch, pa.RecordBatch | pa.Table):
            raise TypeError(
                f"a pyarrow RecordBatch or Table is needed, not {type(batch).__name__}; pyarrow.table(…) makes one"
            )
        self.batch = batch
        self.indices = [_index(batch.schema, name) for name in (content, path) if name is not None]
        self.text_type, self.bytes_type, self.is_text = _types(batch.schema, content)
        if path is not None:
            _types(batch.schema, path)
        known_format(Source(""), 0, format)
        if encoding is not None:
            codec_named(encoding)
            if self.is_text:
                raise SourceError(
                    f"the encoding {encoding!r} is given for the column {content!r}, which is decoded already",
                    hint="leave it out",
                )
        self.encoding = encoding

    def pieces(self) -> Iterator[list[Cell]]:
        """The rows, piece by piece: all of a record batch, and of a table as many as give results of bounded size."""
        columns = self.batch.select(self.indices)
        pieces = [columns] if isinstance(columns, pa.RecordBatch) else columns.to_batches(max_chunksize=_ROWS)
        for piece in pieces:
            contents = _values(piece.column(0))
            paths = _values(piece.column(1)) if len(self.indices) > 1 else [None] * piece.num_rows
            yield [self._cell(content, path) for content, path in zip(contents, paths, strict=True)]

    def _cell(self, content: bytes | None, path: bytes | None) -> Cell:
        name = None if path is None else path.decode("utf-8", "surrogateescape")
        return Cell(content, self.is_text, name, self.encoding)


def _values(array: pa.Array) -> list[bytes | None]:
    """The bytes of each value: text that is not what Arrow takes it for must not spoil the others."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    buffers = (scalar.as_buffer() for scalar in array)
    return [None if buffer is None else buffer.to_pybytes() for buffer in buffers]


def _index(schema: pa.Schema, name: str) -> int:
    found = schema.get_all_field_indices(name)
    if len(found) == 1:
        return int(found[0])
    what = f"there are {len(found)} columns" if found else "there is no column"
    raise FormatError(
        f"{what} {name!r} among {', '.join(map(repr, schema.names))}",
        hint="content= names the column of the articles, path= that of their paths",
    )


def _types(schema: pa.Schema, name: str) -> tuple[pa.DataType, pa.DataType, bool]:
    """The types of text and of bytes that are as wide as a column's, and whether the column holds text."""
    types = pa.types
    type_ = schema.field(_index(schema, name)).type
    if types.is_dictionary(type_):
        type_ = type_.value_type
    if types.is_string(type_) or types.is_binary(type_) or types.is_fixed_size_binary(type_):
        return pa.string(), pa.binary(), types.is_string(type_)
    if types.is_large_string(type_) or types.is_large_binary(type_):
        return pa.large_string(), pa.large_binary(), types.is_large_string(type_)
    if types.is_string_view(type_) or types.is_binary_view(type_):
        return pa.string_view(), pa.binary_view(), types.is_string_view(type_)
    raise FormatError(f"the column {name!r} is of {type_}", hint="it has to be of strings or of binary values")


def with_results(articles: Articles, fields: list[pa.Field], error: str, work: Work) -> Batch:
    """The batch with a column for each value that `work` gives for an article, and one of what went wrong."""
    batch = articles.batch
    fields = [*fields, pa.field(error, pa.string())]
    _refuse_names(batch.schema.names, [field.name for field in fields])
    columns: list[list[pa.Array]] = [[] for _ in fields]
    for cells in articles.pieces():
        for column, array in zip(columns, _results(cells, fields, work), strict=True):
            column.extend(array.chunks if isinstance(array, pa.ChunkedArray) else [array])
    schema = pa.schema([*batch.schema, *fields], metadata=batch.schema.metadata)
    if isinstance(batch, pa.Table):
        added = [pa.chunked_array(chunks, field.type) for chunks, field in zip(columns, fields, strict=True)]
        return pa.Table.from_arrays([*batch.columns, *added], schema=schema)
    if any(len(chunks) > 1 for chunks in columns):
        raise FormatError("the results of this batch take more than 2 GiB a column", hint="make smaller batches")
    return pa.RecordBatch.from_arrays([*batch.columns, *(chunk for (chunk,) in columns)], schema=schema)


def _refuse_names(present: Sequence[str], added: Sequence[str]) -> None:
    for index, name in enumerate(added):
        if name in present or name in added[:index]:
            raise FormatError(f"there is a column {name!r} already", hint="into= and error= name the new ones")


def _results(cells: list[Cell], fields: list[pa.Field], work: Work) -> list[pa.Array | pa.ChunkedArray]:
    """The columns of the results, and of the errors."""
    rows = [_row(cell, len(fields), work) for cell in cells]
    try:
        return _columns(rows, fields)
    except (UnicodeError, OverflowError, pa.ArrowException):  # of which row, Arrow does not say
        return _columns([_as_arrow(cell, row, fields) for cell, row in zip(cells, rows, strict=True)], fields)


def _row(cell: Cell, width: int, work: Work) -> tuple[Any, ...]:
    """The values of a row: those of the results and no error, or an error alone."""
    try:
        return (*work(cell), None)
    except Exception as problem:
        return _failed(cell, width, problem)


def _failed(cell: Cell, width: int, problem: Exception) -> tuple[Any, ...]:
    told = explain(problem, cell.path).encode("utf-8", "backslashreplace").decode()
    return (*[None] * (width - 1), told)


def _columns(rows: list[tuple[Any, ...]], fields: list[pa.Field]) -> list[pa.Array | pa.ChunkedArray]:
    return [pa.array([row[index] for row in rows], field.type) for index, field in enumerate(fields)]


def _as_arrow(cell: Cell, row: tuple[Any, ...], fields: list[pa.Field]) -> tuple[Any, ...]:
    """The row, or an error in its place where Arrow cannot hold it."""
    try:
        _columns([row], fields)
    except UnicodeEncodeError:
        problem = WenzhangError(
            "the result has a lone surrogate in it, which Arrow cannot hold", hint="look for an escape such as \\ud83d"
        )
    except (OverflowError, pa.ArrowException) as error:
        problem = WenzhangError(f"the result is more than Arrow can hold: {error}")
    else:
        return row
    return _failed(cell, len(row), problem)
