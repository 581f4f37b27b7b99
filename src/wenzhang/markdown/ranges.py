"""Where elements begin and end of which pulldown-cmark has other ranges than what is written for them."""

from __future__ import annotations

__all__ = ["behind_indent", "behind_quotations", "cell_start"]

_WHITE_SPACE = " \t\r\n"


def behind_indent(text: str, start: int) -> int:
    """Where a list or an item has its marker.

    Before it, pulldown-cmark counts to it what is indented more than need be. Where that is tabs, which it takes for
    their columns, it goes back over what stands before them.
    """
    while text[start] in " \t\r\n>":
        start += 1
    return start


def behind_quotations(text: str, end: int) -> int:
    """Where a block ends that seems to end at `end`, without the lines behind it that only go on with a quotation."""
    while end and text[end - 1] == ">":
        line = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
        if not line or text[line:end].strip(" \t>"):
            break
        end = len(text[:line].rstrip(_WHITE_SPACE))
    return end


def cell_start(text: str, start: int, column: int) -> int:
    """Where the content of a table's cell begins. One that a short row lacks is at its end, not behind its line."""
    if column and text[start - 1] != "|":
        while text[start - 1] in _WHITE_SPACE:
            start -= 1
    else:
        while start < len(text) and text[start] in " \t":
            start += 1
    return start
