"""Writing outputs: whole or not at all, and nowhere but inside the output folder."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from wenzhang.batch.urls import is_url
from wenzhang.errors import SourceError

__all__ = ["is_temporary", "place", "replacing", "write_atomically", "write_through"]

_TEMPORARY = re.compile(r"\.wenzhang-[0-9a-f]{16}\.tmp")


def is_temporary(name: str) -> bool:
    """Whether a file of this name is one of ours that was to become an output."""
    return _TEMPORARY.fullmatch(name) is not None


def place(folder: str, name: str, *, real: Callable[[str], str] = os.path.realpath) -> str:
    """Where `name` stands in the output folder; `real` resolves the symbolic links on the way to a folder.

    Raises `SourceError` where that is outside of it, be it by `..` or by a symbolic link within.
    """
    target = f"{folder.rstrip('/')}/{name}" if is_url(folder) else os.path.join(folder, name)
    parts = name.split("/") if os.sep == "/" else re.split(r"[/\\]", name)
    if os.path.isabs(name) or ".." in parts or not parts[-1]:
        raise SourceError(f"lies outside of {folder}", path=target, hint="outputs stay in their folder")
    if not is_url(folder) and not _is_inside(real(os.path.dirname(target)), real(folder)):
        raise SourceError(
            f"lies outside of {folder}, where a symbolic link leads",
            path=target,
            hint="remove the link or choose another folder",
        )
    return target


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
        own = _mode(target)
        if own is not None and _holds(target, content):
            return False
        mode = own if own is not None else _mode(like) if like else None
        try:
            _write(target, content, own, mode, durably)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            _write(target, content, own, mode, durably)
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path=target) from error
    return True


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


def _holds(target: str, content: bytes) -> bool:
    if os.path.getsize(target) != len(content):
        return False
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
        own = _mode(target)
        with _temporary(target, own, own) as file:
            yield file
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path=target) from error


@contextmanager
def _temporary(target: str, own: int | None, mode: int | None, durably: bool = False) -> Iterator[BinaryIO]:
    """A file beside the target, which takes its place at the end; `own` are the permissions of what is there."""
    folder = os.path.dirname(target)
    # A name of its own length: that of the target may be as long as names can be.
    temporary = os.path.join(folder, f".wenzhang-{os.urandom(8).hex()}.tmp")
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


def _mode(path: str) -> int | None:
    """The permissions of a file, None where there is none."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return None
