"""The README's recipes, each in its engine, over the same articles as a run over files.

An engine that is not installed skips its test: Dask comes with the group `dev`, the others with `engines`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

from command import ARTICLE, run
from corpus import fixture_articles
from wenzhang import Source

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

from wenzhang.arrow import convert_batch, export_batch, parse_batch, result_schema, validate_batch  # noqa: E402

ROOT = Path(__file__).parents[1]
SCALE = ROOT / "docs" / "scale.md"
README = (ROOT / "README.md").read_text("utf-8")
SECTION = README.partition("\n## Tables and clusters: Arrow\n")[2].partition("\n## ")[0]
RECIPES: list[str] = re.findall(r"^```python\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)

_TITLE = re.compile(r"(?<=^title: \").*(?=\"$)", re.MULTILINE)
_ROWS = 500
_PARTS = 4
_BROKEN = "---\ntitle: [甲\n---\n<p>軟體</p>"
_TWICE = "---\ntitle: 甲\ntitle: 乙\n---\n<p>軟體</p>"
_HUGE = "<p>軟體與網路</p>\n" * 100_000
BAD: dict[str, dict[str, Any]] = {
    # One in a hundred. What a column of text cannot have is no text.
    "text": {"null": None, "broken": _BROKEN, "twice": _TWICE, "huge": f"---\na: [\n{_HUGE}---\n", "other": "Hello"},
    "bytes": {
        "null": None,
        "broken": _BROKEN.encode(),
        "cut": _HUGE.encode()[:100] + b"\xe8",
        "huge": _HUGE.encode() + b"\xff",
        "zeros": b"\0" * 100,
    },
}

QUIET = {
    # Nothing is told to anybody, and nothing listens to but this machine.
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "DAFT_ANALYTICS_ENABLED": "0",
    "DO_NOT_TRACK": "1",
    "SPARK_LOCAL_IP": "127.0.0.1",
    "PYSPARK_PYTHON": sys.executable,
    "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false --conf spark.driver.host=127.0.0.1 "
    "--conf spark.driver.bindAddress=127.0.0.1 pyspark-shell",
}
FIRST = {
    "ray": "import ray\nray.init(num_cpus=2, include_dashboard=False, object_store_memory=2**28, "
    "_node_ip_address='127.0.0.1')\n",
}
TWICE = """
import os, runpy

if __name__ == "__main__":
    for kind in ("text", "bytes"):
        os.rename(kind, "articles")
        runpy.run_path("recipe.py", run_name="__main__")
        os.rename("articles", f"{kind} done")
        (converted,) = (name for name in os.listdir() if name.startswith("converted"))
        os.rename(converted, f"{kind} {converted}")
"""
"""What runs a recipe on columns of text and on columns of bytes, starting the engine once."""


class Row(NamedTuple):
    """What a row says of an article."""

    content: str | bytes | None
    converted: str | None
    error: str | None


Rows = dict[str, Row]


def articles(kind: str) -> dict[str, Any]:
    """Our articles, variants of the real one, and one in a hundred that cannot be converted; by name."""
    is_text = kind == "text"
    found: dict[str, Any] = {
        path.name: Source.from_path(path).text if is_text else path.read_bytes() for path in fixture_articles()
    }
    real = Source.from_path(ARTICLE).text
    for number in range(_ROWS - len(found) - len(BAD[kind])):
        text = _TITLE.sub(f"第 {number} 篇：GPU 與記憶體的終極對決", real, count=1)
        found[f"variant-{number}.md"] = text if is_text else text.encode()
    return found | {f"{name}.md": content for name, content in BAD[kind].items()}


def converted_as_files(kind: str, folder: Path) -> Rows:
    """What `wenzhang convert` makes of them, and says of those that it cannot convert."""
    (folder / "in").mkdir(parents=True)
    contents = articles(kind)
    for name, content in contents.items():
        if content is not None:
            (folder / "in" / name).write_bytes(content.encode() if isinstance(content, str) else content)
    summary = folder / "summary.json"
    done = run("convert", folder / "in", "--to", "zh-CN", "--out", folder / "out", "--quiet", "--summary", summary)
    assert done.code == 1
    rows = {"null.md": Row(None, None, "null.md: there is no article in this row: its content is null")}
    for file in json.loads(summary.read_text("utf-8"))["files"]:
        name = Path(file["input"]).name
        if file["error"] is None:
            rows[name] = Row(contents[name], _text((folder / "out" / name).read_bytes(), kind), None)
        else:
            told = file["error"].replace(f"{folder}/in/", "").replace("--input-encoding", "encoding=")
            rows[name] = Row(contents[name], None, told)
    assert rows.keys() == contents.keys()
    return rows


def _text(content: bytes, kind: str) -> str:
    """That of a file which was written, as it is in a row: byte for byte where it is UTF-8."""
    try:
        return content.decode("utf-8" if kind == "text" else "utf-8-sig")
    except UnicodeDecodeError:
        return Source.from_bytes(content).text


@pytest.fixture(scope="module")
def by_file(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """What a run over files makes of all articles."""
    return {kind: converted_as_files(kind, tmp_path_factory.mktemp("files") / kind) for kind in BAD}


def recipe(engine: str) -> str:
    (found,) = (each for each in RECIPES if re.search(rf"^(?:import|from) {engine}\b", each, re.MULTILINE))
    return found


def write_articles(folder: Path, kind: str) -> None:
    """The articles in some files of Parquet."""
    names, contents = zip(*articles(kind).items(), strict=True)
    table = pa.table({"path": names, "text": pa.array(contents, pa.string() if kind == "text" else pa.binary())})
    folder.mkdir()
    for part in range(_PARTS):
        rows = list(range(part, table.num_rows, _PARTS))
        parquet.write_table(table.take(rows), folder / f"{part}.parquet", row_group_size=50)


def rows_of(written: Path) -> Rows:
    """What a recipe has written, into a file or into several in a folder."""
    files = [written] if written.is_file() else sorted(written.rglob("[!._]*.parquet"))
    found = [row for file in files for row in parquet.read_table(file).to_pylist()]
    assert len(found) == _ROWS
    assert all(list(row) == ["path", "text", "text_zh_cn", "error"] for row in found)
    return {row["path"]: Row(row["text"], row["text_zh_cn"], row["error"]) for row in found}


def run_recipe(engine: str, folder: Path) -> dict[str, Rows]:
    """What it writes of the articles as text and as bytes."""
    for kind in BAD:
        write_articles(folder / kind, kind)
    (folder / "recipe.py").write_text(recipe(engine), "utf-8")
    (folder / "twice.py").write_text(FIRST.get(engine, "") + TWICE, "utf-8")
    # Of a short path, since names of sockets have to fit; what ends late may still write there.
    with TemporaryDirectory(prefix="engine-", ignore_cleanup_errors=True) as place:
        done = subprocess.run(
            [sys.executable, "twice.py"],
            cwd=folder,
            env=os.environ | QUIET | {"RAY_TMPDIR": place},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-4000:]
    return {kind: rows_of(next(folder.glob(f"{kind} converted*"))) for kind in BAD}


def _java() -> int:
    """The version of the machine's Java, 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    command = shutil.which("java", path=None if home is None else os.path.join(home, "bin"))
    if command is None:
        return 0
    told = subprocess.run([command, "-version"], capture_output=True, text=True, check=True).stderr
    return int(re.findall(r'version "(\d+)', told)[0])


