"""What is human text, to be converted, and what must never change.

The lists are data, in one place: `POLICY` is the one that holds unless a caller has another.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from wenzhang.conversion.elements import SILENT, Says
from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["POLICY", "PROTECTED", "Attributes", "Policy", "looks_like_address"]

Attributes = list[tuple[str, str]]
"""Names in lower case and values with their references resolved, as the tokenizer gives them."""

# Content that is no text for readers, whatever its elements say.
_NEVER = frozenset("script style iframe noembed noframes".split())

# URLs and mail addresses go on in Chinese characters (RFC 3987), so they end only at white space, at what delimits
# them in HTML, and at Chinese punctuation; a closing parenthesis is theirs if they opened it.
_DELIMITERS = (
    r"\s<>\"'`|\\^{}\u2010-\u2027\u2030-\u205e\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_URL = (
    r"(?:(?<![A-Za-z0-9])(?ai:www)\.|[A-Za-z][A-Za-z0-9+.-]{1,30}://|(?ai:mailto):)"
    rf"(?:[^()（）{_DELIMITERS}]|\([^()（）{_DELIMITERS}]*\))+"
)
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_LABEL = rf"(?:[A-Za-z0-9-]{{1,63}}|{_HAN}{{1,63}})"
_MAIL = rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+"
PROTECTED = re.compile(rf"{TEMPLATE.pattern}|{_URL}|{_MAIL}", re.DOTALL)
"""What must not change within text: template syntax, URLs, mail addresses."""

_ADDRESS = re.compile(
    r"(?:[a-zA-Z][a-zA-Z0-9+.-]*://|(?:mailto|tel|data|urn):|www\.|\.{0,2}/)\S*"
    r"|\S*\.(?:avif|gif|ico|jpe?g|mp[34]|pdf|png|svg|webm|webp)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\x00-\x7f]+|[0-9]+")


def looks_like_address(value: str) -> bool:
    """Whether a value of the front matter is a URL, a path or the name of a media file rather than text."""
    return _ADDRESS.fullmatch(value.strip()) is not None


class Policy(Struct, frozen=True, dict=True):
    """Which elements, attributes and keys hold human text. All names are in lower case."""

    protected_elements: frozenset[str] = frozenset(
        # code, and what a browser shows as it was typed; readings over ruby; what is never shown
        "code pre kbd samp var tt listing xmp plaintext textarea math rt rp rtc template".split()
    )
    """Elements whose content stays, unless they say `translate="yes"`. Their attributes are not their content."""

    attributes: frozenset[str] = frozenset("alt title aria-label aria-description placeholder label summary".split())
    """Attributes with human text."""

    meta_names: frozenset[str] = frozenset({"description", "keywords"})
    """The names of `<meta>` elements whose `content` is human text."""

    human_keys: frozenset[str] = frozenset(
        "title subtitle headline heading excerpt description summary abstract lead intro teaser tagline category"
        " categories tag tags keyword keywords series author authors byline caption alt question answer".split()
    )
    """Keys of the front matter with human text. The last word of a key counts: `seoTitle` and `cover_alt` are, too."""

    naming_keys: frozenset[str] = frozenset({"name", "label"})
    """Keys that name what the mapping around them is: human text where its own key is (`author: {name: …}`)."""

    identifier_keys: frozenset[str] = frozenset(
        "slug date url path image id layout aliases permalink redirect type template key ref".split()
    )
    """Keys that are never human text, whatever other words they hold."""

    language_keys: frozenset[str] = frozenset("lang language locale inlanguage".split())
    """Keys of the front matter that name its language."""

    include: tuple[str, ...] = ()
    """CSS selectors: of the body, only what they find is converted. None means all."""

    exclude: tuple[str, ...] = ()
    """CSS selectors: what they find stays as it is."""

    def says(self, attributes: Attributes) -> Says:
        """What an element's attributes say about itself and its content. `xml:lang` is for where there is no `lang`."""
        translate: bool | None = None
        lang: str | None = None
        for name, value in attributes:
            if name == "translate":
                translate = {"no": False, "yes": True, "": True}.get(value.lower(), translate)
            elif name == "class" and "notranslate" in value and translate is None:
                translate = False if "notranslate" in value.split() else None
            elif name == "lang" or (name == "xml:lang" and lang is None):
                lang = value
        return SILENT if translate is None and lang is None else Says(translate, lang)

    def content_says(self, tag: str, says: Says) -> Says:
        """What holds for the content of an element whose attributes say `says`."""
        if tag in _NEVER or (tag in self.protected_elements and says.translate is None):
            return Says(False, says.lang)
        return says

    def is_human_attribute(self, tag: str, name: str, attributes: Attributes) -> bool:
        """Whether an attribute holds human text."""
        if name in self.attributes:
            return True
        if tag != "meta" or name != "content":
            return False
        return any(other == "name" and value.strip().lower() in self.meta_names for other, value in attributes)

    @cached_property
    def attributes_to_see(self) -> frozenset[str]:
        """All attributes that matter to the conversion. A tag with none of them is passed over."""
        return self.attributes | {"content", "lang", "xml:lang", "hreflang"}

    def kind_of(self, path: tuple[str | int, ...]) -> Literal["human", "language", "other"]:
        """What stands at a path of the front matter."""
        keys = path if len(path) == 1 else tuple([step for step in path if isinstance(step, str)])
        known = self._kinds.get(keys)
        if known is None:
            known = "language" if self.is_language_key(path) else "human" if self.is_human_key(path) else "other"
            self._kinds[keys] = known
        return known

    @cached_property
    def _kinds(self) -> dict[tuple[str | int, ...], Literal["human", "language", "other"]]:
        return {}  # for the keys of all files, of which sites have a few dozen

    def is_human_key(self, path: Iterable[str | int]) -> bool:
        """Whether what stands at a path of the front matter is human text, by the nearest key."""
        keys = [step for step in path if isinstance(step, str)]
        while len(keys) > 1 and keys[-1].lower() in self.naming_keys:
            keys.pop()
        words = [word.lower() for word in _WORDS.findall(keys[-1])] if keys else []
        if not words or words[-1] in self.identifier_keys or "".join(words) in self.identifier_keys:
            return False
        return words[-1] in self.human_keys or "".join(words) in self.human_keys

    def is_language_key(self, path: tuple[str | int, ...]) -> bool:
        """Whether a path of the front matter names the language of the article."""
        return len(path) == 1 and "".join(_WORDS.findall(str(path[0]))).lower() in self.language_keys


POLICY = Policy()
