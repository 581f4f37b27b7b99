"""The work on articles as functions on Arrow batches, for engines that map them over tables; with the extra `arrow`.

Ray Data, Spark, Daft, Polars, DuckDB and Dask hand record batches or tables to Python functions, in as many processes
as they have. Each function here takes a `pyarrow.RecordBatch` or a `pyarrow.Table`, one of whose columns holds
articles, and gives the same kind back: every column as it was, then those of the results, and last one of strings that
says what was wrong with an article, at which line and column, and what to do.

- The column of articles (`content`) holds text, or bytes, which are decoded as files are: where nothing says in which
  encoding they are, that is guessed, unless `encoding` names it. It may be a `string`, `large_string`, `string_view`,
  the same in binary, or a dictionary of these. Columns of results are strings of the width that it has.
- The column of `path`s, where there is one, is named in errors, and its suffixes tell whether bodies may be Markdown.
- A row has either results or an error, which never spoils another row. Where the article is null, the error says so.
- What is wrong with the settings or the columns is raised. All settings pickle; what they need is loaded once a
  process.
"""

from __future__ import annotations

try:
    import pyarrow as _pyarrow  # noqa: F401 - so that its absence is told in our words
except ImportError as error:
    raise ImportError("wenzhang.arrow needs pyarrow: pip install 'wenzhang[arrow]'") from error

from wenzhang.arrow.batches import convert_batch, export_batch, parse_batch, result_schema, validate_batch

__all__ = ["convert_batch", "export_batch", "parse_batch", "result_schema", "validate_batch"]