# Those that take long first, so that the others do not wait for them at the end.
ENGINES = ("pyspark", "ray", "dask", "daft", "polars", "duckdb")


@pytest.mark.parametrize("engine", ENGINES)
def test_recipe(engine: str, by_file: dict[str, Rows], tmp_path: Path) -> None:
    if find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed: pip install --group engines")
    if engine == "pyspark" and _java() < 17:
        pytest.skip("Spark needs a Java of version 17 or newer on this machine")
    found = run_recipe(engine, tmp_path)
    for kind, rows in found.items():
        assert rows == by_file[kind]
        failed = {name.removesuffix(".md") for name, row in rows.items() if row.error is not None}
        assert failed == set(BAD[kind])
        assert len(failed) * 100 == len(rows)
        assert all((row.converted is None) == (row.error is not None) for row in rows.values())


def test_every_recipe_is_run() -> None:
    assert len(RECIPES) == len(ENGINES)


def test_errors_by_their_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The query of docs/scale.md."""
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: pip install --group engines")
    (query,) = re.findall(r"^```sql\n(.*?)^```", SCALE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    texts = ["<p>軟體", _BROKEN, _BROKEN.replace("title", "a: 1\ntitle"), None, _BROKEN.replace("title", "標題")]
    table = convert_batch(pa.table({"path": [f"{row}.html" for row in range(5)], "text": texts}), path="path")
    (tmp_path / "converted").mkdir()
    parquet.write_table(table, tmp_path / "converted" / "0.parquet")
    monkeypatch.chdir(tmp_path)
    found = duckdb.connect().sql(query).fetchall()
    assert [row[1] for row in found] == [3, 1], found
    assert "[ is never closed" in found[0][0]
    assert found[1][::2] == (": there is no article in this row: its content is null", "3.html")


@pytest.mark.parametrize("function", [convert_batch, parse_batch, validate_batch, export_batch])
def test_structs_and_lists_go_through(function: Any) -> None:
    """All that is added comes out of an engine as it went in, with the schema that was told to it beforehand."""
    missing = "Polars or DuckDB is not installed: pip install --group engines"
    polars, duckdb = (pytest.importorskip(name, reason=missing) for name in ("polars", "duckdb"))
    names, texts = zip(*list(articles("text").items())[-20:], strict=True)
    table = pa.table({"path": names, "text": texts})
    added = partial(function, path="path")
    expected = added(table)
    reader = pa.RecordBatchReader.from_batches(
        result_schema(added, table.schema), (added(batch) for batch in table.to_batches(max_chunksize=7))
    )
    assert duckdb.connect().from_arrow(reader).to_arrow_table().cast(expected.schema).equals(expected)
    schema = polars.from_arrow(result_schema(added, table.schema).empty_table()).schema
    lazy = polars.from_arrow(table).lazy()
    found = lazy.map_batches(lambda frame: polars.from_arrow(added(frame.to_arrow())), schema=schema).collect()
    assert found.to_arrow().cast(expected.schema).equals(expected)
