"""The events of a Markdown body: pyromark's, their UTF-8 ranges turned into code points."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyromark import Options, events_with_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["OPTIONS", "Event", "RawEvent", "in_code_points", "is_all_html", "parsed"]

RawEvent = tuple[Any, Any]
"""What pulldown-cmark found, as pyromark spells it, and its range in bytes of UTF-8: `start` and `end`."""

Event = tuple[Any, int, int]
"""The same with its range in code points."""

OPTIONS = (
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


def parsed(body: str) -> list[RawEvent]:
    """What pyromark finds in a body, which holds no lone surrogates."""
    found: list[RawEvent] = list(events_with_range(body, options=OPTIONS))
    while "$" in body:
        data = body.encode()
        prices = [where for event, where in found if _is_price(event, data, where["end"])]
        if not prices:
            break
        characters = bytearray(data)
        for where in prices:
            characters[where["start"]] = characters[where["end"] - 1] = ord(",")  # punctuation, too, of no meaning
        body = characters.decode()
        found = list(events_with_range(body, options=OPTIONS))
    return found


def _is_price(event: Any, data: bytes, end: int) -> bool:
    formula = event.get("InlineMath") if type(event) is dict else None
    if formula is None:
        return False
    return data[end : end + 1].isdigit() or _NOT_IN_MATH.search(_BRACES.sub("", formula)) is not None


def is_all_html(body: str) -> bool:
    """Whether a body has no block but blocks of HTML."""
    of_html = {"HtmlBlock", "Html"}
    for event, _ in events_with_range(body, options=OPTIONS):
        if type(event) is not dict or of_html.isdisjoint((*event, *map(str, event.values()))):
            return False
    return True


def in_code_points(body: str, found: Iterable[RawEvent]) -> Iterator[Event]:
    """The events of a body with their ranges in code points.

    A `Start` has the place where its element begins, twice; an `End` has that where it ends.
    """
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
