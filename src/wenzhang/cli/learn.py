"""`wenzhang learn`: corrections of a conversion, kept for the next one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from wenzhang.cli.convert import VariantSettings, converter_of, to_option, variant_options
from wenzhang.cli.reading import body_format_option, input_encoding_option, read_source
from wenzhang.cli.streams import say

if TYPE_CHECKING:
    from wenzhang.model import Format

__all__ = ["learn"]

_WHY = {
    "inserted": "inserted, so no sentence of the original stands for it",
    "deleted": "deleted; the next conversion will have it again",
    "divided": "divided between paragraphs",
    "merged": "merged with others, so that it cannot be told what became of it",
    "ambiguous": "corrected in different ways although what stands around it is the same",
}


@click.command(short_help="Keep what a person corrected in a conversion.")
@click.argument("source", metavar="SOURCE")
@click.argument("corrected", metavar="CORRECTED")
@click.option(
    "--memory",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The translation memory (TMX 1.4b) to add to; it is made where it is not there.",
)
@to_option(required=False, note=" By default CORRECTED says it or shows it.")
@variant_options
@body_format_option
@input_encoding_option
def learn(  # noqa: PLR0913, PLR0917 - one parameter an option
    source: str,
    corrected: str,
    memory: Path,
    to: str | None,
    body_format: Format | None,
    input_encoding: str | None,
    **settings: Unpack[VariantSettings],
) -> int:
    """Keep what a person corrected in a conversion, sentence by sentence, so that the next conversion has it again.

    SOURCE is the original article, CORRECTED its conversion as it was edited. Give the options that it was converted
    with. What cannot be put down to a sentence of the original is named.

    \b
    Examples:
      wenzhang learn article.md out/zh-CN/article.md --memory corrections.tmx
      wenzhang convert article.md --to zh-CN --memory corrections.tmx --out out/zh-CN
    """
    from datetime import UTC, datetime

    from wenzhang.conversion import variant_of
    from wenzhang.conversion.learning import learn as learn_from
    from wenzhang.conversion.memory import Memory
    from wenzhang.conversion.tmx import read_tmx, write_tmx

    original, edited = read_source(source, input_encoding), read_source(corrected, input_encoding)
    converter = converter_of(to or variant_of(edited, format=body_format).tag, settings)
    known = read_tmx(memory) if memory.exists() else Memory()
    now = datetime.now(UTC).replace(microsecond=0)
    learned = learn_from(original, edited, converter, format=body_format, date=now)
    for unassigned in learned.unassigned:
        place = corrected if unassigned.why == "inserted" else source
        became = f" (corrected: {unassigned.corrected})" if unassigned.corrected else ""
        say(f"{place}: {_WHY[unassigned.why]}: {unassigned.text}{became}")
    merged = known.merged(learned.memory)
    write_tmx(merged, memory)
    say(f"{len(learned.corrections)} corrections learned, {len(merged.corrections)} in {memory}")
    return 0
