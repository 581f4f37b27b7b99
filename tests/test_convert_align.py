from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhang.conversion.align import differences, moved_cuts

characters = st.text(st.sampled_from("甲乙丙軟软，a<"), max_size=12)


@given(characters, characters, st.booleans())
def test_replacing_what_differs_gives_the_other_text(before: str, after: str, by_place: bool) -> None:
    found = list(differences(before, after, by_place=by_place))
    pieces: list[str] = []
    at = 0
    for start, end, replacement in found:
        assert at <= start <= end <= len(before)
        assert before[start:end] != replacement
        pieces += before[at:start], replacement
        at = end
    assert "".join([*pieces, before[at:]]) == after


@given(st.lists(st.tuples(st.sampled_from("甲乙丙，"), st.sampled_from("甲乙丙，"))))
def test_of_texts_of_one_length_only_what_differs(pairs: list[tuple[str, str]]) -> None:
    before, after = "".join(old for old, _ in pairs), "".join(new for _, new in pairs)
    changed = {place for start, end, _ in differences(before, after, by_place=True) for place in range(start, end)}
    assert changed == {place for place, (old, new) in enumerate(pairs) if old != new}


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("甲", "甲", []),
        ("", "", []),
        ("軟體的軟體", "软件的软件", [(0, 2, "软件"), (3, 5, "软件")]),
        ("記憶體，軟體", "内存，软件", [(0, 3, "内存"), (4, 6, "软件")]),
        ("增加記憶體後", "增加内存后", [(2, 6, "内存后")]),
        ("甲乙甲", "甲", [(1, 3, "")]),
        ("甲", "甲乙甲", [(1, 1, "乙甲")]),
        ("甲，乙", "甲乙丙丁", [(1, 3, "乙丙丁")]),
        ("我的U盤，軟體", "我的隨身碟，软件", [(2, 4, "隨身碟"), (5, 7, "软件")]),
    ],
)
def test_cases(before: str, after: str, found: list[tuple[int, int, str]]) -> None:
    assert list(differences(before, after)) == found


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), characters)), st.lists(st.integers(0, 40)))
def test_moved_cuts(gaps: list[tuple[int, int, str]], cuts: list[int]) -> None:
    changes: list[tuple[int, int, str]] = []
    for gap, length, replacement in gaps:
        start = (changes[-1][1] if changes else 0) + gap
        changes.append((start, start + length, replacement))
    moved = moved_cuts(sorted(cuts), changes)
    assert moved == sorted(moved)
    for cut, place in zip(sorted(cuts), moved, strict=True):
        before = [change for change in changes if change[1] <= cut]
        shift = sum(len(text) - (end - start) for start, end, text in before)
        inside = [change for change in changes if change[0] < cut < change[1]]
        if inside:
            ((start, _, text),) = inside
            assert start + shift <= place <= start + shift + len(text)
        else:
            assert place == cut + shift
