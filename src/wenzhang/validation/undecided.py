"""What a conversion has to guess, and what it would change again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.conversion.detect import script_evidence
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.origin import SURE
from wenzhang.conversion.segmentation import analyse
from wenzhang.conversion.variants import VARIANTS, configurations
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.leaks import leak_table
from wenzhang.validation.other_script import OTHER, SCRIPTS
from wenzhang.validation.prose import PARAGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.conversion.variants import Variant
    from wenzhang.source import Span
    from wenzhang.validation.prose import Prose

__all__ = ["undecided", "unstable"]


def undecided(prose: Prose) -> Iterator[Finding]:
    """The characters of a text that stand for several in the other script, where no word decides for which."""
    variant = prose.variant
    if variant is None:
        return
    if variant.script == "Hant":
        yield from _left_over(prose, variant)
    chain = ("s2tw",) if variant.script == "Hans" else (f"{variant.forms}2s",)
    analysis = analyse(prose.text, chain)
    other = SCRIPTS[OTHER[variant.script]]
    for found in analysis.ambiguities if analysis else ():
        if found.attested:
            message = f"{found.text} is {' or '.join(found.candidates)} in {other}, and no word around it decides"
            hint = f"OpenCC takes {found.converted}; look it over when you convert"
            yield Finding(prose.span(found.span.start, found.span.end), message, hint)


def _left_over(prose: Prose, variant: Variant) -> Iterator[Finding]:
    """Characters of both scripts that a conversion from Simplified would have changed, in no word that says so."""
    text = prose.text
    table = leak_table("Hant", variant.forms)
    if table.shared.keys().isdisjoint(text):
        return
    known = {leak.start for leak in table.leaks(text)}
    (converted,) = convert_texts([text], ("t2s", f"s2{variant.forms}"))
    for place, (written, other) in enumerate(zip(text, converted, strict=True)):
        entry = table.shared.get(written)
        if entry is not None and place not in known and any(word.form == other for word in entry.words):
            message = f"{written} may be left from Simplified: {other} or {written}"
            yield Finding(prose.span(place, place + 1), message, f"OpenCC would write {other} here; look it over")


def unstable(prose: Prose) -> Iterator[Finding]:
    """The words that a second conversion to the other script changes again, where nothing shows that it is the second.

    That is in short texts without a declared variant only; all others are left alone once they are converted.
    """
    if prose.declared is not None:
        return
    evidence = script_evidence(prose.text)
    if not evidence.chinese or (evidence.script is not None and evidence.telling >= SURE):
        return
    seen: set[int] = set()
    for paragraph_start, paragraph in _paragraphs(prose.text):
        for origin, target in (("zh-TW", "zh-CN"), ("zh-CN", "zh-TW")):
            chain = configurations(VARIANTS[origin], VARIANTS[target])
            analysis = analyse(paragraph, chain)
            for word in analysis.word_changes if analysis else ():
                (again,) = convert_texts([word.after], chain)
                start = paragraph_start + word.span.start
                span = prose.span(start, start + len(word.before))
                if again != word.after and start not in seen and not _is_marked(prose, span):
                    seen.add(start)
                    message = (
                        f"{word.before} becomes {word.after} in {target}, and {again} if it is converted once more"
                    )
                    hint = "nothing shows in which variant this is: declare it with lang"
                    yield Finding(span, message, hint)


def _is_marked(prose: Prose, span: Span) -> bool:
    """Whether an element around says in what language it is."""
    return any(each.lang and each.start <= span.start < each.end for each in prose.stretches)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for paragraph in text.split(PARAGRAPH):
        yield at, paragraph
        at += len(paragraph) + 1
