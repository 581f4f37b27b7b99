"""Runs that are killed, workers that are, and articles that kill the worker that reads them."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from batches import LIMIT, Command, Doubling, Greedy, Half, grow_articles, outputs_of, strays, tree
from command import spawn
from hang import never_hanging
from wenzhang import batch
from wenzhang.batch.manifest import JOURNAL

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc and ended by signals")

MOMENTS = 4
"""For each of two variants."""


def run(root: Path, out: Path, engine: Any, job: Any = None, **options: Any) -> list[batch.Result]:
    plan = batch.plan_run([str(root)], out=out)
    outputs, options_ = batch.Outputs(str(out)), batch.Options(**options)
    return list(batch.run(plan, job or Doubling(), outputs, engine=engine, options=options_))


def told(results: Sequence[batch.Result]) -> dict[str, int]:
    return dict(Counter(result.status for result in results))


def failures(results: Sequence[batch.Result]) -> dict[str, str]:
    return {Path(result.path).name: result.error or "" for result in results if result.status == "failed"}


class Reader:
    """Somebody who reads all outputs again and again, and knows what each may hold."""

    def __init__(self, out: Path, allowed: dict[str, set[bytes]]) -> None:
        self.wrong: list[str] = []
        self.read = 0
        self._out = out
        self._allowed = allowed
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._poll)

    def _poll(self) -> None:
        while not self._stopped.wait(0.001):
            for name, allowed in self._allowed.items():
                try:
                    content = (self._out / name).read_bytes()
                except OSError:
                    continue
                self.read += 1
                if content not in allowed:
                    self.wrong.append(name)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()


class TestTheWholeRun:
    def test_killed_at_any_moment_and_resumed(self, tmp_path: Path) -> None:
        root, out, undisturbed = tmp_path / "in", tmp_path / "out", tmp_path / "undisturbed"
        grow_articles(root, 240)
        arguments = ("convert", root, "--jobs", "2", "--out")
        start = time.monotonic()
        assert spawn(*arguments, undisturbed, "--to", "zh-TW").returncode == 0
        old = outputs_of(undisturbed)
        assert spawn(*arguments, undisturbed, "--to", "zh-CN").returncode == 0
        seconds = (time.monotonic() - start) / 2
        new = outputs_of(undisturbed)
        assert old != new
        chance = random.Random(8)
        with Reader(out, {name: {old[name], new[name]} for name in new}) as reader:
            assert spawn(*arguments, out, "--to", "zh-TW").returncode == 0
            killed = 0
            for _ in range(MOMENTS):
                for to in ("zh-CN", "zh-TW"):
                    command = Command(*arguments, out, "--to", to)
                    time.sleep(chance.uniform(0.15, seconds))
                    killed += command.end(signal.SIGKILL).code == -signal.SIGKILL
                    assert command.is_gone(LIMIT)
            assert spawn(*arguments, out, "--to", "zh-CN").returncode == 0
        assert killed > MOMENTS / 2
        assert reader.read > 0
        assert reader.wrong == []
        assert tree(out) == tree(undisturbed)
        assert strays(out) == []

    @pytest.mark.parametrize("group", [True, False])
    def test_killed_amid_a_write_before_anything_is_on_record(self, tmp_path: Path, group: bool) -> None:
        root, out = grow_articles(tmp_path / "in", 40), tmp_path / "out"
        command = Command("convert", root, "--to", "zh-CN", "--out", out, "--jobs", "2")
        assert command.wait_for((out / JOURNAL).exists)
        assert command.end(signal.SIGKILL, group=group).code == -signal.SIGKILL
        assert command.is_gone(LIMIT)
        stray = out / ".wenzhang-1f-0123456789abcdef.tmp"
        stray.write_bytes(b"half")
        assert (out / JOURNAL).exists()
        assert spawn("convert", root, "--to", "zh-CN", "--out", out).returncode == 0
        assert strays(out) == []
        assert len(outputs_of(out)) == 40


class TestAWorker:
    def test_killed_while_it_works(self, tmp_path: Path) -> None:
        """By a command, whose workers are forked; three times, at any file."""
        root, out = grow_articles(tmp_path / "in", 300), tmp_path / "out"
        summary = tmp_path / "run.json"
        arguments = ("convert", root, "--to", "zh-CN,zh-HK,zh-SG", "--out", out, "--jobs", "2", "--summary", summary)
        command = Command(*arguments)
        killed = 0
        for part in (0.1, 0.3, 0.5):
            assert command.wait_for(lambda: len(list(out.rglob("*.html"))) > 900 * part)  # noqa: B023 - it is asked at once
            for worker in command.workers()[:1]:  # not the new one, which may be at what killed the last
                os.kill(worker, signal.SIGKILL)
                killed += 1
        ended = command.ended()
        assert killed == 3
        assert (ended.code, ended.out, ended.error) == (0, "", "wenzhang: 300 converted\n")
        assert strays(out) == []
        assert spawn(*arguments[:5], tmp_path / "other").returncode == 0
        assert tree(out) == tree(tmp_path / "other")
        assert '"done":300,"unchanged":0,"failed":0,' in summary.read_text("utf-8")

    def test_killed_amid_a_write_leaves_nothing(self, tmp_path: Path) -> None:
        root, out = grow_articles(tmp_path / "in", 30), tmp_path / "out"
        (root / "1" / "a8.html").write_bytes(b"HALF EXIT")
        assert told(run(root, out, batch.Local(2), Half(out))) == {"done": 29, "failed": 1}
        assert strays(out) == []
        (root / "1" / "a8.html").write_bytes(b"HALF")
        assert told(run(root, out, batch.Local(2, timeout=0.3), Half(out))) == {
            "unchanged": 29,
            "failed": 1,
        }
        assert strays(out) == []


class TestArticlesThatKill:
    @pytest.mark.parametrize("jobs", [1, 2, 5])
    @pytest.mark.parametrize("total", [None, 60, 100_000])
    def test_they_alone_are_reported(self, tmp_path: Path, jobs: int, total: int | None) -> None:
        root = grow_articles(tmp_path / "in", 60)
        deadly = {"0/a0.html": "EXIT", "1/a8.html": "KILL", "1/a15.html": "CRASH", "3/a3.html": "LEAVE"}
        deadly |= {"6/a55.html": "EXIT", "6/a27.html": "RAISE"}
        for name, sign in deadly.items():
            (root / name).write_text(sign)
        results = run(root, tmp_path / "out", batch.Local(jobs, total=total))
        assert told(results) == {"done": 54, "failed": 6}
        assert sorted(Counter(result.path for result in results).values()) == [1] * 60
        found = failures(results)
        assert set(found) == {Path(name).name for name in deadly}
        assert found["a0.html"] == f"{root}/0/a0.html: a worker ended with exit code 7 at this file, twice"
        assert "ended by SIGKILL at this file, twice, as where memory runs out" in found["a8.html"]
        assert "ended by SIGSEGV at this file, twice" in found["a15.html"]
        assert "exit code 3" in found["a3.html"]
        assert len(outputs_of(tmp_path / "out")) == 54
        assert strays(tmp_path / "out") == []

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_all_of_them(self, tmp_path: Path, jobs: int) -> None:
        root = tmp_path / "in"
        root.mkdir()
        for number in range(6):
            (root / f"{number}.md").write_text("EXIT")
        assert told(run(root, tmp_path / "out", batch.Local(jobs))) == {"failed": 6}

    def test_a_limit_of_memory(self, tmp_path: Path) -> None:
        """Where memory runs out the article is named, whether Python can still say so or the process is ended."""
        root = grow_articles(tmp_path / "in", 20)
        (root / "1" / "a8.html").write_text("GREEDY")
        results = run(root, tmp_path / "out", batch.Local(2), Greedy())
        assert told(results) == {"done": 19, "failed": 1}
        assert "MemoryError" in failures(results)["a8.html"]

    def test_they_are_named_by_the_command(self, tmp_path: Path) -> None:
        """With a module that makes OpenCC die at a word, as a crash in C does."""
        root, out = grow_articles(tmp_path / "in", 120), tmp_path / "out"
        for name in ("0/a0.html", "3/a73.html"):
            (root / name).write_text("<p>致命</p>", "utf-8")
        (tmp_path / "sitecustomize.py").write_text(_DEADLY, "utf-8")
        path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
        ended = spawn(
            "convert", root, "--to", "zh-CN", "--out", out, "--jobs", "2", env=os.environ | {"PYTHONPATH": path}
        )
        assert ended.returncode == 1
        lines = ended.stderr.decode().splitlines()
        assert lines[-1] == "wenzhang: 118 converted, 2 failed"
        assert sorted(lines[:-1]) == [
            f"wenzhang: {root}/{name}: a worker was ended by SIGABRT at this file, twice"
            for name in ("0/a0.html", "3/a73.html")
        ]
        assert len(outputs_of(out)) == 118


_DEADLY = """
import os
from wenzhang.source import Source

