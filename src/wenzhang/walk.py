"""Visiting the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from wenzhang.model import Article, Details, Figure, Heading, Node, Section, Table, set_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wenzhang.model import Inline

Kind = TypeVar("Kind", bound=Node)

Root = Article | Node


def walk(root: Root | Iterable[Root]) -> Iterator[Node]:
    """Every node below an article, a node or several of them, and these nodes themselves, in the document's order.

    `Section.heading` gives the heading's inlines; the section itself stands for the heading.
    """
    stack: list[Any] = [root] if isinstance(root, (Article, Node)) else list(root)[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, Node):
            yield node
        stack.extend(reversed(children(node)))


def children(node: Root) -> list[Node]:
    """The nodes directly below, as they stand in the document."""
    if isinstance(node, Article):
        return [*node.intro, *node.sections]
    return _CHILDREN.get(type(node), _by_field)(node)


def collect(root: Root | Iterable[Root], kind: type[Kind]) -> tuple[Kind, ...]:
    """All nodes of a kind."""
    return tuple(node for node in walk(root) if isinstance(node, kind))


def headings(root: Root) -> Iterator[Heading]:
    """All headings, a section's as a node of its own."""
    for node in walk(root):
        if isinstance(node, Heading):
            yield node
        elif isinstance(node, Section):
            yield section_heading(node)


def section_heading(section: Section) -> Heading:
    """The heading of a section as a node."""
    heading = Heading(section.heading_span, section.level, section.heading, section.id, section.attrs)
    source = getattr(section, "_source", None)
    if source is not None:
        set_source(heading, source)
    return heading


def _by_field(node: Node) -> list[Node]:
    """In the order of the fields, which for most nodes is that of the document."""
    below: list[Node] = []
    for name in _FIELDS[type(node)]:
        below.extend(getattr(node, name))
    return below


def _figure(figure: Figure) -> list[Node]:
    return _titled(figure.caption_inlines, figure.caption_span, figure.blocks or figure.images)


def _details(details: Details) -> list[Node]:
    return _titled(details.summary, details.summary_span, details.blocks)


def _titled(title: tuple[Inline, ...], span: Any, content: tuple[Node, ...]) -> list[Node]:
    """A caption may stand before the content or behind it, or between."""
    before = [node for node in content if span is not None and node.span.start < span.start]
    return [*before, *title, *content[len(before) :]]


def _table(table: Table) -> list[Node]:
    return _titled(table.caption_inlines, table.caption_span, (*table.head, *table.body, *table.foot))


_CHILDREN: dict[type[Node], Callable[[Any], list[Node]]] = {Figure: _figure, Details: _details, Table: _table}

_HOLDING_NODES = (
    "inlines segments base annotation sources terms descriptions items cells heading blocks sections".split()
)

_FIELDS: dict[type[Node], tuple[str, ...]] = {
    kind: tuple(name for name in kind.__struct_fields__ if name in _HOLDING_NODES) for kind in Node.__subclasses__()
}
