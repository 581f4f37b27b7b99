"""A Markdown body as HTML, in which every part knows where it stands in the source.

Raw HTML in Markdown is HTML: a `<details>` opens in one block and closes in another, with Markdown between. What comes
of both together is decided where browsers decide it, in the HTML. So Markdown is written as the HTML it stands for, by
CommonMark (0.31) and GitHub's extensions, and everything behind reads that, as it reads articles in HTML.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from wenzhang.markdown.document import Document, read_document
from wenzhang.markdown.writer import Kind, Part, Writer
from wenzhang.source import Span

if TYPE_CHECKING:
    from wenzhang.source import Source

__all__ = ["Rendering", "rendered", "rendering_of"]


class Rendering:
    """The HTML of a body, and the way back. `base` is where the body begins in the source.

    `titles` are the titles of link reference definitions: ranges of the source, which have no place in the HTML.
    """

    def __init__(self, parts: list[Part], base: int, titles: list[Span]) -> None:
        self.parts = parts
        self.base = base
        self.titles = titles
        self.html = "".join([part[0] for part in parts])

    @cached_property
    def starts(self) -> list[int]:
        """Where each part begins in the HTML, and at last its end."""
        return [0, *accumulate([len(part[0]) for part in self.parts])]

    def span(self, start: int, end: int) -> Span:
        """The range of the source that a range of the HTML stands for."""
        if not self.parts:
            return Span(self.base, self.base)
        starts, parts, base = self.starts, self.parts, self.base
        first = min(bisect_right(starts, start) - 1, len(parts) - 1)
        html, begin, stop, _ = parts[first]
        if len(html) == stop - begin:
            begin += start - starts[first]
        last = bisect_left(starts, end) - 1 if end > start else first
        html, from_, stop, _ = parts[last]
        if len(html) == stop - from_:
            stop = from_ + end - starts[last]
        return Span(base + begin, base + max(begin, stop))

    def pieces(self, start: int, end: int) -> list[tuple[int, int, Kind | None]]:
        """The contiguous ranges of the source behind a range of the HTML, and how each is written there."""
        starts, base = self.starts, self.base
        index = bisect_right(starts, start) - 1
        found: list[tuple[int, int, Kind | None]] = []
        while starts[index] < end:
            html, begin, stop, kind = self.parts[index]
            if len(html) == stop - begin:
                stop = begin + min(end - starts[index], len(html))
                begin += max(start - starts[index], 0)
            if found and found[-1][1] == base + begin and found[-1][2] == kind:
                found[-1] = found[-1][0], base + stop, kind
            elif html:
                found.append((base + begin, base + stop, kind))
            index += 1
        return found


def rendered(source: Source, start: int, *, captions: bool = False) -> Rendering:
    """The body that begins at `start`. With `captions` a line in italics below an image alone is its caption."""
    return rendering_of(read_document(source, start, italic_captions=captions))


def rendering_of(document: Document) -> Rendering:
    """The HTML of a document."""
    writer = Writer(document)
    writer.write(document.events())
    found = sorted(definition.title for definition in writer.definitions.values() if definition.title)
    titles = [Span(document.base + start, document.base + end) for start, end in found]
    return Rendering(writer.parts, document.base, titles)
