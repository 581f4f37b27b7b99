"""The index of the pages of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wenzhang.export.html.attributes import attribute, escape
from wenzhang.review.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wenzhang.review.article import ReviewedArticle

__all__ = ["Failure", "review_index"]


class Failure(NamedTuple):
    """An article without a page, and why."""

    name: str
    message: str


def review_index(articles: Sequence[ReviewedArticle], failures: Sequence[Failure] = ()) -> bytes:
    """The page that leads to all others, the articles in the order in which they are given."""
    rows = "\n".join([*map(_row, articles), *map(_failure, failures)])
    table = f'<table id="articles">\n<tbody>\n{rows}\n</tbody>\n</table>'
    data = {
        "articles": [[one.name, one.counts, one.findings, one.asking] for one in articles],
        "to": articles[0].target if articles else "",
    }
    return page(kind="index", title="Review of a conversion", root="", lang="", content=table, data=data)


def _row(article: ReviewedArticle) -> str:
    href = attribute("href", article.address)
    title = f"<a{href}{attribute('lang', article.origin)}>{escape(article.title)}</a>"
    variants = f"{article.origin} → {article.target}" if article.origin != article.target else ""
    return f"<tr><th scope=row>{title}<small>{escape(article.name)}</small></th><td>{variants}</td></tr>"


def _failure(failure: Failure) -> str:
    return (
        f"<tr class=failed><th scope=row><span>{escape(failure.name)}</span></th>"
        f"<td colspan=3>{escape(failure.message)}</td></tr>"
    )
