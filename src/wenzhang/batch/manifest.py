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
import stat
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from heapq import merge
from io import FileIO
from itertools import groupby, islice, pairwise
from operator import attrgetter
from tempfile import TemporaryFile
from typing import IO

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from wenzhang.batch.write import is_temporary, replacing
from wenzhang.errors import BatchError, SourceError

__all__ = ["GOES_ON", "HEADER", "JOURNAL", "MANIFEST", "Entry", "Journal", "Manifest", "sweep"]

MANIFEST = ".wenzhang-manifest.jsonl"
JOURNAL = ".wenzhang-journal.jsonl"

HEADER = b'{"wenzhangManifest":1}\n'
"""The first line, and all that a manifest without outputs has."""
GOES_ON = "what was done before is on record: the same command goes on from there"
"""What is told of a run that cannot go on."""
_BLOCK = 1 << 16
"""Bytes of a manifest that are read at once."""
_LONGEST = 1 << 20
"""Bytes that no line of ours comes near."""
_PENDING = 1 << 16
"""Bytes that are kept back, so that not each line is written by itself."""
_PIECE = 50_000
"""Entries that are sorted in memory."""
_OUTPUT = attrgetter("output")
_REASON = 2000
"""Characters of a reason that are kept."""


class Entry(Struct, frozen=True, rename="camel", omit_defaults=True):
    """What is known of an output; see the manifest's own page. Without `settings` it is one that was removed."""

    output: str
    sha256: str | None
    input: str
    input_sha256: str | None
    settings: str | None = None
    error: str | None = None

    def line(self) -> bytes:
        """The entry as it is written."""
        if self.error is not None and len(self.error) > _REASON:
            return replace(self, error=self.error[:_REASON]).line()
        try:
            return msgspec.json.encode(self) + b"\n"
        except UnicodeEncodeError:  # a name that is no Unicode
            return json.dumps(msgspec.to_builtins(self), separators=(",", ":")).encode() + b"\n"


_DECODER = msgspec.json.Decoder(Entry)


def _entry(line: bytes) -> Entry | None:
    """The entry of a line; None for one that was not written to its end, or by somebody else."""
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, RecursionError):
        if b"\\ud" not in line and b"\\uD" not in line:
            return None
    try:
        return msgspec.convert(json.loads(line), Entry)
    except (ValueError, RecursionError):
        return None


def _unwritable(reason: str | None, path: str) -> BatchError:
    return BatchError(f"cannot be written: {reason}", path=path, hint=GOES_ON)


def _damaged(path: str) -> BatchError:
    return BatchError("is damaged", path=path, hint="remove it, and everything is made anew")


def _opened(path: str, called: str) -> IO[bytes] | None:
    """A manifest after its first line, None where there is none. Raises `BatchError` where it is no whole one."""
    try:
        file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - the manifest closes it
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BatchError(f"cannot be read: {error.strerror}", path=called) from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode) or file.readline(len(HEADER)) != HEADER:
        file.close()
        raise BatchError("is no manifest of ours", path=called, hint="remove it, and everything is made anew")
    file.seek(-1, os.SEEK_END)
    if file.read(1) != b"\n":
        file.close()
        raise _damaged(called)
    return file


