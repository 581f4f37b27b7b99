"""LK, FG, FM: what needs the other pages and files of the site."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wenzhang.source import Span
from wenzhang.validation.addresses import one_line_of, parse_address
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.validation.site import Page, Place, Site, Target


@rule("LK001", "link-target-missing", "error", site=True)
def link_target_missing(site: Site, page: Page) -> Iterator[Finding]:
    """A link leads to a file or a page of the site that is not there.

    Why: readers who follow it get an error page.

    Found:
        # 夜市指南

        [交通](getting-ther.md)   where the file is getting-there.md

    Better:
        # 夜市指南

        [交通](getting-there.md)

    Options: none. By default only addresses are looked up that surely name a file: Markdown files, and files beside
    others of their kind. `[site]` in the configuration says where folders of assets and pages are served; then
    addresses that begin with `/`, addresses of pages, and whole URLs of the site itself are looked up as well.
    """
    for link in page.links:
        target = _missing(site, page, link)
        if target is not None:
            what = "page" if target.expected.startswith("/") else "file"
            yield Finding(
                link.span,
                f"{one_line_of(link.text)} leads nowhere: there is no {what} {target.expected}",
                _hint(target),
            )


@rule("FG007", "image-missing", "error", site=True)
def image_missing(site: Site, page: Page) -> Iterator[Finding]:
    """The file of an image is not there: of one in the body, or of the cover in the front matter.

    Why: readers see a broken image, and shared links have no picture.

    Found:
        <p><img src="images/entrace.jpg" alt="入口"></p>   where the file is images/entrance.jpg

    Better:
        <p><img src="images/entrance.jpg" alt="入口"></p>

    Options: none. By default addresses that begin with `/` are left alone; `assets` under `[site]` in the configuration
    names the folders that are served from there.
    """
    for image in (*page.facts.covers, *page.images):
        target = _missing(site, page, image, image=True)
        if target is not None:
            message = f"the image {one_line_of(image.text)} is missing: there is no file {target.expected}"
            yield Finding(image.span, message, _hint(target))


@rule("LK002", "fragment-missing", "error", site=True)
def fragment_missing(site: Site, page: Page) -> Iterator[Finding]:
    """A link leads to a place of a page that has no such id, neither written nor made from a heading.

    Why: the page opens at its top, and readers look for what was promised in vain.

    Found:
        <p><a href="#price">價格</a></p><h2 id="prices">價格</h2>

    Better:
        <p><a href="#prices">價格</a></p><h2 id="prices">價格</h2>

    Options: none. The ids that site generators make from headings count, whichever generator it is. A page that
    templates, scripts or components add to is left alone.
    """
    for link in page.links:
        if "#" not in link.text:
            continue
        address = parse_address(link.text)
        if address is None or not address.fragment:
            continue
        target = site.target(page, address)
        anchors = site.anchors(page, target) if target.state == "found" else None
        if anchors is None or anchors.has(address.fragment):
            continue
        is_here = not address.path and not address.host
        where = "this page" if is_here or not target.file else site.relative(target.file)
        near = site.guesses.nearest(address.fragment, anchors.names)
        hint = f"did you mean #{near}?" if near else "link to an id that is there, or give one to the place"
        yield Finding(link.span, f"nothing in {where} has the id {one_line_of(address.fragment)}", hint)


@rule("FM014", "duplicate-slug-or-title", "error", site=True)
def duplicate_slug_or_title(site: Site, page: Page) -> Iterator[Finding]:
    """Two articles have one address, or one title in the same folder. Drafts and other languages do not count.

    Why: of two pages with one address only one is published; two with one title cannot be told apart in a list.

    Found:
        slug: night-market   in two articles of a folder

    Better:
        slug: night-market
        slug: night-market-at-noon

    Options: none. Slugs are compared within a folder, since those above it are part of the address in most sites. Where
    `routes` under `[site]` in the configuration say what the address is, addresses are compared, with all files on
    disk. Titles may be shared by articles of different days, and by parts of a series: `guide-1.md`, `guide-2.md`.
    """
    if page.path is None or (len(site.pages) < 2 and not site.layout.routes):
        return
    file = os.path.abspath(page.path)
    title, slug = page.facts.title, page.facts.slug_place
    same_url = site.duplicates.of_url(file, site.routes) if site.layout.routes else None
    same_slug = None if same_url else site.duplicates.of_slug(file)
    same_title = site.duplicates.of_title(file)
    if same_url is not None:
        span = slug.span if slug else title.span if title else Span(0, 0)
        message = f"{site.relative(same_url[1])} has the same address, {same_url[0]}"
        yield Finding(span, message, "give one of them another slug, or another name")
    if same_slug is not None and slug is not None:
        message = f"{site.relative(same_slug)} has the same slug, {one_line_of(slug.text)}"
        yield Finding(slug.span, message, "give one of them another slug")
    if same_title is not None and title is not None:
        message = f"{site.relative(same_title)} has the same title, {one_line_of(title.text)}"
        yield Finding(title.span, message, "say in the title what is different, or remove one of them")


def _missing(site: Site, page: Page, place: Place, *, image: bool = False) -> Target | None:
    """Where an address leads, if there is nothing."""
    text = place.text
    if text[:1] in "#?" or (text[0] == "/" and site.says_nothing_of_roots):
        return None
    address = parse_address(text)
    if address is None:
        return None
    target = site.target(page, address, image=image)
    return target if target.state == "missing" else None


def _hint(target: Target) -> str:
    return f"did you mean {target.near}?" if target.near else "correct the address, or add the file"
