"""Which files a run reads.

A folder is walked in the order of the names below it, as text: `a.md`, `b/c.md`, `b/d/e.md`, `c.md`. Names with a
leading dot are left out, and so are the output folder where it lies inside, and what the caller excludes. A symbolic
link is followed where it stays inside the folder that the caller named and does not stand in a folder that another link
led to: no link makes the walk leave or run in circles.

A path that is not there and has `*`, `?` or `[` in it is a glob, as in .gitignore: `articles/**/*.md`. It is looked for
in the folder that stands before the first of these, from which its files also have their names.

A path may be a URL that fsspec knows, as in `s3://bucket/articles`; what git ignores and configurations exclude is not
asked about there.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, overload

from wenzhang.batch.urls import check_url, is_url, joined, local_path
from wenzhang.errors import SourceError

if TYPE_CHECKING:
    from wenzhang.config.exclusion import Exclusion

__all__ = [
    "STDIN",
    "SUFFIXES",
    "FolderFiles",
    "Pattern",
    "Plan",
    "PlannedFile",
    "Skipped",
    "each_once",
    "is_folder",
    "names_one_file",
    "plan_run",
]

STDIN = "-"
"""Standard input, among the paths of a run; a file of that name is `./-`."""

SUFFIXES = (".html", ".htm", ".xhtml", ".md", ".markdown", ".mdx")
"""What makes a file in a folder an article, in letters of any case. A file that is named itself may have any suffix."""


_GLOB = re.compile(r"[*?[]")


class PlannedFile(NamedTuple):
    """A file to read: its path, and its name relative to the folder that the caller named, with `/` in it."""

    path: str
    name: str


class FolderFiles(Sequence[PlannedFile]):
    """The files of one folder in the order of their names, of which nothing else is kept: there may be millions."""

    def __init__(self, root: str, names: list[str]) -> None:
        self.root = root
        self.names = names
        self._beginning = _below(root, "x")[:-1]

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, index: int) -> PlannedFile: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[PlannedFile]: ...
    def __getitem__(self, index: int | slice) -> PlannedFile | Sequence[PlannedFile]:
        if isinstance(index, slice):
            return FolderFiles(self.root, self.names[index])
        name = self.names[index]
        return PlannedFile(self._beginning + name, name)

    def __iter__(self) -> Iterator[PlannedFile]:
        beginning = self._beginning
        return (PlannedFile(beginning + name, name) for name in self.names)

    def has(self, name: str) -> bool:
        """Whether a file of this name is among them."""
        at = bisect_left(self.names, name)
        return at < len(self.names) and self.names[at] == name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(PlannedFile.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]


class Skipped(NamedTuple):
    """What may hold articles but is not read, and why."""

    path: str
    reason: str


class Plan(NamedTuple):
    """The files of a run, each once, and what was skipped for a reason that its user should know.

    `excluded` counts the files and folders that the caller's exclusion left out.
    """

    files: Sequence[PlannedFile]
    skipped: tuple[Skipped, ...]
    excluded: int = 0


def names_one_file(paths: Sequence[str]) -> bool:
    """Whether there is one path and it is no folder and no glob, so that there is one output."""
    if len(paths) != 1 or paths[0] == STDIN:
        return len(paths) == 1
    from wenzhang.batch.storage import exists, is_folder

    path = local_path(paths[0])
    return not is_folder(path) and (not _GLOB.search(path) or exists(path))


def plan_run(
    paths: Sequence[str], *, out: str | os.PathLike[str] | None = None, exclusion: Exclusion | None = None
) -> Plan:
    """The articles that these files and folders hold; a folder below them that is `out` is not looked into.

    `exclusion` says what is left out below the folders, and where it is forced also of the paths themselves; where
    that leaves nothing, the plan is empty. Raises `SourceError` for a path that is not there, and where there is no
    article at all, `ConfigError` for a configuration that `exclusion` cannot read, `BatchError` for a URL of a kind
    that fsspec cannot read.
    """
    out = local_path(os.fspath(out)) if out is not None else None
    found: list[FolderFiles | PlannedFile] = []
    skipped: dict[Skipped, None] = {}
    excluded = forced = 0
    for path in dict.fromkeys(map(local_path, paths)):
        pattern = _pattern(path)
        folder = pattern is not None or is_url(path) or is_folder(path)
        if is_url(path):
            listed, refused = _url_files(path, pattern, out)
            found.append(listed)
            skipped.update(dict.fromkeys(refused))
        elif pattern is None and exclusion is not None and path != STDIN and exclusion.forced(path):
            forced += 1
        elif folder:
            walk = _Walk(pattern.root if pattern else path, out, exclusion, pattern)
            names = list(walk.names())
            if pattern is not None and not names and not walk.skipped:
                raise _nothing_matches(path)
            found.append(FolderFiles(walk.root, names))
            skipped.update(dict.fromkeys(walk.skipped))
            excluded += walk.excluded
        else:
            found.append(PlannedFile(path, os.path.basename(path)))
    files = _joined(found)
    if not files and not skipped and not forced:
        looked = f"looked for {' '.join(SUFFIXES)} files whose names do not begin with a dot"
        left_out = f"; {excluded} files and folders are excluded or ignored by git" if excluded else ""
        raise SourceError("no article found", path=", ".join(paths), hint=looked + left_out)
    return Plan(files, tuple(skipped), excluded + forced)


def each_once(files: Sequence[PlannedFile]) -> Sequence[PlannedFile]:
    """The files but for those that lead to one that comes before: each under the first of its names."""
    named: dict[str, PlannedFile] = {}
    for file in files:
        is_path = file.path != STDIN and not is_url(file.path)
        named.setdefault(os.path.realpath(file.path) if is_path else file.path, file)
    return files if len(named) == len(files) else tuple(named.values())


def _joined(found: Sequence[FolderFiles | PlannedFile]) -> Sequence[PlannedFile]:
    """The files of all of them, each once."""
    if len(found) == 1 and isinstance(found[0], FolderFiles):
        return found[0]
    files: dict[PlannedFile, None] = {}
    for each in found:
        files.update(dict.fromkeys((each,) if isinstance(each, PlannedFile) else each))
    return tuple(files)


def _url_files(url: str, pattern: Pattern | None, out: str | None) -> tuple[FolderFiles | PlannedFile, list[Skipped]]:
    from wenzhang.batch.listing import url_files

    files, skipped = url_files(url, pattern, out)
    if pattern is not None and not skipped and isinstance(files, FolderFiles) and not files:
        raise _nothing_matches(url)
    return files, skipped


def _nothing_matches(path: str) -> SourceError:
    return SourceError("no article matches", path=path, hint="see that the glob is what you mean")


class Pattern(NamedTuple):
    """A glob: the folder in which it is looked for, what its names match, and whether it says which suffix."""

    root: str
    names: re.Pattern[str]
    any_suffix: bool


def _pattern(path: str) -> Pattern | None:
    """The glob that a path is, None for a path that is there or has nothing of a glob in it."""
    from wenzhang.batch.storage import exists, is_folder

    if is_url(path):
        check_url(path)
    if not (found := _GLOB.search(path)) or (_has_root(path, found.start()) and exists(path)):
        return None
    from wenzhang.config.globs import read_glob

    root, _, glob = path[: found.start()].rpartition("/")
    glob += path[found.start() :]
    root = root or ("/" if path.startswith("/") else os.curdir)
    if not _has_root(path, found.start()):
        raise SourceError("is a glob where the name of a bucket or host should be", path=path)
    if not is_folder(root):
        raise SourceError("no such file or folder", path=path, hint=f"{root} is not there")
    read = read_glob(f"/{glob}")
    if read is None:
        raise SourceError("is a glob that means nothing", path=path)
    suffix = os.path.splitext(glob)[1]
    return Pattern(root, read.pattern, bool(suffix) and not _GLOB.search(suffix))


def _has_root(path: str, end: int) -> bool:
    """Whether what stands before this is a folder's, to which a URL needs its bucket or host."""
    return not is_url(path) or is_url(path[:end].rpartition("/")[0])


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


