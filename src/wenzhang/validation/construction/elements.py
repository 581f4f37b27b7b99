"""Which elements the parsing algorithm treats in ways of their own (HTML Standard, 13.1.2 and 13.2.4 to 13.2.6)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "BLOCKS",
    "BREAKOUT",
    "CLOSED_BY_END_TAG",
    "FORMATTING",
    "HEADINGS",
    "IMPLIED_END",
    "MISPLACED",
    "OPEN_AT_END",
    "RAW",
    "ROW_GROUPS",
    "TABLE_PARTS",
    "Traits",
    "traits",
]

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
ROW_GROUPS = frozenset("tbody tfoot thead".split())
TABLE_PARTS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())
MISPLACED = TABLE_PARTS | {"frame", "head"}
"""Start tags that are ignored in a body (13.2.6.4.7)."""

IMPLIED_END = frozenset("dd dt li optgroup option p rb rp rt rtc".split())
"""What ends without an end tag of its own where its parent ends (13.2.6.3)."""

OPEN_AT_END = IMPLIED_END.union("tbody td tfoot th thead tr head body html".split())
"""What may be open where the text ends."""

BLOCKS = frozenset(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header hgroup"
    " main menu nav ol p search section summary ul".split()
)
"""Start tags that end a paragraph and do nothing else."""

CLOSED_BY_END_TAG = (BLOCKS - {"p"}).union("button listing pre select".split())

RAW = frozenset("iframe noembed noframes plaintext script style textarea title xmp".split())
"""What holds text and no tags, where it is HTML and not SVG or MathML."""

BREAKOUT = frozenset(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta"
    " nobr ol p pre ruby s small span strong strike sub sup table tt u ul var".split()
)
"""Start tags of HTML that end SVG and MathML (13.2.6.5)."""

_SPECIAL = BLOCKS | HEADINGS | TABLE_PARTS | RAW
_SPECIAL = _SPECIAL.union(
    "applet area base basefont bgsound body br button dd dt embed form frame frameset head hr html img input keygen li"
    " link listing marquee meta noscript object param pre select source table template track wbr".split()
)
_SPECIAL -= {"dialog"}
_SCOPE = frozenset("applet caption html marquee object select table td template th".split())
_POINTS = {
    "svg": frozenset(("foreignobject", "desc", "title")),
    "math": frozenset(("mi", "mo", "mn", "ms", "mtext", "annotation-xml")),
}


class Traits(NamedTuple):
    """What an element is to the algorithm. `bounds_items` is special, less what lists may be in (13.2.6.4.7)."""

    key: str
    special: bool
    bounds_items: bool
    bounds_scope: bool


@lru_cache(maxsize=1024)
def traits(space: str, name: str) -> Traits:
    """The traits of an element of a name in a namespace: "" for HTML, "svg" or "math"."""
    if space:
        bounds = name in _POINTS[space]
        return Traits(f"{space} {name}", bounds, bounds, bounds)
    special = name in _SPECIAL
    return Traits(name, special, special and name not in ("address", "div", "p"), name in _SCOPE)
