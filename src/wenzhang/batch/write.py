"""Writing outputs: whole or not at all, and nowhere but inside the output folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import BinaryIO

from wenzhang.errors import SourceError

__all__ = ["place", "replacing", "write_atomically", "write_through"]


def place(folder: Path, relative: PurePath, *, real: Callable[[str], str] = os.path.realpath) -> Path:
    """Where `relative` stands in the output folder; `real` resolves the symbolic links on the way to a folder.

    Raises `SourceError` where that is outside of it, be it by `..` or by a symbolic link within.
    """
    target = folder / relative
    if relative.is_absolute() or ".." in relative.parts:
        raise SourceError(f"lies outside of {folder}", path=str(target), hint="outputs stay in their folder")
    if not Path(real(str(target.parent))).is_relative_to(real(str(folder))):
        raise SourceError(
            f"lies outside of {folder}, where a symbolic link leads",
            path=str(target),
            hint="remove the link or choose another folder",
        )
    return target


def write_atomically(target: Path, content: bytes, *, like: str | None = None) -> bool:
    """Writes the file so that a reader sees the old content or the new, never a part; folders are made as needed.

    An existing file keeps its permissions; a new one gets those of the file `like`, less the umask. Returns False, and
    touches nothing, where the file holds this content already. Raises `SourceError` where the file cannot be written.
    """
    try:
        if _holds(target, content):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content, like)
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path=str(target)) from error
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


def _holds(target: Path, content: bytes) -> bool:
    try:
        return target.stat().st_size == len(content) and target.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError):
        return False


def _replace(target: Path, content: bytes, like: str | None) -> None:
    with _temporary(target, like) as file:
        file.write(content)


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes the file's when it ends well; until then, and otherwise, the file is as it was.

    Folders are made as needed. Raises `SourceError` where the file cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _temporary(target, None) as file:
            yield file
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path=str(target)) from error


@contextmanager
def _temporary(target: Path, like: str | None) -> Iterator[BinaryIO]:
    """A file beside the target, which takes its place at the end."""
    # A name of its own length: that of the target may be as long as names can be.
    temporary = target.with_name(f".wenzhang-{os.urandom(8).hex()}.tmp")
    own = _mode(target)
    mode = own if own is not None else _mode(like) if like else None
    try:
        with open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, mode or 0o666)) as file:
            yield file
        if own is not None:
            temporary.chmod(own)  # the umask took its part
        os.replace(temporary, target)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise


def _mode(path: Path | str) -> int | None:
    """The permissions of a file, None where there is none."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return None
