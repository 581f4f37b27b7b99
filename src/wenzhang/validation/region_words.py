"""The words that are not those of a region: lists of them, and where they stand in an article.

A list is a glossary (`wenzhang.conversion.glossary`): the column of a region, such as `zh-TW`, says what is written
there for a `source` that is a word of elsewhere. A locked term is right in every region, although a source stands in
it or seems to stand in it:

```csv
source,zh-TW,lock,note
軟件,軟體,,OpenCC TWPhrases
博客,部落格,,OpenCC TWPhrases
博客來,,yes,a shop
```

The lists that come with this package are in the folder `words`. They hold words with one reading only: `信息` and
`文件` are words of Taiwan as well, with another meaning, so they are not there.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.config.settings import WORD_LISTS
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.glossary import Glossary, Term, keys_of, read_file
from wenzhang.conversion.variants import VARIANTS
from wenzhang.errors import ConfigError, GlossaryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.config import Config
    from wenzhang.source import Source
    from wenzhang.validation.prose import Prose

__all__ = ["SHIPPED", "Foreign", "RegionWords", "Words"]

SHIPPED = Path(__file__).with_name("words")
"""The folder of the lists that come with this package."""


class Foreign(NamedTuple):
    """Where a word of another region stands in a text, in code points, and what the region says instead."""

    start: int
    end: int
    better: str


class RegionWords:
    """The words of all lists that a configuration names. Of two rows for one word, that of the later list holds.

    `texts` is what the lists say, as it is written. Raises `GlossaryError` for a list that cannot be read, says nothing
    of any region, or contradicts itself; `ConfigError` for a name that is neither that of a list nor a path.
    """

    def __init__(self, config: Config) -> None:
        self.texts: list[str] = []
        rows: list[_Row] = []
        for name in config.region_words:
            source, found = _load(name, config.root)
            self.texts.append(source.text)
            rows += found
        tags = {tag for row in rows for tag in row.term.targets}
        self._words = {
            tag: Words(tag, rows) for tag, variant in VARIANTS.items() if tags & {tag, f"zh-{variant.script}", "*"}
        }

    def of(self, prose: Prose) -> Words | None:
        """The words for an article: those of the region that it says it is of.

        Where it names none, those for its script; and of a region only where no other region of the script has any.
        """
        declared = prose.declared
        if declared is not None and declared.region is not None:
            return self._words.get(declared.tag) if declared.script == prose.script else None
        of_script = [words for tag, words in self._words.items() if VARIANTS[tag].script == prose.script]
        return self._words.get(f"zh-{prose.script}") or (of_script[0] if len(of_script) == 1 else None)


class Words:
    """The words of elsewhere, for articles in the variant of a `tag`.

    Raises `GlossaryError` where what is to be written instead of one word is itself such a word.
    """

    def __init__(self, tag: str, rows: Iterable[_Row]) -> None:
        self.tag = tag
        named = {row.term.source: row for row in rows if row.term.is_locked or row.target(tag) is not None}
        self._rows = list(named.values())
        self._check()

    def find(self, text: str) -> Iterator[Foreign]:
        """Where they stand in a text, in its order; of those at one place the longest."""
        for start, end, term in self._glossary.matches(text):
            better = term.targets.get(self.tag)
            if better is not None and text[start:end] != better:  # they may differ in nothing but the case
                yield Foreign(start, end, better)

    def _check(self) -> None:
        terms = _Terms(self.tag)
        for row in self._rows:
            terms.add(row.term.source, row)
        glossary = Glossary(tuple(terms.terms))
        for row in self._rows:
            target = row.target(self.tag)
            if target is None:
                continue
            for start, end, term in glossary.matches(target):
                is_all = (start, end) == (0, len(target))
                other = terms.rows[term.source]
                if is_all and not term.is_locked and (term.source == target or other is not row):
                    raise row.error(f"{row.term.source!r} is to become {target!r}, which {other} replaces itself")

    @cached_property
    def _glossary(self) -> Glossary:
        """Every spelling of the words in both scripts, and what is right although such a word stands in it."""
        terms = _Terms(self.tag)
        for row in self._rows:
            terms.add(row.term.source, row)
        targets = dict.fromkeys(target for row in self._rows if (target := row.target(self.tag)) is not None)
        for row, spellings in zip(self._rows, _spellings([row.term.source for row in self._rows]), strict=True):
            for spelling in spellings:
                if spelling not in targets:
                    terms.add(spelling, row)
        found = Glossary(tuple(terms.terms))
        for target in targets:
            if any(not match.term.is_locked for match in found.matches(target)):
                terms.add(target, None)
        return Glossary(tuple(terms.terms))


class _Row(NamedTuple):
    """A term of a list and the offset where it begins there."""

    term: Term
    source: Source
    at: int

    def target(self, tag: str) -> str | None:
        """What a variant says; None where nothing is said of it."""
        targets = self.term.targets
        return next((targets[key] for key in (tag, f"zh-{VARIANTS[tag].script}", "*") if key in targets), None)

    def error(self, message: str) -> GlossaryError:
        position = self.source.position(self.at)
        return GlossaryError(message, path=self.source.path, position=position, hint="take one of the two out")

    def __str__(self) -> str:
        return f"{os.path.basename(self.source.path or '')}:{self.source.position(self.at).line}"


class _Terms:
    """The terms of a glossary, of which the first for a spelling holds; `rows` are those that they came from."""

    def __init__(self, tag: str) -> None:
        self.terms: list[Term] = []
        self.rows: dict[str, _Row | None] = {}
        self._tag = tag
        self._taken: set[str] = set()

    def add(self, source: str, row: _Row | None) -> None:
        """Adds a spelling of the word of a row; None locks it."""
        target = None if row is None else row.target(self._tag)
        ignore_case = row is not None and row.term.ignore_case
        term = Term(source, {} if target is None else {self._tag: target}, ignore_case)
        if self._taken.isdisjoint(keys_of(term)):
            self._taken.update(keys_of(term))
            self.terms.append(term)
            self.rows[source] = row


def _spellings(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Of each word how it is written in Simplified, and in Traditional with the forms of each region."""
    simplified = convert_texts(words, ("t2s",))
    traditional = [convert_texts(simplified, (configuration,)) for configuration in ("s2t", "s2tw", "s2hk")]
    return list(zip(simplified, *traditional, strict=True))


def _load(name: str, root: str) -> tuple[Source, list[_Row]]:
    path = SHIPPED / f"{name}.csv" if name in WORD_LISTS else Path(root, name)
    if not path.suffix and not path.exists():
        hint = f"{' and '.join(WORD_LISTS)} are there; else name a file, as in words.csv"
        raise ConfigError(f"there is no list of words {name!r}", hint=hint)
    source, terms = read_file(path)
    if all(term.is_locked for term, _ in terms):
        hint = "the first row names it, as in source,zh-TW"
        raise GlossaryError("has no column of a region with words in it", path=source.path, hint=hint)
    return source, [_Row(term, source, at) for term, at in terms]
