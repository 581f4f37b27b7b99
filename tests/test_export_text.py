"""Plain text: by cases that anyone can read, by what a browser and html5lib show, and by the rules of line breaking.

A case is `fixtures/export/text/<name>.html` (or `.md`) beside `<name>.txt`; `<name>.links.txt` is with addresses,
`<name>.wrap20.txt` in 20 columns.
"""

from __future__ import annotations

import html
import re
import shutil
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import wenzhang
from corpus import FIXTURES, corpus_files, fixture_articles, html_fixture_articles, tokenizer_cases, tree_cases
from judge import JUDGED_WRONGLY, fragment, judge, squeeze, visible_text
from markdown_judge import github, markdown_it
from test_browser import CASES, ask
from test_markdown_documents import FOLDERS, LONG_TERMS
from test_markdown_documents import read as read_markdown
from test_read_corpus import body
from wenzhang.export.text import TextOptions, to_text
from wenzhang.export.text_lines import wrapped
from wenzhang.model import CodeBlock
from wenzhang.terminal import width
from wenzhang.walk import collect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wenzhang import Article

TEXTS = sorted((FIXTURES / "export" / "text").glob("*.txt"))

# Requirements for Chinese Text Layout (clreq), 3.1.4.1: 點號、結束引號、結束括號、連接號、間隔號、分隔號 begin no line,
# 開始引號、開始括號 end none.
BEGINS_NO_LINE = set("、，。．；：！？」』）》〉】〕］｝”’·‧～–／％")
ENDS_NO_LINE = set("「『（《〈【〔［｛“‘")

# What stands before a line that a browser has without: marks of lists, labels, numbers of footnotes.
DECORATION = re.compile(r"\s*(?:(?:- |\w+\. |\[.\] |Q: |A: |問：|答：|圖：|图：|Figure: |\[\d+\] )\s*)*")

# What a browser shows where nothing folds and no image loads, a cell is on one line and ruby has its parentheses.
PLAIN_TEXT = """(markup) => {
  page.innerHTML = markup;
  page.querySelectorAll("details").forEach((element) => { element.open = true; });
  page.querySelectorAll("img").forEach((image) => {
    const figure = image.closest("figure");
    image.replaceWith(figure && figure.querySelector("figcaption") ? "" : image.alt);
  });
  page.querySelectorAll("[style]").forEach((element) => { element.removeAttribute("style"); });
  page.querySelectorAll(":is(td, th) ul > li").forEach((item) => { item.prepend("- "); });
  page.querySelectorAll(":is(td, th) ol > li").forEach((item) => {
    item.prepend(Array.from(item.parentNode.children).indexOf(item) + 1 + ". ");
  });
  page.querySelectorAll("td, th").forEach((cell) => { cell.textContent = cell.innerText.replace(/\\\\s+/g, " "); });
  page.querySelectorAll("rt").forEach((over) => { over.prepend("（"); over.append("）"); });
  return page.innerText;
}"""

# Where we differ from the browser: it runs scripts; it does not show what is there to be found; old ruby is another
# tree with us; whole pages have more than their article; an item without content is a mark.
DIFFER = ("noscript", "hidden-until-found", "ruby-base-elements")
WHOLE_PAGES = ("electric-car-charging-faq-page.html", "world-time-zones-explained.html")


def text(markup: str, **options: object) -> str:
    return to_text(wenzhang.parse(markup, format="html"), options=TextOptions(**options))  # type: ignore[arg-type]


def in_order(words: str, longer: str) -> bool:
    """Whether all characters of one text are in another, in their order."""
    rest = iter(longer)
    return all(character in rest for character in words)


# Cases


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_case(path: Path) -> None:
    name, *options = path.name.removesuffix(".txt").split(".")
    source = next(path.parent.glob(f"{name}.[hm][td]*"))
    wrap = next((int(option.removeprefix("wrap")) for option in options if option.startswith("wrap")), None)
    made = to_text(wenzhang.load(source), options=TextOptions(wrap=wrap, links="links" in options))
    assert made == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("汉字\n汉字", "汉字汉字"),
        ("漢字，\n  漢字", "漢字，漢字"),
        ("汉字\nLatin\n汉字", "汉字 Latin 汉字"),
        ("words\nwords", "words words"),
        ("他说\n“你好”\n就走", "他说“你好”就走"),
        ("漢字 漢字", "漢字 漢字"),  # a space that its author wrote
        ("漢<b>\n字</b>", "漢字"),
        ("한국\n한국", "한국 한국"),
        ("😀\n😀", "😀 😀"),
        ("漢\r\n字", "漢字"),
    ],
)
def test_ends_of_lines(markup: str, expected: str) -> None:
    assert text(f"<p>{markup}</p>") == f"{expected}\n"


