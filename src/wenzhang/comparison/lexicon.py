"""Chinese words, whichever script and region they are written for: where they end, and which are the same word.

They are those of OpenCC's dictionaries. A text is looked up in its Simplified characters, of which each stands for one
code point of the text, so `軟體` and `软体` are cut alike. What Taiwan or Hong Kong says where the mainland says
something else (`軟體`, `软件`) is the same word.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.dictionaries import dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["HAN", "Lexicon", "lexicon"]

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""What Chinese words consist of, as it stands in the brackets of a regular expression."""

_PHRASES = ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases", "TSPhrases")
_REGIONAL = ("TWPhrasesRev", "HKPhrasesRev", "TWPhrases", "HKPhrases")
# Those that give the mainland's word for another region's. Where both regions have one, Taiwan's comes first.
_TO_MAINLAND = ("HKPhrasesRev", "TWPhrasesRev")

# Quotation marks by level, whichever region's they are.
_MARKS = dict(zip("「」『』", "“”‘’", strict=True))


class Lexicon(NamedTuple):
    """`folds` is a table for `str.translate`, code point by code point. All words are folded."""

    folds: dict[int, str]
    lengths: dict[str, tuple[int, ...]]
    """By the first character of words, how long they are, the longest first."""
    words: set[str]
    regional: dict[str, str]
    """The mainland's words for those of other regions."""

    def cut(self, folded: str) -> Iterator[str]:
        """The words of a folded text of Chinese characters alone, each the longest that begins there, else one."""
        words, lengths = self.words, self.lengths
        at, end = 0, len(folded)
        while at < end:
            word = folded[at]
            for length in lengths.get(word, ()):
                longer = folded[at : at + length]
                if longer in words:
                    word = longer
                    break
            yield word
            at += len(word)


@cache
def lexicon() -> Lexicon:
    """The words of OpenCC's dictionaries, loaded once. Raises `VariantError` where they are not installed."""
    folds = _folds()
    words: set[str] = set()
    for name in (*_PHRASES, *_REGIONAL):
        entries = dictionary(name).entries
        words.update(entries)
        if name in _REGIONAL:
            words.update(value for values in entries.values() for value in values.split(" "))
    # A mark that folds to another is in no word.
    words = set("\n".join(words).translate(folds).split("\n"))
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    regional: dict[str, str] = {}
    for name in _TO_MAINLAND:
        for word, values in dictionary(name).entries.items():
            regional[word.translate(folds)] = values.partition(" ")[0].translate(folds)
    return Lexicon(
        folds, {first: tuple(sorted(all_, reverse=True)) for first, all_ in lengths.items()}, words, regional
    )


def _folds() -> dict[int, str]:
    """Simplified for Traditional characters, half-width for full-width ones, and one pair of marks for quotations."""
    folds = {ord(mark): other for mark, other in _MARKS.items()}
    folds |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # Halfwidth and Fullwidth Forms
    for character, values in dictionary("TSCharacters").entries.items():
        folds[ord(character)] = values.partition(" ")[0]
    return folds
