"""What `wenzhang validate` does: plan, fix, examine, conclude, report, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from wenzhang.batch.plan import STDIN, plan_run
from wenzhang.batch.write import write_atomically
from wenzhang.cli.differing import show_diff
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import read_bytes
from wenzhang.cli.streams import paint_for, say, write_out
from wenzhang.errors import DecodeError
from wenzhang.terminal import Paint, readable
from wenzhang.validation.diagnostic import SEVERITIES
from wenzhang.validation.files import FilesValidation
from wenzhang.validation.fixing import fixed
from wenzhang.validation.summary import Summary, counted

if TYPE_CHECKING:
    from wenzhang.config import Config
    from wenzhang.config.configurations import Configurations
    from wenzhang.model import Format
    from wenzhang.validation.baseline import Baseline
    from wenzhang.validation.diagnostic import Severity
    from wenzhang.validation.fixing import Fixed
    from wenzhang.validation.run import FileFindings, Validator

__all__ = ["Settings", "validate_paths"]


class Settings(NamedTuple):
    """The options of the command, None where one is not used."""

    select: tuple[str, ...] | None
    extend_select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    fix: bool
    unsafe_fixes: bool
    diff: bool
    output_format: str
    output_file: Path | None
    statistics: bool
    fail_on: Severity | None
    exit_zero: bool
    baseline: Path | None
    write_baseline: Path | None
    config: Path | None
    isolated: bool
    force_exclude: bool
    no_cache: bool
    cache_dir: Path | None
    stdin_filename: str | None
    watch: bool
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

    beside = [path for path in (settings.config, settings.baseline) if path is not None]
    written = [path for path in (settings.output_file, settings.write_baseline) if path is not None]
    return watch(paths, lambda: _validate(paths, settings), beside=beside, written=written)


def _check(paths: Sequence[str], settings: Settings) -> None:
    if settings.fix and settings.diff:
        raise click.UsageError("--fix and --diff exclude each other")
    if settings.unsafe_fixes and not (settings.fix or settings.diff):
        raise click.UsageError("--unsafe-fixes needs --fix or --diff")
    if settings.config is not None and settings.isolated:
        raise click.UsageError("--config and --isolated exclude each other")
    if settings.watch and STDIN in paths:
        raise click.UsageError("standard input cannot be watched")
    if settings.stdin_filename is not None and STDIN not in paths:
        raise click.UsageError("--stdin-filename names standard input, so it needs - among the paths")


def _validate(paths: Sequence[str], settings: Settings) -> int:
    configurations = _configurations(settings)
    plan = plan_run(paths, exclusion=configurations.exclusion())
    outcome = Outcome(plan.skipped)
    files = FilesValidation(configurations.of, lambda config: _cache_folder(settings, config))
    baselines = _Baselines(settings)
    fixing = _Fixing(settings, files, baselines)
    for file in plan.files:
        name = _name(file.path, settings)
        baselines.of(files.validator(name).config)  # a configuration or baseline that means nothing ends the run
        with outcome.attempt(file.path):
            content = read_bytes(file.path)
            if settings.fix or settings.diff:
                content = fixing.fix(file.path, name, content)
            files.examine(name, content)
    found = files.conclude()
    for note in configurations.notes:
        say(note)
    if settings.write_baseline is not None:
        return _write_baseline(settings.write_baseline, found, outcome)
    found = baselines.new(found, files)
    baselines.tell_stale()
    if not settings.diff:
        _report(found, settings, to_stderr=settings.fix and STDIN in paths)
    return _end(found, outcome, fixing, settings, files)


class _Baselines:
    """The known findings of files, by what the command line or their configuration names."""

    def __init__(self, settings: Settings) -> None:
        self._named = settings.baseline
        self._loaded: dict[Path, Baseline] = {}

    def of(self, config: Config) -> Baseline | None:
        """The baseline of a configuration. Raises `ConfigError` for one that cannot be read."""
        from wenzhang.validation.baseline import Baseline

        path = self._named or (Path(config.root, config.baseline) if config.baseline else None)
        if path is None:
            return None
        if path not in self._loaded:
            self._loaded[path] = Baseline.load(path)
        return self._loaded[path]

    def new(self, found: Sequence[FileFindings], files: FilesValidation) -> list[FileFindings]:
        """The findings that no baseline lists."""
        return [self._new(file, files.validator(file.path)) for file in found]

    def _new(self, file: FileFindings, validator: Validator) -> FileFindings:
        baseline = self.of(validator.config)
        if baseline is None:
            return file
        return file._replace(diagnostics=baseline.new(file, validator.rulesets.of(file.source.path)))

    def tell_stale(self) -> None:
        """Says what is listed in vain."""
        for path, baseline in self._loaded.items():
            if baseline.stale:
                gone = counted(len(baseline.stale), "known finding")
                say(f"{path}: {gone} there no more; --write-baseline {path} forgets it")


def _write_baseline(path: Path, found: Sequence[FileFindings], outcome: Outcome) -> int:
    from wenzhang.validation.baseline import Baseline

    if outcome.exit_code:
        say("the baseline is not written, since not all files could be read")
        return 2
    baseline = Baseline.of(found, path.parent)
    baseline.write(path)
    say(f"{counted(len(baseline.entries), 'finding')} in {path}")
    return 0


def _name(path: str, settings: Settings) -> str:
    if path == STDIN and settings.stdin_filename is not None:
        path = settings.stdin_filename
    return readable(path)


def _configurations(settings: Settings) -> Configurations:
    from wenzhang.config.configurations import Configurations

    named = ("select", "extend_select", "ignore", "fail_on", "body_format", "input_encoding")
    overrides = {name: getattr(settings, name) for name in named}
    switches = {name: True for name in ("italic_captions", "force_exclude") if getattr(settings, name)}
    return Configurations(file=settings.config, isolated=settings.isolated, overrides=overrides | switches)


def _cache_folder(settings: Settings, config: Config) -> str | None:
    from wenzhang.validation.cache import CACHE_FOLDER

    if settings.no_cache:
        return None
    return str(settings.cache_dir or Path(config.root, CACHE_FOLDER))


class _Fixing:
    """Makes the fixes in files, or shows them, and counts them."""

    def __init__(self, settings: Settings, files: FilesValidation, baselines: _Baselines) -> None:
        self._settings = settings
        self._files = files
        self._baselines = baselines
        self.mended = 0
        self.files = 0

    def fix(self, path: str, name: str, content: bytes) -> bytes:
        """The content that is to be examined: with its fixes where they are made, as it is where they are shown."""
        try:
            source = self._files.source(name, content)
        except DecodeError:
            return content  # which examining tells
        validator = self._files.validator(name)
        baseline = self._baselines.of(validator.config)
        result = fixed(source, validator, unsafe=self._settings.unsafe_fixes, baseline=baseline)
        self._tell_refused(name, result)
        self.mended += len(result.mended)
        self.files += bool(result.mended)
        if self._settings.diff:
            show_diff(name, source, result.source)
            return content
        after = result.source.encode()
        if path == STDIN:
            write_out(after)
        else:
            write_atomically(Path(path), after)
        return after

    def _tell_refused(self, name: str, result: Fixed) -> None:
        for each in result.refused:
            place = result.source.position(each.span.start)
            say(f"{name}:{place.line}:{place.column}: the fix of {each.code} {each.name} is not made: it would do harm")


def _report(found: Sequence[FileFindings], settings: Settings, *, to_stderr: bool) -> None:
    """Writes the findings where they are to go."""
    target = settings.output_file
    paint = paint_for(None if target is not None else sys.stderr if to_stderr else sys.stdout)
    pieces = _pieces(found, settings, paint)
    if target is not None:
        write_atomically(target, "".join(pieces).encode("utf-8", "backslashreplace"))
        return
    for piece in pieces:
        if to_stderr:
            print(piece, end="", file=sys.stderr, flush=True)
        else:
            write_out(piece)


def _pieces(found: Sequence[FileFindings], settings: Settings, paint: Paint) -> Iterator[str]:
    from wenzhang.validation.report import FORMATS
    from wenzhang.validation.report.statistics import statistics

    if settings.statistics:
        return statistics(found)
    return FORMATS[settings.output_format](found, paint)


def _end(
    found: Sequence[FileFindings], outcome: Outcome, fixing: _Fixing, settings: Settings, files: FilesValidation
) -> int:
    """Says how much was found, and gives the exit code."""
    summary = Summary()
    for file in found:
        summary.add(file)
    unread = outcome.failed + outcome.skipped
    if settings.diff:
        mended, articles = counted(fixing.mended, "finding"), counted(summary.files, "article")
        say(f"{mended} would be fixed in {fixing.files} of {articles}")
    else:
        fixed = f", {fixing.mended} fixed" if settings.fix else ""
        say(summary.line() + fixed + (f", {unread} not read" if unread else ""))
    if unread:
        return 2
    if settings.exit_zero:
        return 0
    if settings.diff:
        return 1 if fixing.files else 0
    return 1 if any(_fails(file, files.validator(file.path).config) for file in found) else 0


def _fails(file: FileFindings, config: Config) -> bool:
    """Whether there is a finding of the severity that ends the command with 1, or of a graver one."""
    failing = SEVERITIES[: SEVERITIES.index(config.fail_on) + 1]
    return any(each.severity in failing for each in file.diagnostics)
