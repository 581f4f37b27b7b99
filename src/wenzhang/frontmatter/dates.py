"""A date as people write it in front matter."""

from __future__ import annotations

import re
from datetime import date, datetime

from wenzhang.frontmatter.scalars import read_datetime

_DAY = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
_CHINESE_DAY = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日號号]")


def read_date(text: str) -> date | datetime | None:
    """The date, or the date and time, that `text` says; None where it is none.

    Read are ISO 8601 and RFC 3339 (`2026-01-09`, `2026-01-09T12:30:00+08:00`, a space for the `T`, seconds and zone
    optional), the same with `/` or `.` for `-`, and `2026年1月9日`, with a time behind it or not. `1/9/2026` is not:
    nobody knows whether that is January.
    """
    text = text.strip()
    match = _CHINESE_DAY.match(text)
    year_month_day = match.groups() if match else None
    if match is None:
        match = _DAY.match(text)
        year_month_day = match.group(1, 3, 4) if match else None
    if match is None or year_month_day is None:
        return None
    day = "-".join(year_month_day)
    clock = text[match.end() :].lstrip()
    try:
        if not clock:
            return date(*map(int, year_month_day))
        return read_datetime(f"{day} {clock.removeprefix('T').removeprefix('t')}")
    except ValueError:
        return None
