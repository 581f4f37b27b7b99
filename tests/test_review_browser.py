"""A person looks a conversion over, by keyboard alone, and the next conversion has what was decided."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

import wenzhang
from command import ARTICLE, run
from corpus import FIXTURES, fixture_articles
from review_pages import Reader, made
from wenzhang import Converter
from wenzhang.review.marks import marks_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = f"{ARTICLE.name}.html"
TMX = etree.DTD(str(FIXTURES / "memory" / "tmx14.dtd"))

AT_HAND = """() => {
  const on = [...document.querySelectorAll(".row [data-on]")], box = (element) => element.getBoundingClientRect();
  const row = on[0].closest(".row"), [original, converted] = row.children;
  return {
    sides: [on.filter((each) => each.closest(".o")).length, on.filter((each) => each.closest(".t")).length],
    seen: on.every((each) => box(each).top >= 60 && box(each).bottom <= innerHeight),
    apart: Math.abs(box(original).top - box(converted).top),
    at: document.querySelector(".card .at").textContent,
    big: document.querySelector(".card .big").innerText.replace(/\\s+/g, " "),
    why: document.querySelector(".card .why").textContent,
    current: document.querySelectorAll(".item[aria-current]").length,
  };
}"""


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with the real article alone."""
    folder = tmp_path / "articles"
    folder.mkdir()
    shutil.copy(ARTICLE, folder)
    return folder


def converted_texts(reader: Reader) -> list[str]:
    """What the page says of each sentence, piece by piece, on its right side."""
    texts = reader.ask("[...document.querySelectorAll('.t w-s')].map((each) => each.textContent)")
    return [text for text in texts if text.strip()]


def test_from_the_first_change_to_the_new_file(browser: Browser, articles: Path, tmp_path: Path) -> None:
    reader = Reader(browser, made(articles, tmp_path / "review"))
    reader.open("index.html")
    assert "0 / 36" in reader.text("#articles td.progress")
    reader.one("#articles a").focus()
    reader.press("Enter")
    reader.page.wait_for_url(f"**/{PAGE}")
    reader.ready()

    marks = marks_of(Converter("zh-CN").conversion(wenzhang.load(ARTICLE).source))
    while reader.page.locator(".kind[aria-pressed=false]").count():
        reader.one(".kind[aria-pressed=false]").focus()
        reader.press("Space")
    walked = []
    for number in range(1, len(marks.marks) + 1):
        reader.press("n")
        seen = reader.ask(AT_HAND)
        assert seen["at"] == f"{number} / {len(marks.marks)}"
        assert min(seen["sides"]) >= 1
        assert seen["sides"][0] == seen["sides"][1]
        assert seen["seen"], seen
        assert seen["apart"] < 1
        assert seen["current"] == 1
        assert len(seen["why"]) > 20
        walked.append(seen["big"])
    assert sorted(walked) == sorted(f"{mark.before} → {mark.after}".strip() for mark in marks.marks)
    reader.press("n")
    assert reader.ask(AT_HAND)["at"] == f"{number} / {number}"

    # Another candidate for 麼, in the headline of a question.
    reader.press("/")
    reader.write("為什麼 NVIDIA")
    reader.press("Enter")
    assert "麼" in reader.text(".card .big")
    reader.press("2")
    assert reader.text(".card .big .now") == "麽"
    assert reader.text(".card .state") == "changed"

    # A correction.
    reader.press("/")
    reader.write("積體電路")
    reader.press("Enter", "c")
    reader.write("半导体")
    reader.press("Enter")
    assert reader.text(".card .big .now") == "半导体"

    # A whole sentence.
    reader.press("/")
    reader.write("軍備競賽")
    reader.press("Enter", "s")
    reader.write("生成式 AI 的竞赛开始了。")
    reader.press("Enter")

    # A term, which stays, and one that becomes something else.
    for word, keys, target in (("雷射", ["Enter"], None), ("效能", ["Tab", "Tab"], "效能表现")):
        reader.press("/")
        reader.write(word)
        reader.press("Enter", "l")
        reader.one("dialog #term-source").wait_for()
        reader.press(*keys)
        if target:
            reader.write(target)
            reader.press("Enter")
        assert reader.text(".card .state") == "locked"

    shown = converted_texts(reader)
    file = reader.save(tmp_path)
    assert TMX.validate(etree.parse(str(file))), TMX.error_log
    out = tmp_path / "new" / ARTICLE.name
    result = run("convert", articles, "--to", "zh-CN", "--out", out.parent, "--memory", file, "--glossary", file)
    assert result.code == 0, result.err
    new = re.sub(r"\s+", " ", out.read_text("utf-8"))
    for expected in ("什麽 NVIDIA", "特殊应用半导体", "生成式 AI 的竞赛开始了。", "雷射切割机", "效能表现与适用"):
        assert expected in new
    assert "激光" not in new
    assert "性能" not in new
    for text in shown:  # all that the page said, not only what was decided
        assert re.sub(r"\s+", " ", text.strip()) in new, text
    assert reader.omens == []

    # The next review has them, each in its own way, and nothing to lock or correct any more.
    again = Reader(browser, made(articles, tmp_path / "again", "--memory", file, "--glossary", file))
    again.open(PAGE)
    counts = "[...document.querySelectorAll('.kind')].map((each) => [each.dataset.kind, each.lastChild.textContent])"
    kinds = {kind: int(count) for kind, count in again.ask(counts)}
    assert kinds["correction"] >= 3
    assert kinds["term"] >= 2
    assert converted_texts(again) == shown

    # Who thinks better of a correction has the machine's word again.
    again.press("/")
    again.write("半导体")
    again.press("Enter")
    assert again.text(".card .kind-name") == "Correction"
    again.press("2")
    assert again.text(".card .big .now") == "集成电路"
    later = again.save(tmp_path / "again")
    both = ("--memory", file, "--memory", later, "--glossary", file)
    result = run("convert", articles, "--to", "zh-CN", "--out", tmp_path / "newer", *both)
    assert result.code == 0, result.err
    assert (tmp_path / "newer" / ARTICLE.name).read_text("utf-8") == out.read_text("utf-8").replace(
        "半导体", "集成电路"
    )
    assert again.omens == []


