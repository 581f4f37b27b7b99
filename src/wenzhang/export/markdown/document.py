"""An article as a Markdown document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.errors import FormatError
from wenzhang.export.formats import ExportFormat
from wenzhang.export.markdown.blocks import write_blocks, write_heading
from wenzhang.export.markdown.options import MarkdownOptions
from wenzhang.export.markdown.state import State
from wenzhang.source import LostSource, Source

if TYPE_CHECKING:
    from wenzhang.model import Article, Section

__all__ = ["FORMAT", "markdown_body", "to_markdown"]

_DEFAULT = MarkdownOptions()
_MAY_BE_FRONT_MATTER = frozenset("-+;{—–=~*_\ufeff")


def to_markdown(article: Article, *, options: MarkdownOptions | None = None) -> str:
    """The article as Markdown: its front matter as the source has it, and the body from the model.

    The body is CommonMark 0.31 with the tables, tasks and strikethrough of GitHub; what these cannot say is HTML, so
    that a renderer shows the same text and structure. Exporting what was exported gives the same. Line ends are those
    of the front matter. A body without text gives none.

    Raises `FormatError` where the source is needed and not there (for front matter, and for what is kept as written),
    for an article that is nested too deeply, and with `verify` where the Markdown does not say what the article says.
    """
    options = options or _DEFAULT
    head = _front_matter(article)
    body = markdown_body(article, options)
    text = f"{head}\n\n{body}" if head and body else f"{head}\n" if head else _without_front_matter(body)
    if "\r\n" in head:
        text = head + text[len(head) :].replace("\n", "\r\n")
    if options.verify:
        from wenzhang.export.markdown.verify import raise_for_differences

        raise_for_differences(article, text, options)
    return text


def markdown_body(article: Article, options: MarkdownOptions) -> str:
    """The body alone, which ends with a line end unless it is empty."""
    state = State(options, is_markdown=article.format == "markdown")
    try:
        parts = [write_blocks(state, article.intro)]
        waiting: list[Section] = [*article.sections][::-1]
        while waiting:
            section = waiting.pop()
            parts.append(write_heading(state, section.level, section.heading, section.id, section.attrs))
            parts.append(write_blocks(state, section.blocks))
            waiting += section.sections[::-1]
    except RecursionError as error:
        raise FormatError(
            "this article is nested too deeply to be written as Markdown",
            path=article.source.path,
            hint="what parse and load give is not: from a depth of 100 on they keep elements as they are written",
        ) from error
    text = "\n\n".join(filter(None, parts))
    return f"{text}\n" if text else ""


def _front_matter(article: Article) -> str:
    front_matter = article.front_matter
    if front_matter is None:
        return ""
    if isinstance(article.source, LostSource):
        raise FormatError(
            "this article has front matter, and no source to take it from",
            hint="write its JSON with to_json(article, source=True)",
        )
    return article.source.text[: front_matter.span.end]


def _without_front_matter(body: str) -> str:
    """A body that does not begin like front matter."""
    if body[:1] not in _MAY_BE_FRONT_MATTER:
        return body
    from wenzhang.read.frontmatter import read_front_matter

    found = read_front_matter(Source(body))
    return body if found.front_matter is None and found.problem is None else f"<!-- -->\n\n{body}"


def _export(article: Article, options: MarkdownOptions) -> str:
    return to_markdown(article, options=options)


FORMAT = ExportFormat(
    name="markdown",
    summary="CommonMark with GitHub's tables, and HTML for figures and details",
    suffix=".md",
    export=_export,
    options=MarkdownOptions,
)
