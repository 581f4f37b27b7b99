"""Elements that are kept as they were written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.export.markdown.attributes import is_tag, start_tag
from wenzhang.export.markdown.escapes import html_escaped

if TYPE_CHECKING:
    from wenzhang.export.markdown.state import State
    from wenzhang.model import RawHtml

__all__ = ["BLOCK_TAGS", "inline_raw", "raw"]

VOID = frozenset("area base basefont br embed frame input link meta param source track wbr".split())
VERBATIM = frozenset(("script", "style", "pre"))
"""A block of HTML that begins with one of these ends with its end tag, not with a blank line (CommonMark 0.29, 4.6)."""

_OF_PAGES = frozenset(("head", "frameset"))  # which show no text, and stand in a page alone

BLOCK_TAGS = frozenset(
    "address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link "
    "main menu menuitem nav noframes ol optgroup option p param section summary table tbody td tfoot th thead title "
    "tr track ul pre script style".split()
)
"""Tags that begin a block of HTML wherever their line goes on (CommonMark 0.29 and 0.31, 4.6, conditions 1 and 6)."""

_START_TAG = re.compile(r"""<[^\s/>]+(?:"[^"]*"|'[^']*'|[^'">])*>""")
_BLANK_LINES = re.compile(r"\n[ \t]*(?=\n)")
_LINE_END = re.compile(r"\r\n?")


def raw(state: State, node: RawHtml, *, is_block: bool) -> str:
    """An element as it was written, without blank lines; as a block, so that Markdown takes it for HTML.

    Raises `FormatError` where its source is not there.
    """
    tag = node.tag
    if tag in VOID:
        return start_tag(tag, node.attrs)
    if tag in _OF_PAGES:
        return ""
    html = _written(state, node)
    if tag == "textarea":
        return html.replace("\n", "&#10;")
    if not (is_block and tag in VERBATIM):
        html = _BLANK_LINES.sub("", html)
    if is_block and tag not in BLOCK_TAGS:
        # Only a tag that is alone on its line begins a block here (4.6, condition 7).
        found = _START_TAG.match(html)
        if found is None or not is_tag(tag, node.attrs):
            html = f"<div>\n{html}\n</div>"
        else:
            content = html[found.end() :].lstrip()
            is_empty = (
                content.lower() == f"</{tag}>"
            )  # and stays so, for style sheets and scripts: a paragraph holds it
            html = f"{start_tag(tag, node.attrs)}{'' if is_empty else chr(10)}{content}"
    return html


def inline_raw(state: State, node: RawHtml) -> str:
    """An element within a line; what it holds would be Markdown there, so that it must hold nothing."""
    tag = node.tag
    if is_tag(tag, node.attrs):
        if tag in VOID:
            return state.tag(start_tag(tag, node.attrs))
        html = node.html
        end = html.rfind("</") if html.count("<") == 2 else len(html) if html.count("<") == 1 else 0
        if end > 0 and html[end - 1] == ">":
            return state.tag(f"{start_tag(tag, node.attrs)}</{tag}>")
    state.needs_html = True
    return ""


def _written(state: State, node: RawHtml) -> str:
    html = _LINE_END.sub("\n", node.html)
    if state.is_markdown and state.columns and "\n" in html:  # what stands before lines of lists and quotations
        marks = " \t>" if state.quotes else " \t"
        html = "\n".join([line.lstrip(marks) if index else line for index, line in enumerate(html.split("\n"))])
    return html if html[-len(node.tag) - 3 :].lower() == f"</{node.tag}>" else _closed(html, node.content)


def _closed(html: str, content: str) -> str:
    """An element that its author has not closed, or not like that, with the end tags that the parser supplies."""
    from turbohtml import parse_fragment

    if content and html.count("<") == 1:
        html += html_escaped(content)  # its span ends with the start tag, as that of unclosed SVG may
    return parse_fragment(html, "div").inner_html
