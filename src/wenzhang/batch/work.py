"""One file of a run, from reading it to writing its outputs. It runs in any process, on any machine."""

from __future__ import annotations

import errno
import os
from hashlib import sha256
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wenzhang.batch.storage import digest_of, read, would_write, write
from wenzhang.batch.urls import is_url
from wenzhang.errors import BatchError, SourceError, WenzhangError, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wenzhang.batch.job import Job

__all__ = ["Known", "Output", "Result", "Status", "Task", "Work"]

_HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""Why an output cannot be written where no other can be, either."""

_TOGETHER = 25
_BYTES = 1 << 20
"""How many files, and bytes of them, are in the memory at once."""

Status = Literal["done", "unchanged", "failed", "leftover", "removed"]


class Known(NamedTuple):
    """What the manifest says of an output: the SHA-256 of the input that it was made from, and its own.

    There is no `input` where it was made from another file, or by other settings: then it is to be made anew.
    """

    input: str | None
    output: str


class Task(NamedTuple):
    """A file to read and where its outputs go."""

    path: str
    targets: tuple[str, ...] = ()
    known: tuple[Known | None, ...] = ()


class Output(NamedTuple):
    """A file that was to be written. `sha256` is that of its content, `written` whether it held another before."""

    path: str
    sha256: str
    written: bool


class Result(NamedTuple):
    """What became of a file.

    `done`: the job was done; an output that held its content already was not touched. `unchanged`: nothing was to be
    done, as the manifest and the hashes of input and outputs tell. `failed`: `error` says why; what stands at its
    targets is of an earlier input, but for the `outputs` that it has. `leftover`: an output whose input is gone, and
    `removed`, where it is no more.

    `sha256` is that of the input, `size` its bytes. `is_fatal` is whether no other file can fare better.
    """

    path: str
    status: Status
    targets: tuple[str, ...] = ()
    sha256: str | None = None
    size: int = 0
    outputs: tuple[Output, ...] = ()
    error: str | None = None
    notes: tuple[str, ...] = ()
    value: Any = None
    seconds: float = 0.0
    is_fatal: bool = False


class Work(NamedTuple):
    """What is to be done with each file of a run. With `dry`, all but writing.

    `folder` is where relative paths begin, where that is not the folder of the process; the job sees them as they are.
    """

    job: Job
    dry: bool = False
    durably: bool = False
    folder: str = ""

    def __call__(self, task: Task) -> Result:
        """Does it; what goes wrong is in the result, and nothing is raised but what ends the process."""
        return self.together([task])[0]

    def together(self, tasks: Sequence[Task], tell: Callable[[int], object] = lambda number: None) -> list[Result]:
        """Does several step by step: some are read, then the job is done with these, then their outputs are written.

        Reading and writing push out of the processor's caches what the job needs, so this takes a sixth less time than
        to do each from its beginning to its end. `tell` is told the number of the task that comes next in each step.
        """
        results: list[Result] = []
        while len(results) < len(tasks):
            results += self._some(tasks, len(results), tell)
        return results

    def _some(self, tasks: Sequence[Task], first: int, tell: Callable[[int], object]) -> list[Result]:
        begun: list[_Begun] = []
        size = 0
        for number in range(first, min(first + _TOGETHER, len(tasks))):
            each = _Begun(tasks[number])
            begun.append(each)
            tell(number)
            self._step(each, self._read)
            size += each.size
            if size >= _BYTES:
                break
        for step in (self._produce, self._write):
            for number, each in enumerate(begun, first):
                if each.status == "done":
                    tell(number)
                    self._step(each, step)
        return [each.result() for each in begun]

    def _step(self, begun: _Begun, step: Callable[[_Begun], None]) -> None:
        start = perf_counter()
        try:
            step(begun)
        except Exception as error:
            begun.fail(self._named_as_given(error, begun.task))
        begun.seconds += perf_counter() - start

    def _read(self, begun: _Begun) -> None:
        """Reads the file, and finds out which of its outputs are to be made."""
        task = begun.task
        begun.content = content = read(self._at(task.path))
        begun.digest, begun.size = sha256(content).hexdigest(), len(content)
        begun.outputs = self._fresh(task, begun.digest)
        if task.targets and len(begun.outputs) == len(task.targets):
            begun.status = "unchanged"

    def _produce(self, begun: _Begun) -> None:
        """Does the job."""
        task = begun.task
        wanted = [number for number in range(len(task.targets)) if number not in begun.outputs]
        produced = self.job(begun.content, task.path, wanted)
        begun.notes += produced.notes
        begun.value = produced.value
        if task.targets and len(produced.outputs) != len(wanted):
            raise ValueError(f"{len(wanted)} outputs were asked for, and the job made {len(produced.outputs)}")
        begun.made = list(zip(wanted, produced.outputs, strict=False))

    def _write(self, begun: _Begun) -> None:
        """Writes the outputs that are not there yet."""
        for number, made in begun.made:
            begun.outputs[number], edited = self._output(begun.task, number, made)
            begun.notes += edited

    def _output(self, task: Task, number: int, content: bytes) -> tuple[Output, tuple[str, ...]]:
        """Writes an output; what there is to say of it: that something is lost which people did with it."""
        path, digest = task.targets[number], sha256(content).hexdigest()
        known = task.known[number] if task.known else None
        is_edited = known is not None and digest_of(self._at(path)) not in (None, known.output, digest)
        if self.dry:
            is_written = would_write(self._at(path), content)
        else:
            is_written = write(self._at(path), content, like=self._at(task.path), durably=self.durably)
        note = f"{path} was changed by others, or by a run that was killed, and is written anew"
        return Output(path, digest, is_written), (note,) if is_edited else ()

    def _fresh(self, task: Task, digest: str) -> dict[int, Output]:
        """The outputs, by number, that were made from this input, and are as they were made."""
        fresh = {}
        for number, known in enumerate(task.known):
            if known is not None and known.input == digest:
                target = task.targets[number]
                if known.output == digest_of(self._at(target)):
                    fresh[number] = Output(target, known.output, False)
        return fresh

    def _at(self, path: str) -> str:
        """Where a path is."""
        return path if not self.folder or is_url(path) else os.path.join(self.folder, path)

    def _named_as_given(self, error: Exception, task: Task) -> Exception:
        """The error, with the path that the task has."""
        if self.folder and isinstance(error, WenzhangError) and error.path is not None:
            error.path = {self._at(path): path for path in (task.path, *task.targets)}.get(error.path, error.path)
        return error


class _Begun:
    """A file that is being worked on, and what is known of it so far."""

    status: Status = "done"
    content = b""
    digest: str | None = None
    size = 0
    made: Sequence[tuple[int, bytes]] = ()
    notes: tuple[str, ...] = ()
    value: Any = None
    error: str | None = None
    is_fatal = False
    seconds = 0.0

    def __init__(self, task: Task) -> None:
        self.task = task
        self.outputs: dict[int, Output] = {}

    def fail(self, error: Exception) -> None:
        """What was written before stays so."""
        self.status = "failed"
        self.value = None
        self.error = explain(error, self.task.path)
        self.is_fatal = _is_fatal(error)

    def result(self) -> Result:
        """What has become of it."""
        return Result(
            self.task.path,
            self.status,
            self.task.targets,
            self.digest,
            self.size,
            tuple([self.outputs[number] for number in sorted(self.outputs)]),
            self.error,
            self.notes,
            self.value,
            self.seconds,
            self.is_fatal,
        )


def _is_fatal(error: BaseException) -> bool:
    if isinstance(error, BatchError):  # what this kind of URL needs is not installed here
        return True
    cause = error.__cause__ if isinstance(error, SourceError) else error
    return isinstance(cause, OSError) and cause.errno in _HOPELESS
