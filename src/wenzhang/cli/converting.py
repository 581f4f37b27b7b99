"""What `wenzhang convert` does with each article: write it, print it, compare it, show it, report on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

import click
from msgspec.structs import replace

from wenzhang.batch.plan import (
    STDIN,
    Plan,
    PlannedFile,
    names_one_file,
    plan_outputs,
    plan_run,
    plan_single,
)
from wenzhang.batch.write import write_atomically
from wenzhang.cli.differing import show_diff
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import read_source
from wenzhang.cli.streams import paint_for, say, write_out
from wenzhang.errors import EncodeError

if TYPE_CHECKING:
    from wenzhang.conversion import Conversion, Converter
    from wenzhang.conversion.memory import Correction
    from wenzhang.model import Format

__all__ = ["Options", "run"]


class Options(NamedTuple):
    """What the options say about what is done with the results."""

    out: Path | None
    name: str | None
    stdout: bool
    in_place: bool
    diff: bool
    check: bool
    report: str | None
    body_format: Format | None
    input_encoding: str | None


def run(paths: Sequence[str], converter: Converter, options: Options) -> int:
    """Converts the articles; the exit code."""
    _check_options(paths, options)
    plan = plan_run(paths, out=options.out)
    targets = _targets(paths, plan, converter, options)
    outcome = Outcome(plan.skipped)
    reports = Reports(options.report)
    unused = _Unused()
    different = 0
    for file in targets or plan.files:
        with outcome.attempt(file.path):
            conversion, content = _converted(file.path, converter, options)
            unused.add(file.path, conversion)
            reports.add(file.path, conversion)
            if options.diff:
                show_diff(file.path, conversion.source, conversion.result, conversion.edits)
            if options.check:
                different += _is_different(targets[file], content)
            elif not options.diff and targets:
                write_atomically(targets[file], content, like=file.path)
            elif not options.diff and not options.report:
                write_out(content)
    reports.end()
    unused.tell()
    return _end(outcome, different, options, writes=bool(targets) and not options.diff)


def _check_options(paths: Sequence[str], options: Options) -> None:
    """Raises `click.UsageError` where the options contradict each other or do not say where the results go."""
    places = [name for name, given in _places(options) if given]
    if len(places) > 1:
        raise click.UsageError(f"{' and '.join(places)} exclude each other")
    if options.name is not None and options.out is None:
        raise click.UsageError("--name is for the outputs below --out DIR, which is missing")
    if options.in_place and STDIN in paths:
        raise click.UsageError("standard input has no place to be written to; leave --in-place out")
    if options.check and not (options.out or options.in_place):
        raise click.UsageError("--check compares with what stands below --out DIR, or with the input for --in-place")
    if options.check and options.diff:
        raise click.UsageError("--check and --diff exclude each other")
    if not places and not options.diff and not options.report and not names_one_file(paths):
        raise click.UsageError("a folder or several files need --out DIR to write to, or --in-place, or --stdout")
    if options.report and (options.diff or options.stdout or options.check):
        raise click.UsageError("--report goes to standard output, as --diff, --stdout and --check do; give one of them")


def _places(options: Options) -> tuple[tuple[str, bool], ...]:
    return ("--out", options.out is not None), ("--in-place", options.in_place), ("--stdout", options.stdout)


def _targets(paths: Sequence[str], plan: Plan, converter: Converter, options: Options) -> dict[PlannedFile, Path]:
    """Where each result goes; nothing where they are not written to files."""
    if options.in_place:
        return _inputs(plan)
    if options.out is None:
        return {}
    if options.name is None and names_one_file(paths):
        named, folder = plan_single(plan.files[0], options.out)
        return {plan.files[0]: plan_outputs([named], folder)[named]}
    if options.name is None:
        return plan_outputs(plan.files, options.out)
    from wenzhang.conversion.variants import variant

    to, from_ = variant(converter.to).tag, converter.from_ and variant(converter.from_).tag
    renamed = {file: _named(options.name, file, to, from_) for file in plan.files}
    targets = plan_outputs(renamed.values(), options.out)
    return {file: targets[named] for file, named in renamed.items() if named in targets}


def _inputs(plan: Plan) -> dict[PlannedFile, Path]:
    """Each file itself, or what a symbolic link leads to; once where several paths lead to it."""
    files: dict[str, PlannedFile] = {}
    for file in plan.files:
        files.setdefault(os.path.realpath(file.path), file)
    return {file: Path(real if os.path.islink(file.path) else file.path) for real, file in files.items()}


def _named(template: str, file: PlannedFile, to: str, from_: str | None) -> PlannedFile:
    """The file under the name of its output."""
    from wenzhang.batch.names import output_name

    name = PurePath(output_name(template, file.name, to=to, from_=from_))
    if file.path == STDIN and name.name == STDIN:
        raise click.UsageError(
            f"standard input has no name for --name {template!r}; give one, as in 'article.{{to}}.html'"
        )
    return PlannedFile(file.path, name)


def _converted(path: str, converter: Converter, options: Options) -> tuple[Conversion, bytes]:
    """A conversion and the bytes of its result: in UTF-8 where the file's own encoding cannot hold it."""
    source = read_source(path, options.input_encoding)
    conversion = converter.conversion(source, format=options.body_format)
    try:
        return conversion, conversion.result.encode()
    except EncodeError as error:
        if converter.encoding is not None:
            error.hint = "write in one that has all characters: --encoding utf-8"
            raise
        say(f"{path}: written in UTF-8, since {error.message}")
        conversion = replace(converter, encoding="utf-8").conversion(source, format=options.body_format)
        return conversion, conversion.result.encode()


class _Unused:
    """The corrections of the memory that no article had a sentence for: nothing is lost without a word."""

    def __init__(self) -> None:
        self.corrections: set[Correction] | None = None

    def add(self, path: str, conversion: Conversion) -> None:
        """Notes what one article did not need, and says where it could not decide."""
        applied = conversion.transformed.corrections
        if applied is None:
            return
        for undecided in applied.undecided:
            say(f"{path}: corrected in different ways elsewhere, and left as it is: {undecided.candidates[0].source}")
        unused = set(applied.unused)
        self.corrections = unused if self.corrections is None else self.corrections & unused

    def tell(self) -> None:
        """Says which are left."""
        for correction in sorted(self.corrections or (), key=lambda one: one.source):
            say(f"a correction was not used, its sentence is in no article: {correction.source}")


def _is_different(target: Path, content: bytes) -> bool:
    try:
        same = target.read_bytes() == content
    except FileNotFoundError:
        same = False
    if not same:
        write_out(f"{target}\n")
    return not same


class Reports:
    """The reports of all articles: tables one after the other, or one list in JSON."""

    def __init__(self, form: str | None) -> None:
        self.form = form
        self.count = 0

    def add(self, path: str, conversion: Conversion) -> None:
        """Prints the report of one article."""
        if self.form is None:
            return
        from wenzhang.conversion.report import as_json, as_table

        if self.form == "json":
            write_out(("[\n" if not self.count else ",\n") + as_json(conversion.review))
        else:
            write_out(("\n" if self.count else "") + as_table(path, conversion, paint_for(sys.stdout)))
        self.count += 1

    def end(self) -> None:
        """Ends the list."""
        if self.form == "json":
            write_out("\n]\n" if self.count else "[]\n")


def _end(outcome: Outcome, different: int, options: Options, *, writes: bool) -> int:
    if options.check:
        say(f"{different} would be written, {outcome.done - different} are as they would be")
        return outcome.exit_code or int(different > 0)
    if writes:
        say(outcome.line("converted"))
    return outcome.exit_code
