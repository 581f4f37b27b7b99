"""Images with a caption below them, which Markdown has no syntax for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wenzhang.markdown.events import Event

__all__ = ["with_figures"]

# What holds a paragraph without saying so, in a tight list.
_TIGHT = ("Item", "DefinitionListDefinition")
_PHRASES = ("Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript", "Link", "Image")


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
    if _starts(found, at, "Paragraph"):
        image = at + 1
    elif _starts(found, at, "Image") and at and _starts(found, at - 1, *_TIGHT):
        image = at
    else:
        return None
    if not _starts(found, image, "Image"):
        return None
    image_end = _end(found, image, "Image")
    line = _next_line(found, image_end + 1)
    if line is None or not _starts(found, line, "Emphasis"):
        return None
    line_end = _end(found, line, "Emphasis")
    behind = line_end + 1
    if image == at:
        if not _is_end_of_tight(found, behind):
            return None
        last = line_end
    elif _ends(found, behind, "Paragraph"):
        last = behind
    else:
        return None
    start, end = found[at][1], found[last][2]
    caption = found[line][1], found[line_end][2]
    return [
        ({"Start": "Figure"}, start, start),
        *found[image : image_end + 1],
        ({"Start": "FigureCaption"}, caption[0], caption[0]),
        *found[line + 1 : line_end],
        ({"End": "FigureCaption"}, caption[1], caption[1]),
        ({"End": "Figure"}, end, end),
    ], last + 1


def _next_line(found: list[Event], at: int) -> int | None:
    """Where the next line begins, in the same paragraph or the next; None if this one goes on."""
    if found[at][0] in ("SoftBreak", "HardBreak"):
        return at + 1
    if _ends(found, at, "Paragraph") and _starts(found, at + 1, "Paragraph"):
        return at + 2
    return None


def _is_end_of_tight(found: list[Event], at: int) -> bool:
    """Whether a paragraph of a tight list ends before the event at an index: with its item, or as a block begins."""
    event = found[at][0]
    if _ends(found, at, *_TIGHT) or event == "Rule":
        return True
    return type(event) is dict and "Start" in event and _name(event["Start"]) not in _PHRASES


def _name(value: Any) -> str:
    return value if type(value) is str else next(iter(value))


def _starts(found: list[Event], at: int, *names: str) -> bool:
    event = found[at][0] if at < len(found) else None
    return type(event) is dict and "Start" in event and _name(event["Start"]) in names


def _ends(found: list[Event], at: int, *names: str) -> bool:
    event = found[at][0] if at < len(found) else None
    return type(event) is dict and "End" in event and _name(event["End"]) in names


def _end(found: list[Event], at: int, name: str) -> int:
    """The index of the end of the element that starts at an index."""
    depth = 0
    while True:
        depth += _starts(found, at, name) - _ends(found, at, name)
        if not depth:
            return at
        at += 1
