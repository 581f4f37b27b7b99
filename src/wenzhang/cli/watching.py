"""Doing a run again whenever what it reads changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from wenzhang.batch.plan import SUFFIXES
from wenzhang.batch.urls import is_url
from wenzhang.cli.streams import say
from wenzhang.config.loading import NAMES
from wenzhang.config.settings import DEFAULT_EXCLUDE
from wenzhang.errors import WenzhangError

if TYPE_CHECKING:
    from watchfiles.main import FileChange

__all__ = ["watch"]

_READ = (*SUFFIXES, ".toml", ".json")
_TICK = 200
"""Milliseconds until the configurations above the folders are looked at again, for which nothing else is told."""


def watch(
    paths: Sequence[str],
    run: Callable[[], int],
    *,
    beside: Iterable[str | os.PathLike[str]] = (),
    written: Iterable[str | os.PathLike[str]] = (),
) -> int:
    """Runs now and after each change below the paths, until it is interrupted; the exit code of the last run.

    A change is one to an article, a configuration or a schema, or any file that comes or goes, since rules look at
    what is there. Configurations above the paths count as well, and so do the files `beside` them; files and folders
    that are `written` by the runs themselves do not.

    Raises `WenzhangError` where `watchfiles` is not installed or cannot watch, and what the first run raises. What a
    later run raises is told, and watching goes on.
    """
    if any(map(is_url, paths)):
        raise click.UsageError("--watch is for files of this machine, not for URLs")
    code: int | None = None
    seen: object = None
    try:
        for changed in _ticks(paths, written):
            states = _states(paths, beside)
            if code is None:
                _clear()
                code = run()
            elif changed or states != seen:
                _clear()
                say(_told(changed))
                code = _again(run)
            else:
                continue
            seen = states
            say("watching for changes; Ctrl-C ends it")
    except KeyboardInterrupt:
        if code is None:
            raise
    return code or 0


def _again(run: Callable[[], int]) -> int:
    try:
        return run()
    except WenzhangError as error:
        say(str(error))
        return 2


def _ticks(paths: Sequence[str], written: Iterable[str | os.PathLike[str]]) -> Iterator[set[FileChange]]:
    """What has changed since the last time; nothing at first, when watching has begun, and whenever nothing has."""
    try:
        from watchfiles import watch as changes
    except ImportError:
        raise WenzhangError("--watch needs watchfiles", hint="pip install 'wenzhang[watch]'") from None
    # Folders, since a file that an editor saves is often another one under the old name.
    folders = {path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths}
    folders = set(filter(os.path.isdir, folders))  # the first run says what is not there
    matters = _Matters(folders, written)
    try:
        yield from changes(
            *sorted(folders),
            watch_filter=matters,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            recursive=any(map(os.path.isdir, paths)),
            ignore_permission_denied=True,
        )
    except (OSError, RuntimeError) as error:  # as where the system watches no more files
        raise WenzhangError(f"cannot watch for changes: {error}") from error


class _Matters:
    """Says whether a change is one to look at: not in hidden folders and folders of programs, which no run reads."""

    def __init__(self, folders: Iterable[str], written: Iterable[str | os.PathLike[str]]) -> None:
        self._folders = [os.path.join(os.path.realpath(folder), "") for folder in folders]
        self._written = {_real(file) for file in written}

    def __call__(self, change: int, path: str) -> bool:
        from watchfiles import Change

        path = _real(path)
        *above, name = self._below(path).split(os.sep)
        if self._is_written(path) or any(part.startswith(".") or part in DEFAULT_EXCLUDE for part in above):
            return False
        if name.startswith("."):
            return name in NAMES
        return change != Change.modified or name.lower().endswith(_READ)

    def _is_written(self, path: str) -> bool:
        return any(path == each or path.startswith(os.path.join(each, "")) for each in self._written)

    def _below(self, path: str) -> str:
        """The path as seen from the folder that is watched, which may itself be hidden."""
        return min((path.removeprefix(folder) for folder in self._folders), key=len, default=path)


def _real(path: str | os.PathLike[str]) -> str:
    """The path without links, but for the last name in it: a link that changes is not what it leads to."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def _states(paths: Iterable[str], beside: Iterable[str | os.PathLike[str]]) -> list[tuple[int, int] | None]:
    """Time and size of the files that say what holds for the paths, None for each that is not there."""
    above = {folder: None for path in paths for folder in _upwards(os.path.abspath(path))}
    files = [os.path.join(folder, name) for folder in above for name in NAMES]
    return [_state(file) for file in (*files, *beside)]


def _upwards(path: str) -> Iterator[str]:
    while (parent := os.path.dirname(path)) != path:
        yield parent
        path = parent


def _state(path: str | os.PathLike[str]) -> tuple[int, int] | None:
    try:
        state = os.stat(path)
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def _told(changed: set[FileChange]) -> str:
    """As in `12:00:00 a.md has changed`."""
    names = sorted({os.path.basename(path) for _, path in changed}) or ["the configuration"]
    what = f"{names[0]} has" if len(names) == 1 else f"{len(names)} files have"
    return f"{time.strftime('%H:%M:%S')} {what} changed"


def _clear() -> None:
    """A new screen for each run, as ruff and tsc have it, but only where the output is a terminal that has screens."""
    if os.environ.get("TERM") != "dumb":
        click.clear()
