from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest

import wenzhang
from command import ARTICLE, run, spawn
from wenzhang.cli.streams import paint_for

COMMANDS = ("parse", "convert", "diff", "validate", "export")


def imported_by(*arguments: str) -> set[str]:
    """The top-level packages, and the modules of ours, that a run of the command imports."""
    code = (
        "import sys; from wenzhang.cli import main; main(sys.argv[1:]); print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, timeout=60, check=True)
    names = done.stderr.decode().split()
    return {name for name in names if name.startswith("wenzhang.")} | {name.partition(".")[0] for name in names}


class TestStart:
    def test_version(self) -> None:
        assert run("--version").text == f"wenzhang {wenzhang.__version__}\n"
        assert run("--version", "parse").text == f"wenzhang {wenzhang.__version__}\n"

    def test_version_imports_nothing_of_ours_but_the_version(self) -> None:
        names = imported_by("--version")
        assert {name for name in names if name.startswith("wenzhang.")} == {"wenzhang.cli"}
        assert not names & {"click", "msgspec", "pathlib", "argparse", "importlib_metadata"}

    @pytest.mark.parametrize("arguments", [("--help",), *((command, "--help") for command in COMMANDS)])
    def test_help_imports_no_library_but_click(self, arguments: tuple[str, ...]) -> None:
        names = imported_by(*arguments)
        assert not names & {"opencc", "bs4", "lxml", "yaml", "rich", "jsonschema"}
        # The options of export are those of the formats, which it has to load.
        assert not names & {"turbohtml", "msgspec"} or arguments[0] == "export"

    def test_a_command_imports_no_other(self) -> None:
        names = imported_by("parse", "--format", "tree", str(ARTICLE))
        assert not names & {
            "opencc",
            "bs4",
            "lxml",
            "rich",
            "wenzhang.cli.convert",
            "wenzhang.conversion",
            "wenzhang.validate",
        }

    def test_the_installed_command_is_this_function(self) -> None:
        project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
        assert project["project"]["scripts"] == {"wenzhang": "wenzhang.cli:main"}
        assert spawn("--version").stdout.split() == [b"wenzhang", wenzhang.__version__.encode()]


class TestHelp:
    @pytest.mark.parametrize("flag", ["--help", "-h"])
    def test_names_every_command_and_the_exit_codes(self, flag: str) -> None:
        result = run(flag)
        assert result.code == 0
        assert all(command in result.text for command in COMMANDS)
        assert "Exit codes" in result.text

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_shows_an_example(self, command: str) -> None:
        result = run(command, "--help")
        assert result.code == 0
        assert f"  wenzhang {command} " in result.text

    def test_without_a_command_it_is_wrong_use(self) -> None:
        result = run()
        assert (result.code, result.out) == (2, b"")
        assert "Usage: wenzhang" in result.err


class TestWrongUse:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["pars"], "did you mean 'parse'"),
            (["frobnicate"], "no command 'frobnicate'"),
            (["--colour"], "--colour"),
            (["parse"], "missing FILE"),
            (["convert"], "PATH"),
            (["convert", "x"], "--to"),
            (["validate"], "PATH"),
            (["validate", "x", "--output-format", "xml"], "xml"),
            (["export", "x", "--to", "docx"], "docx"),
            (["parse", "x", "--input-encoding", "klingon"], "klingon"),
            (["convert", "x", "--to", "zh-CN", "--out", "o", "--stdout"], "exclude each other"),
        ],
    )
    def test_is_told_in_one_line(self, arguments: list[str], said: str) -> None:
        result = run(*arguments)
        assert (result.code, result.out) == (2, b"")
        assert result.err.startswith("wenzhang: ")
        assert result.err.count("\n") == 1
        assert said in result.err
        assert "--help)" in result.err

    @pytest.mark.parametrize(
        "arguments", [["parse"], ["convert", "--to", "zh-CN"], ["validate"], ["export", "--to", "json"]]
    )
    def test_a_path_that_is_not_there_and_a_folder_with_nothing(self, arguments: list[str], tmp_path: Path) -> None:
        missing = run(*arguments, tmp_path / "沒有.html")
        assert (missing.code, missing.out) == (2, b"")
        assert missing.err == f"wenzhang: {tmp_path / '沒有.html'}: no such file or folder\n"
        extra = ["--stdout"] if arguments[0] in ("convert", "export") else []
        empty = run(*arguments, tmp_path, *extra)
        assert empty.code == 2
        assert "no article found" in empty.err

    def test_a_name_with_control_characters_stays_on_its_line(self, tmp_path: Path) -> None:
        assert run("parse", tmp_path / "a\n\x1b[31m").err.count("\n") == 1
        assert "\x1b" not in run("parse", tmp_path / "a\x1b[31m").err


