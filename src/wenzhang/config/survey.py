"""What articles have in common, for a configuration to start with."""

from __future__ import annotations

import os
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from wenzhang.errors import VariantError
from wenzhang.frontmatter import Scalar, Sequence
from wenzhang.frontmatter.fields import ALIASES, styleless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wenzhang.frontmatter import FrontMatter, MetaValue
    from wenzhang.model import Article

__all__ = ["ASSET_FOLDERS", "NEARLY_ALL", "Survey"]

ASSET_FOLDERS = ("public", "static", "assets")
"""The folders whose content is served from the root (Astro, Next.js and Vite; Hugo and Docusaurus; Jekyll)."""

NEARLY_ALL = 0.95
"""The share of articles that makes a rule of a habit."""

_ENOUGH = 5  # articles, to take a habit for a rule
_MOST_CATEGORIES = 30
_SAMPLE = 4_000  # code points of an article that show its variant
_STATES = ("draft", "published", "status")
_BEHIND_PATH = re.compile(r"[?#].*", re.DOTALL)


class Survey:
    """Counts what articles have. `folder` is where the configuration is to stand, as an absolute path."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.articles = 0
        self.variants: Counter[str] = Counter()
        self.levels: Counter[int] = Counter()
        self._keys: Counter[str] = Counter()
        self._with_front_matter = 0
        self._categories: Counter[str] = Counter()
        self._rooted: set[str] = set()

    def add(self, article: Article) -> None:
        """Counts an article."""
        self.articles += 1
        front_matter = article.front_matter
        if front_matter is not None:
            self._with_front_matter += 1
            self._keys.update(_keys(front_matter))
            entry = front_matter.field("category")
            self._categories.update(_texts(entry.value) if entry is not None else ())
        if article.sections:
            self.levels[article.sections[0].level] += 1
        self.variants.update(_variant(article))
        cover = front_matter.cover_image if front_matter is not None else None
        addresses = [*(image.src for image in article.images), cover or ""]
        self._rooted.update(each for each in addresses if each.startswith("/") and not each.startswith("//"))

    @property
    def enough(self) -> bool:
        """Whether there are so many articles that what they share is no chance."""
        return self.articles >= _ENOUGH

    @property
    def required(self) -> tuple[str, ...]:
        """The keys that nearly all articles have, known ones by the names of the typed view."""
        needed = max(1, self._with_front_matter * NEARLY_ALL)
        return tuple(key for key, count in self._keys.items() if count >= needed)

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories, the most used first; none where nearly every article has one of its own."""
        few = len(self._categories) <= min(_MOST_CATEGORIES, self._categories.total() / 2)
        return tuple(name for name, _ in self._categories.most_common()) if few else ()

    @property
    def level(self) -> int | None:
        """The level of the first heading in nearly all articles."""
        level, count = next(iter(self.levels.most_common(1)), (0, 0))
        return level if count and count >= self.levels.total() * NEARLY_ALL else None

    @property
    def rooted_images(self) -> int:
        """How many images are named by an address that begins with `/`."""
        return len(self._rooted)

    def assets(self) -> tuple[tuple[str, ...], int]:
        """The folders that hold images from `/`, as paths from `folder`, and how many images they hold together."""
        paths = [unquote(_BEHIND_PATH.sub("", each)).lstrip("/") for each in self._rooted]
        held: dict[str, set[str]] = {}
        for above in _upwards(self.folder) if paths else ():
            for name in ASSET_FOLDERS:
                root = os.path.join(above, name)
                found = {path for path in paths if os.path.isfile(os.path.join(root, path))}
                if found:
                    held[os.path.relpath(root, self.folder).replace(os.sep, "/")] = found
        return tuple(held), len(set().union(*held.values()))


def _upwards(folder: str) -> Iterable[str]:
    """The folder and those above it up to the root of its repository, without one the folder alone."""
    at = os.path.abspath(folder)
    passed = [at]
    while not os.path.exists(os.path.join(at, ".git")):
        at, last = os.path.dirname(at), at
        if at == last:
            return passed[:1]
        passed.append(at)
    return passed


def _keys(front_matter: FrontMatter) -> list[str]:
    """The keys that have a value, known ones by the names of the typed view, each once."""
    names = dict.fromkeys(
        _name(entry.key.content)
        for entry in front_matter.root.entries
        if not isinstance(entry.value, Scalar) or entry.value.content.strip()
    )
    return [name for name in names if name not in _STATES]


@cache
def _name(key: str) -> str:
    """The name of the typed view that a key stands for in the first place, else the key."""
    name = styleless(key)
    meant = [field for field, aliases in ALIASES.items() if name in aliases]
    return min(meant, key=lambda field: ALIASES[field].index(name)) if meant else key


def _texts(value: MetaValue) -> list[str]:
    items = value.items if isinstance(value, Sequence) else (value,)
    return [item.content.strip() for item in items if isinstance(item, Scalar) and item.content.strip()]


def _variant(article: Article) -> list[str]:
    """The variant that it declares, else shows; nothing where neither tells."""
    from wenzhang.conversion.detect import detect
    from wenzhang.conversion.variants import find_variant

    declared = find_variant(article.lang) if article.lang else None
    try:
        return [(declared or detect(article.text[:_SAMPLE])).tag]
    except VariantError:
        return []
