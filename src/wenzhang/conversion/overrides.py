"""MediaWiki's markup by which an author decides in place: `-{zh-tw:軟體;zh-cn:软件}-`, and `-{…}-` for what stays.

Read as its manual says (Writing systems/Syntax): variants with their text, separated by semicolons; text without a
variant is left unconverted; so is all behind the flag `R`. Other flags and one-way rules (`=>`) make rules for a whole
page; such markup is left as it stands, and so is markup in markup, inside and out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.conversion.parts import Fixed
from wenzhang.conversion.variants import find_variant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.conversion.variants import Variant

__all__ = ["overrides"]

_MARKUP = re.compile(r"-\{(?:(?P<flags>[A-Z\-]*)\|)?(?P<rule>[^{}]*)\}-")
_BOUND = re.compile(r"-\{|\}-")
_ALTERNATIVE = re.compile(r"\s*(zh(?:-[A-Za-z]+)*)\s*:(.*)", re.DOTALL)

# What serves where a variant has no text of its own, in turn (LanguageZh, variantfallbacks).
_FALLBACKS = {
    "zh-Hans": ("zh-CN", "zh-SG"),
    "zh-Hant": ("zh-TW", "zh-HK", "zh-MO"),
    "zh-CN": ("zh-Hans", "zh-SG"),
    "zh-SG": ("zh-Hans", "zh-CN"),
    "zh-TW": ("zh-Hant", "zh-HK", "zh-MO"),
    "zh-HK": ("zh-MO", "zh-Hant", "zh-TW"),
    "zh-MO": ("zh-HK", "zh-Hant", "zh-TW"),
}


def overrides(text: str, target: Variant) -> Iterator[Fixed]:
    """Each override in a text, in order, with what it says for the target."""
    if "-{" not in text:
        return
    for start, end in _outermost(text):
        markup = _MARKUP.fullmatch(text, start, end)  # none with braces in it
        if markup and markup["flags"] in (None, "", "R"):
            says = markup["rule"] if markup["flags"] == "R" else _said(markup["rule"], target)
            if says is not None and not _opens_another(text[max(start - 1, 0) : start] + says + text[end : end + 1]):
                yield Fixed(start, end, says)


def _opens_another(said: str) -> bool:
    """Whether what an override says would make markup with what stands beside it."""
    return "-{" in said or "}-" in said


def _outermost(text: str) -> list[tuple[int, int]]:
    """Where markup stands that is not in other markup. What is opened and not closed is none."""
    opened: list[int] = []
    found: list[tuple[int, int]] = []
    for bound in _BOUND.finditer(text):
        if bound[0] == "-{":
            opened.append(bound.start())
        elif opened:
            start = opened.pop()
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, bound.end()))
    return found


def _said(rule: str, target: Variant) -> str | None:
    """What a rule says for a variant, None where it is of another kind or has nothing for it."""
    if "=>" in rule:
        return None
    alternatives = [_ALTERNATIVE.fullmatch(part) for part in rule.split(";") if part.strip()]
    if not any(alternatives):
        return rule
    texts: dict[str, str] = {}
    for alternative in alternatives:
        found = find_variant(alternative[1]) if alternative else None
        if alternative and found:
            texts.setdefault(found.tag, alternative[2].strip())
    return next((texts[tag] for tag in (target.tag, *_FALLBACKS[target.tag]) if tag in texts), None)
