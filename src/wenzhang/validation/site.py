"""What the rules of a site know of its pages: the few facts of each, kept when the article itself is gone.

An address is looked up among files where that is certain, and where it may as well be an address of the site that no
file tells of, it is left alone. So by default it is certain of:

- Markdown files, by their suffix. Found are those beside the article, below any folder above it up to the root
  (docsify, Docusaurus), and those of another language (`docs/` for `zh-tw/docs/`). Menus, and translations in a folder
  `i18n`, are left alone.
- images and other files that are served as they are, in a folder that has files of this kind. Without, the article
  may be served from elsewhere than where its file is, as Jekyll's posts and Hugo's pages are.
- pages in HTML, from a whole page without front matter to the folder of others.

The layout of the site says more: its folders of assets about files from `/`, its routes about all addresses of pages.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from wenzhang.errors import WenzhangError
from wenzhang.model import Container, Html, Image, Link, RawHtml
from wenzhang.validation.addresses import (
    ARTICLES,
    ASSETS,
    IMAGES,
    PAGES,
    Address,
    address_span,
    srcset_addresses,
    suffix_of,
)
from wenzhang.validation.anchors import Anchors, written_anchors
from wenzhang.validation.duplicates import Duplicates
from wenzhang.validation.facts import Facts, Place, read_facts
from wenzhang.validation.folders import Folders
from wenzhang.validation.guesses import Guesses
from wenzhang.validation.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wenzhang.config import Config
    from wenzhang.validation.subject import Subject

__all__ = ["Anchored", "Facts", "Page", "Place", "Site", "Target", "read_page"]

_OTHER_SCHEME = re.compile(r"(?!https?:)[A-Za-z][A-Za-z0-9+.-]*:", re.IGNORECASE)
# What includes other files, in VitePress, MkDocs and Obsidian.
_SIGNS = ("{{", "{%", "@include", "<<<", "--8<--", "![[")
# Their addresses may be routes (docsify), or pages that are yet to be made (mdBook).
_MENUS = frozenset(("_sidebar.md", "_navbar.md", "_coverpage.md", "summary.md"))
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_](?:han[st]|[a-z]{2}))*", re.IGNORECASE)
_FOREIGN = re.compile(r"[\\<>{}|*]")


class Anchored(Struct, frozen=True):
    """What the anchors of a page are known by: its headings, and the ids that are written in it.

    Of a `partial` one not all are known: templates, scripts or components may add to it.
    """

    headings: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    partial: bool = False


class Page(Struct, frozen=True):
    """The facts of one article that matter to others, and to the files around it.

    `anchored` is None where the article itself has no use for it; then it is read from the file if another one has. A
    `whole` one is a page of HTML as it is served, without front matter.
    """

    path: str | None
    facts: Facts
    links: tuple[Place, ...]
    images: tuple[Place, ...]
    anchored: Anchored | None = None
    whole: bool = False


class Target(NamedTuple):
    """Where an address leads: `file` is the absolute path of a file that it means, where there is one.

    `unknown` is where nobody can tell. `expected` names what would have to be there, `near` what is there instead.
    """

    state: Literal["found", "missing", "unknown"]
    file: str | None = None
    expected: str = ""
    near: str | None = None


_UNKNOWN = Target("unknown")


class Site:
    """All pages of a run under one configuration."""

    def __init__(self, pages: Iterable[Page], config: Config) -> None:
        self.pages = tuple(pages)
        self.config = config
        self.layout = config.site
        self.says_nothing_of_roots = not (config.site.assets or config.site.routes)
        self.guesses = Guesses()
        self._anchors: dict[str, Anchors | None] = {}
        self._targets: dict[tuple[str, str], Target] = {}

    @cached_property
    def folders(self) -> Folders:
        """The files, from the configuration's folder; without one from the current, or from that of all pages."""
        root = os.path.abspath(self.config.root or ".")
        if not self.config.root and any(not _is_below(file, root) for file in self.by_file):
            with suppress(ValueError):  # on several drives
                root = os.path.commonpath([os.path.dirname(file) for file in self.by_file])
        return Folders(root, self.guesses)

    @cached_property
    def by_file(self) -> Mapping[str, Page]:
        """The pages of this run by the absolute paths of their files."""
        return {os.path.abspath(page.path): page for page in self.pages if page.path}

    @cached_property
    def routes(self) -> Routes:
        """The addresses of pages."""
        return Routes(self.layout, self.folders, self._facts_of, self.guesses)

    @cached_property
    def duplicates(self) -> Duplicates:
        """The pages by what no two of them should share."""
        return Duplicates(self.by_file)

    def relative(self, file: str) -> str:
        """A file as a message names it, from the root."""
        return os.path.relpath(file, self.folders.root).replace(os.sep, "/")

    def _facts_of(self, file: str) -> Facts | None:
        page = self.by_file.get(file)
        return page.facts if page else None

    @cached_property
    def _own(self) -> tuple[str, str]:
        """The site's host, and the path where it begins, without a slash at the end."""
        parts = urlsplit(self.layout.url or "")
        return parts.netloc.lower(), parts.path.rstrip("/")

    def anchors(self, page: Page, target: Target) -> Anchors | None:
        """The anchors of the article that a target is, None where they are not all known."""
        file = target.file
        if not file:
            return _known_anchors(page.anchored)
        if file not in self._anchors:
            here = self.by_file.get(file)
            self._anchors[file] = _known_anchors((here and here.anchored) or self._read_anchored(file))
        return self._anchors[file]

    def _read_anchored(self, file: str) -> Anchored | None:
        if suffix_of(file) not in (*ARTICLES, *PAGES) or os.path.islink(file):
            return None
        from wenzhang.read import load
        from wenzhang.validation.subject import Subject

        try:
            article = load(file, format=self.config.body_format, encoding=self.config.input_encoding)
        except WenzhangError:
            return None
        return read_anchored(Subject(article))

    def target(self, page: Page, address: Address, *, image: bool = False) -> Target:
        """Where an address on a page leads."""
        path = self._within(address)
        if path == "":
            return Target("found", os.path.abspath(page.path) if page.path else None)
        if path is None or page.path is None or _FOREIGN.search(path):
            return _UNKNOWN
        file = os.path.abspath(page.path)
        key = (file, path)
        if key not in self._targets:
            here = _Here(self, page, file)
            self._targets[key] = here.rooted(path) if path.startswith("/") else here.relative(path)
        found = self._targets[key]
        return _UNKNOWN if image and found.state == "missing" and suffix_of(path) not in IMAGES else found

    def _within(self, address: Address) -> str | None:
        """The path from the root of the site, or as it is relative to the page; None outside of the site."""
        host, base = self._own
        if address.host and address.host != host:
            return None
        path = address.path or ("/" if address.host else "")
        if not path.startswith("/") or not base:
            return path
        return path[len(base) :] or "/" if path == base or path.startswith(base + "/") else None

    def assets(self, path: str) -> Iterator[str]:
        """The files that may be served at a path from the root."""
        for folder in self.layout.assets:
            yield _joined(os.path.join(self.folders.root, folder), path.lstrip("/"))


