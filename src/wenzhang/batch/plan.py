"""Which files a run reads, and where the output of each goes.

A folder is walked in a stable order: its own articles by name, then its folders by name. Names with a leading dot are
left out, and so are the output folder where it lies inside, and what the caller excludes. A symbolic link is followed
where it stays inside the folder that the caller named and does not stand in a folder that another link led to: no link
makes the walk leave or run in circles.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.batch.write import place
from wenzhang.errors import SourceError

if TYPE_CHECKING:
    from wenzhang.config.exclusion import Exclusion

__all__ = [
    "STDIN",
    "SUFFIXES",
    "OutputFolder",
    "Plan",
    "PlannedFile",
    "Skipped",
    "is_folder",
    "names_one_file",
    "plan_outputs",
    "plan_run",
    "plan_single",
]

STDIN = "-"
"""Standard input, among the paths of a run; a file of that name is `./-`."""

SUFFIXES = (".html", ".htm", ".xhtml", ".md", ".markdown", ".mdx")
"""What makes a file in a folder an article, in letters of any case. A file that is named itself may have any suffix."""


class PlannedFile(NamedTuple):
    """A file to read: its path, and its name relative to the folder that the caller named."""

    path: str
    name: PurePath


class Skipped(NamedTuple):
    """What may hold articles but is not read, and why."""

    path: str
    reason: str


class Plan(NamedTuple):
    """The files of a run, each once, and what was skipped for a reason that its user should know.

    `excluded` counts the files and folders that the caller's exclusion left out.
    """

    files: tuple[PlannedFile, ...]
    skipped: tuple[Skipped, ...]
    excluded: int = 0


class OutputFolder(type(Path())):  # type: ignore[misc]  # which of its two classes depends on the system
    """A path for outputs that was written with a separator at its end: a folder, whether it is there or not."""


_UNNAMED = PlannedFile(STDIN, PurePath(STDIN))


def names_one_file(paths: Sequence[str]) -> bool:
    """Whether there is one path and it is no folder, so that there is one output."""
    return len(paths) == 1 and (paths[0] == STDIN or not os.path.isdir(paths[0]))


def plan_run(paths: Sequence[str], *, out: Path | None = None, exclusion: Exclusion | None = None) -> Plan:
    """The articles that these files and folders hold; a folder below them that is `out` is not looked into.

    `exclusion` says what is left out below the folders, and where it is forced also of the paths themselves; where
    that leaves nothing, the plan is empty. Raises `SourceError` for a path that is not there, and where there is no
    article at all, `ConfigError` for a configuration that `exclusion` cannot read.
    """
    files: dict[PlannedFile, None] = {}
    skipped: dict[Skipped, None] = {}
    excluded = forced = 0
    for path in paths:
        folder = is_folder(path)
        if exclusion is not None and path != STDIN and exclusion.forced(path):
            forced += 1
        elif folder:
            walk = _Walk(path, out, exclusion)
            files.update(dict.fromkeys(walk.files()))
            skipped.update(dict.fromkeys(walk.skipped))
            excluded += walk.excluded
        else:
            files[PlannedFile(path, PurePath(os.path.basename(path)))] = None
    if not files and not skipped and not forced:
        looked = f"looked for {' '.join(SUFFIXES)} files whose names do not begin with a dot"
        left_out = f"; {excluded} files and folders are excluded or ignored by git" if excluded else ""
        raise SourceError("no article found", path=", ".join(paths), hint=looked + left_out)
    return Plan(tuple(files), tuple(skipped), excluded + forced)


def plan_outputs(files: Iterable[PlannedFile], out: Path, *, suffix: str | None = None) -> dict[PlannedFile, Path]:
    """Where the output of each file goes: its name below `out`, with another suffix if one is given.

    A file that is there twice gets one output. Raises `SourceError` where two files would go to one place, where an
    output would replace an input, or lie outside of `out`, and where `out` is a file.
    """
    if out.exists() and not out.is_dir():
        raise SourceError("is no folder to write into", path=str(out), hint="name another folder, or remove it")
    resolve = _RealPaths()
    inputs = {file: resolve(file.path) for file in files}
    originals = {real: file.path for file, real in inputs.items()}
    outputs: dict[PlannedFile, Path] = {}
    taken: dict[Path, PlannedFile] = {}
    for file, real in inputs.items():
        if file == _UNNAMED:
            raise SourceError("standard input has no name to write to", path=str(out), hint="give --out a file's name")
        target = place(out, file.name.with_suffix(suffix) if suffix else file.name, real=resolve.folder)
        other = taken.setdefault(target, file)
        if inputs[other] != real:
            raise SourceError(
                f"{other.path} and {file.path} would both be written here",
                path=str(target),
                hint="give each an output folder of its own, or name the one folder that holds both",
            )
        if (original := originals.get(resolve(str(target)))) is not None:
            raise SourceError(
                "is an input and would be replaced by an output", path=original, hint="choose another output folder"
            )
        if other is file:
            outputs[file] = target
    return outputs


def plan_single(file: PlannedFile, out: Path) -> tuple[PlannedFile, Path]:
    """The file and the folder for `plan_outputs`, where one input was named and `out` may name a file or a folder.

    It is a file's name if it has a suffix, unless it is that of a folder that is there, or was written as one's.
    """
    if isinstance(out, OutputFolder) or not out.suffix or out.is_dir():
        return file, out
    return PlannedFile(file.path, PurePath(out.name)), out.parent


def is_folder(path: str) -> bool:
    """Whether a path that a user named is that of a folder. Raises `SourceError` where nothing is there."""
    if path == STDIN:
        return False
    try:
        os.stat(path)
    except FileNotFoundError:
        raise SourceError("no such file or folder", path=path) from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=path) from error
    return os.path.isdir(path)


class _RealPaths:
    """Paths without symbolic links; each folder is resolved once."""

    def __init__(self) -> None:
        self.folder = cache(os.path.realpath)

    def __call__(self, path: str) -> str:
        folder, name = os.path.split(path)
        return os.path.realpath(path) if os.path.islink(path) else os.path.join(self.folder(folder), name)


class _Folder(NamedTuple):
    path: str
    name: PurePath
    linked: bool
    """Whether a symbolic link below the root led here."""


class _Walk:
    """One walk through a folder; `skipped` and `excluded` are complete when `files` has come to its end."""

    def __init__(self, root: str, out: Path | None, exclusion: Exclusion | None) -> None:
        self.root = root
        self.exclusion = exclusion
        self.excluded = 0
        self.real_root = Path(os.path.realpath(root))
        self.real_out = os.path.realpath(out) if out else None
        self.skipped: list[Skipped] = []

    def files(self) -> Iterator[PlannedFile]:
        waiting = [_Folder(self.root, PurePath(), False)]
        while waiting:
            folder = waiting.pop()
            below: list[_Folder] = []
            for entry in self._wanted(folder.path):
                if not self._is_open(entry, folder):
                    continue
                if not _is_directory(entry):
                    yield PlannedFile(self._named(entry.path), folder.name / entry.name)
                elif self.real_out is None or os.path.realpath(entry.path) != self.real_out:
                    below.append(_Folder(entry.path, folder.name / entry.name, folder.linked or entry.is_symlink()))
            waiting.extend(reversed(below))

    def _wanted(self, folder: str) -> Iterator[os.DirEntry[str]]:
        """The folders in a folder and what may be its articles, but for those that are excluded."""
        leaves_out = self.exclusion.inside(folder) if self.exclusion is not None else None
        for entry in self._entries(folder):
            if not _is_directory(entry) and not _may_be_article(entry):
                continue
            # To git, a symbolic link is a file wherever it leads.
            if leaves_out is not None and leaves_out(entry.name, entry.is_dir(follow_symlinks=False)):
                self.excluded += 1
            else:
                yield entry

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return sorted(
                    (entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name
                )
        except OSError as error:
            self.skipped.append(Skipped(self._named(folder), f"cannot be read: {error.strerror}"))
            return []

    def _is_open(self, entry: os.DirEntry[str], folder: _Folder) -> bool:
        """Whether the walk may enter or read this; if not, it is put on record."""
        reason = self._link_refusal(entry, folder) if entry.is_symlink() else None
        if reason is None and not entry.is_dir() and not entry.is_file():
            reason = "no regular file"
        if reason is not None:
            self.skipped.append(Skipped(self._named(entry.path), reason))
        return reason is None

    def _named(self, path: str) -> str:
        """The path as a person would write it."""
        return path.removeprefix("./") if self.root == "." else path

    def _link_refusal(self, entry: os.DirEntry[str], folder: _Folder) -> str | None:
        target = Path(os.path.realpath(entry.path))
        if not os.path.exists(entry.path):
            return "a symbolic link that leads nowhere"
        if not target.is_relative_to(self.real_root):
            return f"a symbolic link that leaves {self.root}"
        if not target.is_dir():
            return None
        if Path(os.path.realpath(folder.path)).is_relative_to(target):
            return "a symbolic link to a folder that it lies in"
        return "a symbolic link to a folder, in a folder that is linked itself" if folder.linked else None


def _is_directory(entry: os.DirEntry[str]) -> bool:
    """Whether this is a folder or leads to one."""
    return os.path.isdir(entry.path) if entry.is_symlink() else entry.is_dir()


def _may_be_article(entry: os.DirEntry[str]) -> bool:
    """Whether the name is an article's, or a link's that leads nowhere and may have led to a folder of them."""
    suffix = os.path.splitext(entry.name)[1]
    return suffix.lower() in SUFFIXES or (not suffix and entry.is_symlink() and not os.path.exists(entry.path))
