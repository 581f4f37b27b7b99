"""Whatever lies among articles: each is named with its reason, and all others are done."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from batches import LIMIT, grow_articles, outputs_of, strays
from command import spawn

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="its names and kinds of files are those of Linux")

BOUND = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
"""Begins a command that permissions bind although its user is root."""


class Planted(NamedTuple):
    """What lies among the articles, and what is told of it; None where it is converted without a word."""

    name: str
    reason: str | None


def plant(root: Path, size: int = 3_000_000) -> list[Planted]:
    """Puts all of it below a folder; `size` is that of a big article in bytes."""
    (root.parent / "outside.html").write_text("<p>軟體</p>", "utf-8")
    contents: dict[str, tuple[bytes, str | None]] = {
        "empty.html": (b"", "the text is not Chinese"),
        "binary.html": (bytes(range(256)) * 40, "the control character at 0 is of no text"),
        "image.md": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "the control character at 8 is of no text"),
        "half.html": ("<p>軟體</p>".encode()[:5], "the byte 0xE8 at offset 3 is not utf-8"),
        "big5.html": ("<p>記憶體與頭髮，軟體</p>".encode("big5"), "read as cp950, which is a guess"),
        "broken.md": ("---\ntitle: [甲\n---\n軟體\n".encode(), "broken.md:2:8: [ is never closed"),
        "unclosed.md": (
            "---\ntitle: 甲\n軟體\n".encode(),
            "unclosed.md:1:1: the front matter that --- opens is never closed",
        ),
        "twice.md": ("---\ntitle: 甲\ntitle: 乙\n---\n軟體\n".encode(), "twice.md:3:1: duplicate key"),
        "big.html": ("<p>軟體與記憶體，頭髮。</p>\n".encode() * (size // 36), None),
        "deep.html": (b"<div>" * 20_000 + "軟體".encode(), None),
        "deep.md": (b">" * 20_000 + "軟體".encode(), None),
        "new\nline.html": ("<p>軟體</p>".encode(), None),
        " a space .html": ("<p>軟體</p>".encode(), None),
        "文章：一.html": ("<p>軟體</p>".encode(), None),
        "\x1b[31mred.html": (b"---\ntitle: [\n---\n", "␛[31mred.html:"),
        "文" * 83 + ".htm": ("<p>軟體</p>".encode(), None),
        "x" * 250 + ".html": ("<p>軟體</p>".encode(), None),
        "-rf.html": ("<p>軟體</p>".encode(), None),
        os.fsdecode(b"\xa4\xa4.html"): ("<p>軟體</p>".encode(), None),
        os.fsdecode(b"\xa4\xe5.html"): (b"---\ntitle: [\n---\n", "\\xa4\\xe5.html:"),
        "deadly.html": ("<p>致命</p>".encode(), "a worker ended with exit code 9 at this file, twice"),
        "locked.html": ("<p>軟體</p>".encode(), "cannot be read: Permission denied"),
    }
    for name, (content, _) in contents.items():
        (root / name).write_bytes(content)
    (root / "locked.html").chmod(0)
    planted = [Planted(name, reason) for name, (_, reason) in contents.items()]
    return planted + plant_others(root)


def plant_others(root: Path) -> list[Planted]:
    """Puts what is no file with a content there."""
    (root / "loop.html").symlink_to("pool.html")
    (root / "pool.html").symlink_to("loop.html")
    (root / "circle").symlink_to(".", target_is_directory=True)
    (root / "leaves.html").symlink_to("../outside.html")
    (root / "away").symlink_to("..", target_is_directory=True)
    (root / "nowhere.html").symlink_to("nothing.html")
    (root / "system.html").symlink_to("/proc/self/mem")
    os.mkfifo(root / "pipe.html")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(root)  # since the path of a socket must be short
        try:
            server.bind("socket.html")
        finally:
            os.chdir(here)
    (root / "folder.html").mkdir()
    (root / "shut").mkdir()
    (root / "shut" / "a.html").write_text("<p>軟體</p>", "utf-8")
    (root / "shut").chmod(0)
    leads_nowhere, leaves = "skipped: a symbolic link that leads nowhere", "skipped: a symbolic link that leaves "
    return [
        Planted("loop.html", leads_nowhere),
        Planted("pool.html", leads_nowhere),
        Planted("circle", "skipped: a symbolic link to a folder that it lies in"),
        Planted("leaves.html", leaves),
        Planted("away", leaves),
        Planted("nowhere.html", leads_nowhere),
        Planted("system.html", leaves),
        Planted("pipe.html", "skipped: no regular file"),
        Planted("socket.html", "skipped: no regular file"),
        Planted("shut", "skipped: cannot be read: Permission denied"),
    ]


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    root = grow_articles(tmp_path / "in", 120)
    yield root
    if (root / "shut").exists():
        (root / "shut").chmod(0o700)


def bound(*arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """A command that permissions bind."""
    command = [sys.executable, "-m", "wenzhang", *map(str, arguments)]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("permissions do not bind this user")
        command = BOUND + command
    return subprocess.run(command, capture_output=True, timeout=LIMIT * 4, check=False, env=env)


_DEADLY = """
import os
from wenzhang.source import Source

