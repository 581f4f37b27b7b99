"""Runs a script and prints what it took, with all processes that it started: `python apart.py SCRIPT`, on Linux.

Engines start processes that outlive those that started them, and that nobody waits for: here they are adopted, and
looked at several times a second.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ADOPT = 36  # PR_SET_CHILD_SUBREAPER of <linux/prctl.h>
PAUSE = 0.25
MEGABYTE = 1_000_000


class Usage(NamedTuple):
    """Seconds by the clock and of all processors, and megabytes of the largest process at its largest."""

    wall: float
    processors: float
    memory: float


class Process(NamedTuple):
    """What the system tells of one: its parent, seconds of processors, megabytes."""

    parent: int
    processors: float
    memory: float


def measured(script: str, folder: str, environment: dict[str, str]) -> Usage:
    """What a script took. Raises `RuntimeError` with what it said where it failed."""
    command = [sys.executable, __file__, script]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{script} failed:\n{done.stderr[-4000:]}")
    return Usage(*json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    if ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0) != 0:
        raise OSError("cannot adopt processes")
    start = time.perf_counter()
    script = subprocess.Popen([sys.executable, sys.argv[1]], stdout=sys.stderr)
    seen: dict[int, float] = {}
    memory = wall = 0.0
    while found := _descendants():
        for number, process in found.items():
            seen[number] = process.processors
            memory = max(memory, process.memory)
        time.sleep(PAUSE)
        _bury(script.pid)
        if not wall and script.poll() is not None:
            wall = time.perf_counter() - start
    print(json.dumps([wall, sum(seen.values()), memory]))
    return script.returncode


def _bury(script: int) -> None:
    """Waits for what was adopted and has ended; for the script others do."""
    for number, process in _processes().items():
        if process.parent == os.getpid() and number != script:
            with suppress(ChildProcessError):
                os.waitpid(number, os.WNOHANG)


def _descendants() -> dict[int, Process]:
    processes = _processes()
    found: dict[int, Process] = {}
    nearest = {os.getpid()}
    while nearest:
        nearest = {number for number, process in processes.items() if process.parent in nearest}
        found |= {number: processes[number] for number in nearest}
    return found


def _processes() -> dict[int, Process]:
    tick, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            seconds = (int(fields[11]) + int(fields[12])) / tick
            found[int(path.parent.name)] = Process(int(fields[1]), seconds, int(fields[21]) * page / MEGABYTE)
    return found


if __name__ == "__main__":
    sys.exit(main())
