"""FM: the front matter as such, and which keys it has.

Rules about values are in `front_matter_values`, about tags and the order of keys in `front_matter_entries`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from wenzhang.frontmatter.fields import ALIASES, field_entry, styleless
from wenzhang.frontmatter.view import Scalar
from wenzhang.source import Span
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.errors import FrontMatterRule
    from wenzhang.frontmatter import Entry, FrontMatter
    from wenzhang.validation.schema import MisfitKind
    from wenzhang.validation.subject import Subject


class FenceOptions(Struct, frozen=True, kw_only=True, rename="kebab"):
    """`required`: whether a file must have front matter. Without it, one must that has no title of its own either."""

    required: bool | None = None


@rule("FM001", "front-matter-fence", "error", options=FenceOptions)
def front_matter_fence(subject: Subject, options: FenceOptions) -> Iterator[Finding]:
    """The front matter is missing, or its fence is wrong: never closed, misspelt, not the first thing in the file.

    Why: site generators then take the front matter for text, and publish it; an article without any has no title.

    Found:
        ---
        title: 夜市指南
        <p>正文。</p>

    Better:
        ---
        title: 夜市指南
        ---
        <p>正文。</p>

    Options: `required = true` asks for front matter in every file, `false` in none. Otherwise it may be left out
        where the body says its title in a heading of level 1, and in files whose names are in capitals (README.md,
        TOC.md). A whole HTML page needs none, and neither does a text that is in no file.
    """
    yield from _problem(subject, "fence")
    if subject.front_matter is None and subject.problem is None and _is_without(subject, options.required):
        hint = "begin the file with a line of ---, the keys, and another line of ---"
        yield Finding(Span(0, 0), "this article has no front matter", hint)


def _is_without(subject: Subject, required: bool | None) -> bool:
    article = subject.article
    if required is False or subject.source.path is None or article.head is not None:
        return False
    return bool(required) or (article.title is None and not _CAPITALS.fullmatch(subject.source.path))


_CAPITALS = re.compile(r"(?:.*[/\\])?[A-Z][A-Z0-9_-]+\.\w+", re.DOTALL)
"""Files about files: README.md, LICENSE.md, TOC.md."""


@rule("FM002", "front-matter-syntax", "error")
def front_matter_syntax(subject: Subject) -> Iterator[Finding]:
    """The front matter is no valid YAML, TOML or JSON.

    Why: a site generator stops there, or reads something else than was meant.

    Found:
        ---
        title：夜市指南
        ---
        <p>正文。</p>

    Better:
        ---
        title: 夜市指南
        ---
        <p>正文。</p>
    """
    return _problem(subject, "syntax")


_TITLE = ("title",)
_NO_ARTICLE = frozenset({"home", "index", "landing", "none"})


class RequiredOptions(Struct, frozen=True, kw_only=True, rename="kebab"):
    """`keys`: the keys that must be there. Names such as `cover_image` mean all keys that stand for them."""

    keys: tuple[str, ...] = _TITLE


@rule("FM003", "required-key", "error", options=RequiredOptions)
def required_key(subject: Subject, options: RequiredOptions) -> Iterator[Finding]:
    """A key that every article needs is missing, or has no value.

    Why: pages, lists and previews then have a gap where the title should be.

    Found:
        ---
        date: 2026-01-09
        ---
        <p>正文。</p>

    Better:
        ---
        title: 夜市指南
        date: 2026-01-09
        ---
        <p>正文。</p>

    Options: `keys = ["title", "date", "cover_image"]` says which. Known names are found under any naming style and
        alias (`coverImage`, `cover`, `heroImage`), others as written, with dots for keys within keys. A title may be
        a heading of level 1 instead; front matter without any well-known key, or with `layout: home` or no layout, is
        not that of an article. A schema decides by itself what is required, unless `keys` says more.
    """
    front_matter = subject.front_matter
    if front_matter is None:
        return
    if subject.misfits:
        yield from misfits(subject, "required")
    for key in options.keys:
        entry = _entry(front_matter, key)
        if entry is None or (type(entry.value) is Scalar and not _has_value(entry.value)):
            yield from _missing(subject, front_matter, key, options.keys, entry)


def _entry(front_matter: FrontMatter, key: str) -> Entry | None:
    """The entry of a name of the typed view, or of any key or path."""
    return field_entry(front_matter.by_style, key) if key in ALIASES else front_matter.entry(key)


def _has_value(scalar: Scalar) -> bool:
    return scalar.kind != "null" and bool(scalar.content.strip())


def _missing(
    subject: Subject, front_matter: FrontMatter, key: str, keys: tuple[str, ...], written: Entry | None
) -> Iterator[Finding]:
    if subject.schema is not None and (keys is _TITLE or _is_missing_by_schema(subject, key)):
        return
    if key == "title" and (subject.article.title is not None or _is_no_article(front_matter)):
        return
    names = ALIASES.get(key, (styleless(key),))
    written = written or next((front_matter.by_style[name] for name in names if name in front_matter.by_style), None)
    if written is not None:
        yield Finding(written.key.span, f"`{written.key.content}` has no value", "give it one")
        return
    typo = next((entry for entry in front_matter.root.entries if _meant(entry.key.content) in names), None)
    hint = f"is `{typo.key.content}` meant for it?" if typo is not None else f"add a line `{key}: …`"
    yield Finding(_fence(front_matter), f"`{key}` is missing", hint)


def _is_missing_by_schema(subject: Subject, key: str) -> bool:
    return any(misfit.kind == "required" and f"`{key}`" in misfit.message for misfit in subject.misfits)


def _is_no_article(front_matter: FrontMatter) -> bool:
    if _ALL_NAMES.isdisjoint(front_matter.by_style):  # there for a site generator that wants a fence, or settings of it
        return True
    layout = front_matter.by_style.get("layout")
    if layout is None or type(layout.value) is not Scalar:
        return False
    return layout.value.kind in ("null", "bool") or layout.value.content.casefold() in _NO_ARTICLE


def _fence(front_matter: FrontMatter) -> Span:
    """The opening fence, or the brace that is it in JSON."""
    start = front_matter.span.start
    return Span(start, start + (1 if front_matter.root.span.start == start else 3))


class KnownOptions(Struct, frozen=True, kw_only=True, rename="kebab"):
    """`known`: all keys that there are, in the naming style that the project uses."""

    known: tuple[str, ...] = ()


@rule("FM004", "unknown-key", "warning", options=KnownOptions)
def unknown_key(subject: Subject, options: KnownOptions) -> Iterator[Finding]:
    """A key is misspelt, or none that the project knows.

    Why: nothing reads it, and what it should say is missing without a word.

    Found:
        ---
        title: 夜市指南
        descripton: 一篇搞懂夜市怎麼逛。
        ---

    Better:
        ---
        title: 夜市指南
        description: 一篇搞懂夜市怎麼逛。
        ---

    Options: `known = ["title", "date", "tags"]` lists all keys there are. Without it, and without a schema that
        lists them, only keys that are one letter off a well-known one are found, where that one is not there.
    """
    front_matter = subject.front_matter
    if front_matter is None:
        return
    if subject.misfits:
        yield from misfits(subject, "unknown")
    if options.known:
        yield from _not_among(front_matter, options.known)
        return
    by_style = front_matter.by_style
    if not by_style.keys() <= _ALL_NAMES:
        for name, entry in by_style.items():
            if name not in _ALL_NAMES:
                yield from _misspelt(front_matter, entry)


def _not_among(front_matter: FrontMatter, known: tuple[str, ...]) -> Iterator[Finding]:
    from difflib import get_close_matches

    for entry in front_matter.root.entries:
        key = entry.key.content
        if key not in known and entry.key.kind != "merge":
            in_style = [name for name in known if styleless(name) == styleless(key)]
            close = in_style or get_close_matches(key, known, 1)
            hint = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}"
            yield Finding(entry.key.span, f"nothing knows the key `{key}`", hint)


def _misspelt(front_matter: FrontMatter, entry: Entry) -> Iterator[Finding]:
    meant = _meant(entry.key.content)
    if meant is None or meant in front_matter.by_style:
        return
    right = _respelt(entry.key.content, meant)
    yield Finding(entry.key.span, f"`{entry.key.content}` looks misspelt", f"did you mean `{right}`?")


_ALL_NAMES = frozenset(name for names in ALIASES.values() for name in names)
_OFTEN_MISSPELT = sorted(name for name in _ALL_NAMES if len(name) > 4)
# One letter off, and words of their own, those of other languages among them.
_OTHER_WORDS = frozenset("autor titel titre tile drift states locate except".split())


@lru_cache(maxsize=1024)
def _meant(key: str) -> str | None:
    """The well-known name, without naming style, that a key is one letter off of; None where it is none of them.

    Two letters the wrong way round are one letter off. With another first or last letter, or one more or less at the
    end, it is another word: `rating`, `publisher`, `update`.
    """
    name = styleless(key)
    if name in _ALL_NAMES or name in _OTHER_WORDS or not 4 <= len(name) <= 20:
        return None
    return next((other for other in _OFTEN_MISSPELT if _is_one_off(name, other)), None)


def _is_one_off(name: str, other: str) -> bool:
    if name[0] != other[0] or abs(len(name) - len(other)) > 1:
        return False
    start, end = _difference(name, other)
    ours, theirs = name[start : len(name) - end], other[start : len(other) - end]
    if len(ours) == len(theirs) == 2:
        return ours == theirs[::-1]
    return end > 0 and len(ours) < 2 and len(theirs) < 2


def _difference(name: str, other: str) -> tuple[int, int]:
    """How many letters at the start, and of the others at the end, are the same."""
    shorter = min(len(name), len(other))
    start = next((at for at in range(shorter) if name[at] != other[at]), shorter)
    rest = shorter - start
    end = next((at for at in range(rest) if name[-1 - at] != other[-1 - at]), rest)
    return start, end


def _respelt(key: str, meant: str) -> str:
    """The key with its wrong letter put right, in its own naming style: `coverImge` gives `coverImage`."""
    start, end = _difference(styleless(key), meant)
    letters = [at for at, letter in enumerate(key) if styleless(letter)]
    head = key[: letters[start]] if start < len(letters) else key
    tail = key[letters[len(letters) - end] :] if end else ""
    return head + meant[start : len(meant) - end] + tail


@rule("FM006", "duplicate-key", "error")
def duplicate_key(subject: Subject) -> Iterator[Finding]:
    """A key is there twice.

    Why: which of the two counts depends on who reads it; many readers silently take the last.

    Found:
        ---
        title: 夜市指南
        title: 夜市攻略
        ---

    Better:
        ---
        title: 夜市指南
        ---
    """
    return _problem(subject, "duplicate key")


_QUOTED_KEY = re.compile(r'"(?:[^"\\\r\n]|\\.)*"' + r"|'(?:[^'\r\n]|'')*'")
_YAML_KEY = re.compile(r"[^\r\n]*?(?=[ \t]*:(?:[ \t\r\n]|\Z))")
_TOML_KEY = re.compile(r"[A-Za-z0-9_-]+")


def _problem(subject: Subject, kind: FrontMatterRule) -> Iterator[Finding]:
    """What kept the front matter from being read, where it is of this kind."""
    problem = subject.problem
    if problem is not None and problem.rule == kind:
        offset = problem.position.offset if problem.position else 0
        length = len(_key_at(subject.text, offset)) if kind == "duplicate key" else 1
        if subject.text.startswith("\r\n", offset):
            length = 2
        yield Finding(Span(offset, min(offset + length, len(subject.text))), problem.message, problem.hint)


def _key_at(text: str, offset: int) -> str:
    """The key that begins at an offset, its quotes included; one character where that is none."""
    plain = _TOML_KEY if text.startswith(("+++", "---toml")) else _YAML_KEY
    found = _QUOTED_KEY.match(text, offset) or plain.match(text, offset)
    return (found[0] if found else "") or text[offset : offset + 1]


def misfits(subject: Subject, kind: MisfitKind) -> Iterator[Finding]:
    """What does not fit the schema, of one kind."""
    for misfit in subject.misfits:
        if misfit.kind == kind:
            yield Finding(misfit.span, misfit.message, misfit.hint)
