"""What the commands that write share: one output for each input, to standard output, a file, or a mirrored folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from wenzhang.batch.plan import OutputFolder, Plan, PlannedFile, names_one_file, plan_outputs, plan_run, plan_single
from wenzhang.batch.write import write_atomically
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.streams import say, write_out

__all__ = ["Outputs", "out_option", "stdout_option", "write_each"]


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


class Outputs(NamedTuple):
    """What the options say about the outputs.

    `verb` is for the count at the end, as in `12 converted`. `folder` may name a file where there is one input.
    `suffix` is what the outputs end in, None for that of their inputs. With `in_place` each goes over its input.
    """

    verb: str
    folder: Path | None
    stdout: bool
    suffix: str | None = None
    in_place: bool = False


def write_each(
    paths: Sequence[str],
    work: Callable[[str], bytes],
    outputs: Outputs,
) -> int:
    """Does the work for each article and writes what it gives; the exit code.

    Raises `click.UsageError` where it is not said where the outputs go, `SourceError` where they cannot go there.
    """
    out = outputs.folder
    alone = names_one_file(paths)
    given = [("--out", out is not None), ("--in-place", outputs.in_place), ("--stdout", outputs.stdout)]
    named = [name for name, is_given in given if is_given]
    if len(named) > 1:
        raise click.UsageError(f"{' and '.join(named)} exclude each other")
    if not named and not alone:
        raise click.UsageError("a folder or several files need --out DIR to write to, or --stdout")
    plan = plan_run(paths, out=out)
    if outputs.in_place:
        return _save_each(plan, {file: Path(file.path) for file in plan.files}, work, outputs.verb)
    if out is None:
        return _print_each(plan, work)
    return _save_each(plan, _targets(plan, out, outputs.suffix, alone), work, outputs.verb)


def _targets(plan: Plan, out: Path, suffix: str | None, alone: bool) -> dict[PlannedFile, Path]:
    if not alone:
        return plan_outputs(plan.files, out, suffix=suffix)
    named, folder = plan_single(plan.files[0], out)
    if named is not plan.files[0]:
        suffix = None
    return plan_outputs([named], folder, suffix=suffix)


def _print_each(plan: Plan, work: Callable[[str], bytes]) -> int:
    outcome = Outcome(plan.skipped)
    for file in plan.files:
        content = None
        with outcome.attempt(file.path):
            content = work(file.path)
        if content is not None:
            write_out(content)
    return outcome.exit_code


def _save_each(plan: Plan, targets: dict[PlannedFile, Path], work: Callable[[str], bytes], verb: str) -> int:
    outcome = Outcome(plan.skipped)
    for file, target in targets.items():
        with outcome.attempt(file.path):
            write_atomically(target, work(file.path), like=file.path)
    say(outcome.line(verb))
    return outcome.exit_code
