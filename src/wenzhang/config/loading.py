"""Finding and loading a configuration: the nearest file upwards, and what it extends.

The nearest file alone counts; it inherits where it says so: `extend = "../base.toml"`. Then lists whose names begin
with `extend-` add up, tables merge key by key, and all else is replaced. Paths of files are from the file that names
them. Globs are from the folder of the nearest file, also where what it extends says them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from wenzhang.config.document import PYPROJECT, Document, has_table, read_document, shown
from wenzhang.config.settings import WORD_LISTS, Config, ConfigFile, SiteLayout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from os import PathLike

    from wenzhang.source import Position

__all__ = ["COMMAND_LINE", "NAMES", "Loaded", "Origin", "files_in", "find_config", "load", "load_config"]

NAMES = (".wenzhang.toml", "wenzhang.toml", PYPROJECT)
"""The names of the files, of which the first in a folder counts."""

Key = tuple[str, ...]


class Origin(NamedTuple):
    """Where a value was said; on the command line there is no position."""

    name: str
    position: Position | None = None

    def __str__(self) -> str:
        return f"{self.name}:{self.position.line}" if self.position else self.name


COMMAND_LINE = Origin("command line")


class Loaded(NamedTuple):
    """A configuration with where its values came from.

    `origins` holds them by the names of keys as they are written, those in tables under `("severity", "FM001")` and
    `("rules", "FM001", "max")`. What is not there is the default. `files` are the file itself and what it extends.
    """

    config: Config
    origins: dict[Key, tuple[Origin, ...]]
    files: tuple[str, ...]


def files_in(folder: str) -> list[str]:
    """The files of configuration in a folder, the one that counts first. Raises `ConfigError` as `read_document`."""
    paths = (os.path.join(folder, name) for name in NAMES)
    return [path for path in paths if os.path.isfile(path) and (not path.endswith(PYPROJECT) or has_table(path))]


def find_config(folder: str | PathLike[str] = ".") -> Path | None:
    """The nearest configuration of a folder: in it or above; None where there is none."""
    at = os.path.abspath(folder)
    while not (found := files_in(at)):
        if os.path.dirname(at) == at:
            return None
        at = os.path.dirname(at)
    return Path(found[0])


def load_config(path: str | PathLike[str]) -> Config:
    """The configuration in a file, with what it extends.

    Raises `ConfigError` with line and column for what means nothing: a key, a value, a rule, an option of a rule.
    """
    return load(os.path.abspath(path)).config


def load(path: str, *, root: str | None = None, overrides: Mapping[str, Any] | None = None) -> Loaded:
    """The same, with where each value came from; globs are relative to `root`, by default the folder of the file.

    `path` is absolute. `overrides` come on top: fields of `Config` by their names, but that `select` takes the place
    of all that the files select and ignore, and `ignore` and `extend_select` add, and win over what the files say.
    Paths of files in them are from the current folder.
    """
    from wenzhang.config.naming import check_rules, own_rules

    chain = _chain(path)
    read = [(document, document.values()) for document in chain]
    own = [name for document in chain for name in own_rules(document)]
    for document in chain:
        check_rules(document, own)
    merged = Merged(root or os.path.dirname(path))
    for document, values in reversed(read):
        merged.add_document(document, values)
    merged.add_overrides(overrides or {})
    return merged.loaded([document.name for document in chain])


def _chain(path: str) -> list[Document]:
    """The file, what it extends, what that extends, and so on."""
    chain = [read_document(path)]
    seen = {os.path.realpath(path)}
    while (entry := chain[-1].entry("extend")) is not None:
        document = chain[-1]
        named = document.values()["extend"]
        base = os.path.normpath(os.path.join(os.path.dirname(document.path), os.path.expanduser(named)))
        if not os.path.isfile(base):
            raise document.error(entry.value.span, f"{named} is not there", f"looked for {shown(base)}")
        if os.path.realpath(base) in seen:
            around = " -> ".join([*(each.name for each in chain), shown(base)])
            raise document.error(entry.value.span, f"extends itself: {around}", "take one of these extend out")
        if os.path.basename(base) == PYPROJECT and not has_table(base):
            raise document.error(entry.value.span, f"{named} has no [tool.wenzhang]", "extend a file that has")
        seen.add(os.path.realpath(base))
        chain.append(read_document(base))
    return chain


_TABLES = ("per_file_ignores", "extend_per_file_ignores", "severity", "site")
_ADDED = {"extend_ignore": "ignore", "extend_exclude": "exclude"}


class Merged:
    """Configurations on top of each other, the base first."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._origins: dict[Key, tuple[Origin, ...]] = {}
        self._values: dict[str, Any] = {}

    def add_document(self, document: Document, values: Mapping[str, Any]) -> None:
        """Puts what a file says on top."""
        folder = os.path.relpath(os.path.dirname(document.path), self._root)
        for name, value in values.items():
            if name == "extend":
                continue
            self._add(name, _from_folder(name, value, folder), _Places(document, name))

    def add_overrides(self, overrides: Mapping[str, Any]) -> None:
        """Puts what the command line says on top, but for what is None."""
        given = {name: value for name, value in overrides.items() if value is not None}
        if "select" in given:
            for name in ("extend_select", "ignore", "extend_ignore"):
                self._values.pop(name, None)
                self._origins.pop((_key(name),), None)
        self._make_way(given.get("ignore", ()), ("select", "extend_select"))
        self._make_way(given.get("extend_select", ()), ("ignore", "extend_ignore"))
        if "ignore" in given:
            given["extend_ignore"] = (*given.get("extend_ignore", ()), *given.pop("ignore"))
        here = os.path.relpath(os.curdir, self._root)
        for name, value in given.items():
            self._add(name, _from_folder(name, value, here), None)

    def _make_way(self, selectors: Iterable[str], against: Iterable[str]) -> None:
        """Takes out what files say against selectors of the command line, however exactly they say it."""
        for other in against:
            if other in self._values:
                left = (each for each in self._values[other] if not any(_covers(one, each) for one in selectors))
                self._values[other] = tuple(left)

    def loaded(self, files: Sequence[str] = ()) -> Loaded:
        """The configuration that they give together."""
        values, origins = dict(self._values), dict(self._origins)
        for name, target in _ADDED.items():
            if values.get(name):
                values[target] = (*values.get(target, getattr(_DEFAULT, target)), *values[name])
                _join(origins, (_key(target),), (_key(name),))
            values.pop(name, None)
        ignores = values["per_file_ignores"] = dict(values.get("per_file_ignores", {}))
        for glob, names in values.pop("extend_per_file_ignores", {}).items():
            ignores[glob] = (*ignores.get(glob, ()), *names)
            _join(origins, ("per-file-ignores", glob), ("extend-per-file-ignores", glob))
        values["site"] = SiteLayout(**values.get("site", {}))
        return Loaded(Config(**values, root=self._root), origins, tuple(files))

    def _add(self, name: str, value: Any, places: _Places | None) -> None:
        if name == "rules":
            self._add_options(value, places)
        elif name in _TABLES:
            self._add_table(name, value, places)
        elif name == "extend_select" or name in _ADDED:
            self._values[name] = (*self._values.get(name, ()), *value)
            self._say((_key(name),), places, more=True)
        else:
            self._values[name] = value
            self._say((_key(name),), places)

    def _add_table(self, name: str, value: Mapping[str, Any], places: _Places | None) -> None:
        table = self._values[name] = dict(self._values.get(name, {}))
        adds = name == "extend_per_file_ignores"
        for key, each in value.items():
            which = _canonical(key) if name == "severity" else key
            table[which] = (*table.get(which, ()), *each) if adds else each
            written = _key(key) if name == "site" else key
            self._say((_key(name), written if name == "site" else which), places, written, more=adds)

    def _add_options(self, value: Mapping[str, Mapping[str, Any]], places: _Places | None) -> None:
        rules = self._values["rules"] = dict(self._values.get("rules", {}))
        for rule, options in value.items():
            code = _canonical(rule)
            rules[code] = {**rules.get(code, {}), **options}
            for option in options:
                self._say(("rules", code, option), places, rule, option)

    def _say(self, key: Key, places: _Places | None, *below: str, more: bool = False) -> None:
        origin = places.origin(*below) if places is not None else COMMAND_LINE
        before = self._origins.get(key, ()) if more else ()
        self._origins[key] = (*before, origin)


