"""`wenzhang config`: which configuration is in force, and where it came from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from wenzhang.cli.streams import say, write_out

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["config"]


def _split(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    """The rules of all uses of an option, None where there is none."""
    return tuple(name.strip() for each in value for name in each.split(",") if name.strip()) or None


def _selection(command: Callable[..., int]) -> Callable[..., int]:
    """`--select`, `--extend-select` and `--ignore`: a tuple of rules each, None where it is not used."""
    for name, what in (
        ("--ignore", "Turn these rules off as well."),
        ("--extend-select", "Turn these rules on as well."),
        ("--select", "Turn only these rules on, whatever the configuration selects and ignores."),
    ):
        command = click.option(name, metavar="RULES", multiple=True, callback=_split, help=what)(command)
    return command


@click.command(short_help="Show which configuration is in force, and where it came from.")
@click.argument("path", default=".")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["toml", "json"]),
    default="toml",
    show_default=True,
    help="toml can be saved as a wenzhang.toml, json is for programs.",
)
@_selection
@click.option(
    "--config",
    "config_file",
    type=click.Path(),
    metavar="FILE",
    help="Use this configuration for all files; its globs are relative to the current folder.",
)
@click.option("--isolated", is_flag=True, help="Use no configuration, only the defaults.")
def config(  # noqa: PLR0913, PLR0917 - one parameter an option
    path: str,
    format_: str,
    select: tuple[str, ...] | None,
    extend_select: tuple[str, ...] | None,
    ignore: tuple[str, ...] | None,
    config_file: str | None,
    isolated: bool,
) -> int:
    """Show the configuration that is in force for a file or a folder, by default for the current folder.

    It is the nearest .wenzhang.toml, wenzhang.toml or pyproject.toml with [tool.wenzhang], in the folder of the file
    or above. Beside each value stands the file and line that it came from.

    \b
    Examples:
      wenzhang config
      wenzhang config articles/article.md --format json | jq -r '.rules[].code'

    Exit codes: 0 it is in order, 2 it is not.
    """
    from wenzhang.config.configurations import Configurations
    from wenzhang.config.report import as_json, as_toml
    from wenzhang.errors import SourceError
    from wenzhang.validation.ruleset import Rulesets

    if config_file is not None and isolated:
        raise click.UsageError("--config and --isolated exclude each other")
    if not os.path.exists(path):
        raise SourceError("no such file or folder", path=path)
    overrides = {"select": select, "extend_select": extend_select, "ignore": ignore}
    configurations = Configurations(file=config_file, isolated=isolated, overrides=overrides)
    is_folder = os.path.isdir(path)
    loaded = configurations.in_folder(path if is_folder else os.path.dirname(path))
    ruleset = Rulesets(loaded.config).of(None if is_folder else path)
    if format_ == "json":
        write_out(as_json(loaded, ruleset, path, configurations.notes))
    else:
        write_out(as_toml(loaded, ruleset, path))
    for note in configurations.notes:
        say(note)
    return 0
