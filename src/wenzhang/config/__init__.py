"""The configuration of a project: what `[tool.wenzhang]` in pyproject.toml, or wenzhang.toml, may say."""

from typing import TYPE_CHECKING, Any

from wenzhang.config.settings import Config, CustomRule, Route, SchemaFor, SiteLayout

if TYPE_CHECKING:
    from wenzhang.config.configurations import Configurations
    from wenzhang.config.loading import find_config, load_config

__all__ = [
    "Config",
    "Configurations",
    "CustomRule",
    "Route",
    "SchemaFor",
    "SiteLayout",
    "find_config",
    "load_config",
]

_LATER = {
    "Configurations": "wenzhang.config.configurations",
    "find_config": "wenzhang.config.loading",
    "load_config": "wenzhang.config.loading",
}


def __getattr__(name: str) -> Any:
    """Whoever only wants a `Config` does not load what reads files."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
