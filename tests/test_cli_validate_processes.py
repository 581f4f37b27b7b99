"""What `wenzhang validate` says does not depend on how many processes look at the files."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

import pytest

from command import run
from wenzhang.batch.jobs.validation import ValidateJob
from wenzhang.batch.storage import read
from wenzhang.config.configurations import Configurations
from wenzhang.errors import SourceError
from wenzhang.validation.files import FilesValidation

COUNT = 60
FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles of two configurations: clean, with findings, with links to each other, with equal titles, no text."""
    for number in range(COUNT):
        below = tmp_path / "子" if number % 3 == 0 else tmp_path
        below.mkdir(exist_ok=True)
        fault = "💬&nosuch;" if number % 5 == 0 else ""
        text = f"---\ntitle: 第{number // 2}篇\n---\n<p>文章{fault}，見<a href='{number + 1}.md'>下篇</a></p>\n"
        (below / f"{number}.md").write_text(text, "utf-8")
    (tmp_path / "子" / "broken.html").write_bytes("<p>文章".encode() + b"\xff\xfe\xff\x81\x00")
    (tmp_path / "wenzhang.toml").write_text("")
    (tmp_path / "子" / "wenzhang.toml").write_text("ignore = ['HT001']\n")
    return tmp_path


class TestSame:
    @pytest.mark.parametrize("output_format", FORMATS)
    def test_report(self, folder: Path, output_format: str) -> None:
        one, two = (
            run("validate", folder, "--select", "ALL", "--no-cache", "--output-format", output_format, "-j", jobs)
            for jobs in ("1", "2")
        )
        assert one.out
        assert _timeless(two.out) == _timeless(one.out)
        assert (two.code, two.err) == (one.code, one.err) == (1, one.err)

    def test_with_the_cache(self, folder: Path) -> None:
        results = [run("validate", folder, "--output-format", "json", "-j", jobs) for jobs in ("2", "2", "1")]
        assert len({result.out for result in results}) == 1
        assert list(folder.glob("**/.wenzhang_cache/*.msgpack"))

    def test_with_a_baseline(self, folder: Path) -> None:
        baseline = folder / "known.json"
        written = run("validate", folder, "--write-baseline", baseline, "-j", "2")
        assert written.code == 0, written.err
        result = run("validate", folder, "--baseline", baseline, "-j", "2")
        assert (result.code, result.out) == (0, b""), result.text


class TestFailures:
    @pytest.mark.skipif(sys.platform == "win32", reason="a FIFO is of POSIX")
    def test_a_file_that_takes_too_long(self, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
        pipe = tmp_path_factory.mktemp("other") / "pipe.md"
        os.mkfifo(pipe)
        result = run("validate", folder, pipe, "-j", "2", "--timeout", "8", "--exit-zero")
        assert result.code == 2
        assert "pipe.md" in result.err
        assert result.err.splitlines()[-1].endswith(f"in {COUNT + 1} articles, 1 not read")

    def test_for_one_process_only(self, folder: Path) -> None:
        for arguments in (["--fix"], ["--diff"]):
            result = run("validate", folder, *arguments, "-j", "2")
            assert result.code == 2
            assert "one process" in result.err
        result = run("validate", "-", "-j", "2", stdin=b"<p>")
        assert result.code == 2
        assert "one process" in result.err

    def test_a_file_that_changes_before_it_is_shown(self, tmp_path: Path) -> None:
        path = tmp_path / "a.html"
        path.write_text("<p>&nosuch;</p>", "utf-8")
        files = FilesValidation(Configurations(isolated=True).of)
        files.accept(0, str(path), files.look(str(path), path.read_bytes()), lambda: read(str(path)))
        path.write_text("<p>", "utf-8")
        (file,) = files.conclude()
        with pytest.raises(SourceError, match="changed while it was validated"):
            _ = file.source


def test_the_job_takes_its_configurations_along(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a worker on another machine need not find any."""
    files = FilesValidation(Configurations().of)
    path = str(folder / "子" / "0.md")
    codes = [diagnostic.code for diagnostic in files.look(path, read(path)).found]
    job = pickle.loads(pickle.dumps(ValidateJob(files)))
    content = read(path)
    (folder / "子" / "wenzhang.toml").write_text("select = ['HT001']\n")
    assert [each.code for each in job(content, path, ()).value.found] == codes


def _timeless(report: bytes) -> list[bytes]:
    """Without the lines that say when."""
    return [line for line in report.splitlines() if b"timestamp" not in line]
