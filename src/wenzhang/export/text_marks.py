"""The marks before the items of a list: a dash, a number in the style that the list wants, the box of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.export.text_flow import is_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.model import List, ListItem

__all__ = ["marked"]

_MOST_ROMAN = 3999


def marked(node: List) -> Iterator[tuple[str, ListItem]]:
    """The items that are shown, with their marks; numbers count as a browser does (HTML Standard, 4.4.8)."""
    number = node.start
    for item in node.items:
        if not is_shown(item):
            continue
        box = "" if item.checked is None else "[x] " if item.checked else "[ ] "
        if not node.ordered:
            yield f"- {box}", item
        elif item.implied:
            yield box, item
        else:
            number = number if item.value is None else item.value
            yield f"{_numeral(number, node.marker)}. {box}", item
            number += -1 if node.reversed else 1


def _numeral(number: int, style: str | None) -> str:
    """A number as the list's `type` wants it (HTML Standard, 4.4.5)."""
    if style in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, digit = divmod(number - 1, 26)
            letters = chr(ord(style) + digit) + letters
        return letters
    if style in ("i", "I") and 0 < number <= _MOST_ROMAN:
        roman = _roman(number)
        return roman if style == "I" else roman.lower()
    return str(number)


def _roman(number: int) -> str:
    signs = ("I V", "X L", "C D", "M ")
    numeral = ""
    for place, pair in enumerate(signs):
        number, digit = divmod(number, 10)
        one, five = pair.split(" ")
        ten = signs[place + 1][0] if place + 1 < len(signs) else ""
        numeral = ["", one, one * 2, one * 3, one + five, five, five + one, five + one * 2, five + one * 3, one + ten][
            digit
        ] + numeral
    return numeral
