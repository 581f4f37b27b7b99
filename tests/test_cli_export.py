from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta, Struct

from command import ARTICLE, run
from wenzhang import load, to_json
from wenzhang.cli.format_options import _options
from wenzhang.export.formats import ExportFormat, formats


def test_one_file_to_standard_output() -> None:
    result = run("export", ARTICLE, "--to", "json")
    assert (result.code, result.err) == (0, "")
    assert result.text == to_json(load(ARTICLE), indent=2) + "\n"


def test_a_folder_is_mirrored(tmp_path: Path) -> None:
    (tmp_path / "in" / "甲").mkdir(parents=True)
    (tmp_path / "in" / "甲" / "a.b.html").write_bytes(b"<h2>A</h2>")
    (tmp_path / "in" / "c.md").write_bytes(ARTICLE.read_bytes())
    result = run("export", tmp_path / "in", "--to", "json", "--out", tmp_path / "out")
    assert (result.code, result.err) == (0, "wenzhang: 2 exported\n")
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.json")) == ["a.b.json", "c.json"]
    assert (tmp_path / "out" / "c.json").read_text("utf-8") == run("export", ARTICLE, "--to", "json").text


def test_to_a_file(tmp_path: Path) -> None:
    assert run("export", ARTICLE, "--to", "json", "--out", tmp_path / "x" / "article.json").code == 0
    assert (tmp_path / "x" / "article.json").is_file()
    assert run("export", "-", "--to", "json", "--out", tmp_path / "y.json", stdin=b"<p>y").code == 0
    assert (tmp_path / "y.json").is_file()


@pytest.mark.parametrize("suffixes", [("html", "md"), ("html", "htm")])
def test_two_articles_with_one_name(tmp_path: Path, suffixes: tuple[str, str]) -> None:
    for suffix in suffixes:
        (tmp_path / f"a.{suffix}").write_bytes(b"<p>a")
    result = run("export", tmp_path, "--to", "json", "--out", tmp_path / "out")
    assert result.code == 2
    assert "both" in result.err
    assert not (tmp_path / "out").exists()


def test_a_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"---\n- a\n---\n<p>a")
    (tmp_path / "b.html").write_bytes(b"<p>b")
    result = run("export", tmp_path, "--to", "json", "--out", tmp_path / "out")
    assert result.code == 1
    assert result.err.endswith("wenzhang: 1 exported, 1 failed\n")
    assert (tmp_path / "out" / "b.json").is_file()


@pytest.mark.parametrize("name", ["a.zh-CN.txt", "new/out.json"])
def test_one_input_and_the_name_of_its_output(tmp_path: Path, name: str) -> None:
    assert run("export", ARTICLE, "--to", "json", "--out", tmp_path / name).code == 0
    assert (tmp_path / name).is_file()
    assert run("export", "-", "--to", "json", "--out", tmp_path / "b" / name, stdin=b"<p>y").code == 0
    assert (tmp_path / "b" / name).is_file()


def test_one_input_and_a_folder_for_its_output(tmp_path: Path) -> None:
    (tmp_path / "there.json").mkdir()
    for folder in (f"{tmp_path}/there.json", f"{tmp_path}/new/", f"{tmp_path}/newer/er/", f"{tmp_path}/newest/."):
        assert run("export", ARTICLE, "--to", "json", "--out", folder).code == 0
        assert (Path(folder) / ARTICLE.with_suffix(".json").name).is_file()
    result = run("export", "-", "--to", "json", "--out", f"{tmp_path}/new/", stdin=b"<p>y")
    assert result.code == 2
    assert "standard input has no name" in result.err


