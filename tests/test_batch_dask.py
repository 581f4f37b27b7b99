"""The same run on a real Dask scheduler with worker processes, some of which die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import wenzhang
from cluster import DIES, HANGS, PYTHONPATH, Cluster, Misbehaving, until
from command import ARTICLE, run
from test_readme import blocks
from wenzhang import batch
from wenzhang.batch.engines.dask import _check_shared
from wenzhang.batch.work import Output, Result
from wenzhang.errors import BatchError

pytest.importorskip("distributed", reason="Dask is not installed: wenzhang[cluster]")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX has it")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("dask"))
    started.add()
    started.add()
    yield started.ready(2)
    started.close()


def grow(root: Path, count: int, **marked: str) -> Path:
    """So many articles in folders, each another; those of a number have something put after them."""
    for number in range(count):
        path = root / f"{number // 40:02}" / f"文章-{number:03}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        body = f"<h2>第{number}篇</h2><p>軟體裡的頭髮，滑鼠與後臺。</p>{marked.get(f'at_{number}', '')}"
        path.write_text(f"---\ntitle: 第{number}篇\n---\n{body}\n", "utf-8")
    return root


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def local(source: Path, out: Path, job: Misbehaving | None = None) -> dict[str, bytes]:
    """What a run in this process makes."""
    assert [*batch.run(batch.plan_run([str(source)]), job or Misbehaving(), batch.Outputs(str(out)))]
    return tree(out)


def results(
    engine: batch.Dask, source: Path, out: Path, pause: float = 0.0, each: Callable[[int], None] | None = None
) -> list[Result]:
    plan = batch.plan_run([str(source)])
    engine.total = len(plan.files)
    found: list[Result] = []
    for result in batch.run(plan, Misbehaving(pause), batch.Outputs(str(out)), engine=engine):
        found.append(result)
        if each is not None:
            each(len(found))
    assert len({result.path for result in found}) == len(found) == len(plan.files), "lost or doubled"
    return found


class TestSame:
    def test_tree_and_manifest(self, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        grow(tmp_path / "in", 150)
        (tmp_path / "in" / "gpu.md").write_bytes(ARTICLE.read_bytes())
        (tmp_path / "in" / "bad.html").write_bytes(b"---\ntitle: [\n---\n<p>\xe9\xa0\xad")
        monkeypatch.chdir(tmp_path)  # the workers are in other folders
        on_cluster = ["--engine", "dask", "--scheduler", cluster.address]
        told = []
        for name, options in (("1", ["--jobs", "1"]), ("2", ["--jobs", "2"]), ("dask", on_cluster)):
            result = run("convert", "in", "--to", "zh-CN,zh-HK", "--out", name, *options)
            assert result.code == 1
            told.append(result.err)
        assert "bad.html:2:" in told[0]
        assert len(set(told)) == 1
        expected = tree(tmp_path / "1")
        assert len(expected) == 2 * 151 + 1
        assert tree(tmp_path / "2") == tree(tmp_path / "dask") == expected

        (tmp_path / "in" / "gpu.md").write_bytes(ARTICLE.read_bytes() + b"\n<p>\xe9\xa0\xad</p>\n")
        again = run("convert", "in", "--to", "zh-CN,zh-HK", "--out", "dask", *on_cluster)
        assert "1 converted, 150 unchanged, 1 failed" in again.err

    def test_the_example_of_the_readme(self, cluster: Cluster, tmp_path: Path) -> None:
        (block,) = [block for block in blocks("sh") if "--engine dask" in block]
        _, program, *arguments = block.splitlines()[-1].replace("wenzhang ", "$ wenzhang ", 1).split()
        assert program == "wenzhang"
        grow(tmp_path / "articles", 5)
        given = [each.replace("s3://bucket", f"file://{tmp_path}") for each in arguments]
        assert given.pop() == "tcp://HOST:8786"
        assert run(*given, cluster.address).code == 0
        assert tree(tmp_path / "zh-CN") == local(tmp_path / "articles", tmp_path / "local")

    def test_validate_and_one_export_of_all(
        self, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        grow(tmp_path / "in", 12, at_3='<img src="gone.png"><a href="../00/文章-001.html#x">甲</a>')
        monkeypatch.chdir(tmp_path)
        engine = ["--engine", "dask", "--scheduler", cluster.address]
        (tmp_path / "wenzhang.toml").write_text(
            'extend-select = ["ALL"]\n[per-file-ignores]\n"in/00/文章-003.html" = ["FG001"]\n', "utf-8"
        )
        (tmp_path / "in" / "bad.html").write_bytes(b"<p>\xff\xff\xff")
        for command in (["validate", "in", "--output-format", "json"], ["export", "in", "--to", "jsonl"]):
            here, there = run(*command), run(*command, *engine)
            assert there == here
            assert here.out.count(b"\n") > 3
            assert b"FG001" not in here.out

    def test_export_and_import(self, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        grow(tmp_path / "in", 12)
        monkeypatch.chdir(tmp_path)
        engine = ["--engine", "dask", "--scheduler", cluster.address]
        for options, name in (([], "local"), (engine, "dask")):
            assert run("export", "in", "--to", "xliff", "--lang", "zh-CN", "--out", f"x-{name}", *options).code == 0
            result = run("import", "in", "--xliff", "x-local", "--out", f"i-{name}", *options)
            assert (result.code, result.err) == (0, "wenzhang: 12 imported\n")
        assert tree(tmp_path / "x-dask") == tree(tmp_path / "x-local")
        assert tree(tmp_path / "i-dask") == tree(tmp_path / "i-local")
        document = tmp_path / "x-local" / "00" / "文章-003.xlf"
        document.write_text(document.read_text("utf-8").replace("鼠标", "滑标"), "utf-8")
        assert run("import", "in", "--xliff", "x-local", "--out", "i-dask", *engine).code == 0
        changed = {name for name, content in tree(tmp_path / "i-local").items() if b".wen" not in name.encode()}
        differing = [name for name in changed if tree(tmp_path / "i-dask")[name] != tree(tmp_path / "i-local")[name]]
        assert differing == ["00/文章-003.html"]


class TestLost:
    def test_workers_are_killed_and_one_is_added(self, cluster: Cluster, tmp_path: Path) -> None:
        source = grow(tmp_path / "in", 240)
        with cluster.client() as client:
            victim = next(iter(client.run(os.getpid).values()))

        def act(count: int) -> None:
            if count == 1:
                cluster.add()
            if count == 30:
                os.kill(victim, signal.SIGKILL)
            if count == 60:
                cluster.kill(cluster.workers[0])  # with what would start it again

        found = results(batch.Dask(cluster.address), source, tmp_path / "out", 0.01, act)
        assert {result.status for result in found} == {"done"}
        assert tree(tmp_path / "out") == local(source, tmp_path / "local")
        cluster.ready(2)

    def test_an_article_that_kills_whoever_reads_it(self, cluster: Cluster, tmp_path: Path) -> None:
        source = grow(tmp_path / "in", 120, at_50=DIES)
        found = results(batch.Dask(cluster.address), source, tmp_path / "out")
        (failed,) = [result for result in found if result.status == "failed"]
        assert failed.error == f"{source}/01/文章-050.html: 4 workers died at this file, as where memory runs out"
        (source / "01" / "文章-050.html").unlink()
        expected = local(source, tmp_path / "local")
        written = tree(tmp_path / "out")
        assert b'"error":"4 workers died' in written.pop(".wenzhang-manifest.jsonl")
        expected.pop(".wenzhang-manifest.jsonl")
        assert written == expected

    def test_an_article_that_takes_too_long(self, cluster: Cluster, tmp_path: Path) -> None:
        source = grow(tmp_path / "in", 20, at_7=HANGS)
        found = results(batch.Dask(cluster.address, timeout=1.5), source, tmp_path / "out")
        (failed,) = [result for result in found if result.status == "failed"]
        assert failed.error == f"{source}/00/文章-007.html: took longer than 1.5 seconds, and was given up"
        assert Counter(result.status for result in found) == {"done": 19, "failed": 1}

    def test_the_scheduler(self, tmp_path: Path) -> None:
        source, out = _articles(tmp_path / "in", 400), tmp_path / "out"
        command = ["convert", str(source), "--to", "zh-CN", "--out", str(out), "--engine", "dask"]
        with closing(Cluster(tmp_path / "dask")) as cluster:
            lonely = batch.Dask(cluster.address, patience=0.5)
            with pytest.raises(BatchError, match=r"no worker for 0\.5 seconds"):
                [*batch.run(batch.plan_run([str(source)]), Misbehaving(), engine=lonely)]
            cluster.add()
            running = _begin(*command, "--scheduler", cluster.address)
            until(lambda: _has_outputs(out), "an output")
            cluster.kill(cluster.scheduler)
            _, told = running.communicate(timeout=30)
            assert running.returncode == 2
            assert told.startswith(f"wenzhang: {cluster.address}: the Dask cluster is lost: ")
            assert "the same command goes on" in told

        gone = _begin(*command, "--scheduler", cluster.address, DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="1")
        assert f"wenzhang: {cluster.address}: no Dask scheduler answers" in gone.communicate(timeout=30)[1]
        assert gone.returncode == 2

        with closing(Cluster(tmp_path / "dask")) as cluster:
            cluster.add()
            result = run(*command, "--scheduler", cluster.address)
        assert result.code == 0
        assert " unchanged" in result.err or "400 converted" in result.err  # nothing had come back when it was killed
        assert run("convert", source, "--to", "zh-CN", "--out", tmp_path / "local", "--jobs", "1").code == 0
        assert tree(out) == tree(tmp_path / "local")


class TestInterrupted:
    def test_the_cluster_is_left_empty(self, cluster: Cluster, tmp_path: Path) -> None:
        source = _articles(tmp_path / "in", 400)
        command = ["convert", str(source), "--to", "zh-CN", "--out", str(tmp_path / "out"), "--engine", "dask"]
        running = _begin(*command, "--scheduler", cluster.address)
        until(lambda: _has_outputs(tmp_path / "out"), "an output")
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=5) == 130
        with cluster.client() as client:
            until(lambda: client.run_on_scheduler(_tasks) == 0, "an empty scheduler")
        assert not [name for name in tree(tmp_path / "out") if name.endswith(".tmp")]
        assert run(*command, "--scheduler", cluster.address).code == 0
        assert run("convert", source, "--to", "zh-CN", "--out", tmp_path / "local", "--jobs", "1").code == 0
        assert tree(tmp_path / "out") == tree(tmp_path / "local")


class TestPrograms:
    def test_another_version(self, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wenzhang, "__version__", "9.9")
        self._refused(cluster, tmp_path, r"^tcp:.*another program than this machine: wenzhang 0\S+ instead of 9\.9")

    def test_another_library(self, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from wenzhang.batch.program import program

        monkeypatch.setattr("wenzhang.batch.engines.dask.program", lambda: program().replace("lxml ", "lxml 1"))
        self._refused(cluster, tmp_path, r"^tcp:.*another program than this machine: lxml (\S+) instead of 1\1")

    def test_none(self, cluster: Cluster, tmp_path: Path) -> None:
        (tmp_path / "without.py").write_text("import sys\nsys.modules['wenzhang'] = None\n")
        worker = cluster.add("--preload", str(tmp_path / "without.py"))
        cluster.ready(3)
        try:
            self._refused(cluster, tmp_path, "^tcp:.*wenzhang cannot be loaded there")
        finally:
            cluster.kill(worker)
            cluster.ready(2)

    def _refused(self, cluster: Cluster, tmp_path: Path, match: str) -> None:
        with pytest.raises(BatchError, match=match):
            results(batch.Dask(cluster.address), grow(tmp_path / "in", 30), tmp_path / "out")
        assert not [*(tmp_path / "out").rglob("*.html")]


class TestUse:
    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["--out", "out"], "no Dask scheduler is named"),
            (["--out", "out", "--scheduler", "nonsense://x:1"], "nonsense://x:1: no Dask scheduler answers"),
            (["--out", "out", "--jobs", "2"], "--jobs is for --engine local"),
            (["--stdout"], "--engine dask is for outputs that are written"),
            (["--diff"], "--engine dask is for outputs that are written"),
        ],
    )
    def test_what_does_not_go_together(self, tmp_path: Path, arguments: list[str], told: str) -> None:
        result = run("convert", grow(tmp_path / "in", 2), "--to", "zh-CN", "--engine", "dask", *arguments)
        assert result.code == 2
        assert told in result.err

    def test_standard_input(self, cluster: Cluster, tmp_path: Path) -> None:
        options = ["--out", str(tmp_path / "a.html"), "--engine", "dask", "--scheduler", cluster.address]
        result = run("convert", "-", "--to", "zh-CN", *options, stdin=b"<p>a")
        assert (result.code, "cannot read standard input" in result.err) == (2, True)

    def test_the_address_of_the_configuration(
        self, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import dask

        with dask.config.set({"scheduler-address": cluster.address}):
            result = run("convert", grow(tmp_path / "in", 2), "--to", "zh-CN", "--out", tmp_path, "--engine", "dask")
        assert (result.code, result.err) == (0, "wenzhang: 2 converted\n")

    def test_a_folder_that_is_not_shared(self, tmp_path: Path) -> None:
        def written(path: Path) -> list[Result]:
            return [Result("a", "done", (str(path),), outputs=(Output(str(path), "", True),))]

        assert _check_shared(written(tmp_path), 0)
        assert not _check_shared([Result("a", "unchanged")], 0)
        with pytest.raises(BatchError, match="use a folder that all machines have in common, or a URL"):
            _check_shared(written(tmp_path / "a"), 0.1)


def _articles(root: Path, count: int) -> Path:
    """Copies of the real article, which take a while."""
    root.mkdir()
    content = ARTICLE.read_bytes()
    for number in range(count):
        (root / f"{number:03}.md").write_bytes(content + f"\n<p>第{number}篇</p>\n".encode())
    return root


def _begin(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    environment |= os.environ | {"PYTHONPATH": PYTHONPATH}
    command = [sys.executable, "-m", "wenzhang", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment)


def _has_outputs(folder: Path) -> bool:
    return next(folder.glob("*.md"), None) is not None


def _tasks(dask_scheduler: Any) -> int:
    return len(dask_scheduler.tasks)
