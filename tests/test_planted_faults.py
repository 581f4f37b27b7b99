"""Each rule finds the fault that is planted for it, where it was planted, and nothing else is found for it."""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import fixture_articles
from planted_faults import FAULTS, HTTPS, IMAGE, Choose, Ground, Planted, plant
from wenzhang import Source
from wenzhang.config import Config
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.registry import catalogue
from wenzhang.validation.run import FileFindings, Validator

# Articles by chance

SENTENCES = (
    "夜市從傍晚開始熱鬧起來，💬 攤販陸續把燈點亮。",
    "從車站走過來只要五分鐘，沿著河邊的路燈走就不會迷路。",
    "想吃得舒服，最好避開週末的八點到九點。",
    "每一攤的價錢都寫在招牌上，找零時記得點清楚。",
    "這裡的老闆多半是第二代，從父母手裡接下鍋鏟。",
    "下雨天照樣營業，只是座位會少一半。",
)
INLINES = (
    "<strong>先吃鹹的</strong>，再吃甜的。",
    f'詳見<a href="{HTTPS}">逛夜市的路線</a>。',
    "指令是<code>go --night</code>。",
    "💬 &amp; 其他。",
)
MARKDOWN_INLINES = (
    "**先吃鹹的** 再吃甜的。",
    f"詳見[逛夜市的路線]({HTTPS})。",
    "指令是 `go --night` 。",
    "💬 與其他。",
)
BLOCKS = (
    '<ul class="list-disc"><li>蚵仔煎</li><li>臭豆腐</li></ul>',
    "<table><thead><tr><th>攤位</th><th>價錢</th></tr></thead><tbody><tr><td>甲</td><td>60</td></tr></tbody></table>",
    f"<figure>{IMAGE}<figcaption>圖：傍晚的攤位。</figcaption></figure>",
    "<blockquote><p>來了就不想走。</p></blockquote>",
    "<pre><code>open = 17\nclose = 24\n</code></pre>",
)
MARKDOWN_BLOCKS = (
    "- 蚵仔煎\n- 臭豆腐",
    "| 攤位 | 價錢 |\n| --- | --- |\n| 甲 | 60 |",
    "> 來了就不想走。",
    "```python\nopen = 17\n```",
    f"![傍晚的攤位]({HTTPS}.jpg)",
    BLOCKS[2],
)
TITLES = ("怎麼去", "吃什麼", "坐哪裡", "幾點走", "帶什麼")
NUMERALS = ("", "一、", "二、", "三、", "四、", "五、")
QUESTIONS = ("可以刷卡嗎？", "有停車場嗎？", "可以帶狗嗎？")
ENTRIES: tuple[tuple[str, Any], ...] = (
    ("title", "夜市指南：怎麼逛才不累"),
    ("excerpt", "一篇搞懂夜市怎麼逛、怎麼吃，以及最後怎麼回家。"),
    ("date", "2026-01-09"),
    ("category", "AI"),
    ("tags", ["夜市", "小吃"]),
    ("coverImage", "/images/night-market.png"),
    ("author", "編輯部"),
)


@st.composite
def front_matters(draw: st.DrawFn) -> str:
    """A title, an excerpt and other entries, in YAML, TOML or JSON."""
    entries = [*ENTRIES[:2], *draw(st.permutations(ENTRIES[2:]))[: draw(st.integers(0, 5))]]
    written = {key: json.dumps(value, ensure_ascii=False) for key, value in entries}
    kind = draw(st.sampled_from(("yaml", "toml", "json")))
    if kind == "json":
        return "{\n" + ",\n".join(f'  "{key}": {value}' for key, value in written.items()) + "\n}\n"
    mark, sign = {"yaml": ("---", ": "), "toml": ("+++", " = ")}[kind]
    return "\n".join((mark, *(f"{key}{sign}{value}" for key, value in written.items()), mark)) + "\n"


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, str]:
    """The text of a clean article, and its name."""
    in_markdown = draw(st.booleans())
    inlines, blocks = (MARKDOWN_INLINES, MARKDOWN_BLOCKS) if in_markdown else (INLINES, BLOCKS)
    numbered = draw(st.booleans())

    def paragraph() -> str:
        text = draw(st.sampled_from(SENTENCES)) + draw(st.sampled_from(("", *inlines)))
        return text if in_markdown else f"<p>{text}</p>"

    def heading(level: int, text: str) -> str:
        return f"{'#' * level} {text}" if in_markdown else f"<h{level}>{text}</h{level}>"

    parts = [paragraph(), paragraph()]
    for at, title in enumerate(draw(st.permutations(TITLES))[: draw(st.integers(1, 4))], 1):
        parts += [heading(2, (NUMERALS[at] if numbered else "") + title), paragraph()]
        parts += [draw(st.sampled_from(blocks)), paragraph()] if draw(st.booleans()) else []
        parts += [heading(3, f"細說{title}"), paragraph()] if draw(st.booleans()) else []
    if count := draw(st.integers(0, 3)):
        parts += [heading(3, "💬 常見問題"), *map(_question, range(1, count + 1))]
    joint = "\n\n" if in_markdown else draw(st.sampled_from(("", "\n")))
    text = draw(front_matters()) + joint.join(parts) + "\n"
    return text.replace("\n", draw(st.sampled_from(("\n", "\r\n")))), "article.md" if in_markdown else "article.html"


