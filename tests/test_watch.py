from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen
from threading import Event, Thread
from typing import IO

import pytest
from watchfiles import Change

from command import run, spawn
from wenzhang.cli.watching import _Matters, _states

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are ended by signals")

LIMIT = 20
"""Seconds that anything may take."""

CLEAN = "---\ntitle: 甲\n---\n<p>文章</p>\n"
WRONG = CLEAN.replace("文章", '<img src="a.png">')
WATCHING = "watching for changes; Ctrl-C ends it"


class Watched:
    """A command that watches, and what it has written so far."""

    def __init__(self, process: Popen[bytes], output: IO[bytes]) -> None:
        self.process = process
        self._output = output
        self._written = ""
        self._more = Event()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with suppress(OSError):  # a terminal that nobody writes to any more
            while piece := os.read(self._output.fileno(), 65536):
                self._written += piece.decode()
                self._more.set()

    def until(self, text: str = WATCHING) -> str:
        """What has been written up to and with the text, which is taken away."""
        end = time.monotonic() + LIMIT
        while text not in self._written:
            assert time.monotonic() < end, f"{text!r} is not in {self._written!r}"
            self._more.wait(0.1)
            self._more.clear()
        before, _, self._written = self._written.partition(text)
        return before + text

    def is_quiet(self, seconds: float = 1) -> bool:
        """Whether nothing is written for so long."""
        before = self._written.strip()
        time.sleep(seconds)
        return self._written.strip() == before

    def interrupt(self) -> tuple[int, str]:
        """Ends it as Ctrl-C does; its exit code, and what it still writes."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(LIMIT)
        self._reader.join(LIMIT)
        return code, self._written.strip()


@contextmanager
def watching(*arguments: str, cwd: Path, terminal: bool = False) -> Iterator[Watched]:
    """`wenzhang validate --watch` in a process group of its own, of which nothing is left behind."""
    command = [sys.executable, "-m", "wenzhang", "validate", "--watch", "--output-format", "concise", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WATCHFILES_")}
    environment |= {"PYTHONUNBUFFERED": "1", "TERM": "xterm"}
    reader, writer = os.openpty() if terminal else os.pipe()
    with os.fdopen(reader, "rb") as output:
        process = Popen(
            command, stdin=PIPE, stdout=writer, stderr=STDOUT, cwd=cwd, env=environment, start_new_session=True
        )
        os.close(writer)
        try:
            yield Watched(process, output)
        finally:
            process.kill()
            process.communicate()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder below one with a configuration, so that nothing above counts."""
    (tmp_path / "wenzhang.toml").write_text("")
    folder = tmp_path / "文 章"
    folder.mkdir()
    (folder / "a.html").write_text(CLEAN, "utf-8")
    return folder


