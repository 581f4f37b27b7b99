"""`wenzhang validate`: what is wrong with articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from wenzhang.batch.plan import Plan, plan_run
from wenzhang.cli.outcome import Outcome, explain
from wenzhang.cli.reading import input_encoding_option, paths_argument, read_bytes
from wenzhang.cli.streams import paint_for, say, write_out
from wenzhang.terminal import readable

if TYPE_CHECKING:
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
@input_encoding_option
def validate(paths: tuple[str, ...], output_format: str, exit_zero: bool, input_encoding: str | None) -> int:
    """Find what is wrong with articles: front matter, HTML, encoding, each with its line and column.

    A PATH is a file, a folder of .html, .htm, .xhtml and .md files, or - for standard input.

    \b
    Examples:
      wenzhang validate articles
      wenzhang validate --output-format json articles | jq -r '.diagnostics[].message'

    A body in Markdown is not read yet: of such a file only the front matter is validated, and that is said.

    Exit codes: 0 nothing found, 1 findings, 2 a file could not be read, or not all of it.
    """
    from wenzhang.validation.report import FORMATS
    from wenzhang.validation.run import Summary

    plan = plan_run(paths)
    outcome = Outcome(plan.skipped)
    summary = Summary()
    for piece in FORMATS[output_format](_findings(plan, outcome, summary, input_encoding), paint_for(sys.stdout)):
        write_out(piece)
    unread = outcome.failed + outcome.skipped
    say(summary.line() + (f", {unread} not read" if unread else ""))
    if unread or summary.unread:
        return 2
    return 1 if summary.findings and not exit_zero else 0


def _findings(plan: Plan, outcome: Outcome, summary: Summary, input_encoding: str | None) -> Iterator[FileFindings]:
    from wenzhang.validation.run import validate_file

    for file in plan.files:
        found = None
        with outcome.attempt(file.path):
            found = validate_file(read_bytes(file.path), path=readable(file.path), encoding=input_encoding)
        if found is not None:
            summary.add(found)
            yield found
            if found.unread is not None:
                say(explain(found.unread, file.path))
