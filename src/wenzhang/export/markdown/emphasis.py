"""Emphasis that is read as such (CommonMark 0.31, 6.2).

A delimiter opens where it stands before a word, and closes behind one, for which white space and punctuation tell
words apart. Chinese has no white space, so that `前文**「引號」**後文` and `**注意：**內容` are no emphasis: there tags
stand.
"""

from __future__ import annotations

from wenzhang.export.markdown.escapes import OTHER, PUNCTUATION, SPACE, kind_of

__all__ = ["delimiter"]

_UNKNOWN = frozenset("_~")
_APART = (SPACE, PUNCTUATION)


def delimiter(mark: str, before: str, content: str, after: str) -> str | None:
    """The delimiter for content between two characters: the mark, underscores for stars next to others, or None.

    None that touches another of its own kind is used, since they would count as one run.
    """
    first, last = content[0], content[-1]
    if last == "\n":
        return None
    sign = mark[0]
    if sign not in (before, first, last, after):
        return mark if _opens(before, first) and _opens(after, last) else None
    if sign == "*" and not _UNKNOWN.intersection((before, first, last, after)):
        is_apart = kind_of(before) in _APART and kind_of(after) in _APART
        return "_" * len(mark) if is_apart and kind_of(first) != SPACE and kind_of(last) != SPACE else None
    return None


def _opens(outside: str, inside: str) -> bool:
    """Whether a delimiter is left-flanking between both; the other way round, right-flanking.

    cmark-gfm looks past tildes, so that next to these nothing is known.
    """
    kind = kind_of(inside)
    if kind == OTHER:
        return True
    return kind != SPACE and "~" not in (inside, outside) and kind_of(outside) in _APART
