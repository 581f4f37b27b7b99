"""What the commands share that do something with many files: options, engine, progress, summary and exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, TypedDict

import click

from wenzhang.batch.plan import STDIN, FolderFiles
from wenzhang.cli.display import display_for
from wenzhang.cli.interrupts import Terminated, terminable
from wenzhang.cli.streams import paint_for, say, write_out

if TYPE_CHECKING:
    from wenzhang.batch.engines import Engine
    from wenzhang.batch.job import Job
    from wenzhang.batch.outputs import Targets
    from wenzhang.batch.plan import Plan, PlannedFile
    from wenzhang.batch.summary import Counts, SummaryFile
    from wenzhang.batch.work import Result
    from wenzhang.cli.outcome import Outcome

__all__ = [
    "BatchSettings",
    "Doing",
    "EngineSettings",
    "batch_options",
    "engine_for",
    "engine_options",
    "refuse_engine",
    "run_batch",
    "run_each",
]

_MANY_FILES = 100
_MANY_BYTES = 2_000_000
"""From how many on other processes bring more than they cost: starting them and loading the dictionaries there."""

_DASK_LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application")
"""Those that Dask configures itself when it is imported: https://docs.dask.org/en/stable/how-to/debug.html#logs."""


class EngineSettings(TypedDict):
    """What `engine_options` give."""

    jobs: int | None
    engine: str
    scheduler: str | None
    timeout: float | None


class BatchSettings(EngineSettings):
    """What `batch_options` give."""

    force: bool
    dry_run: bool
    prune: bool
    fsync: bool
    fail_fast: bool
    summary: str | None
    quiet: bool


class Doing(NamedTuple):
    """What a command does with files: its name, and what has been done to them as in `12 converted`.

    With `manifest` one is kept in the output folder. With `check`, nothing is written, and what would be is what is
    wrong. `heed` is told of each result.
    """

    command: str
    verb: str
    manifest: bool
    check: bool = False
    heed: Callable[[Result], None] | None = None