def _without_waiting(path: str, flags: int) -> int:
    """Opens what may be a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class Manifest:
    """The manifest of a folder, as it is on the disk. It is searched there, so that it takes no memory.

    A block of it is read at once: names are mostly asked for in their order.
    """

    def __init__(self, path: str, *, called: str | None = None) -> None:
        self._called = called or path
        self._file = _opened(path, self._called)
        self._start = len(HEADER) if self._file is not None else 0
        self._low = ""  # all names before the block are below this one
        self._block: list[Entry] = []
        self._at = 0  # where the next name probably stands
        self._rewind()

    def find(self, output: str) -> Entry | None:
        """What is known of an output. It costs least in the order of their names."""
        block, at = self._block, self._at
        if at < len(block) and block[at].output == output:
            self._at = at + 1
            return block[at]
        if self._file is None:
            return None
        if block and output > block[-1].output:
            self._read_on()
        if not self._is_within(output):
            self._seek(output)
        block = self._block
        at = bisect_left(block, output, key=_OUTPUT)
        is_there = at < len(block) and block[at].output == output
        self._at = at + is_there
        return block[at] if is_there else None

    def entries(self) -> Iterator[Entry]:
        """All of them, in their order."""
        self._rewind()
        while self._block:
            yield from self._block
            self._read_on()

    def count(self) -> int:
        """How many there are."""
        self._rewind()
        count = len(self._block)
        if self._file is not None:
            count += sum(piece.count(b"\n") for piece in iter(partial(self._file.read, _BLOCK), b""))
        self._rewind()
        return count

    def close(self) -> None:
        """Lets go of the file."""
        if self._file is not None:
            self._file.close()

    def _rewind(self) -> None:
        self._go(self._start, "")

    def _go(self, place: int, low: str) -> None:
        """Reads the block at a place, before which all names are below this one."""
        self._low = low
        if self._file is not None:
            self._file.seek(place)
            self._read_block()

    def _is_within(self, output: str) -> bool:
        """Whether an output would be in the block, if it is anywhere."""
        return self._low <= output and (not self._block or output <= self._block[-1].output)

    def _read_on(self) -> None:
        """Reads the next block; it is empty at the end."""
        if self._block:
            self._low = f"{self._block[-1].output}\0"  # no text lies between the two
        self._read_block()

    def _read_block(self) -> None:
        assert self._file is not None
        data = self._file.read(_BLOCK)
        if not data.endswith(b"\n"):
            data += self._file.readline(_LONGEST)
        self._block = block = self._decoded(data)
        self._at = 0
        if block and (block[0].output < self._low or any(one.output >= other.output for one, other in pairwise(block))):
            raise _damaged(self._called)

    def _decoded(self, data: bytes) -> list[Entry]:
        try:
            return _DECODER.decode_lines(data)
        except (msgspec.DecodeError, RecursionError):
            return [self._decoded_line(line) for line in data.splitlines(keepends=True)]

    def _decoded_line(self, line: bytes) -> Entry:
        entry = _entry(line)
        if entry is None:
            raise _damaged(self._called)
        return entry

    def _seek(self, output: str) -> None:
        """Goes to the first entry that is not before a name, by halves."""
        assert self._file is not None
        low, high = self._start, os.fstat(self._file.fileno()).st_size
        while low < high:
            middle = (low + high) // 2
            self._file.seek(middle)
            if middle > self._start:
                self._file.seek(middle - 1)
                self._file.readline(_LONGEST)  # up to the next line, or nothing where this is its beginning
            line = self._file.readline(_LONGEST)
            if line and self._decoded_line(line).output < output:
                low = self._file.tell()
            else:
                high = middle
        self._go(low, output)


class Journal:
    """What a run has to say of its outputs, written down as it goes, and put into the manifest at its end.

    `called` is how people know the folder. Raises `BatchError` where another run writes into it, and where nothing can
    be written there.
    """

    def __init__(self, folder: str, *, called: str | None = None) -> None:
        self._called = called or folder
        self._manifest = os.path.join(folder, MANIFEST)
        self._path = os.path.join(folder, JOURNAL)
        self._pending = bytearray()
        try:
            os.makedirs(folder, exist_ok=True)
            if os.path.islink(self._path):
                raise BatchError("is a symbolic link", path=self._path, hint="remove it")
            is_left = os.path.exists(self._path)  # by a run that was killed
            self._file = _locked(self._path, folder)
        except OSError as error:
            raise BatchError(f"cannot be written: {error.strerror}", path=folder) from error
        try:
            if is_left:
                sweep(folder)
                self.settle()
        except BaseException:
            self.release()
            raise

    def add(self, entries: Iterable[Entry]) -> None:
        """Writes down what became of outputs. Raises `BatchError` where that cannot be."""
        for entry in entries:
            self._pending += entry.line()
        if len(self._pending) > _PENDING:
            self.flush()

    def flush(self) -> None:
        """Sees to it that what was written down outlives this process."""
        try:
            while self._pending:
                del self._pending[: self._file.write(self._pending)]
        except OSError as error:
            raise _unwritable(error.strerror, self._path) from error

    def close(self) -> None:
        """Puts everything into the manifest; the journal is gone then. Raises `BatchError` where that cannot be."""
        try:
            self.settle()
            with suppress(FileNotFoundError):
                os.unlink(self._path)
        finally:
            self.release()

    def release(self) -> None:
        """Lets go of the journal, which stays as it is where it has anything in it."""
        _HELD.discard(os.path.realpath(self._path))
        with suppress(OSError, ValueError):  # it may be closed
            state = os.fstat(self._file.fileno())
            if state.st_nlink and not state.st_size:
                os.unlink(self._path)
        with suppress(OSError):
            self._file.close()

    def settle(self) -> None:
        """Puts everything into the manifest; the journal is empty then. Raises `BatchError` where that cannot be."""
        self.flush()
        if os.path.getsize(self._path):
            manifest = Manifest(self._manifest, called=os.path.join(self._called, MANIFEST))
            try:
                # By the same descriptor: with another one that is closed, the lock would be gone.
                written = open(self._file.fileno(), "rb", closefd=False)  # noqa: SIM115 - so it needs no closing
                with replacing(self._manifest) as file:
                    file.write(HEADER)
                    for entry in _merged(manifest.entries(), _ordered(written)):
                        if entry.settings is not None:
                            file.write(entry.line())
                self._file.truncate(0)
            except SourceError as error:
                raise BatchError(error.message, path=self._manifest, hint=GOES_ON) from error
            except OSError as error:
                raise _unwritable(error.strerror, self._manifest) from error
            finally:
                manifest.close()


def _ordered(journal: IO[bytes]) -> Iterator[Entry]:
    """The entries of a journal by name, the last of each, in memory that does not grow with their number."""
    if _is_ordered(journal):  # as a single process writes it
        yield from _read_on(journal)
        return
    entries = _read_on(journal)
    with ExitStack() as stack:
        runs: list[Iterator[Entry]] = []
        while piece := sorted(islice(entries, _PIECE), key=_OUTPUT):
            runs.append(_set_aside(stack.enter_context(TemporaryFile()), piece))
        for _, same in groupby(merge(*runs, key=_OUTPUT), key=_OUTPUT):
            *_, last = same
            yield last


def _set_aside(file: IO[bytes], entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, in a file until they are asked for."""
    file.writelines(entry.line() for entry in entries)
    return _read_on(file)


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


