"""Converting, parsing, validating and exporting the articles of a batch."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
from msgspec.structs import replace

from wenzhang.arrow.columns import Articles, Batch, Cell, with_results
from wenzhang.batch.jobs.conversion import written
from wenzhang.conversion import Converter
from wenzhang.conversion.selectors import check_selector
from wenzhang.conversion.variants import variant
from wenzhang.encoding.names import codec_to_write
from wenzhang.errors import FormatError
from wenzhang.export.formats import formats
from wenzhang.export.parquet import article_row, article_schema
from wenzhang.read import parse

if TYPE_CHECKING:
    from wenzhang.config import Config
    from wenzhang.model import Format
    from wenzhang.source import Source
    from wenzhang.validation.diagnostic import Diagnostic
    from wenzhang.validation.run import Examined, Validator

    Target = str | Converter

__all__ = ["convert_batch", "export_batch", "parse_batch", "result_schema", "validate_batch"]


def convert_batch(  # noqa: PLR0913 - one parameter a setting
    batch: Batch,
    to: Target | Sequence[Target] = "zh-CN",
    *,
    content: str = "text",
    path: str | None = None,
    into: str | Sequence[str] | None = None,
    error: str = "error",
    format: Format | None = None,
    encoding: str | None = None,
) -> Batch:
    """The batch with its articles in other variants of Chinese: a column for each target, and one of errors.

    A target is a tag, or a `Converter` with settings of its own. Its column is called after it, `text_zh_cn` for the
    column `text` and zh-CN, unless `into` names the columns. The text is that which `wenzhang convert` writes into
    files; a byte order mark stays where content is text, and is left out where it is bytes.

    `format` is that of the bodies, and `encoding` that of bytes, where they are not to be found out.

    Raises `VariantError` for a tag that names no variant, `FormatError` for columns that are not there, of another
    type, or there already, `SourceError` for an `encoding` that does not exist or is given for text.
    """
    targets = [to] if isinstance(to, str | Converter) else list(to)
    converters = [Converter(target) if isinstance(target, str) else target for target in targets]
    tags = [_target(converter) for converter in converters]
    articles = Articles(batch, content, path, format, encoding)
    names = [f"{content}_{_identifier(tag)}" for tag in tags] if into is None else _names(into)
    if len(names) != len(converters):
        raise FormatError(f"{len(names)} columns are named for {len(converters)} targets", hint="name one for each")

    def work(cell: Cell) -> tuple[str, ...]:
        source = cell.source()
        mark = "\ufeff" if source.bom and cell.is_text else ""
        return tuple([mark + written(converter, source, format)[0].text for converter in converters])

    return with_results(articles, [pa.field(name, articles.text_type) for name in names], error, work)


def parse_batch(  # noqa: PLR0913 - one parameter a setting
    batch: Batch,
    *,
    content: str = "text",
    path: str | None = None,
    into: str = "article",
    error: str = "error",
    format: Format | None = None,
    encoding: str | None = None,
    italic_captions: bool = False,
) -> Batch:
    """The batch with what its articles are made of: a column of structs, and one of errors.

    The structs are the rows of `wenzhang export --to parquet` (`wenzhang.export.parquet.article_schema`). Raises what
    `convert_batch` raises; the other settings are those of `wenzhang.parse`.
    """

    def work(cell: Cell) -> tuple[dict[str, Any]]:
        article = parse(cell.source(), format=format, italic_captions=italic_captions)
        return (article_row(article, cell.path),)

    articles = Articles(batch, content, path, format, encoding)
    return with_results(articles, [pa.field(into, pa.struct(article_schema()))], error, work)


def validate_batch(  # noqa: PLR0913 - one parameter a setting
    batch: Batch,
    config: Config | None = None,
    *,
    content: str = "text",
    path: str | None = None,
    into: str = "findings",
    error: str = "error",
) -> Batch:
    """The batch with what is wrong with its articles: a column of lists of findings, and one of errors.

    A finding has `code`, `name`, `severity`, `message`, `hint`; `start` and `end` in code points from 0; `line`,
    `column`, `endLine` and `endColumn` in code points from 1. An article in which nothing was found has an empty list;
    one whose bytes or front matter cannot be read has a finding that says so, as in a run over files. Each article is
    looked at as if it were the only one, and its links to other files as if these could not be looked up: a worker
    has neither. `config` says how bodies and bytes are read.

    Raises what `wenzhang.Validator` raises for a configuration, and what `convert_batch` raises for columns.
    """
    from wenzhang.config import Config
    from wenzhang.validation.registry import catalogue

    validator = _validator(pickle.dumps(config or Config()), tuple(catalogue()))
    articles = Articles(batch, content, path)

    def work(cell: Cell) -> tuple[list[dict[str, Any]]]:
        if cell.is_text:
            examined = validator.examine(cell.source())
        else:
            examined = validator.examine_bytes(cell.data(), path=cell.path or "")
        (concluded,) = validator.conclude([_alone(examined)])
        return ([_finding(concluded.source, diagnostic) for diagnostic in concluded.diagnostics],)

    return with_results(articles, [pa.field(into, _findings_type())], error, work)


def export_batch(  # noqa: PLR0913 - one parameter a setting
    batch: Batch,
    to: str = "markdown",
    *,
    options: msgspec.Struct | None = None,
    lang: str | None = None,
    from_: str | None = None,
    content: str = "text",
    path: str | None = None,
    into: str | None = None,
    error: str = "error",
    format: Format | None = None,
    encoding: str | None = None,
    italic_captions: bool = False,
) -> Batch:
    """The batch with its articles in another format: a column of text, or of bytes for parquet, and one of errors.

    The column is called `text_markdown` for the column `text` and the format markdown, unless `into` names it. It holds
    what `wenzhang export --to` writes into a file for each article. `options` are those of the format, such as
    `wenzhang.MarkdownOptions`; with `lang` the articles are converted on the way, from `from_` or what they show.

    Raises `FormatError` for a format that does not exist and options of another one, and what `convert_batch` raises.
    """
    known = formats()
    if to not in known:
        raise FormatError(f"{to!r} is no format", hint=f"there are {', '.join(known)}")
    format_ = known[to]
    settings = format_.options() if options is None else options
    if not isinstance(settings, format_.options):
        raise FormatError(f"{to} takes {format_.options.__name__}, not {type(settings).__name__}")
    for tag in filter(None, (lang, from_)):
        variant(tag)
    if format_.converts:
        settings = replace(settings, **{name: tag for name, tag in (("lang", lang), ("from_", from_)) if tag})
    converter = None if lang is None or format_.converts else Converter(lang, from_)
    articles = Articles(batch, content, path, format, encoding)

    def work(cell: Cell) -> tuple[str | bytes]:
        article = parse(cell.source(), format=format, italic_captions=italic_captions)
        exported = format_.content(article if converter is None else converter.convert(article), settings)
        return (exported if format_.binary else exported.decode(),)

    type_ = articles.bytes_type if format_.binary else articles.text_type
    return with_results(articles, [pa.field(into or f"{content}_{_identifier(to)}", type_)], error, work)


def result_schema(function: Callable[..., Batch], schema: pa.Schema, *arguments: Any, **settings: Any) -> pa.Schema:
    """The schema of what one of these functions makes of batches of a schema, with these settings.

    `result_schema(convert_batch, schema, to="zh-CN")` is for engines that need to know it before there is a batch.
    """
    return function(schema.empty_table(), *arguments, **settings).schema


def _target(converter: Converter) -> str:
    """The tag of the target. Raises `WenzhangError` for settings that would fail for every article."""
    if converter.from_ is not None:
        variant(converter.from_)
    for selector in (*converter.policy.include, *converter.policy.exclude):
        check_selector(selector)
    if converter.encoding is not None:
        codec_to_write(converter.encoding)
    return variant(converter.to).tag


def _names(into: str | Sequence[str]) -> list[str]:
    return [into] if isinstance(into, str) else list(into)


def _identifier(name: str) -> str:
    """A name as languages of queries have it without quotes."""
    return name.replace("-", "_").lower()


@lru_cache(maxsize=8)
def _validator(config: bytes, codes: tuple[str, ...]) -> Validator:
    """What validates under a configuration, with the rules that there are now; kept, since making it takes long."""
    from wenzhang.validation.run import Validator

    return Validator(pickle.loads(config))


def _alone(examined: Examined) -> Examined:
    """The same, its place among files unknown: then no rule says that one is missing."""
    return examined if examined.page is None else examined._replace(page=replace(examined.page, path=None))


@cache
def _findings_type() -> pa.DataType:
    text, number = pa.string(), pa.int32()
    texts = [(name, text) for name in ("code", "name", "severity", "message", "hint")]
    numbers = [(name, number) for name in ("start", "end", "line", "column", "endLine", "endColumn")]
    return pa.list_(pa.struct([*texts, *numbers]))


def _finding(source: Source, diagnostic: Diagnostic) -> dict[str, Any]:
    start, end = source.position(diagnostic.span.start), source.position(diagnostic.span.end)
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "start": start.offset,
        "end": end.offset,
        "line": start.line,
        "column": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