def test_title_is_there_once() -> None:
    head = "---\ntitle: 標題\n---\n"
    assert to_text(wenzhang.parse(f"{head}<p>文</p>")) == "標題\n\n文\n"
    assert to_text(wenzhang.parse(f"{head}<h1>標題</h1><p>文</p>")) == "標題\n\n文\n"


def test_labels_follow_the_script() -> None:
    figure = '<figure><img src="a"><figcaption>{}</figcaption></figure>'
    assert text(figure.format("電腦的開關")) == "圖：電腦的開關\n"
    assert text(figure.format("电脑的开关")) == "图：电脑的开关\n"
    assert text(figure.format("A switch")) == "Figure: A switch\n"
    declared = to_text(wenzhang.parse(f"---\nlang: zh-CN\n---\n{figure.format('中文')}"))
    assert declared == "图：中文\n"


def test_without_alt() -> None:
    assert text('<p>前<img src="a" alt="中">後</p>') == "前中後\n"
    assert text('<p>前<img src="a" alt="中">後</p><p><img src="b" alt="圖"></p>', alt=False) == "前後\n"


def test_links() -> None:
    page = '<a href="https://例.tw/?a=1&amp;b=2">看這裡</a>，<a href="https://a.tw">a.tw</a>，<a href="#b">此</a>'
    assert text(page) == "看這裡，a.tw，此\n"
    assert text(page, links=True) == "看這裡 <https://例.tw/?a=1&b=2>，a.tw，此\n"


def test_hidden_is_left_out() -> None:
    assert text("<p hidden>甲</p><p>乙</p><h2 hidden>丙</h2><p>丁</p><dialog>戊</dialog>") == "乙\n\n丁\n"


# Judges


def problems(articles: Iterator[tuple[str, Article, str]]) -> list[str]:
    return [f"{name}: not all of it is there" for name, article, words in articles if not whole(article, words)]


def whole(article: Article, words: str) -> bool:
    return in_order(words, squeeze(to_text(article))) and in_order(
        words, squeeze(to_text(article, options=TextOptions(wrap=30, links=True, alt=False)))
    )


@pytest.mark.parametrize("folder", ["fixtures", "mdn-zh-html", "cnwizards-help"])
def test_all_words_of_html_are_there(folder: str) -> None:
    paths = html_fixture_articles() if folder == "fixtures" else corpus_files(folder, "*.htm*")[::8]
    articles = ((path.name, wenzhang.load(path)) for path in paths)
    assert not problems((name, article, judge(body(article)).text) for name, article in articles)


@pytest.mark.parametrize("folder", FOLDERS)
def test_all_words_of_markdown_are_there(folder: str) -> None:
    """In the order of a renderer that puts footnotes at the end, as we do; one of two may differ from us in reading."""
    for path in corpus_files(folder, "*.md")[::6]:
        if any(str(path).endswith(name) for name in LONG_TERMS):
            continue
        article, markdown = read_markdown(path)
        texts = [visible_text(fragment(render(markdown))) for render in (markdown_it, github)]
        said = squeeze(to_text(article))
        assert any(in_order(without_note_signs(words), said) for words in texts), path


def without_note_signs(words: str) -> str:
    return words.replace("↩︎", "").replace("↩", "")


def test_lines_of_a_browser(tmp_path: Path) -> None:
    """Line by line the same, but for what is written before some."""
    if shutil.which("chromium", path="/usr/bin") is None:
        pytest.skip("no /usr/bin/chromium here to ask (apt-get install chromium)")
    pages = {name: path.read_bytes().decode() for name, path in CASES.items() if name not in DIFFER}
    own = [path for path in html_fixture_articles() if path.name not in WHOLE_PAGES]
    others = [path for path in corpus_files("mdn-zh-html", "*.html")[::9] if "createperiodicwave" not in str(path)]
    pages |= {str(path): body(wenzhang.load(path)) for path in [*own, *others]}
    wrong = {}
    for (name, page), theirs in zip(pages.items(), ask(tmp_path, list(pages.values()), PLAIN_TEXT), strict=True):
        ours = [line for line in text(page).split("\n") if line.strip() and line.strip() not in ("* * *", "-")]
        lines = [line for line in theirs.split("\n") if line.strip()]
        odd = [pair for pair in zip(ours, lines, strict=False) if not same_line(*pair)]
        if odd or len(ours) != len(lines):
            wrong[name] = (odd[:2], len(ours), len(lines))
    assert not wrong


def same_line(ours: str, theirs: str) -> bool:
    mark = DECORATION.match(ours)
    assert mark
    one, other = squeeze(ours), squeeze(theirs)
    return one.endswith(other) and squeeze(mark[0]).startswith(one.removesuffix(other))


