"""Settings as text that is the same in every process and on every machine."""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ["settings_text"]


def settings_text(*values: Any) -> str:
    """The values as JSON in a fixed order; a type that JSON does not have by what it is made of."""
    return msgspec.json.encode(values, order="deterministic", enc_hook=_made_of).decode()


def _made_of(value: Any) -> Any:
    return str(value)
