from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.sentences import (
    collapsed,
    corresponding,
    cuts_carried,
    sentence_spans,
    sentences_of,
    word_changes,
)

characters = st.sampled_from("軟體后裡GPU5 \t\n。！？；…,，.!?\"'「」“”（）)[]:/=\ufe0f👍\u3000")
texts = st.text(characters | st.characters(exclude_categories=["Cs"]), max_size=40)
sentences = st.lists(st.text(st.sampled_from("甲乙丙丁"), min_size=1, max_size=4), max_size=14)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@settings(max_examples=500)
@given(texts)
def test_spans_cover_the_text(text: str) -> None:
    assert "".join(cut(text)) == text
    assert all(start < end for start, end in sentence_spans(text))


@given(texts)
def test_only_a_text_of_white_space_has_a_sentence_of_it(text: str) -> None:
    assert not any(sentence.isspace() for sentence in cut(text)) or text.isspace()


@settings(deadline=None)
@given(texts, st.sampled_from(["tw2sp", "s2twp", "hk2sp", "s2hkp", "t2s"]))
def test_conversion_does_not_move_the_cuts(text: str, configuration: str) -> None:
    converted = convert_texts([text], (configuration,))[0]
    assert convert_texts(cut(text), (configuration,)) == cut(converted)


@pytest.mark.parametrize(
    "expected",
    [
        ["第一句。", "第二句！", "第三句？！", "沒有句號的一句"],
        ["他說：「好。」", "然後走了。"],
        ["“甲。", "乙。”", "丙。"],
        ["（見圖一。）", "接著說。"],
        ["標題\n\n  ", "第一句。 \u3000", "第二句。\n"],
        ["  \n 開頭的空白屬於第一句。", "好。"],
        ["「你好嗎？」，他問。", "是。"],
        ["等等……然後呢？", "分號；不斷句。"],
        ['他說："好。', '走吧。"', '然後"走"了。', '"丁。"'],
        ["共 3.5 GB（約 1.2 萬元）. ", "完"],
        ["見 https://example.com/?q=1!a 和 e.g. v2.0，頁面?id=5 也一樣。"],
        ["真的嗎?", "我不知道!", "Yahoo!奇摩是什麼?"],
        ["Really?! ", "Yes. No! ", "a != b"],
        ["讚！\ufe0f", "👍很好。"],
        ["３．１４ 是圓周率．", "對。"],
        ["檔案.txt 在這裡. ", "好"],
    ],
)
def test_cases(expected: list[str]) -> None:
    assert cut("".join(expected)) == expected


def test_nothing_has_no_sentence() -> None:
    assert sentence_spans("") == []
    assert sentences_of(["", " \n"]) == []


def test_sentences_know_their_place_without_white_space_around() -> None:
    runs = ["", " 甲\t \u3000乙。\n 丙 "]
    found = sentences_of(runs)
    assert [(one.text, one.run) for one in found] == [("甲 乙。", 1), ("丙", 1)]
    assert [runs[1][one.start : one.end] for one in found] == ["甲\t \u3000乙。", "丙"]


@pytest.mark.parametrize(
    "text", ["。”" * 50_000 + "，", " " * 100_000 + "x", "x" + "!" * 100_000 + "y", '"。' * 50_000]
)
def test_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    assert "".join(cut(text)) == text


class TestCorresponding:
    @given(sentences, sentences)
    def test_every_sentence_is_in_one_match_in_order(self, old: list[str], new: list[str]) -> None:
        matches = corresponding(old, new)
        assert [index for match in matches for index in match.old] == list(range(len(old)))
        assert [index for match in matches for index in match.new] == list(range(len(new)))

    @given(sentences)
    def test_equal_texts_correspond_one_to_one(self, text: list[str]) -> None:
        assert all(match.old == match.new and len(match.old) == 1 for match in corresponding(text, text))

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("甲。|乙。|丙。", "甲。|丁。|乙。|丙。", "甲。=甲。 =丁。 乙。=乙。 丙。=丙。"),
            ("甲。|乙。|丙。", "甲。|丙。", "甲。=甲。 乙。= 丙。=丙。"),
            ("甲。|軟件很好用。|丙。", "甲。|軟體很好用。|丙。", "甲。=甲。 軟件很好用。=軟體很好用。 丙。=丙。"),
            ("甲。|乙乙乙乙。|丙。", "甲。|完全不同的話。|丙。", "甲。=甲。 乙乙乙乙。=完全不同的話。 丙。=丙。"),
            (
                "他打開了電腦然後程序就當機了。",
                "他打開了電腦。|然後程序就當機了。",
                "他打開了電腦然後程序就當機了。=他打開了電腦。|然後程序就當機了。",
            ),
            (
                "他打開了電腦。|然後程序就當機了。",
                "他打開了電腦，然後程序就當機了。",
                "他打開了電腦。|然後程序就當機了。=他打開了電腦，然後程序就當機了。",
            ),
            (
                "他打開了電腦。|然後程序就當機了。",
                "新來的一句話在這。|他打开了電腦。|然後程序就當了。",
                "=新來的一句話在這。 他打開了電腦。=他打开了電腦。 然後程序就當機了。=然後程序就當了。",
            ),
        ],
    )
    def test_cases(self, old: str, new: str, expected: str) -> None:
        a, b = old.split("|"), new.split("|")
        found = [
            "|".join(a[i] for i in match.old) + "=" + "|".join(b[j] for j in match.new) for match in corresponding(a, b)
        ]
        assert " ".join(found) == expected

    def test_thousands_of_changed_sentences_find_each_other_behind_an_insertion(self) -> None:
        old = [f"第{n}句說的是{chr(0x4E00 + n)}和{chr(0x6E00 + n)}的軟件。" for n in range(3000)]
        new = ["插入的。"] * 40 + [text.replace("軟件", "軟體") for text in old]
        matches = [match for match in corresponding(old, new) if match.old and match.new]
        assert [(*match.old, *match.new) for match in matches] == [(n, n + 40) for n in range(3000)]


@given(st.lists(st.text(st.sampled_from("甲乙丙，。"), min_size=1, max_size=6), min_size=1, max_size=4), texts)
def test_carried_cuts_divide_the_text(before: list[str], after: str) -> None:
    pieces = cuts_carried(before, after)
    assert "".join(pieces) == after
    assert len(pieces) == len(before)


def test_carried_cuts_stand_where_they_stood() -> None:
    assert cuts_carried(["他來了。", "我走了。"], "他來了，我走了！") == ["他來了，", "我走了！"]


class TestWordChanges:
    @given(texts, texts)
    def test_replacing_gives_the_other_text(self, before: str, after: str) -> None:
        pieces: list[str] = []
        at = 0
        for start, end, replacement in word_changes(before, after):
            assert at <= start <= end <= len(before)
            pieces += before[at:start], replacement
            at = end
        assert collapsed("".join([*pieces, before[at:]])) == collapsed(after)

    @pytest.mark.parametrize(
        ("before", "after", "found"),
        [
            ("甲乙丙", "甲乙丙", []),
            ("软件的内存", "软体的内存", [(1, 2, "体")]),
            ("用 Windows 的人", "用 Winter 的人", [(2, 9, "Winter")]),
            ("甲乙丙丁戊", "甲丙丁己戊", [(1, 2, ""), (4, 4, "己")]),
            ("甲 \n 乙丙", "甲 乙丁", [(5, 6, "丁")]),
            ("甲乙", "甲 乙", [(1, 1, " ")]),
        ],
    )
    def test_cases(self, before: str, after: str, found: list[tuple[int, int, str]]) -> None:
        assert list(word_changes(before, after)) == found
