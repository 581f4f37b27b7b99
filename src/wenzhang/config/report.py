"""What is in force for a file, and where each value came from: as TOML that says the same once loaded, or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from wenzhang.config.loading import COMMAND_LINE
from wenzhang.config.toml import toml_key, toml_text

if TYPE_CHECKING:
    from wenzhang.config.loading import Loaded, Origin
    from wenzhang.validation.ruleset import Ruleset

__all__ = ["as_json", "as_toml"]

_DEFAULT = "default"
_WIDEST = 60  # columns of a value beside which its origin stands


class _Value(NamedTuple):
    """A value with the names of the tables that it is in and of its key, as they are written."""

    key: tuple[str, ...]
    value: Any
    origins: tuple[Origin, ...]


def as_toml(loaded: Loaded, ruleset: Ruleset, named: str) -> str:
    """TOML with the origin of each value beside it, then the rules that are on for what is `named`."""
    lines = [f"# in force for {named}", f"# {_files(loaded)}", f"# root: {loaded.config.root}", ""]
    values = list(_values(loaded))
    lines += _lines(each for each in values if len(each.key) == 1)
    for table, inside in groupby((each for each in values if len(each.key) > 1), key=lambda each: each.key[:-1]):
        lines += ["", f"[{'.'.join(map(toml_key, table))}]", *_lines(inside)]
    lines += ["", *_rules(ruleset)]
    return "\n".join(lines) + "\n"


def as_json(loaded: Loaded, ruleset: Ruleset, named: str, notes: Iterable[str] = ()) -> bytes:
    """The same for programs, indented."""
    report = {
        "path": named,
        "files": loaded.files,
        "root": loaded.config.root,
        "values": [
            {
                "key": list(value.key),
                "value": value.value,
                "from": [_origin(each) for each in value.origins] or [_DEFAULT],
            }
            for value in _values(loaded)
        ],
        "rules": [
            {"code": rule.code, "name": rule.name, "severity": severity, "options": options}
            for rule, severity, options in _active(ruleset)
        ],
        "notes": list(notes),
    }
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def _files(loaded: Loaded) -> str:
    return ", which extends ".join(loaded.files) if loaded.files else "no configuration found: all is default"


def _values(loaded: Loaded) -> Iterator[_Value]:
    """All values, those of tables one by one, those of the options of rules by rule and option."""
    origins = loaded.origins
    tables: list[_Value] = []
    for field in msgspec.structs.fields(type(loaded.config)):
        value, key = getattr(loaded.config, field.name), field.encode_name
        if field.name == "root":
            continue
        if field.name == "site":
            inner = {each.encode_name: getattr(value, each.name) for each in msgspec.structs.fields(type(value))}
            tables += [_Value((key, name), each, origins.get((key, name), ())) for name, each in inner.items()]
        elif field.name == "rules":
            tables += [
                _Value((key, rule, name), each, origins.get((key, rule, name), ()))
                for rule, options in value.items()
                for name, each in options.items()
            ]
        elif isinstance(value, dict):
            tables += [_Value((key, name), each, origins.get((key, name), ())) for name, each in value.items()]
        else:
            yield _Value((key,), value, origins.get((key,), ()))
    yield from tables


def _lines(values: Iterable[_Value]) -> Iterator[str]:
    """`key = value  # origin`; what is None is in a comment."""
    for each in values:
        key = toml_key(each.key[-1])
        text = f"# {key} is not set" if each.value is None else f"{key} = {toml_text(each.value)}"
        origin = ", ".join(map(str, each.origins)) or _DEFAULT
        separator = ", " if each.value is None else "  # "
        yield text + separator + origin if len(text) <= _WIDEST else f"# {origin}\n{text}"


def _active(ruleset: Ruleset) -> list[Any]:
    return sorted((*ruleset.rules, *ruleset.site_rules), key=lambda active: active.rule.code)


def _rules(ruleset: Ruleset) -> Iterator[str]:
    """The rules that are on, group by group."""
    active = _active(ruleset)
    yield f"# {len(active)} rules are on:"
    for group, rules in groupby(active, key=lambda each: each.rule.group):
        yield f"#   {group}"
        for rule, severity, _ in rules:
            yield f"#     {rule.code} {rule.name} ({severity})"


def _origin(origin: Origin) -> Any:
    if origin is COMMAND_LINE or origin.position is None:
        return origin.name
    return {"path": origin.name, "line": origin.position.line, "column": origin.position.column}
