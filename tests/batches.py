"""Folders of articles for tests of whole runs, jobs of which some end their process, and what a folder holds then."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, NamedTuple

from wenzhang.batch.job import Produced
from wenzhang.batch.manifest import JOURNAL, MANIFEST
from wenzhang.batch.write import is_temporary

LIMIT = 30.0
"""Seconds that anything may take."""


def article(number: int = 0) -> str:
    """A small article in Traditional Chinese, unlike every other."""
    return f"---\ntitle: 軟體{number}\n---\n<p>第 {number} 篇：記憶體與<b>頭</b>髮。</p>\n"


def grow_articles(root: Path, count: int, folders: int = 7) -> Path:
    """A folder of articles, `0/a0.html` and on."""
    for number in range(count):
        path = root / str(number % folders) / f"a{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number), "utf-8")
    return root


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder by name, with the manifest."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def outputs_of(folder: Path) -> dict[str, bytes]:
    """The same without the manifest, and the journal that a run that was killed leaves."""
    return {name: content for name, content in tree(folder).items() if name not in (MANIFEST, JOURNAL)}


def strays(folder: Path) -> list[str]:
    """What should not be there when a run has ended."""
    return [str(path) for path in folder.rglob("*") if is_temporary(path.name) or path.name == JOURNAL]


def states(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Time, inode and mode of each file: what changes when a file is written."""
    found = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {str(path): (state.st_mtime_ns, state.st_ino, state.st_mode) for path, state in found}


def begun_with(script: str, folder: Path) -> dict[str, str]:
    """An environment in which every Python begins with a script, which is kept in a new folder."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(script, "utf-8")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


class Doubling:
    """A job that repeats the content, and does what some contents say: ends its process, raises, takes its time."""

    def __init__(self, *, outputs: int = 1, name: str = "doubling", wait: float = 0.0) -> None:
        self.outputs = outputs
        self.name = name
        self.wait = wait

    def settings(self, number: int) -> str:
        return f"{self.name} {number}"

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        for sign, act in _ACTS.items():
            if sign in content:
                act()
        time.sleep(self.wait)
        return Produced(tuple(content * 2 + b"%d\n" % number for number in wanted))


def _raise() -> None:
    raise ValueError("no such article")


def _crash() -> None:
    faulthandler.disable()  # else it is told at length
    os.kill(os.getpid(), signal.SIGSEGV)


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


_ACTS: dict[bytes, Callable[[], object]] = {
    b"EXIT": lambda: os._exit(7),
    b"LEAVE": lambda: sys.exit(3),
    b"KILL": lambda: os.kill(os.getpid(), signal.SIGKILL),
    b"CRASH": _crash,
    b"RAISE": _raise,
    b"SLEEP": lambda: time.sleep(LIMIT),
    b"STOP": _stop,
}


class Ended(NamedTuple):
    """How a command ended: its exit code, what it wrote, and the seconds since it was told to end."""

    code: int
    out: str
    error: str
    seconds: float


class Command:
    """A command in a session of its own, whose processes are all its process group."""

    def __init__(self, *arguments: str | Path, **options: Any) -> None:
        command = [sys.executable, "-m", "wenzhang", *map(str, arguments)]
        self.process = Popen(command, stdout=PIPE, stderr=PIPE, start_new_session=True, **options)

    def wait_for(self, is_so: Callable[[], bool]) -> bool:
        """Waits until something is so; False where the command has ended before."""
        end = time.monotonic() + LIMIT
        while not is_so():
            assert time.monotonic() < end, "it never was"
            if self.process.poll() is not None:
                return False
            time.sleep(0.002)
        return True

    def end(self, number: int, *, group: bool = True) -> Ended:
        """Sends a signal to all its processes as a terminal does, or to the first alone; how it ends then."""
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.ended()

    def ended(self) -> Ended:
        """How it ends by itself."""
        start = time.monotonic()
        out, error = self.process.communicate(timeout=LIMIT)
        return Ended(self.process.returncode, out.decode(), error.decode(), time.monotonic() - start)

    def is_gone(self, seconds: float = 0.0) -> bool:
        """Whether no process of it is left, at once or within some time."""
        end = time.monotonic() + seconds
        while True:
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return True
            if time.monotonic() >= end:
                return False
            time.sleep(0.01)

    def workers(self) -> list[int]:
        """The processes that it has started (Linux)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            return [int(number) for number in children.read_text().split()]
        except FileNotFoundError:
            return []


class Half(Doubling):
    """Dies when it has begun a temporary file, or sleeps then."""

    def __init__(self, out: Path) -> None:
        super().__init__()
        self.out = out

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        if b"HALF" in content:
            stray = self.out / "1" / f".wenzhang-{os.getpid():x}-0123456789abcdef.tmp"
            stray.parent.mkdir(parents=True, exist_ok=True)
            stray.write_bytes(b"half")
            if content == b"HALF":
                time.sleep(60)
            os._exit(1)
        return super().__call__(content, path, wanted)


class Greedy(Doubling):
    """Takes more memory for an article than it may have."""

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        if b"GREEDY" in content:
            content = content * (1 << 30)
        return super().__call__(content, path, wanted)


class Unsendable(Doubling):
    """Has a value for one file that cannot go to another process."""

    def __init__(self, name: str, *, is_file: bool) -> None:
        super().__init__()
        self.name = name
        self.is_file = is_file

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        made = super().__call__(content, path, wanted)
        value = sys.stderr if self.is_file else lambda: None
        return made._replace(value=value) if path.endswith(self.name) else made
