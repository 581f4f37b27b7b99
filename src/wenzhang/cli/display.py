"""Showing how far a run is: a bar on a terminal, a line now and then elsewhere, or nothing."""

from __future__ import annotations

import os
import sys
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from wenzhang.cli.streams import say

if TYPE_CHECKING:
    from rich.progress import Progress

    from wenzhang.batch.summary import Counts

__all__ = ["Display", "display_for"]

_FEW = 20
"""Files for which nothing is shown: they are done before one could read it."""
_REDRAWN = 0.1
_SAID = 10.0


class Display(Protocol):
    """Shows how far a run is."""

    def update(self, counts: Counts) -> None:
        """Shows it, if it is time to."""

    def say(self, message: str) -> None:
        """One line on standard error, which stays."""

    def close(self) -> None:
        """Takes away what does not stay."""


def display_for(total: int, *, quiet: bool) -> Display:
    """What suits the number of files, and where standard error goes."""
    if quiet or total <= _FEW or sys.stderr is None:
        return _Nothing()
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return _Bar(total)
    return _Lines(total)


class _Nothing:
    def update(self, counts: Counts) -> None:
        pass

    def say(self, message: str) -> None:
        say(message)

    def close(self) -> None:
        pass


class _Lines(_Nothing):
    """`5,000 of 20,000 (25 %), 1,180 a second, 13 seconds left, 2 failed`, every ten seconds."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._begun = self._said = monotonic()

    def update(self, counts: Counts) -> None:
        now = monotonic()
        if now - self._said < _SAID:
            return
        self._said = now
        done = counts.done + counts.unchanged + counts.failed
        rate = done / (now - self._begun)
        left = f", {_duration((self._total - done) / rate)} left" if rate else ""
        failed = f", {counts.failed:,} failed" if counts.failed else ""
        say(f"{done:,} of {self._total:,} ({done * 100 // self._total} %), {rate:,.0f} a second{left}{failed}")


class _Bar:
    """Rich's bar with files, rate, time left and failures. It is drawn by this thread: a run may fork."""

    def __init__(self, total: int) -> None:
        self._progress = _rich_progress()
        self._task = self._progress.add_task("", total=total, failed="")
        self._drawn = 0.0
        self._progress.start()

    def update(self, counts: Counts) -> None:
        now = monotonic()
        if now - self._drawn < _REDRAWN:
            return
        self._drawn = now
        done = counts.done + counts.unchanged + counts.failed
        failed = f"[red]{counts.failed:,} failed" if counts.failed else ""
        self._progress.update(self._task, completed=done, failed=failed)
        self._progress.refresh()

    def say(self, message: str) -> None:
        from rich.text import Text

        from wenzhang.terminal import printable, readable

        self._progress.console.print(Text(f"wenzhang: {printable(readable(message))}"), soft_wrap=True)

    def close(self) -> None:
        self._progress.stop()


def _rich_progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """Files a second."""

        def render(self, task: object) -> Text:
            speed = getattr(task, "speed", None)
            return Text(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
        console=Console(stderr=True),
        auto_refresh=False,
        transient=True,
    )


def _duration(seconds: float) -> str:
    """As in `40 seconds`, `12 minutes`, `3 hours`."""
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}s"
    return f"{max(seconds, 1):.0f} seconds"
