"""`wenzhang export`: articles in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wenzhang.cli.batching import BatchSettings, batch_options
from wenzhang.cli.format_options import FormatCommand, formats, given_options
from wenzhang.cli.reading import (
    body_format_option,
    input_encoding_option,
    italic_captions_option,
    paths_argument,
)
from wenzhang.cli.writing import Places, out_option, stdout_option

if TYPE_CHECKING:
    from wenzhang.model import Format

__all__ = ["export"]


@click.command(cls=FormatCommand, short_help="Export articles to another format.")
@paths_argument
@out_option
@stdout_option
@click.option("--lang", metavar="TAG", help="Convert to this variant on the way, as in zh-CN.")
@click.option("--from", "from_", metavar="TAG", help="The variant that the articles are in. By default each shows it.")
@italic_captions_option
@body_format_option
@input_encoding_option
@batch_options
def export(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    to: str,
    out: Path | None,
    stdout: bool,
    lang: str | None,
    from_: str | None,
    italic_captions: bool,
    body_format: Format | None,
    input_encoding: str | None,
    **options: Any,
) -> int:
    """Export articles to another format.

    A PATH is a file, a folder of HTML and Markdown files, a glob, or - for standard input.
    A single file goes to standard output unless there is --out.

    \b
    Examples:
      wenzhang export articles --to json --out out/json
      wenzhang export articles --to jsonl --select figures,faq > parts.jsonl
      wenzhang export article.html --to markdown --lang zh-CN
    """
    from wenzhang.batch.jobs.export import ExportJob
    from wenzhang.cli.exporting import export_paths
    from wenzhang.conversion.variants import variant

    settings, given = _divided(options)
    format_ = formats()[to]
    for tag in filter(None, (lang, from_)):
        variant(tag)
    if format_.converts:
        given |= {"lang": lang, "from_": from_}
    elif from_ is not None and lang is None:
        raise click.UsageError("--from is for --lang, which says what to convert to")
    chosen = given_options(format_, given)
    job = ExportJob(to, chosen, lang, from_, italic_captions, body_format, input_encoding)
    return export_paths(paths, job, Places(out, stdout, suffix=format_.suffix), settings)


def _divided(options: dict[str, Any]) -> tuple[BatchSettings, dict[str, Any]]:
    """Those of the run, and those of the formats."""
    settings: Any = {name: options.pop(name) for name in BatchSettings.__annotations__}
    return settings, options
