"""Processes of this machine, each of which works through a chunk of files at a time.

OpenCC holds the interpreter's lock, so threads bring nothing. Each worker has a pipe of its own, since a process that
is killed may hold the lock of whatever it shares. In a small shared memory it says which file of its chunk it is at and
since when: so where it dies it is known of which file, and where that takes too long, too. The files before that one
are done again, which changes nothing about them; that one is tried once more by itself, and if it takes its worker
along again, it is the culprit. The others of the chunk go to other workers, as does the next chunk, which each worker
has in its pipe while it is at one.
"""

from __future__ import annotations

import os
import platform
import signal
import socket
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from math import inf
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from time import monotonic
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from wenzhang.batch.urls import is_url
from wenzhang.batch.work import Result, Task
from wenzhang.batch.write import discard
from wenzhang.errors import BatchError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from wenzhang.batch.work import Work

__all__ = ["Local"]

_CHUNK = 100
"""Files to a message at most: more bring nothing, and make the end of a run uneven."""
_ROUNDS = 4
"""A chunk is at most this part of what a worker has still to get, so that all end at about the same time."""
_AHEAD = 2
"""Chunks that a worker has at once at most: with a second one it need not wait when it has done the first."""
_GRACE = 1.0
"""Seconds in which a worker that is asked to end has to, before it is killed."""
_TICK = 0.25
"""Seconds between two looks at the clock, where files have a limit."""


@dataclass
class _Chunk:
    """Tasks that a worker gets at once, and as a message.

    `tries` counts the workers that died of the first, where it is the only one.
    """

    tasks: list[Task]
    message: bytes
    tries: int = 0


def _chunk(tasks: list[Task], tries: int = 0) -> _Chunk:
    """Raises `BatchError` for what other processes would not see, and write for nobody."""
    message = _TASKS.encoded(tasks)
    if b"memory:" in message:
        for path in (path for task in tasks for path in (task.path, *task.targets)):
            if path.startswith("memory:"):
                raise BatchError("is in the memory of one process", path=path, hint="use a store that processes share")
    return _Chunk(tasks, message, tries)


class Local:
    """A number of worker processes; `total` is the number of files, where it is known, for chunks of a good size.

    `timeout` is in seconds a file. A worker that dies is replaced.
    """

    def __init__(self, jobs: int, *, total: int | None = None, timeout: float | None = None) -> None:
        self.jobs = jobs
        self.total = total
        self.timeout = timeout

    def results(self, work: Work, tasks: Iterable[Task]) -> Generator[Result]:
        """The results, as they come."""
        queue = _Queue(iter(tasks), self.jobs, self.total)
        pool = _Pool(work, self.jobs)
        try:
            while pool.feed(queue):
                queue.look()  # while the workers have something to do
                for worker in pool.ready(_TICK if self.timeout else None):
                    results = list(worker.collect(queue))
                    pool.feed(queue)  # before anyone looks at them, so that the worker need not wait
                    yield from results
                if self.timeout:
                    yield from pool.expire(self.timeout, queue)
            pool.close()
        finally:
            pool.kill()


