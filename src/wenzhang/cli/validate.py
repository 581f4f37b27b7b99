"""`wenzhang validate`: what is wrong with articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from wenzhang.cli.batching import EngineSettings, engine_options
from wenzhang.cli.reading import body_format_option, input_encoding_option, italic_captions_option, paths_argument
from wenzhang.cli.selecting import selection_options

__all__ = ["validate"]

OUTPUT_FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson")

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Find what is wrong with articles.")
@paths_argument
@selection_options
@click.option(
    "--region-words",
    type=click.Path(),
    multiple=True,
    metavar="FILE",
    help="Find the words that this list says are not those of a region; zh-TW and zh-CN name those that are there.",
)
@click.option("--fix", is_flag=True, help="Make the safe fixes in the files, and tell what is left.")
@click.option("--unsafe-fixes", is_flag=True, help="Fixes that may change what the article means, as well.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--output-format",
    type=click.Choice(OUTPUT_FORMATS),
    help="full, the default, shows the text around each finding, concise is one line each; the others are for "
    "programs.",
)
@click.option("--output-file", type=_FILE, metavar="FILE", help="Write the findings there.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    help="The least severity that makes the command end with 1. By default warning.",
)
@click.option("--exit-zero", is_flag=True, help="End with 0 although there are findings.")
@click.option("--baseline", type=_FILE, metavar="FILE", help="Say nothing about the findings that this file lists.")
@click.option(
    "--write-baseline",
    type=_FILE,
    metavar="FILE",
    help="Write all findings to this file as the known ones; what it lists of other files and rules stays.",
)
@click.option("--prune-baseline", is_flag=True, help="Take off the list what is there no more.")
@click.option(
    "--config",
    type=_FILE,
    metavar="FILE",
    help="Use this configuration for all files; its globs are relative to the current folder.",
)
@click.option("--isolated", is_flag=True, help="Use no configuration but that of the command line.")
@click.option("--force-exclude", is_flag=True, help="Leave out what is excluded also where it is named itself.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option(
    "--cache-dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="WENZHANG_CACHE_DIR",
    metavar="DIR",
    help="Where the cache is; by default .wenzhang_cache beside the configuration. [env: WENZHANG_CACHE_DIR]",
)
@click.option("--stdin-filename", metavar="NAME", help="What standard input is called, and read as.")
@click.option("--watch", is_flag=True, help="Go on validating whenever a file changes.")
@engine_options
@italic_captions_option
@body_format_option
@input_encoding_option
def validate(
    paths: tuple[str, ...],
    jobs: int | None,
    engine: str,
    scheduler: str | None,
    timeout: float | None,
    **options: Any,
) -> int:
    """Find what is wrong with articles: front matter, structure, figures, links, questions, HTML and encoding.

    A PATH is a file, a folder of HTML and Markdown files, or - for standard input. What holds for a file is said by the
    nearest wenzhang.toml, or pyproject.toml with [tool.wenzhang], in its folder or above.

    \b
    Examples:
      wenzhang validate articles
      wenzhang validate articles --fix
      wenzhang validate articles --select FM,FG001 --output-format github
      wenzhang validate --output-format json articles | jq -r '.diagnostics[].message'

    Exit codes: 0 clean, 1 findings of --fail-on or graver (with --diff: something to fix), 2 wrong use, or a file that
    could not be read.
    """
    from wenzhang.cli.validating import Settings, validate_paths

    where = EngineSettings(jobs=jobs, engine=engine, scheduler=scheduler, timeout=timeout)
    return validate_paths(paths, Settings(where=where, **options))
