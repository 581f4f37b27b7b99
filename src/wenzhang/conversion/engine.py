"""OpenCC: converters loaded once, and many texts in one call.

A call for each text costs more than the conversion itself, so texts are joined with a separator that no dictionary
holds and no configuration changes. OpenCC has traps on the way, each of which is avoided rather than repaired
afterwards:

- a NUL ends the output without a word in the configurations with regional forms; a lone surrogate raises;
- behind an ideographic description character (U+2FF0 to U+2FFF) the separator can be swallowed;
- the separator may stand in a text itself.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from wenzhang.errors import VariantError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opencc import OpenCC

__all__ = ["SEPARATOR", "UNCONVERTIBLE", "convert_safe", "convert_texts", "converter"]

SEPARATOR = "\x1f"

# What OpenCC must not see: texts are cut around it. Surrogates are lone wherever Python has them in a string.
UNCONVERTIBLE = re.compile("([\0\x1f\ud800-\udfff]+)")
_DESCRIPTION = re.compile("[\u2ff0-\u2fff]")
_DESCRIPTION_BYTES = b"\xe2\xbf"  # how all of these begin in UTF-8


@cache
def converter(configuration: str) -> OpenCC:
    """The OpenCC converter of a configuration (`tw2sp`), loaded at its first use and kept.

    Raises `VariantError` where the installed OpenCC has no such configuration.
    """
    from opencc import CONFIGS, OpenCC, __version__

    if f"{configuration}.json" not in CONFIGS:
        raise VariantError(
            f"OpenCC {__version__} cannot convert with {configuration}",
            hint="pip install --upgrade opencc, or convert without phrases",
        )
    return OpenCC(configuration)


def convert_texts(texts: Sequence[str], configurations: Sequence[str]) -> list[str]:
    """Each text converted by all configurations in turn, as if it were alone: no word is matched across two of them."""
    converted = list(texts)
    for configuration in configurations:
        opencc = converter(configuration)
        if _may_hold_traps(converted):
            converted = _convert_apart(converted, opencc)
        else:
            converted = _convert_joined(converted, opencc)
    return converted


def convert_safe(text: str, configurations: Sequence[str]) -> str:
    """One text, of which it is known that it holds neither NUL nor description characters.

    Raises `UnicodeEncodeError` for a lone surrogate.
    """
    for configuration in configurations:
        text = converter(configuration).convert(text)
    return text


def convert_safe_texts(texts: Sequence[str], configurations: Sequence[str]) -> list[str]:
    """Each text as `convert_texts` has it; of all of them it is known that they hold none of its traps."""
    converted = list(texts)
    for configuration in configurations:
        converted = _convert_joined(converted, converter(configuration))
    return converted


def _may_hold_traps(texts: list[str]) -> bool:
    """Quick, and right whenever it says no."""
    joined = SEPARATOR.join(texts)
    if "\0" in joined or joined.count(SEPARATOR) != len(texts) - 1:
        return True
    try:
        return _DESCRIPTION_BYTES in joined.encode()
    except UnicodeEncodeError:
        return True


def _convert_joined(texts: list[str], opencc: OpenCC) -> list[str]:
    pieces: list[str] = opencc.convert(SEPARATOR.join(texts)).split(SEPARATOR)
    if len(pieces) == len(texts):
        return pieces
    return [opencc.convert(text) for text in texts]


def _convert_apart(texts: list[str], opencc: OpenCC) -> list[str]:
    """Texts with a trap in them are converted piece by piece, all others joined as ever."""
    trapped = [bool(UNCONVERTIBLE.search(text) or _DESCRIPTION.search(text)) for text in texts]
    plain = [text for text, trap in zip(texts, trapped, strict=True) if not trap]
    converted = iter(_convert_joined(plain, opencc))
    return [
        _convert_around(text, opencc) if trap else next(converted) for text, trap in zip(texts, trapped, strict=True)
    ]


def _convert_around(text: str, opencc: OpenCC) -> str:
    pieces = UNCONVERTIBLE.split(text)
    pieces[::2] = [opencc.convert(piece) for piece in pieces[::2]]
    return "".join(pieces)
