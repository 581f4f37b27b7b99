"""What a scalar of the front matter means: from its kind and its content to a Python value.

One function for all three formats, since their notations do not contradict each other: what only YAML 1.1 reads as
octal (`0123`), TOML and JSON refuse. The rules are those of PyYAML's `SafeConstructor` (YAML 1.1, yaml.org/type), of
TOML and of RFC 8259, with `NaN` and `Infinity` as Python's `json` accepts them.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

ScalarKind = Literal["str", "int", "float", "bool", "null", "date", "datetime", "time", "binary", "merge"]
ScalarValue = str | int | float | bool | None | date | datetime | time | bytes

_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
_MAX_SEXAGESIMAL_LENGTH = 4300  # Python's own limit on the digits of an int; sums of powers of 60 know no other

_TIME = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]*))?)?"
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_CLOCK = re.compile(_TIME)
_DATETIME = re.compile(
    _DATE.pattern + r"(?:[Tt]|[ \t]+)" + _TIME + r"(?:[ \t]*(?:([Zz])|([-+])([0-9]{1,2})(?::?([0-9]{2}))?))?"
)


def scalar_value(kind: ScalarKind, content: str) -> ScalarValue:
    """The value of a scalar, or `ValueError` where the content is none of its kind (`2026-13-45`)."""
    if kind in ("str", "merge"):
        return content
    try:
        return _READERS[kind](content)
    except (ArithmeticError, LookupError, ValueError) as error:
        raise ValueError(f"{content[:40]!r} is no valid {kind}") from error


def read_datetime(text: str) -> datetime:
    """A date with a time as ISO 8601, RFC 3339, YAML 1.1 and TOML write it, or `ValueError`.

    Digits behind the microseconds are dropped, as PyYAML and `tomllib` do.
    """
    match = _DATETIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, utc, sign, zone_hours, zone_minutes = match.groups()
    zone = UTC if utc else None
    if sign:
        offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
    clock = (int(hour), int(minute), int(second or 0), _microseconds(fraction))
    return datetime(int(year), int(month), int(day), *clock, tzinfo=zone)


def _read_date(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(*map(int, match.groups()))


def _read_time(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(text)
    hour, minute, second, fraction = match.groups()
    return time(int(hour), int(minute), int(second or 0), _microseconds(fraction))


def _microseconds(fraction: str | None) -> int:
    return int(fraction[:6].ljust(6, "0")) if fraction else 0


def _read_bool(text: str) -> bool:
    word = text.lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError(text)


def _read_int(text: str) -> int:
    digits = text.replace("_", "")
    sign = -1 if digits[0] == "-" else 1
    if digits[0] in "+-":
        digits = digits[1:]
    if digits == "0":
        return 0
    if digits.startswith("0b"):
        return sign * int(digits[2:], 2)
    if digits.startswith("0x"):
        return sign * int(digits[2:], 16)
    if digits[0] == "0":
        return sign * int(digits, 8)
    if ":" in digits:
        return sign * int(_sexagesimal(digits, int))
    return sign * int(digits)


def _read_float(text: str) -> float:
    digits = text.replace("_", "").lower()
    sign = -1.0 if digits[0] == "-" else 1.0
    if digits[0] in "+-":
        digits = digits[1:]
    if digits in (".inf", ".nan"):
        digits = digits[1:]
    if ":" in digits:
        return sign * _sexagesimal(digits, float)
    return sign * float(digits)


def _sexagesimal(text: str, number: type[int] | type[float]) -> int | float:
    """`12:30` is 750 to YAML 1.1 (yaml.org/type/int.html)."""
    if len(text) > _MAX_SEXAGESIMAL_LENGTH:
        raise ValueError(text)
    total: int | float = 0
    base = 1
    for part in reversed(text.split(":")):
        total += number(part) * base
        base *= 60
    return total


def _read_binary(text: str) -> bytes:
    return a2b_base64(text.encode("ascii"))


_READERS = {
    "int": _read_int,
    "float": _read_float,
    "bool": _read_bool,
    "null": lambda content: None,
    "date": _read_date,
    "datetime": read_datetime,
    "time": _read_time,
    "binary": _read_binary,
}
