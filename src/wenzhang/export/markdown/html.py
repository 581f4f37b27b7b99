"""Blocks and inlines in HTML, for what Markdown cannot say: a function a kind, in a table.

A block of HTML goes on to the next blank line (CommonMark 0.31, 4.6), so that none is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wenzhang.export.markdown.attributes import start_tag
from wenzhang.export.markdown.escapes import collapsed, html_escaped, template_escaped
from wenzhang.export.markdown.guard import no_module
from wenzhang.export.markdown.links import image_tag, link_attributes
from wenzhang.export.markdown.raw import raw
from wenzhang.model import (
    BlockQuote,
    Code,
    CodeBlock,
    Container,
    DefinitionList,
    Details,
    Emphasis,
    Figure,
    Heading,
    Html,
    Image,
    InlineBlock,
    LineBreak,
    Link,
    List,
    Paragraph,
    RawHtml,
    Ruby,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
    ThematicBreak,
)
from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wenzhang.export.markdown.state import State
    from wenzhang.model import Block, Inline, ListItem, Node, TableCell, TableRow
    from wenzhang.source import Span

__all__ = ["figure", "heading", "html_block", "html_blocks", "html_inlines", "preformatted", "summary", "titled"]

_MODULE = re.compile(r"(?<=\n)[ie](?=mport\b|xport\b)")  # a line of which would be MDX's
_BLANK_LINE = re.compile(r"\n([ \t]*)\n")


def html_blocks(state: State, blocks: Iterable[Block]) -> str:
    """Blocks, each on lines of its own."""
    return state.line_end.join(filter(None, [html_block(state, block) for block in blocks]))


def html_block(state: State, block: Block) -> str:
    """One block, without a blank line."""
    return _BLOCKS[type(block)](state, block)


def html_inlines(state: State, nodes: Iterable[Inline]) -> str:
    """Inlines, on one line."""
    parts: list[str] = []
    for node in nodes:
        piece = _INLINES[type(node)](state, node)
        if piece[:1] == " " and parts and parts[-1][-1] == " " and state.line_end:
            piece = piece[1:]  # as a browser does (CSS Text 3, 4.1.1)
        if piece:
            parts.append(piece)
    return "".join(parts)


def _text(state: State, node: Text) -> str:
    return _verbatim(node.value) if not state.line_end else _escaped(collapsed(node.value))


def _escaped(value: str) -> str:
    """Text in HTML. Templates stay as they are."""
    if "{{" not in value and "{%" not in value:
        return html_escaped(value)
    parts: list[str] = []
    at = 0
    for template in TEMPLATE.finditer(value):
        if "<" not in template[0]:
            parts += template_escaped(html_escaped(value[at : template.start()]), "&#123;"), template[0]
            at = template.end()
    return "".join([*parts, template_escaped(html_escaped(value[at:]), "&#123;")])


# Inlines


def _element(tag: str) -> Callable[[State, Any], str]:
    return lambda state, node: f"{start_tag(tag, node.attrs)}{html_inlines(state, node.inlines)}</{tag}>"


def _link(state: State, node: Link) -> str:
    return f"{start_tag('a', link_attributes(node))}{html_inlines(state, node.inlines)}</a>"


def _image(state: State, node: Image) -> str:
    return image_tag(node)


def _break(state: State, node: LineBreak) -> str:
    return "<br>"


def _ruby(state: State, node: Ruby) -> str:
    segments = [html_inlines(state, (*segment.base, *segment.annotation)) for segment in node.segments]
    return f"{start_tag('ruby', node.attrs)}{''.join(segments)}</ruby>"


def _html(state: State, node: Html) -> str:
    return f"{start_tag(node.tag, node.attrs)}{html_inlines(state, node.inlines)}</{node.tag}>"


def _inline_blocks(state: State, node: InlineBlock) -> str:
    return html_blocks(state, node.blocks)


def _raw(state: State, node: RawHtml) -> str:
    return raw(state, node, is_block=False)


# Blocks


def _paragraph(state: State, node: Paragraph) -> str:
    content = html_inlines(state, node.inlines).strip(" ")
    return no_module(content) if node.implied else f"{start_tag('p', node.attrs)}{content}</p>"


def _heading(state: State, node: Heading) -> str:
    return heading(state, node.level, node.inlines, node.id, node.attrs)


def heading(state: State, level: int, inlines: Sequence[Inline], id: str | None, attrs: dict[str, str]) -> str:
    """A heading."""
    tag = f"h{min(max(level + state.options.heading_shift, 1), 6)}"
    attrs = attrs if id is None else {"id": id, **attrs}
    return f"{start_tag(tag, attrs)}{html_inlines(state, inlines).strip(' ')}</{tag}>"


def _list(state: State, node: List) -> str:
    items = "\n".join([_item(state, item) for item in node.items])
    if node.implied:
        return items
    tag = "ol" if node.ordered else "ul"
    attrs: dict[str, str] = {}
    own = sum(not item.implied for item in node.items)
    if node.ordered and node.start != (own if node.reversed else 1):
        attrs["start"] = str(node.start)
    if node.reversed:
        attrs["reversed"] = ""
    if node.marker is not None:
        attrs["type"] = node.marker
    return _lines(state, start_tag(tag, attrs | node.attrs), items, f"</{tag}>")


def _item(state: State, item: ListItem) -> str:
    content = html_blocks(state, item.blocks)
    if item.implied:
        return content
    attrs = item.attrs if item.value is None else {"value": str(item.value), **item.attrs}
    return f"{start_tag('li', attrs)}{content}</li>"


def figure(state: State, node: Figure) -> str:
    """A figure."""
    caption = f"<figcaption>{html_inlines(state, node.caption_inlines).strip(' ')}</figcaption>"
    before, after = titled(node.caption_span, node.blocks or node.images)
    parts = [_figure_part(state, part) for part in before]
    parts += [caption] if node.caption_span is not None else []
    parts += [_figure_part(state, part) for part in after]
    return _lines(state, start_tag("figure", node.attrs), *parts, "</figure>")


def _figure_part(state: State, part: Any) -> str:
    return image_tag(part) if type(part) is Image else html_block(state, part)


def titled(span: Span | None, content: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """What stands before a caption or a summary, and behind it."""
    if span is None or not content or content[0].span.start >= span.start:
        return (), content
    before = 0
    while before < len(content) and content[before].span.start < span.start:
        before += 1
    return content[:before], content[before:]


def summary(state: State, node: Details) -> str:
    """The summary of details; nothing where there is none."""
    return "" if node.summary_span is None else f"<summary>{html_inlines(state, node.summary).strip(' ')}</summary>"


def _details(state: State, node: Details) -> str:
    before, after = titled(node.summary_span, node.blocks)
    attrs = {"open": "", **node.attrs} if node.open else node.attrs
    parts = (html_blocks(state, before), summary(state, node), html_blocks(state, after))
    return _lines(state, start_tag("details", attrs), *parts, "</details>")


def _table(state: State, node: Table) -> str:
    parts = [(node.head, "thead"), (node.body, "tbody"), (node.foot, "tfoot")]
    parts = sorted([part for part in parts if part[0]], key=lambda part: part[0][0].span.start)  # a foot may come first
    groups = [_lines(state, f"<{tag}>", *[_row(state, row) for row in rows], f"</{tag}>") for rows, tag in parts]
    if node.caption_span is not None:
        is_first = not parts or node.caption_span.start <= parts[0][0][0].span.start
        caption = f"<caption>{html_inlines(state, node.caption_inlines).strip(' ')}</caption>"
        groups.insert(0 if is_first else len(groups), caption)
    return _lines(state, start_tag("table", node.attrs), *groups, "</table>")


def _row(state: State, row: TableRow) -> str:
    return f"{start_tag('tr', row.attrs)}{''.join([_cell(state, cell) for cell in row.cells])}</tr>"


def _cell(state: State, cell: TableCell) -> str:
    tag = "th" if cell.header else "td"
    attrs: dict[str, str] = {}
    if cell.colspan != 1:
        attrs["colspan"] = str(cell.colspan)
    if cell.rowspan != 1:
        attrs["rowspan"] = str(cell.rowspan)
    if cell.align and "text-align" not in cell.attrs.get("style", "").lower():
        attrs["align"] = cell.align
    return f"{start_tag(tag, attrs | cell.attrs)}{html_blocks(state, cell.blocks)}</{tag}>"


def preformatted(state: State, node: CodeBlock) -> str:
    """A block of code, its blank lines written as references."""
    if node.inlines:
        state.line_end = ""
        content = html_inlines(state, node.inlines)
        state.line_end = "\n"
        if content.startswith("\n"):
            content = f"\n&#10;{content[1:]}"  # the first line end in a <pre> is none of it
    else:
        attrs = {"class": f"language-{node.language}"} if node.language else {}
        content = f"{start_tag('code', attrs)}{_verbatim(node.code)}</code>"
    return f"{start_tag('pre', node.attrs)}{content}</pre>"


def _verbatim(code: str) -> str:
    code = _escaped(code)
    if "\r" in code:
        code = code.replace("\r", "&#13;")
    if "\n" not in code:
        return code
    code = _MODULE.sub(lambda found: f"&#{ord(found[0])};", code)
    return _BLANK_LINE.sub(r"\n\1&#10;", code)


def _quote(state: State, node: BlockQuote) -> str:
    attrs = node.attrs if node.cite is None else {"cite": node.cite, **node.attrs}
    return _lines(state, start_tag("blockquote", attrs), html_blocks(state, node.blocks), "</blockquote>")


def _definitions(state: State, node: DefinitionList) -> str:
    parts: list[str] = []
    for item in node.items:
        for term in item.terms:
            parts.append(f"{start_tag('dt', term.attrs)}{html_inlines(state, term.inlines).strip(' ')}</dt>")
        for each in item.descriptions:
            content = html_blocks(state, each.blocks)
            parts.append(content if each.implied else f"{start_tag('dd', each.attrs)}{content}</dd>")
    return _lines(state, start_tag("dl", node.attrs), *parts, "</dl>")


def _rule(state: State, node: ThematicBreak) -> str:
    return start_tag("hr", node.attrs)


def _container(state: State, node: Container) -> str:
    return _lines(state, start_tag(node.tag, node.attrs), html_blocks(state, node.blocks), f"</{node.tag}>")


def _lines(state: State, *parts: str) -> str:
    return state.line_end.join(filter(None, parts))


_INLINES: dict[type[Node], Callable[[State, Any], str]] = {
    Text: _text,
    Strong: _element("strong"),
    Emphasis: _element("em"),
    Strikethrough: _element("del"),
    Subscript: _element("sub"),
    Superscript: _element("sup"),
    Code: _element("code"),
    Link: _link,
    Image: _image,
    LineBreak: _break,
    Ruby: _ruby,
    Html: _html,
    InlineBlock: _inline_blocks,
    RawHtml: _raw,
}

_BLOCKS: dict[type[Node], Callable[[State, Any], str]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    List: _list,
    Figure: figure,
    Details: _details,
    Table: _table,
    CodeBlock: preformatted,
    BlockQuote: _quote,
    DefinitionList: _definitions,
    ThematicBreak: _rule,
    Container: _container,
    RawHtml: _raw,
}