class TestStreams:
    def test_utf8_whatever_the_locale(self, tmp_path: Path) -> None:
        environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
        done = spawn("parse", "--format", "tree", ARTICLE, env=environment)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "瑞士刀" in done.stdout.decode("utf-8")
        assert "沒有" in spawn("parse", tmp_path / "沒有", env=environment).stderr.decode("utf-8")

    def test_a_reader_that_goes_away_is_no_error_to_talk_about(self, tmp_path: Path) -> None:
        for number in range(50):
            (tmp_path / f"{number}.html").write_bytes(b"<p>" + "文章".encode() * 5000)
        command = [sys.executable, "-m", "wenzhang", "parse", str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(10)
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 141

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
    def test_a_full_disk(self) -> None:
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "wenzhang", "parse", str(ARTICLE)],
                stdout=full,
                stderr=subprocess.PIPE,
                timeout=60,
                check=False,
            )
        assert done.returncode == 2
        assert done.stderr == b"wenzhang: standard output cannot be written: No space left on device\n"

    def test_standard_output_that_is_closed(self) -> None:
        done = subprocess.run(
            ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "wenzhang", "parse", str(ARTICLE)],
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
        assert done.returncode == 2
        assert done.stderr == b"wenzhang: standard output cannot be written: it is closed\n"

    def test_interrupted_while_it_waits_for_input(self) -> None:
        command = [sys.executable, "-m", "wenzhang", "parse", "-"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdin is not None
            assert process.stderr is not None
            process.stdin.write(b"<p>")
            process.stdin.flush()
            wait_until_reading(process.pid)
            process.send_signal(signal.SIGINT)
            assert process.stderr.read() == b""
        assert process.returncode == 130


def wait_until_reading(pid: int) -> None:
    """Waits until the process sleeps in a read of its standard input, as the kernel tells."""
    import time

    for _ in range(500):
        try:
            call = Path(f"/proc/{pid}/syscall").read_text().split()
        except OSError:
            pytest.skip("this system does not tell what a process waits for")
        if call[:2] == ["0", "0x0"]:
            return
        time.sleep(0.02)
    pytest.fail("the process never read its standard input")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


class TestColour:
    @pytest.fixture(autouse=True)
    def _plain_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv("TERM", "xterm")

    def test_a_terminal_gets_it_and_a_pipe_does_not(self) -> None:
        assert paint_for(Terminal()).colour
        assert not paint_for(StringIO()).colour
        assert not paint_for(None).colour

    @pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
    def test_who_wants_none_gets_none(self, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
        monkeypatch.setenv(name, value)
        assert not paint_for(Terminal()).colour


class TestUnforeseen:
    def test_an_error_of_ours_is_one_line_that_says_where(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*arguments: object, **options: object) -> None:
            raise KeyError("x")

        monkeypatch.setattr("wenzhang.read.parse", broken)
        result = run("parse", ARTICLE)
        assert result.code == 1
        assert result.err.count("\n") == 1
        assert "internal error: KeyError: 'x' (at test_cli.py:" in result.err
