"""`wenzhang import`: what people did with an exported XLIFF document, back into the articles."""

from __future__ import annotations

import os
from pathlib import Path

import click

from wenzhang.cli.reading import input_encoding_option, paths_argument, read_bytes, read_source
from wenzhang.cli.writing import Outputs, out_option, stdout_option, write_each
from wenzhang.errors import SourceError

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
def import_(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...], xliff: Path, out: Path | None, stdout: bool, in_place: bool, input_encoding: str | None
) -> int:
    """Write the targets of an XLIFF document into the articles that it was made from; all else keeps its bytes.

    A PATH is an article, or a folder of them. A single one goes to standard output unless there is --out or --in-place.

    \b
    Examples:
      wenzhang export article.md --to xliff --lang zh-CN --out review.xlf
      wenzhang import article.md --xliff review.xlf --out article.zh-CN.md
      wenzhang import articles --xliff out/xliff --out out/zh-CN
    """
    from wenzhang.export.xliff import apply_xliff

    folder = next((path for path in paths if os.path.isdir(path)), None)

    def work(path: str) -> bytes:
        document = xliff
        if xliff.is_dir():
            name = os.path.relpath(path, folder) if folder is not None else os.path.basename(path)
            document = xliff / Path(name).with_suffix(".xlf")
            if not document.is_file():
                raise SourceError("has no document to be brought into it", path=path, hint=f"looked for {document}")
        source = read_source(path, input_encoding)
        return apply_xliff(source, read_bytes(str(document)), path=str(document)).encode()

    return write_each(paths, work, Outputs("imported", out, stdout, in_place=in_place))
