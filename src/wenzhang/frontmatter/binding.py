"""Front matter as the caller's own type.

`msgspec.convert` does it for Structs, dataclasses, attrs classes and TypedDicts; a pydantic model does it itself,
found by its `model_validate`, so that pydantic need not be installed.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import re
import types
import typing
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from wenzhang.errors import FrontMatterError
from wenzhang.frontmatter.fields import styleless
from wenzhang.frontmatter.view import Entry, FrontMatter, Mapping, MetaValue, Scalar, entries_by_key, find

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.source import Source, Span

T = TypeVar("T")
_Path = tuple[str | int, ...]

_MSGSPEC_PLACE = re.compile(r"(?P<message>.*?) - at (?:`key` in )?`\$(?P<path>.*)`", re.DOTALL)
_MSGSPEC_STEP = re.compile(r"\[(?P<index>[0-9]+)\]|\[\.\.\.\]|\.(?P<name>[^.\[]+)")


def bind(front_matter: FrontMatter, type_: type[T], source: Source | None) -> T:
    """The front matter as a `type_`, or a `FrontMatterError` at what does not fit; see `FrontMatter.to`."""
    validate: Callable[[Any], T] | None = getattr(type_, "model_validate", None)
    if validate is not None:
        return _validated(front_matter, validate, source)
    data = renamed(front_matter.data, type_)
    try:
        return msgspec.convert(data, type_)
    except msgspec.ValidationError as error:
        message, path = _msgspec_place(str(error))
        raise _misfit(front_matter, message, path, source) from error


def _validated(front_matter: FrontMatter, validate: Callable[[Any], T], source: Source | None) -> T:
    """What a pydantic model makes of it, knowing pydantic's errors by their shape: `errors()` with `loc` and `msg`."""
    try:
        return validate(front_matter.data)
    except ValueError as error:
        if not hasattr(error, "errors"):
            raise
        found = error.errors()
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        raise _misfit(front_matter, found[0]["msg"] + more, tuple(found[0]["loc"]), source) from error


def _msgspec_place(text: str) -> tuple[str, _Path]:
    """The message of msgspec and the path in it: `` Expected `str`, got `int` - at `$.tags[2]` ``."""
    match = _MSGSPEC_PLACE.fullmatch(text)
    if match is None:
        return text, ()
    steps = _MSGSPEC_STEP.finditer(match["path"])
    path = (int(step["index"]) if step["index"] else step["name"] for step in steps)
    return match["message"], tuple(step for step in path if step is not None)


def _misfit(front_matter: FrontMatter, message: str, path: _Path, source: Source | None) -> FrontMatterError:
    span, node = _nearest(front_matter, path)
    name = ".".join(map(str, path))
    return FrontMatterError(
        f"front matter, {name}: {message}" if name else f"front matter: {message}",
        rule="type",
        path=source.path if source else None,
        position=source.position(span.start) if source else None,
        hint=_hint(node, message),
    )


def _hint(node: MetaValue | None, message: str) -> str:
    if isinstance(node, Scalar) and node.kind not in ("str", "null"):
        return f"{node.raw} is read as a {node.kind}; write it in quotes if it is text"
    if "required" in message:
        return "add the key, or give its field a default"
    return "correct the value, or what the type asks for"


def _nearest(front_matter: FrontMatter, path: _Path) -> tuple[Span, MetaValue]:
    """The value at a path, or the deepest mapping or list on the way to it, and its span.

    A step that is no key is passed over: pydantic also names the member of a union and the like.
    """
    node: MetaValue = front_matter.root
    span = front_matter.span
    for step in path:
        found = find(node, (step,)) or _entry_in_any_style(node, step)
        if found is not None:
            node = found.value if isinstance(found, Entry) else found
            span = node.span
    return span, node


def _entry_in_any_style(node: MetaValue, step: str | int) -> Entry | None:
    if not isinstance(node, Mapping):
        return None
    entries = entries_by_key(node).values()
    return next((entry for entry in entries if styleless(entry.key.content) == styleless(str(step))), None)


def renamed(value: Any, type_: Any) -> Any:
    """Plain data with the keys of dataclasses in their fields' own naming style, at any depth."""
    for member in _members(type_):
        arguments = get_args(member)
        if isinstance(value, dict) and dataclasses.is_dataclass(member):
            return _renamed_fields(value, member)
        if isinstance(value, dict) and len(arguments) == 2 and _is(member, collections.abc.Mapping):
            return {key: renamed(item, arguments[1]) for key, item in value.items()}
        if isinstance(value, list) and arguments and _is(member, collections.abc.Collection):
            return [renamed(item, arguments[0]) for item in value]
    return value


def _renamed_fields(value: dict[Any, Any], type_: Any) -> dict[Any, Any]:
    types_by_name = typing.get_type_hints(type_, include_extras=True)
    names = {styleless(field.name): field.name for field in dataclasses.fields(type_)}
    in_style = {names.get(styleless(key), key) if isinstance(key, str) else key: key for key in reversed(value)}
    in_style.update({name: name for name in names.values() if name in value})
    return {name: renamed(value[key], types_by_name.get(name)) for name, key in in_style.items()}


def _members(type_: Any) -> tuple[Any, ...]:
    """The members of a union, `Annotated` taken off."""
    if get_origin(type_) is Annotated:
        return _members(get_args(type_)[0])
    if get_origin(type_) in (Union, types.UnionType):
        return tuple(member for argument in get_args(type_) for member in _members(argument))
    return (type_,)


def _is(member: Any, kind: type) -> bool:
    origin = get_origin(member)
    return isinstance(origin, type) and issubclass(origin, kind)
