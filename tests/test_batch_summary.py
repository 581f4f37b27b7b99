"""What is told of a run: the summary in JSON, and what people see on a terminal and elsewhere."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import sys
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from batches import LIMIT, begun_with, grow_articles, outputs_of, strays, tree
from command import run, spawn
from wenzhang.batch.manifest import MANIFEST
from wenzhang.batch.summary import summary_schema

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return grow_articles(tmp_path / "in", 30)


def convert(root: Path, tmp_path: Path, *arguments: str | Path, to: str = "zh-CN") -> tuple[int, dict[str, Any]]:
    """The exit code and the summary, which is as its schema says."""
    summary = tmp_path / "run.json"
    summary.unlink(missing_ok=True)
    result = run("convert", root, "--to", to, "--out", tmp_path / "out", "--summary", summary, *arguments)
    written = json.loads(summary.read_bytes())
    schema = summary_schema()
    jsonschema_rs.meta.validate(schema)
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(written)
    counts = written["counts"]
    statuses = [file["status"] for file in written["files"]]
    for status in ("done", "unchanged", "failed", "leftover", "removed"):
        assert counts[status] == statuses.count(status)
    assert counts["skipped"] == len(written["skipped"])
    assert counts["written"] == sum(output["written"] for file in written["files"] for output in file["outputs"])
    assert counts["bytes"] == sum(file["size"] for file in written["files"])
    return result.code, written


class TestSummary:
    def test_every_input_and_output_with_hashes(self, root: Path, tmp_path: Path) -> None:
        code, summary = convert(root, tmp_path, to="zh-CN,zh-HK")
        assert (code, summary["command"], summary["dryRun"], summary["ended"]) == (0, "convert", False, "completed")
        assert [summary["counts"][name] for name in ("done", "written", "failed")] == [30, 60, 0]
        assert len(summary["files"]) == 30
        for file in summary["files"]:
            assert file["sha256"] == sha256(Path(file["input"]).read_bytes()).hexdigest()
            assert file["size"] == Path(file["input"]).stat().st_size
            assert [output["path"] for output in file["outputs"]] == file["targets"]
            for output in file["outputs"]:
                assert output["sha256"] == sha256(Path(output["path"]).read_bytes()).hexdigest()
            assert file["seconds"] > 0

    def test_of_everything_that_can_become_of_a_file(self, root: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        convert(root, tmp_path)
        (root / "0" / "a0.html").write_text("---\ntitle: [\n---\n")
        (root / "1" / "a1.html").unlink()
        (root / "2" / "a2.html").unlink()
        (out / "2" / "a2.html").write_bytes(b"mine")
        (out / "3" / "a3.html").unlink()
        (out / "4" / "a4.html").write_bytes(b"mine")
        (root / "5" / "loop.html").symlink_to("loop.html")
        for dry in (["--dry-run"], []):
            code, summary = convert(root, tmp_path, "--prune", *dry)
            assert (code, summary["dryRun"]) == (1, bool(dry))
            by_input = {Path(file["input"]).name: file for file in summary["files"]}
            failed, removed, left = (by_input[f"a{number}.html"] for number in range(3))
            assert failed["status"] == "failed"
            assert "0/a0.html:2:8: [ is never closed" in failed["error"]
            assert failed["targets"] == [f"{out}/0/a0.html"]
            assert failed["outputs"] == []
            assert (removed["status"], left["status"]) == ("removed", "leftover")
            assert left["notes"] == ["its input is gone, but it has been changed since, and stays"]
            assert [by_input[f"a{number}.html"]["outputs"][0]["written"] for number in (3, 4, 5)] == [True, True, False]
            assert by_input["a4.html"]["notes"] == [
                f"{out}/4/a4.html was changed by others, or by a run that was killed, and is written anew"
            ]
            assert by_input["a5.html"]["status"] == "unchanged"
            assert summary["skipped"] == [
                {"path": f"{root}/5/loop.html", "reason": "a symbolic link that leads nowhere"}
            ]

    def test_names_and_reasons_that_are_no_text(self, tmp_path: Path) -> None:
        root = tmp_path / "in"
        root.mkdir()
        for name in (os.fsdecode(b"\xa4\xa4.html"), "a\nb.html", "\x1b.html", "\u2028.html", '"\\.html'):
            (root / name).write_text('---json\n{"\\ud800": 1, "\\ud800": 2}\n---\n<p>軟體</p>')
        code, summary = convert(root, tmp_path)
        assert code in (0, 1)
        assert len(summary["files"]) == 5
        assert any("\\xa4\\xa4.html" in file["input"] for file in summary["files"])

    def test_of_a_run_that_cannot_go_on(self, root: Path, tmp_path: Path) -> None:
        convert(root, tmp_path)
        path = tmp_path / "out" / MANIFEST
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join([*lines[:25], b"[]\n", *lines[26:]]))
        code, summary = convert(root, tmp_path)
        assert (code, summary["ended"]) == (2, "stopped")
        assert summary["error"] == f"{path}: is damaged (remove it, and everything is made anew)"

    def test_it_is_whole_or_not_there(self, root: Path, tmp_path: Path) -> None:
        convert(root, tmp_path)
        before = (tmp_path / "run.json").read_bytes()
        result = run("convert", root, "--to", "zh-CN", "--out", root, "--summary", tmp_path / "run.json")
        assert result.code == 2
        written = (tmp_path / "run.json").read_bytes()
        assert written == before or json.loads(written)["ended"] == "stopped"
        assert strays(tmp_path) == []

    def test_where_it_cannot_be_written_nothing_else_is(self, root: Path, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        summary = tmp_path / "file" / "run.json"
        result = run("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--summary", summary)
        assert result.code == 2
        assert f"{summary}: cannot be written: " in result.err
        assert not (tmp_path / "out").exists()

    def test_its_schema_is_printed(self) -> None:
        result = run("convert", "--summary-schema")
        assert (result.code, result.json) == (0, summary_schema())


class TestCheck:
    """`--check` fails as long as not all is as it should be."""

    def check(self, root: Path, tmp_path: Path, *arguments: str, to: str = "zh-CN") -> tuple[int, list[str], str]:
        before = tree(tmp_path)
        result = run("convert", root, "--to", to, "--out", tmp_path / "out", "--check", *arguments)
        assert tree(tmp_path) == before
        return result.code, result.text.splitlines(), result.err.splitlines()[-1]

    def test_counts_outputs(self, root: Path, tmp_path: Path) -> None:
        code, listed, told = self.check(root, tmp_path, to="zh-CN,zh-HK")
        assert (code, len(listed)) == (1, 60)
        assert told == "wenzhang: 60 would be written, 0 are as they would be"
        convert(root, tmp_path, to="zh-CN,zh-HK")
        assert self.check(root, tmp_path, to="zh-CN,zh-HK") == (
            0,
            [],
            "wenzhang: 0 would be written, 60 are as they would be",
        )

    def test_a_source_that_no_longer_converts(self, root: Path, tmp_path: Path) -> None:
        convert(root, tmp_path)
        assert self.check(root, tmp_path)[0] == 0
        (root / "0" / "a0.html").write_text("---\ntitle: [\n---\n")
        for _ in range(2):
            assert self.check(root, tmp_path) == (1, [], "wenzhang: 0 would be written, 29 are as they would be")
            convert(root, tmp_path)

    def test_a_source_that_is_skipped(self, root: Path, tmp_path: Path) -> None:
        convert(root, tmp_path)
        (root / "0" / "a0.html").unlink()
        (root / "0" / "a0.html").symlink_to("/dev/null")
        for _ in range(2):
            assert self.check(root, tmp_path)[0] == 1
            code, summary = convert(root, tmp_path)
            assert code == 1
            assert [file["notes"] for file in summary["files"] if file["status"] == "leftover"] == [
                [f"its input is not read any more: a symbolic link that leaves {root}"]
            ]

    def test_what_pruning_would_remove(self, root: Path, tmp_path: Path) -> None:
        convert(root, tmp_path)
        (root / "0" / "a0.html").unlink()
        assert self.check(root, tmp_path)[0] == 0
        assert self.check(root, tmp_path, "--prune") == (
            1,
            [f"{tmp_path}/out/0/a0.html"],
            "wenzhang: 0 would be written, 1 removed, 29 are as they would be",
        )


class TestDryRun:
    def test_lists_what_the_run_writes(self, root: Path, tmp_path: Path) -> None:
        convert(root, tmp_path)
        (root / "1" / "a1.html").write_text("<p>新的軟體與頭髮</p>", "utf-8")
        (root / "2" / "a2.html").unlink()
        before = tree(tmp_path)
        arguments = ("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--prune")
        result = run(*arguments, "--dry-run")
        assert tree(tmp_path) == before
        assert result.text == f"would write {tmp_path}/out/1/a1.html\nwould remove {tmp_path}/out/2/a2.html\n"
        assert result.err == "wenzhang: 1 would be converted, 28 unchanged, 1 removed\n"
        assert run(*arguments).err.splitlines()[-1] == "wenzhang: 1 converted, 28 unchanged, 1 removed"
        after = tree(tmp_path)
        assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == {
            "out/1/a1.html",
            "out/2/a2.html",
            f"out/{MANIFEST}",
        }


SLOW = """
import time
from wenzhang.source import Source
import wenzhang.cli.display as display

