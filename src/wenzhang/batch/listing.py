"""Which files there are below a URL, in the same order as below a folder of this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wenzhang.batch.plan import SUFFIXES, FolderFiles, Pattern, PlannedFile, Skipped
from wenzhang.batch.storage import canonical, file_system, is_folder, reason_of
from wenzhang.batch.urls import is_url, joined
from wenzhang.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["names_below", "url_files"]


def url_files(url: str, pattern: Pattern | None, out: str | None) -> tuple[FolderFiles | PlannedFile, list[Skipped]]:
    """The article of a URL, or those below it, or those that a glob finds, but for those below `out`.

    Raises `SourceError` where there is nothing, or it cannot be read.
    """
    root = (pattern.root if pattern is not None else url).rstrip("/")
    if pattern is None and not is_folder(url):
        system, path = file_system(url)
        if not system.exists(path):
            raise SourceError("no such file or folder", path=url)
        return PlannedFile(url, url.rpartition("/")[2]), []
    skipped: list[Skipped] = []
    names = sorted(_articles(root, pattern, _below(root, out), skipped))
    return FolderFiles(root, names), skipped


def _articles(root: str, pattern: Pattern | None, out: str | None, skipped: list[Skipped]) -> Iterator[str]:
    for name in names_below(root):
        parts = name.split("/")
        if any(part.startswith(".") for part in parts) or (out is not None and name.startswith(out)):
            continue
        any_suffix = pattern is not None and pattern.any_suffix
        if not any_suffix and os.path.splitext(name)[1].lower() not in SUFFIXES:
            continue
        if not all(parts):
            skipped.append(Skipped(joined(root, name), "a name that no file can have: it has an empty part"))
        elif pattern is None or pattern.names.fullmatch(name):
            yield name


def names_below(root: str) -> Iterator[str]:
    """The names of all that is below a URL, as the store has it now. Raises `SourceError` where it cannot be read."""
    system, path = file_system(root)
    try:
        system.invalidate_cache()
        found: Iterable[str] = system.find(path)
    except Exception as error:
        raise SourceError(f"cannot be read: {reason_of(error)}", path=root) from error
    base = f"{path.rstrip('/')}/"
    for each in found:
        if each.startswith(base):
            yield each[len(base) :]


def _below(root: str, out: str | None) -> str | None:
    """What the names of files in the output folder begin with, where it lies inside."""
    if out is None or not is_url(out):
        return None
    inside, base = f"{canonical(out)}/", f"{canonical(root)}/"
    return inside[len(base) :] or None if inside.startswith(base) else None
