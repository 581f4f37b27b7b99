"""`wenzhang review`: pages on which to look a conversion over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from wenzhang.cli.convert import VariantSettings, to_option, variant_options
from wenzhang.cli.reading import body_format_option, input_encoding_option, italic_captions_option, paths_argument

if TYPE_CHECKING:
    from wenzhang.model import Format

__all__ = ["review"]

_FILES = click.Path(path_type=Path)


@click.command(short_help="Make pages to look a conversion over.")
@paths_argument
@to_option(required=True)
@click.option(
    "--out",
    type=_FILES,
    required=True,
    metavar="DIR",
    help="Write the pages below this folder: a new one, or that of an earlier review.",
)
@variant_options
@click.option(
    "--memory",
    type=_FILES,
    multiple=True,
    metavar="FILE",
    help="Apply the corrections of this TMX file, and show where. May be repeated; a later file wins.",
)
@click.option("--no-validate", is_flag=True, help="Leave out what `wenzhang validate` finds.")
@italic_captions_option
@body_format_option
@input_encoding_option
def review(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    to: str,
    out: Path,
    memory: tuple[Path, ...],
    no_validate: bool,
    italic_captions: bool,
    body_format: Format | None,
    input_encoding: str | None,
    **settings: Unpack[VariantSettings],
) -> int:
    """Make pages to look a conversion over: original and result side by side, each change marked and explained.

    A PATH is a file, a folder of HTML and Markdown files, or a glob. Open index.html in DIR with any browser; no
    network is needed. What is decided there is kept by the browser, also when the pages are made anew, and saved as
    one file, which `wenzhang convert` and the next review take:

    \b
    Examples:
      wenzhang review articles --to zh-CN --out review
      wenzhang convert articles --to zh-CN --out out --memory decisions.tmx --glossary decisions.tmx

    Exit codes: 0 done, 1 articles that could not be reviewed, 2 wrong use or input.
    """
    from wenzhang.cli.convert import converter_of
    from wenzhang.cli.reviewing import Options, review_paths

    if "," in to:
        raise click.UsageError("a review is of one variant; give each an output folder of its own")
    converter = converter_of(to, settings, memory=memory)
    return review_paths(paths, converter, out, Options(not no_validate, italic_captions, body_format, input_encoding))
