"""Validating files, each under the configuration that holds for it, and concluding when all of them are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wenzhang.source import Source
from wenzhang.validation.run import Examined, FileFindings, Validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.config import Config
    from wenzhang.validation.cache import Cache

__all__ = ["FilesValidation"]


class _Run(NamedTuple):
    """The files of one configuration."""

    validator: Validator
    cache: Cache | None
    examined: list[Examined]


class FilesValidation:
    """A run over files.

    `config_of` gives the configuration of a path, the very same one for all files that share it. `cache_folder` gives
    the folder of the cache for a configuration, None for no cache.
    """

    def __init__(self, config_of: Callable[[str], Config], cache_folder: Callable[[Config], str | None]) -> None:
        self._config_of = config_of
        self._cache_folder = cache_folder
        self._runs: dict[int, _Run] = {}
        self._order: list[tuple[_Run, int]] = []

    def examine(self, path: str, content: bytes) -> None:
        """Looks at a file by itself. Raises `ConfigError` and `RuleError` for a configuration that means nothing."""
        run = self._run(path)
        entry = run.cache.get(path, content) if run.cache is not None else None
        if entry is None:
            examined = run.validator.examine_bytes(content, path=path)
            if run.cache is not None and not examined.undecodable:
                run.cache.put(path, content, examined)
        else:
            source = self.source(path, content)
            page = entry.page and msgspec.structs.replace(entry.page, path=path)
            examined = Examined(path, source, entry.found, page, entry.suppressions)
        self._order.append((run, len(run.examined)))
        run.examined.append(examined)

    def validator(self, path: str) -> Validator:
        """What validates a file: that of its configuration."""
        return self._run(path).validator

    def source(self, path: str, content: bytes) -> Source:
        """The file as text. Raises `DecodeError` for bytes that are none."""
        return Source.from_bytes(content, path=path, encoding=self.validator(path).config.input_encoding)

    def conclude(self) -> list[FileFindings]:
        """What was found in each file, in the order in which they were examined. Saves the caches."""
        concluded = {id(run): run.validator.conclude(run.examined) for run in self._runs.values()}
        for run in self._runs.values():
            if run.cache is not None:
                run.cache.save()
        return [concluded[id(run)][index] for run, index in self._order]

    def _run(self, path: str) -> _Run:
        config = self._config_of(path)
        run = self._runs.get(id(config))
        if run is None:
            validator = Validator(config)
            folder = self._cache_folder(config)
            run = self._runs[id(config)] = _Run(validator, _cache(folder, validator), [])
        return run


def _cache(folder: str | None, validator: Validator) -> Cache | None:
    if folder is None:
        return None
    from wenzhang.validation.cache import Cache

    return Cache(folder, validator)
