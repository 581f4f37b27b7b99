"""Articles, names, glossaries and memories full of attacks: on the pages of a review they are text and nothing else."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest

from attacks import ATTACKS, attacks
from command import run
from review_pages import Reader
from wenzhang.review import ASSETS
from wenzhang.review.page import page
from wenzhang.review.tokens import Tokens

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

HEAD = "軟體的設定與網路。"
NAME = "a'\"><img src=x onerror=alert(1)><b>軟體.html"
OWN = (  # what our own markup, data and tokens might be taken for
    "<w-s n=0><w-u i=0 t='<script>alert(1)</script>'>軟體</w-u></w-s>",
    "</script><script>alert(1)</script><script type=application/json id=data>{}</script>",
    "<!--<script>軟體",
    "<main id=content><script>alert(1)</script></main>",
    "<div id=data>{}</div><form id=content name=body><input name=dataset><input id=status></form>",
    "<img name=querySelector><img name=currentScript><a id=documentElement href=//example.com>軟體</a>",
    "<html lang=軟體 data-root=//example.com/><base href=//example.com/>",
    "\ufdd00\ufdd1軟體\ufdd0\ufdd1",
    "<link rel=stylesheet href=file:///canary.css><style>@import '/canary'</style><p style='background:url(/canary)'>",
    "<p translate=no class=row data-on data-state=changed data-kind=choice>軟體</p>",
    "<svg><use href='#x'/><image href=/canary></image></svg><video poster=/canary src=/canary autoplay>軟體</video>",
    "<p t=constructor>__proto__ {软件} ${alert(1)} {{alert(1)}}</p>",
)

PROVOKE = """() => {
  let clicks = 0;
  for (const element of document.querySelectorAll("main *")) {
    for (const kind of "mouseover pointerover focus toggle error load animationstart beforematch".split(" ")) {
      element.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    if (!element.matches("a *, a, w-c, w-p, w-s") && clicks++ < 200) element.click?.();
  }
  const safe = new Set("w-s w-c w-p w-u w-f w-v w-a w-i".split(" ")), found = [];
  for (const element of document.querySelectorAll("main *")) {
    const name = element.localName;
    if (name.includes("-") && !safe.has(name)) found.push(name);
    if (/^(script|iframe|object|embed|base|meta|link|style|form|textarea|svg)$/.test(name)) found.push(name);
    if (["select", "button"].includes(name) && element.closest(".row")) found.push(name);
    for (const { name: key, value } of element.attributes) {
      if (key.startsWith("on") || ["style", "srcdoc", "srcset"].includes(key)) found.push(`${name} ${key}`);
      if (key === "src" && !/^(data:image|(..\\/)*review-assets)\\//.test(value)) found.push(`${name} ${value}`);
      if (key === "href" && element.closest(".row")) found.push(`${name} ${value}`);
    }
  }
  return found;
}"""


def matter(markup: str) -> str:
    """Front matter with it as title, value, item and key."""
    text = json.dumps(f"{HEAD}{markup}")  # what JSON quotes, YAML reads alike
    key = json.dumps(markup[:80])
    return f"---\ntitle: {text}\nexcerpt: {text}\ntags: [{text}]\n{key}: {text}\n---\n"


def in_text(markup: str) -> str:
    """A body with it as text, as text in attributes, and in what is written beside the text of the page."""
    text = html.escape(f"{HEAD}{markup}")
    return (
        f'<h2>{text}</h2><p title="{text}">{text}<img src="{text}" alt="{text}"></p><ruby>{text}<rt>{text}</rt></ruby>'
    )


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review of all of them."""
    root = tmp_path_factory.mktemp("attacked")
    articles = root / "articles"
    articles.mkdir()
    for number, (kind, markups) in enumerate((ATTACKS | {"our own": OWN}).items()):
        body = "\n".join(f"<p>{HEAD}</p>{markup}" for markup in markups)
        (articles / f"{number}.html").write_bytes(f"{matter(kind)}{body}".encode("utf-8", "replace"))
    bodies = [markup for _, markup in attacks()] + list(OWN)
    (articles / "titles.html").write_bytes(
        (matter("".join(bodies)) + "".join(map(in_text, bodies))).encode("utf-8", "replace")
    )
    (articles / "a.md").write_bytes("\n\n".join(f"{HEAD}\n\n{markup}" for markup in bodies).encode("utf-8", "replace"))
    (articles / NAME).write_text(matter("<script>alert(1)</script>"), "utf-8")
    (articles / f"broken{NAME}").write_bytes(b"\xff\xfe\0")
    cells = [f'"{bodies[0]}軟體","</w-s>{bodies[0]}"', f'設定,"{OWN[1]}"']
    (root / "terms.csv").write_text("source,zh-CN\n" + "\n".join(cells), "utf-8")
    note = escape("<script>alert(1)</script><img src=x onerror=alert(1)>")
    (root / "memory.tmx").write_text(
        '<tmx version="1.4"><header srclang="zh-TW"/><body><tu srclang="zh-TW">'
        f'<note>{note}</note><tuv xml:lang="zh-TW"><seg>{HEAD}</seg></tuv>'
        f'<tuv xml:lang="zh-CN"><seg>{note}软件</seg></tuv></tu></body></tmx>',
        "utf-8",
    )
    result = run(
        "review",
        articles,
        "--to",
        "zh-CN",
        "--from",
        "zh-TW",
        "--out",
        root / "out",
        "--glossary",
        root / "terms.csv",
        "--memory",
        root / "memory.tmx",
    )
    assert result.code == 1, result.err
    assert "1 failed" in result.err, result.err
    return root / "out"


def test_nothing_runs_or_loads(browser: Browser, attacked: Path) -> None:
    reader = Reader(browser, attacked)
    names = sorted(path.name for path in attacked.glob("*.html"))
    assert len(names) == len(ATTACKS) + 1 + 3 + 1
    for name in names:
        reader.page.goto((attacked / name).as_uri().replace("'", "%27"))
        reader.ready()
        assert reader.ask(PROVOKE) == [], name
        reader.press("n", "n", "a")
        assert reader.omens == [], name
        assert reader.ask("decodeURIComponent(location.pathname)") == str(attacked / name)


def test_it_is_shown_as_what_it_is(browser: Browser, attacked: Path) -> None:
    reader = Reader(browser, attacked)
    reader.open("titles.html.html")
    assert reader.text(".bar .name").count("<script>alert(1)</script>") > 5
    assert "<script>" in reader.text(".o h1")
    assert any("onerror=alert(1)>" in text for text in reader.page.locator(".o h2").all_text_contents())
    reader.open("index.html")
    assert NAME in reader.text("#articles")
    assert f"broken{NAME}" in reader.text("#articles .failed")
    reader.press("x")
    assert reader.omens == []


def test_the_policy_lets_our_script_run_and_no_other(browser: Browser, tmp_path: Path) -> None:
    content = (
        "<p onclick=alert(1)>甲</p><script>alert(1)</script><img src=//127.0.0.1:9/a onerror=alert(1)><base href=//b/>"
    )
    (tmp_path / ASSETS).mkdir()
    (tmp_path / ASSETS / "review.js").write_text("document.body.dataset.ready = '';", "utf-8")
    (tmp_path / ASSETS / "review.css").write_text("", "utf-8")
    made = page(kind="article", title="甲", root="", lang="zh", content=content, data={})
    (tmp_path / "a.html").write_bytes(made)
    reader = Reader(browser, tmp_path)
    reader.open("a.html")
    reader.one("p").click()
    refused = [omen for omen in reader.omens if "Content Security Policy" in omen]
    assert len(refused) >= 4
    assert not [omen for omen in reader.omens if omen.startswith("dialog")]


def test_data_cannot_end_its_element() -> None:
    data: dict[str, Any] = {"a": "</script><!--<script>", "b": ["\u2028", "]]>", "<"]}
    made = page(kind="article", title="</title><script>", root="../", lang="zh", content="", data=data).decode()
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script>', made, re.DOTALL)
    assert [json.loads(each) for each in found] == [data]
    assert "<script>" not in made.partition("<title>")[2].partition("</title>")[0]


def test_no_article_can_write_a_token() -> None:
    source = "甲\ufdd0乙"
    tokens = Tokens(source)
    first = tokens.token("<w-s n=0>")
    assert tokens.placed(f"<p>{first}{Tokens.text(first)}{Tokens.text(source)}")[0].count("<w-s") == 1
    assert "\ufdd0" not in Tokens.text(source)
