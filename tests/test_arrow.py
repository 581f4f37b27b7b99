"""Articles in Arrow batches: the same as in files, row by row, beside columns that nobody touches."""

from __future__ import annotations

import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wenzhang
from command import run
from corpus import FIXTURES, fixture_articles
from wenzhang import Config, Converter, FormatError, Glossary, Source, SourceError, VariantError, WenzhangError
from wenzhang.conversion import Term
from wenzhang.export.formats import formats
from wenzhang.export.parquet import article_batch, article_row, article_schema

pa = pytest.importorskip("pyarrow")

from wenzhang.arrow import (  # noqa: E402
    batches,
    convert_batch,
    export_batch,
    parse_batch,
    result_schema,
    validate_batch,
)

FUNCTIONS = (convert_batch, parse_batch, validate_batch, export_batch)
BROKEN = "---\ntitle: [甲\n---\n<p>軟體</p>"


def batch_of(*contents: str | bytes | None, type: Any = None) -> Any:
    return pa.RecordBatch.from_arrays([pa.array(contents, type)], ["text"])


def files() -> Any:
    """Our articles as bytes, one a row."""
    paths = fixture_articles()
    return pa.table({"path": [str(path) for path in paths], "content": [path.read_bytes() for path in paths]})


def rows(table: Any, name: str) -> list[Any]:
    values: list[Any] = table.column(name).to_pylist()
    return values


class TestTheSameAsFiles:
    def test_convert(self, tmp_path: Path) -> None:
        targets = ("zh-CN", "zh-HK")
        result = convert_batch(files(), targets, content="content", path="path")
        for target, name in zip(targets, ("content_zh_cn", "content_zh_hk"), strict=True):
            done = run("convert", FIXTURES / "articles", "--to", target, "--out", tmp_path / target)
            assert done.code == (1 if any(rows(result, "error")) else 0), done.err
            for path, text, error in zip(*(rows(result, each) for each in ("path", name, "error")), strict=True):
                written = tmp_path / target / Path(path).relative_to(FIXTURES / "articles")
                assert (Source.from_path(written).text, None) == (text, error) if written.exists() else error, path

    def test_parse(self) -> None:
        result = parse_batch(files(), content="content", path="path")
        for path, article, error in zip(*(rows(result, name) for name in ("path", "article", "error")), strict=True):
            assert (article_batch(wenzhang.load(path)).to_pylist(), None) == ([article], error)

    def test_validate(self) -> None:
        config = Config(extend_select=("FG", "ZH", "TY", "FQ"))
        result = validate_batch(files(), config, content="content", path="path")
        found = 0
        for path, findings in zip(rows(result, "path"), rows(result, "findings"), strict=True):
            source = Source.from_path(path)
            expected = [each for each in wenzhang.validate(source, config) if each.code not in ("LK001", "FG007")]
            assert [(each["code"], each["message"], each["start"], each["end"]) for each in findings] == [
                (each.code, each.message, each.span.start, each.span.end) for each in expected
            ]
            for each in findings:
                place = source.position(each["start"])
                assert (each["line"], each["column"]) == (place.line, place.column)
            found += len(findings)
        assert found > 20

    @pytest.mark.parametrize("name", [name for name in formats() if name not in ("parquet", "jsonld")])
    def test_export(self, name: str, tmp_path: Path) -> None:
        result = export_batch(files(), name, content="content", path="path", lang="zh-CN")
        for path, exported, error in zip(
            *(rows(result, column) for column in ("path", f"content_{name}", "error")), strict=True
        ):
            out = tmp_path / "one"
            done = run("export", path, "--to", name, "--lang", "zh-CN", "--out", f"{out}.x")
            assert (error is None) == (done.code == 0), done.err
            if error is None and formats()[name].together is None:
                assert exported.encode() == Path(f"{out}.x").read_bytes()

    def test_a_binary_format(self) -> None:
        import io

        from pyarrow import parquet

        result = export_batch(batch_of("<h1>甲</h1>"), "parquet")
        assert result.schema.field("text_parquet").type == pa.binary()
        read = parquet.read_table(io.BytesIO(rows(result, "text_parquet")[0]))
        assert (read.schema, read["title"].to_pylist()) == (article_schema(), ["甲"])

    def test_bytes_are_decoded_as_files_are(self) -> None:
        text = '<meta charset="big5"><p>軟體裡的「網路」</p>'
        contents = [text.encode("big5"), text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode(), b"\x81\xff\xff"]
        result = convert_batch(batch_of(*contents))
        converted = "<p>软件里的「网络」</p>"
        assert rows(result, "text_zh_cn") == [
            f'<meta charset="utf-8">{converted}',  # as Big5 has no Simplified characters
            f'<meta charset="big5">{converted}',
            f'<meta charset="big5">{converted}',
            None,
        ]
        assert "offset 0" in rows(result, "error")[3]
        assert rows(convert_batch(batch_of("軟體".encode("gb18030")), encoding="gb18030"), "text_zh_cn") == ["软件"]

    def test_where_a_target_encoding_is_asked_for(self) -> None:
        batch = batch_of('<meta charset="utf-8"><p>软件</p>', "<p>软件😀</p>")
        result = convert_batch(batch, Converter("zh-TW", "zh-CN", encoding="big5"))
        assert rows(result, "text_zh_tw") == ['<meta charset="big5"><p>軟體</p>', None]
        assert "1:6" in rows(result, "error")[1]

    def test_a_byte_order_mark_in_text_stays(self) -> None:
        assert rows(convert_batch(batch_of("\ufeff<p>軟體</p>")), "text_zh_cn") == ["\ufeff<p>软件</p>"]


