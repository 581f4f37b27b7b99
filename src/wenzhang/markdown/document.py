"""A Markdown body as the parser sees it: its events, and what of it is opaque."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wenzhang.markdown.events import in_code_points
from wenzhang.markdown.opaque import Opaque, masked_and_parsed

if TYPE_CHECKING:
    from wenzhang.markdown.events import Event, RawEvent
    from wenzhang.source import Source

__all__ = ["Document", "read_document"]


class Document(NamedTuple):
    """A body that begins at `base` of a source. All other offsets are code points into `text`, the body alone.

    `masked` is what the parser was given: the text with what is opaque masked. `found` is what it gave. With
    `italic_captions` a line in italics below an image is its caption.
    """

    source: Source
    base: int
    text: str
    masked: str
    opaque: tuple[Opaque, ...]
    found: list[RawEvent]
    is_mdx: bool = False
    italic_captions: bool = False

    def events(self) -> list[Event]:
        """The events with their ranges in code points, and with figures where there are captions."""
        found = list(in_code_points(self.masked, self.found))
        if self.italic_captions:
            from wenzhang.markdown.captions import with_figures

            found = with_figures(found)
        return found


def read_document(source: Source, start: int, *, italic_captions: bool = False) -> Document:
    """The body that begins at `start`."""
    text = source.text[start:]
    mask, found = masked_and_parsed(text, mdx=(source.path or "").lower().endswith(".mdx"))
    return Document(source, start, text, mask.text, mask.opaque, found, mask.is_mdx, italic_captions)
