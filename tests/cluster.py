"""A Dask cluster of processes of this machine, and jobs that misbehave, for tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from wenzhang import Converter
from wenzhang.batch import ConvertJob, Produced

TESTS = Path(__file__).parent
PYTHONPATH = os.pathsep.join((str(TESTS.parent / "src"), str(TESTS)))
DIES, HANGS = "<!-- dies -->", "<!-- hangs -->"


class Misbehaving:
    """Converts; but an article that says so ends its process or never comes to an end, and each takes some time."""

    def __init__(self, pause: float = 0.0) -> None:
        self.convert = ConvertJob((Converter("zh-CN"),))
        self.pause = pause

    def settings(self, number: int) -> str:
        return self.convert.settings(number)

    def __call__(self, content: bytes, path: str, wanted: Sequence[int]) -> Produced:
        if DIES.encode() in content:
            os._exit(9)
        while HANGS.encode() in content:
            time.sleep(0.01)
        time.sleep(self.pause)
        return self.convert(content, path, wanted)


class Cluster:
    """`dask scheduler` and `dask worker`, as its users start them, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._file.unlink(missing_ok=True)
        self._log = (folder / "log").open("ab")
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.workers: list[subprocess.Popen[bytes]] = []
        until(lambda: self._file.exists() and self._file.read_text().endswith("}"), "a scheduler")
        self.address: str = json.loads(self._file.read_text())["address"]

    def add(self, *options: str) -> subprocess.Popen[bytes]:
        """Starts a worker of one thread, with Dask's nanny, which replaces its process when it dies."""
        place = ("--host", "127.0.0.1", "--local-directory", str(self._folder), "--memory-limit", "0")
        self.workers.append(self._start("worker", "--nthreads", "1", *place, *options))
        return self.workers[-1]

    def ready(self, threads: int) -> Cluster:
        """Waits until so many threads have come, or gone."""
        with self.client() as client:
            until(lambda: sum(client.nthreads().values()) == threads, f"{threads} threads of workers")
        return self

    @contextmanager
    def client(self) -> Iterator[Any]:
        """A connection of its own."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            yield client

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kills it, and what it has started, as when its machine is switched off."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in (self.scheduler, *self.workers):
            self.kill(process)
        self._log.close()

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", what, "--scheduler-file", str(self._file), "--no-dashboard", *options],
            stdout=self._log,
            stderr=self._log,
            cwd=self._folder,
            env=os.environ | {"PYTHONPATH": PYTHONPATH, "DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD": "fork"},
            start_new_session=True,
        )


def until(done: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Waits for something."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.02)
