"""Writing outputs: whole or not at all, and nowhere but inside the output folder."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from wenzhang.batch.urls import is_url, joined
from wenzhang.errors import SourceError

__all__ = ["discard", "is_temporary", "place", "replacing", "would_write", "write_atomically", "write_through"]

_TEMPORARY = re.compile(r"\.wenzhang-(?P<process>[0-9a-f]+)-[0-9a-f]{16}\.tmp")
_OURS = re.compile(rf"{_TEMPORARY.pattern}|\.wenzhang-(manifest|journal)\.jsonl")


def is_temporary(name: str) -> bool:
    """Whether a file of this name is one of ours that was to become an output."""
    return _TEMPORARY.fullmatch(name) is not None


def discard(folder: str, process: int | None = None) -> None:
    """Removes what a process that has died left in a folder of files that were to become outputs; or what any has."""
    with suppress(OSError):  # the folder may not have been made yet
        for name in os.listdir(folder):
            found = _TEMPORARY.fullmatch(name)
            if found is not None and process in (None, int(found["process"], 16)):
                os.unlink(os.path.join(folder, name))


def place(folder: str, name: str, *, real: Callable[[str], str] = os.path.realpath) -> str:
    """Where `name` stands in the output folder; `real` resolves the symbolic links on the way to a folder.

    Each place is written in one way, without `.` and double separators. Raises `SourceError` where it is outside of the
    folder, be it by `..` or by a symbolic link within, where nothing can be named so, and for the names of our own
    files.
    """
    parts = name.split("/") if os.sep == "/" else re.split(r"[/\\]", name)
    if "" in parts[1:-1] or "." in parts[:-1]:
        parts = [part for part in parts[:-1] if part not in ("", ".")] + parts[-1:]
        name = f"/{'/'.join(parts)}" if os.path.isabs(name) else "/".join(parts)
    target = joined(folder, name) if is_url(folder) else os.path.join(folder, name)
    if os.path.isabs(name) or ".." in parts or parts[-1] in ("", "."):
        raise SourceError(f"lies outside of {folder}", path=target, hint="outputs stay in their folder")
    if not _may_be_named(name):
        raise SourceError("is no name that a file can have", path=target, hint="choose another name")
    if parts[-1].startswith(".wenzhang-") and _OURS.fullmatch(parts[-1]):
        raise SourceError("is a name that our own files have", path=target, hint="choose another name")
    if not is_url(folder) and not _is_inside(real(os.path.dirname(target)), real(folder)):
        raise SourceError(
            f"lies outside of {folder}, where a symbolic link leads",
            path=target,
            hint="remove the link or choose another folder",
        )
    return target


def _may_be_named(name: str) -> bool:
    try:
        return "\0" not in name and (name.isascii() or bool(os.fsencode(name)))
    except UnicodeEncodeError:  # a lone surrogate that stands for no byte
        return False


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(os.path.join(folder, ""))


def write_atomically(target: str | Path, content: bytes, *, like: str | None = None, durably: bool = False) -> bool:
    """Writes the file so that a reader sees the old content or the new, never a part; folders are made as needed.

    An existing file keeps its permissions; a new one gets those of the file `like`, less the umask. `durably` is with
    `fsync`, so that it is on the disk when this returns. Returns False, and touches nothing, where the file holds this
    content already. Raises `SourceError` where the file cannot be written; its cause is the `OSError`.
    """
    target = os.fspath(target)
    try:
        there = _state(target)
        if there is not None and _holds(target, there, content):
            return False
        own = _mode(there)
        mode = own if own is not None else _mode(_state(like)) if like else None
        try:
            _write(target, content, own, mode, durably)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            _write(target, content, own, mode, durably)
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path=target) from error
    return True


def would_write(target: str, content: bytes) -> bool:
    """What `write_atomically` would return, without writing; and what it would raise, as far as that can be seen."""
    try:
        there = _state(target)
        if there is not None and _holds(target, there, content):
            return False
        if (obstacle := _obstacle(target, there)) is not None:
            raise OSError(obstacle, os.strerror(obstacle))
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path=target) from error
    return True


def _obstacle(target: str, there: os.stat_result | None) -> int | None:
    """The number of the error that writing a file would meet (`errno`), None where none is seen."""
    if there is not None and stat.S_ISDIR(there.st_mode):
        return errno.EISDIR
    folder, name = os.path.split(target)
    missing = [name]
    while folder and not os.path.lexists(folder):
        folder, name = os.path.split(folder)
        missing.append(name)
    if not os.path.isdir(folder or os.curdir):
        return errno.ENOTDIR
    if not os.access(folder or os.curdir, os.W_OK | os.X_OK):
        return errno.EACCES
    longest = os.pathconf(folder or os.curdir, "PC_NAME_MAX") if hasattr(os, "pathconf") else 255
    return errno.ENAMETOOLONG if any(len(os.fsencode(name)) > longest for name in missing) else None


def write_through(path: Path, content: bytes) -> bool:
    """The same for the file that a path leads to, through symbolic links. A device or a pipe is written to as it is.

    Raises `SourceError` also for a file that its owner may not write, although its folder would let it be replaced.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise SourceError("cannot be written: Permission denied", path=str(path))
    if not target.exists() or target.is_file():
        return write_atomically(target, content)
    try:
        with open(target, "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path=str(path)) from error
    return True


def _holds(target: str, there: os.stat_result, content: bytes) -> bool:
    if not stat.S_ISREG(there.st_mode) or there.st_size != len(content):
        return False  # and a pipe is not read, which might never end
    with open(target, "rb") as file:
        return file.read() == content


def _write(target: str, content: bytes, own: int | None, mode: int | None, durably: bool) -> None:
    with _temporary(target, own, mode, durably) as file:
        file.write(content)


@contextmanager
def replacing(target: str | Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes the file's when it ends well; until then, and otherwise, the file is as it was.

    Folders are made as needed. Raises `SourceError` where the file cannot be written.
    """
    target = os.fspath(target)
    try:
        os.makedirs(os.path.dirname(target) or os.curdir, exist_ok=True)
        own = _mode(_state(target))
        with _temporary(target, own, own) as file:
            yield file
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path=target) from error


@contextmanager
def _temporary(target: str, own: int | None, mode: int | None, durably: bool = False) -> Iterator[BinaryIO]:
    """A file beside the target, which takes its place at the end; `own` are the permissions of what is there."""
    folder = os.path.dirname(target)
    # A name of its own length: that of the target may be as long as names can be. It says whose it is.
    temporary = os.path.join(folder, f".wenzhang-{os.getpid():x}-{os.urandom(8).hex()}.tmp")
    try:
        with open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, mode or 0o666)) as file:
            yield file
            if durably:
                file.flush()
                os.fsync(file.fileno())
        if own is not None:
            os.chmod(temporary, own)  # the umask took its part
        os.replace(temporary, target)
        if durably:
            _sync_folder(folder or os.curdir)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _sync_folder(folder: str) -> None:
    """Puts the names in a folder on the disk, where the system has that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _state(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _mode(state: os.stat_result | None) -> int | None:
    """The permissions of a file, None where there is none."""
    return None if state is None else stat.S_IMODE(state.st_mode)
