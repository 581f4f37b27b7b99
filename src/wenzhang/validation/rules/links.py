"""LK: links and their addresses."""

from __future__ import annotations

import re
from functools import cached_property
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wenzhang.model import Emphasis, Html, Image, Link, Strong, Text
from wenzhang.source import Edit, Span
from wenzhang.text import one_line
from wenzhang.validation.addresses import address_span, has_template, one_line_of
from wenzhang.validation.diagnostic import Finding, Fix
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.validation.subject import Subject
    from wenzhang.validation.tags import Tag

_BUTTONS = frozenset(("button", "checkbox", "menuitem", "option", "radio", "switch", "tab"))
_TO_TOP = re.compile(r"頂|顶|首|上|回|top|up|back|home|[↑▲^⬆△]", re.IGNORECASE)
# Code that no Markdown shows as such, as in the notes of MkDocs: `new int[n]()`.
_CALL = re.compile(r"[A-Za-z0-9_)\]]\[")
# The URL parser takes tabs and line ends away (URL Standard, 4.4).
_SCRIPT = re.compile(r"[\0- ]*" + r"[\t\n\r]*".join("javascript:"), re.IGNORECASE)


class _Written:
    """How the links and images of an article are written; its tags are only read where a rule has found something."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    @cached_property
    def _tags(self) -> dict[int, Tag]:
        text = self._subject.text
        tags = (tag for tag in self._subject.tags if tag.name in ("a", "img"))
        return {tag.span.start: tag for tag in tags if text[tag.span.start] == "<" and tag.span.length > 2}

    def tag(self, node: Link | Image) -> Tag | None:
        """The tag that a node is written as, None for one of Markdown."""
        return None if self.in_markdown(node) else self._tags.get(node.span.start)

    def in_markdown(self, node: Link | Image) -> bool:
        """Whether it is written in Markdown, where spaces and the like are encoded when it is shown."""
        written = self._subject.text[node.span.start : node.span.start + 2].lower()
        return self._subject.article.format == "markdown" and written not in ("<a", "<i", "<p")

    def address(self, node: Link | Image, address: str, attribute: str) -> tuple[Span, bool]:
        """Where an address stands, and whether that is certain and it is written there as it reads."""
        text = self._subject.text
        span = address_span(text, address, node.span, attribute)
        if not self.in_markdown(node):
            tag = self.tag(node)
            if tag is None or attribute not in tag.attributes:
                return span, False
            span = tag.attributes[attribute].value_span
        is_written = span != node.span and text[span.start : span.end] == address
        return (span, True) if is_written else (node.span, False)


@rule("LK003", "link-to-nothing", "warning")
def link_to_nothing(subject: Subject) -> Iterator[Finding]:
    """A link has no address: it is empty, `#` or `javascript:`.

    Why: it cannot be opened in a new tab, copied, or followed without scripts. What does something on the page is a
    button.

    Found:
        <p><a href="">夜市地圖</a></p>

    Better:
        <p><a href="/maps/night-market">夜市地圖</a></p>

    Options: none. `#` is fine in a link to the top of the page, and all are where `role="button"` or `data-toggle`
    says that the link is a button.
    """
    for link in subject.all(Link):
        href = link.href
        if href and href[0] not in "#jJ \t\n\r":
            continue
        href = href.strip("\t\n\f\r ")
        if href and href not in ("#", "#!") and not _SCRIPT.match(href):
            continue
        if not href and _CALL.match(subject.text, max(link.span.start - 1, 0)):
            continue
        if _is_button(link) or (href == "#" and _TO_TOP.search(one_line(link.inlines) + link.attrs.get("class", ""))):
            continue
        message = f"this link leads nowhere: its address is {one_line_of(href)}" if href else "this link has no address"
        hint = "give it the address that it is to lead to, or make it a <button>"
        yield Finding(address_span(subject.text, link.href, link.span, "href"), message, hint)


def _is_button(link: Link) -> bool:
    attrs = link.attrs
    return bool(attrs) and (
        attrs.get("role", "").lower() in _BUTTONS or "data-toggle" in attrs or "data-bs-toggle" in attrs
    )


_WITHOUT_TLS = (".localhost", ".local", ".lan", ".internal", ".test", ".example", ".invalid", ".onion", ".home.arpa")
# They name a vocabulary, and are never fetched: https://www.w3.org/1999/xhtml is another one.
_NAMESPACE = re.compile(r"http://(?:www\.w3\.org/(?:[12][0-9]{3}/|ns/)|purl\.org/|xmlns\.com/|schemas?\.|ns\.)", re.I)


@rule("LK004", "insecure-link", "info", fix="unsafe")
def insecure_link(subject: Subject) -> Iterator[Finding]:
    """A link is to `http:`.

    Why: whoever is on the way can read and change the page; browsers warn of it.

    Found:
        <p><a href="http://www.example.com/map">地圖</a></p>

    Better:
        <p><a href="https://www.example.com/map">地圖</a></p>

    Fix: writes `https:` in the address, never in the text. Unsafe, since not every site answers to it.

    Options: none. Addresses within a network, with a port of their own, and names of vocabularies are left alone.
    """
    written = _Written(subject)
    for link in subject.all(Link):
        href = link.href
        if href[:5].lower() == "http:" and _is_public(href):
            span, is_certain = written.address(link, href, "href")
            # An address between < and > is the text of its link as well.
            is_alone = is_certain and subject.text[span.start - 1] != "<"
            fix = Fix((Edit(Span(span.start, span.start + 4), "https"),), safe=False) if is_alone else None
            yield Finding(span, f"{one_line_of(href)} is not encrypted", "write https:, if the site answers to it", fix)


def _is_public(href: str) -> bool:
    """Whether it is on the Internet, where https is to be had on the usual port."""
    if _NAMESPACE.match(href) or has_template(href):
        return False
    try:
        parts = urlsplit(href)
        host = parts.hostname or ""
        if parts.port is not None or "." not in host or host.endswith(_WITHOUT_TLS):
            return False
    except ValueError:
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


@rule("LK005", "blank-without-rel", "info", fix="safe")
def blank_without_rel(subject: Subject) -> Iterator[Finding]:
    """A link to another site opens a new tab, and does not say `rel="noopener"`.

    Why: browsers of before 2021 give that site a hold on this page, `window.opener`.

    Found:
        <p><a href="https://www.example.com" target="_blank">地圖</a></p>

    Better:
        <p><a href="https://www.example.com" target="_blank" rel="noopener">地圖</a></p>

    Fix: adds `noopener` to `rel`. Safe: it is what browsers have done by themselves since (HTML Standard, 4.6.3).
    """
    written = _Written(subject)
    for link in subject.all(Link):
        if not link.attrs or link.attrs.get("target", "").lower() != "_blank" or not _is_external(link.href):
            continue
        rel = link.attrs.get("rel", "").lower().split()
        if "noopener" in rel or "noreferrer" in rel or "opener" in rel:
            continue
        tag = written.tag(link)
        if tag is not None:
            message = 'this link opens a new tab without rel="noopener"'
            yield Finding(tag.span, message, 'add rel="noopener"', _with_noopener(subject, tag))


def _is_external(href: str) -> bool:
    return href.startswith("//") or href[:7].lower() in ("http://", "https:/")


def _with_noopener(subject: Subject, tag: Tag) -> Fix | None:
    """In `rel`, where there is one; else behind `target`."""
    text, rel, target = subject.text, tag.attributes.get("rel"), tag.attributes.get("target")
    if target is None:
        return None
    if rel is None:
        end = target.span.end
        return Fix((Edit(Span(end, end), ' rel="noopener"'),), safe=True)
    start, end = rel.value_span.start, rel.value_span.end
    if start == end and text[start - 1 : start] not in ('"', "'"):
        return Fix((Edit(rel.span, 'rel="noopener"'),), safe=True)
    if text[start - 1] in "\"'":
        return Fix((Edit(Span(end, end), " noopener" if rel.value.strip() else "noopener"),), safe=True)
    return Fix((Edit(Span(start, end), f'"{text[start:end]} noopener"'),), safe=True)


_VAGUE = frozenset(
    "點這裡 點這里 點這兒 點此 點此處 點我 點選這裡 點選此處 點擊這裡 點擊此處 按這裡 按此 按此處 "
    "請點這裡 請點此 請按此 這裡 這裏 這兒 此處 更多 看更多 閱讀更多 更多內容 "
    "点这里 点这儿 点此处 点选这里 点选此处 点击这里 点击此处 按这里 按此处 请点这里 请点此 请点击这里 "
    "这里 这儿 此处 阅读更多 更多内容 "
    "here clickhere more readmore seemore learnmore".split()
)
_AROUND = re.compile(r"[\s.…⋯·,，。、:：!！~～»›>→⇒▶►()（）\[\]「」『』【】《》-]+")
_LONGEST = 16
"""No longer than that, in code points, is a text that says nothing, the punctuation around it included."""


@rule("LK006", "vague-link-text", "warning")
def vague_link_text(subject: Subject) -> Iterator[Finding]:
    """The text of a link says nothing of where it leads.

    Why: screen readers list the links of a page without what stands around them (WCAG 2.4.9), and search engines take
    the text for what the page behind it is about.

    Found:
        <p>夜市的地圖請<a href="/maps/night-market">點這裡</a>。</p>

    Better:
        <p>請看<a href="/maps/night-market">夜市的地圖</a>。</p>

    Options: none. It knows a list of such texts in Chinese and English. `aria-label`, `aria-labelledby` and `title`
    may say more than the text.
    """
    for link in subject.all(Link):
        inlines = link.inlines
        if len(inlines) != 1:
            continue
        only = inlines[0]
        text = only.value if type(only) is Text else _short_text(link)
        if len(text) <= _LONGEST and _AROUND.sub("", text).lower() in _VAGUE and not _says_more(link):
            yield Finding(
                link.span, f"“{text.strip()}” does not say where the link leads", "name what readers find there"
            )


def _short_text(link: Link) -> str:
    """The text of a link that is emphasised as a whole; `""` for an image, code, and what is long."""
    if link.span.length > 400 or type(link.inlines[0]) not in (Strong, Emphasis, Html):
        return ""
    return one_line(link.inlines)


def _says_more(link: Link) -> bool:
    return bool(link.title) or any(link.attrs.get(name) for name in ("aria-label", "aria-labelledby"))


# Within an address of the Web. What an address may hold says the URL Standard: 4.3 and, for code points, 4.1.
_PLAIN = re.compile(r"(?![(\[])[!#-;=?-\[\]-~]+")
_ILLEGAL = re.compile(
    r"[\0-\x20\x7f-\x9f\\<>\"\u2028\u2029\ufeff\ufffe\uffff]|\A[(\[（「【《]+https?:|[。，、；：）」』》】”’]\Z"
)
_OTHER_SCHEME = re.compile(r"[\0- ]*(?!https?:)[A-Za-z][A-Za-z0-9+.-]*:", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[（「【《]+(?=https?:)", re.IGNORECASE)
_CLOSING = ")]）」】》"
_PUNCTUATION = "。，、；：）」』》】”’"
_OPENING = {"）": "（", "」": "「", "』": "『", "》": "《", "】": "【", "”": "“", "’": "‘"}
_NAMES = {" ": "a space", "\t": "a tab", "\n": "a line end", "\r": "a line end", '"': "a quotation mark"}


@rule("LK007", "illegal-address", "error", fix="unsafe")
def illegal_address(subject: Subject) -> Iterator[Finding]:
    r"""An address holds white space, control characters, `\`, `<`, `>`, `"`, or punctuation of the sentence around it.

    Why: none of that may stand in one (URL Standard, 4.3); browsers and other readers guess what was meant, each in
    its own way.

    Found:
        <p><a href="https://www.example.com/。">地圖</a></p>

    Better:
        <p><a href="https://www.example.com/">地圖</a></p>

    Fix: takes away punctuation that is none of the address, writes `/` for `\`, and percent-encodes the rest. Unsafe,
    since only the author knows the address.

    Options: none. Chinese characters may stand in an address, and so may what a template puts in.
    """
    written = _Written(subject)
    for link in subject.all(Link):
        if link.href and _PLAIN.fullmatch(link.href) is None:
            yield from _illegal(written, link, link.href, "href")
    for image in subject.all(Image):
        if image.src and _PLAIN.fullmatch(image.src) is None:
            yield from _illegal(written, image, image.src, "src")


def _illegal(written: _Written, node: Link | Image, address: str, attribute: str) -> Iterator[Finding]:
    if _ILLEGAL.search(address) is None or _OTHER_SCHEME.match(address) or has_template(address):
        return
    found = _fault(address.strip("\t\n\f\r "), is_encoded=written.in_markdown(node))
    if found is not None:
        message, better = found
        span, is_certain = written.address(node, address, attribute)
        fix = Fix((Edit(span, better),), safe=False) if is_certain else None
        yield Finding(span, message, f"write {better}", fix)


def _fault(address: str, *, is_encoded: bool) -> tuple[str, str] | None:
    """What is wrong with an address and what would be right; None for one that may be as it is."""
    brackets = _BRACKETS.match(address)
    if brackets is not None:
        within = address[brackets.end() :]
        for _ in brackets[0]:
            within = within[:-1] if within[-1] in _CLOSING else within
        return "this address stands in brackets, which make it another one", _encoded(within)
    bare = address.rstrip(_PUNCTUATION)
    if bare != address and _is_glued(bare, address[len(bare)]):
        return f"{address[len(bare) :]} at the end is part of this address", _encoded(bare)
    illegal = next((found[0] for found in _ILLEGAL.finditer(address) if found[0][0] <= "\x9f"), None)
    if illegal is None or (is_encoded and illegal != "\\"):
        return None
    name = _NAMES.get(illegal) or (illegal if illegal > " " and illegal != "\x7f" else f"U+{ord(illegal):04X}")
    return f"this address has {name} in it", _encoded(address)


def _is_glued(before: str, sign: str) -> bool:
    """Titles of works end in punctuation, so only what follows an address without Chinese is surely none of it."""
    if not before.isascii() or not before.lower().startswith(("http://", "https://", "//")):
        return False
    return sign not in _OPENING or _OPENING[sign] not in before


def _encoded(address: str) -> str:
    """What browsers make of it (URL Standard, 4.4): tabs and line ends are left out, the rest percent-encoded."""
    kept = re.sub("[\t\n\r]", "", address)
    path, mark, rest = kept.partition("?")
    kept = path.replace("\\", "/") + mark + rest
    return re.sub(r'[\0-\x20\x7f-\x9f<>"\\]', lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), kept)
