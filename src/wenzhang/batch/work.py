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
    from wenzhang.batch.job import Job

__all__ = ["Known", "Output", "Result", "Status", "Task", "Work"]

_HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""Why an output cannot be written where no other can be, either."""

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
        start = perf_counter()
        result = self._result(task)
        return result._replace(seconds=perf_counter() - start)

    def _result(self, task: Task) -> Result:
        digest, size, notes = None, 0, list[str]()
        outputs: dict[int, Output] = {}
        error: Exception | None = None
        status: Status = "done"
        value = None
        try:
            content = read(self._at(task.path))
            digest, size = sha256(content).hexdigest(), len(content)
            outputs |= self._fresh(task, digest)
            if task.targets and len(outputs) == len(task.targets):
                status = "unchanged"
            else:
                value = self._do(task, content, outputs, notes)
        except Exception as raised:
            error, status = self._named_as_given(raised, task), "failed"
        return Result(
            task.path,
            status,
            task.targets,
            digest,
            size,
            tuple([outputs[number] for number in sorted(outputs)]),
            explain(error, task.path) if error is not None else None,
            tuple(notes),
            value,
            is_fatal=error is not None and _is_fatal(error),
        )

    def _do(self, task: Task, content: bytes, outputs: dict[int, Output], notes: list[str]) -> Any:
        """Adds the outputs that are not there yet, and what there is to say of them; the value of the job."""
        wanted = [number for number in range(len(task.targets)) if number not in outputs]
        produced = self.job(content, task.path, wanted)
        notes += produced.notes
        if not task.targets:
            return produced.value
        if len(produced.outputs) != len(wanted):
            raise ValueError(f"{len(wanted)} outputs were asked for, and the job made {len(produced.outputs)}")
        for number, made in zip(wanted, produced.outputs, strict=True):
            outputs[number], edited = self._output(task, number, made)
            notes += edited
        return produced.value

    def _output(self, task: Task, number: int, content: bytes) -> tuple[Output, list[str]]:
        """Writes an output; what there is to say of it: that something is lost which people did with it."""
        path, digest = task.targets[number], sha256(content).hexdigest()
        known = task.known[number] if task.known else None
        is_edited = known is not None and digest_of(self._at(path)) not in (None, known.output, digest)
        if self.dry:
            is_written = would_write(self._at(path), content)
        else:
            is_written = write(self._at(path), content, like=self._at(task.path), durably=self.durably)
        note = [f"{path} was changed by others, or by a run that was killed, and is written anew"] if is_edited else []
        return Output(path, digest, is_written), note

    def _fresh(self, task: Task, digest: str) -> dict[int, Output]:
        """The outputs, by number, that were made from this input, and are as they were made."""
        return {
            number: Output(target, known.output, False)
            for number, (target, known) in enumerate(zip(task.targets, task.known, strict=False))
            if known is not None and known.input == digest and known.output == digest_of(self._at(target))
        }

    def _at(self, path: str) -> str:
        """Where a path is."""
        return path if not self.folder or is_url(path) else os.path.join(self.folder, path)

    def _named_as_given(self, error: Exception, task: Task) -> Exception:
        """The error, with the path that the task has."""
        if self.folder and isinstance(error, WenzhangError) and error.path is not None:
            error.path = {self._at(path): path for path in (task.path, *task.targets)}.get(error.path, error.path)
        return error


def _is_fatal(error: BaseException) -> bool:
    if isinstance(error, BatchError):  # what this kind of URL needs is not installed here
        return True
    cause = error.__cause__ if isinstance(error, SourceError) else error
    return isinstance(cause, OSError) and cause.errno in _HOPELESS
