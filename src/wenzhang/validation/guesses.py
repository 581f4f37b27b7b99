"""Which of the names that are there was meant by one that is not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Guesses"]

_NAMES, _GUESSES = 500, 500


class Guesses:
    """Makes at most 500 guesses among at most 500 names each, so that many mistakes do not cost their square."""

    def __init__(self) -> None:
        self._left = _GUESSES

    def nearest(self, name: str, names: Collection[str]) -> str | None:
        """The name that is most like another one, None where none is, or too many are to be compared."""
        same = next((other for other in names if other.casefold() == name.casefold()), None)
        if same is not None or len(names) > _NAMES or not self._left:
            return same
        self._left -= 1
        return next(iter(get_close_matches(name, names, 1, 0.75)), None)
