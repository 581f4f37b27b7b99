"""JUnit XML: what continuous integration shows as test results. An article is a suite, a finding a test that failed.

As both schemas that are in use want it, that of Apache Ant and that of Jenkins' xUnit plugin. Neither has lines or
columns, so the names of the tests have them, in code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from os.path import splitext

from wenzhang.terminal import Paint, printable
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.report.full import excerpt
from wenzhang.validation.report.paths import report_path
from wenzhang.validation.run import FileFindings

__all__ = ["junit"]

# The two of the Basic Multilingual Plane that are no Char of XML 1.0, section 2.2, and yet printable.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def junit(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """One document; never coloured."""
    timestamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    for number, file in enumerate(files):
        yield _suite(file, number, timestamp)
    yield "</testsuites>\n"


def _suite(file: FileFindings, number: int, timestamp: str) -> str:
    path = report_path(file.path)
    class_name = _text(splitext(path)[0])
    cases = [_failed(file, diagnostic, class_name) for diagnostic in file.diagnostics]
    # Without a test, a suite is taken for one that did not run.
    passed = f'    <testcase name="wenzhang" classname="{class_name}" time="0"/>\n'
    return (
        f'  <testsuite id="{number}" name="{_text(path)}" package="wenzhang" timestamp="{timestamp}" '
        f'hostname="localhost" tests="{len(cases) or 1}" failures="{len(cases)}" errors="0" time="0">\n'
        f"    <properties/>\n{''.join(cases) or passed}    <system-out/>\n    <system-err/>\n  </testsuite>\n"
    )


def _failed(file: FileFindings, diagnostic: Diagnostic, class_name: str) -> str:
    start = file.source.position(diagnostic.span.start)
    name = f"{diagnostic.code} {diagnostic.name} at {start.line}:{start.column}"
    return (
        f'    <testcase name="{_text(name)}" classname="{class_name}" time="0">\n'
        f'      <failure type="{diagnostic.severity}" message="{_text(diagnostic.message)}">'
        f"{_details(file, diagnostic)}</failure>\n    </testcase>\n"
    )


def _details(file: FileFindings, diagnostic: Diagnostic) -> str:
    """The place in the text, and what to do."""
    _, *lines = excerpt(file.source, diagnostic.span, Paint(False))
    if diagnostic.hint:
        lines.append(diagnostic.hint)
    return "\n".join(map(_text, lines))


def _text(text: str) -> str:
    """For content and attributes alike: no text may break the document."""
    return escape(_NO_CHARACTERS.sub("\ufffd", printable(text)))
