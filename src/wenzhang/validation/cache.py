"""What examining articles gave, kept from run to run.

A folder `.wenzhang_cache` holds one file for each configuration under which articles were examined: what was found in
each, by path and by the hash of its bytes. Anything else that the findings depend on is in the file's name: the
configuration, with its place and the schemas and lists of words that it names; the versions of this package and of
those that read and add rules; and the day, where a rule looks at it. What depends on other articles and files is never
kept. Of configurations only the few that were used last are kept.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wenzhang import __version__
from wenzhang.batch.write import write_atomically
from wenzhang.errors import SourceError
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.site import Page
from wenzhang.validation.suppression import Suppression

if TYPE_CHECKING:
    from wenzhang.config import Config
    from wenzhang.validation.run import Examined, Validator

__all__ = ["CACHE_FOLDER", "Cache", "Entry", "cache_folder", "digest_of"]

CACHE_FOLDER = ".wenzhang_cache"

_CONFIGURATIONS = 16
"""How many of them are kept."""

_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"  # https://bford.info/cachedir/
    "# Made by wenzhang; it may be deleted at any time.\n"
)


class Entry(NamedTuple):
    """What an article gave, and of which bytes: their hash. Its `size` is in code points."""

    digest: bytes
    size: int
    found: list[Diagnostic]
    page: Page | None
    suppressions: tuple[Suppression, ...]

    @classmethod
    def of(cls, content: bytes, examined: Examined) -> Entry:
        """What examining the content gave."""
        return cls(digest_of(content), examined.size, examined.found, examined.page, examined.suppressions)


class Cache:
    """The entries of one configuration. What is put in is on disk only after `save`."""

    def __init__(self, folder: str | os.PathLike[str], validator: Validator) -> None:
        self._folder = Path(folder)
        self._path = self._folder / f"{_state(validator, self._folder.absolute()).hex()}.msgpack"
        self._old = _load(self._path)
        self._new: dict[str, Entry] = {}

    def get(self, path: str, content: bytes) -> Entry | None:
        """What the file gave when its bytes were these; None where that is not known."""
        entry = self._old.get(self._key(path))
        return entry if entry is not None and entry.digest == digest_of(content) else None

    def put(self, path: str, entry: Entry) -> None:
        """Keeps what a file gave."""
        self._new[self._key(path)] = entry

    def save(self) -> None:
        """Writes the cache. Entries of files that were not looked at stay while the files are there.

        Where it cannot be written there is none: that is no reason to stop.
        """
        kept = {key: entry for key, entry in self._old.items() if key in self._new or self._is_there(key)}
        entries = kept | self._new
        with suppress(SourceError, OSError):
            if entries == self._old:
                os.utime(self._path)
                return
            write_atomically(self._folder / "CACHEDIR.TAG", _TAG.encode())
            write_atomically(self._folder / ".gitignore", b"*\n")
            write_atomically(self._path, msgspec.msgpack.encode(entries))
            self._forget()

    def _forget(self) -> None:
        """Deletes the files of configurations that were not used for longest."""
        files = sorted(self._folder.glob("*.msgpack"), key=lambda path: path.stat().st_mtime)
        for path in files[:-_CONFIGURATIONS]:
            path.unlink(missing_ok=True)

    def _key(self, path: str) -> str:
        """The path as seen from where the cache stands, so that it holds from every current folder."""
        return os.path.relpath(path, self._folder.parent)

    def _is_there(self, key: str) -> bool:
        return (self._folder.parent / key).exists()


def cache_folder(config: Config) -> str:
    """Where the cache is unless somebody says otherwise: beside the configuration."""
    return os.path.join(config.root, CACHE_FOLDER)


def _load(path: Path) -> dict[str, Entry]:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=dict[str, Entry])
    except (OSError, msgspec.DecodeError):  # not there yet, or damaged: it is made anew
        return {}


def digest_of(content: bytes) -> bytes:
    """The hash by which contents are told apart."""
    """The hash by which contents are told apart."""
    return blake2b(content, digest_size=16).digest()


def _state(validator: Validator, folder: Path) -> bytes:
    """All that findings depend on besides the article itself. Globs depend on the root, seen from the cache."""
    config = msgspec.structs.replace(validator.config, root=os.path.relpath(validator.config.root or ".", folder))
    schemas = validator.schemas.documents if validator.schemas is not None else []
    word_lists = validator.region_words.texts if validator.region_words is not None else []
    parts = [
        *_versions(),
        *_own_files(),
        msgspec.msgpack.encode(config),
        json.dumps(schemas, sort_keys=True).encode(),
        *(text.encode() for text in word_lists),
        *_day(validator),
    ]
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.digest()


def _versions() -> list[bytes]:
    from importlib.metadata import entry_points, version

    from wenzhang.validation.registry import ENTRY_POINTS

    plugins = {point.dist for point in entry_points(group=ENTRY_POINTS)}
    named = [f"{plugin.name} {plugin.version}" for plugin in plugins if plugin is not None]
    readers = [f"{name} {version(name)}" for name in ("jsonschema-rs", "pyromark", "turbohtml")]
    return [line.encode() for line in (__version__, *readers, *sorted(named))]


def _own_files() -> list[bytes]:
    """Of which version the code is that has not got a number of its own yet."""
    files = sorted(Path(__file__).parents[1].rglob("*.py"))
    return [f"{path.name} {path.stat().st_mtime_ns}".encode() for path in files]


def _day(validator: Validator) -> list[bytes]:
    from datetime import date

    active = (each.rule for each in validator.rulesets.of(None).rules)
    return [date.today().isoformat().encode()] if any(rule.daily for rule in active) else []