_HELD: set[str] = set()
"""The journals that this process holds: a lock is that of a whole process, and gone when it closes the file once more.
"""


def _locked(path: str, folder: str) -> FileIO:
    """The journal, held by one run alone. Processes that it starts do not hold it, and it ends with this one."""
    real = os.path.realpath(path)
    if real in _HELD:
        raise _is_busy(folder)
    file = _locked_against_others(path, folder)
    _HELD.add(real)
    return file


def _is_busy(folder: str) -> BatchError:
    return BatchError(
        "another run writes into this folder", path=folder, hint="wait until it has ended, or choose another"
    )


def _locked_against_others(path: str, folder: str) -> FileIO:
    while True:
        # Without a buffer, which would be written once more by whoever forgets the file: on a full disk, or a worker.
        file = open(path, "a+b", buffering=0, opener=_without_following)  # noqa: SIM115 - the journal closes it
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode) or state.st_nlink > 1:  # where writing to it would be felt elsewhere
            file.close()
            raise BatchError("is no file of ours", path=path, hint="remove it")
        try:
            import fcntl
        except ImportError:  # Windows refuses to replace or remove what another process has open
            return file
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise _is_busy(folder) from None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), os.stat(path)):
                return file
        file.close()  # a run that has just ended removed it


def _without_following(path: str, flags: int) -> int:
    """Opens what may be a pipe, or a symbolic link that somebody has put there."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0), 0o666)
