"""Input that nobody writes on purpose: reading never crashes, never hangs, and never loses text without a word."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import wenzhang
from corpus import FIXTURES, Case, corpus_files, tokenizer_cases, tree_cases
from judge import JUDGED_WRONGLY, judge, model_counts, model_text
from slices import text_problem
from wenzhang.model import Text
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang import Article

FRONT_MATTER = "---\ntitle: 甲\n---\n"
ARTICLE = FIXTURES / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"
OPENS_FRONT_MATTER = re.compile(r"---|\+\+\+|\{|\ufeff")
SURROGATE = re.compile("[\ud800-\udfff]")
VIEWS = ("title", "text", "headings", "figures", "images", "links", "faq", "parse_errors")


def survive(text: str) -> Article | None:
    """Reads a text and uses all there is of the article; None where it is a `WenzhangError`, as it may be."""
    try:
        article = wenzhang.parse(text)
    except wenzhang.WenzhangError:
        return None
    for view in VIEWS:
        getattr(article, view)
    assert_in_place(article)
    assert wenzhang.from_json(wenzhang.to_json(article, source=True)) == article
    return article


def assert_in_place(article: Article) -> None:
    """Every span lies in the text, and every text is what its span slices."""
    source = article.source.text
    for node in walk(article):
        assert 0 <= node.span.start <= node.span.end <= len(source), node
        if isinstance(node, Text):
            assert text_problem(node, source) is None


def difference(text: str) -> str | None:
    """Where our reading of a body differs from the judge's."""
    article = survive(text)
    if article is None:
        return None if SURROGATE.search(text) else "not read"
    theirs = judge(text.removeprefix("\ufeff"))
    if model_text(article) != theirs.text:
        return f"ours {model_text(article)[:80]!r}, the judge's {theirs.text[:80]!r}"
    ours = model_counts(article)
    return None if ours == theirs.counts else f"ours {ours}, the judge's {theirs.counts}"


def failures(cases: list[Case], problem: Callable[[str], object]) -> dict[str, str]:
    """What is wrong with each case that has something wrong."""
    found = {}
    for case in cases:
        try:
            wrong = problem(case.data)
        except Exception as error:
            wrong = repr(error)
        if wrong:
            found[case.name] = f"{case.data[:80]!r}: {wrong}"
    return found


def report(found: dict[str, str]) -> str:
    return f"{len(found)} cases:\n" + "\n".join(f"{name} {wrong}" for name, wrong in list(found.items())[:40])


def test_tree_construction_inputs() -> None:
    found = failures(tree_cases(), difference)
    unknown = {name: wrong for name, wrong in found.items() if name not in JUDGED_WRONGLY}
    assert not unknown, report(unknown)
    assert set(found) == JUDGED_WRONGLY, "these agree by now"


def test_tokenizer_inputs() -> None:
    found = failures(tokenizer_cases(), difference)
    assert not found, report(found)


def test_inputs_behind_front_matter() -> None:
    def problem(data: str) -> str | None:
        alone, behind = wenzhang.parse(data), wenzhang.parse(FRONT_MATTER + data)
        return None if alone.text == behind.text and behind.title == "甲" else "reads otherwise behind front matter"

    cases = [case for case in tree_cases() + tokenizer_cases() if not OPENS_FRONT_MATTER.match(case.data)]
    found = failures([case for case in cases if not SURROGATE.search(case.data)], problem)
    assert not found, report(found)


def test_fuzz_inputs() -> None:
    for path in corpus_files("bs4-fuzz", "*.testcase"):
        data = path.read_bytes()
        survive(data.decode("latin-1"))
        survive(data.decode("utf-8", "replace"))
        try:
            article = wenzhang.parse(data)
        except wenzhang.WenzhangError:
            continue
        assert article.source.encode() == data


NEST = """
import sys
import wenzhang
from wenzhang.walk import walk

opening, closing, times = sys.argv[1], sys.argv[2], 100_000
article = wenzhang.parse(opening * times + "葉" + closing * times)
assert "葉" in article.text, "the text is lost"
assert all(0 <= node.span.start <= node.span.end <= len(article.source.text) for node in walk(article))
(article.headings, article.figures, article.faq, article.links, hash(article.source.text), repr(article)[:9])
again = wenzhang.from_json(wenzhang.to_json(article, source=True))
assert again == article
"""
NESTED = (
    "<div>|</div> <b>|</b> <ul><li>|</li></ul> <blockquote>|</blockquote> <details>|</details> <p>|</p> <h2>|</h2>"
    " <table><tr><td>|</td></tr></table> <span>|</span> <a>|</a> <section>|</section> <figure>|</figure> <font>|</font>"
    " <dl><dd>|</dd></dl> <ruby>|</ruby> <svg>|</svg> <math>|</math> <x-y>|</x-y> <pre>|</pre> <b><p>|</b>"
).split()


