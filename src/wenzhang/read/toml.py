"""TOML front matter, with the span of every key and value.

`tomllib` decides what is valid. It tells no positions, so a scanner of our own finds them; it takes validity for
granted, and whatever it stumbles over `tomllib` is asked to explain. Beyond TOML 1.0 it knows what 1.1 adds, for a
`tomllib` that does, too.
"""

from __future__ import annotations

import re
import tomllib

from wenzhang.frontmatter import Entry, Mapping, MetaValue, Scalar, Sequence
from wenzhang.frontmatter.scalars import ScalarKind, scalar_value
from wenzhang.read.problem import MAX_DEPTH, Problem, duplicate_key, too_deep
from wenzhang.source import Span

_BLANK = re.compile(r"[ \t]*+")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*+)*+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r"""
    "{3} (?: [^"\\] | \\[\s\S] | "{1,2}(?!") )*+ "{3,5}
    | '{3} (?: [^'] | '{1,2}(?!') )*+ '{3,5}
    | " (?: [^"\\\r\n] | \\[^\r\n] )*+ "
    | ' [^'\r\n]*+ '
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\s,\]}#]+(?:(?<=-[0-9]{2})[ ](?=[0-9]{2}:)[^\s,\]}#]+)?")
_KINDS: tuple[tuple[ScalarKind, re.Pattern[str]], ...] = (
    ("bool", re.compile(r"true|false")),
    ("datetime", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].+")),
    ("date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    ("time", re.compile(r"[0-9]{2}:.+")),
    ("int", re.compile(r"[-+]?[0-9_]+|0[xob][0-9A-Fa-f_]+")),
    ("float", re.compile(r"[-+]?(?:[0-9][0-9_.eE+-]*|inf|nan)")),
)
_ESCAPE = re.compile(
    r"\\(?:u(?P<u>[0-9A-Fa-f]{4})|U(?P<U>[0-9A-Fa-f]{8})|x(?P<x>[0-9A-Fa-f]{2})|(?P<fold>[ \t]*\n[ \t\n]*)|(?P<one>.))"
)
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|\n")
_PLACE = re.compile(r" \(at (?:line (?P<line>[0-9]+), column (?P<column>[0-9]+)|end of document)\)")


def read_toml(text: str, start: int, end: int) -> Mapping:
    """The document between two fences; spans are into `text`. Raises `Problem`."""
    half = _SURROGATE.search(text, start, end)
    if half is not None:
        raise Problem(half.start(), f"half of a surrogate pair (U+{ord(half[0]):04X})", "delete it")
    try:
        root = _Scanner(text, end).document(start)
    except _Stumble as stumble:
        _check(text, start, end)
        raise Problem(stumble.offset, "TOML that cannot be placed", "write it in a simpler way") from stumble
    _check(text, start, end)
    return root


class _Stumble(Exception):  # noqa: N818 - a signal to ask tomllib
    """The scanner does not know what stands here."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class _Table:
    """A table as it grows: TOML may come back to one from anywhere in the file."""

    __slots__ = ("depth", "end", "entries", "header", "start")

    def __init__(self, depth: int, start: int) -> None:
        self.depth = depth
        self.start = start
        self.end = start
        self.header = -1  # where a header of its own names it
        self.entries: dict[str, tuple[Scalar, _Node]] = {}

    def frozen(self) -> Mapping:
        entries = tuple(Entry(key, _frozen(node)) for key, node in self.entries.values())
        starts = [span.start for entry in entries for span in (entry.key.span, entry.value.span)]
        ends = [span.end for entry in entries for span in (entry.key.span, entry.value.span)]
        return Mapping(Span(min([self.start, *starts]), max([self.end, *ends])), entries)


_Node = MetaValue | _Table | list[_Table]


def _frozen(node: _Node) -> MetaValue:
    if isinstance(node, _Table):
        return node.frozen()
    if isinstance(node, list):
        items = tuple(table.frozen() for table in node)
        return Sequence(Span(items[0].span.start, items[-1].span.end), items)
    return node


