"""Validating files, each under the configuration that holds for it.

Any process can look at a file by itself; what that gave is accepted by one, which concludes when all files are known.
Their texts are not kept: who shows a finding reads the file again.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wenzhang.batch.urls import is_url
from wenzhang.errors import SourceError
from wenzhang.validation.cache import Cache, Entry, digest_of
from wenzhang.validation.run import Examined, FileFindings, Validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.config import Config
    from wenzhang.source import Source

__all__ = ["FilesValidation"]

_TEXTS = 8
"""How many texts are kept for those who ask for them again."""


class _Run(NamedTuple):
    """What validates the files of one configuration, and what was found in each by itself, by its number."""

    validator: Validator
    cache: Cache | None
    examined: dict[int, Examined]


class FilesValidation:
    """A run over files.

    `config_of` gives the configuration of a path, the very same one for all files that share it. `cache_folder` gives
    the folder of the cache for a configuration; without it there is no cache. Pickles if they do, without what was
    accepted.
    """

    def __init__(self, config_of: Callable[[str], Config], cache_folder: Callable[[Config], str] | None = None) -> None:
        self._config_of = config_of
        self._cache_folder = cache_folder
        self._runs: dict[int, _Run] = {}
        self._text = lru_cache(maxsize=_TEXTS)(self._read_again)

    def __reduce__(self) -> tuple[type[FilesValidation], tuple[object, object]]:
        return FilesValidation, (self._config_of, self._cache_folder)

    def look(self, path: str, content: bytes) -> Entry:
        """What a file gives by itself. Raises `ConfigError` and `RuleError` for a configuration that means nothing."""
        run = self._run(path)
        entry = run.cache.get(path, content) if run.cache is not None else None
        return entry or Entry.of(content, run.validator.examine_bytes(content, path=path))

    def accept(self, number: int, path: str, entry: Entry, read: Callable[[], bytes]) -> None:
        """Takes what a file gave. `number` is its place among the files of the run, and `read` reads it again."""
        run = self._run(path)
        if run.cache is not None:
            run.cache.put(path, entry)
        # A site is one of files: what lies elsewhere has no others beside it.
        page = entry.page and msgspec.structs.replace(entry.page, path=None if is_url(path) else path)
        source = partial(self._text, path, entry.digest, read)
        run.examined[number] = Examined(path, source, entry.size, entry.found, page, entry.suppressions)

    def validator(self, path: str) -> Validator:
        """What validates a file: that of its configuration."""
        return self._run(path).validator

    def conclude(self) -> list[FileFindings]:
        """What was found in each file that was accepted, in the order of their numbers. Saves the caches."""
        found: dict[int, FileFindings] = {}
        for run in self._runs.values():
            # Which of two pages is the first is for their numbers to say, not for who was accepted first.
            numbers = sorted(run.examined)
            concluded = run.validator.conclude([run.examined[number] for number in numbers])
            found |= zip(numbers, concluded, strict=True)
            if run.cache is not None:
                run.cache.save()
        return [found[number] for number in sorted(found)]

    def _read_again(self, path: str, digest: bytes, read: Callable[[], bytes]) -> Source:
        content = read()
        if digest != digest_of(content):
            raise SourceError("the file changed while it was validated", path=path, hint="validate it again")
        return self.validator(path).source(content, path=path)

    def _run(self, path: str) -> _Run:
        config = self._config_of(path)
        run = self._runs.get(id(config))
        if run is None:
            validator = Validator(config)
            cache = None if self._cache_folder is None else Cache(self._cache_folder(config), validator)
            run = self._runs[id(config)] = _Run(validator, cache, {})
        return run
