"""The workers of a Dask cluster, which its users have started: https://distributed.dask.org.

Chunks of files are sent as tasks, a few for each thread of the workers ahead, and small results come back as they are
done. Dask runs the chunk of a worker that dies again elsewhere; one that takes several workers along is done again file
by file, and the file that still does is reported.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from wenzhang.batch.work import Result
from wenzhang.errors import BatchError

if TYPE_CHECKING:
    from wenzhang.batch.work import Task, Work

__all__ = ["Dask"]

_CHUNK = 50
"""Files to a task: a task costs the scheduler about a millisecond, and a chunk is what a lost worker costs."""
_AHEAD = 3
"""Tasks for each thread of the workers, so that none waits and memory does not grow."""
_PATIENCE = 10.0
"""Seconds until a scheduler has to answer."""


class Dask:
    """A cluster by the address of its scheduler, by default as Dask's own configuration says it.

    `total` is the number of files, where it is known.
    """

    def __init__(self, scheduler: str | None = None, *, total: int | None = None) -> None:
        self.scheduler = scheduler
        self.total = total

    def results(self, work: Work, tasks: Iterable[Task]) -> Generator[Result]:
        """The results, as they come. Raises `BatchError` without a scheduler or workers, and where it is lost."""
        client = self._client()
        try:
            yield from _Chunks(client, work, iter(tasks), self._size(client)).results()
        except OSError as error:  # and what Dask has below it: CommClosedError, TimeoutError
            raise self._lost(error) from error
        finally:
            with suppress(Exception):  # of a cluster that is gone, nothing can be closed
                client.close(timeout=1)

    def _client(self) -> Any:
        try:
            from distributed import Client
        except ImportError:
            raise BatchError("--engine dask needs Dask", hint="pip install 'wenzhang[cluster]'") from None
        import dask

        address = self.scheduler or dask.config.get("scheduler-address", None)
        if address is None:
            raise BatchError("no scheduler is named", hint="give its address, as in --scheduler tcp://HOST:8786")
        try:
            client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise BatchError(
                f"no Dask scheduler answers: {error}", path=address, hint="is the address right?"
            ) from error
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except OSError as error:
            client.close(timeout=1)
            raise BatchError("the Dask cluster has no worker", path=address, hint="start some: dask worker") from error
        return client

    def _size(self, client: Any) -> int:
        """How many files a chunk has: fewer where there are not many, so that all workers get some."""
        if self.total is None:
            return _CHUNK
        threads = sum(client.nthreads().values()) or 1
        return max(min(self.total // (threads * _AHEAD), _CHUNK), 1)

    def _lost(self, error: Exception) -> BatchError:
        return BatchError(
            f"the Dask cluster is lost: {error or type(error).__name__}",
            path=self.scheduler,
            hint="what was done before is on record: the same command goes on from there",
        )


class _Chunks:
    """The chunks that are on the cluster, and the files that are still to be sent."""

    def __init__(self, client: Any, work: Work, tasks: Iterator[Task], size: int) -> None:
        from distributed import as_completed

        self._client = client
        self._work = client.scatter(work, broadcast=True, hash=False)
        self._tasks = tasks
        self._size = size
        self._sent: dict[Any, list[Task]] = {}
        self._done: Any = as_completed(loop=client.loop)  # type: ignore[no-untyped-call]

    def results(self) -> Iterator[Result]:
        self._fill()
        for future in self._done:
            tasks = self._sent.pop(future)
            yield from self._collected(future, tasks)
            future.release()
            self._fill()

    def _fill(self) -> None:
        """Sends as many chunks as the workers that there are now can soon begin."""
        room = sum(self._client.nthreads().values()) * _AHEAD - len(self._sent)
        for _ in range(room if self._sent else max(room, 1)):
            chunk = list(islice(self._tasks, self._size))
            if not chunk:
                return
            self._send(chunk)

    def _send(self, chunk: list[Task]) -> None:
        future = self._client.submit(_do, self._work, chunk, pure=False)
        self._sent[future] = chunk
        self._done.add(future)

    def _collected(self, future: Any, tasks: list[Task]) -> Iterator[Result]:
        """The results of a chunk. One that takes workers along is done again, each of its files by itself."""
        if future.status == "finished":
            yield from future.result()
            return
        if future.status in ("cancelled", "lost"):
            raise OSError("the scheduler has forgotten what it was given")
        error = future.exception()
        if len(tasks) > 1:
            for task in tasks:
                self._send([task])
        else:
            reason = f"no worker survives this file: {type(error).__name__}: {error}"
            yield Result(tasks[0].path, "failed", tasks[0].targets, error=f"{tasks[0].path}: {reason}")


def _do(work: Work, tasks: list[Task]) -> list[Result]:
    """What a worker does with a chunk."""
    return [work(task) for task in tasks]
