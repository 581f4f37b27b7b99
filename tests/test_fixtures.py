"""The fixture articles are what `fixtures/README.md` says they are: bytes, encodings, markup and regional orthography.

Nothing here reads with `wenzhang`: bytes, the standard library's codecs, PyYAML, html5lib and OpenCC are the witnesses,
so that a fault in our reader cannot hide a fixture that has lost its point.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import html5lib
import opencc
import pytest
import yaml

ROOT = Path(__file__).parents[1]
ARTICLES = ROOT / "fixtures" / "articles"
NAMES = sorted(path.name for path in ARTICLES.iterdir())

REAL = "gpu-vs-tpu-ultimate-showdown-ai-engine.md"
REAL_SHA256 = "b25f22ca1aad09a2e5b9702537ffbe1b776904f99146fe7bf1064948ce95050f"
MORTGAGE = "mortgage-grace-period-cost.md"
ELECTRICITY = "monthly-electricity-bill-estimate.md"
DECIMAL = "python-decimal-money-rounding.md"
HANDBOOK = "first-salary-money-handbook.md"
ELEMENTS = "html-elements-field-guide.html"
BACKUP = "cloud-backup-3-2-1.md"
PASSKEYS = "passkeys-explained.html"
SLEEP = "sleep-cycle-bedtime.md"
TIME_ZONES = "world-time-zones-explained.html"
RULE_OF_72 = "compound-interest-rule-of-72.md"
ROUTER = "home-wifi-router-placement.md"
CHARGING = "electric-car-charging-faq-page.html"
RARE = "rare-characters-in-names.html"
MPF = "mpf-monthly-contribution.md"
AIR_CONDITIONER = "air-conditioner-size-and-cost.html"
MOJIBAKE = "why-old-pages-turn-to-mojibake.html"
COMMUTER = "markdown-faq.md"
TWINS = ("twin.html", "twin.md")

CODECS = {ELECTRICITY: "utf-8-sig", SLEEP: "utf-16", MOJIBAKE: "cp950", RARE: "gb18030"}
ONE_LINE = (REAL, MORTGAGE, HANDBOOK, RULE_OF_72, MPF)
PAGES = (TIME_ZONES, CHARGING, RARE)
WITHOUT_FRONT_MATTER = (*PAGES, PASSKEYS)

SIMPLIFIED = (RULE_OF_72, ROUTER, CHARGING, RARE)
HONG_KONG = (MPF, AIR_CONDITIONER, MOJIBAKE)
TRADITIONAL = tuple(name for name in NAMES if name not in SIMPLIFIED)


class Parts(NamedTuple):
    """A file cut at its front matter; `head` is None where there is none."""

    head: str | None
    body: str


def content(name: str) -> bytes:
    return (ARTICLES / name).read_bytes()


def text(name: str) -> str:
    return content(name).decode(CODECS.get(name, "utf-8"))


def parts(name: str) -> Parts:
    whole = text(name)
    if whole.startswith("{"):
        _, end = json.JSONDecoder().raw_decode(whole)
        return Parts(whole[:end], whole[end:].removeprefix("\n"))
    fenced = re.match(r"(---|\+\+\+)\r?\n(.*?^)\1\r?\n(.*)", whole, re.DOTALL | re.MULTILINE)
    return Parts(fenced[2], fenced[3]) if fenced else Parts(None, whole)


def metadata(name: str) -> dict[str, Any]:
    head = parts(name).head or ""
    readers = {ROUTER: tomllib.loads, AIR_CONDITIONER: json.loads}
    values: dict[str, Any] = readers.get(name, yaml.safe_load)(head)
    return values


def tree(name: str) -> Element:
    parser = html5lib.parse if name in PAGES else html5lib.parseFragment
    root: Element = parser(parts(name).body, namespaceHTMLElements=False)
    return root


def summaries(name: str) -> list[str]:
    return ["".join(summary.itertext()) for summary in tree(name).iter("summary")]


def han(name: str) -> set[str]:
    return set(re.findall(r"[\u3400-\u9fff\U00020000-\U0003ffff]", text(name)))


def encodable(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


# The folder


def test_readme_lists_every_article() -> None:
    table = (ROOT / "fixtures" / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_name_is_kebab_case(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.(md|html)", name)


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="not in a git checkout")
def test_git_leaves_the_bytes_alone() -> None:
    command = ["git", "check-attr", "text", "--", f"fixtures/articles/{ELECTRICITY}"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=30).stdout.decode()
    assert answer.endswith(": text: unset\n")


# Bytes


def test_real_article_is_untouched() -> None:
    assert hashlib.sha256(content(REAL)).hexdigest() == REAL_SHA256


@pytest.mark.parametrize("name", NAMES)
def test_bytes_decode_and_encode_back(name: str) -> None:
    codec = CODECS.get(name, "utf-8")
    if codec == "utf-16":
        assert b"\xff\xfe" + text(name).encode("utf-16-le") == content(name)
    else:
        assert text(name).encode(codec) == content(name)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {ELECTRICITY, SLEEP}))
def test_no_byte_order_mark(name: str) -> None:
    assert not content(name).startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))


@pytest.mark.parametrize("name", sorted(set(NAMES) - {ELECTRICITY}))
def test_line_ends_are_lf(name: str) -> None:
    assert "\r" not in text(name)


def test_utf8_with_byte_order_mark_and_crlf_only() -> None:
    data = content(ELECTRICITY)
    assert data.startswith(b"\xef\xbb\xbf---\r\n")
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r") > 40
    assert data.count(b"\xef\xbb\xbf") == 1


def test_utf16_little_endian_with_byte_order_mark() -> None:
    data = content(SLEEP)
    assert data.startswith(b"\xff\xfe-\0-\0-\0\n\0")
    assert "😴".encode("utf-16-le") in data


def test_big5_with_characters_of_code_page_950() -> None:
    data = content(MOJIBAKE)
    assert b"\xf9\xd8" in data  # 裏
    assert b"\xa3\xe1" in data  # €
    assert b"\xb3\x5c\xa5\x5c\xbb\x5c" in data  # 許功蓋, each with a backslash as its second byte
    assert b"charset" not in data
    for codec in ("utf-8", "big5"):
        with pytest.raises(UnicodeDecodeError):
            data.decode(codec)


def test_gb18030_with_four_byte_characters_declared_as_gb2312() -> None:
    data = content(RARE)
    assert b"charset=gb2312" in data
    assert "㛃".encode("gb18030") == b"\x82\x30\xb7\x31"
    assert [len(character.encode("gb18030")) for character in "㛃𬭊𠅤"] == [4, 4, 4]
    assert all(character.encode("gb18030") in data for character in "㛃𬭊𠅤")
    for codec in ("utf-8", "gb2312", "gbk"):
        with pytest.raises(UnicodeDecodeError):
            data.decode(codec)


@pytest.mark.parametrize("name", ONE_LINE)
def test_body_is_one_line(name: str) -> None:
    body = parts(name).body
    assert body.startswith("<p>")
    assert body.endswith("</details>")
    assert "\n" not in body


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(ONE_LINE) - {BACKUP, COMMUTER}))
def test_other_bodies_have_lines_and_end_in_one(name: str) -> None:
    body = parts(name).body
    assert body.count("\n") > 15
    assert body.endswith("\n")


def test_long_article_is_long() -> None:
    assert 25_000 < len(content(HANDBOOK)) < 40_000
    sections = re.findall(r"<h2>([一二三四五六七八九十]+)、 ", text(HANDBOOK))
    assert len(set(sections)) == len(sections) == 18


# Front matter


@pytest.mark.parametrize("name", WITHOUT_FRONT_MATTER)
def test_without_front_matter(name: str) -> None:
    assert text(name).startswith("<h1>" if name == PASSKEYS else ("<!doctype html", "<!DOCTYPE html"))


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(WITHOUT_FRONT_MATTER)))
def test_front_matter_has_the_keys_of_the_site(name: str) -> None:
    keys = {"title", "excerpt", "date", "category", "tags", "coverImage", "author"}
    assert keys <= metadata(name).keys()
    assert str(metadata(name)["date"]).startswith("2026-")


@pytest.mark.parametrize(
    ("name", "opening"), [(REAL, "---\n"), (ROUTER, "+++\n"), (AIR_CONDITIONER, "{\n"), (ELECTRICITY, "---\r\n")]
)
def test_format_of_front_matter(name: str, opening: str) -> None:
    assert text(name).startswith(opening)


@pytest.mark.parametrize(
    ("name", "lang"),
    [(RULE_OF_72, "zh-CN"), (MPF, "zh-HK"), (AIR_CONDITIONER, "zh-HK"), (MOJIBAKE, "zh-HK"), (ELEMENTS, "zh-TW")],
)
def test_lang_in_front_matter(name: str, lang: str) -> None:
    assert metadata(name)["lang"] == lang


@pytest.mark.parametrize(("name", "has_slug"), [(REAL, False), (BACKUP, False), (MORTGAGE, False), (HANDBOOK, True)])
def test_slug_or_none(name: str, has_slug: bool) -> None:
    assert ("slug" in metadata(name)) is has_slug


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("toc", "toc: no", False),
        ("publish_at", "publish_at: 12:30", 750),
        ("revision", "revision: 0123", 83),
        ("weight", "weight: 1.50", 1.5),
        ("subtitle", "subtitle: ~", None),
        ("draft", "draft: false", False),
        ("breadcrumb", "breadcrumb: [首頁, *topic, '金額計算']", ["首頁", "程式設計", "金額計算"]),
        ("layout", "  <<: *defaults", {"layout": "article", "comments": True, "sidebar": False}),
    ],
)
def test_rich_yaml_as_written_and_as_yaml_1_1_reads_it(key: str, written: str, value: object) -> None:
    assert written in (parts(DECIMAL).head or "").splitlines()
    assert metadata(DECIMAL)[key] == value


@pytest.mark.parametrize(
    "pattern",
    [r"^# ", r"   # ", r"^title: '", r"^excerpt: >$", r"^abstract: >-$", r"^footnote: \|-$", r"^  description: \|$"],
)
def test_rich_yaml_has(pattern: str) -> None:
    assert re.search(pattern, parts(DECIMAL).head or "", re.MULTILINE)


# Markup


@pytest.mark.parametrize("name", ONE_LINE)
def test_kin_of_the_real_article(name: str) -> None:
    body = parts(name).body
    assert [number for number in ("一、", "二、", "三、") if f"<h2>{number} " not in body] == []
    assert len(re.findall(r"<figcaption[^>]*>[圖图]：", body)) >= 2
    assert re.search(r"<hr [^>]*><p><strong>[結结][語语]：</strong><br>", body)
    assert body.count("<details ") == body.count("</details>") >= 3
    assert "<ul " in body


@pytest.mark.parametrize(
    ("name", "label", "count"),
    [
        (MORTGAGE, "Q{}: ", 3),
        (ELECTRICITY, "問：", 3),
        (DECIMAL, "Q{}：", 3),
        (RARE, "问：", 2),
        (MOJIBAKE, "問：", 2),
        (HANDBOOK, "Q{}: ", 6),
    ],
)
def test_labels_of_questions(name: str, label: str, count: int) -> None:
    labelled = [summary for summary in summaries(name) if summary.endswith("？")]
    assert len(labelled) == count
    assert all(summary.startswith(label.format(number)) for number, summary in enumerate(labelled, 1))


@pytest.mark.parametrize(
    ("name", "heading"),
    [(RULE_OF_72, "常见问题"), (MPF, "💬 常見問題"), (AIR_CONDITIONER, "常見問題"), (TIME_ZONES, "常見問題")],
)
def test_questions_without_labels(name: str, heading: str) -> None:
    assert re.search(rf"<h[23]>{heading}</h[23]>", text(name))
    assert len(summaries(name)) >= 2
    assert all(re.fullmatch(r"[^：:]+？", summary) for summary in summaries(name))


def test_details_that_are_no_questions() -> None:
    assert summaries(DECIMAL)[0] == "展開完整程式碼"
    assert [summary for summary in summaries(ROUTER) if "？" not in summary] == ["展开全部问答", "怎样测试才准确"]


def test_nested_details() -> None:
    assert len(tree(ROUTER).findall("details/details/details")) == 1
    assert len(tree(ROUTER).findall("details/details")) == 3


FIELD_GUIDE = """
    table/caption  table/thead  table/tfoot  .//th[@scope='row']  .//*[@colspan='2']  .//*[@rowspan='2']
    p/code  pre/code[@class='language-python']  figure/pre/code  figure/table  figure/blockquote  figure/video
    ol[@start='3']//ul//ol  ol[@reversed]  .//li[@value='9']  nav/ol  aside/h3  dl/dd
    p/a[@title]  p/ruby/rp  p/ruby/rt  blockquote[@cite]/footer/cite  p/span[@lang='ja']
    p/sub  p/sup  p/mark  p/kbd  p/abbr[@title]  p/del  p/ins  p/s  p/q  p/time
    p/img  figure/picture/source[@media]  figure/img[3]  figure/figure/figcaption  figure/figcaption/a
    iframe  loan-calculator  hr
