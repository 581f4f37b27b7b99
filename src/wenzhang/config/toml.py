"""Values as TOML writes them (toml.io, version 1.0)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

import msgspec

__all__ = ["toml_key", "toml_text"]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def toml_key(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if _BARE_KEY.fullmatch(key) else toml_text(key)


def toml_text(value: Any) -> str:
    """A value on one line. A Struct is a table without the fields that are None. Raises `TypeError` for None."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):  # bools among them
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _table({key: each for key, each in value.items() if each is not None})
    if isinstance(value, msgspec.Struct):
        return toml_text({each.encode_name: getattr(value, each.name) for each in msgspec.structs.fields(value)})
    if isinstance(value, tuple | list | set | frozenset):
        return f"[{', '.join(map(toml_text, value))}]"
    raise TypeError(f"TOML has no {value!r}")


def _table(items: Mapping[str, Any]) -> str:
    inside = ", ".join(f"{toml_key(key)} = {toml_text(value)}" for key, value in items.items())
    return f"{{ {inside} }}" if inside else "{}"
