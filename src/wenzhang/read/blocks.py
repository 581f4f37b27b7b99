"""Blocks: one function a kind of block, in a table by tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from turbohtml import Element

from wenzhang.model import (
    Block,
    BlockQuote,
    Code,
    CodeBlock,
    Definition,
    DefinitionDescription,
    DefinitionList,
    DefinitionTerm,
    Details,
    Figure,
    Heading,
    Html,
    Image,
    Inline,
    List,
    ListItem,
    Paragraph,
    Text,
    ThematicBreak,
    is_space,
    set_source,
)
from wenzhang.read.flow import parts, read_container, read_with_blocks
from wenzhang.read.inline import read_inlines, read_with_inlines
from wenzhang.read.locate import extent
from wenzhang.read.readers import BLOCK_READERS
from wenzhang.read.tables import read_table
from wenzhang.source import Span
from wenzhang.text import one_line, raw_text
from wenzhang.walk import collect

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.read.locate import Locator

Default = TypeVar("Default", int, None)

_LANGUAGE_CLASS = re.compile(r"(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*)([\w+#.-]+)")


def _paragraph(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, inlines = read_with_inlines(reader, element, tag)
    return Paragraph(span, inlines, attrs)


def _heading(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, inlines = read_with_inlines(reader, element, tag)
    return Heading(span, int(tag[1]), inlines, attrs.pop("id", None), attrs)


def _quote(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, blocks = read_with_blocks(reader, element, tag)
    return BlockQuote(span, blocks, attrs.pop("cite", None), attrs)


def _thematic_break(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, _ = reader.read(element, tag, None)
    return ThematicBreak(span, attrs)


# Lists


def _list(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, items = reader.read(element, tag, _items)
    first = _integer(attrs, "start", 1)
    is_reversed = attrs.pop("reversed", None) is not None
    return List(span, tag == "ol", tuple(items), first, is_reversed, attrs.pop("type", None), attrs)


def _items(reader: Locator, element: Element) -> list[ListItem]:
    items: list[ListItem] = []
    for part in parts(reader, element, ("li",)):
        if isinstance(part, Element):
            items.append(_item(reader, part))
        else:
            items.append(ListItem(extent(part), tuple(part), implied=True))
        set_source(items[-1], reader.source)
    return items


def _item(reader: Locator, element: Element) -> ListItem:
    span, attrs, blocks = read_with_blocks(reader, element, "li")
    return ListItem(span, blocks, _integer(attrs, "value", None), None, attrs)


def _stray_item(reader: Locator, element: Element, tag: str) -> Block:
    """An `<li>` that stands in no list."""
    item = _item(reader, element)
    set_source(item, reader.source)
    return List(item.span, False, (item,), implied=True)


def _definition_list(reader: Locator, element: Element, tag: str) -> Block:
    groups = _Definitions(reader)
    span, attrs, _ = reader.read(element, tag, groups.read)
    return DefinitionList(span, groups.ended(), attrs)


def _stray_definition(reader: Locator, element: Element, tag: str) -> Block:
    """A `<dt>` or `<dd>` that stands in no list."""
    groups = _Definitions(reader)
    groups.add(element)
    items = groups.ended()
    return DefinitionList(items[0].span, items)


def _term(reader: Locator, element: Element) -> DefinitionTerm:
    span, attrs, inlines = read_with_inlines(reader, element, "dt")
    return DefinitionTerm(span, inlines, attrs)


class _Definitions:
    """Groups terms with the descriptions that follow them."""

    def __init__(self, reader: Locator) -> None:
        self.reader = reader
        self.items: list[Definition] = []
        self.terms: list[DefinitionTerm] = []
        self.descriptions: list[DefinitionDescription] = []

    def read(self, reader: Locator, element: Element) -> None:
        for part in parts(reader, element, ("dt", "dd", "div")):
            if isinstance(part, list):
                self._append(DefinitionDescription(extent(part), tuple(part), implied=True))
            elif part.tag == "div":  # groups a term with its descriptions (HTML Standard, 4.4.9)
                reader.read(part, "div", self.read)
            else:
                self.add(part)

    def add(self, element: Element) -> None:
        reader = self.reader
        if element.tag == "dt":
            if self.descriptions:
                self._end()
            self.terms.append(_term(reader, element))
            set_source(self.terms[-1], reader.source)
        else:
            span, attrs, blocks = read_with_blocks(reader, element, "dd")
            self._append(DefinitionDescription(span, blocks, attrs))

    def ended(self) -> tuple[Definition, ...]:
        self._end()
        return tuple(self.items)

    def _append(self, description: DefinitionDescription) -> None:
        set_source(description, self.reader.source)
        self.descriptions.append(description)

    def _end(self) -> None:
        if self.terms or self.descriptions:
            span = extent([*self.terms, *self.descriptions])
            self.items.append(Definition(span, tuple(self.terms), tuple(self.descriptions)))
            set_source(self.items[-1], self.reader.source)
            self.terms.clear()
            self.descriptions.clear()


# Figures and details: blocks under a line of their own


def _figure(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, (caption, caption_span, content) = reader.read(element, tag, _captioned)
    images = _bare_images(content)
    if images is None:
        images = collect(content, Image)
    else:
        content = ()
    title = one_line(caption) if caption_span else None
    return Figure(span, images, title, caption, caption_span, content, attrs)


def _bare_images(blocks: tuple[Block, ...]) -> tuple[Image, ...] | None:
    """The images, where blocks are nothing else; None where they are more."""
    images: list[Image] = []
    for block in blocks:
        if not (isinstance(block, Paragraph) and block.implied):
            return None
        for node in block.inlines:
            if isinstance(node, Image):
                images.append(node)
            elif not is_space(node):
                return None
    return tuple(images)


def _details(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, (summary, summary_span, blocks) = reader.read(element, tag, _summarised)
    return Details(span, summary, blocks, attrs.pop("open", None) is not None, summary_span, attrs)


Titled = tuple[tuple[Inline, ...], Span | None, tuple[Block, ...]]


def _titled_by(tag: str) -> Callable[[Locator, Element], Titled]:
    """Reads the inlines and the span of the first child with this tag, and the blocks before and after it."""

    def read(reader: Locator, element: Element) -> Titled:
        inlines: tuple[Inline, ...] = ()
        span: Span | None = None
        blocks: list[Block] = []
        for part in parts(reader, element, (tag,)):
            if isinstance(part, list):
                blocks.extend(part)
            elif span is None:
                span, _, inlines = read_with_inlines(reader, part, tag)
            else:
                blocks.append(read_container(reader, part, tag))
                set_source(blocks[-1], reader.source)
        return inlines, span, tuple(blocks)

    return read


_captioned = _titled_by("figcaption")
_summarised = _titled_by("summary")


# Code


def _code_block(reader: Locator, element: Element, tag: str) -> Block:
    span, attrs, content = reader.read(element, tag, _preformatted)
    inlines = tuple(content)
    inner = next((node for node in inlines if isinstance(node, (Code, Html))), None)
    language = _language(attrs) or (_language(inner.attrs) if inner else None)
    code = inner.inlines if len(inlines) == 1 and isinstance(inner, Code) else inlines
    is_plain = all(isinstance(node, Text) for node in code)
    return CodeBlock(span, raw_text(inlines), language, () if is_plain else inlines, attrs)


def _preformatted(reader: Locator, element: Element) -> list[Inline]:
    if element.tag in ("pre", "listing") and reader.text.startswith("\n", reader.cursor):
        reader.cursor += 1  # the parser drops it (HTML Standard, 13.2.6.4.7)
    return read_inlines(reader, element)


def _language(attrs: dict[str, str]) -> str | None:
    """The language by the conventions of the HTML Standard (4.5.15), highlighters, GitHub and MDN."""
    match = _LANGUAGE_CLASS.search(attrs.get("class", ""))
    return match.group(1) if match else attrs.get("data-lang") or attrs.get("data-language") or None


def _integer(attrs: dict[str, str], name: str, default: Default) -> int | Default:
    """A whole number; anything else stays among the attributes."""
    value = attrs.get(name)
    if value is None or not re.fullmatch(r"\s*[+-]?[0-9]{1,9}\s*", value):
        return default
    del attrs[name]
    return int(value)


BLOCK_READERS |= {
    "p": _paragraph,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _list),
    "li": _stray_item,
    "dl": _definition_list,
    **dict.fromkeys(("dt", "dd"), _stray_definition),
    "figure": _figure,
    "details": _details,
    "table": read_table,
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _code_block),
    "blockquote": _quote,
    "hr": _thematic_break,
    **dict.fromkeys(
        "address article aside body caption center dialog div fieldset figcaption footer form header hgroup html "
        "legend main nav search section summary tbody td tfoot th thead tr".split(),
        read_container,
    ),
}