class TestColumns:
    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_others_are_as_they_were(self, function: Any) -> None:
        table = pa.table(
            {
                "id": pa.array([3, None, 1], pa.uint16()),
                "text": ["<p>甲", None, BROKEN],
                "nested": [{"a": [1]}, {"a": None}, None],
                "kind": pa.array(["x", "y", "x"]).dictionary_encode(),
            },
            metadata={"made by": "us"},
        )
        sliced = pa.concat_tables([table.slice(0, 1), table.slice(1)]).slice(0, 3)
        for batch in (table, sliced, table.to_batches()[0], table.to_batches()[0].slice(1), table.slice(0, 0)):
            result = function(batch)
            assert type(result) is type(batch)
            result.validate(full=True)
            assert result.select(batch.schema.names).equals(batch, check_metadata=True)
            assert result.schema.names[:4] == batch.schema.names
            assert result.schema.names[-1] == "error"
            assert result.schema.equals(result_schema(function, table.schema), check_metadata=True)

    @pytest.mark.parametrize(
        ("type_", "expected"),
        [
            (pa.string(), pa.string()),
            (pa.large_string(), pa.large_string()),
            (pa.string_view(), pa.string_view()),
            (pa.binary(), pa.string()),
            (pa.large_binary(), pa.large_string()),
            (pa.binary_view(), pa.string_view()),
            (pa.binary(9), pa.string()),
            (pa.dictionary(pa.int8(), pa.string()), pa.string()),
            (pa.dictionary(pa.int32(), pa.large_string()), pa.large_string()),
        ],
        ids=str,
    )
    def test_types(self, type_: Any, expected: Any) -> None:
        content: Any = ["體軟裡".encode(), None, "甲乙丙".encode(), "體軟裡".encode()]
        if not pa.types.is_binary(type_) and "binary" not in str(type_):
            content = [each and each.decode() for each in content]
        for array in (pa.array(content, type_), pa.chunked_array([content[:1], [], content[1:]], type_)):
            batch = pa.table({"text": array})
            result = convert_batch(batch, Converter("zh-CN", "zh-TW"))
            assert result.schema.field("text_zh_cn").type == expected
            assert rows(result, "text_zh_cn") == ["体软里", None, "甲乙丙", "体软里"]
            assert result.column("text").equals(batch.column("text"))
        assert convert_batch(batch.slice(0, 0)).schema.field("text_zh_cn").type == expected

    def test_names(self) -> None:
        table = pa.table({"html": ["<p>軟體"], "file": ["a.md"]})
        names = convert_batch(table, ("zh-CN", "zh_hant_hk"), content="html", path="file").schema.names
        assert names == ["html", "file", "html_zh_cn", "html_zh_hk", "error"]
        names = convert_batch(table, content="html", into="simplified", error="why").schema.names
        assert names == ["html", "file", "simplified", "why"]
        assert export_batch(table, "text", content="html").schema.names[2] == "html_text"

    def test_one_after_the_other(self) -> None:
        table = convert_batch(pa.table({"text": ["<h2>軟體", None, BROKEN]}))
        table = validate_batch(table, content="text_zh_cn", error="validation_error")
        assert table.schema.names == ["text", "text_zh_cn", "error", "findings", "validation_error"]
        assert [bool(each) for each in rows(table, "findings")] == [True, False, False]
        assert [bool(each) for each in rows(table, "error")] == [False, True, True]
        assert [bool(each) for each in rows(table, "validation_error")] == [False, True, True]

    @pytest.mark.parametrize(
        ("call", "error", "message"),
        [
            (partial(convert_batch, content="body"), FormatError, "there is no column 'body' among 'text', 'n'"),
            (partial(convert_batch, content="n"), FormatError, "the column 'n' is of int64"),
            (partial(convert_batch, path="n"), FormatError, "the column 'n' is of int64"),
            (partial(convert_batch, into="n"), FormatError, "there is a column 'n' already"),
            (partial(convert_batch, into="error"), FormatError, "there is a column 'error' already"),
            (partial(convert_batch, to=("zh-CN", "zh-Hans-CN")), FormatError, "there is a column 'text_zh_cn' already"),
            (partial(convert_batch, to=("zh-CN", "zh-TW"), into="a"), FormatError, "1 columns are named for 2"),
            (partial(convert_batch, to="de"), VariantError, "de"),
            (partial(convert_batch, to=Converter("zh-CN", "fr")), VariantError, "fr"),
            (partial(convert_batch, to=Converter(encoding="klingon")), SourceError, "klingon"),
            (partial(convert_batch, format="rst"), FormatError, "rst"),  # type: ignore[arg-type]
            (partial(convert_batch, encoding="big5"), SourceError, "decoded already"),
            (partial(parse_batch, encoding="klingon"), SourceError, "klingon"),
            (partial(parse_batch, into="text"), FormatError, "there is a column 'text' already"),
            (partial(export_batch, to="docx"), FormatError, "'docx' is no format"),
            (partial(export_batch, to="text", options=wenzhang.MarkdownOptions()), FormatError, "takes TextOptions"),
            (partial(export_batch, lang="xx"), VariantError, "xx"),
            (partial(validate_batch, config=Config(select=("nonsense",))), WenzhangError, "nonsense"),
        ],
    )
    def test_wrong_use_is_raised(self, call: Any, error: type[Exception], message: str) -> None:
        table = pa.table({"text": ["<p>軟體"], "n": [1]})
        for batch in (table, table.to_batches()[0], table.slice(0, 0)):
            with pytest.raises(error, match=message):
                call(batch)

    def test_two_columns_of_one_name(self) -> None:
        with pytest.raises(FormatError, match="there are 2 columns 'text'"):
            convert_batch(pa.RecordBatch.from_arrays([pa.array(["甲"]), pa.array(["乙"])], ["text", "text"]))

    def test_what_is_no_batch(self) -> None:
        with pytest.raises(TypeError, match="RecordBatch or Table is needed, not dict"):
            convert_batch({"text": ["甲"]})


