"""The errors of a schema's validator as misfits: in words, each at its own key or value in the front matter."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from wenzhang.frontmatter.fields import styleless
from wenzhang.frontmatter.view import Entry, Mapping, MetaValue, Scalar, Sequence, entries_by_key
from wenzhang.source import Span
from wenzhang.validation.schema import Misfit, MisfitKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wenzhang.frontmatter import FrontMatter

_Path = tuple[str | int, ...]

_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
_FORMATS = {
    "date-time": "a date with or without a time",
    "date": "a date such as 2026-01-09",
    "uri": "a URL",
    "email": "an e-mail address",
}
_SHOWN = 40
_MOST_OPTIONS = 8


class Places:
    """Where what stands at a path of the validator's is in the source."""

    def __init__(self, front_matter: FrontMatter) -> None:
        self.front_matter = front_matter
        self._known: dict[int, tuple[dict[str, Entry], dict[str, Entry]]] = {}

    def find(self, path: _Path) -> tuple[MetaValue, Entry | None]:
        """The value at a path, and its entry where the last step is a key."""
        node: MetaValue = self.front_matter.root
        entry: Entry | None = None
        for step in path:
            entry = self.entry(node, step) if isinstance(step, str) else None
            if entry is not None:
                node = entry.value
            elif isinstance(node, Sequence) and isinstance(step, int):
                node = node.items[step]
        return node, entry

    def entry(self, node: MetaValue, key: str) -> Entry | None:
        """The entry of a key, written in this or another naming style."""
        if not isinstance(node, Mapping):
            return None
        known = self._known.get(id(node))
        if known is None:
            entries = entries_by_key(node).values()
            exact = {entry.key.content: entry for entry in entries}
            known = self._known[id(node)] = exact, {styleless(name): entry for name, entry in exact.items()}
        return known[0].get(key) or known[1].get(styleless(key))

    @property
    def fence(self) -> Span:
        """The front matter's opening fence, or the brace that is it in JSON."""
        start = self.front_matter.span.start
        return Span(start, start + (1 if self.front_matter.root.span.start == start else 3))


def misfits(errors: Iterable[Any], places: Places, document: Any) -> Iterator[Misfit]:
    """What the errors of jsonschema-rs say, in words, with spans."""
    for error in errors:
        for leaf in _leaves(error):
            yield from _misfit(leaf, places, document)


class _Leaf(NamedTuple):
    """An error that stands for itself: `wanted` is what the value must be, where that can be said so."""

    keyword: str
    path: _Path
    wanted: str
    error: Any


def _leaves(error: Any) -> list[_Leaf]:
    """The error itself; of alternatives that all fail, the errors of the one that fits best."""
    keyword = error.kind.name
    path = tuple(error.instance_path)
    if keyword not in ("anyOf", "oneOf"):
        return [_Leaf(keyword, path, _wanted(keyword, error.kind, error.message), error)]
    branches = [[leaf for inner in branch for leaf in _leaves(inner)] for branch in error.kind.context]
    if not all(branches):
        return [_Leaf(keyword, path, "what fits one of the schema's alternatives only", error)]
    scores = [_score(branch, path) for branch in branches]
    best = [branch for branch, score in zip(branches, scores, strict=True) if score == min(scores)]
    alike = all(len(branch) == 1 and branch[0].path == path for branch in best)
    if len(best) == 1 or not alike:
        return best[0]
    wanted = " or ".join(dict.fromkeys(branch[0].wanted for branch in best))
    return [best[0][0]._replace(wanted=wanted)]


def _score(branch: list[_Leaf], path: _Path) -> tuple[bool, bool, int]:
    """How far an alternative is from fitting: by its type, by a key that tells alternatives apart, by its errors."""
    return (
        any(leaf.keyword == "type" and leaf.path == path for leaf in branch),
        any(leaf.keyword in ("const", "enum") and len(leaf.path) > len(path) for leaf in branch),
        len(branch),
    )


def _wanted(keyword: str, kind: Any, message: str) -> str:  # noqa: PLR0911 - one for each keyword
    if keyword == "type":
        names = [name for name in kind.types if name != "integer" or "number" not in kind.types]
        return " or ".join(_TYPES[name] for name in sorted(names, key=list(_TYPES).index))
    if keyword == "enum":
        options = [_literal(option) for option in kind.options[:_MOST_OPTIONS]]
        return " or ".join([*options, "another of the schema's values"][: len(kind.options)]) or message
    if keyword == "const":
        return _literal(kind.expected_value)
    if keyword == "pattern":
        return f"text that matches {kind.pattern}"
    if keyword == "format":
        return _FORMATS.get(kind.format, f"text of the format {kind.format}")
    if keyword in _LIMITS:
        return _LIMITS[keyword].format(kind.limit)
    if keyword == "multipleOf":
        return f"a multiple of {kind.multiple_of}"
    return _OTHERS.get(keyword, "")


_LIMITS = {
    "minLength": "text of {} characters or more",
    "maxLength": "text of {} characters at most",
    "minimum": "{} or more",
    "maximum": "{} at most",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minItems": "a list of {} or more",
    "maxItems": "a list of {} at most",
    "additionalItems": "a list of {} at most",
    "minProperties": "a mapping of {} keys or more",
    "maxProperties": "a mapping of {} keys at most",
}
_OTHERS = {
    "uniqueItems": "a list with nothing in it twice",
    "unevaluatedItems": "a list without more items than the schema has",
    "contains": "a list with what the schema wants in it",
    "not": "what the schema does not exclude",
}


