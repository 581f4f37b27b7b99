"""Which variant a text is in: the script by characters that only one has, the region by its characters and words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.variants import VARIANTS, Script, Variant
from wenzhang.errors import VariantError

if TYPE_CHECKING:
    pass

__all__ = [
    "SAY_WHICH",
    "Detection",
    "ScriptEvidence",
    "clear_script",
    "detect",
    "detection",
    "holds_chinese",
    "region_signs",
    "script_evidence",
]

SAY_WHICH = "say which variant it is in, as in --from zh-TW"

_KANA_AND_HANGUL = frozenset(map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), *range(0xAC00, 0xD7A4))))
_HAN = re.compile("[\u4e00-\u9fff]")

# A script is clear where it has more than so many times the telling characters of the other: a slip, a name, a
# quotation.
_SLIPS = 5

# So many characters, spread over a text, show its script beyond doubt if so many of them tell and all say the same.
_SAMPLE = 250
_CLEAR = 15

# Text with more kana and hangul than one in so many Chinese characters is Japanese or Korean.
_FOREIGN_SHARE = 4

# What one region writes and the other does not. Characters: `裡` and `衛` are the standard forms of the Ministry of
# Education in Taiwan, `裏` and `衞` those of the Education Bureau's list in Hong Kong; then those of written Cantonese.
# Words: everyday ones of either for the same things.
_TAIWAN = frozenset(
    (
        *"裡衛",
        *"軟體 硬體 網路 螢幕 印表機 隨身碟 部落格 計程車 捷運 簡訊 數位 硬碟 雷射 奈米 品質 腳踏車 公車 鳳梨".split(),
        *"馬鈴薯 行動電話 智慧型 游標".split(),
    )
)
_HONG_KONG = frozenset(
    (
        *"裏衞邨嘅咗喺嚟冇佢啲嗰哋",
        *"軟件 硬件 網絡 屏幕 打印機 的士 港鐵 短訊 互聯網 硬盤 激光 納米 質素 菠蘿 薯仔 手提電話 朱古力".split(),
        *"士多啤梨 寫字樓".split(),
    )
)


class Detection(NamedTuple):
    """The variant of a text, and how sure that is, from 0 to 1: of the script, and of the region.

    A confidence is the share of what speaks for it, with one more against it: nothing at all gives 0, three
    characters without any against them 0.75. Traditional without evidence is taken for Taiwan's and Simplified for the
    mainland's, whose writing is the same as Singapore's.
    """

    variant: Variant
    confidence: float
    region_confidence: float


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


def clear_script(text: str) -> Script | None:
    """The script of a text where a sample of it leaves no doubt; None where all of it has to be looked at."""
    traditional, simplified = _telling_characters()
    characters = set(text[:: len(text) // _SAMPLE + 1])
    is_traditional = characters.isdisjoint(simplified)
    if not is_traditional and not characters.isdisjoint(traditional):
        return None
    telling = len(characters & (traditional if is_traditional else simplified))
    if telling < _CLEAR or not characters.isdisjoint(_KANA_AND_HANGUL):
        return None
    return "Hant" if is_traditional else "Hans"


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


def detect(text: str, script: Script | None = None) -> Variant:
    """The variant of a text, whose script may be clear already. Raises what `detection` raises."""
    script = script or clear_script(text)
    return detection(text).variant if script is None else _of_region(text, script)[0]


def detection(text: str) -> Detection:
    """The variant of a text, and how sure that is.

    Raises `VariantError` where it is not Chinese, mixes both scripts, or has no character that only one of them has.
    """
    evidence = script_evidence(text)
    if evidence.script is not None:
        variant, region_confidence = _of_region(text, evidence.script)
        return Detection(variant, _confidence(evidence.traditional, evidence.simplified), region_confidence)
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


def region_signs(text: str) -> tuple[int, int]:
    """How many different signs of Taiwan and of Hong Kong a text has."""
    pattern, overlapping = _signs()
    found = {*pattern.findall(text), *(sign for sign in overlapping if sign in text)}
    return len(found & _TAIWAN), len(found & _HONG_KONG)


@cache
def _signs() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """What finds the signs in one pass, and those that may be missed, since they begin with what another ends in."""
    signs = sorted(_TAIWAN | _HONG_KONG)
    endings = [sign[start:] for sign in signs for start in range(1, len(sign))]
    overlapping = [sign for sign in signs if sign.startswith(tuple(endings))]
    return re.compile("|".join(signs)), tuple(overlapping)


def _of_region(text: str, script: Script) -> tuple[Variant, float]:
    if script == "Hans":
        return VARIANTS["zh-CN"], 0.0
    taiwan, hong_kong = region_signs(text)
    return VARIANTS["zh-HK" if hong_kong > taiwan else "zh-TW"], _confidence(taiwan, hong_kong)


def _confidence(one: int, other: int) -> float:
    return max(one, other) / (one + other + 1)


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
