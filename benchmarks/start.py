"""How fast we start: whole processes, beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from timing import COMPILED, interleaved, print_table, times_as_long

if TYPE_CHECKING:
    from collections.abc import Callable

PASS = "python -c pass"


def run() -> None:
    command = str(Path(sys.executable).with_name("wenzhang"))
    ways = {
        PASS: process(sys.executable, "-c", "pass"),
        'python -c "import wenzhang"': process(sys.executable, "-c", "import wenzhang"),
        "wenzhang --version": process(command, "--version"),
        "wenzhang --help": process(command, "--help"),
    }
    medians = interleaved(ways, seconds=10, rounds=15)
    print_table("whole processes", {f"time, {PASS} = 1": times_as_long(medians, PASS)})


def process(*command: str) -> Callable[[], object]:
    """Runs a command; one that fails stops the benchmark."""
    return lambda: subprocess.run(command, check=True, capture_output=True, env=COMPILED)
