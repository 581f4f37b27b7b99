"""The configuration of each file of a run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from wenzhang.config.document import shown
from wenzhang.config.exclusion import Exclusion
from wenzhang.config.loading import Loaded, Merged, files_in, load
from wenzhang.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from wenzhang.config.settings import Config

__all__ = ["Configurations"]


class Configurations:
    """The configuration of each file: the nearest one, `file` for all, or with `isolated` none but the defaults.

    `overrides` are what the command line says: fields of `Config` by their names, which come on top. `select` takes
    the place of all that the files select and ignore, `ignore` adds; None is nothing. Globs of `file` are relative to
    the current folder. `notes` says what people should know, as soon as it is found out.

    Raises `ConfigError` when it is asked, for a configuration that cannot be read or means nothing.
    """

    def __init__(
        self,
        *,
        file: str | PathLike[str] | None = None,
        isolated: bool = False,
        overrides: Mapping[str, Any] | None = None,
    ) -> None:
        if file is not None and not os.path.isfile(file):
            raise ConfigError("no such file", path=os.fspath(file))
        self.notes: list[str] = []
        self._overrides = {**(overrides or {})}
        self._by_file: dict[str | None, Loaded] = {}
        self._by_folder: dict[str, Loaded] = {}
        self._one: Loaded | None = None
        if file is not None:
            self._one = load(os.path.abspath(file), root=os.getcwd(), overrides=self._overrides)
        elif isolated:
            self._one = self._defaults()

    def of(self, path: str) -> Config:
        """The configuration of a file, the very same one for all that share it. Standard input, `-`, is here."""
        return self.in_folder(os.path.dirname(path)).config

    def in_folder(self, folder: str) -> Loaded:
        """The configuration of what lies in a folder, and where its values came from."""
        found = self._one or self._by_folder.get(folder)
        if found is None:
            found = self._by_folder[folder] = self._nearest(os.path.abspath(folder))
        return found

    def exclusion(self) -> Exclusion:
        """What walking through folders leaves out, by the configuration of each folder."""
        return Exclusion(lambda folder: self.in_folder(folder).config)

    def _nearest(self, folder: str) -> Loaded:
        """The nearest of a folder upwards; all folders on the way get it."""
        passed = []
        while folder not in self._by_folder:
            passed.append(folder)
            files = files_in(folder)
            above = os.path.dirname(folder)
            if files or above == folder:
                found = self._of_file(files[0] if files else None)
                self.notes += [f"{shown(each)} is not read, since {shown(files[0])} counts" for each in files[1:]]
                break
            folder = above
        else:
            found = self._by_folder[folder]
        self._by_folder.update(dict.fromkeys(passed, found))
        return found

    def _of_file(self, path: str | None) -> Loaded:
        found = self._by_file.get(path)
        if found is None:
            found = load(path, overrides=self._overrides) if path is not None else self._defaults()
            self._by_file[path] = found
        return found

    def _defaults(self) -> Loaded:
        merged = Merged(os.getcwd())
        merged.add_overrides(self._overrides)
        return merged.loaded()
