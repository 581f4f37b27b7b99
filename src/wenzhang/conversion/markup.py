"""The tokens of an HTML body with their offsets, and the values of attributes with theirs, without building a tree.

The tokenizer sees a body of the same length in which is masked what would lead it astray: template syntax with tags
and quotes of its own, line ends that it would normalise, and the `</>` that it passes over without a token. So the
lengths of the tokens add up to the body, and every offset holds in the source.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from turbohtml import Tokenizer, TokenType, tokenize

from wenzhang.errors import SourceError
from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Token

__all__ = ["ATTRIBUTE", "TAG_NAME", "Markup", "attribute_spans", "masked"]

_NOSCRIPT = re.compile(r"(</?noscrip)t(?=[\t\n\f\r />])", re.IGNORECASE)

# HTML Standard, 13.2.5.32 to 39. A name may begin with "=".
TAG_NAME = re.compile(r"<[^\t\n\f />]*")
ATTRIBUTE = re.compile(
    r"[\t\n\f />]*(=?[^\t\n\f />=]+|=)(?:[\t\n\f ]*=[\t\n\f ]*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f >]*)))?"
)

_TEXT = TokenType.TEXT

# How much of the body the tokenizer is given at a time: what it has been given in vain when it has to begin anew.
_CHUNK = 1 << 14


def masked(body: str) -> str:
    """The body as the tokenizer gets it, each code point in its place.

    `<noscript>` gets a name of no meaning: a tokenizer on its own takes scripting to be on, and its content for text.
    """
    if "{" in body:
        body = TEMPLATE.sub(lambda found: "x" * len(found[0]), body)
    if "\r" in body:
        body = body.replace("\r\n", " \n").replace("\r", "\n")
    if "</>" in body:
        body = body.replace("</>", "<\x01>")
    return _NOSCRIPT.sub(r"\1x", body)


def attribute_spans(tag: str) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of each attribute value in a masked start tag, without its quotes.

    An attribute without a value is passed over, and so is one whose name came before.
    """
    name = TAG_NAME.match(tag)
    at = name.end() if name else len(tag)
    seen = set()
    while attribute := ATTRIBUTE.match(tag, at, len(tag) - 1):
        at = attribute.end()
        group = attribute.lastindex or 1
        lower = attribute[1].lower()
        if group > 1 and lower not in seen:
            yield lower, *attribute.span(group)
        seen.add(lower)


class Markup:
    """A masked body, token by token.

    In SVG and MathML there is no raw text, and CDATA sections are text, which a tokenizer on its own cannot know.
    `resume` lets the one who follows the elements say where it should begin anew.
    """

    def __init__(self, body: str) -> None:
        self.text = masked(body)
        self._resume: int | None = None

    def __iter__(self) -> Iterator[tuple[Token, int, int]]:
        """Each token with its start and end. A tag that is cut off at the end of the body is no token."""
        at: int | None = 0
        while at is not None:
            for token in self._tokens_from(at):
                written = (token.data if token.type is _TEXT else token.source) or ""
                start, at = at, at + len(written)
                yield token, start, at
                if self._resume is not None:
                    break
            if self._resume is None:
                self._prove(at)
            at, self._resume = self._resume, None

    def resume(self, at: int) -> None:
        """Makes the tokens go on from an offset, in the data state."""
        self._resume = at

    def _tokens_from(self, at: int) -> Iterator[Token]:
        if at == 0:
            return tokenize(self.text, resolve_references=False, capture_source=True)
        return self._tokens_in_chunks(at)

    def _tokens_in_chunks(self, at: int) -> Iterator[Token]:
        tokenizer = Tokenizer(resolve_references=False, capture_source=True)
        for begin in range(at, len(self.text), _CHUNK):
            yield from tokenizer.feed(self.text[begin : begin + _CHUNK])
        yield from tokenizer.close()

    def _prove(self, end: int) -> None:
        """The tokens reach to the end of the body, but for a tag that is cut off there."""
        if end != len(self.text) and self.text[end] != "<":
            raise SourceError(
                f"the tokens of the body do not add up to it: {end} code points of {len(self.text)}",
                hint="this is a defect of wenzhang or turbohtml; please report it with the file",
            )
