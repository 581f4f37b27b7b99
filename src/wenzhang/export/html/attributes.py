"""Attributes and text as HTML writes them, and which attributes are but for looks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from wenzhang.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["attribute", "attributes", "checked_tag", "escape", "meaningful"]

# What the tokenizer takes for a name (HTML Standard, 13.2.5.8, 13.2.5.33).
_TAG = re.compile(r"[A-Za-z][^\0\t\n\f\r />]*")
_ATTRIBUTE = re.compile(r"[^\0\t\n\f\r />][^\0\t\n\f\r />=]*")

# Presentational attributes that the HTML Standard has dropped (16.2, "non-conforming features"), by element.
_EVERYWHERE = frozenset(
    "align background bgcolor border bordercolor cellpadding cellspacing char charoff clear compact frame frameborder "
    "hspace noshade nowrap rules valign vspace".split()
)
_BY_TAG: dict[str, frozenset[str]] = {
    **dict.fromkeys(("font", "basefont"), frozenset(("color", "face", "size"))),
    "hr": frozenset(("color", "size", "width")),
    **dict.fromkeys(("pre", "col"), frozenset(("width",))),
    **dict.fromkeys(("table", "td", "th"), frozenset(("width", "height"))),
    **dict.fromkeys(("thead", "tbody", "tfoot", "tr"), frozenset(("height",))),
    **dict.fromkeys(("ul", "li"), frozenset(("type",))),
}

# Classes that say what something is: the language of code (HTML Standard, 4.5.15), and what no machine translates.
_MEANINGFUL_CLASS = re.compile(r"(?<![^\t\n\f\r ])(?:language-[^\t\n\f\r ]+|notranslate)(?![^\t\n\f\r ])")


def escape(text: str, *, quote: bool = False) -> str:
    """Text escaped as the HTML Standard says (13.3), with `quote` for a value in double quotation marks.

    Besides, a carriage return is written as a reference, or else it would be read as a newline (13.2.3.5), and NUL,
    which HTML cannot have, as U+FFFD.
    """
    text = text.replace("&", "&amp;")
    if quote:
        text = text.replace('"', "&quot;")
    text = text.replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")
    return text.replace("\r", "&#13;").replace("\0", "\ufffd")


def attribute(name: str, value: str) -> str:
    """An attribute with the space in front of it."""
    return f' {name}="{escape(value, quote=True)}"'


def attributes(own: Mapping[str, str | int | bool | None], others: Mapping[str, str]) -> str:
    """Attributes, each with a space in front: `own` that are neither None nor False, then `others` of other names.

    Raises `FormatError` for a name that no attribute can have.
    """
    written = {name: "" if value is True else str(value) for name, value in own.items() if value not in (None, False)}
    for name, value in others.items():
        _checked("attribute", name)
        written.setdefault(name, value)
    return "".join([attribute(name, value) for name, value in written.items()])


def meaningful(tag: str, attrs: Mapping[str, str]) -> dict[str, str]:
    """The attributes without classes, styles and what is but for looks."""
    return dict(_meaningful(tag, attrs)) if attrs else {}


def _meaningful(tag: str, attrs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in attrs.items():
        if name == "class":
            classes = " ".join(_MEANINGFUL_CLASS.findall(value))
            if classes:
                yield name, classes
        elif name != "style" and not _is_presentational(tag, name):
            yield name, value


def _is_presentational(tag: str, name: str) -> bool:
    if "-" in tag:  # a custom element's attributes mean what its author says
        return False
    return name in _EVERYWHERE or name in _BY_TAG.get(tag, ())


def checked_tag(tag: str) -> str:
    """The tag. Raises `FormatError` for a name that no element can have."""
    _checked("element", tag)
    return tag


@cache
def _checked(kind: str, name: str) -> None:
    if not (_TAG if kind == "element" else _ATTRIBUTE).fullmatch(name):
        raise FormatError(
            f"{name!r} cannot be the name of an {kind} in HTML",
            hint="names have no white space, slash, > or NUL; correct the node that has it",
        )
