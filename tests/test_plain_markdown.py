"""The quick reading of Markdown agrees with that of its HTML, wherever it gives a result at all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import corpus_files, fixture_articles
from wenzhang.errors import SourceError
from wenzhang.markdown.document import read_document
from wenzhang.read.body import markdown_body
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.read.html import read_html
from wenzhang.read.plain_markdown import read_plain_markdown
from wenzhang.source import Source
from wenzhang.walk import walk

# The sets of documents; of each at least this part is plain.
SHARES = {"pingcap-docs-cn": 0.85, "hexo-site": 0.95, "ruby-lang": 0.95, "opensource-guide": 0.55}
FOLDERS = tuple(SHARES)
PATHS = st.sampled_from(["a.md", "a.md", "a.mdx"])

# What stands within lines, most of it with words that cross marks.
SPANS = [
    *("甲", "軟體", "A", " ", "，", "。", "（", "💬", "\xa0", "\u3000", "$5", "$5 與 $6", "$x$", "1.", "《書》"),
    *("頭*髮*", "記*憶*體", "**軟**體", "***軟*體**", "~~軟~~體", "_軟_ 體", "軟<b>體</b>", "軟<!-- 註 -->體"),
    *(
        "軟\n體",
        "軟  \n體",
        "軟\\\n體",
        "軟 \n體",
        r"軟\-體",
        r"\*軟\*體",
        r"\軟",
        r"\\",
        "&#36575;",
        "&amp;",
        "&copy;体",
    ),
    *("&nbsp;", "&nosuch;", "& ", "&#0;", "&lt;b&gt;", "`軟體`", "`` 軟`體 ``", "`軟\n體`", "` `", "`a`"),
    *('網[路](u "標題")', "[軟](</後 面>)體", "[軟*體*](/後?a=1&amp;b=2 '標題')", "[](u)", r"[軟\]體](u\_v)"),
    *('![圖*片*](後.png "標題")', "![](a.png)", "[![圖](a.png)](u)", "![`圖`&amp;](a.png 'a\"b')", "![圖\n片](a.png)"),
    *(
        "<https://a.b/後>",
        "<a@b.tw>",
        "https://a.b/後",
        "[軟體]",
        "[軟體][]",
        "[頭髮][軟體]",
        "![軟體]",
        "[無]",
        "[^1]",
    ),
    *('<span title="標題">軟</span>體', '<img src="後.png" alt="圖">', "<br>", "<br/>", "<kbd>鍵</kbd>", "<b>", "</b>"),
    *("<ruby>軟<rt>ㄖ</rt></ruby>", '<span lang="en">後</span>', "<B>後</B>", "<b class=x>後</b>", "<u>軟\n體</u>"),
    *("{{ 後 }}", "{% if 後 %}", "{{< 圖 >}}", "{後}", "<{a}>", "<?後?>", "<!X>", "[後]({{ 後 }})", ":smile:"),
]
LINE = st.lists(st.sampled_from(SPANS), min_size=1, max_size=5).map("".join)
# Of these nothing but plain reading can come.
PLAIN_LINE = st.lists(
    st.one_of(
        st.sampled_from(
            ["甲", "軟體", "A", "，", "頭*髮*", "**軟**體", "~~軟~~體", r"軟\-體", "&amp;", "`軟體`", "軟\n體"]
        ),
        st.sampled_from(['網[路](u "標題")', "![圖](後.png)", "軟<b>體</b>", "<br>", "<a@b.tw>", "$5", "軟\\\n體"]),
    ),
    min_size=1,
    max_size=4,
).map("".join)

BLOCKS = [
    *("---", "***", "    code 後", "```py\n後 `a`\n```", "~~~\n後\n\n後", "```{.py}\n\n```", "$$\n後\n$$"),
    *("[軟體]: /後 '標題'", "[軟體]: u", "[^1]: 註解\n\n    後", "名詞\n: 定義\n\n    後", "名\n詞\n: 定義"),
    *(
        '<div title="標題">後</div>',
        "<div>\n\n後\n\n</div>",
        "<p>軟\n體</p>",
        "<!-- 註\n\n後 -->",
        "<details>\n<summary>問</summary>",
    ),
    *(
        "</details>",
        "<pre>\n後\n\n後</pre>",
        '<img\n alt="圖">',
        "<script>\n後\n\n</script>",
        "<table>\n<tr><td>後</td></tr>\n</table>",
    ),
    *(
        "{{% note %}}",
        "{% raw %}\n後\n{% endraw %}",
        ":::tip[標題]\n後\n:::",
        "import a from 'b'",
        "export const a = {\n  b: 1,\n}",
    ),
    *(
        "{/* 後 */}",
        "<Tabs>\n\n後\n\n</Tabs>",
        "> [!NOTE]\n> 後",
        "![圖](a.png)\n*後*",
        "- [x] 完\n- [ ] 未",
        "1) 後\n2) 後",
    ),
]
ENDS = st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n", "\n \n", "\r\n\r\n", "\r\n", ""])


def fill(pattern: str, *contents: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(pattern.format, *contents)


def without_line_ends(text: str) -> str:
    return text.replace("\n", "")


# Blocks around others: what stands before their first line, and before those that follow.
AROUND = [
    *(("> ", "> "), ("- ", "  "), ("3. ", "   "), ("* ", "  "), ("> [!TIP]\n> ", "> "), ("[^1]: ", "    ")),
    *(("名詞\n: ", "    "), ("<div>\n\n", "")),
]


@st.composite
def flows(draw: st.DrawFn, leaf: st.SearchStrategy[str], depth: int = 3) -> str:
    """Blocks, and blocks in blocks."""
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        if depth and draw(st.integers(0, 2)) == 0:
            first, others = draw(st.sampled_from(AROUND))
            inner = draw(flows(leaf, depth - 1)).rstrip("\n")
            part = first + inner.replace("\n", f"\n{others}") + ("\n\n</div>" if "<" in first else "")
        else:
            part = draw(leaf)
        parts += part, draw(ENDS)
    return "".join(parts)


def leaves(line: st.SearchStrategy[str], *others: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Blocks that hold no others."""
    one_line = line.map(without_line_ends)
    return st.one_of(
        line,
        fill("{} {} {}", st.sampled_from(["#", "##", "###"]), one_line, st.sampled_from(["", "##", "{#a .b}"])),
        fill("{}\n===", line),
        fill("| {} | {} |\n|:-:|---|\n| {} | {} |\n| {} |", *[one_line] * 5),
        fill("{} | {}\n--|-:\n{}", *[one_line] * 3),
        fill("名詞\n: {}\n: {}", line, one_line),
        *others,
    )


