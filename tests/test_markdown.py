"""Markdown bodies: what each piece of syntax reads as, and where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import wenzhang
from hang import never_hanging
from slices import nesting_problems
from wenzhang import model
from wenzhang.model import Node
from wenzhang.walk import collect, walk

if TYPE_CHECKING:
    from wenzhang import Article

Kind = TypeVar("Kind", bound=Node)

HAN = re.compile("[\u4e00-\u9fff]")


def read(text: str) -> Article:
    return wenzhang.parse(text, path="a.md")


def found(text: str, kind: type[Kind]) -> list[Kind]:
    return list(collect(read(text), kind))


def only(text: str, kind: type[Kind]) -> Kind:
    (node,) = found(text, kind)
    return node


def drawn(text: str) -> list[str]:
    """Every node, as its type and what its span slices."""
    return [f"{type(node).__name__} {node.html}" for node in walk(read(text))]


# Headings


def test_headings_of_both_kinds_are_sections() -> None:
    (top,) = read("一\n===\n\n甲\n\n二\n---\n\n乙\n\n### 三 ###\n").sections
    assert (top.level, top.title) == (1, "一")
    (second,) = top.sections
    assert (second.level, second.title, second.html) == (2, "二", "二\n---\n\n乙\n\n### 三 ###")
    assert [(section.level, section.title) for section in second.sections] == [(3, "三")]


def test_a_heading_is_where_it_is_written() -> None:
    text = "甲\n\n## 一 **二** ##\n\n乙\n"
    (section,) = read(text).sections
    assert text[section.heading_span.start : section.heading_span.end] == "## 一 **二** ##"
    assert [inline.html for inline in section.heading] == ["一 ", "**二**"]


def test_attributes_of_a_heading() -> None:
    (section,) = read("## 標題 {#fees .wide .big key=值}\n").sections
    assert (section.title, section.id) == ("標題", "fees")
    assert section.attrs == {"class": "wide big", "key": "值"}


def test_a_heading_that_starts_with_an_emoji() -> None:
    (section,) = read("💬💬\n\n## 🚀 起飛\n").sections
    assert (section.title, section.html) == ("🚀 起飛", "## 🚀 起飛")


@pytest.mark.parametrize("text", ["#無空格", "\\# 甲", "####### 七"])
def test_no_heading(text: str) -> None:
    assert not read(text).sections


# Paragraphs and line breaks


def test_paragraphs() -> None:
    assert [node.html for node in found("甲\n乙\n\n\n丙\n", model.Paragraph)] == ["甲\n乙", "丙"]


def test_a_soft_break_stays_in_its_text() -> None:
    assert drawn("甲\n乙") == ["Paragraph 甲\n乙", "Text 甲\n乙"]
    assert read("甲\n乙").text == "甲 乙"


@pytest.mark.parametrize("written", ["  \n", "\\\n", "   \n", "  \r\n", "\\\r\n"])
def test_hard_breaks(written: str) -> None:
    text = f"甲{written}乙"
    assert drawn(text) == [f"Paragraph {text}", "Text 甲", f"LineBreak {written}", "Text 乙"]
    assert read(text).text == "甲\n乙"


def test_crlf() -> None:
    text = "## 題\r\n\r\n甲\r\n乙\r\n\r\n- 丙\r\n"
    assert drawn(text) == [
        "Section ## 題\r\n\r\n甲\r\n乙\r\n\r\n- 丙",
        "Text 題",
        "Paragraph 甲\r\n乙",
        "Text 甲\r\n乙",
        "List - 丙",
        "ListItem - 丙",
        "Paragraph 丙",
        "Text 丙",
    ]


def test_white_space_that_is_none_of_markdown() -> None:
    assert read("\u3000\u3000甲\u00a0乙\n").text == "\u3000\u3000甲\u00a0乙"
    assert drawn("甲\u2028乙\x0b丙") == ["Paragraph 甲\u2028乙\x0b丙", "Text 甲\u2028乙\x0b丙"]


# Emphasis


@pytest.mark.parametrize(
    ("text", "kind", "inside"),
    [
        ("*甲*", model.Emphasis, "甲"),
        ("_甲_", model.Emphasis, "甲"),
        ("**甲 乙**", model.Strong, "甲 乙"),
        ("__甲__", model.Strong, "甲"),
        ("~~甲~~", model.Strikethrough, "甲"),
        ("**甲\n乙**", model.Strong, "甲\n乙"),
    ],
)
def test_emphasis(text: str, kind: type[model.Emphasis], inside: str) -> None:
    node = only(f"前{text}後" if "_" not in text else f"前 {text} 後", kind)
    assert (node.html, [inline.html for inline in node.inlines]) == (text, [inside])


def test_emphasis_in_emphasis() -> None:
    assert drawn("***甲***") == ["Paragraph ***甲***", "Emphasis ***甲***", "Strong **甲**", "Text 甲"]


@pytest.mark.parametrize("text", ["**「甲」**乙", "**甲：**乙", "甲**（乙）**丙", "甲_乙_丙", "2 * 3 * 4", "H~2~O"])
def test_signs_that_open_nothing(text: str) -> None:
    """CommonMark 0.31, 6.2: between Chinese punctuation and a letter, `**` neither opens nor closes."""
    assert drawn(text) == [f"Paragraph {text}", f"Text {text}"]


@pytest.mark.parametrize("text", ["**「甲」** 乙", "**甲**：乙", "**甲：**\n乙", "「**甲**」"])
def test_strong_beside_punctuation(text: str) -> None:
    assert only(text, model.Strong).text in ("「甲」", "甲", "甲：")


def test_a_label_and_a_line_break() -> None:
    text = "✅ **適合的人：**  \n初學者"
    assert drawn(text)[1:] == ["Text ✅ ", "Strong **適合的人：**", "Text 適合的人：", "LineBreak   \n", "Text 初學者"]


# Code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("`甲 & <b>`", "甲 & <b>"),
        ("`` ` ``", "`"),
        ("`a  b`", "a  b"),
        ("`*a* \\* &amp;`", "*a* \\* &amp;"),
        ("`a\nb`", "a b"),
        ("`a\r\nb`", "a b"),
    ],
)
def test_code_spans(text: str, code: str) -> None:
    node = only(f"💬 {text} 後", model.Code)
    assert node.html == text
    assert [inline.value for inline in node.inlines if isinstance(inline, model.Text)] == [code]


@pytest.mark.parametrize(
    ("text", "code", "language", "written"),
    [
        ("```python\nx = 1\n```\n", "x = 1\n", "python", "```python\nx = 1\n```"),
        ("~~~ js 其他\na\n~~~\n", "a\n", "js", "~~~ js 其他\na\n~~~"),
        ("````\n```\n````", "```\n", None, "````\n```\n````"),
        ("```\n<b>&amp;\n```", "<b>&amp;\n", None, "```\n<b>&amp;\n```"),
        ("```\r\n甲\r\n乙\r\n```\r\n", "甲\n乙\n", None, "```\r\n甲\r\n乙\r\n```"),
        ("- 甲\n\n  ```\n  a\n    b\n  ```\n", "a\n  b\n", None, "```\n  a\n    b\n  ```"),
        ("> ```\n> a\n> ```\n", "a\n", None, "```\n> a\n> ```"),
        ("    a\n\n      b\n", "a\n\n  b\n", None, "a\n\n      b"),
        ("\ta\tb\n", "a\tb\n", None, "a\tb"),
        ("```\na", "a", None, "```\na"),
    ],
    ids=["language", "tildes", "longer", "markup", "crlf", "in an item", "quoted", "indented", "tab", "unclosed"],
)
def test_code_blocks(text: str, code: str, language: str | None, written: str) -> None:
    node = only(text, model.CodeBlock)
    assert (node.code, node.language, node.html) == (code, language, written)


# Links and images


@pytest.mark.parametrize(
    ("written", "href", "title", "text"),
    [
        ("[甲](/a)", "/a", None, "甲"),
        ('[甲 *乙*](/a "題 &amp; 目")', "/a", "題 & 目", "甲 乙"),
        ("[甲](<a b> '「\"題\"」')", "a b", '「"題"」', "甲"),
        ("[甲](/a (題))", "/a", "題", "甲"),
        ('[甲](/a\\)b "c\\"d")', "/a)b", 'c"d', "甲"),
        ("[甲][參]", "/參", "參照", "甲"),
        ("[參][]", "/參", "參照", "參"),
        ("[參]", "/參", "參照", "參"),
        ("<https://例.tw/?a&b>", "https://例.tw/?a&b", None, "https://例.tw/?a&b"),
        ("<a@b.tw>", "mailto:a@b.tw", None, "a@b.tw"),
        ("[](/a)", "/a", None, ""),
    ],
)
def test_links(written: str, href: str, title: str | None, text: str) -> None:
    (link,) = read(f"💬 {written} 後\n\n[參]: /參 '參照'\n").links
    assert (link.html, link.href, link.title, link.text) == (written, href, title, text)


def test_a_reference_without_definition_is_text() -> None:
    assert drawn("[甲][乙]") == ["Paragraph [甲][乙]", "Text [甲][乙]"]


@pytest.mark.parametrize(
    ("written", "src", "alt", "title"),
    [
        ("![](/a.png)", "/a.png", "", None),
        ('![甲 *乙* `丙` [丁](/d)](/a.png "題")', "/a.png", "甲 乙 丙 丁", "題"),
        ("![甲\n乙](/a.png)", "/a.png", "甲\n乙", None),
        ('![「甲」 &quot;乙&quot; "丙"](</a b.png>)', "/a b.png", '「甲」 "乙" "丙"', None),
        ("![甲][圖]", "/圖.png", "甲", "圖題"),
    ],
)
def test_images(written: str, src: str, alt: str, title: str | None) -> None:
    (image,) = read(f"💬 {written} 後\n\n[圖]: /圖.png (圖題)\n").images
    assert (image.html, image.src, image.alt, image.title) == (written, src, alt, title)


def test_an_image_in_a_link() -> None:
    assert drawn("[![甲](/a.png)](/b)")[1:] == ["Link [![甲](/a.png)](/b)", "Image ![甲](/a.png)"]


# Lists


def test_a_tight_list_has_no_paragraphs_of_its_own() -> None:
    assert [node.implied for node in found("- 甲\n- 乙\n", model.Paragraph)] == [True, True]
    assert [node.implied for node in found("- 甲\n\n- 乙\n", model.Paragraph)] == [False, False]


def test_lists_in_lists() -> None:
    items = found("- 甲\n  1. 乙\n     丙\n- 丁\n", model.ListItem)
    assert [item.html for item in items] == ["- 甲\n  1. 乙\n     丙", "1. 乙\n     丙", "- 丁"]
    assert [item.text for item in items] == ["甲\n乙 丙", "乙 丙", "丁"]


@pytest.mark.parametrize(
    ("text", "ordered", "start"), [("* 甲\n", False, 1), ("1. 甲\n", True, 1), ("3) 甲\n", True, 3), ("0. 甲", True, 0)]
)
def test_the_first_number_of_a_list(text: str, ordered: bool, start: int) -> None:
    node = only(text, model.List)
    assert (node.ordered, node.start, node.html) == (ordered, start, text.rstrip("\n"))


def test_another_sign_begins_another_list() -> None:
    assert [node.html for node in found("- 甲\n+ 乙\n", model.List)] == ["- 甲", "+ 乙"]


def test_tasks() -> None:
    items = found("- [x] 甲\n- [ ] 乙\n- 丙\n- [X] **丁**\n", model.ListItem)
    assert [item.checked for item in items] == [True, False, None, True]
    assert [(item.html, item.text) for item in items[:3]] == [("- [x] 甲", "甲"), ("- [ ] 乙", "乙"), ("- 丙", "丙")]


# Tables

TABLE = "| 項目 | 金額 | 備註 | 無 |\n|:---|---:|:---:|---|\n| 甲\\|乙 | **1** | `a\\|b` | |\n"


def test_a_table() -> None:
    table = only(f"💬\n\n{TABLE}\n後\n", model.Table)
    assert table.html == TABLE.rstrip("\n")
    assert [row.html for row in (*table.head, *table.body)] == TABLE.splitlines()[::2]
    assert [[cell.text for cell in row.cells] for row in table.body] == [["甲|乙", "1", "a|b", ""]]


def test_the_cells_of_a_table() -> None:
    (row,) = only(TABLE, model.Table).head
    assert [(cell.header, cell.align) for cell in row.cells] == [
        (True, "left"),
        (True, "right"),
        (True, "center"),
        (True, None),
    ]
    inlines = [node for node in walk(only(TABLE, model.Table).body) if isinstance(node, (model.Strong, model.Code))]
    assert [node.html for node in inlines] == ["**1**", "`a\\|b`"]


def test_a_cell_spans_its_content() -> None:
    cells = found("|甲| 乙 |\n|-|-|\n|  丙  | `丁` |\n", model.TableCell)
    assert [cell.html for cell in cells] == ["甲", "乙", "丙", "`丁`"]


def test_cells_that_nobody_wrote_are_empty_at_the_end_of_their_row() -> None:
    (row,) = only("|甲|乙|\n|-|-|\n丙\n\n後\n", model.Table).body
    assert [cell.html for cell in row.cells] == ["丙", ""]
    assert row.cells[1].span.end <= row.span.end


# Quotations, notes, definitions, rules


def test_quotations() -> None:
    outer, inner = found("> 甲\n> 乙\n>\n> > 丙\n\n丁\n", model.BlockQuote)
    assert (outer.html, outer.text) == ("> 甲\n> 乙\n>\n> > 丙", "甲 乙\n\n丙")
    assert inner.html == "> 丙"


def test_a_lazy_line_belongs_to_its_quotation() -> None:
    assert drawn("> 甲\n乙") == ["BlockQuote > 甲\n乙", "Paragraph 甲\n乙", "Text 甲\n乙"]


def test_alerts() -> None:
    alert = only("> [!WARNING]\n> 小心 **火**\n", model.BlockQuote)
    assert (alert.attrs["class"], alert.text) == ("markdown-alert markdown-alert-warning", "小心 火")
    assert only("> [!小心]\n> 火\n", model.BlockQuote).text == "[!小心] 火"


def test_footnotes() -> None:
    article = read("甲[^a]乙[^二]丙[^a]\n\n[^a]: 註 **一**\n\n[^二]:\n    註二\n\n    續\n")
    links = [(link.html, link.href, link.text) for link in article.links]
    assert links == [("[^a]", "#fn-a", "1"), ("[^二]", "#fn-二", "2"), ("[^a]", "#fn-a", "1")]
    notes = collect(article, model.Container)
    assert [(note.attrs["id"], note.text) for note in notes] == [("fn-a", "註 一"), ("fn-二", "註二\n\n續")]
    assert notes[0].html == "[^a]: 註 **一**"


def test_a_footnote_that_nobody_wrote_is_text() -> None:
    assert drawn("甲[^無]") == ["Paragraph 甲[^無]", "Text 甲[^無]"]


def test_definitions() -> None:
    (item,) = only("存款準備率\n: 央行所定\n: 又稱 *RRR*\n", model.DefinitionList).items
    assert [term.html for term in item.terms] == ["存款準備率"]
    assert [each.html for each in item.descriptions] == [": 央行所定", ": 又稱 *RRR*"]


@pytest.mark.parametrize("text", ["甲\n:smile: 乙", "甲\n:::\n乙", "注意\n：乙"])
def test_a_colon_without_a_space_defines_nothing(text: str) -> None:
    assert drawn(text) == [f"Paragraph {text}", f"Text {text}"]


@pytest.mark.parametrize("rule", ["---", "***", "_ _ _"])
def test_thematic_breaks(rule: str) -> None:
    assert only(f"甲\n\n{rule}\n\n乙\n", model.ThematicBreak).html == rule


# Mathematics


@pytest.mark.parametrize(
    ("text", "formula", "style"),
    [
        ("$E=mc^2$", "E=mc^2", "inline"),
        ("$$a_1 + b_1$$", "a_1 + b_1", "display"),
        ("$$\na < b\n$$", "\na < b\n", "display"),
        ("$x_{\\text{利率}}$", "x_{\\text{利率}}", "inline"),
    ],
)
def test_formulas(text: str, formula: str, style: str) -> None:
    node = only(f"💬 {text} 後", model.Code)
    assert (node.html, node.attrs["class"]) == (text, f"language-math math-{style}")
    assert [inline.value for inline in node.inlines if isinstance(inline, model.Text)] == [formula]


@pytest.mark.parametrize(
    "text", ["$5/月，$10/月", "成本 $5 和 $10", "US$20 到 US$30", "\\$a\\$", "$5 與 $6、$7，共 $18", "甲$乙$丙"]
)
def test_prices_are_no_formulas(text: str) -> None:
    assert not found(text, model.Code)
    assert read(text).text == text.replace("\\", "")


def test_a_formula_among_prices() -> None:
    assert only("$5/月，$10/月，$x+y$", model.Code).html == "$x+y$"


# Raw HTML


def test_a_block_of_html_holds_no_markdown() -> None:
    container = only('甲\n\n<div class="a">\n乙 **丙** &amp;\n</div>\n\n丁 **戊**\n', model.Container)
    assert container.html == '<div class="a">\n乙 **丙** &amp;\n</div>'
    assert (container.attrs, container.text) == ({"class": "a"}, "乙 **丙** &")


def test_markdown_between_two_blocks_of_html() -> None:
    container = only("甲\n\n<div>\n\n乙 **丙**\n\n</div>\n", model.Container)
    assert container.html == "<div>\n\n乙 **丙**\n\n</div>"
    assert [type(block) for block in container.blocks] == [model.Paragraph]
    assert container.text == "乙 丙"


def test_html_within_a_line() -> None:
    assert drawn('<span style="color:red">紅 **粗**</span> 字')[1:] == [
        'Html <span style="color:red">紅 **粗**</span>',
        "Text 紅 ",
        "Strong **粗**",
        "Text 粗",
        "Text  字",
    ]


def test_a_tag_over_two_lines() -> None:
    assert only('甲 <span\nstyle="a">乙</span>', model.Html).html == '<span\nstyle="a">乙</span>'
    assert only('> 甲 <span\n> style="a">乙</span>', model.Html).attrs == {"style": "a"}


def test_html_in_quotations_and_lists_is_without_their_signs() -> None:
    assert only("> <div>\n> 甲\n> </div>\n", model.Container).text == "甲"
    assert only("- <div>\n  甲\n  </div>\n", model.Container).html == "<div>\n  甲\n  </div>"


def test_comments() -> None:
    article = read("甲<!-- 乙 -->丙\n\n<!-- 丁\n\n**戊** -->\n\n己\n")
    assert article.text == "甲丙\n\n己"
    assert [node.html for node in collect(article, model.Text)] == ["甲", "丙", "己"]


def test_figures_in_html() -> None:
    written = '<figure class="x">\n  <img src="/a.png" alt="圖">\n  <figcaption>圖：說明</figcaption>\n</figure>'
    (figure,) = read(f"甲\n\n{written}\n\n乙\n").figures
    assert (figure.caption, figure.images[0].html) == ("圖：說明", '<img src="/a.png" alt="圖">')
    assert figure.html == written


# Details


def test_details_with_markdown_in_them() -> None:
    text = "甲\n\n<details>\n<summary>Q1: 問？</summary>\n\n答 **粗**。\n\n- 一\n\n</details>\n\n後\n"
    (item,) = read(text).faq
    assert (item.label, item.question, item.answer) == ("Q1", "問？", "答 粗。\n\n一")
    assert item.html == text[text.index("<details>") : text.index("\n\n後")]
    assert [block.html for block in item.blocks] == ["答 **粗**。", "- 一"]


@pytest.mark.parametrize(
    "summary",
    ["<summary>\nQ1: 問？\n</summary>", "\n<summary>Q1: 問？</summary>", "<summary>\n\nQ1: **問**？\n\n</summary>"],
)
def test_a_summary_on_lines_of_its_own(summary: str) -> None:
    text = f"甲\n\n<details>\n{summary}\n\n答\n\n</details>\n"
    (item,) = read(text).faq
    assert (item.label, item.question, item.answer) == ("Q1", "問？", "答")
    (details,) = found(text, model.Details)
    assert details.summary_span is not None
    assert text[details.summary_span.start : details.summary_span.end] == summary.strip()


def test_details_in_details() -> None:
    inner = "<details>\n<summary>Q2: 內？</summary>\n\n內答\n\n</details>"
    text = f"甲\n\n<details>\n<summary>Q1: 外？</summary>\n\n外答\n\n{inner}\n\n</details>\n\n後\n"
    outer, nested = found(text, model.Details)
    assert (outer.html, nested.html) == (text[3 : text.index("\n\n後")], inner)
    assert [item.label for item in read(text).faq] == ["Q1", "Q2"]


def test_details_in_an_item() -> None:
    (details,) = found("- 甲\n  <details>\n  <summary>問</summary>\n\n  **答**\n\n  </details>\n- 乙\n", model.Details)
    assert details.html == "<details>\n  <summary>問</summary>\n\n  **答**\n\n  </details>"
    assert [block.html for block in details.blocks] == ["**答**"]


def test_details_that_nobody_closes_go_on_to_the_end() -> None:
    text = "甲\n\n<details>\n<summary>Q1: 問？</summary>\n\n答\n\n## 題\n\n乙\n"
    (details,) = found(text, model.Details)
    assert details.html == text[3:-1]
    assert [block.text for block in details.blocks] == ["答", "題", "乙"]


@pytest.mark.parametrize("end", ["答</p></details>", "答", "答</p>\n\n</details>"])
def test_a_body_that_ends_within_or_behind_the_answer(end: str) -> None:
    (item,) = read(f"甲\n\n<details><summary>Q1: 問？</summary><p>{end}").faq
    assert (item.question, item.answer) == ("問？", "答")
    assert item.html == f"<details><summary>Q1: 問？</summary><p>{end}"


def test_open_details() -> None:
    details = only("甲\n\n<details open>\n<summary>問</summary>\n\n答\n\n</details>\n", model.Details)
    assert details.open


# Characters


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("甲 & 乙", "甲 & 乙"),
        ("A&B &amp; &copy; &#30002; &#x7532;", "A&B & © 甲 甲"),
        ("&nosuch; &amp", "&nosuch; &amp"),
        ("\\*甲\\* \\& \\[乙\\] \\甲", "*甲* & [乙] \\甲"),
        ("&lt;b&gt; < b", "<b> < b"),
        ("甲\0乙", "甲\ufffd乙"),
        ("甲\t乙", "甲\t乙"),
        ("\\&amp; &\\amp;", "&amp; &\\amp;"),
    ],
)
def test_one_text(text: str, value: str) -> None:
    node = only(text, model.Text)
    assert (node.value, node.html) == (value, text)


def test_offsets_are_code_points() -> None:
    text = "💬𠮷 **甲💬** `𠮷` [丙𠮷](/💬)\n\n> 💬 ![𠮷](/d)\n"
    assert drawn(text) == [
        "Paragraph 💬𠮷 **甲💬** `𠮷` [丙𠮷](/💬)",
        "Text 💬𠮷 ",
        "Strong **甲💬**",
        "Text 甲💬",
        "Text  ",
        "Code `𠮷`",
        "Text 𠮷",
        "Text  ",
        "Link [丙𠮷](/💬)",
        "Text 丙𠮷",
        "BlockQuote > 💬 ![𠮷](/d)",
        "Paragraph 💬 ![𠮷](/d)",
        "Text 💬 ",
        "Image ![𠮷](/d)",
    ]


def test_a_byte_order_mark_is_no_text() -> None:
    article = wenzhang.parse("\ufeff# 甲\n".encode(), path="a.md")
    assert [section.title for section in article.sections] == ["甲"]


# Bodies


@pytest.mark.parametrize("body", ["", "\n", "  \n\n\t\n"])
@pytest.mark.parametrize("head", ["", "---\ntitle: 甲\n---\n"])
def test_a_body_of_nothing(head: str, body: str) -> None:
    article = wenzhang.parse(head + body, path="a.md", format="markdown")
    assert (article.intro, article.sections, article.text) == ((), (), "")


def test_a_body_that_begins_with_a_rule() -> None:
    article = read("---\ntitle: 甲\n---\n---\n\n乙\n")
    assert [node.html for node in walk(article)] == ["---", "乙", "乙"]


def test_spans_count_from_the_start_of_the_file() -> None:
    text = "---\ntitle: 💬\n---\n\n甲 **乙**\n"
    strong = only(text, model.Strong)
    assert text[strong.span.start : strong.span.end] == "**乙**"


# Whatever comes

HEAD = "---\ntitle: 甲\n---\n"
PIECES = [
    *"# * _ ** __ ~~ ` ``` ~~~ > - + 1. [ ] ( ) ! [^a] [^a]: [a] [a]: | |-|-| : $ $$ \\ & < > \" ' --- ===".split(),
    *"{{ }} {% %} {{< >}} ::: :::tip { } {#a}".split(),
    *["\n", "\n\n", "\r\n", "  \n", " ", "    ", "\t", "\0", "甲", "乙：", "「丙」", "💬", "a", "1", "\u3000"],
    *["![甲](/a)", "[甲](/a 'b')", "- [x] ", "> [!NOTE]\n", "|a|b|\n|-|-|\n|c|d|\n", "甲\n: 乙\n", "<a@b.c>"],
    *["import a from 'b'\n", "<https://a.b>"],
]
HTML = "<b> </b> <div> </div> <details> </details> <summary> </summary> <p> </p> <br> <!-- --> <table> <td>".split()


def pieces(*several: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([piece for some in several for piece in some]), max_size=25).map("".join)


def check(body: str, path: str) -> Article:
    """Reads a body, in which no reference spells a Chinese character, and uses all there is of the article."""
    text = HEAD + body
    article = wenzhang.parse(text, path=path, format="markdown")
    assert article.source.text == text
    for node in walk(article):
        assert len(HEAD) <= node.span.start <= node.span.end <= len(text), node
        assert not isinstance(node, model.Text) or HAN.findall(node.value) == HAN.findall(node.html), node
    assert [article.text, article.faq, article.headings, article.parse_errors]
    return article


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(["a.md", "a.mdx"]))
def test_any_text(body: str, path: str) -> None:
    check(body, path)


@settings(deadline=None, max_examples=400)
@given(pieces(PIECES), st.sampled_from(["a.md", "a.mdx"]))
@example("![甲 ![乙](/b)](/a '**')", "a.md")
@example("- [x] 甲\n\n  乙\n", "a.md")
@example("甲\n: 乙\n\n題\n--\n", "a.md")
@example("|甲|乙|\n|-|-|\n丙\n", "a.md")
def test_nodes_of_invented_markdown_lie_in_each_other_and_in_order(body: str, path: str) -> None:
    assert list(nesting_problems(check(body, path))) == []


@settings(deadline=None, max_examples=400)
@given(pieces(PIECES, HTML, ["\r"]), st.sampled_from(["a.md", "a.mdx"]))
@example("- [x] <b>\n\n</b>", "a.md")
@example("<table>甲 **乙**\n\n丙", "a.md")
def test_invented_markdown_with_html(body: str, path: str) -> None:
    check(body, path)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from("甲 乙 a ， 。 「 」 💬 1".split()), min_size=1).map("".join))
def test_plain_text_is_one_text(text: str) -> None:
    assert drawn(text) == [f"Paragraph {text}", f"Text {text}"]


HOSTILE = {
    "quotations": ">" * 10_000 + "甲",
    "stars": "*" * 10_000 + "甲",
    "stars and letters": "*a **b " * 5_000,
    "brackets": "[" * 10_000 + "甲",
    "links in links": "[甲](" * 10_000,
    "images in images": "![" * 5_000 + "甲" + "](/a)" * 5_000,
    "blocks of HTML": "<div>\n\n" * 5_000 + "甲",
    "HTML on a line": "甲\n\n" + "<div>" * 10_000,
    "a run of backticks": "`" * 20_000,
    "runs of backticks": " ".join("`" * length for length in range(300)),
    "lists in lists": "\n".join("  " * depth + "- 甲" for depth in range(300)),
    "signs of lists": "- " * 2_000 + "甲",
    "dollars": "$" * 10_000,
    "formulas": "$a" * 10_000,
    "prices": "$5/月 " * 5_000,
    "quotation marks": '"' * 10_000,
    "titles": '[甲](/a "' * 5_000,
    "quotation marks in a title": '[甲](/a "' + '"' * 10_000 + '")',
    "backslashes in a title": '[甲](/a "' + "\\" * 9_999 + '")',
    "backslashes": "\\" * 10_001,
    "references": "&" * 20_000,
    "comments": "甲\n\n" + "<!--" * 10_000,
    "tags that do not end": "甲 <a " * 10_000,
    "columns": "|" * 2_000 + "\n" + "|-" * 2_000 + "\n",
    "footnotes": "甲[^a]" * 5_000 + "\n\n[^a]: 註\n",
    "definitions of references": "".join(f'[甲{number}]: /b "c"\n' for number in range(150_000)),
    "definitions": "甲\n: 乙\n" * 3_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bodies(body: str) -> None:
    with never_hanging():
        check(body, "a.md")
