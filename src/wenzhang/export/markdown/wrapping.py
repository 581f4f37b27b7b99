"""Breaking paragraphs into lines of so many columns."""

from __future__ import annotations

from wenzhang.export.markdown.guard import may_begin_block
from wenzhang.terminal import width

__all__ = ["wrapped"]


def wrapped(text: str, columns: int) -> str:
    r"""A paragraph whose lines end at spaces, where a line end means the same; `\0` is a space that stays one.

    So Chinese text goes on until there is one: a line end within it would be shown as a space.
    """
    return "\n".join([_wrapped_line(line, columns) for line in text.split("\n")])


def _wrapped_line(line: str, columns: int) -> str:
    if " " not in line or width(line) <= columns:
        return line
    lines: list[list[str]] = [[]]
    used = 0
    for word in line.split(" "):
        size = width(word)
        current = lines[-1]
        if current and used + 1 + size > columns and not may_begin_block(word) and not _stays(current[-1], word):
            lines.append([word])
            used = size
        else:
            current.append(word)
            used += size + (1 if len(current) > 1 else 0)
    return "\n".join([" ".join(words) for words in lines])


def _stays(before: str, word: str) -> bool:
    """A backslash at the end of a line would break it (CommonMark 0.31, 6.7)."""
    return not before or not word or before.endswith("\\")
