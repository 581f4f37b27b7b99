"""What changed between two texts, word by word.

Words are aligned by their keys, so the two scripts and the regions' words do not hide where the texts are the same.
What is aligned and written otherwise is a change of one word (`軟體`, `软件`); what has no counterpart is a change of
as many words as stand together. Of a tag, what differs in it is the change.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from wenzhang.changes import Change
from wenzhang.comparison.alignment import Match, aligned
from wenzhang.comparison.lexicon import HAN
from wenzhang.comparison.words import TAG, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["word_changes"]

_TAG_NAME = re.compile(r"</?[A-Za-z][^\s/>]*")
_CHARACTER = re.compile(f"[{HAN}]")
# Lines and elements hold a text together, marks and spaces do not.
_FIRM = re.compile(rf"[\r\n]|{TAG.pattern}")
_LIGHT = re.compile(r"\W*")


def word_changes(old: str, new: str) -> list[Change]:
    """The code points that changed, in order. Two changes may touch; what is between any two is equal in both texts.

    Takes little more than linear time. Raises `VariantError` where OpenCC's dictionaries are not installed.
    """
    if old == new:
        return []
    return _together(_changes(Words(old), Words(new)), old, new)


def _changes(old: Words, new: Words) -> Iterator[Change]:
    numbers: dict[str, int] = {}
    keys = [[numbers.setdefault(key, len(numbers)) for key in words.keys] for words in (old, new)]
    at = new_at = 0
    for run in (*_telling(aligned(*keys), old, new), Match(len(keys[0]), len(keys[1]), 0)):
        if at < run.old or new_at < run.new:
            yield from _unaligned(old, new, Change(at, run.old, new_at, run.new))
        at, new_at = run.old + run.size, run.new + run.size
        start, new_start = old.starts[run.old], new.starts[run.new]
        if old.text[start : old.starts[at]] != new.text[new_start : new.starts[new_at]]:
            for word, new_word in zip(range(run.old, at), range(run.new, new_at), strict=True):
                yield from _same_word(old, new, word, new_word)


# What is aligned


def _same_word(old: Words, new: Words, word: int, new_word: int) -> Iterator[Change]:
    start, end, new_start, new_end = change = _of_text(old, new, Change(word, word + 1, new_word, new_word + 1))
    was, became = old.text[start:end], new.text[new_start:new_end]
    if was != became:
        yield from _of_tags(was, became, change) or [change]


def _of_tags(was: str, became: str, change: Change) -> list[Change]:
    """What differs between two tags of one name; nothing where they are none."""
    if not (TAG.fullmatch(was) and TAG.fullmatch(became)):
        return []
    names = [found.group() for found in map(_TAG_NAME.match, (was, became)) if found]
    if names[0] != names[1]:
        return []
    found = _changes(Words(was, of_tag=True), Words(became, of_tag=True))
    return [each.moved(change.old, change.new) for each in found]


def _telling(runs: Sequence[Match], old: Words, new: Words) -> list[Match]:
    """Those runs that say where the texts are the same: not a few words by chance between larger changes.

    A run goes where it is less than half as long as what changed before it, and as what changed behind it
    (the "semantic cleanup" of diff-match-patch).
    """
    weights = [_weight(old, run) for run in runs]
    sizes, new_sizes = _sizes(old), _sizes(new)

    def between(run: Match, behind: Match) -> int:
        """The size of what changed between two runs: in the one text or in the other, where there is more."""
        size = sizes[behind.old] - sizes[run.old + run.size]
        return max(size, new_sizes[behind.new] - new_sizes[run.new + run.size])

    begin, end = Match(0, 0, 0), Match(len(old.keys), len(new.keys), 0)
    kept: list[int] = []
    for index, behind in zip(range(len(runs)), (*runs[1:], end), strict=False):
        kept.append(index)
        while kept:
            last = runs[kept[-1]]
            before = between(runs[kept[-2]] if len(kept) > 1 else begin, last)
            if 2 * weights[kept[-1]] >= min(before, between(last, behind)):
                break
            kept.pop()
    return [runs[index] for index in kept]


def _weight(old: Words, run: Match) -> int:
    text = old.text[old.starts[run.old] : old.starts[run.old + run.size]]
    if _FIRM.search(text):
        return len(old.text)
    return 0 if _LIGHT.fullmatch(text) else len(text)


def _sizes(words: Words) -> list[int]:
    """The code points up to each word; a tag counts as one."""
    return [*accumulate((1 if len(word) > 1 and word[0] == "<" else len(word) for word in words), initial=0)]


# What is not


def _unaligned(old: Words, new: Words, words: Change) -> Iterator[Change]:
    """The words without those that both have, cut otherwise, at the beginning and at the end."""
    change = _of_text(old, new, words)
    before, behind = _equal_ends(old, new, words, change)
    start, end = change.old + before, change.old_end - behind
    new_start, new_end = change.new + before, change.new_end - behind
    was, became = old.text[start:end], new.text[new_start:new_end]
    if was or became:
        change = Change(start, end, new_start, new_end)
        yield from _of_tags(was, became, change) or [change]


def _equal_ends(old: Words, new: Words, words: Change, change: Change) -> tuple[int, int]:
    """How many code points are equal at either end, up to where a word ends in both."""
    was, became = old.text[change.old : change.old_end], new.text[change.new : change.new_end]
    cuts = {start - change.old for start in old.starts[words.old : words.old_end + 1]}
    cuts &= {start - change.new for start in new.starts[words.new : words.new_end + 1]}
    before = _last_cut(cuts, _equal(was, became))
    was, became = was[before:], became[before:]
    backwards = {change.old_end - start for start in old.starts[words.old : words.old_end + 1]}
    backwards &= {change.new_end - start for start in new.starts[words.new : words.new_end + 1]}
    return before, _last_cut(backwards, _equal(was[::-1], became[::-1]))


def _equal(one: str, other: str) -> int:
    most = min(len(one), len(other))
    return next((index for index in range(most) if one[index] != other[index]), most)


def _last_cut(cuts: set[int], most: int) -> int:
    return max((cut for cut in cuts if cut <= most), default=0)


def _of_text(old: Words, new: Words, words: Change) -> Change:
    """Words as code points."""
    return Change(old.starts[words.old], old.starts[words.old_end], new.starts[words.new], new.starts[words.new_end])


def _together(changes: Iterator[Change], old: str, new: str) -> list[Change]:
    """Characters that changed beside each other made one: they may be a word that no dictionary has."""
    together: list[Change] = []
    last_is_one = False
    for change in changes:
        is_one = _is_character(old[change.old : change.old_end]) and _is_character(new[change.new : change.new_end])
        if is_one and last_is_one and (together[-1].old_end, together[-1].new_end) == (change.old, change.new):
            last = together.pop()
            change = Change(last.old, change.old_end, last.new, change.new_end)  # noqa: PLW2901
        together.append(change)
        last_is_one = is_one
    return together


def _is_character(text: str) -> bool:
    return len(text) == 1 and _CHARACTER.match(text) is not None
