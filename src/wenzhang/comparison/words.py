"""A text cut into words, as two articles are compared by them.

A word is a tag as a whole, a character reference, an address, letters and digits, Chinese by the dictionaries, white
space, a line end, or any other character by itself; what combines with a character belongs to it. Together they are the
text.

Each has a key. Words with the same key are the same word, though they may be written in other scripts, in other words
of a region, in capitals, in another width, or with other space.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.comparison.lexicon import HAN, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TAG", "Words"]

# Marks that Latin letters and kana take, variation selectors, joiners, enclosing keycaps, skin tones.
_JOINED = "\u0300-\u036f\u200d\u20e3\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef"
_TAG = r"</?[A-Za-z](?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+>"
_IN_ADDRESS = r"A-Za-z0-9_~%/=&\#@+$-"
_REST = rf"""
    (?P<reference> &(?:\#[0-9]+|\#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*); )
  | (?P<address> (?:
        (?<![A-Za-z0-9]) (?:[A-Za-z][A-Za-z0-9+.-]{{1,15}}://|data:|mailto:)
      | (?<![A-Za-z0-9/<)]) \.{{0,2}}/ (?=[A-Za-z0-9_~%@-])
    ) [{_IN_ADDRESS}.,;:!?*]*[{_IN_ADDRESS}] )
  | (?P<end> \r\n?|\n )
  | (?P<space> [^\S\r\n]+ )
  | (?P<chinese> (?:[{HAN}](?![{_JOINED}]))+ )
  | (?P<other>
        (?:[^\W_{HAN}\u3040-\u30ff][{_JOINED}]*)+ (?:['’._-](?:[^\W_{HAN}\u3040-\u30ff][{_JOINED}]*)+)*
      | [\u30a1-\u30ff]+
      | [\s\S](?:[{_JOINED}]|(?<=\u200d)[^\s{HAN}])*
    )
"""
TAG = re.compile(_TAG)
"""A start or end tag, whatever stands in its quotation marks, but for `<`."""
_WORD = re.compile(f"(?P<tag>{_TAG})|{_REST}", re.VERBOSE)
_WORD_OF_TAG = re.compile(_REST, re.VERBOSE)


class Words:
    """The words of a text, or of a tag, in order: their keys, and where they start; the last offset is the end."""

    def __init__(self, text: str, *, of_tag: bool = False) -> None:
        self.text = text
        self.keys: list[str] = []
        self.starts: list[int] = []
        known = lexicon()
        # The table has one character for each, so a place in the folded text is the place in the text.
        folded = text.translate(known.folds)
        for found in (_WORD_OF_TAG if of_tag else _WORD).finditer(text):
            start, end = found.span()
            kind = found.lastgroup
            if kind == "chinese":
                for word in known.cut(folded[start:end]):
                    self.keys.append(known.regional.get(word, word))
                    self.starts.append(start)
                    start += len(word)
                continue
            self.starts.append(start)
            if kind == "space":
                self.keys.append(" ")
            elif kind == "end":
                self.keys.append("\n")
            elif kind == "tag":
                self.keys.append("".join(Words(found.group(), of_tag=True).keys))
            else:
                self.keys.append(folded[start:end].lower())
        self.starts.append(len(text))

    def __iter__(self) -> Iterator[str]:
        """The words as they are written."""
        return (self.text[start:end] for start, end in zip(self.starts, self.starts[1:], strict=False))
