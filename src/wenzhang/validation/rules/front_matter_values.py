"""FM: the values of the front matter: their types, what YAML takes them for, what is allowed, how long they are."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from wenzhang.frontmatter.fields import ALIASES, field_entry, styleless
from wenzhang.frontmatter.view import Mapping, MetaValue, Scalar, Sequence
from wenzhang.source import Edit
from wenzhang.terminal import width
from wenzhang.validation.diagnostic import Finding, Fix
from wenzhang.validation.registry import rule
from wenzhang.validation.rules.front_matter import misfits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.frontmatter import Entry, FrontMatter
    from wenzhang.validation.subject import Subject


TypeName = Literal["text", "number", "integer", "boolean", "date", "list", "mapping"]


class TypeOptions(Struct, frozen=True, kw_only=True, rename="kebab"):
    """`types`: of which type or types the value of a key must be."""

    types: dict[str, TypeName | tuple[TypeName, ...]] = {}


@rule("FM005", "wrong-type", "error", options=TypeOptions)
def wrong_type(subject: Subject, options: TypeOptions) -> Iterator[Finding]:
    """A value is of a type that its key cannot have, such as a list for a title.

    Why: a site generator stops there, or shows `[object Object]`.

    Found:
        ---
        title: [夜市指南]
        ---

    Better:
        ---
        title: 夜市指南
        ---

    Options: `types = { weight = "integer", related = "list", cover = ["text", "mapping"] }` says more. Types are text,
        number, integer, boolean, date, list and mapping; any key may be empty. Where there is a schema, it says what
        the types of well-known keys are.
    """
    front_matter = subject.front_matter
    if front_matter is None:
        return
    if subject.schema is None:
        by_style = front_matter.by_style
        for name in _WRONG_NAMES.intersection(by_style):
            entry = by_style[name]
            value = entry.value
            if _type_of(value) in _WRONG[name] and not _is_fine(name, value):
                message = f"`{entry.key.content}` is {_NAMES[_type_of(value)]}, but should be {_expected(name)}"
                yield Finding(value.span, message, "write it as such")
    else:
        yield from misfits(subject, "type")
    for key, types in options.types.items():
        yield from _of_other_type(front_matter, key, (types,) if isinstance(types, str) else types)


def _type_of(value: MetaValue) -> str:
    return value.kind if type(value) is Scalar else type(value).__name__


_NAMES = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "empty",
    "date": "a date",
    "datetime": "a date",
    "time": "a time",
    "binary": "binary data",
    "Sequence": "a list",
    "Mapping": "a mapping",
}
_WANTED: dict[TypeName, str] = {
    "text": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a date",
    "list": "a list",
    "mapping": "a mapping",
}
_KINDS: dict[TypeName, frozenset[str]] = {
    "text": frozenset({"str"}),
    "number": frozenset({"int", "float"}),
    "integer": frozenset({"int"}),
    "boolean": frozenset({"bool"}),
    "date": frozenset({"date", "datetime"}),
    "list": frozenset({"Sequence"}),
    "mapping": frozenset({"Mapping"}),
}
_NO_TEXT = frozenset({"Sequence", "Mapping"})
_NO_DAY = frozenset({"Sequence", "float", "time"})
# What a well-known key is never seen as, in the generators whose names `ALIASES` has. `lastUpdate` is a mapping in
# Docusaurus, `lastUpdated` a bool in VitePress, `published` a bool in Jekyll; tags and authors may be mappings in a
# list; many themes take `cover: false`, `summary: true` and the like.
_WRONG: dict[str, frozenset[str]] = {
    **dict.fromkeys(("title", "description", "excerpt", "summary", "slug"), _NO_TEXT),
    "lang": _NO_TEXT,
    **dict.fromkeys(("date", "pubdate", "publishdate", "updateddate"), _NO_DAY | {"bool", "Mapping"}),
    "tags": frozenset({"Mapping", "date", "datetime"}),
    "draft": frozenset({"Sequence", "Mapping", "date", "datetime", "float", "str"}),
}
_WRONG_NAMES = frozenset(_WRONG)
_BOOLEAN_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "1", "0", ""})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*|default")


def _is_fine(name: str, value: MetaValue) -> bool:
    """A bool in words; a template that is filled in later; a text in several languages."""
    if type(value) is Scalar:
        return name == "draft" and (value.content.strip().casefold() in _BOOLEAN_WORDS or "{" in value.content)
    if type(value) is Mapping and name != "tags":
        return all(_LANGUAGE.fullmatch(entry.key.content) for entry in value.entries)
    return False


def _expected(name: str) -> str:
    if name == "tags":
        return "a list of texts"
    if name == "draft":
        return "true or false"
    return "text" if _WRONG[name] is _NO_TEXT else "a date"


def _of_other_type(front_matter: FrontMatter, key: str, types: tuple[TypeName, ...]) -> Iterator[Finding]:
    node = front_matter.node(key)
    if node is None and key in ALIASES:
        entry = front_matter.field(key)
        node = entry.value if entry is not None else None
    kind = "null" if node is None else _type_of(node)
    if node is not None and kind != "null" and not any(kind in _KINDS[each] for each in types):
        wanted = " or ".join(_WANTED[each] for each in types)
        hint = "put it in quotes" if "text" in types and type(node) is Scalar else "write it as such"
        yield Finding(node.span, f"`{key}` is {_NAMES[kind]}, but should be {wanted}", hint)


@rule("FM007", "ambiguous-scalar", "warning", fix="safe")
def ambiguous_scalar(subject: Subject) -> Iterator[Finding]:
    """A value without quotes that YAML, or some reader of YAML, takes for something else than what is written.

    Why: `slug: 0123` is 83 to YAML 1.1 and 123 to YAML 1.2, `lang: no` is false, `duration: 12:30` is 750, and a
        commit `123e4567` a number too big to write down.

    Found:
        ---
        title: 2026-01-09
        ---

    Better:
        ---
        title: "2026-01-09"
        ---

    Fix: puts the value in quotes. That is safe where text is meant; where a number may be meant, it is unsafe.
    """
    front_matter = subject.front_matter
    if front_matter is None or front_matter.format != "yaml":
        return
    for entry in front_matter.root.entries:
        value = entry.value
        if (type(value) is not Scalar or value.raw[:1] not in _QUOTES) and not _is_plainly_text(subject.text, value):
            yield from _misread(styleless(entry.key.content), entry.key.content, value, top=True)


_QUOTES = "\"'|>"


def _is_plainly_text(text: str, value: MetaValue) -> bool:
    """A quick look that most values pass: in quotes, or text without quotes that begins like none of a number."""
    if type(value) is Scalar:
        return value.kind == "str" and value.raw[0] not in _NUMERIC
    if type(value) is Sequence:
        start, end = value.span.start, value.span.end
        return text.startswith('["', start) and text.count('"', start, end) == 2 * len(value.items)
    return False


_WHOLE_TEXTS = frozenset({"title", "headline", "slug", "lang", "language", "locale", "inlanguage", "tags", "tag"})
_MAYBE_FLAGS = frozenset({*ALIASES["excerpt"], *ALIASES["category"], "metadescription", "author", "authors", "byline"})
"""Keys of texts that themes also take true or false for."""
_NUMERIC = frozenset("0123456789+-.")
_AMBIGUOUS = re.compile(
    r"""
      (?P<octal> [-+]?0[0-9]+ )                                              # YAML 1.1 octal, 1.2 decimal
    | (?P<grouped> [-+]?(?:0b)?[0-9][0-9]*(?:_+[0-9]+)+ | [-+]?0b[01]+ )     # a number to 1.1 only
    | (?P<sixty> [-+]?[1-9][0-9]*(?::[0-5]?[0-9])+(?:\.[0-9]*)? )            # base 60 to 1.1, text to 1.2
    | (?P<power> [-+]?(?:[0-9]+[eE][-+]?[0-9]+ | [0-9]*\.[0-9]*[eE][0-9]+) ) # text to 1.1, a number to 1.2
    | (?P<eight> 0o[0-7]+ )                                                  # text to 1.1, octal to 1.2
    """,
    re.VERBOSE,
)


def _misread(name: str, key: str, value: MetaValue, *, top: bool = False) -> Iterator[Finding]:
    """Misread scalars in a value; `name` is its key's without naming style, `top` whether that is at the top."""
    if type(value) is Scalar:
        if value.raw[:1] not in _QUOTES and value.raw == value.content:
            yield from _misread_scalar(name if top else "", key, value)
    elif type(value) is Sequence:
        for item in value.items:
            # Most are in quotes, and many.
            if type(item) is not Scalar or item.raw[:1] not in _QUOTES:
                yield from _misread(name, key, item, top=top)
    elif type(value) is Mapping:
        for entry in value.entries:
            yield from _misread("", entry.key.content, entry.value)


