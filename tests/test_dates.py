"""Dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhang.frontmatter.dates import read_date

TAIPEI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-09",
        "2026/01/09",
        "2026/1/9",
        "2026.1.9",
        " 2026-1-9\n",
        "2026年1月9日",
        "2026 年 01 月 09 日",
        "2026年1月9號",
    ],
)
def test_days(text: str) -> None:
    found = read_date(text)
    assert found == date(2026, 1, 9)
    assert not isinstance(found, datetime)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-09 12:30", datetime(2026, 1, 9, 12, 30)),
        ("2026/1/9 8:05", datetime(2026, 1, 9, 8, 5)),
        ("2026-01-09T12:30:15", datetime(2026, 1, 9, 12, 30, 15)),
        ("2026-01-09T12:30:15.25Z", datetime(2026, 1, 9, 12, 30, 15, 250_000, UTC)),
        ("2026-01-09t12:30:00z", datetime(2026, 1, 9, 12, 30, tzinfo=UTC)),
        ("2026-01-09T12:30+08:00", datetime(2026, 1, 9, 12, 30, tzinfo=TAIPEI)),
        ("2026-01-09 12:30:00 +0800", datetime(2026, 1, 9, 12, 30, tzinfo=TAIPEI)),
        ("2026年1月9日 12:30", datetime(2026, 1, 9, 12, 30)),
    ],
)
def test_days_with_a_time(text: str, expected: datetime) -> None:
    found = read_date(text)
    assert found == expected
    assert isinstance(found, datetime)
    assert found.tzinfo == expected.tzinfo


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "明天",
            "2026",
            "2026-01",
            "2026-13-01",
            "2026-02-30",
            "1/9/2026",
            "2026-1/9",
            "2026-01-091",
            "2026-01-09x",
        ),
        *(
            "2026-01-09 25:00",
            "2026-01-09 左右",
            "2026-01-09T",
            "2026-01-09T12",
            "20260109",
            "2026年1月",
            "２０２６-01-09",
        ),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) is None


@given(st.datetimes(timezones=st.none() | st.just(TAIPEI) | st.just(UTC)) | st.dates())
def test_iso(value: date) -> None:
    assert read_date(value.isoformat()) == value


@given(st.text())
def test_any_text(text: str) -> None:
    read_date(text)
    read_date(f"2026-01-09{text}")
