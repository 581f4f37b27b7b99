"""TOML front matter against `tomllib`: the same values, and a span for each of them."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from test_frontmatter import all_scalars
from wenzhang.frontmatter import FrontMatter, Mapping, MetaValue, Sequence
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Source


def fenced(document: str) -> str:
    return f"+++\n{document}\n+++\n<p>正文</p>\n"


def lf(text: str) -> str:
    """The text with line ends as TOML knows them."""
    return re.sub(r"\r\n?", "\n", text)


def front_matter(document: str) -> FrontMatter:
    reading = read_front_matter(Source.from_text(fenced(document)))
    assert reading.problem is None, str(reading.problem)
    assert reading.front_matter is not None
    return reading.front_matter


def message(document: str) -> str:
    problem = read_front_matter(Source.from_text(fenced(document))).problem
    assert problem is not None
    return str(problem)


def assert_as_tomllib_reads_it(document: str) -> None:
    text = fenced(document)
    reading = read_front_matter(Source(text))
    try:
        expected = tomllib.loads(lf(text[4 : text.index("\n+++", 3) + 1]))
    except ValueError:
        assert reading.problem is not None, f"tomllib refuses {document!r}"
        assert reading.problem.position is not None
        assert "cannot be placed" not in reading.problem.message
        return
    assert reading.front_matter is not None, f"{document!r}: {reading.problem}"
    assert repr(reading.front_matter.data) == repr(expected)
    assert_spans(text, reading.front_matter.root)


def assert_spans(text: str, root: Mapping) -> None:
    """Scalars slice back and parse alone; what holds others reaches around them."""
    assert_within(root)
    for scalar in all_scalars(root):
        assert text[scalar.span.start : scalar.span.end] == scalar.raw
        if not re.fullmatch(r"[A-Za-z0-9_-]+", scalar.raw):  # a bare key, or a value of letters and digits
            assert repr(tomllib.loads(f"v = {lf(scalar.raw)}")["v"]) == repr(scalar.value)


def assert_within(node: MetaValue) -> None:
    children: list[MetaValue] = []
    if isinstance(node, Sequence):
        children = list(node.items)
    elif isinstance(node, Mapping):
        children = [child for entry in node.entries for child in (entry.key, entry.value)]
    for child in children:
        assert node.span.start <= child.span.start <= child.span.end <= node.span.end
        assert_within(child)


DOCUMENTS = {
    "nothing": "",
    "comments": "# 註解\n\n  # 還有\r\n",
    "strings": 'a = "文\\t\\u6587\\U0001F4AC\\""\nb = \'文\\t\'\nc = ""\nd = \'\'',
    "multi-line strings": "a = \"\"\"\n第一行\n  第二行\\\n\n   接著\"\"\"\nb = '''\n第一行\\\n'''",
    "quotes in multi-line strings": 'a = """""""\nb = """a""""\nc = """"b"""\nd = \'\'\'\'a\'\'\'\'',
    "line ends in strings": "a = \"\"\"\r\n第一行\r\n第二行\\\r\n  接著\"\"\"\r\nb = '''x\r\ny'''",
    "integers": "a = 1_000\nb = -0\nc = +99\nd = 0xdead_BEEF\ne = 0o755\nf = 0b1101",
    "floats": "a = 6.626e-34\nb = -inf\nc = +nan\nd = 1e06\ne = 3.0",
    "bools": "a = true # 是\nb = false",
    "dates": "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 00:32:00.9999996-07:00\nc = 1979-05-27",
    "times": "a = 1979-05-27t07:32:00\nb = 07:32:00\nc = 00:32:00.5",
    "arrays": "a = [\n  1, # 一\n  2,\n\n]\nb = [[1, 'x'], [], [{a = 1}, {}]]\nc = [ ]",
    "arrays of dates": "a = [1979-05-27, 1979-05-27 07:32:00, 07:32:00]",
    "keys": 'bare = 1\nbare-key_1 = 2\n1234 = 3\n"文 字" = 4\n\'單引號\' = 5\n"" = 6\na . "b".\'c\' = 7\n3.14 = 8',
    "dotted keys": "a.b.c = 1\na.b.d = 2\na.e = 3\nf = 4",
    "inline tables": "a = {}\nb = { x = 1, y.z = 2, y.w = [1] }\nc = {d = {e = 'f'}}",
    "tables": "a = 0\n[ b ]\nc = 1\n[ b . d ]\ne = 2\n\n[f.g.h]\ni = 3\n[f]\nj = 4\n[empty]",
    "arrays of tables": "[[a]]\nb = 1\n[[a]]\n[[a.c]]\nd = 2\n[[a.c]]\nd = 3\n[a.e]\nf = 4\n[[a]]\nb = 5",
    "scattered tables": "[a.b]\nx = 1\n[c]\ny = 2\n[a.d]\nz = 3\n[a]\nw = 4",
    "carriage returns": "a = 1\r# 註解\r[b]\rc = '''x\ry'''",
    "mixed": 'title = "夜市" # 標題\r\ntags = [\n "甲",\r\n "乙", ]\n[seo]\r\nkeywords.list = ["丙"]',
}
INVALID = [
    *(
        "a",
        "a =",
        "a = 1 b = 2",
        "= 1",
        "a = x",
        "a = 'x",
        'a = "\\q"',
        'a = "\\ud800"',
        'a = "\\UFFFFFFFF"',
        "a = [1",
        "a = {b = 1",
    ),
    *(
        "a = 1\na.b = 2",
        "a.b = 1\n[a]\nb = 1",
        "[a]\n[a]",
        "a = []\n[[a]]",
        "[[a]]\n[a]",
        "a = {}\na.b = 1",
        "a = {}\n[a.b]",
        "a = 1\na = 1",
    ),
    *(
        "a = {b = 1, b = 2}",
        "a = [{b.c = 1, b = 1}]",
        "[a",
        "[a]]",
        "[[a]",
        "[]",
        "a..b = 1",
        "文 = 1",
        "a = 01",
        "a = 1__0",
        "a = 1.",
        "a = .5",
    ),
    *(
        "a = 2026-13-45",
        "a = 25:00:00",
        "a = 2026-01-09T",
        "a = True",
        'a = "\n"',
        "a = 'x'y",
        "a = 1\x00",
        "a = '\x07'",
        "a = \x0b1",
    ),
]


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_valid(document: str) -> None:
    assert_as_tomllib_reads_it(document)
    assert_as_tomllib_reads_it(document.replace("\n", "\r\n"))


