"""Proof that targets have left the structure of Markdown as it was.

What is escaped stays text, but a mark depends on what is beside it: in `**注意：**內容` there is no emphasis any more
(CommonMark 0.31, 6.2).
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from wenzhang.export.xliff.codes import tags_of
from wenzhang.read.frontmatter import read_front_matter

if TYPE_CHECKING:
    from wenzhang.export.xliff.units import Texts, Unit
    from wenzhang.source import Source

__all__ = ["unit_broken"]


def unit_broken(texts: Texts, result: Source) -> Unit | None:
    """The unit in which, or behind which, the body of a result first has other elements than that of its source."""
    if texts.rendering is None or not texts.units:
        return None
    from wenzhang.markdown.rendering import rendered

    before = tags_of(texts.rendering.html)
    after = tags_of(rendered(result, read_front_matter(result).body_start).html)
    for one, other in zip_longest(before, after):
        if one is None or other is None or one[:2] != other[:2]:
            place = len(texts.rendering.html) if one is None else one[2]
            offset = texts.rendering.span(place, place + 1).start
            return next((unit for unit in reversed(texts.units) if unit.start <= offset), texts.units[0])
    return None
