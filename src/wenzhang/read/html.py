"""An HTML body: turbohtml's tree as blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from turbohtml import Document, Element, Namespace, parse, parse_fragment

import wenzhang.read.blocks  # noqa: F401 - fills the table of readers
from wenzhang.model import Block, Head, ParseError, set_source
from wenzhang.read.flow import flow
from wenzhang.read.locate import Locator
from wenzhang.text import collapsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.read.body import Body

# Each comment ends where the tokenizer ends it (HTML Standard, 13.2.5.43 to 51), and is never looked at again.
_COMMENT = r"<!--(?:-?>|(?:[^-]|-(?!-!?>))*+--!?>)"
_PAGE = re.compile(rf"(?:[\t\n\f\r ]|{_COMMENT})*+<(?:!doctype|(?:html|head|body)(?![^\t\n\f\r />]))", re.IGNORECASE)


def read_html(body: Body) -> tuple[Head | None, list[Block]]:
    """The head, where the body is a whole page, and its blocks, not yet nested into sections.

    Of a page the blocks are those of its only `<main>`, else of its only `<article>`, else of its `<body>`.
    """
    reader = Locator(body)
    markup = reader.body()
    if not is_page(body):
        return None, flow(reader, parse_fragment(markup, source_locations=True))
    page = parse(markup, source_locations=True, allow_declarative_shadow_roots=False)
    content = _main_content(page)
    _, _, blocks = reader.read(content, content.tag, flow)
    return _read_head(reader, page), blocks


def is_page(body: Body) -> bool:
    """Whether a body is a whole page and no fragment: HTML that begins with a doctype, or an <html>, head or body."""
    return body.format == "html" and _PAGE.match(body.html, body.begin) is not None


def parse_errors(body: Body) -> Iterator[ParseError]:
    """The errors that the parsing specification names (HTML Standard, 13.2.2), each where it was met."""
    reader = Locator(body)
    for error in parse(reader.body()).errors:
        start = min(reader.offset(error.line, error.col), len(reader.text))
        node = ParseError(reader.span(start, min(start + 1, len(reader.text))), error.code)
        set_source(node, body.source)
        yield node


# Whole pages


def _main_content(page: Document) -> Element:
    for tag in ("main", "article"):
        found = [element for element in page.find_all(tag) if element.namespace is Namespace.HTML]
        if len(found) == 1:
            return found[0]
    body = page.find("body") or page.root
    assert body is not None, "the tree of a page has a root"  # HTML Standard, 13.2.6.4.2
    return body


def _read_head(reader: Locator, page: Document) -> Head:
    root, element, title = page.root, page.find("head"), _title(page)
    location = element.source_location if element else None
    start = end = reader.body_start
    if location is not None:
        start += location.start_tag.start_offset
        end += location.end_tag.end_offset if location.end_tag else location.start_tag.end_offset
    head = Head(
        reader.span(start, end),
        collapsed(title.text) if title else None,
        root.attr("lang") if root else None,
        _charset(page),
        _meta_content(page, "name", "description"),
    )
    set_source(head, reader.source)
    return head


def _title(page: Document) -> Element | None:
    """The first title of HTML (4.2.2), since that of an SVG is another element."""
    return next((title for title in page.find_all("title") if title.namespace is Namespace.HTML), None)


def _charset(page: Document) -> str | None:
    meta = page.find("meta", attrs={"charset": True})
    if meta is not None:
        return meta.attr("charset")
    declared = re.search(r"charset=([\w:.-]+)", _meta_content(page, "http-equiv", "content-type") or "", re.IGNORECASE)
    return declared.group(1) if declared else None


def _meta_content(page: Document, attribute: str, value: str) -> str | None:
    for meta in page.find_all("meta"):
        if (meta.attr(attribute) or "").lower() == value:
            return meta.attr("content")
    return None
