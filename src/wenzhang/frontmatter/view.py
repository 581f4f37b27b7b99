"""The front matter of an article: its values, as written and as typed, and where each stands.

```
FrontMatter              typed view, mapping access, paths
└── root      Mapping
    └── entries (Entry, ...)
        ├── key     Scalar
        └── value   Scalar | Sequence | Mapping
```

All spans are code points into the source's text.
"""

from __future__ import annotations

import collections.abc
from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from msgspec import Struct

from wenzhang.frontmatter.scalars import ScalarKind, ScalarValue, scalar_value
from wenzhang.source import Span

if TYPE_CHECKING:
    import datetime

    from wenzhang.source import Source

__all__ = ["Entry", "FrontMatter", "FrontMatterFormat", "Mapping", "MetaValue", "Scalar", "Sequence"]

T = TypeVar("T")
FrontMatterFormat = Literal["yaml", "toml", "json"]
Path = str | tuple[str | int, ...]


class MetaNode(Struct, frozen=True, gc=False, rename="camel", tag_field="type", tag=lambda n: n[0].lower() + n[1:]):
    """A value in the front matter."""

    span: Span


class Scalar(MetaNode, frozen=True):
    """A single value, or a key.

    `raw` is the stretch of the source, quotes, a YAML tag and anchor included. It parses to `value` by itself, but for
    rarities of YAML: a block scalar with an indentation indicator, a plain `---`, a plain key that ends in a colon.
    `content` is what is written, without quoting, escapes and folding: `no` where YAML reads False, `0123` where it
    reads 83. `kind` is what the format takes it for.
    """

    raw: str
    kind: ScalarKind
    content: str

    @property
    def value(self) -> ScalarValue:
        """The Python value, as the format reads it. Raises `FormatError` in JSON that was not written by us."""
        if self.kind == "str":
            return self.content
        try:
            return scalar_value(self.kind, self.content)
        except ValueError as error:
            from wenzhang.errors import FormatError

            raise FormatError(str(error), hint=f"the content of a scalar of kind {self.kind} must be one") from error


class Sequence(MetaNode, frozen=True):
    """A list."""

    items: tuple[MetaValue, ...]


class Entry(Struct, frozen=True, gc=False, rename="camel"):
    """A key and its value. Through a YAML alias, key and value stand where their anchor is."""

    key: Scalar
    value: MetaValue


class Mapping(MetaNode, frozen=True):
    """Entries in the order of the file. In TOML the span reaches from the first mention of a table to the last."""

    entries: tuple[Entry, ...]


MetaValue = Scalar | Sequence | Mapping


