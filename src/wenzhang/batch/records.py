"""What is known of the outputs in a folder, before a run and while it goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

from wenzhang.batch.manifest import MANIFEST, Entry, Journal, Manifest
from wenzhang.batch.plan import FolderFiles
from wenzhang.batch.storage import digest_of, file_system, read, remove, write
from wenzhang.batch.urls import is_url
from wenzhang.batch.work import Known, Result
from wenzhang.batch.write import place
from wenzhang.errors import BatchError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wenzhang.batch.plan import PlannedFile

__all__ = ["Records"]

_FLUSH = 0.5
"""Seconds after which what is on record outlives this process."""
_SAVE = 60.0
"""The same where the folder is a URL, to which all of it has to be written each time."""


class Records:
    """The manifest of a folder, or of a URL, and the journal of this run; without a journal where it is `dry`.

    `settings` gives what an output's number depends on, as it stands in the manifest. Raises `BatchError` where the
    folder cannot be written to, or has a manifest that is none.
    """

    def __init__(self, folder: str, settings: Callable[[int], str], *, dry: bool) -> None:
        self._folder = folder
        self._base = f"{folder.rstrip('/')}/" if is_url(folder) else os.path.join(folder, "")
        self._settings = settings
        self._copy = TemporaryDirectory(prefix="wenzhang-") if is_url(folder) else None
        self._kept = folder if self._copy is None else self._copy.name
        if self._copy is not None:
            self._download()
        self._journal = None if dry else Journal(self._kept)
        self._manifests = [Manifest(self._path)]
        self._saved = monotonic()
        self._input_of = cache(self._relative)

    @property
    def _path(self) -> str:
        return os.path.join(self._kept, MANIFEST)

    def known(self, targets: Sequence[str]) -> tuple[Known | None, ...]:
        """What is known of the outputs of a file that were made by the settings of this run."""
        while len(self._manifests) < len(targets):  # since each is quickest when it is asked in order
            self._manifests.append(Manifest(self._path))
        return tuple([self._known(number, target) for number, target in enumerate(targets)])

    def _known(self, number: int, target: str) -> Known | None:
        entry = self._manifests[number].find(self._name(target))
        if entry is None or entry.error is not None or entry.settings != self._settings(number):
            return None
        if entry.sha256 is None or entry.input_sha256 is None:
            return None
        return Known(entry.input_sha256, entry.sha256)

    def add(self, result: Result) -> None:
        """Puts on record what became of a file."""
        if self._journal is None or result.is_fatal:
            return
        if result.status == "done":
            source = self._input(result.path)
            self._journal.add(
                Entry(self._name(output.path), output.sha256, source, result.sha256, self._settings(number))
                for number, output in enumerate(result.outputs)
            )
        elif result.status == "failed":
            self._journal.add(self._failed(number, target, result) for number, target in enumerate(result.targets))
        self._save_now_and_then()

    def _failed(self, number: int, target: str, result: Result) -> Entry:
        """What stands there is not what should: it is of an earlier input, if it is there."""
        name = self._name(target)
        before = self._manifests[0].find(name)
        reason = (result.error or "").removeprefix(f"{result.path}:").strip()
        source = self._input(result.path)
        return Entry(name, before and before.sha256, source, result.sha256, self._settings(number), reason)

    def leftovers(self, files: Sequence[PlannedFile], *, prune: bool) -> Iterator[Result]:
        """The outputs whose input is gone; with `prune` they are removed, where they are as we wrote them."""
        is_input = self._membership(files)
        for entry in self._manifests[0].entries():
            if is_input(entry.input) or self._is_there(entry.input):
                continue
            with suppress(SourceError):  # of a manifest that somebody else wrote, names may lead anywhere
                target = place(self._folder, entry.output)
                yield from self._leftover(entry, target, prune=prune)

    def _leftover(self, entry: Entry, target: str, *, prune: bool) -> Iterator[Result]:
        found = None if not is_url(target) and os.path.islink(target) else digest_of(target)
        if found is None and not os.path.lexists(target):
            self._forget(entry)
        elif not prune:
            yield Result(entry.input, "leftover", (target,))
        elif found is None or found != entry.sha256:
            yield Result(entry.input, "leftover", (target,), notes=("it has been changed since, and stays",))
        else:
            if self._journal is not None:
                remove(target)
                self._forget(entry)
                self._remove_empty(target)
            yield Result(entry.input, "removed", (target,))

    def _forget(self, entry: Entry) -> None:
        if self._journal is not None:
            self._journal.add([Entry(entry.output, None, entry.input, None, None)])

    def _remove_empty(self, target: str) -> None:
        """Removes the folders above that have nothing in them any more."""
        if not is_url(target):
            folder = os.path.dirname(target)
            with suppress(OSError):
                while f"{folder}{os.sep}" != self._base:
                    os.rmdir(folder)
                    folder = os.path.dirname(folder)

    def close(self) -> None:
        """Puts all of it into the manifest. Raises `BatchError` where that cannot be written."""
        try:
            for manifest in self._manifests:
                manifest.close()
            if self._journal is not None:
                self._journal.close()
                self._upload()
        finally:
            self._release()

    def abandon(self) -> None:
        """The same where something else has gone wrong, which is to be told."""
        with suppress(BatchError, SourceError):
            self.close()

    def _release(self) -> None:
        if self._journal is not None:
            self._journal.release()
        if self._copy is not None:
            self._copy.cleanup()

    def _save_now_and_then(self) -> None:
        assert self._journal is not None
        now = monotonic()
        if self._copy is None and now - self._saved > _FLUSH:
            self._journal.flush()
            self._saved = now
        elif self._copy is not None and now - self._saved > _SAVE:
            self._journal.settle()
            self._upload()
            self._saved = now

    def _download(self) -> None:
        system, path = file_system(self._base + MANIFEST)
        if system.exists(path):
            write(self._path, read(self._base + MANIFEST))

    def _upload(self) -> None:
        if self._copy is not None and os.path.exists(self._path):
            try:
                write(self._base + MANIFEST, read(self._path))
            except SourceError as error:
                raise BatchError(error.message, path=error.path) from error

    # Names as they stand in the manifest

    def _name(self, target: str) -> str:
        return target.removeprefix(self._base).replace(os.sep, "/")

    def _input(self, path: str) -> str:
        """The path of an input, as seen from the folder."""
        if is_url(path):
            return path
        folder, name = os.path.split(path)
        return self._input_of(folder) + name

    def _relative(self, folder: str) -> str:
        if is_url(self._folder):
            return os.path.join(os.path.abspath(folder), "")
        return (
            os.path.join(os.path.relpath(folder or os.curdir, self._folder), "").replace(os.sep, "/").removeprefix("./")
        )

    def _membership(self, files: Sequence[PlannedFile]) -> Callable[[str], bool]:
        """Whether an input, as it stands in the manifest, is one of this run."""
        if not isinstance(files, FolderFiles):
            names = {self._input(file.path) for file in files}
            return names.__contains__
        root = self._input(os.path.join(files.root, "")) if not is_url(files.root) else f"{files.root}/"
        return lambda source: source.startswith(root) and files.has(source[len(root) :])

    def _is_there(self, source: str) -> bool:
        if is_url(source):
            system, path = file_system(source)
            return bool(system.exists(path))
        return os.path.lexists(source if is_url(self._folder) else os.path.join(self._folder, source))
