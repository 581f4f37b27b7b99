"""One file after the other, in this process."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wenzhang.batch.work import Result, Task, Work

__all__ = ["Serial"]


class Serial:
    """For few files, where other processes would cost more than they bring."""

    def results(self, work: Work, tasks: Iterable[Task]) -> Generator[Result]:
        """The results, in the order of the tasks."""
        for task in tasks:
            yield work(task)
