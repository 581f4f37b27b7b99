"""Doing a run again whenever what it reads changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from wenzhang.batch.plan import SUFFIXES
from wenzhang.cli.streams import say
from wenzhang.errors import WenzhangError

__all__ = ["watch"]

_CONFIGURATION = (".toml", ".json")


def watch(paths: Sequence[str], run: Callable[[], int]) -> int:
    """Runs now and after each change below the paths, until it is interrupted; the exit code of the last run.

    Raises `WenzhangError` where `watchfiles` is not installed. What a later run raises is told, and watching goes on.
    """
    try:
        from watchfiles import watch as changes
    except ImportError:
        raise WenzhangError("--watch needs watchfiles", hint="pip install 'wenzhang[watch]'") from None
    code = run()
    say("watching for changes; Ctrl-C ends it")
    for _ in changes(*_watched(paths), watch_filter=_matters, raise_interrupt=False):
        try:
            code = run()
        except WenzhangError as error:
            say(str(error))
            code = 2
    return code


def _watched(paths: Sequence[str]) -> list[str]:
    """Folders, since a file that an editor saves is often another one under the old name."""
    return [path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths]


def _matters(change: object, path: str) -> bool:
    return path.lower().endswith((*SUFFIXES, *_CONFIGURATION)) and not os.path.basename(path).startswith(".")
