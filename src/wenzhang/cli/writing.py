"""What the commands that write share: one output for each input, to standard output, a file, or a mirrored folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from wenzhang.batch.outputs import InPlace, OutputFolder, Outputs, mirrored, named, suffixed
from wenzhang.batch.plan import Plan, PlannedFile, each_once, names_one_file, plan_run
from wenzhang.cli.batching import BatchSettings, Doing, run_batch
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import exclusion, read_bytes
from wenzhang.cli.streams import write_out

if TYPE_CHECKING:
    from wenzhang.batch.job import Job
    from wenzhang.batch.outputs import Targets

__all__ = ["Places", "out_option", "single_output", "stdout_option", "write_each"]


def _output_path(context: click.Context, parameter: click.Parameter, value: str | None) -> Path | None:
    """The path; it knows whether it was written as a folder's."""
    if value is None:
        return None
    return OutputFolder(value) if os.path.basename(value) in ("", os.curdir, os.pardir) else Path(value)


out_option = click.option(
    "--out",
    type=click.Path(),
    callback=_output_path,
    metavar="DIR",
    help="Write below this folder, under the names that the files have below PATH. For a single file "
    "it is the name of the output if it has a suffix, and is no folder.",
)

stdout_option = click.option(
    "--stdout", is_flag=True, help="Write to standard output, several files one after the other."
)


class Places(NamedTuple):
    """What the options say about where outputs go.

    `out` may name a file where there is one input. `suffix` is what the outputs end in, None for that of their inputs.
    """

    out: Path | None
    stdout: bool
    in_place: bool = False
    suffix: str | None = None


def write_each(paths: Sequence[str], job: Job, places: Places, settings: BatchSettings, doing: tuple[str, str]) -> int:
    """Does a job of one output with each article, and writes that; the exit code.

    `doing` is the command and what has been done then, as in `export` and `exported`.

    Raises `click.UsageError` where it is not said where the outputs go, `SourceError` where they cannot go there.
    """
    alone = names_one_file(paths)
    given = [("--out", places.out is not None), ("--in-place", places.in_place), ("--stdout", places.stdout)]
    chosen = [name for name, is_given in given if is_given]
    if len(chosen) > 1:
        raise click.UsageError(f"{' and '.join(chosen)} exclude each other")
    if not chosen and not alone:
        raise click.UsageError("a folder or several files need --out DIR to write to, or --stdout")
    plan = plan_run(paths, out=places.out, exclusion=exclusion())
    if places.in_place:
        plan = plan._replace(files=each_once(plan.files))
    outputs = _outputs(plan, places, alone=alone)
    if outputs is None:
        return _print_each(plan, job)
    return run_batch(plan, job, outputs, settings, Doing(*doing, manifest=not alone))


def single_output(file: PlannedFile, out: Path, suffix: str | None = None) -> Outputs:
    """Where the output of the one input goes, where `out` may name a file or a folder.

    It is a file's name if it has a suffix, unless it is that of a folder that is there, or was written as one's.
    """
    if isinstance(out, OutputFolder) or not out.suffix or out.is_dir():
        return Outputs(str(out), suffixed(suffix) if suffix else mirrored)
    return Outputs(str(out.parent), named(out.name))


def _outputs(plan: Plan, places: Places, *, alone: bool) -> Targets | None:
    if places.in_place:
        return InPlace()
    if places.out is None:
        return None
    if alone:
        return single_output(plan.files[0], places.out, places.suffix)
    return Outputs(str(places.out), suffixed(places.suffix) if places.suffix else mirrored)


def _print_each(plan: Plan, job: Job) -> int:
    outcome = Outcome(plan.skipped)
    for file in plan.files:
        content = None
        with outcome.attempt(file.path):
            (content,) = job(read_bytes(file.path), file.path, (0,)).outputs
        if content is not None:
            write_out(content)
    return outcome.exit_code
