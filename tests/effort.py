"""Work counted in lines of Python that are executed: the same on every machine and at any load, as no time is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines(run: Callable[[], object]) -> int:
    """The lines that it executes, those of all it calls included. What C does in one of them is not seen."""
    count = 0

    def trace(_: FrameType, event: str, __: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def growth(run: Callable[[int], object], size: int) -> float:
    """How many times the lines become when the size is ten times as large: 10 where they are in proportion to it."""
    run(size)  # what is loaded or kept once
    return lines(lambda: run(10 * size)) / lines(lambda: run(size))


PROPORTIONAL = 12.0
"""A growth above this is more than proportional; one with the square comes near 100."""
