"""How Markdown is to be written."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

__all__ = ["MarkdownOptions", "Style"]

Style = Literal["html", "markdown", "directive"]


class MarkdownOptions(Struct, frozen=True, kw_only=True):
    """How Markdown is to be written.

    `figures` and `details` are written as HTML, which every renderer shows as what it is; as plain Markdown (images
    and a line in italics below them, a line in bold and what is under it); or as the directives `:::figure[caption]`
    and `:::details[summary]`.
    `heading_shift` is added to the level of every heading, which stays within 1 and 6.
    `wrap` breaks paragraphs behind so many columns, two for a wide character; a line only breaks where a space is.
    None keeps each paragraph on one line.
    `verify` reads the result again, and raises `FormatError` if that says anything else than the article.
    """

    figures: Annotated[Style, Meta(description="How figures are written.")] = "html"
    details: Annotated[Style, Meta(description="How details with their summary are written.")] = "html"
    heading_shift: Annotated[int, Meta(description="Add this to the level of every heading.")] = 0
    wrap: Annotated[
        int | None,
        Meta(description="Break lines at this many columns, of which wide characters take two."),
    ] = None
    verify: Annotated[bool, Meta(description="Read the result again, and fail if it says anything else.")] = False
