"""Reading, comparing and writing files, by paths of this machine or by URLs that fsspec knows."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from wenzhang.batch.plan import STDIN
from wenzhang.batch.urls import is_url
from wenzhang.batch.write import write_atomically
from wenzhang.errors import BatchError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["digest_of", "file_system", "holds", "read", "remove", "write"]


def read(path: str) -> bytes:
    """The content; `-` is standard input. Raises `SourceError` where it cannot be read."""
    try:
        if is_url(path):
            content: bytes = _found(path, "cat_file")
            return content
        if path == STDIN:
            return sys.stdin.buffer.read() if sys.stdin else b""
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except Exception as error:
        raise SourceError(f"cannot be read: {_reason(error)}", path=path) from error


def digest_of(path: str) -> str | None:
    """The SHA-256 of a content in hexadecimal, None where there is none or it cannot be read."""
    try:
        return sha256(read(path)).hexdigest()
    except SourceError:
        return None


def holds(path: str, content: bytes) -> bool:
    """Whether this is what stands there."""
    if not is_url(path):
        try:
            if os.path.getsize(path) != len(content):
                return False
        except OSError:
            return False
    return digest_of(path) == sha256(content).hexdigest()


def write(path: str, content: bytes, *, like: str | None = None, durably: bool = False) -> bool:
    """Writes a file whole or not at all, as `write_atomically` does; an object of a store is put in one piece.

    Returns False, and touches nothing, where it holds this content already. Raises `SourceError` where it cannot be
    written.
    """
    if not is_url(path):
        return write_atomically(path, content, like=like, durably=durably)
    if holds(path, content):
        return False
    try:
        _found(path, "pipe_file", content)
    except Exception as error:
        raise SourceError(f"cannot be written: {_reason(error)}", path=path) from error
    return True


def remove(path: str) -> None:
    """Deletes a file. Raises `SourceError` where that cannot be."""
    try:
        if is_url(path):
            _found(path, "rm_file")
        else:
            os.unlink(path)
    except Exception as error:
        raise SourceError(f"cannot be removed: {_reason(error)}", path=path) from error


def file_system(url: str) -> tuple[Any, str]:
    """What fsspec has for a URL, and the path in it.

    Raises `BatchError` where fsspec, or what it needs for this kind of URL, is not installed.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise BatchError("URLs need fsspec", path=url, hint="pip install 'wenzhang[cluster]'") from None
    try:
        found: tuple[Any, str] = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise BatchError(f"fsspec cannot read this kind of URL: {error}", path=url) from error
    return found


def _found(url: str, method: str, *arguments: bytes) -> Any:
    system, path = file_system(url)
    if method == "pipe_file" and "/" in path:
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
    act: Callable[..., Any] = getattr(system, method)
    return act(path, *arguments)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "no such file or directory" if isinstance(error, FileNotFoundError) else f"{type(error).__name__}: {error}"
