"""Converting Markdown bodies: what is text for people, what stays, and that what is written is read as it was meant."""

from __future__ import annotations

import re
from typing import Any
from xml.dom.minidom import Element

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hang import never_hanging
from judge import fragment
from markdown_judge import github, markdown_it
from test_convert_markdown_documents import outline
from test_convert_untouched import without_chinese
from wenzhang import Converter, Glossary, Memory, Source
from wenzhang.conversion import Term
from wenzhang.conversion.memory import Correction


def converted(text: str, to: str = "zh-CN", from_: str = "zh-TW", **options: Any) -> str:
    path = options.pop("path", "a.md")
    source = Source.from_text(text, path=path)
    converter = Converter(to, from_, **options)
    result = converter.convert_source(source)
    assert source.apply(converter.conversion(source).edits).text == result.text
    return result.text


def assert_becomes(text: str, expected: str, **options: Any) -> None:
    assert converted(text, **options) == expected
    assert converted(expected, **options) == expected


def assert_stays(text: str, **options: Any) -> None:
    assert converted(text, **options) == text


class TestText:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("# 軟體\n\n軟體\n===\n", "# 软件\n\n软件\n===\n"),
            ("[軟體](x)", "[软件](x)"),
            ("![軟體](x)", "![软件](x)"),
            ("![軟**體** [軟體](y)](x)", "![软**件** [软件](y)](x)"),
            ("[![軟體](軟體.png)](軟體)", "[![软件](軟體.png)](軟體)"),
            ("[a](x \"軟體\") [a](x '軟體') [a](x (軟體))", "[a](x \"软件\") [a](x '软件') [a](x (软件))"),
            ('![a](x "軟體")', '![a](x "软件")'),
            ('[a](x\n"軟體\n軟體")', '[a](x\n"软件\n软件")'),
            ('[a](x "軟\\"體")', '[a](x "软\\"体")'),
            ("[a]\n\n[a]: x '軟體'\n", "[a]\n\n[a]: x '软件'\n"),
            ('> [a]: x\n> "軟體"\n\n[a]\n', '> [a]: x\n> "软件"\n\n[a]\n'),
            ("甲 <b title=\"軟體\" data-a='軟體'>軟體</b>", "甲 <b title=\"软件\" data-a='軟體'>软件</b>"),
            ("<img alt='軟體' src='軟體.png'>\n\n乙", "<img alt='软件' src='軟體.png'>\n\n乙"),
            ("| 軟體 | a |\n|--|:-:|\n| 軟\\|體 |  網路 |\n", "| 软件 | a |\n|--|:-:|\n| 软\\|体 |  网络 |\n"),
            ("甲[^軟體]\n\n[^軟體]: 軟體\n    軟體\n", "甲[^軟體]\n\n[^軟體]: 软件\n    软件\n"),
            ("軟體\n:   軟體\n", "软件\n:   软件\n"),
            ("- [ ] 軟體\n- [x] 軟體\n", "- [ ] 软件\n- [x] 软件\n"),
            ("> [!NOTE]\n> 軟體\n", "> [!NOTE]\n> 软件\n"),
            ("## 軟體 {#軟體 .軟體}\n", "## 软件 {#軟體 .軟體}\n"),
            (
                "<details>\n<summary>軟體</summary>\n\n- 軟**體**\n\n</details>\n",
                "<details>\n<summary>软件</summary>\n\n- 软**件**\n\n</details>\n",
            ),
            ("<軟體>", "<软件>"),
            ("[軟體]\n", "[软件]\n"),
            ("價格 $5 軟體，$10 軟體", "价格 $5 软件，$10 软件"),
        ],
    )
    def test_is_converted(self, text: str, expected: str) -> None:
        assert_becomes(text, expected)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("頭*發*", "头*发*"),
            ("**頭**發", "**头**发"),
            ("頭~~發~~", "头~~发~~"),
            ("頭[發](x)", "头[发](x)"),
            ("頭[發][x]\n\n[x]: y\n", "头[发][x]\n\n[x]: y\n"),
            ("頭<b>發</b>", "头<b>发</b>"),
            ("頭<!-- 發 -->發", "头<!-- 發 -->发"),
            ("頭\n發", "头\n发"),
            ("頭\r\n發", "头\r\n发"),
            ("> 頭\n> 發", "> 头\n> 发"),
            ("> 頭\n發", "> 头\n发"),
            ("- 頭\n  發", "- 头\n  发"),
            ("頭\n*發*", "头\n*发*"),
            ("頭&#30332;", "头&#21457;"),
            ("![頭*發*](x)", "![头*发*](x)"),
        ],
    )
    def test_is_one_across(self, text: str, expected: str) -> None:
        assert_becomes(text, expected)

    @pytest.mark.parametrize(
        "text", ["頭\n\n發", "頭  \n發", "頭\\\n發", "頭`x`發", "- 頭\n- 發", "頭$x$發", "頭<br>發"]
    )
    def test_ends_at(self, text: str) -> None:
        # 發 alone becomes 发 either way; what tells is a phrase that a longer word of the dictionary makes
        assert_becomes(text.replace("頭", "軟").replace("發", "體"), text.replace("頭", "软").replace("發", "体"))

    def test_has_a_space_between_lines_of_latin_letters(self) -> None:
        term = Glossary((Term("web log", {"zh-CN": "網誌"}),))
        assert converted("web\nlog\n", glossary=term) == "web\nlog\n"
        assert converted("web log\n", glossary=term) == "網誌\n"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("**記**憶體", "**内**存"),
            ("*記*憶體", "*内*存"),
            ("[記](x)憶體", "[内](x)存"),
            ("記憶**體**", "内**存**"),
            ("記**憶**體 [軟體](x)", "记**忆**体 [软件](x)"),
            ("頭髮**記**憶體", "头发**内**存"),
            ("**頭髮***記*憶體", "**头发***内*存"),
            ("a **記***憶***體** 甲乙", "a **记***忆***体** 甲乙"),
            ("**記**憶體，**記**憶體", "**内**存，**内**存"),
            ("**記**憶體，記*憶*__體__", "**记**忆体，记*忆*__体__"),
            ("> 記\n> 憶\n> 體，甲乙", "> 记\n> 忆\n> 体，甲乙"),
            ("甲\n記\n憶體", "甲\n内\n存"),
            ("**記***憶*體", "**记***忆*体"),
        ],
    )
    def test_leaves_nothing_empty(self, text: str, expected: str) -> None:
        assert_becomes(text, expected)
        assert list(outline(github(text))) == list(outline(github(expected)))


