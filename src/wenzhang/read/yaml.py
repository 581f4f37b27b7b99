"""YAML front matter, with the span of every key and value.

libyaml does the reading: its events carry marks in code points, right under CRLF, U+0085, U+2028 and beyond the BMP.
They are put together here rather than by `yaml.compose`, which calls back into Python for every node, recurses in C
without a bound, and loses sight of aliases.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from wenzhang.frontmatter import Entry, Mapping, MetaValue, Scalar, Sequence
from wenzhang.frontmatter.scalars import ScalarKind, scalar_value
from wenzhang.read.problem import MAX_DEPTH, Problem, duplicate_key, too_deep
from wenzhang.source import Span

MAX_ALIASED = 10_000
"""How many nodes aliases may stand for in all: a bound on what a few lines can blow up to."""

Parser: Any = yaml.SafeLoader
"""libyaml's, or the pure one where PyYAML was built without it: slower, with the same result."""
if yaml.__with_libyaml__:
    from yaml import cyaml

    Parser = cyaml.CParser  # type: ignore[attr-defined] # it is there, but for the stubs

_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
_NOT_PRINTABLE = yaml.reader.Reader.NON_PRINTABLE
_YAML = "tag:yaml.org,2002:"
_KINDS: dict[str, ScalarKind] = {
    _YAML + "str": "str",
    _YAML + "int": "int",
    _YAML + "float": "float",
    _YAML + "bool": "bool",
    _YAML + "null": "null",
    _YAML + "timestamp": "datetime",
    _YAML + "binary": "binary",
    _YAML + "merge": "merge",
}
_QUOTE = "put it in quotes if it is text"


def read_yaml(text: str, start: int, end: int) -> Mapping:
    """The mapping between `start`, behind the opening fence, and `end`, before the closing one; spans are into `text`.

    Raises `Problem` for whatever is not a mapping of scalars to values.
    """
    # With the fence, as the document start that it is to YAML, the parser's offsets are the file's. Its name
    # (`---yaml`) goes.
    head = text[:end] if text[3:start].isspace() else "---".ljust(start - 1) + text[start - 1 : end]
    composer = _Composer(head)
    try:
        root = composer.compose()
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise _explained(error, head, start, composer.end) from error
    if "\ufeff" in head and root is not None:
        _refuse_byte_order_marks(root)
    if isinstance(root, Mapping):
        return root
    if root is None or (isinstance(root, Scalar) and not root.raw):
        return Mapping(Span(start, start), ())
    from wenzhang.read.yaml_hints import not_a_mapping

    raise not_a_mapping(root, head, start)


