"""What an HTML body says, judged by html5lib, and the same measures of our own model to hold against it.

Nothing here reads with `wenzhang.read`: the judge's text and counts come from another parser's tree. What it
leaves out is what no browser shows: what the HTML Standard gives `display: none` (15.3.1), the
fallback of elements that show something else (15.4, 15.5), annotations of MathML and descriptions of SVG.

The tree is html5lib's minidom one: its ElementTree one loses what is moved out of a table in a fragment.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from xml.dom.minidom import Document, DocumentFragment, Element, Text

import html5lib

from wenzhang.model import Details, Figure, Image, Link, ListItem, Table
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.dom.minidom import Node

    from wenzhang import Article

HIDDEN = frozenset(  # HTML Standard, 15.3.1
    ("datalist", "head", "link", "meta", "noembed", "noframes", "rp", "script", "style", "template", "title")
)
REPLACED = frozenset(("audio", "canvas", "iframe", "object", "video", "meter", "progress"))  # 15.4, 15.5
FOREIGN_NOTES = frozenset(("annotation", "annotation-xml", "desc", "metadata"))  # MathML Core 2.1; SVG 2, 5.7, 5.9
COUNTED = ("headings", "figure", "details", "table", "img", "links", "li")

# Cases of html5lib-tests where html5lib 1.1 is wrong by today's standard; a browser agrees with us on each of them.
JUDGED_WRONGLY = frozenset(
    # <isindex> is an unknown element now, not a form with a prompt (13.2.6.4.7).
    "isindex.dat[0] isindex.dat[1] isindex.dat[3] tests19.dat[7]"
    # <template> has a content of its own and an insertion mode (13.2.6.4.22).
    " template.dat[6] template.dat[78] template.dat[95] template.dat[97] template.dat[101] template.dat[106]"
    # <select> takes any content, without an insertion mode of its own (13.2.6.4.7), and <selectedcontent> repeats the
    # option that is chosen (4.10.17).
    " tables01.dat[7] tables01.dat[17] tests18.dat[13] tests18.dat[14] webkit02.dat[37] webkit02.dat[39]"
    " webkit02.dat[44] webkit02.dat[45] webkit02.dat[46] webkit02.dat[47]"
    # <dialog> ends a paragraph, and has one of its own (13.2.6.4.7).
    " blocks.dat[12]"
    # <table> in a <table> ends the first (13.2.6.4.9); html5lib drops it in fragments.
    " tests6.dat[41] tests8.dat[7] tricky01.dat[7]".split()
)

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS = {Figure: "figure", Details: "details", Table: "table", Image: "img", Link: "links", ListItem: "li"}
_COMMENT = r"<!--(?:-?>|(?:[^-]|-(?!-!?>))*+--!?>)"
_PAGE_TAG = r"<(?:!doctype|(?:html|head|body)(?![^\t\n\f\r />]))"
_PAGE = re.compile(rf"(?:[\t\n\f\r \ufeff]|{_COMMENT})*+{_PAGE_TAG}", re.IGNORECASE)


class Judgement(NamedTuple):
    """The text without any white space, and how many there are of each of `COUNTED`."""

    text: str
    counts: dict[str, int]


@lru_cache(maxsize=4096)
def judge(body: str) -> Judgement:
    """The judgement of a body: of a whole page where it begins like one, else of a fragment."""
    root = page_root(body) if _PAGE.match(body) else fragment(body)
    return Judgement(visible_text(root), counts(root))


def fragment(body: str, container: str = "div") -> DocumentFragment:
    """The tree of what stands in `container`."""
    root = html5lib.parseFragment(body, container, treebuilder="dom", namespaceHTMLElements=False)
    assert isinstance(root, DocumentFragment)
    return root


def page_root(page: str) -> Element:
    """What holds the article in a whole page: its only `<main>`, else its only `<article>`, else `<body>`."""
    document = html5lib.parse(page, treebuilder="dom", namespaceHTMLElements=False)
    assert isinstance(document, Document)
    for tag in ("main", "article", "body"):
        found = [element for element in document.getElementsByTagName(tag) if element.namespaceURI is None]
        if len(found) == 1:
            return found[0]
    return document.createElement("body")  # a page of frames


def visible_text(root: Node) -> str:
    """The text a browser shows, without any white space."""
    return squeeze("".join(node.data for node in rendered_nodes(root, hidden=False) if isinstance(node, Text)))


def counts(root: Node) -> dict[str, int]:
    """How many there are of each of `COUNTED` below the root; nothing inside SVG and MathML counts."""
    elements = (node for node in rendered_nodes(root, foreign=False) if isinstance(node, Element) and node is not root)
    found = Counter(map(_counted_as, elements))
    return {name: found[name] for name in COUNTED}


def squeeze(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def model_text(article: Article) -> str:
    """The model's visible text, without any white space."""
    return squeeze(article.text)


def model_counts(article: Article) -> dict[str, int]:
    """What `counts` counts, in our model."""
    found = Counter(_KINDS.get(type(node)) for node in walk(article) if not getattr(node, "implied", False))
    return {name: found[name] for name in COUNTED} | {"headings": len(article.headings)}


def _counted_as(element: Element) -> str:
    tag = element.tagName
    if tag == "a":
        return "links" if element.hasAttribute("href") else ""
    return "headings" if tag in _HEADINGS else tag


def rendered_nodes(root: Node, *, foreign: bool = True, hidden: bool = True) -> Iterator[Node]:
    """What a browser renders, in the order of the document; without `foreign`, nothing of SVG and MathML.

    With `hidden`, also what its author has hidden, which is in the model but not in its text.
    """
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Element) and node is not root and (_is_unrendered(node) or not (hidden or _shown(node))):
            continue
        if foreign or getattr(node, "namespaceURI", None) is None:
            yield node
            stack.extend(reversed(node.childNodes))


def _shown(element: Element) -> bool:
    if element.namespaceURI is not None:
        return True
    if element.hasAttribute("hidden"):
        return bool(element.getAttribute("hidden").lower() == "until-found")
    return element.tagName != "dialog" or element.hasAttribute("open")


def _is_unrendered(element: Element) -> bool:
    tag = element.localName or element.tagName
    return tag in HIDDEN or tag in REPLACED or (element.namespaceURI is not None and tag in FOREIGN_NOTES)
