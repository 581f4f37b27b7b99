"""What a reader calls a place in an article: the key of its front matter, or the headings that it stands under."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.errors import WenzhangError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.frontmatter import FrontMatter
    from wenzhang.model import Heading
    from wenzhang.source import Source

__all__ = ["Place", "Places"]


class Place(NamedTuple):
    """The path of a key in front matter (`seo.title`, `tags.0`), or the headings, the outermost first; or neither."""

    key: str | None = None
    headings: tuple[str, ...] = ()


class Places:
    """The places of an article. What cannot be read as one has none: it may well be compared, though."""

    def __init__(self, source: Source) -> None:
        from wenzhang.read import parse

        self._starts: list[int] = []
        self._places: list[Place] = []
        try:
            article = parse(source)
            named = [*_keys(article.front_matter), *_headings(article.headings)]
        except WenzhangError:
            return
        self._starts = [start for start, _ in named]
        self._places = [place for _, place in named]

    def __bool__(self) -> bool:
        return bool(self._places)

    def at(self, offset: int) -> Place:
        """The place of a code point."""
        index = bisect_right(self._starts, offset) - 1
        return self._places[index] if index >= 0 else Place()


def _keys(front_matter: FrontMatter | None) -> Iterator[tuple[int, Place]]:
    """Where each key begins, a list's items and the keys below it included, and where the front matter is over."""
    if front_matter is None:
        return
    starts: dict[int, str] = {}
    for entry in front_matter.root.entries:
        starts[entry.key.span.start] = str(entry.key.content)
    for path, scalar in front_matter.scalars():
        if len(path) > 1:
            key_span = front_matter.key_span(path)
            starts.setdefault(key_span.start if key_span else scalar.span.start, ".".join(map(str, path)))
    yield from sorted((start, Place(key)) for start, key in starts.items())
    yield front_matter.span.end, Place()


def _headings(headings: tuple[Heading, ...]) -> Iterator[tuple[int, Place]]:
    above: list[tuple[int, str]] = []
    for heading in headings:
        while above and above[-1][0] >= heading.level:
            above.pop()
        above.append((heading.level, heading.title))
        yield heading.span.start, Place(None, tuple(title for _, title in above))
