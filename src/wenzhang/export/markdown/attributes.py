"""Tags, and which attributes keep an element from being written in Markdown.

What Markdown can say is written in Markdown, and loses what only says how it looks or behaves: `class`, `style`,
`align`, `target`, `rel`, `loading`, `data-*`, handlers of events and the like. What says something to readers or
programs (`KEPT`) keeps an element in HTML, and all its attributes with it; only an `id` alone becomes an anchor at the
start of the text. What stays in HTML for any other reason keeps all its attributes as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.export.markdown.escapes import html_escaped
from wenzhang.model import Container
from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.export.markdown.state import State
    from wenzhang.model import Block

__all__ = ["KEPT", "in_markdown", "is_plain", "is_tag", "is_unmarked", "start_tag", "unwrapped"]

Attributes = dict[str, str]

KEPT = frozenset(
    "id lang dir hidden translate title datetime cite role aria-label aria-labelledby aria-describedby aria-hidden "
    "itemid itemprop itemref itemscope itemtype name download srcset usemap ismap".split()
)
"""Attributes that Markdown has no place for and an element is not the same without."""

_UNMARKED = frozenset(("span", "font"))
_ONLY_ID = frozenset(("id",))
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_.:-]*")
_NO_VALUE = frozenset(
    "allowfullscreen async autofocus autoplay checked controls default defer disabled hidden inert ismap itemscope "
    "loop multiple muted nomodule novalidate open playsinline readonly required reversed selected".split()
)


def is_plain(attrs: Attributes) -> bool:
    """Whether an element is the same to readers without its attributes."""
    if not attrs:
        return True
    return KEPT.isdisjoint(attrs) and not ("class" in attrs and "notranslate" in attrs["class"])


def in_markdown(state: State, attrs: Attributes, identifier: str | None = None) -> bool:
    """Whether a block can be written in Markdown. If so, its `id` is an anchor before the next text."""
    if attrs and not is_plain(attrs):  # many have a class alone
        if KEPT.intersection(attrs) - {"name"} != _ONLY_ID or "notranslate" in attrs.get("class", ""):
            return "name" in attrs and is_plain({name: value for name, value in attrs.items() if name != "name"})
        identifier = attrs["id"]
    if identifier:
        state.anchor += state.solid(start_tag("a", {"id": identifier})) + "</a>"
    return True


def is_unmarked(tag: str, attrs: Attributes) -> bool:
    """Whether an element says nothing at all about what it holds."""
    return (tag in _UNMARKED and is_plain(attrs)) or (tag == "div" and not attrs)


def unwrapped(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks, and those in elements that say nothing in place of these."""
    for block in blocks:
        if type(block) is Container and is_unmarked(block.tag, block.attrs):
            return [*_unwrapped(blocks)]
    return blocks


def _unwrapped(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if type(block) is Container and is_unmarked(block.tag, block.attrs):
            yield from _unwrapped(block.blocks)
        else:
            yield block


def start_tag(tag: str, attrs: Attributes) -> str:
    """A start tag, on one line."""
    if not attrs:
        return f"<{tag}>"
    parts = [f"<{tag}"]
    for name, value in attrs.items():
        if value and value.isalnum() and value.isascii():
            parts.append(f' {name}="{value}"')  # the usual case
        else:
            parts.append(_attribute(name, value))
    return f"{''.join(parts)}>"


def _attribute(name: str, value: str) -> str:
    if not value and name in _NO_VALUE:
        return f" {name}"
    if "{{" in value or "{%" in value:
        return f" {name}={_with_templates(value)}"
    if "&" in value:
        value = value.replace("&", "&amp;")
    if '"' in value:
        value = value.replace('"', "&quot;")
    return f' {name}="{_on_one_line(value)}"'


def _on_one_line(value: str) -> str:
    if value.isprintable():
        return value
    return value.replace("\n", "&#10;").replace("\r", "&#13;")


def _with_templates(value: str) -> str:
    """A value in which templates stand as they are, for what replaces them knows nothing of references."""
    templates = TEMPLATE.findall(value)
    quote = "'" if any('"' in template for template in templates) else '"'
    if any(quote in template or "\n" in template for template in templates):
        templates = []
    parts: list[str] = []
    at = 0
    for template in templates:
        start = value.index(template, at)
        parts += html_escaped(value[at:start]), template
        at = start + len(template)
    parts.append(html_escaped(value[at:]))
    written = "".join(part.replace("'", "&#39;") if index % 2 == 0 else part for index, part in enumerate(parts))
    if quote == '"':
        written = "".join(part.replace('"', "&quot;") if index % 2 == 0 else part for index, part in enumerate(parts))
    return f"{quote}{_on_one_line(written)}{quote}"


def is_tag(tag: str, attrs: Attributes) -> bool:
    """Whether CommonMark takes the start tag for one (0.31, 6.6): its names are stricter than those of HTML."""
    return _TAG.fullmatch(tag) is not None and all(map(_NAME.fullmatch, attrs))
