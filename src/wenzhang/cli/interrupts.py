"""Being told to end: Ctrl-C raises `KeyboardInterrupt`, SIGTERM what is here."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Interrupts", "Terminated", "terminable"]


class Terminated(BaseException):
    """The process was asked to end (SIGTERM); what was begun is cleaned up on the way out."""


class Interrupts:
    """What this process was told, where it could not be raised at once."""

    def __init__(self) -> None:
        self.held = _Held(self)
        self._waiting: BaseException | None = None
        self.hook = sys.unraisablehook

    def check(self) -> None:
        """Raises what has waited, or was raised where nobody could catch it."""
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            raise waiting

    def tell(self, number: int, frame: object) -> None:
        """What a signal does."""
        told = KeyboardInterrupt() if number == signal.SIGINT else Terminated()
        if not self.held.is_entered:
            raise told
        self._waiting = told

    def unraisable(self, found: sys.UnraisableHookArgs) -> None:
        """Keeps what Python would only print.

        It runs some of its own callbacks wherever it likes, as when a lock of the importer goes away.
        """
        if isinstance(found.exc_value, (KeyboardInterrupt, Terminated)):
            self._waiting = found.exc_value
        else:
            self.hook(found)


class _Held:
    """Within, being told to end waits for the end of what belongs together. It raises what has waited."""

    def __init__(self, interrupts: Interrupts) -> None:
        self.is_entered = False
        self._interrupts = interrupts

    def __enter__(self) -> None:
        self.is_entered = True

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.is_entered = False
        if kind is None:
            self._interrupts.check()


@contextmanager
def terminable() -> Iterator[Interrupts]:
    """Within, SIGTERM raises `Terminated`, and neither it nor Ctrl-C is lost, if what is given is asked now and then.

    It must be the main thread, which alone hears of signals; in another one nothing changes.
    """
    interrupts = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return
    # Whoever has a handler of their own for Ctrl-C keeps it.
    numbers = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        numbers.append(signal.SIGINT)
    before = [(number, signal.signal(number, interrupts.tell)) for number in numbers]
    sys.unraisablehook = interrupts.unraisable
    try:
        yield interrupts
    finally:
        sys.unraisablehook = interrupts.hook
        for number, handler in before:
            signal.signal(number, handler)