display._SAID = 0.2
real = Source.from_bytes.__func__

@classmethod
def from_bytes(cls, content, **options):
    time.sleep(0.01)
    return real(cls, content, **options)

Source.from_bytes = from_bytes
"""


@pytest.fixture
def slow(tmp_path: Path) -> dict[str, str]:
    """An environment in which articles take their time."""
    return begun_with(SLOW, tmp_path / "slow") | {"TERM": "xterm-256color", "COLUMNS": "100"}


def on_a_terminal(*arguments: str | Path, env: dict[str, str], keys: bytes = b"") -> tuple[int, str]:
    """The exit code of a command and all that it showed on a terminal of its own; `keys` are pressed on the way."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-m", "wenzhang", *map(str, arguments)], env)
    shown = b""
    end = time.monotonic() + LIMIT
    with suppress(OSError):  # nobody has the terminal open any more
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.1)[0]:
                if not (piece := os.read(terminal, 65536)):
                    break
                shown += piece
            if keys and re.search(rb"[1-9]\d*/\d+", shown):
                os.write(terminal, keys)
                keys = b""
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


def plain(shown: str) -> str:
    """What was shown, without colours and movements of the cursor."""
    return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown).replace("\r", "")


@pytest.mark.skipif(sys.platform == "win32", reason="has no such terminals")
class TestTerminal:
    def test_a_bar_and_a_table(self, tmp_path: Path, slow: dict[str, str]) -> None:
        root = grow_articles(tmp_path / "in", 200)
        (root / "0" / "a0.html").write_text("---\ntitle: [\n---\n")
        code, shown = on_a_terminal(
            "convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--jobs", "2", env=slow
        )
        assert code == 1
        assert re.search(r"━ +\d+/200 +[\d,]+/s +\d:\d\d:\d\d +1 failed", plain(shown))
        assert "1 failed" in shown
        assert "0/a0.html:2:8: [ is never closed" in shown
        last = plain(shown).split("\n")[-6:]
        assert last[:2] == ["  converted        199", "  failed             1"]
        assert last[2] == "  outputs written  199"
        assert re.fullmatch(r"  time +[\d.]+ s, [\d,]+ files a second", last[4])
        assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1  # the cursor comes back

    def test_ctrl_c_pressed_on_it(self, tmp_path: Path, slow: dict[str, str]) -> None:
        root = grow_articles(tmp_path / "in", 1500)
        code, shown = on_a_terminal(
            "convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--jobs", "2", env=slow, keys=b"\x03"
        )
        assert code == 130
        assert "interrupted; what is done stays done" in shown
        assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1
        assert "Traceback" not in shown
        assert strays(tmp_path / "out") == []
        assert 0 < len(outputs_of(tmp_path / "out")) < 1500

    @pytest.mark.parametrize("more", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
    def test_a_plain_one(self, root: Path, tmp_path: Path, slow: dict[str, str], more: dict[str, str]) -> None:
        code, shown = on_a_terminal("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", env=slow | more)
        assert code == 0
        assert "30" in shown
        assert re.search(r"\x1b\[[\d;]*3\dm", shown) is None
        if more == {"TERM": "dumb"}:
            assert "\x1b" not in shown


class TestPiped:
    def test_plain_lines(self, tmp_path: Path, slow: dict[str, str]) -> None:
        root = grow_articles(tmp_path / "in", 300)
        (root / "0" / "\x1b[31mred.html").write_text("---\ntitle: [\n---\n")
        ended = spawn("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--jobs", "2", env=slow)
        assert (ended.returncode, ended.stdout) == (1, b"")
        said = ended.stderr.decode()
        assert CONTROLS.search(said) is None
        assert re.search(
            r"^wenzhang: \d+ of 301 \(\d+ %\), \d+ a second, \d+ seconds left(, 1 failed)?$", said, re.MULTILINE
        )
        assert said.endswith("wenzhang: 300 converted, 1 failed\n")

    def test_colours_that_are_forced_stay_out_of_messages(
        self, root: Path, tmp_path: Path, slow: dict[str, str]
    ) -> None:
        forced = slow | {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}
        ended = spawn("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", env=forced)
        assert CONTROLS.search(ended.stderr.decode()) is None


class TestQuiet:
    def test_says_nothing_but_what_went_wrong(self, root: Path, tmp_path: Path) -> None:
        arguments = ("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--quiet")
        assert run(*arguments) == (0, b"", "")
        (root / "1" / "a1.html").unlink()
        assert run(*arguments) == (0, b"", "")
        assert run(*arguments, "--prune") == (0, b"", "")
        (root / "0" / "a0.html").write_text("---\ntitle: [\n---\n")
        code, out, error = run(*arguments)
        assert (code, out, error.count("\n")) == (1, b"", 1)
        assert "0/a0.html:2:8: " in error

    def test_on_a_terminal(self, root: Path, tmp_path: Path, slow: dict[str, str]) -> None:
        arguments = ("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--quiet")
        assert on_a_terminal(*arguments, env=slow) == (0, "")


def test_a_message_for_each_failure_and_none_twice(root: Path, tmp_path: Path) -> None:
    for number in range(5):
        (root / str(number) / f"a{number}.html").write_text("---\ntitle: [\n---\n")
    for jobs in ("1", "2"):
        ended = spawn("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--jobs", jobs, "--force")
        lines = ended.stderr.decode().splitlines()
        assert len(lines) == len(set(lines)) == 6
