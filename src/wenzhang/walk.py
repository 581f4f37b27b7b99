"""Visiting the model."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec import Struct

from wenzhang.model import Article, Details, Figure, Heading, Image, Link, Node, Section, Table, set_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wenzhang.model import Inline
    from wenzhang.source import Span

Kind = TypeVar("Kind", bound=Node)

Root = Article | Node


class Views(NamedTuple):
    """What an article holds of some kinds, in the order of the document."""

    headings: tuple[Heading, ...]
    figures: tuple[Figure, ...]
    images: tuple[Image, ...]
    links: tuple[Link, ...]


def walk(root: Root | Iterable[Root]) -> Iterator[Node]:
    """Every node below an article, a node or several of them, and these nodes themselves, in the document's order.

    `Section.heading` gives the heading's inlines; the section itself stands for the heading.
    """
    stack: list[Any] = [root] if isinstance(root, (Article, Node)) else list(root)[::-1]
    while stack:
        node = stack.pop()
        if type(node) is not Article:
            yield node
        below = BELOW.get(type(node))
        if below is not None:
            stack += reversed(below(node))


def children(node: Root) -> Sequence[Node]:
    """The nodes directly below, as they stand in the document."""
    below = BELOW.get(type(node))
    return below(node) if below is not None else ()


def collect(root: Root | Iterable[Root], kind: type[Kind]) -> tuple[Kind, ...]:
    """All nodes of a kind."""
    return tuple(node for node in walk(root) if isinstance(node, kind))


def views(article: Article) -> Views:
    """All headings (a section's as a node of its own), figures, images and links, by one walk."""
    found: dict[type[Node], list[Any]] = {Heading: [], Figure: [], Image: [], Link: []}
    for node in walk(article):
        kind = type(node)
        if kind in found:
            found[kind].append(node)
        elif isinstance(node, Section):
            found[Heading].append(section_heading(node))
    return Views(*(tuple(nodes) for nodes in found.values()))


def section_heading(section: Section) -> Heading:
    """The heading of a section as a node."""
    heading = Heading(section.heading_span, section.level, section.heading, section.id, section.attrs)
    source = getattr(section, "_source", None)
    if source is not None:
        set_source(heading, source)
    return heading


def _figure(figure: Figure) -> Sequence[Node]:
    return _titled(figure.caption_inlines, figure.caption_span, figure.blocks or figure.images)


def _details(details: Details) -> Sequence[Node]:
    return _titled(details.summary, details.summary_span, details.blocks)


def _table(table: Table) -> Sequence[Node]:
    parts = (*table.caption_inlines, *table.head, *table.body, *table.foot)
    return sorted(parts, key=attrgetter("span.start"))  # a foot may stand before the body, a caption behind it


def _titled(title: tuple[Inline, ...], span: Span | None, content: tuple[Node, ...]) -> Sequence[Node]:
    """A caption may stand before the content or behind it, or between."""
    if span is None:
        return content
    before = 0
    while before < len(content) and content[before].span.start < span.start:
        before += 1
    return content[:before] + title + content[before:]


def _by_fields(names: tuple[str, ...]) -> Callable[[Any], Sequence[Node]]:
    """In the order of the fields, which for most nodes is that of the document."""
    if len(names) == 1:
        return attrgetter(names[0])
    fields = attrgetter(*names)
    return lambda node: tuple(chain(*fields(node)))


_HOLDING_NODES = (
    "inlines segments base annotation sources terms descriptions items cells heading blocks sections intro".split()
)


def _below() -> Iterator[tuple[type[Any], Callable[[Any], Sequence[Node]]]]:
    kinds: list[type[Struct]] = [*Node.__subclasses__(), Article]
    for kind in kinds:
        names = tuple(name for name in kind.__struct_fields__ if name in _HOLDING_NODES)
        if names:
            yield kind, _by_fields(names)
    yield from ((Figure, _figure), (Details, _details), (Table, _table))


BELOW: dict[type[Any], Callable[[Any], Sequence[Node]]] = dict(_below())
"""What gives the children of a node, by its type; a type that is not there has none."""
