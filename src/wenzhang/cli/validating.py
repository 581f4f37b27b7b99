"""What `wenzhang validate` does: plan, fix, examine, conclude, report, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from wenzhang.batch.plan import STDIN, each_once, plan_run
from wenzhang.batch.write import write_through
from wenzhang.cli.batching import EngineSettings
from wenzhang.cli.examining import examine, examine_here
from wenzhang.cli.fixing import FileFixes
from wenzhang.cli.known import Baselines, write_baseline
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.streams import paint_for, say, write_out
from wenzhang.config.settings import WORD_LISTS
from wenzhang.terminal import Paint, readable
from wenzhang.validation.cache import cache_folder
from wenzhang.validation.diagnostic import SEVERITIES
from wenzhang.validation.files import FilesValidation
from wenzhang.validation.summary import Summary, counted

if TYPE_CHECKING:
    from wenzhang.config import Config
    from wenzhang.config.configurations import Configurations
    from wenzhang.model import Format
    from wenzhang.validation.diagnostic import Severity
    from wenzhang.validation.run import FileFindings

__all__ = ["Settings", "validate_paths"]


class Settings(NamedTuple):
    """The options of the command, None where one is not used."""

    select: tuple[str, ...] | None
    extend_select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    region_words: tuple[str, ...]
    fix: bool
    unsafe_fixes: bool
    diff: bool
    output_format: str | None
    output_file: Path | None
    statistics: bool
    fail_on: Severity | None
    exit_zero: bool
    baseline: Path | None
    write_baseline: Path | None
    prune_baseline: bool
    config: Path | None
    isolated: bool
    force_exclude: bool
    no_cache: bool
    cache_dir: Path | None
    stdin_filename: str | None
    watch: bool
    where: EngineSettings
    italic_captions: bool
    body_format: Format | None
    input_encoding: str | None


def validate_paths(paths: Sequence[str], settings: Settings) -> int:
    """Validates files, folders and standard input; the exit code.

    Raises `click.UsageError` for options that do not go together, `WenzhangError` for a configuration, a baseline or a
    path that means nothing.
    """
    _check(paths, settings)
    if not settings.watch:
        return _validate(paths, settings)
    from wenzhang.cli.watching import watch

    lists = [Path(name) for name in settings.region_words if name not in WORD_LISTS]
    beside = [*(path for path in (settings.config, settings.baseline) if path is not None), *lists]
    written = [path for path in (settings.output_file, settings.write_baseline) if path is not None]
    return watch(paths, lambda: _validate(paths, settings), beside=beside, written=written)


def _check(paths: Sequence[str], settings: Settings) -> None:
    """Raises `click.UsageError` for options that do not go together."""
    told = settings.output_format, settings.output_file, settings.statistics or None
    for is_wrong, message in (
        (settings.fix and settings.diff, "--fix and --diff exclude each other"),
        (settings.unsafe_fixes and not (settings.fix or settings.diff), "--unsafe-fixes needs --fix or --diff"),
        (settings.config and settings.isolated, "--config and --isolated exclude each other"),
        (settings.diff and any(told), "--diff shows no findings; leave out what says how to show them"),
        (settings.diff and (settings.write_baseline or settings.prune_baseline), "--diff changes no file, no baseline"),
        (settings.statistics and settings.output_format, "--statistics has a form of its own; leave out the format"),
        (settings.write_baseline and settings.baseline, "--baseline and --write-baseline exclude each other"),
        (settings.watch and STDIN in paths, "standard input cannot be watched"),
        (settings.stdin_filename and STDIN not in paths, "--stdin-filename names standard input: give - as a path"),
        (
            _is_here(paths, settings) and _says_where(settings),
            "--fix, --diff and standard input are for one process; leave out what says where to work",
        ),
    ):
        if is_wrong:
            raise click.UsageError(message)


def _validate(paths: Sequence[str], settings: Settings) -> int:
    configurations = _configurations(settings)
    plan = plan_run(paths, exclusion=configurations.exclusion())
    outcome = Outcome(plan.skipped)
    files = FilesValidation(configurations.of, _cache_folder(settings))
    baselines = Baselines(settings.baseline)
    plan = plan._replace(files=each_once(plan.files))
    for file in plan.files:  # what means nothing, configuration or baseline, ends the run before it does anything
        config = files.validator(_name(file.path, settings)).config
        if settings.write_baseline is None:
            baselines.of(config)
    fixes = FileFixes(files, baselines, unsafe=settings.unsafe_fixes, diff=settings.diff)
    if _is_here(paths, settings):
        examine_here(plan, files, outcome, fixes if _mends(settings) else None, partial(_name, settings=settings))
    else:
        examine(plan, files, outcome, settings.where, quiet=settings.output_format is not None)
    found = files.conclude()
    for note in configurations.notes:
        say(note)
    failed = outcome.failed + outcome.skipped + fixes.unwritten
    if settings.write_baseline is not None:
        if not failed:
            write_baseline(settings.write_baseline, found, files)
            return 0
        say("the baseline is not written, since not all files could be read")
        return 2
    found = baselines.new(found, files)
    baselines.tell_stale(prune=settings.prune_baseline)
    if not settings.diff:
        _report(found, settings, to_stderr=settings.fix and STDIN in paths)
    _tell(found, outcome, fixes, settings)
    return 2 if failed else _exit_code(found, files, fixes, settings)


def _mends(settings: Settings) -> bool:
    return settings.fix or settings.diff


def _is_here(paths: Sequence[str], settings: Settings) -> bool:
    """Whether the files are read in this process, one after the other."""
    return _mends(settings) or STDIN in paths


def _says_where(settings: Settings) -> bool:
    return settings.where != EngineSettings(jobs=None, engine="local", scheduler=None, timeout=None)


def _name(path: str, settings: Settings) -> str:
    if path == STDIN and settings.stdin_filename is not None:
        path = settings.stdin_filename
    return readable(path)


def _configurations(settings: Settings) -> Configurations:
    from wenzhang.config.configurations import Configurations

    named = ("select", "extend_select", "ignore", "fail_on", "body_format", "input_encoding")
    overrides = {name: getattr(settings, name) for name in named}
    if settings.region_words:
        overrides["region_words"] = settings.region_words
        overrides["extend_select"] = (*(settings.extend_select or ()), "region-word")
    switches = {name: True for name in ("italic_captions", "force_exclude") if getattr(settings, name)}
    return Configurations(file=settings.config, isolated=settings.isolated, overrides=overrides | switches)


def _cache_folder(settings: Settings) -> Callable[[Config], str] | None:
    if settings.no_cache:
        return None
    return cache_folder if settings.cache_dir is None else partial(_always, str(settings.cache_dir))


def _always(folder: str, config: Config) -> str:
    return folder


def _report(found: Sequence[FileFindings], settings: Settings, *, to_stderr: bool) -> None:
    """Writes the findings where they are to go."""
    target = settings.output_file
    if target is not None and str(target) != STDIN:
        content = "".join(_pieces(found, settings, paint_for(None)))
        write_through(target, content.encode("utf-8", "backslashreplace"))
        return
    for piece in _pieces(found, settings, paint_for(sys.stderr if to_stderr else sys.stdout)):
        if to_stderr:
            print(piece, end="", file=sys.stderr, flush=True)
        else:
            write_out(piece)


def _pieces(found: Sequence[FileFindings], settings: Settings, paint: Paint) -> Iterator[str]:
    from wenzhang.validation.report import FORMATS
    from wenzhang.validation.report.statistics import statistics

    if settings.statistics:
        return statistics(found)
    return FORMATS[settings.output_format or "full"](found, paint)


def _tell(found: Sequence[FileFindings], outcome: Outcome, fixes: FileFixes, settings: Settings) -> None:
    """Says how much was found, fixed, and could not be read or written."""
    summary = Summary()
    for file in found:
        summary.add(file)
    if settings.diff:
        mended, articles = counted(fixes.mended, "finding"), counted(summary.files, "article")
        told = f"{mended} would be fixed in {fixes.changed} of {articles}"
    else:
        told = summary.line() + (f", {fixes.mended} fixed" if settings.fix else "")
    unread = outcome.failed + outcome.skipped
    failures = ((unread, "not read"), (fixes.unwritten, "not written"))
    say(told + "".join(f", {count} {what}" for count, what in failures if count))


def _exit_code(found: Sequence[FileFindings], files: FilesValidation, fixes: FileFixes, settings: Settings) -> int:
    if settings.exit_zero:
        return 0
    if settings.diff:
        return 1 if fixes.changed else 0
    return 1 if any(_fails(file, files.validator(file.path).config) for file in found) else 0


def _fails(file: FileFindings, config: Config) -> bool:
    """Whether there is a finding of the severity that ends the command with 1, or of a graver one."""
    failing = SEVERITIES[: SEVERITIES.index(config.fail_on) + 1]
    return any(each.severity in failing for each in file.diagnostics)
