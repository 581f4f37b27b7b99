"""Looking at the files of `wenzhang validate`, each by itself: in this process, or in those of an engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from wenzhang.batch.plan import STDIN
from wenzhang.batch.storage import read
from wenzhang.cli.batching import EngineSettings, run_each
from wenzhang.terminal import readable

if TYPE_CHECKING:
    from wenzhang.batch.plan import Plan
    from wenzhang.cli.fixing import FileFixes
    from wenzhang.cli.outcome import Outcome
    from wenzhang.validation.files import FilesValidation

__all__ = ["examine", "examine_here"]


def examine(plan: Plan, files: FilesValidation, outcome: Outcome, where: EngineSettings, *, quiet: bool) -> None:
    """Looks at each file in whatever process the engine has for it."""
    from wenzhang.batch.jobs.validation import ValidateJob

    numbers = {file.path: number for number, file in enumerate(plan.files)}
    for result in run_each(plan, ValidateJob(files), where, outcome, quiet=quiet):
        if result.error is None:
            path = result.path
            files.accept(numbers[path], readable(path), result.value, partial(read, path))


def examine_here(
    plan: Plan, files: FilesValidation, outcome: Outcome, fixes: FileFixes | None, name_of: Callable[[str], str]
) -> None:
    """Looks at each file in this process, as it is once it is fixed."""
    for number, file in enumerate(plan.files):
        path, name = file.path, name_of(file.path)
        with outcome.attempt(path):
            content = read(path)
            if fixes is not None:
                content = fixes.make(path, name, content)
            again = partial(read, path) if path != STDIN else partial(bytes, content)
            files.accept(number, name, files.look(name, content), again)
