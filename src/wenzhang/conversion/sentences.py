"""Sentences: where they end, and which of two versions of a text correspond.

A sentence ends behind the marks that GB/T 15834-2011 calls 句末点号 (句号, 问号, 叹号; 4.1 to 4.3), and at the end of a
line. 分号 and 省略号 end none: the one stands within a sentence there, the other often does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "Match",
    "Sentence",
    "alike",
    "collapsed",
    "corresponding",
    "cuts_carried",
    "sentence_spans",
    "sentences_of",
    "word_changes",
]

_NEWLINE = "\n\r\v\f\x85\u2028\u2029"
_CLOSING = "」』”’）】］〕》〉〗〙〛｝｠｣﹂﹄﹈﹚﹜﹞＂＇)\\]}»›"
# ASCII marks end a sentence behind Chinese only, and not before what the name of a file, a host or a field goes on
# with: not in 3.5, e.g., Yahoo!奇摩, 文件.txt. Behind Latin, `?` and `!` do where white space or the end follows.
_BOUNDARY = re.compile(
    rf"""
    (?P<address> (?<![A-Za-z0-9+.-])(?:[A-Za-z][A-Za-z0-9+.-]{{0,20}}://|www\.)[!-~]*[A-Za-z0-9/=&%#_-])
    | (?: [。！？｡‼⁇⁈⁉] | (?<![0-9０-９])．(?![0-9０-９])
        | (?<=[^\x00-\x7f]) (?: \.(?![A-Za-z0-9_/.]) | [!?](?![A-Za-z0-9_.%-]{{0,40}}=) )
        | (?<=[\x21-\x7f]) [!?](?=[!?"{_CLOSING}]{{0,20}}(?:\s|\Z)) )
      [。！？｡．‼⁇⁈⁉…!?\ufe0e\ufe0f{_CLOSING}]*+ (?P<quote>"?+) [{_CLOSING}]*+ (?P<on>[，、；：,;:]?+) \s*+
    | [{_NEWLINE}] \s*+
    """,
    re.VERBOSE,
)

_WORDS = re.compile(r"\s+|[A-Za-z0-9\u00c0-\u024f]+|.", re.DOTALL)

# Pairs of sentences that share less than this share of their characters and pairs of characters do not correspond.
_ALIKE = 0.4
# What half a sentence cannot have in common with all of it: 2 · ½ / (1 + ½).
_HARDLY_CHANGED = 0.75
_WINDOW = 256  # the product of the numbers of sentences that are compared each with each
_DEPTH = 12
_COMPARABLE = 1_000_000  # the product of the lengths of two texts up to which it is looked for what they share
# How many sentences of the old text became how many of the new one, the likelier first.
_MOVES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))


class Sentence(NamedTuple):
    """A sentence: its text with white space collapsed, and where it stands in which run, without white space around."""

    text: str
    run: int
    start: int
    end: int


class Match(NamedTuple):
    """Sentences that correspond, by the half-open ranges of their indexes; one of them is empty where nothing does."""

    old: range
    new: range


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences as start and end in code points, contiguous, together all of the text; none for an empty one.

    Closing quotation marks and brackets, and white space, go with the sentence before them. What is cut where does not
    depend on the variant of Chinese.
    """
    spans: list[tuple[int, int]] = []
    start = quotes = 0
    for match in _BOUNDARY.finditer(text):
        if match["address"] or match["on"]:
            continue
        end = match.end()
        if match["quote"]:
            quotes += text.count('"', start, match.start())
            if quotes % 2 == 0:
                end = match.start("quote")  # it opens the next sentence
            else:
                quotes += 1
        else:
            quotes += text.count('"', start, end)
        if spans or not text[start:end].isspace():
            spans.append((start, end))
            start = end
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def collapsed(text: str) -> str:
    """The text with each stretch of white space as one space, and none around it."""
    return " ".join(text.split())


def sentences_of(runs: Iterable[str]) -> list[Sentence]:
    """All sentences of the runs, in order; what is white space only is none."""
    return [sentence for number, run in enumerate(runs) for sentence in _sentences_in(run, number)]


def _sentences_in(run: str, number: int) -> Iterator[Sentence]:
    for start, end in sentence_spans(run):
        text = run[start:end]
        words = collapsed(text)
        if words:
            yield Sentence(words, number, end - len(text.lstrip()), start + len(text.rstrip()))


def corresponding(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Which sentences of the new version correspond to which of the old one, in order, each of both in one match.

    One may have become up to three, and up to three one. Equal sentences that occur once in each are found first, as
    in a patience diff; between these all are compared by the characters that they share. Nearly linear in the number
    of sentences: only within narrow windows is each compared with each.
    """
    matches: list[Match] = []
    start = (0, 0)
    for i, j in [*_equal_pairs(old, new), (len(old), len(new))]:
        matches += _changed(old, new, range(start[0], i), range(start[1], j), _DEPTH)
        if i < len(old):
            matches.append(Match(range(i, i + 1), range(j, j + 1)))
        start = (i + 1, j + 1)
    return matches


def alike(one: str, other: str) -> bool:
    """Whether two sentences have enough in common to be versions of one another."""
    return _likeness(_features(one), _features(other)) >= _ALIKE


def cuts_carried(before: Sequence[str], after: str) -> list[str]:
    """The text that all of `before` together became, none of which is empty, divided into as many pieces as these are.

    Pieces may be empty, where nothing of one is left, or where the texts are too long to be compared.
    """
    joined = "".join(before)
    if len(joined) * len(after) > _COMPARABLE:
        return [after, *[""] * (len(before) - 1)]
    blocks = SequenceMatcher(None, joined, after, autojunk=False).get_opcodes()
    pieces, at, cut = [], 0, 0
    for text in before[:-1]:
        cut += len(text)
        kind, start, _, new_start, new_end = next(block for block in blocks if block[1] < cut <= block[2])
        to = new_start + cut - start if kind == "equal" else new_end
        pieces.append(after[at:to])
        at = to
    return [*pieces, after[at:]]


def word_changes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """What differs: start and end in `before`, and what stands there in `after`; whole words of Latin letters.

    In order, in code points. How much white space stands somewhere makes no difference, only whether any does.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    a, b = ([" " if word.isspace() else word for word in words] for words in (old, new))
    places = [0]
    for word in old:
        places.append(places[-1] + len(word))
    shorter = min(len(a), len(b))
    head = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    tail = next((i for i in range(shorter - head) if a[-1 - i] != b[-1 - i]), shorter - head)
    for start, end, new_start, new_end in _differing(a[head : len(a) - tail], b[head : len(b) - tail]):
        yield places[head + start], places[head + end], "".join(new[head + new_start : head + new_end])


def _differing(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int, int]]:
    if not a and not b:
        return []
    if len(a) * len(b) > _COMPARABLE or not a or not b:
        return [(0, len(a), 0, len(b))]
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [(start, end, new_start, new_end) for kind, start, end, new_start, new_end in blocks if kind != "equal"]


# Equal sentences


def _equal_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Indexes of equal sentences, increasing in both."""
    pairs: list[tuple[int, int]] = []
    todo = [(range(len(old)), range(len(new)), _DEPTH)]
    while todo:
        a, b, depth = todo.pop()
        while a and b and old[a[0]] == new[b[0]]:
            pairs.append((a[0], b[0]))
            a, b = a[1:], b[1:]
        while a and b and old[a[-1]] == new[b[-1]]:
            pairs.append((a[-1], b[-1]))
            a, b = a[:-1], b[:-1]
        anchors = _common_once(old, new, a, b) if a and b and depth else []
        if not anchors:
            continue
        start = (a.start, b.start)
        for i, j in [*anchors, (a.stop, b.stop)]:
            todo.append((range(start[0], i), range(start[1], j), depth - 1))
            start = (i, j)
    return sorted(pairs)


def _common_once(old: Sequence[str], new: Sequence[str], a: range, b: range) -> list[tuple[int, int]]:
    """The sentences that occur once in both ranges, as far as they are in the same order in both."""
    often_old, often_new = Counter(old[i] for i in a), Counter(new[j] for j in b)
    where = {new[j]: j for j in b if often_new[new[j]] == 1}
    return _increasing([(i, where[old[i]]) for i in a if often_old[old[i]] == 1 and old[i] in where])


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A longest part of the pairs, which are sorted by the first number, that increases in the second as well."""
    ends: list[int] = []  # the last second number of the best chain of each length
    last: list[int] = []  # the pair that it is from
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [index]
    chain, index = [], last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


# Changed sentences


def _changed(old: Sequence[str], new: Sequence[str], a: range, b: range, depth: int) -> list[Match]:
    """Matches for sentences none of which is equal to its counterpart."""
    if not a or not b:
        return [Match(a, b)] if a or b else []
    if len(a) == len(b) == 1:
        return [Match(a, b)]  # one stands where one stood, however different
    if len(a) * len(b) <= _WINDOW:
        return _filled(_best(old, new, a, b))
    anchors = _alike_once(old, new, a, b) if depth else []
    if not anchors:
        return [Match(a, b[:0]), Match(a[len(a) :], b)]
    matches: list[Match] = []
    start = (a.start, b.start)
    for i, j in [*anchors, (a.stop, b.stop)]:
        matches += _changed(old, new, range(start[0], i), range(start[1], j), depth - 1)
        start = (i, j)
    return matches


def _alike_once(old: Sequence[str], new: Sequence[str], a: range, b: range) -> list[tuple[int, int]]:
    """Pairs that are much alike and have in common what no other sentence has, in the same order in both."""
    marks_old, marks_new = _marks(old, a), _marks(new, b)
    votes = Counter((i, marks_new[mark]) for mark, i in marks_old.items() if mark in marks_new)
    best_old: dict[int, int] = {}
    best_new: dict[int, int] = {}
    for (i, j), _ in votes.most_common():
        best_old.setdefault(i, j)
        best_new.setdefault(j, i)
    pairs = [(i, j) for i, j in sorted(best_old.items()) if best_new[j] == i]
    alike = [(i, j) for i, j in pairs if _likeness(_features(old[i]), _features(new[j])) >= _HARDLY_CHANGED]
    return [pair for pair in _increasing(alike) if pair != (a.start, b.start)]


def _marks(sentences: Sequence[str], indexes: range) -> dict[str, int]:
    """Each pair of characters that occurs in one of the sentences only, with that sentence."""
    owners: dict[str, int] = {}
    for index in indexes:
        for feature in _features(sentences[index]):
            owners[feature] = -1 if feature in owners else index
    return {feature: index for feature, index in owners.items() if index >= 0}


def _best(old: Sequence[str], new: Sequence[str], a: range, b: range) -> list[Match]:
    """The matches that have most in common: each counts what it shares beyond `_ALIKE`, a sentence alone nothing.

    That way a sentence is added to a match only if enough of itself is in there.
    """
    table = _Table([_features(old[i]) for i in a], [_features(new[j]) for j in b])
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    move = [[(1, 0)] * len(b) + [(1, 0)] for _ in a] + [[(0, 1)] * (len(b) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            if best[i][j + 1] > best[i + 1][j]:
                best[i][j], move[i][j] = best[i][j + 1], (0, 1)
            else:
                best[i][j] = best[i + 1][j]
            for k, m, gain in table.gains(i, j):
                if gain + best[i + k][j + m] > best[i][j]:
                    best[i][j], move[i][j] = gain + best[i + k][j + m], (k, m)
    return list(_along(move, a, b))


class _Table:
    """What sentences have in common, each with each."""

    def __init__(self, old: list[frozenset[str]], new: list[frozenset[str]]) -> None:
        self.old = old
        self.new = new
        self.shared = [[len(one & other) for other in new] for one in old]

    def gains(self, i: int, j: int) -> Iterator[tuple[int, int, float]]:
        """The moves from there that are worth anything, as how many old sentences, how many new ones, and what."""
        for k, m in _MOVES:
            if i + k > len(self.old) or j + m > len(self.new):
                continue
            parts = [(self.old[n], self.shared[n][j]) for n in range(i, i + k)]
            parts += [(self.new[n], self.shared[i][n]) for n in range(j, j + m)]
            sides = parts[:k] if k > m else parts[k:]
            # One that shares less than this cannot add to what a match is worth.
            if all(2 * shared > _ALIKE * len(part) for part, shared in sides):
                yield k, m, _gain(self.old[i : i + k], self.new[j : j + m])


def _along(move: Sequence[Sequence[tuple[int, int]]], a: range, b: range) -> Iterator[Match]:
    i = j = 0
    while i < len(a) or j < len(b):
        k, m = move[i][j]
        yield Match(a[i : i + k], b[j : j + m])
        i, j = i + k, j + m


def _filled(matches: Iterable[Match]) -> list[Match]:
    """With one sentence that is left in the old text and one in the new at the same place as a match."""
    filled: list[Match] = []
    alone: list[Match] = []
    for match in [*matches, None]:
        if match is not None and not (match.old and match.new):
            alone.append(match)
            continue
        gone = [one for one in alone if one.old]
        come = [one for one in alone if one.new]
        filled += [Match(gone[0].old, come[0].new)] if len(gone) == len(come) == 1 else alone
        filled += [match] if match is not None else []
        alone = []
    return filled


def _features(text: str) -> frozenset[str]:
    """The characters of a sentence and each two of them in a row."""
    return frozenset(text).union(map("".join, pairwise(text)))


def _gain(old: Sequence[frozenset[str]], new: Sequence[frozenset[str]]) -> float:
    a = old[0] if len(old) == 1 else frozenset().union(*old)
    b = new[0] if len(new) == 1 else frozenset().union(*new)
    return 2 * len(a & b) - _ALIKE * (len(a) + len(b))


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b))
