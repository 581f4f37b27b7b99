"""Articles and outputs by URL: what is found, written, kept, removed, and refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command import ARTICLE, run
from wenzhang import Converter, batch
from wenzhang.batch.plan import Plan, names_one_file, plan_run
from wenzhang.batch.storage import canonical, read, write
from wenzhang.batch.urls import is_url, local_path, without_secrets
from wenzhang.errors import BatchError, SourceError

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: wenzhang[cluster]")

MANIFEST = ".wenzhang-manifest.jsonl"
TRADITIONAL, SIMPLIFIED = "<p>頭髮與軟體。</p>\n".encode(), "<p>头发与软件。</p>\n".encode()


@pytest.fixture
def store() -> Iterator[Any]:
    """A store in the memory of this process, by `memory://`."""
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def fill(store: Any, *names: str, content: bytes = TRADITIONAL) -> None:
    for name in names:
        store.pipe_file(f"/{name}", content)


def found(plan: Plan) -> list[str]:
    return [file.name for file in plan.files]


def held(store: Any, folder: str) -> dict[str, bytes]:
    return {path.removeprefix(f"/{folder}/"): store.cat_file(path) for path in store.find(f"/{folder}")}


class TestPlan:
    def test_the_order_and_the_choice_are_those_of_folders(self, store: Any, tmp_path: Path) -> None:
        names = "b.md", "a/z.html", "a.md", "a/B/c.MD", "a-b.htm", "甲/乙 丙.md", "x.txt", ".hidden/a.md", "a/.b.md"
        for name in names:
            fill(store, f"in/{name}")
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(b"")
        plan = plan_run(["memory://in/"])
        assert found(plan) == found(plan_run([str(tmp_path)]))
        assert plan.files[0].path == "memory://in/a-b.htm"
        assert plan == plan_run(["memory:///in"])._replace(files=plan.files)

    def test_a_file_is_one_and_may_have_any_suffix(self, store: Any) -> None:
        fill(store, "in/a.txt")
        assert plan_run(["memory://in/a.txt"]).files == (("memory://in/a.txt", "a.txt"),)
        assert names_one_file(["memory://in/a.txt"])
        assert not names_one_file(["memory://in"])

    def test_globs(self, store: Any) -> None:
        fill(store, "in/2024/a.md", "in/2025/a.md", "in/2025/b.html", "in/2025/c[1].md")
        assert found(plan_run(["memory://in/**/*.md"])) == ["2024/a.md", "2025/a.md", "2025/c[1].md"]
        assert found(plan_run(["memory://in/202[5-9]/?.*"])) == ["2025/a.md", "2025/b.html"]
        assert found(plan_run(["memory://in/2025/c[1].md"])) == ["c[1].md"]
        assert not names_one_file(["memory://in/*.md"])
        with pytest.raises(SourceError, match="no article matches"):
            plan_run(["memory://in/*.md"])
        with pytest.raises(SourceError, match="name of a bucket"):
            plan_run(["s3://buck*/a.md"])

    @pytest.mark.parametrize("out", ["memory://in/out", "memory:///in/out/"])
    def test_the_output_folder_is_not_looked_into(self, store: Any, out: str) -> None:
        fill(store, "in/a.md", "in/out/a.md", "in/outer/a.md")
        assert found(plan_run(["memory://in"], out=out)) == ["a.md", "outer/a.md"]

    def test_a_name_that_no_folder_can_hold(self, store: Any) -> None:
        fill(store, "in/a.md", "in/b//c.md", "in/../d.md")
        plan = plan_run(["memory://in"])
        assert found(plan) == ["a.md"]
        assert [skipped.path for skipped in plan.skipped] == ["memory://in/b//c.md"]

    def test_what_is_not_there(self, store: Any) -> None:
        fill(store, "in/a.txt")
        with pytest.raises(SourceError, match="memory://gone: no such file or folder"):
            plan_run(["memory://gone"])
        with pytest.raises(SourceError, match="no article found"):
            plan_run(["memory://in"])


class TestRun:
    def test_the_outputs_are_those_of_folders(self, store: Any, tmp_path: Path) -> None:
        names = "a.html", "甲/b.html", "甲/乙/c.html"
        for name in names:
            fill(store, f"in/{name}")
            (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "in" / name).write_bytes(TRADITIONAL)
        expected = dict.fromkeys(names, SIMPLIFIED)
        for source in ("memory://in", tmp_path / "in"):
            for out in (f"memory://out{len(str(source))}", tmp_path / f"out{len(str(source))}"):
                result = run("convert", source, "--to", "zh-CN", "--out", out)
                assert (result.code, result.err) == (0, "wenzhang: 3 converted\n")
                is_stored = str(out).startswith("memory:")
                written = held(store, str(out)[9:]) if is_stored else tree(Path(out))
                lines = written.pop(MANIFEST).splitlines()
                assert [json.loads(line)["output"] for line in lines[1:]] == sorted(names)
                assert written == expected
                again = run("convert", source, "--to", "zh-CN", "--out", out)
                assert again.err == "wenzhang: 0 converted, 3 unchanged\n"

    def test_what_changed_is_done_and_what_is_gone_is_told(self, store: Any) -> None:
        fill(store, "in/a.html", "in/b.html", "in/c.html", "in/d.html")
        convert = "convert", "memory://in", "--to", "zh-CN", "--out", "memory://out"
        assert run(*convert).code == 0
        before = store.modified("/out/b.html")
        fill(store, "in/a.html", content=TRADITIONAL * 2)
        fill(store, "in/b.html")  # the same again
        store.rm_file("/in/c.html")
        store.rm_file("/in/d.html")
        fill(store, "out/d.html", content=b"edited")
        predicted = run(*convert, "--prune", "--dry-run")
        assert predicted.text == "would write memory://out/a.html\nwould remove memory://out/c.html\n"
        assert held(store, "out")["a.html"] == SIMPLIFIED
        result = run(*convert)
        assert "memory://out/c.html: its input is gone; --prune removes it" in result.err
        assert "1 converted, 1 unchanged, 2 left over" in result.err
        assert store.modified("/out/b.html") == before
        result = run(*convert, "--prune")
        assert "memory://out/c.html: removed" in result.err
        assert "memory://out/d.html: its input is gone, but it has been changed since, and stays" in result.err
        assert sorted(held(store, "out")) == [MANIFEST, "a.html", "b.html", "d.html"]
        fill(store, "out/a.html", content=b"somebody's")
        assert "1 converted, 1 unchanged" in run(*convert).err
        assert held(store, "out")["a.html"] == SIMPLIFIED * 2

    def test_the_record_of_what_was_done_before_a_run_was_stopped(self, store: Any) -> None:
        fill(store, *(f"in/{number}.html" for number in range(5)))
        plan, outputs = plan_run(["memory://in"]), batch.Outputs("memory://out")
        results = batch.run(plan, batch.ConvertJob((Converter("zh-CN"),)), outputs)
        assert [next(results).status for _ in range(3)] == ["done"] * 3
        results.close()
        assert len(held(store, "out")[MANIFEST].splitlines()) == 1 + 3
        again = batch.run(plan, batch.ConvertJob((Converter("zh-CN"),)), outputs)
        assert [result.status for result in again] == ["unchanged"] * 3 + ["done"] * 2

    def test_in_place(self, store: Any) -> None:
        fill(store, "in/a.html", "in/b.html")
        assert run("convert", "memory://in", "--to", "zh-CN", "--in-place").code == 0
        assert held(store, "in") == {"a.html": SIMPLIFIED, "b.html": SIMPLIFIED}

    def test_single_files_and_standard_output(self, store: Any, tmp_path: Path) -> None:
        fill(store, "in/a.html")
        assert run("convert", "memory://in/a.html", "--to", "zh-CN").out == SIMPLIFIED
        for out, name in (("memory://out/b.html", "b.html"), ("memory://out/", "a.html"), ("memory://out", "a.html")):
            assert run("convert", "memory://in/a.html", "--to", "zh-CN", "--out", out).code == 0
            assert held(store, "out")[name] == SIMPLIFIED
            store.rm("/out", recursive=True)
        assert run("parse", "memory://in/a.html").json == run("parse", "-", stdin=TRADITIONAL).json

    def test_export_and_import(self, store: Any, tmp_path: Path) -> None:
        fill(store, "in/a.html", "in/甲/b.html")
        assert run("export", "memory://in", "--to", "jsonl", "--out", "memory://out/all.jsonl").code == 0
        assert len(held(store, "out")["all.jsonl"].splitlines()) == 2
        assert run("export", "memory://in", "--to", "xliff", "--lang", "zh-CN", "--out", "memory://xliff").code == 0
        result = run("import", "memory://in", "--xliff", "memory://xliff", "--out", tmp_path / "back")
        assert (result.code, result.err) == (0, "wenzhang: 2 imported\n")
        assert tree(tmp_path / "back")["甲/b.html"] == SIMPLIFIED
        document = held(store, "xliff")["a.xlf"].replace("软件".encode(), "程序".encode())
        fill(store, "xliff/a.xlf", content=document)
        assert run("import", "memory://in", "--xliff", "memory://xliff", "--out", tmp_path / "back").code == 0
        assert tree(tmp_path / "back")["a.html"] == "<p>头发与程序。</p>\n".encode()
        missing = run("import", "memory://in", "--xliff", "memory://none", "--out", tmp_path / "back")
        assert (missing.code, missing.err) == (2, "wenzhang: memory://none: no such file or folder\n")

    def test_summary(self, store: Any) -> None:
        fill(store, "in/a.html")
        options = "--out", "memory://out", "--summary", "memory://run.json"
        assert run("convert", "memory://in", "--to", "zh-CN", *options).code == 0
        assert json.loads(store.cat_file("/run.json"))["files"][0]["outputs"][0]["path"] == "memory://out/a.html"

    def test_no_input_is_replaced(self, store: Any) -> None:
        fill(store, "in/a.html", "in/in/a.html")
        for paths, out in ((["memory://in"], "memory:///in/"), (["memory://in/in/a.html"], "memory:///in/in")):
            with pytest.raises(SourceError, match="is an input"):
                batch.Outputs(out).check(plan_run(paths).files)
        batch.Outputs("memory://in").check(plan_run(["memory://in/in"]).files)  # a.html above is none of this run


class TestCluster:
    def test_threads_of_one_process(self, store: Any) -> None:
        distributed = pytest.importorskip("distributed", reason="Dask is not installed: wenzhang[cluster]")
        names = [f"{number % 3}/{number:02}.html" for number in range(40)]
        fill(store, *(f"in/{name}" for name in names))
        with distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, protocol="inproc://"
        ) as cluster:
            address = cluster.scheduler_address
            options = "--engine", "dask", "--scheduler", address
            result = run("convert", "memory://in", "--to", "zh-CN,zh-HK", "--out", "memory://dask", *options)
        assert (result.code, result.err) == (0, "wenzhang: 40 converted\n")
        assert run("convert", "memory://in", "--to", "zh-CN,zh-HK", "--out", "memory://here", "--jobs", "1").code == 0
        assert held(store, "dask") == held(store, "here")
        assert len(held(store, "dask")) == 2 * 40 + 1


class TestFileUrls:
    def test_the_memory_of_a_process_is_seen_by_no_other(self, store: Any) -> None:
        fill(store, *(f"in/{number}.md" for number in range(4)))
        result = run("convert", "memory://in", "--to", "zh-CN", "--out", "memory://here", "--jobs", "2")
        assert result.code == 2
        assert "is in the memory of one process" in result.err

    def test_they_are_paths(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.html").write_bytes(TRADITIONAL)
        assert run("convert", f"file://{tmp_path}/in", "--to", "zh-CN", "--out", f"file://{tmp_path}/url").code == 0
        assert run("convert", tmp_path / "in", "--to", "zh-CN", "--out", tmp_path / "path").code == 0
        assert tree(tmp_path / "url") == tree(tmp_path / "path")
        assert plan_run([f"file://{tmp_path}/in"]) == plan_run([str(tmp_path / "in")])

    def test_what_is_one(self) -> None:
        assert local_path("file:///a b/c") == "/a b/c"
        assert local_path("file://a/b") == "a/b"
        assert local_path("C:\\a") == "C:\\a"
        assert [is_url(path) for path in ("C:\\a", "a/b://c", "s3://b")] == [False, False, True]


class TestRefusals:
    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("sftp://me:s3cr3t@host/articles", "sftp://…@host/articles"),
            ("ftp://:s3cr3t@host/a.md", "ftp://…@host/a.md"),
            ("https://host/a.md?token=s3cr3t", "https://host/a.md?…"),
            ("abfs://box/a?sv=2024&sig=s3cr3t", "abfs://box/a?…"),
        ],
    )
    def test_credentials_are_never_shown(self, tmp_path: Path, url: str, shown: str) -> None:
        (tmp_path / "a.html").write_bytes(TRADITIONAL)
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.html").write_bytes(TRADITIONAL)
        summary = tmp_path / "run.json"
        for arguments in (
            (url, "--out", tmp_path / "out"),
            (tmp_path / "a.html", "--out", url),
            (tmp_path / "in", "--out", url, "--summary", summary),
            (tmp_path / "in", "--out", tmp_path / "out", "--summary", url),
        ):
            result = run("convert", "--to", "zh-CN", *arguments)
            assert result.code == 2
            assert f"{shown}: has credentials in it" in result.err
            assert "s3cr3t" not in result.err + result.text + (summary.read_text() if summary.exists() else "")

    def test_others_are_none(self) -> None:
        for url in (
            "sftp://me@host/a",
            "abfs://box@account.dfs.core.windows.net/a",
            "s3://b/a:b@c?.md",
            "s3://b/?/a=b",
        ):
            assert without_secrets(url) == url

    def test_errors_of_a_store_lose_their_credentials(self) -> None:
        told = "403 for https://a:b@h/x?X-Amz-Signature=1&b=2 here"
        assert without_secrets(told) == "403 for https://…@h/x?… here"

    def test_a_package_that_is_not_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        fsspec.register_implementation("lacking", "no_such_package.Lacking", errtxt="Install no_such_package")
        result = run("convert", "lacking://b/a", "--to", "zh-CN", "--out", tmp_path)
        assert (result.code, "lacking://b/a: fsspec cannot read this kind of URL" in result.err) == (2, True)
        assert "Install no_such_package" in result.err
        assert run("convert", "nonsense://b/a", "--to", "zh-CN", "--out", tmp_path).code == 2

    def test_no_fsspec(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
        result = run("convert", "s3://b/a", "--to", "zh-CN", "--out", tmp_path)
        assert (result.code, "pip install 'wenzhang[cluster]'" in result.err) == (2, True)

    def test_a_worker_without_the_package_ends_the_run(self, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(store, "in/a.html", "in/b.html")
        plan = plan_run(["memory://in"])
        monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
        with pytest.raises(BatchError, match="URLs need fsspec"):
            [*batch.run(plan, batch.ConvertJob((Converter("zh-CN"),)))]

    def test_no_bucket_is_made(self, tmp_path: Path) -> None:
        """Where a store has no folders, what stands first is a bucket, and not ours to make."""
        bucket = _Bucket()
        fsspec.register_implementation("bucket", _Bucket, clobber=True)
        (tmp_path / "a.html").write_bytes(TRADITIONAL)
        result = run("convert", tmp_path, "--to", "zh-CN", "--out", "bucket://missing/out")
        assert result.code == 2
        assert f"bucket://missing/out/{MANIFEST}: cannot be written: The bucket is not there" in result.err
        assert bucket.made == []

    def test_no_permission(self, tmp_path: Path) -> None:
        fsspec.register_implementation("denied", _Denied, clobber=True)
        (tmp_path / "a.html").write_bytes(TRADITIONAL)
        result = run("convert", tmp_path, "--to", "zh-CN", "--out", "denied://b/out")
        assert (result.code, result.err) == (2, f"wenzhang: denied://b/out/{MANIFEST}: cannot be read: Access Denied\n")
        result = run("convert", "denied://b/in", "--to", "zh-CN", "--out", tmp_path / "out")
        assert (result.code, result.err) == (2, "wenzhang: denied://b/in: cannot be read: Access Denied\n")

    def test_a_manifest_of_somebody_else(self, store: Any, tmp_path: Path) -> None:
        fill(store, "in/a.html")
        fill(store, f"out/{MANIFEST}", content=b"mine")
        result = run("convert", "memory://in", "--to", "zh-CN", "--out", "memory://out")
        assert (result.code, f"memory://out/{MANIFEST}: is no manifest of ours" in result.err) == (2, True)
        assert held(store, "out") == {MANIFEST: b"mine"}

    def test_watching(self, store: Any, tmp_path: Path) -> None:
        fill(store, "in/a.html")
        result = run("convert", "memory://in", "--to", "zh-CN", "--out", tmp_path, "--watch")
        assert (result.code, "--watch is for files of this machine" in result.err) == (2, True)


def test_forms_of_one_url(store: Any) -> None:
    assert canonical("memory://a/b/") == canonical("memory:///a/b") == "memory:///a/b"
    assert [write(url, b"x") for url in ("memory://a/b", "memory:///a/b")] == [True, False]
    assert read("memory://a/b") == b"x"


def test_the_real_article(store: Any) -> None:
    fill(store, "in/gpu.md", content=ARTICLE.read_bytes())
    assert run("convert", "memory://in", "--to", "zh-CN", "--out", "memory://out").code == 0
    assert held(store, "out")["gpu.md"] == run("convert", ARTICLE, "--to", "zh-CN").out


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class _Bucket(fsspec.AbstractFileSystem):  # type: ignore[misc, name-defined]
    """A store without any bucket."""

    protocol = "bucket"
    made: list[str] = []  # noqa: RUF012

    def info(self, path: str, **_: Any) -> Any:
        raise FileNotFoundError(path)

    def cat_file(self, path: str, *_: Any, **__: Any) -> bytes:
        raise FileNotFoundError(path)

    def pipe_file(self, path: str, *_: Any, **__: Any) -> None:
        raise FileNotFoundError("The bucket is not there")

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        self.made.append(path)


class _Denied(_Bucket):
    """A store that lets nobody in."""

    protocol = "denied"

    def info(self, path: str, **_: Any) -> Any:
        raise PermissionError("Access Denied")

    def cat_file(self, path: str, *_: Any, **__: Any) -> bytes:
        raise PermissionError("Access Denied")