class _Scanner:
    """Recursive descent over valid TOML, no deeper than `MAX_DEPTH`."""

    def __init__(self, text: str, end: int) -> None:
        self.text = text
        self.end = end

    def document(self, start: int) -> Mapping:
        root = table = _Table(1, start)
        at = self.gap(start)
        while at < self.end:
            if self.text[at] == "[":
                table, at = self.header(root, at)
            else:
                at = self.pair(table, at)
            table.end = at
            at = self.gap(at)
        return root.frozen()

    def header(self, root: _Table, at: int) -> tuple[_Table, int]:
        """`[table]` or `[[array of tables]]`: the table that it opens, and the offset behind it."""
        brackets = 2 if self.text.startswith("[[", at) else 1
        keys, end = self.dotted_key(self.blank(at + brackets))
        end = self.expect("]" * brackets, self.blank(end))
        parent = root
        for key in keys[:-1]:
            parent = self.descend(parent, key)
        table = self.append(parent, keys[-1], at) if brackets == 2 else self.define(parent, keys[-1], at)
        return table, end

    def define(self, parent: _Table, key: Scalar, at: int) -> _Table:
        table = self.descend(parent, key)
        if table.header >= 0:
            raise duplicate_key(self.text, key.content, key.span.start, table.header)
        table.header = at
        table.start = min(table.start, at)
        return table

    def append(self, parent: _Table, key: Scalar, at: int) -> _Table:
        _, tables = parent.entries.setdefault(key.content, (key, []))
        if not isinstance(tables, list):
            raise _Stumble(key.span.start)
        tables.append(self.table(parent.depth + 2, at))
        return tables[-1]

    def descend(self, table: _Table, key: Scalar) -> _Table:
        """The table under a key: there already, the last of an array of tables, or new."""
        if key.content not in table.entries:
            table.entries[key.content] = (key, self.table(table.depth + 1, key.span.end))
        node = table.entries[key.content][1]
        if isinstance(node, list):
            return node[-1]
        if not isinstance(node, _Table):
            raise _Stumble(key.span.start)
        return node

    def table(self, depth: int, at: int) -> _Table:
        if depth > MAX_DEPTH:
            raise too_deep(at)
        return _Table(depth, at)

    def pair(self, table: _Table, at: int) -> int:
        """`key = value`; the offset behind it."""
        keys, end = self.dotted_key(at)
        for key in keys[:-1]:
            table = self.descend(table, key)
        at = self.blank(self.expect("=", self.blank(end)))
        name = keys[-1].content
        if name in table.entries:
            raise duplicate_key(self.text, name, keys[-1].span.start, table.entries[name][0].span.start)
        value = self.value(at, table.depth)
        table.entries[name] = (keys[-1], value)
        return value.span.end

    def dotted_key(self, at: int) -> tuple[list[Scalar], int]:
        """The parts of a key, and the offset behind it."""
        keys: list[Scalar] = []
        while True:
            bare = _BARE_KEY.match(self.text, at, self.end)
            key = Scalar(Span(at, bare.end()), bare[0], "str", bare[0]) if bare else self.string(at)
            keys.append(key)
            dot = self.blank(key.span.end)
            if dot >= self.end or self.text[dot] != ".":
                return keys, key.span.end
            at = self.blank(dot + 1)

    def value(self, at: int, depth: int) -> MetaValue:
        first = self.text[at : at + 1]
        if first in ("'", '"'):
            return self.string(at)
        if first == "[":
            return self.array(at, depth + 1)
        if first == "{":
            return self.inline_table(at, depth + 1)
        word = _WORD.match(self.text, at, self.end)
        raw = word[0] if word else ""
        kind = next((kind for kind, pattern in _KINDS if pattern.fullmatch(raw)), None)
        if kind is None:
            raise _Stumble(at)
        try:
            scalar_value(kind, raw)
        except ValueError as error:
            raise Problem(at, str(error), "put it in quotes if it is text") from None
        return Scalar(Span(at, at + len(raw)), raw, kind, raw)

    def string(self, at: int) -> Scalar:
        found = _STRING.match(self.text, at, self.end)
        if found is None:
            raise _Stumble(at)
        try:
            return Scalar(Span(at, found.end()), found[0], "str", _content(found[0]))
        except (ValueError, OverflowError):
            raise _Stumble(at) from None

    def array(self, start: int, depth: int) -> Sequence:
        if depth > MAX_DEPTH:
            raise too_deep(start)
        items: list[MetaValue] = []
        at = self.gap(start + 1)
        while not self.text.startswith("]", at):
            items.append(self.value(at, depth))
            at = self.comma(items[-1].span.end, "]")
        return Sequence(Span(start, self.expect("]", at)), tuple(items))

    def inline_table(self, start: int, depth: int) -> Mapping:
        table = self.table(depth, start)
        at = self.gap(start + 1)
        while not self.text.startswith("}", at):
            at = self.comma(self.pair(table, at), "}")
        table.end = self.expect("}", at)
        return table.frozen()

    def comma(self, at: int, closing: str) -> int:
        """The next item's offset, or that of `closing`."""
        at = self.gap(at)
        return at if self.text.startswith(closing, at) else self.gap(self.expect(",", at))

    def expect(self, token: str, at: int) -> int:
        if at + len(token) > self.end or not self.text.startswith(token, at):
            raise _Stumble(at)
        return at + len(token)

    def blank(self, at: int) -> int:
        found = _BLANK.match(self.text, at, self.end)
        return found.end() if found else at

    def gap(self, at: int) -> int:
        found = _GAP.match(self.text, at, self.end)
        return found.end() if found else at


