"""What `wenzhang export` does: an output for each article, or one for all of them."""

from __future__ import annotations

import os
from contextlib import closing, nullcontext, suppress
from typing import TYPE_CHECKING, cast

import click

from wenzhang.batch.jobs.export import PartJob
from wenzhang.batch.order import in_order
from wenzhang.batch.outputs import OutputFolder
from wenzhang.batch.plan import each_once, names_one_file, plan_run
from wenzhang.batch.write import replacing
from wenzhang.cli.batching import BatchSettings, run_each
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import exclusion
from wenzhang.cli.streams import say, write_out
from wenzhang.cli.writing import Places, write_each
from wenzhang.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import BinaryIO

    from wenzhang.batch.jobs.export import ExportJob
    from wenzhang.batch.plan import Plan
    from wenzhang.export.formats import Together

__all__ = ["export_paths"]

_OF_EACH = ("force", "dry_run", "prune", "fsync", "summary")
"""Options of runs that have an output for each input."""


def export_paths(paths: Sequence[str], job: ExportJob, places: Places, settings: BatchSettings) -> int:
    """Exports articles; the exit code.

    Raises `click.UsageError` where it is not said where the outputs go, `SourceError` where they cannot go there.
    """
    together = job.together
    if together is None or names_one_file(paths):
        return write_each(paths, job, places, settings, ("export", "exported"))
    for name in _OF_EACH:
        if settings[name]:  # type: ignore[literal-required]
            raise click.UsageError(f"--{name.replace('_', '-')} is for formats that have a file for each article")
    return _export_together(paths, job, together, places, settings)


def _export_together(
    paths: Sequence[str], job: ExportJob, together: Together, places: Places, settings: BatchSettings
) -> int:
    """All articles into one file, or to standard output."""
    out = places.out
    target = None if out is None else _target(out, places.suffix or "")
    plan = plan_run(paths, out=out, exclusion=exclusion())
    if target is not None:
        _refuse_inputs(plan, target)
    plan = plan._replace(files=each_once(plan.files))
    outcome = Outcome(plan.skipped)
    results = run_each(plan, PartJob(job), settings, outcome, quiet=settings["quiet"])
    with suppress(_StopError), _opened(target) as stream, closing(results):
        sink = together.sink(stream, job.given)
        for result in in_order(results, (file.path for file in plan.files)):
            if result.error is None:
                sink.add(result.value)
            elif settings["fail_fast"]:
                raise _StopError
        sink.close()
    if target is not None and not settings["quiet"]:
        say(outcome.line("exported"))
    return outcome.exit_code


class _StopError(Exception):
    """A file failed, and that is to be the end; what was begun is not written."""


def _target(out: Path, suffix: str) -> Path:
    """The file that all articles go to, which below a folder has a name of its own."""
    is_folder = isinstance(out, OutputFolder) or out.is_dir() or not out.suffix
    return out / f"articles{suffix}" if is_folder else out


def _refuse_inputs(plan: Plan, target: Path) -> None:
    real = os.path.realpath(target)
    for file in plan.files:
        if os.path.realpath(file.path) == real:
            raise SourceError(
                "is an input and would be replaced by the output", path=file.path, hint="choose another name"
            )


def _opened(target: Path | None) -> AbstractContextManager[BinaryIO]:
    return nullcontext(cast("BinaryIO", _StandardOutput())) if target is None else replacing(target)


class _StandardOutput:
    """Standard output as a stream of bytes."""

    closed = False

    def write(self, data: bytes) -> int:
        write_out(bytes(data))
        return len(data)

    def flush(self) -> None:
        """All is written at once."""
