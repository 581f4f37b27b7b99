"""Screens: whether a source, markup and all, may hold what a rule looks for, and its prose has to be read.

Most articles pass with nothing more than this. A screen is quick, and right when it says no.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from wenzhang.validation.characters import CLOSING_OF, HAN, MARKS, PAIRS, PARAGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.validation.subject import Subject

__all__ = ["PAIRS_AND_MARKS", "Style", "Ways", "is_spelled", "may_be_half", "may_be_unpaired", "read_ways"]

Style = Literal["consistent", "always", "never"]
"""Whether there is a space between Chinese and letters or digits."""

_IS_HAN = re.compile(f"[{HAN}]")


# Marks of half width

# A mark behind Chinese, or behind what may stand between: a tag, a mark of Markdown, a reference (`)*;>\\]_}~`).
_HALF_SCREEN = re.compile(r"[,.:;?!(](?<=[^\x00-(+-:<-=?-\[^`-|\x7f].)(?!\.)")
_MIXED_SCREEN = re.compile(r"（[^（）]*\)")
_SPELLED_MARK = re.compile(r"[&\\](?:[#uUx]|comma|period|colon|semi|excl|quest|[lr]par)")


def may_be_half(source: str) -> bool:
    """Whether there may be marks of half width in Chinese text: False only where there surely are none."""
    return (
        _HALF_SCREEN.search(source) is not None
        or _MIXED_SCREEN.search(source) is not None
        or source.count("（") != source.count("）")
        or is_spelled(source)
    )


def is_spelled(source: str) -> bool:
    """Whether marks, letters or digits may be written as references or escapes."""
    return ("&" in source or "\\" in source) and _SPELLED_MARK.search(source) is not None


# Pairs

# Marks that are spoken of, such as `“「”`; then pairs without any mark in them. Neither needs a further look.
# Each alternative begins with a character of its own: so the search skips what is none of them.
PAIRS_AND_MARKS = re.compile(
    "|".join(f"{opening}(?:[{MARKS}、]{{1,3}}?|[^{MARKS}{PARAGRAPH}]*){closing}" for opening, closing in PAIRS.items())
    + "".join(f"|{re.escape(mark)}" for mark in MARKS)
)

_SPELLED_QUOTE = re.compile(r"&(?:#|[A-Za-z]*[Qq]uo)|\\[uU]")
_NO_APOSTROPHE = re.compile("(?<![A-Za-z])’|’(?![A-Za-z])")
# Without what may be the end of a paragraph or of a value.
_SHORT_PAIRS = [
    (opening, closing, re.compile(f"{opening}([^{opening}{closing}<|,\"'\\n\\r]*){closing}"))
    for opening, closing in PAIRS.items()
]


def may_be_unpaired(source: str) -> bool:
    """Whether a mark may be without its partner: a quick look, which passes only what is surely paired."""
    if ("&" in source or "\\" in source) and _SPELLED_QUOTE.search(source):
        return True
    within: list[str] = []
    for opening, closing, pair in _SHORT_PAIRS:
        if opening in source or closing in source:
            if closing == "’" and opening not in source and not _NO_APOSTROPHE.search(source):
                continue
            contents = pair.findall(source)
            if not len(contents) == source.count(opening) == source.count(closing):
                return True
            within += contents
    return PAIRS_AND_MARKS.search("".join(within)) is not None and any(map(_is_uneven, within))


def _is_uneven(content: str) -> bool:
    return any(content.count(opening) != content.count(closing) for opening, closing in CLOSING_OF.items())


# Spaces: most articles have but one way, and to see that in the source takes less time than to read its prose.

_LATIN = "[A-Za-z0-9]"
_NO_BLOCK = r"(?!/?(?:p|h[1-6]|div|li|ul|ol|figure|figcaption|table|tbody|tr|td|th|section|blockquote|br)\b)"
_TAG = rf"""{_NO_BLOCK}(?:[^<>"']|"[^"<]*"|'[^'<]*')*+"""
# A tag that holds `<`, or a quote that does not end, may be anything.
_BEHIND = rf"""{_TAG}(?:["'<]|>(?:<{_TAG}>)*+(?:<{_NO_BLOCK}|"""
_TIGHT_AT_TAG = re.compile(f"<(?:(?<={_LATIN}<){_BEHIND}[{HAN}]))|(?<=[{HAN}]<){_BEHIND}{_LATIN})))")
_SPACED = re.compile(f" (?:(?<=[{HAN}>] ) *+[A-Za-z0-9<]|(?<=[A-Za-z0-9>] ) *+[{HAN}<])")
# Where a character may be written as something else, or what stands between may be left out.
_LEFT_OUT = re.compile("<(?:!--|ruby|script)")


class Ways(NamedTuple):
    """Whether an article may have places with a space, and places without: False only where it surely has none."""

    spaced: bool
    tight: bool

    def may_differ(self, style: Style) -> bool:
        """Whether there may be places of a way that `style` does not want."""
        return (self.spaced or style == "always") and (self.tight or style == "never")


def read_ways(subject: Subject) -> Ways:
    """What a quick look at the source tells of the ways in an article."""
    text = subject.text
    # One character is found much sooner than two.
    is_plain = "\\" not in text and ("&" not in text or "&#" not in text) and not _LEFT_OUT.search(text)
    if not is_plain or subject.article.format != "html":
        return Ways(spaced=True, tight=True)
    spaced = _SPACED.search(text) is not None or "\u00a0" in text or "&nbsp" in text
    return Ways(spaced, tight=any(not subject.is_in_name(place) for place in _tight_places(text)))


def _tight_places(text: str) -> Iterator[int]:
    """Where in a source Chinese touches letters or digits, or a tag that touches them."""
    yield from _touching(text)
    for found in _TIGHT_AT_TAG.finditer(text):
        yield found.start()


# Of a text in ASCII with `?` for all else: `a` is a letter or digit, `?` may be Chinese.
_OUTLINE = bytes(code if code == 0x3F else 0x61 if chr(code).isalnum() else 0x20 for code in range(128)).ljust(256)


def _touching(text: str) -> Iterator[int]:
    """Where a Chinese character touches a letter or digit. A pattern for that takes half as long again."""
    outline = text.replace("?", " ").encode("ascii", "replace").translate(_OUTLINE)
    for pair, of_han in ((b"a?", 1), (b"?a", 0)):
        place = outline.find(pair)
        while place >= 0:
            if _IS_HAN.match(text, place + of_han):
                yield place + of_han
            place = outline.find(pair, place + 1)
