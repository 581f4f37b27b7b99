"""The marks of a review: together they are all of the text and all of the result, and the reasons are the engine's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wenzhang
from corpus import fixture_articles
from effort import PROPORTIONAL, growth
from wenzhang import Converter, Glossary, Source
from wenzhang.conversion import Conversion, Memory
from wenzhang.conversion.glossary import Term
from wenzhang.conversion.memory import Correction
from wenzhang.review.marks import Marks, marks_of

ARTICLE = "gpu-vs-tpu-ultimate-showdown-ai-engine.md"


def proven(conversion: Conversion) -> Marks:
    """The marks, once their atoms are known to say what the runs say, before and after."""
    marks = marks_of(conversion)
    said: dict[int, list[str]] = {}
    became: dict[int, list[str]] = {}
    for atom in marks.atoms:
        said.setdefault(atom.run, []).append(atom.text)
        became.setdefault(atom.run, []).append(atom.after)
    for number, converted in enumerate(conversion.runs):
        assert "".join(said.get(number, [])) == converted.run.text
        assert "".join(became.get(number, [])) == converted.text
    parts: dict[int, list[str]] = {}
    for atom in marks.atoms:
        if atom.mark is not None:
            parts.setdefault(atom.mark, []).append(atom.text)
    assert ["".join(parts[number]) for number in range(len(marks.marks))] == [mark.before for mark in marks.marks]
    return marks


def kinds(marks: Marks) -> list[tuple[str, str, str]]:
    return [(mark.before, mark.after, mark.why.kind) for mark in marks.marks]


def of(text: str, converter: Converter) -> Marks:
    return proven(converter.conversion(Source.from_text(text)))


@pytest.mark.parametrize("to", ["zh-CN", "zh-TW", "zh-HK"])
def test_the_marks_are_the_whole_conversion(to: str) -> None:
    converter = Converter(to, punctuation=True)
    for path in fixture_articles():
        conversion = converter.conversion(wenzhang.load(path).source)
        marks = proven(conversion)
        unexplained = [mark for mark in marks.marks if mark.why.how == "unexplained"]
        assert not unexplained, path.name


def test_they_say_what_the_review_of_the_command_line_says() -> None:
    source = wenzhang.load(Path(__file__).parents[1] / "fixtures" / "articles" / ARTICLE).source
    conversion = Converter("zh-CN").conversion(source)
    marks, review = proven(conversion), conversion.review
    of_review = Counter(
        [("choice" if choice.attested else "form", choice.before, choice.after) for choice in review.choices]
        + [("word", word.before, word.after) for word in review.words]
    )
    ours = [(mark.why.kind, mark.before, mark.after) for mark in marks.marks]
    assert Counter(one for one in ours if one[0] in ("choice", "form", "word")) == of_review
    assert marks.counts["choice"] == 9
    assert marks.counts["word"] == 27
    assert marks.asking == 36


def test_each_kind() -> None:
    glossary = Glossary((Term("後里"), Term("里約熱內盧", targets={"zh-CN": "里约"})))
    converter = Converter("zh-CN", "zh-TW", overrides=True, punctuation=True, glossary=glossary)
    text = "<p>後里的軟體，里約熱內盧發現「詞」；什麼？-{zh-cn:网志;zh-tw:部落格}-</p>"
    assert kinds(of(text, converter)) == [
        ("後里", "後里", "term"),
        ("軟體", "软件", "word"),
        ("里約熱內盧", "里约", "term"),
        ("發現", "发现", "character"),
        ("「", "“", "character"),
        ("詞", "词", "character"),
        ("」", "”", "character"),
        ("麼", "么", "choice"),
        ("-{zh-cn:网志;zh-tw:部落格}-", "网志", "override"),
    ]


def test_words_across_tags() -> None:
    marks = of("<p>头<b>发</b>长，发现头发。</p>", Converter("zh-TW", "zh-CN"))
    assert kinds(marks) == [
        ("头发", "頭髮", "crossing"),
        ("长", "長", "character"),
        ("发现", "發現", "phrase"),
        ("头发", "頭髮", "phrase"),
    ]
    assert [atom.after for atom in marks.atoms if atom.mark == 0] == ["頭", "髮"]


@pytest.mark.parametrize(
    ("corrected", "expected"),
    [
        ("软件的设置。", [("軟體", "软件", "word"), ("設定", "设置", "word")]),
        ("软件的设定。", [("軟體", "软件", "word"), ("設定", "设定", "correction")]),
        ("新软件的设置。", [("軟體", "新软件", "correction"), ("設定", "设置", "word")]),
        ("软件的设置！", [("軟體", "软件", "word"), ("設定", "设置", "word"), ("。", "！", "correction")]),
        ("软件设置。", [("軟體", "软件", "word"), ("的", "", "correction"), ("設定", "设置", "word")]),
        ("全不一樣", [("軟體的設定。", "全不一樣", "correction")]),
    ],
)
def test_corrections(corrected: str, expected: list[tuple[str, str, str]]) -> None:
    memory = Memory((Correction("軟體的設定。", corrected, from_="zh-TW", to="zh-CN", machine="软件的设置。"),))
    marks = of("<p>軟體的設定。</p><p>後文</p>", Converter("zh-CN", "zh-TW", memory=memory))
    assert [kind for kind in kinds(marks) if kind[2] not in ("character", "phrase", "choice", "form")] == expected
    if corrected != "软件的设置。":
        assert marks.machines == {0: "软件的设置。"}


def test_work_is_in_proportion_to_the_text() -> None:
    glossary = Glossary((Term("後里"),))
    converter = Converter("zh-CN", "zh-TW", glossary=glossary)

    def mark(times: int) -> None:
        marks_of(converter.conversion(Source.from_text(f"<p>{'後里<b>的</b>軟體什麼' * times}</p>")))

    assert growth(mark, 100) < PROPORTIONAL


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 13), st.integers(0, 3), st.text("软件的网路設。a ", max_size=2)), max_size=4))
def test_whatever_a_person_makes_of_a_sentence(edits: list[tuple[int, int, str]]) -> None:
    text, machine = "軟體的網路<b>設定</b>，什麼都好。", "软件的网络设置，什么都好。"
    corrected = machine
    for start, length, replacement in edits:
        corrected = corrected[:start] + replacement + corrected[start + length :]
    if not corrected.strip():
        return
    memory = Memory((Correction("軟體的網路設定，什麼都好。", corrected, from_="zh-TW", to="zh-CN", machine=machine),))
    conversion = Converter("zh-CN", "zh-TW", memory=memory).conversion(Source.from_text(f"<p>甲。{text}乙。</p>"))
    assert conversion.transformed.corrections
    assert conversion.transformed.corrections.used
    marks = proven(conversion)
    assert marks.machines == ({1: machine} if conversion.runs[0].text != conversion.runs[0].machine else {})
