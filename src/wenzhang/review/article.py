"""The page of an article."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgspec import Struct

from wenzhang.read import parse
from wenzhang.review.marked_html import marked_html
from wenzhang.review.marks import marks_of
from wenzhang.review.page import page
from wenzhang.terminal import readable

if TYPE_CHECKING:
    from wenzhang.conversion import Conversion, Converter
    from wenzhang.model import Format
    from wenzhang.source import Source
    from wenzhang.validation import Diagnostic

__all__ = ["ReviewedArticle", "review_article"]


class ReviewedArticle(Struct, frozen=True):
    """What an index says of an article.

    `address` leads to its page from that of the index. `counts` are those of its marks by kind, and `asking` how many
    of them ask for eyes; where `origin` equals `target` it is in the target already and there are none.
    """

    name: str
    address: str
    title: str
    origin: str
    target: str
    counts: dict[str, int]
    asking: int
    findings: int


def review_article(  # noqa: PLR0913 - an article, its conversion, and what is beside it
    source: Source,
    converter: Converter,
    name: str,
    *,
    findings: Sequence[Diagnostic] = (),
    image: Callable[[str], str | None] = lambda address: None,
    format: Format | None = None,
    italic_captions: bool = False,
) -> tuple[ReviewedArticle, bytes]:
    """What an index says of an article that is called `name`, with slashes, below its folder; and the page.

    `image` gives the address of an image on the page by that in the article, None for one that is not shown. Raises
    what `Converter.conversion` and `parse` raise, and `VariantError` where OpenCC's dictionaries are not installed in
    its version.
    """
    conversion = converter.conversion(source, format=format)
    article = parse(source, format=format, italic_captions=italic_captions)
    marks = marks_of(conversion)
    ordered = sorted(findings, key=lambda finding: finding.span.start)
    marked = marked_html(article, marks, [finding.span.start for finding in ordered], image)
    shown, address = readable(name), quote(os.fsencode(f"{name}.html"))
    title = article.title or shown
    data: dict[str, Any] = {
        "name": shown,
        "title": title,
        "from": conversion.origin.tag,
        "to": conversion.target.tag,
        "why": marked.explanations,
        "machines": marks.machines,
        "findings": [_finding(source, finding) for finding in ordered],
        "undecided": _undecided(conversion),
    }
    content = page(
        kind="article",
        title=f"{title} · {conversion.origin.tag} → {conversion.target.tag}",
        root="../" * name.count("/"),
        lang=conversion.origin.tag,
        content=marked.html,
        data=data,
    )
    origin, target = conversion.origin.tag, conversion.target.tag
    reviewed = ReviewedArticle(shown, address, title, origin, target, dict(marks.counts), marks.asking, len(ordered))
    return reviewed, content


def _finding(source: Source, finding: Diagnostic) -> dict[str, Any]:
    position = source.position(finding.span.start)
    said = {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "place": f"{position.line}:{position.column}",
    }
    return said | ({"hint": finding.hint} if finding.hint else {})


def _undecided(conversion: Conversion) -> list[str]:
    """The sentences that were corrected in different ways elsewhere."""
    applied = conversion.transformed.corrections
    return [undecided.candidates[0].source for undecided in applied.undecided] if applied else []