def test_case_of_list_without_content() -> None:
    assert text("<ul><li></li><li>甲</li></ul>") == "-\n- 甲\n"


# Lines of so many columns

CLUSTERS = ["👨\u200d👩\u200d👧", "葛\U000e0100", "か\u3099"]
CHINESE_TEXT = st.lists(
    st.sampled_from([*"漢字中文的一二，。、）」（「》《：！？…—“”·", *"ab1 .-'\"(),%", *CLUSTERS]), max_size=60
).map("".join)


@given(CHINESE_TEXT, st.integers(1, 40))
@example("「「「「甲」」」」", 4)
@example("網址是 https://example.com/a/b/c 。", 10)
def test_wrapped(words: str, columns: int) -> None:
    words = " ".join(words.split())
    lines = wrapped(words, columns)
    assert squeeze("".join(lines)) == squeeze(words)
    for before, after in pairwise(lines):
        assert before[-1] not in ENDS_NO_LINE
        assert after[0] not in BEGINS_NO_LINE
        assert not (is_latin(before[-1]) and is_latin(after[0]) and f"{before}{after}" in words), "a word was divided"
        assert after[0] not in "\u200d\U000e0100\u3099", "a character was divided"
    for line in lines:
        if width(line) > columns:
            assert len(wrapped(line, 1)) == 1, "it could have been divided"


def is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def test_wrapped_lines_are_full() -> None:
    assert wrapped("一二三四五，六七八九十", 10) == ["一二三四", "五，六七八", "九十"]
    assert wrapped("他說：「好。」就走了", 8) == ["他說：", "「好。」", "就走了"]
    assert wrapped("", 10) == [""]


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_wrap_changes_white_space_only(path: Path) -> None:
    article = wenzhang.load(path)
    wide = to_text(article, options=TextOptions(wrap=36))
    assert squeeze(wide) == squeeze(to_text(article))
    code = {line for block in collect(article, CodeBlock) for line in block.code.split("\n")}
    lines = [line for line in wide.split("\n") if line.strip() not in {part.strip() for part in code}]
    assert not [line for line in lines if width(line) > 36 and "\t" not in line and not re.search(r"[!-~]{12}", line)]


# Hostile input


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "blockquote", "details", "table><tr><td", "figure", "ruby"])
def test_deep(tag: str) -> None:
    page = "".join(f"<{part.strip('<>')}>" for part in tag.split("><")) * 10_000 + "深"
    assert squeeze(text(page)).endswith("深")
    assert squeeze(text(page, wrap=10)).endswith("深")


@pytest.mark.parametrize("page", ["", " \n", "<p></p>", "<p>&nbsp;</p>", "<hr hidden>", "<ul></ul>", "---\n---\n"])
def test_nothing(page: str) -> None:
    assert to_text(wenzhang.parse(page)) == ""


def test_broken_html() -> None:
    cases = [case for case in (*tree_cases(), *tokenizer_cases()) if case.name not in JUDGED_WRONGLY]
    wrong = []
    for case in cases[::5]:
        try:
            article = wenzhang.parse(case.data)
        except wenzhang.WenzhangError:
            continue
        if not in_order(judge(case.data.removeprefix("\ufeff")).text, squeeze(to_text(article))):
            wrong.append(case)
    assert not wrong


MARKUP = st.lists(
    st.sampled_from(
        "<p> <b> </b> <ul> <li> <ol> </ol> <table> <tr> <td> <th> </table> <figure> <figcaption> </figure> <h2> </h2>"
        " <details> <summary> </details> <blockquote> </blockquote> <pre> </pre> <br> <hr>"
        " <a href=x> </a> <div> </div> <img alt=圖> <ruby> <rt> </ruby> <dl> <dt> <dd> <x-y> </x-y>"
        " 漢字。 Q1： A： a &amp; \n \0 &#x1F600;".split(" ")
    ),
    max_size=40,
).map("".join)


@given(MARKUP)
@settings(max_examples=300)
def test_random_html(page: str) -> None:
    article = wenzhang.parse(page, format="html")
    assert in_order(squeeze(article.text), squeeze(to_text(article)))
    assert in_order(squeeze(article.text), squeeze(to_text(article, options=TextOptions(wrap=8, links=True))))


def test_text_of_an_article_without_source() -> None:
    article = wenzhang.load(FIXTURES / "articles" / "markdown-faq.md")
    assert to_text(wenzhang.from_json(wenzhang.to_json(article))) == to_text(article)


def test_references_are_what_they_mean() -> None:
    assert text("<p>a &lt; b &amp;&#38; 漢</p>") == html.unescape("a &lt; b &amp;&#38; 漢\n")


def test_no_columns() -> None:
    with pytest.raises(wenzhang.WenzhangError, match="0 columns"):
        TextOptions(wrap=0)
