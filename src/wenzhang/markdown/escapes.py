"""How Markdown writes characters otherwise than as they are (CommonMark 0.31, 2.4 and 2.5)."""

from __future__ import annotations

import re
from html import unescape

__all__ = ["ESCAPE", "REFERENCE", "unescaped"]

ESCAPE = r"\\[!-/:-@\[-`{-~]"
REFERENCE = r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"

_SPELLED = re.compile(f"{ESCAPE}|{REFERENCE}")


def unescaped(text: str) -> str:
    """What is meant by text that holds backslash escapes and character references."""
    return _SPELLED.sub(lambda found: found[0][1:] if found[0][0] == "\\" else unescape(found[0]), text)
