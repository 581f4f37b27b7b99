"""What an edited conversion teaches: the article, and what a person made of its conversion, as corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wenzhang.conversion.detect import script_evidence
from wenzhang.conversion.memory import Learned, Memory
from wenzhang.errors import VariantError

if TYPE_CHECKING:
    from datetime import datetime

    from wenzhang.conversion.converter import Converter
    from wenzhang.model import Format
    from wenzhang.source import Source

__all__ = ["learn"]


def learn(
    source: Source,
    corrected: Source,
    converter: Converter,
    *,
    format: Format | None = None,
    date: datetime | None = None,
) -> Learned:
    """The corrections in an edited conversion of a source.

    The source is converted again as the converter's settings say, without its memory, and what the edited article has
    in other words is what a person corrected. Raises what `Converter.convert_source` raises for either of them, and
    `VariantError` where the source is in the target already.
    """
    conversion = replace(converter, memory=Memory()).conversion(source, format=format, all_runs=True)
    if conversion.origin == conversion.target:
        raise VariantError(
            f"the article is in {conversion.target.tag} already, so there is no conversion to learn from",
            path=source.path,
            hint="name the original first and its corrected conversion second; --from says what the original is in",
        )
    edited = converter.human_runs(corrected, format=format)
    shown = script_evidence("".join([run.text for run in edited]))
    if conversion.origin.script != conversion.target.script and shown.script == conversion.origin.script:
        raise VariantError(
            f"the corrected article is not in {conversion.target.tag} but in the script of the original",
            path=corrected.path,
            hint="name the original first and its corrected conversion second",
        )
    return Memory.learn(
        [run.run.text for run in conversion.runs],
        [run.text for run in conversion.runs],
        [run.text for run in edited],
        conversion.origin.tag,
        conversion.target.tag,
        date=date,
    )
