"""What the functions on Arrow batches cost beside a plain loop over the same texts, and in engines; sizes of Parquet.

The texts are variants of the real article, each with a title of its own; and, for the sizes, documents of the corpora,
since variants of one article compress as no others do. `docs/scale.md` reckons with the figures.
"""

from __future__ import annotations

import io
import re
import sys
import time
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

import wenzhang
from apart import MEGABYTE, Usage, measured
from read import ARTICLE, ROOT
from timing import SINGLE, TURNS, interleaved, print_table, times_as_long
from wenzhang.arrow import convert_batch, export_batch, parse_batch, validate_batch
from wenzhang.export.parquet import article_row

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 200
CORPORA = ("mdn-zh-html", "pingcap-docs-cn", "ruby-lang", "opensource-guide", "hexo-site")
LOOP = "a loop over the texts"
FEW, MANY = 2_000, 22_000  # rows; what one more takes is the difference, without what it takes to start
PARTS = (2_000, 32_000)  # rows of a part that is in memory as a whole
FILES = 8
LEAST = """
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from wenzhang import Converter, Source

converter = Converter("zh-CN")
Path("converted").mkdir()
for part in sorted(Path("articles").glob("*.parquet")):
    table = pq.read_table(part)
    rows = zip(table["path"].to_pylist(), table["text"].to_pylist())
    texts = [converter.convert_source(Source.from_text(text, path=path)).text for path, text in rows]
    pq.write_table(table.append_column("text_zh_cn", pa.array(texts)), Path("converted", part.name))
"""
PART = """
import pyarrow.parquet as pq
from wenzhang.arrow import convert_batch

pq.write_table(convert_batch(pq.read_table("articles/0.parquet"), path="path"), "converted.parquet")
"""
ENGINES = ("dask", "daft", "ray", "pyspark", "polars", "duckdb")
ENVIRONMENT = {
    "DAFT_ANALYTICS_ENABLED": "0",
    "DO_NOT_TRACK": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "PYSPARK_PYTHON": sys.executable,
    "SPARK_LOCAL_IP": "127.0.0.1",
}


def run() -> None:
    texts = variants(ROWS)
    batch = pa.record_batch({"text": texts})
    converter = wenzhang.Converter("zh-CN")
    works: dict[Callable[..., object], Callable[[wenzhang.Source], object]] = {
        convert_batch: lambda source: converter.convert_source(source).text,
        parse_batch: lambda source: article_row(wenzhang.parse(source)),
        validate_batch: wenzhang.validate,
        export_batch: lambda source: wenzhang.to_markdown(wenzhang.parse(source)),
    }
    ratios, rates = {}, {}
    for function, work in works.items():
        name = function.__name__
        ways: dict[str, Callable[[], object]] = {LOOP: partial(_each, work, texts), name: partial(function, batch)}
        medians = interleaved(ways, turn=TURNS[SINGLE])
        ratios[name] = times_as_long(medians, LOOP)[name]
        rates[name] = f"{_processor(partial(function, batch)) / ROWS * 1e6:,.0f}"
    columns = {"time, loop = 1": ratios, "processor, microseconds an article": rates}
    print_table(f"{ROWS} variants of {ARTICLE.name}", columns)
    sizes()
    parts()
    engines()


def _each(work: Callable[[wenzhang.Source], object], texts: list[str]) -> list[object]:
    return [work(wenzhang.Source.from_text(text)) for text in texts]