def _misread_scalar(name: str, key: str, scalar: Scalar) -> Iterator[Finding]:
    kind, raw = scalar.kind, scalar.raw
    if raw[0] in _NUMERIC and (found := _AMBIGUOUS.fullmatch(raw)):
        safe = name in _WHOLE_TEXTS or name in _MAYBE_FLAGS or found.lastgroup in ("sixty", "power")
        message = f"`{key}` is {raw}, which some readers of YAML take for {_as_some_read(found)}"
        yield _in_quotes(scalar, message, safe=safe)
    elif kind not in ("str", "null"):
        is_text = name in _WHOLE_TEXTS or (name in _MAYBE_FLAGS and kind != "bool")
        if is_text and not _prints_as_written(scalar):
            yield _in_quotes(scalar, f"`{key}` is {raw}, which YAML takes for {_as_read(scalar)}", safe=True)


def _prints_as_written(scalar: Scalar) -> bool:
    """Whether it is a number that comes out as it went in, as `2026` does, and `1.10` does not."""
    return scalar.kind in ("int", "float") and str(scalar.value) == scalar.content


def _as_read(scalar: Scalar) -> str:
    if scalar.kind in ("date", "datetime"):
        return "a date"
    return str(scalar.value).lower() if scalar.kind in ("bool", "int", "float") else f"a {scalar.kind}"


