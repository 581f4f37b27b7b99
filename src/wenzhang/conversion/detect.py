"""Which variant a text is in, by the characters that one script has and the other has not."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.variants import VARIANTS, Script, Variant
from wenzhang.errors import VariantError

__all__ = ["SAY_WHICH", "ScriptEvidence", "detect", "holds_chinese", "script_evidence"]

SAY_WHICH = "say which variant it is in, as in --from zh-TW"

_KANA_AND_HANGUL = frozenset(map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), *range(0xAC00, 0xD7A4))))
_HAN = re.compile("[\u4e00-\u9fff]")

# A script is clear where it has more than so many times the telling characters of the other: a slip, a name, a
# quotation.
_SLIPS = 5

# Text with more kana and hangul than one in so many Chinese characters is Japanese or Korean.
_FOREIGN_SHARE = 4


class ScriptEvidence(NamedTuple):
    """How many different characters of a text exist in one script only, and whether it is Chinese at all."""

    traditional: int
    simplified: int
    chinese: bool

    @property
    def telling(self) -> int:
        """How many characters of the script that has more of them."""
        return max(self.traditional, self.simplified)

    @property
    def script(self) -> Script | None:
        """The script where it is clear."""
        if self.chinese and self.traditional > self.simplified * _SLIPS:
            return "Hant"
        if self.chinese and self.simplified > self.traditional * _SLIPS:
            return "Hans"
        return None


def holds_chinese(text: str) -> bool:
    """Whether a text has any Chinese character."""
    return _HAN.search(text) is not None


def script_evidence(text: str) -> ScriptEvidence:
    """What the characters of a text say about its script."""
    traditional, simplified = _telling_characters()
    characters = set(text)
    return ScriptEvidence(len(characters & traditional), len(characters & simplified), _is_chinese(text, characters))


def _is_chinese(text: str, characters: set[str]) -> bool:
    if characters.isdisjoint(_KANA_AND_HANGUL):
        return holds_chinese(text)
    foreign = sum(text.count(character) for character in characters & _KANA_AND_HANGUL)
    return foreign * _FOREIGN_SHARE <= len(_HAN.findall(text))


def detect(text: str) -> Variant:
    """The variant of a text: Traditional is taken for Taiwan's and Simplified for the mainland's.

    Raises `VariantError` where it is not Chinese, mixes both scripts, or has no character that only one of them has.
    """
    evidence = script_evidence(text)
    if evidence.script is not None:
        return VARIANTS["zh-TW" if evidence.script == "Hant" else "zh-CN"]
    if not evidence.chinese:
        problem = "the text is not Chinese"
    elif evidence.traditional or evidence.simplified:
        problem = (
            f"the text mixes both scripts: {evidence.traditional} of its characters are Traditional only, "
            f"{evidence.simplified} are Simplified only"
        )
    else:
        problem = "the text has no character that shows whether it is Traditional or Simplified"
    raise VariantError(problem, hint=SAY_WHICH)


@cache
def _telling_characters() -> tuple[frozenset[str], frozenset[str]]:
    """The characters of Traditional only, and those of Simplified only.

    OpenCC says which characters have a simpler form, and what it is. Some are at home in both scripts all the same
    (`后`, `里`, `乾`): those that the other script's own character set holds as well do not count. GB 2312 is
    Simplified, Big5 Traditional.
    """
    characters = [chr(number) for number in range(0x4E00, 0xA000)]
    pairs = zip(characters, convert_texts(characters, ("t2s",)), strict=True)
    changed = [(old, new) for old, new in pairs if old != new]
    return (
        frozenset(old for old, _ in changed if not _is_in(old, "gb2312")),
        frozenset(new for _, new in changed if not _is_in(new, "cp950")),
    )


def _is_in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
