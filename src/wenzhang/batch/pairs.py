"""Which files two paths hold to be compared: those of the same name below two folders."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.batch.plan import STDIN, Skipped, is_folder, plan_run
from wenzhang.errors import SourceError

if TYPE_CHECKING:
    from pathlib import PurePath

__all__ = ["Pair", "Pairs", "pair_up"]


class Pair(NamedTuple):
    """Two files, or one where only one folder has it; the name is relative to the folders."""

    name: str
    old: str | None
    new: str | None


class Pairs(NamedTuple):
    """What to compare, by name, and what was skipped for a reason that its user should know."""

    pairs: list[Pair]
    skipped: tuple[Skipped, ...] = ()


def pair_up(old: str, new: str) -> Pairs:
    """The files to compare of two paths, of which one may be standard input.

    Of two folders they are the articles, by name; of a file and a folder, the file of that name, as diff(1) has it.
    Raises `SourceError` for a path that is not there, for standard input beside itself or a folder, and where neither
    folder has an article.
    """
    if old == new == STDIN:
        raise SourceError("standard input cannot be both sides", hint="name a file for one of them")
    folders = is_folder(old), is_folder(new)
    if all(folders):
        return _folders(old, new)
    if any(folders) and STDIN in (old, new):
        folder = old if folders[0] else new
        raise SourceError("is a folder, and standard input has no name to look for there", path=folder)
    if folders[0]:
        old = _namesake(old, new)
    elif folders[1]:
        new = _namesake(new, old)
    return Pairs([Pair(os.path.basename(new), old, new)])


def _namesake(folder: str, file: str) -> str:
    path = os.path.join(folder, os.path.basename(file))
    if not os.path.exists(path):
        raise SourceError("no such file", path=path, hint=f"{file} is compared with the file of its name in the folder")
    if os.path.isdir(path):
        raise SourceError("is a folder", path=path, hint=f"{file} is compared with the file of its name")
    return path


def _folders(old: str, new: str) -> Pairs:
    olds, skipped = _articles(old)
    news, also_skipped = _articles(new)
    skipped += also_skipped
    if not olds and not news and not skipped:
        plan_run([old, new])  # which says what was looked for
    left_out = {os.path.normpath(path) for path, _ in skipped}
    pairs = []
    for name in sorted(olds.keys() | news.keys()):
        pair = Pair(str(name), olds.get(name), news.get(name))
        missing = os.path.join(old if pair.old is None else new, name)
        if (pair.old and pair.new) or os.path.normpath(missing) not in left_out:
            pairs.append(pair)
    return Pairs(pairs, skipped)


def _articles(folder: str) -> tuple[dict[PurePath, str], tuple[Skipped, ...]]:
    try:
        plan = plan_run([folder])
    except SourceError:  # it is a folder, so all that may be wrong with it is that it has no article
        return {}, ()
    return {file.name: file.path for file in plan.files}, plan.skipped
