"""What a conversion must not touch, judged by html5lib's tokenizer and PyYAML, which the conversion does not use.

Both files are cut into tokens, human text is blanked, and what is left must be the same; and with all Chinese
characters taken out, the files must be the same to the byte but for their language tags.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from html5lib._tokenizer import HTMLTokenizer
from html5lib.constants import tokenTypes

from corpus import corpus_files, fixture_articles
from judge import fragment
from wenzhang.conversion import conversion_edits, convert_source
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Source

HUMAN_ATTRIBUTES = {"alt", "title", "aria-label", "aria-description", "placeholder", "label", "summary"}
LANGUAGE_ATTRIBUTES = {"lang", "xml:lang", "hreflang"}
PROTECTED = {"code", "pre", "kbd", "samp", "var", "script", "style", "textarea", "math"}
IDENTIFIERS = {
    "slug",
    "date",
    "updated",
    "url",
    "path",
    "image",
    "coverImage",
    "cover",
    "id",
    "layout",
    "aliases",
    "page-type",
}
# Phrases can hold Latin letters, dashes and dots: 隨身碟 is U盘 on the mainland.
CHINESE = re.compile("(?:[A-Za-z·-]*[\u2e80-\u2fff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])+")

REFERENCE = re.compile("&#x?[0-9a-fA-F]{4,5};")
LANGUAGE_TAG = re.compile("zh(?:[-_][A-Za-z]+)+")

RCDATA = {"title", "textarea"}
RAWTEXT = {"style", "xmp", "iframe", "noembed", "noframes"}


def body_of(source: Source) -> str:
    return source.text[read_front_matter(source).body_start :]


def blanked_tokens(body: str) -> list[Any]:
    """The tokens of a body; of text it counts only that there is some."""
    tokenizer: Any = HTMLTokenizer(body)
    found: list[Any] = []
    for token in tokenizer:
        kind = token["type"]
        if kind in (tokenTypes["Characters"], tokenTypes["SpaceCharacters"]):
            if found[-1:] != ["text"]:
                found.append("text")
        elif kind == tokenTypes["ParseError"]:
            continue
        elif kind in (tokenTypes["StartTag"], tokenTypes["EmptyTag"]):
            name, attributes = token["name"], dict(token["data"])
            found.append((kind, name, blanked_attributes(name, attributes), token["selfClosing"]))
            if name in RCDATA:
                tokenizer.state = tokenizer.rcdataState
            elif name in RAWTEXT:
                tokenizer.state = tokenizer.rawtextState
            elif name == "script":
                tokenizer.state = tokenizer.scriptDataState
        else:
            found.append({key: value for key, value in token.items() if key != "correct"})
    return found


def blanked_attributes(tag: str, attributes: dict[str, str]) -> dict[str, str]:
    human = HUMAN_ATTRIBUTES | LANGUAGE_ATTRIBUTES
    if tag == "meta" and attributes.get("name", "").lower() in ("description", "keywords"):
        human = human | {"content"}
    return {name: "" if name in human else value for name, value in attributes.items()}


def protected_text(body: str) -> list[str]:
    """The text of code and the like, in the order of html5lib's tree."""
    found: list[str] = []
    nodes: list[tuple[Any, bool]] = [(fragment(body), False)]
    while nodes:
        node, protected = nodes.pop()
        protected = protected or node.nodeName in PROTECTED
        if node.nodeType == node.TEXT_NODE and protected:
            found.append(node.data)
        nodes += [(child, protected) for child in reversed(node.childNodes)]
    return found


def yaml_of(source: Source) -> dict[str, Any]:
    if not source.text.startswith("---"):
        return {}
    value: dict[str, Any] = yaml.safe_load(source.text.split("---", 2)[1])
    return value


def without_chinese(text: str) -> str:
    return CHINESE.sub("", REFERENCE.sub("字", text))


def assert_untouched(source: Source, to: str, from_: str) -> None:
    converted = convert_source(source, to, from_)
    body, converted_body = body_of(source), body_of(converted)
    assert blanked_tokens(body) == blanked_tokens(converted_body)
    assert protected_text(body) == protected_text(converted_body)
    head, converted_head = yaml_of(source), yaml_of(converted)
    assert list(head) == list(converted_head)
    for key in IDENTIFIERS & set(head):
        assert head[key] == converted_head[key]
    tags = [edit for edit in conversion_edits(source, to, from_) if LANGUAGE_TAG.fullmatch(edit.replacement)]
    assert all(LANGUAGE_TAG.fullmatch(source.slice(edit.span)) for edit in tags)
    assert without_chinese(source.apply(tags).text) == without_chinese(converted.text)


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_our_articles(path: Path) -> None:
    source = Source.from_path(path)
    if "<" not in body_of(source).lstrip()[:1]:
        pytest.skip("a Markdown body")
    for to, from_ in (("zh-CN", "zh-TW"), ("zh-TW", "zh-CN")):
        assert_untouched(source, to, from_)


@pytest.mark.parametrize(("folder", "from_", "to"), [("zh-tw", "zh-TW", "zh-CN"), ("zh-cn", "zh-CN", "zh-TW")])
def test_real_articles(folder: str, from_: str, to: str) -> None:
    for path in corpus_files(f"mdn-zh-html/{folder}", "*.html")[::8]:
        assert_untouched(Source.from_path(path), to, from_)


@pytest.mark.parametrize(("folder", "pattern"), [("mdn-zh-html/zh-tw", "*.html"), ("mdn-zh-html/zh-cn", "*.html")])
def test_converting_twice_changes_nothing_more(folder: str, pattern: str) -> None:
    for path in corpus_files(folder, pattern)[::4]:
        source = Source.from_path(path)
        for to in ("zh-CN", "zh-TW"):
            once = convert_source(source, to)
            assert convert_source(once, to) is once
            assert (
                convert_source(once, to, from_=None if once is source else "zh-HK" if to == "zh-CN" else "zh-SG")
                is once
            )
