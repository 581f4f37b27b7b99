"""XLIFF: valid by the rules of the standard, and what comes back from it is the article with what a person wrote.

The rules are checked here from the text of XLIFF 2.1 (OASIS Standard, 13 February 2018), each by its section.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus import CORPUS, FIXTURES, corpus_files, fixture_articles
from wenzhang import Converter, FormatError, Source, VariantError, WenzhangError, load, parse
from wenzhang.conversion.glossary import Glossary, Term
from wenzhang.export.xliff import apply_xliff, to_xliff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from wenzhang import Article

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
X = f"{{{NAMESPACE}}}"
CLEAR = "這裡的軟體與記憶體還沒說過話，請問誰開車來過？關於發現頭髮與雲裡的鐘聲。"
REAL = FIXTURES / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"

# The rules of the standard

CHILDREN = {  # 4.2.2: what an element of the structure holds, in this order
    "xliff": "(file )+",
    "file": "(skeleton )?(notes )?((unit|group) )+",
    "group": "(notes )?((unit|group) )*",
    "unit": "(notes )?(originalData )?((segment|ignorable) )+",
    "segment": "source (target )?",
    "ignorable": "source (target )?",
    "notes": "(note )+",
    "originalData": "(data )+",
    "data": "(cp )*",
    **dict.fromkeys(("source", "target", "pc", "mrk"), "((cp|ph|pc|sc|ec|mrk|sm|em) )*"),
    **dict.fromkeys(("note", "cp", "ph", "sc", "ec", "sm", "em"), ""),
}
CODE = {"id", "canCopy", "canDelete", "canReorder", "copyOf", "type", "subType"}
ATTRIBUTES = {  # 4.2.2 and 4.2.3; those that need be there begin with !
    "xliff": {"!version", "!srcLang", "trgLang"},
    "file": {"!id", "original", "canResegment", "xml:space"},
    "skeleton": {"href"},
    "group": {"!id", "name"},
    "unit": {"!id", "name", "xml:space"},
    "segment": {"id", "state", "subState", "canResegment"},
    "ignorable": {"id"},
    "note": {"id", "appliesTo", "category", "priority"},
    "data": {"!id", "dir"},
    "source": {"xml:lang", "xml:space"},
    "target": {"xml:lang", "xml:space", "order"},
    "cp": {"!hex"},
    "ph": CODE - {"id"} | {"!id", "dataRef", "subFlows", "disp", "equiv"},
    "pc": CODE - {"id"} | {"!id", "dataRefStart", "dataRefEnd", "subFlowsStart", "subFlowsEnd", "canOverlap"},
    "sc": CODE - {"id"} | {"!id", "dataRef", "subFlows", "canOverlap", "isolated"},
    "ec": CODE | {"startRef", "dataRef", "subFlows", "canOverlap", "isolated"},
    "mrk": {"!id", "translate", "type", "ref", "value"},
    "sm": {"!id", "translate", "type", "ref", "value"},
    "em": {"!startRef"},
}
VALUES = {  # 4.3.1
    "state": {"initial", "translated", "reviewed", "final"},
    "canCopy": {"yes", "no"},
    "canDelete": {"yes", "no"},
    "canOverlap": {"yes", "no"},
    "canReorder": {"yes", "firstNo", "no"},
    "isolated": {"yes", "no"},
    "translate": {"yes", "no"},
    "appliesTo": {"source", "target"},
    "version": {"2.1"},
}
TYPES = {"fmt", "ui", "quote", "link", "image", "other"}  # 4.3.1.40
SUB_TYPES = {"xlf:lb": "fmt", "xlf:pb": "fmt", "xlf:b": "fmt", "xlf:i": "fmt", "xlf:u": "fmt", "xlf:var": "ui"}
EQUAL = ("canCopy", "canDelete", "canReorder", "canOverlap")  # 4.2.3.4: at both ends of a pair
TOKEN = re.compile(r"[\w.:-]+")  # NMTOKEN (4.3.1.21)


def faults(xliff: str) -> list[str]:
    """What is wrong with a document, each with the section of the standard that says so."""
    root = etree.fromstring(xliff.encode())
    found = [fault for element in root.iter(f"{X}*") for fault in element_faults(element)]
    found += repeated(root.iterfind(f"{X}file"), "4.3.1.21: file ids")
    has_targets = next(root.iter(f"{X}target"), None) is not None
    if has_targets and root.get("trgLang") is None:
        found.append("4.2.2.1: no trgLang although there are targets")
    for file in root.iterfind(f"{X}file"):
        found += repeated(file.iter(f"{X}unit"), "4.3.1.21: unit ids")
        found += repeated(file.iter(f"{X}group"), "4.3.1.21: group ids")
        skeleton = file.find(f"{X}skeleton")
        if skeleton is not None and (skeleton.get("href") is None) != bool(len(skeleton) or skeleton.text):
            found.append("4.2.2.3: href if and only if the skeleton is empty")
        ids = {unit.get("id") for unit in file.iter(f"{X}unit")}
        for unit in file.iter(f"{X}unit"):
            found += unit_faults(unit, ids)
    return found


def element_faults(element: _Element) -> Iterator[str]:
    name = etree.QName(element).localname
    children = "".join(f"{etree.QName(child).localname} " for child in element.iterchildren(f"{X}*"))
    if name != "skeleton" and not re.fullmatch(CHILDREN[name], children):
        yield f"4.2: {name} holds {children}"
    given = {str(key).replace("{http://www.w3.org/XML/1998/namespace}", "xml:") for key in element.attrib}
    wanted = ATTRIBUTES.get(name, set())
    if not given <= {key.lstrip("!") for key in wanted} or not {key[1:] for key in wanted if key[0] == "!"} <= given:
        yield f"4.2: {name} has {sorted(given)}"
    for key, value in element.items():
        if key in VALUES and value not in VALUES[str(key)]:
            yield f"4.3.1: {key!s} is {value!s}"
        if key in ("id", "startRef", "dataRef") and not TOKEN.fullmatch(str(value)):
            yield f"4.3.1: {key!s} is {value!s}"
    if name == "cp" and not re.fullmatch("(?:[01]?[0-9A-F])?[0-9A-F]{4}", element.get("hex", "")):
        yield f"4.3.1.19: hex is {element.get('hex')}"
    if name in ("ph", "pc", "sc", "ec"):
        yield from code_faults(element)
    if name in ("mrk", "sm") and element.get("type") not in (None, "generic", "comment", "term"):
        yield "4.7.3.1: the type of an annotation"


def code_faults(code: _Element) -> Iterator[str]:
    kind, sub_kind = code.get("type"), code.get("subType")
    if kind is not None and kind not in TYPES:
        yield f"4.3.1.40: type {kind}"
    if sub_kind is not None and (kind is None or SUB_TYPES.get(sub_kind, kind) != kind):
        yield f"4.3.1.36: subType {sub_kind} of type {kind}"
    if code.get("canReorder") in ("no", "firstNo") and (code.get("canCopy"), code.get("canDelete")) != ("no", "no"):
        yield "4.7.2.6: what cannot be moved can neither be copied nor deleted"
    if etree.QName(code).localname == "ec" and (code.get("isolated") == "yes") != (code.get("startRef") is None):
        yield "4.2.3.5: startRef, or an id where it is isolated"


def repeated(elements: Iterator[_Element], what: str) -> list[str]:
    counts = Counter(element.get("id") for element in elements)
    return [f"{what}: {id_} {count} times" for id_, count in counts.items() if count > 1 and id_ is not None]


def unit_faults(unit: _Element, unit_ids: set[str | None]) -> Iterator[str]:
    name = unit.get("id")
    if unit.find(f"{X}segment") is None:
        yield f"4.2.2.5: {name} has no segment"
    data = {one.get("id") for one in unit.iter(f"{X}data")}
    yield from repeated(unit.iter(f"{X}data"), "4.3.1.21: data ids")
    inline = [one for source in unit.iter(f"{X}source") for one in source.iter(f"{X}*") if one is not source]
    slots = [child for child in unit if child.tag in (f"{X}segment", f"{X}ignorable")]
    yield from repeated(iter([*slots, *inline]), f"4.3.1.21: ids in {name}")
    for one in unit.iter(f"{X}*"):
        for key in ("dataRef", "dataRefStart", "dataRefEnd"):
            if one.get(key) is not None and one.get(key) not in data:
                yield f"4.3.1.9: {one.get(key)} is no data of {name}"
        if not set((one.get("subFlows") or "").split()) <= unit_ids:
            yield f"4.3.1.32: {one.get('subFlows')}"
    for side in ("source", "target"):
        yield from pair_faults([one for whole in unit.iter(X + side) for one in whole.iter(f"{X}*")], f"{name} {side}")
    for slot in slots:
        yield from slot_faults(slot)


def pair_faults(elements: list[_Element], where: str) -> Iterator[str]:
    """4.2.3.4, 4.2.3.5 and 4.2.3.8: starts and ends."""
    for start, end in (("sc", "ec"), ("sm", "em")):
        opened: dict[str | None, _Element] = {}
        for one in elements:
            if one.tag == X + start and one.get("isolated") != "yes":
                opened[one.get("id")] = one
            elif one.tag == X + end and one.get("isolated") != "yes":
                first = opened.pop(one.get("startRef"), None)
                if first is None:
                    yield f"{where}: the end of {one.get('startRef')} has no start before it"
                elif any(first.get(key) != one.get(key) for key in EQUAL):
                    yield f"{where}: start and end of {one.get('startRef')} differ"
        if opened:
            yield f"{where}: no ends of {list(opened)}"


def slot_faults(slot: _Element) -> Iterator[str]:
    source, target = slot.find(f"{X}source"), slot.find(f"{X}target")
    assert source is not None
    if slot.get("state", "initial") != "initial" and target is None:
        yield "4.3.1.31: a state beyond initial without a target"
    if target is None:
        return
    known = {one.get("id"): one.tag for one in source.iter(f"{X}*") if one.get("id")}
    ids = [(one.get("id"), one.tag) for one in target.iter(f"{X}*") if one.get("id")]
    if len(set(ids)) != len(ids) or any(known.get(id_) != tag for id_, tag in ids):
        yield "4.3.1.21: inline ids of a target are those of its source"
    for content in (source, target):
        codes = [one for one in content.iter(f"{X}ph", f"{X}pc", f"{X}sc", f"{X}ec") if one.get("canReorder")]
        if codes and codes[0].get("canReorder") == "no" and codes[0].get("startRef") is None:
            yield "4.7.2.6: a sequence begins with firstNo"


PLANTED: list[Callable[[str], str]] = [
    lambda text: text.replace(' id="s2"', ' id="s1"', 1),
    lambda text: text.replace('<unit id="u2"', '<unit id="u1"', 1),
    lambda text: text.replace(' dataRefStart="d1"', ' dataRefStart="d99"', 1),
    lambda text: re.sub("<ec [^>]*/>", "", text, count=1),
    lambda text: re.sub("<sc [^>]*/>", "", text, count=1),
    lambda text: text.replace('state="translated"', 'state="done"', 1),
    lambda text: text.replace(' trgLang="zh-CN">', ">", 1),
    lambda text: text.replace('canDelete="no"', 'canDelete="yes"', 1),
    lambda text: text.replace('subType="xlf:b"', 'subType="xlf:var"', 1),
    lambda text: text.replace('canReorder="firstNo"', 'canReorder="no"', 1),
    lambda text: re.sub("<target>.*?</target>", "", text, count=1),
    lambda text: re.sub("(<source>.*?</source>)(<target>.*?</target>)", r"\2\1", text, count=1),
    lambda text: re.sub("<originalData>.*?</originalData>", "", text, count=1, flags=re.DOTALL),
    lambda text: re.sub("<skeleton>.*</skeleton>", "<skeleton/>", text),
    lambda text: text.replace('<ph id="', '<ph x="', 1),
    lambda text: text.replace("<file ", '<file srcLang="zh" ', 1),
]


@pytest.mark.parametrize("plant", PLANTED, ids=range(len(PLANTED)))
def test_the_rules_find_what_is_wrong(plant: Callable[[str], str]) -> None:
    simple = "<p>後台。</p><p>這裡的軟體，<b>頭髮</b>有<code>x</code>後。台</p>"
    pairs = f"{simple}<p><i>說</i><b>話<i>過</i></b>，<a title='軟體'>頭髮<b>後。</b></a>台</p>"
    documents = [to_xliff(parse(body), lang="zh-CN") for body in (simple, pairs)]
    assert not any(map(faults, documents))
    assert any(faults(plant(document)) for document in documents if plant(document) != document)


# Helpers


def comes_back(article: Article, lang: str | None, **options: str) -> str | None:
    """The XLIFF of an article, which is valid and gives the conversion; None where there is no conversion."""
    try:
        xliff = to_xliff(article, lang=lang, **options)  # type: ignore[arg-type]
    except VariantError:
        return None
    assert not faults(xliff)
    result = apply_xliff(article.source, xliff)
    if lang is None:
        assert result is article.source
    else:
        converted = Converter(lang, options.get("from_")).convert_source(article.source, format=article.format)
        assert result == converted
        assert (result is article.source) == (converted.text == article.source.text)
    return xliff


def text_of(element: _Element) -> str:
    return "".join(map(str, element.itertext()))


def pairs(xliff: str) -> list[tuple[str, str]]:
    """Source and target of each segment, without its codes."""
    root = etree.fromstring(xliff.encode())
    return [
        (text_of(segment[0]), text_of(segment[1]) if len(segment) > 1 else "") for segment in root.iter(f"{X}segment")
    ]


def edited(xliff: str, change: Callable[[_Element], None], number: int = 0) -> str:
    """The document with the target of one of its segments changed."""
    root = etree.fromstring(xliff.encode())
    change(list(root.iterfind(f".//{X}segment/{X}target"))[number])
    return etree.tostring(root, encoding="unicode")


def says(text: str) -> Callable[[_Element], None]:
    """A change of a target to a text without codes."""

    def change(target: _Element) -> None:
        for child in list(target):
            target.remove(child)
        target.text = text

    return change


def test_the_example() -> None:
    folder = FIXTURES / "export" / "xliff"
    article = parse((folder / "source.md").read_text("utf-8"), format="markdown")
    assert to_xliff(article, lang="zh-CN") == (folder / "zh-CN.xlf").read_text("utf-8")


# It comes back as the conversion


@pytest.mark.parametrize("path", fixture_articles(), ids=lambda path: path.name)
def test_our_articles_come_back(path: Path) -> None:
    article = load(path)
    for lang in ("zh-CN", "zh-TW", None):
        comes_back(article, lang)


def test_cases_come_back() -> None:
    count = 0
    for path in sorted((FIXTURES / "cases").rglob("*")):
        if path.suffix not in (".html", ".md"):
            continue
        try:
            article = load(path)
        except WenzhangError:
            continue
        count += comes_back(article, "zh-CN") is not None
    assert count > 50


@pytest.mark.parametrize(
    ("folder", "pattern", "step"),
    [
        ("mdn-zh-html", "*.html", 40),
        ("ruby-lang", "*.md", 60),
        ("hexo-site", "*.md", 16),
        ("opensource-guide", "*.md", 9),
        ("pingcap-docs-cn", "*.md", 30),
        ("cnwizards-help", "*.htm*", 12),
    ],
)
def test_corpora_come_back(folder: str, pattern: str, step: int) -> None:
    files = corpus_files(folder, pattern)[::step]
    for path in files:
        article = load(path)
        comes_back(article, "zh-CN")
        comes_back(article, "zh-TW")


def test_legacy_encoding_keeps_its_bytes() -> None:
    path = next((path for path in (CORPUS / "cnwizards-help").rglob("*.htm*")), None)
    if path is None:
        pytest.skip("no cnwizards-help")
    article = load(path)
    assert article.source.encoding != "utf-8"
    assert apply_xliff(article.source, to_xliff(article)).encode() == path.read_bytes()


# Only what was edited changes


def test_only_the_edited_sentence_changes() -> None:
    """Of every segment without codes whose text is there once, a new target is the only difference, to the byte."""
    count = 0
    for path in (REAL, FIXTURES / "articles" / "twin.html", FIXTURES / "articles" / "twin.md"):
        article = load(path)
        xliff = to_xliff(article, lang="zh-CN")
        before = apply_xliff(article.source, xliff).encode()
        targets = list(etree.fromstring(xliff.encode()).iter(f"{X}target"))
        for number, target in list(enumerate(targets))[::2]:
            old = text_of(target)
            if len(target) or before.count(old.encode()) != 1:
                continue
            new = f"{old[:1]}甲，乙；{old[2:]}丙"
            after = apply_xliff(article.source, edited(xliff, says(new), number)).encode()
            assert after == before.replace(old.encode(), new.encode())
            count += 1
    assert count > 40


def test_references_beside_an_edited_sentence_stay() -> None:
    source = Source.from_text(f"<p>{CLEAR}甲&nbsp;乙&#36575;。丙，丁。戊&nbsp;己。</p>")
    article = parse(source)
    xliff = to_xliff(article, lang="zh-CN")
    changed = apply_xliff(
        source,
        xliff.replace(
            "<target>丙，丁。</target>",
            "<target>甲、乙、丙 & <丁>。</target>".replace("&", "&amp;").replace("<丁>", "&lt;丁&gt;"),
        ),
    )
    assert changed.text.endswith("甲&nbsp;乙&#36719;。甲、乙、丙 &amp; &lt;丁>。戊&nbsp;己。</p>")


@pytest.mark.parametrize(
    ("body", "old", "new", "result"),
    [
        ("<p>{}<b>頭髮</b>後</p>", "头发", "<&>", "<p>{}<b>&lt;&amp;></b>后</p>"),
        ('<p title="後台">{}</p>', "后台", '"甲"', '<p title="&quot;甲&quot;">{}</p>'),
        ("{}\n\n**頭髮**後", "头发", "甲*乙", "{}\n\n**甲\\*乙**后"),
        ("{}\n\n- 頭髮", "头发", "1. 甲", "{}\n\n- 1\\. 甲"),
        ("{}\n\n頭髮", "头发", "甲\n\n# 乙", "{}\n\n甲 # 乙"),
        ("---\ntitle: 後台\n---\n{}", "后台", "甲: 乙", '---\ntitle: "甲: 乙"\n---\n{}'),
        ("---\ntitle: '後台'\n---\n{}", "后台", "甲's", "---\ntitle: '甲''s'\n---\n{}"),
    ],
)
def test_targets_are_written_as_text(body: str, old: str, new: str, result: str) -> None:
    format = "html" if "<p" in body else "markdown"
    article = parse(body.format(CLEAR), format=format)  # type: ignore[arg-type]
    xliff = to_xliff(article, lang="zh-CN")
    root = etree.fromstring(xliff.encode())
    for target in root.iter(f"{X}target"):
        for element in target.iter():
            element.text = new if element.text == old else element.text
    changed = apply_xliff(article.source, etree.tostring(root))
    assert changed.text == result.format(Converter("zh-CN").convert_text(CLEAR))


def test_text_between_two_codes() -> None:
    article = parse(f"<p>{CLEAR}<b>頭髮</b><i>後</i></p>")
    xliff = to_xliff(article, lang="zh-CN")
    head, between, tail = xliff.rpartition("</pc><pc")
    xliff = f"{head}{between.replace('><', '>&lt;和&gt;<')}{tail}"
    assert apply_xliff(article.source, xliff).text.endswith("<b>头发</b>&lt;和><i>后</i></p>")


def test_an_emptied_mark_of_markdown_gets_a_character() -> None:
    article = parse(f"{CLEAR}\n\n這是**頭髮**後台", format="markdown")
    xliff = to_xliff(article, lang="zh-CN")
    assert apply_xliff(article.source, xliff.replace("头发</pc>", "</pc>")).text.endswith("这**是**后台")
    article = parse(f"{CLEAR}\n\n**頭髮**", format="markdown")
    emptied = edited(to_xliff(article, lang="zh-CN"), says(""), -1)
    with pytest.raises(FormatError, match="nothing is left of '頭髮'"):
        apply_xliff(article.source, emptied)


def test_a_target_that_would_break_a_mark() -> None:
    article = parse(f"{CLEAR}\n\n請**注意**後台\n\n後台", format="markdown")
    xliff = to_xliff(article, lang="zh-CN")
    assert (
        apply_xliff(article.source, xliff.replace("注意</pc>后台</target>", "当心</pc>后台</target>")).text.count("**")
        == 2
    )
    with pytest.raises(FormatError, match=r'unit u2 \("p"\): with this target, marks of Markdown would be text'):
        apply_xliff(article.source, xliff.replace("注意</pc>后台</target>", "注意：</pc>后台</target>"))


def test_a_value_that_cannot_hold_a_target() -> None:
    article = parse(f"+++\ntitle = '後台'\n+++\n<p>{CLEAR}</p>")
    xliff = to_xliff(article, lang="zh-CN").replace("<target>后台", "<target>it's")
    with pytest.raises(FormatError, match=r'unit u1 \("title"\): .* cannot stand in this value'):
        apply_xliff(article.source, xliff)


# Translating


def test_sources_only_and_a_translation() -> None:
    article = parse(f'---\ntitle: 後台\nlang: zh-TW\n---\n<p>{CLEAR}</p><p lang="en">x</p>')
    xliff = to_xliff(article)
    assert "<target>" not in xliff
    assert "state=" not in xliff
    translated = xliff.replace('srcLang="zh-TW">', 'srcLang="zh-TW" trgLang="en">', 1)
    translated = translated.replace("<source>後台</source>", "<source>後台</source><target>Backstage</target>")
    assert not faults(translated)
    result = apply_xliff(article.source, translated)
    assert result.text == f'---\ntitle: "Backstage"\nlang: en\n---\n<p>{CLEAR}</p><p lang="en">x</p>'


def test_an_empty_target_in_the_initial_state_is_none() -> None:
    article = parse(f"<p>{CLEAR}</p><p>後台</p>")
    xliff = to_xliff(article, lang="zh-CN").replace("<target>后台</target>", "<target/>")
    assert apply_xliff(article.source, xliff).text.endswith("<p></p>")
    untouched = re.sub(r' state="translated"(?=><source>後台)', "", xliff)
    assert apply_xliff(article.source, untouched).text.endswith("<p>後台</p>")


def test_targets_in_another_order() -> None:
    article = parse(f"<p>{CLEAR}甲。乙。</p>")
    xliff = to_xliff(article, lang="zh-CN")
    xliff = xliff.replace("<target>甲。", '<target order="4">甲。').replace("<target>乙。", '<target order="3">乙。')
    assert apply_xliff(article.source, xliff).text.endswith("乙。甲。</p>")
    with pytest.raises(FormatError, match="its order 9 is beyond"):
        apply_xliff(article.source, xliff.replace('order="4"', 'order="9"'))


def test_what_tools_may_do_with_codes_and_annotations() -> None:
    """4.7.7.2: pairs may be written either way, annotations added and removed; 4.8.3: segments joined."""
    article = parse(f"<p>{CLEAR}<b>頭髮</b>後。台</p>")
    xliff = to_xliff(article, lang="zh-CN")
    expected = apply_xliff(article.source, xliff)
    split = re.sub(r'<pc id="1"[^>]*>(.*?)</pc>', r'<sc id="1"/>\1<ec startRef="1"/>', xliff)
    marked = xliff.replace("<target>台", '<target><mrk id="m9" type="comment" value="x">台</mrk>')
    joined = re.sub(
        r"</source><target>([^\n]*)</target></segment>\n[^\n]*<source>台</source><target>",
        r"台</source><target>\1",
        xliff,
    )
    assert len({xliff, split, marked, joined}) == 4
    for changed in (split, marked, joined):
        assert apply_xliff(article.source, changed) == expected


# What is refused


def refused(xliff: str | bytes, match: str, article: Article | None = None) -> FormatError:
    with pytest.raises(FormatError, match=match) as caught:
        apply_xliff((article or ARTICLE).source, xliff, path="a.xlf")
    assert caught.value.path == "a.xlf"
    return caught.value


ARTICLE = parse(f"<h2>後台</h2>\n<p>{CLEAR}甲<b>頭髮</b>乙<code>x</code>丙</p>")


def test_placeholders() -> None:
    xliff = to_xliff(ARTICLE, lang="zh-CN")
    alone = re.findall(r"<ph [^>]*/>", xliff)[1]
    last = xliff.rindex(alone)
    place = r'file f1, unit u2 \("p"\), segment s3: '
    error = refused(xliff[:last] + xliff[last + len(alone) :], place + "the placeholder 3 is missing")
    assert error.position is not None
    assert "</segment>" in xliff.splitlines()[error.position.line - 1]
    assert error.hint is not None
    refused(xliff[:last] + alone + xliff[last:], place + "the placeholder 3 is there twice")
    refused(xliff[:last] + '<ph id="9"/>' + xliff[last:], place + "the placeholder 9 is none of its source")
    moved = xliff[:last] + xliff[last + len(alone) :]
    start = moved.rindex("<pc")
    refused(moved[:start] + alone + moved[start:], place + "the placeholder 3 is not in its place")
    refused(re.sub("<target>甲<pc[^>]*>", "<target>甲", xliff).replace("头发</pc>", "头发"), "start of 1 is missing")


def test_an_article_that_changed_since() -> None:
    xliff = to_xliff(ARTICLE, lang="zh-CN")
    text = ARTICLE.source.text
    for changed, what in (
        (text.replace("後台", "後院"), r'unit u1 \("h2"\) was \'後台\' and is \'後院\' now'),
        (text.replace("<h2>", "<h3>"), "outside of its texts"),
        (text + "<p>新</p>", "'新' is new in it"),
        (text.replace("<h2>後台</h2>", ""), "was '後台' and is '這裡的軟體"),
        (text.replace("<b>", "<i>").replace("</b>", ""), "unit u2"),
    ):
        refused(xliff, f"the article was changed since this was made from it: .*{what}", parse(changed))
    longer = parse(text + "<p>新</p>")
    refused(to_xliff(longer, lang="zh-CN"), r'unit u3 \("p"\) is no longer in it')


def test_documents_that_are_none() -> None:
    xliff = to_xliff(ARTICLE, lang="zh-CN")
    refused("<xliff", "not well-formed")
    refused("", "not well-formed")
    refused(b"\xff\xfe\x00", "not well-formed")
    refused("<html/>", "is no XLIFF 2: its root is <html>")
    refused('<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "no XLIFF 2")
    refused(xliff.replace('version="2.1"', 'version="3.0"'), "is XLIFF 3.0")
    refused(re.sub("<file.*</file>", "", xliff, flags=re.DOTALL), "has no <file>")
    refused(re.sub("<skeleton>.*</skeleton>", "", xliff), "does not say which article")
    refused(re.sub(r"  <unit id=\"u1\".*?</unit>\n", "", xliff, flags=re.DOTALL), "lacks the unit u1")
    refused(xliff.replace('<unit id="u2"', '<unit id="u1"'), "has the unit 'u1' twice")
    refused(
        xliff.replace("</unit>\n </file>", '</unit><unit id="u9"><segment><source/></segment></unit></file>'),
        "u9 is not in",
    )
    refused(xliff.replace("<source>後台", "<source>前台"), "its sources are not what they were")
    refused(xliff.replace(' trgLang="zh-CN">', ">", 1), "does not say in what language")
    refused(xliff.replace("<target>后台", "<target><x/>"), "<x> cannot stand within text")
    refused(xliff.replace("<target>后台", '<target><cp hex="FFFFFF"/>'), "does not exist")


def test_no_entities_and_nothing_from_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    xliff = to_xliff(ARTICLE, lang="zh-CN")
    head, _, rest = xliff.partition("\n")
    for doctype in (
        "<!DOCTYPE xliff>",
        f'<!DOCTYPE xliff [<!ENTITY a SYSTEM "{secret.as_uri()}">]>',
        '<!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        f'<!DOCTYPE xliff SYSTEM "{secret.as_uri()}">',
    ):
        refused(
            f"{head}{doctype}{rest.replace('<target>后台', '<target>&a;' if 'ENTITY a' in doctype else '<target>')}",
            "document type",
        )


def test_errors_name_a_line_of_bytes_too() -> None:
    data = to_xliff(ARTICLE, lang="zh-CN").replace("<target>后台", "<target><x/>").encode("utf-16")
    data = data.replace("UTF-8".encode("utf-16-le"), "UTF-16".encode("utf-16-le"))
    error = refused(data, "<x> cannot stand")
    assert error.position is not None
    assert error.position.line > 5


# What stands in it


def test_twins_say_the_same() -> None:
    html, markdown = (to_xliff(load(FIXTURES / "articles" / f"twin.{end}"), lang="zh-CN") for end in ("html", "md"))
    assert [one for one in pairs(markdown) if one not in pairs(html)] == []
    assert Counter(re.findall(r"<(pc|sc|ec) ", html)) == Counter(re.findall(r"<(pc|sc|ec) ", markdown))


def test_units_are_named_and_refer_to_each_other() -> None:
    body = f"---\ntitle: 後台\ntags: [甲]\n---\n<h2>標題</h2><p>{CLEAR}<img alt='說明' src='x'>後</p>"
    xliff = to_xliff(parse(body), lang="zh-CN")
    assert re.findall(r'<unit id="(\w+)" name="([^"]*)"', xliff) == [
        ("u1", "title"),
        ("u2", "tags.0"),
        ("u3", "h2"),
        ("u4", "p"),
        ("u5", "img alt"),
    ]
    assert re.search(r'<ph id="1" type="image" dataRef="d1" subFlows="u5"', xliff)


def test_segments_are_sentences() -> None:
    body = f"<p>{CLEAR}  <b>甲。</b>\n乙<code>x</code>丙。<br>丁</p>"
    xliff = to_xliff(parse(body))
    assert [source for source, _ in pairs(xliff)][2:] == ["甲。", "乙丙。", "丁"]
    assert xliff.count("<ignorable") == 3
    assert re.search(r'<ignorable id="\w+"><source><ph [^>]*subType="xlf:lb"', xliff)


def test_lines_of_markdown() -> None:
    xliff = to_xliff(parse(f"{CLEAR}\n\n> 甲乙\n> 丙丁。\n> 戊", format="markdown"))
    assert "甲乙<ph " in xliff
    assert "&gt; </data>" in xliff
    assert pairs(xliff)[-2:] == [("甲乙丙丁。", ""), ("戊", "")]


def test_terms() -> None:
    glossary = Glossary((Term("里約熱內盧"), Term("後台", {"zh-CN": "后端"}), Term("iPhone", ignore_case=True)))
    article = parse(f"<p>{CLEAR}里約<b>熱內盧</b>和里約熱內盧，IPHONE與後台</p>")
    xliff = to_xliff(article, lang="zh-CN", glossary=glossary)
    assert not faults(xliff)
    assert apply_xliff(article.source, xliff) == Converter("zh-CN", glossary=glossary).convert_source(article.source)
    source, target = re.findall(r"<(?:source|target)>(?=[^\n]*里約)(.*?)</(?:source|target)>", xliff)
    locked = '<mrk id="m{}" type="term" translate="no">{}</mrk>'
    assert locked.format(2, "里約熱內盧") in source
    assert locked.format(2, "里約熱內盧") in target
    assert locked.format(3, "IPHONE") in source
    assert locked.format(3, "iPhone") in target
    assert '<mrk id="m4" type="term">後台</mrk>' in source
    assert target.endswith("与后端")
    assert target.startswith('<sm id="m1" type="term" translate="no"/>里約<pc')
    assert "翻" not in to_xliff(article, glossary=glossary)


def test_notes_say_what_to_look_over() -> None:
    xliff = to_xliff(parse("<p>这里的头发和乾坤。</p><p>他的后台与皇后，还有面条和干。</p>"), lang="zh-TW")
    notes = re.findall(r'<note category="check">(.*?)</note>', xliff)
    assert notes
    assert all("became" in note for note in notes)


def test_characters_that_xml_cannot_hold() -> None:
    source = Source(f"<p>{CLEAR}\x0b甲\x01]]>\ufffe乙&amp;\r\n丙<!-- \x02\x00 -->丁\udc80</p>")
    article = parse(source)
    xliff = to_xliff(article, lang="zh-CN", from_="zh-TW")
    assert not faults(xliff)
    assert '<cp hex="000B"/>' in xliff
    assert ']]&gt;<cp hex="FFFE"/>' in xliff
    assert "&#13;" in xliff
    assert '<cp hex="DC80"/>' in xliff
    assert pairs(xliff)
    xliff = xliff.replace("<target>", '<target>後<cp hex="0003"/>', 1)
    clean = parse(f"<p>{CLEAR}\x0b甲\x01]]>乙&amp;\r\n丙</p>")
    assert comes_back(clean, "zh-CN")
    xliff = to_xliff(clean, lang="zh-CN").replace("<target>", '<target>甲<cp hex="0003"/>', 1)
    assert apply_xliff(clean.source, xliff).text.startswith("<p>甲\x03")
    xliff = xliff.replace('hex="0003"', 'hex="DC80"')
    with pytest.raises(WenzhangError, match="lone surrogate"):
        apply_xliff(clean.source, xliff)


@pytest.mark.parametrize("text", ["", " ", "---\n---\n", "<hr>", "<p></p>", "<p> <b> </b></p>", "<code>後</code>"])
def test_articles_without_a_word(text: str) -> None:
    article = parse(text)
    assert '<group id="g1"/>' in (comes_back(article, None, from_="zh-TW") or "")
    assert '<group id="g1"/>' in (comes_back(article, "zh-CN", from_="zh-TW") or "")


def test_an_article_of_the_target() -> None:
    article = parse(f'<html lang="zh-TW"><p>{CLEAR}')
    xliff = comes_back(article, "zh-TW")
    assert xliff is not None
    assert all(source == target for source, target in pairs(xliff))
    changed = apply_xliff(article.source, edited(xliff, says("甲")))
    assert changed.text.startswith('<html lang="zh-TW"><p>甲')


def test_an_article_from_json_without_its_source() -> None:
    from wenzhang import from_json, to_json

    with pytest.raises(FormatError, match="has no source"):
        to_xliff(from_json(to_json(ARTICLE)))


# Hostile articles

MANY = 10_000
HOSTILE = {
    "tags": "<b>後台</b>軟體" * (MANY // 2),
    "nested": "<b>後" * (MANY // 4) + "</b>台" * (MANY // 4),
    "never closed": "<b>後" * (MANY // 4),
    "never opened": "後</b>" * (MANY // 4),
    "misnested": "<b>後<i>台</b>軟</i>體" * (MANY // 8),
    "empty": "後" + "<i>" * MANY + "<b></b>" * MANY + "台",
    "sentences": "軟體後台。" * (MANY // 4),
    "cut off": "後<a " * MANY + "<!--",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_articles(name: str) -> None:
    article = parse(f"<p>{CLEAR}{HOSTILE[name]}")
    xliff = to_xliff(article, lang="zh-CN")
    assert apply_xliff(article.source, xliff) == Converter("zh-CN").convert_source(article.source)


def test_a_long_piece_of_which_every_sentence_was_edited() -> None:
    article = parse(f"<p>{CLEAR}{'軟體後台。' * 2000}")
    xliff = to_xliff(article, lang="zh-CN").replace("软件后台。</target>", "甲，乙</target>")
    assert apply_xliff(article.source, xliff).text.endswith("甲，乙" * 2000)


def test_the_codes_of_hostile_articles() -> None:
    for name in ("nested", "misnested", "never closed", "never opened", "cut off"):
        body = HOSTILE[name].replace("後", "後", 1)
        short = "".join(re.findall(r"<[^<>]*>?|[^<>]+", body)[:: max(1, MANY // 200)])
        assert comes_back(parse(f"<p>{CLEAR}{short}"), "zh-CN")


# Promises

PIECES = st.sampled_from(
    [
        *("頭", "髮", "发", "后", "軟體", "软件", "記憶體", "U盤", "A", "，", "。", "！", "「", "」", "後。", "後。 "),
        *("&nbsp;", "&amp;", "&#36575;", "]]>", "\x0b", "1.", "-", "#", "💬", " ", "\n", "\r\n", "x < y"),
        *("https://a.b/後 ", "{{ 後 }}"),
    ]
)
HTML = st.sampled_from(
    [
        *(
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            '<a href="/後">',
            '<a title="後。台">',
            "</a>",
            "<i></i>",
            "<br>",
            "<p>",
            "</p>",
        ),
        *("<code>", "</code>", "<code>後</code>", '<img alt="後">', '<span lang="en">hi</span>', "<!-- 後 -->", "<"),
        *("<ruby>", "<rt>", "</rt>", "</ruby>", "<li>", "<td>", '<p title="後">', "</x>", "<svg><![CDATA[", "]]>"),
    ]
)
MARKDOWN = st.sampled_from(
    [
        *("**", "*", "~~", "`後`", "`", "[", "](u)", '](u "後")', "![後](a.png)", "\n\n", "> ", "\n> ", "- ", "\n- "),
        *("  \n", "\\\n", "[後][]", "[後]", "\n\n[後]: /x\n\n", "[^1]", "\n\n[^1]: 註後\n", "<b>", "</b>", "<div>"),
        *("| 後 | 台 |\n|--|--|\n| 甲 | 乙 |\n", "<b title='後'>", "</div>", "# ", "\\", "_", "<https://a.b>"),
        "\n    後",
    ]
)
HEADS = st.sampled_from(
    [
        "",
        "---\ntitle: 軟體\n---\n",
        '---\ntitle: "软件：后台。 又"\ntags: ["後", "里"]\n---\n',
        "---\nlang: zh-TW\n---\n",
        "---\ntitle: 後 {{ x }} 後\n---\n",
        "---\ntitle: |\n  後台\n  程式\n---\n",
        "+++\ntitle = '後'\n+++\n",
    ]
)
TARGETS = st.sampled_from(["zh-CN", "zh-TW", "zh-HK", "zh-Hans"])
HTML_BODIES = st.lists(st.one_of(PIECES, HTML), max_size=14).map(lambda parts: f"<p>{CLEAR}</p>{''.join(parts)}")
MARKDOWN_BODIES = st.lists(st.one_of(PIECES, MARKDOWN), max_size=14).map(lambda parts: f"{CLEAR}\n\n{''.join(parts)}")


@settings(max_examples=150, deadline=None)
@given(HEADS, HTML_BODIES, TARGETS)
def test_any_html_comes_back(head: str, body: str, to: str) -> None:
    comes_back(parse(head + body, format="html"), to)


@settings(max_examples=150, deadline=None)
@given(HEADS, MARKDOWN_BODIES, TARGETS)
def test_any_markdown_comes_back(head: str, body: str, to: str) -> None:
    comes_back(parse(head + body, format="markdown"), to)


def test_formatting_that_ends_between_segments() -> None:
    article = parse(f"{CLEAR}\n\n**後。{{{{ x }}}}**&nbsp;\n", format="markdown")
    xliff = comes_back(article, "zh-CN")
    assert xliff is not None
    (between,) = etree.fromstring(xliff.encode()).iter(f"{X}ignorable")
    assert [etree.QName(child).localname for child in between] == ["source", "target"]

    def change(target: _Element) -> None:
        target[-1].tail = "此后。"

    changed = edited(xliff, change, -1)
    assert apply_xliff(article.source, changed).text.endswith("**此后。{{ x }}**&nbsp;\n")


# None of it is more than text in HTML, a URL or a template, wherever it comes to stand.
WORDS = st.lists(st.sampled_from(["甲", "乙。", "丙，丁", "x", "<b>", "&amp;", "1. y", "“戊”"]), min_size=1, max_size=4)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(["頭髮", "後台。", "，", " ", "記憶體"]), HTML), max_size=12), WORDS, st.data()
)
def test_what_is_written_is_what_is_read(body: list[str], words: list[str], data: st.DataObject) -> None:
    article = parse(f"<p>{CLEAR}</p>{''.join(body)}")
    xliff = to_xliff(article, lang="zh-CN")
    number = data.draw(st.integers(0, len(pairs(xliff)) - 1))

    def change(target: _Element) -> None:
        target.text = "".join(words)

    changed = edited(xliff, change, number)
    result = apply_xliff(article.source, changed)
    again = to_xliff(parse(result), from_="zh-CN")
    # A space between two segments is of neither; where the words end no sentence, it is within one.
    read = "".join("".join(source for source, _ in pairs(again)).split())
    assert read == "".join("".join(one for _, one in pairs(changed)).split())
