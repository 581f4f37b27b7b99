"""`wenzhang init`: a configuration to start with."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wenzhang.batch.plan import plan_run
from wenzhang.batch.write import write_atomically
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import read_article, read_bytes
from wenzhang.cli.streams import say, write_out
from wenzhang.errors import ConfigError, SourceError
from wenzhang.terminal import readable

if TYPE_CHECKING:
    from wenzhang.batch.plan import Plan
    from wenzhang.config import Config
    from wenzhang.config.survey import Survey
    from wenzhang.validation.summary import Summary

__all__ = ["init"]

_NAME = "wenzhang.toml"


@click.command(short_help="Write a configuration to start with.")
@click.argument("folder", default=".", type=click.Path(file_okay=False))
@click.option("--stdout", is_flag=True, help="Print it instead of writing wenzhang.toml.")
@click.option("--force", is_flag=True, help="Replace a wenzhang.toml that is there.")
def init(folder: str, stdout: bool, force: bool) -> int:
    """Write a wenzhang.toml for the articles in FOLDER, by default the current one.

    It is made from the articles: the keys that nearly all of them have, their categories, the level of their first
    heading, the folders that hold their images. What is not certain is in comments.

    \b
    Examples:
      wenzhang init
      wenzhang init articles --stdout

    Exit codes: 0 written, 2 there is a configuration already, or no article.
    """
    from wenzhang.config.configurations import Configurations
    from wenzhang.config.starter import BASELINE, starter, starter_config

    target = os.path.join(folder, _NAME)
    if not stdout:
        _check(folder, target, force)
    plan = plan_run([folder], exclusion=Configurations(isolated=True).exclusion())
    survey = _surveyed(plan, folder)
    problems = _validated(plan, starter_config(survey))
    content = starter(survey, problems.findings)
    if stdout:
        write_out(content)
    else:
        write_atomically(Path(target), content.encode())
        say(f"{readable(target)} is written")
        _tell_above(folder)
    say(problems.line())
    if problems.findings:
        baseline = os.path.normpath(os.path.join(folder, BASELINE))
        say(f"to hear of new ones only: wenzhang validate {readable(folder)} --write-baseline {readable(baseline)}")
    return 0


def _check(folder: str, target: str, force: bool) -> None:
    """Raises `ConfigError` where a configuration is there."""
    from wenzhang.config.loading import files_in

    others = [path for path in files_in(os.path.abspath(folder)) if os.path.basename(path) != _NAME]
    if others:
        other = os.path.join(folder, os.path.basename(others[0]))
        raise ConfigError("is the configuration here already", path=other, hint="add to it what --stdout shows")
    if os.path.lexists(target) and not force:
        raise ConfigError("is there already", path=target, hint="--stdout shows what it would be, --force replaces it")


def _tell_above(folder: str) -> None:
    """Says which configuration the one that is written takes the place of."""
    from wenzhang.config.loading import find_config

    above = find_config(os.path.dirname(os.path.abspath(folder)))
    if above is not None:
        say(f"{above} no longer counts here; for it to, put extend = … at the top of {_NAME}")


def _surveyed(plan: Plan, folder: str) -> Survey:
    from wenzhang.config.survey import Survey

    survey = Survey(os.path.abspath(folder))
    outcome = Outcome(plan.skipped)
    for file in plan.files:
        with outcome.attempt(file.path):
            survey.add(read_article(file.path, None))
    return survey


def _validated(plan: Plan, config: Config) -> Summary:
    """What validation finds under a configuration."""
    from wenzhang.validation.run import Validator
    from wenzhang.validation.summary import Summary

    validator = Validator(config)
    summary = Summary()
    examined = []
    for planned in plan.files:
        with suppress(SourceError):  # told already
            examined.append(validator.examine_bytes(read_bytes(planned.path), path=readable(planned.path)))
    for file in validator.conclude(examined):
        summary.add(file)
    return summary
