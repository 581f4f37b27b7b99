"""JSON that is written while its parts are still being found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

__all__ = ["as_json", "json_array"]


def as_json(value: object) -> str:
    """A value on one line."""
    return msgspec.json.encode(value).decode()


def json_array(items: Iterable[object]) -> Iterator[str]:
    """An array with an item a line; each is given as soon as it is there."""
    before = "[\n"
    for item in items:
        yield before + as_json(item)
        before = ",\n"
    yield "[]" if before == "[\n" else "\n]"
