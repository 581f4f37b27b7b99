"""Reading, comparing and writing files, by paths of this machine or by URLs that fsspec knows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from stat import S_ISREG
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from wenzhang.batch import write as disk
from wenzhang.batch.plan import STDIN
from wenzhang.batch.urls import check_url, is_url, without_secrets
from wenzhang.errors import BatchError, SourceError, WenzhangError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "canonical",
    "digest_of",
    "exists",
    "file_system",
    "holds",
    "is_folder",
    "read",
    "reason_of",
    "remove",
    "replacing",
    "would_write",
    "write",
]

_TO_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_PIECE = 1 << 20
"""Bytes that are read at once of what does not say how long it is."""


def read(path: str) -> bytes:
    """The content; `-` is standard input. Raises `SourceError` where it cannot be read."""
    try:
        if is_url(path):
            content: bytes = _found(path, "cat_file")
            return content
        if path == STDIN:
            return sys.stdin.buffer.read() if sys.stdin else b""
        return _content(path)
    except WenzhangError:
        raise
    except Exception as error:
        raise SourceError(f"cannot be read: {reason_of(error)}", path=path) from error


def digest_of(path: str) -> str | None:
    """The SHA-256 of a content in hexadecimal, None where there is none or it cannot be read.

    A pipe, of which reading might never end, has none.
    """
    try:
        if is_url(path):
            return sha256(read(path)).hexdigest()
        state = os.stat(path)
        return sha256(_content(path, state.st_size)).hexdigest() if S_ISREG(state.st_mode) else None
    except (SourceError, OSError, ValueError, MemoryError, OverflowError):  # as for a NUL in its name, or its size
        return None


def _content(path: str, size: int | None = None) -> bytes:
    """What a file of about this size holds. Python's own files ask twice as many things of the system."""
    descriptor = os.open(path, _TO_READ)
    try:
        if size is None:
            size = os.fstat(descriptor).st_size
        content = os.read(descriptor, size + 1)
        if len(content) == size > 0:  # it has ended: there was no more to read
            return content
        parts = [content]
        while parts[-1]:
            parts.append(os.read(descriptor, _PIECE))
        return b"".join(parts)
    finally:
        os.close(descriptor)


def holds(path: str, content: bytes) -> bool:
    """Whether this is what stands there."""
    if not is_url(path):
        try:
            if os.path.getsize(path) != len(content):
                return False
        except OSError:
            return False
    return digest_of(path) == sha256(content).hexdigest()


def exists(path: str) -> bool:
    """Whether there is something, be it a link that leads nowhere. Raises `SourceError` where that cannot be told."""
    if is_url(path):
        return _info(path) is not None
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # as for a NUL in its name
        return False
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=path) from error
    return True


def is_folder(path: str) -> bool:
    """Whether it is a folder, or what is one to a store. Raises `SourceError` where that cannot be told."""
    if not is_url(path):
        return os.path.isdir(path)
    info = _info(path)
    return info is not None and info["type"] == "directory"


def write(path: str, content: bytes, *, like: str | None = None, durably: bool = False) -> bool:
    """Writes a file whole or not at all, as `write_atomically` does; an object of a store is put in one piece.

    Returns False, and touches nothing, where it holds this content already. Raises `SourceError` where it cannot be
    written.
    """
    if not is_url(path):
        return disk.write_atomically(path, content, like=like, durably=durably)
    if holds(path, content):
        return False
    _put(path, "pipe_file", content)
    return True


def would_write(path: str, content: bytes) -> bool:
    """What `write` would return, without writing; and what it would raise, as far as that can be seen."""
    return not holds(path, content) if is_url(path) else disk.would_write(path, content)


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """A stream whose content becomes the file's when it ends well; until then, and otherwise, the file is as it was.

    Raises `SourceError` where the file cannot be written.
    """
    if not is_url(path):
        with disk.replacing(path) as stream:
            yield stream
        return
    file_system(path)
    with NamedTemporaryFile(prefix="wenzhang-") as copy:
        yield cast("BinaryIO", copy)
        copy.flush()
        _put(path, "put_file", copy.name)


def remove(path: str) -> None:
    """Deletes a file. Raises `SourceError` where that cannot be."""
    try:
        if is_url(path):
            _found(path, "rm_file")
        else:
            os.unlink(path)
    except WenzhangError:
        raise
    except Exception as error:
        raise SourceError(f"cannot be removed: {reason_of(error)}", path=path) from error


def file_system(url: str) -> tuple[Any, str]:
    """What fsspec has for a URL, and the path in it.

    Raises `SourceError` for a URL with credentials in it, `BatchError` where fsspec, or what it needs for this kind of
    URL, is not installed.
    """
    check_url(url)
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise BatchError("URLs need fsspec", path=url, hint="pip install 'wenzhang[cluster]'") from None
    try:
        found: tuple[Any, str] = url_to_fs(url)
    except Exception as error:  # whatever the makers of file systems raise
        raise BatchError(f"fsspec cannot read this kind of URL: {reason_of(error)}", path=url) from error
    return found


@lru_cache(maxsize=64)
def canonical(url: str) -> str:
    """The URL as fsspec writes it, whichever of its forms it had, without `/` at its end."""
    system, path = file_system(url)
    written: str = system.unstrip_protocol(path)
    return written.rstrip("/")


def reason_of(error: Exception) -> str:
    """Why a file system failed, without credentials that may stand in its words."""
    if isinstance(error, OSError) and error.strerror:
        return without_secrets(error.strerror)
    words = str(error)
    if isinstance(error, FileNotFoundError):  # many say no more than the path
        return without_secrets(words) if " " in words else "no such file or directory"
    if isinstance(error, PermissionError):
        return without_secrets(words) or "permission denied"
    return without_secrets(f"{type(error).__name__}: {words}")


def _found(url: str, method: str, *arguments: bytes | str) -> Any:
    system, path = file_system(url)
    act: Callable[..., Any] = getattr(system, method)
    return act(path, *arguments)


def _info(url: str) -> dict[str, Any] | None:
    system, path = file_system(url)
    try:
        info: dict[str, Any] = system.info(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except Exception as error:
        raise SourceError(f"cannot be read: {reason_of(error)}", path=url) from error
    return info


def _put(url: str, method: str, what: bytes | str) -> None:
    system, path = file_system(url)

    def put() -> None:
        if method == "put_file":
            system.put_file(what, path)
        else:
            system.pipe_file(path, what)

    try:
        try:
            put()
        except FileNotFoundError:
            # A folder is made where there are such things, but no bucket.
            top, _, below = path.partition("/")
            if not below or (top and not system.exists(top)):
                raise
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            put()
    except Exception as error:
        raise SourceError(f"cannot be written: {reason_of(error)}", path=url) from error
