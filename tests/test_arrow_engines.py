"""The README's recipes, each in its engine, over the same articles as a run over files.

An engine that is not installed skips its test: the light ones come with the group `dev`, the others with `engines`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from command import ARTICLE, run
from corpus import fixture_articles
from wenzhang import Source

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

from wenzhang.arrow import convert_batch, export_batch, parse_batch, result_schema, validate_batch  # noqa: E402

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
SECTION = README.partition("\n## Tables and clusters: Arrow\n")[2].partition("\n## ")[0]
RECIPES: list[str] = re.findall(r"^```python\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)

BROKEN = ("---\ntitle: [甲\n---\n<p>軟體</p>", "---\ntitle: 甲\ntitle: 乙\n---\n<p>軟體</p>")
_TITLE = re.compile(r"(?<=^title: \").*(?=\"$)", re.MULTILINE)
_PARTS = 4

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
FIRST = {"ray": "import ray\nray.init(num_cpus=2, include_dashboard=False, _node_ip_address='127.0.0.1')\n"}


class Row(NamedTuple):
    """What a row says of an article."""

    text: str
    converted: str | None
    error: str | None


def articles() -> dict[str, str]:
    """Our articles, 100 variants of the real one, and one in a hundred that cannot be read; by name."""
    texts = {path.name: Source.from_path(path).text for path in fixture_articles()}
    real = Source.from_path(ARTICLE).text
    for number in range(100):
        texts[f"variant-{number}.md"] = _TITLE.sub(f"第 {number} 篇：GPU 與記憶體的終極對決", real, count=1)
    return texts | {f"broken-{number}.md": text for number, text in enumerate(BROKEN)}


@pytest.fixture(scope="module")
def by_file(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """What `wenzhang convert` makes of them as files."""
    folder = tmp_path_factory.mktemp("files")
    texts = articles()
    (folder / "in").mkdir()
    for name, text in texts.items():
        (folder / "in" / name).write_bytes(text.encode())
    told = run("convert", folder / "in", "--to", "zh-CN", "--out", folder / "out").err
    lines = [line.removeprefix("wenzhang: ").replace(f"{folder}/in/", "") for line in told.splitlines()[:-1]]
    errors = {line.partition(":")[0]: line for line in lines}
    written = {path.name: path.read_bytes().decode() for path in (folder / "out").iterdir()}
    assert errors.keys() == texts.keys() - written.keys()
    return {name: Row(text, written.get(name), errors.get(name)) for name, text in texts.items()}


def recipe(engine: str) -> str:
    (found,) = (each for each in RECIPES if re.search(rf"^(?:import|from) {engine}\b", each, re.MULTILINE))
    return found


def run_recipe(engine: str, folder: Path) -> dict[str, Row]:
    """What it writes of the articles, which stand in some files of Parquet."""
    names, texts = zip(*articles().items(), strict=True)
    table = pa.table({"path": names, "text": texts})
    (folder / "articles").mkdir()
    for part in range(_PARTS):
        rows = list(range(part, table.num_rows, _PARTS))
        parquet.write_table(table.take(rows), folder / "articles" / f"{part}.parquet", row_group_size=10)
    script = folder / "recipe.py"
    script.write_text(FIRST.get(engine, "") + recipe(engine), "utf-8")
    done = subprocess.run(
        [sys.executable, script],
        cwd=folder,
        env=os.environ | QUIET,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    (result,) = (path for path in folder.iterdir() if path.name.startswith("converted"))
    files = [result] if result.is_file() else sorted(result.rglob("[!._]*.parquet"))
    found = [row for file in files for row in parquet.read_table(file).to_pylist()]
    assert len(found) == len(names)
    assert all(list(row) == ["path", "text", "text_zh_cn", "error"] for row in found)
    return {row["path"]: Row(row["text"], row["text_zh_cn"], row["error"]) for row in found}


def _java() -> bool:
    return shutil.which("java") is not None or "JAVA_HOME" in os.environ


# Those that take long first, so that the others do not wait for them at the end.
ENGINES = {"pyspark": "engines", "ray": "engines", "dask": "dev", "daft": "dev", "polars": "dev", "duckdb": "dev"}


@pytest.mark.parametrize(("engine", "group"), ENGINES.items(), ids=ENGINES)
def test_recipe(engine: str, group: str, by_file: dict[str, Row], tmp_path: Path) -> None:
    if find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed: pip install --group {group}")
    if engine == "pyspark" and not _java():
        pytest.skip("there is no Java for Spark")
    assert run_recipe(engine, tmp_path) == by_file
    assert sum(row.error is not None for row in by_file.values()) == len(BROKEN)


def test_every_recipe_is_run() -> None:
    assert len(RECIPES) == len(ENGINES)


@pytest.mark.parametrize("function", [convert_batch, parse_batch, validate_batch, export_batch])
def test_structs_and_lists_go_through(function: Any) -> None:
    """All that is added comes out of an engine as it went in, with the schema that was told to it beforehand."""
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    names, texts = zip(*list(articles().items())[-20:], strict=True)
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
