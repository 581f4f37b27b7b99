"""Rows of Arrow and Parquet files."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from command import ARTICLE, run
from corpus import FIXTURES, fixture_articles
from wenzhang import load, parse
from wenzhang.errors import FormatError
from wenzhang.export.parquet import article_batch, article_schema

parquet = pytest.importorskip("pyarrow.parquet")


def test_the_real_article_as_a_row() -> None:
    article = load(ARTICLE)
    (row,) = article_batch(article, "a.md").to_pylist()
    assert row["path"] == "a.md"
    assert row["title"] == article.title
    assert json.loads(row["frontMatter"])["coverImage"] == article.front_matter["coverImage"]  # type: ignore[index]
    assert row["date"] == datetime.date(2026, 1, 9)
    assert row["tags"] == list(article.front_matter.tags)  # type: ignore[union-attr]
    assert [each["title"] for each in row["sections"]] == [each.title for each in article.headings]
    assert [each["caption"] for each in row["figures"]] == [each.caption for each in article.figures]
    assert [each["question"] for each in row["faq"]] == [each.question for each in article.faq]
    first = row["figures"][0]
    assert article.source.text[first["start"] : first["end"]] == article.figures[0].html


def test_the_text_of_the_sections_is_that_of_the_article() -> None:
    for path in fixture_articles():
        article = load(path)
        (row,) = article_batch(article).to_pylist()
        parts = [row["intro"], *(part for each in row["sections"] for part in (each["title"], each["text"]))]
        assert "".join("".join(parts).split()) == "".join(article.text.split()), path


def test_sections_know_what_they_are_in() -> None:
    (row,) = article_batch(parse("<h2>甲</h2><p>一</p><h3>乙</h3><p>二</p><h4>丙</h4><h2>丁</h2>")).to_pylist()
    assert [(each["title"], each["path"]) for each in row["sections"]] == [
        ("甲", []),
        ("乙", ["甲"]),
        ("丙", ["甲", "乙"]),
        ("丁", []),
    ]


def test_dates_with_a_time_and_articles_without_anything() -> None:
    (row,) = article_batch(parse("---\ndate: 2026-01-09T08:00:00+08:00\n---\n")).to_pylist()
    assert row["date"] == datetime.date(2026, 1, 9)
    (row,) = article_batch(parse("")).to_pylist()
    assert (row["frontMatter"], row["tags"], row["text"], row["sections"]) == (None, None, "", [])


def test_a_folder_becomes_one_file(tmp_path: Path) -> None:
    folder = FIXTURES / "articles"
    result = run("export", folder, "--to", "parquet", "--out", tmp_path / "all.parquet")
    assert result.code == 0
    table = parquet.read_table(tmp_path / "all.parquet")
    assert table.schema.equals(article_schema())
    assert table.num_rows == int(result.err.split()[1])
    assert "".join(table["text"].to_pylist()).count("TPU") > 10


def test_one_article_and_standard_output() -> None:
    import io

    result = run("export", ARTICLE, "--to", "parquet", "--compression", "none")
    assert result.code == 0
    assert parquet.read_table(io.BytesIO(result.out)).num_rows == 1
    result = run("export", FIXTURES / "articles", "--to", "parquet")
    assert parquet.read_table(io.BytesIO(result.out)).num_rows > 10


def test_a_bad_article_does_not_spoil_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>甲", "utf-8")
    (tmp_path / "b.html").write_text('---\ntitle: "\\ud83d"\n---\n', "utf-8")
    (tmp_path / "c.html").write_text("---\n- a\n---\n", "utf-8")
    result = run("export", tmp_path, "--to", "parquet", "--out", tmp_path / "out" / "x.parquet")
    assert result.code == 1
    assert result.err.endswith("wenzhang: 1 exported, 2 failed\n")
    assert parquet.read_table(tmp_path / "out" / "x.parquet").num_rows == 1


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    article_schema.cache_clear()
    with pytest.raises(FormatError, match="arrow"):
        article_batch(parse("<p>甲"))
