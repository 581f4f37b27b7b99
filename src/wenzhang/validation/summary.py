"""How many files were read, and how much was found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from wenzhang.validation.run import FileFindings

__all__ = ["Summary", "counted"]


class Summary(Struct):
    """Counts of files and findings."""

    files: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0

    def add(self, file: FileFindings) -> None:
        """Counts one more file."""
        severities = [diagnostic.severity for diagnostic in file.diagnostics]
        self.files += 1
        self.errors += severities.count("error")
        self.warnings += severities.count("warning")
        self.infos += severities.count("info")

    @property
    def findings(self) -> int:
        """All of them."""
        return self.errors + self.warnings + self.infos

    def line(self) -> str:
        """As in `2 findings (1 error, 1 warning) in 12 articles`."""
        counts = ((self.errors, "error"), (self.warnings, "warning"), (self.infos, "info"))
        kinds = ", ".join(counted(count, noun) for count, noun in counts if count)
        found = f"{counted(self.findings, 'finding')}{f' ({kinds})' if kinds else ''}"
        return f"{found} in {counted(self.files, 'article')}"


def counted(count: int, noun: str) -> str:
    """As in `1 finding`, `2,000 findings`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
