from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hang import never_hanging
from wenzhang.conversion.punctuation import convert_quotes
from wenzhang.conversion.variants import VARIANTS

MARKS = "“”‘’「」『』"


def converted(paragraphs: list[list[str]], tag: str) -> list[list[str]]:
    result: list[list[str]] = []
    replaced = convert_quotes(paragraphs, VARIANTS[tag])
    for texts, replacements in zip(paragraphs, replaced, strict=True):
        result.append([])
        for text, changes in zip(texts, replacements, strict=True):
            characters = list(text)
            for start, end, replacement in changes:
                assert end == start + 1
                assert len(replacement) == 1
                characters[start] = replacement
            result[-1].append("".join(characters))
    return result


def one(text: str, tag: str) -> str:
    return converted([[text]], tag)[0][0]


BOTH_WAYS = [
    ("他說：「好。」", "他說：“好。”"),
    ("他說：「她說『好』了。」", "他說：“她說‘好’了。”"),
    ("「一『二「三『四』三」二』一」", "“一‘二“三‘四’三”二’一”"),
    ("「甲」和「乙」", "“甲”和“乙”"),
    ("所謂「AI」概念", "所謂“AI”概念"),
    ("用 「AI」 模型", "用 “AI” 模型"),
    ("說：「Stay hungry, stay foolish.」", "說：“Stay hungry, stay foolish.”"),
    ("「第一段。", "“第一段。"),
    ("最後一段。」", "最後一段。”"),
    ("「他說『好。」然後「對」", "“他說‘好。”然後“對”"),
    ("「𠮷」和「好」", "“𠮷”和“好”"),
    ("「」是空的", "“”是空的"),
]


@pytest.mark.parametrize(("traditional", "simplified"), BOTH_WAYS)
def test_marks_change_by_level_both_ways(traditional: str, simplified: str) -> None:
    assert one(traditional, "zh-CN") == simplified
    assert one(simplified, "zh-TW") == traditional


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-TW", "「一『二』」"),
        ("zh-HK", "「一『二』」"),
        ("zh-MO", "「一『二』」"),
        ("zh-Hant", "「一『二』」"),
        ("zh-CN", "“一‘二’”"),
        ("zh-SG", "“一‘二’”"),
        ("zh-Hans", "“一‘二’”"),
    ],
)
def test_every_variant_has_its_marks(tag: str, expected: str) -> None:
    assert one("「一『二』」", tag) == one("“一‘二’”", tag) == expected


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        # the level decides, not the mark
        ("『外「內」外』", "zh-CN", "“外‘內’外”"),
        ("『外「內」外』", "zh-TW", "「外『內』外」"),
        ("「他說“好”。」", "zh-CN", "“他說‘好’。”"),
        ("「他說“好”。」", "zh-TW", "「他說『好』。」"),
        ("‘外“內”外’字", "zh-TW", "「外『內』外」字"),
        ("「He said “yes” to me.」他說", "zh-CN", "“He said ‘yes’ to me.”他說"),
        ("“好」了", "zh-TW", "「好」了"),
        # alone: by its own kind
        ("好』了", "zh-CN", "好’了"),
        ("好’了", "zh-TW", "好』了"),
    ],
)
def test_levels(text: str, tag: str, expected: str) -> None:
    assert one(text, tag) == expected


@pytest.mark.parametrize("tag", ["zh-TW", "zh-CN"])
@pytest.mark.parametrize(
    "text",
    [
        "他說 don’t 就是不要，it’s 也一樣",
        "the writers’ room 是編劇室",
        "’90s 的歌，rock ’n’ roll",
        "O’Brien 和 L’Oréal 都有",
        "“Stay hungry, stay foolish.”",
        "He said “yes” and left. 他走了。",
        "He said ‘yes’ and left. 他走了。",
        "It’s the writers’ ‘room’, she said. 編劇室。",
        "“I don’t know,” he said. 他不知道。",
        "27” 螢幕，6’2” 身高",
        "\"直的\"和'直的'",
        "“This paragraph goes on",
        "and ends here.”",
        "《書名》（括號）",
        "",
    ],
)
def test_what_stays(text: str, tag: str) -> None:
    assert one(text, tag) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“‘GPU’vs‘TPU’”是題目", "「『GPU』vs『TPU』」是題目"),
        ("“GPU”vs“TPU”之爭", "「GPU」vs「TPU」之爭"),
        ("他說：“I don’t.”", "他說：「I don’t.」"),
        ("他說：‘I don’t.’對", "他說：「I don’t.」對"),
        ("所谓‘cats’ 是猫", "所谓「cats」 是猫"),
        ("屏幕有“27”寸", "屏幕有「27」寸"),
    ],
)
def test_apostrophes_and_marks_beside_letters(text: str, expected: str) -> None:
    assert one(text, "zh-TW") == expected