class _Folder(NamedTuple):
    path: str
    name: str
    """What the names of its files begin with."""
    linked: bool
    """Whether a symbolic link below the root led here."""


class _Walk:
    """One walk through a folder; `skipped` and `excluded` are complete when `names` has come to its end."""

    def __init__(self, root: str, out: str | None, exclusion: Exclusion | None, pattern: Pattern | None = None) -> None:
        self.root = root
        self.exclusion = exclusion
        self.pattern = pattern
        self.excluded = 0
        self.real_root = Path(os.path.realpath(root))
        self.real_out = os.path.realpath(out) if out and not is_url(out) else None
        self.skipped: list[Skipped] = []

    def names(self) -> Iterator[str]:
        stack = [self._found(_Folder(self.root, "", False))]
        while stack:
            for found in stack[-1]:
                if isinstance(found, str):
                    yield found
                else:
                    stack.append(self._found(found))
                    break
            else:
                stack.pop()

    def _found(self, folder: _Folder) -> Iterator[str | _Folder]:
        """The names of the files in a folder and the folders in it, in the order of the paths that they are in."""
        for key, entry in sorted(self._wanted(folder.path)):
            is_folder = key.endswith("/")
            is_plain = not entry.is_symlink() and (is_folder or entry.is_file())
            if not is_plain and not self._is_open(entry, folder):
                continue
            if not is_folder:
                name = folder.name + key
                if self.pattern is None or self.pattern.names.fullmatch(name):
                    yield name
            elif not self._is_out(entry):
                yield _Folder(entry.path, folder.name + key, folder.linked or entry.is_symlink())

    def _is_out(self, folder: os.DirEntry[str]) -> bool:
        """Whether a folder is that of the outputs. One that no link leads to has its own name in its real path."""
        if self.real_out is None or not (folder.is_symlink() or self.real_out.endswith(folder.name)):
            return False
        return os.path.realpath(folder.path) == self.real_out

    def _wanted(self, folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """The folders in a folder, with `/` behind their names, and what may be its articles; not what is excluded."""
        leaves_out = self.exclusion.inside(folder) if self.exclusion is not None else None
        any_suffix = self.pattern is not None and self.pattern.any_suffix
        for entry in self._entries(folder):
            name, is_link = entry.name, entry.is_symlink()
            is_folder = os.path.isdir(entry.path) if is_link else entry.is_dir()
            if not (is_folder or any_suffix or name.lower().endswith(SUFFIXES) or (is_link and _was_folder(entry))):
                continue
            # To git, a symbolic link is a file wherever it leads.
            if leaves_out is not None and leaves_out(name, is_folder and not is_link):
                self.excluded += 1
            else:
                yield f"{name}/" if is_folder else name, entry

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return [entry for entry in entries if entry.name[0] != "."]
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
        return path.removeprefix("./") if self.root == os.curdir else path

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


def _below(root: str, name: str) -> str:
    """The path of a file below a folder, as a person would write it."""
    if is_url(root):
        return joined(root, name)
    return name if root == os.curdir else os.path.join(root, name)


def _was_folder(link: os.DirEntry[str]) -> bool:
    """Whether a link leads nowhere, and may have led to a folder of articles."""
    return not os.path.splitext(link.name)[1] and not os.path.exists(link.path)
