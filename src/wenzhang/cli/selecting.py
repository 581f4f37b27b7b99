"""The options that name rules, for the commands that take them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

__all__ = ["selection_options"]


def _selectors(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
    """The rules that all uses of an option name together, None where it is not used."""
    if not values:
        return None
    names = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    if not names:
        raise click.BadParameter("it names no rule; leave it out, or name some, as in FM,FG001")
    return names


def selection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--select`, `--extend-select` and `--ignore`: a tuple of codes, names or beginnings of codes each, or None."""
    for name, what in (
        ("--ignore", "Not these rules."),
        ("--extend-select", "These rules besides those that are selected."),
        ("--select", "Only these rules: codes, names, beginnings of codes or ALL, with commas between."),
    ):
        command = click.option(name, metavar="RULES", multiple=True, callback=_selectors, help=what)(command)
    return command
