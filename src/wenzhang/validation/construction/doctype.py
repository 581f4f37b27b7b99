"""What a doctype says about the mode of a page (HTML Standard, 13.2.6.4.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turbohtml import Token

__all__ = ["is_obsolete", "is_quirky"]

_QUIRKY = re.compile(
    r"""-//w3o//dtd\ w3\ html\ strict\ 3\.0//en//$ | -/w3c/dtd\ html\ 4\.0\ transitional/en$ | html$
    | \+//silmaril//dtd\ html\ pro\ v0r11\ 19970101//
    | -//(?:as|advasoft\ ltd)//dtd\ html\ 3\.0\ aswedit\ \+\ extensions//
    | -//ietf//dtd\ html(?:\ 2\.(?:0(?:\ (?:strict\ )?level\ [12]|\ strict)?|1e)|\ 3(?:\.0|\.2(?:\ final)?)?
        |(?:\ strict)?\ level\ [0-3]|\ strict)?//
    | -//metrius//dtd\ metrius\ presentational//
    | -//microsoft//dtd\ internet\ explorer\ (?:[23]\.0\ (?:html(?:\ strict)?|tables))//
    | -//netscape\ comm\.\ corp\.//dtd\ (?:strict\ )?html//
    | -//o'reilly\ and\ associates//dtd\ html\ (?:2\.0|extended(?:\ relaxed)?\ 1\.0)//
    | -//sq//dtd\ html\ 2\.0\ hotmetal\ \+\ extensions//
    | -//softquad\ software//dtd\ hotmetal\ pro\ 6\.0::19990601::extensions\ to\ html\ 4\.0//
    | -//softquad//dtd\ hotmetal\ pro\ 4\.0::19971010::extensions\ to\ html\ 4\.0//
    | -//spyglass//dtd\ html\ 2\.0\ extended//
    | -//sun\ microsystems\ corp\.//dtd\ hotjava\ (?:strict\ )?html//
    | -//w3c//dtd\ html\ (?:3\ 1995-03-24|3\.2(?:\ draft|\ final|s\ draft)?|4\.0\ (?:frameset|transitional)
        |experimental\ (?:19960712|970421))//
    | -//w3c//dtd\ w3\ html// | -//w3o//dtd\ w3\ html\ 3\.0//
    | -//webtechs//dtd\ mozilla\ html(?:\ 2\.0)?//""",
    re.VERBOSE,
)
_QUIRKY_WITHOUT_SYSTEM = re.compile(r"-//w3c//dtd html 4\.01 (?:frameset|transitional)//")
_QUIRKY_SYSTEM = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"
_LEGACY = "about:legacy-compat"


def is_quirky(doctype: Token) -> bool:
    """Whether a page with this doctype is in quirks mode, in which a paragraph may hold a table."""
    public, system = (doctype.public_id or "").lower(), doctype.system_id
    return (
        doctype.force_quirks
        or doctype.name != "html"
        or _QUIRKY.match(public) is not None
        or (not system and _QUIRKY_WITHOUT_SYSTEM.match(public) is not None)
        or (system or "").lower() == _QUIRKY_SYSTEM
    )


def is_obsolete(doctype: Token) -> bool:
    """Whether it is another than that of today, or the one with `about:legacy-compat`."""
    return doctype.name != "html" or doctype.public_id is not None or doctype.system_id not in (None, _LEGACY)
