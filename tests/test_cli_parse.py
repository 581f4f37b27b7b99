from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs

from command import ARTICLE, run
from wenzhang import from_json, load


class TestJson:
    def test_one_file_is_one_indented_object(self) -> None:
        result = run("parse", ARTICLE)
        assert (result.code, result.err) == (0, "")
        assert result.text.startswith("{\n  ")
        assert result.text.endswith("}\n")
        assert [item["label"] for item in result.json["faq"]] == ["Q1", "Q2", "Q3"]
        assert result.json.get("source") is None

    def test_compact(self) -> None:
        result = run("parse", "--compact", ARTICLE)
        assert result.text.count("\n") == 1
        assert result.json == run("parse", ARTICLE).json

    def test_with_its_source_it_is_whole(self) -> None:
        assert from_json(run("parse", "--source", ARTICLE).out) == load(ARTICLE)

    def test_several_files_are_lines_that_say_which(self, tmp_path: Path) -> None:
        other = tmp_path / "另一篇\n.html"
        other.write_bytes(b"<h2>B</h2>")
        lines = [json.loads(line) for line in run("parse", ARTICLE, other).text.splitlines()]
        assert [next(iter(line.items())) for line in lines] == [("path", str(ARTICLE)), ("path", str(other))]
        assert {"path": str(ARTICLE), **run("parse", ARTICLE).json} == lines[0]

    def test_a_folder_gives_lines_however_many_it_holds(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_bytes(b"<p>a")
        result = run("parse", tmp_path)
        assert result.text.count("\n") == 1
        assert result.json["path"] == str(tmp_path / "a.html")

    def test_standard_input(self) -> None:
        assert run("parse", "-", stdin=ARTICLE.read_bytes()).json == run("parse", ARTICLE).json

    def test_encoding(self) -> None:
        page = "<h2>裏面</h2>".encode("big5hkscs")
        result = run("parse", "-", "--input-encoding", "big5hkscs", stdin=page)
        assert result.json["sections"][0]["title"] == "裏面"

    def test_schema(self) -> None:
        result = run("parse", "--schema")
        assert result.code == 0
        jsonschema_rs.validate(result.json, run("parse", ARTICLE).json)


class TestFailures:
    def test_the_rest_goes_on(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_bytes(b"---\ntitle: [\n---\n<p>a")
        (tmp_path / "b.html").write_bytes(b"<h2>B</h2>")
        result = run("parse", tmp_path)
        assert result.code == 1
        assert result.err.startswith(f"wenzhang: {tmp_path / 'a.html'}:2:")
        assert result.err.count("\n") == 1
        assert result.json["path"] == str(tmp_path / "b.html")

    def test_standard_input_is_named(self) -> None:
        result = run("parse", "-", stdin=b"---\ntitle: [\n---\n")
        assert result.code == 1
        assert result.err.startswith("wenzhang: -:")


class TestTree:
    def test_the_real_article(self) -> None:
        result = run("parse", "--format", "tree", ARTICLE)
        assert (result.code, result.err) == (0, "")
        assert "\x1b" not in result.text
        for part in (
            "一、 本質差異",
            "圖：GPU 是全能的瑞士刀",
            "GPU vs TPU Analogy",
            "TPU 可以買回家插在電腦上嗎？",
            "不行。",
        ):
            assert part in result.text

    def test_several_say_which(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_bytes(b"<h2>A</h2>")
        (tmp_path / "b.html").write_bytes(b"<h2>B</h2>")
        result = run("parse", "--format", "tree", tmp_path)
        assert str(tmp_path / "a.html") in result.text
        assert str(tmp_path / "b.html") in result.text
