"""Language tags: what they say of the text under them, and how they follow it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wenzhang.conversion.variants import find_variant, is_chinese, spelled_like
from wenzhang.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wenzhang.conversion.text import LanguageTag
    from wenzhang.conversion.variants import Variant

__all__ = ["is_to_convert", "language_edits"]


@cache
def is_to_convert(tag: str | None, origin: Variant, target: Variant) -> bool:
    """Whether text under a language tag is to be converted: Chinese, in the script to convert from, not done yet."""
    if not tag:
        return True
    own = find_variant(tag)
    if own is None:
        return is_chinese(tag)
    return own.script == origin.script and (own != target or origin == target)


def language_edits(text: str, tags: Iterable[LanguageTag], origin: Variant, target: Variant) -> Iterator[Edit]:
    """Language tags follow the text under them; those of links change where they name the very variant."""
    for tag in tags:
        written = text[tag.start : tag.end].strip()
        own = find_variant(written)
        if own is not None and (own == origin if tag.of_link else is_to_convert(written, origin, target)):
            yield Edit(Span(tag.start, tag.end), spelled_like(target.tag, written))
