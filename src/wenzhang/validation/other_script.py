"""Where a text has characters of the other script that its author cannot have meant."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from wenzhang.conversion.dictionaries import dictionary
from wenzhang.conversion.engine import convert_texts
from wenzhang.validation.characters import KANA, OTHER, SCRIPTS
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.leaks import Leak, leak_table
from wenzhang.validation.prose import BREAK, OBJECT, PARAGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.conversion.variants import Script, Variant
    from wenzhang.validation.leaks import LeakTable
    from wenzhang.validation.prose import Prose

__all__ = ["found_in"]

# How each script calls itself, in the links that lead to the other version of a page.
_OWN_NAMES = {
    "Hans": "简体中文 简体字 简体 简中 大陆简体 马新简体 新加坡简体 中文（简体） 中文(简体)",
    "Hant": "繁體中文 正體中文 繁體字 正體字 繁體 正體 繁中 香港繁體 臺灣正體 中文（繁體） 中文(繁體)",
}

_MOST_APART = 2  # leaks in a sentence that are found one by one; of more, where nothing else tells, the whole is one

_DEEPEST = 4  # quotations within each other that are looked at
_LONGEST_NAME = 6

_SENTENCE_END = re.compile(rf"[。！？!?{BREAK}{PARAGRAPH}]")
_CLAUSE_END = re.compile(rf"[。！？，、；：,;:!?「」『』“”‘’（）()《》〈〉【】\[\]|/·•{BREAK}{PARAGRAPH}{OBJECT}]")
_KANA = re.compile(f"[{KANA}]")
_READING = re.compile(f"[」』”》]?[（(][{KANA}ー・ 　]+[）)]")  # of a Japanese name, behind it

_QUOTED = re.compile(r"「[^「」\u2029]*」|『[^『』\u2029]*』|“[^“”\u2029]*”|《[^《》\u2029]*》|〈[^〈〉\u2029]*〉")


def found_in(prose: Prose, allowed: Iterable[str] = ()) -> Iterator[Finding]:
    """The findings of a text, in order. `allowed` are words that are written in the other script on purpose."""
    script, variant = prose.script, prose.variant
    if script is None or variant is None:
        return
    table = leak_table(script, variant.forms, sure=variant == prose.declared)
    leaks = list(table.leaks(prose.text))
    if not leaks:
        return
    text = _Surroundings(prose.text, script, table, allowed)
    meant = [leak for leak in leaks if not text.is_on_purpose(leak)]
    for sentence, group in groupby(meant, key=text.sentence_of):
        of_sentence = list(group)
        if len(of_sentence) > _MOST_APART and not text.has_own(sentence):
            yield _passage(prose, variant, of_sentence)
        else:
            yield from (_finding(prose, variant, leak) for leak in of_sentence)


class _Surroundings:
    """What stands around the leaks of a text."""

    def __init__(self, text: str, script: Script, table: LeakTable, allowed: Iterable[str]) -> None:
        self.text = text
        self.script = script
        self.own = leak_table(OTHER[script]).sole
        self.other = table.sole
        self.kept = sorted(self._kept([*_OWN_NAMES[OTHER[script]].split(), *allowed]))
        self.ends = [found.start() for found in _SENTENCE_END.finditer(text)]

    def _kept(self, words: Iterable[str]) -> Iterator[tuple[int, int]]:
        """The ranges of what is written in the other script on purpose."""
        pattern = re.compile("|".join(sorted(map(re.escape, filter(None, words)), key=len, reverse=True)))
        for found in pattern.finditer(self.text):
            yield found.span()
        for found in _QUOTED.finditer(self.text):
            told = [character for character in found[0] if character in self.other]
            if len(told) > 1 and self.own.keys().isdisjoint(found[0]):
                yield found.span()

    def is_on_purpose(self, leak: Leak) -> bool:
        """Whether a leak is none: in a name, a title or a quotation of the other script, or in Japanese."""
        index = bisect_right(self.kept, (leak.start, len(self.text)))
        if any(leak.end <= end for _, end in self.kept[max(index - _DEEPEST, 0) : index]):
            return True
        start, end = _around(self.text, leak, _CLAUSE_END)
        clause = self.text[start:end]
        if leak.word is not None and self._is_listed(start, end):
            return True
        kana = _KANA.findall(clause)
        if len(kana) > 1 or (kana and kana != ["の"]) or "の" in self.text[leak.start - 1 : leak.end + 1]:
            return True
        return not _japanese().isdisjoint(clause) or _READING.match(self.text, end) is not None

    def _is_listed(self, start: int, end: int) -> bool:
        """Whether a clause may be one of the names in a list of such."""
        commas = self.text[max(start - 1, 0) : start], self.text[end : end + 1]
        return commas == (",", ",") and len(self.text[start:end].strip()) <= _LONGEST_NAME

    def sentence_of(self, leak: Leak) -> int:
        """The number of the sentence of a leak."""
        return bisect_right(self.ends, leak.start)

    def has_own(self, sentence: int) -> bool:
        """Whether any character of a sentence tells that it is in the text's own script."""
        start = self.ends[sentence - 1] if sentence else 0
        end = self.ends[sentence] if sentence < len(self.ends) else len(self.text)
        return not self.own.keys().isdisjoint(self.text[start:end])


