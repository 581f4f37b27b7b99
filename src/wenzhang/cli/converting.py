"""What `wenzhang convert` does with each article: write it, print it, compare it, show it, report on it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from wenzhang.batch.jobs.conversion import ConvertJob, Unused, encoded
from wenzhang.batch.outputs import InPlace, Names, Outputs, mirrored, templated
from wenzhang.batch.plan import STDIN, Plan, each_once, names_one_file, plan_run
from wenzhang.batch.write import write_atomically
from wenzhang.cli.batching import BatchSettings, Doing, run_batch
from wenzhang.cli.differing import show_diff
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import exclusion, read_source
from wenzhang.cli.streams import paint_for, say, write_out
from wenzhang.cli.writing import single_output
from wenzhang.errors import EncodeError

if TYPE_CHECKING:
    from wenzhang.batch.outputs import Targets
    from wenzhang.batch.work import Result
    from wenzhang.conversion import Conversion, Converter
    from wenzhang.conversion.memory import Correction
    from wenzhang.model import Format
    from wenzhang.source import Source

__all__ = ["Options", "convert_paths"]

_FOLDER_EACH = "{to}/{path}"
"""The template for several variants."""


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


def convert_paths(
    paths: Sequence[str], converters: Sequence[Converter], options: Options, settings: BatchSettings
) -> int:
    """Converts the articles by each of the converters; the exit code."""
    _check_options(paths, converters, options, settings)
    plan = plan_run(paths, out=options.out, exclusion=exclusion())
    if options.in_place:
        plan = plan._replace(files=each_once(plan.files))
    outputs = _outputs(paths, plan, converters, options)
    if outputs is None or options.diff or options.report:
        return _show_each(plan, converters[0], options, outputs)
    job = ConvertJob(tuple(converters), options.body_format, options.input_encoding)
    unused = _Unused()
    doing = Doing("convert", "converted", not names_one_file(paths), options.check, unused.heed)
    code = run_batch(plan, job, outputs, settings, doing)
    unused.tell()
    return code


def _show_each(plan: Plan, converter: Converter, options: Options, outputs: Targets | None) -> int:
    """Prints each article, or what becomes of it; the exit code."""
    outcome = Outcome(plan.skipped)
    reports = Reports(options.report)
    unused = _Unused()
    writes = outputs is not None and not options.diff
    if outputs is not None:
        outputs.check(plan.files)
    for file in plan.files:
        with outcome.attempt(file.path):
            source = read_source(file.path, options.input_encoding)
            conversion = converter.conversion(source, format=options.body_format)
            content = _bytes(file.path, conversion, converter, source, options)
            unused.add(file.path, conversion)
            reports.add(file.path, conversion)
            if options.diff:
                show_diff(file.path, conversion.source, conversion.result, conversion.edits)
            elif outputs is not None:
                (target,) = outputs.targets(file)
                write_atomically(target, content, like=file.path)
            elif not options.report:
                write_out(content)
    reports.end()
    unused.tell()
    if writes:
        say(outcome.line("converted"))
    return outcome.exit_code


def _bytes(path: str, conversion: Conversion, converter: Converter, source: Source, options: Options) -> bytes:
    """The bytes of the result, which are in UTF-8 where the file's own encoding cannot hold it."""
    try:
        return conversion.result.encode()
    except EncodeError:
        content, notes = encoded(converter, source, options.body_format)
        for note in notes:
            say(f"{path}: {note}")
        return content


def _check_options(
    paths: Sequence[str], converters: Sequence[Converter], options: Options, settings: BatchSettings
) -> None:
    """Raises `click.UsageError` where the options contradict each other or do not say where the results go."""
    places = [name for name, given in _places(options) if given]
    if len(places) > 1:
        raise click.UsageError(f"{' and '.join(places)} exclude each other")
    if not converters:
        raise click.UsageError("--to names no variant")
    if len(converters) > 1 and (options.out is None or options.diff or options.report):
        raise click.UsageError("several variants need --out DIR to write to")
    if options.out is None and (settings["prune"] or settings["force"]):
        raise click.UsageError("--prune and --force are for outputs below --out DIR, which is missing")
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


def _outputs(paths: Sequence[str], plan: Plan, converters: Sequence[Converter], options: Options) -> Targets | None:
    """Where each result goes; None where they are not written to files."""
    if options.in_place:
        return InPlace()
    if options.out is None:
        return None
    template = options.name or (_FOLDER_EACH if len(converters) > 1 else None)
    if template is None and names_one_file(paths):
        return single_output(plan.files[0], options.out)
    return Outputs(str(options.out), mirrored if template is None else _names(template, converters))


def _names(template: str, converters: Sequence[Converter]) -> Names:
    from wenzhang.conversion.variants import variant

    from_ = converters[0].from_ and variant(converters[0].from_).tag
    return templated(template, [variant(converter.to).tag for converter in converters], from_)


class _Unused:
    """The corrections of the memory that no article had a sentence for: nothing is lost without a word."""

    def __init__(self) -> None:
        self.corrections: frozenset[Correction] | None = None

    def add(self, path: str, conversion: Conversion) -> None:
        """Notes what one article did not need, and says where it could not decide."""
        applied = conversion.transformed.corrections
        if applied is None:
            return
        for undecided in applied.undecided:
            say(f"{path}: corrected in different ways elsewhere, and left as it is: {undecided.candidates[0].source}")
        self._also(frozenset(applied.unused))

    def heed(self, result: Result) -> None:
        """The same for a result of a run; where a file is unchanged, it is not known what it needs."""
        if result.status == "unchanged":
            self.corrections = frozenset()
        elif isinstance(result.value, Unused):
            self._also(result.value.corrections)

    def _also(self, unused: frozenset[Correction]) -> None:
        self.corrections = unused if self.corrections is None else self.corrections & unused

    def tell(self) -> None:
        """Says which are left."""
        for correction in sorted(self.corrections or (), key=lambda one: one.source):
            say(f"a correction was not used, its sentence is in no article: {correction.source}")


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
