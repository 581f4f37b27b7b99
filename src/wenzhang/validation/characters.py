"""Characters that several rules tell apart, for the classes of regular expressions, and how scripts are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wenzhang.conversion.variants import Script

__all__ = [
    "BREAK",
    "CLOSING",
    "CLOSING_OF",
    "HAN",
    "KANA",
    "MARKS",
    "NUMERALS",
    "OBJECT",
    "OPENING",
    "OPENING_OF",
    "OTHER",
    "PAIRS",
    "PARAGRAPH",
    "QUOTES",
    "SCRIPTS",
    "STOPS",
]

HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, `〇` among them."""

KANA = "\u3041-\u3096\u30a1-\u30fa"
"""The letters of Japanese, without its marks: `・` is in Chinese names and `ー` in emoticons as well."""

NUMERALS = "〇零一二三四五六七八九十百千兩两"

PAIRS = dict(zip("「『（《〈【〔“‘", "」』）》〉】〕”’", strict=True))
"""The closing quotation marks and brackets, by those that open."""
OPENING = "".join(PAIRS)
CLOSING = "".join(PAIRS.values())
QUOTES = "「『“‘"
"""The quotation marks that open."""

CLOSING_OF = {**PAIRS, "(": ")"}
"""As `PAIRS`, with the parentheses of half width."""
OPENING_OF = {closing: opening for opening, closing in CLOSING_OF.items()}
MARKS = "".join([*CLOSING_OF, *OPENING_OF])

STOPS = "，。、；：？！"
"""The marks that stand at a pause or an end."""

SCRIPTS: dict[Script, str] = {"Hant": "Traditional", "Hans": "Simplified"}
"""How the scripts are called."""
OTHER: dict[Script, Script] = {"Hant": "Hans", "Hans": "Hant"}

# Within the prose of an article (`wenzhang.validation.prose`).

PARAGRAPH = "\u2029"
"""Stands between two paragraphs, of which an attribute or a value of the front matter is one."""
OBJECT = "\ufffc"
"""Stands in a paragraph for what is not its text: code, an image, an address, another language."""
BREAK = "\n"
"""Stands in a paragraph for a line break."""
