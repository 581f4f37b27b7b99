"""What the functions on Arrow batches cost beside a plain loop over the same texts, and in engines; the size of Parquet.

The texts are variants of the real article, each with a title of its own; and, for the sizes, documents of the corpora,
since variants of one article compress as no others do. `docs/scale.md` reckons with the figures.
"""

from __future__ import annotations

import io
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

import wenzhang
from apart import Usage, measured
from read import ARTICLE, ROOT
from timing import SINGLE, TURNS, interleaved, print_table, times_as_long
from wenzhang.arrow import convert_batch, export_batch, parse_batch, validate_batch
from wenzhang.export.parquet import article_row

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 200
CORPORA = ("mdn-zh-html", "pingcap-docs-cn", "ruby-lang", "opensource-guide", "hexo-site")
LOOP = "a loop over the texts"
FEW, MANY = 2_000, 12_000  # rows; what one more takes is the difference, without what it takes to start
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
        ways = {
            LOOP: lambda work=work: [work(wenzhang.Source.from_text(text)) for text in texts],
            name: lambda function=function: function(batch),
        }
        medians = interleaved(ways, turn=TURNS[SINGLE])
        ratios[name] = times_as_long(medians, LOOP)[name]
        rates[name] = f"{ROWS / medians[name]:,.0f}"
    print_table(f"{ROWS} variants of {ARTICLE.name}", {"time, loop = 1": ratios, "articles a second": rates})
    sizes()
    engines()


def variants(count: int) -> list[str]:
    """The real article under so many titles."""
    text = ARTICLE.read_text("utf-8")
    return [text.replace('title: "', f'title: "第 {number} 篇：', 1) for number in range(count)]


def sizes() -> None:
    """Bytes of documents as they are, and in Parquet."""
    rows: dict[str, dict[str, str]] = {}
    for corpus in CORPORA:
        paths = sorted(Path(ROOT.parent, "shared", "corpus", corpus).rglob("*"))
        texts = [path.read_text("utf-8") for path in paths if path.suffix in (".md", ".html")]
        if not texts:
            print(f"\n{corpus} is not there: its sizes are not measured")
            continue
        columns = {"documents": f"{len(texts):,}", "bytes each": f"{_size(texts) / len(texts):,.0f}"} | _shares(texts)
        for column, value in columns.items():
            rows.setdefault(column, {})[corpus] = value
    if rows:
        print_table("what documents take in Parquet, their bytes = 1", rows)


def _size(texts: list[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def _shares(texts: list[str]) -> dict[str, str]:
    table = pa.table({"text": texts})
    shares = {}
    for name, columns in {"text": table, "text, text_zh_cn, error": convert_batch(table)}.items():
        for compression in ("snappy", "zstd"):
            stream = io.BytesIO()
            parquet.write_table(columns, stream, compression=compression)
            shares[f"{name}: {compression}"] = f"{len(stream.getvalue()) / _size(texts):.2f}"
    return shares


def engines() -> None:
    """The recipes of the README, beside a loop in one process that reads and writes the same Parquet."""
    scripts = {"a loop": LEAST} | {name: _recipe(name) for name in ENGINES if find_spec(name) is not None}
    for missing in (name for name in ENGINES if name not in scripts):
        print(f"\n{missing} is not installed")
    rows: dict[str, dict[str, str]] = {}
    for name, script in scripts.items():
        few, many = (_taken(script, count) for count in (FEW, MANY))
        wall, processors = ((many[index] - few[index]) / (MANY - FEW) for index in (0, 1))
        columns = {
            "articles a second": f"{1 / wall:,.0f}",
            "processor, microseconds an article": f"{processors * 1e6:,.0f}",
            f"start and {FEW:,} articles, seconds": f"{few.wall:.1f}",
            f"largest process at {FEW:,}, MB": f"{few.memory:,.0f}",
            f"at {MANY:,}": f"{many.memory:,.0f}",
        }
        for column, value in columns.items():
            rows.setdefault(column, {})[name] = value
    print_table(f"Parquet of {FILES} files in, converted, Parquet out: all processors of this machine", rows)


def _recipe(engine: str) -> str:
    section = (ROOT / "README.md").read_text("utf-8").partition("## Tables and clusters: Arrow")[2]
    recipes = re.findall(r"^```python\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    return next(each for each in recipes if re.search(rf"^(?:import|from) {engine}\b", each, re.MULTILINE))


def _taken(script: str, count: int) -> Usage:
    with TemporaryDirectory(prefix="wenzhang-") as name:
        folder = Path(name)
        (folder / "articles").mkdir()
        texts = variants(count)
        for part in range(FILES):
            table = pa.table({"path": [f"{row}.md" for row in range(part, count, FILES)], "text": texts[part::FILES]})
            parquet.write_table(table, folder / "articles" / f"{part}.parquet", row_group_size=1000)
        (folder / "script.py").write_text(script, "utf-8")
        return measured("script.py", name, ENVIRONMENT)
