"""What `wenzhang export` does: an output for each article, or one for all of them."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast

from wenzhang.batch.plan import OutputFolder, names_one_file, plan_run
from wenzhang.batch.write import replacing
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.streams import say, write_out
from wenzhang.cli.writing import Outputs, write_each
from wenzhang.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import BinaryIO

    from wenzhang.batch.plan import Plan
    from wenzhang.export.formats import ExportFormat
    from wenzhang.model import Article

__all__ = ["run"]


def run(
    paths: Sequence[str], format_: ExportFormat, options: Any, read: Callable[[str], Article], outputs: Outputs
) -> int:
    """Exports articles; the exit code. `read` gives the article of a path.

    Raises `click.UsageError` where it is not said where the outputs go, `SourceError` where they cannot go there.
    """
    if format_.sink is not None and not names_one_file(paths):
        return _export_together(paths, format_, options, read, outputs.folder)

    def work(path: str) -> bytes:
        return format_.content(read(path), options)

    return write_each(paths, work, outputs)


def _export_together(
    paths: Sequence[str], format_: ExportFormat, options: Any, read: Callable[[str], Article], out: Path | None
) -> int:
    """All articles into one file, or to standard output."""
    assert format_.sink is not None
    target = None if out is None else _target(out, format_.suffix)
    plan = plan_run(paths, out=out)
    if target is not None:
        _refuse_inputs(plan, target)
    outcome = Outcome(plan.skipped)
    with _opened(target) as stream:
        sink = format_.sink(stream, options)
        for file in plan.files:
            with outcome.attempt(file.path):
                sink.add(file.path, read(file.path))
        sink.close()
    if target is not None:
        say(outcome.line("exported"))
    return outcome.exit_code


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
