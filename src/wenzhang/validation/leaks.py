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
    from collections.abc import Callable, Iterable, Iterator

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

    def matches(self, text: str, start: int) -> bool:
        """Whether it stands in a text with the character of both scripts at `start`."""
        return len(self.text) == 1 or re.compile(_around(self)).match(text, start + 1) is not None


class _Shared(NamedTuple):
    """A character of both scripts.

    `words` are those in which it is a leak, the longest first, and `in_words` matches at the character in one of them.
    Where it is one by itself, that is None, and the last word is nothing but the character. `near` matches where marks
    might stand in a word. `stays` matches in words where it is none.
    """

    words: list[_Word]
    in_words: re.Pattern[str] | None
    near: re.Pattern[str] | None
    stays: re.Pattern[str] | None

    def word(self, text: str, start: int) -> _Word | None:
        """The word that makes it a leak at a place of a text, the longest that does."""
        if self.stays is not None and self.stays.match(text, start):
            return None
        if self.in_words is not None and not self.in_words.match(text, start):
            return None
        return next((word for word in self.words if word.matches(text, start)), None)


class LeakTable:
    """What does not belong into a text of one script.

    `sole` are the characters that tell by themselves, with what the script writes instead.
    """

    def __init__(self, sole: dict[str, tuple[str, ...]], shared: dict[str, _Shared]) -> None:
        self.sole = {character: forms for character, forms in sole.items() if character not in shared}
        self.shared = shared
        self._any = re.compile(f"[{''.join([*sole, *shared])}]")

    def may_leak(self, source: str) -> bool:
        """Quick, and right when it says no: whether the text of a source, markup and all, has a leak."""
        shared = self.shared
        for found in self._any.finditer(source):
            entry = shared.get(found[0])
            if entry is None or entry.near is None or entry.near.match(source, found.start()):
                return True
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
    lines = files("wenzhang.validation").joinpath("words", f"{name}.tsv").read_text("utf-8").splitlines()
    words: dict[str, list[_Word]] = {}
    stays: dict[str, list[_Word]] = {}
    for line in lines:
        if line.startswith("#") or not line:
            continue
        character, form, in_words, not_in_words = (*line.split("\t"), "", "")[:4]
        of = words.setdefault(character, [])
        if in_words == "*":
            of.append(_Word(regional(form), 0, regional(form)))
        for word in in_words.split() if in_words != "*" else ():
            of.append(_Word(word, word.index(form), regional(form)))
        for word in not_in_words.split():
            stays.setdefault(character, []).append(_Word(word, word.index(character), character))
    return {character: _shared_character(of, stays.get(character, ())) for character, of in words.items()}


def _shared_character(words: list[_Word], stays: Iterable[_Word]) -> _Shared:
    words = sorted(words, key=lambda word: -len(word.text))
    is_firm = len(words[-1].text) == 1
    patterns = [_around(word) for word in words]
    kept = "|".join(map(_around, stays))
    return _Shared(
        words,
        None if is_firm else re.compile(f".(?:{'|'.join(patterns)})"),
        None if is_firm else re.compile(f".(?:{_BESIDE_MARKS}|{'|'.join(patterns)})"),
        re.compile(f".(?:{kept})") if kept else None,
    )


# Where a tag, a mark of Markdown, a reference or an escape may stand within a word.
_BESIDE_MARKS = r"(?=[<&*_~\\\[\]\r\n])|(?<=[>;*_~\[\])\n`].)"


def _around(word: _Word) -> str:
    """A pattern that matches behind a character where the rest of a word stands around it, in any script or form."""
    before, behind = word.text[: word.place], word.text[word.place + 1 :]
    pattern = f"(?<={''.join(map(_alike, before))}.)" if before else ""
    return pattern + (f"(?={''.join(map(_alike, behind))})" if behind else "")


@cache
def _alike(character: str) -> str:
    """A pattern for a character in the forms of both scripts and of all regions."""
    forms = {character}
    for name in ("TWVariantsRev", "HKVariantsRev", "TSCharacters", "STCharacters", "TWVariants", "HKVariants"):
        entries = dictionary(name).entries
        forms.update(*(entries[form].split(" ") for form in forms if form in entries))
    return f"[{''.join(sorted(forms))}]" if len(forms) > 1 else re.escape(character)