@pytest.mark.parametrize("nested", NESTED)
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "unclosed"])
def test_nested_100_000_deep(nested: str, closed: bool) -> None:
    opening, closing = nested.split("|")
    in_new_process(NEST, opening, closing if closed else "")


LONG = """
import html
import sys
import wenzhang

piece, size = sys.argv[1], int(sys.argv[2])
times = size // len(piece.encode())
article = wenzhang.parse(piece * times)
assert article.text.count("甲") == times * html.unescape(piece).count("甲"), "text is lost"
wenzhang.to_json(article)
"""
SENTENCES = "一段夠長的<b>文字</b>，&amp; 還有別的。" * 20
LONG_OF = {
    "article": (f"<h2>甲</h2><p>{SENTENCES}<ul><li>甲<li>乙</ul>\n", 10_000_000),
    "text": ("甲 乙&丙\n", 10_000_000),
    "one line of comments": ("<!-- 乙 -->甲", 2_000_000),
    "unclosed": ("<p>甲<li>乙<b><i>丙", 1_000_000),
    "strays in a table": ("<table>甲<tr>乙<td>丙</table>", 1_000_000),
    "line ends": ("<p>甲\r\n乙</p>\r\n", 2_000_000),
    "headings": ("<h2>甲</h2>", 2_000_000),
    "references": ("<p>&#30002;&copy", 2_000_000),
    "broken tags": ("<p a='乙'b=\">\">甲</p <a / =''>甲<", 1_000_000),
    "noscript": ("甲&#<noscript>", 1_000_000),
}


@pytest.mark.parametrize(("piece", "size"), LONG_OF.values(), ids=LONG_OF)
def test_long(piece: str, size: int) -> None:
    in_new_process(LONG, piece, str(size))


QUICKLY = """
import sys
import wenzhang

article = wenzhang.parse(eval(sys.argv[1]))
article.text, article.faq, article.parse_errors, wenzhang.to_json(article, source=True)
"""
SLOW_FOR_SOME = {
    "comments before a paragraph": "'<!--a-->' * 50_000 + '<P>x'",
    "comments that do not end": "'<!--a--' * 50_000 + '<P>x'",
    "hyphens in a comment": "'<!--' + '-' * 200_000 + '<P>x'",
    "blocks of WordPress": "'<!-- wp:paragraph -->\\n<p>x</p>\\n<!-- /wp:paragraph -->' * 5_000 + '<video src=x>'",
    "fallbacks in each other": "'<td>\\n\\n Q' + '<noscript>' * 2_000",
    "references in fallbacks": "'<noscript>&#<nobr>' * 980",
    "question marks": "'<details><summary>' + '？' * 200_000 + '甲</summary>乙</details>'",
    "spaces behind a Q": "'<h2>Q' + '\u3000' * 100_000 + '甲</h2>'",
    "spaces behind 常見": "'<h2>常見的' + '\u3000' * 100_000 + '甲</h2>'",
}


@pytest.mark.parametrize("text", SLOW_FOR_SOME.values(), ids=SLOW_FOR_SOME)
def test_what_a_pattern_may_stumble_over(text: str) -> None:
    in_new_process(QUICKLY, text, seconds=20)


@pytest.mark.parametrize("times", [10, 49, 98])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<figure><img src=x>", "</figure>"),
        ("<details><summary>問？</summary>", "</details>"),
        ("<figure><table><tr><td><img src=x>", "</table></figure>"),
        ("<div itemtype=https://schema.org/Question><b itemprop=name>問</b><div itemprop=acceptedAnswer>", ""),
    ],
)
def test_json_grows_with_the_article_and_no_faster(opening: str, closing: str, times: int) -> None:
    times = min(times, 48) if "<td>" in opening or not closing else times
    text = opening * times + "甲" * 1000 + closing * times
    article = wenzhang.parse(text)
    assert len(wenzhang.to_json(article)) < 60 * len(text)
    assert wenzhang.from_json(wenzhang.to_json(article, source=True)) == article


def test_a_report_on_one_long_line() -> None:
    in_new_process(REPORT, seconds=60)


REPORT = """
from wenzhang.terminal import Paint
from wenzhang.validation.report import FORMATS
from wenzhang.config import Config
from wenzhang.validation.run import Validator

validator = Validator(Config())
(found,) = validator.conclude([validator.examine_bytes(("💬" + "&x;" * 100_000).encode(), path="a.html")])
for name in FORMATS.keys() - {"github"}:  # which knows an end
    assert len("".join(FORMATS[name]([found], Paint(False)))) > 1_000_000
"""


