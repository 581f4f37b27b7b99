"""Values of scalars against what PyYAML, tomllib and json make of the same notation."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, time, timedelta, timezone

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wenzhang.frontmatter.scalars import ScalarKind, scalar_value

YAML = [
    *(
        "0",
        "-0",
        "+7",
        "1_000",
        "0b1010",
        "0x1F",
        "-0x1f",
        "0123",
        "-017",
        "12:30",
        "-1:00:00",
        "190:20:30",
        "9" * 4000,
    ),
    *("1.5", "-1.5", "1_0.5", ".5", "1.", "1e+3", "6.02e+23", ".inf", "-.Inf", ".NaN", "12:30.5", "-190:20:30.15"),
    *("yes", "No", "TRUE", "false", "on", "OFF", "~", "null", ""),
    *(
        "2026-01-09",
        "2026-1-9",
        "2026-01-09 1:02:03",
        "2026-01-09T12:30:00Z",
        "2026-01-09 12:30:00.1234567 +8",
        "2026-01-09t12:30:00-05:30",
    ),
]
TOML = [
    *(
        "0",
        "-0",
        "+7",
        "1_000",
        "0b1010",
        "0o755",
        "0xdead_beef",
        "1.5",
        "1e06",
        "6.626e-34",
        "inf",
        "-inf",
        "+nan",
        "true",
        "false",
    ),
    *(
        "1979-05-27T07:32:00Z",
        "1979-05-27 00:32:00.9999999-07:00",
        "1979-05-27T07:32:00",
        "1979-05-27",
        "07:32:00",
        "00:32:00.999999",
    ),
]


def kind_of(value: object) -> ScalarKind:
    return {
        bool: "bool",
        int: "int",
        float: "float",
        type(None): "null",
        datetime: "datetime",
        date: "date",
        time: "time",
        str: "str",
    }[type(value)]  # type: ignore[return-value]


@pytest.mark.parametrize("text", YAML)
def test_yaml(text: str) -> None:
    expected = yaml.safe_load(text)
    assert repr(scalar_value(kind_of(expected), text)) == repr(expected)


@pytest.mark.parametrize("text", TOML)
def test_toml(text: str) -> None:
    expected = tomllib.loads(f"a = {text}")["a"]
    value = scalar_value(kind_of(expected), text)
    assert repr(value) == repr(expected)


@pytest.mark.parametrize(
    "text", ["0", "-0", "-12", "1.5", "-0.0", "1e400", "-1E-5", "NaN", "Infinity", "-Infinity", "true", "null"]
)
def test_json(text: str) -> None:
    expected = json.loads(text)
    assert repr(scalar_value(kind_of(expected), text)) == repr(expected)


ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.integers() | st.floats() | st.booleans() | st.none() | st.dates() | st.datetimes(timezones=ZONES | st.none()))
def test_whatever_pyyaml_writes(value: object) -> None:
    text = yaml.safe_dump(value).removesuffix("\n").removesuffix("\n...")
    expected = yaml.safe_load(text)
    assert repr(scalar_value(kind_of(expected), text)) == repr(expected)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("int", text) for text in ("", "甲", "0x", "0b2", "08", "1:x", "-", "9" * 5000, "1" + ":10" * 2000)),
        *(("float", text) for text in ("", "甲", "1:x", "1.2.3", "1" + ":10" * 2000, "1:" * 400 + "1.5")),
        *(("bool", text) for text in ("", "甲", "1")),
        *(("date", text) for text in ("", "2026-13-01", "2026-02-30", "2026-01-09 12:30", "0000-01-01")),
        *(
            ("datetime", text)
            for text in ("", "2026-01-09", "2026-01-09 25:00:00", "2026-01-09T12:30:00+25:00", "明天")
        ),
        *(("time", text) for text in ("", "24:00:00", "12", "12:60")),
        *(("binary", text) for text in ("文", "A")),
    ],
)
def test_content_that_is_none_of_its_kind(kind: ScalarKind, text: str) -> None:
    with pytest.raises(ValueError, match=f"is no valid {kind}"):
        scalar_value(kind, text)


def test_zones() -> None:
    zone = timezone(timedelta(hours=-5, minutes=-30))
    assert scalar_value("datetime", "2026-01-09 12:30:00 -05:30") == datetime(2026, 1, 9, 12, 30, tzinfo=zone)
    assert scalar_value("datetime", "2026-01-09T12:30") == datetime(2026, 1, 9, 12, 30)


def test_text_binary_and_merge() -> None:
    assert scalar_value("str", "no") == "no"
    assert scalar_value("merge", "<<") == "<<"
    assert scalar_value("binary", "R0lG\nODlh") == b"GIF89a"
