from __future__ import annotations

import pytest

from hang import never_hanging
from wenzhang.source import Span
from wenzhang.validation.addresses import (
    Address,
    address_span,
    has_template,
    parse_address,
    srcset_addresses,
    suffix_of,
)
from wenzhang.validation.anchors import Anchors, slug, written_anchors


class TestParseAddress:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("a/b.md?x=1#y", Address("", "a/b.md", "x=1", "y")),
            ("/a", Address("", "/a", None, None)),
            ("#", Address("", "", None, "")),
            ("?page=2", Address("", "", "page=2", None)),
            ("//X.tw/a", Address("x.tw", "/a", None, None)),
            ("HTTPS://x.tw", Address("x.tw", "", None, None)),
            ("%E5%A4%9C%E5%B8%82.md#%E5%8C%97", Address("", "夜市.md", None, "北")),
            ("e\u0301.md", Address("", "\u00e9.md", None, None)),
            (" a\n/b.md\t", Address("", "a/b.md", None, None)),
            ("a#b#c?d", Address("", "a", None, "b#c?d")),
            ("a%zz%", Address("", "a%zz%", None, None)),
        ],
    )
    def test_parts(self, written: str, expected: Address) -> None:
        assert parse_address(written) == expected

    @pytest.mark.parametrize(
        "written",
        ["", "mailto:a@b.tw", "tel:1", "data:,x", "JavaScript:x", "c:\\a.md", "{{ url }}", "{% link a.md %}", "${a}/b"],
    )
    def test_what_is_none_of_the_site(self, written: str) -> None:
        assert parse_address(written) is None

    def test_templates(self) -> None:
        assert has_template("/a/{{< ref b >}}")
        assert not has_template("/a/{b}")


@pytest.mark.parametrize(
    ("path", "suffix"), [("a/b.PNG", ".png"), ("a.b/c", ""), (".gitignore", ""), ("a.tar.gz", ".gz"), ("", "")]
)
def test_suffix(path: str, suffix: str) -> None:
    assert suffix_of(path) == suffix


@pytest.mark.parametrize(
    ("srcset", "addresses"),
    [
        ("a.png", ["a.png"]),
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        ("a.png,\n b.png 100w ,c.png", ["a.png", "b.png", "c.png"]),
        ("w_1,h_2/a.png 1x,b.png", ["w_1,h_2/a.png", "b.png"]),
        ("", []),
        (" , ,", []),
        ("data:image/png;base64,AAAA 1x", []),
    ],
)
def test_srcset(srcset: str, addresses: list[str]) -> None:
    assert [address for address in srcset_addresses(srcset) if address] == addresses


@pytest.mark.parametrize(
    ("text", "address", "attribute"),
    [
        ('<a class="x" href="x">x</a>', "x", "href"),
        ("<a href='x'>x</a>", "x", "href"),
        ("<a HREF=x>x</a>", "x", "href"),
        ("[x](x)", "x", "href"),
        ('[![x](y "z")](x)', "x", "href"),
        ("<https://x.tw>", "https://x.tw", "href"),
    ],
)
def test_where_an_address_stands(text: str, address: str, attribute: str) -> None:
    text = "💬" + text
    span = address_span(text, address, Span(1, len(text)), attribute)
    assert text[span.start : span.end] == address
    assert text[span.start - 1] in "\"'=(<"


def test_an_address_that_is_written_otherwise_is_its_node() -> None:
    text = '<a href="a&amp;b">x</a>'
    assert address_span(text, "a&b", Span(0, len(text)), "href") == Span(0, len(text))
    assert address_span("[x][y]", "z", Span(0, 6), "href") == Span(0, 6)


class TestAnchors:
    HEADINGS = ("一、 本質差異：瑞士刀 vs. 雷射", "安裝 Node.js", "Q&A", "2.1 版", "Café", "💬 常見問題")

    @pytest.mark.parametrize(
        "fragment",
        [
            "一-本質差異瑞士刀-vs-雷射",  # GitHub, goldmark
            "一-本質差異瑞士刀-vs-雷射-1",  # of two headings that are alike
            "一、-本質差異：瑞士刀-vs.-雷射",  # pandoc
            "一、_本質差異：瑞士刀_vs._雷射",  # MDN
            "安裝-Node-js",  # Hexo
            "安裝-node-js",  # VitePress
            "nodejs",  # kramdown, Python-Markdown
            "section-1",
            "_2",
            "q-and-a",
            "_21-版",
            "cafe",
            "-常見問題",
            "user-content-常見問題",
            "h-常見問題",
            "an-zhuang",
            "top",
            ":~:text=夜市",
            "fnref-1",
            "常見問題:~:text=夜市",
        ],
    )
    def test_of_headings(self, fragment: str) -> None:
        assert Anchors((), self.HEADINGS).has(fragment)

    @pytest.mark.parametrize("fragment", ["installation", "安装-node-js", "Browser_compatibility", "常見"])
    def test_of_none(self, fragment: str) -> None:
        assert not Anchors(("x",), self.HEADINGS).has(fragment)

    def test_that_are_written(self) -> None:
        text = """<p id="a b" data-id="no"><a name='c'><b id=d>&lt;<i ID="&#x516D;">{#e .x} {: #f} {/* #g */}"""
        assert list(written_anchors(text, markdown=True)) == ["a b", "c", "d", "六", "e", "f", "g"]
        assert Anchors(("a%20b",), ()).has("a b")

    def test_slug(self) -> None:
        assert slug(self.HEADINGS[1]) == "安裝-nodejs"


@pytest.mark.parametrize("text", [",", "{", 'id="', "a-", "1", "{#", "(", "）", "</", "%E5"])
def test_repeated_signs_cost_no_square(text: str) -> None:
    hostile = text * 500_000 + "x"
    with never_hanging():
        list(srcset_addresses(hostile))
        list(written_anchors(hostile, markdown=True))
        parse_address(hostile)
        Anchors((hostile,), (hostile,)).has(hostile)
