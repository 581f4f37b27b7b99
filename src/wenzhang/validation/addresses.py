"""Addresses as articles write them: their parts, where they stand, and what is not allowed in one.

What a valid address is says the URL Standard (https://url.spec.whatwg.org), how one is resolved its sections 4.3 and
4.4, and what a fragment may name the HTML Standard (7.4.6.4).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

from wenzhang.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "ARTICLES",
    "ASSETS",
    "IMAGES",
    "PAGES",
    "Address",
    "address_span",
    "composed",
    "has_template",
    "is_local",
    "one_line_of",
    "parse_address",
    "srcset_addresses",
    "suffix_of",
]

ARTICLES = (".md", ".mdx", ".markdown")
"""The suffixes of Markdown. Nobody serves such files, so an address that ends in one names a file."""
PAGES = (".html", ".htm")
IMAGES = frozenset(".apng .avif .bmp .gif .ico .jfif .jpeg .jpg .png .svg .tif .tiff .webp".split())
ASSETS = IMAGES | frozenset(
    ".7z .aac .csv .doc .docx .eot .epub .flac .gz .m4a .m4v .mov .mp3 .mp4 .oga .ogg .ogv .otf .pdf .ppt .pptx .rar "
    ".tar .ttf .vtt .wav .webm .woff .woff2 .xls .xlsx .zip".split()
)
"""Suffixes of files that are served as they are. Feeds and lists (`.xml`, `.json`, `.txt`) are made by the build."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PARTS = re.compile(r"(?:(https?):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_LEFT_OUT = re.compile("[\t\n\r]+")  # by the URL parser (4.4)
_TEMPLATES = ("{{", "{%", "${", "<%", "{:", "[[", "%}")
# Up to a comma that ends the address itself, else with what follows up to the next one.
_CANDIDATE = re.compile(r"[\t\n\f\r ,]*+([^\t\n\f\r ]++)(?:(?<=,)|[^,]*+)")


class Address(NamedTuple):
    """The parts of an address. `host` is `""` within the site, `path` has its percent-encoding resolved, in NFC.

    `fragment` is None without a `#`; its percent-encoding is resolved as well.
    """

    host: str
    path: str
    query: str | None
    fragment: str | None


def has_template(address: str) -> bool:
    """Whether it is not yet what readers get: a template puts something in."""
    return any(sign in address for sign in _TEMPLATES)


def is_local(address: str) -> bool:
    """Whether it may lead to a page or a file of the site: it has no scheme but that of the Web, and no template."""
    scheme = _SCHEME.match(address)
    if scheme is not None and scheme[0].lower() not in ("http:", "https:"):
        return False
    return bool(address) and not has_template(address)


def parse_address(address: str) -> Address | None:
    """The parts of an address of the Web, None for one of another scheme or with a template in it."""
    written = _LEFT_OUT.sub("", address.strip("\t\n\f\r "))
    if not is_local(written):
        return None
    parts = _PARTS.fullmatch(written)
    assert parts is not None, "every text has these parts"
    _, host, path, query, fragment = parts.groups()
    return Address((host or "").lower(), _decoded(path), query, None if fragment is None else _decoded(fragment))


def _decoded(text: str) -> str:
    return composed(unquote(text) if "%" in text else text)


def composed(text: str) -> str:
    """In NFC: some systems give the names of files in NFD."""
    return text if text.isascii() else normalize("NFC", text)


def one_line_of(address: str) -> str:
    """An address as a message shows it."""
    return " ".join(address.split())


def suffix_of(path: str) -> str:
    """The suffix of the last name in lower case, `""` where it has none."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def srcset_addresses(srcset: str) -> Iterator[str]:
    """The addresses of a `srcset` (HTML Standard, 4.8.4.2.1). A comma within one is part of it."""
    if "data:" not in srcset:
        yield from (candidate[1].rstrip(",") for candidate in _CANDIDATE.finditer(srcset))


def address_span(text: str, address: str, node: Span, attribute: str) -> Span:
    """Where the address of a link or an image stands in the source: in its attribute, or in Markdown behind its `](`.

    Where it is written otherwise than it reads, or stands elsewhere, as that of a reference does, that is the node.
    """
    start, end = node.start, node.end
    if not address:
        return node
    if text[start] != "<":
        at = text.rfind("](" + address, start, end)
        return Span(at + 2, at + 2 + len(address)) if at >= 0 else node
    at = text.find(f'{attribute}="{address}"', start, end)
    if at >= 0:
        at += len(attribute) + 2
        return Span(at, at + len(address))
    return _rare_address_span(text, address, node, attribute)


def _rare_address_span(text: str, address: str, node: Span, attribute: str) -> Span:
    """The same for an attribute in other quotes or none, and for an address between `<` and `>` in Markdown."""
    start, end = node.start, node.end
    if text[start + 1 : end - 1] == address:
        return Span(start + 1, end - 1)
    for name in (attribute, attribute.upper()):
        for quote in ("='", '="', "="):
            at = text.find(name + quote + address, start, end)
            if at >= 0:
                at += len(name) + len(quote)
                return Span(at, at + len(address))
    return node
