"""JSON front matter, with the span of every key and value: the string scanner is that of `json`."""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]

from wenzhang.frontmatter import Entry, Mapping, MetaValue, Scalar, Sequence
from wenzhang.frontmatter.scalars import ScalarKind, scalar_value
from wenzhang.read.problem import MAX_DEPTH, Problem, duplicate_key, too_deep
from wenzhang.source import Span

_BLANK = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<float>(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
_WORD = re.compile(r"true|false|null|NaN|-?Infinity")
_WORDS: dict[str, ScalarKind] = {"true": "bool", "false": "bool", "null": "null"}
_SURROGATE = re.compile("[\ud800-\udfff]")

_HINTS = {
    "'": 'JSON quotes with " only',
    "“": 'JSON quotes with " only',
    "”": 'JSON quotes with " only',
    "，": "a comma of JSON is the half-width ,",
    "：": "a colon of JSON is the half-width :",
    "/": "JSON has no comments",
    "#": "JSON has no comments",
    "": "something opened above is never closed",
}


def read_json_object(text: str, start: int) -> Mapping:
    """The object that starts at `start`; where it ends its span says. Raises `Problem`."""
    return _Reader(text, len(text)).object(start, 1)


def read_json(text: str, start: int, end: int) -> Mapping:
    """The object between two fences, its braces optional, as in Middleman and Hexo. Raises `Problem`."""
    reader = _Reader(text, end)
    first = reader.blank(start)
    if first == end:
        return Mapping(Span(start, start), ())
    if text[first] != "{":
        entries, _ = reader.members(first, 1, closing="")
        return Mapping(Span(first, entries[-1].value.span.end), entries)
    root = reader.object(first, 1)
    behind = reader.blank(root.span.end)
    if behind != end:
        raise Problem(behind, "text behind the closing brace", "front matter is one object")
    return root


class _Reader:
    """Recursive descent, no deeper than `MAX_DEPTH`."""

    def __init__(self, text: str, end: int) -> None:
        self.text = text
        self.end = end

    def blank(self, at: int) -> int:
        """The first place from `at` on that is no white space."""
        found = _BLANK.match(self.text, at, self.end)
        return found.end() if found else at

    def peek(self, at: int) -> str:
        return self.text[at : at + 1] if at < self.end else ""

    def object(self, start: int, depth: int) -> Mapping:
        if depth > MAX_DEPTH:
            raise too_deep(start)
        entries, end = self.members(start + 1, depth, closing="}")
        return Mapping(Span(start, end), entries)

    def members(self, at: int, depth: int, *, closing: str) -> tuple[tuple[Entry, ...], int]:
        """Members up to `closing`, and the offset behind it."""
        entries: dict[str, Entry] = {}
        at = self.blank(at)
        while self.peek(at) != closing or entries:
            key = self.key(at, entries)
            colon = self.expect(self.blank(key.span.end), ":", "behind the key")
            value = self.value(self.blank(colon + 1), depth)
            entries[key.content] = Entry(key, value)
            at = self.blank(value.span.end)
            if self.peek(at) == closing:
                break
            at = self.blank(self.expect(at, ",", f"or {closing}" if closing else "between two members") + 1)
        return tuple(entries.values()), at + len(closing)

    def key(self, at: int, entries: dict[str, Entry]) -> Scalar:
        if self.peek(at) != '"':
            raise self.unexpected(at, "a key in double quotes")
        key = self.string(at)
        if key.content in entries:
            raise duplicate_key(self.text, key.content, at, entries[key.content].key.span.start)
        return key

    def value(self, at: int, depth: int) -> MetaValue:
        first = self.peek(at)
        if first == '"':
            return self.string(at)
        if first == "{":
            return self.object(at, depth + 1)
        if first == "[":
            return self.array(at, depth + 1)
        word = _WORD.match(self.text, at, self.end)
        if word is not None:
            return self.scalar(word, _WORDS.get(word[0], "float"))
        number = _NUMBER.match(self.text, at, self.end)
        if number is None:
            raise self.unexpected(at, "a value")
        return self.scalar(number, "float" if number["float"] else "int")

    def array(self, start: int, depth: int) -> Sequence:
        if depth > MAX_DEPTH:
            raise too_deep(start)
        items: list[MetaValue] = []
        at = self.blank(start + 1)
        while self.peek(at) != "]" or items:
            items.append(self.value(at, depth))
            at = self.blank(items[-1].span.end)
            if self.peek(at) == "]":
                break
            at = self.blank(self.expect(at, ",", "or ]") + 1)
        return Sequence(Span(start, at + 1), tuple(items))

    def scalar(self, match: re.Match[str], kind: ScalarKind) -> Scalar:
        raw = match[0]
        try:
            scalar_value(kind, raw)
        except ValueError as error:
            raise Problem(match.start(), str(error), "put it in quotes if it is text") from None
        return Scalar(Span(match.start(), match.end()), raw, kind, raw)

    def string(self, at: int) -> Scalar:
        try:
            content, end = scanstring(self.text, at + 1)
        except JSONDecodeError as error:
            unclosed = error.msg.startswith("Unterminated")
            hint = "close the quotation mark" if unclosed else "write a line end as \\n, a backslash as \\\\"
            what = error.msg.removesuffix(" at").removesuffix(" starting")
            raise Problem(error.pos, f"bad JSON: {what}", hint) from error
        if end > self.end:
            raise Problem(at, "bad JSON: a string runs beyond the closing fence", "close the quotation mark")
        half = _SURROGATE.search(content)
        if half is not None:
            raise Problem(at, f"half of a surrogate pair (U+{ord(half[0]):04X})", "write the character itself")
        return Scalar(Span(at, end), self.text[at:end], "str", content)

    def expect(self, at: int, character: str, what: str) -> int:
        if self.peek(at) != character:
            raise self.unexpected(at, f"{character} {what}")
        return at

    def unexpected(self, at: int, expected: str) -> Problem:
        found = self.peek(at)
        hint = _HINTS.get(found, "separate by commas; no comma before the closing bracket")
        return Problem(at, f"bad JSON: expected {expected}, found {found or 'the end'}", hint)
