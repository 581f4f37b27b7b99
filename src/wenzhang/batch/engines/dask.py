"""The workers of a Dask cluster, which its users have started: https://distributed.dask.org.

Chunks of files are sent as tasks, a few for each thread of the workers ahead, and small results come back as they are
done. The job goes to the cluster once, as the result of a task of its own, which Dask gives to each worker and makes
again where it is lost. Dask also runs the chunk of a worker that dies again elsewhere. When several have died of one,
and those that were waiting on them are under suspicion too, its files are done again at the end of the run, each while
nothing else is on the cluster: the file that still takes its workers along is the culprit, and no other is.
"""

from __future__ import annotations

import ctypes
import os
import pickle
from collections import deque
from collections.abc import Collection, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pkgutil import resolve_name
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, sleep
from typing import Any, NamedTuple

import wenzhang
from wenzhang.batch.manifest import GOES_ON
from wenzhang.batch.plan import STDIN
from wenzhang.batch.program import program
from wenzhang.batch.urls import is_url
from wenzhang.batch.work import Result, Task, Work
from wenzhang.batch.write import discard
from wenzhang.errors import BatchError

__all__ = ["Dask"]

_CHUNK = 50
"""Files to a task: a task costs the scheduler about a millisecond, and a chunk is what a lost worker costs."""
_AHEAD = 3
"""Tasks for each thread of the workers, so that none waits and memory does not grow."""
_TICK = 1.0
"""Seconds between two looks at which workers there are."""
_PATIENCE = 300.0
"""Seconds that a cluster without workers has to get one: machines have to be started for some."""
_SEEN = 60.0
"""Seconds until a file that another machine wrote is seen by this one, which for NFS may be half of it."""


