"""Inline content: the children of an HTML element as inlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbohtml import Comment, Element, Namespace
from turbohtml import Text as TreeText

from wenzhang.model import (
    Html,
    Image,
    ImageSource,
    Inline,
    InlineBlock,
    LineBreak,
    RawHtml,
    Ruby,
    RubySegment,
    is_hidden,
    is_space,
    set_source,
)
from wenzhang.read.locate import attributes
from wenzhang.read.nodes import PHRASES, extent, image
from wenzhang.read.readers import BLOCK_READERS, INLINE_READERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from turbohtml import Node as TreeNode

    from wenzhang.read.locate import Locator
    from wenzhang.source import Span

# Elements nested deeper than this are kept as raw HTML with their text. (Browsers flatten below a depth of 512.)
MAX_DEPTH = 100

# What a browser does not lay out as text: metadata, embedded content and its fallback (HTML Standard, 15.3.1, 15.4).
UNRENDERED = frozenset(
    "area audio base basefont canvas datalist embed frame frameset head iframe link meta meter noembed noframes "
    "object param progress rp script source style template title track video".split()
)
# Besides, within SVG (2, 5.8) and MathML (Core, 2.1.7).
_UNRENDERED_WITHIN = UNRENDERED | {"desc", "metadata", "annotation", "annotation-xml"}
# Kept as they are written, besides custom elements without content.
RAW = (UNRENDERED - {"rp"}) | {"svg", "math", "input", "select", "textarea"}
VOID = "area base basefont embed frame input link meta param source track wbr".split()


def read_with_inlines(reader: Locator, element: Element, tag: str) -> tuple[Span, dict[str, str], tuple[Inline, ...]]:
    """An element that holds inlines: its span, its attributes and these."""
    return reader.read_leaf(element, tag) or _read_with_inlines(reader, element, tag)


def _read_with_inlines(reader: Locator, element: Element, tag: str) -> tuple[Span, dict[str, str], tuple[Inline, ...]]:
    span, attrs, inlines = reader.read(element, tag, read_inlines)
    return span, attrs, tuple(inlines)


def read_inlines(reader: Locator, element: Element) -> list[Inline]:
    """The children as inlines; blocks among them are wrapped in `InlineBlock`."""
    reader.depth += 1
    inlines: list[Inline] = []
    for child in element:
        if type(child) is TreeText:
            reader.take_text(child.data, inlines)
        elif type(child) is Element:
            inlines.append(read_inline(reader, child))
        elif type(child) is Comment:
            reader.take_comment(child.data)
    reader.depth -= 1
    return inlines


def read_inline(reader: Locator, element: Element) -> Inline:
    """One element as an inline."""
    tag = element.tag
    node: Inline
    if reader.depth > MAX_DEPTH:
        node = read_raw(reader, element, tag)
    elif (read := INLINE_READERS.get(tag)) is not None:
        node = read(reader, element, tag)
    elif tag in BLOCK_READERS:
        block = BLOCK_READERS[tag](reader, element, tag)
        set_source(block, reader.source)
        node = InlineBlock(block.span, (block,))
    else:
        node = _read_other(reader, element, tag)
    set_source(node, reader.source)
    return node


def read_raw(reader: Locator, element: Element, tag: str) -> RawHtml:
    """An element that is kept as written."""
    span, attrs, _ = reader.read(element, tag, _pass_over)
    return RawHtml(span, tag, rendered_text(element), attrs)


def _pass_over(reader: Locator, element: Element) -> None:
    """Moves behind the content of an element that is kept as written."""
    if not reader.to_end_tag(element) and reader.depth <= MAX_DEPTH:
        read_inlines(reader, element)
    elif len(element):
        reader.to_next(element)


def _read_void(reader: Locator, element: Element, tag: str) -> RawHtml:
    span, attrs, _ = reader.read(element, tag, None)
    return RawHtml(span, tag, "", attrs)


def rendered_text(element: Element) -> str:
    """The text inside that a browser lays out, with a newline between blocks; looks into any depth."""
    parts: list[str] = []
    new_line = False
    stack: list[TreeNode | None] = [element]  # None where a line ends
    while stack:
        node = stack.pop()
        if node is None:
            new_line = bool(parts)
        elif isinstance(node, TreeText):
            if new_line:
                parts.append("\n")
                new_line = False
            parts.append(node.data)
        elif not isinstance(node, Element):
            stack += reversed(node.children)
        elif node.tag not in _UNRENDERED_WITHIN and (node is element or not _is_hidden(node)):
            ends_line = [None] if _stands_apart(node) else []
            stack += [*ends_line, *reversed(node.children), *ends_line]
    return "".join(parts)


def _stands_apart(element: Element) -> bool:
    return (element.tag in BLOCK_READERS or element.tag == "br") and element.namespace is Namespace.HTML


def _is_hidden(element: Element) -> bool:
    return element.namespace is Namespace.HTML and is_hidden(element.tag, attributes(element))


def _phrase(
    make: Callable[[Span, tuple[Inline, ...], dict[str, str]], Inline],
) -> Callable[[Locator, Element, str], Inline]:
    def read(reader: Locator, element: Element, tag: str) -> Inline:
        span, attrs, inlines = read_with_inlines(reader, element, tag)
        return make(span, inlines, attrs)

    return read


def _read_other(reader: Locator, element: Element, tag: str) -> Inline:
    if "-" in tag and not len(element):
        return read_raw(reader, element, tag)
    span, attrs, inlines = read_with_inlines(reader, element, tag)
    return Html(span, tag, inlines, attrs)


def _read_break(reader: Locator, element: Element, tag: str) -> Inline:
    span, _, _ = reader.read(element, tag, None)
    return LineBreak(span)


def _read_image(reader: Locator, element: Element, tag: str) -> Image:
    span, attrs, _ = reader.read(element, tag, None)
    return image(span, attrs)


def _read_picture(reader: Locator, element: Element, tag: str) -> Inline:
    span, attrs, inlines = reader.read(element, tag, read_inlines)
    images = [node for node in inlines if isinstance(node, Image)]
    others = [node for node in inlines if not isinstance(node, Image) and not _shows_nothing(node)]
    if len(images) != 1 or others:
        return Html(span, tag, tuple(inlines), attrs)
    only = images[0]
    sources = tuple(_picture_source(node) for node in inlines if isinstance(node, RawHtml) and node.tag == "source")
    return Image(span, only.src, only.alt, only.title, only.width, only.height, sources, attrs | only.attrs)


def _shows_nothing(node: Inline) -> bool:
    return is_space(node) or (isinstance(node, RawHtml) and not node.content)


def _picture_source(node: RawHtml) -> ImageSource:
    attrs = dict(node.attrs)
    source = ImageSource(node.span, attrs.pop("srcset", ""), attrs.pop("media", None), attrs.pop("type", None), attrs)
    set_source(source, node.source)
    return source


def _read_ruby(reader: Locator, element: Element, tag: str) -> Inline:
    span, attrs, inlines = reader.read(element, tag, read_inlines)
    segments: list[RubySegment] = []
    base: list[Inline] = []
    annotation: list[Inline] = []

    def flush() -> None:
        if base or annotation:
            segments.append(RubySegment(extent([*base, *annotation]), tuple(base), tuple(annotation)))
            set_source(segments[-1], reader.source)
            base.clear()
            annotation.clear()

    for node in inlines:
        part = node.tag if isinstance(node, Html) else ""
        if part in ("rt", "rtc"):
            annotation.append(node)
        elif part != "rp" and not (annotation and is_space(node)):
            if annotation:
                flush()
            base.append(node)
    flush()
    return Ruby(span, tuple(segments), attrs)


INLINE_READERS |= {
    **{tag: _phrase(make) for tag, make in PHRASES.items()},
    "br": _read_break,
    "img": _read_image,
    "picture": _read_picture,
    "ruby": _read_ruby,
    **dict.fromkeys(RAW, read_raw),
    **dict.fromkeys(VOID, _read_void),
}
