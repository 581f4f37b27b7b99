"""Which variant an article is in: what it says about itself, else what its text shows."""

from __future__ import annotations

from operator import ne
from typing import TYPE_CHECKING

from wenzhang.conversion.detect import SAY_WHICH, clear_script, detect, holds_chinese, script_evidence
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.runs import runs_in
from wenzhang.conversion.variants import configurations, find_variant, is_chinese
from wenzhang.errors import VariantError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wenzhang.conversion.glossary import Glossary
    from wenzhang.conversion.text import HumanText, Stretch
    from wenzhang.conversion.variants import Script, Variant
    from wenzhang.source import Source

__all__ = ["SURE", "origin_of", "variant_in"]

# So many different characters of the target's script, and next to none of the other, outweigh what was said about the
# script. Fewer may be a name or a quotation that is all there is.
SURE = 3

# How much more of a text the way back has to change, and how many words the form of a character weighs.
_MUCH, _FORM = 2, 5


def origin_of(
    source: Source, human: HumanText, given: Variant | None, target: Variant, glossary: Glossary
) -> Variant | None:
    """The variant to convert from; None where the text is in the target already, whatever was said about it.

    Raises `VariantError` where nobody says and the text does not show it.
    """
    declared = find_variant(human.language) if human.language else None
    said = given or declared
    text = _telling_text(source, human, glossary)
    origin = said or _undeclared(text, human.language, source.path)
    if origin == target:
        return None
    if origin.script != target.script:
        done = _script_shown(text) == target.script or (declared == target and _leans_to(text) != origin.script)
    else:
        done = declared == target or _is_of_region(text, origin, target, is_said=said is not None)
    return None if done else origin


def variant_in(source: Source, human: HumanText, glossary: Glossary) -> Variant:
    """The variant that an article says or shows that it is in. Raises `VariantError` where it does neither."""
    declared = find_variant(human.language) if human.language else None
    return declared or _undeclared(_telling_text(source, human, glossary), human.language, source.path)


def _is_of_region(text: str, origin: Variant, target: Variant, *, is_said: bool) -> bool:
    """Whether text in the script of two regions is of the target's already.

    Of what was converted, the way back would change much more: its characters have the forms of the target, and the
    words that mean different things in both regions are few. Text whose region nobody said is left alone where its
    forms do not tell.
    """
    if target.region is None:  # that is all text of the script, unless it is said to be of a region
        return not is_said
    if {origin.forms, target.forms} != {"tw", "hk"}:
        return False
    there, back = _changed_forms(text, origin, target), _changed_forms(text, target, origin)
    if not is_said:
        return there <= back
    there = there * _FORM + _changed_words(text, origin, target)
    back = back * _FORM + _changed_words(text, target, origin)
    return back > _MUCH * there


def _changed_forms(text: str, origin: Variant, target: Variant) -> int:
    """How many characters have another form in the target."""
    (converted,) = convert_texts([text], configurations(origin, target, phrases=False))
    return sum(map(ne, text, converted))


def _changed_words(text: str, origin: Variant, target: Variant) -> int:
    """How many words are others in the target."""
    from wenzhang.conversion.segmentation import word_changes

    return len(word_changes(text, configurations(origin, target)) or ())


def _script_shown(text: str) -> Script | None:
    """The script that a text shows beyond doubt."""
    script = clear_script(text)
    if script is None:
        evidence = script_evidence(text)
        script = evidence.script if evidence.telling >= SURE else None
    return script


def _leans_to(text: str) -> Script | None:
    """The script that a text has more characters of."""
    evidence = script_evidence(text)
    if evidence.traditional == evidence.simplified:
        return None
    return "Hant" if evidence.traditional > evidence.simplified else "Hans"


def _undeclared(text: str, language: str | None, path: str | None) -> Variant:
    if language and not is_chinese(language):
        raise VariantError(
            f"the article says that it is in {language!r}, which is not Chinese", path=path, hint=SAY_WHICH
        )
    try:
        return detect(text)
    except VariantError as error:
        error.path = path
        raise


def _telling_text(source: Source, human: HumanText, glossary: Glossary) -> str:
    """What shows the script of the article: its texts in their order, without terms, since those stay as they are.

    Without what is marked as another variant, too, unless all is.
    """

    def texts(is_wanted: Callable[[Stretch], bool]) -> str:
        runs = runs_in(source.text, human, is_wanted)
        if human.runs and human.stretches:
            runs.sort(key=lambda run: run.pieces[0].start)
        return "\n".join([_without_terms(run.text, glossary) for run in runs])

    telling = texts(lambda stretch: not _is_marked(stretch, human.language))
    return telling if holds_chinese(telling) else texts(lambda stretch: not stretch.lang or is_chinese(stretch.lang))


def _is_marked(stretch: Stretch, language: str | None) -> bool:
    """Whether text says that it is not in the variant of the article."""
    if not stretch.lang or stretch.lang == language:
        return False
    return not is_chinese(stretch.lang) or find_variant(stretch.lang) is not None


def _without_terms(text: str, glossary: Glossary) -> str:
    if not glossary.terms:
        return text
    parts: list[str] = []
    at = 0
    for match in glossary.matches(text):
        parts.append(text[at : match.start])
        at = match.end
    return " ".join([*parts, text[at:]])
