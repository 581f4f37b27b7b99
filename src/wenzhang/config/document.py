"""One file of configuration: its values, each checked against the type of its key, and where each stands.

`wenzhang.toml` and `.wenzhang.toml` hold the keys at the top, pyproject.toml in its table `[tool.wenzhang]`.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from wenzhang.config.settings import ConfigFile
from wenzhang.errors import ConfigError, WenzhangError
from wenzhang.frontmatter import Mapping, Scalar, Sequence
from wenzhang.frontmatter.view import plain_value
from wenzhang.source import Source, Span

if TYPE_CHECKING:
    from wenzhang.frontmatter import Entry, MetaValue
    from wenzhang.source import Position

__all__ = ["PYPROJECT", "Document", "has_table", "read_document", "shown"]

PYPROJECT = "pyproject.toml"
_NOT_IN_FILES = ("root",)
_KNOWN_SHOWN = 8
_EMPTY = Mapping(Span(0, 0), ())

Kind = TypeVar("Kind", bound=Struct)


class Document(NamedTuple):
    """What a file says. `path` is absolute, `name` what people are told, `table` the keys with their places."""

    path: str
    name: str
    source: Source
    table: Mapping

    def values(self) -> dict[str, Any]:
        """The values by the names of the fields of `ConfigFile`; those of the table `site` in a dict of their own."""
        found: dict[str, Any] = {}
        for field, entry in self._entries(self.table, ConfigFile, ""):
            name = entry.key.content
            if field.name == "site" and isinstance(entry.value, Mapping):
                found["site"] = self._values(entry.value, type(field.default), name)
            else:
                found[field.name] = self._value(entry.value, field.type, name)
        encoding = self.node("input-encoding")
        if encoding is not None:
            self._check_encoding(encoding, found["input_encoding"])
        return found

    def _check_encoding(self, node: MetaValue, encoding: str) -> None:
        from wenzhang.encoding.names import codec_named

        try:
            codec_named(encoding)
        except WenzhangError:
            raise self.error(
                node.span, f"input-encoding is {encoding!r}, which is not known here", "try utf-8, big5 or gb18030"
            ) from None

    def read(self, node: MetaValue, kind: type[Kind], name: str) -> Kind:
        """A table as a Struct; `name` is what it is called in errors."""
        read: Kind = self._value(node, kind, name)
        return read

    def entry(self, field: str) -> Entry | None:
        """The entry of a key, as it is written in the file."""
        return next((entry for entry in self.table.entries if entry.key.content == field), None)

    def node(self, field: str) -> MetaValue | None:
        """The value of a key, as it is written in the file."""
        entry = self.entry(field)
        return entry.value if entry is not None else None

    def position(self, span: Span) -> Position:
        """Where a key or value begins."""
        return self.source.position(span.start)

    def error(self, span: Span, message: str, hint: str | None = None) -> ConfigError:
        """What is wrong at a key or value."""
        return ConfigError(message, path=self.name, position=self.position(span), hint=hint)

    def _value(self, node: MetaValue, type_: Any, name: str) -> Any:
        kind = _bare(type_)
        arguments = get_args(kind)
        if isinstance(node, Mapping) and isinstance(kind, type) and issubclass(kind, Struct):
            return self._struct(node, kind, name)
        if isinstance(node, Mapping) and get_origin(kind) is dict:
            return {key: self._value(value, arguments[1], f"{name}.{key}") for key, value in _items(node)}
        if isinstance(node, Sequence) and (get_origin(kind) in (list, set, frozenset) or arguments[1:] == (...,)):
            return get_origin(kind)(self._value(item, arguments[0], _item_name(item, name)) for item in node.items)
        try:
            return msgspec.convert(plain_value(node), type_)
        except msgspec.ValidationError as error:
            message, hint = _misfit(node, kind, name, str(error))
            raise self.error(node.span, message, hint) from error

    def _struct(self, node: Mapping, kind: type[Struct], name: str) -> Struct:
        values = self._values(node, kind, name)
        for field in msgspec.structs.fields(kind):
            if field.required and field.name not in values:
                raise self.error(node.span, f"{name} has no {field.encode_name}", "add it")
        try:
            return kind(**values)
        except (TypeError, ValueError) as error:
            raise self.error(node.span, f"{name}: {error}") from error

    def _values(self, node: Mapping, kind: type[Struct], name: str) -> dict[str, Any]:
        return {
            field.name: self._value(entry.value, field.type, f"{name}.{entry.key.content}")
            for field, entry in self._entries(node, kind, name)
        }

    def _entries(self, node: Mapping, kind: type[Struct], name: str) -> list[tuple[msgspec.structs.FieldInfo, Entry]]:
        """The entries of a table with the fields that they are of. Raises `ConfigError` for a key that is unknown."""
        known = {field.encode_name: field for field in msgspec.structs.fields(kind) if field.name not in _NOT_IN_FILES}
        for entry in node.entries:
            key = entry.key.content
            if key not in known:
                message = f"unknown key {f'{name}.{key}' if name else key!r}"
                raise self.error(entry.key.span, message, _hint(key, list(known), at_top=not name))
        return [(known[entry.key.content], entry) for entry in node.entries]


def read_document(path: str) -> Document:
    """The file of this absolute path. A pyproject.toml without the table is as if it were empty.

    Raises `ConfigError` for one that cannot be read or is no TOML.
    """
    name = shown(path)
    try:
        with open(path, "rb") as file:
            source = Source.from_bytes(file.read(), path=name, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=name) from error
    except WenzhangError as error:
        raise ConfigError("is no UTF-8, as TOML has to be", path=name, hint="save it as UTF-8") from error
    table = _root(source)
    if os.path.basename(path) == PYPROJECT:
        table = _tool_table(source, table) or _EMPTY
    return Document(path, name, source, table)


def has_table(path: str) -> bool:
    """Whether a pyproject.toml has our table. Raises `ConfigError` for one that is no TOML and may have it."""
    try:
        with open(path, "rb") as file:
            if b"wenzhang" not in file.read():
                return False
    except OSError:
        return False
    return read_document(path).table is not _EMPTY


def shown(path: str) -> str:
    """The path as a person would write it: from the current folder where it lies below."""
    here = os.path.join(os.getcwd(), "")
    return path[len(here) :] if path.startswith(here) else path


def _root(source: Source) -> Mapping:
    from wenzhang.read.problem import Problem
    from wenzhang.read.toml import read_toml

    try:
        return read_toml(source.text, 0, len(source.text))
    except Problem as problem:
        hint = problem.hint.replace("front matter", "it")
        raise ConfigError(
            problem.message, path=source.path, position=source.position(problem.offset), hint=hint
        ) from problem


def _tool_table(source: Source, table: Mapping) -> Mapping | None:
    for key in ("tool", "wenzhang"):
        entry = next((entry for entry in table.entries if entry.key.content == key), None)
        if entry is None:
            return None
        if not isinstance(entry.value, Mapping):
            position = source.position(entry.key.span.start)
            raise ConfigError(f"{key} is no table", path=source.path, position=position, hint="write [tool.wenzhang]")
        table = entry.value
    return table


def _item_name(item: MetaValue, name: str) -> str:
    """What an item of a list is called; a table of an array of tables as they all are."""
    return name if isinstance(item, Mapping) else f"an item of {name}"


def _items(node: Mapping) -> list[tuple[str, MetaValue]]:
    return [(entry.key.content, entry.value) for entry in node.entries]


def _bare(type_: Any) -> Any:
    """The type without what is said about it, and without None."""
    if get_origin(type_) is Annotated:
        return _bare(get_args(type_)[0])
    if get_origin(type_) in (Union, UnionType):
        others = [each for each in get_args(type_) if each is not type(None)]
        return _bare(others[0]) if len(others) == 1 else type_
    return type_


def _hint(key: str, known: list[str], *, at_top: bool) -> str:
    if at_top and key == "tool":
        return "in this file the keys stand at the top, without [tool.wenzhang]"
    close = get_close_matches(key.replace("_", "-").lower(), known, 1)
    if close:
        return f"did you mean {close[0]}?"
    return f"known are {', '.join(known)}" if len(known) <= _KNOWN_SHOWN else "wenzhang config shows what there is"


def _misfit(node: MetaValue, kind: Any, name: str, said: str) -> tuple[str, str | None]:
    """The message and the hint about a value that is not of its type."""
    if get_origin(kind) is Literal and isinstance(node, Scalar):
        known = [str(choice) for choice in get_args(kind)]
        close = get_close_matches(node.content.lower(), known, 1)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
        return f"{name} is {node.content[:40]!r}", hint
    expected, do = _expected(kind)
    found = _found(node)
    if expected is None or expected == found:
        return f"{name}: {said[0].lower()}{said[1:]}", None
    if expected == "a list" and isinstance(node, Scalar) and node.kind == "str":
        do = f"write [{node.raw}]"
    return f"{name} is {found}, not {expected}", do


def _expected(kind: Any) -> tuple[str | None, str | None]:
    if get_origin(kind) in (tuple, list, set, frozenset):
        return "a list", "write it in brackets: […]"
    if get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, Struct)):
        return "a table", "write key = value below its [name]"
    named: dict[Any, tuple[str, str]] = {
        str: ("text", "put it in quotes"),
        bool: ("true or false", "write true or false, without quotes"),
        int: ("a whole number", "write it without quotes"),
        float: ("a number", "write it without quotes"),
        Literal: ("text", "put it in quotes"),
    }
    return named.get(get_origin(kind) or kind, (None, None))


def _found(node: MetaValue) -> str:
    if isinstance(node, Mapping):
        return "a table"
    if isinstance(node, Sequence):
        return "a list"
    names = {"str": "text", "bool": "true or false", "int": "a whole number", "float": "a number"}
    return names.get(node.kind, f"a {node.kind}")
