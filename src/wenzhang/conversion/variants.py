"""The variants of written Chinese, their language tags, and the OpenCC configurations that lead from one to another.

A variant is a script (Traditional, Simplified) and perhaps a region. The region decides two things: the forms of
characters (`裡` in Taiwan, `裏` in Hong Kong) and the vocabulary (`軟體`, `軟件`, `软件`).
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from wenzhang.errors import VariantError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "VARIANTS",
    "Variant",
    "configurations",
    "find_variant",
    "is_chinese",
    "keeps_length",
    "spelled_like",
    "variant",
]

Script = Literal["Hans", "Hant"]


class Variant(NamedTuple):
    """A variant of written Chinese; `tag` is its BCP 47 tag, as short as it can be."""

    tag: str
    script: Script
    region: str | None

    @property
    def forms(self) -> str:
        """The forms of its characters, as OpenCC's configurations name them. Simplified has one form only there."""
        if self.script == "Hans":
            return "s"
        return {"TW": "tw", "HK": "hk", "MO": "hk"}.get(self.region or "", "t")


VARIANTS: dict[str, Variant] = {
    v.tag: v
    for v in (
        Variant("zh-TW", "Hant", "TW"),
        Variant("zh-HK", "Hant", "HK"),
        Variant("zh-MO", "Hant", "MO"),
        Variant("zh-CN", "Hans", "CN"),
        Variant("zh-SG", "Hans", "SG"),
        Variant("zh-Hant", "Hant", None),
        Variant("zh-Hans", "Hans", None),
    )
}
"""All variants by their tags."""

# The languages of China that are written in the same characters (ISO 639-3); cmn is what zh stands for.
_CHINESE = frozenset("zh cmn yue wuu nan hak gan hsn cdo cjy cpx czh czo mnp lzh".split())
_MANDARIN = frozenset({"zh", "cmn"})
_LONG_FORMS = {f"zh-{v.script}-{v.region}": v for v in VARIANTS.values() if v.region}


def variant(tag: str) -> Variant:
    """The variant a language tag names, in upper or lower case, with `-` or `_`, in its long form or its short one.

    A script that is not its region's own (`zh-Hans-HK`) counts without the region, whose forms and words it does not
    say. What follows the region (`zh-TW-x-site`) is passed over.

    Raises `VariantError` for a tag that names no variant, with the nearest ones that exist.
    """
    found = find_variant(tag)
    if found is not None:
        return found
    known = ", ".join(VARIANTS)
    near = _suggestions(tag)
    hint = f"did you mean {' or '.join(near)}? Known are {known}" if near else f"known are {known}"
    if is_chinese(tag):
        raise VariantError(f"{tag!r} does not say which Chinese: neither the script nor the region", hint=hint)
    raise VariantError(f"{tag!r} names no variant of Chinese", hint=hint)


@cache
def find_variant(tag: str) -> Variant | None:
    """The variant a language tag names, None where it names none. `variant` says what it understands."""
    language, script, region = _subtags(tag)
    if language not in _MANDARIN:
        return None
    own = VARIANTS.get(f"zh-{region}") if region else None
    if script is None:
        return own
    return own if own is not None and own.script == script else VARIANTS.get(f"zh-{script}")


@cache
def is_chinese(tag: str) -> bool:
    """Whether a language tag names a Chinese language in Chinese characters, of whatever variant; `zh` does."""
    language, script, _ = _subtags(tag)
    return language in _CHINESE and script in (None, "Hans", "Hant", "Hani")


def spelled_like(tag: str, written: str) -> str:
    """A tag in the manner of one that was written: with its `_`, in its lower case."""
    if written.islower():
        tag = tag.lower()
    return tag.replace("-", "_") if "_" in written else tag


def configurations(source: Variant, target: Variant, *, phrases: bool = True) -> tuple[str, ...]:
    """The OpenCC configurations that convert one variant to another, to be applied in turn; none where nothing differs.

    With `phrases` the words of the region change as well, where both variants have a region. OpenCC knows the words
    of Taiwan and of Hong Kong against those of the mainland only, so between Taiwan and Hong Kong the way leads
    through Simplified; without `phrases` it leads through OpenCC's own Traditional and every character keeps its
    identity.
    """
    a, b = source.forms, target.forms
    if a == b:
        return ()
    words = "p" if phrases and source.region and target.region else ""
    if source.script == target.script and words:
        return f"{a}2sp", f"s2{b}p"
    if {a, b} == {"tw", "hk"}:
        return f"{a}2t", f"t2{b}"
    return (f"{a}2{b}{words}",)


def keeps_length(configurations: Iterable[str]) -> bool:
    """Whether conversion with all of these keeps the number of characters, so that each keeps its place.

    True of 12 of OpenCC's 16, by their dictionaries; the words of the regions are of different lengths.
    """
    return not any(configuration.endswith("p") for configuration in configurations)


def _subtags(tag: str) -> tuple[str, str | None, str | None]:
    """Language, script and region of a tag (RFC 5646, 2.1), each in its own case. An extended language counts."""
    language, *rest = tag.strip().replace("_", "-").split("-")
    language, script, region = language.lower(), None, None
    for subtag in rest:
        if len(subtag) == 1:
            break
        if not subtag.isalpha():
            continue
        if len(subtag) == 3 and language == "zh":
            language = subtag.lower()
        elif len(subtag) == 4 and script is None:
            script = subtag.title()
        elif len(subtag) == 2 and region is None:
            region = subtag.upper()
    return language, script, region


def _suggestions(tag: str) -> list[str]:
    if is_chinese(tag):
        return ["zh-TW", "zh-CN"]
    names = {name.lower(): found.tag for name, found in (VARIANTS | _LONG_FORMS).items()}
    names |= {found.region.lower(): found.tag for found in VARIANTS.values() if found.region}
    names |= {found.script.lower(): f"zh-{found.script}" for found in VARIANTS.values()}
    near = get_close_matches(tag.strip().replace("_", "-").lower(), names, n=3, cutoff=0.7)
    return list(dict.fromkeys(names[name] for name in near))
