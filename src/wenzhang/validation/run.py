"""Validating: an article is examined by itself; what all of the run are known to hold concludes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from wenzhang.encoding.names import BYTE_ORDER_MARKS
from wenzhang.errors import ConfigError, DecodeError, RuleError
from wenzhang.model import Article
from wenzhang.read import read
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import LostSource, Source, Span
from wenzhang.validation.diagnostic import Diagnostic, Finding
from wenzhang.validation.registry import catalogue
from wenzhang.validation.ruleset import ActiveRule, Rulesets
from wenzhang.validation.site import Page, Site, read_page
from wenzhang.validation.subject import Subject
from wenzhang.validation.summary import Summary
from wenzhang.validation.suppression import Suppression, read_suppressions, suppress

if TYPE_CHECKING:
    from wenzhang.config import Config
    from wenzhang.validation.region_words import RegionWords
    from wenzhang.validation.schema import Schema, Schemas

__all__ = ["Examined", "FileFindings", "Summary", "Validator", "validate"]


class FileFindings:
    """What was found in one file: its path, its source, and the findings.

    The source may be given as what loads it, which is called each time that somebody asks. Where the file could not be
    decoded, U+FFFD stands in it for what could not.
    """

    __slots__ = ("_source", "diagnostics", "path")

    def __init__(self, path: str, source: Source | Callable[[], Source], diagnostics: list[Diagnostic]) -> None:
        self.path = path
        self.diagnostics = diagnostics
        self._source = source

    @property
    def source(self) -> Source:
        """The text that the spans of the findings are of. Raises what loading it raises."""
        return self._source if isinstance(self._source, Source) else self._source()

    def only(self, diagnostics: list[Diagnostic]) -> FileFindings:
        """The same file with other findings."""
        return FileFindings(self.path, self._source, diagnostics)


class Examined(NamedTuple):
    """What an article gave by itself: its own findings, and what is needed to conclude once all pages are known.

    `source` may be what loads it, as for `FileFindings`. `size` is its length in code points.
    """

    path: str
    source: Source | Callable[[], Source]
    size: int
    found: list[Diagnostic]
    page: Page | None = None
    suppressions: tuple[Suppression, ...] = ()


def validate(article: Article | Source, config: Config | None = None, *, schema: Any = None) -> list[Diagnostic]:
    """The findings, in the order of the text.

    `schema` is what the front matter has to fit: a JSON Schema as a dict, or a msgspec Struct, a dataclass or a
    pydantic model. Rules of a site see this article alone. A source whose front matter cannot be read gets a finding
    for that, and its body is validated all the same.

    Raises `FormatError` for an article without its source, `RuleError` and `ConfigError` for a configuration that
    means nothing.
    """
    if config is None and schema is None:
        return _default(tuple(catalogue())).diagnose(article)
    from wenzhang.config import Config

    return Validator(config or Config(), schema=schema).diagnose(article)


@lru_cache(maxsize=1)
def _default(codes: tuple[str, ...]) -> Validator:
    """What validates where nothing is configured, with the rules that there are now."""
    from wenzhang.config import Config

    return Validator(Config())


class Validator:
    """Validates under one configuration, one article or many. Making it costs more than an article.

    Raises `RuleError` and `ConfigError` for a configuration that means nothing, `GlossaryError` for a list of words
    that cannot be read, `TypeError` for what is no configuration.
    """

    def __init__(self, config: Config, *, schema: Any = None) -> None:
        self.config = _checked(config)
        self.rulesets = Rulesets(self.config)
        self.schemas = _schemas(self.config, schema)
        self.region_words = _region_words(self.config)

    def examine(self, article: Article | Source) -> Examined:
        """What an article gives by itself. Raises `FormatError` for one without its source."""
        subject = self._subject(article)
        ruleset = self.rulesets.of(subject.source.path)
        found: list[Diagnostic] = []
        for active in ruleset.rules:
            found += _findings(active, len(subject.text), subject)
        page = read_page(subject) if ruleset.site_rules else None
        source = subject.source
        return Examined(source.path or "", source, len(source.text), found, page, read_suppressions(subject))

    def examine_bytes(self, content: bytes, *, path: str) -> Examined:
        """The same for the bytes of a file, of which those that are no text are a finding.

        `path` is named, and its suffix tells whether the body may be in Markdown.
        """
        source, error = self._decoded(content, path)
        return self.examine(source) if error is None else self._undecodable(source, content, path, error)

    def source(self, content: bytes, *, path: str) -> Source:
        """The text of a file; U+FFFD stands in it for what is none."""
        return self._decoded(content, path)[0]

    def diagnose(self, article: Article | Source) -> list[Diagnostic]:
        """The findings in an article as if it were the only one."""
        return self.conclude([self.examine(article)])[0].diagnostics

    def conclude(self, examined: Sequence[Examined]) -> list[FileFindings]:
        """The findings of each file in the order of its text, with those that need all pages."""
        site = Site((each.page for each in examined if each.page is not None), self.config)
        return [self._concluded(each, site) for each in examined]

    def _concluded(self, examined: Examined, site: Site) -> FileFindings:
        ruleset = self.rulesets.of(examined.path or None)
        found = list(examined.found)
        if examined.page is not None:
            for active in ruleset.site_rules:
                found += _findings(active, examined.size, site, examined.page)
        if examined.suppressions:
            found = suppress(found, examined.suppressions, ruleset)
        found.sort(key=lambda diagnostic: (diagnostic.span, diagnostic.code))
        return FileFindings(examined.path, examined.source, found)

    def _subject(self, article: Article | Source) -> Subject:
        if isinstance(article, Article):
            if isinstance(article.source, LostSource):
                article._body()  # says so
            return Subject(article, schema=self._schema_of(article.source), region_words=self.region_words)
        if not isinstance(article, Source):
            raise TypeError(f"an Article or a Source is validated, not {article!r:.40}; wenzhang.load reads a file")
        head = read_front_matter(article)
        config = self.config
        read_article = read(article, head, format=config.body_format, italic_captions=config.italic_captions)
        return Subject(read_article, head.problem, self._schema_of(article), self.region_words)

    def _schema_of(self, source: Source) -> Schema | None:
        return None if self.schemas is None else self.schemas.of(source.path)

    def _decoded(self, content: bytes, path: str) -> tuple[Source, DecodeError | None]:
        try:
            return Source.from_bytes(content, path=path, encoding=self.config.input_encoding), None
        except DecodeError as error:
            return Source(_unmarked(content, error).decode(_codec(error), "replace"), path=path), error

    def _undecodable(self, source: Source, content: bytes, path: str, error: DecodeError) -> Examined:
        """The finding at the place where the text before it ends, which is text in the codec that stumbled there."""
        unmarked = _unmarked(content, error)
        before = unmarked[: max(error.byte_offset - len(content) + len(unmarked), 0)]
        offset = len(before.decode(_codec(error), "replace"))
        active = self.rulesets.of(path).find("EN003")
        span = Span(offset, min(offset + 1, len(source.text)))
        hint = "if it is text, say in which encoding, or save it as UTF-8"
        found = [_diagnostic(active, Finding(span, error.message, hint))] if active else []
        return Examined(path, source, len(source.text), found)


def _codec(error: DecodeError) -> str:
    return error.codec or "utf-8"


def _unmarked(content: bytes, error: DecodeError) -> bytes:
    """Without the byte order mark of the codec that stumbled."""
    return content.removeprefix(BYTE_ORDER_MARKS.get(_codec(error), b""))


def _schemas(config: Config, schema: Any) -> Schemas | None:
    if schema is None and not config.schemas:
        return None
    from wenzhang.validation.schema import Schemas

    return Schemas(config, schema)


def _region_words(config: Config) -> RegionWords | None:
    if not config.region_words:
        return None
    from wenzhang.validation.region_words import RegionWords

    return RegionWords(config)


def _checked(config: Config) -> Config:
    """The configuration with values of the types that they are to have: those of a caller are not checked yet."""
    from wenzhang.config import Config

    if not isinstance(config, Config):
        raise TypeError(f"a wenzhang.Config is needed, not {config!r:.40}; wenzhang.load_config reads a file")
    try:
        return msgspec.convert(msgspec.to_builtins(config), Config)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error), hint="see the fields of wenzhang.Config") from None


def _findings(active: ActiveRule, size: int, *subject: Any) -> Iterator[Diagnostic]:
    """What a rule finds in a text of that many code points.

    Raises `RuleError` for a rule of another package that raises anything, or finds something outside of the text.
    """
    rule = active.rule
    try:
        for finding in rule.check(*active.arguments(*subject)):
            if not 0 <= finding.span.start <= finding.span.end <= size:
                raise ValueError(f"{finding.span} is not within the text")
            yield _diagnostic(active, finding)
    except Exception as error:
        if rule.check.__module__.startswith("wenzhang."):
            raise
        raise RuleError(
            f"the rule {rule.code} {rule.name} of {rule.check.__module__} failed: {type(error).__name__}: {error}",
            hint=f"tell its makers, or leave it out: ignore {rule.code}",
        ) from error


def _diagnostic(active: ActiveRule, finding: Finding) -> Diagnostic:
    """A finding with the severity that its rule has here."""
    span, message, hint, fix, name = finding
    return Diagnostic(active.rule.code, name or active.rule.name, active.severity, message, span, hint, fix)
