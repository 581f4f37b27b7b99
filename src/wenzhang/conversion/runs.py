"""Runs: the texts that go to the converter, and the way back from what became of them to the source.

A run is text as a reader sees it: it reads on through inline tags, and references and escapes count as what they mean.
It ends where something stands that must not change.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from html.entities import html5
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from wenzhang.conversion.align import differences
from wenzhang.conversion.notation import NEEDS_WHOLE, open_signs, within_line, written
from wenzhang.conversion.policy import PROTECTED
from wenzhang.conversion.text import Notation
from wenzhang.errors import EditError
from wenzhang.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wenzhang.conversion.text import HumanText, Stretch

__all__ = ["Piece", "Run", "holds_signs", "protects_chinese", "resolved", "runs_in", "runs_of"]

# What a protected stretch holds, to be looked for first, and a character of each, which is found much sooner.
_SIGNS = (
    ("@", "@"),
    ("{", "{{"),
    ("{", "{%"),
    ("w", "www."),
    ("W", "WWW."),
    ("W", "Www."),
    ("/", "://"),
    (":", "mailto:"),
    (":", "MAILTO:"),
    (":", "Mailto:"),
)

_REFERENCE = re.compile(
    r"&(?:#(?:[xX](?P<hex>[0-9a-fA-F]{1,8})|(?P<decimal>[0-9]{1,8}));?|(?P<name>[A-Za-z][A-Za-z0-9]{1,30};))"
)
_MARKDOWN_ESCAPE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|&(?:#(?:[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<decimal>[0-9]{1,7}))|(?P<name>[A-Za-z][A-Za-z0-9]{1,30}));"
)
_HEX = "[0-9a-fA-F]"
_ESCAPE = re.compile(
    rf"\\(?:u(?P<high>[dD][89abAB]{_HEX}{{2}})\\u(?P<low>[dD][c-fC-F]{_HEX}{{2}})"
    rf"|u(?P<u>{_HEX}{{4}})|U(?P<U>{_HEX}{{8}})|(?P<escaped>[\"\\\\])|.)",
    re.DOTALL,
)


_HTML = ("html", "double", "single", "unquoted", "attribute")
_MOST_PIECES = 6  # of a word that are looked for

_LABELS = ("collapsed", "shortcut")
_IN_LINES = ("markdown", *_LABELS)
_MARKDOWN = (*_IN_LINES, "title")


def holds_signs(text: str) -> bool:
    """Whether a text may hold anything that is protected within text."""
    for character, sign in _SIGNS:  # noqa: SIM110 - a generator costs as much as the search
        if character in text and sign in text:
            return True
    return False


def protects_chinese(text: str) -> bool:
    """Whether anything in a text is protected that the dictionaries might know."""
    return holds_signs(text) and not all(found[0].isascii() for found in PROTECTED.finditer(text))


class Places(NamedTuple):
    """Where the code points of a text stand that is not written literally in the source.

    `offsets` has the place of each and that of the end, `spelled` how those are written that are references or escapes.
    """

    offsets: list[int]
    spelled: dict[int, str]

    def spelled_alike(self, start: int, end: int, replacement: str) -> list[Edit] | None:
        """What to change in the source for this to stand from `start` to `end` of the text, one for one.

        A reference or an escape stays one, perhaps because the encoding cannot hold such characters. None where there
        is none, or the number of characters is another.
        """
        if len(replacement) != end - start or self.spelled.keys().isdisjoint(range(start, end)):
            return None
        return [
            Edit(
                Span(self.offsets[place], self.offsets[place + 1]),
                spelled_alike(character, self.spelled[place]) if place in self.spelled else character,
            )
            for place, character in enumerate(replacement, start)
        ]


class Piece(Struct, frozen=True, gc=False):
    """A contiguous part of a run and where it stands in the source: from `start` on as it is, or at `places`."""

    text: str
    start: int
    places: Places | None = None
    notation: Notation = "html"

    def place(self, offset: int) -> int:
        """Where in the source a code point of the text is, or the end."""
        return self.start + offset if self.places is None else self.places.offsets[offset]

    def edits(self, converted: str, *, by_place: bool) -> list[Edit]:
        """What to change in the source so that this piece says `converted`: only the code points that differ.

        `by_place` says that each has kept its place. Raises `EditError` for text that cannot stand there.
        """
        return self.replace(list(differences(self.text, converted, by_place=by_place)))

    def replace(self, changes: Sequence[tuple[int, int, str]]) -> list[Edit]:
        """What to change in the source for each stretch of the text to be another: start, end, what it becomes.

        The stretches are in order and do not overlap. Raises `EditError` for text that cannot stand there.
        """
        edits: list[Edit] = []
        for start, end, replacement in self._beginning_early(changes):
            alike = self.places.spelled_alike(start, end, replacement) if self.places is not None else None
            text = written(replacement, self.notation)
            if text == NEEDS_WHOLE or (self.notation == "yaml" and self._replaced(changes).isascii()):  # `1`, `no`, `=`
                whole = f'"{written(self._replaced(changes), "escaped")}"'
                return [Edit(Span(self.start, self.place(len(self.text))), whole)]
            if text is None:
                raise EditError(
                    f"{replacement!r} cannot stand in this value of the front matter",
                    hint="put the value in double quotes",
                )
            if alike is not None and text == replacement:
                edits += alike
                continue
            if self.notation in _IN_LINES:
                text = within_line(text, self.text[:start], is_last=end == len(self.text))
            edits.append(Edit(Span(self.place(start), self.place(end)), text))
        if edits and self.notation in _LABELS:
            edits.append(self._label())
        return edits

    def _beginning_early(self, changes: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
        """The changes with what stands before them and would be more than text with them: `<` before `b`."""
        last = 0
        for start, end, replacement in changes:
            signs = open_signs(self.text[last:start], replacement + self.text[end : end + 1], self.notation)
            if signs and (self.places is None or start - signs not in self.places.spelled):
                yield start - signs, end, self.text[start - signs : start] + replacement
            else:
                yield start, end, replacement
            last = end

    def _replaced(self, changes: Sequence[tuple[int, int, str]]) -> str:
        """The text with the changes made."""
        parts: list[str] = []
        at = 0
        for start, end, replacement in changes:
            parts += self.text[at:start], replacement
            at = end
        return "".join([*parts, self.text[at:]])

    def _label(self) -> Edit:
        """What keeps the label of a reference, where the text that was it too becomes another."""
        end = self.place(len(self.text))
        if self.notation == "collapsed":
            return Edit(Span(end + 2, end + 2), self.text)
        return Edit(Span(end + 1, end + 1), f"[{self.text}]")


class Run(Struct, frozen=True, dict=True):
    """A text, and the pieces of the source that it is made of, between which there are tags.

    Runs with the same number are of one `paragraph`; without a number a run is one.
    """

    text: str
    pieces: tuple[Piece, ...]
    paragraph: int | None = None

    @cached_property
    def cuts(self) -> list[int]:
        """Where in the text the second piece begins, the third, and so on."""
        if len(self.pieces) == 1:
            return []
        return list(accumulate(len(piece.text) for piece in self.pieces[:-1]))

    def span(self, start: int, end: int) -> Span:
        """Where in the source a stretch of the text is, from its first code point to its last."""
        cuts = self.cuts
        first = bisect_right(cuts, start)
        last = max(first, bisect_left(cuts, end)) if end > start else first
        return Span(self._place(first, start), self._place(last, end))

    def _place(self, piece: int, offset: int) -> int:
        return self.pieces[piece].place(offset - (self.cuts[piece - 1] if piece else 0))

    @cached_property
    def is_markdown(self) -> bool:
        """Whether it stands in Markdown, where an empty piece is more than nothing.

        `****` is text there, and an empty line the end of a paragraph.
        """
        return any(piece.notation in _IN_LINES for piece in self.pieces)

    def shared(self, converted: list[str], convert: Callable[[str], str]) -> list[str]:
        """What the pieces become, with something for each of them. `convert` converts a text alone.

        A piece that got nothing has a part in a word with its neighbours. In a word of two it gets the nearest
        character; where there are more, each piece becomes what it is alone. Without a word it is a person who has
        made the text shorter, and either neighbour will do.
        """
        shared = list(converted)
        for index, piece in enumerate(converted):
            if piece:
                continue
            word = self._word_around(index, convert)
            for giver in (word.start, word.stop - 1) if len(word) == 2 else () if word else (index - 1, index + 1):
                if giver != index and 0 <= giver < len(shared) and len(shared[giver]) > 1:
                    text = shared[giver]
                    shared[index] = text[-1] if giver < index else text[0]
                    shared[giver] = text[:-1] if giver < index else text[1:]
                    break
            else:
                if any(shared[other] != converted[other] for other in word):
                    return [convert(piece.text) for piece in self.pieces]
                for other in word:
                    shared[other] = convert(self.pieces[other].text)
        return shared

    def _word_around(self, index: int, convert: Callable[[str], str]) -> range:
        """The fewest pieces around one that become something else together than apart; none where there are none."""
        for size in range(2, _MOST_PIECES + 1):
            for first in range(max(index - size + 1, 0), min(index, len(self.pieces) - size) + 1):
                texts = [piece.text for piece in self.pieces[first : first + size]]
                if convert("".join(texts)) != "".join(map(convert, texts)):
                    return range(first, first + size)
        return range(0)

    def edits(self, converted: Iterable[str], *, by_place: bool) -> list[Edit]:
        """What to change in the source so that each piece says its part of `converted`."""
        pairs = zip(self.pieces, converted, strict=True)
        return [edit for piece, text in pairs for edit in piece.edits(text, by_place=by_place)]


def runs_of(source: str, stretches: Iterable[Stretch], is_wanted: Callable[[Stretch], bool]) -> Iterator[Run]:
    """The runs of the stretches that are wanted."""
    protects = holds_signs(source)
    pending: list[Piece] = []
    number: int | None = None
    paragraph: int | None = None
    for stretch in stretches:
        if stretch.run is None:  # stands beside the text that goes on
            if is_wanted(stretch):
                yield from _alone(source, stretch, protects)
            continue
        if stretch.run != number or not is_wanted(stretch):
            yield from _runs(pending, paragraph)
            pending = []
            number, paragraph = stretch.run, stretch.paragraph
        if is_wanted(stretch):
            *ended, last = _split(_pieces(source, stretch, protects))
            for pieces in ended:
                yield from _runs([*pending, *pieces], paragraph)
                pending = []
            pending += last
    yield from _runs(pending, paragraph)


def runs_in(source: str, human: HumanText, is_wanted: Callable[[Stretch], bool]) -> list[Run]:
    """All runs of human text that are wanted: of its stretches, then those that are found already."""
    wanted = [is_wanted(stretch) for stretch in human.stretches]
    known = human.known
    if known is None or known[0] is not human.stretches or known[1] != wanted:
        runs = list(runs_of(source, human.stretches, is_wanted))
        known = human.known = human.stretches, wanted, runs
    return [*known[2], *human.runs]


def _alone(source: str, stretch: Stretch, protects: bool) -> Iterable[Run]:
    """The runs of a stretch that is a text of its own."""
    if protects:
        return _runs(_pieces(source, stretch, protects))
    piece = resolved(source[stretch.start : stretch.end], stretch.start, stretch.notation)
    return (Run(piece.text, (piece,)),) if piece.text else ()


def _split(pieces: Iterable[Piece | None]) -> list[list[Piece]]:
    """Pieces cut at what must not change, which stands as None."""
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece is None:
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def _runs(pieces: Iterable[Piece | None], paragraph: int | None = None) -> Iterator[Run]:
    for part in _split(pieces):
        text = "".join([piece.text for piece in part])
        if part:
            yield Run(text, tuple(part), paragraph)


def _pieces(source: str, stretch: Stretch, protects: bool) -> Iterator[Piece | None]:
    text = source[stretch.start : stretch.end]
    at = 0
    notation = stretch.notation
    if protects and holds_signs(text):
        for protected in PROTECTED.finditer(text):
            notation = "part" if notation == "yaml" else notation
            if protected.start() > at:
                yield resolved(text[at : protected.start()], stretch.start + at, notation)
            yield None
            at = protected.end()
    if at < len(text):
        yield resolved(text[at:], stretch.start + at, notation)


def spelled_alike(character: str, written: str) -> str:
    """A character as a reference or an escape, in the manner of a written one; as it is where that cannot hold it."""
    if written.startswith("&#"):
        prefix = written[: 3 if written[2] in "xX" else 2]
        digits = format(ord(character), "x" if len(prefix) == 3 else "d")
        digits = digits.upper() if _is_upper(written[len(prefix) :]) else digits
        return f"{prefix}{digits}{';' if written.endswith(';') else ''}"
    digits = format(ord(character), f"0{len(written) - 2}x")
    if written[1] not in "uU" or len(digits) != len(written) - 2:
        return character
    return written[:2] + (digits.upper() if _is_upper(written[2:]) else digits)


def _is_upper(digits: str) -> bool:
    return any(digit.isupper() for digit in digits)


def resolved(piece: str, start: int, notation: Notation) -> Piece:
    """The piece that stands at `start` in the source, with its references or escapes resolved."""
    if notation in _LABELS:  # which is without them, but not without a further edit
        return Piece(piece, start, Places([*range(start, start + len(piece) + 1)], {}), notation)
    if "&" not in piece and "\\" not in piece:
        return Piece(piece, start, None, notation)
    if notation in _HTML:
        references = _REFERENCE.finditer(piece) if "&" in piece else ()
    elif notation in _MARKDOWN:
        references = _MARKDOWN_ESCAPE.finditer(piece)
    else:
        references = _ESCAPE.finditer(piece) if notation == "escaped" and "\\" in piece else ()
    parts: list[str] = []
    at = length = 0
    offsets: list[int] = []
    spelled: dict[int, str] = {}
    for reference in references:
        character = _character(reference.groupdict())
        if character:
            parts += piece[at : reference.start()], character
            length += reference.start() - at + 1
            spelled[length - 1] = reference[0]
            offsets += range(start + at, start + reference.start() + 1)
            at = reference.end()
    if not spelled:
        return Piece(piece, start, None, notation)
    offsets += range(start + at, start + len(piece) + 1)
    return Piece("".join([*parts, piece[at:]]), start, Places(offsets, spelled), notation)


def _character(code: dict[str, str | None]) -> str:
    """The one character a reference or an escape stands for; nothing where it is none, or one that means itself."""
    name = code.get("name")
    if code.get("escaped"):
        return code["escaped"] or ""
    if name:
        named = html5.get(name if name[-1] == ";" else f"{name};", "")
        return named if len(named) == 1 else ""
    high, low, decimal = code.get("high"), code.get("low"), code.get("decimal")
    if high and low:
        number = 0x10000 + (int(high, 16) - 0xD800) * 0x400 + int(low, 16) - 0xDC00
    else:
        number = int(decimal) if decimal else int(code.get("hex") or code.get("u") or code.get("U") or "0", 16)
    is_character = 0x20 <= number < 0x7F or 0xA0 <= number < 0xD800 or 0xE000 <= number < 0x110000
    return chr(number) if is_character else ""