def _content(raw: str) -> str:
    """What a string says (TOML 1.0, section String)."""
    quote = raw[0]
    multiline = raw.startswith(quote * 3)
    content = _LINE_END.sub("\n", raw[3:-3]).removeprefix("\n") if multiline else raw[1:-1]
    return _ESCAPE.sub(_unescaped, content) if quote == '"' and "\\" in content else content


def _unescaped(match: re.Match[str]) -> str:
    digits = match["u"] or match["U"] or match["x"]
    if digits:
        return chr(int(digits, 16))
    return "" if match["fold"] else _ESCAPES.get(match["one"], match[0])


def _check(text: str, start: int, end: int) -> None:
    """Asks `tomllib` whether this is TOML. A lone CR is taken for a line end, which TOML itself does not know."""
    head = text[start:end]
    try:
        tomllib.loads(_LINE_END.sub("\n", head))
    except (ValueError, RecursionError) as error:
        message = str(error)
        place = _PLACE.search(message)
        at = start + (_offset(head, place) if place else 0)
        what = message[: place.start()] if place else message
        raise Problem(at, f"bad TOML: {what}", _hint(what, text[at : at + 1])) from error


def _offset(head: str, place: re.Match[str]) -> int:
    if place["line"] is None:
        return len(head)
    starts = [0, *(found.end() for found in _LINE_END.finditer(head))]
    return min(starts[int(place["line"]) - 1] + int(place["column"]) - 1, len(head))


def _hint(message: str, character: str) -> str:
    if character in ("：", ":", "＝"):
        return "TOML writes `key = value`, with a half-width ="
    if character.strip() and "Invalid value" in message:
        return 'text stands in half-width quotation marks: key = "…"'
    if not character.strip():
        return "close what is open above: a quotation mark or a bracket"
    if "Invalid statement" in message or "'='" in message:
        return "each line is `key = value`, a [table] or a # comment; keys other than A-Z a-z 0-9 _ - stand in quotes"
    if "overwrite" in message or "mutate" in message or "declare" in message:
        return "it has a value already; rename or remove one of the two"
    return "see toml.io for what TOML allows"
