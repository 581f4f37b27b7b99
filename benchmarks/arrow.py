"""What the functions on Arrow batches cost beside a plain loop over the same texts, and how large Parquet is.

The texts are variants of the real article, each with a title of its own; and, for the sizes, documents of the corpora,
since variants of one article compress as no others do.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

import wenzhang
from read import ARTICLE, ROOT
from timing import SINGLE, TURNS, interleaved, print_table, times_as_long
from wenzhang.arrow import convert_batch, export_batch, parse_batch, validate_batch
from wenzhang.export.parquet import article_row

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 200
CORPORA = ("mdn-zh-html", "pingcap-docs-cn", "ruby-lang", "opensource-guide", "hexo-site")
LOOP = "a loop over the texts"


def run() -> None:
    texts = variants(ROWS)
    batch = pa.record_batch({"text": texts})
    sources = [wenzhang.Source.from_text(text) for text in texts]
    converter = wenzhang.Converter("zh-CN")
    tasks: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "convert_batch": (
            lambda: [converter.convert_source(source).text for source in sources],
            lambda: convert_batch(batch),
        ),
        "parse_batch": (
            lambda: [article_row(wenzhang.parse(source)) for source in sources],
            lambda: parse_batch(batch),
        ),
        "validate_batch": (
            lambda: [wenzhang.validate(source) for source in sources],
            lambda: validate_batch(batch),
        ),
        "export_batch": (
            lambda: [wenzhang.to_markdown(wenzhang.parse(source)) for source in sources],
            lambda: export_batch(batch),
        ),
    }
    ratios, rates = {}, {}
    for name, (loop, function) in tasks.items():
        medians = interleaved({LOOP: loop, name: function}, turn=TURNS[SINGLE])
        ratios[name] = times_as_long(medians, LOOP)[name]
        rates[name] = f"{ROWS / medians[name]:,.0f}"
    print_table(f"{ROWS} variants of {ARTICLE.name}", {"time, loop = 1": ratios, "articles a second": rates})
    sizes()


def variants(count: int) -> list[str]:
    """The real article under so many titles."""
    text = ARTICLE.read_text("utf-8")
    return [text.replace('title: "', f'title: "第 {number} 篇：', 1) for number in range(count)]


def sizes() -> None:
    """Bytes of documents as they are, and in Parquet."""
    paths = [path for corpus in CORPORA for path in sorted(Path(ROOT.parent, "shared", "corpus", corpus).rglob("*"))]
    texts = [path.read_text("utf-8") for path in paths if path.suffix in (".md", ".html")]
    if not texts:
        print("\nno corpora: sizes are not measured")
        return
    plain = sum(len(text.encode()) for text in texts)
    table = pa.table({"text": texts})
    shares = {}
    for name, columns in {"text": table, "text, text_zh_cn, error": convert_batch(table)}.items():
        for compression in ("snappy", "zstd"):
            stream = io.BytesIO()
            parquet.write_table(columns, stream, compression=compression, row_group_size=1000)
            shares[f"{name}: {compression}"] = f"{len(stream.getvalue()) / plain:.2f}"
    print_table(f"{len(texts)} documents, {plain / len(texts):,.0f} bytes each", {"bytes, text = 1": shares})