class TestSettings:
    def test_converters(self) -> None:
        glossary = Glossary((Term("軟體", {"zh-CN": "软体"}),))
        converter = Converter("zh-CN", "zh-TW", punctuation=True, glossary=glossary)
        result = convert_batch(batch_of("<p>「軟體」"), (converter, Converter("zh-HK", "zh-TW")))
        assert (rows(result, "text_zh_cn"), rows(result, "text_zh_hk")) == (["<p>“软体”"], ["<p>「軟件」"])

    def test_formats(self) -> None:
        text = "# 軟體\n\n![圖](a.png)\n\n*圖說*\n"
        assert rows(convert_batch(batch_of("`軟體`軟體"), format="markdown"), "text_zh_cn") == ["`軟體`软件"]
        (article,) = rows(parse_batch(batch_of(text), format="markdown", italic_captions=True), "article")
        assert (article["title"], article["figures"][0]["caption"]) == ("軟體", "圖說")
        table = pa.table({"text": [text], "path": ["a.md"]})
        assert rows(parse_batch(table, path="path"), "article")[0]["format"] == "markdown"

    def test_options_of_formats(self) -> None:
        options = wenzhang.HtmlOptions(page=True)
        exported = rows(export_batch(batch_of("<h2>軟體"), "html", options=options, lang="zh-CN"), "text_html")[0]
        assert exported.startswith("<!DOCTYPE html>")
        assert "软件" in exported

    def test_xliff_converts_itself(self) -> None:
        batch = batch_of("<p>軟體</p>")
        (exported,) = rows(export_batch(batch, "xliff", lang="zh-CN", from_="zh-TW"), "text_xliff")
        assert "<source>軟體</source>" in exported
        assert "<target>软件</target>" in exported

    def test_configurations(self) -> None:
        batch = batch_of("<p></p>")
        assert [each["code"] for each in rows(validate_batch(batch), "findings")[0]] == ["ST008"]
        assert rows(validate_batch(batch, Config(ignore=("ST008",))), "findings") == [[]]
        table = pa.table({"text": ["<p></p>"], "path": ["archive/a.md"]})
        ignores = Config(select=("ST",), per_file_ignores={"archive/**": ("ST",)})
        assert rows(validate_batch(table, ignores, path="path"), "findings") == [[]]

    def test_files_that_a_worker_does_not_have_are_not_missing(self) -> None:
        text = '<!-- wenzhang: ignore[LK001] why --><p><a href="other.md">下一篇</a> <a href="#nowhere">這裡</a></p>'
        table = pa.table({"text": [text], "path": ["somewhere/a.html"]})
        config = Config(select=("LK00", "FG007", "FM014", "SU"), ignore=("LK006",))
        found = rows(validate_batch(table, config, path="path"), "findings")[0]
        assert [each["code"] for each in found] == ["LK002"]

    def test_all_pickles_and_runs_in_another_process(self) -> None:
        calls = [
            partial(convert_batch, to=("zh-HK", Converter("zh-CN", glossary=Glossary((Term("軟體"),))))),
            partial(parse_batch, italic_captions=True),
            partial(validate_batch, config=Config(ignore=("FM",), rules={"text-length": {}})),
            partial(export_batch, to="html", options=wenzhang.HtmlOptions(safe=True), lang="zh-CN"),
        ]
        batch = batch_of("<h2>軟體</h2><p></p>", BROKEN, None)
        script = (
            "import pickle, sys\ncalls, batch = pickle.load(sys.stdin.buffer)\n"
            "sys.stdout.buffer.write(pickle.dumps([call(batch) for call in calls]))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], input=pickle.dumps((calls, batch)), capture_output=True, check=True
        )
        assert pickle.loads(done.stdout) == [call(batch) for call in calls]


