"""HTML bodies in their plainest form, read without a tree.

Most articles are written out in full: names in lower case, values in double quotes, every element closed in its turn,
each where the Standard wants it, and none of the elements with parsing rules of their own. Of such a body the WHATWG
tree is what the tags say, so a pattern reads it in half the time that building and walking that tree takes. Whatever is
not entirely of this form is left to `wenzhang.read.html`; the tests hold both to one result.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING, Any

from msgspec.structs import force_setattr

from wenzhang.model import (
    ASCII_WHITE_SPACE,
    Block,
    Container,
    DefinitionDescription,
    DefinitionTerm,
    Html,
    Inline,
    LineBreak,
    Paragraph,
    RawHtml,
    TableRow,
    Text,
    ThematicBreak,
    is_space,
)
from wenzhang.read import nodes
from wenzhang.read.nodes import end_run, implied_paragraph

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.read.body import Body
    from wenzhang.source import Span

MAX_DEPTH = 90
"""How deeply elements may be nested here: short of where the full reading keeps them as raw HTML."""

_NEWLINE = re.compile("\r\n?")  # one newline each (HTML Standard, 13.2.3.5)
_NAME = "[a-z][a-z0-9]*+"
_ATTRIBUTES = r'(?:[ \t\r\n]++[a-z_][a-z0-9_:.-]*+(?:="[^"]*+")?)*+[ \t\r\n]*+'
PIECE = re.compile(
    rf"""<((?P<leaf>{_NAME}){_ATTRIBUTES})>([^<]*+)</(?P=leaf)>
       | <((?:br|hr|img)\b{_ATTRIBUTES})/?>
       | <({_NAME}{_ATTRIBUTES})>
       | </({_NAME})>
       | ([^<]++)
       | (<!--(?!-?>)(?:[^-]|-(?!-))*+-->)
       | (<)""",
    re.VERBOSE,
)
_TAG = re.compile(_NAME)
_ATTRIBUTE = re.compile(r'[ \t\r\n]([a-z_][a-z0-9_:.-]*+)(?:="([^"]*+)")?')

# What the tokenizer reads alike in text and in values: references with their semicolon, and an & that begins none.
_WITH_REFERENCES = re.compile(r"(?:[^&]++|&(?:[A-Za-z][A-Za-z0-9]*+;|#[0-9]{2,6};|#[xX][0-9A-Fa-f]{2,5};|(?![\w#])))*+")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
# Names that stand for text. Tab and NewLine stand for white space, which the parser treats in ways of its own.
_PLAIN_NAMES = frozenset(name for name, characters in html5.items() if name[-1] == ";" and characters >= " ")
_PARAMETER = re.compile("&(?=[A-Za-z0-9]++=)")
_NUMBERED = re.compile("&#(?:([0-9]+)|.([0-9A-Fa-f]+));")


class NotPlain(Exception):  # noqa: N818 - it never gets out of the quick ways of reading
    """Raised where the full way of reading has to take over."""


def read_plain_html(body: Body) -> list[Block] | None:
    """The blocks of a body, as `read_html` gives them; None where it is not of the plain form."""
    text = body.html
    if text.find("\0", body.begin) >= 0:
        return None
    reading = Reading(body)
    read_piece = _PIECES
    try:
        for piece in PIECE.finditer(text, body.begin):
            read_piece[piece.lastindex](reading, piece)  # type: ignore[index]
        return reading.blocks()
    except NotPlain:
        return None


class Kind:
    """What an element may hold, what makes its node, and where that goes."""

    __slots__ = ("content", "make", "place", "takes", "takes_text")

    def __init__(
        self,
        content: str,  # "inlines", "blocks", "parts" or "titled"
        takes: frozenset[str],
        make: Callable[..., Any],
        place: str = "block",  # or "inline", "title", "group"
        *,
        takes_text: bool = True,
    ) -> None:
        self.content = content
        self.takes = takes
        self.make = make
        self.place = place
        self.takes_text = takes_text


class Open:
    """An element that is not closed yet."""

    __slots__ = ("attrs", "begin", "blocks", "kind", "run", "start", "tag", "takes", "title", "title_span")

    def __init__(self, tag: str, kind: Kind, start: int, begin: int, attrs: dict[str, str]) -> None:
        self.tag = tag
        self.kind = kind
        self.start = start
        self.begin = begin  # of its content
        self.attrs = attrs
        self.takes = kind.takes
        self.run: list[Inline] = []
        self.blocks: list[Any] = []
        self.title: tuple[Inline, ...] = ()
        self.title_span: Span | None = None


class Reading:
    """Puts the pieces of a body together."""

    def __init__(self, body: Body) -> None:
        self.source = body.source
        self.span = body.span
        self.top = Open("", _ROOT, body.begin, body.begin, {})
        self.around: list[Open] = []
        self.links = 0  # that are open
        self.has_returns = body.html.find("\r", body.begin) >= 0

    @classmethod
    def readers(cls) -> tuple[Callable[[Any, re.Match[str]], None], ...]:
        """What reads a piece, by the last group that it has."""
        stray = cls.stray
        return stray, stray, stray, cls.leaf, cls.void, cls.open, cls.close, cls.text, cls.comment, stray

    def blocks(self) -> list[Block]:
        """All that was read, at the end."""
        if self.around:
            raise NotPlain
        if self.top.run:
            end_run(self.source, self.top.run, self.top.blocks)
        return self.top.blocks

    # One function a kind of piece. They are long, since every piece goes through here.

    def leaf(self, piece: re.Match[str]) -> None:
        """An element that holds nothing but text."""
        head, value = piece.group(1, 3)
        tag, kind, attrs = self.head(head)
        if tag not in self.top.takes:
            raise NotPlain
        start, end = piece.span()
        content: tuple[Any, ...] = ()
        if value:
            begin = piece.start(3)
            if self.has_returns or tag == "pre" or "&" in value:
                content = self.text_nodes(value, begin, tag)
            else:
                text = Text(self.span(begin, begin + len(value)), value)
                force_setattr(text, "_source", self.source)
                content = (text,)
        if kind.content != "inlines":
            content = self.leaf_content(kind, value, content)
        self.put(tag, kind, self.span(start, end), content, attrs.copy() if attrs else {})

    def void(self, piece: re.Match[str]) -> None:
        """An element that has no content."""
        tag, kind, attrs = self.head(piece[4])
        if tag not in self.top.takes:
            raise NotPlain
        self.put(tag, kind, self.span(*piece.span()), (), attrs.copy())

    def open(self, piece: re.Match[str]) -> None:
        """A start tag."""
        tag, kind, attrs = self.head(piece[5])
        self.begin(Open(tag, kind, *piece.span(), attrs.copy() if attrs else {}))

    def close(self, piece: re.Match[str]) -> None:
        """An end tag."""
        self.finish(piece[6], piece.end())

    def text(self, piece: re.Match[str]) -> None:
        """Text beside other content. White space before a run of inlines is nothing."""
        value = piece[7]
        top = self.top
        if not top.kind.takes_text:
            if value.strip(ASCII_WHITE_SPACE):
                raise NotPlain
        elif top.run or top.kind.content == "inlines" or not value.isspace() or value.strip(ASCII_WHITE_SPACE):
            start = piece.start()
            top.run += self.text_nodes(value, start, top.tag if start == top.begin else "")

    def comment(self, piece: re.Match[str]) -> None:
        """A comment, which leaves no node."""

    def stray(self, piece: re.Match[str]) -> None:
        """Anything else."""
        raise NotPlain

    # What they share

    def begin(self, opened: Open) -> None:
        """Lets an element take what follows."""
        top, tag = self.top, opened.tag
        if tag not in top.takes or not opened.takes or len(self.around) >= MAX_DEPTH:
            raise NotPlain
        self.around.append(top)
        self.top = opened
        if tag == "a":
            self.links += 1
        if self.links:
            opened.takes -= {"a"}  # a link in a link would end the first

    def finish(self, tag: str, end: int) -> None:
        """Ends the innermost element, which must be of that name."""
        closed = self.top
        if tag != closed.tag:
            raise NotPlain
        self.top = self.around.pop()
        if tag == "a":
            self.links -= 1
        kind = closed.kind
        content: Any
        if kind.content == "inlines":
            content = tuple(closed.run)
        else:
            if closed.run:
                end_run(self.source, closed.run, closed.blocks)
            content = tuple(closed.blocks)
            if kind.content == "titled":
                content = (closed.title, closed.title_span, content)
        self.put(tag, kind, self.span(closed.start, end), content, closed.attrs)

    def leaf_content(self, kind: Kind, value: str, content: tuple[Text, ...]) -> tuple[Any, ...]:
        """The content of an element with nothing but text in it that does not hold inlines."""
        if kind.content == "blocks":
            return (implied_paragraph(self.source, content),) if content and not is_space(content[0]) else ()
        if kind.takes_text or value.strip(ASCII_WHITE_SPACE):
            raise NotPlain
        return ((), None, ()) if kind.content == "titled" else ()

    def put(self, tag: str, kind: Kind, span: Span, content: Any, attrs: dict[str, str]) -> None:
        """Makes the node of an element and puts it where it goes."""
        top = self.top
        place = kind.place
        if place == "inline":
            node = kind.make(span, content, attrs)
            force_setattr(node, "_source", self.source)
            top.run.append(node)
            return
        if top.run:
            end_run(self.source, top.run, top.blocks)
        if place == "block":
            node = kind.make(span, content, attrs)
            force_setattr(node, "_source", self.source)
            # A row that no group holds is in a <tbody> of its own (HTML Standard, 13.2.6.4.9).
            top.blocks.append(node if top.tag != "table" else ("tbody", (node,)))
        elif place == "group":
            top.blocks.append((tag, content))
        elif top.title_span is None:
            top.title, top.title_span = content, span
        else:
            raise NotPlain

    def text_nodes(self, value: str, start: int, behind: str) -> tuple[Text, ...]:
        """Text as a node; none for the newline `behind` the start tag of `<pre>` (HTML Standard, 13.2.6.4.7)."""
        end = start + len(value)
        if behind == "pre" and value[0] in "\r\n":
            newline = 2 if value.startswith("\r\n") else 1
            value, start = value[newline:], start + newline
            if not value:
                return ()
        node = Text(self.span(start, end), self.resolved(value))
        force_setattr(node, "_source", self.source)
        return (node,)

    def head(self, written: str) -> tuple[str, Kind, dict[str, str]]:
        """What a start tag says, from between its brackets: its name, kind and attributes."""
        tag, kind, attrs = _head(written)
        if attrs and (self.has_returns or "&" in written):
            # In a value no reference is followed by = unless it ends in ; (HTML Standard, 13.2.5.73).
            attrs = {name: self.resolved(_PARAMETER.sub("&amp;", value)) for name, value in attrs.items()}
        return tag, kind, attrs

    def resolved(self, written: str) -> str:
        """Text or a value with its line ends and references resolved, all of which are plain."""
        if self.has_returns:
            written = _NEWLINE.sub("\n", written)
        if "&" not in written:
            return written
        numbers = (int(ten) if ten else int(sixteen, 16) for ten, sixteen in _NUMBERED.findall(written))
        if (
            _WITH_REFERENCES.fullmatch(written) is None
            or not all(name in _PLAIN_NAMES for name in _NAMED.findall(written))
            or not all(map(_is_character, numbers))
        ):
            raise NotPlain
        return unescape(written)


@lru_cache(maxsize=4096)
def _head(written: str) -> tuple[str, Kind, dict[str, str]]:
    """A start tag as it is written. It is kept, since the articles of a site repeat their few."""
    tag = _TAG.match(written)[0]  # type: ignore[index]
    pairs = _ATTRIBUTE.findall(written, len(tag))
    attrs = dict(pairs)
    if tag not in KINDS or len(attrs) < len(pairs):  # of two alike the first counts, but let others say so
        raise NotPlain
    return tag, KINDS[tag], attrs


_PIECES = Reading.readers()


def _is_character(number: int) -> bool:
    """Whether a number stands for that very character (HTML Standard, 13.2.5.80), and no one doubts it."""
    return 0x20 <= number < 0x7F or 0xA0 <= number < 0xD800 or 0xE000 <= number < 0xFDD0 or 0x1F000 <= number < 0x1FF00


# What the elements take here: what the Standard allows, less what its parser treats in a way of its own.

_FORMATTING = (
    "abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s samp small span strong sub sup time u var".split()
)
_GROUPING = "address article aside div footer header main nav section".split()
_PHRASES = frozenset(("a", "br", "img", "iframe", *_FORMATTING))
_FLOW = _PHRASES.union("p h1 h2 h3 h4 h5 h6 ul ol dl figure details table pre blockquote hr".split(), _GROUPING)
_NONE: frozenset[str] = frozenset()


def _phrase(tag: str) -> Kind:
    return Kind(
        "inlines",
        _PHRASES,
        nodes.PHRASES.get(tag) or (lambda span, inlines, attrs: Html(span, tag, inlines, attrs)),
        "inline",
    )


def _raw(span: Span, content: tuple[()], attrs: dict[str, str]) -> RawHtml:
    return RawHtml(span, "iframe", "", attrs)


def _of_inlines(make: Callable[..., Any]) -> Kind:
    return Kind("inlines", _PHRASES, make)


def _of_blocks(make: Callable[..., Any]) -> Kind:
    return Kind("blocks", _FLOW, make)


def _of_parts(make: Callable[..., Any], *tags: str) -> Kind:
    return Kind("parts", frozenset(tags), make, takes_text=False)


_ROOT = Kind("blocks", _FLOW, Container)
_TITLE = Kind("inlines", _PHRASES, Html, "title")
_GROUP = Kind("parts", frozenset({"tr"}), Container, "group", takes_text=False)

KINDS: dict[str, Kind] = {
    **{tag: _phrase(tag) for tag in ("a", *_FORMATTING)},
    "br": Kind("void", _NONE, lambda span, content, attrs: LineBreak(span), "inline"),
    "img": Kind("void", _NONE, lambda span, content, attrs: nodes.image(span, attrs), "inline"),
    "hr": Kind("void", _NONE, lambda span, content, attrs: ThematicBreak(span, attrs)),
    "iframe": Kind("parts", _NONE, _raw, "inline", takes_text=False),
    "p": _of_inlines(Paragraph),
    **{f"h{level}": _of_inlines(partial(nodes.heading, level)) for level in range(1, 7)},
    "pre": _of_inlines(nodes.code_block),
    "blockquote": _of_blocks(nodes.quote),
    **{tag: _of_blocks(lambda span, blocks, attrs, tag=tag: Container(span, tag, blocks, attrs)) for tag in _GROUPING},
    **{tag: _of_parts(partial(nodes.list_, tag), "li") for tag in ("ul", "ol")},
    "li": _of_blocks(nodes.item),
    "dl": _of_parts(nodes.definition_list, "dt", "dd"),
    "dt": _of_inlines(DefinitionTerm),
    "dd": _of_blocks(DefinitionDescription),
    "figure": Kind("titled", _FLOW | {"figcaption"}, nodes.figure),
    "details": Kind("titled", _FLOW | {"summary"}, nodes.details),
    "table": Kind("titled", frozenset(("caption", "thead", "tbody", "tfoot", "tr")), nodes.table, takes_text=False),
    **dict.fromkeys(("figcaption", "summary", "caption"), _TITLE),
    **dict.fromkeys(("thead", "tbody", "tfoot"), _GROUP),
    "tr": _of_parts(TableRow, "td", "th"),
    **{tag: _of_blocks(partial(nodes.cell, tag)) for tag in ("td", "th")},
}