class TestStays:
    @pytest.mark.parametrize(
        "text",
        [
            "`軟體`",
            "``軟 ` 體``",
            "甲 `軟\n體`",
            "    軟體\n",
            "```軟體\n軟體\n```\n",
            "> ~~~\n> 軟體\n> ~~~\n",
            "- a\n\n      軟體\n",
            "[a](軟體) [a](<軟 體>) ![a](軟體.png)",
            "[a][軟體]\n\n[軟體]: /軟體\n",
            "<https://a.com/軟體>",
            "https://a.com/軟體",
            "甲[^軟體]\n\n[^軟體]: 甲\n",
            "甲[^軟體][a](x)[^軟體] [^體]\n\n[^軟體]: 甲\n",
            "$x_{\\text{軟體}}$",
            "$$\n軟體\n$$\n",
            '{{< x "軟體" >}} {{% 軟體 %}} {% include 軟體 %} {{ 軟體 }}\n',
            ":::tip 軟體\n:::\n",
            "::: {.軟體}\n:::\n",
            "import 軟體 from '軟體'\n\n{軟體} <A b={軟體} />\n",
            "export const a = '軟體'\n",
            "<!-- 軟體 -->\n",
            "甲 <!-- 軟體 -->\n",
            "<a href='軟體' id=軟體 class=\"軟體\">a</a>\n",
            "<code>軟體 **軟體**</code>\n",
            "<pre>\n軟體\n\n軟體</pre>\n",
            "<script>\n軟體\n\n軟體</script>\n",
            '<div translate="no">\n\n軟體 **軟體**\n\n</div>\n',
            '<div class="notranslate">\n\n- 軟體\n\n</div>\n',
            '<div lang="ja">\n\n軟體\n\n</div>\n',
            "<ruby>甲<rt>軟體</rt></ruby>\n",
            "## 甲 {#軟體}\n",
        ],
    )
    def test_as_it_is(self, text: str) -> None:
        assert_stays(text)

    def test_mdx_by_its_name(self) -> None:
        assert_stays("{軟體}\n", path="a.mdx")
        assert_becomes("{軟體}\n", "{软件}\n")

    @pytest.mark.parametrize(
        "text",
        [
            "*  軟體\n+\t軟體\n",
            "7) 軟體\n8) 軟體\n",
            "軟體  \n軟體\\\n軟體\n",
            "|軟體|  a  |\n|:-|---:|\n|  軟體|\n",
            "***\n\n軟體\n---\n",
            "_軟體_ __軟體__\n",
            "\t\n軟體 \t\n\n\n\n軟體",
            "軟體\r\n\r\n> 軟體\r\n>\r\n> - 軟體\r\n",
            "軟體\r軟體\r\r- 軟體\r",
            "\\* 軟體 \\_ &nbsp; &copy; &#x41;\n",
            "軟體\0軟體 \x01\n",
            "# 軟體 ##\n",
        ],
    )
    def test_how_it_is_written(self, text: str) -> None:
        assert converted(text) == text.replace("軟體", "软件")

    def test_language_tags_follow(self) -> None:
        assert_becomes('<div lang="zh-TW">\n\n軟體\n\n</div>\n', '<div lang="zh-CN">\n\n软件\n\n</div>\n')


