"""How fast we validate: beside reading alone, and whole commands beside other tools.

Other tools are found in PATH, and AutoCorrect as the package `autocorrect_py`; what is not installed is left out.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import wenzhang
from read import ROOT
from timing import COMPILED, TURNS, interleaved, print_table, times_as_long
from wenzhang.config import Config
from wenzhang.validation.run import Validator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ARTICLE = ROOT / "fixtures" / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"
PLACE = "<h2>二、"
VARIANTS = 1000
ROUNDS = 3

PARSE, VALIDATE, ALL_RULES = "wenzhang.parse", "default rules", "all rules"
WITHOUT_CHINESE = "default rules but ZH and TY"
COMMAND = "wenzhang validate"
AUTOCORRECT = "import sys, autocorrect_py as a; [a.lint_for(open(p, encoding='utf-8').read(), p) for p in sys.argv[1:]]"


def run() -> None:
    beside_reading()
    variants = [variant(number) for number in range(VARIANTS)]
    for suffix in (".md", ".html"):
        with TemporaryDirectory() as folder:
            write(Path(folder), variants, suffix)
            beside_commands(folder, suffix)


def variant(number: int) -> str:
    """The real article with a section of its own, so that no two are equal."""
    return ARTICLE.read_text("utf-8").replace(PLACE, f"<h2>{number}</h2><p>第 {number} 篇。</p>{PLACE}", 1)


def beside_reading() -> None:
    """In one process, as a library."""
    article = ARTICLE.read_bytes()
    path = ARTICLE.name
    default, every = Validator(Config()), Validator(Config(select=("ALL",)))
    others = Validator(Config(ignore=("ZH", "TY")))
    ways: dict[str, Callable[[], object]] = {
        PARSE: lambda: wenzhang.parse(article, path=path),
        WITHOUT_CHINESE: lambda: others.conclude([others.examine_bytes(article, path=path)]),
        VALIDATE: lambda: default.conclude([default.examine_bytes(article, path=path)]),
        ALL_RULES: lambda: every.conclude([every.examine_bytes(article, path=path)]),
    }
    for turn, seconds in TURNS.items():
        medians = interleaved(ways, turn=seconds)
        print_table(f"the real article, {turn}", {f"time, {PARSE} = 1": times_as_long(medians, PARSE)})


def write(folder: Path, texts: Sequence[str], suffix: str) -> None:
    """A file for each text."""
    for number, text in enumerate(texts):
        (folder / f"{number:04}{suffix}").write_text(text, "utf-8")


def beside_commands(folder: str, suffix: str) -> None:
    """Whole commands over all variants, each from its start to its end, in turns."""
    ways = {name: timed(command, folder) for name, command in commands(folder, suffix).items()}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            taken[name].append(way())
    medians = {name: sorted(times)[ROUNDS // 2] for name, times in taken.items()}
    rates = {name: f"{VARIANTS / seconds:,.0f}" for name, seconds in medians.items()}
    columns = {"articles a second": rates, f"time, {COMMAND} = 1": times_as_long(medians, COMMAND)}
    print_table(f"{VARIANTS:,} variants of the real article as {suffix}, whole commands", columns)


def commands(folder: str, suffix: str) -> dict[str, list[str]]:
    """Our command, and those of the others that are installed and read such files."""
    own = [str(Path(sys.executable).with_name("wenzhang")), "validate", folder, "--isolated"]
    cached = [*own, "--cache-dir", f"{folder}/.cache"]
    found = {COMMAND: [*own, "--no-cache"], f"{COMMAND}, nothing changed since": cached}
    files = sorted(map(str, Path(folder).glob(f"*{suffix}")))
    if find_spec("autocorrect_py"):
        found["AutoCorrect, one process"] = [sys.executable, "-c", AUTOCORRECT, *files]
    for name, tool, arguments in (
        ("html-validate", "html-validate", ["--ext", "html", folder] if suffix == ".html" else None),
        ("markdownlint-cli2", "markdownlint-cli2", [f"{folder}/*.md"] if suffix == ".md" else None),
        ("htmlhint", "htmlhint", [folder] if suffix == ".html" else None),
        ("zhlint", "zhlint", ["*.md"] if suffix == ".md" else None),
        ("zhtw", "zhtw", ["check", folder] if suffix == ".md" else None),
    ):
        program = shutil.which(tool)
        if program is not None and arguments is not None:
            found[name] = [program, *arguments]
    return found


def timed(command: Sequence[str], folder: str) -> Callable[[], float]:
    """Runs a command in the folder (ZHLINT takes no other), whatever it finds, and gives the seconds it took."""

    def once() -> float:
        start = time.perf_counter()
        quiet = subprocess.DEVNULL
        subprocess.run(command, cwd=folder, check=False, stdout=quiet, stderr=quiet, env=COMPILED)
        return time.perf_counter() - start

    return once
