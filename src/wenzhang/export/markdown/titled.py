"""Figures and details in the styles there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.export.markdown import html
from wenzhang.export.markdown.attributes import start_tag
from wenzhang.export.markdown.html import html_block, titled
from wenzhang.export.markdown.inlines import inlines, line
from wenzhang.model import Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wenzhang.export.markdown.state import State
    from wenzhang.model import Block, Details, Figure, Inline

    WriteBlocks = Callable[[State, Sequence[Block]], str]

__all__ = ["write_details", "write_figure"]

_FENCE = re.compile(r"^:{3,}", re.MULTILINE)


def write_figure(state: State, node: Figure, write_blocks: WriteBlocks) -> str:
    """A figure."""
    style = state.options.figures
    if style == "html" or "hidden" in node.attrs:
        return html.figure(state, node)
    if style == "directive":
        label = _label(state, node.caption_inlines) if node.caption_span is not None else ""
        content = write_blocks(state, node.blocks or _images(node))
        return html.figure(state, node) if label is None else _directive("figure", label, "", content)
    caption = _marked(state, node.caption_inlines, "*")
    if caption is None:
        return html.figure(state, node)
    before, after = titled(node.caption_span, node.blocks or _images(node))
    return "\n\n".join(filter(None, (write_blocks(state, before), caption, write_blocks(state, after))))


def _images(node: Figure) -> tuple[Paragraph, ...]:
    return (Paragraph(node.span, node.images),) if node.images else ()


def write_details(state: State, node: Details, write_blocks: WriteBlocks) -> str:
    """Details. What stands before the summary stays there."""
    style = state.options.details
    before, after = titled(node.summary_span, node.blocks)
    if style == "html" or "hidden" in node.attrs:
        return _html_details(state, node, write_blocks(state, before), after, write_blocks)
    content = write_blocks(state, (*before, *after))
    if style == "directive":
        label = _label(state, node.summary) if node.summary_span is not None else ""
        if label is not None:
            return _directive("details", label, "{open}" if node.open else "", content)
    else:
        summary = _marked(state, node.summary, "**")
        if summary is not None:
            return "\n\n".join(filter(None, (summary, content)))
    return html_block(state, node)


def _html_details(state: State, node: Details, before: str, after: Sequence[Block], write_blocks: WriteBlocks) -> str:
    """HTML around the Markdown of what is below the summary, with blank lines between (CommonMark 0.31, 4.6)."""
    start = start_tag("details", {"open": "", **node.attrs} if node.open else node.attrs)
    summary = html.summary(state, node)
    if before:
        start = f"{start}\n\n{before}\n"
    content = write_blocks(state, after)
    lines = [start, summary] if summary else [start]
    lines += [f"\n{content}\n"] if content else []
    return "\n".join([*lines, "</details>"])


def _marked(state: State, nodes: Sequence[Inline], mark: str) -> str | None:
    """Inlines in bold or italics on a line of their own, `""` if there are none; None if Markdown cannot say them."""
    state.needs_html = False
    state.marks = "|s" if mark == "**" else "|e"
    text = inlines(state, nodes, mark[0], mark[0]).strip(" ")
    state.marks = ""
    if state.needs_html:
        state.needs_html = False
        return None
    if not text:
        return ""
    if mark[0] in (text[0], text[-1]):
        tag = "strong" if mark == "**" else "em"
        return f"<{tag}>{text}</{tag}>".replace("\0", " ")
    return f"{mark}{text}{mark}".replace("\0", " ")


def _label(state: State, nodes: Sequence[Inline]) -> str | None:
    """Inlines in brackets; None if Markdown cannot say them."""
    state.marks = "|["
    text = line(state, nodes, "[")
    state.marks = ""
    return None if text is None else f"[{text}]".replace("\0", " ")


def _directive(name: str, label: str, attributes: str, content: str) -> str:
    """A directive, whose fence is longer than those within."""
    longest = max(map(len, _FENCE.findall(content)), default=2)
    fence = ":" * (longest + 1)
    opening = f"{fence}{name}{label}{attributes}"
    return f"{opening}\n\n{content}\n\n{fence}" if content else f"{opening}\n\n{fence}"