class _Queue:
    """The chunks that are still to be done: those of workers that died first."""

    def __init__(self, tasks: Iterator[Task], jobs: int, total: int | None) -> None:
        self._tasks = tasks
        self._jobs = jobs
        self._left = total
        self._chunks: deque[_Chunk] = deque()

    def next(self) -> _Chunk | None:
        """The next chunk, None where there is none."""
        if (chunk := self.look()) is not None:
            self._chunks.popleft()
        return chunk

    def look(self) -> _Chunk | None:
        """The next chunk, which stays here. Making a new one takes its time."""
        if not self._chunks and (chunk := self._cut()) is not None:
            self._chunks.append(chunk)
        return self._chunks[0] if self._chunks else None

    def _cut(self) -> _Chunk | None:
        size = _CHUNK
        if self._left is not None:
            size = max(min(self._left // (self._jobs * _ROUNDS), _CHUNK), 1)
            self._left -= size
        tasks = list(islice(self._tasks, size))
        return _chunk(tasks) if tasks else None

    def retry(self, tasks: list[Task], tries: int = 0) -> None:
        """Puts back what a worker did not do. What may have killed it goes to the next that begins, which is new."""
        if tasks and tries:
            self._chunks.appendleft(_chunk(tasks, tries))
        elif tasks:
            self._chunks.append(_chunk(tasks))


@dataclass
class _Worker:
    """A process, the pipe to it, where it says how far it is, and the chunks that it has, of which it is at the first.

    A message that is longer than `room` in bytes might not fit into the pipe beside another.
    """

    process: Any
    pipe: Connection
    progress: Any
    room: int
    chunks: deque[_Chunk] = field(default_factory=deque)

    def takes(self, chunk: _Chunk) -> bool:
        """Whether it can be sent this chunk: nobody may wait in sending while the other does, too.

        What may have killed another is only for one that is at nothing else.
        """
        return not self.chunks or (len(self.chunks) < _AHEAD and len(chunk.message) <= self.room and not chunk.tries)

    def send(self, chunk: _Chunk) -> None:
        """Sends a chunk. Where the worker is dead, that is seen when its results are collected."""
        self.chunks.append(chunk)
        with suppress(ConnectionError):
            self.pipe.send_bytes(chunk.message)

    def collect(self, queue: _Queue) -> Iterator[Result]:
        """What it has done; or where it died, what that means for the files that it had."""
        try:
            results = _RESULTS.decoded(self.pipe.recv_bytes())
        except (EOFError, ConnectionError):
            self.stop()
            yield from self._died(queue, self._cause())
            return
        self.chunks.popleft()
        yield from results

    def is_late(self, seconds: float) -> bool:
        """Whether the file at which it is takes longer than this."""
        return bool(self.chunks) and monotonic() - self.progress[1] > seconds

    def expire(self, seconds: float, queue: _Queue) -> Iterator[Result]:
        """Ends the worker, and with it the file that it is at."""
        if self.pipe.poll():  # it has ended in the meantime
            return
        self.stop()
        yield from self._died(queue, f"took longer than {seconds:g} seconds, and was given up", at_once=True)

    def _died(self, queue: _Queue, reason: str, *, at_once: bool = False) -> Iterator[Result]:
        if not self.chunks:
            return
        chunk, *others = self.chunks
        self.chunks.clear()
        at, culprit = self._number(chunk), self._at(chunk)
        queue.retry(chunk.tasks[:at])
        queue.retry(chunk.tasks[at + 1 :])
        if at_once or chunk.tries:
            yield Result(culprit.path, "failed", culprit.targets, error=f"{culprit.path}: {reason}")
        else:
            queue.retry([culprit], tries=1)
        for other in others:
            queue.retry(other.tasks, other.tries)

    def _cause(self) -> str:
        code = self.process.exitcode
        if code is not None and code < 0:
            with suppress(ValueError):
                name = signal.Signals(-code).name
                memory = ", as where memory runs out" if name == "SIGKILL" else ""
                return f"a worker was ended by {name} at this file, twice{memory}"
        return f"a worker ended with exit code {code} at this file, twice"

    def stop(self) -> None:
        """Kills the process, and removes what it may have begun to write."""
        self.process.kill()
        self.process.join()
        self.pipe.close()
        # It may be at its second chunk, where the results of the first wait to be collected.
        targets = [target for chunk in self.chunks for target in self._at(chunk).targets if not is_url(target)]
        for folder in {os.path.dirname(target) for target in targets}:
            discard(folder or os.curdir, self.process.pid)

    def _at(self, chunk: _Chunk) -> Task:
        """The file at which it is, or was when it died."""
        return chunk.tasks[self._number(chunk)]

    def _number(self, chunk: _Chunk) -> int:
        return min(int(self.progress[0]), len(chunk.tasks) - 1)


class _Pool:
    """The workers that there are."""

    def __init__(self, work: Work, jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._context: Any = get_context(_start_method())
        self._workers: list[_Worker] = []

    def feed(self, queue: _Queue) -> bool:
        """Gives work to whoever has none; False where there is no more and all is done."""
        self._workers = [worker for worker in self._workers if worker.chunks or worker.process.is_alive()]
        for worker in self._workers:
            if not worker.chunks and (chunk := queue.next()) is not None:
                worker.send(chunk)
        while len(self._workers) < self._jobs and (chunk := queue.next()) is not None:
            self._workers.append(self._start())
            self._workers[-1].send(chunk)
        for worker in self._workers:
            while (chunk := queue.look()) is not None and worker.takes(chunk):
                queue.next()
                worker.send(chunk)
        return any(worker.chunks for worker in self._workers)

    def ready(self, seconds: float | None) -> list[_Worker]:
        """Those that have something to say, or are dead, within some time."""
        pipes = {worker.pipe: worker for worker in self._workers if worker.chunks}
        return [pipes[pipe] for pipe in wait(list(pipes), seconds)]  # type: ignore[index]

    def expire(self, seconds: float, queue: _Queue) -> Iterator[Result]:
        """Ends those whose file takes too long."""
        for worker in self._workers:
            if worker.is_late(seconds):
                yield from worker.expire(seconds, queue)

    def close(self) -> None:
        """Lets all go home."""
        for worker in self._workers:
            with suppress(OSError):
                worker.pipe.send_bytes(_NO_MORE)
        for worker in self._workers:
            worker.process.join(_GRACE)

    def kill(self) -> None:
        """Ends all that are still there: asks them first, so that they can remove what they have begun."""
        alive = [worker for worker in self._workers if worker.process.is_alive()]
        try:
            for worker in alive:
                worker.process.terminate()
            until = monotonic() + _GRACE
            for worker in alive:
                worker.process.join(max(until - monotonic(), 0))
        finally:  # also where somebody does not want to wait so long
            for worker in self._workers:
                worker.stop()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        progress = self._context.Array("d", _IDLE, lock=False)
        others = [worker.pipe for worker in self._workers] + [ours]
        process = self._context.Process(
            target=_serve,
            args=(self._work, theirs, progress, others if self._context.get_start_method() == "fork" else []),
            daemon=True,
            name="wenzhang-worker",
        )
        with _deaf():
            process.start()
        theirs.close()
        return _Worker(process, ours, progress, _room(ours))


def _start_method() -> str:
    """How processes are started: by fork where that is safe, which takes no time, else anew."""
    if platform.system() != "Linux":
        return "spawn"
    return "fork" if threading.active_count() == 1 else "forkserver"


def _room(pipe: Connection) -> int:
    """The longest message, in bytes, that surely fits into a pipe in which another one may be; 0 for none."""
    if not hasattr(socket, "AF_UNIX"):
        return 0
    with socket.socket(socket.AF_UNIX, fileno=os.dup(pipe.fileno())) as end:
        # Linux counts its own records of a message, too, which may be as long as the message.
        return end.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) // 4


_IDLE = (0, inf)
"""What a worker says between two chunks: the time of a file begins when it has come to it."""

_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def _deaf() -> Iterator[None]:
    """Within, signals to end wait, so that a process which is just starting hears them in its own way."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(work: Work, pipe: Connection, progress: Any, others: Sequence[Connection]) -> None:
    """What a worker does until it is told that there is no more, or whoever tells it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that has started it
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    for other in others:  # else it would not be seen that these are closed
        other.close()
    parent = os.getppid()

    def tell(number: int) -> None:
        progress[:] = (number, monotonic())
        if os.getppid() != parent:  # it was killed
            raise SystemExit(1)

    while True:
        try:
            message = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        if message == _NO_MORE:
            return
        results = work.together(_TASKS.decoded(message), tell)
        progress[:] = _IDLE
        try:
            pipe.send_bytes(_encoded_results(results))
        except OSError:
            return


_Message = TypeVar("_Message", Task, Result)
_NO_MORE = b""
_MSGPACK, _PICKLE = b"m", b"p"
"""The first byte of a message says what the rest is."""


class _Messages(Generic[_Message]):
    """Tasks or results on their way to another process: in MessagePack, which takes a tenth of the time of pickle."""

    def __init__(self, kind: type[_Message]) -> None:
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: Any = msgspec.msgpack.Decoder(GenericAlias(list, kind))

    def encoded(self, messages: list[_Message]) -> bytes:
        """All of them as one message. Names that are no Unicode, and what a job has for a value, need pickle."""
        try:
            return _MSGPACK + self._encoder.encode(messages)
        except UnicodeEncodeError:
            return self.pickled(messages)

    def pickled(self, messages: list[_Message]) -> bytes:
        """The same for what only Python knows."""
        return _PICKLE + bytes(ForkingPickler.dumps(messages))

    def decoded(self, message: bytes) -> list[_Message]:
        """What a message holds."""
        decode = ForkingPickler.loads if message.startswith(_PICKLE) else self._decoder.decode
        messages: list[_Message] = decode(memoryview(message)[1:])
        return messages


_TASKS, _RESULTS = _Messages(Task), _Messages(Result)


def _encoded_results(results: list[Result]) -> bytes:
    """The results; those whose value cannot be sent to another process are failures."""
    if all(result.value is None for result in results):
        return _RESULTS.encoded(results)
    return _RESULTS.pickled([_sendable(result) for result in results])


def _sendable(result: Result) -> Result:
    try:
        ForkingPickler.dumps(result.value)
    except Exception as error:
        reason = f"{result.path}: the value of the job cannot be sent to another process: {error}"
        return result._replace(status="failed", value=None, error=reason)
    return result


def _leave(signal_number: int, frame: object) -> None:
    raise SystemExit(128 + signal_number)
