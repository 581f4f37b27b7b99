"""The human text of an HTML body: where it stands, and in what language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbohtml import TokenType

from wenzhang.conversion.elements import INLINE, OBJECTS, RAW_TEXT, OpenElements
from wenzhang.conversion.markup import Markup, attribute_spans
from wenzhang.conversion.text import HumanText, LanguageTag, Stretch

if TYPE_CHECKING:
    from turbohtml import Token

    from wenzhang.conversion.elements import Scope
    from wenzhang.conversion.policy import Policy
    from wenzhang.conversion.text import Notation

__all__ = ["read_body"]

_TEXT, _REFERENCE = TokenType.TEXT, TokenType.CHARACTER_REFERENCE
_START_TAG, _END_TAG, _COMMENT = TokenType.START_TAG, TokenType.END_TAG, TokenType.COMMENT
_CDATA = "<![CDATA["
_QUOTED: dict[str, Notation] = {'"': "double", "'": "single"}


def read_body(text: str, body_start: int, policy: Policy) -> HumanText:
    """The human text of the body that begins at `body_start`; all offsets are into `text`."""
    reader = _BodyReader(text, body_start, policy)
    reader.read()
    return reader.found


class _BodyReader:
    """Follows the tags and notes what is human text."""

    def __init__(self, text: str, body_start: int, policy: Policy) -> None:
        self._markup = Markup(text[body_start:])
        self._offset = body_start
        self._policy = policy
        self._elements = OpenElements()
        self._run = 0  # the number of the text that goes on here
        self._paragraph = 0  # and of the paragraph
        self.found = HumanText()

    def read(self) -> None:
        stretch: tuple[int, int] | None = None
        for token, start, end in self._markup:
            kind = token.type
            if kind is _TEXT or kind is _REFERENCE:
                stretch = (stretch[0] if stretch else start), end
                continue
            if stretch:
                self._text(*stretch)
                stretch = None
            if kind is _START_TAG:
                self._start_tag(token, start, end)
            elif kind is _END_TAG:
                self._end_tag(token.tag or "")
            elif kind is _COMMENT and self._markup.text.startswith(_CDATA, start) and self._elements.scope.foreign:
                self._character_data(start)
        if stretch:
            self._text(*stretch)

    def _text(self, start: int, end: int, notation: Notation = "html") -> None:
        scope = self._elements.text()
        place: tuple[int, int] | tuple[()] = (self._run, self._paragraph)
        if self._elements.in_annotation():
            place = ()
        elif not scope.translate:
            self._run += 1
        if scope.translate:
            self.found.stretches.append(Stretch(start + self._offset, end + self._offset, scope.lang, notation, *place))

    def _character_data(self, start: int) -> None:
        """A CDATA section in SVG or MathML, where it may hold a `>` (13.2.5.69)."""
        begin = start + len(_CDATA)
        end = self._markup.text.find("]]>", begin)
        if end < 0:
            end = len(self._markup.text)
        self._text(begin, end, "plain")
        self._markup.resume(min(end + 3, len(self._markup.text)))

    def _start_tag(self, token: Token, start: int, end: int) -> None:
        name = token.tag or ""
        self._interrupt(name)
        attributes = token.attrs or []
        says = self._policy.says(attributes)
        content_says = self._policy.content_says(name, says)
        if name in RAW_TEXT and self._elements.scope.foreign:
            self._markup.resume(end)
        around = self._elements.start(name, content_says, self_closing=token.self_closing)
        if attributes and not self._policy.attributes_to_see.isdisjoint([attribute[0] for attribute in attributes]):
            self._attributes(token, start, around.within(says), around.within(content_says))

    def _end_tag(self, name: str) -> None:
        self._interrupt(name)
        self._elements.end(name)

    def _interrupt(self, name: str) -> None:
        """Ends what a tag ends of the text and the paragraph that go on."""
        if name not in INLINE and "-" not in name:
            self._run += 1
            if name not in OBJECTS:
                self._paragraph += 1

    def _attributes(self, token: Token, start: int, scope: Scope, content_scope: Scope) -> None:
        """The human text and the language tags among the attributes. They are in the language of their own element."""
        name, attributes, found = token.tag or "", token.attrs or [], self.found
        start_in_text = start + self._offset
        for attribute, begin, end in attribute_spans(token.source or ""):
            span = begin + start_in_text, end + start_in_text
            if attribute in ("lang", "xml:lang"):
                if name == "html" and found.language is None:
                    found.language = dict(attributes)[attribute]
                if content_scope.translate:
                    found.language_tags.append(LanguageTag(*span))
            elif attribute == "hreflang" and scope.translate:
                found.language_tags.append(LanguageTag(*span, of_link=True))
            elif scope.translate and self._policy.is_human_attribute(name, attribute, attributes):
                notation = _QUOTED.get((token.source or "")[begin - 1 : begin], "unquoted")
                found.stretches.append(Stretch(*span, scope.lang, notation))
