"""Components of Vue, React and other frameworks in Markdown: what their `/>` closes, although HTML says otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wenzhang.read.body import Body

__all__ = ["is_closed_component", "without_closed_components"]

_CLOSED = re.compile(
    r"""<([A-Za-z][\w.:-]*+)(?=[\s/])(?:[^<>"'{}/]|"[^"]*+"|'[^']*+'|\{[^{}]*+\}|/(?!>))*+/>(?i:</\1>)?"""
)
# The end tag is the one that a component gets where it stands alone, so that it holds nothing.
_COMPONENT = re.compile(r"[A-Z]\w*[a-z.]|[a-z][\w.]*-")


def without_closed_components(body: Body, markup: str) -> str:
    """The HTML of a body with as many letters in place of each component that closes itself.

    That is an element with a component's name (`<Badge />`, `<my-badge />`, `<Tabs.Item />`) in Markdown, and any in
    MDX (mdxjs.com, What is MDX). A body that is HTML is given as it is: there `/>` means nothing.
    """
    if body.format == "html" or "/>" not in markup:
        return markup
    is_mdx = _is_mdx(body.source.path)

    def masked(found: re.Match[str]) -> str:
        return "x" * len(found[0]) if is_mdx or _COMPONENT.match(found[1]) else found[0]

    return _CLOSED.sub(masked, markup)


def is_closed_component(text: str, start: int, path: str | None) -> bool:
    """Whether such a component begins at a place of a source in Markdown."""
    found = _CLOSED.match(text, start)
    return found is not None and (_is_mdx(path) or _COMPONENT.match(found[1]) is not None)


def _is_mdx(path: str | None) -> bool:
    return path is not None and path.lower().endswith(".mdx")
