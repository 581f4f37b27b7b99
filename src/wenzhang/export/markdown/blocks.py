"""Blocks in Markdown: a function a kind, in a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wenzhang.export.markdown import html
from wenzhang.export.markdown.attributes import KEPT, in_markdown, is_plain, is_tag, start_tag, unwrapped
from wenzhang.export.markdown.guard import begins_html, guarded
from wenzhang.export.markdown.html import html_block, html_blocks
from wenzhang.export.markdown.inlines import line
from wenzhang.export.markdown.lists import MAX_LEVEL, indented, write_list
from wenzhang.export.markdown.raw import BLOCK_TAGS, raw
from wenzhang.export.markdown.tables import write_table
from wenzhang.export.markdown.titled import write_details, write_figure
from wenzhang.export.markdown.wrapping import wrapped
from wenzhang.model import (
    BlockQuote,
    Code,
    CodeBlock,
    Container,
    DefinitionList,
    Details,
    Figure,
    Heading,
    Html,
    LineBreak,
    List,
    Paragraph,
    RawHtml,
    Table,
    Text,
    ThematicBreak,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wenzhang.export.markdown.state import State
    from wenzhang.model import Block, Inline, Node

__all__ = ["write_blocks", "write_heading"]

_OF_GENERATORS = ("{{", "{%", ":::", "import", "export")
_BACKTICKS = re.compile("`{3,}")
_WORD = re.compile(r"[\w+#.-]+")
_ALERT = re.compile(r"\[!(?:note|tip|important|warning|caution)\](?=\n|$)", re.IGNORECASE)
_TRAILING_HASHES = re.compile(r"(?:^|(?<= ))#+$")


def write_blocks(state: State, blocks: Sequence[Block]) -> str:
    """Blocks with a blank line between two."""
    parts: list[str] = []
    marker = ""
    for block in unwrapped(blocks):
        if type(block) is List:
            other = _other_marker(marker, block)
            text = write_list(state, block, other, write_blocks)
            if text:
                marker = "" if text[0] == "<" else other
        else:
            text = _BLOCKS[type(block)](state, block)
            if marker and text:
                marker = ""
        if state.anchor:
            parts.append(state.anchor)
            state.anchor = ""
        if text:
            parts.append(text)
    return "\n\n".join(parts)


def _other_marker(before: str, node: List) -> str:
    """The marker of a list, another than that of a list right before it, of which it would be a part (5.3)."""
    if node.ordered:
        return ")" if before == "." else "."
    return "*" if before == "-" else "-"


# Text


def _paragraph(state: State, node: Paragraph) -> str:
    anchor = state.anchor
    if node.implied and state.is_written(node, *_OF_GENERATORS):
        lines = _of_generator(state, node)
        if lines:
            return lines
    if not node.attrs or in_markdown(state, node.attrs):
        text = line(state, node.inlines)
        if text is not None and not begins_html(text):
            columns = state.options.wrap
            if columns is not None:
                return wrapped(_guarded(state, text), columns - state.columns).replace("\0", " ")
            return _guarded(state, text)
    state.anchor = anchor
    written = html_block(state, node)
    return f"<div>{written}</div>" if node.implied else written


def _guarded(state: State, text: str) -> str:
    """A paragraph that begins no other block; within others any colon begins a definition for pulldown-cmark."""
    if state.columns and text[:1] == ":" and text[:3] != ":::":
        text = f"\\{text}"
    return guarded(text)


def _of_generator(state: State, node: Paragraph) -> str:
    """Lines that a site generator replaces, as they are; nothing where they are text."""
    first = node.inlines[0]
    text = first.value if len(node.inlines) == 1 and isinstance(first, Text) else node.text
    signs = None if not state.quotes else {ord(">"): None}
    if _squeezed(text, signs) != _squeezed(node.html, signs):
        return ""
    lines = [each.strip(" ") if state.columns else each.rstrip(" ") for each in text.split("\n")]
    return "\n".join(lines).strip("\n")


def _squeezed(text: str, without: dict[int, None] | None) -> str:
    text = "".join(text.split())
    return text.translate(without) if without else text


def _heading(state: State, node: Heading) -> str:
    return write_heading(state, node.level, node.inlines, node.id, node.attrs)


def write_heading(state: State, level: int, inlines: Sequence[Inline], id: str | None, attrs: dict[str, str]) -> str:
    """A heading (4.2); its `id` is an anchor at its start."""
    anchor = state.anchor
    if in_markdown(state, attrs, id):
        state.marks = "|"
        text = line(state, inlines, " ")
        state.marks = ""
        if text is not None:
            signs = "#" * min(max(level + state.options.heading_shift, 1), 6)
            return f"{signs} {_without_end(text)}".rstrip(" ").replace("\0", " ")
    state.anchor = anchor
    return html.heading(state, level, inlines, id, attrs)


def _without_end(text: str) -> str:
    """The text of a heading with no signs at its end that are none of it, and no attributes in braces."""
    if text.endswith("#"):
        return _TRAILING_HASHES.sub(lambda found: f"\\{found[0]}", text)
    return f"{text[:-1]}\\}}" if text.endswith("}") else text


def _code(state: State, node: CodeBlock) -> str:
    """A block of code (4.5), whose fence is longer than any in it."""
    code = node.code
    language = node.language or ""
    is_text = not node.inlines or all(map(_is_text, node.inlines))
    if not is_text or "\r" in code or (language and not _WORD.fullmatch(language)) or not KEPT.isdisjoint(node.attrs):
        return html.preformatted(state, node)
    fence = "```"
    if "```" in code:
        fence = "`" * (1 + max(map(len, _BACKTICKS.findall(code))))
    if code and not code.endswith("\n"):
        code += "\n"
    return f"{fence}{language}\n{code}{fence}"


def _is_text(node: Inline) -> bool:
    """Whether something in code says no more than its text: it colours it, at most."""
    kind = type(node)
    if kind is Text or kind is LineBreak:
        return True
    is_code = kind is Code or (kind is Html and node.tag == "span")  # type: ignore[union-attr]
    return is_code and is_plain(node.attrs) and all(map(_is_text, node.inlines))  # type: ignore[union-attr]


def _rule(state: State, node: ThematicBreak) -> str:
    return "---" if not state.level and is_plain(node.attrs) else html_block(state, node)


# What holds blocks


def _quote(state: State, node: BlockQuote) -> str:
    attrs = node.attrs
    kind = _alert(attrs) if attrs and state.is_written(node, ">") else ""
    if node.cite is not None or not in_markdown(state, attrs):
        return _around(state, "blockquote", attrs if node.cite is None else {"cite": node.cite, **attrs}, node.blocks)
    if state.level >= MAX_LEVEL:
        return html_block(state, node)
    state.level += 1
    state.quotes += 1
    state.columns += 2
    text = write_blocks(state, node.blocks)
    state.level -= 1
    state.quotes -= 1
    state.columns -= 2
    if kind:
        text = f"{kind}\n{text}"
    elif _ALERT.match(text):
        text = f"\\{text}"
    return "\n".join([f"> {each}" if each else ">" for each in text.split("\n")])


def _alert(attrs: dict[str, str]) -> str:
    """The sign of GitHub's alerts."""
    kind = attrs.get("class", "").rpartition("markdown-alert-")
    return f"[!{kind[2].upper()}]" if kind[1] else ""