class _Composer:
    """Puts the parser's events together to a tree."""

    __slots__ = ("anchors", "budget", "end", "items", "stack", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.items: list[MetaValue] = []  # of the list or mapping that is open, keys and values by turns
        self.stack: list[tuple[list[MetaValue], Any]] = []  # around it: their items, and the event that opened it
        self.anchors: dict[str, MetaValue | None] = {}  # None while the node is still open
        self.budget = MAX_ALIASED
        self.end = 0  # of the last node

    def compose(self) -> MetaValue | None:
        """The only document's root, None where there is none."""
        next_event = Parser(self.text).get_event
        handlers = {
            ScalarEvent: self.scalar,
            AliasEvent: self.alias,
            MappingStartEvent: self.open,
            SequenceStartEvent: self.open,
            MappingEndEvent: self.close_mapping,
            SequenceEndEvent: self.close_sequence,
            DocumentStartEvent: self.document,
        }
        while True:
            event = next_event()
            handler = handlers.get(event.__class__)
            if handler is not None:
                handler(event)
            elif event.__class__ is StreamEndEvent:
                return self.items[0] if self.items else None

    def scalar(self, event: Any) -> None:
        content = event.value
        kind: ScalarKind = "str"
        if event.tag is not None or (event.implicit[0] and content[:1] in _RESOLVERS):
            kind = self.kind(event)
        start = event.start_mark.index
        self.end = end = event.end_mark.index
        node = Scalar(Span(start, end), self.text[start:end], kind, content)
        if event.anchor is not None:
            self.reserve(event)
            self.anchors[event.anchor] = node
        self.items.append(node)

    def kind(self, event: Any) -> ScalarKind:
        """The kind of a scalar that has a tag or may be more than text; a `Problem` where its content does not fit."""
        content: str = event.value
        tag = event.tag
        if tag in (None, "!"):
            patterns = _RESOLVERS.get(content[:1], ()) if event.implicit[0] else ()
            tag = next((tag for tag, pattern in patterns if pattern.match(content)), _YAML + "str")
        kind = _KINDS.get(tag)
        at = event.start_mark.index
        if kind is None or (kind == "merge" and not self.at_key()):
            what = f"{content!r} means something of its own in YAML" if event.tag is None else _unknown(tag)
            raise Problem(at, what, _QUOTE if event.tag is None else _UNKNOWN_HINT)
        if kind == "datetime" and ":" not in content:
            kind = "date"
        try:
            scalar_value(kind, content)
        except ValueError as error:
            raise Problem(at, str(error), f"correct it, or {_QUOTE}") from None
        return kind

    def at_key(self) -> bool:
        """Whether the next node is a key."""
        return bool(self.stack) and self.stack[-1][1].__class__ is MappingStartEvent and len(self.items) % 2 == 0

    def open(self, event: Any) -> None:
        kind = "map" if event.__class__ is MappingStartEvent else "seq"
        if event.tag not in (None, "!", _YAML + kind):
            raise Problem(event.start_mark.index, _unknown(event.tag), _UNKNOWN_HINT)
        if event.anchor is not None:
            self.reserve(event)
        self.stack.append((self.items, event))
        if len(self.stack) > MAX_DEPTH:
            raise too_deep(event.start_mark.index)
        self.items = []

    def close_sequence(self, event: Any) -> None:
        items = self.items
        self.items, opening = self.stack.pop()
        self.add(Sequence(self.span(opening, event), tuple(items)), opening.anchor)

    def close_mapping(self, event: Any) -> None:
        items = self.items
        self.items, opening = self.stack.pop()
        keys: list[Any] = items[::2]
        values = items[1::2]
        texts = {key.content for key in keys if key.__class__ is Scalar and key.kind == "str"}
        if len(texts) < len(keys):
            self.check_entries(keys, values)
        self.add(Mapping(self.span(opening, event), tuple(map(Entry, keys, values))), opening.anchor)

    def span(self, opening: Any, closing: Any) -> Span:
        """From the first to the last character; a block's own end mark is at the next token, below blank lines."""
        if opening.flow_style:
            self.end = closing.end_mark.index
        return Span(opening.start_mark.index, max(self.end, opening.start_mark.index))

    def add(self, node: MetaValue, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        self.items.append(node)

    def check_entries(self, keys: list[Any], values: list[MetaValue]) -> None:
        """Finds keys that are no scalars, keys that are there twice, and merge keys that merge nothing."""
        first: dict[Any, Scalar] = {}
        for key, value in zip(keys, values, strict=True):
            if not isinstance(key, Scalar):
                hint = "a key is a single word or text; put template syntax such as {{ … }} in quotes"
                raise Problem(key.span.start, "a list or mapping as a key", hint)
            if key.kind == "merge":
                _check_merge(value)
            elif key.value in first:
                raise duplicate_key(self.text, key.content, key.span.start, first[key.value].span.start)
            else:
                first[key.value] = key

    def reserve(self, event: NodeEvent) -> None:
        """Notes an anchor. A second one of the same name is an error, as it is to PyYAML."""
        anchor = str(event.anchor)
        if anchor in self.anchors:
            raise Problem(_offset(event), f"duplicate anchor &{anchor}", "give one of the two another name")
        self.anchors[anchor] = None

    def alias(self, event: Any) -> None:
        at = event.start_mark.index
        if event.anchor not in self.anchors:
            raise Problem(at, f"the alias *{event.anchor} stands for nothing", f"{_QUOTE}, or define it above")
        node = self.anchors[event.anchor]
        if node is None:
            raise Problem(at, f"the alias *{event.anchor} stands for what it is a part of", "write the value out")
        size, depth = _measure(node, self.budget)
        self.budget -= size
        if self.budget < 0:
            raise Problem(at, f"aliases stand for more than {MAX_ALIASED} values", "write the values out")
        if len(self.stack) + depth > MAX_DEPTH:
            raise too_deep(at)
        self.items.append(node)
        self.end = event.end_mark.index

    def document(self, event: Event) -> None:
        if self.items:
            hint = "front matter is one document; end it with a line of three hyphens and nothing else"
            raise Problem(_offset(event), "a second document", hint)


_UNKNOWN_HINT = "take the tag away: front matter holds text, numbers, dates, lists and mappings"


def _unknown(tag: str) -> str:
    return f"the tag {tag.replace(_YAML, '!!')[:40]} is not supported"


def _offset(event: Event) -> int:
    mark: Any = event.start_mark
    return int(mark.index)


def _check_merge(value: MetaValue) -> None:
    bases = value.items if isinstance(value, Sequence) else (value,)
    for base in bases:
        if not isinstance(base, Mapping):
            raise Problem(
                base.span.start, "<< merges a mapping, and this is none", "it takes one by name, as in <<: *base"
            )


def _refuse_byte_order_marks(node: MetaValue) -> None:
    """A byte order mark may stand in quotes only (YAML 1.2.2, section 5.2); libyaml makes it a part of the text."""
    if isinstance(node, Scalar):
        if node.raw.startswith("\ufeff"):
            raise Problem(node.span.start, "a byte order mark (U+FEFF) within the front matter", "delete it")
    elif isinstance(node, Sequence):
        for item in node.items:
            _refuse_byte_order_marks(item)
    else:
        for entry in node.entries:
            _refuse_byte_order_marks(entry.key)
            _refuse_byte_order_marks(entry.value)


def _measure(node: MetaValue, budget: int) -> tuple[int, int]:
    """The number of nodes, counted no further than one beyond the budget, and the depth."""
    if isinstance(node, Scalar):
        return 1, 0
    children = node.items if isinstance(node, Sequence) else [entry.value for entry in node.entries]
    size, depth = 1, 0
    for child in children:
        if size > budget:
            break
        child_size, child_depth = _measure(child, budget - size)
        size += child_size
        depth = max(depth, child_depth)
    return size, depth + 1


def _explained(error: Exception, head: str, start: int, last: int) -> Problem:
    """The problem behind an exception of the parser; `last` is the end of the last node that was read."""
    if isinstance(error, yaml.MarkedYAMLError):
        from wenzhang.read.yaml_hints import explain

        return explain(error, head, start)
    bad = _NOT_PRINTABLE.search(head)
    if bad is not None:
        return Problem(bad.start(), f"the character U+{ord(bad.group()):04X} is not allowed in YAML", "delete it")
    return Problem(max(last, start), f"bad YAML: {error}", "look at what follows this place")