def _misfit(leaf: _Leaf, places: Places, document: Any) -> Iterator[Misfit]:
    """What a leaf says; an error about keys may be several."""
    node, entry = places.find(leaf.path)
    kind = leaf.error.kind
    if leaf.keyword == "required":
        yield _missing(kind.property, leaf, node, entry, places)
    elif (unexpected := _unexpected(leaf, node)) is not None:
        free = _free_keys(document, leaf, node)
        for key in unexpected:
            unknown = places.entry(node, key)
            yield _unknown(key, leaf.path, unknown.key.span if unknown else node.span, free)
    elif leaf.keyword == "falseSchema" and entry is not None:
        yield _unknown(entry.key.content, leaf.path[:-1], entry.key.span, {})
    elif leaf.keyword == "propertyNames":
        inner = leaf.error.kind.error
        named = places.entry(node, str(inner.instance))
        span = named.key.span if named else node.span
        wanted = _wanted(inner.kind.name, inner.kind, inner.message) or "another one"
        yield Misfit("value", span, f"the key `{inner.instance}` must be {wanted}", "rename it")
    else:
        yield _value(leaf, node, places)


def _unexpected(leaf: _Leaf, node: MetaValue) -> list[str] | None:
    """The keys that are not allowed, None where an error is about something else."""
    if leaf.keyword in ("additionalProperties", "unevaluatedProperties"):
        return list(leaf.error.kind.unexpected)
    # Where a schema names no keys at all, jsonschema-rs says it of the mapping.
    if leaf.keyword == "falseSchema" and leaf.error.schema_path[-1:] == ["additionalProperties"]:
        return [entry.key.content for entry in node.entries] if isinstance(node, Mapping) else []
    return None


def _missing(key: str, leaf: _Leaf, node: MetaValue, entry: Entry | None, places: Places) -> Misfit:
    span = entry.key.span if entry is not None else node.span if leaf.path else places.fence
    inside = f" in `{_name(leaf.path)}`" if leaf.path else ""
    written = [each.key.content for each in node.entries] if isinstance(node, Mapping) else []
    close = get_close_matches(key, written, 1, 0.75)
    hint = f"is `{close[0]}` meant for it?" if close else f"the schema wants it: add `{key}`"
    return Misfit("required", span, f"`{key}` is missing{inside}", hint)


def _free_keys(document: Any, leaf: _Leaf, node: MetaValue) -> dict[str, str]:
    """The keys that the schema has and the mapping has not, each under itself without naming style."""
    written = {entry.key.content for entry in node.entries} if isinstance(node, Mapping) else set()
    names = _properties(document, leaf.error.schema_path[:-1])
    return {styleless(name): name for name in names if name not in written}


def _unknown(key: str, path: _Path, span: Span, free: dict[str, str]) -> Misfit:
    meant = free.get(styleless(key)) or next(iter(get_close_matches(key, free.values(), 1)), None)
    hint = f"did you mean `{meant}`?" if meant else "the schema allows only the keys that it names"
    inside = f" in `{_name(path)}`" if path else ""
    return Misfit("unknown", span, f"the schema has no key `{key}`{inside}", hint)


def _value(leaf: _Leaf, node: MetaValue, places: Places) -> Misfit:
    kind: MisfitKind = "type" if leaf.keyword == "type" else "value"
    what = f"`{_name(leaf.path)}`" if leaf.path else "the front matter"
    if leaf.wanted:
        message = f"{what} is {_shown(node)}, but must be {leaf.wanted}"
    else:
        message = f"{what} does not fit the schema: {' '.join(leaf.error.message.split())}"
    return Misfit(kind, node.span if leaf.path else places.fence, message, _hint(leaf, node))


def _hint(leaf: _Leaf, node: MetaValue) -> str | None:
    if leaf.keyword == "type" and isinstance(node, Scalar):
        if node.kind not in ("str", "null") and "text" in leaf.wanted:
            return f'put it in quotes: "{node.raw}"'
        if node.kind == "str" and leaf.wanted == "a list":
            return "write it as a list, in [ ]"
        if node.kind == "str" and leaf.wanted in ("a number", "a whole number", "true or false"):
            return "write it without quotes"
    if leaf.keyword == "enum" and isinstance(node, Scalar):
        close = get_close_matches(node.content, [str(option) for option in leaf.error.kind.options], 1)
        return f"did you mean {close[0]}?" if close else None
    return None


def _properties(document: Any, path: Iterable[str | int]) -> tuple[str, ...]:
    """The keys that the part of a schema at a path names; none where that is another document."""
    part = document
    for step in path:
        try:
            part = part[step]
        except (KeyError, IndexError, TypeError):
            return ()
    properties = part.get("properties") if isinstance(part, dict) else None
    return tuple(properties) if isinstance(properties, dict) else ()


def _name(path: _Path) -> str:
    return ".".join(map(str, path))


def _literal(value: Any) -> str:
    return f"“{value}”" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shown(node: MetaValue) -> str:
    """A value as messages name it."""
    if isinstance(node, Sequence):
        return f"a list of {len(node.items)}"
    if isinstance(node, Mapping):
        return "a mapping"
    content = " ".join(node.content.split())
    text = content if len(content) <= _SHOWN else content[:_SHOWN].rstrip() + "…"
    if node.kind == "null":
        return "empty"
    if node.kind == "str":
        return f"the text “{text}”" if text else "an empty text"
    if node.kind in ("int", "float"):
        return f"the number {text}"
    return f"the date {text}" if node.kind in ("date", "datetime") else text
