"""Where the nodes of a turbohtml tree stand in the source.

turbohtml can tell where each tag is, but building that record costs more than everything else that reading does with an
element, and text nodes have no position at all. So the locator keeps a cursor that moves through the source as the tree
is walked, and proves each step: a start tag in its plain form stands at the cursor and the tree says that its element
begins there; an end tag stands at the cursor; a text node's data stands at the cursor letter by letter. What cannot be
proved that way (omitted tags, misnested formatting, content moved out of a table) is asked from turbohtml's records
and, for text, from its tokens.

All offsets here are code points into `text`: the HTML of the body with its line ends normalised as the HTML Standard's
preprocessing does (13.2.3.5). `span` maps them to the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from html import unescape
from typing import TYPE_CHECKING, Self, TypeVar

from turbohtml import Element, TokenType, tokenize
from turbohtml import Text as TreeText

from wenzhang.model import Text, set_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from turbohtml import Node as TreeNode

    from wenzhang.model import Inline
    from wenzhang.read.body import Body
    from wenzhang.source import Span

T = TypeVar("T")

# A start tag that every tokenizer reads alike: names, double-quoted values, a space before each.
_PLAIN_ATTRIBUTES = r'((?: [a-zA-Z_][\w:.-]*+(?:="[^"]*+")?)*+)'
_PLAIN_START_TAG = re.compile(rf"<[a-zA-Z][a-zA-Z0-9-]*+{_PLAIN_ATTRIBUTES} ?/?>")

_NOSCRIPT = re.compile(r"(?<=<noscrip)t(?=[\t\n\f />])", re.IGNORECASE)
_DISGUISE = "\ue000"  # of private use, and no part of another element's name

# How many tokens from the cursor text is looked for, and in how many ways: bounds the work on hostile input.
_TOKEN_REACH = 512
_TRIALS = 4096


class Locator:
    """A cursor through the HTML of one body."""

    def __init__(self, body: Body) -> None:
        self.source = body.source
        self.body_start = body.begin
        self.text = body.html
        self.span = body.span
        if "\r" in body.html:
            self._normalise_line_ends()
        self.cursor = body.begin
        self.depth = 0  # of the element that is being read
        self._lines = _Lines(self.text, body.begin)
        self._text_tokens: _TextTokens | None = None
        self._attributes: dict[str, dict[str, str]] = {}  # as written, since an article repeats its few classes

    def body(self) -> str:
        """The body as it goes to the parser, line ends normalised."""
        return self.text[self.body_start :]

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and 0-based column, both counted from the start of the body."""
        return self.body_start + column if line == 1 else self._lines.offset(line, column)

    # Elements

    def read(
        self, element: Element, tag: str, content: Callable[[Self, Element], T] | None
    ) -> tuple[Span, dict[str, str], T]:
        """Reads an element: its span, its attributes, and what `content` makes of its inside, None for a void element.

        An element without tags of its own (implied, or formatting that the parser opened again) spans its content.
        """
        # In one piece and not in several functions, since every element goes through here.
        start = self.cursor
        text = self.text
        position = element.position
        attrs: dict[str, str] | None = None
        has_tags = True
        if position is not None:
            line, column = position
            if (self.body_start + column if line == 1 else self.offset(line, column)) == start:
                behind_name = start + 1 + len(tag)
                if text[behind_name] == ">":
                    self.cursor = behind_name + 1
                    attrs = {}
                else:
                    plain = _PLAIN_START_TAG.match(text, start)
                    if plain is not None:
                        self.cursor = plain.end()
                        attrs = self._plain_attributes(element, plain[1])
        if attrs is None:
            start, has_tags = self._enter_by_record(element)
            attrs = attributes(element)
        if content is None:
            return self.span(start, self.cursor), attrs, None  # type: ignore[return-value]
        inside = content(self, element)
        end_tag = f"</{tag}>"
        if has_tags:
            if text.startswith(end_tag, self.cursor):
                self.cursor += len(end_tag)
            else:
                self._leave_by_record(element)
        return self.span(start, self.cursor), attrs, inside

    def read_leaf(self, element: Element, tag: str) -> tuple[Span, dict[str, str], tuple[Inline, ...]] | None:
        """Reads an element that holds nothing but text and is written in the plain form; None for any other.

        Most elements are such, and are read here in two thirds of the time.
        """
        if len(element) != 1:
            return None
        child, position, start, text = element[0], element.position, self.cursor, self.text
        if type(child) is not TreeText or position is None:
            return None
        line, column = position
        if (self.body_start + column if line == 1 else self.offset(line, column)) != start:
            return None
        begin = start + len(tag) + 2
        attrs: dict[str, str] = {}
        if text[begin - 1] != ">":
            plain = _PLAIN_START_TAG.match(text, start)
            if plain is None:
                return None
            begin = plain.end()
            attrs = self._plain_attributes(element, plain[1])
        value = child.data
        end = begin + len(value)
        end_tag = f"</{tag}>"
        if "&" in value or not text.startswith(end_tag, end) or not text.startswith(value, begin):
            return None
        self.cursor = end + len(end_tag)
        node = Text(self.span(begin, end), value)
        set_source(node, self.source)
        return self.span(start, self.cursor), attrs, (node,)

    def _plain_attributes(self, element: Element, written: str) -> dict[str, str]:
        known = self._attributes.get(written)
        if known is None:
            known = self._attributes[written] = attributes(element)
        return known.copy()

    def _enter_by_record(self, element: Element) -> tuple[int, bool]:
        """Moves behind the start tag. Returns where the element starts, and whether it has tags of its own."""
        location = element.source_location
        if location is not None:
            self.cursor = self.body_start + location.start_tag.end_offset
            return self.body_start + location.start_tag.start_offset, True
        content = self._first_content(element)
        start = self.cursor if content is None else content
        self.cursor = max(self.cursor, start)
        return start, False

    def _leave_by_record(self, element: Element) -> None:
        location = element.source_location
        if location is not None and location.end_tag is not None:
            self.cursor = self.body_start + location.end_tag.end_offset

    def to_end_tag(self, element: Element) -> bool:
        """Moves to the end tag; False where there is none."""
        location = element.source_location
        if location is None or location.end_tag is None:
            return False
        self.cursor = self.body_start + location.end_tag.start_offset
        return True

    def to_next(self, element: Element) -> None:
        """Moves to where an element without an end tag ends: at what follows, its parent's end tag, the text's end."""
        self.cursor = max(self.cursor, self._end_of_unclosed(element))

    def _first_content(self, node: TreeNode) -> int | None:
        """Where the content of a node without tags of its own begins; None where it has none."""
        while True:
            if isinstance(node, TreeText):
                return self._locate(node.data)[0][0]
            location = node.source_location
            if location is not None:
                return self.body_start + location.start_tag.start_offset
            if not len(node):
                return None
            node = node[0]

    def _end_of_unclosed(self, element: Element) -> int:
        node: TreeNode | None = element
        while node is not None:
            for sibling in node.next_siblings:
                start = self._first_content(sibling)
                if start is not None:
                    return start
            node = node.parent
            location = node.source_location if isinstance(node, Element) else None
            if location is not None and location.end_tag is not None:
                return self.body_start + location.end_tag.start_offset
        return len(self.text)

    # Text and comments

    def take_text(self, data: str, nodes: list[Inline]) -> None:
        """Moves behind a text node, and appends it in as many contiguous pieces as it has in the source."""
        start = self.cursor
        end = start + len(data)
        found = self.text.startswith(data, start) and "&" not in data
        if not found:  # it may hold references, and then ends at the next tag
            end = self.text.find("<", start)
            end = len(self.text) if end < 0 else end
            found = unescape(self.text[start:end]) == data
        if found:
            self.cursor = end
            node = Text(self.span(start, end), data)
            set_source(node, self.source)
            nodes.append(node)
            return
        for start, end, piece in self._locate(data):
            self.cursor = end
            node = Text(self.span(start, end), piece)
            set_source(node, self.source)
            nodes.append(node)

    def take_comment(self, data: str) -> None:
        """Moves behind a comment that stands at the cursor; another is passed over when the next node is located."""
        if self.text.startswith(f"<!--{data}-->", self.cursor):
            self.cursor += len(data) + 7

    def _locate(self, data: str) -> list[tuple[int, int, str]]:
        if self._text_tokens is None:
            self._text_tokens = _TextTokens(self._lines)
        return self._text_tokens.locate(data, self.cursor) or [(self.cursor, self.cursor, data)]

    def _normalise_line_ends(self) -> None:
        """Line ends become one newline each, and `span` maps back: each CRLF before an offset adds one to it."""
        head, body = self.text[: self.body_start], self.text[self.body_start :]
        pairs = [match.start() - index for index, match in enumerate(re.finditer("\r\n", body))]
        pairs = [self.body_start + offset for offset in pairs]
        self.text = head + body.replace("\r\n", "\n").replace("\r", "\n")

        in_body = self.span

        def span(start: int, end: int) -> Span:
            return in_body(start + bisect_left(pairs, start), end + bisect_left(pairs, end))

        self.span = span


