"""Alignment of sequences, against the textbook's table of longest common subsequences."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hang import never_hanging
from wenzhang.comparison.alignment import Match, aligned

SEQUENCES = st.lists(st.integers(0, 5), max_size=12)


def longest(old: list[int], new: list[int]) -> int:
    """The length of a longest common subsequence, by dynamic programming."""
    row = [0] * (len(new) + 1)
    for one in old:
        above, row = row, [0]
        for index, other in enumerate(new):
            row.append(above[index] + 1 if one == other else max(above[index + 1], row[index]))
    return row[-1]


def check(old: list[int], new: list[int], runs: list[Match]) -> None:
    at = new_at = 0
    for run in runs:
        assert run.size > 0
        assert run.old >= at
        assert run.new >= new_at
        assert not at or (run.old, run.new) != (at, new_at)
        at, new_at = run.old + run.size, run.new + run.size
        assert old[run.old : at] == new[run.new : new_at]
    assert at <= len(old)
    assert new_at <= len(new)


@given(SEQUENCES, SEQUENCES)
def test_short_sequences_share_as_much_as_they_can(old: list[int], new: list[int]) -> None:
    runs = aligned(old, new)
    check(old, new, runs)
    assert sum(run.size for run in runs) == longest(old, new)


@given(st.lists(st.integers(0, 40), max_size=120), st.lists(st.integers(0, 40), max_size=120))
def test_long_ones_in_order(old: list[int], new: list[int]) -> None:
    check(old, new, aligned(old, new))


@pytest.mark.parametrize("kinds", [2, 20, 1000, 10**9])
@pytest.mark.parametrize("kept", [0, 0.9])
def test_a_great_many_changes_do_not_hang(kinds: int, kept: float) -> None:
    chance = random.Random(1)
    old = [chance.randrange(kinds) for _ in range(60_000)]
    new = [one if chance.random() < kept else chance.randrange(kinds) for one in old]
    with never_hanging():
        runs = aligned(old, new)
    check(old, new, runs)
    assert sum(run.size for run in runs) >= kept * 0.98 * len(old)


def test_repetition_does_not_hang() -> None:
    old, new = [0, 1] * 60_000, [1, 0, 0] * 40_000
    with never_hanging():
        check(old, new, aligned(old, new))


def test_what_stands_once_holds_the_rest() -> None:
    old = [*range(100, 120), 1, 2, 3, 1, 2, 3]
    new = [1, 2, 3, *range(100, 120)]
    assert aligned(old, new) == [Match(0, 3, 20)]
