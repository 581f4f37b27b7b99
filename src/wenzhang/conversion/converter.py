"""Conversion from one variant of Chinese to another, as edits to the source.

```
front matter, body --policy--> stretches --runs--> texts --engine--> texts --align--> edits
```
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import accumulate, pairwise
from itertools import chain as chain_
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from wenzhang.conversion.align import Cuts, cuts_after
from wenzhang.conversion.detect import detect
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.origin import origin_of
from wenzhang.conversion.policy import POLICY, Policy
from wenzhang.conversion.runs import runs_of
from wenzhang.conversion.variants import (
    configurations,
    find_variant,
    is_chinese,
    keeps_length,
    spelled_like,
    variant,
)
from wenzhang.encoding.names import is_utf
from wenzhang.errors import FormatError
from wenzhang.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wenzhang.conversion.runs import Run
    from wenzhang.conversion.text import HumanText, Stretch
    from wenzhang.conversion.variants import Variant
    from wenzhang.model import Article, Format
    from wenzhang.source import Source

__all__ = ["Conversion", "Converter", "conversion_edits", "convert", "convert_source", "convert_text"]


class Converter(Struct, frozen=True, dict=True):
    """Settings for converting many articles; what they need is loaded at the first use and kept. It pickles.

    `to` and `from_` are BCP 47 tags (`zh-TW`, `zh_hant_hk`). `phrases` changes the words of the region as well
    (`軟體` to `软件`). `encoding` writes the result in another encoding, and the charsets that the page declares
    follow.

    Without `from_`, what an article says about its language counts: `lang` in the front matter, then `<html lang>`.
    If it says nothing, its own characters tell the script, Traditional is taken for Taiwan's and Simplified for the
    mainland's.
    """

    to: str = "zh-CN"
    from_: str | None = None
    phrases: bool = True
    encoding: str | None = None
    policy: Policy = POLICY

    def convert(self, article: Article) -> Article:
        """The article in another variant, read anew from its converted source; the same object if nothing changes.

        Raises what `convert_source` does. An article that came from JSON needs its source in there. Its front matter
        as the caller's own type (`meta`) is made again, and `FrontMatterError` raised where the converted values do
        not fit it.
        """
        if not article.source.text and (article.front_matter is not None or article.intro or article.sections):
            raise FormatError(
                "the article has no source to convert",
                path=article.source.path,
                hint="it came from JSON without it; write that with to_json(article, source=True)",
            )
        source = self.convert_source(article.source, format=article.format)
        if source is article.source:
            return article
        from wenzhang.read import parse

        meta_type = None if article.meta is None else type(article.meta)
        return parse(source, format=article.format, front_matter_type=meta_type)

    def convert_source(self, source: Source, *, format: Format | None = None) -> Source:
        """The source in another variant; the same object if nothing changes, as where it is in that variant already.

        `format` is that of the body, where the name of its file would mislead.

        Raises `VariantError` for a tag that names no variant, and where `from_` is needed: the article says that it is
        not Chinese, or says nothing and is not Chinese, or mixes both scripts. Raises `FrontMatterError` for front
        matter that cannot be read, `FormatError` for a Markdown body. A character that the file's encoding cannot hold
        raises `EncodeError` when the result is encoded; `encoding="utf-8"` prevents that.
        """
        result = self.conversion(source, format=format).result
        if self.encoding is None:
            return result
        from wenzhang.conversion.charset import recoded

        return recoded(result, self.encoding)

    def convert_text(self, text: str) -> str:
        """Plain text in another variant, all of it: nothing in it is taken for markup, a URL or code.

        Raises what `convert_source` does; `from_` is taken at its word.
        """
        target = variant(self.to)
        origin = detect(text) if self.from_ is None else variant(self.from_)
        return convert_texts([text], configurations(origin, target, phrases=self.phrases))[0]

    def conversion(self, source: Source, *, format: Format | None = None) -> Conversion:
        """What becomes of a source: the edits and what led to them. Raises what `convert_source` does."""
        target = variant(self.to)
        given = None if self.from_ is None else variant(self.from_)
        human = _human_text(source, self.policy, format)
        origin = origin_of(source, human, given, target)
        if origin is None:
            return Conversion(source, target, target, human, ())
        chain = configurations(origin, target, phrases=self.phrases)

        def is_wanted(stretch: Stretch) -> bool:
            return _is_in(stretch.lang, origin, target)

        runs = [*runs_of(source.text, human.stretches, is_wanted), *human.runs] if chain else []
        return Conversion(source, origin, target, human, tuple(_converted(runs, chain)), chain)


class ConvertedRun(NamedTuple):
    """A run, what it says in the target, and where its pieces begin there, the first one aside."""

    run: Run
    text: str
    cuts: Sequence[int]

    @property
    def pieces(self) -> list[str]:
        """The text of each piece."""
        return [self.text[start:end] for start, end in pairwise((0, *self.cuts, len(self.text)))]


class Conversion(Struct, frozen=True, dict=True):
    """What becomes of a source. `origin` equals `target` where it is in that variant already."""

    source: Source
    origin: Variant
    target: Variant
    human: HumanText
    runs: tuple[ConvertedRun, ...]
    chain: tuple[str, ...] = ()

    @cached_property
    def result(self) -> Source:
        """The source in the target; the very source where nothing changes."""
        if not is_utf(self.source.encoding):  # what does not change keeps its bytes, of which there may be others
            return self.source.apply(self.edits)
        edits = self._language_edits()
        for run in self.runs:
            if run.text != run.run.text:
                for piece, text in zip(run.run.pieces, run.pieces, strict=True):
                    if piece.places is None:
                        edits.append(Edit(Span(piece.start, piece.start + len(piece.text)), text))
                    else:
                        edits += piece.edits(text, by_place=keeps_length(self.chain))
        return self.source.apply(edits)

    @cached_property
    def edits(self) -> list[Edit]:
        """The edits that bring the source into the target, in the order of the text; none for one that is in it.

        They hold human text and language tags, and of these only the code points that differ.
        """
        edits = self._language_edits()
        by_place = keeps_length(self.chain)
        for run in self.runs:
            if run.text != run.run.text:
                edits += run.run.edits(run.pieces, by_place=by_place)
        return sorted(edits, key=attrgetter("span.start"))

    def _language_edits(self) -> list[Edit]:
        if self.origin == self.target:
            return []
        return list(_language_edits(self.source.text, self.human, self.origin, self.target))


def _converted(runs: Sequence[Run], chain: Sequence[str]) -> Iterator[ConvertedRun]:
    texts = [run.text for run in runs]
    if keeps_length(chain):
        return map(ConvertedRun, runs, convert_texts(texts, chain), [run.cuts for run in runs])
    # Mostly the pieces of a run, each converted alone, say what the whole says; then its cuts are known at once.
    apart = [[piece.text for piece in run.pieces] if len(run.pieces) > 1 else [] for run in runs]
    converted = convert_texts(texts + list(chain_.from_iterable(apart)), chain)
    pieces = iter(converted[len(texts) :])
    cuts: list[Sequence[int]] = []
    unsafe: list[int] = []
    for index, parts in enumerate(apart):
        together = [next(pieces) for _ in parts]
        if parts and "".join(together) != converted[index]:
            unsafe.append(index)
        cuts.append(list(accumulate(map(len, together[:-1]))))
    places = cuts_after(
        [Cuts(texts[index], converted[index], runs[index].cuts) for index in unsafe],
        lambda halves: convert_texts(halves, chain),
    )
    for index, found in zip(unsafe, places, strict=True):
        cuts[index] = found
    return map(ConvertedRun, runs, converted, cuts)


def convert(
    article: Article,
    to: str = "zh-CN",
    from_: str | None = None,
    phrases: bool = True,
    *,
    encoding: str | None = None,
) -> Article:
    """The article in another variant, as `Converter(to, from_, …).convert(article)`."""
    return Converter(to, from_, phrases, encoding).convert(article)


def convert_source(  # noqa: PLR0913 - what is promised, and two options
    source: Source,
    to: str = "zh-CN",
    from_: str | None = None,
    phrases: bool = True,
    *,
    encoding: str | None = None,
    format: Format | None = None,
) -> Source:
    """The source in another variant, as `Converter(to, from_, …).convert_source(source)`."""
    return Converter(to, from_, phrases, encoding).convert_source(source, format=format)


def convert_text(text: str, to: str = "zh-CN", from_: str | None = None, phrases: bool = True) -> str:
    """Plain text in another variant, as `Converter(to, from_, …).convert_text(text)`."""
    return Converter(to, from_, phrases).convert_text(text)


def conversion_edits(  # noqa: PLR0913 - as convert_source
    source: Source,
    to: str = "zh-CN",
    from_: str | None = None,
    phrases: bool = True,
    *,
    format: Format | None = None,
    policy: Policy = POLICY,
) -> list[Edit]:
    """The edits that bring a source into another variant; see `Conversion.edits`."""
    return Converter(to, from_, phrases, policy=policy).conversion(source, format=format).edits


def _human_text(source: Source, policy: Policy, format: Format | None) -> HumanText:
    """All of it, front matter first."""
    from wenzhang.conversion.frontmatter import read_head
    from wenzhang.conversion.html import read_body
    from wenzhang.conversion.plain_body import read_plain_body
    from wenzhang.conversion.text import HumanText
    from wenzhang.read.body import require_html
    from wenzhang.read.frontmatter import read_front_matter

    reading = read_front_matter(source)
    if reading.problem is not None:
        raise reading.problem
    require_html(source, reading.body_start, format)
    runs = read_plain_body(source.text, reading.body_start, policy)
    if runs is None:
        body = read_body(source.text, reading.body_start, policy)
    else:
        body = HumanText()
        body.runs = runs
    if reading.front_matter is None:
        return body
    head = read_head(reading.front_matter, policy)
    return head.followed_by(body)


@cache
def _is_in(tag: str | None, origin: Variant, target: Variant) -> bool:
    """Whether text under a language tag is to be converted: Chinese, in the script to convert from, not done yet."""
    if not tag:
        return True
    own = find_variant(tag)
    if own is None:
        return is_chinese(tag)
    return own.script == origin.script and own != target


def _language_edits(text: str, human: HumanText, origin: Variant, target: Variant) -> Iterator[Edit]:
    """Language tags follow the text under them; those of links change where they name the very variant."""
    for tag in human.language_tags:
        written = text[tag.start : tag.end].strip()
        own = find_variant(written)
        if own is not None and (own == origin if tag.of_link else _is_in(written, origin, target)):
            yield Edit(Span(tag.start, tag.end), spelled_like(target.tag, written))
