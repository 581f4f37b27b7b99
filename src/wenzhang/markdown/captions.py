"""Images with a caption below them, which Markdown has no syntax for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wenzhang.markdown.events import Event

__all__ = ["with_figures"]


def with_figures(found: list[Event]) -> list[Event]:
    """The events with figures where an image stands alone and a line in italics alone below it.

    The line is in the paragraph of the image or is the next paragraph. Around the line in italics nothing else stands.
    """
    result: list[Event] = []
    at = 0
    while at < len(found):
        figure = _figure(found, at)
        if figure is None:
            result.append(found[at])
            at += 1
        else:
            events, at = figure
            result += events
    return result


def _figure(found: list[Event], at: int) -> tuple[list[Event], int] | None:
    """The figure that begins with the event at an index, and where the events go on behind it."""
    if not _starts(found, at, "Paragraph") or not _starts(found, at + 1, "Image"):
        return None
    image_end = _end(found, at + 1, "Image")
    line = image_end + 1
    if found[line][0] in ("SoftBreak", "HardBreak"):
        line += 1
        last = _end(found, line, "Emphasis") if _starts(found, line, "Emphasis") else -1
    elif _ends(found, line, "Paragraph") and _starts(found, line + 1, "Paragraph"):
        line += 2
        last = _end(found, line, "Emphasis") if _starts(found, line, "Emphasis") else -1
    else:
        return None
    if last < 0 or not _ends(found, last + 1, "Paragraph"):
        return None
    start, end = found[at][1], found[last + 1][2]
    caption = found[line][1], found[last][2]
    return [
        ({"Start": "Figure"}, start, start),
        *found[at + 1 : image_end + 1],
        ({"Start": "FigureCaption"}, caption[0], caption[0]),
        *found[line + 1 : last],
        ({"End": "FigureCaption"}, caption[1], caption[1]),
        ({"End": "Figure"}, end, end),
    ], last + 2


def _name(value: Any) -> str:
    return value if type(value) is str else next(iter(value))


def _starts(found: list[Event], at: int, name: str) -> bool:
    event = found[at][0] if at < len(found) else None
    return type(event) is dict and "Start" in event and _name(event["Start"]) == name


def _ends(found: list[Event], at: int, name: str) -> bool:
    event = found[at][0] if at < len(found) else None
    return type(event) is dict and "End" in event and _name(event["End"]) == name


def _end(found: list[Event], at: int, name: str) -> int:
    """The index of the end of the element that starts at an index."""
    depth = 0
    while True:
        depth += _starts(found, at, name) - _ends(found, at, name)
        if not depth:
            return at
        at += 1
