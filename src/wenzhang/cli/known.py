"""The baselines of a run: which findings are known, which are no more, and writing them anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wenzhang.cli.streams import say
from wenzhang.validation.baseline import Baseline
from wenzhang.validation.summary import counted

if TYPE_CHECKING:
    from wenzhang.config import Config
    from wenzhang.validation.files import FilesValidation
    from wenzhang.validation.run import FileFindings

__all__ = ["Baselines", "write_baseline"]


class Baselines:
    """The known findings of files: of the baseline that is named for all, else of that of their configuration."""

    def __init__(self, named: Path | None) -> None:
        self._named = named
        self._loaded: dict[Path, Baseline] = {}

    def of(self, config: Config) -> Baseline | None:
        """The baseline of a configuration. Raises `ConfigError` for one that cannot be read."""
        path = self._named or (Path(config.root, config.baseline) if config.baseline else None)
        if path is None:
            return None
        if path not in self._loaded:
            self._loaded[path] = Baseline.load(path)
        return self._loaded[path]

    def new(self, found: Sequence[FileFindings], files: FilesValidation) -> list[FileFindings]:
        """The findings that no baseline lists."""
        return [self._new(file, files) for file in found]

    def _new(self, file: FileFindings, files: FilesValidation) -> FileFindings:
        validator = files.validator(file.path)
        baseline = self.of(validator.config)
        if baseline is None:
            return file
        return file.only(baseline.new(file, validator.rulesets.of(file.path)))

    def tell_stale(self, *, prune: bool) -> None:
        """Says what is listed in vain, and takes it off the list where that is wanted."""
        for path, baseline in self._loaded.items():
            count = counted(len(baseline.stale), "known finding")
            if prune and baseline.pruned().write(path):
                say(f"{path}: {count} taken off the list")
            elif baseline.stale:
                say(f"{path}: {count} there no more; --prune-baseline takes what is gone off the list")


def write_baseline(path: Path, found: Sequence[FileFindings], files: FilesValidation) -> None:
    """Writes what was found to a baseline.

    What one that is there lists of other files, and of rules that are off, stays. Raises `ConfigError` where that
    cannot be read, `SourceError` where it cannot be written.
    """
    before = Baseline.load(path) if path.exists() else Baseline((), path.parent)
    rulesets = [files.validator(file.path).rulesets.of(file.path) for file in found]
    after = before.renewed(zip(found, rulesets, strict=True))
    after.write(path)
    kept = len(after.entries) - sum(len(file.diagnostics) for file in found)
    others = f", {kept:,} of them of other files or rules" if kept > 0 else ""
    say(f"{counted(len(after.entries), 'finding')} in {path}{others}")