class FrontMatter(Struct, frozen=True, dict=True, rename="camel"):
    """Front matter: a typed view under the names below, and a read-only mapping of the raw keys to plain Python values.

    `span` reaches from the opening fence to the closing one, without the line end behind it.

    The names of the typed view answer for every naming style (`coverImage`, `cover_image`, `cover-image`) and for the
    other names that site generators use, listed in `wenzhang.frontmatter.fields.ALIASES` in order of precedence; a key
    without a usable value is passed over. Each is None where the file does not say.

    Paths name a value at any depth: `"seo.title"`, `"tags.0"` or `("seo", "title")`, `("tags", 0)`. A whole key that
    holds a dot comes before a path. Lookups by path give None where there is nothing. YAML merge keys (`<<`) are
    resolved in all.
    """

    span: Span
    format: FrontMatterFormat
    root: Mapping

    # The typed view

    @cached_property
    def title(self) -> str | None:
        """The title as written: `title: 2026` gives `"2026"`."""
        from wenzhang.frontmatter.fields import text

        return text(self.root, "title")

    @cached_property
    def excerpt(self) -> str | None:
        """The teaser, else the description or the summary."""
        from wenzhang.frontmatter.fields import text

        return text(self.root, "excerpt")

    @cached_property
    def description(self) -> str | None:
        """The description, else the summary or the teaser."""
        from wenzhang.frontmatter.fields import text

        return text(self.root, "description")

    @cached_property
    def summary(self) -> str | None:
        """The summary, else the teaser or the description."""
        from wenzhang.frontmatter.fields import text

        return text(self.root, "summary")

    @cached_property
    def date(self) -> datetime.date | datetime.datetime | None:
        """When it was published, also from text; `scalar("date").content` is it as written."""
        from wenzhang.frontmatter.fields import day

        return day(self.root, "date")

    @cached_property
    def updated(self) -> datetime.date | datetime.datetime | None:
        """When it was last changed."""
        from wenzhang.frontmatter.fields import day

        return day(self.root, "updated")

    @cached_property
    def category(self) -> str | None:
        """The category, of several the first."""
        from wenzhang.frontmatter.fields import first

        return first(self.root, "category")

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The tags as written, from a list or from text with commas (`,`, `，`, `、`) between."""
        from wenzhang.frontmatter.fields import tags

        return tags(self.root)

    @cached_property
    def cover_image(self) -> str | None:
        """The URL or path of the cover image, of several the first."""
        from wenzhang.frontmatter.fields import first

        return first(self.root, "cover_image")

    @cached_property
    def author(self) -> str | None:
        """The author; several are joined by `, `."""
        from wenzhang.frontmatter.fields import texts

        return ", ".join(texts(self.root, "author")) or None

    @cached_property
    def slug(self) -> str | None:
        """The last part of the article's URL."""
        from wenzhang.frontmatter.fields import text

        return text(self.root, "slug")

    @cached_property
    def lang(self) -> str | None:
        """The language tag as written."""
        from wenzhang.frontmatter.fields import text

        return text(self.root, "lang")

    @cached_property
    def draft(self) -> bool | None:
        """Whether it is a draft; `published: false` says so, too."""
        from wenzhang.frontmatter.fields import draft

        return draft(self.root)

    def field(self, name: str) -> Entry | None:
        """The entry that answers for a name of the typed view, with the spans of its key and value; None without one.

        Raises `KeyError` for a name that the typed view does not have.
        """
        from wenzhang.frontmatter.fields import field_entry

        return field_entry(self.by_style, name)

    @cached_property
    def by_style(self) -> dict[str, Entry]:
        """The entries under their keys without naming style: `coverimage` for `coverImage`. Not to be changed.

        Of two keys that are alike then, it is the first.
        """
        from wenzhang.frontmatter.fields import entries_by_style

        return entries_by_style(self.root)

    # The mapping

    @property
    def data(self) -> dict[Any, Any]:
        """All of it as plain dicts, lists and scalars, typed as the format reads them; a new one each time."""
        value: dict[Any, Any] = plain_value(self.root)
        return value

    @cached_property
    def _entries(self) -> dict[ScalarValue, Entry]:
        return entries_by_key(self.root)

    def __getitem__(self, key: Any) -> Any:
        return plain_value(self._entries[key].value)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Any]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key, else `default`."""
        entry = self._entries.get(key)
        return default if entry is None else plain_value(entry.value)

    def keys(self) -> KeysView[Any]:
        """The keys, in the order of the file."""
        return self.data.keys()

    def values(self) -> ValuesView[Any]:
        """The plain Python values."""
        return self.data.values()

    def items(self) -> ItemsView[Any, Any]:
        """Keys and plain Python values."""
        return self.data.items()

    # Paths

    def entry(self, path: Path) -> Entry | None:
        """The key and value at a path; None also for an item of a list, which has no key."""
        found = find(self.root, path)
        return found if isinstance(found, Entry) else None

    def node(self, path: Path) -> MetaValue | None:
        """The value at a path, with its span."""
        found = find(self.root, path)
        return found.value if isinstance(found, Entry) else found

    def scalar(self, path: Path) -> Scalar | None:
        """The scalar at a path; None for a list or a mapping."""
        node = self.node(path)
        return node if isinstance(node, Scalar) else None

    def key_span(self, path: Path) -> Span | None:
        """Where the key at a path stands."""
        entry = self.entry(path)
        return entry.key.span if entry else None

    def value_span(self, path: Path) -> Span | None:
        """Where the value at a path stands."""
        node = self.node(path)
        return node.span if node else None

    def scalars(self) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
        """Every scalar value with its path, in the order of the file.

        A YAML alias gives its anchor's scalar again, under its own path; merge keys stay `<<`. Keys are not among them.
        """
        found = _scalars(self.root, ())
        return iter(sorted(found, key=_start)) if self.format == "toml" else found

    def to(self, type_: type[T], *, source: Source | None = None) -> T:
        """The front matter as the caller's own `msgspec.Struct`, dataclass, attrs class, TypedDict or pydantic model.

        Names are the type's own (`rename` of a Struct, aliases of a pydantic model); a dataclass also finds its
        `cover_image` under `coverImage` and `cover-image`. Raises `FrontMatterError` at the value that does not fit,
        or at the front matter's start for one that is missing. `source` gives that position where the front matter
        itself came from JSON.
        """
        from wenzhang.frontmatter.binding import bind

        return bind(self, type_, source or self.__dict__.get("_source"))


collections.abc.Mapping.register(FrontMatter)


def plain_value(node: MetaValue) -> Any:
    """A dict, list or scalar of plain Python values."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain_value(item) for item in node.items]
    return {key: plain_value(entry.value) for key, entry in entries_by_key(node).items()}


def entries_by_key(mapping: Mapping) -> dict[ScalarValue, Entry]:
    """The entries under their key's value. Those of YAML merge keys come first, as PyYAML has them."""
    merged: dict[ScalarValue, Entry] = {}
    own: dict[ScalarValue, Entry] = {}
    for entry in mapping.entries:
        if entry.key.kind == "merge":
            for base in _merge_bases(entry.value):
                merged.update(entries_by_key(base))
        else:
            own[entry.key.value] = entry
    return merged | own if merged else own


def _merge_bases(value: MetaValue) -> list[Mapping]:
    """What a merge key merges, the weakest first: of a list the first item wins (yaml.org/type/merge.html)."""
    items = reversed(value.items) if isinstance(value, Sequence) else (value,)
    return [item for item in items if isinstance(item, Mapping)]


def find(root: MetaValue, path: Path) -> Entry | MetaValue | None:
    """What stands at a path: an entry where the last step is a key, an item where it is an index."""
    if isinstance(path, str):
        whole = _step(root, path)
        return whole if whole is not None or "." not in path else find(root, tuple(path.split(".")))
    found: Entry | MetaValue | None = root
    for step in path:
        found = _step(found.value if isinstance(found, Entry) else found, step)
    return found


def _step(node: MetaValue | None, step: str | int) -> Entry | MetaValue | None:
    if isinstance(node, Sequence):
        if isinstance(step, str) and not (step.isascii() and step.isdigit() and len(step) < 10):
            return None
        index = int(step)
        return node.items[index] if -len(node.items) <= index < len(node.items) else None
    if isinstance(node, Mapping):
        return next((entry for entry in entries_by_key(node).values() if entry.key.content == str(step)), None)
    return None


def _scalars(node: MetaValue, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _scalars(item, (*path, index))
    else:
        for entry in node.entries:
            yield from _scalars(entry.value, (*path, entry.key.content))


def _start(found: tuple[tuple[str | int, ...], Scalar]) -> int:
    return found[1].span.start
