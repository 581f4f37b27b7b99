"""`wenzhang import`: what people did with an exported XLIFF document, back into the articles."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Unpack

import click

from wenzhang.cli.batching import BatchSettings, batch_options
from wenzhang.cli.reading import input_encoding_option, paths_argument
from wenzhang.cli.writing import Places, out_option, stdout_option, write_each

__all__ = ["import_"]


@click.command(name="import", short_help="Bring an edited XLIFF document back into its articles.")
@paths_argument
@click.option(
    "--xliff",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE|DIR",
    help="The document; for a folder of articles the folder of documents that `export --to xliff --out` wrote.",
)
@out_option
@stdout_option
@click.option("--in-place", is_flag=True, help="Write each article over itself.")
@input_encoding_option
@batch_options
def import_(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    xliff: Path,
    out: Path | None,
    stdout: bool,
    in_place: bool,
    input_encoding: str | None,
    **settings: Unpack[BatchSettings],
) -> int:
    """Write the targets of an XLIFF document into the articles that it was made from; all else keeps its bytes.

    A PATH is an article, or a folder of them. A single one goes to standard output unless there is --out or --in-place.

    \b
    Examples:
      wenzhang export article.md --to xliff --lang zh-CN --out review.xlf
      wenzhang import article.md --xliff review.xlf --out article.zh-CN.md
      wenzhang import articles --xliff out/xliff --out out/zh-CN
    """
    from wenzhang.batch.jobs.xliff import ImportJob

    job = ImportJob(str(xliff), tuple(filter(os.path.isdir, paths)), input_encoding)
    return write_each(paths, job, Places(out, stdout, in_place), settings, ("import", "imported"))
