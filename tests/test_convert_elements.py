"""What is inside of which element, without a tree: judged by the tree of a parser that builds one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from turbohtml import Element, parse_fragment
from turbohtml import Text as TreeText

from effort import PROPORTIONAL, growth
from hang import never_hanging
from wenzhang.conversion.html import read_body
from wenzhang.conversion.policy import POLICY

BLOCKS = "p div ul li dl dt dd h2 h3 section blockquote details summary pre".split()
INLINES = "b i em span code kbd ruby rt svg".split()
# Left out is what makes a parser move text that it has read already: `</b>` across blocks, tables.
SAYS = st.sampled_from(["", "", "", " translate=no"])


def translated(markup: str) -> str:
    """The text that is to be translated, as a stack of open elements has it."""
    found = read_body(markup, 0, POLICY)
    return "".join(markup[stretch.start : stretch.end] for stretch in found.stretches)


def translated_in_tree(markup: str) -> str:
    """The same as the tree has it. No recursion: trees are as deep as the markup."""
    found: list[str] = []
    nodes = [(node, True) for node in reversed(list(parse_fragment(markup)))]
    while nodes:
        node, translate = nodes.pop()
        if isinstance(node, TreeText) and translate:
            found.append(node.data)
        elif isinstance(node, Element):
            inside = translate and node.attr("translate") != "no" and node.tag not in POLICY.protected_elements
            nodes += [(child, inside) for child in reversed(list(node))]
    return "".join(found)


@st.composite
def well_meant(draw: st.DrawFn) -> str:
    """Markup as people write it: nested as it should be, but for end tags that are left out or come too often."""

    def content(depth: int, tags: list[str]) -> str:
        pieces = []
        for _ in range(draw(st.integers(0, 3))):
            tag = draw(st.sampled_from(tags))
            inside = content(depth - 1, INLINES if tag in INLINES else tags) if depth else "文"
            end = draw(st.sampled_from([1, 1, 1, 0, 2 if tag in BLOCKS else 0])) * f"</{tag}>"
            pieces.append(f"字<{tag}{draw(SAYS)}>{inside}{end}")
        return "".join(pieces) + "尾"

    text = content(3, BLOCKS + INLINES)
    return "".join(chr(0x4E00 + place) if character in "文字尾" else character for place, character in enumerate(text))


@settings(deadline=None, max_examples=500)
@given(well_meant())
def test_the_stack_agrees_with_the_tree(markup: str) -> None:
    # Of four equal formatting elements in each other, the parser forgets one.
    assume(all(markup.count(f"<{tag}") < 4 for tag in ("b", "i", "em", "code")))
    # Formatting across blocks moves text about: the same text, perhaps in another order.
    assert sorted(translated(markup)) == sorted(translated_in_tree(markup))


@pytest.mark.parametrize(
    "markup",
    [
        "<p translate=no>甲<p>乙",
        "<p translate=no>甲<div>乙</div>丙",
        "<ul><li translate=no>甲<li>乙<ul><li>丙</ul>丁</ul>戊",
        "<ul><li translate=no>甲<ul><li>乙</ul><li>丙</ul>",
        "<dl><dt translate=no>甲<dd>乙<dt>丙</dl>",
        "<table><tr><td translate=no>甲<td>乙<tr><td>丙</table>丁",
        "<table><tr translate=no><td>甲<tr><td>乙<tbody><tr><td>丙</table>丁",
        "<table><td><table><td translate=no>甲</table>乙<td>丙</table>",
        "<table><caption translate=no>甲<tr><td>乙</table>",
        "<td translate=no>甲",
        "<h2 translate=no>甲<h3>乙</h2>丙",
        "<p><code>甲<p>乙</code>丙",
        "<p><code>甲</p>乙<div>丙</code>丁</div>戊",
        "<p><code>甲</p><table><td>乙</table>丙",
        "<b translate=no>甲<p>乙</b>丙",
        "<a translate=no>甲<a>乙</a>丙",
        "<div><span translate=no>甲</div>乙</span>丙",
        "<p translate=no>甲</div>乙</span>丙</p>丁",
        "<button translate=no>甲<button>乙",
        "<p translate=no>甲<button>乙<p>丙</button>丁",
        "<select><option translate=no>甲<option>乙</select>",
        "<ruby>甲<rt>乙<rt>丙</ruby>丁<rt translate=no>戊<p>己",
        "<svg translate=no>甲<p>乙",
        "<svg><g translate=no />甲</svg>乙",
        "<div translate=no />甲</div>乙",
        "<svg><desc translate=no><p>甲</svg>乙</desc>丙",
        "<img translate=no>甲<br translate=no>乙",
        "<template><p translate=no></template>甲",
        "<head translate=no><p>甲",
        "甲</p translate=no>乙",
    ],
)
def test_cases(markup: str) -> None:
    assert sorted(translated(markup)) == sorted(translated_in_tree(markup))


@pytest.mark.parametrize(
    "markup",
    [
        lambda n: "<div>" * n + "</span>" * n,
        lambda n: "<i>" * n + "<div>" * n + "</i>" * n,
        lambda n: "<p><b translate=no>" * n,
        lambda n: "<p><button>" + "<span>" * n + "<div>" * n,
        lambda n: "<svg>" + "<g>" * n + "<title>" * (n // 10),
        lambda n: "<svg><style/></svg>" * n,
        lambda n: "<svg><title><b></title></svg>" * n,
        lambda n: "<table><td>" * n,
        lambda n: "<noscript>" * n,
        lambda n: "<svg>" + "<![CDATA[" * n,
        lambda n: "</>" * n,
        lambda n: "{{" * n,
        lambda n: "<p " + "a=1 " * n + "title=x>",
    ],
    ids=lambda markup: markup(1)[:20],
)
def test_hostile_markup_takes_no_longer_than_it_is_long(markup: Callable[[int], str]) -> None:
    def look(count: int) -> None:
        read_body(markup(count), 0, POLICY)

    with never_hanging():
        look(100_000)
    assert growth(look, 200) < PROPORTIONAL