def test_a_text_that_tells_english_quotations_apart_keeps_them() -> None:
    assert converted([["他說「好」。"], ["叫做“deep learning”的技術"]], "zh-TW") == [
        ["他說「好」。"],
        ["叫做“deep learning”的技術"],
    ]
    assert converted([["他說「好」和“好”。"], ["叫做“deep learning”的技術"]], "zh-TW") == [
        ["他說「好」和「好」。"],
        ["叫做「deep learning」的技術"],
    ]


def test_a_quotation_across_the_texts_of_a_paragraph() -> None:
    assert converted([["他說「一", "『", "二』", "", "三」。"]], "zh-CN") == [["他說“一", "‘", "二’", "", "三”。"]]


def test_levels_begin_anew_with_each_paragraph() -> None:
    assert converted([["「一段，『甲』"], ["「又一段，『乙』」"], []], "zh-CN") == [
        ["“一段，‘甲’"],
        ["“又一段，‘乙’”"],
        [],
    ]


def test_offsets_are_code_points_of_each_text() -> None:
    assert convert_quotes([["𠮷「", "好」"]], VARIANTS["zh-CN"]) == [[[(1, 2, "“")], [(1, 2, "”")]]]


def test_a_paragraph_that_would_be_read_in_another_way_is_left_alone() -> None:
    text = "「『the writers’ 「甲」』」"
    assert one(text, "zh-CN") == text


TAGS = st.sampled_from(["zh-TW", "zh-CN"])
PARAGRAPHS = st.lists(st.lists(st.text(MARKS * 2 + "as 好，1", max_size=24), max_size=3), max_size=3)
ANY_PARAGRAPHS = st.lists(st.lists(st.text(), max_size=3), max_size=3)


@settings(max_examples=1000)
@given(PARAGRAPHS | ANY_PARAGRAPHS, TAGS)
def test_converting_twice_changes_nothing_more(paragraphs: list[list[str]], tag: str) -> None:
    once = converted(paragraphs, tag)
    assert converted(once, tag) == once


@given(PARAGRAPHS | ANY_PARAGRAPHS, TAGS)
def test_only_marks_change_opening_to_opening(paragraphs: list[list[str]], tag: str) -> None:
    for before, after in zip(paragraphs, converted(paragraphs, tag), strict=True):
        for old, new in zip(before, after, strict=True):
            assert len(old) == len(new)
            for a, b in zip(old, new, strict=True):
                assert a == b or (a in MARKS[::2] and b in MARKS[::2]) or (a in MARKS[1::2] and b in MARKS[1::2])


def quoted(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.sampled_from(["“”", "‘’", "「」", "『』"])
    parts = st.lists(st.tuples(pairs, inner).map(lambda part: f"{part[0][0]}{part[1]}{part[0][1]}好"), max_size=3)
    return parts.map(lambda found: "好" + "，".join(found))


BALANCED = st.recursive(st.sampled_from(["好", "好AI好", ""]), quoted, max_leaves=12)


def is_balanced(text: str) -> bool:
    closing = {"“": "”", "‘": "’", "「": "」", "『": "』"}
    expected: list[str] = []
    for character in text:
        if character in closing:
            expected.append(closing[character])
        elif character in closing.values() and (not expected or expected.pop() != character):
            return False
    return not expected


@given(BALANCED, TAGS)
def test_what_is_balanced_stays_so(text: str, tag: str) -> None:
    assert is_balanced(text)
    assert is_balanced(one(text, tag))


@pytest.mark.parametrize("tag", ["zh-TW", "zh-CN"])
@pytest.mark.parametrize(
    "text",
    [
        "「" * 1_000_000,
        "”" * 1_000_000,
        "“" * 200_000 + "”" * 200_000,
        "“a" * 200_000 + "”" * 200_000,
        "‘s’ " * 200_000 + "好",
        "「『" * 100_000 + "好" + "』」" * 100_000,
        "a’" * 300_000 + "好",
    ],
    ids=lambda text: text[:4],
)
def test_hostile_text_does_not_hang(text: str, tag: str) -> None:
    with never_hanging():
        convert_quotes([[text]], VARIANTS[tag])