real = Source.from_bytes.__func__

@classmethod
def from_bytes(cls, content, **options):
    if "致命".encode() in content:
        os._exit(9)
    return real(cls, content, **options)

Source.from_bytes = from_bytes
"""


@pytest.fixture
def deadly(tmp_path: Path) -> dict[str, str]:
    """An environment in which an article ends the process that reads it."""
    (tmp_path / "deadly").mkdir()
    (tmp_path / "deadly" / "sitecustomize.py").write_text(_DEADLY, "utf-8")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path / "deadly"), os.environ.get("PYTHONPATH", "")])}


def shown(path: Path | str) -> str:
    """A path as messages have it."""
    from wenzhang.terminal import printable, readable

    return printable(readable(str(path)))


def test_planted_among_many(root: Path, tmp_path: Path, deadly: dict[str, str]) -> None:
    planted, out, summary = plant(root), tmp_path / "out", tmp_path / "run.json"
    arguments = ("convert", root, "--to", "zh-CN", "--out", out, "--jobs", "2", "--summary", summary)
    ended = bound(*arguments, env=deadly)
    lines = [line for line in ended.stderr.decode().splitlines() if ": written in UTF-8, since " not in line]
    assert ended.returncode == 1, lines
    told = {
        each.name: [line for line in lines if line.startswith(f"wenzhang: {shown(root / each.name)}:")]
        for each in planted
    }
    for name, reason in planted:
        if reason is None:
            assert told[name] == []
        else:
            assert len(told[name]) == 1, (name, lines)
            assert reason in told[name][0]
    failed = [
        each
        for each in planted
        if each.reason is not None and "skipped" not in each.reason and "guess" not in each.reason
    ]
    skipped = [each for each in planted if each.reason is not None and "skipped" in each.reason]
    done = 120 + len(planted) - len(failed) - len(skipped)
    assert lines[-1] == f"wenzhang: {done} converted, {len(failed)} failed, {len(skipped)} skipped"
    assert len(lines) == 1 + sum(each.reason is not None for each in planted)
    outputs = outputs_of(out)
    assert len(outputs) == done
    assert set(outputs) >= {each.name for each in planted if each.reason is None}
    assert "软件" in outputs["文章：一.html"].decode()
    assert strays(out) == []
    self_check(json.loads(summary.read_text("utf-8")), done, len(failed), len(skipped))
    again = bound(*arguments, "--dry-run", env=deadly)
    assert again.returncode == 1
    assert again.stdout == b""
    assert again.stderr.decode().splitlines()[-1] == (
        f"wenzhang: 0 would be converted, {done} unchanged, {len(failed)} failed, {len(skipped)} skipped"
    )


def self_check(summary: dict[str, Any], done: int, failed: int, skipped: int) -> None:
    counts = summary["counts"]
    assert (counts["done"], counts["failed"], counts["skipped"]) == (done, failed, skipped)
    assert len(summary["files"]) == done + failed
    assert all(file["error"] for file in summary["files"] if file["status"] == "failed")
    assert all(each["reason"] for each in summary["skipped"])


@pytest.mark.parametrize("format", ["json", "markdown", "html", "jsonld", "text", "xliff"])
def test_names_when_exporting(tmp_path: Path, format: str) -> None:
    root, out = tmp_path / "in", tmp_path / "out"
    root.mkdir()
    names = ["a\nb", " c ", "文：一", "文" * 80, "&<'\"", os.fsdecode(b"\xa4\xa4"), "\x1b[31m", "\u202e甲", "\x01"]
    for name in names:
        (root / f"{name}.html").write_text("---\ntitle: 甲\n---\n<p>軟體</p>", "utf-8")
    more = ("--lang", "zh-CN") if format == "xliff" else ()
    ended = spawn("export", root, "--to", format, *more, "--out", out)
    assert (ended.returncode, ended.stderr) == (0, b"wenzhang: 9 exported\n")
    assert len(outputs_of(out)) == 9


def test_a_name_that_grows_too_long(tmp_path: Path) -> None:
    root, out = tmp_path / "in", tmp_path / "out"
    root.mkdir()
    (root / ("x" * 252 + ".md")).write_text("軟體", "utf-8")
    (root / "a.md").write_text("軟體", "utf-8")
    for dry in (["--dry-run"], []):
        ended = spawn("export", root, "--to", "jsonld", "--out", out, *dry)
        assert ended.returncode == 1
        assert b"cannot be written: File name too long" in ended.stderr
    assert list(outputs_of(out)) == ["a.jsonld"]
    assert strays(out) == []


class TestDiskFull:
    @pytest.fixture
    def small(self, tmp_path: Path) -> Iterator[Path]:
        """A disk of 200 KB."""
        small = tmp_path / "small"
        small.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(small)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("only root can mount a small disk")
        yield small
        subprocess.run(["umount", str(small)], check=True)

    @pytest.mark.parametrize(("jobs", "fsync"), [("1", []), ("2", []), ("2", ["--fsync"])])
    def test_is_one_error_and_the_run_goes_on_from_there(
        self, small: Path, tmp_path: Path, jobs: str, fsync: list[str]
    ) -> None:
        root = grow_articles(tmp_path / "in", 120)
        for path in root.rglob("*.html"):
            path.write_text(path.read_text("utf-8") * 40, "utf-8")
        arguments: tuple[str | Path, ...] = (
            "convert",
            root,
            "--to",
            "zh-CN",
            "--out",
            small / "out",
            "--jobs",
            jobs,
            *fsync,
        )
        ended = spawn(*arguments)
        error = ended.stderr.decode().splitlines()
        assert ended.returncode == 2
        assert (
            "No space left on device (what was done before is on record: the same command goes on from there)"
            in error[-1]
        )
        assert len([line for line in error if "No space" in line]) == 1
        done = outputs_of(small / "out")
        assert 0 < len(done) < 120
        assert [path for path in strays(small / "out") if "journal" not in path] == []
        subprocess.run(["mount", "-o", "remount,size=4m", str(small)], check=True)
        assert spawn(*arguments).returncode == 0
        assert spawn(*arguments[:4], "--out", tmp_path / "other").returncode == 0
        assert outputs_of(small / "out") == outputs_of(tmp_path / "other")
        assert strays(small / "out") == []

    def test_the_summary(self, small: Path, tmp_path: Path) -> None:
        root = grow_articles(tmp_path / "in", 120)
        (small / "fill").write_bytes(b"x" * 150_000)
        ended = spawn("convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--summary", small / "run.json")
        assert ended.returncode in (0, 2)
        with (small / "fill").open("ab") as file, suppress(OSError):
            file.write(b"x" * 200_000)
        ended = spawn(
            "convert", root, "--to", "zh-CN", "--out", tmp_path / "out", "--summary", small / "run.json", "--force"
        )
        assert ended.returncode == 2
        assert f"{small}/run.json: cannot be written: No space left on device" in ended.stderr.decode()
        assert strays(small) == []
        assert strays(tmp_path / "out") == []

    def test_a_read_only_disk(self, small: Path, tmp_path: Path) -> None:
        root, out = grow_articles(tmp_path / "in", 10), small / "out"
        assert spawn("convert", root, "--to", "zh-CN", "--out", out).returncode == 0
        before = outputs_of(out)
        subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
        for where in (out, small / "new"):
            ended = spawn("convert", root, "--to", "zh-TW", "--out", where)
            assert ended.returncode == 2
            assert ended.stderr.decode() == f"wenzhang: {where}: cannot be written: Read-only file system\n"
        assert spawn("convert", root, "--to", "zh-CN", "--out", out, "--check").returncode == 0
        assert outputs_of(out) == before


class TestPermissions:
    def test_a_folder_that_must_not_be_written(self, tmp_path: Path) -> None:
        root, out = grow_articles(tmp_path / "in", 10), tmp_path / "out"
        out.mkdir()
        out.chmod(0o555)
        ended = bound("convert", root, "--to", "zh-CN", "--out", out)
        assert ended.returncode == 2
        assert ended.stderr.decode() == f"wenzhang: {out}: cannot be written: Permission denied\n"
        assert list(out.iterdir()) == []

    def test_a_folder_in_it_that_must_not_be(self, tmp_path: Path) -> None:
        root, out = grow_articles(tmp_path / "in", 14), tmp_path / "out"
        (out / "3").mkdir(parents=True)
        (out / "3").chmod(0o555)
        for dry in (["--dry-run"], []):
            ended = bound("convert", root, "--to", "zh-CN", "--out", out, *dry)
            assert ended.returncode == 1
            assert ended.stderr.decode().splitlines()[-1].endswith("converted, 2 failed")
            assert f"{out}/3/a10.html: cannot be written: Permission denied" in ended.stderr.decode()
        assert len(outputs_of(out)) == 12

    def test_a_source_folder_that_cannot_be_looked_into_is_not_gone(self, tmp_path: Path) -> None:
        root, out = grow_articles(tmp_path / "in", 14), tmp_path / "out"
        arguments = ("convert", root, "--to", "zh-CN", "--out", out, "--prune")
        assert bound(*arguments).returncode == 0
        (root / "3").chmod(0)
        try:
            ended = bound(*arguments)
        finally:
            (root / "3").chmod(0o700)
        assert ended.returncode == 1
        assert b"removed" not in ended.stderr
        assert (
            f"{out}/3/a10.html: its input is not read any more: cannot be read: Permission denied"
            in ended.stderr.decode()
        )
        assert len(outputs_of(out)) == 14

    def test_an_output_that_must_not_be_written_is_replaced_and_stays_so(self, tmp_path: Path) -> None:
        root, out = grow_articles(tmp_path / "in", 3), tmp_path / "out"
        assert bound("convert", root, "--to", "zh-CN", "--out", out).returncode == 0
        target = out / "0" / "a0.html"
        target.chmod(0o444)
        assert bound("convert", root, "--to", "zh-TW", "--out", out).returncode == 0
        assert stat.S_IMODE(target.stat().st_mode) == 0o444
        assert "軟體" in target.read_text("utf-8")