MOSTLY_PLAIN = flows(leaves(PLAIN_LINE))
STRUCTURES = flows(leaves(LINE, st.sampled_from(BLOCKS)))
SOUP = st.lists(
    st.one_of(
        st.sampled_from(SPANS),
        st.sampled_from(BLOCKS),
        st.sampled_from(["\n", "\n\n", "\r\n", "  \n", "\t", "    ", "> ", "- ", "1. ", "# ", "| ", "|", "\n|-|-|\n"]),
        st.sampled_from(["*", "**", "_", "`", "[", "]", "](u)", "<", ">", "&", "\\", "!", "$", "~~", ": ", "[^1]: "]),
        st.sampled_from(
            ["</p>", "<p>", "<div>", "</div>", "<!--", "-->", "{{", "}}", "{", "}", "{#a}", "\0", "\r", "\f"]
        ),
    ),
    max_size=10,
).map("".join)


def agree(body: str, start: int = 0, path: str = "a.md") -> bool:
    """Whether the quick reading had a result; that of the HTML must be the same."""
    source = Source(body, path=path)
    document = read_document(source, start)
    plain = read_plain_markdown(document)
    if plain is None:
        return False
    head, blocks = read_html(markdown_body(document))
    assert head is None
    assert plain == blocks
    assert all(node.source is source for node in walk(plain))
    return True


def examples() -> list[str]:
    """The examples of the CommonMark specification."""
    (path,) = corpus_files("commonmark", "spec.json")
    return [example["markdown"] for example in json.loads(path.read_text("utf-8"))]


@settings(max_examples=700, deadline=None)
@given(MOSTLY_PLAIN, PATHS)
def test_agrees_on_what_is_mostly_plain(body: str, path: str) -> None:
    agree(body, path=path)


@settings(max_examples=700, deadline=None)
@given(STRUCTURES, PATHS)
def test_agrees_on_structures(body: str, path: str) -> None:
    agree(body, path=path)


@settings(max_examples=700, deadline=None)
@given(SOUP, PATHS)
def test_agrees_on_soup(body: str, path: str) -> None:
    agree(body, path=path)


@settings(max_examples=200, deadline=None)
@given(MOSTLY_PLAIN)
def test_agrees_on_a_body_behind_others(body: str) -> None:
    """What stands before a body changes its places alone."""
    head = "---\ntitle: 題💬\n---\n"
    agree(head + body, len(head))


