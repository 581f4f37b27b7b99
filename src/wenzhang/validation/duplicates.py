"""Articles that get in each other's way: by one address, or by one title in one place.

What differs in language is another version of the same, and what differs but in suffix the same in another format.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.validation.addresses import composed
from wenzhang.validation.routes import INDEX, url_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wenzhang.validation.facts import Facts
    from wenzhang.validation.routes import Routes
    from wenzhang.validation.site import Page

__all__ = ["Duplicates", "language"]

Key = tuple[str, ...]

_LANGUAGE_IN_NAME = re.compile(
    r"(?:\.[a-z]{2,3}(?:[-_](?:han[st]|[a-z]{2}))*|[-_](?:zh|en|ja|jp|ko|cn|tw|hk)(?:[-_](?:han[st]|[a-z]{2}))*)$",
    re.IGNORECASE,
)
_DATE_IN_NAME = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_NUMBER = re.compile("[-_ .]?[0-9]+")


class Duplicates:
    """The pages of a run by what no two of them should share. Drafts do not count."""

    def __init__(self, by_file: Mapping[str, Page]) -> None:
        self._published = {file: page.facts for file, page in by_file.items() if not page.facts.draft}
        self._groups: dict[_Shared, Mapping[Key, dict[str, str]]] = {}

    def of_slug(self, file: str) -> str | None:
        """Another file of the same folder with the slug of this one."""
        return self._other(file, _SLUG)

    def of_title(self, file: str) -> str | None:
        """Another file of the same folder and day with the title of this one; parts of a series may share it."""
        return self._other(file, _TITLE)

    def _other(self, file: str, shared: _Shared) -> str | None:
        facts = self._published.get(file)
        key = None if facts is None else shared.key(file, facts)
        if key is None:
            return None
        if shared not in self._groups:
            self._groups[shared] = self._grouped(shared)
        group, name = self._groups[shared][key], shared.name(file)
        return next((other for own, other in group.items() if own != name), None)

    def _grouped(self, shared: _Shared) -> Mapping[Key, dict[str, str]]:
        """For each key the first two files that differ in their names."""
        groups: dict[Key, dict[str, str]] = {}
        for file, facts in self._published.items():
            key = shared.key(file, facts)
            group = {} if key is None else groups.setdefault(key, {})
            if len(group) < 2:
                group.setdefault(shared.name(file), file)
        return groups

    def of_url(self, file: str, routes: Routes) -> tuple[str, str] | None:
        """The address of a file, and another file, on disk, that has the same one by its route."""
        facts = self._published.get(file)
        url = next(iter(routes.urls(file)), None) if facts is not None else None
        if facts is None or url is None:
            return None
        for other in routes.owners.get(url_key(url), ()):
            if _name(other) != _name(file) and language(other, routes.facts(other)) == language(file, facts):
                return url, other
        return None


def language(file: str, facts: Facts) -> str:
    """The language that an article says it is in, else the one in its file's name."""
    if facts.lang is not None:
        return facts.lang.lower()
    found = _LANGUAGE_IN_NAME.search(os.path.splitext(file)[0])
    return found[0] if found else ""


def _name(file: str) -> str:
    return os.path.splitext(file)[0]


def _series(file: str) -> str:
    return _NUMBER.sub("", _name(file))


def _is_index(file: str) -> bool:
    """Whether a file is that of its folder, which has a place of its own."""
    return os.path.basename(_name(file)).lower() in INDEX


def _slug_key(file: str, facts: Facts) -> Key | None:
    """Where a date begins the name of the file, it is part of the address (Jekyll)."""
    if facts.slug is None or facts.url is not None or _is_index(file):
        return None
    folder, name = os.path.split(file)
    dated = _DATE_IN_NAME.match(name)
    slug = composed(facts.slug).casefold().strip("/")
    return folder, slug, language(file, facts), dated[0] if dated else ""


def _title_key(file: str, facts: Facts) -> Key | None:
    if facts.title is None or _is_index(file):
        return None
    return os.path.dirname(file), composed(facts.title.text), language(file, facts), facts.day or ""


class _Shared(NamedTuple):
    """What two articles should not share: under which key, and which files by their names do not count as two."""

    key: Callable[[str, Facts], Key | None]
    name: Callable[[str], str]


_SLUG = _Shared(_slug_key, _name)
_TITLE = _Shared(_title_key, _series)
