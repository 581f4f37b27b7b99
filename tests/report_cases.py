"""Files with findings, for the tests of reports: each span is known by the text that it has to show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import strategies as st

from wenzhang.source import Edit, Source, Span
from wenzhang.terminal import Paint
from wenzhang.validation.diagnostic import SEVERITIES, Diagnostic, Fix, Severity
from wenzhang.validation.report import FORMATS
from wenzhang.validation.run import FileFindings

FRONT_MATTER = "---\ntitle: 甲\n---\n"
ONE_LINE = FRONT_MATTER + "".join(f"<p>💬 第{number}段，<b>錯</b>字</p>" for number in range(400))
PLAIN = st.text(st.characters(codec="utf-8"))
WORDS = st.text(st.characters(codec="utf-8"), min_size=1)


def finding(start: int, end: int, **changed: Any) -> Diagnostic:
    """A finding of HT001, unless something else is wanted."""
    values: dict[str, Any] = {
        "code": "HT001",
        "name": "duplicate-attribute",
        "severity": "warning",
        "message": "an attribute is there twice",
        "span": Span(start, end),
    }
    return Diagnostic(**(values | changed))


def findings(content: bytes | str, *needles: str, path: str = "a.html", encoding: str | None = None) -> FileFindings:
    """One at each place where one of `needles` stands, with a fix that replaces it."""
    source = Source.from_bytes(content if isinstance(content, bytes) else content.encode(), path, encoding)
    found = []
    for needle in needles:
        at = source.text.find(needle)
        while at >= 0:
            span = Span(at, at + len(needle))
            found.append(finding(span.start, span.end, fix=Fix((Edit(span, "正💬"),), safe=True)))
            at = source.text.find(needle, span.end)
    assert found
    return FileFindings(path, source, sorted(found, key=lambda each: each.span))


def spread(count: int, *, path: str = "a.html", **changed: Any) -> FileFindings:
    """So many findings, each on a line of its own."""
    text = "錯\n" * count
    return FileFindings(
        path, Source.from_text(text, path), [finding(at, at + 1, **changed) for at in range(0, 2 * count, 2)]
    )


PLACES = [
    pytest.param(findings("<p>💬</p>\n<p>💬💬 <b>錯</b>💬錯</p>\n", "錯"), id="behind characters outside the BMP"),
    pytest.param(findings(b"<p>\r\n\xf0\x9f\x92\xac\r\n\xf0\x9f\x92\xac <i>x</i>\r\n", "<i>x"), id="CRLF"),
    pytest.param(findings("\ufeff💬<i>x</i>\n💬<i>x\n".encode(), "<i>x"), id="byte order mark"),
    pytest.param(findings("<p>文章\n中文 錯字".encode("big5"), "錯字", encoding="big5"), id="Big5"),
    pytest.param(findings("\ufeff💬<i>x</i>\n💬<i>x\n".encode("utf-16-le"), "<i>x"), id="UTF-16"),
    pytest.param(findings(ONE_LINE, "錯"), id="a body on one line"),
    pytest.param(findings("💬 <b>\n\n錯💬</b> x", "<b>\n\n錯💬</b>"), id="over several lines"),
    pytest.param(findings("💬\n錯\n", "\n錯\n"), id="with line ends"),
    pytest.param(findings("💬\r錯 x\r", "錯 x"), id="CR"),
]


def report(name: str, *files: FileFindings) -> str:
    """What a format makes of files."""
    return "".join(FORMATS[name](files, Paint(False)))


@st.composite
def hostile_files(draw: st.DrawFn) -> list[FileFindings]:
    """Files with any text and any path, and findings with any words, anywhere in them."""
    return [_hostile_file(draw, path) for path in draw(st.lists(_PATHS, max_size=3))]


# A path has no NUL in it, and `readable` has made it valid text.
_PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


def _hostile_file(draw: st.DrawFn, path: str) -> FileFindings:
    source = Source.from_text(draw(PLAIN), path)
    found = []
    for _ in range(draw(st.integers(0, 14))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(source.text))] * 2)))
        edits = (Edit(Span(start, end), draw(PLAIN)),)
        found.append(
            finding(
                start,
                end,
                severity=draw(st.sampled_from(SEVERITIES)),
                message=draw(WORDS),
                hint=draw(st.none() | WORDS),
                name=draw(st.sampled_from(["a", "b"])),
                fix=draw(st.none() | st.builds(Fix, st.just(edits), st.booleans())),
            )
        )
    return FileFindings(path, source, found)


def of_severity(severity: Severity, files: Iterable[FileFindings]) -> int:
    """How many findings of this severity there are."""
    return sum(each.severity == severity for file in files for each in file.diagnostics)