def _as_some_read(found: re.Match[str]) -> str:
    digits = found[0].replace("_", "")
    if found["octal"]:
        return f"the number {int(digits)}"
    if found["power"]:
        return "a power of ten"
    if found["sixty"]:
        return "a number of base 60"
    return "a number"


def _in_quotes(scalar: Scalar, message: str, *, safe: bool) -> Finding:
    fix = Fix((Edit(scalar.span, f'"{scalar.raw}"'),), safe)
    return Finding(scalar.span, message, f'put it in quotes: "{scalar.raw}"', fix)


Value = str | int | float | bool


class AllowedOptions(Struct, frozen=True, kw_only=True, rename="kebab"):
    """`allowed`: the values that a key may have; of a list, each item."""

    allowed: dict[str, tuple[Value, ...]] = {}


@rule("FM010", "value-not-allowed", "error", options=AllowedOptions)
def value_not_allowed(subject: Subject, options: AllowedOptions) -> Iterator[Finding]:
    """A value is none of those that are allowed, or does not fit the schema.

    Why: an article in a category that is not there is on no list, and a misspelt one makes a new list.

    Found:
        ---
        category: Ai
        ---

    Better:
        ---
        category: AI
        ---

    Options: `allowed = { category = ["AI", "生活"] }` lists the values of a key, in the example as well; of a list,
        each item must be one of them. Without it and without a schema, all is allowed. Known names are found under
        any naming style and alias, others as written, with dots for keys within keys.
    """
    front_matter = subject.front_matter
    if front_matter is None:
        return
    if subject.misfits:
        yield from misfits(subject, "value")
    for key, allowed in options.allowed.items():
        node = front_matter.node(key)
        if node is None and key in ALIASES:
            entry = front_matter.field(key)
            node = entry.value if entry is not None else None
        for item in node.items if type(node) is Sequence else (node,):
            if type(item) is Scalar and item.kind != "null" and not _is_among(item, allowed):
                yield _not_allowed(key, item, allowed)


def _is_among(scalar: Scalar, allowed: tuple[Value, ...]) -> bool:
    return scalar.content in allowed or scalar.value in allowed


def _not_allowed(key: str, scalar: Scalar, allowed: tuple[Value, ...]) -> Finding:
    names = [str(value) for value in allowed]
    close = get_close_matches(scalar.content, names, 1) or [
        name for name in names if name.casefold() == scalar.content.casefold()
    ]
    hint = f"did you mean {close[0]}?" if close else f"allowed are {', '.join(names)}"
    return Finding(scalar.span, f"`{key}` is “{scalar.content}”, which is not allowed", hint)


class LengthOptions(Struct, frozen=True, kw_only=True, rename="kebab"):
    """In columns: a Chinese character takes two, a Latin letter one."""

    title_min: int = 1
    title_max: int = 100
    excerpt_min: int = 10
    excerpt_max: int = 400


@rule("FM012", "text-length", "warning", options=LengthOptions)
def text_length(subject: Subject, options: LengthOptions) -> Iterator[Finding]:
    """The title or the excerpt is too long or too short, by the columns that it takes.

    Why: search results and previews cut a long one, where it matters most; a short excerpt says nothing.

    Found:
        ---
        title: 夜市指南
        excerpt: 夜市
        ---

    Better:
        ---
        title: 夜市指南
        excerpt: 一篇搞懂夜市怎麼逛、怎麼吃、怎麼回家。
        ---

    Options: `title-min`, `title-max`, `excerpt-min` and `excerpt-max`, in columns, of which a Chinese character takes
        two. Search engines show about 60 of a title and 160 of an excerpt; the defaults of 100 and 400 only find what
        is far beyond. An abstract may be of any length.
    """
    front_matter = subject.front_matter
    if front_matter is None:
        return
    title = field_entry(front_matter.by_style, "title")
    if title is not None and type(title.value) is Scalar:
        yield from _length(title, title.value, options.title_min, options.title_max)
    excerpt = field_entry(front_matter.by_style, "excerpt")
    if excerpt is None or excerpt.key.content.casefold() == "abstract":
        return
    if type(excerpt.value) is Scalar and excerpt.value.kind == "str":
        yield from _length(excerpt, excerpt.value, options.excerpt_min, options.excerpt_max)


def _length(entry: Entry, scalar: Scalar, least: int, most: int) -> Iterator[Finding]:
    content = scalar.content
    if least <= len(content) and len(content) * 2 <= most and content[:1].isalnum():
        return
    if "<" in content or "{" in content:  # HTML and templates are of no length that could be known
        return
    columns = width(" ".join(content.split()))
    if columns > most:
        message = f"`{entry.key.content}` takes {columns} columns, more than {most}"
        yield Finding(scalar.span, message, "say it in fewer words")
    elif columns < least:
        message = f"`{entry.key.content}` takes {columns} columns, less than {least}"
        yield Finding(scalar.span, message, "say more")