def in_new_process(script: str, *arguments: str, seconds: int = 120) -> None:
    """Runs a script where it can crash or hang without taking the other tests along."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=seconds, check=False
    )
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-600:]}"


def test_truncated_text() -> None:
    text = ARTICLE.read_text("utf-8")
    body = text.index("\n---\n") + len("\n---\n")
    for end in range(0, body, 3):
        survive(text[:end])
    for end in range(body, len(text), 5):
        article = survive(text[:end])
        assert article is not None
        assert model_text(article) == judge(text[body:end]).text


def test_truncated_bytes() -> None:
    data = ARTICLE.read_bytes()
    for end in range(0, len(data), 17):
        try:
            article = wenzhang.parse(data[:end])
        except wenzhang.WenzhangError:
            continue
        assert article.source.encode() == data[:end]


@pytest.mark.parametrize(
    "text", ["\0", "<p>甲\0乙</p>", "<p a='\0'>甲</p>", "<\0p>甲", "---\ntitle: 甲\0\n---\n乙", "\0---\n"]
)
def test_nul(text: str) -> None:
    survive(text)


@pytest.mark.parametrize("text", ["\ud800", "<p>甲\udfff乙</p>", "<p a='\ud83d'>甲</p>", "---\ntitle: \udc00\n---\n乙"])
def test_lone_surrogate(text: str) -> None:
    with pytest.raises(wenzhang.SourceError) as error:
        wenzhang.parse(text)
    assert error.value.position is not None
    assert SURROGATE.match(text, error.value.position.offset)


TAGS = (
    "p div span b i em strong a code pre ul ol li dl dt dd table caption thead tbody tr th td h1 h2 h3 figure"
    " figcaption details summary blockquote hr br img picture ruby rt rp rb script style textarea iframe button"
    " section article body html head x-y plaintext form nobr font"
).split()
# In these, html5lib closes elements as an older standard did: end tags in foreign content (13.2.6.5), and which
# elements are special (13.2.4.2: `main`, `summary`, `figcaption` and others), which decides what a fallback holds.
UNJUDGED_TAGS = ["svg", "math", "video", "main"]
BROKEN = [
    "<",
    "</",
    "<p",
    "<!",
    "<!--",
    "-->",
    "<!-->",
    "<![CDATA[",
    "]]>",
    "<?x",
    "&",
    "&#",
    "&#x",
    "&#0;",
    "&amp",
    "\0",
    "\r\n",
    "\r",
    "\t",
    "\f",
]
ATTRIBUTES = [
    "",
    " id=a",
    " href='#'",
    ' src="乙"',
    " open",
    " class",
    " a=&amp;",
    " ==",
    " '",
    ' "',
    "/",
    " a='>'",
    "\n",
]
TEXTS = [
    "甲",
    " 乙 ",
    "丙\n",
    "&lt;",
    "&#x7532;",
    "&notit;",
    "&hellip",
    "💬",
    "\u3000",
    "&nbsp;",
    "a<b",
    "--",
    "Q1：問？",
]


def markup(tags: list[str]) -> st.SearchStrategy[str]:
    """Tags, attributes, text, references and broken pieces of them, in any order."""
    pieces = st.one_of(
        st.builds("<{}{}>".format, st.sampled_from(tags), st.sampled_from(ATTRIBUTES)),
        st.sampled_from([f"<{tag}>" for tag in tags]),
        st.sampled_from([f"</{tag}>" for tag in tags]),
        st.sampled_from(TEXTS),
        st.sampled_from(BROKEN),
        st.text(max_size=5),
    )
    return st.lists(pieces, max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(markup(TAGS))
@example("<table>甲<b>乙<tr>丙<td>丁</b>戊")
@example("<figure><table><figcaption>甲<tr>乙")
@example("<table><caption>甲<caption>乙")
@example("<table><td>甲<thead><th>乙")
@example("<picture>甲<img>乙")
@example("<rp><p>甲")
def test_invented_markup(written: str) -> None:
    article = survive(written)
    if article is None or article.front_matter is not None:
        return
    ours, theirs = model_text(article), judge(written.removeprefix("\ufeff")).text
    if "<table" in written:  # html5lib forgets to move some elements out of a table (13.2.6.4.9): another order
        ours, theirs = "".join(sorted(ours)), "".join(sorted(theirs))
    assert ours == theirs


@settings(max_examples=300, deadline=None)
@given(markup(TAGS + UNJUDGED_TAGS))
@example("甲乙<e></l>甲")
@example("甲</>乙<!>丙</ >丁<?x>戊")
@example("<svg><style><p>甲")
def test_invented_foreign_markup(written: str) -> None:
    survive(written)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), markup(TAGS))
def test_invented_front_matter(head: str, body: str) -> None:
    survive(f"---\n{head}\n---\n{body}")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_invented_bytes(data: bytes) -> None:
    try:
        article = wenzhang.parse(data)
    except wenzhang.WenzhangError:
        return
    assert article.source.encode() == data
