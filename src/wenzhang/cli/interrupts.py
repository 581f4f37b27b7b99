"""Being told to end: Ctrl-C raises `KeyboardInterrupt` by itself, SIGTERM what is here."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Terminated", "terminable"]


class Terminated(BaseException):
    """The process was asked to end (SIGTERM); what was begun is cleaned up on the way out."""


@contextmanager
def terminable() -> Iterator[Callable[[], None]]:
    """Within, SIGTERM raises `Terminated`, if this is the main thread, which alone hears of signals.

    What is given is to be called now and then: it raises what was raised where nobody could catch it. Python runs some
    of its own callbacks wherever it likes, as when a lock of the importer goes away, and only prints what they raise.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    told = _Told()
    before = signal.signal(signal.SIGTERM, _raise)
    sys.unraisablehook, told.hook = told.unraisable, sys.unraisablehook
    try:
        yield told.check
    finally:
        sys.unraisablehook = told.hook
        signal.signal(signal.SIGTERM, before)


def _raise(number: int, frame: object) -> None:
    raise Terminated


class _Told:
    """What this process was told, and was lost."""

    def __init__(self) -> None:
        self.lost: BaseException | None = None
        self.hook = sys.unraisablehook

    def unraisable(self, found: sys.UnraisableHookArgs) -> None:
        """Keeps it, instead of printing it."""
        if isinstance(found.exc_value, (KeyboardInterrupt, Terminated)):
            self.lost = found.exc_value
        else:
            self.hook(found)

    def check(self) -> None:
        """Raises what was lost."""
        if self.lost is not None:
            lost, self.lost = self.lost, None
            raise lost
