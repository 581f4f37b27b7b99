"""Which format the body of an article is in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.errors import FormatError

if TYPE_CHECKING:
    from wenzhang.model import Format
    from wenzhang.source import Source

_MARKDOWN_FILE = re.compile(r".*\.(?:md|markdown|mdown|mkdn?|mdx)", re.IGNORECASE | re.DOTALL)
_HTML_BODY = re.compile(r"\s*(?:<|\Z)")


def body_format(source: Source, body_start: int) -> Format:
    """Markdown for a body that does not begin with a tag, in a file with a Markdown suffix; else HTML."""
    is_markdown = bool(source.path and _MARKDOWN_FILE.fullmatch(source.path))
    return "markdown" if is_markdown and not _HTML_BODY.match(source.text, body_start) else "html"


def require_html(source: Source, body_start: int, format: Format | None = None) -> None:
    """Raises `FormatError` for a body in Markdown, found or as the caller says, and for a format of no known name."""
    if format not in (None, "html", "markdown"):
        raise FormatError(f"{format!r} is no format of a body", path=source.path, hint='it is "html" or "markdown"')
    if (format or body_format(source, body_start)) == "markdown":
        raise FormatError(
            "the body is Markdown, which is not read yet",
            path=source.path,
            position=source.position(body_start),
            hint="a body that begins with text instead of a tag wants a file name that ends in .html",
        )
