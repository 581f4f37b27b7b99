"""Runs that are told to end: at once, with nothing half done and no process left; two runs at once; runs that watch."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from batches import LIMIT, Command, begun_with, grow_articles, outputs_of, states, strays, tree
from command import spawn
from wenzhang.batch.manifest import JOURNAL, MANIFEST

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are ended by signals")

INTERRUPTED = frozenset((130, -signal.SIGINT))
"""Shells show both as 130; the second is of an interpreter that is told once more when it is about to leave."""

SOON = 10.0
"""Seconds in which a run ends on the busiest machine: far from those that what it leaves would take."""

_SLOW = """
import os, signal, time
from wenzhang.source import Source

real = Source.from_bytes.__func__

@classmethod
def from_bytes(cls, content, **options):
    if "停止".encode() in content:
        os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(0.01)
    return real(cls, content, **options)

Source.from_bytes = from_bytes
"""

_PATIENT = """
import wenzhang.batch.engines.local as local

local._GRACE = 1000.0
"""


@pytest.fixture
def slow(tmp_path: Path) -> dict[str, str]:
    """An environment in which articles take their time, and one of them does not answer any more."""
    return begun_with(_SLOW, tmp_path / "slow")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The input beside the output of a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    grow_articles(folder / "in", 250)
    assert spawn("convert", folder / "in", "--to", "zh-CN", "--out", folder / "out").returncode == 0
    return folder


class TestToldToEnd:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    @pytest.mark.parametrize("group", [True, False])
    @pytest.mark.parametrize(("jobs", "before"), [("1", 130), ("2", 70)])
    def test_ends_soon_and_the_same_command_goes_on(
        self, undisturbed: Path, tmp_path: Path, slow: dict[str, str], number: int, group: bool, jobs: str, before: int
    ) -> None:
        root, out, summary = undisturbed / "in", undisturbed / f"out-{number}-{group}-{jobs}", tmp_path / "run.json"
        arguments = ("convert", root, "--to", "zh-CN", "--out", out, "--jobs", jobs, "--summary", summary)
        command = Command(*arguments, env=slow)
        assert command.wait_for(lambda: (out / MANIFEST).exists() or len(list(out.rglob("*.html"))) > before)
        ended = command.end(number, group=group)
        assert command.is_gone()
        assert (ended.code, ended.out) == (128 + number, "")
        assert ended.seconds < SOON
        first, counts = ended.error.splitlines()
        assert first == "wenzhang: interrupted; what is done stays done, and the same command goes on from there"
        assert counts.endswith(" converted")
        assert strays(out) == []
        complete, done = outputs_of(undisturbed / "out"), outputs_of(out)
        assert before < len(done) < 250
        assert all(complete[name] == content for name, content in done.items())
        written = json.loads(summary.read_text("utf-8"))
        assert written["ended"] == "interrupted"
        assert 0 < written["counts"]["done"] == len(written["files"]) <= len(done)
        assert counts == f"wenzhang: {written['counts']['done']} converted"
        assert spawn(*arguments).returncode == 0
        assert tree(out) == tree(undisturbed / "out")
        resumed = json.loads(summary.read_text("utf-8"))["counts"]
        # What was on record when the interrupt came need not have been in the summary yet.
        assert resumed["unchanged"] - written["counts"]["done"] in (0, 1)
        assert resumed["written"] == 250 - len(done)

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_when_a_worker_does_not_answer(self, tmp_path: Path, slow: dict[str, str], number: int) -> None:
        root, out = grow_articles(tmp_path / "in", 30), tmp_path / "out"
        (root / "3" / "a3.html").write_text("<p>停止</p>", "utf-8")
        command = Command("convert", root, "--to", "zh-CN", "--out", out, "--jobs", "2", env=slow)
        assert command.wait_for(lambda: len(list(out.rglob("*.html"))) >= 20)
        time.sleep(0.2)
        ended = command.end(number)
        assert command.is_gone()
        assert ended.code == 128 + number
        assert ended.seconds < SOON
        assert strays(out) == []

    def test_told_twice_when_a_worker_does_not_answer(self, tmp_path: Path) -> None:
        root, out = grow_articles(tmp_path / "in", 30), tmp_path / "out"
        (root / "3" / "a3.html").write_text("<p>停止</p>", "utf-8")
        patient = begun_with(_SLOW + _PATIENT, tmp_path / "patient")
        command = Command("convert", root, "--to", "zh-CN", "--out", out, "--jobs", "2", env=patient)
        assert command.wait_for(lambda: len(list(out.rglob("*.html"))) >= 20)
        command.process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        ended = command.end(signal.SIGINT, group=False)
        assert ended.code in INTERRUPTED
        assert command.is_gone()

    def test_told_twice(self, undisturbed: Path, tmp_path: Path, slow: dict[str, str]) -> None:
        chance = random.Random(3)
        for pause in (0.0, chance.uniform(0.01, 0.1)):
            out = tmp_path / str(pause)
            command = Command("convert", undisturbed / "in", "--to", "zh-CN", "--out", out, "--jobs", "2", env=slow)
            assert command.wait_for(lambda out=out: len(list(out.rglob("*.html"))) > 20)  # type: ignore[misc]
            os.killpg(command.process.pid, signal.SIGINT)
            time.sleep(pause)
            with suppress(ProcessLookupError):
                os.killpg(command.process.pid, signal.SIGINT)
            ended = command.ended()
            assert command.is_gone(SOON)
            assert (ended.code in INTERRUPTED, ended.out) == (True, "")
            assert "Traceback" not in ended.error
            assert [path for path in strays(out) if not path.endswith(JOURNAL)] == []
            assert spawn("convert", undisturbed / "in", "--to", "zh-CN", "--out", out).returncode == 0
            assert tree(out).keys() == tree(undisturbed / "out").keys()
            assert strays(out) == []

    def test_at_any_moment(self, undisturbed: Path, tmp_path: Path) -> None:
        """From the first sign of a run to its end."""
        out = tmp_path / "out"
        arguments = ("convert", undisturbed / "in", "--to", "zh-CN", "--out", out, "--jobs", "2", "--force")
        codes = set()
        for pause in (0.0, 0.03, 0.1, 0.3):
            command = Command(*arguments)
            if command.wait_for((out / JOURNAL).exists):
                time.sleep(pause)
                ended = command.end(signal.SIGINT)
            else:
                ended = command.ended()
            codes.add(ended.code)
            assert command.is_gone()
            assert "Traceback" not in ended.error
            assert strays(out) == []
        assert codes <= {0, *INTERRUPTED}
        assert codes & INTERRUPTED
        assert spawn(*arguments).returncode == 0
        assert outputs_of(out) == outputs_of(undisturbed / "out")

    def test_when_its_terminal_goes_away(self, undisturbed: Path, tmp_path: Path, slow: dict[str, str]) -> None:
        out = tmp_path / "out"
        arguments = ("convert", undisturbed / "in", "--to", "zh-CN", "--out", out, "--jobs", "2")
        command = Command(*arguments, env=slow)
        assert command.wait_for(lambda: len(list(out.rglob("*.html"))) > 20)
        command.end(signal.SIGHUP)
        assert command.is_gone(SOON)
        assert spawn(*arguments).returncode == 0
        assert strays(out) == []
        assert outputs_of(out) == outputs_of(undisturbed / "out")

    def test_when_nobody_reads_what_it_says(self, tmp_path: Path) -> None:
        root, out = tmp_path / "in", tmp_path / "out"
        grow_articles(root, 150)
        for path in root.rglob("*7.html"):
            path.write_text("---\ntitle: [\n---\n")
        command = Command("convert", root, "--to", "zh-CN", "--out", out, "--jobs", "2")
        assert command.process.stderr is not None
        command.process.stderr.close()
        assert command.process.wait(LIMIT) == 141
        assert command.is_gone(SOON)
        assert strays(out) == []


class TestTwoAtOnce:
    def test_the_second_says_so(self, undisturbed: Path, tmp_path: Path, slow: dict[str, str]) -> None:
        out = tmp_path / "out"
        arguments: tuple[str | Path, ...] = ("convert", undisturbed / "in", "--to", "zh-CN", "--out", out)
        command = Command(*arguments, "--jobs", "2", env=slow)
        assert command.wait_for((out / JOURNAL).exists)
        second = spawn(*arguments)
        assert second.returncode == 2
        assert second.stderr.decode() == (
            f"wenzhang: {out}: another run writes into this folder (wait until it has ended, or choose another)\n"
        )
        assert spawn(*arguments, "--dry-run", "--quiet").returncode == 0
        ended = command.ended()
        assert (ended.code, ended.error) == (0, "wenzhang: 250 converted\n")
        assert outputs_of(out) == outputs_of(undisturbed / "out")


@pytest.mark.parametrize("engine", [("--jobs", "1"), ("--jobs", "2"), ()])
def test_fail_fast(tmp_path: Path, engine: tuple[str, ...]) -> None:
    root, out, summary = grow_articles(tmp_path / "in", 120), tmp_path / "out", tmp_path / "run.json"
    (root / "2" / "a9.html").write_text("---\ntitle: [\n---\n")
    arguments: tuple[str | Path, ...] = ("convert", root, "--to", "zh-CN", "--out", out, *engine)
    ended = spawn(*arguments, "--fail-fast", "--summary", summary)
    assert ended.returncode == 1
    assert b"/in/2/a9.html:2:8: " in ended.stderr
    written = json.loads(summary.read_text("utf-8"))
    assert (written["ended"], written["counts"]["failed"]) == ("stopped", 1)
    assert written["counts"]["done"] < 119
    assert strays(out) == []
    assert spawn(*arguments).returncode == 1
    assert len(outputs_of(out)) == 119


class TestWatch:
    @pytest.fixture
    def watched(self, tmp_path: Path) -> Iterator[tuple[Path, Path, Command]]:
        root, out, terms = grow_articles(tmp_path / "in", 14), tmp_path / "in" / "out", tmp_path / "terms.csv"
        terms.write_text("source,zh-CN\n記憶體,内存\n", "utf-8")
        command = Command(
            *("convert", root, "--to", "zh-CN", "--out", out, "--watch", "--jobs", "2", "--prune"),
            *("--summary", root / "run.json", "--glossary", terms),
        )
        assert command.wait_for((out / MANIFEST).exists)
        time.sleep(0.5)
        yield root, out, command
        with suppress(ProcessLookupError):
            os.killpg(command.process.pid, signal.SIGKILL)

    def test_what_changes_is_converted_what_is_gone_goes(self, watched: tuple[Path, Path, Command]) -> None:
        root, out, command = watched
        before = states(out / "1")
        (root / "0" / "a0.html").write_text("<p>新的軟體與頭髮</p>", "utf-8")
        assert command.wait_for(lambda: "新的软件" in (out / "0" / "a0.html").read_text("utf-8"))
        (root / "3" / "a3.html").unlink()
        assert command.wait_for(lambda: not (out / "3" / "a3.html").exists())
        (root / "3" / "b.html").write_text("<p>軟體</p>", "utf-8")
        assert command.wait_for((out / "3" / "b.html").exists)
        (root / "3" / "b.html").write_text("---\ntitle: [\n---\n", "utf-8")
        assert command.wait_for(lambda: '"error"' in (out / MANIFEST).read_text())
        time.sleep(0.5)
        assert states(out / "1") == before
        ended = command.end(signal.SIGINT)
        assert command.is_gone()
        assert ended.seconds < SOON
        assert ended.code == 1  # as the last run ended
        assert "1 converted, 13 unchanged\n" in ended.error
        assert f"{out}/3/a3.html: removed, since its input is gone\n" in ended.error
        assert "3/b.html:2:8: [ is never closed" in ended.error
        assert "\x1b" not in ended.error
        assert strays(out) == []

    def test_its_own_outputs_do_not_keep_it_busy(self, watched: tuple[Path, Path, Command]) -> None:
        _, out, command = watched
        (out.parent / "0" / "a0.html").write_text("<p>新的軟體與頭髮</p>", "utf-8")
        assert command.wait_for(lambda: "新的软件" in (out / "0" / "a0.html").read_text("utf-8"))
        time.sleep(1.5)
        (out.parent.parent / "terms.csv").write_text("source,zh-CN\n軟體,软体\n", "utf-8")
        assert command.wait_for(lambda: "新的软体" in (out / "0" / "a0.html").read_text("utf-8"))
        time.sleep(1.5)
        ended = command.end(signal.SIGTERM)
        assert command.is_gone()
        assert ended.error.count("watching for changes") == 3
        assert strays(out) == []


def test_a_worker_whose_parent_is_killed_ends(undisturbed: Path, tmp_path: Path, slow: dict[str, str]) -> None:
    out = tmp_path / "out"
    command = Command("convert", undisturbed / "in", "--to", "zh-CN", "--out", out, "--jobs", "2", env=slow)
    assert command.wait_for(lambda: len(list(out.rglob("*.html"))) > 20)
    command.end(signal.SIGKILL, group=False)
    assert command.is_gone(SOON)
    assert subprocess.run(["pgrep", "-g", str(command.process.pid)], capture_output=True, check=False).stdout == b""