class _TextTokens:
    """The text tokens of a body, to find text that does not stand where the tree has it."""

    def __init__(self, lines: _Lines) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.data: list[str] = []
        for start, end, data in _text_tokens(lines.text[lines.start :], lines):
            self.starts.append(start)
            self.ends.append(end)
            self.data.append(data)

    def locate(self, data: str, cursor: int) -> list[tuple[int, int, str]]:
        """The contiguous pieces of source that make up `data`, at or after the cursor; empty where there are none."""
        first = max(bisect_right(self.starts, cursor) - 1, 0)
        if first < len(self.ends) and self.ends[first] <= cursor:
            first += 1
        last = min(first + _TOKEN_REACH, len(self.data))
        # Tokens in order, others passed over; the ends may be parts of tokens. What is left to try is the next token,
        # what of `data` is left, and the pieces so far; the nearest tokens come first.
        trials: list[tuple[int, str, list[tuple[int, int, str]]]] = [(first, data, [])]
        for _ in range(_TRIALS):
            if not trials:
                break
            token, rest, pieces = trials.pop()
            if not rest:
                return pieces
            if token >= last:
                continue
            trials.append((token + 1, rest, pieces))
            taken = self._take(token, rest, cursor)
            if taken is not None:
                trials.append((token + 1, rest[len(taken[2]) :], _joined(pieces, taken)))
        return []

    def _take(self, token: int, rest: str, cursor: int) -> tuple[int, int, str] | None:
        """What a token gives of the beginning of `rest`; None where it does not give it."""
        start, end, value = self.starts[token], self.ends[token], self.data[token]
        literal = end - start == len(value)
        if literal and start < cursor < end:
            start, value = cursor, value[cursor - start :]
        overlap = _overlap(value, rest, literal)
        if overlap is None:
            return None
        skipped, length = overlap
        begin = start + skipped
        return begin, begin + length if literal else end, rest[:length]


