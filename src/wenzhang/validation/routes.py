"""Where the files of a site are served: its routes, and the pages that they make of all files, on disk."""

from __future__ import annotations

import os
import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.config.globs import matches
from wenzhang.errors import WenzhangError
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Source
from wenzhang.validation.addresses import ARTICLES, PAGES, composed
from wenzhang.validation.facts import Facts, read_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wenzhang.config.settings import Route, SiteLayout
    from wenzhang.validation.folders import Folders
    from wenzhang.validation.guesses import Guesses

__all__ = ["INDEX", "Routes", "url_key"]

_FIELD = re.compile(r"\{(slug|path|year|month|day)\}")
_FIELDS = {"slug": "[^/]+", "path": ".+", "year": "[0-9]{4}", "month": "[0-9]{1,2}", "day": "[0-9]{1,2}"}
_DATED = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})[-_]?(.*)", re.DOTALL)
INDEX = frozenset(("index", "_index", "readme"))
"""Names of files that stand for their folder."""
# Pages that site generators make by themselves: lists, archives, feeds.
_GENERATED = frozenset(
    "tag tags category categories archive archives page author authors series topics feed rss atom search index".split()
)


class _Pattern(NamedTuple):
    route: Route
    base: str  # the folder where its glob begins, from the root
    url: re.Pattern[str]
    before: str  # what stands before the first field
    has_path: bool


class Routes:
    """The addresses of pages, from the root of the site.

    `facts_of` gives what a page of this run says of itself, None for a file that is not among them.
    """

    def __init__(
        self, layout: SiteLayout, folders: Folders, facts_of: Callable[[str], Facts | None], guesses: Guesses
    ) -> None:
        self._folders, self._facts_of, self._guesses = folders, facts_of, guesses
        self._patterns = [_pattern(route) for route in layout.routes]
        self._generated = layout.generated
        self._facts: dict[str, Facts] = {}
        self._urls: dict[str, Sequence[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def urls(self, file: str) -> Sequence[str]:
        """The addresses of a file: the one that it has, then others that lead there. Empty without a route to it."""
        if not self._patterns:
            return ()
        if file not in self._urls:
            self._urls[file] = self._urls_of(file)
        return self._urls[file]

    def _urls_of(self, file: str) -> Sequence[str]:
        root = self._folders.root
        for pattern in self._patterns:
            if matches(pattern.route.files, file, root):
                facts = self.facts(file)
                relative = os.path.relpath(file, root).replace(os.sep, "/")
                return [*_urls(pattern, relative, facts), *facts.aliases]
        return ()

    @cached_property
    def _named(self) -> dict[str, Sequence[str]]:
        """Every file of a route with its addresses."""
        folders = {os.path.join(self._folders.root, pattern.base) for pattern in self._patterns}
        files = {file for folder in folders for file in self._folders.walk(folder)}
        return {file: self.urls(file) for file in sorted(files) if file.lower().endswith((*ARTICLES, *PAGES))}

    @cached_property
    def files(self) -> dict[str, str]:
        """Every file of a route, by the keys of all its addresses."""
        found: dict[str, str] = {}
        for file, urls in self._named.items():
            for url in urls:
                found.setdefault(url_key(url), file)
        return found

    @cached_property
    def owners(self) -> dict[str, list[str]]:
        """The files that are no drafts, by the key of the one address that each has."""
        found: dict[str, list[str]] = {}
        for file, urls in self._named.items():
            if urls and not self.facts(file).draft:
                found.setdefault(url_key(urls[0]), []).append(file)
        return found

    def facts(self, file: str) -> Facts:
        """What a file says of itself, whether it is among the pages of this run or not."""
        if file not in self._facts:
            self._facts[file] = self._facts_of(file) or _facts_on_disk(file)
        return self._facts[file]

    @cached_property
    def _folders_of_urls(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self.files:
            found.setdefault(posixpath.dirname(key), []).append(key)
        return found

    def file(self, url: str) -> str | None:
        """The file of the page at an address."""
        return self.files.get(url_key(url)) if self._patterns else None

    def claim(self, url: str) -> bool:
        """Whether a page at this address would have to be among the files, for it is where only their pages are."""
        if not self._patterns or any(part in _GENERATED for part in url_key(url).split("/")):
            return False
        if any(matches(glob.lstrip("/"), url.strip("/")) for glob in self._generated):
            return False
        return any(self._is_within(pattern, url) for pattern in self._patterns)

    def _is_within(self, pattern: _Pattern, url: str) -> bool:
        if not pattern.url.fullmatch(url_key(url)):
            return False
        if pattern.has_path or pattern.before == "/":
            parent = posixpath.dirname(url_key(url))
            return parent != "/" and parent in self._folders_of_urls
        return True

    def nearest(self, url: str) -> str | None:
        """The address of a page that is most like this one."""
        key = url_key(url)
        return self._guesses.nearest(key, self._folders_of_urls.get(posixpath.dirname(key), ()))


def url_key(url: str) -> str:
    """What addresses of one page share: servers leave out `index.html`, `.html`, or the slash at the end."""
    key = composed(url).casefold().rstrip("/")
    for suffix in PAGES:
        key = key.removesuffix(suffix)
    return key.removesuffix("/index").rstrip("/") or "/"


def _bundle(path: str) -> tuple[str, str]:
    """Folder and name of an article; one that is the index of a folder goes by the name of that.

    The name is without its suffix.
    """
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    return posixpath.split(folder) if stem.lower() in INDEX and folder.strip("/") else (folder, stem)


def _pattern(route: Route) -> _Pattern:
    fixed = re.split(r"[*?\[]", route.files, maxsplit=1)[0]
    base = fixed.rpartition("/")[0].strip("/")
    pieces = _FIELD.split(url_key(route.url))
    translated = [_FIELDS[piece] if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)]
    return _Pattern(route, base, re.compile("".join(translated)), pieces[0], "{path}" in route.url)


def _urls(pattern: _Pattern, relative: str, facts: Facts) -> Iterator[str]:
    if facts.url is not None:
        yield facts.url
        return
    if facts.slug is not None and facts.slug.startswith("/"):
        yield facts.slug
        return
    below = relative.removeprefix(pattern.base).lstrip("/")
    folder, name = _bundle(below)
    path = posixpath.join(folder, name)
    if folder == "" and name.lower() in INDEX:
        path = ""
    dated = _DATED.fullmatch(name)
    slugs = [facts.slug or (dated[4] if dated and "{year}" in pattern.route.url else name)]
    if dated and not facts.slug:
        slugs.append(dated[4])
    year, month, day = dated.groups()[:3] if dated else (facts.day or "--").split("-")
    for slug in slugs:
        values = {"slug": slug, "path": path, "year": year, "month": month, "day": day}
        yield _FIELD.sub(lambda field, values=values: values[field[1]], pattern.route.url)  # type: ignore[misc]


def _facts_on_disk(file: str) -> Facts:
    try:
        return read_facts(read_front_matter(Source.from_path(file)).front_matter)
    except WenzhangError:
        return Facts()
