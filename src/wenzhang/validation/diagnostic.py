"""What validation finds: a value that says which rule, how grave, where, and what to do."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct

from wenzhang.source import Edit, Span

__all__ = ["SEVERITIES", "Diagnostic", "Finding", "Fix", "Severity"]

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the gravest to the least."""


class Fix(Struct, frozen=True):
    """Minimal edits that mend a finding; `safe` where they cannot change what the article means."""

    edits: tuple[Edit, ...]
    safe: bool


class Finding(NamedTuple):
    """What a rule says about a place: the span is in code points of the source.

    `name` is given by a rule that stands for many, such as the parse errors, each with a name of its own.
    """

    span: Span
    message: str
    hint: str | None = None
    fix: Fix | None = None
    name: str | None = None


class Diagnostic(Struct, frozen=True):
    """One finding.

    `code` (`FM002`) and `name` (`front-matter-syntax`) are the rule's; `span` is in code points of the source.
    """

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    hint: str | None = None
    fix: Fix | None = None
