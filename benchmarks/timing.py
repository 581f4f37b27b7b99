"""Timing several ways of one task in one run, in rounds, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
import os
import platform
import time
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SINGLE = "one call each in turn"
TURNS = {SINGLE: 0.0, "20 ms each in turn": 0.02}
"""How long the turn of a way is, in seconds; see `interleaved`."""
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of whole commands: their modules are compiled once, as an installer does it, not at each start."""


def machine() -> str:
    """What the ratios were measured on."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {platform.machine()}, {os.cpu_count()} CPUs"


def interleaved(
    ways: Mapping[str, Callable[[], object]], *, seconds: float = 3.0, rounds: int = 7, turn: float = 0.0
) -> dict[str, float]:
    """The median seconds a call of each way: at least `rounds` rounds, more of them until `seconds` have gone by.

    In a round each way has one turn: a single call, or as many as fill `turn` seconds. A single short call pays for
    what the other ways have pushed out of the processor's caches; a longer turn measures a way by itself, as in a loop
    over many files. The garbage collector rests while the clock runs, and everything runs once before the first round.
    """
    calls = {name: max(int(turn / _timed(way, 1)), 1) for name, way in ways.items()}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    stop = time.perf_counter() + seconds
    gc.collect()
    gc.freeze()
    while len(taken[next(iter(ways))]) < rounds or time.perf_counter() < stop:
        for name, way in ways.items():
            taken[name].append(_timed(way, calls[name]))
    gc.unfreeze()
    return {name: median(times) for name, times in taken.items()}


def _timed(way: Callable[[], object], calls: int) -> float:
    gc.disable()
    start = time.perf_counter()
    for _ in range(calls):
        way()
    elapsed = time.perf_counter() - start
    gc.enable()
    return elapsed / calls


def times_as_long(medians: Mapping[str, float], other: str) -> dict[str, str]:
    """For each way, how many times as long as another it takes."""
    return {name: f"{seconds / medians[other]:.2f}" for name, seconds in medians.items()}


def times_as_fast(medians: Mapping[str, float], other: str) -> dict[str, str]:
    """For each way, how many times as fast as another it is."""
    return {name: f"{medians[other] / seconds:.2f}" for name, seconds in medians.items()}


def print_ratios(
    title: str, ways: Mapping[str, Callable[[], object]], turns: Iterable[str], *, floor: str, script: str
) -> None:
    """All ways beside the floor and the script; a table for each of the named kinds of `TURNS`."""
    for turn in turns:
        medians = interleaved(ways, turn=TURNS[turn])
        columns = {
            "time, floor = 1": times_as_long(medians, floor),
            "speed, script = 1": times_as_fast(medians, script),
        }
        print_table(f"{title}, {turn}", columns)


def print_table(title: str, columns: Mapping[str, Mapping[str, str]]) -> None:
    """A table in Markdown; each column has the same rows."""
    names = list(next(iter(columns.values())))
    header = ["", *columns]
    rows = [[name, *(column[name] for column in columns.values())] for name in names]
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    print(f"\n{title}\n")
    for row in (header, ["-" * width for width in widths], *rows):
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("| " + " | ".join([first.strip().ljust(widths[0]), *others]) + " |")
