"""Links and images: what Markdown can say of them, else a tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.export.markdown.attributes import is_plain, start_tag
from wenzhang.export.markdown.escapes import escaped

if TYPE_CHECKING:
    from wenzhang.model import Image, Link

__all__ = ["image_tag", "is_autolink", "link_attributes", "link_target", "markdown_image"]

_SIMPLE = re.compile(r"[^\s\x00-\x20\x7f<>()\\&\"'`*_\[\]{}]+")
_UNFIT = re.compile(r"[\x00-\x1f\x7f<>\\\ud800-\udfff]|\{[{%]|\A\s|\s\Z")
_IS_REFERENCE = re.compile(r"&(?=[A-Za-z0-9#]+;)")
# What renderers refuse to link to, or to show, unless it is a tag (markdown-it's validateLink).
_REFUSED = re.compile(r"(?:javascript|vbscript|file|data):", re.IGNORECASE)
_AUTOLINK = re.compile(r"https?://[A-Za-z0-9./?=&#%~+:;,@!$'()_-]+")
_PARENTHESES = re.compile(r"[()]")


def link_attributes(link: Link) -> dict[str, str]:
    """All attributes."""
    attrs = {"href": link.href}
    if link.title is not None:
        attrs["title"] = link.title
    return attrs | link.attrs


def link_target(node: Link | Image, url: str) -> str | None:
    """What stands in the parentheses behind a link or an image; None where they cannot say it."""
    if node.attrs and not is_plain(node.attrs):
        return None
    destination = url if _SIMPLE.fullmatch(url) else _destination(url)
    if destination is None or not node.title:
        return destination
    title = _title(node.title)
    return None if title is None else f"{destination or '<>'} {title}"


def is_autolink(link: Link, text: str | None) -> bool:
    """Whether a link is its own text."""
    return link.href == text and not link.title and _AUTOLINK.fullmatch(link.href) is not None


def _destination(url: str) -> str | None:
    """A destination (6.3), in angle brackets where it has spaces or parentheses that do not match."""
    if _UNFIT.search(url) or _REFUSED.match(url):
        return None
    url = _IS_REFERENCE.sub("&amp;", url)
    has_space = " " in url if url.isascii() else any(character.isspace() for character in url)
    return f"<{url}>" if has_space or not _is_balanced(url) else url


def _is_balanced(url: str) -> bool:
    depth = 0
    for found in _PARENTHESES.finditer(url):
        depth += 1 if found[0] == "(" else -1
        if depth < 0 or depth > 3:
            return False
    return depth == 0


def _title(title: str) -> str | None:
    """A title in quotation marks. cmark-gfm does not know where one ends that has a backslash at its end."""
    if "\\" in title or "{{" in title or "{%" in title:
        return None
    if not title.isprintable() and any(character < " " for character in title):
        return None
    title = _IS_REFERENCE.sub("&amp;", title.replace('"', '\\"'))
    return f'"{title}"'


def markdown_image(node: Image) -> str | None:
    """An image in Markdown, which has neither sizes nor sources, and always an alternative text."""
    alt = node.alt
    if alt is None or node.width is not None or node.height is not None or node.sources:
        return None
    if alt and (alt != alt.strip() or not alt.isprintable() or "{{" in alt or "{%" in alt):
        return None
    target = link_target(node, node.src)
    if target is None:
        return None
    text = escaped(alt, "[", "]", in_link=True)
    if text[:1] == "^":
        text = f"\\{text}"  # which is the name of no footnote
    return f"![{text}]({target})"


def image_attributes(node: Image) -> dict[str, str]:
    """All attributes."""
    attrs = {"src": node.src}
    if node.alt is not None:
        attrs["alt"] = node.alt
    if node.title is not None:
        attrs["title"] = node.title
    if node.width is not None:
        attrs["width"] = str(node.width)
    if node.height is not None:
        attrs["height"] = str(node.height)
    return attrs | node.attrs


def image_tag(node: Image) -> str:
    """An image in HTML."""
    tag = start_tag("img", image_attributes(node))
    if not node.sources:
        return tag
    sources = []
    for source in node.sources:
        attrs = {"srcset": source.srcset, "media": source.media, "type": source.mime}
        written = {name: value for name, value in attrs.items() if value is not None}
        sources.append(start_tag("source", written | source.attrs))
    return f"<picture>{''.join(sources)}{tag}</picture>"
