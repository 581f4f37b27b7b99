"""`wenzhang config`: which configuration is in force, and where it came from."""

from __future__ import annotations

import os

import click

from wenzhang.cli.selecting import selection_options
from wenzhang.cli.streams import say, write_out

__all__ = ["config"]


@click.command(short_help="Show which configuration is in force, and where it came from.")
@click.argument("path", default=".")
@click.option(
    "--output-format",
    type=click.Choice(["toml", "json"]),
    default="toml",
    show_default=True,
    help="toml can be saved as a wenzhang.toml, json is for programs.",
)
@selection_options
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
    output_format: str,
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
      wenzhang config articles/article.md --output-format json | jq -r '.rules[].code'

    Exit codes: 0 it is in order, 2 it is not.
    """
    from wenzhang.cli.known import Baselines
    from wenzhang.config.configurations import Configurations
    from wenzhang.config.report import as_json, as_toml
    from wenzhang.errors import SourceError
    from wenzhang.validation.run import Validator

    if config_file is not None and isolated:
        raise click.UsageError("--config and --isolated exclude each other")
    if not os.path.exists(path):
        raise SourceError("no such file or folder", path=path)
    overrides = {"select": select, "extend_select": extend_select, "ignore": ignore}
    configurations = Configurations(file=config_file, isolated=isolated, overrides=overrides)
    is_folder = os.path.isdir(path)
    loaded = configurations.in_folder(path if is_folder else os.path.dirname(path))
    validator = Validator(loaded.config)
    ruleset = validator.rulesets.of(None if is_folder else path)
    if output_format == "json":
        write_out(as_json(loaded, ruleset, path, configurations.notes))
    else:
        write_out(as_toml(loaded, ruleset, path))
    for note in configurations.notes:
        say(note)
    Baselines(None).of(loaded.config)  # says where it cannot be read
    return 0