real = Source.from_bytes.__func__

@classmethod
def from_bytes(cls, content, **options):
    if "致命".encode() in content:
        os.abort()
    return real(cls, content, **options)

Source.from_bytes = from_bytes
"""


class TestTimeLimit:
    @pytest.mark.parametrize("jobs", [1, 2])
    def test_slow_files_are_given_up_and_the_rest_is_done(self, tmp_path: Path, jobs: int) -> None:
        root = grow_articles(tmp_path / "in", 40)
        for name, sign in {"0/a7.html": "SLEEP", "4/a4.html": "STOP"}.items():
            (root / name).write_text(sign)
        with never_hanging():
            results = run(root, tmp_path / "out", batch.Local(jobs, timeout=0.4))
        assert told(results) == {"done": 38, "failed": 2}
        assert set(failures(results)) == {"a7.html", "a4.html"}
        assert failures(results)["a7.html"].endswith("took longer than 0.4 seconds, and was given up")
        assert len(outputs_of(tmp_path / "out")) == 38

    def test_a_slow_reader_of_results_costs_no_file(self, tmp_path: Path) -> None:
        root = grow_articles(tmp_path / "in", 30)
        plan = batch.plan_run([str(root)])
        results: list[batch.Result] = []
        for result in batch.run(plan, Doubling(), engine=batch.Local(2, total=30, timeout=0.2)):
            time.sleep(0.02 if results else 0.6)
            results.append(result)
        assert told(results) == {"done": 30}

    def test_the_option(self, tmp_path: Path) -> None:
        root = grow_articles(tmp_path / "in", 3)
        ended = spawn("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--timeout", "20")
        assert (ended.returncode, ended.stderr) == (0, b"wenzhang: 3 converted\n")
        assert spawn("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--timeout", "0").returncode == 2
