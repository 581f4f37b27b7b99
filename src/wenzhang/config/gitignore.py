"""What git ignores: the .gitignore files from the root of a repository down to a folder, and .git/info/exclude.

Outside of a repository nothing is ignored, as git has it. A person's own file, `core.excludesFile`, is left out: what a
run reads must not depend on who runs it. git compares bytes, so names and globs are bytes here, each as the character
of that number.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.config.globs import Globs, read_glob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["GitIgnore"]


class _Level(NamedTuple):
    """The globs of one folder, and that of its parents' that count below it."""

    folder: str
    globs: Globs
    above: _Level | None


class GitIgnore:
    """Says what is ignored; each folder's file is read once."""

    def __init__(self) -> None:
        self._known: dict[str, _Level | None] = {}

    def inside(self, folder: str) -> Callable[[str, bool], bool] | None:
        """For a folder that is not ignored itself: whether what has a name, and is a folder or not, is ignored.

        None outside of a repository. `folder` is an absolute path. A symbolic link is no folder, wherever it leads.
        """
        levels = []
        level = self._level(folder)
        if level is None:
            return None
        while level is not None:
            below = folder[len(level.folder) :].strip(os.sep)
            levels.append((level.globs, f"{_bytes(below).replace(os.sep, '/')}/" if below else ""))
            level = level.above

        def ignores(name: str, is_folder: bool) -> bool:
            name = _bytes(name)
            for globs, path in levels:
                decision = globs.decide(name, path + name, is_folder)
                if decision is not None:
                    return decision
            return False

        return ignores

    def _level(self, folder: str) -> _Level | None:
        """Those that count in a folder; no recursion, since folders may lie deeper than Python recurses."""
        unknown = []
        while folder not in self._known:
            unknown.append(folder)
            if os.path.exists(os.path.join(folder, ".git")) or os.path.dirname(folder) == folder:
                break
            folder = os.path.dirname(folder)
        for each in reversed(unknown):
            self._known[each] = self._read(each)
        return self._known[unknown[0] if unknown else folder]

    def _read(self, folder: str) -> _Level | None:
        repository = os.path.join(folder, ".git")
        if os.path.exists(repository):
            above = _Level(folder, _globs(os.path.join(repository, "info", "exclude")), None)
        else:
            known = self._known.get(os.path.dirname(folder))
            if known is None:
                return None
            above = known
        globs = _globs(os.path.join(folder, ".gitignore"))
        return _Level(folder, globs, above) if globs else above


def _globs(path: str) -> Globs:
    """Those of a file; none where there is no file, or it is a symbolic link, which git does not follow."""
    if os.path.islink(path):
        return Globs(())
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return Globs(())
    lines = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1").split("\n")
    return Globs(map(read_glob, _trimmed(lines)))


def _trimmed(lines: list[str]) -> Iterator[str]:
    """The lines that are globs, without the blanks at their ends but for one behind a backslash."""
    for line in lines:
        whole = line.removesuffix("\r")
        glob = whole.rstrip(" ")
        backslashes = len(glob) - len(glob.rstrip("\\"))
        if glob != whole and backslashes % 2:
            glob += " "
        if glob and not glob.startswith("#"):
            yield glob


def _bytes(name: str) -> str:
    return name if name.isascii() else os.fsencode(name).decode("latin-1")
