"""All human text of a source: that of its front matter, then that of its body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.conversion.frontmatter import read_head
from wenzhang.conversion.plain_body import read_plain_body
from wenzhang.conversion.text import HumanText
from wenzhang.read.body import known_format

if TYPE_CHECKING:
    from wenzhang.conversion.policy import Policy
    from wenzhang.model import Format
    from wenzhang.read.frontmatter import FrontMatterReading
    from wenzhang.source import Source

__all__ = ["human_text"]


def human_text(
    source: Source, reading: FrontMatterReading, policy: Policy, format: Format | None = None, *, captions: bool = False
) -> HumanText:
    """The human text of a source, front matter first. Of front matter that cannot be read there is none.

    `format` is that of the body, where the name of its file would mislead. With `captions`, in Markdown a line in
    italics below an image is its caption. Raises `FormatError` for a format of no known name.
    """
    start = reading.body_start
    if known_format(source, start, format) == "markdown":
        from wenzhang.conversion.markdown import read_markdown_body
        from wenzhang.markdown.rendering import rendered

        body = read_markdown_body(source.text, rendered(source, start, captions=captions), policy)
    elif (runs := read_plain_body(source.text, start, policy)) is not None:
        body = HumanText()
        body.runs = runs
    else:
        from wenzhang.conversion.html import read_body

        body = read_body(source.text, start, policy)
    if reading.front_matter is None:
        return body
    return read_head(reading.front_matter, policy).followed_by(body)
