"""Where the outputs of files go: below one folder, under names made from theirs, no two at one place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path, PurePath
from typing import Protocol

from wenzhang.batch.plan import STDIN, FolderFiles, PlannedFile
from wenzhang.batch.urls import is_url
from wenzhang.batch.write import place
from wenzhang.errors import SourceError

__all__ = ["InPlace", "Names", "OutputFolder", "Outputs", "Targets", "mirrored", "named", "suffixed", "templated"]

Names = Callable[[PlannedFile], tuple[str, ...]]
"""The names of the outputs of a file below their folder, with `/` in them; the same number for every file."""


class OutputFolder(type(Path())):  # type: ignore[misc]  # which of its two classes depends on the system
    """A path for outputs that was written with a separator at its end: a folder, whether it is there or not."""


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
        return (os.path.realpath(file.path) if os.path.islink(file.path) else file.path,)

    def check(self, files: Sequence[PlannedFile]) -> None:
        """Nothing can collide."""


class Outputs:
    """Where the outputs of each file go.

    `folder` is a path, or a URL that fsspec knows. Every target lies inside, whatever the names are and wherever
    symbolic links lead.
    """

    def __init__(self, folder: str, names: Names = mirrored) -> None:
        self.folder = folder
        self.names = names
        self._real = cache(os.path.realpath)

    def targets(self, file: PlannedFile) -> tuple[str, ...]:
        """The paths or URLs of its outputs. Raises `SourceError` for one outside, `TemplateError` for none."""
        return tuple([place(self.folder, name, real=self._real) for name in self.names(file)])

    def check(self, files: Sequence[PlannedFile]) -> None:
        """Looks at all files before anything is written.

        Raises `SourceError` where two files would go to one place, where an output would replace an input or lie
        outside, and where the folder is a file or an input has no name.
        """
        if not is_url(self.folder) and os.path.exists(self.folder) and not os.path.isdir(self.folder):
            raise SourceError("is no folder to write into", path=self.folder, hint="name another folder, or remove it")
        if unnamed := next((file for file in _named_themselves(files) if file == (STDIN, STDIN)), None):
            self._refuse_unnamed(unnamed)
        inputs = {} if self._lies_apart(files) else {self._real_path(file.path): file.path for file in files}
        may_collide = self.names is not mirrored or not isinstance(files, FolderFiles)
        taken: dict[str, PlannedFile] = {}
        for file in files:
            targets = self.targets(file)
            if len(set(targets)) < len(targets):
                raise SourceError("two outputs of one file have one name", path=targets[0], hint="put {to} into --name")
            for target in targets:
                if may_collide and not self._is_same(taken.setdefault(target, file), file):
                    raise SourceError(
                        f"{taken[target].path} and {file.path} would both be written here",
                        path=target,
                        hint="give each an output folder of its own, or name the one folder that holds both",
                    )
                if inputs and (original := inputs.get(self._real_path(target))) is not None:
                    raise SourceError(
                        "is an input and would be replaced by an output",
                        path=original,
                        hint="choose another output folder",
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
        if is_url(self.folder) or is_url(files.root):
            return not f"{self.folder}/".startswith(f"{files.root}/")
        ours, theirs = (os.path.join(self._real(folder), "") for folder in (self.folder, files.root))
        return not ours.startswith(theirs) and not theirs.startswith(ours)

    def _is_same(self, one: PlannedFile, other: PlannedFile) -> bool:
        return one == other or self._real_path(one.path) == self._real_path(other.path)

    def _real_path(self, path: str) -> str:
        """The path without symbolic links; each folder is resolved once."""
        if is_url(path):
            return path
        folder, name = os.path.split(path)
        return os.path.realpath(path) if os.path.islink(path) else os.path.join(self._real(folder), name)


def _named_themselves(files: Sequence[PlannedFile]) -> Iterable[PlannedFile]:
    return () if isinstance(files, FolderFiles) else files
