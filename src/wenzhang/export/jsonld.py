"""JSON-LD: what an article says about itself and its questions, in schema.org's words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Meta, Struct

from wenzhang.errors import WenzhangError
from wenzhang.export.formats import ExportFormat
from wenzhang.frontmatter.fields import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.model import Article, FaqItem

__all__ = ["FORMAT", "JsonLdOptions", "to_jsonld"]

# What could end a script element, or begin a comment in one (HTML Standard, 4.12.1.3), or an XML section, and the two
# that are line ends in scripts. JSON has them in strings alone, where a reference means the same.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

_NOT_IN_URLS = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')  # RFC 3986, 2
_CANONICAL = ("canonicalurl", "canonical")


def to_jsonld(  # noqa: PLR0913 - one parameter a setting
    article: Article,
    *,
    base_url: str | None = None,
    url: str | None = None,
    author_type: Literal["Person", "Organization"] = "Person",
    element: bool = False,
    indent: int | None = None,
) -> str:
    """The article as a JSON-LD document: `@graph` holds an `Article`, and a `FAQPage` where the article has questions.

    An `Article` has what the article knows of `headline`, `description`, `datePublished`, `dateModified`, `author`,
    `image`, `inLanguage`, `keywords`, `articleSection`, `url` and `mainEntityOfPage`; nothing is guessed, and a date
    that is none is left out. The image is the cover, without one the first of the body. Authors are of `author_type`.
    A `FAQPage` has each question that has an answer, both as plain text. (Search engines decide what they show of it:
    Google has shown no FAQ results since May 2026.)

    All URLs are absolute: those of the article are resolved against `url`, the page's own, else `base_url`. `url` may
    be relative to `base_url`; without it the front matter's `canonical` is taken. What is relative and has nothing to
    be resolved against is left out, as are addresses that are neither http nor https: a reader could not follow them.

    The text can stand in a page as it is: no title can end the script element. `element` puts it in one. `indent` is
    the number of spaces a level, None for one line.

    Raises `WenzhangError` for a `base_url` or `url` that is not absolute, and for an `author_type` that is neither.
    """
    if author_type not in ("Person", "Organization"):
        raise WenzhangError(f"an author is no {author_type!r}", hint='give "Person" or "Organization"')
    base, page = _addresses(article, base_url, url)
    graph = [_article(article, page, page or base, author_type)]
    questions = [_question(item) for item in article.faq if item.question.strip() and item.answer.strip()]
    if questions:
        properties = {"url": page, "inLanguage": _lang(article), "mainEntity": questions}
        graph.append({"@type": "FAQPage", **_known(properties)})
    document = {"@context": "https://schema.org", "@graph": graph}
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(document, ensure_ascii=False, indent=indent, separators=separators).translate(_ESCAPES)
    return f'<script type="application/ld+json">{text}</script>' if element else text


def _article(article: Article, page: str | None, base: str | None, author_type: str) -> dict[str, Any]:
    front_matter, head = article.front_matter, article.head
    described = (front_matter.description if front_matter else None) or (head.description if head else None)
    properties: dict[str, Any] = {
        "headline": article.title,
        "description": described,
        "image": _image(article, base),
        "inLanguage": _lang(article),
        "url": page,
        "mainEntityOfPage": page,
    }
    if front_matter is not None:
        properties |= {
            "datePublished": front_matter.date and front_matter.date.isoformat(),
            "dateModified": front_matter.updated and front_matter.updated.isoformat(),
            "author": [{"@type": author_type, "name": name} for name in texts(front_matter.root, "author")],
            "keywords": list(front_matter.tags),
            "articleSection": front_matter.category,
        }
    return {"@type": "Article", **_known(properties)}


def _question(item: FaqItem) -> dict[str, Any]:
    answer = {"@type": "Answer", "text": item.answer}
    return {"@type": "Question", "name": item.question, "acceptedAnswer": answer}


def _known(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value}


def _lang(article: Article) -> str | None:
    """The language tag, as BCP 47 writes it."""
    return (article.lang or "").strip().replace("_", "-") or None


# URLs


def _addresses(article: Article, base_url: str | None, url: str | None) -> tuple[str | None, str | None]:
    """The base and the page's own URL, both absolute."""
    base = _resolved(base_url, None) if base_url is not None else None
    if base_url is not None and base is None:
        raise WenzhangError(
            f"the base URL {base_url!r} is not absolute", hint="give it in full, as https://example.com/"
        )
    if url is None:
        return base, next((found for found in _canonical(article) if found), None)
    page = _resolved(url, base)
    if page is None:
        raise WenzhangError(f"the URL {url!r} of the page is not absolute", hint="give it in full, or give base_url")
    return base, page


def _canonical(article: Article) -> Iterator[str | None]:
    """The page's own URL as the front matter has it in full; what is relative there may be a template."""
    if article.front_matter is not None:
        by_style = article.front_matter.by_style
        yield from (
            _resolved(getattr(by_style[name].value, "content", ""), None) for name in _CANONICAL if name in by_style
        )


def _image(article: Article, base: str | None) -> str | None:
    cover = article.front_matter.cover_image if article.front_matter is not None else None
    candidates = [cover] if cover else [image.src for image in article.images]
    return next((found for src in candidates if (found := _resolved(src, base))), None)


def _resolved(reference: str, base: str | None) -> str | None:
    """An absolute http or https URL without what no URL can hold; None where it is none."""
    reference = reference.strip()
    if not reference:
        return None
    try:
        absolute = urljoin(base, reference) if base else reference
        parts = urlsplit(absolute)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
    except ValueError:  # as for `http://[`
        return None
    return _NOT_IN_URLS.sub(lambda found: quote(found[0]), absolute)


class JsonLdOptions(Struct, frozen=True, kw_only=True):
    """What `to_jsonld` takes, for the command."""

    base_url: Annotated[str | None, Meta(description="What relative URLs are resolved against.")] = None
    author_type: Annotated[Literal["Person", "Organization"], Meta(description="What the authors are.")] = "Person"
    element: Annotated[bool, Meta(description="Put the JSON-LD in a <script> element.")] = False


def _export(article: Article, options: JsonLdOptions) -> str:
    return to_jsonld(
        article, base_url=options.base_url, author_type=options.author_type, element=options.element, indent=2
    )


FORMAT = ExportFormat(
    name="jsonld",
    summary="JSON-LD in schema.org's words: Article and FAQPage",
    suffix=".jsonld",
    export=_export,
    options=JsonLdOptions,
)
