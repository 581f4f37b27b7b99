"""Draws an article as lines that a person can read and write, for cases kept as text.

A node is its type, its fields that are not at their defaults, and its children below it, indented. Text stands in
quotation marks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import msgspec

from wenzhang.model import Article, Node, Section, Table, TableRow, Text
from wenzhang.source import Span
from wenzhang.walk import children, section_heading


def draw(article: Article) -> str:
    lines: list[str] = [f"head{_fields(article.head)}"] if article.head else []
    for node in (*article.intro, *article.sections):
        lines.extend(_lines(node, 0))
    for item in article.faq:
        label = f"{item.label}: " if item.label else ""
        lines.append(f"faq {label}{item.question} -> {' / '.join(item.answer.split())}")
    return "\n".join(lines)


def _lines(node: Node, depth: int) -> Iterator[str]:
    if isinstance(node, Text):
        yield f"{'  ' * depth}{_quoted(node.value)}"
        return
    if isinstance(node, Section):
        heading = section_heading(node)
        yield f"{'  ' * depth}section {node.level}{_fields(heading)}: {node.title}"
        below: Sequence[Node] = [*node.blocks, *node.sections]
    else:
        yield f"{'  ' * depth}{type(node).__name__}{_fields(node)}"
        below = children(node)
    for child in below:
        group = _row_group(node, child)
        if group:
            yield f"{'  ' * (depth + 1)}{group}"
        yield from _lines(child, depth + 1 + bool(isinstance(child, TableRow)))


def _row_group(table: Node, row: Node) -> str | None:
    """The name of the group that a row is the first of."""
    if not isinstance(table, Table):
        return None
    groups = {"head": table.head, "body": table.body, "foot": table.foot}
    return next((name for name, rows in groups.items() if rows and rows[0] is row), None)


def _fields(node: Node) -> str:
    shown = []
    for field in msgspec.structs.fields(type(node)):
        value = getattr(node, field.name)
        is_default = value == field.default or (field.default_factory is dict and not value)
        if field.name in ("span", "level", "attrs") or isinstance(value, (tuple, Span)) or is_default:
            continue
        shown.append(field.name if value is True else f"{field.name}={_value(value)}")
    attrs: dict[str, str] = getattr(node, "attrs", {})
    shown.extend(f"@{name}={_value(value)}" for name, value in attrs.items())
    return "".join(f" {item}" for item in shown)


def _value(value: object) -> str:
    return value if isinstance(value, str) and value and " " not in value else json.dumps(value, ensure_ascii=False)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
