"""Markdown bodies whose text for people can be told from their events alone, without what their HTML says about it.

Of these each text is converted where it stands, and the rest is passed over as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from wenzhang.conversion.policy import POLICY
from wenzhang.markdown.definitions import definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wenzhang.markdown.document import Document

__all__ = ["PlainTexts", "plain_texts"]

_ANY_TAG = re.compile("(<[^<>]*+>)")
_VALUE = re.compile(r'[ \t\r\n]([a-z_][a-z0-9_:.-]*+)="([^"]*+)"')
_AMPERSAND, _BACKSLASH = b"&\\"
_PHRASES = frozenset(("Strong", "Emphasis", "Strikethrough"))
_WITH_TITLES = frozenset(("Link", "Image"))
_ADDRESSES = ("Autolink", "Email")  # links whose text is their target
_LABELLED = ("Shortcut", "ShortcutUnknown", "Collapsed", "CollapsedUnknown")  # and those whose text is their label
# How ideographic description characters begin in UTF-8, U+2FF0 to U+2FFF. Behind one OpenCC leaves what it describes as
# it is, wherever marks may be.
_DESCRIBING = b"\xe2\xbf"
_NAMES_NOTE = re.compile(r"\[\^[^\s\[\]]*[^\x00-\x7f\s\[\]]")


class PlainTexts(NamedTuple):
    """Texts for people, and where each stands in the UTF-8 of the body: from `starts` to `ends`.

    `joins` says of each whether it reads on from the one before. `asides` are those that stand between the words of
    others, titles and attributes: text, start, end.
    """

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    joins: Sequence[bool]
    asides: list[tuple[str, int, int]]


class _NotPlain(Exception):  # noqa: N818 - never leaves the module
    pass


def plain_texts(document: Document, kind_of_tag: Callable[[str], str | None]) -> PlainTexts | None:
    """The texts of a body, those in ASCII alone left out; None where it takes its HTML to tell.

    `kind_of_tag` says whether text reads on through a tag (`inline`) or ends (`other`), None where it may mean more.
    """
    text = document.text
    if not all(text[span.start : span.end].isascii() for span in document.opaque):
        return None
    if "\0" in text or ("[^" in text and _NAMES_NOTE.search(text)):
        return None
    if "]:" in text and any(definition.title for definition in definitions(document.masked).values()):
        return None
    reader = _Reader(document, kind_of_tag)
    if _DESCRIBING in reader.data:
        return None
    try:
        reader.read()
    except _NotPlain:
        return None
    columns: Any = zip(*reader.rows, strict=True) if reader.rows else ((),) * 4
    texts, starts, ends, joins = columns
    return PlainTexts(texts, starts, ends, joins, reader.asides)


class _Reader:
    """Follows the events."""

    def __init__(self, document: Document, kind_of_tag: Callable[[str], str | None]) -> None:
        self.document = document
        self.data = document.text.encode()
        self.kind_of_tag = kind_of_tag
        self.rows: list[tuple[str, int, int, bool]] = []
        self.asides: list[tuple[str, int, int]] = []
        self.opaque_blocks = {document.text[span.start : span.end] for span in document.opaque if span.is_block}

    def read(self) -> None:  # noqa: PLR0912, PLR0915 - in one piece, since every event goes through here
        """Reads all events."""
        # `joins` is whether the text that comes reads on from the
        # one before, `passes` whether it is code or a target.
        document, data, add = self.document, self.data, self.rows.append
        has_masks = document.masked != document.text or "$" in document.text  # of which what is opaque is in ASCII
        titles: list[str] = []  # of the links and images that are open
        raw_start = raw_end = 0  # raw HTML that is still to be read, since tags may go over the ends of lines
        joins = passes = in_image = False
        for event, where in document.found:
            if type(event) is not dict:
                joins = joins and event == "SoftBreak"
                continue
            ((kind, value),) = event.items()
            if kind == "Text":
                joins = joins and not passes
                if value.isascii() or passes:  # no word of the dictionaries goes through it
                    joins = False
                    continue
                start, end = where["start"], where["end"]
                if data[start] == _AMPERSAND and len(value) < 3 and data[start:end] != value.encode():  # a reference
                    if value.isalnum():
                        raise _NotPlain
                    joins = False
                    continue
                if joins and data[start - 1] == _BACKSLASH:
                    raise _NotPlain  # a word may go on behind an escape
                add((data[start:end].decode() if has_masks else value, start, end, joins))
                joins = True
            elif kind == "End":
                if type(value) is not str:
                    joins = passes = False
                elif value in _WITH_TITLES:
                    joins = joins and value == "Link"
                    passes = in_image = False
                    title = titles.pop()
                    if not title.isascii():
                        self.title(title, where["start"], where["end"])
                elif value not in _PHRASES:
                    joins = passes = False
                    if raw_end and value == "HtmlBlock":
                        self.html(raw_start, raw_end, joins=False)
                        raw_end = 0
            elif kind == "Start":
                if type(value) is str:
                    joins = joins and value in _PHRASES
                    continue
                joins = joins and "Link" in value
                if "Link" in value or "Image" in value:
                    details = value.get("Link") or value["Image"]
                    if details["link_type"] in _LABELLED or "\\" in details["id"]:
                        raise _NotPlain
                    titles.append(details["title"])
                    in_image = in_image or "Image" in value
                    passes = details["link_type"] in _ADDRESSES
                elif "CodeBlock" in value:
                    passes = True
                elif "Heading" in value and value["Heading"]["attrs"]:
                    raise _NotPlain  # which may say in what language it is
            elif kind == "InlineHtml":
                if in_image or len(value.encode()) != where["end"] - where["start"]:
                    raise _NotPlain  # its lines have lost what quotes or indents them
                joins = self.html(where["start"], where["end"], joins=joins)
            elif kind == "Html":
                if raw_end != where["start"]:
                    if raw_end:
                        self.html(raw_start, raw_end, joins=False)
                    raw_start = where["start"]
                raw_end = where["end"]
            else:
                joins = False

    def title(self, title: str, start: int, end: int) -> None:
        """The title of a link or an image."""
        found = _TITLE.search(self.data, start, end)
        if found is None or found[2] != title.encode():
            raise _NotPlain
        self.asides.append((title, *found.span(2)))

    def html(self, start: int, end: int, *, joins: bool) -> bool:
        """Raw HTML: the text between its tags, and the values of its attributes that are text for people.

        Returns whether text reads on behind it.
        """
        written = self.data[start:end].decode()
        if written.strip() in self.opaque_blocks:
            return False
        if _REFERENCE.search(written):
            raise _NotPlain
        if written.isascii():
            kind = _kind_of_ascii(written, self.kind_of_tag)
            if kind is None:
                raise _NotPlain
            return joins and kind == "inline"
        for index, part in enumerate(_ANY_TAG.split(written)):
            stop = start + len(part.encode())
            if index % 2:
                joins = self.tag(part, start) and joins
            elif "<" in part:
                raise _NotPlain
            elif not part.isascii():
                self.rows.append((part, start, stop, joins))
                joins = True
            elif part:
                joins = False
            start = stop
        return joins

    def tag(self, tag: str, start: int) -> bool:
        """A tag or a comment. Returns whether text reads on through it."""
        kind = "inline" if _COMMENT.fullmatch(tag) else self.kind_of_tag(tag)
        if kind is None:
            raise _NotPlain
        for name, value in () if tag.isascii() else _VALUE.findall(tag):
            if name in POLICY.attributes and not value.isascii():
                at = start + len(tag[: tag.index(f'"{value}"')].encode()) + 1
                self.asides.append((value, at, at + len(value.encode())))
        return kind == "inline"


@lru_cache(maxsize=1024)
def _kind_of_ascii(written: str, kind_of_tag: Callable[[str], str | None]) -> str | None:
    """Whether text reads on through raw HTML that has none to convert; None where it may mean more."""
    if _COMMENT.fullmatch(written):
        return "inline"
    texts, tags = _ANY_TAG.split(written)[::2], _ANY_TAG.findall(written)
    kinds = {"inline" if _COMMENT.fullmatch(tag) else kind_of_tag(tag) for tag in tags}
    if None in kinds or any("<" in text for text in texts):
        return None
    return "inline" if kinds == {"inline"} and not any(texts) else "other"


_COMMENT = re.compile(r"<!--(?!-?>)(?:[^-]|-(?!-))*+-->\s*")
_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|nbsp);|\\s)")
_TITLE = re.compile(rb"""[ \t\r\n](["'])((?:(?!\1)[^\\\r\n&])+)\1[ \t]*\)\Z""")
