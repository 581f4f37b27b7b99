"""Which variant an article is in: what it says about itself, else what its text shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.conversion.align import differences
from wenzhang.conversion.detect import SAY_WHICH, clear_script, detect, holds_chinese, script_evidence
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.variants import configurations, find_variant, is_chinese
from wenzhang.errors import VariantError

if TYPE_CHECKING:
    from wenzhang.conversion.text import HumanText
    from wenzhang.conversion.variants import Script, Variant
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
        if _script_shown(_telling_text(source, human)) == target.script:
            return None
    elif declared == target or _is_of_region(source, human, origin, target):
        return None
    return None if origin == target else origin


def _is_of_region(source: Source, human: HumanText, origin: Variant, target: Variant) -> bool:
    """Whether text that is said to be of one region is of the target's already, both of one script.

    It is where the way back would change more of it: words that both regions have, for different things, are few.
    """
    if {origin.forms, target.forms} != {"tw", "hk"}:
        return False
    text = _telling_text(source, human)
    return _changes(text, target, origin) > _changes(text, origin, target)


def _changes(text: str, origin: Variant, target: Variant) -> int:
    """In how many places a conversion would change a text."""
    (converted,) = convert_texts([text], configurations(origin, target))
    return sum(1 for _ in differences(text, converted))


def _script_shown(text: str) -> Script | None:
    """The script that a text shows beyond doubt."""
    script = clear_script(text)
    if script is None:
        evidence = script_evidence(text)
        script = evidence.script if evidence.telling >= _SURE else None
    return script


def _undeclared(source: Source, human: HumanText) -> Variant:
    if human.language and not is_chinese(human.language):
        raise VariantError(f"the article says that it is in {human.language!r}, which is not Chinese", hint=SAY_WHICH)
    return detect(_telling_text(source, human))


def _telling_text(source: Source, human: HumanText) -> str:
    """What shows the script of the article: its text, without what is marked as another variant unless all is."""
    own = [run.text for run in human.runs]
    marked: list[str] = []
    for stretch in human.stretches:
        text = source.text[stretch.start : stretch.end]
        if not stretch.lang or stretch.lang == human.language:
            own.append(text)
        elif is_chinese(stretch.lang):
            (marked if find_variant(stretch.lang) else own).append(text)
    telling = "".join(own)
    return telling if holds_chinese(telling) else telling + "".join(marked)
