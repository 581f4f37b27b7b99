"""FM: the dates of the front matter."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from wenzhang.frontmatter.dates import read_date
from wenzhang.frontmatter.fields import ALIASES, styleless
from wenzhang.frontmatter.view import Mapping, MetaValue, Scalar
from wenzhang.source import Edit, Span
from wenzhang.validation.diagnostic import Finding, Fix
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.frontmatter import Entry
    from wenzhang.validation.subject import Subject


Form = Literal["iso", "date", "date-time", "rfc3339"]


class DateOptions(Struct, frozen=True, kw_only=True, rename="kebab"):
    """`form`: `iso` for any ISO 8601, `date` without a time, `date-time` with one, `rfc3339` with its zone as well."""

    form: Form = "iso"


@rule("FM008", "date-form", "error", fix="unsafe", options=DateOptions)
def date_form(subject: Subject, options: DateOptions) -> Iterator[Finding]:
    """A date that is not written as ISO 8601 has it, or that no calendar has.

    Why: `2026/1/9` and `2026年1月9日` are text to site generators, which stop there or sort the article wrongly;
        nobody knows which month `1/9/2026` is in.

    Found:
        ---
        title: 夜市指南
        date: 2026年1月9日
        ---

    Better:
        ---
        title: 夜市指南
        date: 2026-01-09
        ---

    Fix: writes the date as ISO 8601 has it, in the quotes that are there. It is unsafe, since a page that shows the
        text of the date will show another one.

    Options: `form = "date"` wants a date without a time, `"date-time"` one with a time, `"rfc3339"` one with a time
        and its zone, such as 2026-01-09T08:00:00+08:00. Dates with words in them (`Jan 9 2026`) are left alone by
        the default, `"iso"`.
    """
    front_matter = subject.front_matter
    if front_matter is None:
        return
    by_style = front_matter.by_style
    for name in _DATES.intersection(by_style):
        entry = by_style[name]
        scalar = _date_scalar(entry)
        if scalar is None or (options.form == "iso" and _is_plain_day(scalar.content)):
            continue
        if problem := _date_problem(scalar, options.form):
            message = f"`{entry.key.content}` is {scalar.content.strip()}, {problem}"
            iso = _iso(scalar, options.form)
            hint = f"write {iso}" if iso else f"write it as {_FORM_EXAMPLES[options.form]}"
            yield Finding(scalar.span, message, hint, _date_fix(scalar, iso))


_DATES = frozenset({*ALIASES["date"], *ALIASES["updated"]})
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
_ZONE = r"(?:[Zz]|[-+][0-9]{2}(?::?[0-9]{2})?)"
_FORMS: dict[Form, re.Pattern[str]] = {
    "iso": re.compile(rf"{_DAY}(?:{_CLOCK}(?:[ \t]*{_ZONE})?)?|[0-9]{{4}}(?:-[0-9]{{2}})?"),
    "date": re.compile(_DAY),
    "date-time": re.compile(rf"{_DAY}{_CLOCK}(?:[ \t]*{_ZONE})?"),
    "rfc3339": re.compile(_DAY + r"[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[-+]\d{2}:\d{2})", re.ASCII),
}
_FORM_EXAMPLES: dict[Form, str] = {
    "iso": "2026-01-09",
    "date": "2026-01-09",
    "date-time": "2026-01-09 08:00:00",
    "rfc3339": "2026-01-09T08:00:00+08:00",
}
_WORDS = re.compile(r"[A-Za-z]{2}|[{<$%]")
"""Names of months and zones, `git Last Modified`, templates: whoever reads them knows what they are."""
_NO_DATES = frozenset({"true", "false", "yes", "no", "on", "off"})
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")


def _date_scalar(entry: Entry) -> Scalar | None:
    """The date of a well-known key, in a mapping the one in it (`lastUpdate` of Docusaurus)."""
    value: MetaValue | None = entry.value
    if type(value) is Mapping:
        value = next((inner.value for inner in value.entries if styleless(inner.key.content) == "date"), None)
    return value if type(value) is Scalar else None


def _date_problem(scalar: Scalar, form: Form) -> str | None:
    """What is wrong with a date, None for what is one, or no date at all: a bool, a number of seconds, nothing."""
    text = scalar.content.strip()
    if scalar.kind in ("date", "datetime"):
        return None if form == "iso" or _FORMS[form].fullmatch(text) else f"not of the form {_FORM_EXAMPLES[form]}"
    if scalar.kind == "int":
        return "a number and no date" if _compact_date(text) else None
    if scalar.kind != "str" or not text or text.casefold() in _NO_DATES:
        return None
    if form == "iso" and _WORDS.search(text):
        return None
    if not _FORMS[form].fullmatch(text):
        return f"not of the form {_FORM_EXAMPLES[form]}"
    exists = len(text) < 8 or "24:00" in text or read_date(text) is not None
    return None if exists else "a date that does not exist"


def _compact_date(text: str) -> date | None:
    found = _COMPACT.fullmatch(text)
    return _existing("-".join(found.groups())) if found else None


def _is_plain_day(text: str) -> bool:
    """A quick look that most dates pass."""
    return len(text) == 10 and _existing(text) is not None


def _existing(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _iso(scalar: Scalar, form: Form) -> str | None:
    """The date as the form has it, None where that cannot be known."""
    text = scalar.content.strip()
    day = _compact_date(text) or read_date(text)
    if day is None:
        return None
    iso = day.isoformat()
    return iso if _FORMS[form].fullmatch(iso) else None


def _date_fix(scalar: Scalar, iso: str | None) -> Fix | None:
    """Replaces the text within the quotes; None where that is not written as it is read."""
    text = scalar.content.strip()
    at = scalar.raw.find(text)
    if iso is None or scalar.raw.strip("\"'") != scalar.content or at < 0:
        return None
    start = scalar.span.start + at
    return Fix((Edit(Span(start, start + len(text)), iso),), safe=False)


@rule("FM009", "date-in-future", "info", daily=True)
def date_in_future(subject: Subject) -> Iterator[Finding]:
    """The article is dated later than now.

    Why: most site generators leave such an article out without a word.

    Found:
        ---
        title: 夜市指南
        date: 2999-01-09
        ---

    Better:
        ---
        title: 夜市指南
        date: 2026-01-09
        ---
    """
    front_matter = subject.front_matter
    if front_matter is None:
        return
    for field in ("date", "updated"):
        entry = front_matter.field(field)
        day = front_matter.date if field == "date" else front_matter.updated
        if entry is not None and day is not None and _is_future(day):
            message = f"`{entry.key.content}` is in the future: {day.isoformat()}"
            yield Finding(entry.value.span, message, "correct it, unless the article is to wait until then")


def _is_future(day: date | datetime) -> bool:
    """Whether it is later than now, where the reader is if no zone is given."""
    if isinstance(day, datetime):
        return day > datetime.now(day.tzinfo)
    return day > date.today()
