"""Inline codes: the markup between the texts of a unit, tag by tag, and which tags are pairs."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from turbohtml import TokenType

from wenzhang.conversion.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.markdown.rendering import Rendering

__all__ = ["Code", "HtmlMarks", "Kind", "MarkdownMarks", "Marks", "Token", "collapsed_tokens", "paired", "tags_of"]

Kind = Literal["open", "close", "alone"]

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


class Token(NamedTuple):
    """A piece of markup from `start` to `end` of the source; `name` is that of its element, empty where it has none."""

    kind: Kind
    name: str
    start: int
    end: int


class Code(NamedTuple):
    """An inline code: a token and its id. Both ends of a pair have one id, and `partner` is the index of the other.

    `reads_as` is what it is in the sentences around it: nothing, a space, the end of a line or an object. One that
    `is_space` belongs to none of two sentences that it stands between.
    """

    token: Token
    reads_as: str
    is_space: bool = False
    id: str = ""
    partner: int | None = None

    @property
    def key(self) -> tuple[Kind, str]:
        """What a code is recognised by in an XLIFF file."""
        return self.token.kind, self.id


class HtmlMarks:
    """The markup of a source that is HTML, or of front matter."""

    def __init__(self, text: str) -> None:
        self.text = text

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens from `start` to `end`, contiguous, together all of it."""
        found = [
            Token(kind, name, start + begin, start + stop) for kind, name, begin, stop in _tags(self.text[start:end])
        ]
        reached = found[-1].end if found else start
        return [*found, Token("alone", "", reached, end)] if reached < end else found


class MarkdownMarks:
    """The markup of a source whose body is Markdown: that of the HTML it stands for, taken back to the source.

    There a mark is a place: a start tag is where its mark begins, an end tag where it ends.
    """

    def __init__(self, text: str, rendering: Rendering) -> None:
        self.head = HtmlMarks(text)
        self.base = rendering.base
        self.parts = rendering.parts
        self.places = rendering.starts
        self.html = rendering.html
        written = [(part[1], part[2], index) for index, part in enumerate(rendering.parts) if part[2] > part[1]]
        self.written = sorted(written)

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens from `start` to `end`, contiguous, together all of it."""
        if start < self.base:
            return self.head.tokens(start, end)
        begin, stop = self._behind(start), self._before(end)
        found = self._placed(begin, stop, start, end) if begin is not None and stop is not None else []
        return _contiguous(found, start, end)

    def _behind(self, offset: int) -> int | None:
        """Where in the HTML the text ends that ends at a place of the source."""
        offset -= self.base
        index = bisect_left(self.written, (offset, 0, 0)) - 1
        if index < 0:
            return 0
        start, end, number = self.written[index]
        return self._in_html(number, offset - start, end - start) if end >= offset else self.places[number + 1]

    def _before(self, offset: int) -> int | None:
        """Where in the HTML the text begins that begins at a place of the source."""
        offset -= self.base
        index = bisect_right(self.written, (offset, sys.maxsize, 0)) - 1
        if index >= 0 and self.written[index][1] > offset:
            start, end, number = self.written[index]
            return self._in_html(number, offset - start, end - start)
        return self.places[self.written[index + 1][2]] if index + 1 < len(self.written) else len(self.html)

    def _in_html(self, number: int, offset: int, length: int) -> int | None:
        html = self.parts[number][0]
        if len(html) == length:
            return self.places[number] + offset
        return self.places[number] if offset == 0 else self.places[number + 1] if offset == length else None

    def _placed(self, begin: int, stop: int, start: int, end: int) -> list[Token]:
        """The tokens of a range of the HTML, where they are within a range of the source."""
        found = []
        for kind, name, first, last in _tags(self.html[begin:stop]):
            index = max(bisect_right(self.places, begin + first) - 1, 0)
            places: list[int] = []
            while index < len(self.parts) and self.places[index] < begin + last:
                html, from_, to, _ = self.parts[index]
                if to > from_ and len(html) == to - from_:
                    low, high = max(begin + first - self.places[index], 0), begin + last - self.places[index]
                    from_, to = from_ + low, min(from_ + high, to)
                places += [place for place in (self.base + from_, self.base + to) if start <= place <= end]
                index += 1
            if places:
                found.append(Token(kind, name, min(places), max(places)))
        return found


def _contiguous(tokens: Sequence[Token], start: int, end: int) -> list[Token]:
    """Tokens that are places, or have gaps between them, made to be all from `start` to `end`."""
    found: list[Token] = []
    at = start
    for index, token in enumerate(tokens):
        begin, stop = max(token.start, at), max(token.end, at)
        if token.kind == "close":
            begin = at
        elif begin > at:
            found.append(Token("alone", "", at, begin))
        if token.kind == "open" and token.start == token.end:
            stop = _next_start(tokens, index, begin, end)
        found.append(token._replace(start=begin, end=stop))
        at = stop
    return [*found, Token("alone", "", at, end)] if at < end else found


def _next_start(tokens: Sequence[Token], index: int, start: int, end: int) -> int:
    """Where a mark ends that is a start tag: where the next one begins that is not an end tag."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None:
        return end
    return start if following.kind == "close" and following.start == following.end else max(following.start, start)