class TestLabels:
    """Where a text is the label of a reference, too, that stays, and the text stands before it."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[軟體][]", "[软件][軟體]"),
            ("[軟體]", "[软件][軟體]"),
            ("![軟體][]", "![软件][軟體]"),
            ("![軟體]", "![软件][軟體]"),
            ("[![軟體][]][軟體]", "[![软件][軟體]][軟體]"),
            ("甲[軟體]軟體", "甲[软件][軟體]软件"),
            ("| [軟體][] |\n|--|\n| [軟體] |\n", "| [软件][軟體] |\n|--|\n| [软件][軟體] |\n"),
            ("[**軟體**] [軟體 `x`][] [軟 體][軟體]", "[**軟體**] [軟體 `x`][] [软 体][軟體]"),
            ("[軟體](x) [軟體]() [a][軟體]", "[软件](x) [软件]() [a][軟體]"),
            ("[軟\n體]", "[軟\n體]"),
            ("[甲] 軟體", "[甲] 软件"),
        ],
    )
    def test_stay(self, text: str, expected: str) -> None:
        definitions = "\n\n[軟體]: /軟體\n[甲]: /a\n[**軟體**]: /b\n[軟體 `x`]: /c\n[軟 體]: /d\n"
        assert_becomes(text + definitions, expected + definitions)
        for render in (github, markdown_it):
            assert list(outline(render(text + definitions))) == list(outline(render(expected + definitions)))

    def test_with_a_term(self) -> None:
        glossary = Glossary((Term("軟體", {"zh-CN": "a[b"}),))
        assert converted("[軟體]\n\n[軟體]: /x\n", glossary=glossary) == "[a\\[b][軟體]\n\n[軟體]: /x\n"
        locked = Glossary((Term("軟體"),))
        assert_stays("[軟體][]\n\n[軟體]: /x\n", glossary=locked)


SPECIAL = [
    *("C*", "[x]", "a_b", "a|b", "x`y", "<b>", "&amp;", "甲!", "^甲", "{#b}", "甲 #", "- x", "+ x", "12. x", "3) x"),
    *(
        "$x$",
        "~~x~~",
        '"x"',
        "it's",
        "(x)",
        "x\\",
        "\\",
        "https",
        "===",
        "> x",
        ": x",
        "{{ x }}",
        "&lt;",
        "1.",
        "**x**",
    ),
]
ANY_TEXT = st.text(st.sampled_from("甲 A1&<>\"'`=\\:#,-+?[]{}()|*_~$!^%@;."), min_size=1, max_size=8).filter(
    lambda text: text.strip() == text
)
PLACES = """\
網誌

