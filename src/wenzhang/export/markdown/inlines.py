"""Inlines in Markdown: a function a kind, in a table.

Each gets the state, the node, and the characters before and after what it writes: whether a mark means anything
depends on what it stands next to. A line end stands for where a line begins or ends.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wenzhang.export.markdown.attributes import KEPT, is_plain, is_tag, is_unmarked, start_tag
from wenzhang.export.markdown.emphasis import delimiter
from wenzhang.export.markdown.escapes import collapsed, escaped, is_plain_text
from wenzhang.export.markdown.links import image_tag, is_autolink, link_attributes, link_target, markdown_image
from wenzhang.export.markdown.raw import inline_raw
from wenzhang.model import (
    ASCII_WHITE_SPACE,
    Code,
    Emphasis,
    Html,
    Image,
    InlineBlock,
    LineBreak,
    Link,
    RawHtml,
    Ruby,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Text,
    is_space,
)
from wenzhang.walk import children

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wenzhang.export.markdown.state import State
    from wenzhang.model import Inline, Node

__all__ = ["inlines", "is_empty", "line"]

_PAIRED = ("~", "$")
_BACKTICKS = re.compile("`+")


def line(state: State, nodes: Sequence[Inline], before: str = "\n") -> str | None:
    """What a paragraph, a heading or a cell holds; None if Markdown cannot say it.

    It begins with the anchors of the blocks that begin with it.
    """
    anchor = state.anchor
    if len(nodes) == 1 and type(nodes[0]) is Text and not anchor:  # most are
        value = nodes[0].value
        if value.isprintable() and "  " not in value and is_plain_text(value):
            return value.strip(" ")
    if anchor:
        state.anchor = ""
        before = ">"
    state.needs_html = False
    text = inlines(state, nodes, before, "\n", anchor).strip(" ")
    if state.needs_html:
        state.needs_html = False
        state.anchor = anchor
        return None
    for sign in _PAIRED:  # one alone strikes nothing through, nor is it a formula
        if sign in text and text.count(sign) == 1 and _is_in_text(nodes, sign):
            text = text.replace(f"\\{sign}", sign)
    if text and "\xa0" in (text[0], text[-1]):
        text = _no_break_spaces(text)
    return text


def _is_in_text(nodes: Sequence[Any], sign: str) -> bool:
    return any(
        sign in node.value if type(node) is Text else type(node) is not Code and _is_in_text(children(node), sign)
        for node in nodes
    )


def is_empty(nodes: Sequence[Any]) -> bool:
    """Whether inlines are nothing but white space that is not shown."""
    return all(
        is_space(node) or not node.value
        if type(node) is Text
        else type(node) in _MARKS and is_plain(node.attrs) and is_empty(node.inlines)
        for node in _bare(nodes)
    )


def _no_break_spaces(text: str) -> str:
    """Text whose first and last no-break spaces are references: some renderers strip them."""
    content = text.strip("\xa0")
    if not content:
        return "&nbsp;" * len(text)
    start = len(text) - len(text.lstrip("\xa0"))
    return f"{'&nbsp;' * start}{content}{'&nbsp;' * (len(text) - start - len(content))}"


def inlines(state: State, nodes: Sequence[Inline], before: str, after: str, start: str = "") -> str:
    """Inlines one after the other, the first behind what is written already."""
    parts = [start] if start else []
    last = before
    count = len(nodes)
    at = 0
    while at < count:
        node = nodes[at]
        at += 1
        kind = type(node)
        if kind is Text:
            value, at = _joined_text(nodes, at - 1)
            if value[:1] == " " and (last in " \n" or (start and len(parts) == 1)):
                value = value[1:]
            piece = escaped(value, last, _next(nodes, at, after), in_link="[" in state.marks) if value else ""
        elif kind is Html and is_unmarked(node.tag, node.attrs):  # type: ignore[union-attr]
            nodes = [*node.inlines, *nodes[at:]]  # type: ignore[union-attr] # as if it were not there
            at, count = 0, len(nodes)
            continue
        elif kind is LineBreak:
            piece = _break(state, parts)
        else:
            piece = _INLINES[kind](state, node, last, _next(nodes, at, after))
            if piece[:1] == " " and last in " \n":
                piece = piece[1:]
        if piece:
            parts.append(piece)
            last = piece[-1]
    text = "".join(parts)
    if last in "\n \u3000\xa0" and "\n" in text:
        before, _, end = text.rpartition("\\\n")
        if not end.strip():  # nothing that all renderers keep follows, so that the backslash would be one
            return f"{before}<br>{end}"
    return text


def _joined_text(nodes: Sequence[Any], at: int) -> tuple[str, int]:
    """The texts that begin at an index, as one, and the index behind them. White space before a line break is none."""
    value, count = nodes[at].value, len(nodes)
    at += 1
    while at < count and type(nodes[at]) is Text:
        value += nodes[at].value
        at += 1
    if not value.isprintable() or "  " in value:
        value = collapsed(value)
    return value.removesuffix(" ") if at < count and type(nodes[at]) is LineBreak else value, at


def _next(nodes: Sequence[Inline], at: int, after: str) -> str:
    """The character that follows, or one that is the same to what stands before it."""
    while at < len(nodes):
        node: Any = nodes[at]
        at += 1
        kind = type(node)
        if kind is Text:
            if node.value:
                return " " if node.value[0] in ASCII_WHITE_SPACE else str(node.value[0])
        elif kind in _MARKS:
            first = _next(node.inlines, 0, "")
            if first:
                return " " if first == " " else _MARKS[kind]
        elif kind is Html and is_unmarked(node.tag, node.attrs):
            first = _next(node.inlines, 0, "")
            if first:
                return first
        else:
            return _FIRST.get(kind, "<")
    return after


# One function a kind


def _break(state: State, parts: list[str]) -> str:
    """A backslash at the end of a line with text before it (6.7), else a tag."""
    if parts and parts[-1][-1] == " ":
        parts[-1] = parts[-1].rstrip(" ")
        if not parts[-1]:
            parts.pop()
    is_line = bool(parts) and "|" not in state.marks and parts[-1][-1] != "\n" and parts[-1] != "<br>"
    return "\\\n" if is_line else "<br>"


def _marked(mark: str, tag: str) -> Callable[[State, Any, str, str], str]:
    code = tag[0]

    def write(state: State, node: Any, before: str, after: str) -> str:
        nodes = node.inlines
        if node.attrs and not is_plain(node.attrs):
            return tagged(state, tag, nodes, node.attrs)
        nodes = _bare(nodes)
        start = " " if _next(nodes, 0, "") == " " else ""
        end = " " if _ends_with_space(nodes) else ""
        if start or end:  # which are outside of emphasis, so that what is in there has no such neighbours
            nodes = _trimmed(nodes)
        marks = state.marks
        state.marks = marks + code
        content = inlines(state, nodes, mark[0], mark[0])
        state.marks = marks
        if not content:
            return start or end
        is_nested = code in marks[marks.rfind("[") + 1 :]  # what stands in a link is read on its own
        sign = None if is_nested else delimiter(mark, start or before, content, end or after)
        if sign is None:
            return f"{start}<{tag}>{content}</{tag}>{end}"
        return f"{start}{sign}{content}{sign}{end}"

    return write


def _bare(nodes: Sequence[Any]) -> Sequence[Any]:
    """Inlines, and those in elements that say nothing in place of these."""
    if not any(type(node) is Html and is_unmarked(node.tag, node.attrs) for node in nodes):
        return nodes
    bare: list[Any] = []
    for node in nodes:
        bare += _bare(node.inlines) if type(node) is Html and is_unmarked(node.tag, node.attrs) else (node,)
    return bare


def _ends_with_space(nodes: Sequence[Any]) -> bool:
    for node in reversed(_bare(nodes)):
        if type(node) is Text:
            if node.value:
                return node.value[-1] in ASCII_WHITE_SPACE
        elif type(node) not in _MARKS:
            return False
        elif _next(node.inlines, 0, ""):
            return _ends_with_space(node.inlines)
    return False


def _trimmed(nodes: Sequence[Any]) -> list[Any]:
    """Inlines without the white space at both ends, also within emphasis there."""
    trimmed = list(_bare(nodes))
    for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while trimmed:
            node = trimmed[at]
            if type(node) is Text:
                node = replace(node, value=strip(node.value, ASCII_WHITE_SPACE))
                if node.value:
                    trimmed[at] = node
                    break
            elif type(node) in _MARKS and is_plain(node.attrs):
                node = replace(node, inlines=tuple(_trimmed(node.inlines)))
                if node.inlines:
                    trimmed[at] = node
                    break
            else:
                break
            del trimmed[at]
    return trimmed


def tagged(state: State, tag: str, nodes: Sequence[Inline], attrs: dict[str, str]) -> str:
    """An element of HTML around Markdown."""
    if not is_tag(tag, attrs):
        state.needs_html = True
    return f"{state.tag(start_tag(tag, attrs))}{inlines(state, nodes, '>', '<')}</{tag}>"


def _tagged(tag: str) -> Callable[[State, Any, str, str], str]:
    return lambda state, node, before, after: tagged(state, tag, node.inlines, node.attrs)


def _code(state: State, node: Code, before: str, after: str) -> str:
    text = _text_of(node.inlines)
    if text is None or before == "`" or not KEPT.isdisjoint(node.attrs):
        return tagged(state, "code", node.inlines, node.attrs)
    value = collapsed(text)
    if node.attrs and "language-math" in node.attrs.get("class", "") and state.is_written(node, "$"):
        return state.solid(node.html)
    if not value.strip():
        return tagged(state, "code", node.inlines, {})
    fence = "`"
    if "`" in value:
        fence = "`" * (1 + max(map(len, _BACKTICKS.findall(value))))
    if "`" in (value[0], value[-1]) or value[0] == value[-1] == " ":
        value = f" {value} "  # one space at both ends is no part of it (6.1)
    return state.solid(f"{fence}{value}{fence}")


def _text_of(nodes: Sequence[Inline]) -> str | None:
    """The text of inlines that are nothing but text, though some of it may be coloured."""
    if len(nodes) == 1 and type(nodes[0]) is Text:
        return nodes[0].value
    parts: list[str] = []
    for node in nodes:
        if type(node) is Text:
            parts.append(node.value)
        elif (type(node) is Html and is_unmarked(node.tag, node.attrs)) or (
            type(node) in _MARKS and not node.inlines and not node.attrs  # type: ignore[union-attr]
        ):
            text = _text_of(node.inlines)  # type: ignore[union-attr]
            if text is None:
                return None
            parts.append(text)
        else:
            return None
    return "".join(parts)


def _link(state: State, node: Link, before: str, after: str) -> str:
    nodes = node.inlines
    target = link_target(node, node.href)
    if target is None or "[" in state.marks:
        return tagged(state, "a", nodes, link_attributes(node))
    if node.href[:4] == "http" and is_autolink(node, _text_of(nodes)):
        return f"<{node.href}>"
    marks = state.marks
    state.marks = f"{marks}["
    text = inlines(state, nodes, "[", "]")
    state.marks = marks
    return f"[{_without_caret(text)}]({state.solid(target)})"


def _without_caret(text: str) -> str:
    """The text of a link that is not the name of a footnote."""
    return f"\\{text}" if text[:1] == "^" else text


def _image(state: State, node: Image, before: str, after: str) -> str:
    markdown = markdown_image(node)
    return state.tag(image_tag(node)) if markdown is None else state.solid(markdown)


def _ruby(state: State, node: Ruby, before: str, after: str) -> str:
    parts = [part for segment in node.segments for part in (*segment.base, *segment.annotation)]
    return tagged(state, "ruby", parts, node.attrs)


def _superscript(state: State, node: Superscript, before: str, after: str) -> str:
    if node.attrs and state.is_written(node, "[^"):
        return state.solid(node.html)  # the reference of a footnote
    return tagged(state, "sup", node.inlines, node.attrs)


def _html(state: State, node: Html, before: str, after: str) -> str:
    return tagged(state, node.tag, node.inlines, node.attrs)


def _raw(state: State, node: RawHtml, before: str, after: str) -> str:
    return inline_raw(state, node)


def _blocks(state: State, node: InlineBlock, before: str, after: str) -> str:
    state.needs_html = True
    return ""


_MARKS: dict[type[Node], str] = {Strong: "*", Emphasis: "*", Strikethrough: "~"}
_FIRST: dict[type[Node], str] = {Code: "`", Link: "[", Image: "!", LineBreak: "\\"}

_INLINES: dict[type[Node], Callable[[State, Any, str, str], str]] = {
    Strong: _marked("**", "strong"),
    Emphasis: _marked("*", "em"),
    Strikethrough: _marked("~~", "del"),
    Subscript: _tagged("sub"),
    Superscript: _superscript,
    Code: _code,
    Link: _link,
    Image: _image,
    Ruby: _ruby,
    Html: _html,
    RawHtml: _raw,
    InlineBlock: _blocks,
}
