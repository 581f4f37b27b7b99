"""`wenzhang validate`: what is wrong with articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import click

from wenzhang.batch.plan import Plan, plan_run
from wenzhang.cli.outcome import Outcome
from wenzhang.cli.reading import body_format_option, input_encoding_option, paths_argument, read_bytes
from wenzhang.cli.streams import paint_for, say, write_out
from wenzhang.terminal import readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.model import Format
    from wenzhang.validation.run import FileFindings, Summary

__all__ = ["validate"]


@click.command(short_help="Find what is wrong with articles.")
@paths_argument
@click.option(
    "--output-format",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
    help="full shows the text around each finding, concise is one line each, json is for programs.",
)
@click.option("--exit-zero", is_flag=True, help="End with 0 although there are findings.")
@body_format_option
@input_encoding_option
def validate(
    paths: tuple[str, ...],
    output_format: str,
    exit_zero: bool,
    body_format: Format | None,
    input_encoding: str | None,
) -> int:
    """Find what is wrong with articles: front matter, HTML, encoding, each with its line and column.

    A PATH is a file, a folder of HTML and Markdown files, or - for standard input.

    \b
    Examples:
      wenzhang validate articles
      wenzhang validate --output-format json articles | jq -r '.diagnostics[].message'

    Exit codes: 0 nothing found, 1 findings, 2 a file could not be read.
    """
    from wenzhang.validation.report import FORMATS
    from wenzhang.validation.run import Summary, validate_file

    plan = plan_run(paths)
    outcome = Outcome(plan.skipped)
    summary = Summary()
    validate_as = partial(validate_file, format=body_format, encoding=input_encoding)
    found = _findings(plan, outcome, summary, validate_as)
    for piece in FORMATS[output_format](found, paint_for(sys.stdout)):
        write_out(piece)
    unread = outcome.failed + outcome.skipped
    say(summary.line() + (f", {unread} not read" if unread else ""))
    if unread:
        return 2
    return 1 if summary.findings and not exit_zero else 0


def _findings(
    plan: Plan, outcome: Outcome, summary: Summary, validate: Callable[..., FileFindings]
) -> Iterator[FileFindings]:
    for file in plan.files:
        found = None
        with outcome.attempt(file.path):
            found = validate(read_bytes(file.path), path=readable(file.path))
        if found is not None:
            summary.add(found)
            yield found
