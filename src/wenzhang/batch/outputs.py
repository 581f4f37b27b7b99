"""Where the outputs of files go: below one folder, under names made from theirs, no two at one place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import PurePath
from typing import Protocol

from wenzhang.batch.plan import STDIN, FolderFiles, PlannedFile
from wenzhang.batch.urls import check_url, is_url, local_path
from wenzhang.batch.write import place
from wenzhang.errors import SourceError

__all__ = ["InPlace", "Names", "Outputs", "Targets", "mirrored", "named", "suffixed", "templated"]

Names = Callable[[PlannedFile], tuple[str, ...]]
"""The names of the outputs of a file below their folder, with `/` in them; the same number for every file."""


def mirrored(file: PlannedFile) -> tuple[str, ...]:
    """The name that the file has itself."""
    return (file.name,)


def suffixed(suffix: str) -> Names:
    """The name of the file with another suffix."""
    return lambda file: (os.path.splitext(file.name)[0] + suffix,)


def templated(template: str, tags: Sequence[str], from_: str | None) -> Names:
    """A name for each tag by a template of `wenzhang.batch.names`, which says what it raises."""
    from wenzhang.batch.names import output_name

    return lambda file: tuple(str(output_name(template, PurePath(file.name), to=to, from_=from_)) for to in tags)


def named(name: str) -> Names:
    """One name, for the one output of the one input."""
    return lambda file: (name,)


class Targets(Protocol):
    """Says where the outputs of each file go; `folder` is that of all of them, if they have one."""

    @property
    def folder(self) -> str | None:
        """A path, or a URL that fsspec knows."""

    def targets(self, file: PlannedFile) -> tuple[str, ...]:
        """The paths or URLs of its outputs."""

    def check(self, files: Sequence[PlannedFile]) -> None:
        """Looks at all files before anything is written. Raises `SourceError` where that must not be."""


class InPlace:
    """Each output goes over its input, or over what a symbolic link leads to."""

    folder = None

    def targets(self, file: PlannedFile) -> tuple[str, ...]:
        """The file itself."""
        is_link = not is_url(file.path) and os.path.islink(file.path)
        return (os.path.realpath(file.path) if is_link else file.path,)

    def check(self, files: Sequence[PlannedFile]) -> None:
        """Nothing can collide."""


class Outputs:
    """Where the outputs of each file go.

    `folder` is a path, or a URL that fsspec knows. Every target lies inside, whatever the names are and wherever
    symbolic links lead.
    """

    def __init__(self, folder: str, names: Names = mirrored) -> None:
        folder = local_path(folder)
        self.folder = folder.rstrip("/") if is_url(folder) else folder
        self.names = names
        self._real = _real_paths()
        self._beginning = cache(self._beginning_in)

    def targets(self, file: PlannedFile) -> tuple[str, ...]:
        """The paths or URLs of its outputs. Raises `SourceError` for one outside, `TemplateError` for none."""
        if self.names is mirrored:
            return (self._place(file.name),)
        return tuple([self._place(name) for name in self.names(file)])

    def _place(self, name: str) -> str:
        """Where a name stands. What a folder holds stands beside each other, so each folder is looked at once."""
        folder, _, last = name.rpartition("/")
        if os.sep == "/" and last.isprintable() and last and last[0] != ".":
            beginning = self._beginning(folder)
            if beginning is not None:
                return beginning + last
        return place(self.folder, name, real=self._real)

    def _beginning_in(self, folder: str) -> str | None:
        """What the places of all in a folder begin with; None where there are none."""
        try:
            return place(self.folder, f"{folder}/x" if folder else "x", real=self._real)[:-1]
        except SourceError:
            return None

    def check(self, files: Sequence[PlannedFile]) -> None:
        """Looks at all files before anything is written.

        Raises `SourceError` where two files would go to one place, where an output would replace an input or lie
        outside, where the folder is a file or an input has no name, and for a URL with credentials in it.
        """
        if is_url(self.folder):
            check_url(self.folder)
        elif os.path.exists(self.folder) and not os.path.isdir(self.folder):
            raise SourceError("is no folder to write into", path=self.folder, hint="name another folder, or remove it")
        if unnamed := next((file for file in _named_themselves(files) if file == (STDIN, STDIN)), None):
            self._refuse_unnamed(unnamed)
        inputs = {} if self._lies_apart(files) else {self._real_path(file.path): file.path for file in files}
        may_collide = not isinstance(files, FolderFiles) or self.names is not mirrored or self._has_links(files)
        if not inputs and not may_collide and isinstance(files, FolderFiles):
            for name in files.names:
                self._place(name)
            return
        taken: dict[str, PlannedFile] = {}
        for file in files:
            targets = self.targets(file)
            if len(set(targets)) < len(targets):
                raise SourceError("two outputs of one file have one name", path=targets[0], hint="put {to} into --name")
            for target in targets:
                if may_collide and not self._is_same(other := taken.setdefault(self._real_place(target), file), file):
                    raise SourceError(
                        f"{other.path} and {file.path} would both be written here",
                        path=target,
                        hint="give each an output folder of its own, or name the one folder that holds both",
                    )
                if inputs and (original := inputs.get(self._real_path(target))) is not None:
                    raise SourceError(
                        "is an input and would be replaced by an output",
                        path=original,
                        hint="choose another output folder",
                    )
        if (folder := next((folder for folder in _folders_of(taken) if folder in taken), None)) is not None:
            raise SourceError(
                f"would be the output of {taken[folder].path}, and the folder of others",
                path=folder,
                hint="give each an output folder of its own",
            )

    def _refuse_unnamed(self, file: PlannedFile) -> None:
        if any(os.path.splitext(os.path.basename(name))[0] == STDIN for name in self.names(file)):
            raise SourceError(
                "standard input has no name to write to",
                path=self.folder,
                hint="name the output with --out FILE, or --name 'article.{to}.html'",
            )

    def _lies_apart(self, files: Sequence[PlannedFile]) -> bool:
        """Whether no output can be an input, since neither of their folders lies in the other."""
        if not isinstance(files, FolderFiles):
            return False
        ours, theirs = (os.path.join(self._real_folder(folder), "") for folder in (self.folder, files.root))
        return not ours.startswith(theirs) and not theirs.startswith(ours)

    def _has_links(self, files: FolderFiles) -> bool:
        """Whether there are links in the folder by which two of its names lead to one place."""
        if is_url(self.folder):
            return False
        ours, folders = self._real(self.folder), {name.rpartition("/")[0] for name in files.names}
        return any(
            self._real(os.path.join(self.folder, folder)) != os.path.join(ours, folder) for folder in folders if folder
        )

    def _real_place(self, target: str) -> str:
        """Where an output will stand, which takes the place of a link that stands there."""
        if is_url(target):
            return target
        folder, name = os.path.split(target)
        return os.path.join(self._real(folder), name)

    def _is_same(self, one: PlannedFile, other: PlannedFile) -> bool:
        return one == other or self._real_path(one.path) == self._real_path(other.path)

    def _real_path(self, path: str) -> str:
        """The path without symbolic links; each folder is resolved once."""
        folder, name = os.path.split(path)
        if not is_url(path) and os.path.islink(path):
            return os.path.realpath(path)
        return os.path.join(self._real_folder(folder), name)

    def _real_folder(self, folder: str) -> str:
        if is_url(folder):
            from wenzhang.batch.storage import canonical

            return canonical(folder)
        real: str = self._real(folder)
        return real


def _real_paths() -> Callable[[str], str]:
    """Does what `os.path.realpath` does, but looks only once at a folder and at the way to it."""
    known = cache(os.path.realpath)

    @cache
    def real(path: str) -> str:
        folder, _, name = path.rpartition("/")
        if os.sep != "/" or not folder or name in {"", ".", ".."} or os.path.islink(path):
            return os.path.realpath(path)
        return os.path.join(known(folder), name)

    return real


def _named_themselves(files: Sequence[PlannedFile]) -> Iterable[PlannedFile]:
    return () if isinstance(files, FolderFiles) else files


def _folders_of(places: Iterable[str]) -> Iterator[str]:
    """All folders in which these stand, each once."""
    seen: set[str] = set()
    for each in places:
        folder = os.path.dirname(each)
        while folder and folder not in seen:
            yield folder
            seen.add(folder)
            folder = os.path.dirname(folder)
