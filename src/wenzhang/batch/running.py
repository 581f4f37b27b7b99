"""A run over many files: what is known of each goes with it to an engine, what becomes of it into the manifest."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.batch.program import program
from wenzhang.batch.work import Result, Task, Work
from wenzhang.errors import BatchError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from wenzhang.batch.engines import Engine
    from wenzhang.batch.job import Job
    from wenzhang.batch.outputs import Targets
    from wenzhang.batch.plan import Plan
    from wenzhang.batch.records import Records

__all__ = ["Options", "run"]


class Options(NamedTuple):
    """How a run goes.

    `dry`: nothing is written; the results are those that a run would give. `force`: all is done anew, whatever is
    known. `prune`: outputs whose input is gone are removed, if we wrote them and they are as we did. `durably`: each
    output is on the disk before the next is begun. `fail_fast`: the first failure ends the run. `manifest`: whether one
    is kept in the folder of the outputs.
    """

    dry: bool = False
    force: bool = False
    prune: bool = False
    durably: bool = False
    fail_fast: bool = False
    manifest: bool = True


def run(
    plan: Plan,
    job: Job,
    outputs: Targets | None = None,
    *,
    engine: Engine | None = None,
    options: Options | None = None,
) -> Generator[Result]:
    """Does a job with every file of a plan, and gives the results as they come, in any order.

    Without `outputs` nothing is written. With them a manifest is kept in their folder, by which what is unchanged is
    left as it is; at the end come results for outputs whose input is gone. What was done stays done, and known, if the
    iterator is closed or its process killed: the same call goes on from there.

    Raises `SourceError` before anything is written for outputs that would collide, replace an input or lie outside of
    their folder, and `BatchError` where the run cannot begin or go on. A file that fails is a result.
    """
    options = options or Options()
    if outputs is not None:
        outputs.check(plan.files)
    if engine is None:
        from wenzhang.batch.engines.serial import Serial

        engine = Serial()
    work = Work(job, options.dry, options.durably)
    if outputs is None or outputs.folder is None or not options.manifest:
        yield from _results(plan, work, outputs, engine, options, None)
        return
    from wenzhang.batch.records import Records

    records = Records(outputs.folder, cache(lambda number: _settings(job, number)), dry=options.dry)
    try:
        yield from _results(plan, work, outputs, engine, options, records)
    except BaseException:
        records.abandon()
        raise
    records.close()


def _results(  # noqa: PLR0913, PLR0917 - what `run` has
    plan: Plan, work: Work, outputs: Targets | None, engine: Engine, options: Options, records: Records | None
) -> Iterator[Result]:
    def tasks() -> Iterator[Task]:
        for file in plan.files:
            targets = outputs.targets(file) if outputs is not None else ()
            known = records.known(targets) if records is not None and not options.force else ()
            yield Task(file.path, targets, known)

    with closing(engine.results(work, tasks())) as results:
        for result in results:
            if records is not None:
                records.add(result)
            if result.is_fatal:
                raise BatchError(
                    result.error or "the outputs cannot be written",
                    hint="what was done before is on record: the same command goes on from there",
                )
            yield result
            if options.fail_fast and result.status == "failed":
                return
    if records is not None:
        yield from records.leftovers(plan.files, prune=options.prune)


def _settings(job: Job, number: int) -> str:
    """What an output depends on besides its input, short."""
    return sha256(f"{program()}\0{job.settings(number)}".encode()).hexdigest()[:16]
