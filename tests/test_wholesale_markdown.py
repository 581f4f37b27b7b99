"""What is converted of Markdown from its events alone is what it is when converted by what its HTML says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import corpus_files, fixture_articles
from test_convert_wholesale import SIMPLIFIED, TRADITIONAL, VARIANTS
from test_plain_markdown import BLOCKS, MOSTLY_PLAIN, PATHS, SOUP, STRUCTURES, examples
from wenzhang import Converter, Source, WenzhangError
from wenzhang.conversion.variants import variant
from wenzhang.conversion.wholesale import convert_wholesale

# The sets of documents; of each at least this part is converted from its events.
SHARES = {"pingcap-docs-cn": 0.5, "hexo-site": 0.3, "ruby-lang": 0.7, "opensource-guide": 0.5}
HEADS = st.sampled_from(
    [
        *(
            "",
            "",
            "---\ntitle: 軟體\n---\n",
            '---\ntitle: "软件：后台"\ntags: ["後", "里"]\n---\n',
            "---\ntitle: '後'\n---\n",
        ),
        *(
            "---\nlang: zh-TW\n---\n",
            '---\nlang: "zh-TW"\ntitle: 後\n---\n',
            "---\nlang: 'zh-TW'\n---\n",
            "---\nlang: zh\n---\n",
        ),
        *(
            "---\nlang: zh-Hant-HK\n---\n",
            "---\nlang: en\ntitle: 後\n---\n",
            "---\nlang: [zh-TW]\n---\n",
            "---\nslug: 後\n---\n",
        ),
        *("---\ntitle: 後\nlang: zh_TW\n---\n", "---\ntitle: 記憶體\nlanguage: zh-TW\n---\n", "---\nlang:\n---\n"),
        *(
            "---\nlang: zh-TW\nlang_en: zh-TW\nlocale: zh-tw\n---\n",
            "---\nlang: ZH-tw\n---\n",
            "---\nlang: zh-CN\n---\n",
        ),
    ]
)
# Words that cross marks, and what decides whether they may.
SPANS = [
    *(
        "頭",
        "髮",
        "发",
        "后",
        "軟體",
        "软件",
        "記憶體",
        "内存",
        "程式",
        "U盤",
        "A",
        "-",
        "·",
        "，",
        " ",
        "後",
        "體",
        "乾",
        "里",
    ),
    *(
        "頭*髮*",
        "記*憶*體",
        "**程**式",
        "***頭*髮**",
        "~~頭~~髮",
        "軟<b>體</b>",
        "頭<!-- 後 -->髮",
        "程<br>式",
        "頭\n髮",
    ),
    *(
        "程\n式",
        "頭  \n髮",
        "頭\\\n髮",
        r"程\-式",
        r"頭\髮",
        r"\*頭\*髮",
        "&#36575;",
        "&#36575;體",
        "&#39636;",
        "&amp;",
        "頭&nbsp;髮",
    ),
    *("頭&amp;髮", "&lt;後&gt;", "`後`", "頭`a`髮", "`` 後 ` ``", "$5", "$後$", "$$後$$", "$5頭$6髮"),
    *(
        '網[路](u "後")',
        "網[路](/後)",
        "[後](</後>)",
        "[軟*體*](u '後')",
        r'[後](u "後\"")',
        "[後](u (後))",
        '[後](u "&#36575;")',
    ),
    *(
        '![後](後.png "後")',
        "頭![](a.png)髮",
        "[![後](a.png)](u)",
        "![頭*髮*](a.png)",
        "![頭\n髮](a.png)",
        '[後](u\n"後")',
    ),
    *(
        "<https://a.b/後>",
        "<後@b.tw>",
        "https://a.b/後",
        "www.a.b/後",
        "a@後.tw",
        "[後]",
        "[後][]",
        "[頭髮][後]",
        "![後]",
        "[^1]",
        "[^後]",
    ),
    *(
        '<span title="後">頭</span>髮',
        '<img src="a" alt="後">',
        '<img src="後.png">',
        "<kbd>後</kbd>",
        '<span lang="en">後</span>',
    ),
    *(
        '<span class="notranslate">後</span>',
        "<b title='後'>",
        "<B>後</B>",
        "<ruby>後<rt>ㄏ</rt></ruby>",
        "<u>頭\n髮</u>",
        "</b>",
        "<i>",
    ),
    *(
        '<b title="後"\nclass="後">頭</b>',
        '<a title="{{ 後 }}">',
        "<x-y>後</x-y>",
        '<b translate="no">後</b>',
        "<code>後</code>",
    ),
    *(
        "{{ 後 }}",
        "{% if 後 %}",
        "{{ a }}",
        "頭{{ a }}髮",
        "{{< b >}}",
        "{後}",
        "[後]({{ a }})",
        "@後",
        "#後",
        ":後:",
        "xxx",
        "\ue000",
    ),
    *("\u2ff0", "\x1f", "\ufeff", "💬", "\0", "\r", "港鐵", "短訊", "互聯網", "激光", "滑鼠", "激*光*"),
]
PIECES = st.lists(st.sampled_from(SPANS), max_size=8).map("".join)
MORE_BLOCKS = [
    *(
        "[後]: /後 '後'",
        "[後]: u",
        "[軟體]: /u",
        "[^1]: 後\n\n    頭\n    髮",
        "[^後]: 後",
        "## 後 {#後}",
        "## 後 {lang=en}",
        "## 後 {#a .b}",
    ),
    *(
        "頭\n: 髮",
        "| 頭 | 髮 |\n|--|--|\n| 後 | `後` |",
        "| 頭\\|髮 |\n|-|\n| 後 |",
        "> 頭\n> 髮",
        "- 頭\n  髮",
        "> 頭*髮\n> 後*",
    ),
    *(
        '<div title="後">\n後\n</div>',
        "<div>\n頭\n\n髮\n</div>",
        '<div lang="en">\n\n後\n\n</div>',
        "<!-- 後 -->",
        "<!-- 後\n\n後 -->",
    ),
    *(
        '<p>頭</p><p title="後">髮</p>',
        "<pre>\n後\n</pre>",
        "<style>\n後\n</style>",
        "<table><tr><td>後</td></tr></table>",
        "<div>頭<b>髮</b></div>",
    ),
    *(
        "> <div>後\n> 頭</div>",
        "> 頭<b\n> title='後'>髮</b>",
        "- 後\n\n  <b>頭</b>髮",
        '<img\n  alt="後">',
        "<svg><text>後</text></svg>",
    ),
]
DOCUMENTS = st.lists(
    st.tuples(
        st.one_of(PIECES, PIECES, st.sampled_from(MORE_BLOCKS), st.sampled_from(BLOCKS)),
        st.sampled_from(["\n\n", "\n\n", "\n", "\r\n\r\n", ""]),
    ).map("".join),
    max_size=4,
).map("".join)


def agree(text: str, from_: str | None = None, to: str = "zh-CN", path: str = "a.md") -> bool:
    """Whether it could be converted from its events; the result must be that of the other way."""
    source = Source(text, path=path)
    given = None if from_ is None else variant(from_)
    try:
        whole = convert_wholesale(source, given, variant(to), phrases=True, format="markdown")
    except WenzhangError:  # front matter that cannot be read
        return False
    if whole is None:
        return False
    assert whole.text == Converter(to, from_).conversion(source, format="markdown").result.text
    return True


def in_words(body: str) -> str:
    return body.replace("甲", "後")


@settings(max_examples=700, deadline=None)
@given(HEADS, PIECES, st.sampled_from([TRADITIONAL, SIMPLIFIED]), VARIANTS, PATHS)
def test_agrees_on_pieces(head: str, body: str, clear: str, variants: tuple[str | None, str], path: str) -> None:
    agree(f"{head}{clear}\n\n{body}", *variants, path)


@settings(max_examples=500, deadline=None)
@given(HEADS, DOCUMENTS, VARIANTS, PATHS)
def test_agrees_on_documents_of_pieces(head: str, body: str, variants: tuple[str | None, str], path: str) -> None:
    agree(f"{head}{body}\n\n{TRADITIONAL}\n", *variants, path)


@settings(max_examples=300, deadline=None)
@given(st.one_of(MOSTLY_PLAIN, STRUCTURES), VARIANTS, PATHS)
def test_agrees_on_structures(body: str, variants: tuple[str | None, str], path: str) -> None:
    agree(f"{TRADITIONAL}\n\n{in_words(body)}", *variants, path)


@settings(max_examples=300, deadline=None)
@given(SOUP, VARIANTS, PATHS)
def test_agrees_on_soup(body: str, variants: tuple[str | None, str], path: str) -> None:
    agree(f"{TRADITIONAL}\n\n{in_words(body)}", *variants, path)


def test_agrees_on_the_examples_of_commonmark() -> None:
    whole = []
    for example in examples():
        words = example.replace("foo", "頭*髮*").replace("bar", "後").replace("baz", "記憶體").replace("title", "後")
        whole.append(agree(f"{TRADITIONAL}\n\n{words}", "zh-TW"))
    assert sum(whole) > len(whole) / 3


@pytest.mark.parametrize("folder", SHARES)
def test_agrees_on_documents(folder: str) -> None:
    """Each from its own script."""
    whole = []
    for path in corpus_files(folder, "*.md"):
        traditional = not {"zh-tw", "zh_tw", "zh-hant"}.isdisjoint(path.parts)
        from_, to = ("zh-TW", "zh-CN") if traditional else ("zh-CN", "zh-TW")
        text = Source.from_path(path).text
        whole.append(agree(text, from_, to, str(path)))
        agree(text, None, to, str(path))
    assert sum(whole) > len(whole) * SHARES[folder]


def test_our_articles() -> None:
    whole = []
    for path in fixture_articles():
        try:
            if path.suffix == ".md" and agree(Source.from_path(path).text, path=str(path)):
                whole.append(path.name)
        except WenzhangError:
            continue
    assert "twin.md" in whole


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ""),
        ("軟體", "软件"),
        ("# 後 #\n\n後\n===\n", "# 后 #\n\n后\n===\n"),
        ("後*面*，**軟體**的", "后*面*，**软件**的"),
        ('網路 [後](/u "軟體")', '网络 [后](/u "软件")'),
        ('![後](a.png "後")', '![后](a.png "后")'),
        ("`後` 後\n\n```\n後\n```\n\n    後\n", "`後` 后\n\n```\n後\n```\n\n    後\n"),
        ("軟體\n後", "软件\n后"),
        ("價 $5 與 $6 的軟體", "价 $5 与 $6 的软件"),
        ('<span title="軟體">後</span>', '<span title="软件">后</span>'),
        ('<div title="軟體">\n後\n</div>\n', '<div title="软件">\n后\n</div>\n'),
        ("| 軟體 | 後 |\n|--|--|\n| 後 | `後` |\n", "| 软件 | 后 |\n|--|--|\n| 后 | `後` |\n"),
        ("> 軟體\n> 後\n\n- 後\n  1. 後\n", "> 软件\n> 后\n\n- 后\n  1. 后\n"),
        ("軟體\n: 後\n", "软件\n: 后\n"),
        ("後[^1]\n\n[^1]: 軟體\n", "后[^1]\n\n[^1]: 软件\n"),
        ("[軟體][a]\n\n[a]: /後\n", "[软件][a]\n\n[a]: /後\n"),
        ("<https://a.b/> 後 &amp; 後", "<https://a.b/> 后 &amp; 后"),
        ("後<!-- x -->面", "后<!-- x -->面"),
        ("{{< note >}}\n\n後\n", "{{< note >}}\n\n后\n"),
    ],
)
def test_what_is_converted_from_events(body: str, expected: str) -> None:
    text = f"{TRADITIONAL}\n\n{body}"
    assert agree(text, "zh-TW")
    whole = convert_wholesale(Source(text, path="a.md"), variant("zh-TW"), variant("zh-CN"), phrases=True)
    assert whole is not None
    assert whole.text == f"{SIMPLIFIED}\n\n{expected}"


@pytest.mark.parametrize(
    "body",
    [
        "記*憶*體",
        "記[憶](u)體",
        "記<b>憶</b>體",
        "&#36575;",
        "後 https://a.b/後",
        "[後]\n\n[後]: /u",
        "[後][]\n\n[後]: /u",
        '[後][a]\n\n[a]: /u "後"',
        "後[^後]\n\n[^後]: 後",
        "## 後 {lang=en}",
        '[後](u "&#36575;")',
        "[後](u (後))",
        '<span lang="en">後</span>',
        '<span class="notranslate">後</span>',
        "<code>後</code>",
        "<!-- 後 -->{{ 後 }}",
        "<img src='a' alt='後'>",
        "> <b\n> title='後'>髮</b>",
        "後\0",
    ],
)
def test_others_are_left(body: str) -> None:
    source = Source(f"{TRADITIONAL}\n\n{body}\n", path="a.md")
    assert convert_wholesale(source, variant("zh-TW"), variant("zh-CN"), phrases=True) is None


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (":後", "a.md"),
        ("> :後", "a.md"),
        ("&髮", "a.md"),
        ("&程式", "a.md"),
        ("⿰體]", "a.md"),
        ("⿰*髮*", "a.md"),
        ("[頭*髮*][ref\\[]\n\n[ref\\[]: /uri", "a.md"),
        (": [後]: 後 '後'", "a.md"),
        ("<p>&#36575", "a.md"),
        (r"記憶體\-體", "a.md"),
        ("> <p>\n> {%%}後", "a.md"),
        ("<p>\r\n{後{%%}", "a.md"),
        ("<p>\n後 &#36575;", "a.md"),
        ("<p>\n&#36575;</p>", "a.md"),
        ("髮{}", "a.mdx"),
        ("髮{\n}", "a.mdx"),
        ('![<i alt="後">]() 髮', "a.md"),
    ],
)
def test_agrees_on_what_once_differed(body: str, path: str) -> None:
    agree(f"{TRADITIONAL}\n\n{body}\n", "zh-TW", path=path)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("zh-TW", "zh-CN"), ('"zh-TW"', '"zh-CN"'), ("'zh-TW'", "'zh-CN'"), ("zh-Hant", "zh-CN"), ("en", "en")],
)
def test_the_language_in_front_matter(value: str, expected: str) -> None:
    """With the variant given; it is for the other way to read it from here."""
    text = f"---\nlang: {value}\ntitle: 軟體\n---\n{TRADITIONAL}\n"
    source = Source(text, path="a.md")
    assert agree(text, "zh-TW")
    whole = convert_wholesale(source, variant("zh-TW"), variant("zh-CN"), phrases=True)
    assert whole is not None
    assert whole.text == f"---\nlang: {expected}\ntitle: 软件\n---\n{SIMPLIFIED}\n"
    assert convert_wholesale(source, None, variant("zh-CN"), phrases=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "港*鐵*短**訊**互聯~~網~~激[光](u)納<b>米</b> 程式 滑鼠",
        '![港鐵短訊](a.png "互聯網激光納米")\n\n程式 滑鼠',
        '[甲](u "港鐵短訊互聯網激光納米")\n\n程式 滑鼠',
        '<img alt="港鐵短訊互聯網激光納米">\n\n程式 滑鼠',
        "港\n鐵\n短\n訊 程式 滑鼠",
        "`港鐵短訊互聯網激光納米`\n\n程式 滑鼠",
        "---\ntitle: 港鐵短訊互聯網激光納米\n---\n程式 滑鼠",
    ],
)
def test_all_text_tells_the_region(text: str) -> None:
    assert agree(f"{text}\n\n{TRADITIONAL.replace('軟體', '')}\n")
