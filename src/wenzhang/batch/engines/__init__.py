"""Where the files of a run are worked on: in this process, in others of this machine, or on a cluster."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wenzhang.batch.work import Result, Task, Work

__all__ = ["Engine"]


class Engine(Protocol):
    """Maps work over tasks."""

    def results(self, work: Work, tasks: Iterable[Task]) -> Generator[Result]:
        """A result for each task, as they come, in any order; tasks are taken only when they can be begun soon.

        Closing the generator ends all processes that it started. Raises `BatchError` where the work cannot go on.
        """
