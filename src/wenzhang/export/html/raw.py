"""Raw elements as they were written, and whole: what is open is closed."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from wenzhang.export.html.attributes import attributes, checked_tag
from wenzhang.model import RawHtml
from wenzhang.walk import collect

if TYPE_CHECKING:
    from wenzhang.model import Article
    from wenzhang.source import Span

__all__ = ["RawMarkup"]


class RawMarkup:
    """The markup of an article's raw elements."""

    def __init__(self, article: Article) -> None:
        self.article = article

    def of(self, node: RawHtml) -> str:
        """The element as its source has it, line ends normalised. Raises `FormatError` without the source."""
        written = node.html
        if self.article.format == "markdown":
            written = self._rendered.get((node.span, node.tag), written)
        written = written.replace("\r\n", "\n").replace("\r", "\n")
        return written if _is_whole(node.tag, written) else _completed(node, written)

    @cached_property
    def _rendered(self) -> dict[tuple[Span, str], str]:
        """Of a Markdown body, by place and tag, the HTML that a raw element was read from.

        `- [ ]` stands for an `<input>`, and within a quotation each line of an element has a `>` in front.
        """
        from wenzhang.read.html import read_html
        from wenzhang.source import Span

        body = self.article._body()
        _, blocks = read_html(body._replace(span=Span))
        spans = [(node.tag, node.span.start, node.span.end) for node in collect(blocks, RawHtml)]
        return {(body.span(start, end), tag): body.html[start:end] for tag, start, end in spans}


def _is_whole(tag: str, written: str) -> bool:
    """Whether it begins with its start tag, and ends with its end tag if it has one."""
    from wenzhang.read.inline import VOID

    name = re.escape(tag)
    if not re.match(rf"<{name}(?=[\t\n\f />])", written, re.IGNORECASE):
        return False
    end = written.rfind("<")
    return tag in VOID or re.match(rf"</{name}[\t\n\f ]*>\Z", written[end:], re.IGNORECASE) is not None


def _completed(node: RawHtml, written: str) -> str:
    """The element with the tags that the parser implies."""
    from turbohtml import parse_fragment

    inside = parse_fragment(written).inner_html
    if re.match(rf"<{re.escape(node.tag)}(?=[\t\n\f />])", inside, re.IGNORECASE):
        return inside
    return f"<{checked_tag(node.tag)}{attributes({}, node.attrs)}>{inside}</{node.tag}>"