def _container(state: State, node: Container) -> str:
    if node.attrs.get("class") == "footnote" and state.is_written(node, "[^"):
        return _footnote(state, node)
    return _around(state, node.tag, node.attrs, node.blocks)


def _footnote(state: State, node: Container) -> str:
    """What a footnote says, in an article that is Markdown."""
    state.level += 1
    state.columns += 4
    content = write_blocks(state, node.blocks)
    state.columns -= 4
    state.level -= 1
    return f"[^{node.attrs['id'].removeprefix('fn-')}]: {indented(content, 4)}"


def _around(state: State, tag: str, attrs: dict[str, str], blocks: Sequence[Block]) -> str:
    """Markdown between the tags of an element, each on a line of its own (4.6)."""
    start, end = start_tag(tag, attrs), f"</{tag}>"
    if tag not in BLOCK_TAGS and not is_tag(tag, attrs):
        return f"<div>\n{start}\n{html_blocks(state, blocks)}\n{end}\n</div>"
    content = write_blocks(state, blocks)
    if not content:
        return f"{start}{end}"
    return f"{start}\n\n{content}\n\n{end}"


def _details(state: State, node: Details) -> str:
    return write_details(state, node, write_blocks)


def _figure(state: State, node: Figure) -> str:
    return write_figure(state, node, write_blocks)


def _raw(state: State, node: RawHtml) -> str:
    return raw(state, node, is_block=True)


_BLOCKS: dict[type[Node], Callable[[State, Any], str]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Figure: _figure,
    Details: _details,
    Table: write_table,
    CodeBlock: _code,
    BlockQuote: _quote,
    DefinitionList: html_block,
    ThematicBreak: _rule,
    Container: _container,
    RawHtml: _raw,
}
