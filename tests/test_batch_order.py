"""Results in the order of the files, however they come."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from wenzhang.batch.order import in_order
from wenzhang.batch.work import Result


@given(st.integers(0, 30).flatmap(lambda count: st.permutations(range(count))))
def test_any_order(order: list[int]) -> None:
    results = [Result(str(number), "done", value=number) for number in order]
    assert [each.value for each in in_order(results, map(str, range(len(order))))] == sorted(order)


def test_each_as_soon_as_it_can_be() -> None:
    taken: list[int] = []

    def come() -> Iterator[Result]:
        for number in (0, 2, 1, 3):
            taken.append(number)
            yield Result(str(number), "done")

    given = in_order(come(), map(str, range(4)))
    assert [(next(given).path, len(taken)) for _ in range(4)] == [("0", 1), ("1", 3), ("2", 3), ("3", 4)]


def test_failures_have_their_place() -> None:
    results = [Result("b", "failed", error="b: why"), Result("a", "done", value=1)]
    assert [(each.path, each.error) for each in in_order(results, "ab")] == [("a", None), ("b", "b: why")]
