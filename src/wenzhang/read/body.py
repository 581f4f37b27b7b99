"""The body of an article as the HTML that it is or stands for, and where that stands in the source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.errors import FormatError
from wenzhang.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.markdown.document import Document
    from wenzhang.model import Format
    from wenzhang.source import Source

__all__ = ["Body", "body_format", "body_of", "html_body", "known_format", "markdown_body"]

_MARKDOWN_FILE = re.compile(r".*\.(?:md|markdown|mdown|mkdn?|mdx)", re.IGNORECASE | re.DOTALL)

# A block of HTML begins with one of these tags and goes on to the next blank line (CommonMark 0.31, 4.6, condition 6).
_BLOCK_TAG = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu"
    "|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr"
    "|track|ul"
)
_OPENING = re.compile(rf"(?:[ \t]*\r?\n)*+ {{0,3}}</?(?:{_BLOCK_TAG})(?=[\s/>])", re.IGNORECASE)
# Within these a blank line ends a block of HTML in Markdown although its author cannot have meant that.
_VERBATIM = re.compile(r"<(pre|script|style|textarea)(?=[\s>]).*?</\1>", re.IGNORECASE | re.DOTALL)
_CONTENT = re.compile(r"\S")
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n\s*\S")


class Body(NamedTuple):
    """What reads as HTML: `html` from `begin` on. `span` gives the place of a range of it in the source.

    In a body that is HTML these are the source itself, and `span` changes nothing.
    """

    source: Source
    format: Format
    html: str
    begin: int
    span: Callable[[int, int], Span]

    @property
    def markup(self) -> str:
        """The HTML alone."""
        return self.html[self.begin :]


def body_of(source: Source, start: int, format: Format | None = None, *, italic_captions: bool = False) -> Body:
    """The body that begins at `start`, in the format that is given, else in that which it shows.

    With `italic_captions`, in Markdown a line in italics below an image is its caption.

    Raises `FormatError` for a format of no known name.
    """
    if known_format(source, start, format) == "html":
        return html_body(source, start)
    from wenzhang.markdown.document import read_document

    return markdown_body(read_document(source, start, italic_captions=italic_captions))


def html_body(source: Source, start: int) -> Body:
    """A body that is HTML."""
    return Body(source, "html", source.text, start, Span)


def markdown_body(document: Document) -> Body:
    """A body that is Markdown."""
    from wenzhang.markdown.rendering import rendering_of

    rendering = rendering_of(document)
    return Body(document.source, "markdown", rendering.html, 0, rendering.span)


def known_format(source: Source, start: int, format: Format | None = None) -> Format:
    """The format that is given, else `body_format`. Raises `FormatError` for one of no known name."""
    if format not in (None, "html", "markdown"):
        raise FormatError(f"{format!r} is no format of a body", path=source.path, hint='it is "html" or "markdown"')
    return format or body_format(source, start)


def body_format(source: Source, start: int) -> Format:
    """The format of a body: Markdown in a file of Markdown, unless it is nothing but blocks of HTML, else HTML.

    Such blocks mean the same in both, but for the blank lines in code, after which Markdown would go on.
    """
    if not (source.path and _MARKDOWN_FILE.fullmatch(source.path)):
        return "html"
    text = source.text
    content = _CONTENT.search(text, start)
    if content is None:
        return "html"
    if content[0] != "<":
        return "markdown"
    opening = _OPENING.match(text, start)
    if opening is not None and _BLANK_LINE.search(text, opening.end()) is None:
        return "html"
    from wenzhang.markdown.events import is_all_html

    return "html" if is_all_html(_VERBATIM.sub(_without_blank_lines, text[start:])) else "markdown"


def _without_blank_lines(found: re.Match[str]) -> str:
    return re.sub(r"\n\s*\n", "\n", found[0])