def test_agrees_on_the_examples_of_commonmark() -> None:
    found = examples()
    assert sum(map(agree, found)) > len(found) / 2
    for example in found:
        quoted = "".join(f"> {line}" for line in example.splitlines(keepends=True))
        agree(f"軟體\n\n{quoted}\n\n軟體\n")
        agree(example.replace("foo", "軟*體*").replace("\n", "\r\n"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_agrees_on_documents(folder: str) -> None:
    paths = corpus_files(folder, "*.md")
    plain = []
    for path in paths:
        source = Source.from_path(path)
        plain.append(agree(source.text, read_front_matter(source).body_start, str(path)))
    assert sum(plain) >= len(paths) * SHARES[folder]


def test_agrees_on_the_fixtures() -> None:
    plain = []
    for path in fixture_articles():
        try:
            source = Source.from_path(path)
        except SourceError:
            continue
        if agree(source.text, read_front_matter(source).body_start, str(path)):
            plain.append(path.name)
    assert "twin.md" in plain


@pytest.mark.parametrize(
    "body",
    [
        "",
        "甲\n乙  \n丙\\\n丁\r\n戊\n\n己",
        r"軟\-體 &amp; &#36575; \# 軟*體* **頭**髮 ~~髮~~",
        "# 一 #\n\n二\n===\n\n## 三 {#a .b}\n",
        '網[路](u "標題")，<https://a.b>、<a@b.tw>、[甲][]、[甲]\n\n[甲]: /u "題"\n',
        '![圖](a.png "標題") [![圖](a.png)](u)',
        "- 甲\n- 乙\n  - 丙\n\n3. 甲\n\n   乙\n",
        "- [ ] 未\n- [x] 完\n",
        "> 甲\n> > 乙\n\n> [!NOTE]\n> 丙\n",
        "```py\n後\n```\n\n    後\n\n`後` `` ` ``",
        "| 甲 | 乙 |\n|:-:|---|\n| `軟` | **體** |\n| 丙 |\n",
        "名詞\n: 定義\n\n    後\n",
        "甲\n\n---\n\n乙",
        '軟<b>體</b><br><span title="標題">甲</span><!-- 註 -->',
        '<div class="a">\n\n甲\n\n</div>\n\n<img src="a.png" alt="圖">\n',
        "<details>\n<summary>問？</summary>\n\n答\n\n</details>\n",
        "價$5與$6，{{ 後 }} [甲]({{ u }})",
        "{{% note %}}\n\n甲\n\n{{% /note %}}\n",
        ":::tip\n\n甲\n\n:::\n",
        "> 甲\n乙\n\n* 甲\n乙\n",
        "甲[^1]\n\n[^1]: 註",
        "$x$ $$y$$",
        '<img src="a?b=1&c=2">',
        '<figure\n  class="a"\n>\n<img src="a">\n</figure>',
    ],
)
def test_plain_bodies_are_read_quickly(body: str) -> None:
    assert agree(body)


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲",
        "</div>甲",
        "<b>甲",
        "*甲<b>乙*丙</b>",
        "<B>甲</B>",
        "<b class=x>甲</b>",
        "<ruby>軟<rt>ㄖ</rt></ruby>",
        "<script>甲</script>",
        "## 甲 {a=b}",
        "![*甲*](a.png)",
        "> <b\n> class='a'>甲</b>",
        '[甲](u "{{ 後 }}")',
        "甲\0",
        "<Tabs>\n\n甲\n\n</Tabs>",
    ],
)
def test_others_are_left_to_the_html(body: str) -> None:
    assert read_plain_markdown(read_document(Source(body, path="a.md"), 0)) is None


@pytest.mark.parametrize(
    "body",
    [
        "甲\f",
        "- 甲\f",
        "\t甲\r",
        "# 甲\r乙",
        ">- 甲\n>",
        ">>- one\n>>\n  >  > two\n",
        "&frac34; &HilbertSpace; &DifferentialD; &ngE;",
        "<br>\n {{<甲>}}",
        "<div></div>\n :::tip",
        "- 甲<pre>\n</pre>",
        "> <img>\n>  :::tip",
    ],
)
def test_agrees_on_what_once_differed(body: str) -> None:
    agree(body)


def test_agrees_on_an_address_of_mdx() -> None:
    agree("<{a}>", path="a.mdx")


def test_captions_in_italics_are_left_to_the_html() -> None:
    source = Source("![圖](a.png)\n*圖說*\n", path="a.md")
    assert read_plain_markdown(read_document(source, 0, italic_captions=True)) is None
    assert read_plain_markdown(read_document(source, 0)) is not None
