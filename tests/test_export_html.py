"""HTML: what is read again is the same article; html5lib sees the same in it; nothing in safe HTML does anything.

Chromium is asked about the last: `attacks.py` has what it is given, `canary.py` what must not happen.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.dom.minidom import Element

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import canary
from attacks import ATTACKS, attacks
from corpus import corpus_files, fixture_articles, tokenizer_cases, tree_cases
from judge import counts, fragment, judge, squeeze, visible_text
from wenzhang import FormatError, WenzhangError, from_json, load, parse, to_json
from wenzhang.export.html import HtmlOptions, to_html
from wenzhang.model import Container, Paragraph, RawHtml, Text
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wenzhang import Article

KEEP = HtmlOptions(classes="keep")
SAFE = HtmlOptions(safe=True)
SAFE_KEEP = HtmlOptions(safe=True, classes="keep")

# What `classes="drop"` leaves out, as far as the documents here have it.
FOR_LOOKS = frozenset(
    "class style align valign bgcolor border bordercolor cellpadding cellspacing nowrap clear color face size hspace "
    "vspace background compact noshade width height".split()
)
# html5lib's cases that are not written so that they are read again: raw elements that do not end in the source where
# the parser ends them, elements within each other as only misnested tags make them, tables in paragraphs (quirks mode).
UNWRITABLE = re.compile(
    r"<(?:svg|math|plaintext|nobr)|<a.*<table|<!doctype html (?:public|system)", re.IGNORECASE | re.DOTALL
)


def html_of(markup: str, options: HtmlOptions | None = None) -> str:
    return to_html(parse(markup), options=options)


def model(article: Article, *, without: frozenset[str] = frozenset()) -> Any:
    """The tree without places; text in one piece; a list has its tags, written or not."""
    return plain(msgspec.to_builtins((article.intro, article.sections)), without)


def plain(value: Any, without: frozenset[str]) -> Any:
    if isinstance(value, dict):
        kept = {key: plain(item, without) for key, item in value.items() if not key.lower().endswith("span")}
        if isinstance(kept.get("attrs"), dict):
            kept["attrs"] = {name: item for name, item in kept["attrs"].items() if name not in without}
        if kept.get("type") == "list":
            del kept["implied"]
        return kept
    if not isinstance(value, list | tuple):
        return value
    items: list[Any] = []
    for item in (plain(item, without) for item in value):
        if items and isinstance(item, dict) and item.get("type") == "text" and items[-1].get("type") == "text":
            items[-1] = {**item, "value": items[-1]["value"] + item["value"]}
        else:
            items.append(item)
    return items


def assert_same(article: Article) -> None:
    assert model(parse(to_html(article, options=KEEP))) == model(article)
    assert model(parse(to_html(article)), without=FOR_LOOKS) == model(article, without=FOR_LOOKS)


# What is written


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>甲 &lt; 乙 &amp; 丙&nbsp;丁", "<p>甲 &lt; 乙 &amp; 丙&nbsp;丁</p>"),
        ('<p title="a &quot;b&quot; <c>">甲', '<p title="a &quot;b&quot; &lt;c&gt;">甲</p>'),
        ("<p>甲&#13;乙", "<p>甲&#13;乙</p>"),
        ("<b>甲</b><i>乙</i><s>丙</s>", "<strong>甲</strong><em>乙</em><del>丙</del>"),
        ("甲<p>乙", "甲<p>乙</p>"),
        ("<h2 id=a>甲</h2><p>乙<h3>丙</h3>", '<h2 id="a">甲</h2>\n<p>乙</p>\n<h3>丙</h3>'),
        ("<ol start=3 reversed type=a><li value=7>甲",
         '<ol start="3" reversed="" type="a">\n<li value="7">甲</li>\n</ol>'),
        ("<ol reversed><li>甲<li>乙</ol>", '<ol reversed="">\n<li>甲</li>\n<li>乙</li>\n</ol>'),
        ("<li>甲", "<ul>\n<li>甲</li>\n</ul>"),
        ("<dt>甲<dd>乙", "<dl>\n<dt>甲</dt>\n</dl>\n<dl>\n<dd>乙</dd>\n</dl>"),
        ("<details open><summary>甲</summary><p>乙</details>",
         '<details open=""><summary>甲</summary>\n<p>乙</p></details>'),
        ("<figure><img src=a alt=''><figcaption>甲</figure>",
         '<figure><img src="a" alt="">\n<figcaption>甲</figcaption></figure>'),
        ("<figure><figcaption>甲</figcaption><img src=a>",
         '<figure><figcaption>甲</figcaption>\n<img src="a"></figure>'),
        ("<figure>甲<figcaption>乙</figcaption>丙</figure>", "<figure>甲<figcaption>乙</figcaption>丙</figure>"),
        ("<img src=a width=0 height=50%>", '<img src="a" width="0" height="50%">'),
        ("<picture><source srcset=b media=m><img src=a></picture>",
         '<picture><source srcset="b" media="m"><img src="a"></picture>'),
        ("<pre>\n\n甲\n</pre>", "<pre><code>\n甲\n</code></pre>"),
        ("<pre><code class=language-py>x&lt;1</code></pre>", '<pre><code class="language-py">x&lt;1</code></pre>'),
        ("<pre>\n\n<b>甲</b>\n</pre>", "<pre>\n\n<strong>甲</strong>\n</pre>"),
        ("<pre>甲<div>乙</div><ul><li>丙</ul></pre>", "<pre>甲<div>乙</div><ul><li>丙</li></ul></pre>"),
        ("<ruby>漢<rp>(</rp><rt>ㄏㄢˋ</rt><rp>)</rp></ruby>", "<ruby>漢<rt>ㄏㄢˋ</rt></ruby>"),
        ("<p class=a>甲<span class='b notranslate'>乙</span>", '<p>甲<span class="notranslate">乙</span></p>'),
        ("<p align=center style=x:y translate=no>甲", '<p translate="no">甲</p>'),
        ("<x-box color=red size=2 class=a>甲</x-box>", '<x-box color="red" size="2">甲</x-box>'),
        ("<time datetime=2026-01-02>二日</time>", '<time datetime="2026-01-02">二日</time>'),
        ("<blockquote cite=/a><p>甲", '<blockquote cite="/a"><p>甲</p></blockquote>'),
        ("<!-- 註 --><p>甲<!-- 註 -->乙", "<p>甲乙</p>"),
        ("<video src=a>無</video><p>甲", "<video src=a>無</video>\n<p>甲</p>"),
        ("<p><svg><path d=M0>", "<p><svg><path d=\"M0\"></path></svg></p>"),
        ("<br><hr><wbr>", "<br><hr>\n<wbr>"),
        ("", ""),
    ],
)  # fmt: skip
def test_written(markup: str, expected: str) -> None:
    assert html_of(markup) == expected


def test_table() -> None:
    table = (
        "<table><caption>甲<tfoot><tr><td>合計<tbody><tr><th>乙<td align=RIGHT colspan=2 rowspan=0 width=9>1</table>"
    )
    begin = "<table>\n<caption>甲</caption>\n<tbody>\n<tr><th>乙</th>"
    end = "1</td></tr>\n</tbody>\n<tfoot>\n<tr><td>合計</td></tr>\n</tfoot>\n</table>"
    spans = 'colspan="2" rowspan="0"'
    assert html_of(table) == f'{begin}<td {spans} style="text-align: right">{end}'
    assert html_of(table, KEEP) == f'{begin}<td {spans} align="right" width="9">{end}'


def test_text_of_several_elements_stays_apart() -> None:
    """The outline opens what headings stand in; what stood beside it was on other lines."""
    html = html_of("<div>甲<h2>題</h2>乙</div>丙<svg></svg><div>丁<h3>目</h3></div>戊")
    assert html == "甲<h2>題</h2>乙<p>丙<svg></svg></p>\n<p>丁</p>\n<h3>目</h3>戊"


@pytest.mark.parametrize(
    "text", ["---\ntitle: 甲\n---\n", "+++\na = 1\n+++\n", '{"a": 1}\n', ";;;\n{}\n;;;\n", "\ufeff甲"]
)
def test_text_is_not_read_as_front_matter(text: str) -> None:
    article = parse(f"&#32;{text}")
    node = Paragraph(article.intro[0].span, (Text(article.intro[0].span, text),), implied=True)
    again = parse(to_html(msgspec.structs.replace(article, intro=(node,))))
    assert again.front_matter is None
    assert again.text == parse(f"<p>{text}").text.rstrip()


# Raw elements


def test_raw_elements_of_markdown() -> None:
    box = '<input type="checkbox" disabled=""'
    tasks = to_html(parse("- [ ] 甲\n- [x] 乙\n", format="markdown"))
    assert tasks == f'<ul>\n<li>{box}>甲</li>\n<li>{box} checked="">乙</li>\n</ul>'
    quoted = to_html(parse("> <svg>\r\n> <path/>\r\n> </svg>\r\n", format="markdown"))
    assert quoted == "<blockquote><svg>\n<path/>\n</svg></blockquote>"
    assert to_html(parse("<video src=a></video>\n", format="markdown")) == "<p><video src=a></video></p>"


def test_raw_elements_need_their_source() -> None:
    article = parse("<p>甲</p><iframe src=a></iframe>")
    with pytest.raises(FormatError, match="RawHtml has no source"):
        to_html(from_json(to_json(article)))
    assert to_html(from_json(to_json(article, source=True))) == to_html(article)
    plain_article = parse("<p>甲</p>")
    assert to_html(from_json(to_json(plain_article))) == to_html(plain_article)


@pytest.mark.parametrize("name", ["", "a b", "a>", "a/b", "a=b", "a\0"])
def test_names_that_html_cannot_have(name: str) -> None:
    article = parse("<p>甲")
    node = Paragraph(article.intro[0].span, (), {name: "x"})
    with pytest.raises(FormatError, match="cannot be the name of an attribute"):
        to_html(msgspec.structs.replace(article, intro=(node,)))
    with pytest.raises(FormatError, match="cannot be the name of an element"):
        to_html(msgspec.structs.replace(article, intro=(Container(node.span, name.replace("=", " "), ()),)))


def test_options_that_do_not_exist() -> None:
    with pytest.raises(WenzhangError, match="classes are 'none'"):
        HtmlOptions(classes="none")  # type: ignore[arg-type]


# Pages


def test_page() -> None:
    article = parse('---\ntitle: 甲 </title> & 乙\nexcerpt: 引「言」"\nlang: zh_TW\n---\n<h2>丙</h2>')
    assert to_html(article, options=HtmlOptions(page=True)) == (
        '<!DOCTYPE html>\n<html lang="zh-TW">\n<head>\n<meta charset="utf-8">\n'
        "<title>甲 &lt;/title&gt; &amp; 乙</title>\n"
        '<meta name="description" content="引「言」&quot;">\n</head>\n'
        "<body>\n<main>\n<h2>丙</h2>\n</main>\n</body>\n</html>\n"
    )


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_page_is_read_again(path: Path) -> None:
    article = load(path)
    again = parse(to_html(article, options=HtmlOptions(page=True, classes="keep")))
    assert model(again) == model(article)
    assert again.title == article.title
    assert again.lang == article.lang
    assert again.head is not None
    assert again.head.charset == "utf-8"


# Read again, and judged


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_fixture_is_read_again(path: Path) -> None:
    article = load(path)
    assert_same(article)
    html = to_html(article)
    assert to_html(parse(html)) == html
    for element in elements(html):
        classes = element.getAttribute("class").split()
        assert all(name.startswith("language-") or name == "notranslate" for name in classes)
        assert re.fullmatch(r"(?:text-align: \w+)?", element.getAttribute("style"))


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_html5lib_sees_the_same(path: Path) -> None:
    article = load(path)
    for options in (None, KEEP):
        root = fragment(to_html(article, options=options))
        judged = judge(article._body().markup)
        assert visible_text(root) == judged.text
        assert counts(root) == judged.counts


@pytest.mark.parametrize(
    ("folder", "pattern", "step"),
    [
        ("mdn-zh-html", "*.html", 24),
        ("cnwizards-help", "*.htm", 9),
        ("pingcap-docs-cn", "*.md", 12),
        ("ruby-lang", "*.md", 60),
    ],
)
def test_corpora_are_read_again(folder: str, pattern: str, step: int) -> None:
    for path in corpus_files(folder, pattern)[::step]:
        article = load(path)
        assert_same(article)
        judged, root = judge(article._body().markup), fragment(to_html(article))
        assert (visible_text(root), counts(root)) == (judged.text, judged.counts), path


def test_html5lib_cases_are_read_again() -> None:
    for case in [*tree_cases(), *tokenizer_cases()[::6]]:
        if UNWRITABLE.search(case.data) or "<" not in case.data:
            continue
        try:
            article = parse(case.data)
        except WenzhangError:
            continue
        assert model(parse(to_html(article, options=KEEP))) == model(article), case


TEXTS = st.text("甲乙丙「」，。 ab<&>\"'\xa0\u3000😀", min_size=1, max_size=6).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
)
ATTRIBUTES = st.sampled_from(
    ("", " id=x", ' lang="en"', " class='a language-b'", " title='<&amp;\"'", " translate=no", " align=left")
)
INLINE_TAGS = ("b", "em", "code", "a href=/x", "span", "del", "sub", "mark", "kbd")
BLOCK_TAGS = (
    *("p", "div", "blockquote", "li", "ul", "ol start=4", "figure", "figcaption", "details", "summary", "h2", "h3"),
    *("table", "tr", "td", "th", "caption", "dl", "dt", "dd", "pre", "aside", "section"),
)
VOIDS = st.sampled_from(
    ("<br>", "<img src=a alt=甲 width=3>", "<hr>", "<wbr>", "<input type=checkbox>", "<!-- c -->", "\n")
) | st.just("<iframe src=a></iframe>")


def within(tags: tuple[str, ...], content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(st.sampled_from(tags), ATTRIBUTES, st.lists(content, max_size=4).map("".join))
    return parts.map(lambda part: f"<{part[0]}{part[1]}>{part[2]}</{part[0].split()[0]}>")


INLINES = st.recursive(TEXTS | VOIDS, lambda content: within(INLINE_TAGS, content), max_leaves=6)
TREES = st.recursive(INLINES, lambda content: within(BLOCK_TAGS, content), max_leaves=12)
LOOSE_TAGS = st.builds("<{}{}>".format, st.sampled_from(("", "/")), st.sampled_from((*INLINE_TAGS, *BLOCK_TAGS)))


@settings(max_examples=200, deadline=None)
@given(st.lists(TREES, max_size=5).map("".join))
def test_any_content_is_read_again(markup: str) -> None:
    article = parse(markup)
    again = parse(to_html(article, options=KEEP))
    assert squeeze(again.text) == squeeze(article.text)
    if re.search("<h[1-6]|<dl", markup):
        return  # headings and definitions open what they stand in, and text beside it becomes a paragraph
    assert again.text == article.text
    if markup.count("<a ") < 2:  # within each other links are read in another way
        assert model(again) == model(article)


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS | VOIDS | LOOSE_TAGS, max_size=12).map("".join))
def test_tag_soup_keeps_its_text(markup: str) -> None:
    article = parse(markup)
    for options in (None, KEEP, SAFE):
        assert squeeze(parse(to_html(article, options=options)).text) == squeeze(article.text)


# Hostile input


@pytest.mark.parametrize(
    "opening", ["<div>", "<b>", "<blockquote><ul><li>", "<p><span>", "<details><summary>", "<table><td>", "<pre><div>"]
)
def test_deep_nesting(opening: str) -> None:
    article = parse(opening * 10_000 + "甲")
    for options in (KEEP, SAFE):
        assert "甲" in to_html(article, options=options)


@pytest.mark.parametrize(
    "markup", ["", " ", "\0", "甲\0乙", "<p title='\0'>", "<", "</p>", "<!-- ", "&#0;", "&#xD800;", "<p", "\ufeff"]
)
def test_odd_input(markup: str) -> None:
    for options in (None, KEEP, SAFE, HtmlOptions(page=True)):
        html = html_of(markup, options)
        assert "\0" not in html
        assert parse(html).text == parse(markup).text


def test_ten_thousand_sections() -> None:
    assert html_of("<h2>甲</h2><p>乙</p>" * 10_000).count("<h2>") == 10_000


# Safe


def elements(html: str) -> Iterator[Element]:
    stack: list[Any] = [fragment(html)]
    while stack:
        node = stack.pop()
        if isinstance(node, Element):
            yield node
        stack += node.childNodes


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p onclick=x>甲<script>乙</script><style>丙</style>", "<p>甲</p>"),
        ("<h2 id=a>甲</h2><a href=#a>乙</a><a href=#>丙</a>",
         '<h2 id="user-content-a">甲</h2><a href="#user-content-a">乙</a><a href="#">丙</a>'),
        ("<table><tr><th id=a>甲<td headers='a b'>乙</table>",
         '<table>\n<tbody>\n<tr><th id="user-content-a">甲</th>'
         '<td headers="user-content-a user-content-b">乙</td></tr>\n</tbody>\n</table>'),
        ("<img src=data:image/png;base64,AAAA alt='data:'>", '<img src="data:image/png;base64,AAAA" alt="data:">'),
        ("<img src=data:image/svg+xml;base64,AAAA>", "<img>"),
        ("<a href=data:image/png;base64,AAAA>甲</a>", "<a>甲</a>"),
        ("<a href=mailto:a@example.com target=_blank ping=/x>甲</a>", '<a href="mailto:a@example.com">甲</a>'),
        ("<form><p>甲<input type=password><button>乙</button></form>",
         '<p>甲<input type="checkbox" disabled="">乙</p>'),
        ("<table><tr><td align=right>1</table>",
         '<table>\n<tbody>\n<tr><td style="text-align: right">1</td></tr>\n</tbody>\n</table>'),
        ("<iframe src=/a>甲</iframe><object data=a>乙</object><svg><text>丙</text></svg>", ""),
        ("<p>水：<math><msub><mi>H</mi><mn>2</mn></msub></math>",
         "<p>水：<math><msub><mi>H</mi><mn>2</mn></msub></math></p>"),
        ("<video src=/a.mp4 controls poster=b.png autoplay></video>",
         '<video src="/a.mp4" controls="" poster="b.png"></video>'),
        ("<my-card><p>甲</my-card>", "<p>甲</p>"),
    ],
)  # fmt: skip
def test_safe(markup: str, expected: str) -> None:
    safe = html_of(markup, SAFE)
    assert safe == expected
    assert html_of(safe, SAFE) == safe


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_safe_keeps_the_text(path: Path) -> None:
    article = load(path)
    assert parse(to_html(article, options=SAFE)).text == article.text
    assert any(isinstance(node, RawHtml) for node in walk(article)) or counts(fragment(to_html(article))) == counts(
        fragment(to_html(article, options=SAFE))
    )


def test_there_are_attacks() -> None:
    assert len({attack for _, attack in attacks()}) >= 240


@pytest.mark.parametrize("options", [SAFE, SAFE_KEEP], ids=["drop", "keep"])
def test_html5lib_finds_nothing_in_safe_html(options: HtmlOptions) -> None:
    for name, attack in attacks():
        for element in elements(html_of(attack, options)):
            assert element.tagName not in (
                "script",
                "style",
                "iframe",
                "object",
                "embed",
                "base",
                "meta",
                "form",
                "svg",
            ), name
            for key, value in element.attributes.items():
                assert not key.startswith("on"), name
                if key in ("href", "src", "srcset", "poster", "cite", "xlink:href"):
                    assert not re.match(r"[\x00-\x20]*(?:javascript|data|vbscript):", value), name


def test_attacks_work_where_html_is_not_safe(tmp_path: Path) -> None:
    """The canary sees each class of attacks: without `safe` they run, load and move the page."""
    # A document of its own behind a data URL would show a real alert, and wait for a person.
    chosen = [(name, attack) for name, group in ATTACKS.items() for attack in group[:6] if "data:text" not in attack]
    found = canary.omens([html_of(attack, KEEP) for _, attack in chosen], tmp_path, possible=False)
    worked = Counter(name for (name, _), omens in zip(chosen, found, strict=True) if omens)
    assert all(worked[name] >= 1 for name in ATTACKS), worked
    assert worked.total() > len(chosen) * 2 // 3


def test_no_attack_works_in_safe_html(tmp_path: Path) -> None:
    found = canary.omens(safe_pages([attack for _, attack in attacks()], 3), tmp_path)
    assert [omens for omens in found if omens] == []


def carried() -> Iterator[str]:
    """html5lib's inputs, each with an attack in its middle, and with another behind it."""
    chosen = [attack for _, attack in attacks() if len(attack) < 200]
    for number, case in enumerate([*tree_cases(), *tokenizer_cases()]):
        middle = len(case.data) // 2
        first, second = chosen[number % len(chosen)], chosen[(number * 7) % len(chosen)]
        yield case.data[:middle] + first + case.data[middle:] + second


def safe_pages(markups: list[str], size: int) -> list[str]:
    """Their safe HTML, so many to a page."""
    written = []
    for markup in markups:
        try:
            written.append(html_of(markup, SAFE_KEEP))
        except WenzhangError:
            continue  # lone surrogates, and what reads as broken front matter
    return ["\n".join(written[start : start + size]) for start in range(0, len(written), size)]


def test_no_attack_works_from_html5lib_cases(tmp_path: Path) -> None:
    assert [omens for omens in canary.omens(safe_pages([*carried()][::23], 20), tmp_path) if omens] == []
