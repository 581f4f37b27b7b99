"""Glossaries: terms that a conversion must leave alone, or write as their owner says.

TOML (`.toml`); a term without a target is locked, and `lock = true` says so aloud. The first two keys are short forms:

```toml
locked = ["里約熱內盧", "后里"]

[terms]
"軟體" = { zh-CN = "软件", zh-HK = "軟件" }

[[term]]
source = "iPhone"
lock = true
ignore-case = true

[[term]]
source = "網誌"
targets = { zh-CN = "博客", zh-Hans = "网志", "*" = "部落格" }
note = "the word of our readers"
```

YAML (`.yaml`, `.yml`) has the same keys:

```yaml
locked: [里約熱內盧, 后里]
terms:
  軟體: {zh-CN: 软件, zh-HK: 軟件}
term:
  - source: iPhone
    lock: true
    ignore-case: true
```

CSV and TSV (`.csv`, `.tsv`) have a row a term under a row of names, in any order, of which only `source` must be there.
An empty cell maps to nothing; white space around a cell does not count. A table of the column `source` alone locks:

```csv
source,zh-CN,zh-HK,lock,ignore-case,note
軟體,软件,軟件,,,
iPhone,,,yes,yes,a brand
```

TMX 1.4b (`.tmx`) gives the units that say they are terms, as the page of a review writes them; all others are for the
memory of corrections, which the same file can be:

```xml
<tu srclang="zh-TW" segtype="phrase">
  <prop type="x-wenzhang-term">mapped</prop>
  <tuv xml:lang="zh-TW"><seg>軟體</seg></tuv>
  <tuv xml:lang="zh-CN"><seg>软件</seg></tuv>
</tu>
```

`locked` instead of `mapped` locks the source; what its other variants say is then the same.

Targets are named by BCP 47 tags in any spelling, or `*` for all that are not named. Files are in UTF-8, or in what
their byte order mark says (UTF-16, as Excel writes "Unicode text").
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from itertools import product
from os import fsdecode
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import force_setattr

from wenzhang.conversion.variants import variant
from wenzhang.errors import GlossaryError, SourceError, VariantError
from wenzhang.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from os import PathLike

    from wenzhang.conversion.variants import Variant

__all__ = ["Glossary", "GlossaryFormat", "Match", "Term"]

GlossaryFormat = Literal["toml", "yaml", "csv", "tsv", "tmx"]

_FORMATS: dict[str, GlossaryFormat] = {
    ".toml": "toml",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tmx": "tmx",
}

# Whose words and forms the conversion itself gives to a region (`Variant.forms`): a glossary is no worse than that.
_LIKE = {"zh-MO": "zh-HK", "zh-SG": "zh-CN"}


class Term(Struct, frozen=True):
    """What stands in the source, and what is to stand there in each target variant.

    The keys of `targets` are tags (kept as short as they can be) or `*`; a term without any is locked. `ignore_case`
    is for Latin letters: `iphone` finds `iPhone`.

    Raises `GlossaryError` for an empty source or target, and for a tag that names no variant.
    """

    source: str
    targets: dict[str, str] = {}
    ignore_case: bool = False
    note: str | None = None

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise GlossaryError("a term with an empty source", hint="name the word it is for")
        try:
            targets = {tag if tag == "*" else variant(tag).tag: text for tag, text in self.targets.items()}
        except VariantError as error:
            raise GlossaryError(f"{self.source!r}: {error.message}", hint=error.hint) from error
        empty = [tag for tag, text in targets.items() if not text]
        if empty or len(targets) < len(self.targets):
            what = f"an empty target for {empty[0]}" if empty else "two targets for one tag"
            raise GlossaryError(f"{self.source!r} has {what}", hint="leave one out")
        force_setattr(self, "targets", targets)

    def __hash__(self) -> int:
        return hash((self.source, self.ignore_case))  # targets are a dict; equal terms have equal sources

    @property
    def is_locked(self) -> bool:
        """Whether it stays as it is in every target."""
        return not self.targets

    def find_target(self, target: Variant) -> str | None:
        """The text for a target: that of its tag, of the region it is written like, of its script, of `*`.

        Macao is written like Hong Kong and Singapore like the mainland. None where the term says nothing of the target.
        """
        tags = (target.tag, _LIKE.get(target.tag, target.tag), f"zh-{target.script}", "*")
        return next((self.targets[tag] for tag in tags if tag in self.targets), None)

    def target(self, target: Variant) -> str:
        """The text for a target, as `find_target` finds it; where the term says nothing, its source."""
        found = self.find_target(target)
        return self.source if found is None else found


class Match(NamedTuple):
    """Where a term stands in a text, in code points."""

    start: int
    end: int
    term: Term


class Glossary(Struct, frozen=True, dict=True, cache_hash=True):
    """Terms, each source once: of those that ignore case, each spelling once.

    Raises `GlossaryError` for a source that is there twice.
    """

    terms: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        taken: set[str] = set()
        for term in self.terms:
            keys = keys_of(term)
            if not taken.isdisjoint(keys):
                raise GlossaryError(f"the term {term.source!r} is there twice", hint="keep one of the two")
            taken.update(keys)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Glossary:
        """The glossary in a file, in the format that its suffix says.

        Raises `GlossaryError` for another suffix, a file that cannot be read or decoded, and all that `parse` raises.
        """
        return cls(tuple(term for term, _ in read_file(path)[1]))

    @classmethod
    def parse(cls, text: str, format: GlossaryFormat, path: str | None = None) -> Glossary:
        """The glossary in a text, which may begin with a byte order mark.

        Raises `GlossaryError` with the position of the first defect; `path` is for its message.
        """
        try:
            source = Source.from_text(text, path)
        except SourceError as error:
            raise GlossaryError(error.message, path=path, hint=error.hint) from error
        return cls(tuple(term for term, _ in _located(source, format)))

    def merged(self, other: Glossary) -> Glossary:
        """Both glossaries in one; where both have a term, that of `other` holds."""
        taken = {key for term in other.terms for key in keys_of(term)}
        return Glossary((*(term for term in self.terms if taken.isdisjoint(keys_of(term))), *other.terms))

    def matches(self, text: str) -> list[Match]:
        """Where terms stand in a text, in its order, none over another: the first, and of those the longest.

        An ASCII letter or digit at the edge of a term is not matched beside another one. Of two terms that match the
        same, one that minds the case goes before one that ignores it. O(n) but for terms of very different length
        with the same two first characters.
        """
        return list(self._matcher.matches(text)) if self.terms else []

    @cached_property
    def has_ascii_terms(self) -> bool:
        """Whether a term can stand in text without any Chinese."""
        return any(term.source.isascii() for term in self.terms)

    @cached_property
    def _matcher(self) -> _Matcher:
        return _Matcher(self.terms)


# Files


def read_file(path: str | PathLike[str]) -> tuple[Source, list[tuple[Term, int]]]:
    """What a file says, and its terms, each with the offset where it begins. Raises what `Glossary.load` raises."""
    name = fsdecode(path)
    suffix = PurePath(name).suffix
    if suffix.lower() not in _FORMATS:
        what = suffix or "a file without a suffix"
        hint = f"known are {' '.join(_FORMATS)}"
        raise GlossaryError(f"a glossary cannot be read from {what}", path=name, hint=hint)
    try:
        source = Source.from_path(name)
    except SourceError as error:
        raise GlossaryError(error.message, path=name, hint=error.hint) from error
    if source.guessed:
        # Two encodings can both make words of the same bytes: a wrong guess would lock words that nobody wrote.
        raise GlossaryError("is not UTF-8", path=name, hint="save it as UTF-8; in Excel: CSV UTF-8")
    return source, _located(source, _FORMATS[suffix.lower()])


def _located(source: Source, format: GlossaryFormat) -> list[tuple[Term, int]]:
    from wenzhang.conversion.glossary_file import read_terms
    from wenzhang.read.problem import Problem

    text = source.text
    try:
        return list(read_terms(text, format))
    except Problem as problem:
        at = source.position(min(problem.offset, len(text)))
        raise GlossaryError(problem.message, path=source.path, position=at, hint=problem.hint) from problem


# Finding terms


def keys_of(term: Term) -> tuple[str, ...]:
    """What no other term of a glossary may share."""
    return (f"={term.source}", f"~{_fold(term.source)}") if term.ignore_case else (f"={term.source}",)


class _Matcher:
    """Candidates are found by their first two characters, in C; what stands there is looked up, longest first."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.exact: dict[str, Term] = {}
        self.folded: dict[str, Term] = {}
        lengths: dict[str, set[int]] = {}
        for term in terms:
            head = term.source[:2]
            heads: Iterable[str] = (head,)
            if term.ignore_case:
                self.folded[_fold(term.source)] = term
                heads = map("".join, product(*map(_spellings, head)))
            else:
                self.exact[term.source] = term
            for spelling in heads:
                lengths.setdefault(spelling, set()).add(len(term.source))
        self.lengths = {
            head: sorted(found | lengths.get(head[0], set()), reverse=True) for head, found in lengths.items()
        }
        single = _character_class(head for head in lengths if len(head) == 1)
        first = _character_class(head[0] for head in lengths if len(head) == 2)
        second = _character_class(head[1] for head in lengths if len(head) == 2)
        patterns = [single] if single else []
        self.candidates = re.compile("|".join([*patterns, f"{first}(?={second})"] if first else patterns))

    def matches(self, text: str) -> Iterator[Match]:
        end = 0
        get = self.lengths.get
        for candidate in self.candidates.finditer(text):
            start = candidate.start()
            if start < end:
                continue
            for length in get(text[start : start + 2]) or get(text[start]) or ():
                word = text[start : start + length]
                if len(word) < length:
                    continue  # the text ends here, and what is left may be a shorter term
                found = next((term for term in self.terms(word) if _is_whole(text, start, start + length, term)), None)
                if found is not None:
                    end = start + length
                    yield Match(start, end, found)
                    break

    def terms(self, word: str) -> Iterator[Term]:
        """The terms that a word may be, that which minds the case first."""
        exact = self.exact.get(word)
        if exact is not None:
            yield exact
        folded = self.folded.get(_fold(word)) if self.folded else None
        if folded is not None:
            yield folded


