"""What the front matter of an article says that other articles have to know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from wenzhang.frontmatter import Mapping, Scalar, Sequence
from wenzhang.frontmatter.fields import field_entry
from wenzhang.source import Span
from wenzhang.validation.addresses import IMAGES, suffix_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.frontmatter import Entry, FrontMatter, MetaValue

    Named = dict[str, Entry]

__all__ = ["Facts", "Place", "read_facts"]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IN_COVER = frozenset(("url", "src", "image", "path"))


class Place(NamedTuple):
    """A text of the article and its span, in code points."""

    text: str
    span: Span


class Facts(Struct, frozen=True):
    """What an article says of itself.

    `day` is the date in the form of `2026-01-09`. A `draft` is also what only leads on to another page. `url` is
    the address that it gives itself, from the root of the site, `aliases` are others that lead to it.
    """

    title: Place | None = None
    slug_place: Place | None = None
    lang: str | None = None
    day: str | None = None
    draft: bool = False
    covers: tuple[Place, ...] = ()
    url: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def slug(self) -> str | None:
        """The slug alone."""
        return self.slug_place.text if self.slug_place else None


_NOTHING = Facts()
_DRAFT = frozenset(("draft", "isdraft", "published", "status"))
_ADDRESSES = ("permalink", "url")  # Jekyll, Hexo; Hugo
_ALIASES = ("aliases", "redirectfrom")  # Hugo; Jekyll
_REDIRECTS = frozenset(("redirectto", "redirect"))  # Jekyll; others
_RARE = _DRAFT.union(_ADDRESSES, _ALIASES, _REDIRECTS)


def read_facts(front_matter: FrontMatter | None) -> Facts:
    """The facts of a front matter."""
    if front_matter is None:
        return _NOTHING
    named = front_matter.by_style
    day = _text(named, "date")
    cover = field_entry(named, "cover_image")
    title = _place(named, "title")
    slug = _place(named, "slug")
    day = day[:10] if day is not None and _DAY.match(day) else None
    covers = () if cover is None else tuple(_covers(cover.value))
    if _RARE.isdisjoint(named):
        return Facts(title, slug, _text(named, "lang"), day, False, covers)
    draft, address, aliases = _is_draft(named), _own_address(named), tuple(_aliases(named))
    return Facts(title, slug, _text(named, "lang"), day, draft, covers, address, aliases)


def _place(named: Named, field: str) -> Place | None:
    entry = field_entry(named, field)
    if entry is None or not isinstance(entry.value, Scalar):
        return None
    return Place(entry.value.content.strip(), entry.value.span)


def _text(named: Named, field: str) -> str | None:
    entry = field_entry(named, field)
    return entry.value.content.strip() if entry is not None and isinstance(entry.value, Scalar) else None


def _is_draft(named: Named) -> bool:
    if not _REDIRECTS.isdisjoint(named):
        return True
    draft, published, status = (_text(named, name) or "" for name in ("draft", "published", "status"))
    no = ("false", "no", "off", "0")
    return draft.lower() in ("true", "yes", "on", "1") or published.lower() in no or status.lower() == "draft"


def _covers(value: MetaValue) -> Iterator[Place]:
    """The files of images that are named there: a text, a list of them, or a mapping with one."""
    if isinstance(value, Scalar):
        text = value.content.strip()
        if suffix_of(text.partition("?")[0]) in IMAGES:
            yield Place(text, value.span)
    elif isinstance(value, Sequence):
        for item in value.items:
            if isinstance(item, Scalar):
                yield from _covers(item)
    elif isinstance(value, Mapping):
        for entry in value.entries:
            if entry.key.content.lower() in _IN_COVER and isinstance(entry.value, Scalar):
                yield from _covers(entry.value)


def _own_address(named: Named) -> str | None:
    """The address, where it is one and not a pattern or the style of one, as `permalink: pretty`."""
    for name in _ADDRESSES:
        entry = named.get(name)
        if entry is not None and isinstance(entry.value, Scalar):
            text = entry.value.content.strip()
            if text.startswith("/") and ":" not in text and "{" not in text:
                return text
    return None


def _aliases(named: Named) -> Iterator[str]:
    for name in _ALIASES:
        entry = named.get(name)
        values = () if entry is None else entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        for value in values:
            if isinstance(value, Scalar) and value.content.startswith("/"):
                yield value.content.strip()
