from __future__ import annotations

from pathlib import Path

import pytest

from command import ARTICLE, run
from wenzhang import load, to_json


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
