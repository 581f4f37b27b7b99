"""What the README shows is what happens."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import wenzhang
from command import run
from wenzhang.conversion import Memory
from wenzhang.conversion.tmx import write_tmx
from wenzhang.validation.registry import catalogue

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
ENGINES = ("ray", "pyspark", "dask", "daft", "polars", "duckdb")  # whose recipes test_arrow_engines.py runs
ARTICLE = ROOT / "fixtures" / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language and not _is_for_an_engine(text)]


def _is_for_an_engine(text: str) -> bool:
    return any(re.search(rf"^(?:import|from) {engine}\b", text, re.MULTILINE) for engine in ENGINES)


def test_the_article_in_and_the_result_out() -> None:
    for language, name in (("html", "a.html"), ("markdown", "a.md")):
        before, after = blocks(language)
        assert wenzhang.convert_source(wenzhang.Source.from_text(before, name), to="zh-CN").text == after


def test_python_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setitem(catalogue(), "HOUSE002", None)  # so that it is taken out again
    del catalogue()["HOUSE002"]
    names: dict[str, object] = {"datetime": __import__("datetime")}
    shown = 0
    for block in blocks("python"):
        lines = block.splitlines()
        for statement in ast.parse(block).body:
            code = compile(ast.Module([statement], []), "README.md", "exec")
            _, _, comment = lines[(statement.end_lineno or 0) - 1].partition("  # ")
            if isinstance(statement, ast.Expr) and comment:
                value = eval(compile(ast.Expression(statement.value), "README.md", "eval"), names)
                assert value == eval(comment, names), lines[(statement.end_lineno or 0) - 1]
                shown += 1
            else:
                exec(code, names)
    assert shown > 14
    source = wenzhang.Source.from_text("<h2>便宜！</h2><p>甲</p>")
    assert [each.code for each in wenzhang.validate(source)] == ["HOUSE002"]


def test_the_configuration_is_one(tmp_path: Path) -> None:
    (text,) = [block for block in blocks("toml") if "extend-select" in block]
    (tmp_path / "wenzhang.toml").write_text(text, "utf-8")
    config = wenzhang.load_config(tmp_path / "wenzhang.toml")
    source = wenzhang.Source.from_text("---\ntitle: 甲\ndate: 2026-01-09\nexcerpt: 這一篇說的是夜市\n---\n<p>甲</p>")
    assert wenzhang.validate(source, config) == []


def test_the_rules_are_those_that_there_are() -> None:
    assert run("rules", "--output-format", "markdown").text in README


def commands() -> list[str]:
    lines = [line for block in blocks("console") for line in block.splitlines()]
    return [line.partition("#")[0].removeprefix("$ wenzhang ") for line in lines if line.startswith("$ wenzhang ")]


@pytest.mark.parametrize("command", commands())
def test_commands(command: str, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    shutil.copy(ARTICLE, tmp_path / "article.md")
    shutil.copy(ARTICLE, tmp_path / "articles")
    corrected = wenzhang.convert(wenzhang.load(ARTICLE), to="zh-CN").source.text.replace("终极对决", "巅峰对决")
    (tmp_path / "corrected.md").write_text(corrected, "utf-8")
    if "review.xlf" in command:
        (tmp_path / "review.xlf").write_text(wenzhang.to_xliff(wenzhang.load(ARTICLE), lang="zh-CN"), "utf-8")
    if "decisions.tmx" in command:
        write_tmx(Memory(), tmp_path / "decisions.tmx")
    arguments = [sys.executable, "-m", "wenzhang", *shlex.split(command)]
    done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, check=False)
    # What differs is a finding of `diff`, and the two articles of its example do.
    assert done.returncode == (1 if command.startswith("diff ") else 0), done.stderr.decode()


def test_the_two_commands_set_up_and_do_the_job_and_the_tests() -> None:
    job, tests = [line for block in blocks("console") for line in block.splitlines() if "venv" in line]
    assert job.startswith("$ python3 -m venv .venv && ")
    assert job.endswith("wenzhang convert fixtures/articles --to zh-CN --out out/zh-CN")
    assert tests.endswith(".venv/bin/python -m pytest")


def test_the_line_of_a_diff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(ARTICLE, tmp_path / "article.md")
    (tmp_path / "zh-CN.md").write_bytes(wenzhang.convert(wenzhang.load(ARTICLE), to="zh-CN").source.encode())
    (shown,) = [block for block in blocks("text") if block.startswith("article.md:")]
    assert shown in run("diff", "article.md", "zh-CN.md").text
