"""How fast folders are converted: with one process and two, beside the floor and today's script, and in what memory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from read import ARTICLE, split
from timing import COMPILED, print_table, times_as_fast, times_as_long

if TYPE_CHECKING:
    from collections.abc import Mapping

MANY, FEW, SAMPLE = 20_000, 2_000, 1_000
ROUNDS = 3
ONE, TWO = "wenzhang convert --jobs 1", "wenzhang convert --jobs 2"
AGAIN = "the same again, nothing changed"
ONE_AGAIN = f"{ONE} again"
FLOOR = "floor: read, compose, tokenize, OpenCC, write"
SCRIPT = f"script: frontmatter + BeautifulSoup + OpenCC ({SAMPLE:,} files)"
VALIDATE_ONE, VALIDATE_TWO = "wenzhang validate --jobs 1", "wenzhang validate --jobs 2"


class Measured(NamedTuple):
    """The time of a command in seconds, and how much memory its own process and the largest of its children took."""

    seconds: float
    own: int
    worker: int


def run() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many, few, sample = (folder / f"in-{count}" for count in (MANY, FEW, SAMPLE))
        for count, articles in ((MANY, many), (FEW, few), (SAMPLE, sample)):
            write_variants(count, articles)
        settle()
        rounds = [conversions(many, few, sample, folder / f"out-{number}") for number in range(ROUNDS)]
        medians = {way: median(each[way].seconds for each in rounds) for way in rounds[0]}
        print_conversions(medians)
        print_memory(rounds)
        validations(many)


def write_variants(count: int, folder: Path) -> None:
    """Copies of the real article in nested folders: each has a key, sentences and an order of sections of its own."""
    head, body = split(ARTICLE.read_text("utf-8"))
    sections = re.split(r"(?=<h2)", body)
    for number in range(count):
        turned = number % len(sections)
        varied = "".join([*sections[turned:], *sections[:turned]][: 3 + number % len(sections)])
        own = varied.replace("</p>", f"這是第{number}篇文章，軟體版本{number % 97}.{number % 89}。</p>", 1 + number % 4)
        path = folder / f"{number % 40:02}" / f"{number // 40 % 25:02}" / f"article-{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\nnumber: {number}\n{head}---\n{own}", "utf-8")


def conversions(many: Path, few: Path, sample: Path, out: Path) -> dict[str, Measured]:
    """One round: each way once, into a folder of its own."""
    return {
        ONE: measured(*convert(many, out / "one", 1)),
        ONE_AGAIN: measured(*convert(many, out / "one", 1)),
        FLOOR: measured(*within("floor", many, out / "floor")),
        TWO: measured(*convert(many, out / "two", 2)),
        AGAIN: measured(*convert(many, out / "two", 2)),
        SCRIPT: measured(*within("script", sample, out / "script")),
        FEW_ONE: measured(*convert(few, out / "few-one", 1)),
        FEW_TWO: measured(*convert(few, out / "few-two", 2)),
    }


FEW_ONE, FEW_TWO = f"{ONE}, {FEW:,} files", f"{TWO}, {FEW:,} files"


def convert(articles: Path, out: Path, jobs: int) -> list[str]:
    return [*command("convert"), str(articles), "--to", "zh-CN", "--out", str(out), "--jobs", str(jobs), "--quiet"]


def command(name: str) -> list[str]:
    return [str(Path(sys.executable).with_name("wenzhang")), name]


def within(way: str, articles: Path, out: Path) -> list[str]:
    """A process of this file that takes every file of a folder one of the ways below."""
    return [sys.executable, "-c", "import sys, batch; batch.all_files(*sys.argv[1:])", way, str(articles), str(out)]


def all_files(way: str, articles: str, out: str) -> None:
    """Converts each file of a folder, and writes it under a temporary name that is then renamed."""
    from convert import floor, script

    turn = {"floor": floor, "script": script}[way]
    for folder, _, names in os.walk(articles):
        target = os.path.join(out, os.path.relpath(folder, articles))
        os.makedirs(target, exist_ok=True)
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
                text = file.read()
            temporary = os.path.join(target, f".{name}.tmp")
            with open(temporary, "w", encoding="utf-8", newline="") as file:
                file.write(turn(text))
            os.replace(temporary, os.path.join(target, name))


def measured(*arguments: str) -> Measured:
    """Runs a command to its end; one that fails stops the benchmark."""
    settle()
    start = time.perf_counter()
    with subprocess.Popen(arguments, cwd=Path(__file__).parent, stderr=subprocess.PIPE, env=COMPILED) as process:
        peaks: dict[int, int] = {}
        watching = threading.Thread(target=watch, args=(process, peaks))
        watching.start()
        _, errors = process.communicate()
        seconds = time.perf_counter() - start
        watching.join()
    if process.returncode:
        raise RuntimeError(f"{arguments[:2]} ended with {process.returncode}: {errors.decode()}")
    own = peaks.pop(process.pid, 0)
    return Measured(seconds, own, max(peaks.values(), default=0))


def watch(process: subprocess.Popen[bytes], peaks: dict[int, int]) -> None:
    """Notes the peak memory of a process and its children in KiB (Linux's VmHWM), until it has ended."""
    while process.poll() is None:
        try:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            for pid in (process.pid, *map(int, children)):
                status = Path(f"/proc/{pid}/status").read_text()
                if found := re.search(r"VmHWM:\s+(\d+) kB", status):
                    peaks[pid] = int(found[1])
        except OSError:  # it has ended meanwhile, or this is no Linux
            pass
        time.sleep(0.1)


def settle() -> None:
    """Lets what was written before go to the disk, so that nobody pays for another."""
    if hasattr(os, "sync"):
        os.sync()


def print_conversions(medians: Mapping[str, float]) -> None:
    per_file = {way: medians[way] / files_of(way) for way in (ONE, TWO, AGAIN, FLOOR, SCRIPT)}
    columns = {
        "time, floor = 1": times_as_long(per_file, FLOOR),
        "time, --jobs 1 = 1": times_as_long(per_file, ONE),
        "speed, script = 1": times_as_fast(per_file, SCRIPT),
    }
    print_table(f"{MANY:,} varied copies of {ARTICLE.name}, a file, whole commands", columns)
    print(f"\n--jobs 2 is {medians[ONE] / medians[TWO]:.2f} times as fast as --jobs 1;")
    parts = (medians[ONE] / medians[ONE_AGAIN], medians[TWO] / medians[AGAIN])
    print("a second run takes 1/{:.1f} of the first with --jobs 1, 1/{:.1f} with --jobs 2".format(*parts))


def files_of(way: str) -> int:
    return SAMPLE if way == SCRIPT else MANY


def print_memory(rounds: list[dict[str, Measured]]) -> None:
    def shown(way: str, part: int) -> str:
        peak = max(each[way][part] for each in rounds)
        return f"{peak / 1024:.0f} MiB" if peak else "-"

    rows = {"--jobs 1, own process": (ONE, FEW_ONE, 1), "--jobs 2, own process": (TWO, FEW_TWO, 1)}
    rows |= {"--jobs 2, the larger worker": (TWO, FEW_TWO, 2)}
    columns = {
        f"{FEW:,} files": {row: shown(few, part) for row, (_, few, part) in rows.items()},
        f"{MANY:,} files": {row: shown(many, part) for row, (many, _, part) in rows.items()},
    }
    print_table("peak memory", columns)


def validations(articles: Path) -> None:
    """Validating the same files, without the cache."""
    taken = {}
    for name, jobs in ((VALIDATE_ONE, "1"), (VALIDATE_TWO, "2")):
        arguments = [*command("validate"), str(articles), "--no-cache", "--isolated", "--exit-zero", "--jobs", jobs]
        taken[name] = measured(*arguments, "--statistics").seconds
    print_table(f"validating {MANY:,} files", {f"time, {VALIDATE_ONE} = 1": times_as_long(taken, VALIDATE_ONE)})