class TestWatch:
    def test_runs_now_and_after_every_change(self, folder: Path) -> None:
        with watching(".", cwd=folder) as command:
            assert command.until().splitlines() == [
                "wenzhang: 0 findings in 1 article",
                f"wenzhang: {WATCHING}",
            ]
            (folder / "a.html").write_text(WRONG, "utf-8")
            changed = command.until()
            assert " a.html has changed\na.html:4:4: error FG001 img-alt-missing " in changed
            assert "wenzhang: 1 finding (1 error) in 1 article\n" in changed

            (folder / "wenzhang.toml").write_text("selekt = []\n")
            told = command.until()
            assert "wenzhang.toml:1:1: " in told
            assert "FG001" not in told
            (folder / "wenzhang.toml").write_text('ignore = ["FG"]\n')
            assert "wenzhang: 0 findings in 1 article\n" in command.until()

            (folder / "new").mkdir()
            (folder / "new" / "b.md").write_text("# 乙\n\n<b c c>丙</b>\n", "utf-8")
            added = command.until("in 2 articles") + command.until()
            assert "new/b.md:3:7: warning HT001 " in added
            assert command.is_quiet()
            assert command.interrupt() == (1, "")

    def test_the_exit_code_is_that_of_the_last_run(self, folder: Path) -> None:
        with watching("a.html", cwd=folder) as command:
            command.until()
            assert command.interrupt() == (0, "")
        with watching("a.html", cwd=folder) as command:
            command.until()
            (folder / "wenzhang.toml").write_text("?")
            command.until()
            assert command.interrupt() == (2, "")

    def test_a_configuration_above(self, folder: Path) -> None:
        (folder / "a.html").write_text(WRONG, "utf-8")
        with watching("a.html", cwd=folder) as command:
            assert "FG001" in command.until()
            (folder.parent / "wenzhang.toml").write_text('ignore = ["FG001"]\n')
            told = command.until()
            assert " the configuration has changed\n" in told
            assert "FG001" not in told
            (folder.parent / ".wenzhang.toml").write_text("")
            assert "FG001" in command.until()
            assert command.interrupt() == (1, "")

    def test_files_saved_by_way_of_another_name(self, folder: Path) -> None:
        with watching("a.html", cwd=folder) as command:
            command.until()
            for _ in range(2):
                (folder / ".a.html.swp").write_text(WRONG, "utf-8")
                (folder / ".a.html.swp").replace(folder / "a.html")
                assert "FG001" in command.until()
            assert command.interrupt() == (1, "")

    def test_a_file_that_rules_look_for(self, folder: Path) -> None:
        (folder / "a.html").write_text(CLEAN.replace("文章", '<a href="乙.md">乙</a>'), "utf-8")
        with watching(".", cwd=folder) as command:
            assert "LK001" in command.until()
            (folder / "乙.md").write_text("# 乙\n\n文章\n", "utf-8")
            assert "LK001" not in command.until("0 findings in 2 articles")

    def test_what_no_run_reads(self, folder: Path) -> None:
        for name in (".obsidian", "node_modules"):
            (folder / name).mkdir()
        (folder / "notes.txt").touch()
        with watching(".", "--cache-dir", ".cache", cwd=folder) as command:
            command.until()
            (folder / ".obsidian" / "workspace.json").write_text("{}")
            (folder / "node_modules" / "readme.md").write_text("# 乙\n")
            (folder / ".a.html.swp").write_text(WRONG, "utf-8")
            (folder / "notes.txt").write_text("甲", "utf-8")
            assert command.is_quiet()

    @pytest.mark.parametrize("output", ["report.json", "報告/報告.xml"])
    def test_what_it_writes_itself_does_not_keep_it_busy(self, folder: Path, output: str) -> None:
        wrong = CLEAN.replace("title: 甲", "title: 甲\ntags: [乙, 乙]") + "<p></p>\n"
        arguments = (".", "--fix", "--output-file", output, "--cache-dir", "cache")
        with watching(*arguments, cwd=folder) as command:
            command.until()
            (folder / "a.html").write_text(wrong, "utf-8")
            assert "2 fixed\n" in command.until("2 fixed\n")
            time.sleep(1)
            assert command.is_quiet()

    def test_a_new_screen_on_a_terminal(self, folder: Path) -> None:
        with watching(".", cwd=folder, terminal=True) as command:
            assert command.until().startswith("\x1b[2J\x1b[1;1H")
            (folder / "a.html").write_text(WRONG, "utf-8")
            assert command.until().lstrip().startswith("\x1b[2J\x1b[1;1Hwenzhang: ")
            assert command.interrupt() == (1, "")


class TestWithoutIt:
    def test_it_is_told_what_to_install(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "watchfiles", None)
        result = run("validate", folder, "--watch")
        assert result == (2, b"", "wenzhang: --watch needs watchfiles (pip install 'wenzhang[watch]')\n")

    def test_what_the_first_run_raises_ends_it(self, folder: Path) -> None:
        (folder / "wenzhang.toml").write_text("?")
        result = spawn("validate", folder, "--watch")
        assert result.returncode == 2
        assert result.stderr.decode().startswith(f"wenzhang: {folder / 'wenzhang.toml'}:1:1: ")

    @pytest.mark.parametrize("path", ["nowhere", "nowhere/a.html"])
    def test_what_is_not_there(self, folder: Path, path: str) -> None:
        result = spawn("validate", path, "--watch", cwd=folder)
        assert (result.returncode, result.stdout) == (2, b"")
        assert result.stderr.decode() == f"wenzhang: {path}: no such file or folder\n"

    def test_standard_input(self) -> None:
        result = run("validate", "-", "--watch")
        assert result.code == 2
        assert result.err.startswith("wenzhang: standard input cannot be watched ")


def test_what_the_runs_write_themselves(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    matters = _Matters([str(tmp_path)], [tmp_path / "link" / "report.xml"])
    assert not matters(Change.added, str(tmp_path / "report.xml"))
    assert matters(Change.added, str(tmp_path / "other.xml"))
    assert not matters(Change.modified, str(tmp_path / "other.xml"))


def test_files_beside_the_articles(tmp_path: Path) -> None:
    """What a configuration elsewhere says holds as well, be it there at first or not."""
    config = tmp_path / "elsewhere.toml"
    (tmp_path / "articles").mkdir()
    states = [_states([str(tmp_path / "articles")], [config])]
    for text in ("", "a"):
        config.write_text(text)
        states.append(_states([str(tmp_path / "articles")], [config]))
    assert all(before != after for before, after in pairwise(states))
