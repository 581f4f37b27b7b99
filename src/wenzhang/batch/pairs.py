"""Which files two paths hold to be compared: those of the same name below two folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.batch.plan import STDIN, Plan, Skipped, is_folder, plan_run
from wenzhang.errors import SourceError

if TYPE_CHECKING:
    from wenzhang.config.exclusion import Exclusion

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


def pair_up(old: str, new: str, exclusion: Exclusion | None = None) -> Pairs:
    """The files to compare of two paths, of which one may be standard input.

    Of two folders they are the articles, by name, but for those that `exclusion` leaves out of either; of a file and a
    folder, the file of that name, as diff(1) has it. Raises `SourceError` for a path that is not there, for standard
    input beside itself or a folder, and where neither folder has an article; `ConfigError` for a configuration that
    `exclusion` cannot read.
    """
    if old == new == STDIN:
        raise SourceError("standard input cannot be both sides", hint="name a file for one of them")
    folders = is_folder(old), is_folder(new)
    if all(folders):
        return _folders(old, new, exclusion)
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


class _Folder:
    """A folder: the paths of its articles by their names, but for what lies in the folder that it is compared with."""

    def __init__(self, root: str, other: str, exclusion: Exclusion | None) -> None:
        self.root = root
        try:
            plan = plan_run([root], out=Path(other), exclusion=exclusion)
        except SourceError:  # it is a folder, so all that may be wrong with it is that it has no article
            plan = Plan((), ())
        self.paths = {file.name: file.path for file in plan.files}
        self.skipped = plan.skipped
        self._excludes = plan.excluded > 0
        self._unread = {os.path.normpath(path) for path, _ in plan.skipped}

    def lacks(self, name: str) -> bool:
        """Whether there is none of this name, not even one that is excluded, or that lies in what was skipped."""
        path = os.path.normpath(os.path.join(self.root, name))
        above = [path[:end] for end, character in enumerate(path) if character == os.sep]
        if not self._unread.isdisjoint([path, os.path.normpath(self.root), *above]):
            return False
        return name not in self.paths and not (self._excludes and os.path.isfile(path))


def _folders(old: str, new: str, exclusion: Exclusion | None) -> Pairs:
    olds, news = _Folder(old, new, exclusion), _Folder(new, old, exclusion)
    skipped = tuple(dict.fromkeys(olds.skipped + news.skipped))
    if not olds.paths and not news.paths and not skipped:
        plan_run([old, new], exclusion=exclusion)  # which says what was looked for
    pairs = []
    for name in sorted(olds.paths.keys() | news.paths.keys()):
        pair = Pair(name, olds.paths.get(name), news.paths.get(name))
        if (pair.old or olds.lacks(name)) and (pair.new or news.lacks(name)):
            pairs.append(pair)
    return Pairs(pairs, skipped)
