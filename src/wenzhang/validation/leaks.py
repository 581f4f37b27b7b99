"""Characters of the other script in a text: which they are, and in which words.

Most characters tell by themselves: Traditional never writes `软`, Simplified never `軟`. OpenCC's dictionaries of
characters say which these are: those that have no reading in which they stay as they are. Others are at home in both
scripts, as different words (`后` in `皇后`, but `後來`); the tables in `words` have those in which they are a leak.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.dictionaries import dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wenzhang.conversion.variants import Script

__all__ = ["Leak", "LeakTable", "leak_table"]

# Keys of STCharacters that Traditional writes all the same, in words and names: 發霉, 晒乾, 佳肴, 虱目魚.
_TRADITIONAL_TOO = frozenset("晒肴霉苧虱扑庄昵栖洒洼凄叁疱咤瓮羡咏恒")
# Those of TSCharacters that Simplified writes as well, in Japanese names (大塚), or for another character (薴).
_SIMPLIFIED_TOO = frozenset("塚苧")

_LAST_COMMON = "\u9fff"


class Leak(NamedTuple):
    """Characters of the other script next to each other, or one of both scripts in a word where it is of the other.

    `forms` is what the text's own script writes, for each character the likeliest first. `word` is what decided, as
    that script writes it; None where the characters by themselves do.
    """

    start: int
    end: int
    forms: tuple[tuple[str, ...], ...]
    word: str | None = None

    @property
    def has_one_reading(self) -> bool:
        """Whether there is one way only to write it."""
        return self.word is None and all(len(forms) == 1 for forms in self.forms)

    @property
    def written(self) -> str:
        """What the text's own script writes, as far as the characters alone tell."""
        return "".join([forms[0] for forms in self.forms])


class _Word(NamedTuple):
    """A word as it should be written; at `place` stands `form` instead of the character of both scripts."""

    text: str
    place: int
    form: str


class _Shared:
    """A character of both scripts: the words in which it is a leak, and those in which it stays as it is.

    `form` is what the script writes wherever the character does not stay, None where it takes a word to tell.
    """

    def __init__(self, character: str) -> None:
        self.character = character
        self.form: str | None = None
        self.words: list[_Word] = []  # in which it is a leak
        # Words in the characters of `_alike`; those in which it stays have no form. Most are of two characters, and
        # found by the other one: before it, or behind it. Of longer ones the same tells whether to look for them.
        self._pairs: tuple[dict[str, _Word], dict[str, _Word]] = {}, {}
        self._longer: dict[str, list[_Word]] = {}
        self._lengths: list[int] = []
        self._beside: set[str] = set()

    def add(self, word: _Word) -> None:
        """Adds a word, without a form one in which the character stays."""
        before, behind = word.text[: word.place].translate(_alike()), word.text[word.place + 1 :].translate(_alike())
        if len(word.text) == 2:
            pairs = self._pairs[bool(behind)]
            pairs[before or behind] = word if not word.form else pairs.get(before or behind, word)
        else:
            alike = before + self.character.translate(_alike()) + behind
            self._longer.setdefault(alike, []).append(word)
            self._lengths = sorted({len(alike), *self._lengths}, reverse=True)
            self._beside.update(before[-1:], behind[:1])
        if word.form:
            self.words.append(word)

    def word(self, text: str, start: int) -> _Word | None:
        """The word that makes it a leak at a place of a text, the longest that does."""
        alike = _alike()
        before = text[start - 1 : start].translate(alike) if start else ""
        behind = text[start + 1 : start + 2].translate(alike)
        found = [pair for pair in (self._pairs[False].get(before), self._pairs[True].get(behind)) if pair is not None]
        if before in self._beside or behind in self._beside:
            found = [*self._longer_words(text, start), *found]
        if any(not word.form for word in found):
            return None
        if found:
            return found[0]
        return None if self.form is None else _Word(self.form, 0, self.form)

    def _longer_words(self, text: str, start: int) -> Iterator[_Word]:
        """The words of more than two characters around a place, the longest first."""
        first = max(start - self._lengths[0] + 1, 0)
        window, place = text[first : start + self._lengths[0]].translate(_alike()), start - first
        for length in self._lengths:
            for begin in range(max(place - length + 1, 0), place + 1):
                for word in self._longer.get(window[begin : begin + length], ()):
                    if word.place == place - begin:
                        yield word

    def is_alone_between(self, before: str, behind: str) -> bool:
        """Whether the characters beside it are enough to know that no word of the table is around, marks or not."""
        beside = {before.translate(_alike()), behind.translate(_alike())}
        return _MARKS.isdisjoint(beside) and self._beside.isdisjoint(beside)

    def may_go_through_marks(self, source: str, start: int) -> bool:
        """Whether a mark stands as near to a place of a source as a word could reach, with nothing but Chinese between.

        Such are tags, marks of Markdown, references, escapes and ends of lines.
        """
        reach = self._lengths[0] if self._lengths else 2
        for side in (source[max(start - reach + 1, 0) : start][::-1], source[start + 1 : start + reach]):
            for character in side:
                if character in _MARKS:
                    return True
                if not "\u3400" <= character <= _LAST_COMMON:
                    break
        return False


