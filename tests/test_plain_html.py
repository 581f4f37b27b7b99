"""The quick reading of plain HTML agrees with the tree's, wherever it gives a result at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import corpus_files, fixture_articles, tokenizer_cases, tree_cases
from wenzhang.errors import SourceError
from wenzhang.read.body import body_of
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.read.html import read_html
from wenzhang.read.plain_html import MAX_DEPTH, read_plain_html
from wenzhang.source import Source
from wenzhang.walk import walk

TAGS = (
    "a address article aside b blockquote br caption center code colgroup dd details div dl dt em figcaption figure "
    "font form h1 h2 h3 hr i iframe image img input ins kbd li main math nav nobr ol option p pre ruby rt script "
    "section select span strong style summary svg table tbody td template textarea tfoot th thead title tr u ul video "
    "wbr"
).split()
ATTRIBUTES = st.sampled_from(
    """
    | | | class="a b"| id="x"| href="/?a=1&amp;b=2"| href="?a=1&b=2"| title="&copy;&nbsp;"| title="a&copy=b"| open
    | CLASS=a| class='a'| a="1" a="2"| start="3"| colspan="2" align="left"| width="10" alt="圖"| title="a\r\nb"| x="<p>"
    | x=">"| /| a="1"b="2"| data-x.y:z="1"| lang=zh| open=""|""".split("|")
)
TEXTS = st.sampled_from(
    [
        *("甲", "甲 乙", " ", "\n", "\n\n甲", "\r\n", "\r", "\f", "\u3000", "\xa0", "\0", "💬"),
        *("&amp;", "a & b", "&lt;p&gt;", "&#128512;", "&#10;", "&#128;", "&#xD800;", "&#x4e00;", "&notin;", "&not"),
        *("&NewLine;", "&Tab;", "&nbsp;", "　　甲"),
        *("&nosuch;", "&", "&#", "<", "</", "< p>", "<!x>", "<?x?>", "</br>", "</p>"),
        *("<!-- 註 -->", "<!---->", "<!-->", "<!--a--b-->", "<!-- a > b -->"),
    ]
)


def element(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("<{0}{1}>{2}</{0}>".format, st.sampled_from(TAGS), ATTRIBUTES, content)


# Elements that are closed in their turn but stand anywhere, and tags and text in any order.
TREES = st.recursive(TEXTS, lambda inner: element(st.lists(inner, max_size=4).map("".join)), max_leaves=12)
TAG_SOUP = st.one_of(
    TEXTS,
    st.builds("<{}{}>".format, st.sampled_from(TAGS), ATTRIBUTES),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    element(TEXTS),
)

# Mostly right, so that what is read plainly is deep and varied.
INLINE = st.recursive(
    st.one_of(st.just("甲"), TEXTS, st.just('<img src="a" alt="b">'), st.just("<br>")),
    lambda inner: st.builds(
        "<{0}{1}>{2}</{0}>".format,
        st.sampled_from(["a", "b", "strong", "em", "code", "span", "font", "u"]),
        ATTRIBUTES,
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=5,
)
LINE = st.lists(INLINE, max_size=3).map("".join)
SPACE = st.sampled_from(["", "", " ", "\n", "<!-- 註 -->", "甲"])


def fill(pattern: str, *contents: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(pattern.format, *contents)


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    flow = st.lists(st.one_of(inner, LINE), max_size=3).map("".join)
    return st.one_of(
        fill("<div{}>{}</div>", ATTRIBUTES, flow),
        fill("<blockquote>{}{}</blockquote>", SPACE, flow),
        fill("<ul>{}<li>{}</li>{}<li{}>{}</li></ul>", SPACE, flow, SPACE, ATTRIBUTES, flow),
        fill('<ol start="{}"><li>{}</li></ol>', st.sampled_from(["2", "-1", "x"]), flow),
        fill("<dl>{}<dt>{}</dt>{}<dd>{}</dd></dl>", SPACE, LINE, SPACE, flow),
        fill("<figure>{}<figcaption>{}</figcaption>{}</figure>", flow, LINE, flow),
        fill("<details open>{}<summary>{}</summary>{}</details>", SPACE, LINE, flow),
        fill("<table>{}<tr{}><th>{}</th>{}<td>{}</td></tr></table>", SPACE, ATTRIBUTES, flow, SPACE, flow),
        fill("<table><caption>{}</caption><thead><tr><td>{}</td></tr></thead>{}</table>", LINE, flow, SPACE),
    )


FLOWS = st.recursive(
    st.one_of(
        fill("<p{}>{}</p>", ATTRIBUTES, LINE),
        fill("<h2>{}</h2>", LINE),
        fill("<pre>{}</pre>", LINE),
        fill("{}<hr>{}", SPACE, SPACE),
        LINE,
    ),
    blocks,
    max_leaves=6,
)


def agree(body: str, start: int = 0) -> bool:
    """Whether the quick reading had a result; that of the tree must be the same."""
    source = Source(body)
    whole = body_of(source, start)
    plain = read_plain_html(whole)
    if plain is None:
        return False
    head, blocks = read_html(whole)
    assert head is None
    assert plain == blocks
    assert all(node.source is source for node in walk(plain))
    return True


@settings(max_examples=1000, deadline=None)
@given(st.lists(TREES, max_size=4).map("".join))
def test_agrees_on_elements_anywhere(body: str) -> None:
    agree(body)


@settings(max_examples=500, deadline=None)
@given(st.lists(TAG_SOUP, max_size=10).map("".join))
def test_agrees_on_tag_soup(body: str) -> None:
    agree(body)


@settings(max_examples=1000, deadline=None)
@given(st.lists(FLOWS, max_size=3).map("".join))
def test_agrees_on_what_is_mostly_plain(body: str) -> None:
    agree(body)


def test_agrees_on_the_inputs_of_html5lib() -> None:
    cases = [case.data for case in [*tree_cases(), *tokenizer_cases()]]
    assert any(agree(data) for data in cases)
    assert sum(agree(f"<div><p>{data}</p><ul><li>{data}</li></ul></div>") for data in cases) > 100


@pytest.mark.parametrize("folder", ["mdn-zh-html", "cnwizards-help"])
def test_agrees_on_documents(folder: str) -> None:
    paths = corpus_files(folder, "*.htm*")
    plain = []
    for path in paths:
        source = Source.from_path(path)
        plain += [agree(source.text, read_front_matter(source).body_start)]
    # Most of MDN's articles are plain, and none of the other set, which is made of whole pages.
    assert (sum(plain) > len(paths) * 0.9) == (folder == "mdn-zh-html")


def test_agrees_on_the_fixtures() -> None:
    for path in fixture_articles():
        try:
            source = Source.from_path(path)
        except SourceError:
            continue
        agree(source.text, read_front_matter(source).body_start)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "甲<b>乙</b>",
        '<p class="lead">甲 &amp; 乙 &#x4e00;<br>丙</p>\n<hr />',
        '<h2 id="a">一、 甲</h2><p>A &amp;&nbsp;B & C</p>',
        "<ul>\n  <li>甲<ul><li>乙</li></ul></li>\n</ul>",
        '<figure><img src="a.png" alt="甲" width="10"><figcaption>圖：<a href="#">甲</a></figcaption></figure>',
        "<details open><summary>Q1: 甲？</summary><p>乙</p></details>",
        "<table><caption>表</caption><thead><tr><th>甲</th></tr></thead><tbody><tr><td>乙</td></tr></tbody></table>",
        "<table><tr><th>甲</th></tr><tr><td>乙</td></tr></table>",
        "<dl><dt>甲</dt><dd>乙</dd><dd><p>丙</p></dd></dl>",
        '<pre>\n\nprint()\n</pre><pre><code class="language-py">\na</code></pre>',
        '<p>甲</p>\r\n<pre>\r\na\r\n</pre><p title="a\r\nb">乙\r丙</p>',
        '<div><iframe src="//a"></iframe></div><!-- 註 --><p>甲<!-- 註 -->乙</p>',
        "<ul></ul><dl>\n</dl>",
        "<div>　　<b>甲</b></div>　<p>乙</p>",
        "<div>&nbsp;</div>",
        "<div>" * (MAX_DEPTH - 1) + "</div>" * (MAX_DEPTH - 1),
    ],
)
def test_plain_bodies_are_read_quickly(body: str) -> None:
    assert agree(body)


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲<p>乙",
        "<p>甲<div>乙</div></p>",
        "<P>甲</P>",
        "<p class=a>甲</p>",
        "<p class='a'>甲</p>",
        '<p class="a" class="b">甲</p>',
        "<p>甲</p></p>",
        "<b>甲<p>乙</p></b>",
        "<b><i>甲</b></i>",
        "<a>甲<b><a>乙</a></b></a>",
        "<li>甲</li>",
        "<ul>甲<li>乙</li></ul>",
        "<table><td>甲</td></table>",
        "<table>甲<tr></tr></table>",
        "<figure><figcaption>甲</figcaption><figcaption>乙</figcaption></figure>",
        "<ruby>甲<rt>乙</rt></ruby>",
        "<svg></svg>",
        "<script>a</script>",
        "<iframe><!-- a --></iframe>",
        "<x-y></x-y>",
        "<p>a\0</p>",
        "<p>&notit;</p>",
        "<p>&#128;</p>",
        "<pre>&NewLine;</pre>",
        "<p>甲&Tab;乙</p>",
        "<p>1 < 2</p>",
        "<!doctype html><p>甲</p>",
        "<!-->甲",
        "<br>甲</br>",
        "<div/>甲",
        "<div>" * 200,
        "<div>" * 200 + "</div>" * 200,
    ],
)
def test_others_are_left_to_the_tree(body: str) -> None:
    assert read_plain_html(body_of(Source(body), 0)) is None
