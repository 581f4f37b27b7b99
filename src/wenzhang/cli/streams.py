"""The standard streams: bytes in, UTF-8 out whatever the locale, messages of one line on standard error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from wenzhang.terminal import Paint, printable, readable

if TYPE_CHECKING:
    from typing import IO

__all__ = ["OutputError", "discard_output", "paint_for", "read_stdin", "say", "use_utf8", "write_out"]


class OutputError(Exception):
    """Standard output cannot be written; `str` says why. A reader that has gone away is a `BrokenPipeError` instead."""


def use_utf8() -> None:
    """Lets the help and the messages through in UTF-8, and shows what is no text as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def read_stdin() -> bytes:
    """All of standard input."""
    return sys.stdin.buffer.read() if sys.stdin else b""


def write_out(content: str | bytes) -> None:
    """Writes to standard output, at once."""
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    if sys.stdout is None:
        raise OutputError("it is closed")
    try:
        stream: IO[bytes] = sys.stdout.buffer
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror) from error


def discard_output() -> None:
    """Forgets what is still buffered for standard output, so that the interpreter does not trip over it at its end."""
    if sys.stdout is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def say(message: str) -> None:
    """One line on standard error."""
    if sys.stderr is not None:
        print(f"wenzhang: {printable(readable(message))}", file=sys.stderr, flush=True)


def paint_for(stream: TextIO | None) -> Paint:
    """Colours for a terminal, none for a pipe, a file, or a user who wants none (https://no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Paint(stream is not None and stream.isatty() and not plain)
