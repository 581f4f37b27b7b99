"""Validating: everything that reading knows to be wrong with an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from wenzhang.encoding.names import BYTE_ORDER_MARKS
from wenzhang.errors import DecodeError, FrontMatterError
from wenzhang.model import Article, Format, ParseError
from wenzhang.source import Source, Span
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.parse_errors import explain_parse_error

__all__ = ["FileFindings", "Summary", "validate", "validate_file"]

_FRONT_MATTER_RULES = {
    "fence": ("FM001", "front-matter-fence"),
    "syntax": ("FM002", "front-matter-syntax"),
    "duplicate key": ("FM006", "duplicate-key"),
}


class FileFindings(NamedTuple):
    """What was found in one file. Where it could not be decoded, U+FFFD stands in `source` for what could not."""

    path: str
    source: Source
    diagnostics: list[Diagnostic]


class Summary(Struct):
    """How many files were read, and what was found in them."""

    files: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0

    def add(self, file: FileFindings) -> None:
        """Counts one more file."""
        severities = [diagnostic.severity for diagnostic in file.diagnostics]
        self.files += 1
        self.errors += severities.count("error")
        self.warnings += severities.count("warning")
        self.infos += severities.count("info")

    @property
    def findings(self) -> int:
        """All of them."""
        return self.errors + self.warnings + self.infos

    def line(self) -> str:
        """As in `2 findings (1 error, 1 warning) in 12 articles`."""
        counts = ((self.errors, "error"), (self.warnings, "warning"), (self.infos, "info"))
        kinds = ", ".join(_plural(count, noun) for count, noun in counts if count)
        found = f"{_plural(self.findings, 'finding')}{f' ({kinds})' if kinds else ''}"
        return f"{found} in {_plural(self.files, 'article')}"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def validate(article: Article | Source) -> list[Diagnostic]:
    """The findings, in the order of the text.

    A source whose front matter cannot be read gets a finding for that, and its body is validated all the same.
    Raises `FormatError` for an article without its source.
    """
    if isinstance(article, Source):
        found = _source_findings(article)
    else:
        found = [*_guessed(article.source), *map(_parse_error, article.parse_errors)]
    return _in_order(found)


def validate_file(
    content: bytes, *, path: str, format: Format | None = None, encoding: str | None = None
) -> FileFindings:
    """The findings in the bytes of a file, of which those that are no text are one.

    `path` is named, and its suffix tells whether the body may be in Markdown, unless `format` says in what it is.
    """
    try:
        source = Source.from_bytes(content, path=path, encoding=encoding)
    except DecodeError as error:
        return _undecodable(content, path, error)
    return FileFindings(path, source, _in_order(_source_findings(source, format)))


def _in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return sorted(found, key=lambda diagnostic: (diagnostic.span, diagnostic.code))


def _source_findings(source: Source, format: Format | None = None) -> list[Diagnostic]:
    """What was found, in any order."""
    from wenzhang.read.body import body_of
    from wenzhang.read.frontmatter import read_front_matter
    from wenzhang.read.html import parse_errors

    found = [*_guessed(source)]
    head = read_front_matter(source)
    if head.problem is not None:
        found.append(_front_matter_problem(source, head.problem))
    return [*found, *map(_parse_error, parse_errors(body_of(source, head.body_start, format)))]


def _front_matter_problem(source: Source, problem: FrontMatterError) -> Diagnostic:
    offset = problem.position.offset if problem.position else 0
    span = Span(offset, min(offset + 1, len(source.text)))
    code, name = _FRONT_MATTER_RULES[problem.rule]
    return Diagnostic(code, name, "error", problem.message, span, problem.hint)


def _guessed(source: Source) -> Iterator[Diagnostic]:
    if not source.guessed:
        return
    message = f"nothing says which encoding this is; {source.encoding} is a guess"
    hint = "save the file as UTF-8, or declare its encoding with <meta charset>"
    yield Diagnostic("EN001", "not-utf-8", "warning", message, Span(0, 0), hint)


def _parse_error(error: ParseError) -> Diagnostic:
    """Under the name that the HTML Standard gives it (13.2.2, Parse errors)."""
    message, hint = explain_parse_error(error.code)
    return Diagnostic("HT001", error.code, "warning", message, error.span, hint)


def _undecodable(content: bytes, path: str, error: DecodeError) -> FileFindings:
    """The finding at the place where the text before it ends, which is text in the codec that stumbled there."""
    codec = error.codec or "utf-8"
    mark = BYTE_ORDER_MARKS.get(codec, b"")
    skipped = len(mark) if content.startswith(mark) else 0
    offset = len(content[skipped : error.byte_offset].decode(codec, "replace"))
    source = Source(content[skipped:].decode(codec, "replace"), path=path)
    span = Span(offset, min(offset + 1, len(source.text)))
    hint = "if it is text, say in which encoding, or save it as UTF-8"
    return FileFindings(path, source, [Diagnostic("EN003", "undecodable", "error", error.message, span, hint)])