def _is_whole(text: str, start: int, end: int, term: Term) -> bool:
    source = term.source
    return not (start and _joins(text[start - 1], source[0])) and not (
        end < len(text) and _joins(source[-1], text[end])
    )


def _joins(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def _character_class(characters: Iterable[str]) -> str:
    """A class that holds these; all beyond the BMP where one is, since `re` tries such characters one by one."""
    found = set(characters)
    pieces = [re.escape(character) for character in sorted(found) if character <= "\uffff"]
    if len(pieces) < len(found):
        pieces.append("\U00010000-\U0010ffff")
    return f"[{''.join(pieces)}]" if pieces else ""


def _fold(text: str) -> str:
    """The text without the difference of cases, as long as before: `ß` stays, whose folding is two letters."""
    return text.lower() if text.isascii() else "".join(map(_fold_character, text))


def _fold_character(character: str) -> str:
    folded = character.casefold()
    return folded if len(folded) == 1 else character


def _spellings(character: str) -> str:
    """All characters that fold to what this one folds to."""
    folded = _fold_character(character)
    return _all_spellings().get(folded, folded)


@cache
def _all_spellings() -> dict[str, str]:
    spellings: dict[str, str] = {}
    for code in range(0x1E944):  # behind the last letter with a case, of Adlam
        folded = _fold_character(chr(code))
        if folded != chr(code):
            spellings[folded] = spellings.get(folded, folded) + chr(code)
    return spellings