def test_decisions_are_kept(browser: Browser, articles: Path, tmp_path: Path) -> None:
    reader = Reader(browser, made(articles, tmp_path / "review"))
    reader.open(PAGE)
    reader.press("n", "a", "2", "n", "n", "A")
    said = reader.text(".bar .looked")
    assert re.fullmatch(r"[4-9] of 36 looked over", said)
    shown = converted_texts(reader)
    file = reader.save(tmp_path).read_bytes()
    reader.open("index.html")
    assert reader.text("#articles .looked") == f"{said.split()[0]} / 36"
    reader.open(PAGE)
    assert reader.text(".bar .looked") == said
    assert converted_texts(reader) == shown
    assert reader.save(tmp_path).read_bytes() == file

    # The article goes on being written, and is reviewed again.
    article = articles / ARTICLE.name
    text = (
        article.read_text("utf-8")
        .replace("究竟這兩者", "新的一句。究竟這兩者")
        .replace("NVIDIA 靠著", "前面的話。NVIDIA 靠著")
    )
    article.write_text(text, "utf-8")
    made(articles, tmp_path / "review")
    reader.open(PAGE)
    assert reader.text(".bar .looked") == said
    reader.open("index.html")
    assert reader.text("#articles .looked") == f"{said.split()[0]} / 36"
    assert len(re.findall("<tu ", reader.save(tmp_path).read_text("utf-8"))) == len(re.findall(b"<tu ", file))

    # A sentence with a decision is gone: what was decided is still in the file.
    article.write_text(re.sub(r"NVIDIA 靠著.*?真正霸主？", "", text), "utf-8")
    made(articles, tmp_path / "review")
    reader.open(PAGE)
    reader.press("n", "a")
    assert len(re.findall("<tu ", reader.save(tmp_path).read_text("utf-8"))) == len(re.findall(b"<tu ", file))
    assert reader.omens == []


def test_one_file_for_all_articles(browser: Browser, review: Path, tmp_path: Path) -> None:
    reader = Reader(browser, review)
    for name in (PAGE, "first-salary-money-handbook.md.html"):
        reader.open(name)
        reader.press("n", "2")
    files = set()
    for name in ("index.html", PAGE, "cloud-backup-3-2-1.md.html"):
        reader.open(name)
        file = reader.save(tmp_path).read_text("utf-8")
        assert file.count("<tu ") == 2, name
        files.add("\n".join(sorted(file.splitlines())))
    assert len(files) == 1
    assert reader.omens == []


def test_undoing_and_two_pages_at_once(browser: Browser, review: Path, tmp_path: Path) -> None:
    reader = Reader(browser, review)
    page = reader.open(PAGE)
    first = reader.text(".row .t w-u[data-kind=choice]")
    reader.press("n", "2")
    assert reader.text(".row .t w-u[data-kind=choice]") != first
    reader.press("u")
    assert reader.text(".row .t w-u[data-kind=choice]") == first
    assert "<tu " not in reader.save(tmp_path).read_text("utf-8")

    other = reader.context.new_page()
    reader.omens.clear()
    other.goto((review / "cloud-backup-3-2-1.md.html").as_uri())
    other.wait_for_selector("body[data-ready]", state="attached")

    def terms(count: int) -> None:
        """Waits until both pages know of as many terms: a browser tells one process of the other in its own time."""
        for each in (page, other):
            each.wait_for_function(
                "(count) => Object.entries(localStorage).some(([name, value]) => name.endsWith('/') "
                "&& JSON.parse(value).length === count)",
                arg=count,
            )

    for key in ("n", "l", "Enter"):
        other.keyboard.press(key)
    terms(1)
    reader.press("l", "Enter")
    terms(2)
    assert reader.save(tmp_path).read_text("utf-8").count("x-wenzhang-term") == 2
    reader.press("l")
    terms(1)
    other.keyboard.press("l")
    terms(0)
    assert "x-wenzhang-term" not in reader.save(tmp_path).read_text("utf-8")


