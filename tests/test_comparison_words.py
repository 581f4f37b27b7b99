"""What changed between two texts, word by word."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import ARTICLE
from hang import never_hanging
from wenzhang import Source, convert_source
from wenzhang.comparison import word_changes
from wenzhang.comparison.lexicon import lexicon
from wenzhang.comparison.words import Words

PIECES = st.sampled_from(
    [
        *(
            "軟體",
            "软件",
            "的",
            "，",
            " ",
            "\n",
            "\r\n",
            "\r",
            "<p>",
            "</p>",
            '<img alt="軟體" src="/a/b.png">',
            "<",
            '"',
        ),
        *(
            "&amp;",
            "https://example.org/a?b=c",
            "/docs/",
            "GPU",
            "gpu",
            "e\u0301",
            "為什麼",
            "👨\u200d👩",
            "葛\U000e0100",
        ),
        *("\u202e", "\x1b", "\x00", "\u3000", "\u200b", "ｶﾞ", "カタカナ", "한국어", "don’t", "1.4.2", "'", "裡", "里"),
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=30)


def shown(old: str, new: str) -> str:
    """The old text with the changes in it, as git's word diff shows them."""
    text, at = "", 0
    for change in word_changes(old, new):
        was, became = old[change.old : change.old_end], new[change.new : change.new_end]
        text += old[at : change.old] + (f"[-{was}-]" if was else "") + (f"{{+{became}+}}" if became else "")
        at = change.old_end
    return text + old[at:]


def applied(old: str, new: str) -> str:
    """The old text with the changes made, of which only the old spans and the new texts are used."""
    for change in reversed(word_changes(old, new)):
        old = old[: change.old] + new[change.new : change.new_end] + old[change.old_end :]
    return old


@given(TEXTS, TEXTS)
def test_the_changes_make_the_one_of_the_other(old: str, new: str) -> None:
    assert applied(old, new) == new


@given(TEXTS, TEXTS)
def test_changes_are_in_order_and_say_something(old: str, new: str) -> None:
    at = new_at = 0
    for change in word_changes(old, new):
        assert old[at : change.old] == new[new_at : change.new]
        assert old[change.old : change.old_end] != new[change.new : change.new_end]
        at, new_at = change.old_end, change.new_end
        assert at >= change.old
        assert new_at >= change.new
    assert old[at:] == new[new_at:]


@given(TEXTS)
def test_words_are_the_whole_text(text: str) -> None:
    words = Words(text)
    assert "".join(words) == text
    assert all(words)
    assert len(words.keys) == len(words.starts) - 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("更新軟體", "更新软件", "更新[-軟體-]{+软件+}"),
        ("舊程式", "旧程序", "[-舊-]{+旧+}[-程式-]{+程序+}"),
        ("記憶體裡", "内存里", "[-記憶體-]{+内存+}[-裡-]{+里+}"),
        ("為什麼", "为什么", "[-為-]{+为+}[-什麼-]{+什么+}"),
        ("這個問題", "这个问题", "[-這個-]{+这个+}[-問題-]{+问题+}"),
        ("張瑞華", "张瑞华", "[-張-]{+张+}瑞[-華-]{+华+}"),
        ("<p>甲</p>", "<p>甲</p><p>乙</p>", "<p>甲</p>{+<p>乙</p>+}"),
        (
            '<img src="/a/b.png" alt="軟體">',
            '<img src="/a/b.png" alt="软件">',
            '<img src="/a/b.png" alt="[-軟體-]{+软件+}">',
        ),
        ('<a href="/a/b">甲</a>', '<a href="/a/c">甲</a>', '<a href="[-/a/b-]{+/a/c+}">甲</a>'),
        ("<b>甲</b>", "<i>甲</i>", "[-<b>-]{+<i>+}甲[-</b>-]{+</i>+}"),
        (
            "看 https://a.example/b?c=d。",
            "看 https://a.example/b?c=e。",
            "看 [-https://a.example/b?c=d-]{+https://a.example/b?c=e+}。",
        ),
        ("he can't go", "he cannot go", "he [-can't-]{+cannot+} go"),
        ("GPU 訓練", "gpu 訓練", "[-GPU-]{+gpu+} 訓練"),
        ("甲，乙", "甲,乙", "甲[-，-]{+,+}乙"),
        ("「甲」", "“甲”", "[-「-]{+“+}甲[-」-]{+”+}"),
        ("甲\r\n乙", "甲\n乙", "甲[-\r\n-]{+\n+}乙"),
        ("甲", "甲\n", "甲{+\n+}"),
        ("", "甲", "{+甲+}"),
        ("甲", "", "[-甲-]"),
        ("cafe\u0301", "café", "[-cafe\u0301-]{+café+}"),
        ("葛\U000e0100", "葛", "[-葛\U000e0100-]{+葛+}"),
    ],
)
def test_words(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_a_sentence_that_was_written_anew_is_one_change() -> None:
    old = "夜市從傍晚開始熱鬧。老闆說今天的魚很新鮮，明天就沒有了。回家的路上下起雨來。"
    new = "夜市從傍晚開始熱鬧。遊客排著隊，想買最後一份烤玉米。回家的路上下起雨來。"
    (change,) = word_changes(old, new)
    assert old[: change.old].endswith("熱鬧。")
    assert old[change.old_end :].endswith("回家的路上下起雨來。")


def test_the_real_article_and_its_conversion_differ_in_the_words_that_were_converted() -> None:
    old = Source.from_path(ARTICLE)
    new = convert_source(old, to="zh-CN")
    changes = word_changes(old.text, new.text)
    pairs = {(old.text[c.old : c.old_end], new.text[c.new : c.new_end]) for c in changes}
    assert {("效能", "性能"), ("雷射", "激光"), ("硬體", "硬件"), ("邏輯", "逻辑"), ("軍備競賽", "军备竞赛")} <= pairs
    assert max(len(was) for was, _ in pairs) <= 8
    assert applied(old.text, new.text) == new.text


def test_folding_keeps_every_place() -> None:
    assert all(len(folded) == 1 for folded in lexicon().folds.values())


@pytest.mark.parametrize("share", [0.05, 0.5, 1])
def test_a_megabyte_on_one_line_does_not_hang(share: float) -> None:
    chance = random.Random(2)
    body = ARTICLE.read_text("utf-8").split("\n---\n")[1].strip()
    old = body * (1_000_000 // len(body.encode()) + 1)
    new = "".join(chance.choice("甲乙丙丁戊己<&") if chance.random() < share else one for one in old)
    with never_hanging():
        changes = word_changes(old, new)
    assert len(changes) > 0


@pytest.mark.parametrize("unit", ['<a "', "<a '", "<", "&#", "a://,", "/,", "甲\u0301", "\u200d", "a.", "\r"])
def test_hostile_repetition_does_not_hang(unit: str) -> None:
    with never_hanging():
        assert word_changes(unit * 50_000, unit * 50_001)