class _Here(NamedTuple):
    """A page of a site, and its file, from which addresses are resolved."""

    site: Site
    page: Page
    file: str

    @property
    def folder(self) -> str:
        """The folder of the file."""
        return os.path.dirname(self.file)

    def rooted(self, path: str) -> Target:
        """What a path from the root leads to."""
        site = self.site
        suffix = suffix_of(path)
        above = self.above(path.lstrip("/")) if suffix in ARTICLES else ()
        found = self.first(chain(site.assets(path), above))
        if found.state != "missing":
            return found
        file = site.routes.file(path)
        if file is not None:
            return Target("found", file)
        if suffix in ARTICLES or suffix in ASSETS:
            return found if site.layout.assets else _UNKNOWN
        return self.unrouted(path)

    def relative(self, path: str) -> Target:
        """What a path leads to from here."""
        suffix = suffix_of(path)
        beside = _joined(self.folder, path)
        urls = [urljoin(base, path) for url in self.site.routes.urls(self.file)[:1] for base in (url, url + "/")]
        found = self.first(chain((beside,), self.elsewhere(path, beside, suffix), *map(self.site.assets, urls)))
        if found.state != "missing":
            return found
        file = next((file for url in urls if (file := self.site.routes.file(url)) is not None), None)
        if file is not None:
            return Target("found", file)
        if suffix in ARTICLES:
            is_built = "i18n" in beside.split(os.sep) or os.path.basename(self.file).lower() in _MENUS
            return _UNKNOWN if is_built else found
        if (suffix in ASSETS and self.holds_such(beside, suffix)) or (suffix in PAGES and self.is_among_pages(beside)):
            return found
        return self.unrouted(urls[0]) if urls and suffix not in ASSETS else _UNKNOWN

    def elsewhere(self, path: str, beside: str, suffix: str) -> Iterator[str]:
        """The files besides the one beside this page that a path may mean."""
        yield _joined(os.path.splitext(self.file)[0], path)
        if suffix in ARTICLES:
            yield from self.above(path)
            yield from self.in_other_languages(beside)
        elif suffix not in ASSETS and not path.endswith("/"):
            stem = beside.removesuffix(suffix) if suffix in PAGES else beside
            yield from (stem + suffix for suffix in ARTICLES)

    def first(self, candidates: Iterable[str]) -> Target:
        """The first that there is; where there is none, the first of them is missing, unless nobody may look."""
        folders = self.site.folders
        expected = None
        for candidate in candidates:
            if folders.has(candidate):
                return Target("found", candidate)
            expected = expected or candidate
        if expected is None:
            return Target("missing")
        if folders.has(expected) is None:
            return _UNKNOWN
        return Target("missing", None, self.site.relative(expected), folders.nearest(expected))

    def above(self, path: str) -> Iterator[str]:
        """A path from each folder above."""
        folder, root = os.path.dirname(self.folder), self.site.folders.root
        while _is_below(folder, root) or folder == root:
            yield _joined(folder, path)
            folder, before = os.path.dirname(folder), folder
            if folder == before:
                return

    def in_other_languages(self, target: str) -> Iterator[str]:
        """The same file in the folders of other languages and in none, and with a language in its name."""
        folders = self.site.folders
        root = folders.root.rstrip(os.sep)
        parts = target.removeprefix(root + os.sep).split(os.sep)
        for index, part in enumerate(parts[:-1]):
            if _LANGUAGE.fullmatch(part):
                above = os.path.join(root, *parts[:index])
                for name in ("", *(folders.names(above) or ())):
                    yield os.path.normpath(os.path.join(above, name, *parts[index + 1 :]))
        stem, suffix = os.path.splitext(target)
        folder, start = os.path.split(stem)
        for name in folders.names(folder) or ():
            if name.startswith(start + ".") and name.endswith(suffix):
                yield os.path.join(folder, name)

    def holds_such(self, path: str, suffix: str) -> bool:
        """Whether the folder of a path holds other files of this kind."""
        kind = IMAGES if suffix in IMAGES else {suffix}
        return any(suffix_of(name) in kind for name in self.site.folders.names(os.path.dirname(path)) or ())

    def is_among_pages(self, path: str) -> bool:
        """Whether this is a page as it is served, and a path is in a folder of others."""
        names = self.site.folders.names(os.path.dirname(path)) or () if self.page.whole else ()
        return any(suffix_of(name) in PAGES for name in names if os.path.join(os.path.dirname(path), name) != self.file)

    def unrouted(self, url: str) -> Target:
        """The address of a page that no route has."""
        routes = self.site.routes
        return Target("missing", None, url, routes.nearest(url)) if routes.claim(url) else _UNKNOWN


