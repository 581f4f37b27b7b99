"""Where the names of categories, tags, series and people stand, which other pages and articles share.

Who corrects one of them in one article makes two of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.frontmatter import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wenzhang.frontmatter import MetaValue

__all__ = ["is_named", "tags_of_keywords"]

# The ends of keys of the front matter: `seoKeywords` and `post_tags` are among them.
_KEYS = tuple("author authors byline category categories series section tag tags keyword keywords topics".split())
_TAG = re.compile(r"<meta\b[^<>]*keywords[^<>]*", re.IGNORECASE)


def is_named(node: MetaValue, offset: int) -> bool:
    """Whether what stands at an offset in a value of the front matter is below a key of such names."""
    if isinstance(node, Scalar):
        return False
    if not isinstance(node, Mapping):
        return any(is_named(item, offset) for item in node.items if item.span.start <= offset < item.span.end)
    # Of a TOML table other tables may stand in the span.
    entries = [entry for entry in node.entries if entry.value.span.start <= offset < entry.value.span.end]
    return any(
        _holds(entry.value, offset) if entry.key.content.lower().endswith(_KEYS) else is_named(entry.value, offset)
        for entry in entries
    )


def _holds(node: MetaValue, offset: int) -> bool:
    """Whether a scalar of a value stands at an offset."""
    if not node.span.start <= offset < node.span.end:
        return False
    if isinstance(node, Scalar):
        return True
    below = [entry.value for entry in node.entries] if isinstance(node, Mapping) else node.items
    return any(_holds(value, offset) for value in below)


def tags_of_keywords(text: str) -> Sequence[tuple[int, int]]:
    """Where the tags of HTML stand that hold keywords."""
    return [found.span() for found in _TAG.finditer(text)]
