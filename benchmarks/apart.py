"""Runs a script apart and prints what it took, with all processes that it started: `python apart.py SCRIPT`, on Linux.

Engines start processes that outlive those that started them; here they are adopted, and waited for.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from typing import NamedTuple

ADOPT = 36  # PR_SET_CHILD_SUBREAPER of <linux/prctl.h>
MEGABYTE = 1_000_000


class Usage(NamedTuple):
    """Seconds by the clock and of all processors, and megabytes of the largest process at its largest."""

    wall: float
    processors: float
    memory: float


def measured(script: str, folder: str, environment: dict[str, str]) -> Usage:
    """What a script took. Raises `RuntimeError` with what it said where it failed."""
    done = subprocess.run(
        [sys.executable, __file__, script],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{script} failed:\n{done.stderr[-4000:]}")
    return Usage(*json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    if ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0) != 0:
        raise OSError("cannot adopt processes")
    start = time.perf_counter()
    code = subprocess.run([sys.executable, sys.argv[1]], stdout=sys.stderr, check=False).returncode
    wall = time.perf_counter() - start
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / MEGABYTE]))
    return code


if __name__ == "__main__":
    sys.exit(main())