class TestBadRows:
    def test_errors_say_where_and_what_to_do(self) -> None:
        table = pa.table({"path": ["a/甲.md", None], "text": [BROKEN, BROKEN]})
        told = rows(convert_batch(table, path="path"), "error")
        assert told[0].startswith("a/甲.md:2:8: [ is never closed (")
        assert told[1].startswith("2:8: [ is never closed (")

    @pytest.mark.parametrize("function", FUNCTIONS)
    @pytest.mark.parametrize("type_", [pa.string(), pa.binary()], ids=str)
    def test_a_row_without_an_article(self, function: Any, type_: Any) -> None:
        table = pa.table({"path": ["甲.md", "乙.md", None], "text": pa.array([None, "<p>體", None], type_)})
        result = function(table, path="path")
        told = "there is no article in this row: its content is null"
        assert rows(result, "error") == [f"甲.md: {told}", None, told]
        assert [value is None for value in rows(result, result.schema.names[2])] == [True, False, True]

    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_they_do_not_spoil_others(self, function: Any) -> None:
        good = "---\ntitle: 甲\n---\n<p>軟體</p>"
        bad = {
            "front matter": BROKEN.encode(),
            "cut off": "<p>軟體".encode()[:-1],
            "zeros": b"\0" * 50,
            "surrogate": '---\ntitle: "\\ud83d"\n---\n<p>軟體</p>'.encode(),
            "key": b'---\n"\\ud83d": [\n---\n',
        }
        contents = [content for each in (*bad.values(), None) for content in (good.encode(), each)]
        result = function(batch_of(*contents))
        expected = function(batch_of(good.encode())).column(1)
        assert all(result.column(1).slice(index, 1).equals(expected) for index in range(0, len(contents), 2))
        assert rows(result, "error")[::2] == [None] * (len(bad) + 1)
        for value, error in zip(rows(result, result.schema.names[1]), rows(result, "error"), strict=True):
            assert (value is None) == (error is not None)

    @pytest.mark.parametrize(
        ("key", "value", "told"),
        [("text", "\ud83d", "lone surrogate"), ("faq", [{"start": 2**40}], "more than Arrow can hold")],
    )
    def test_what_arrow_cannot_hold(self, key: str, value: Any, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """No article gives such values; the formats and rules of other packages may."""
        real = article_row
        monkeypatch.setattr(
            batches, "article_row", lambda article, path: real(article, path) | ({key: value} if path else {})
        )
        result = parse_batch(pa.table({"text": ["<h1>甲"] * 3, "path": [None, "a.md", None]}), path="path")
        assert [article and article["title"] for article in rows(result, "article")] == ["甲", None, "甲"]
        assert [bool(error) for error in rows(result, "error")] == [False, True, False]
        assert told in rows(result, "error")[1]

    def test_text_that_is_no_text(self) -> None:
        """Arrow does not look at what others have written into a column of text."""
        data = b"<p>\xff</p><p>" + "軟體</p>".encode()
        offsets = pa.py_buffer(b"".join(each.to_bytes(4, "little") for each in (0, 8, len(data))))
        array = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(data))
        batch = pa.RecordBatch.from_arrays([array], ["text"])
        for function in FUNCTIONS:
            result = function(batch)
            assert "0xFF at offset 3" in rows(result, "error")[0]
            assert rows(result, "error")[1] is None
        assert rows(convert_batch(batch).select(["text_zh_cn"]), "text_zh_cn") == [None, "<p>软件</p>"]

    def test_paths_that_are_no_text(self) -> None:
        table = pa.table({"path": [b"\xff.md", b"a.md"], "text": [BROKEN, "# 甲"]})
        result = parse_batch(table, path="path")
        assert "\\udcff.md:2:8" in rows(result, "error")[0]
        assert rows(result, "article")[1]["format"] == "markdown"

    def test_what_nobody_foresaw(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = article_row

        def fails(article: Any, path: Any) -> Any:
            if article.title == "乙":
                raise RecursionError("deep")
            return real(article, path)

        monkeypatch.setattr(batches, "article_row", fails)
        result = parse_batch(batch_of("<h1>甲", "<h1>乙", "<h1>丙"))
        assert [article and article["title"] for article in rows(result, "article")] == ["甲", None, "丙"]
        assert rows(result, "error")[1].startswith("internal error: RecursionError: deep (at test_arrow.py:")

    def test_a_huge_one(self) -> None:
        huge = "<p>軟體與網路</p>\n".encode() * 900_000 + b"\xff"
        result = convert_batch(pa.table({"path": ["a.md", "b.md"], "text": [huge, "軟體".encode()]}), path="path")
        assert rows(result, "text_zh_cn") == [None, "软件"]
        assert rows(result, "error")[0].startswith(f"a.md: the byte 0xFF at offset {len(huge) - 1} is not utf-8")

    def test_deep_nesting_and_long_lines(self) -> None:
        hostile = ["<div>" * 20_000, "<b>" * 20_000 + "軟體", "[" * 20_000, "軟體" * 200_000, "---\n" + "- " * 5_000]
        table = pa.table({"text": [*hostile, "<h2>軟體"], "path": ["a.md"] * 6})
        for function in (convert_batch, parse_batch):
            result = function(table, path="path")
            assert rows(result, "error")[-1] is None
            assert rows(result, result.schema.names[2])[-1] is not None


PIECES = [
    "軟體",
    "<p>",
    "</p>",
    "头<b>发</b>",
    "---\n",
    "title: 甲\n",
    "[",
    "\ufeff",
    "\r\n",
    "\0",
    "a",
    "# ",
    "\\ud83d",
]
contents = st.one_of(st.none(), st.lists(st.sampled_from(PIECES), max_size=8).map("".join))


@settings(max_examples=60, deadline=None)
@given(st.lists(contents, max_size=8), st.data())
def test_each_row_is_as_if_it_were_alone(texts: list[str | None], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(texts)), max_size=3)))
    chunks = [texts[start:end] for start, end in zip([0, *cuts], [*cuts, len(texts)], strict=True)]
    table = pa.table({"id": list(range(len(texts))), "text": pa.chunked_array(chunks, pa.string())})
    converter = Converter("zh-TW", "zh-CN")
    result = convert_batch(table, converter)
    assert result.select(["id", "text"]).equals(table)
    for text, converted, error in zip(texts, rows(result, "text_zh_tw"), rows(result, "error"), strict=True):
        assert (converted, error) == by_itself(text, converter)


def by_itself(text: str | None, converter: Converter) -> tuple[str | None, str | None]:
    if text is None:
        return None, "there is no article in this row: its content is null"
    try:
        return converter.convert_source(Source.from_text(text)).encode().decode(), None
    except WenzhangError as problem:
        return None, str(problem)


def test_tables_larger_than_a_piece() -> None:
    texts = [f"<p>軟體{number}</p>" if number % 100 else BROKEN for number in range(2_500)]
    table = pa.table({"text": texts})
    result = convert_batch(table, Converter("zh-CN", "zh-TW"))
    expected = [f"<p>软件{number}</p>" if number % 100 else None for number in range(2_500)]
    assert rows(result, "text_zh_cn") == expected
    assert sum(error is not None for error in rows(result, "error")) == 25


def test_without_pyarrow() -> None:
    script = "import sys; sys.modules['pyarrow'] = None\nimport wenzhang.arrow"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "ImportError: wenzhang.arrow needs pyarrow: pip install 'wenzhang[arrow]'" in done.stderr
