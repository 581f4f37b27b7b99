"""An article as HTML: the content of its body, or a whole page."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from wenzhang.errors import WenzhangError
from wenzhang.export.formats import ExportFormat
from wenzhang.export.html.attributes import attribute, escape
from wenzhang.export.html.nodes import Writer
from wenzhang.model import Container
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.model import Article, Section
    from wenzhang.model import Node as ModelNode

__all__ = ["FORMAT", "HtmlOptions", "body_parts", "to_html"]

# With one of these in front a body would be read as front matter, and with U+FEFF as a byte order mark.
_FENCES = ("-", "+", "{", ";", "\ufeff")


class HtmlOptions(Struct, frozen=True, kw_only=True):
    """How HTML is written.

    `page`: a whole page, with the language, the title and the description that the article declares; else the content
    of a body. `classes`: whether classes, styles and presentational attributes are left out or kept. `safe`: whether
    everything is left out that could run a script, load a document or lie over a page that it is shown in.
    """

    page: Annotated[bool, Meta(description="A whole page instead of the content of its body.")] = False
    classes: Annotated[
        Literal["drop", "keep"], Meta(description="What becomes of classes, styles and presentational attributes.")
    ] = "drop"
    safe: Annotated[bool, Meta(description="Let nothing through that could run or load anything in a page.")] = False

    def __post_init__(self) -> None:
        """Raises `WenzhangError` for `classes` that are neither."""
        if self.classes not in ("drop", "keep"):
            raise WenzhangError(f"classes are {self.classes!r}", hint='give "drop" or "keep"')


def to_html(article: Article, *, options: HtmlOptions | None = None) -> str:
    """The article as HTML, serialised as the HTML Standard says (13.3), each block of the outline on its own line.

    Read again with `parse` it gives the same model, but for the spans, what `options` leave out, comments, and the
    order of what a table or a caption has in fixed places. Raw elements are written as they stand in the source.

    What stays of classes and styles also with `classes="drop"` is what means something: `language-…` on code,
    `notranslate`, and the alignment of cells. With `safe`, names (`id`, and links to it) get the prefix
    `user-content-`, so that they hide no name of a page's scripts, and what is no text of an article (frames, forms,
    drawings) is gone.

    Raises `FormatError` for a raw element whose source is lost (`from_json` without it), and for an attribute or a tag
    of a name that HTML cannot have.
    """
    options = options or HtmlOptions()
    writer = Writer(article, drop=options.classes == "drop")
    html = writer.write(body_parts(writer, article))
    if options.safe:
        from wenzhang.export.html.safe import sanitized

        html = sanitized(html)
    if options.page:
        return _page(article, html)
    if html.startswith(_FENCES):
        html = f"&#{ord(html[0])};{html[1:]}"
    return html


def body_parts(writer: Writer, article: Article) -> Iterator[str | ModelNode]:
    """The intro and the sections, which stand on one level in HTML."""
    yield from writer.lines(chain(article.intro, chain.from_iterable(_flat(article.sections))))


def _flat(sections: tuple[Section, ...]) -> Iterator[list[ModelNode]]:
    """Each section's heading and blocks, those of the sections in it behind its own."""
    stack = [*sections][::-1]
    while stack:
        section = stack.pop()
        yield [section, *section.blocks]
        stack += reversed(section.sections)


def _page(article: Article, content: str) -> str:
    front_matter, head = article.front_matter, article.head
    description = (front_matter.description if front_matter else None) or (head.description if head else None)
    lang = (article.lang or "").strip().replace("_", "-")
    lines = [
        "<!DOCTYPE html>",
        f"<html{attribute('lang', lang) if lang else ''}>",
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{escape(article.title)}</title>" if article.title else "",
        f'<meta name="description"{attribute("content", description)}>' if description else "",
        "</head>",
        "<body>",
        *_in_main(article, content),
        "</body>",
        "</html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _in_main(article: Article, content: str) -> list[str]:
    """The content within `<main>`, of which a page has one: it says that all of this is the article."""
    has_main = any(isinstance(node, Container) and node.tag == "main" for node in walk(article))
    return [content] if has_main else ["<main>", content, "</main>"]


def _export(article: Article, options: HtmlOptions) -> str:
    return to_html(article, options=options)


FORMAT = ExportFormat(
    name="html", summary="clean semantic HTML, or a page of it", suffix=".html", export=_export, options=HtmlOptions
)
