"""What everybody sees of a review: on all screens, light and dark, on paper, by ear, in their own language."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from command import ARTICLE
from corpus import fixture_articles
from review_pages import Reader

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = f"{ARTICLE.name}.html"
WIDTHS = (360, 1024, 1920)
LOOKED_AT = (  # by axe-core, after these keys
    ("index.html", ""),
    ("index.html", "x"),
    (PAGE, "nl"),
    (PAGE, "n2n"),
    (PAGE, "ns"),
    (PAGE, "?"),
    ("cloud-backup-3-2-1.md.html", "n"),
    ("html-elements-field-guide.html.html", "n"),
    ("compound-interest-rule-of-72.md.html", ""),
)


@pytest.mark.parametrize(
    ("locale", "lang", "said"), [("zh-TW", "zh-Hant", "儲存決定"), ("zh-CN", "zh-Hans", "保存决定")]
)
def test_the_reader_s_own_language(browser: Browser, review: Path, locale: str, lang: str, said: str) -> None:
    reader = Reader(browser, review, locale=locale)
    for name in ("index.html", PAGE):
        reader.open(name)
        assert reader.ask("document.documentElement.lang") == lang
        assert reader.text("#export") == said
    langs = "[...document.querySelectorAll('.row:not(.heads) > :is(.o, .t)')].map((each) => each.lang)"
    assert set(reader.ask(langs)) == {"zh-TW", "zh-CN"}
    assert reader.omens == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(browser: Browser, review: Path, scheme: str) -> None:
    package = pytest.importorskip(
        "axe_playwright_python", reason="no axe-core here (pip install axe-playwright-python)"
    )
    axe = (files(package) / "axe.min.js").read_text("utf-8")
    reader = Reader(browser, review, color_scheme=scheme)
    for name, keys in LOOKED_AT if scheme == "light" else LOOKED_AT[::3]:
        reader.open(name)
        reader.press(*keys)
        reader.ask(axe)
        found = reader.ask("axe.run({ resultTypes: ['violations'] }).then((results) => results.violations)")
        told = [
            (each["id"], each["impact"], each["nodes"][0]["html"][:200], each["nodes"][0]["failureSummary"])
            for each in found
        ]
        assert [one for one in told if one[1] in ("serious", "critical")] == [], (name, keys)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(browser: Browser, review: Path, width: int) -> None:
    reader = Reader(browser, review, viewport={"width": width, "height": 800})
    articles = fixture_articles() if width == WIDTHS[0] else fixture_articles()[::4]
    for name in ["index.html", *(f"{path.name}.html" for path in articles)]:
        reader.open(name)
        reader.press("n")
        assert reader.ask("document.documentElement.scrollWidth") <= width, name
        bar = reader.one(".bar")
        assert (bar.bounding_box() or {"height": 0})["height"] < (100 if width < 700 else 60), name
        if name != "index.html" and reader.page.locator(".row [data-on]").count():
            side = reader.one(".side").bounding_box()
            mark = reader.one(".row .o [data-on]").bounding_box()
            assert side
            assert mark
            assert side["x"] + side["width"] <= width + 1
            assert mark["y"] < (side["y"] if width < 900 else 800), name
    assert reader.omens == []


def test_on_narrow_screens_the_card_is_in_view(browser: Browser, review: Path) -> None:
    """The list is below it in one sheet, which must not stay where the list was left."""
    reader = Reader(browser, review, viewport={"width": 360, "height": 740}, has_touch=True)
    page = reader.open(PAGE)
    reader.press("n", "n", "n")
    asked = reader.text(".card .big")
    for number in (None, 6):
        if number is None:
            reader.press("n")
        else:
            page.locator(".items button").nth(number).tap()
        assert asked != (asked := reader.text(".card .big"))
        card, side = reader.one(".card .big").bounding_box(), reader.one(".side").bounding_box()
        assert card
        assert side
        assert side["y"] < card["y"] < 700
    assert reader.omens == []


def test_on_paper_and_without_scripts(browser: Browser, review: Path) -> None:
    reader = Reader(browser, review)
    page = reader.open(PAGE)
    page.emulate_media(media="print")
    assert not reader.one(".side").is_visible()
    assert not reader.one("#export").is_visible()
    assert reader.one(".o h2").is_visible()
    assert reader.one(".t h2").is_visible()
    without = Reader(browser, review, java_script_enabled=False)
    without.page.goto((review / PAGE).as_uri())
    assert "究竟這兩者有什麼不同" in without.page.inner_text("main")
    assert "needs its script" in without.page.inner_text("noscript")