"""


@pytest.mark.parametrize("path", FIELD_GUIDE.split())
def test_field_guide_has(path: str) -> None:
    assert tree(ELEMENTS).find(path) is not None


@pytest.mark.parametrize("target", ["../articles/", "/tools/", "https://", "mailto:", "tel:", "#"])
def test_field_guide_links_to(target: str) -> None:
    assert any(link.get("href", "").startswith(target) for link in tree(ELEMENTS).iter("a"))


def test_ruby_with_and_without_parentheses() -> None:
    assert [ruby.find("rp") is not None for ruby in tree(ELEMENTS).iter("ruby")] == [True, False]


@pytest.mark.parametrize("name", PAGES)
def test_whole_page(name: str) -> None:
    page = tree(name)
    assert page.get("lang") == ("zh-Hant-TW" if name == TIME_ZONES else "zh-CN")
    assert page.find("head/title") is not None
    assert page.find("head/meta[@name='description']") is not None
    assert "charset=" in text(name)


def test_page_with_one_main() -> None:
    assert [child.tag for child in tree(TIME_ZONES).findall("body/*")] == ["header", "nav", "main", "footer"]


def test_faq_page_microdata() -> None:
    page = tree(CHARGING)
    faq = page.find(".//*[@itemtype='https://schema.org/FAQPage']")
    assert faq is not None
    questions = faq.findall("*[@itemtype='https://schema.org/Question']")
    assert len(questions) == 5
    for question in questions:
        assert question.find("*[@itemprop='name']") is not None
        assert question.find("*[@itemprop='acceptedAnswer']//*[@itemprop='text']") is not None


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"^tags: \[\n  ", id="tags over several lines"),
        pytest.param(r'^title: "「.+」.+｜', id="「」 and ｜ in the title"),
        pytest.param(r"<figure\n\s+class=", id="a tag over several lines"),
        pytest.param(r"</figcaption\n>", id="an end tag over two lines"),
        pytest.param(r"^\t<img\n\t  src=", id="mixed indentation"),
        pytest.param(r'<span style="[^"]+">', id="a span with a style"),
        pytest.param(r"<h2>🧭 ", id="a heading that starts with an emoji"),
        pytest.param(r"<h2>⚠️ ", id="a heading that starts with an emoji and a variation selector"),
        pytest.param(r"✅ <strong>[^<]+：</strong><br>\n", id="a mark, a strong label and a line break"),
        pytest.param(r"同步 & 共用", id="a bare ampersand"),
        pytest.param(r"R&D", id="a bare ampersand before a letter"),
        pytest.param(r"q=備份&lang=", id="a bare ampersand in an attribute"),
        pytest.param(r" 5 < 6 ", id="a bare less-than sign"),
        pytest.param(r"alt='[^']* > ", id="a greater-than sign in an attribute"),
        pytest.param(r"關鍵点", id="a Simplified character that slipped in"),
        pytest.param(r"&#12290;", id="a decimal reference"),
        pytest.param(r"&#x2014;", id="a hexadecimal reference"),
        pytest.param(r"&mdash;.*\n.*&nbsp;", id="named references"),
        pytest.param(r"軟<b>體</b>", id="a tag within a word"),
        pytest.param(r"<I>[^<]+<b>信</I>件</b>", id="misnested tags"),
        pytest.param(r"<code translate=\"no\">", id="translate=no, quoted"),
        pytest.param(r"<span translate=no>", id="translate=no, unquoted"),
        pytest.param(r'class="notranslate"', id="the class notranslate"),
        pytest.param(r"<!-- .*? -->", id="a comment"),
        pytest.param(r'<UL CLASS="', id="upper case"),
        pytest.param(r"class='my-8'\s+id=backup-map", id="single quotes, no quotes"),
        pytest.param(r"<LI>[^<]+<LI>", id="unclosed list items"),
        pytest.param(r"<p>[^<]*(?:<[^p/][^<]*|</[^p][^<]*)*<p>", id="an unclosed paragraph"),
        pytest.param(r"<hr/>", id="a slash in a void tag"),
        pytest.param(r"<details [^>]*><summary>[^<]+</summary><p>[^<]+\Z", id="an end within details"),
    ],
)
def test_quirks_of_the_site(pattern: str) -> None:
    assert re.search(pattern, text(BACKUP), re.MULTILINE)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"^tags: \[\n  ", id="tags over several lines"),
        pytest.param(r'^title: "「.+」.+｜', id="「」 and ｜ in the title"),
        pytest.param(r"^## 🚇 ", id="a heading that starts with an emoji"),
        pytest.param(r"^\| --- \| ---: \| ---: \| :---: \|$", id="columns with alignment"),
        pytest.param(r'^<span style="[^"]+">', id="a span with a style"),
        pytest.param(r"^✅ \*\*[^*]+：\*\*\n", id="a mark, a strong label and a line break"),
        pytest.param(r"捷運 & 公車", id="a bare ampersand"),
        pytest.param(r"平衡点", id="a Simplified character that slipped in"),
        pytest.param(r"^<details>\n<summary>Q1: .*</summary>\n<p>", id="an answer in HTML"),
        pytest.param(r"^<details>\n<summary>Q2: .*</summary>\n\n[^<]*\*\*", id="an answer in Markdown"),
        pytest.param(r"^<details\n  class=", id="a tag over several lines"),
        pytest.param(r"^<summary>\nQ3: .*\n</summary>", id="a summary over several lines"),
        pytest.param(r"</summary><p>\n\n[^<]+\n\n</p></details>\Z", id="an end in an answer that HTML opened"),
    ],
)
def test_quirks_of_the_site_in_markdown(pattern: str) -> None:
    assert re.search(pattern, text(COMMUTER), re.MULTILINE)


def test_twins_differ_in_their_bodies_alone() -> None:
    html, markdown = (parts(name) for name in TWINS)
    assert html.head == markdown.head
    assert html.body.startswith("<p>")
    assert "\n## " in markdown.body


def test_end_in_stray_end_tags() -> None:
    body = parts(PASSKEYS).body
    assert body.endswith("</p></details></p></details>\n</div></section>\n")
    assert body.count("<details") < body.count("</details>")
    assert "<div" not in body


# Orthography

BEYOND_BIG5 = {BACKUP: "点", COMMUTER: "点", ELEMENTS: "済", AIR_CONDITIONER: "着"}
"""Not in code page 950: a Simplified slip on purpose, a Japanese word in `lang="ja"`, Hong Kong's own form of 著."""

