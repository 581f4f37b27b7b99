"""The names of XLIFF and how text is written in its XML."""

from __future__ import annotations

import re

__all__ = ["NAMESPACE", "OURS", "attributes", "escaped", "quoted"]

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
"""That of XLIFF 2.0 and 2.1 (1.1.3 and appendix A of the standard)."""
OURS = "urn:wenzhang:xliff:1"
"""That of what the skeleton says of the article, which no tool may change (4.2.2.3)."""

# XML 1.0, production 2: what it cannot hold is written as <cp/> (XLIFF 2.1, 4.2.3.1). A carriage return would be read
# as the end of a line (XML 1.0, 2.11).
_SPECIAL = re.compile("[&<>\r]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_IN_ATTRIBUTE = re.compile('[&<>"\t\n\r]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')


def escaped(text: str) -> str:
    """Text as content of an element that may hold `<cp/>`."""
    return _SPECIAL.sub(lambda found: _ENTITIES.get(found[0]) or f'<cp hex="{ord(found[0]):04X}"/>', text)


def quoted(text: str) -> str:
    """Text as the value of an attribute, or of an element that holds text alone; U+FFFD for what XML cannot hold."""
    return _IN_ATTRIBUTE.sub(lambda found: _ENTITIES.get(found[0], "\ufffd"), text)


def attributes(**values: str | None) -> str:
    """Attributes as they follow the name of an element, in this order; those of no value are left out."""
    return "".join([f' {name.rstrip("_")}="{quoted(value)}"' for name, value in values.items() if value is not None])
