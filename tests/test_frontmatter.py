"""Front matter as a whole: fences, cases, the typed view, mapping access, paths and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhang.errors import FormatError, FrontMatterError
from wenzhang.frontmatter import Entry, FrontMatter, MetaValue, Scalar, Sequence
from wenzhang.read.frontmatter import FrontMatterReading, read_front_matter
from wenzhang.source import Source, Span

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = FIXTURES / "cases" / "front-matter"
REAL = FIXTURES / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"
VIEW = (
    *("title", "excerpt", "description", "summary", "date", "updated", "category", "tags"),
    *("cover_image", "author", "slug", "lang", "draft"),
)
BODY = "<p>正文在這裡。</p>"


def read(text: str) -> FrontMatterReading:
    return read_front_matter(Source.from_text(text))


def front_matter(text: str) -> FrontMatter:
    reading = read(text)
    assert reading.problem is None, str(reading.problem)
    assert reading.front_matter is not None
    return reading.front_matter


def all_scalars(node: MetaValue | Entry) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Entry):
        yield node.key
        yield from all_scalars(node.value)
    else:
        for child in node.items if isinstance(node, Sequence) else node.entries:
            yield from all_scalars(child)


class TestCases:
    @pytest.mark.parametrize("path", sorted((CASES / "errors").glob("*.md")), ids=lambda path: path.stem)
    def test_error(self, path: Path) -> None:
        source = Source.from_bytes(path.read_bytes(), path.name)
        reading = read_front_matter(source)
        assert isinstance(reading.problem, FrontMatterError)
        assert reading.front_matter is None
        assert f"{reading.problem}\n" == path.with_suffix(".txt").read_text(encoding="utf-8")
        assert reading.problem.position is not None
        assert source.text[reading.body_start :].strip() == BODY

    @pytest.mark.parametrize("path", sorted((CASES / "valid").glob("*.md")), ids=lambda path: path.stem)
    def test_valid(self, path: Path) -> None:
        source = Source.from_bytes(path.read_bytes(), path.name)
        reading = read_front_matter(source)
        found = reading.front_matter
        assert found is not None, str(reading.problem)
        view = {name: getattr(found, name) for name in VIEW if getattr(found, name) not in (None, ())}
        actual = json.loads(json.dumps({"format": found.format, "view": view, "data": found.data}, default=str))
        assert actual == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert source.text[reading.body_start :].strip() == BODY
        for scalar in all_scalars(found.root):
            assert source.slice(scalar.span) == scalar.raw

    def test_every_case_has_its_expectation(self) -> None:
        stems = {path.stem for path in CASES.rglob("*.md")}
        assert stems == {path.stem for path in CASES.rglob("*") if path.suffix in (".txt", ".json")}
        assert len(stems) > 80


class TestRealArticle:
    @pytest.fixture
    def source(self) -> Source:
        return Source.from_bytes(REAL.read_bytes(), str(REAL))

    @pytest.fixture
    def found(self, source: Source) -> FrontMatter:
        found = read_front_matter(source).front_matter
        assert found is not None
        return found

    def test_keys(self, found: FrontMatter) -> None:
        assert list(found) == ["title", "excerpt", "date", "category", "tags", "coverImage", "author"]
        assert len(found) == 7

    def test_typed_view(self, found: FrontMatter) -> None:
        assert found.title == "GPU 與 TPU 終極對決：誰才是 AI 發展跳躍式成長的關鍵引擎？"
        assert found.excerpt is not None
        assert found.excerpt.startswith("在生成式 AI 爆發的時代")
        assert found.date == date(2026, 1, 9)
        assert found.category == "AI"
        assert found.tags == ("AI人工智慧", "GPU", "TPU", "NVIDIA", "GoogleCloud", "深度學習", "LLM", "H100")
        assert found.cover_image == found["coverImage"] == "/images/articles/gpu-vs-tpu-showdown.png"
        assert found.author == "TaiCalc 編輯部"
        assert (found.slug, found.lang, found.draft, found.updated) == (None, None, None, None)

    def test_the_date_is_also_there_as_written(self, found: FrontMatter) -> None:
        scalar = found.scalar("date")
        assert scalar is not None
        assert (scalar.raw, scalar.content, scalar.kind, scalar.value) == (
            '"2026-01-09"',
            "2026-01-09",
            "str",
            "2026-01-09",
        )

    def test_spans_slice_back(self, source: Source, found: FrontMatter) -> None:
        scalars = list(all_scalars(found.root))
        assert len(scalars) == 7 + 6 + 8
        for scalar in scalars:
            assert source.slice(scalar.span) == scalar.raw
            assert scalar.raw.strip('"') == scalar.content
        assert source.slice(found.span).startswith("---\ntitle")
        assert source.slice(found.span).endswith("\n---")
        span = found.value_span("tags")
        assert span is not None
        assert source.slice(span).startswith('["AI人工智慧"')
        assert source.slice(span).endswith('"H100"]')

    def test_the_body_starts_behind_the_fence(self, source: Source) -> None:
        assert source.text[read_front_matter(source).body_start :].startswith("<p>生成式 AI 的軍備競賽")


class TestNoFrontMatter:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "<p>沒有</p>",
            "---",
            "---\n",
            "---\n\n一條分隔線之後的段落。\n",
            "----\n\n沒有鍵\n",
            "——\n破折號開頭的句子\n",
            " \n\n  <p>空白之後</p>",
            "{{< figure >}}\n",
            "{% include a.html %}\n",
            "{} 是空物件\n",
            "{文}\n",
            "--- 開頭\ntitle: x\n---\n",
            "\ufeff<p>x</p>",
        ],
    )
    def test_is_fine(self, text: str) -> None:
        assert read(text) == (None, 0, None)

    def test_an_empty_mapping_is_front_matter(self) -> None:
        for text in ("---\n---\n", "---\n# 註解\n---\n", "+++\n+++\n", "{}\n", ";;;\n;;;\n"):
            found = front_matter(text)
            assert found.data == {}
            assert len(found) == 0
            assert found.title is None


class TestMapping:
    found = front_matter(
        "---\ntitle: 夜市\n2026: 年\nno: 不\nseo:\n  title: 標題\n  a.b: 點\na.b: 上\ntags: [甲, [乙]]\n---\n"
    )

    def test_is_a_mapping_of_plain_values(self) -> None:
        assert isinstance(self.found, Mapping)
        expected: dict[Any, Any] = {
            "title": "夜市",
            2026: "年",
            False: "不",
            "seo": {"title": "標題", "a.b": "點"},
            "a.b": "上",
            "tags": ["甲", ["乙"]],
        }
        assert self.found.data == dict(self.found) == expected
        assert list(self.found.keys()) == list(expected)
        assert list(self.found.items()) == list(expected.items())
        assert list(self.found.values()) == list(expected.values())
        assert "title" in self.found
        assert "Title" not in self.found
        assert self.found.get("title") == "夜市"
        assert self.found.get("nothing", 1) == 1
        with pytest.raises(KeyError):
            self.found["nothing"]

    def test_data_is_the_callers_own(self) -> None:
        self.found.data["tags"].append("丙")
        assert self.found["tags"] == ["甲", ["乙"]]

    def test_paths(self) -> None:
        def written(path: str | tuple[str | int, ...]) -> str | None:
            scalar = self.found.scalar(path)
            return scalar.content if scalar else None

        assert written("seo.title") == written(("seo", "title")) == "標題"
        assert written(("seo", "a.b")) == "點"
        assert written("a.b") == "上"
        assert written("tags.0") == written(("tags", 0)) == "甲"
        assert written(("tags", 1, 0)) == written(("tags", -1, 0)) == "乙"
        assert written("2026") == "年"
        for nowhere in ("x", "seo.x", "title.x", "tags.2", "tags.x", "tags.²", "", ".", "seo", "tags." + "9" * 5000):
            assert written(nowhere) is None
            assert self.found.key_span(nowhere) is None or nowhere == "seo"

    def test_spans(self) -> None:
        assert self.found.key_span("title") == Span(4, 9)
        assert self.found.value_span("title") == Span(11, 13)
        assert self.found.value_span(("tags", 0)) is not None
        assert self.found.key_span(("tags", 0)) is None
        entry = self.found.entry("seo")
        assert entry is not None
        assert entry.key.content == "seo"
        assert entry.value == self.found.node("seo")

    def test_scalars(self) -> None:
        found = [(path, scalar.content) for path, scalar in self.found.scalars()]
        assert found == [
            (("title",), "夜市"),
            (("2026",), "年"),
            (("no",), "不"),
            (("seo", "title"), "標題"),
            (("seo", "a.b"), "點"),
            (("a.b",), "上"),
            (("tags", 0), "甲"),
            (("tags", 1, 0), "乙"),
        ]


class TestTypedView:
    @pytest.mark.parametrize(
        "key", ["coverImage", "cover_image", "cover-image", "COVER IMAGE", "cover", "image", "heroImage"]
    )
    def test_naming_styles(self, key: str) -> None:
        assert front_matter(f"---\n{key}: a.png\n---\n").cover_image == "a.png"

    def test_precedence_is_the_tables_not_the_files(self) -> None:
        found = front_matter("---\nimage: b.png\ncover: a.png\nlastmod: 2026-01-02\nupdated: 2026-01-01\n---\n")
        assert found.cover_image == "a.png"
        assert found.updated == date(2026, 1, 1)

    def test_keys_without_a_usable_value_are_passed_over(self) -> None:
        found = front_matter(
            "---\ncover: ''\nimage: {alt: 圖}\nthumbnail: c.png\ndate: 明天\npubDate: 2026-01-09\n---\n"
        )
        assert found.cover_image == "c.png"
        assert found.date == date(2026, 1, 9)
        assert found.title is None

    def test_the_entry_behind_a_name(self) -> None:
        found = front_matter("---\nTITLE: 夜市\nheroImage: ''\ncover-image: a.png\n---\n")
        entry = found.field("cover_image")
        assert entry is not None
        assert entry.key.content == "cover-image"
        assert found.field("date") is None
        assert list(found.by_style) == ["title", "heroimage", "coverimage"]
        with pytest.raises(KeyError):
            found.field("cover")

    def test_entries_by_style_are_those_of_merge_keys_too(self) -> None:
        found = front_matter("---\nbase: &b {Title: 甲, lang: zh}\n<<: *b\ntitle: 乙\n---\n")
        assert set(found.by_style) == {"title", "lang", "base"}

    def test_scalars_are_given_as_written(self) -> None:
        found = front_matter(
            "---\ntitle: 2026\nslug: 0123\nlang: no\nauthor: 12:30\ntags: [1.10, yes, 2026-01-09, ~]\n---\n"
        )
        assert (found.title, found.slug, found.lang, found.author) == ("2026", "0123", "no", "12:30")
        assert found.tags == ("1.10", "yes", "2026-01-09")

    @pytest.mark.parametrize(
        "text", ["甲, 乙,丙", "甲、乙、丙", "甲，乙， 丙,", "[甲, 乙, 丙]", "\n- 甲\n- 乙\n- 丙", "[[甲, 乙], 丙]"]
    )
    def test_tags(self, text: str) -> None:
        assert front_matter(f"---\ntags: {text}\n---\n").tags == ("甲", "乙", "丙")

    def test_tags_of_nothing(self) -> None:
        assert front_matter("---\ntags:\n---\n").tags == ()
        assert front_matter("---\ntags: ''\ntag: 甲\n---\n").tags == ("甲",)

    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            ("draft: true", True),
            ("draft: 'false'", False),
            ("published: false", True),
            ("published: 2026-01-09", None),
            ("status: draft", True),
            ("status: published", False),
            ("title: x", None),
            ("draft: maybe", None),
        ],
    )
    def test_draft(self, lines: str, expected: bool | None) -> None:
        assert front_matter(f"---\n{lines}\n---\n").draft is expected

    def test_dates_keep_their_time_and_zone(self) -> None:
        found = front_matter("---\ndate: 2026-01-09T12:30:00Z\nupdated: 2026/1/10 08:05\n---\n")
        assert found.date == datetime(2026, 1, 9, 12, 30, tzinfo=timezone.utc)  # noqa: UP017 - what PyYAML says
        assert found.updated == datetime(2026, 1, 10, 8, 5)

    def test_merged_keys_are_seen(self) -> None:
        found = front_matter("---\nbase: &b {author: 林編輯}\n<<: *b\n---\n")
        assert found.author == "林編輯"
        assert found.value_span("author") == found.value_span("base.author")


class TestJson:
    @pytest.mark.parametrize("path", sorted((CASES / "valid").glob("*.md")), ids=lambda path: path.stem)
    def test_round_trip(self, path: Path) -> None:
        found = read_front_matter(Source.from_bytes(path.read_bytes())).front_matter
        assert found is not None
        again = msgspec.json.decode(msgspec.json.encode(found), type=FrontMatter)
        assert again == found
        assert repr(again.data) == repr(found.data)

    def test_not_a_number_survives(self) -> None:
        for text in ("---\na: .nan\n---\n", "+++\na = nan\n+++\n", '{"a": NaN}\n'):
            found = front_matter(text)
            assert found["a"] != found["a"]
            assert msgspec.json.decode(msgspec.json.encode(found), type=FrontMatter) == found

    def test_shape(self) -> None:
        assert json.loads(msgspec.json.encode(front_matter("---\na: [no]\n---\n"))) == {
            "span": [0, 15],
            "format": "yaml",
            "root": {
                "type": "mapping",
                "span": [4, 11],
                "entries": [
                    {
                        "key": {"type": "scalar", "span": [4, 5], "raw": "a", "kind": "str", "content": "a"},
                        "value": {
                            "type": "sequence",
                            "span": [7, 11],
                            "items": [
                                {"type": "scalar", "span": [8, 10], "raw": "no", "kind": "bool", "content": "no"}
                            ],
                        },
                    }
                ],
            },
        }

    def test_content_that_is_none_of_its_kind(self) -> None:
        found = msgspec.json.encode(front_matter("---\na: 12\n---\n")).replace(b'"content":"12"', b'"content":"x"')
        with pytest.raises(FormatError, match="int"):
            msgspec.json.decode(found, type=FrontMatter)["a"]

    def test_schema(self) -> None:
        schema = msgspec.json.schema(FrontMatter)
        assert set(schema["$defs"]) == {"FrontMatter", "Mapping", "Entry", "Scalar", "Sequence", "Span"}


FENCES = st.sampled_from(
    ["---\n", "---\r\n", "---\r", "+++\n", ";;;\n", "---json\n", "{", "\n---\n", "\ufeff---\n", ""]
)
PIECES = st.sampled_from(
    [
        *(
            "a",
            "title",
            "文",
            "💬",
            ": ",
            ":",
            "：",
            "= ",
            "=",
            "\n",
            "\r\n",
            "\r",
            "\n  ",
            "\n- ",
            "- ",
            "? ",
            "\t",
            " ",
        ),
        *(
            "[",
            "]",
            "{",
            "}",
            ", ",
            "，",
            '"',
            "'",
            '"""',
            "'''",
            "\\",
            "\\u",
            "#",
            "&a ",
            "*a",
            "<<: ",
            "!!int ",
            "!x ",
        ),
        *(
            "|",
            ">-",
            "|2",
            "~",
            "no",
            "12:30",
            "0123",
            ".nan",
            "2026-13-45",
            "2026-01-09",
            "%",
            "@",
            "`",
            "\x00",
            "\x07",
        ),
        *(
            "\u2028",
            "\x85",
            "\ufeff",
            "\u200b",
            "---",
            "...",
            "+++",
            "[[a]]",
            "[a.b]",
            "true",
            "null",
            "1e999",
            "0x",
            "9" * 5000,
        ),
    ]
)