TRADITIONAL_TOO = frozenset("伙佣占台吃床恒涌秘群里划雇")
"""Characters that `s2t` replaces but that Traditional texts write too: 伙食 beside 夥伴, 划算 beside 計劃."""


@pytest.mark.parametrize("name", TRADITIONAL)
def test_traditional_characters_only(name: str) -> None:
    characters = han(name) - set(BEYOND_BIG5.get(name, ""))
    assert [character for character in characters if not encodable(character, "cp950")] == []
    converter = opencc.OpenCC("s2t")
    assert {character for character in characters if converter.convert(character) != character} <= TRADITIONAL_TOO


@pytest.mark.parametrize("name", SIMPLIFIED)
def test_simplified_characters_only(name: str) -> None:
    beyond = {character for character in han(name) if not encodable(character, "gb2312")}
    assert beyond == (set("㛃䶮镕𠅤𬭊") if name == RARE else set())
    converter = opencc.OpenCC("t2s")
    assert [character for character in han(name) if converter.convert(character) != character] == []


@pytest.mark.parametrize("name", [BACKUP, COMMUTER, ELEMENTS])
def test_foreign_character_stands_once(name: str) -> None:
    assert text(name).count(BEYOND_BIG5[name]) == 1


@pytest.mark.parametrize(("name", "forms"), [(MPF, "裏甚麼"), (MOJIBAKE, "裏甚麼"), (AIR_CONDITIONER, "着甚麼")])
def test_forms_of_hong_kong(name: str, forms: str) -> None:
    assert set(forms) <= han(name)


@pytest.mark.parametrize("name", NAMES)
def test_quotation_marks_of_the_region(name: str) -> None:
    foreign = "「」『』" if name in SIMPLIFIED else "“”‘’"
    assert not set(foreign) & set(text(name))


@pytest.mark.parametrize("name", NAMES)
def test_words_of_the_region(name: str) -> None:
    """Words of other regions that a site's readers would notice first."""
    taiwan = "軟體 網路 資料庫 螢幕 滑鼠 硬碟 帳號"
    hong_kong = "軟件 網絡 質素 數碼 用戶 雪櫃"
    mainland = "软件 网络 数据 屏幕 鼠标 信息 默认 视频"
    others = {
        "zh-TW": f"{hong_kong} {mainland} 裏 甚麼 程序 視頻",
        "zh-HK": f"{taiwan} {mainland} 裡 嘅 咗 唔",
        "zh-CN": f"{taiwan} {hong_kong}",
    }
    region = "zh-CN" if name in SIMPLIFIED else "zh-HK" if name in HONG_KONG else "zh-TW"
    assert [word for word in others[region].split() if word in text(name)] == []
