"""One line a finding: `path:line:column: severity code [*] name message (hint)`; `[*]` where `--fix` mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wenzhang.terminal import Paint, printable
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.run import FileFindings

__all__ = ["concise", "headline"]


def concise(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """A line for each finding."""
    for file in files:
        for diagnostic in file.diagnostics:
            hint = f" ({printable(diagnostic.hint)})" if diagnostic.hint else ""
            yield f"{headline(file, diagnostic, paint)}{hint}\n"


def headline(file: FileFindings, diagnostic: Diagnostic, paint: Paint) -> str:
    """Where it is, how grave, which rule, whether it has a safe fix, and what was found."""
    start = file.source.position(diagnostic.span.start)
    place = paint.bold(f"{printable(file.path)}:{start.line}:{start.column}:")
    colour: Callable[[str], str] = {"error": paint.red, "warning": paint.yellow, "info": paint.blue}[
        diagnostic.severity
    ]
    fixable = f" [{paint.green('*')}]" if diagnostic.fix is not None and diagnostic.fix.safe else ""
    rule = f"{diagnostic.code}{fixable} {paint.faint(diagnostic.name)}"
    return f"{place} {colour(diagnostic.severity)} {rule} {printable(diagnostic.message)}"
