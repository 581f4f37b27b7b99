"""The typed view of the front matter: which keys mean what, and how their values are read.

Keys are compared without case, `_`, `-` and spaces, so `coverImage`, `cover_image` and `Cover-Image` are one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wenzhang.frontmatter.view import Entry, Mapping, MetaValue, Scalar, Sequence, entries_by_key

if TYPE_CHECKING:
    from datetime import date, datetime

ALIASES: dict[str, tuple[str, ...]] = {
    # The first name with a usable value wins. Sources: Hugo (gohugo.io, front matter and its configuration of
    # dates), Jekyll (jekyllrb.com/docs/front-matter, jekyll-seo-tag, jekyll-last-modified-at), Hexo
    # (hexo.io/docs/front-matter), Astro (its blog template; AstroPaper), Docusaurus (blog plugin), Pelican
    # (metadata), common themes of Gatsby, schema.org. Names without a source are plain words for the same, seen in
    # the wild.
    "title": ("title", "headline"),  # headline: schema.org
    "excerpt": (
        "excerpt",
        "description",
        "summary",
        "abstract",
    ),  # Hexo and Jekyll; Astro and Docusaurus; Hugo and Pelican
    "description": ("description", "metadescription", "summary", "excerpt", "abstract"),
    "summary": ("summary", "excerpt", "description", "abstract"),
    "date": (
        "date",  # all of them
        "publishdate",  # Hugo
        "pubdate",  # Hugo, Astro
        "pubdatetime",  # AstroPaper
        "published",  # Hugo; where it is a bool, it is no date, and says whether this is a draft
        "publishedat",
        "publisheddate",
        "datepublished",  # schema.org
        "created",
        "createdat",
    ),
    "updated": (
        "updated",  # Hexo
        "lastmod",  # Hugo
        "updateddate",  # Astro
        "lastmodifiedat",  # Jekyll
        "lastupdate",  # Docusaurus, a mapping with a date
        "lastupdated",  # VitePress
        "moddatetime",  # AstroPaper
        "modified",  # Hugo, Pelican
        "updatedat",
        "lastmodified",
        "modifieddate",
        "datemodified",  # schema.org
    ),
    "category": ("category", "categories", "section"),  # categories: Hugo, Jekyll, Hexo; section: Open Graph
    "tags": ("tags", "tag"),
    "cover_image": (
        "coverimage",
        "cover",  # Hexo themes; PaperMod, a mapping with an image
        "heroimage",  # Astro
        "featuredimage",  # Gatsby, Hugo themes
        "image",  # Docusaurus, jekyll-seo-tag, a mapping with a path there
        "images",  # Hugo
        "thumbnail",
        "banner",
        "ogimage",
        "headerimage",
        "img",
    ),
    "author": ("author", "authors", "byline"),  # authors: Docusaurus, names or mappings with a name
    "slug": ("slug",),
    "lang": ("lang", "language", "locale", "inlanguage"),  # lang: Hexo, VitePress; inLanguage: schema.org
    "draft": ("draft", "isdraft"),
    "published": ("published",),  # Jekyll, Hexo: false is a draft
    "status": ("status",),  # Pelican: draft
}

# Where a value is a mapping, the key in it that holds what the field asks for.
_INNER = {
    "author": ("name",),
    "category": ("name", "title", "label"),
    "cover_image": ("url", "src", "image", "path"),
    "date": ("date",),
    "tags": ("name", "label"),
    "updated": ("date",),
}

_NO_STYLE = str.maketrans("", "", "_- ")
_COMMAS = str.maketrans("，、", ",,")
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


def styleless(name: str) -> str:
    """A name without its naming style: `coverImage` and `cover_image` give `coverimage`."""
    if name.isascii() and name.isalpha():  # most are
        return name.lower()
    return name.casefold().translate(_NO_STYLE)


def entries_by_style(root: Mapping) -> dict[str, Entry]:
    """The entries under their keys without naming style; of two that are alike then, the first."""
    merges = "merge" in [entry.key.kind for entry in root.entries]
    entries = tuple(entries_by_key(root).values()) if merges else root.entries
    named: dict[str, Entry] = {}
    for entry in entries:
        named.setdefault(styleless(entry.key.content), entry)
    return named


def field_entry(named: dict[str, Entry], field: str) -> Entry | None:
    """The first of the field's entries whose value is neither null nor blank; `named` is from `entries_by_style`."""
    for name in ALIASES[field]:
        entry = named.get(name)
        if entry is not None and (not isinstance(entry.value, Scalar) or _is_text(entry.value)):
            return entry
    return None


def text(root: Mapping, field: str) -> str | None:
    """The field's first scalar that is neither null nor blank, as written, without the white space around it."""
    scalars = (node for node in _nodes(root, field) if isinstance(node, Scalar))
    return next((scalar.content.strip() for scalar in scalars if _is_text(scalar)), None)


def texts(root: Mapping, field: str) -> tuple[str, ...]:
    """The texts of the first key that has any: of a scalar itself, of a list all, of a mapping the one that matters."""
    candidates = (tuple(_texts(node, _INNER.get(field, ()))) for node in _nodes(root, field))
    return next((found for found in candidates if found), ())


def first(root: Mapping, field: str) -> str | None:
    """The first of `texts`."""
    return next(iter(texts(root, field)), None)


def tags(root: Mapping) -> tuple[str, ...]:
    """The tags as written, from a list or from text with commas between."""
    for node in _nodes(root, "tags"):
        if isinstance(node, Scalar):
            parts = node.content.translate(_COMMAS).split(",") if _is_text(node) else []
            found = tuple(part.strip() for part in parts if part.strip())
        else:
            found = tuple(_texts(node, _INNER["tags"]))
        if found:
            return found
    return ()


def day(root: Mapping, field: str) -> date | datetime | None:
    """The field's first value that is a date, with or without time."""
    from datetime import date

    from wenzhang.frontmatter.dates import read_date

    for node in _nodes(root, field):
        for scalar in _leaves(node, _INNER[field]):
            value = scalar.value if scalar.kind in ("date", "datetime") else None
            found = value if isinstance(value, date) else read_date(scalar.content)
            if found is not None:
                return found
    return None


def draft(root: Mapping) -> bool | None:
    """Whether the file says that it is a draft, in whichever way."""
    says_draft = _flag(root, "draft")
    if says_draft is not None:
        return says_draft
    published = _flag(root, "published")
    if published is not None:
        return not published
    status = text(root, "status")
    return None if status is None else status.casefold() == "draft"


def _flag(root: Mapping, field: str) -> bool | None:
    for node in _nodes(root, field):
        word = node.content.strip().casefold() if isinstance(node, Scalar) else ""
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
    return None


def _nodes(root: Mapping, field: str) -> Iterator[MetaValue]:
    """The values of the field's keys, in order of precedence."""
    named = entries_by_style(root)
    return (named[name].value for name in ALIASES[field] if name in named)


def _texts(node: MetaValue, inner: tuple[str, ...]) -> Iterator[str]:
    return (scalar.content.strip() for scalar in _leaves(node, inner) if _is_text(scalar))


def _leaves(node: MetaValue, inner: tuple[str, ...]) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _leaves(item, inner)
    else:
        named = {styleless(entry.key.content): entry.value for entry in entries_by_key(node).values()}
        chosen = next((named[name] for name in inner if name in named), None)
        if chosen is not None:
            yield from _leaves(chosen, inner)


def _is_text(scalar: Scalar) -> bool:
    return scalar.kind != "null" and bool(scalar.content.strip())