class Dask:
    """A cluster by the address of its scheduler, by default as Dask's own configuration says it, as it does for TLS.

    `total` is the number of files, where it is known, for chunks of a good size. `timeout` is in seconds a file; one
    that takes longer is told to stop, which works where it runs Python. `patience` is how many seconds the cluster may
    be without a worker.

    Paths are those of this machine: all workers have to see the same files there. URLs need no such thing.
    """

    def __init__(
        self,
        scheduler: str | None = None,
        *,
        total: int | None = None,
        timeout: float | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        self.scheduler = scheduler
        self.total = total
        self.timeout = timeout
        self.patience = patience

    def results(self, work: Work, tasks: Iterable[Task]) -> Generator[Result]:
        """The results, as they come.

        Raises `BatchError` without a scheduler or workers, where the cluster is lost, and where a worker has another
        program or sees other files.
        """
        address, client = self._connected()
        try:
            yield from _Run(self, client, work, tasks).results()
        except OSError as error:  # and what Dask has below it: CommClosedError, TimeoutError
            raise BatchError(f"the Dask cluster is lost: {_words(error)}", path=address, hint=GOES_ON) from error
        except BatchError as error:
            error.path = error.path or address
            raise
        finally:
            with suppress(Exception):  # a cluster that is gone cannot be left
                client.close(timeout=1)  # by which all that is still to be done there is cancelled

    def _connected(self) -> tuple[str, Any]:
        try:
            import dask
            from distributed import Client
        except ImportError:
            raise BatchError("--engine dask needs Dask", hint="pip install 'wenzhang[cluster]'") from None
        address = self.scheduler or dask.config.get("scheduler-address", None)
        if address is None:
            raise BatchError(
                "no Dask scheduler is named",
                hint="give its address, as in --scheduler tcp://HOST:8786, or set DASK_SCHEDULER_ADDRESS",
            )
        try:
            client: Any = Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
        except Exception as error:  # of addresses and certificates, too
            raise BatchError(
                f"no Dask scheduler answers: {_words(error)}", path=address, hint="is the address right?"
            ) from error
        return address, client


class _Run:
    """A run on a cluster: the chunks that are there, and the files that are still to be sent."""

    def __init__(self, engine: Dask, client: Any, work: Work, tasks: Iterable[Task]) -> None:
        self._engine = engine
        self._client = client
        self._tasks = iter(tasks)
        self._is_shared = work.dry
        self._shipped = _Shipped(pickle.dumps(work._replace(folder=os.getcwd())), program(), engine.timeout)
        self._sent: dict[Any, _Chunk] = {}
        self._done: SimpleQueue[Any] = SimpleQueue()
        self._suspects: deque[Task] = deque()
        self._seen = monotonic()
        self._threads = 0
        self._workers: set[str] = set()
        self._touched: set[str] = set()
        self._littered: set[str] = set()
        self._look()
        self._work = self._ship()
        self._size = self._chunk_size()

    def results(self) -> Iterator[Result]:
        self._fill()
        while self._sent:
            with suppress(Empty):
                future = self._done.get(timeout=_TICK)
                yield from self._collected(future, self._sent.pop(future))
            self._look()
            self._fill()
        with suppress(OSError):  # all is done, whoever is still there
            self._note_losses(self._client.nthreads().keys())
        for folder in self._littered:  # when nobody writes there any more
            discard(folder)

    def _ship(self) -> Any:
        return self._client.submit(_received, self._shipped, pure=False)

    def _chunk_size(self) -> int:
        """How many files a chunk has: fewer where there are not many, so that all workers get some."""
        if self._engine.total is None:
            return _CHUNK
        return max(min(self._engine.total // (max(self._threads, 1) * _AHEAD), _CHUNK), 1)

    def _look(self) -> None:
        """Counts the workers' threads now and then. Raises `BatchError` where for long there has been none."""
        now = monotonic()
        if self._threads and now - self._seen < _TICK:
            return
        threads: dict[str, int] = self._client.nthreads()
        self._threads = sum(threads.values())
        self._check_versions(threads.keys() - self._workers)
        self._note_losses(threads.keys())
        if self._threads:
            self._seen = now
        elif now - self._seen > self._engine.patience:
            raise BatchError(
                f"the Dask cluster has had no worker for {self._engine.patience:g} seconds",
                hint=f"start some, as in dask worker ADDRESS; {GOES_ON}",
            )

    def _note_losses(self, workers: Collection[str]) -> None:
        """Remembers where workers that are gone may have left files half written: that was sent since the last look."""
        if not self._workers.issubset(workers):
            self._littered |= self._touched
        self._touched = _folders(task for chunk in self._sent.values() for task in chunk.tasks)
        self._workers = set(workers)

    def _check_versions(self, workers: set[str]) -> None:
        """Raises `BatchError` for workers without this program, which would end as soon as they get work of it."""
        name = f"{wenzhang.__name__}:__version__"
        found = self._client.run(resolve_name, name, workers=list(workers), on_error="return") if workers else {}
        for worker, version in found.items():
            if isinstance(version, ImportError):
                raise _cannot_load(version, worker)
            if isinstance(version, str) and version != wenzhang.__version__:
                raise _other_program(f"wenzhang {version} instead of {wenzhang.__version__}", worker)

    def _fill(self) -> None:
        """Sends as many chunks as the workers that there are now can soon begin, then suspects one by one."""
        while len(self._sent) < max(self._threads, 1) * _AHEAD:
            chunk = list(islice(self._tasks, self._size))
            if not chunk:
                break
            self._send(chunk)
        if not self._sent and self._suspects:
            if self._work.status == "error":  # it was on its way to a worker that died
                self._work = self._ship()
            self._send([self._suspects.popleft()], is_alone=True)

    def _send(self, tasks: list[Task], *, is_alone: bool = False) -> None:
        if any(task.path == STDIN for task in tasks):
            raise BatchError("a cluster cannot read standard input", path=STDIN, hint="leave --engine dask out")
        self._await(self._client.submit(_do, self._work, tasks, pure=False), _Chunk(tasks, is_alone))

    def _await(self, future: Any, chunk: _Chunk) -> None:
        self._sent[future] = chunk
        self._touched |= _folders(chunk.tasks)
        future.add_done_callback(self._done.put)

    def _collected(self, future: Any, chunk: _Chunk) -> Iterator[Result]:
        """The results of a chunk, or of one that could not be done its files among the suspects."""
        if future.status == "cancelled":
            raise OSError("the scheduler is gone, or has forgotten what it was given")
        if future.status in ("lost", "pending"):  # its worker died before anyone had the results
            self._await(future, chunk)
            return
        try:
            results: list[Result] = future.result()
        except Exception as error:
            _check_cluster(error)
            if not chunk.is_alone:
                self._suspects.extend(chunk.tasks)
                return
            (task,) = chunk.tasks
            results = [Result(task.path, "failed", task.targets, error=f"{task.path}: {_verdict(error)}")]
        if not self._is_shared:
            self._is_shared = _check_shared(results, min(self._engine.patience, _SEEN))
        yield from results


class _Chunk(NamedTuple):
    """Files that were sent; `is_alone` is whether it is one that was, while nothing else was on the cluster."""

    tasks: list[Task]
    is_alone: bool


class _Shipped(NamedTuple):
    """What goes to the workers once: the work, pickled, and the program that it is for."""

    work: bytes
    program: str
    timeout: float | None


class _OtherProgramError(Exception):
    """A worker has another version of this program or its libraries, by which outputs would differ."""


def _received(shipped: _Shipped) -> _Shipped:
    """Where this has been, Dask takes it to other workers from."""
    return shipped


def _do(shipped: _Shipped, tasks: list[Task]) -> list[Result]:
    """What a worker does with a chunk. Raises `_OtherProgramError`."""
    work = _unpacked(shipped)
    if shipped.timeout is None:
        return work.together(tasks)
    return [_limited(work, task, shipped.timeout) for task in tasks]


@lru_cache(maxsize=1)
def _unpacked(shipped: _Shipped) -> Work:
    ours, theirs = program(), shipped.program
    if ours != theirs:
        raise _OtherProgramError(ours, theirs)
    work: Work = pickle.loads(shipped.work)
    return work


def _limited(work: Work, task: Task, seconds: float) -> Result:
    """The result, or a failure where it takes longer. Its thread then ends where it comes back to Python code."""
    results: list[Result] = []
    thread = Thread(target=lambda: results.append(work(task)), daemon=True)
    thread.start()
    thread.join(seconds)
    if results:
        return results[0]
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
    reason = f"took longer than {seconds:g} seconds, and was given up"
    return Result(task.path, "failed", task.targets, error=f"{task.path}: {reason}", seconds=seconds)


def _folders(tasks: Iterable[Task]) -> set[str]:
    """Those of outputs that are files."""
    return {os.path.dirname(target) or os.curdir for task in tasks for target in task.targets if not is_url(target)}


def _check_shared(results: list[Result], seconds: float) -> bool:
    """Whether a file that a worker has written is seen here; False where it has written none.

    Raises `BatchError` where it is not there, as on machines that do not share the folder.
    """
    written = (output.path for result in results for output in result.outputs if output.written)
    path = next((path for path in written if not is_url(path)), None)
    if path is None:
        return False
    until = monotonic() + seconds
    while not os.path.exists(path):
        if monotonic() > until:
            raise BatchError(
                "was written by a worker, but not into a folder of this machine",
                path=path,
                hint="use a folder that all machines have in common, or a URL",
            )
        sleep(0.1)
    return True


def _check_cluster(error: Exception) -> None:
    """Raises `BatchError` for what is wrong with a cluster, and not with a file, `OSError` where it is gone."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return
    if isinstance(error, CancelledError) or type(error).__name__ in ("NoWorkerError", "NoValidWorkerError"):
        raise OSError(_words(error)) from error
    if isinstance(error, _OtherProgramError):
        raise _other_program(_difference(*error.args)) from error
    # As where wenzhang is not there at all: Dask says so in words of its own.
    if isinstance(error, ImportError) or "deserializ" in str(error):
        raise _cannot_load(error) from error


def _cannot_load(error: Exception, address: str | None = None) -> BatchError:
    hint = "install the version of this machine on the scheduler and all workers"
    return BatchError(f"wenzhang cannot be loaded there: {_words(error)}", path=address, hint=hint)


def _other_program(difference: str, address: str | None = None) -> BatchError:
    hint = "install the same there; that worker has written nothing"
    return BatchError(f"a worker has another program than this machine: {difference}", path=address, hint=hint)


def _difference(theirs: str, ours: str) -> str:
    """The first thing that two programs, as `program` gives them, do not have in common."""
    words = ours.split()  # a name and a version each, but for the hash of our own files, which is the third
    number = next(number for number, pair in enumerate(zip(theirs.split(), words, strict=False)) if len(set(pair)) > 1)
    there, here = theirs.split()[number], words[number]
    return "files of wenzhang differ" if number == 2 else f"{words[number - 1]} {there} instead of {here}"


def _verdict(error: Exception) -> str:
    """Why a file failed that was by itself."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return f"{error.allowed_failures + 1} workers died at this file, as where memory runs out"
    return f"no worker can do this file: {_words(error)}"


def _words(error: BaseException) -> str:
    """What an error says that is at the beginning of it, if it has words: those of Dask are often about another."""
    words = getattr(error, "strerror", None) or str(error)
    before = error.__cause__ and _words(error.__cause__)
    return before if before and " " in before else words or type(error).__name__
