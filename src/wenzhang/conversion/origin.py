"""Which variant an article is in: what it says about itself, else what its text shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.conversion.detect import SAY_WHICH, detect, holds_chinese, script_evidence
from wenzhang.conversion.variants import find_variant, is_chinese
from wenzhang.errors import VariantError

if TYPE_CHECKING:
    from wenzhang.conversion.text import HumanText
    from wenzhang.conversion.variants import Variant
    from wenzhang.source import Source

__all__ = ["origin_of"]

# So many different characters of the target's script, and next to none of the other, outweigh what was said about the
# script. A few may be a quotation that is all there is.
_SURE = 3


def origin_of(source: Source, human: HumanText, given: Variant | None, target: Variant) -> Variant | None:
    """The variant to convert from; None where the text is in the target already, whatever was said about it.

    Raises `VariantError` where nobody says and the text does not show it.
    """
    declared = find_variant(human.language) if human.language else None
    origin = given or declared
    if origin is None:
        try:
            origin = _undeclared(source, human)
        except VariantError as error:
            error.path = source.path
            raise
    elif origin.script != target.script:
        evidence = script_evidence(_telling_text(source, human))
        if evidence.script == target.script and evidence.telling >= _SURE:
            return None
    elif declared == target:
        return None
    return None if origin == target else origin


def _undeclared(source: Source, human: HumanText) -> Variant:
    if human.language and not is_chinese(human.language):
        raise VariantError(f"the article says that it is in {human.language!r}, which is not Chinese", hint=SAY_WHICH)
    return detect(_telling_text(source, human))


def _telling_text(source: Source, human: HumanText) -> str:
    """What shows the script of the article: its text, without what is marked as another variant unless all is."""
    own: list[str] = []
    marked: list[str] = []
    for stretch in human.stretches:
        text = source.text[stretch.start : stretch.end]
        if not stretch.lang or stretch.lang == human.language:
            own.append(text)
        elif is_chinese(stretch.lang):
            (marked if find_variant(stretch.lang) else own).append(text)
    telling = "".join(own)
    return telling if holds_chinese(telling) else telling + "".join(marked)
