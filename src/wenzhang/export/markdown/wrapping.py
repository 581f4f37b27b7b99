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
        is_full = current and used + 1 + size > columns
        if is_full and not may_begin_block(word) and not _stays(current[-1], word) and not _is_tag(lines):
            lines.append([word])
            used = size
        else:
            current.append(word)
            used += size + (1 if len(current) > 1 else 0)
    return "\n".join([" ".join(words) for words in lines])


def _stays(before: str, word: str) -> bool:
    """A backslash at the end of a line would break it (CommonMark 0.31, 6.7)."""
    return not before or not word or before.endswith("\\")


def _is_tag(lines: list[list[str]]) -> bool:
    """Whether the first line has nothing but tags yet, which alone would begin a block of HTML (4.6, condition 7).

    To markdown-it, all of Unicode's white space may stand behind the tag.
    """
    return len(lines) == 1 and lines[0][0].startswith("<") and lines[0][-1].rstrip().endswith(">")