class TestFormats:
    def test_each_exports_the_real_article(self) -> None:
        for name, format_ in formats().items():
            result = run("export", ARTICLE, "--to", name)
            assert (result.code, result.err) == (0, ""), name
            assert result.out, name
            assert format_.suffix.startswith("."), name

    def test_several_articles_into_one_file(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            (tmp_path / f"{name}.html").write_text(f"<h2>{name}</h2><p>甲。", "utf-8")
        for out in (tmp_path / "all.jsonl", tmp_path / "folder"):
            assert run("export", tmp_path, "--to", "jsonl", "--select", "title,text", "--out", out).code == 0
        lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
        assert [Path(json.loads(line)["path"]).name for line in lines] == ["a.html", "b.html"]
        assert (tmp_path / "folder" / "articles.jsonl").read_text("utf-8").splitlines() == lines
        assert run("export", tmp_path, "--to", "jsonl", "--select", "title,text").text.splitlines() == lines

    @pytest.mark.parametrize("format_", ["jsonl", "chunks", "parquet"])
    def test_the_same_for_any_number_of_processes(self, tmp_path: Path, format_: str) -> None:
        if format_ == "parquet":
            pytest.importorskip("pyarrow")
        articles = tmp_path / "articles"
        articles.mkdir()
        for number in range(25):
            size = 1 + number * 7 % 5 * 200
            text = f"---\ntitle: 第{number}篇\n---\n<h2>一</h2>" + f"<p>第{number}段</p>" * size
            (articles / f"{number}.md").write_text(text if number != 11 else "---\na: [\n---\n", "utf-8")
        outputs = []
        for jobs in ("1", "2"):
            out = tmp_path / f"{jobs}.out"
            result = run("export", articles, "--to", format_, "--out", out, "-j", jobs)
            assert result.code == 1
            assert [line.count("11.md") for line in result.err.splitlines()] == [1, 0]
            assert result.err.splitlines()[-1] == "wenzhang: 24 exported, 1 failed"
            outputs.append(out.read_bytes())
        assert outputs[0] == outputs[1]
        assert run("export", articles, "--to", format_, "-j", "2").out == outputs[0]

    def test_the_first_failure_may_end_it(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text("---\na: [\n---\n", "utf-8")
        (tmp_path / "b.md").write_text("<p>文</p>", "utf-8")
        result = run("export", tmp_path, "--to", "jsonl", "--out", tmp_path / "all.jsonl", "--fail-fast")
        assert result.code == 1
        assert not (tmp_path / "all.jsonl").exists()

    def test_one_output_is_no_input(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_bytes(b"<p>a")
        (tmp_path / "b.html").write_bytes(b"<p>b")
        inputs = (tmp_path / "a.jsonl", tmp_path / "b.html")
        result = run("export", *inputs, "--to", "jsonl", "--out", tmp_path / "a.jsonl")
        assert result.code == 2
        assert "would be replaced" in result.err
        assert (tmp_path / "a.jsonl").read_bytes() == b"<p>a"

    def test_nothing_is_left_of_an_output_that_fails(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_bytes(b"<p>a")
        (tmp_path / "b.html").write_bytes(b"<p>b")
        result = run("export", tmp_path, "--to", "jsonl", "--out", tmp_path / "a.html" / "x.jsonl")
        assert result.code == 2
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html"]

    def test_converted_on_the_way(self) -> None:
        result = run("export", "-", "--to", "text", "--lang", "zh-CN", "--from", "zh-TW", stdin="<p>軟體</p>".encode())
        assert (result.code, result.text) == (0, "软件\n")
        assert run("export", "-", "--to", "text", "--from", "zh-TW", stdin=b"<p>a").code == 2
        assert run("export", "-", "--to", "text", "--lang", "zh-XX", stdin=b"<p>a").code == 2

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("--to", "jsonl", "--select", "figure"), "no part 'figure'"),
            (("--to", "text", "--budget", "5"), "--budget is for --to chunks, not for text"),
            (("--to", "chunks", "--budget", "0"), "does not fit"),
            (("--to", "text", "--wrap", "0"), "0 columns"),
            (("--to", "pdf"), "'pdf' is not one of"),
            (("--to", "json", "--lang", "en"), "'en' names no variant"),
        ],
    )
    def test_wrong_options(self, arguments: tuple[str, ...], message: str) -> None:
        result = run("export", ARTICLE, *arguments)
        assert result.code == 2 or (result.code == 1 and "no part" in message)
        assert message in result.err

    def test_a_format_of_another_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Shout(Struct, frozen=True):
            times: Annotated[int, Meta(description="How often.")] = 1

        own = ExportFormat(
            name="shout",
            summary="the title, louder",
            suffix=".shout",
            export=lambda article, options: f"{article.title}{'！' * options.times}",
            options=Shout,
        )

        class Point:
            dist = None
            value = "other:FORMAT"

            def load(self) -> object:
                return own

        monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [Point()])
        formats.cache_clear()
        _options.cache_clear()
        try:
            assert run("export", "-", "--to", "shout", "--times", "2", stdin=b"<h1>a</h1>").text == "a！！\n"
            assert "shout  " in run("export", "--help").text
        finally:
            formats.cache_clear()
            _options.cache_clear()


class TestImport:
    def test_there_and_back(self, tmp_path: Path) -> None:
        document, out = tmp_path / "review.xlf", tmp_path / "article.zh-CN.md"
        assert run("export", ARTICLE, "--to", "xliff", "--lang", "zh-CN", "--out", document).code == 0
        assert run("import", ARTICLE, "--xliff", document, "--out", out).code == 0
        assert out.read_bytes() == run("convert", ARTICLE, "--to", "zh-CN").out
        edited = document.read_text("utf-8").replace("军备竞赛已经开打", "军备竞赛开始了")
        result = run("import", ARTICLE, "--xliff", "-", stdin=edited.encode())
        assert result.text == out.read_text("utf-8").replace("军备竞赛已经开打", "军备竞赛开始了")

    def test_folders_and_in_place(self, tmp_path: Path) -> None:
        articles, documents = tmp_path / "articles", tmp_path / "xliff"
        (articles / "甲").mkdir(parents=True)
        (articles / "甲" / "a.html").write_text("<p>這裡說話。", "utf-8")
        (articles / "b.html").write_text("<p>遊客買東西。", "utf-8")
        assert run("export", articles, "--to", "xliff", "--lang", "zh-CN", "--out", documents).code == 0
        assert run("import", articles, "--xliff", documents, "--out", tmp_path / "out").code == 0
        assert (tmp_path / "out" / "甲" / "a.html").read_text("utf-8") == "<p>这里说话。"
        (documents / "b.xlf").unlink()
        result = run("import", articles, "--xliff", documents, "--in-place")
        assert result.code == 1
        assert "no document" in result.err
        assert (articles / "甲" / "a.html").read_text("utf-8") == "<p>这里说话。"
        assert (articles / "b.html").read_text("utf-8") == "<p>遊客買東西。"

    def test_an_article_that_was_changed_since(self, tmp_path: Path) -> None:
        article, document = tmp_path / "a.html", tmp_path / "a.xlf"
        article.write_text("<p>這裡說話。", "utf-8")
        assert run("export", article, "--to", "xliff", "--lang", "zh-CN", "--out", document).code == 0
        article.write_text("<p>那裡說話。", "utf-8")
        result = run("import", article, "--xliff", document, "--in-place")
        assert result.code == 1
        assert "was changed since" in result.err
        assert article.read_text("utf-8") == "<p>那裡說話。"
