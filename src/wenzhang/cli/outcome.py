"""What became of the files of a run: each failure is told when it happens, the count of all at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wenzhang.batch.plan import Skipped
from wenzhang.cli.streams import OutputError, say
from wenzhang.errors import explain

if TYPE_CHECKING:
    from wenzhang.batch.summary import Counts

__all__ = ["Outcome"]


class Outcome:
    """Counts of the files that were done, failed, or skipped by the plan."""

    def __init__(self, skipped: Iterable[Skipped] = (), *, tell: Callable[[str], None] = say) -> None:
        self._tell = tell
        self.done = 0
        self.failed = 0
        self.skipped = 0
        for path, reason in skipped:
            self.skipped += 1
            tell(f"{path}: skipped: {reason}")

    @contextmanager
    def attempt(self, path: str) -> Iterator[None]:
        """Work on one file: what goes wrong with it is told and counted, and does not stop the rest."""
        try:
            yield
        except (OutputError, BrokenPipeError):
            raise
        except Exception as error:
            self.failed += 1
            self._tell(explain(error, path))
        else:
            self.done += 1

    def add(self, counts: Counts) -> None:
        """Counts files of a run, whose failures are told already."""
        self.done += counts.done
        self.failed += counts.failed

    def line(self, verb: str) -> str:
        """As in `12 converted, 1 failed`."""
        others = [f", {count} {what}" for count, what in ((self.failed, "failed"), (self.skipped, "skipped")) if count]
        return f"{self.done} {verb}{''.join(others)}"

    @property
    def exit_code(self) -> int:
        """0 where all were done, else 1."""
        return 1 if self.failed or self.skipped else 0