def _show_schema(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        import msgspec

        from wenzhang.batch.summary import summary_schema

        write_out(msgspec.json.format(msgspec.json.encode(summary_schema()), indent=2) + b"\n")
        context.exit(0)


def engine_options(command: click.decorators.FC) -> click.decorators.FC:
    """The options that say where the work is done, for all commands that work on many files."""
    for option in reversed(
        (
            click.option(
                "--jobs",
                "-j",
                type=click.IntRange(min=1),
                metavar="N",
                help="Processes that work at once. By default one for each processor, or only one where files are few.",
            ),
            click.option(
                "--engine",
                type=click.Choice(["local", "dask"]),
                default="local",
                help="Where the work is done: on this machine, or on a Dask cluster (pip install 'wenzhang[cluster]').",
            ),
            click.option(
                "--scheduler",
                metavar="ADDRESS",
                help="That of the Dask cluster, as in tcp://HOST:8786. By default Dask's own configuration says it.",
            ),
            click.option(
                "--timeout",
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                help="Give up on a file that takes longer.",
            ),
        )
    ):
        command = option(command)
    return command


def batch_options(command: click.decorators.FC) -> click.decorators.FC:
    """The options that say how a run over many files goes; see `BatchSettings`."""
    for option in reversed(
        (
            click.option("--force", is_flag=True, help="Do all anew, also what has not changed since the last run."),
            click.option("--dry-run", is_flag=True, help="List what would be written, and write nothing."),
            click.option(
                "--prune",
                is_flag=True,
                help="Remove outputs whose input is gone, if they are ours and nobody has changed them since.",
            ),
            click.option("--fsync", is_flag=True, help="See to it that each output is on the disk; slower."),
            click.option("--fail-fast", is_flag=True, help="Stop at the first file that fails."),
            click.option(
                "--summary",
                type=click.Path(dir_okay=False),
                metavar="FILE",
                help="Write what became of each file, with hashes, times and failures, to this file in JSON.",
            ),
            click.option(
                "--summary-schema",
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_schema,
                help="Print the JSON Schema of the summary and do nothing.",
            ),
            click.option("--quiet", "-q", is_flag=True, help="Say nothing but what went wrong."),
        )
    ):
        command = option(command)
    return engine_options(command)


def run_batch(plan: Plan, job: Job, outputs: Targets, settings: BatchSettings, doing: Doing) -> int:
    """Does a job with all files of a plan, tells how it goes and what became of them; the exit code.

    Raises `click.UsageError` for options that do not go together, `WenzhangError` where the run cannot begin or go on.
    """
    from wenzhang.batch.running import Options, run

    dry = settings["dry_run"] or doing.check
    for path, reason in plan.skipped:
        say(f"{path}: skipped: {reason}")
    options = Options(
        dry, settings["force"], settings["prune"], settings["fsync"], settings["fail_fast"], doing.manifest
    )
    engine = engine_for(settings, plan.files)
    with _summary(plan, settings, doing, dry=dry) as summary, terminable() as interrupts:
        display = display_for(len(plan.files), quiet=settings["quiet"])
        show = _Shown(display.say, doing, dry=dry, prune=settings["prune"], quiet=settings["quiet"])
        try:
            with closing(run(plan, job, outputs, engine=engine, options=options)) as results:
                for result in results:
                    with interrupts.held:
                        summary.add(result)
                        show(result)
                        if doing.heed is not None:
                            doing.heed(result)
                        display.update(summary.counts)
        except (KeyboardInterrupt, Terminated):
            display.say("interrupted; what is done stays done, and the same command goes on from there")
            raise
        finally:
            display.close()
            if not settings["quiet"] and summary.has_any:
                _tell(summary, doing, dry=dry)
    return _exit_code(summary.counts, doing)


def run_each(plan: Plan, job: Job, settings: EngineSettings, outcome: Outcome, *, quiet: bool) -> Generator[Result]:
    """Does a job that has no outputs with all files of a plan; each failure is told and counted, too."""
    from wenzhang.batch.running import run
    from wenzhang.batch.summary import Counts

    counts = Counts()
    engine = engine_for(settings, plan.files)
    with terminable() as interrupts, closing(run(plan, job, engine=engine)) as results:
        display = display_for(len(plan.files), quiet=quiet)
        try:
            for result in results:
                interrupts.check()
                if result.error is None:
                    counts.done += 1
                else:
                    counts.failed += 1
                    display.say(result.error)
                display.update(counts)
                yield result
        finally:
            display.close()
            outcome.add(counts)


def engine_for(settings: EngineSettings, files: Sequence[PlannedFile]) -> Engine:
    """Where the work is done. Raises `click.UsageError` for options that do not go together."""
    if len(files) > 1 and not isinstance(files, FolderFiles) and any(file.path == STDIN for file in files):
        if settings["engine"] != "local" or settings["jobs"] or settings["timeout"]:
            raise click.UsageError("standard input is for one process; leave out what says where to work")
        from wenzhang.batch.engines.serial import Serial

        return Serial()
    jobs, timeout = settings["jobs"], settings["timeout"]
    if settings["engine"] == "dask":
        if jobs is not None:
            raise click.UsageError("--jobs is for --engine local; a cluster has workers of its own")
        from wenzhang.batch.engines.dask import Dask

        _silence_dask()
        return Dask(settings["scheduler"], total=len(files), timeout=timeout)
    if settings["scheduler"] is not None:
        raise click.UsageError("--scheduler is for --engine dask")
    if jobs is None:
        jobs = _processors() if _are_many(files) else 1
    if timeout is None and (jobs == 1 or len(files) == 1) and len(files) < _MANY_FILES:
        from wenzhang.batch.engines.serial import Serial

        return Serial()
    from wenzhang.batch.engines.local import Local

    return Local(jobs, total=len(files), timeout=timeout)


def _silence_dask() -> None:
    """Keeps the log of Dask off standard error, unless its configuration asks for it: its errors are told as ours."""
    with suppress(ImportError):  # which the engine tells
        import dask

        if not dask.config.get("logging", None) and not dask.config.get("distributed.logging", None):
            dask.config.set(logging=dict.fromkeys(_DASK_LOGGERS, "critical"))


def refuse_engine(settings: BatchSettings) -> None:
    """Raises `click.UsageError` for a cluster that is to do what only this process does: to print."""
    if settings["engine"] != "local":
        raise click.UsageError(f"--engine {settings['engine']} is for outputs that are written one for each article")


def _are_many(files: Sequence[PlannedFile]) -> bool:
    if len(files) >= _MANY_FILES:
        return True
    size = 0
    for file in files:
        try:
            size += os.path.getsize(file.path)
        except OSError:  # which reading it tells
            continue
    return len(files) > 1 and size >= _MANY_BYTES


def _processors() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _summary(plan: Plan, settings: BatchSettings, doing: Doing, *, dry: bool) -> Iterator[SummaryFile]:
    """The summary, which is written however the run ends."""
    from datetime import UTC, datetime

    from wenzhang.batch.storage import replacing
    from wenzhang.batch.summary import SummaryFile

    path = settings["summary"]
    stream: AbstractContextManager[BinaryIO | None] = nullcontext() if path is None else replacing(path)
    failure: BaseException | None = None
    with stream as file:
        started = datetime.now(UTC).replace(microsecond=0)
        summary = SummaryFile(doing.command, plan.skipped, dry=dry, started=started, stream=file)
        ended: Literal["completed", "interrupted", "stopped"] = "completed"
        try:
            yield summary
        except BaseException as error:
            if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                raise  # it is the summary that cannot be written
            failure = error
            ended = "interrupted" if isinstance(error, (KeyboardInterrupt, Terminated, BrokenPipeError)) else "stopped"
        stopped = settings["fail_fast"] and summary.counts.failed
        summary.end("stopped" if stopped else ended, (str(failure) or None) if failure else None)
    if failure is not None:
        raise failure


class _Shown:
    """What is told of each result, when it comes."""

    def __init__(self, say: Callable[[str], None], doing: Doing, *, dry: bool, prune: bool, quiet: bool) -> None:
        self._say = say
        self._doing = doing
        self._dry = dry
        self._prune = prune
        self._quiet = quiet

    def __call__(self, result: Result) -> None:
        if result.error is not None:
            self._say(result.error)
        for note in result.notes if result.status != "leftover" else ():
            self._say(f"{result.path}: {note}")
        if result.status in ("leftover", "removed"):
            self._tell_leftover(result)
        if self._dry:
            for output in result.outputs:
                if output.written:
                    write_out(f"{output.path}\n" if self._doing.check else f"would write {output.path}\n")

    def _tell_leftover(self, result: Result) -> None:
        (target,) = result.targets
        if result.status == "removed":
            if self._dry:
                write_out(f"{target}\n" if self._doing.check else f"would remove {target}\n")
            elif not self._quiet:
                self._say(f"{target}: removed, since its input is gone")
        elif result.notes:
            self._say(f"{target}: {result.notes[0]}")
        elif not self._quiet:
            self._say(f"{target}: its input is gone; --prune removes it")


def _tell(summary: SummaryFile, doing: Doing, *, dry: bool) -> None:
    """The counts: a table on a terminal for a run that took its time, else a line."""
    counts = summary.counts
    if doing.check:
        removed = f", {counts.removed:,} removed" if counts.removed else ""
        say(f"{counts.written:,} would be written{removed}, {summary.current:,} are as they would be")
        return
    if sys.stderr is not None and sys.stderr.isatty() and summary.seconds > 1 and not dry:
        _tell_table(summary, doing)
        return
    verb = f"would be {doing.verb}" if dry else doing.verb
    say(f"{counts.done:,} {verb}" + "".join(f", {count:,} {what}" for what, count in _others(counts) if count))


def _others(counts: Counts) -> tuple[tuple[str, int], ...]:
    return (
        ("unchanged", counts.unchanged),
        ("failed", counts.failed),
        ("skipped", counts.skipped),
        ("removed", counts.removed),
        ("left over", counts.leftover),
    )


def _tell_table(summary: SummaryFile, doing: Doing) -> None:
    counts, paint = summary.counts, paint_for(sys.stderr)
    done = counts.done + counts.unchanged + counts.failed
    rows: list[tuple[str, str]] = [(doing.verb, f"{counts.done:,}")]
    rows += [(what, f"{count:,}") for what, count in _others(counts) if count]
    rows.append(("outputs written", f"{counts.written:,}"))
    rows.append(("read", f"{counts.bytes / 1e6:,.1f} MB"))
    rows.append(("time", f"{summary.seconds:,.1f} s, {done / max(summary.seconds, 1e-9):,.0f} files a second"))
    label = max(len(what) for what, _ in rows)
    value = max(len(count) for _, count in rows if " " not in count)
    for what, count in rows:
        shown = f"  {what:<{label}}  {count:>{value}}"
        print(paint.red(shown) if what == "failed" else shown, file=sys.stderr)


def _exit_code(counts: Counts, doing: Doing) -> int:
    wrong = counts.failed + counts.skipped
    if doing.check:
        wrong += counts.written + counts.removed
    return int(wrong > 0)
