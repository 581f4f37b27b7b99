"""What a glossary, an author or a person puts into an article is read as just that, wherever it stands."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import html5lib
import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from wenzhang import Converter, Glossary, Memory, Source, WenzhangError, parse
from wenzhang.conversion import Term
from wenzhang.conversion.learning import learn
from wenzhang.conversion.runs import Piece

ANY_TEXT = st.text(st.sampled_from("甲 A&<>\"'`=\\:#,-?[]{}|*!%@;"), min_size=1).filter(
    lambda text: text.strip() == text
)


def tree(text: str) -> Any:
    return html5lib.parse(text, treebuilder="dom")


def converted(text: str, target: str) -> str:
    glossary = Glossary((Term("網誌", {"zh-CN": target}),))
    return Converter("zh-CN", "zh-TW", glossary=glossary).convert_source(Source.from_text(text)).text


@pytest.mark.parametrize("quote", ['"', "'"])
@given(ANY_TEXT)
def test_in_html(quote: str, target: str) -> None:
    body = tree(converted(f"<p title={quote}我的網誌{quote}>我的<b>網</b>誌</p>", target))
    (paragraph,) = body.getElementsByTagName("p")
    assert paragraph.getAttribute("title") == f"我的{target}"
    texts = [node.data for node in paragraph.childNodes if node.nodeType == node.TEXT_NODE]
    inner = [child.data for node in paragraph.getElementsByTagName("b") for child in node.childNodes]
    assert "".join([texts[0], *inner, *texts[1:]]) == f"我的{target}"


@given(ANY_TEXT)
def test_without_quotes(target: str) -> None:
    (paragraph,) = tree(converted("<p title=網誌>甲</p>", target)).getElementsByTagName("p")
    assert paragraph.getAttribute("title") == target


@pytest.mark.parametrize("value", ["{}", '"{}"', "'{}'", "|\n  {}", ">-\n  {}", "!!str {}", "# 註\n  {}"])
@given(ANY_TEXT)
def test_in_yaml(value: str, target: str) -> None:
    head = f"title: {value.format('我的網誌')}\ndate: 2026-01-09\n"
    result = converted(f"---\n{head}---\n", target)
    data = yaml.safe_load(result[4 : result.rindex("\n---\n") + 1])
    assert data["title"].strip("\n") == f"我的{target}"


@given(ANY_TEXT)
def test_in_a_list_of_yaml(target: str) -> None:
    result = converted("---\ntags: [網誌, '甲', 網誌]\n---\n", target)
    assert yaml.safe_load(result[4 : result.rindex("\n---\n") + 1])["tags"] == [target, "甲", target]


@given(ANY_TEXT)
def test_in_toml_and_json(target: str) -> None:
    toml = converted('+++\ntitle = "我的網誌"\n+++\n', target)
    assert tomllib.loads(toml.split("+++\n")[1])["title"] == f"我的{target}"
    text = converted('{\n"title": "我的網誌"\n}\n', target)
    assert json.loads(text)["title"] == f"我的{target}"


def test_what_cannot_stand_there_is_an_error() -> None:
    assert converted("+++\ntitle = '網誌'\n+++\n", "甲") == "+++\ntitle = '甲'\n+++\n"
    with pytest.raises(WenzhangError, match="cannot stand in this value"):
        converted("+++\ntitle = '網誌'\n+++\n", "it's")


def test_corrections_keep_references() -> None:
    source = '<p title="使用標籤的軟體。">軟體與元素。</p>'
    corrected = '<p title="使用标签的软件 &quot;X&quot;。">软件和 &lt;i&gt; 元素 A&amp;B &amp;lt;。</p>'
    learned = learn(Source.from_text(source), Source.from_text(corrected), Converter("zh-CN", "zh-TW"))
    memory = Memory().merged(learned.memory)
    result = Converter("zh-CN", "zh-TW", memory=memory).convert_source(Source.from_text(source))
    assert tree(result.text).toxml() == tree(corrected).toxml()
    assert parse(result).text == "软件和 <i> 元素 A&B &lt;。"


OPEN_TEXT = st.text(st.sampled_from("<&am;#x/!? 甲l1t"), min_size=1, max_size=8).map(str.strip).filter(bool)


def text_in_html(text: str) -> str | None:
    """What a paragraph says, None where it holds more than text."""
    (body,) = tree(f"<p>{text}</p>").getElementsByTagName("body")
    (paragraph,) = body.childNodes if len(body.childNodes) == 1 else [None]
    if paragraph is None or any(node.nodeType != node.TEXT_NODE for node in paragraph.childNodes):
        return None
    return "".join(node.data for node in paragraph.childNodes)


def text_in_markdown(text: str) -> str | None:
    """The same for a paragraph of Markdown; `甲` and `乙` around it keep it one."""
    children = MarkdownIt("commonmark").parse(f"甲{text}乙")[1].children or []
    if any(child.type not in ("text", "text_special") for child in children):
        return None
    return "".join(child.content for child in children).removeprefix("甲").removesuffix("乙")


@settings(max_examples=300)
@given(OPEN_TEXT, OPEN_TEXT)
@example("<", "<b>")
@example("< b", "<b")
@example("A & am", "A &am;")
@example("&am", "&amp;")
def test_signs_that_stay_are_still_text_in_html(before: str, after: str) -> None:
    assume(text_in_html(before) == before)
    edits = Piece(before, 0).edits(after, by_place=False)
    assert text_in_html(Source.from_text(before).apply(edits).text) == after


@settings(max_examples=300)
@given(
    st.text(st.sampled_from("<&am;#x\\! 甲"), min_size=1, max_size=8).map(str.strip).filter(bool),
    st.text(st.sampled_from("<&am;#x\\! 甲"), min_size=1, max_size=8).map(str.strip).filter(bool),
)
@example("a\\a", "a\\#")
def test_signs_that_stay_are_still_text_in_markdown(before: str, after: str) -> None:
    assume(text_in_markdown(before) == before)
    edits = Piece(before, 0, None, "markdown").edits(after, by_place=False)
    assert text_in_markdown(Source.from_text(before).apply(edits).text) == after