甲網誌乙 ` 甲

[網誌](x "網誌") ![網誌](x '網誌') [a](x (網誌)) [網誌][r] <b title="網誌" lang='zh-TW' aria-label='網誌'>甲</b>

# 甲 網誌

- 網誌
- 甲網誌

| 網誌 | [a](x "網誌") | <i title="網誌">甲</i> |
|--|--|--|
| `x` | ![網誌](x) | 網誌 |

> 甲
> 網誌

網誌[a](x)

<p title="網誌">網誌</p>

[r]: /x "網誌"
"""


def texts(html: str) -> list[str]:
    """The texts and values of rendered HTML."""
    found = []
    root = fragment(html)
    root.normalize()
    nodes: list[Any] = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Element):
            found += sorted(node.getAttribute(name) for name in ("title", "alt", "aria-label"))
        elif node.nodeType == node.TEXT_NODE:
            found.append(node.data)
        nodes += reversed(node.childNodes)
    return found


class TestTerms:
    """Whatever a glossary, an author or a person says is read as just that."""

    @staticmethod
    def assert_says(target: str) -> None:
        glossary = Glossary((Term("網誌", {"zh-CN": target}),))
        result = converted(PLACES, glossary=glossary)
        # GitHub's takes the bracket behind `\\\\` in a title in brackets for escaped.
        for render in (markdown_it,) if target.endswith("\\") else (github, markdown_it):
            before, after = render(PLACES), render(result)
            assert [text.replace("網誌", target) for text in texts(before)] == texts(after), result
            assert tags(before) == tags(after)

    @pytest.mark.parametrize("target", SPECIAL)
    def test_stand_everywhere(self, target: str) -> None:
        self.assert_says(target)

    @given(ANY_TEXT)
    @settings(deadline=None)
    def test_of_any_characters(self, target: str) -> None:
        self.assert_says(target)

    def test_that_are_locked(self) -> None:
        locked = Glossary((Term("軟體"),))
        text = "**軟體** 軟**體** ![軟體](x '軟體') 網路"
        assert converted(text, glossary=locked) == text.replace("網路", "网络")

    def test_of_an_author(self) -> None:
        text = (
            "甲-{zh-tw:軟體;zh-cn:软件*}- **\\_** &nbsp;甲\n\n![-{zh-tw:甲;zh-cn:乙]}-](x)\n\n-{zh-tw:SSD;zh-cn:HDD}-\n"
        )
        result = converted(text, overrides=True)
        assert github(result) == github("甲软件\\* **\\_** &nbsp;甲\n\n![乙\\]](x)\n\nHDD\n")
        assert_stays(text, to="zh-TW", from_="zh-TW", overrides=False)

    def test_of_a_person(self) -> None:
        memory = Memory((Correction("我的記憶體。", "我 A|B。", "zh-TW", "zh-CN"),))
        text = "| 我的記憶體。 | 甲 |\n|--|--|\n| 甲 | 我的**記憶體**。 |\n"
        assert converted(text, memory=memory).startswith("| 我 A\\|B。 | 甲 |\n|--|--|\n| 甲 | ")


def tags(html: str) -> list[Any]:
    return [(node[0], sorted(node[2])) for node in outline(html) if isinstance(node, tuple) and node[0] != "comment"]


class TestPunctuation:
    def test_becomes_that_of_the_region(self) -> None:
        assert_becomes("「軟體」**「軟體」** 後", "“软件”**“软件”** 后", punctuation=True)
        assert_becomes('[「軟體」](x "「軟體」")', '[“软件”](x "“软件”")', punctuation=True)

    def test_leaves_what_stands_between(self) -> None:
        text = "「隨身碟」&nbsp;\\*「記憶體」 **「軟體」**後 &copy; 程式碼"
        assert_becomes(text, "“U盘”&nbsp;\\*“内存” **“软件”**后 &copy; 代码", punctuation=True)


# Properties

# What pulldown-cmark or GitHub's reads otherwise than the other judge, and links in what stands for an image.
UNLIKE = re.compile(r"\]\[\^|!\[\[|\]\t|^\++$|<(?=[^!/a-z])|^[ \t>]*:|\|--", re.MULTILINE)

PIECES = st.sampled_from(
    [
        *"軟體 頭發 記憶體 隨身碟 裡面 皇后 甲 ，「 」 a B1 * ** _ ` `` ``` ~~ [ ] ( ) ](x) ][] ![ [軟體]".split(),
        *"[^軟體] < > <b> </b> <div> </div> <!----> | \\* & &nbsp; &#30332; $ # ## {#x} - 1. + > : ! ' \"".split(),
        *(
            "[軟體][]",
            "https://a.com/",
            "@",
            "{{",
            "}}",
            "{%",
            "%}",
            " ",
            "  ",
            "\n",
            "\n",
            "\n\n",
            "\n\n",
            "    ",
            "\t",
            "\r\n",
        ),
        *("\n> ", "\n- ", "\n# ", "\n|--|--|\n", "\n```\n"),
    ]
)
SOUP = st.lists(PIECES, max_size=30).map("".join).filter(lambda soup: not UNLIKE.search(soup))
DEFINITIONS = "\n\n[軟體]: /軟體 '軟體'\n\n[^軟體]: 軟體\n"


