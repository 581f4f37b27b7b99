"""What is wrong in a front matter, as the readers of its formats report it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.errors import FrontMatterError

if TYPE_CHECKING:
    from wenzhang.errors import FrontMatterRule
    from wenzhang.source import Source

MAX_DEPTH = 100
"""How deeply lists and mappings may be nested: far more than any front matter, far less than any stack."""


class Problem(Exception):  # noqa: N818 - never leaves the package: it becomes a FrontMatterError
    """A message, a hint, the offset in code points into the source's text, and the rule that is broken."""

    def __init__(self, offset: int, message: str, hint: str, rule: FrontMatterRule = "syntax") -> None:
        super().__init__(message)
        self.rule = rule
        self.offset = offset
        self.message = message
        self.hint = hint

    def as_error(self, source: Source) -> FrontMatterError:
        """The error that callers see, with the line and column in the file."""
        position = source.position(self.offset)
        return FrontMatterError(self.message, path=source.path, position=position, hint=self.hint, rule=self.rule)


def line_number(text: str, offset: int) -> int:
    """The line of an offset, counted from 1; line ends are LF, CRLF and CR."""
    return 1 + text.count("\n", 0, offset) + text.count("\r", 0, offset) - text.count("\r\n", 0, offset)


def duplicate_key(text: str, key: str, offset: int, first: int) -> Problem:
    """The problem of a key that its mapping already has; `first` is the offset of the first one."""
    line = line_number(text, first)
    message = f"duplicate key {key[:40]!r}, first on line {line}"
    return Problem(offset, message, "keep one of the two, or rename one", "duplicate key")


def too_deep(offset: int) -> Problem:
    """The problem of lists and mappings within each other beyond `MAX_DEPTH`."""
    return Problem(offset, f"nested more than {MAX_DEPTH} levels deep", "keep front matter flat")
