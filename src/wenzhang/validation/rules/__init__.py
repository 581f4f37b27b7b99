"""The rules, one module a group."""

from importlib import import_module

__all__ = ["GROUPS", "load"]

GROUPS = (
    "front_matter",
    "front_matter_values",
    "front_matter_dates",
    "front_matter_entries",
    "structure",
    "figures",
    "captions",
    "links",
    "faq",
    "accessibility",
    "markup",
    "encoding",
    "output",
    "script",
    "region",
    "spacing",
    "widths",
    "punctuation",
    "quotations",
    "suppressions",
    "site",
)
"""The modules in the order of the catalogue."""


def load() -> None:
    """Imports them all, which registers their rules."""
    for group in GROUPS:
        import_module(f"wenzhang.validation.rules.{group}")
