"""SARIF 2.1.0 (OASIS, with errata 01), for code scanning and the viewers of editors.

Columns and offsets are in UTF-16 code units, which `columnKind` says: viewers that ignore it count in them. A byte
order mark is no character of the text. All line ends of ours are declared, since a lone carriage return is none else.

GitHub refuses a run of more than 25,000 results and shows the 5,000 gravest. It knows a result by its rule, its file
and its `primaryLocationLineHash`. Left to itself it hashes the line, which all findings of a body on one line share; it
keeps ours, though its upload logs a warning that it would have made another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import indent
from typing import Any

from wenzhang import __version__
from wenzhang.encoding.units import UnitIndex
from wenzhang.source import Span
from wenzhang.terminal import Paint, printable
from wenzhang.validation.diagnostic import Diagnostic, Fix, Severity
from wenzhang.validation.fingerprint import fingerprints
from wenzhang.validation.registry import find_rule
from wenzhang.validation.report.paths import artifact_uri
from wenzhang.validation.report.stream import as_json, json_array
from wenzhang.validation.run import FileFindings

__all__ = ["sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_RESULTS = 25_000
_FOR_ERRORS = 5_000  # of them, so that thousands of lesser findings cannot crowd out an error
_DESCRIPTION = 1_024  # code points of a description that GitHub takes


def sarif(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """One log of one run, a result a line; never coloured."""
    results = _Results()
    yield f'{{"$schema": "{_SCHEMA}",\n"version": "2.1.0",\n"runs": [{{"columnKind": "utf16CodeUnits",\n'
    yield '"newlineSequences": ["\\r\\n", "\\n", "\\r"],\n"results": '
    yield from json_array(results.of(files))
    driver = {"name": "wenzhang", "semanticVersion": __version__, "rules": results.rules()}
    yield f',\n"tool": {{"driver": {as_json(driver)}}},\n"invocations": [{as_json(results.invocation())}]}}]}}\n'


class _Results:
    """The results of a run, and what is known of it when all are given."""

    def __init__(self) -> None:
        self._indices: dict[str, int] = {}  # of the rules, by code
        self._firsts: list[Diagnostic] = []  # the first finding of each rule
        self._given = 0
        self._left_out = 0

    def of(self, files: Iterable[FileFindings]) -> Iterator[dict[str, Any]]:
        """A result for each finding, up to what GitHub takes."""
        for file in files:
            if file.diagnostics:
                yield from self._of_file(file)

    def _of_file(self, file: FileFindings) -> Iterator[dict[str, Any]]:
        artifact = _Artifact(file)
        for diagnostic, fingerprint in zip(file.diagnostics, fingerprints(file), strict=True):
            limit = _RESULTS if diagnostic.severity == "error" else _RESULTS - _FOR_ERRORS
            if self._given >= limit:
                self._left_out += 1
                continue
            self._given += 1
            yield artifact.result(diagnostic, self._rule_index(diagnostic), fingerprint)

    def _rule_index(self, diagnostic: Diagnostic) -> int:
        index = self._indices.setdefault(diagnostic.code, len(self._indices))
        if index == len(self._firsts):
            self._firsts.append(diagnostic)
        return index

    def rules(self) -> list[dict[str, Any]]:
        """The descriptors of the rules that found something, in the order of their indices."""
        return [_rule(diagnostic) for diagnostic in self._firsts]

    def invocation(self) -> dict[str, Any]:
        """How the run went, and how much is not told of it."""
        if not self._left_out:
            return {"executionSuccessful": True}
        findings = f"{self._left_out:,} finding{' is' if self._left_out == 1 else 's are'}"
        text = f"{findings} left out: GitHub takes {_RESULTS:,} results of a run"
        return {
            "executionSuccessful": True,
            "toolExecutionNotifications": [{"level": "warning", "message": {"text": text}}],
        }


class _Artifact:
    """A file with findings."""

    def __init__(self, file: FileFindings) -> None:
        self._source = file.source
        uri = artifact_uri(file.path)
        self._location = {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": "%SRCROOT%"}
        text = file.source.text
        self._units = UnitIndex(text, lambda start, end: len(text[start:end].encode("utf-16-le", "surrogatepass")) // 2)

    def result(self, diagnostic: Diagnostic, rule_index: int, fingerprint: str) -> dict[str, Any]:
        """A finding in it."""
        hint = f" ({printable(diagnostic.hint)})" if diagnostic.hint else ""
        place = {"artifactLocation": self._location, "region": self._region(diagnostic.span)}
        result: dict[str, Any] = {
            "ruleId": diagnostic.code,
            "ruleIndex": rule_index,
            "level": _LEVELS[diagnostic.severity],
            "message": {"text": printable(diagnostic.message) + hint},
            "locations": [{"physicalLocation": place}],
            "partialFingerprints": {"primaryLocationLineHash": fingerprint, "wenzhang/v1": fingerprint},
            "properties": {"name": diagnostic.name},
        }
        if diagnostic.fix is not None and diagnostic.fix.edits:
            result["fixes"] = [self._fix(diagnostic.fix)]
        return result

    def _region(self, span: Span) -> dict[str, int]:
        start, end = self._source.position(span.start), self._source.position(span.end)
        char_offset = self._units.count(span.start)
        return {
            "startLine": start.line,
            "startColumn": start.utf16_column,
            "endLine": end.line,
            "endColumn": end.utf16_column,
            "charOffset": char_offset,
            "charLength": self._units.count(span.end) - char_offset,
        }

    def _fix(self, fix: Fix) -> dict[str, Any]:
        replacements = [
            {"deletedRegion": self._region(edit.span), "insertedContent": {"text": edit.replacement}}
            for edit in fix.edits
        ]
        return {
            "description": {"text": "safe fix" if fix.safe else "unsafe fix: look at it before you accept it"},
            "artifactChanges": [{"artifactLocation": self._location, "replacements": replacements}],
        }


def _rule(diagnostic: Diagnostic) -> dict[str, Any]:
    """The reporting descriptor of a rule; one that is not in the catalogue has no more than its names."""
    rule = find_rule(diagnostic.code)
    if rule is None:
        return {"id": diagnostic.code, "name": diagnostic.name}
    what, why = _unwrapped(rule.doc.what), _unwrapped(rule.doc.why)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": what[:_DESCRIPTION] or rule.name},
        "fullDescription": {"text": f"{what} Why: {why}"[:_DESCRIPTION]},
        "help": {"text": _help(what, why, rule.doc.better), "markdown": _help_markdown(what, why, rule.doc.better)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.group]},
    }


def _unwrapped(text: str) -> str:
    """As one line: docs are wrapped where the source code is."""
    return " ".join(text.split())


def _help(what: str, why: str, better: str) -> str:
    return f"{what}\n\nWhy: {why}\n\nBetter:\n{indent(better, '    ')}"


def _help_markdown(what: str, why: str, better: str) -> str:
    """What is better stands in an indented code block, out of which no text can break."""
    return f"{what}\n\n**Why:** {why}\n\n**Better:**\n\n{indent(better, '    ')}\n"
