"""The events of a Markdown body: pyromark's, their UTF-8 ranges turned into code points."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyromark import Options, events_with_range

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Event", "events", "is_all_html"]

Event = tuple[Any, int, int]
"""What pulldown-cmark found, as pyromark spells it, and its range in code points."""

_OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_HEADING_ATTRIBUTES
    | Options.ENABLE_DEFINITION_LIST
    | Options.ENABLE_MATH
    | Options.ENABLE_GFM
)

# Prices are no mathematics, although pulldown-cmark takes `$5/月，$10/月` for it. pandoc's rule (its manual, extension
# tex_math_dollars) is that no digit follows; nor is there Chinese in a formula but within braces, as in \text{}.
_NOT_IN_MATH = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_BRACES = re.compile(r"\{[^{}]*\}")


def events(body: str) -> list[Event]:
    """The events of a body in their order, which holds no lone surrogates.

    A `Start` has the place where its element begins, twice; an `End` has that where it ends.
    """
    found = list(_in_code_points(body))
    while "$" in body:
        prices = [place for event, start, end in found if _is_price(event, body, end) for place in (start, end - 1)]
        if not prices:
            break
        characters = list(body)
        for place in prices:
            characters[place] = ","  # punctuation, too, and of no meaning
        body = "".join(characters)
        found = list(_in_code_points(body))
    return found


def is_all_html(body: str) -> bool:
    """Whether a body has no block but blocks of HTML."""
    of_html = {"HtmlBlock", "Html"}
    for event, _ in events_with_range(body, options=_OPTIONS):
        if type(event) is not dict or of_html.isdisjoint((*event, *map(str, event.values()))):
            return False
    return True


def _is_price(event: Any, body: str, end: int) -> bool:
    formula = event.get("InlineMath") if type(event) is dict else None
    if formula is None:
        return False
    return body[end : end + 1].isdigit() or _NOT_IN_MATH.search(_BRACES.sub("", formula)) is not None


def _in_code_points(body: str) -> Iterator[Event]:
    found = events_with_range(body, options=_OPTIONS)
    if body.isascii():
        for event, where in found:
            start, end = where["start"], where["end"]
            if type(event) is dict:
                if "Start" in event:
                    end = start
                elif "End" in event:
                    start = end
            yield event, start, end
        return
    data = body.encode()
    # What has been reached, in bytes and in code points. Events come in the order of the text, so that each byte is
    # counted once; only the marker of a task stands before the paragraph that holds it.
    byte = point = 0
    for event, where in found:
        goal = where["start"]
        has_end = True
        if type(event) is dict:
            if "Start" in event:
                has_end = False
            elif "End" in event:
                goal = where["end"]
                has_end = False
        if goal != byte:
            point += len(data[byte:goal].decode()) if goal > byte else -len(data[goal:byte].decode())
            byte = goal
        start = point
        if has_end:
            goal = where["end"]
            point += len(data[byte:goal].decode())
            byte = goal
        yield event, start, point