def _processor(way: Callable[[], object], rounds: int = 5) -> float:
    """The median seconds of this process that a call takes, which what else goes on here hardly touches."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        way()
        taken.append(time.process_time() - start)
    return median(taken)


def variants(count: int) -> list[str]:
    """The real article under so many titles."""
    text = ARTICLE.read_text("utf-8")
    return [text.replace('title: "', f'title: "第 {number} 篇：', 1) for number in range(count)]


def sizes() -> None:
    """Documents of other kinds: what they take to convert, and their bytes as they are and in Parquet."""
    rows: dict[str, dict[str, str]] = {}
    for corpus in CORPORA:
        files = sorted(Path(ROOT.parent, "shared", "corpus", corpus).rglob("*"))
        paths = [path for path in files if path.suffix in (".md", ".html")]
        texts = [path.read_text("utf-8") for path in paths]
        if not texts:
            print(f"\n{corpus} is not there: its sizes are not measured")
            continue
        table = pa.table({"path": [str(path) for path in paths], "text": texts})
        convert = partial(convert_batch, table, to="zh-TW", path="path")
        columns = {
            "documents": f"{len(texts):,}",
            "bytes each": f"{_size(texts) / len(texts):,.0f}",
            "processor, microseconds each": f"{_processor(convert, rounds=1) / len(texts) * 1e6:,.0f}",
            "errors": f"{len(texts) - convert()['error'].null_count}",
            "text: zstd": f"{_stored(table.select(['text'])) / _size(texts):.2f}",
            "text, text_zh_tw, error: zstd": f"{_stored(convert().drop('path')) / _size(texts):.2f}",
        }
        for column, value in columns.items():
            rows.setdefault(column, {})[corpus] = value
    if rows:
        print_table("documents converted to zh-TW, and in Parquet, their bytes = 1", rows)


def _size(texts: list[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def _stored(table: pa.Table) -> int:
    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd")
    return len(stream.getvalue())


def parts() -> None:
    """The memory that a part of a table takes which is read, converted and written as a whole."""
    size = len(variants(1)[0].encode())
    columns = {
        "megabytes of text": {f"{rows:,} articles": f"{rows * size / MEGABYTE:,.0f}" for rows in PARTS},
        "megabytes of memory": {f"{rows:,} articles": f"{_taken(PART, rows, files=1).memory:,.0f}" for rows in PARTS},
    }
    print_table("a part that is in memory as a whole", columns)


def engines() -> None:
    """The recipes of the README, beside a loop in one process that reads and writes the same Parquet."""
    scripts = {"a loop": LEAST} | {name: _recipe(name) for name in ENGINES if find_spec(name) is not None}
    for missing in (name for name in ENGINES if name not in scripts):
        print(f"\n{missing} is not installed")
    rows: dict[str, dict[str, str]] = {}
    for name, script in scripts.items():
        few, many = (_taken(script, count) for count in (FEW, MANY))
        columns = {
            "processor, microseconds an article": f"{(many.processors - few.processors) / (MANY - FEW) * 1e6:,.0f}",
            f"seconds for {FEW:,}": f"{few.wall:.1f}",
            f"for {MANY:,}": f"{many.wall:.1f}",
            "largest process, MB": f"{few.memory:,.0f}",
            f"at {MANY:,}": f"{many.memory:,.0f}",
        }
        for column, value in columns.items():
            rows.setdefault(column, {})[name] = value
    print_table(f"Parquet of {FILES} files in, converted, Parquet out: all processors of this machine", rows)


def _recipe(engine: str) -> str:
    section = (ROOT / "README.md").read_text("utf-8").partition("## Tables and clusters: Arrow")[2]
    recipes: list[str] = re.findall(r"^```python\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    return next(each for each in recipes if re.search(rf"^(?:import|from) {engine}\b", each, re.MULTILINE))


def _taken(script: str, count: int, files: int = FILES) -> Usage:
    with TemporaryDirectory(prefix="wenzhang-") as name:
        folder = Path(name)
        (folder / "articles").mkdir()
        texts = variants(count)
        for part in range(files):
            table = pa.table({"path": [f"{row}.md" for row in range(part, count, files)], "text": texts[part::files]})
            parquet.write_table(table, folder / "articles" / f"{part}.parquet", row_group_size=1000)
        (folder / "script.py").write_text(script, "utf-8")
        return measured("script.py", name, ENVIRONMENT)
