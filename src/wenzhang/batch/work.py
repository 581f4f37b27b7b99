"""One file of a run, from reading it to writing its outputs. It runs in any process, on any machine."""

from __future__ import annotations

import errno
from hashlib import sha256
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wenzhang.batch.storage import digest_of, holds, read, write
from wenzhang.errors import SourceError, explain

if TYPE_CHECKING:
    from wenzhang.batch.job import Job

__all__ = ["Known", "Output", "Result", "Status", "Task", "Work"]

_HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""Why an output cannot be written where no other can be, either."""

Status = Literal["done", "unchanged", "failed", "leftover", "removed"]


class Known(NamedTuple):
    """What the manifest says of an output: the SHA-256 of the input that it was made from, and its own."""

    input: str
    output: str


class Task(NamedTuple):
    """A file to read and where its outputs go. `known` is of those that were made by the same settings."""

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
    targets is of an earlier input. `leftover`: an output whose input is gone, and `removed`, where it is no more.

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
    """What is to be done with each file of a run. With `dry`, all but writing."""

    job: Job
    dry: bool = False
    durably: bool = False

    def __call__(self, task: Task) -> Result:
        """Does it; what goes wrong is in the result, and nothing is raised but what ends the process."""
        start = perf_counter()
        result = self._result(task)
        return result._replace(seconds=perf_counter() - start)

    def _result(self, task: Task) -> Result:
        digest, size = None, 0
        try:
            content = read(task.path)
            digest, size = sha256(content).hexdigest(), len(content)
            fresh = {number: known for number in range(len(task.targets)) if (known := _fresh(task, number, digest))}
            wanted = [number for number in range(len(task.targets)) if number not in fresh]
            outputs = {number: Output(task.targets[number], known.output, False) for number, known in fresh.items()}
            if task.targets and not wanted:
                return Result(task.path, "unchanged", task.targets, digest, size, tuple(outputs.values()))
            produced = self.job(content, task.path, wanted)
            for number, made in zip(wanted, produced.outputs, strict=bool(task.targets)):
                outputs[number] = self._output(task, number, made)
        except Exception as error:
            return Result(
                task.path,
                "failed",
                task.targets,
                digest,
                size,
                error=explain(error, task.path),
                is_fatal=_is_fatal(error),
            )
        written = tuple(outputs[number] for number in range(len(task.targets)))
        notes, value = produced.notes, produced.value
        return Result(task.path, "done", task.targets, digest, size, written, notes=notes, value=value)

    def _output(self, task: Task, number: int, content: bytes) -> Output:
        path = task.targets[number]
        return Output(path, sha256(content).hexdigest(), self._write(task, path, content))

    def _write(self, task: Task, path: str, content: bytes) -> bool:
        if self.dry:
            return not holds(path, content)
        return write(path, content, like=task.path, durably=self.durably)


def _fresh(task: Task, number: int, digest: str) -> Known | None:
    """What is known of an output that was made from this input, and is as it was made."""
    known = task.known[number] if task.known else None
    if known is not None and known.input == digest and known.output == digest_of(task.targets[number]):
        return known
    return None


def _is_fatal(error: BaseException) -> bool:
    cause = error.__cause__ if isinstance(error, SourceError) else error
    return isinstance(cause, OSError) and cause.errno in _HOPELESS
