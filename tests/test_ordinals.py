"""The numbers that headings and questions begin with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhang.validation.ordinals import number_of, numeral, read_ordinal


@pytest.mark.parametrize(
    ("title", "number", "label", "style"),
    [
        ("一、材料", 1, "一、", "一、"),
        ("十二、材料", 12, "十二、", "一、"),
        ("三十、材料", 30, "三十、", "一、"),
        ("二. 材料", 2, "二.", "一."),
        ("1. 材料", 1, "1.", "1."),
        ("2.材料", 2, "2.", "1."),
        ("３．材料", 3, "３．", "１．"),
        ("4、材料", 4, "4、", "1、"),
        ("5) 材料", 5, "5)", "1)"),
        ("（三）材料", 3, "（三）", "（一）"),
        ("(12) 材料", 12, "(12)", "(1)"),
        ("【二】材料", 2, "【二】", "【一】"),
        ("③ 材料", 3, "③", "①"),
        ("第四章材料", 4, "第四章", "第一章"),
        ("第 2 步：材料", 2, "第 2 步", "第 1 步"),
        ("第三部分 材料", 3, "第三部分", "第一部分"),
        ("步驟二：材料", 2, "步驟二", "步驟一"),
        ("Step 3: 材料", 3, "Step 3", "Step 1"),
        ("Q5：材料", 5, "Q5", "Q1"),
        ("問題六 材料", 6, "問題六", "問題一"),
        ("💬 七、材料", 7, "七、", "一、"),
        ("二、三個重點", 2, "二、", "一、"),
    ],
)
def test_ordinals(title: str, number: int, label: str, style: str) -> None:
    ordinal = read_ordinal(title)
    assert ordinal is not None
    assert (ordinal.number, ordinal.label, ordinal.style) == (number, label, style)
    assert ordinal.label_of(number) == label


@pytest.mark.parametrize(
    "title",
    [
        "",
        "材料",
        "2024. 回顧",
        "2024 年",
        "1.1 材料",
        "3.x 版",
        "12:30 午餐",
        "3：1 法則",
        "3D 列印",
        "7 個方法",
        "一般問題",
        "三種方案",
        "第一部手機",
        "第二次世界大戰",
        "（舉個）例子",
        "(2024) 回顧",
        "Q&A",
        "QA 常見問題",
        "Part of it",
        "百、材料",
        "一一、材料",
        "「一、材料」",
        "💬",
    ],
)
def test_no_ordinals(title: str) -> None:
    assert read_ordinal(title) is None


@pytest.mark.parametrize("like", ["1", "１", "十"])
@given(number=st.integers(0, 99))
def test_numerals_are_read_as_they_are_written(like: str, number: int) -> None:
    assert number_of(numeral(number, like)) == number


def test_circled_numerals() -> None:
    assert [number_of(numeral(number, "⑤")) for number in range(1, 21)] == [*range(1, 21)]
    assert numeral(21, "⑤") == "21"
    assert numeral(100, "一") == "100"


@pytest.mark.parametrize("written", ["", "〇一", "十十", "甲", "1a", "二二十", "²"])
def test_no_numerals(written: str) -> None:
    assert number_of(written) is None
