"""What is known of the outputs in a folder, before a run and while it goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from shutil import copyfile
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

import msgspec

from wenzhang.batch.manifest import HEADER, JOURNAL, MANIFEST, Entry, Journal, Manifest
from wenzhang.batch.plan import FolderFiles
from wenzhang.batch.storage import digest_of, exists, read, remove, write
from wenzhang.batch.urls import is_url, joined
from wenzhang.batch.work import Known, Result
from wenzhang.batch.write import place
from wenzhang.errors import BatchError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wenzhang.batch.plan import Plan, PlannedFile

__all__ = ["Records"]

_FLUSH = 0.5
"""Seconds after which what is on record outlives this process."""
_SAVE = 60.0
"""The same where the folder is a URL, to which all of it has to be written each time; that is no more than"""
_SHARE = 20
"""one in so many seconds of a run."""
_CHANGED = "its input is gone, but it has been changed since, and stays"


class Records:
    """The manifest of a folder, or of a URL, and the journal of this run; of a `dry` one, copies of both.

    `settings` gives what an output's number depends on, as it stands in the manifest. Raises `BatchError` where the
    folder cannot be written to, or has a manifest that is none.
    """

    def __init__(self, folder: str, settings: Callable[[int], str], *, dry: bool) -> None:
        self._folder = folder
        self._base = joined(folder, "") if is_url(folder) else os.path.join(folder, "")
        self._real = folder if is_url(folder) else os.path.realpath(folder)
        self._settings = settings
        self._dry = dry
        self._copy = TemporaryDirectory(prefix="wenzhang-") if dry or is_url(folder) else None
        self._kept = folder if self._copy is None else self._copy.name
        try:
            if is_url(folder):
                self._download()
            elif self._copy is not None:
                self._borrow()
            self._journal = Journal(self._kept, called=folder)
            try:
                self._manifests = [self._opened()]
            except BaseException:
                self._journal.release()
                raise
        except BaseException:
            self._discard()
            raise
        self._pause = _FLUSH if self._copy is None else _SAVE
        self._saved = monotonic()
        self._folders: dict[str, str] = {}
        self._asked = 0
        """How many outputs of the manifest this run has asked for."""

    @property
    def _path(self) -> str:
        return os.path.join(self._kept, MANIFEST)

    def known(self, path: str, targets: Sequence[str], *, force: bool = False) -> tuple[Known | None, ...]:
        """What is known of the outputs of a file; with `force`, all are to be made anew."""
        while len(self._manifests) < len(targets):  # since each is quickest when it is asked in order
            self._manifests.append(self._opened())
        source = None if force else self._input(path)
        known: list[Known | None] = []
        for number, target in enumerate(targets):
            entry = self._manifests[number].find(self._name(target))
            if entry is None:
                known.append(None)
                continue
            self._asked += 1
            known.append(self._as_known(entry, source, number))
        return tuple(known)

    def _as_known(self, entry: Entry, source: str | None, number: int) -> Known | None:
        if entry.sha256 is None:
            return None
        is_so = entry.input == source and entry.settings == self._settings(number) and entry.error is None
        return Known(entry.input_sha256 if is_so else None, entry.sha256)

    def add(self, result: Result) -> None:
        """Puts on record what became of a file."""
        if result.is_fatal:
            return
        if result.status in ("done", "failed"):
            self._journal.add(self._entries(result))
            self._save_now_and_then()

    def _entries(self, result: Result) -> Iterator[Entry]:
        source = self._input(result.path)
        reason = (result.error or "").removeprefix(f"{result.path}:").strip()
        made = {output.path: output for output in result.outputs}
        for number, target in enumerate(result.targets):
            name, settings = self._name(target), self._settings(number)
            if (output := made.get(target)) is not None:
                yield Entry(name, output.sha256, source, result.sha256, settings)
            else:  # what stands there is not what should: it is of an earlier input, if it is there
                before = self._manifests[0].find(name)
                yield Entry(name, before.sha256 if before else None, source, result.sha256, settings, reason)

    def leftovers(self, plan: Plan, *, prune: bool) -> Iterator[Result]:
        """The outputs whose input is gone; with `prune` they are removed, where they are as we wrote them.

        It is asked when all results were added: an output that has another input now is none. Those whose input is
        there and was skipped are marked: nobody can tell whether they are still what they should be.
        """
        if self._asked == self._manifests[0].count():
            return
        self._reopen()
        is_input = self._membership(plan.files)
        skipped = {self._input(path): reason for path, reason in plan.skipped}
        for entry in self._manifests[0].entries():
            if is_input(entry.input):
                continue
            if skipped and (reason := _skipped(entry.input, skipped)) is not None:
                yield self._stale(entry, f"its input is not read any more: {reason}")
                continue
            if self._is_there(entry.input):
                continue
            try:
                target = place(self._folder, entry.output)
            except SourceError as error:  # of a manifest that somebody else wrote, names may lead anywhere
                note = f"its input is gone, but it {error.message}, and nothing is done to it"
                yield Result(entry.input, "leftover", (entry.output,), notes=(note,))
                continue
            try:
                yield from self._leftover(entry, target, prune=prune)
            except SourceError as error:
                yield Result(entry.input, "leftover", (target,), notes=(f"its input is gone, but it {error.message}",))

    def _stale(self, entry: Entry, reason: str) -> Result:
        self._journal.add([msgspec.structs.replace(entry, input_sha256=None, error=reason)])
        return Result(entry.input, "leftover", (self._base + entry.output,), notes=(reason,))

    def _leftover(self, entry: Entry, target: str, *, prune: bool) -> Iterator[Result]:
        found = None if not is_url(target) and os.path.islink(target) else digest_of(target)
        if found is None and not exists(target):
            self._forget(entry)
        elif not prune:
            yield Result(entry.input, "leftover", (target,))
        elif found is None or found != entry.sha256:
            yield Result(entry.input, "leftover", (target,), notes=(_CHANGED,))
        else:
            if not self._dry:
                remove(target)
                self._remove_empty(target)
            self._forget(entry)
            yield Result(entry.input, "removed", (target,))

    def _forget(self, entry: Entry) -> None:
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
            self._journal.close()
            self._upload()
        finally:
            self._release()

    def abandon(self) -> None:
        """The same where something else has gone wrong, which is to be told."""
        with suppress(BatchError, SourceError):
            self.close()

    def _release(self) -> None:
        self._journal.release()
        self._discard()

    def _discard(self) -> None:
        if self._copy is not None:
            self._copy.cleanup()

    def _save_now_and_then(self) -> None:
        now = monotonic()
        if now - self._saved < self._pause:
            return
        if self._copy is None:
            self._journal.flush()
        else:
            self._journal.settle()
            self._upload()
            self._pause = max(_SAVE, (monotonic() - now) * _SHARE)
        self._saved = monotonic()

    def _reopen(self) -> None:
        """Puts what is on record by now into the manifest, and reads that from now on."""
        for manifest in self._manifests:
            manifest.close()
        self._journal.settle()
        self._manifests = [self._opened()]

    def _opened(self) -> Manifest:
        return Manifest(self._path, called=self._base + MANIFEST)

    def _borrow(self) -> None:
        """Makes the copy of a folder's, also of what a run left that was killed."""
        for name in (MANIFEST, JOURNAL):
            path = os.path.join(self._folder, name)
            try:
                copyfile(path, os.path.join(self._kept, name))
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise BatchError(f"cannot be read: {error.strerror or error}", path=path) from error

    def _download(self) -> None:
        """Makes the copy. Where there is no manifest, one without entries shows whether it can be written."""
        url = self._base + MANIFEST
        try:
            write(self._path, read(url))
        except SourceError as error:
            if not isinstance(error.__cause__, FileNotFoundError):
                raise BatchError(error.message, path=error.path) from error
            self._send(HEADER)

    def _upload(self) -> None:
        if is_url(self._folder) and os.path.exists(self._path):
            self._send(read(self._path))

    def _send(self, content: bytes) -> None:
        if self._dry:
            return
        try:
            write(self._base + MANIFEST, content)
        except SourceError as error:
            raise BatchError(error.message, path=error.path) from error

    # Names as they stand in the manifest

    def _name(self, target: str) -> str:
        return target.removeprefix(self._base).replace(os.sep, "/")

    def _input(self, path: str) -> str:
        """The path of an input, as seen from the folder."""
        if is_url(path):
            return path
        start = path.rfind(os.sep) + 1 if os.altsep is None else len(path) - len(os.path.basename(path))
        folder = path[:start]
        return (self._folders.get(folder) or self._relative(folder)) + path[start:]

    def _relative(self, folder: str) -> str:
        """A folder of inputs, with `/` at its end; known ones are asked for those above, since to find out is slow."""
        unknown = []
        while folder not in self._folders:
            above, _, name = folder[:-1].rpartition(os.sep)
            if not above or os.altsep is not None or name in {"", os.curdir, os.pardir}:
                self._folders[folder] = self._found_out(folder)
                break
            unknown.append(name)
            folder = above + os.sep
        relative = self._folders[folder]
        for name in reversed(unknown):
            folder += name + os.sep
            # Below a folder that ours is in, the way may be into ours.
            relative = self._found_out(folder) if relative.endswith("../") else f"{relative}{name}/"
            self._folders[folder] = relative
        return relative

    def _found_out(self, folder: str) -> str:
        if is_url(self._folder):
            return os.path.join(os.path.abspath(folder), "")
        return (
            os.path.join(os.path.relpath(folder or os.curdir, self._real), "").replace(os.sep, "/").removeprefix("./")
        )

    def _membership(self, files: Sequence[PlannedFile]) -> Callable[[str], bool]:
        """Whether an input, as it stands in the manifest, is one of this run."""
        if not isinstance(files, FolderFiles):
            names = {self._input(file.path) for file in files}
            return names.__contains__
        root = self._input(os.path.join(files.root, ""))
        return lambda source: source.startswith(root) and files.has(source[len(root) :])

    def _is_there(self, source: str) -> bool:
        is_absolute = is_url(source) or is_url(self._folder)
        try:
            return exists(source if is_absolute else os.path.join(self._real, source))
        except SourceError:  # it cannot be told, so nothing of it is called gone
            return True


def _skipped(source: str, skipped: dict[str, str]) -> str | None:
    """Why an input, or a folder that it is in, was skipped."""
    while source.strip("/"):
        if source in skipped:
            return skipped[source]
        source = source.rpartition("/")[0]
    return None