class TestHostile:
    @settings(max_examples=500, deadline=None)
    @given(
        FENCES,
        st.lists(PIECES, max_size=14).map("".join),
        st.sampled_from(["\n---\n<p>", "\n+++\n", "\n;;;\n", "}\n", ""]),
    )
    def test_only_ever_a_problem_with_a_position(self, fence: str, head: str, close: str) -> None:
        source = Source.from_text(fence + head + close)
        reading = read_front_matter(source)
        assert 0 <= reading.body_start <= len(source.text)
        if reading.problem is not None:
            assert reading.front_matter is None
            assert reading.problem.position is not None
            assert reading.problem.hint
        if reading.front_matter is not None:
            for scalar in all_scalars(reading.front_matter.root):
                assert source.slice(scalar.span) == scalar.raw
            assert (
                msgspec.json.decode(msgspec.json.encode(reading.front_matter), type=FrontMatter) == reading.front_matter
            )
            for name in VIEW:
                getattr(reading.front_matter, name)

    @settings(max_examples=300, deadline=None)
    @given(st.text())
    def test_any_text(self, text: str) -> None:
        for fence in ("---", "+++", ";;;", "---json"):
            read_front_matter(Source(f"{fence}\n{text}\n{fence[:3]}\n"))
        read_front_matter(Source(text))
        read_front_matter(Source("{" + text))

    @pytest.mark.parametrize("code_point", [0xD800, 0xDFFF])
    def test_lone_surrogates(self, code_point: int) -> None:
        surrogate = chr(code_point)
        for text in (f"---\na: {surrogate}\n---\n", f"+++\na = '{surrogate}'\n+++\n", f'{{"a": "{surrogate}"}}\n'):
            problem = read_front_matter(Source(text)).problem
            assert problem is not None
            assert f"U+{code_point:04X}" in str(problem)

    @pytest.mark.parametrize(
        "text",
        [
            "---\na: " + "[" * 100_000 + "\n---\n",
            "---\na: " + "{a: " * 100_000 + "\n---\n",
            "---\n" + "- " * 100_000 + "\n---\n",
            "---\n" + "? " * 100_000 + "\n---\n",
            "+++\na = " + "[" * 100_000 + "\n+++\n",
            "+++\na = " + "{a=" * 100_000 + "\n+++\n",
            "+++\n" + "a." * 100_000 + "a = 1\n+++\n",
            "+++\n[" + "a." * 100_000 + "a]\n+++\n",
            '{"a": ' + "[" * 100_000 + "\n",
            '{"a": ' * 100_000 + "\n",
        ],
        ids=lambda text: text[:12],
    )
    def test_deep_nesting(self, text: str) -> None:
        problem = read(text).problem
        assert problem is not None
        assert "nested more than 100 levels" in problem.message

    @pytest.mark.parametrize("size", [1_000_000])
    def test_long_input_takes_no_longer_than_its_length(self, size: int) -> None:
        for text in (
            " " * size,
            "\n" * size,
            "-" * size,
            "---\n" + "\n" * size,
            "---\n" + "a b\n" * (size // 4) + "---\n",
        ):
            read(text)
        for text in ("---\n" + "a" * size, "---\na: 1" + ":10" * (size // 3) + "\n---\n", "{" + " " * size):
            read(text)
