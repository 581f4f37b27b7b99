"""Ends a test that hangs. It measures nothing: what is quadratic on hostile input takes hours, the rest a moment."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 120  # seconds; some fifty times what these tests take on a slow machine


@contextmanager
def never_hanging() -> Iterator[None]:
    """Fails what goes on far beyond any time it can need. No `except Exception` stands in the way of that."""

    def stop(*_: object) -> None:
        pytest.fail("it hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