@given(SOUP)
@settings(deadline=None, max_examples=300)
@example("**記**憶體")
@example("[軟體]")
@example("`頭\n發`")
@example("> `軟體\n> `軟體")
def test_only_chinese_characters_change(soup: str) -> None:
    text = f"{soup}{DEFINITIONS}"
    source = Source.from_text(text, path="a.md")
    converter = Converter("zh-CN", "zh-TW")
    conversion = converter.conversion(source, format="markdown")
    result = conversion.result
    labels = [edit for edit in conversion.edits if edit.span.start == edit.span.end]
    assert all(edit.replacement in ("軟體", "[軟體]") for edit in labels)
    assert without_chinese(source.apply(labels).text) == without_chinese(result.text)
    assert source.apply(conversion.edits) == result
    assert converter.convert_source(result, format="markdown") is result


@given(SOUP)
@settings(deadline=None, max_examples=300)
def test_structure_is_kept(soup: str) -> None:
    text = f"{soup}{DEFINITIONS}"
    result = Converter("zh-CN", "zh-TW").convert_source(Source.from_text(text), format="markdown").text
    # Where the judges do not agree on what is what, one of them reads as we do.
    assert any(list(outline(judge(text))) == list(outline(judge(result))) for judge in (github, markdown_it))


@pytest.mark.parametrize(
    ("piece", "says"),
    [
        ("**記**憶體", "**内**存"),
        ("**記***憶***體**", "**记***忆***体**"),
        ("頭\n", "头\n"),
        ("[軟體]", "[软件][軟體]"),
        ("[^體]軟", "[^體]软"),
        ("![軟**體**](x)", "![软**件**](x)"),
    ],
)
def test_what_it_costs_grows_with_the_text(piece: str, says: str) -> None:
    definition = "\n\n[軟體]: /x\n"
    with never_hanging():
        result = converted(f"甲{f'{piece}，' * 4_000}{definition}")
    assert result == f"甲{f'{says}，' * 4_000}{definition}"
