"""Comparing files and showing what changed, in the form that was asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.batch.pairs import Pair, pair_up
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import decoded, exclusion, read_bytes
from wenzhang.cli.streams import paint_for, write_out
from wenzhang.comparison.compared import Comparison, Counts
from wenzhang.comparison.layout import list_lines, side_by_side_lines, stacked_lines
from wenzhang.comparison.report import FileChanges, file_changes, lone_file, report_json, stat_line
from wenzhang.terminal import printable, readable

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Shown", "compare"]

_SAME, _DIFFERENT, _TROUBLE = 0, 1, 2  # as diff(1) has them


class Shown(NamedTuple):
    """How to show what changed: a format of the command, or `stat`; how wide, and with how much around it."""

    format: str
    columns: int
    context: int | None


def compare(old: str, new: str, shown: Shown, encoding: str | None) -> int:
    """Compares two paths, writes what changed to standard output, and gives the exit code."""
    pairs, skipped = pair_up(old, new, exclusion(forced=False))
    outcome = Outcome(skipped)
    output = _Output(shown, (old, new))
    for pair in pairs:
        with outcome.attempt(" and ".join(path for path in pair[1:] if path)):
            output.show(pair, encoding)
    output.end()
    if outcome.failed or outcome.skipped:
        return _TROUBLE
    return _DIFFERENT if output.files else _SAME


class _Output:
    """What is written of one file after the other. `files` are those that differ."""

    def __init__(self, shown: Shown, roots: tuple[str, str]) -> None:
        self.files = 0
        self._shown = shown
        self._roots = roots
        self._reports: list[FileChanges] = []
        self._total = Counts()
        self._paint = paint_for(sys.stdout)

    def show(self, pair: Pair, encoding: str | None) -> None:
        """Reads, compares and shows a pair of files."""
        if pair.old is None or pair.new is None:
            self._show_lone(pair)
            return
        data = [read_bytes(path) for path in (pair.old, pair.new)]
        if data[0] == data[1]:
            return
        old, new = (decoded(each, path, encoding) for each, path in zip(data, (pair.old, pair.new), strict=True))
        comparison = Comparison(old, new, (pair.old, pair.new))
        if self._shown.format == "json":
            self._reports.append(file_changes(comparison))
        elif self._shown.format == "unified":
            self._show_patch(comparison)
        elif self._shown.format == "stat":
            counts = comparison.word_counts
            self._total = self._total.plus(counts)
            self._write([stat_line(printable(readable(pair.new)), counts, comparison.notes)])
        else:
            self._write(self._lines(comparison))
        self.files += 1

    def end(self) -> None:
        """Writes what stands behind all files."""
        if self._shown.format == "json":
            write_out(report_json(self._reports))
        elif self._shown.format == "stat" and self.files > 1:
            self._write([stat_line(f"{self.files} files", self._total)])

    def _show_lone(self, pair: Pair) -> None:
        path = pair.old or pair.new or ""
        if self._shown.format == "json":
            self._reports.append(lone_file(path, "added" if pair.old is None else "removed"))
        else:
            root = self._roots[pair.old is None]
            self._write([self._paint.bold(f"Only in {printable(readable(root))}: {printable(readable(pair.name))}")])
        self.files += 1

    def _show_patch(self, comparison: Comparison) -> None:
        from wenzhang.cli.differing import show_diff
        from wenzhang.source import Edit, Span

        edits = [Edit(Span(change.old, change.old_end), comparison.text(change)[1]) for change in comparison.changes]
        old, new = comparison.names
        context = 3 if self._shown.context is None else self._shown.context
        show_diff(old, comparison.old, comparison.new, edits, to_name=new, context=context)

    def _lines(self, comparison: Comparison) -> Iterable[str]:
        if self._shown.format == "list":
            return list_lines(comparison, self._paint, self._shown.context)
        form = side_by_side_lines if self._shown.format == "side-by-side" else stacked_lines
        return form(comparison, self._paint, self._shown.columns, self._shown.context)

    def _write(self, lines: Iterable[str]) -> None:
        write_out("".join([f"{line}\n" for line in lines]))
