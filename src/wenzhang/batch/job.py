"""What is done with one file: a function of its bytes and of settings, to the bytes of its outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

__all__ = ["Job", "Produced"]


class Produced(NamedTuple):
    """What a job made of one file: the outputs that were asked for, in that order.

    `notes` are for people. `value` is anything else that the caller wants; it travels between processes, so it pickles.
    """

    outputs: tuple[bytes, ...] = ()
    notes: tuple[str, ...] = ()
    value: Any = None


class Job(Protocol):
    """Pickles, since it goes to other processes and machines; what is costly it loads at its first call and keeps."""

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        """The outputs of these numbers for a file of this content; `path` is for messages, and tells the format.

        Whatever it raises is the failure of this file alone.
        """

    def settings(self, number: int) -> str:
        """All that the output of a number depends on besides the content, as text that is short and always the same."""
