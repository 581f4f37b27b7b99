"""Handing articles and nodes to BeautifulSoup and lxml, and taking theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from lxml.html import HtmlElement


def soup(html: str) -> BeautifulSoup:
    """A BeautifulSoup of this markup, parsed by lxml."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "lxml")


def lxml_tree(html: str, *, page: bool) -> HtmlElement:
    """An lxml tree: of a whole page the `<html>` element, else a `<div>` around the fragment.

    lxml cuts off what is nested deeper than 2,048 elements.
    """
    from lxml import html as lxml_html

    # Bytes, since lxml refuses text that declares an encoding; a known encoding, since it would obey the declaration.
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    if page:
        return lxml_html.document_fromstring(html.encode(), parser=parser)
    return lxml_html.fragment_fromstring(html.encode(), create_parent="div", parser=parser)


def markup_of(tree: Any) -> str:
    """The HTML of a BeautifulSoup, a Tag, an lxml element or an lxml tree.

    Raises `TypeError` for anything else.
    """
    home = type(tree).__module__.partition(".")[0]
    if home == "bs4":
        return str(tree)
    if hasattr(tree, "iter"):
        from lxml import etree

        if isinstance(tree, (etree._Element, etree._ElementTree)):
            return etree.tostring(tree, encoding="unicode", method="html", with_tail=False)
    raise TypeError(
        f"parse takes str, bytes, a Source, a BeautifulSoup, a Tag or an lxml element, not {type(tree).__name__}"
    )
