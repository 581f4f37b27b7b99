"""What a fragment of an address may name on a page: ids that are written, and those that site generators make.

These make the id of a heading from its text, each in its own way: they differ in what they do with case, punctuation,
spaces, accents and repeated headings, and some leave out all that is not ASCII. So a heading is found by what none of
them changes, its letters and digits.

Sources: github-slugger (GitHub, Docusaurus), goldmark's `auto_ids` (Hugo), kramdown's `basic_generate_id` (Jekyll),
pandoc's `auto_identifiers`, `@mdit-vue/shared` (VitePress), markdown-it-anchor, Python-Markdown's `toc` (MkDocs),
hexo-util's `slugize`.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from wenzhang.validation.addresses import composed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Anchors", "slug", "written_anchors"]

_WRITTEN = re.compile(r"""(?<![\w-])(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`=]+))""", re.IGNORECASE)
# kramdown's {: #id}, Pandoc's and VitePress' {#id .class}, Docusaurus' {/* #id */}.
_BRACED = re.compile(r"\{[:/]?[^{}\n#]{0,200}#([^\s}*]+)")
_NO_WORD = re.compile(r"[\W_]+")
_NO_SLUG = re.compile(r"[^\w\- ]+")
# What Python-Markdown and kramdown call a heading without a letter of ASCII.
_NAMELESS = re.compile(r"(?:section|heading|_)?[-_]?[0-9]*")
_NOTE = re.compile(r"(?:user-content-)?(?:fn|fnref|footnote|footnotes|footnote-ref|cite)(?:[-:_.]?.*)", re.IGNORECASE)
# What some put before the id of every heading.
_PREFIX = re.compile(r"\A(?:user-content|toc|heading|header|h[1-6]?|sec(?:tion)?|anchor|markdown)[-_:]+")
# Places of a page that no article has in itself; the first is one in the HTML Standard (7.4.6.4).
_LAYOUT = frozenset(
    "top comments comment respond disqus_thread content contents main main-content maincontent header footer nav "
    "navigation sidebar toc menu search page wrapper container app root skip".split()
)
_SYLLABLE = (
    "(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?"
    "(?:i?ong|[iu]?ang?|i?ao|u?ai|[iu]?a|e[ir]|eng?|i[eu]|ing?|u[eino]|ueng?|ve?|ou|[aeiou])"
)
_PINYIN = re.compile(rf"{_SYLLABLE}[0-9]?(?:-{_SYLLABLE}[0-9]?)+", re.IGNORECASE)


def written_anchors(text: str, *, markdown: bool) -> Iterator[str]:
    """The ids that are written in a text, and the names, in code as well: rather one too many."""
    for found in _WRITTEN.finditer(text):
        yield composed(unescape(found[found.lastindex or 1] or ""))
    if markdown and "#" in text and "{" in text:
        for found in _BRACED.finditer(text):
            yield composed(found[1])


def slug(heading: str) -> str:
    """The id that GitHub makes of a heading's text."""
    return _NO_SLUG.sub("", heading.strip().lower()).replace(" ", "-")


class Anchors:
    """The anchors of a page, from the ids that are written there and the texts of its headings."""

    def __init__(self, written: Iterable[str], headings: Iterable[str]) -> None:
        self.names = [*written, *map(slug, headings)]
        self._written = frozenset(unquote(name) for name in written)
        self._bare: set[str] = set()
        for heading in headings:
            bare = _bare(heading)
            latin = "".join([character for character in bare if character.isascii()])
            self._bare |= {bare, latin, latin.lstrip("0123456789"), _bare(heading.replace("&", " and "))}

    def has(self, fragment: str) -> bool:
        """Whether a fragment leads anywhere, or may do so for all that is known of the page."""
        if fragment in self._written or unquote(fragment) in self._written:
            return True
        lower = fragment.lower()
        if lower in _LAYOUT or fragment.startswith((":~:", "!", "/")) or "=" in fragment:
            return True
        if _NAMELESS.fullmatch(lower) or _NOTE.fullmatch(fragment) or _PINYIN.fullmatch(fragment):
            return True
        fragment = _PREFIX.sub("", lower.split(":~:")[0])
        bare = _bare(fragment)
        return bare in self._bare or _bare(fragment.rstrip("0123456789")) in self._bare


def _bare(text: str) -> str:
    """The letters and digits of a text, without case, accents and the difference of width."""
    return _NO_WORD.sub("", text.casefold() if text.isascii() else normalize("NFKD", text).casefold())
