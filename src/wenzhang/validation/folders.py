"""Which files there are, each folder listed once. Nothing outside of the root is looked at, also through no link."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wenzhang.validation.addresses import composed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wenzhang.validation.guesses import Guesses

__all__ = ["Folders"]

_DEEPEST = 200
"""How many folders within each other are looked into."""


class Folders:
    """The files below a root. Paths are absolute and normalised.

    Names count as they are written, also where the file system does not mind their case, since servers do; whether
    their accents are composed does not count.
    """

    def __init__(self, root: str, guesses: Guesses) -> None:
        self.root = os.path.abspath(root or ".")
        self._guesses = guesses
        self._listed: dict[str, Mapping[str, str] | None] = {}
        self._near: dict[str, str | None] = {}

    def has(self, path: str) -> bool | None:
        """Whether there is a file or a folder of this path; None where nobody may look."""
        folder, name = os.path.split(path)
        if path == self.root:
            return True
        if not name or path.count(os.sep) > _DEEPEST:
            return None
        names = self.names(folder)
        return None if names is None else composed(name) in names

    def names(self, folder: str) -> Mapping[str, str] | None:
        """The names in a folder, in NFC, each with how the file system has it.

        It is empty where there is no such folder, and None where nobody may look.
        """
        if folder not in self._listed:
            self._listed[folder] = self._list(folder)
        return self._listed[folder]

    def _list(self, folder: str) -> Mapping[str, str] | None:
        if folder != self.root:
            if not folder.startswith(self.root.rstrip(os.sep) + os.sep):
                return None
            known = self.has(folder)
            if not known:
                return None if known is None else {}
            if os.path.islink(folder):
                return None
        try:
            return {composed(name): name for name in os.listdir(folder)}
        except NotADirectoryError:
            return {}
        except OSError:
            return None

    def walk(self, folder: str) -> Iterator[str]:
        """Every file below a folder, but for hidden ones and those of installed packages."""
        stack = [folder]
        while stack:
            here = stack.pop()
            try:
                entries = sorted(os.scandir(here), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                if entry.name.startswith(".") or entry.name == "node_modules":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    stack.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield entry.path

    def nearest(self, path: str) -> str | None:
        """The name in the path's folder that is most like its own; None where none is."""
        if path not in self._near:
            folder, name = os.path.split(path)
            self._near[path] = self._guesses.nearest(composed(name), self.names(folder) or {})
        return self._near[path]