class LeakTable:
    """What does not belong into a text of one script.

    `sole` are the characters that tell by themselves, with what the script writes instead.
    """

    def __init__(self, sole: dict[str, tuple[str, ...]], shared: dict[str, _Shared]) -> None:
        self.sole = {character: forms for character, forms in sole.items() if character not in shared}
        self.shared = shared
        self._any = re.compile(f"[{''.join([*sole, *shared])}]")
        self._harmless: set[str] = (
            set()
        )  # characters of both scripts with those beside them, which are no leak anywhere

    def may_leak(self, source: str) -> bool:
        """Quick, and right when it says no: whether the text of a source, markup and all, has a leak."""
        if ("&" in source or "\\" in source) and _SPELLED.search(source):
            return True
        for found in self._any.finditer(source):
            start = found.start()
            around = source[start - 1 : start + 2]
            if around in self._harmless:
                continue
            entry = self.shared.get(found[0])
            if entry is None or entry.form is not None or entry.word(source, start) is not None:
                return True
            if entry.may_go_through_marks(source, start):
                return True
            if len(around) == 3 and entry.is_alone_between(around[0], around[2]):
                self._harmless.add(around)
        return False

    def leaks(self, text: str) -> Iterator[Leak]:
        """The leaks of a text, in order."""
        pending: list[re.Match[str]] = []
        for found in self._any.finditer(text):
            if found[0] not in self.shared:
                if pending and pending[-1].end() != found.start():
                    yield self._of(pending)
                    pending = []
                pending.append(found)
                continue
            word = self.shared[found[0]].word(text, found.start())
            if word is not None:
                if pending:
                    yield self._of(pending)
                    pending = []
                yield Leak(found.start(), found.end(), ((word.form,),), word.text)
        if pending:
            yield self._of(pending)

    def _of(self, characters: list[re.Match[str]]) -> Leak:
        forms = tuple([self.sole[character[0]] for character in characters])
        return Leak(characters[0].start(), characters[-1].end(), forms)


@cache
def leak_table(script: Script, forms: str = "tw", *, sure: bool = False) -> LeakTable:
    """What does not belong into a text in a script; `forms` are those of its region (`Variant.forms`).

    Where it is `sure` that the region is Taiwan, that includes what Hong Kong and Simplified both write (`户`, `税`).
    """
    if script == "Hans":
        return LeakTable(_only_traditional(), _shared("simplified", lambda form: form))
    standard, regional = dictionary("TWVariantsRev").entries, _regional(forms)

    def in_region(form: str) -> str:  # the table has the forms of Taiwan
        own = standard.get(form, form).split(" ")[0]
        return regional.get(own, own) if forms == "hk" else form

    return LeakTable(_only_simplified(forms, sure=sure), _shared("traditional", in_region))


def _only_simplified(forms: str, *, sure: bool) -> dict[str, tuple[str, ...]]:
    """The characters that no Traditional text has, and what it has instead, in the forms of a region."""
    taiwan, hong_kong, own = _regional("tw"), _regional("hk"), _regional(forms)
    found: dict[str, tuple[str, ...]] = {}
    for character, values in dictionary("STCharacters").entries.items():
        readings = _common(values)
        if not readings or character > _LAST_COMMON or character in readings or character in _TRADITIONAL_TOO:
            continue
        if taiwan.get(readings[0], readings[0]) == character or character in taiwan.values():
            continue
        if not (sure and forms == "tw") and hong_kong.get(readings[0], readings[0]) == character:
            continue
        found[character] = tuple(dict.fromkeys(own.get(reading, reading) for reading in readings))
    return found


def _only_traditional() -> dict[str, tuple[str, ...]]:
    """The characters that no Simplified text has, and what it has instead: forms of all regions."""
    found: dict[str, tuple[str, ...]] = {}
    for character, values in dictionary("TSCharacters").entries.items():
        readings = _common(values)
        if not readings or character > _LAST_COMMON or character in readings or character in _SIMPLIFIED_TOO:
            continue
        if not _is_in_gb2312(character):
            found[character] = tuple(readings)
    return found


def _common(values: str) -> list[str]:
    """Those of the values that fonts have; most of the others are analogies that nobody writes."""
    return [value for value in values.split(" ") if value <= _LAST_COMMON]


def _is_in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _regional(forms: str) -> dict[str, str]:
    """How a region writes the characters of OpenCC's own Traditional."""
    name = {"tw": "TWVariants", "hk": "HKVariants"}.get(forms)
    entries = dictionary(name).entries if name else {}
    return {key: value.split(" ")[0] for key, value in entries.items() if len(key) == 1}


def _shared(name: str, regional: Callable[[str], str]) -> dict[str, _Shared]:
    """The table of that name. A row says of a character what the script writes, in which words, in which it stays."""
    table: dict[str, _Shared] = {}
    for line in files("wenzhang.validation").joinpath("words", f"{name}.tsv").read_text("utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        character, form, words, stays = (*line.split("\t"), "")[:4]
        entry = table.setdefault(character, _Shared(character))
        if words == "*":
            entry.form = regional(form)
        for word in words.split() if words != "*" else ():
            entry.add(_Word(word, word.index(form), regional(form)))
        for word in stays.split():
            entry.add(_Word(word, word.index(character), ""))
    return table


# A character that is written by its number: `&#25674;`, `\u644a` in the front matter.
_SPELLED = re.compile(r"&#(?:[xX][0-9A-Fa-f]{4}|[0-9]{5})|\\[uU][0-9A-Fa-f]{4}")

_MARKS = frozenset("<>&;*_~`\\[]()\r\n")


@cache
def _alike() -> dict[int, str]:
    """What makes all forms of a character one, those of both scripts and of all regions; for `str.translate`."""
    simplified = {key: value.split(" ")[0] for key, value in dictionary("TSCharacters").entries.items()}
    alike = {key: value for key, value in simplified.items() if len(key) == len(value) == 1}
    for name in ("TWVariantsRev", "HKVariantsRev"):
        for key, value in dictionary(name).entries.items():
            standard = value.split(" ")[0]
            alike[key] = simplified.get(standard, standard)
    return {ord(key): value for key, value in alike.items() if len(key) == 1}
