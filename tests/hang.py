"""Ends a test that hangs. It measures nothing: what is quadratic on hostile input takes hours, the rest a moment."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 120  # seconds; some fifty times what these tests take on a slow machine


@contextmanager
def never_hanging() -> Iterator[None]:
    """Raises `TimeoutError` in what goes on far beyond any time it can need."""

    def stop(*_: object) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
