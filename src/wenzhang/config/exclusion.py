"""What walking through folders leaves out: what `exclude` means, and what git ignores."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wenzhang.config.gitignore import GitIgnore
from wenzhang.config.globs import Globs, read_glob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wenzhang.config.settings import Config

__all__ = ["Exclusion"]


class Exclusion:
    """Says what is left out. `config_of` gives the configuration of what lies in a folder."""

    def __init__(self, config_of: Callable[[str], Config]) -> None:
        self._config_of = config_of
        self._git = GitIgnore()
        self._globs: dict[tuple[str, ...], Globs] = {}

    def inside(self, folder: str) -> Callable[[str, bool], bool]:
        """For a folder that is walked: whether what has a name, and is a folder or not, is left out."""
        folder = os.path.abspath(folder)
        config = self._config_of(folder)
        globs = self._read(config.exclude)
        path = _from(config.root, folder)
        ignored = self._git.inside(folder) if config.respect_gitignore else None

        def leaves_out(name: str, is_folder: bool) -> bool:
            excluded = globs.decide(name, path + name, is_folder)
            if excluded is None and ignored is not None:
                return ignored(name, is_folder)
            return bool(excluded)

        return leaves_out

    def forced(self, path: str) -> bool:
        """Whether a file or folder that was named itself is left out: where `force-exclude` is on, by `exclude` alone.

        What git ignores is not asked, since git itself does not for a file that is tracked.
        """
        folder, name = os.path.split(os.path.abspath(path))
        config = self._config_of(folder)
        if not config.force_exclude:
            return False
        globs = self._read(config.exclude)
        is_folder = os.path.isdir(path)
        for part, whole in _upwards(_from(config.root, folder) + name):
            if globs.decide(part, whole, is_folder):
                return True
            is_folder = True
        return False

    def _read(self, exclude: tuple[str, ...]) -> Globs:
        if exclude not in self._globs:
            self._globs[exclude] = Globs(map(read_glob, exclude))
        return self._globs[exclude]


def _from(root: str, folder: str) -> str:
    """The way from the root to a folder, to put a name behind. The folder is an absolute path."""
    beginning = os.path.join(root, "")
    if root and folder.startswith(beginning):
        path = folder[len(beginning) :]
    else:
        path = os.path.relpath(folder, root or os.curdir)
    return "" if path == os.curdir else path.replace(os.sep, "/") + "/"


def _upwards(path: str) -> Iterator[tuple[str, str]]:
    """Name and path of the file, then of each folder above it."""
    while path not in ("", ".."):
        parent, _, name = path.rpartition("/")
        yield name, path
        path = parent