_DEFAULT = ConfigFile()


class _Places(NamedTuple):
    """Where the values below a key of a file stand."""

    document: Document
    name: str

    def origin(self, *below: str) -> Origin:
        """The place of the key, or of one below it."""
        entry = self.document.entry(_key(self.name))
        for key in below:
            entries = getattr(entry.value, "entries", ()) if entry is not None else ()
            entry = next((each for each in entries if each.key.content == key), None)
        assert entry is not None
        return Origin(self.document.name, self.document.position(entry.key.span))


def _covers(selector: str, name: str) -> bool:
    """Whether all that a name means is meant by a selector, too."""
    from wenzhang.errors import RuleError
    from wenzhang.validation.registry import matching

    try:
        return set(matching(name)) <= set(matching(selector))
    except RuleError:  # a rule of the configuration's own, or none
        return name.upper().startswith(selector.upper())


def _canonical(name: str) -> str:
    from wenzhang.config.naming import canonical

    return canonical(name)


def _key(name: str) -> str:
    """A field's name as it is written in files."""
    return name.replace("_", "-")


def _join(origins: dict[Key, tuple[Origin, ...]], key: Key, more: Key) -> None:
    origins[key] = (*origins.get(key, ()), *origins.pop(more, ()))


def _from_folder(name: str, value: Any, folder: str) -> Any:
    """The value with paths of files, which are from a folder, from the root."""
    if folder == os.curdir:
        return value
    if name == "baseline":
        return _joined(folder, value)
    if name == "site" and "assets" in value:
        return {**value, "assets": tuple(_joined(folder, each) for each in value["assets"])}
    if name == "region_words":
        return tuple(each if each in WORD_LISTS else _joined(folder, each) for each in value)
    if name == "schemas":
        return tuple(_schema_from(folder, each) for each in value)
    return value


def _schema_from(folder: str, schema: Any) -> Any:
    return replace(schema, schema=_joined(folder, schema.schema)) if isinstance(schema.schema, str) else schema


def _joined(folder: str, path: str) -> str:
    return os.path.normpath(os.path.join(folder, path))