@pytest.mark.parametrize("document", INVALID)
def test_invalid(document: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        tomllib.loads(document)
    assert_as_tomllib_reads_it(document)


BARE = st.sampled_from(["a", "b", "c", "title", "a-b", "_", "1", '"文 字"', "'單'", '"\\u6587"', '"a.b"', '""'])
KEY = st.lists(BARE, min_size=1, max_size=3).map(".".join)
BLANK = st.sampled_from(["", " ", "\t", "  "])
GAP = st.sampled_from(["", " ", "\n", " # 註解\n", "\r\n\t"])
BODY = st.text("ab文💬 \t\"'\\\n\r{}[],.#=", max_size=8)


def basic(text: str) -> str:
    return '"' + "".join(f"\\u{ord(c):04x}" if c in '"\\\n\r\t' else c for c in text) + '"'


def multi_line_basic(text: str) -> str:
    return '"""\n' + lf(text).replace("\\", "\\\\").replace('"""', '""\\"').removesuffix('"') + '\\\n  """'


SCALARS = (
    st.integers(-(10**20), 10**20).map(str)
    | st.sampled_from(["0x1F", "0o17", "0b1", "1_000", "true", "false", "inf", "-nan", "1e3", "1.5", "+0.0"])
    | st.dates().map(str)
    | st.datetimes().map(str)
    | st.datetimes().map(lambda value: f"{value.isoformat()}+08:00")
    | st.times().map(lambda value: value.isoformat())
    | BODY.map(basic)
    | BODY.map(multi_line_basic)
    | BODY.map(lambda text: "'" + re.sub(r"['\r\n]", "", text) + "'")
    | BODY.map(lambda text: "'''" + text.replace("'", "") + "'''")
)


def arrays(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(st.tuples(GAP, inner, GAP).map("".join), max_size=3)
    return st.tuples(items, st.sampled_from(["", ",", ", # 完\n"])).map(
        lambda pair: f"[{','.join(pair[0])}{pair[1] if pair[0] else ''}]"
    )


def pairs(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(KEY, BLANK, BLANK, inner).map(lambda part: f"{part[0]}{part[1]}={part[2]}{part[3]}")


def inline_tables(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(pairs(inner), max_size=2).map(lambda members: f"{{ {', '.join(members)} }}")


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | inline_tables(inner), max_leaves=5)
LINES = pairs(VALUES) | KEY.map("[{}]".format) | KEY.map("[[{}]]".format) | st.sampled_from(["", "# 註解", "a"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(LINES, BLANK).map("".join), max_size=7), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_generated_documents(lines: list[str], line_end: str) -> None:
    assert_as_tomllib_reads_it(line_end.join(lines))


class TestSpans:
    def test_tables(self) -> None:
        text = fenced("[a.b]\nx = 1\n[c]\ny = 2\n[a.d]\nz = 3")
        found = read_front_matter(Source(text)).front_matter
        assert found is not None

        def written(path: str) -> str:
            span = found.value_span(path)
            assert span is not None
            return text[span.start : span.end]

        assert written("a.b") == "[a.b]\nx = 1"
        assert written("c") == "[c]\ny = 2"
        assert written("a") == "[a.b]\nx = 1\n[c]\ny = 2\n[a.d]\nz = 3"

    def test_keys_are_where_they_are_first_named(self) -> None:
        text = fenced("[a.b]\nx = 1\n[a.c]\ny.z = 2")
        found = read_front_matter(Source(text)).front_matter
        assert found is not None
        spans = [found.key_span(path) for path in ("a", "a.b", "a.b.x", "a.c", "a.c.y", "a.c.y.z")]
        assert [(text[span.start : span.end], span.start) for span in spans if span] == [
            ("a", 5),
            ("b", 7),
            ("x", 10),
            ("c", 19),
            ("y", 22),
            ("z", 24),
        ]

    def test_scalars_come_in_the_order_of_the_file(self) -> None:
        found = front_matter("a.x = 1\nb = 2\na.y = 3")
        assert [path for path, _ in found.scalars()] == [("a", "x"), ("b",), ("a", "y")]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("title = 'a'\ntitle = 'b'", "3:1: duplicate key 'title', first on line 2"),
        ("[a]\nb = 1\n[a]", "4:2: duplicate key 'a', first on line 2"),
        ("a = {b = 1, b = 2}", "2:13: duplicate key 'b', first on line 2"),
        ("a = 1\n\nb = 夜市", "4:5: bad TOML: Invalid value"),
        ("a = 1\r\n💬 = 1", "3:1: bad TOML: Invalid statement"),
        ("a = '''x\r\n💬'''\r\nb = ?", "4:5: bad TOML: Invalid value"),
        ("a = 1\na.b = 2", "3:"),
        ("a = [1,\n2", "4:1: bad TOML"),
        ("a = 2026-02-30", "2:5: '2026-02-30' is no valid date"),
        ("a = " + "9" * 5000, "2:5: "),
        ("a = 1\x00", "2:6: "),
    ],
)
def test_errors_say_where(document: str, expected: str) -> None:
    assert message(document).startswith(expected)


def test_a_long_document_is_read_in_linear_time() -> None:
    lines: list[Any] = [f'[[items]]\nkey{number} = "值"\n' for number in range(20_000)]
    assert len(front_matter("".join(lines))["items"]) == 20_000
