"""The human text of front matter, within the raw form of its values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.conversion.policy import looks_like_address
from wenzhang.conversion.text import HumanText, LanguageTag, Stretch

if TYPE_CHECKING:
    from wenzhang.conversion.policy import Policy
    from wenzhang.conversion.text import Notation
    from wenzhang.frontmatter import FrontMatter, Scalar

__all__ = ["language_tag", "read_head"]

# What precedes a YAML value within its raw form and is not part of it: tag, anchor (YAML 1.2, 6.9) and comments, and
# the header of a block scalar (8.1.1). No plain scalar begins like these, nor does a value in TOML or JSON.
_PROPERTIES = re.compile(r"(?:[&!][^\s]*\s+|#[^\r\n]*\s+)*([|>][^\r\n]*)?")


def read_head(front_matter: FrontMatter, policy: Policy) -> HumanText:
    """The human text of the front matter, and the language it names."""
    found = HumanText()
    human: dict[int, Scalar] = {}
    kept: set[int] = set()
    for path, scalar in front_matter.scalars():
        if scalar.kind != "str":
            continue
        start = scalar.span.start
        kind = policy.kind_of(path)
        if kind == "language":
            found.language = front_matter.lang
            found.language_tags.append(language_tag(scalar))
        elif kind == "human" and not looks_like_address(scalar.content):
            human[start] = scalar
        else:
            kept.add(start)  # an alias can lead here from a key with human text, and the value is one for both
    is_yaml = front_matter.format == "yaml"
    found.stretches = [_stretch(scalar, is_yaml) for start, scalar in human.items() if start not in kept]
    return found


def _stretch(scalar: Scalar, is_yaml: bool) -> Stretch:
    prefix = _PROPERTIES.match(scalar.raw)
    start = prefix.end() if prefix else 0
    end = len(scalar.raw)
    quote = scalar.raw[start : start + 1]
    notation: Notation = "plain"
    if quote == '"':
        notation = "escaped"
    elif quote == "'":
        notation = "doubled" if is_yaml else "literal"
    elif is_yaml and not (prefix and prefix[1]):
        notation = "yaml"
    if quote in ('"', "'") and end > start + 1 and scalar.raw.endswith(quote):
        start, end = start + 1, end - 1
    return Stretch(scalar.span.start + start, scalar.span.start + end, None, notation)


def language_tag(scalar: Scalar) -> LanguageTag:
    """Where a language tag stands that is a value of the front matter."""
    start = scalar.span.start + max(scalar.raw.rfind(scalar.content), 0)
    return LanguageTag(start, start + len(scalar.content))
