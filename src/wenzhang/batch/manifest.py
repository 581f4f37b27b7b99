"""What was written into an output folder, from what, and how: a file in the folder itself.

`.wenzhang-manifest.jsonl` has a line in JSON for each output, in the order of their names:

```
{"output":"a/b.md","sha256":"…","input":"../articles/a/b.md","inputSha256":"…","settings":"…"}
```

Names are relative to the folder, with `/`. `settings` stands for everything else that the output depends on: the
settings of the job, this program and its dictionaries. An `error` says why the input, as it is now, could not be
converted; the output, whose hash then is that of an earlier one or missing, is not what it should be. Nothing in it
depends on time, place or the number of processes, so equal runs write equal files, and it can be kept under version
control.

While a run goes on, its lines are appended to `.wenzhang-journal.jsonl`, which becomes part of the manifest when it
ends. A journal that is there at the beginning is what a run left that was killed: nothing of that is lost. The journal
is locked while a run writes to it, so that no two runs write into one folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, NamedTuple

from wenzhang.batch.write import is_temporary, replacing
from wenzhang.errors import BatchError, SourceError

__all__ = ["JOURNAL", "MANIFEST", "Entry", "Journal", "Manifest", "sweep"]

MANIFEST = ".wenzhang-manifest.jsonl"
JOURNAL = ".wenzhang-journal.jsonl"

_HEADER = b'{"wenzhangManifest":1}\n'
_AHEAD = 8
"""How many lines are read on for a name before it is searched for."""


class Entry(NamedTuple):
    """What is known of an output; see the manifest's own page. Without `settings` it is one that was removed."""

    output: str
    sha256: str | None
    input: str
    input_sha256: str | None
    settings: str | None
    error: str | None = None

    def line(self) -> bytes:
        """The entry as it is written."""
        values = {"output": self.output, "sha256": self.sha256, "input": self.input, "inputSha256": self.input_sha256}
        if self.settings is not None:
            values["settings"] = self.settings
        if self.error is not None:
            values["error"] = self.error
        return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def _entry(line: bytes) -> Entry | None:
    """The entry of a line; None for one that was not written to its end, or by somebody else."""
    try:
        values = json.loads(line)
        return Entry(
            values["output"],
            values["sha256"],
            values["input"],
            values["inputSha256"],
            values.get("settings"),
            values.get("error"),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


class Manifest:
    """The manifest of a folder, as it is on the disk. It is searched there, so that it takes no memory."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: IO[bytes] | None = None
        with suppress(FileNotFoundError, NotADirectoryError):
            self._file = open(path, "rb")  # noqa: SIM115 - it is closed by `close`
        self._start = 0
        if self._file is not None and self._file.readline() == _HEADER:
            self._start = len(_HEADER)
        elif self._file is not None:
            self._file.close()
            raise BatchError("is no manifest of ours", path=path, hint="remove it, and everything is made anew")
        self._next: Entry | None = None
        self._from = ""  # `_next` is the first entry that is not before this name
        self._rewind()

    def find(self, output: str) -> Entry | None:
        """What is known of an output. It costs least in the order of their names."""
        if self._file is None:
            return None
        if output < self._from:
            self._seek(output)
        for _ in range(_AHEAD):
            if self._next is None or self._next.output >= output:
                break
            self._advance()
        else:
            self._seek(output)
        return self._next if self._next is not None and self._next.output == output else None

    def entries(self) -> Iterator[Entry]:
        """All of them, in their order."""
        self._rewind()
        while self._next is not None:
            entry = self._next
            self._advance()
            yield entry

    def close(self) -> None:
        """Lets go of the file."""
        if self._file is not None:
            self._file.close()

    def _rewind(self) -> None:
        if self._file is not None:
            self._file.seek(self._start)
            self._from = ""
            self._next = self._read()

    def _read(self) -> Entry | None:
        assert self._file is not None
        line = self._file.readline()
        if not line:
            return None
        entry = _entry(line)
        if entry is None:
            raise BatchError("is damaged", path=self._path, hint="remove it, and everything is made anew")
        return entry

    def _advance(self) -> None:
        if self._next is not None:
            self._from = f"{self._next.output}\0"  # no text lies between the two
            self._next = self._read()

    def _seek(self, output: str) -> None:
        """Goes to the first entry that is not before a name, by halves."""
        assert self._file is not None
        low, high = self._start, os.fstat(self._file.fileno()).st_size
        while low < high:
            middle = (low + high) // 2
            self._file.seek(middle)
            if middle > self._start:
                self._file.seek(middle - 1)
                self._file.readline()  # up to the next line, or nothing where this is its beginning
            entry = self._read()
            if entry is not None and entry.output < output:
                low = self._file.tell()
            else:
                high = middle
        self._file.seek(low)
        self._from = output
        self._next = self._read()


class Journal:
    """What a run has to say of its outputs, written down as it goes, and put into the manifest at its end.

    Raises `BatchError` where another run writes into the folder, and where nothing can be written there.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._manifest = os.path.join(folder, MANIFEST)
        self._path = os.path.join(folder, JOURNAL)
        try:
            os.makedirs(folder, exist_ok=True)
            self._file = _locked(self._path, folder)
            if os.path.getsize(self._path):  # of a run that was killed
                sweep(folder)
                self.settle()
        except OSError as error:
            raise BatchError(f"cannot be written: {error.strerror}", path=folder) from error

    def add(self, entries: Iterable[Entry]) -> None:
        """Writes down what became of outputs. Raises `BatchError` where that cannot be."""
        try:
            self._file.write(b"".join([entry.line() for entry in entries]))
        except OSError as error:
            raise BatchError(f"cannot be written: {error.strerror}", path=self._path) from error

    def flush(self) -> None:
        """Sees to it that what was written down outlives this process."""
        try:
            self._file.flush()
        except OSError as error:
            raise BatchError(f"cannot be written: {error.strerror}", path=self._path) from error

    def close(self) -> None:
        """Puts everything into the manifest; the journal is gone then. Raises `BatchError` where that cannot be."""
        try:
            self.settle()
            with suppress(FileNotFoundError):
                os.unlink(self._path)
        finally:
            self.release()

    def release(self) -> None:
        """Lets go of the journal, which stays as it is."""
        with suppress(OSError):
            self._file.close()

    def settle(self) -> None:
        """Puts everything into the manifest; the journal is empty then. Raises `BatchError` where that cannot be."""
        self.flush()
        if os.path.getsize(self._path):
            manifest = Manifest(self._manifest)
            try:
                with replacing(self._manifest) as file:
                    file.write(_HEADER)
                    # By the same descriptor: with another one that is closed, the lock would be gone.
                    for entry in _merged(manifest.entries(), _ordered(self._file)):
                        if entry.settings is not None:
                            file.write(entry.line())
                self._file.truncate(0)
            except (OSError, SourceError) as error:
                raise BatchError(f"cannot be written: {error}", path=self._manifest) from error
            finally:
                manifest.close()


def _ordered(journal: IO[bytes]) -> Iterator[Entry]:
    """The entries of a journal by name, the last of each. One in order, as a single process writes it, is not kept."""
    if _is_ordered(journal):
        return _read_on(journal)
    last = {entry.output: entry for entry in _read_on(journal)}
    return iter([last[output] for output in sorted(last)])


def _is_ordered(journal: IO[bytes]) -> bool:
    before = None
    for entry in _read_on(journal):
        if before is not None and entry.output <= before:
            return False
        before = entry.output
    return True


def _read_on(journal: IO[bytes]) -> Iterator[Entry]:
    journal.seek(0)
    for line in journal:
        entry = _entry(line)
        if entry is not None:  # the last line of a run that was killed may be a part of one
            yield entry


def _merged(old: Iterator[Entry], new: Iterator[Entry]) -> Iterator[Entry]:
    """Both by name, the new where both have one."""
    one, other = next(old, None), next(new, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.output < other.output):
            assert one is not None
            yield one
            one = next(old, None)
        else:
            if one is not None and one.output == other.output:
                one = next(old, None)
            yield other
            other = next(new, None)


def sweep(folder: str) -> None:
    """Removes what a process that was killed left of files that were to become outputs."""
    for parent, _, names in os.walk(folder):
        for name in names:
            if is_temporary(name):
                with suppress(FileNotFoundError):
                    os.unlink(os.path.join(parent, name))


def _locked(path: str, folder: str) -> IO[bytes]:
    """The journal, held by this process alone. Processes that it starts do not hold it, and it ends with this one."""
    while True:
        file = open(path, "a+b")  # noqa: SIM115 - the journal closes it
        try:
            import fcntl
        except ImportError:  # Windows refuses to replace or remove what another process has open
            return file
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise BatchError(
                "another run writes into this folder", path=folder, hint="wait until it has ended, or choose another"
            ) from None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), os.stat(path)):
                return file
        file.close()  # a run that has just ended removed it