def _overlap(value: str, rest: str, literal: bool) -> tuple[int, int] | None:
    """How a token's text begins `rest`: what is skipped of it, how much of `rest` it gives; None where it does not."""
    if rest.startswith(value):
        return 0, len(value)
    if not literal:
        return None
    if value.startswith(rest):
        return 0, len(rest)
    stripped = value.lstrip("\n\t\f ")
    if stripped and rest.startswith(stripped):
        return len(value) - len(stripped), len(stripped)
    if stripped.startswith(rest):
        return len(value) - len(stripped), len(rest)
    return None


def _joined(pieces: list[tuple[int, int, str]], piece: tuple[int, int, str]) -> list[tuple[int, int, str]]:
    if pieces and pieces[-1][1] == piece[0]:
        start, _, data = pieces[-1]
        return [*pieces[:-1], (start, piece[1], data + piece[2])]
    return [*pieces, piece]


def _text_tokens(markup: str, lines: _Lines) -> Iterator[tuple[int, int, str]]:
    """Start, end, text of each run of characters and each reference; runs are cut at NULs, which trees drop."""
    # The tokenizer alone takes scripting to be on, and what a <noscript> holds to be text; the tree is built with it
    # off. So it is given another name of as many letters.
    for token in tokenize(_NOSCRIPT.sub(_DISGUISE, markup), resolve_references=False, capture_source=True):
        start = lines.offset(token.line, token.col)
        if token.type is TokenType.CHARACTER_REFERENCE:
            yield start, start + len(token.source or ""), token.data or ""
        elif token.type is TokenType.TEXT:
            yield from _runs(lines.text, start, token.data or "")


def _runs(text: str, start: int, data: str) -> Iterator[tuple[int, int, str]]:
    """The runs of a text token without NULs, nor the `</>` that tokenizers pass over without a token of its own."""
    while data:
        differing = (at for at, char in enumerate(data) if not _stands_for(text[start + at : start + at + 1], char))
        length = next(differing, len(data))
        for run in re.finditer("[^\0]+", _undisguised(text[start : start + length], data[:length])):
            yield start + run.start(), start + run.end(), run.group()
        data, start = data[length:], start + length
        if not text.startswith("</>", start):
            break
        start += len("</>")


def _stands_for(written: str, read: str) -> bool:
    """Whether a character is as it was written, or U+FFFD for a NUL (HTML Standard, 13.2.5.2 and following)."""
    return written == read or (written == "\0" and read == "\ufffd") or (read == _DISGUISE and written in "tT")


def _undisguised(written: str, read: str) -> str:
    """Text with the last letter of `<noscript`, which is text in a `<textarea>`."""
    if _DISGUISE not in read:
        return read
    pairs = zip(written, read, strict=True)
    return "".join(source if data == _DISGUISE else data for source, data in pairs)


class _Lines:
    """Where the lines of a text begin, counted from some offset on."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self._starts: list[int] | None = None

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and 0-based column."""
        if line == 1:
            return self.start + column
        if self._starts is None:
            newlines = re.compile("\n").finditer(self.text, self.start)
            self._starts = [self.start, *(newline.end() for newline in newlines)]
        return self._starts[line - 1] + column


def attributes(element: Element) -> dict[str, str]:
    """The attributes as written, in order; a valueless one is `""`."""
    attrs = {}
    for name in element.attrs:  # quicker than a comprehension, which is a call of its own in Python 3.11
        attrs[name] = element.attr(name) or ""
    return attrs
