"""YAML front matter in its plainest form, read at a glance.

Most articles have one key a line with a quoted text, a list of quoted texts, a plain text, a date, a number or true or
false behind it. Such lines mean the same to every YAML parser, and a pattern reads them in a third of libyaml's time.
Whatever is not entirely of this form is left to `wenzhang.read.yaml`, all errors included; the tests hold both to one
result.
"""

from __future__ import annotations

import datetime
import re

from wenzhang.frontmatter import Entry, Mapping, MetaValue, Scalar, Sequence
from wenzhang.source import Span

# Printable characters beyond ASCII (YAML 1.1, 5.1) without line breaks and the byte order mark.
_WIDE = "\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_QUOTED = rf'"[ !#-\[\]-~{_WIDE}]*"'  # neither quotes nor backslashes

_LINE = re.compile(
    rf"""(?P<key>[A-Za-z_][\w-]{{0,99}}):[ ]+
    (?: (?P<quoted>{_QUOTED})
      | (?P<list>\[{_QUOTED}(?:,[ ]?{_QUOTED})*\])
      | (?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})
      | (?P<number>0|[1-9][0-9]{{0,17}})
      | (?P<plain>[A-Za-z\u4e00-\u9fff][ -"$-9;-~{_WIDE}]*)
    )[ ]*\r?\n""",
    re.VERBOSE | re.ASCII,
)
_ITEM = re.compile('"([^"]*)"')

_NO_TEXT = frozenset("yes no on off true false null".split())


def read_plain_yaml(text: str, start: int, end: int) -> Mapping | None:
    """The mapping between `start` and `end`, as `read_yaml` gives it; None where a line is not of the plain form."""
    entries: list[Entry] = []
    keys: set[str] = set()
    at = last = start
    while at < end:
        line = _LINE.match(text, at, end)
        if line is None:
            return None
        key, quoted, items, date, number, plain = line.groups()
        value: MetaValue | None
        if quoted is not None:
            value = Scalar(Span(*line.span(2)), quoted, "str", quoted[1:-1])
        elif items is not None:
            value = _list(text, *line.span(3))
        elif date is not None:
            value = _date(date, Span(*line.span(4)))
        elif number is not None:
            value = Scalar(Span(*line.span(5)), number, "int", number)
        else:
            value = _plain(plain.rstrip(" "), line.start(6))
        if value is None or key in keys or key.lower() in _NO_TEXT:
            return None
        keys.add(key)
        entries.append(Entry(Scalar(Span(at, at + len(key)), key, "str", key), value))
        at, last = line.end(), value.span.end
    return Mapping(Span(start, last), tuple(entries)) if entries else None


def _list(text: str, start: int, end: int) -> MetaValue:
    items = [Scalar(Span(*item.span()), item[0], "str", item[1]) for item in _ITEM.finditer(text, start, end)]
    return Sequence(Span(start, end), tuple(items))


def _date(date: str, span: Span) -> MetaValue | None:
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return None
    return Scalar(span, date, "date", date)


def _plain(word: str, start: int) -> MetaValue | None:
    span = Span(start, start + len(word))
    if word in ("true", "false"):
        return Scalar(span, word, "bool", word)
    return Scalar(span, word, "str", word) if word.lower() not in _NO_TEXT else None