def _question(number: int) -> str:
    return f"<details><summary>Q{number}: {QUESTIONS[number - 1]}</summary><p>A: 可以，請先問老闆。</p></details>"


# Finding


@cache
def validator() -> Validator:
    return Validator(Config(select=("ALL",)))


class Case(NamedTuple):
    """An article, the fault of a rule in it, and what was found in the one and the other."""

    code: str
    ground: Ground
    planted: Planted
    before: list[Diagnostic]
    after: list[Diagnostic]
    source: Source


def case(code: str, text: str, path: str, choose: Choose) -> Case | None:
    """A fault planted, and all rules run. None where the article has no place for it."""
    ground = Ground(text, path, choose)
    planted = plant(code, ground)
    if planted is None:
        return None
    data = planted.data or planted.text.encode()
    if not planted.options and not planted.files and not planted.config:
        before, after = (file_findings(validator(), each, path) for each in (text.encode(), data))
        return Case(code, ground, planted, before.diagnostics, after.diagnostics, after.source)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in planted.files.items():
            (Path(folder) / name).parent.mkdir(exist_ok=True)
            (Path(folder) / name).write_text(content, encoding="utf-8")
        name = str(Path(folder) / path)
        without = Validator(Config(select=("ALL",), root=folder, **planted.config))
        before = file_findings(without, text.encode(), name)
        rules = {code: planted.options} if planted.options else {}
        others = {str(Path(folder) / each): content for each, content in planted.files.items()}
        within = Validator(Config(select=("ALL",), rules=rules, root=folder, **planted.config))
        after = file_findings(within, data, name, others)
    return Case(code, ground, planted, before.diagnostics, after.diagnostics, after.source)


def file_findings(rules: Validator, data: bytes, path: str, others: dict[str, str] | None = None) -> FileFindings:
    articles_ = {name: text for name, text in (others or {}).items() if name.endswith(".md")}
    examined = [rules.examine_bytes(data, path=path)]
    examined += [rules.examine_bytes(text.encode(), path=name) for name, text in articles_.items()]
    return rules.conclude(examined)[0]


def problem(found: Case) -> str | None:
    """What is wrong with the findings; None where they are those that the fault gives."""
    planted, code = found.planted, found.code
    own = [each for each in found.after if each.code == code]
    texts = [(each.name, found.source.slice(each.span)) for each in own]
    name = planted.name or catalogue()[code].name
    if (code, name, planted.span) not in [(each.code, each.name, each.span) for each in own]:
        return f"{name} is not at {planted.span} {found.source.slice(planted.span)!r}, but {texts}"
    new = Counter(each.code for each in found.after)
    old = Counter(each.code for each in found.before)
    expected = Counter((code, *planted.also))
    if unexpected := new - old - expected:
        return f"found besides: {dict(unexpected)}"
    if missing := expected - (new - old):
        return f"not found, but implied: {dict(missing)}"
    gone = old.keys() if planted.gone == ("*",) else planted.gone
    lost = {each: count for each, count in (old - new).items() if each not in gone}
    return f"not found any more: {lost}" if lost else None


def shown(found: Case) -> str:
    """The place of the fault, for people."""
    start, end = found.planted.span.start, found.planted.span.end
    text = found.source.text
    return f"{found.ground.path}: …{text[max(0, start - 60) : start]!r} ⟦{text[start:end]!r}⟧ {text[end : end + 60]!r}…"


# Tests


def test_every_rule_has_its_fault() -> None:
    assert set(FAULTS) == set(catalogue())


@given(articles())
def test_articles_by_chance_are_clean(article: tuple[str, str]) -> None:
    text, path = article
    assert file_findings(validator(), text.encode(), path).diagnostics == []


@pytest.mark.parametrize("code", FAULTS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(article=articles(), data=st.data())
def test_faults_in_articles_by_chance(code: str, article: tuple[str, str], data: st.DataObject) -> None:
    found = case(code, *article, choose=lambda options: data.draw(st.sampled_from(options)))
    assert found is None or not (wrong := problem(found)), f"{wrong}\n{shown(found)}"


@cache
def clean_fixtures() -> list[tuple[str, str]]:
    """Our own articles in which nothing is found but of severity info."""
    sources = [Source.from_path(path) for path in fixture_articles()]
    utf_8 = [source for source in sources if source.encoding == "utf-8" and not source.bom and source.path]
    return [
        (source.text, Path(source.path or "").name)
        for source in utf_8
        if all(each.severity == "info" for each in validator().diagnose(source))
    ]


@pytest.mark.parametrize("code", FAULTS)
def test_faults_in_fixtures(code: str) -> None:
    choose = random.Random(f"fixtures {code}").choice
    found = [case(code, *article, choose=choose) for article in clean_fixtures() for _ in range(2)]
    planted = [each for each in found if each is not None]
    assert len(planted) > 2, "there is no place for it anywhere"
    wrong = [f"{told}\n{shown(each)}" for each in planted if (told := problem(each))]
    assert not wrong, "\n".join(wrong)
