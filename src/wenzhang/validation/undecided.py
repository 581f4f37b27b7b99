"""What a conversion has to guess, and what it would change again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.conversion.detect import script_evidence
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.origin import SURE
from wenzhang.conversion.segmentation import analyse
from wenzhang.conversion.variants import VARIANTS, configurations
from wenzhang.validation.characters import OTHER, SCRIPTS
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.leaks import leak_table
from wenzhang.validation.prose import PARAGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.conversion.variants import Variant
    from wenzhang.source import Span
    from wenzhang.validation.prose import Prose

__all__ = ["undecided", "unstable"]


# The characters of Simplified that stand for several everyday ones in Traditional, and what these are; of the others,
# all but one are rare (`个`: `個`, `箇`), or a matter of taste (`了`: `了`, `瞭`).
_SEVERAL = {
    **{
        "发": "發髮",
        "后": "後后",
        "里": "裡里",
        "面": "面麵",
        "只": "只隻",
        "干": "乾幹干",
        "系": "系係繫",
        "制": "制製",
    },
    **{
        "复": "復複",
        "台": "台臺檯颱",
        "表": "表錶",
        "斗": "斗鬥",
        "丑": "丑醜",
        "准": "准準",
        "余": "余餘",
        "征": "征徵",
    },
    **{"冲": "沖衝", "卷": "卷捲", "采": "采採", "钟": "鐘鍾", "几": "几幾", "历": "歷曆", "范": "范範", "云": "云雲"},
    **{"尽": "盡儘", "签": "簽籤", "松": "松鬆", "谷": "谷穀", "志": "志誌", "板": "板闆", "升": "升昇"},
    **{"汇": "匯彙", "获": "獲穫", "坛": "壇罈", "脏": "髒臟", "纤": "纖縴", "须": "須鬚", "暗": "暗闇", "胡": "胡鬍"},
    **{"姜": "姜薑", "舍": "舍捨", "致": "致緻", "御": "御禦", "郁": "郁鬱", "困": "困睏", "折": "折摺", "划": "劃划"},
}
# And those of Traditional that stand for several in Simplified.
_SEVERAL_IN_SIMPLIFIED = {"乾": "干乾", "著": "着著", "徵": "征徵", "覆": "复覆", "藉": "借藉", "瞭": "了瞭"}


def undecided(prose: Prose) -> Iterator[Finding]:
    """The characters of a text that stand for several in the other script, where no word decides for which."""
    variant = prose.variant
    if variant is None:
        return
    if variant.script == "Hant":
        yield from _left_over(prose, variant)
    several = _SEVERAL if variant.script == "Hans" else _SEVERAL_IN_SIMPLIFIED
    if several.keys().isdisjoint(prose.text):
        return
    chain = ("s2tw",) if variant.script == "Hans" else (f"{variant.forms}2s",)
    other = SCRIPTS[OTHER[variant.script]]
    for start, paragraph in _paragraphs(prose.text):
        analysis = None if several.keys().isdisjoint(paragraph) else analyse(paragraph, chain)
        for found in analysis.ambiguities if analysis else ():
            forms = several.get(found.text)
            if forms is not None and found.attested:
                message = f"{found.text} is {' or '.join(forms)} in {other}, and no word around it decides"
                hint = f"OpenCC takes {found.converted}; look it over when you convert"
                yield Finding(prose.span(start + found.span.start, start + found.span.end), message, hint)


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
        if entry is not None and place not in known and other in (entry.form, *(word.form for word in entry.words)):
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
