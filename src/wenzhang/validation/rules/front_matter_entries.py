"""FM: the tags of the front matter, and the order of its keys."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from msgspec import Struct

from wenzhang.frontmatter.fields import field_entry, styleless
from wenzhang.frontmatter.view import Mapping, MetaValue, Scalar, Sequence
from wenzhang.source import Edit, Span
from wenzhang.validation.diagnostic import Finding, Fix
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.frontmatter import Entry, FrontMatter
    from wenzhang.validation.subject import Subject


@rule("FM011", "duplicate-tag", "warning", fix="safe")
def duplicate_tag(subject: Subject) -> Iterator[Finding]:
    """A tag is there twice, is empty, or differs from another one only in case or in the width of its letters.

    Why: the article is then twice on one page, or on two pages that should be one.

    Found:
        ---
        title: 夜市指南
        tags: ["夜市", "小吃", "夜市"]
        ---

    Better:
        ---
        title: 夜市指南
        tags: ["夜市", "小吃"]
        ---

    Fix: takes the later of two equal tags out, or the empty one, and leaves the list in its style. Where two are only
        alike, that is unsafe, since somebody has to say which one is right.
    """
    front_matter = subject.front_matter
    if front_matter is None:
        return
    entry = field_entry(front_matter.by_style, "tags")
    if entry is None:
        return
    value = entry.value
    if type(value) is Sequence:
        if not _are_all_different(value):
            yield from _in_list(subject, entry.key.content, value, front_matter.format == "yaml")
    elif type(value) is Scalar and value.kind == "str":
        yield from _in_text(subject, entry.key.content, value)


def _are_all_different(tags: Sequence) -> bool:
    """A quick look that most lists pass: texts in half-width letters, no two alike."""
    try:
        contents = "\n".join([item.content for item in tags.items])  # type: ignore[union-attr]
    except AttributeError:  # a list or a mapping among them
        return False
    if _FULL_WIDTH.search(contents):
        return False
    seen = set(map(str.strip, contents.casefold().split("\n")))
    return len(seen) == len(tags.items) and "" not in seen


_FULL_WIDTH = re.compile("[\u3000\uff01-\uffee]")


def _alike(tag: str) -> str:
    """What tags that differ in case or width only share."""
    return _FULL_WIDTH.sub(lambda found: normalize("NFKC", found[0]), tag).strip().casefold()


class _Tag(NamedTuple):
    text: str
    span: Span


def _in_list(subject: Subject, key: str, tags: Sequence, yaml: bool) -> Iterator[Finding]:
    seen: dict[str, _Tag] = {}
    removal = _Removal(subject.text, tags, yaml)
    for index, item in enumerate(tags.items):
        scalar = _named(item)
        if scalar is None:
            continue
        tag = _Tag("" if scalar.kind == "null" else scalar.content.strip(), scalar.span)
        if not tag.text:
            edits = removal.of(index)
            fix = Fix(edits, safe=True) if edits else None
            yield Finding(tag.span, f"`{key}` has an empty tag", "delete it", fix)
            continue
        first = seen.setdefault(_alike(tag.text), tag)
        if first is not tag:
            yield _twice(subject, key, tag, first, removal.of(index))


def _named(item: MetaValue) -> Scalar | None:
    """The tag itself, or its name in a mapping."""
    if type(item) is Mapping:
        named = {styleless(entry.key.content): entry.value for entry in item.entries}
        item = named.get("name") or named.get("label") or item
    return item if type(item) is Scalar else None


def _twice(subject: Subject, key: str, tag: _Tag, first: _Tag, edits: tuple[Edit, ...] | None) -> Finding:
    source = subject.source
    line, other = source.position(tag.span.start).line, source.position(first.span.start).line
    where = "" if line == other else f", first on line {other}"
    if tag.text == first.text:
        message, hint = f"`{key}` has “{tag.text}” twice{where}", "delete one of the two"
    else:
        how = "case" if tag.text.casefold() == first.text.casefold() else "the width of their letters"
        message = f"`{key}` has “{first.text}” and “{tag.text}”, which differ only in {how}{where}"
        hint = "keep the one that other articles have"
    fix = Fix(edits, safe=tag.text == first.text) if edits else None
    return Finding(tag.span, message, hint, fix)


_BEFORE_ITEM = re.compile(r"[ \t]*-[ \t]*")
_REST = re.compile(r"[ \t]*(?:\r\n?|\n|\Z)")
_COMMA = re.compile(r"\s*,\s*")
_COMMENT_BEHIND = re.compile(r"[ \t]*,?[ \t]*#")


class _Removal:
    """Takes items out of a list, where it is certain what belongs to them."""

    def __init__(self, text: str, tags: Sequence, yaml: bool) -> None:
        self.text = text
        self.items = tags.items
        self.spans = [item.span for item in tags.items]
        self.in_brackets = text[tags.span.start] == "["
        # What an alias stands for is somewhere else.
        is_inside = all(map(tags.span.contains, self.spans)) and all(a < b for a, b in pairwise(self.spans))
        self.is_certain = is_inside and (self.in_brackets or (yaml and len(self.spans) > 1))

    def of(self, index: int) -> tuple[Edit, ...] | None:
        """The edit that takes an item out; None where that is not certain."""
        item = self.items[index]
        if not self.is_certain or (isinstance(item, Scalar) and item.raw[:1] == "&"):
            return None
        span = self._in_brackets(index) if self.in_brackets else self._line(item.span)
        return None if span is None else (Edit(span, ""),)

    def _in_brackets(self, index: int) -> Span | None:
        """The item with the comma before it, the first one with the comma behind it."""
        spans = self.spans
        span = spans[index]
        if _COMMENT_BEHIND.match(self.text, span.end):
            return None
        if len(spans) == 1:
            return span
        before, behind = (spans[index - 1], span) if index else (span, spans[1])
        if not _COMMA.fullmatch(self.text, before.end, behind.start):
            return None
        return Span(before.end, span.end) if index else Span(span.start, behind.start)

    def _line(self, span: Span) -> Span | None:
        """The whole line of an item that has one for itself."""
        text = self.text
        start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
        rest = _REST.match(text, span.end)
        if rest is None or not _BEFORE_ITEM.fullmatch(text, start, span.start):
            return None
        return Span(start, rest.end())


_PIECE = re.compile("[^,，、]+")


def _in_text(subject: Subject, key: str, scalar: Scalar) -> Iterator[Finding]:
    """Tags in a text with commas between, where that is written as it is read."""
    raw = scalar.raw
    if scalar.content not in (raw, raw[1:-1]) or len(raw) - len(raw.rstrip("\"'")) > 1:
        return
    begin = scalar.span.start + (raw != scalar.content)
    seen: dict[str, _Tag] = {}
    for piece in _PIECE.finditer(scalar.content):
        text = piece[0].strip()
        start = begin + piece.start() + len(piece[0]) - len(piece[0].lstrip())
        tag = _Tag(text, Span(start, start + len(text)))
        first = seen.setdefault(_alike(text), tag) if text else tag
        if first is not tag:
            # With the comma before it, since the first of them stays.
            yield _twice(subject, key, tag, first, (Edit(Span(begin + piece.start() - 1, tag.span.end), ""),))


class OrderOptions(Struct, frozen=True, kw_only=True, rename="kebab"):
    """`order`: the keys from first to last. Those that it does not name come behind, as they are."""

    order: tuple[str, ...] = ()


@rule("FM013", "key-order", "info", fix="safe", options=OrderOptions)
def key_order(subject: Subject, options: OrderOptions) -> Iterator[Finding]:
    """The keys are not in the order that the project has agreed on.

    Why: with one order, two articles are compared at a glance, and changes to them stay small.

    Found:
        ---
        date: 2026-01-09
        title: 夜市指南
        ---

    Better:
        ---
        title: 夜市指南
        date: 2026-01-09
        ---

    Fix: moves whole entries with the comments above them. There is one for YAML with a key on each line; comments
        that may belong to the whole, blank lines between keys, and anchors leave it to a person.

    Options: `order = ["title", "excerpt", "date"]` is the order, in any naming style; without it, any order is right.
    """
    front_matter = subject.front_matter
    if front_matter is None or not options.order:
        return
    rank = {styleless(key): at for at, key in reversed(list(enumerate(options.order)))}
    last = len(rank)
    entries = front_matter.root.entries
    ranks = [rank.get(styleless(entry.key.content), last) for entry in entries]
    highest = 0
    for at, own in enumerate(ranks):
        if own < ranks[highest]:
            entry = entries[at]
            message = f"`{entry.key.content}` should stand before `{entries[highest].key.content}`"
            fix = _reordered(subject.text, front_matter, ranks)
            yield Finding(entry.key.span, message, f"the order is {', '.join(options.order)}", fix)
            return
        highest = at if own > ranks[highest] else highest


_ANCHOR = re.compile(r"(?:^|[\s\[{,])[&*]\w|<<")


def _reordered(text: str, front_matter: FrontMatter, ranks: list[int]) -> Fix | None:
    """One edit, from the first entry that moves to the last; None where entries cannot be told apart for certain."""
    chunks = _chunks(text, front_matter) if front_matter.format == "yaml" else None
    if chunks is None:
        return None
    order = sorted(range(len(ranks)), key=ranks.__getitem__)
    moved = [at for at, other in enumerate(order) if at != other]
    begin, end = moved[0], moved[-1] + 1
    replacement = "".join(text[chunks[at].start : chunks[at].end] for at in order[begin:end])
    return Fix((Edit(Span(chunks[begin].start, chunks[end - 1].end), replacement),), safe=True)


def _chunks(text: str, front_matter: FrontMatter) -> list[Span] | None:
    """The lines of each entry, comments above it included."""
    entries = front_matter.root.entries
    begin, closing = entries[0].key.span.start, front_matter.span.end - 3
    opening = _REST_OF_FENCE.match(text, 3)
    if opening is None or opening.end() != begin or _ANCHOR.search(text, begin, closing):
        return None
    if any(text[entry.key.span.start - 1] not in "\r\n" for entry in entries):
        return None
    starts = [begin]
    for before, entry in pairwise(entries):
        start = _lead(text, before, entry)
        if start is None:
            return None
        starts.append(start)
    if _line_end(text, entries[-1]) != closing:
        return None
    return [Span(start, end) for start, end in pairwise([*starts, closing])]


_REST_OF_FENCE = re.compile(r"(?:yaml)?[ \t]*(?:\r\n?|\n)")
_COMMENTS = re.compile(r"(?:[ \t]*#[^\r\n]*(?:\r\n?|\n))*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:[ \t]#[^\r\n]*)?(?:\r\n?|\n)")


def _lead(text: str, before: Entry, entry: Entry) -> int | None:
    """Where the comments above an entry begin; None where there is more than comments since the entry before."""
    end = _line_end(text, before)
    comments = _COMMENTS.match(text, end) if end is not None else None
    return end if comments and comments.end() == entry.key.span.start else None


def _line_end(text: str, entry: Entry) -> int | None:
    """The start of the line below an entry; the value of a block scalar ends there itself."""
    end = entry.value.span.end
    if text[end - 1] in "\r\n":
        return end
    rest = _REST_OF_LINE.match(text, end)
    return rest.end() if rest else None