Marks = HtmlMarks | MarkdownMarks


def _tags(html: str) -> Iterator[tuple[Kind, str, int, int]]:
    """The tokens of HTML; what is no tag, text too, is `alone` and has no name."""
    if not html:
        return
    at = 0
    for token, start, end in Markup(html):
        name = (token.tag or "").lower()
        kind: Kind = "alone"
        if token.type is TokenType.START_TAG and name not in _VOID and not token.self_closing:
            kind = "open"
        elif token.type is TokenType.END_TAG:
            kind = "close"
        yield kind, name if token.type in (TokenType.START_TAG, TokenType.END_TAG) else "", start, end
        at = end
    if at < len(html):
        yield "alone", "", at, len(html)


def tags_of(html: str) -> Iterator[tuple[Kind, str, int]]:
    """The tags of HTML: kind, name and where each begins."""
    return ((kind, name, start) for kind, name, start, _ in _tags(html) if name)


def collapsed_tokens(tokens: Iterable[Token]) -> list[Token]:
    """With elements that open and close among these tokens as one each, and what stands alone side by side as one."""
    done: list[Token] = []
    opened: dict[str, list[int]] = defaultdict(list)
    for token in tokens:
        starts = opened[token.name]
        while starts and not _opens(done, starts[-1], token.name):  # it is within an element that is one by now
            starts.pop()
        if token.kind == "open":
            starts.append(len(done))
            done.append(token)
        elif token.kind == "close" and starts:
            start = starts.pop()
            whole = Token("alone", token.name, done[start].start, token.end)
            del done[start:]
            _add(done, whole)
        else:
            _add(done, token)
    return done


def _add(done: list[Token], token: Token) -> None:
    """Adds a token, to the one before it where both stand alone and neither ends a line."""
    last = done[-1] if done else token
    if done and token.kind == last.kind == "alone" and "br" not in (token.name, last.name):
        done[-1] = Token("alone", last.name or token.name, last.start, token.end)
    else:
        done.append(token)


def _opens(tokens: Sequence[Token], index: int, name: str) -> bool:
    return index < len(tokens) and tokens[index].kind == "open" and tokens[index].name == name


def paired(codes: Sequence[Code]) -> list[Code]:
    """The codes with their ids and partners: an end tag is that of the last open tag of its name."""
    done: list[Code] = []
    opened: dict[str, list[int]] = defaultdict(list)
    for index, code in enumerate(codes):
        kind, name = code.token.kind, code.token.name
        if kind == "close" and opened[name]:
            start = opened[name].pop()
            done[start] = done[start]._replace(partner=index)
            done.append(code._replace(id=done[start].id, partner=start))
            continue
        if kind == "open":
            opened[name].append(index)
        done.append(code._replace(id=str(index + 1)))
    return done
