"""Which HTML is safe to show in a page that one cares for; turbohtml's sanitiser enforces it.

What is here is a policy alone: elements and attributes that an article needs, and nothing besides. The sanitiser works
on the tree that a browser would build, and drops scripts, handlers and script URLs whatever a policy allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turbohtml.clean import Sanitizer

__all__ = ["PREFIX", "Rewrite", "sanitized"]

PREFIX = "user-content-"
"""What the sanitiser puts before names, so that none hides a variable of the page's scripts (DOM clobbering)."""

_TAGS = frozenset(
    "a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup "
    "data dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i "
    "img input ins kbd legend li main mark menu meter nav nobr ol p picture pre progress q rb rp rt rtc ruby s "
    "samp search section small source span strike strong sub summary sup table tbody td tfoot th thead time tr "
    "track tt u ul var video wbr".split()
)
# MathML Core (2.2), without annotations: those can hold HTML.
_MATHML_TAGS = frozenset(
    "math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt "
    "mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics".split()
)
# What they hold is no text of the article.
_REMOVED = frozenset(
    "annotation annotation-xml applet canvas datalist dialog embed frameset head iframe noembed noframes noscript "
    "object option plaintext script select style svg template textarea title xmp".split()
)
_SIZE = frozenset(("width", "height"))
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": frozenset(
        "align aria-describedby aria-hidden aria-label aria-labelledby class dir hidden id itemid itemprop itemscope "
        "itemtype lang role style title translate".split()
    ),
    "a": frozenset(("href", "hreflang", "rel", "type")),
    "audio": frozenset(("controls", "loop", "muted", "preload", "src")),
    "blockquote": frozenset(("cite",)),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "data": frozenset(("value",)),
    "del": frozenset(("cite", "datetime")),
    "details": frozenset(("open",)),
    "img": _SIZE | {"alt", "decoding", "loading", "sizes", "src", "srcset"},
    "input": frozenset(("checked",)),
    "ins": frozenset(("cite", "datetime")),
    "li": frozenset(("value",)),
    "math": frozenset(("display",)),
    "meter": frozenset(("high", "low", "max", "min", "optimum", "value")),
    "mi": frozenset(("mathvariant",)),
    "mo": frozenset(
        ("fence", "form", "largeop", "lspace", "movablelimits", "rspace", "separator", "stretchy", "symmetric")
    ),
    "mtd": frozenset(("columnspan", "rowspan")),
    "ol": frozenset(("reversed", "start", "type")),
    "progress": frozenset(("max", "value")),
    "q": frozenset(("cite",)),
    "source": _SIZE | {"media", "sizes", "src", "srcset", "type"},
    "td": frozenset(("colspan", "headers", "rowspan")),
    "th": frozenset(("abbr", "colspan", "headers", "rowspan", "scope")),
    "time": frozenset(("datetime",)),
    "track": frozenset(("default", "kind", "label", "src", "srclang")),
    "video": _SIZE | {"controls", "loop", "muted", "playsinline", "poster", "preload", "src"},
}
_SCHEMES = frozenset(("http", "https", "mailto", "tel", "data"))  # `_without_data` has the last one for images alone
_CSS = frozenset(
    "color background-color font-style font-variant font-weight text-align text-decoration text-indent vertical-align "
    "white-space".split()
)

_DATA_IMAGE = re.compile(r"data:image/(?:avif|bmp|gif|jpeg|png|webp);base64,[A-Za-z0-9+/=]*")
# More than a browser leaves out before it looks for the scheme (URL Standard, 4.4).
_IGNORED_IN_URL = re.compile(r"[\x00-\x20]")
_NAMING = frozenset(("aria-describedby", "aria-labelledby", "headers"))


Rewrite = Callable[[str, str, str], str | None]
"""What becomes of an attribute's value, by the names of its element and its own; None for an attribute to leave out."""


def sanitized(html: str, *, rewrite: Rewrite | None = None) -> str:
    """The HTML with what is safe alone. Tags that are not allowed go, and their text stays, but for what is no text.

    `rewrite` may change or drop what attributes are left; what it gives is checked as they are.
    """
    return (_sanitizer() if rewrite is None else _made(rewrite)).sanitize(html)


@cache
def _sanitizer() -> Sanitizer:
    return _made(_renamed)


def _made(rewrite: Rewrite) -> Sanitizer:
    from turbohtml.clean import OnDisallowed, Policy, Sanitizer

    return Sanitizer(
        Policy(
            tags=_TAGS | _MATHML_TAGS,
            attributes=_ATTRIBUTES,
            attribute_prefixes=frozenset(("data-",)),
            url_schemes=_SCHEMES,
            css_properties=_CSS,
            on_disallowed_tag=OnDisallowed.STRIP,
            remove_with_content=_REMOVED,
            # Of all that asks for input, the box of a task stays, and cannot be used.
            set_attributes={"input": {"type": "checkbox", "disabled": ""}},
            isolate_named_props=True,
            attribute_predicate=_without_data,
            attribute_filter=rewrite,
            allow_svg=False,
        )
    )


def _without_data(tag: str, name: str, value: str) -> bool:
    """Whether an attribute has no `data:` URL, or is the source of an image with a plain one."""
    if name.startswith("data-") or "data:" not in _IGNORED_IN_URL.sub("", value).lower():
        return True
    if name in _TEXT_ATTRIBUTES:
        return True
    return tag == "img" and name == "src" and _DATA_IMAGE.fullmatch(value) is not None


_TEXT_ATTRIBUTES = frozenset(("abbr", "alt", "aria-label", "class", "id", "label", "title"))


def _renamed(tag: str, name: str, value: str) -> str:
    """Links to a name of the article follow its prefix."""
    if name == "href" and value.startswith("#") and len(value) > 1:
        return f"#{_prefixed(value[1:])}"
    if name in _NAMING:
        return " ".join(map(_prefixed, value.split()))
    return value


def _prefixed(name: str) -> str:
    return name if name.startswith(PREFIX) else PREFIX + name