def test_a_browser_that_keeps_nothing(browser: Browser, review: Path, tmp_path: Path) -> None:
    reader = Reader(browser, review)
    reader.context.add_init_script(
        "delete window.localStorage; Object.defineProperty(window, 'localStorage', "
        "{ get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    reader.open(PAGE)
    assert "keeps nothing" in reader.text(".notice")
    reader.press("n", "2")
    assert reader.save(tmp_path).read_text("utf-8").count("<tu ") == 1
    reader.open("index.html")
    assert "keeps nothing" in reader.text(".notice")
    assert reader.omens == []


def test_a_browser_whose_storage_is_full(browser: Browser, review: Path, tmp_path: Path) -> None:
    reader = Reader(browser, review)
    reader.context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
    )
    reader.open(PAGE)
    reader.press("n", "2")
    assert "full" in reader.text("#full")
    assert reader.save(tmp_path).read_text("utf-8").count("<tu ") == 1


def test_filters_search_and_order(browser: Browser, review: Path) -> None:
    reader = Reader(browser, review)
    reader.open("cloud-backup-3-2-1.md.html")
    listed = "[...document.querySelectorAll('.item')].map((each) => each.dataset.kind)"
    kinds = reader.ask(listed)
    assert kinds == sorted(kinds, key=["choice", "crossing", "word", "finding"].index)
    assert kinds.count("finding") == 6
    reader.one(".kind[data-kind=word]").click()
    assert "word" not in reader.ask(listed)
    reader.one(".kind[data-kind=choice]").click()
    assert set(reader.ask(listed)) == {"finding"}
    reader.press("n")
    assert reader.ask("document.querySelector('.o w-f[data-on]').getBoundingClientRect().top") > 50
    assert reader.text(".card .big")[:2].isupper()
    reader.press("a", "f")  # seen; only what is to do
    assert len(reader.ask(listed)) == 5
    reader.press("f")
    assert len(reader.ask(listed)) == 1
    reader.press("f", "/")
    reader.write("不在這裡")
    assert reader.text(".items") == "Nothing here."
    reader.press("Control+a", "Delete", "Escape")
    reader.one(".kind[data-kind=word]").click()
    reader.one("#order").select_option("place")
    tops = reader.ask(
        "[...document.querySelectorAll('.item')].slice(0, 8).map((each) => (each.click(), "
        "document.querySelector('.o [data-on]').getBoundingClientRect().top + scrollY))"
    )
    assert tops == sorted(tops)
    assert reader.omens == []


def test_help_and_keys(browser: Browser, review: Path) -> None:
    reader = Reader(browser, review)
    reader.open(PAGE)
    reader.press("?")
    assert len(reader.page.locator("dialog .keys dt").all()) == 15
    reader.one("#keys-on").uncheck()
    reader.press("Escape")
    reader.one("dialog").wait_for(state="detached")
    reader.press("n")
    assert reader.page.locator("[data-on]").count() == 0  # keys of one letter are off
    reader.one("[aria-keyshortcuts=n]").focus()
    reader.press("Enter")
    assert reader.page.locator("[data-on]").count() > 1
    # Who goes by Tab and Enter stays at the button, although what is at hand changes.
    reader.one(".card [aria-keyshortcuts=a]").focus()
    reader.press("Enter", "Enter", "Enter")
    assert reader.text(".bar .looked") == "3 of 36 looked over"
    assert reader.ask("document.querySelector('#status').textContent") != ""


def test_a_folder_of_many(browser: Browser, tmp_path: Path) -> None:
    """A tenth of a second for the index of 300 and for the page of most; what is allowed here is for slow machines."""
    for number in range(3):
        shutil.copytree(FIXTURES / "articles", tmp_path / "articles" / str(number))
    reader = Reader(browser, made(tmp_path / "articles", tmp_path / "review"))
    ready = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    reader.open("index.html")
    assert reader.ask(ready) < 2000
    rows = reader.page.locator("#articles tbody tr")
    assert rows.count() == 3 * len(fixture_articles())
    reader.press("/")
    reader.write("gpu-vs")
    assert rows.count() == 3
    reader.one("#articles a").click()
    reader.ready()
    assert reader.ask(ready) < 2000
    reader.press("n", "a", "i")
    reader.page.wait_for_url("**/index.html")
    reader.ready()
    reader.one("#order").select_option("progress")
    assert "0 / 41" in reader.text("#articles .looked")  # the most that nobody has looked at
    reader.one("#shown").select_option("open")
    assert 0 < rows.count() < 3 * len(fixture_articles())
    assert sorted(reader.page.locator(".looked").all_text_contents()).count("1 / 36") == 1
    assert reader.omens == []
