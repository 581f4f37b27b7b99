"""What became of all files of a run: counts to tell people, and a file in JSON for programs."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import msgspec
from msgspec import Struct

from wenzhang import __version__
from wenzhang.terminal import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wenzhang.batch.plan import Skipped
    from wenzhang.batch.work import Result

__all__ = ["Counts", "FileSummary", "OutputSummary", "RunSummary", "SkippedSummary", "SummaryFile", "summary_schema"]

SCHEMA_VERSION = 1


class OutputSummary(Struct, frozen=True, rename="camel"):
    """An output: its path, the SHA-256 of its content, and whether it had another before."""

    path: str
    sha256: str
    written: bool


class FileSummary(Struct, frozen=True, rename="camel"):
    """A file of the run, or with `leftover` and `removed` an output whose input is gone.

    `sha256` and `size` (bytes) are those of the input. What stands at `targets` of a file that failed is of an earlier
    input.
    """

    input: str
    status: Literal["done", "unchanged", "failed", "leftover", "removed"]
    sha256: str | None
    size: int
    outputs: tuple[OutputSummary, ...]
    targets: tuple[str, ...]
    error: str | None
    notes: tuple[str, ...]
    seconds: float


class SkippedSummary(Struct, frozen=True, rename="camel"):
    """What may hold articles but was not read, and why."""

    path: str
    reason: str


class Counts(Struct, rename="camel"):
    """How many files there were of each kind; `written` counts outputs that had another content before."""

    done: int = 0
    unchanged: int = 0
    failed: int = 0
    skipped: int = 0
    leftover: int = 0
    removed: int = 0
    written: int = 0
    bytes: int = 0


class RunSummary(Struct, frozen=True, rename="camel"):
    """A run. `ended` is `completed` where all files were looked at, whatever became of them.

    `seconds` is the time by the clock on the wall. `error` says why a run was `stopped`.
    """

    schema_version: int
    wenzhang: str
    command: str
    dry_run: bool
    started: datetime
    files: tuple[FileSummary, ...]
    skipped: tuple[SkippedSummary, ...]
    counts: Counts
    seconds: float
    ended: Literal["completed", "interrupted", "stopped"]
    error: str | None


def summary_schema() -> dict[str, Any]:
    """The JSON Schema of a run's summary."""
    schema = msgspec.json.schema(RunSummary)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


class SummaryFile:
    """Counts what became of files, and writes a `RunSummary` to a stream as it goes, if there is one."""

    def __init__(
        self, command: str, skipped: Iterable[Skipped], *, dry: bool, started: datetime, stream: BinaryIO | None
    ) -> None:
        self.counts = Counts()
        self.current = 0
        """How many outputs held their content before."""
        self._skipped = tuple(SkippedSummary(_text(path), _text(reason)) for path, reason in skipped)
        self.counts.skipped = len(self._skipped)
        self._stream = stream
        self._begun = perf_counter()
        self._separator = b"\n"
        self._write_members(
            b"{",
            {"schemaVersion": SCHEMA_VERSION, "wenzhang": __version__, "command": command, "dryRun": dry}
            | {"started": started},
            b',"files":[',
        )

    @property
    def seconds(self) -> float:
        """How long the run has taken until now."""
        return perf_counter() - self._begun

    @property
    def has_any(self) -> bool:
        """Whether something became of any file."""
        return self.counts != Counts(skipped=self.counts.skipped)

    def add(self, result: Result) -> None:
        """Counts a file, and writes it down."""
        counts = self.counts
        setattr(counts, result.status, getattr(counts, result.status) + 1)
        counts.bytes += result.size
        for output in result.outputs:
            if output.written:
                counts.written += 1
            else:
                self.current += 1
        if self._stream is not None:
            self._stream.write(self._separator + msgspec.json.encode(_summarised(result)))
            self._separator = b",\n"

    def end(self, ended: Literal["completed", "interrupted", "stopped"], error: str | None = None) -> None:
        """Writes the rest."""
        rest = {
            "skipped": self._skipped,
            "counts": self.counts,
            "seconds": round(self.seconds, 3),
            "ended": ended,
            "error": error and _text(error),
        }
        self._write_members(b"\n],", rest, b"}\n")

    def _write_members(self, before: bytes, members: dict[str, Any], after: bytes) -> None:
        if self._stream is not None:
            self._stream.write(before + msgspec.json.encode(members)[1:-1] + after)


def _text(text: str) -> str:
    """A path or a message as text that JSON can hold: bytes that are no UTF-8, and lone surrogates, are escapes."""
    return readable(text).encode("utf-8", "backslashreplace").decode()


def _summarised(result: Result) -> FileSummary:
    return FileSummary(
        _text(result.path),
        result.status,
        result.sha256,
        result.size,
        tuple([OutputSummary(_text(output.path), output.sha256, output.written) for output in result.outputs]),
        tuple(map(_text, result.targets)),
        result.error and _text(result.error),
        tuple(map(_text, result.notes)),
        round(result.seconds, 6),
    )