def _around(text: str, leak: Leak, ends: re.Pattern[str], reach: int = 200) -> tuple[int, int]:
    """The stretch between two of the characters that end one."""
    low = max(leak.start - reach, 0)
    before = [found.end() for found in ends.finditer(text, low, leak.start)]
    after = ends.search(text, leak.end, leak.end + reach)
    return before[-1] if before else low, after.start() if after else min(leak.end + reach, len(text))


@cache
def _japanese() -> frozenset[str]:
    """Characters that only Japanese has: the new forms of 1946 that neither Chinese script took."""
    new = dictionary("JPShinjitaiCharacters").entries.keys()
    known = dictionary("STCharacters").entries.keys() | dictionary("TSCharacters").entries.keys()
    return frozenset(character for character in new if character not in known and not _is_chinese(character))


def _is_chinese(character: str) -> bool:
    for encoding in ("cp950", "gb2312"):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _finding(prose: Prose, variant: Variant, leak: Leak) -> Finding:
    written = prose.text[leak.start : leak.end]
    own = SCRIPTS[variant.script]
    replacement = leak.written if leak.has_one_reading else _in_context(prose.text, variant, leak)
    message = f"{written} is {SCRIPTS[OTHER[variant.script]]}; {own} writes {replacement}"
    fix = prose.fix([(leak.start, leak.end, replacement)], safe=leak.has_one_reading)
    if leak.word is not None and len(leak.word) > 1:
        message = f"{written} is {SCRIPTS[OTHER[variant.script]]} here; {own} writes {leak.word}"
        hint = f"decided by the word {leak.word}: elsewhere {own} has {written} as well"
    elif leak.has_one_reading:
        hint = f"certain: OpenCC's dictionaries know no word in which {own} writes {written}"
    else:
        readings = " or ".join("/".join(forms) for forms in leak.forms)
        hint = f"certain that it is not {own}; whether it is {readings} is OpenCC's choice from the words around it"
    return Finding(prose.span(leak.start, leak.end), message, hint, fix)


def _in_context(text: str, variant: Variant, leak: Leak) -> str:
    """What stands for a leak when its sentence is converted; the word that decided comes first."""
    if leak.word is not None:
        return leak.written
    start, end = _around(text, leak, _SENTENCE_END)
    found = _converted(text[start:end], variant)[leak.start - start : leak.end - start]
    return found if found != text[leak.start : leak.end] else leak.written


def _converted(text: str, variant: Variant) -> str:
    """A text of either script, or of both, in the script and the forms of a variant. Each character keeps its place."""
    chain = ("t2s", f"s2{variant.forms}") if variant.script == "Hant" else ("t2s",)
    return convert_texts([text], chain)[0]


def _passage(prose: Prose, variant: Variant, leaks: Sequence[Leak]) -> Finding:
    start, end = leaks[0].start, leaks[-1].end
    written = prose.text[start:end]
    pairs = enumerate(zip(written, _converted(written, variant), strict=True), start)
    edits = [(place, place + 1, new) for place, (old, new) in pairs if new != old]
    other, own = SCRIPTS[OTHER[variant.script]], SCRIPTS[variant.script]
    message = f"a passage in {other}, in an article in {own}: {_shortened(written)}"
    hint = "convert it, or mark it with lang if it is meant to be so"
    return Finding(prose.span(start, end), message, hint, prose.fix(edits, safe=False))


def _shortened(text: str, length: int = 20) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