def _known_anchors(anchored: Anchored | None) -> Anchors | None:
    return None if anchored is None or anchored.partial else Anchors(anchored.written, anchored.headings)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _joined(folder: str, path: str) -> str:
    return os.path.normpath(os.path.join(folder, path.replace("/", os.sep)))


def read_page(subject: Subject) -> Page:
    """The facts of an article. Its anchors are among them where it has links to any, for they may be its own."""
    article = subject.article
    links, images = subject.all(Link), subject.all(Image)
    places = _links(subject.text, links) if links else ()
    has_fragments = any("#" in place.text for place in places)
    return Page(
        subject.source.path,
        read_facts(subject.front_matter),
        places,
        _images(subject.text, images) if images else (),
        read_anchored(subject) if has_fragments else None,
        article.head is not None and subject.front_matter is None and subject.problem is None,
    )


def _links(text: str, links: Iterable[Link]) -> tuple[Place, ...]:
    found = []
    for link in links:
        href = link.href
        if href and (href[0] in "/.#" or not _OTHER_SCHEME.match(href)):
            found.append(Place(href, address_span(text, href, link.span, "href")))
    return tuple(found)


def _images(text: str, images: Iterable[Image]) -> tuple[Place, ...]:
    found = []
    for image in images:
        src = image.src
        if src and (src[0] in "/." or not _OTHER_SCHEME.match(src)):
            found.append(Place(src, address_span(text, src, image.span, "src")))
        if image.sources or "srcset" in image.attrs:
            for srcset in (image.attrs.get("srcset", ""), *(source.srcset for source in image.sources)):
                found += [Place(address, image.span) for address in srcset_addresses(srcset) if address != src]
    return tuple(found)


def read_anchored(subject: Subject) -> Anchored:
    """What the anchors of an article are known by."""
    written = written_anchors(subject.text, markdown=subject.article.format == "markdown")
    headings = tuple([node.title for node in subject.headings])
    return Anchored(headings, tuple(written), _is_partial(subject))


def _is_partial(subject: Subject) -> bool:
    """Whether something of a page is only there when it is built or shown."""
    text = subject.text
    if "{" in text and ("{{" in text or "{%" in text or "${" in text):
        return True
    if any(node.tag == "script" or "-" in node.tag for node in subject.all(RawHtml)):
        return True
    if any("-" in node.tag for node in subject.all(Container)) or any("-" in node.tag for node in subject.all(Html)):
        return True
    if (subject.source.path or "").lower().endswith(".mdx"):
        return True
    return subject.article.format == "markdown" and any(sign in text for sign in _SIGNS)
