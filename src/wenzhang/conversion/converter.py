"""Conversion from one variant of Chinese to another, as edits to the source.

```
front matter, body --policy--> stretches --runs--> texts --parts, engine--> texts --align--> edits
```
"""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from wenzhang.conversion.glossary import Glossary
from wenzhang.conversion.language_tags import is_to_convert, language_edits
from wenzhang.conversion.memory import Memory
from wenzhang.conversion.policy import POLICY, Policy
from wenzhang.conversion.variants import configurations, keeps_length, variant
from wenzhang.encoding.names import is_utf
from wenzhang.errors import FormatError
from wenzhang.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.conversion.review import Review
    from wenzhang.conversion.runs import Run
    from wenzhang.conversion.text import HumanText, Stretch
    from wenzhang.conversion.transform import ConvertedRun, Result, Transform
    from wenzhang.conversion.variants import Variant
    from wenzhang.model import Article, Format
    from wenzhang.source import Source

__all__ = [
    "Conversion",
    "Converter",
    "conversion_edits",
    "convert",
    "convert_source",
    "convert_text",
    "variant_of",
]


class Converter(Struct, frozen=True):
    """Settings for converting many articles. It pickles; what it needs is loaded at the first use and kept.

    Without `from_`, what an article says about its language counts: `lang` in the front matter, then `<html lang>`.
    If it says nothing, its own text tells the script and the region (`wenzhang.conversion.detect`).
    """

    to: str = "zh-CN"
    """The variant to convert to, as a BCP 47 tag (`zh-TW`, `zh_hant_hk`)."""
    from_: str | None = None
    """The variant that the articles are in; None to ask each."""
    phrases: bool = True
    """Whether the words of the region change as well (`軟體` to `软件`)."""
    punctuation: bool = False
    """Whether quotation marks become those of the region (`「」` to `“”`)."""
    overrides: bool = False
    """Whether MediaWiki's `-{zh-tw:軟體;zh-cn:软件}-` is markup, to be replaced by what it says for the target."""
    glossary: Glossary = Glossary()
    """Terms that stay or become what their entries say."""
    memory: Memory = Memory()
    """A person's corrections of earlier conversions, to be applied again."""
    encoding: str | None = None
    """An encoding to write in, which the charsets that the page declares follow; None for that of each source."""
    policy: Policy = POLICY
    """What is human text."""

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
        return parse(
            source, format=article.format, italic_captions=article.italic_captions, front_matter_type=meta_type
        )

    def convert_source(self, source: Source, *, format: Format | None = None) -> Source:
        """The source in another variant; the same object if nothing changes, as where it is in that variant already.

        `format` is that of the body, where the name of its file would mislead.

        Raises `VariantError` for a tag that names no variant, and where `from_` is needed: the article says that it is
        not Chinese, or says nothing and is not Chinese, or mixes both scripts. Raises `FrontMatterError` for front
        matter that cannot be read, `FormatError` for a format of no known name. A character that the file's encoding
        cannot hold raises `EncodeError` when the result is encoded; `encoding="utf-8"` prevents that.
        """
        if self._is_plain and is_utf(source.encoding):
            from wenzhang.conversion.wholesale import convert_wholesale

            given = None if self.from_ is None else variant(self.from_)
            result = convert_wholesale(source, given, variant(self.to), phrases=self.phrases, format=format)
            if result is not None:
                return result
        return self.conversion(source, format=format).result

    @property
    def _is_plain(self) -> bool:
        """Whether the dictionaries alone decide."""
        return (
            self.policy == POLICY
            and not (self.punctuation or self.overrides or self.encoding)
            and not (self.glossary.terms or self.memory.corrections)
        )

    def convert_text(self, text: str) -> str:
        """Plain text in another variant, all of it: nothing in it is taken for markup, a URL or code.

        Raises what `convert_source` does; `from_` is taken at its word.
        """
        from wenzhang.conversion.detect import detect

        target = variant(self.to)
        origin = detect(text) if self.from_ is None else variant(self.from_)
        return self._transform(origin, target).texts([text])[0]

    def conversion(self, source: Source, *, format: Format | None = None, all_runs: bool = False) -> Conversion:
        """What becomes of a source: the edits and what led to them. Raises what `convert_source` does.

        With `all_runs` its texts without anything to convert are among the runs, too.
        """
        from wenzhang.conversion.origin import origin_of
        from wenzhang.conversion.runs import runs_in

        target = variant(self.to)
        given = None if self.from_ is None else variant(self.from_)
        human = _human_text(source, self.policy, format)
        origin = origin_of(source, human, given, target, self.glossary) or target
        self._select(human, source, format)
        transform = self._transform(origin, target)
        if transform.does_nothing:
            return Conversion(source, human, transform, transform.runs([]), self.encoding)

        def is_wanted(stretch: Stretch) -> bool:
            return is_to_convert(stretch.lang, origin, target)

        runs = runs_in(source.text, human, is_wanted)
        if not (all_runs or self.overrides or self.glossary.has_ascii_terms or self.memory.has_ascii_sources):
            runs = [run for run in runs if not run.text.isascii()]
        if all_runs or transform.asks_for_order:
            runs.sort(key=lambda run: run.pieces[0].start)
        return Conversion(source, human, transform, transform.runs(runs), self.encoding)

    def human_runs(self, source: Source, *, format: Format | None = None) -> list[Run]:
        """The texts of a source that are in the target, in their order."""
        from wenzhang.conversion.runs import runs_in

        target = variant(self.to)
        human = _human_text(source, self.policy, format)
        self._select(human, source, format)
        runs = runs_in(source.text, human, lambda stretch: is_to_convert(stretch.lang, target, target))
        return sorted(runs, key=lambda run: run.pieces[0].start)

    def _select(self, human: HumanText, source: Source, format: Format | None) -> None:
        """Leaves of the human text what the policy's selectors want."""
        if self.policy.include or self.policy.exclude:
            from wenzhang.conversion.selectors import select_human_text

            select_human_text(human, source, self.policy, format)

    def _transform(self, origin: Variant, target: Variant) -> Transform:
        from wenzhang.conversion.transform import Transform

        chain = configurations(origin, target, phrases=self.phrases)
        if origin == target:  # all is as it should be, but for markup that is not for readers
            return Transform(origin, target, chain, False, self.overrides, Glossary(), Memory())
        return Transform(origin, target, chain, self.punctuation, self.overrides, self.glossary, self.memory)


class Conversion(Struct, frozen=True, dict=True):
    """What becomes of a source. Its origin equals its target where it is in that variant already."""

    source: Source
    human: HumanText
    transform: Transform
    transformed: Result
    encoding: str | None = None

    @property
    def origin(self) -> Variant:
        """The variant that the source is in."""
        return self.transform.origin

    @property
    def target(self) -> Variant:
        """The variant that it becomes."""
        return self.transform.target

    @property
    def runs(self) -> tuple[ConvertedRun, ...]:
        """The texts that are converted."""
        return self.transformed.runs

    @cached_property
    def result(self) -> Source:
        """The source in the target; the very source where nothing changes."""
        # What does not change keeps its bytes, of which there may be others for the same characters; and what others
        # than the dictionaries say may have to be escaped.
        if is_utf(self.source.encoding) and self.transform.is_plain:
            result = self.source.apply([*self._language_edits(), *self._coarse_edits()])
        else:
            result = self.source.apply(self.edits)
        if self.encoding is None:
            return result
        from wenzhang.conversion.charset import recoded

        return recoded(result, self.encoding)

    @cached_property
    def edits(self) -> list[Edit]:
        """The edits that bring the source into the target, in the order of the text; none for one that is in it.

        They hold human text and language tags, and of these only the code points that differ.
        """
        edits = self._language_edits()
        by_place = keeps_length(self.transform.chain)
        for run in self.runs:
            if run.text != run.run.text:
                edits += run.run.edits(run.pieces, by_place=by_place)
        return sorted(edits, key=attrgetter("span.start"))

    @cached_property
    def review(self) -> Review:
        """What a person should look over, and why it is as it is.

        Raises `VariantError` where OpenCC's dictionaries are not installed in the version of OpenCC.
        """
        from wenzhang.conversion.review import review

        return review(self)

    def _coarse_edits(self) -> Iterator[Edit]:
        """Edits of whole pieces, which are quicker to find and give the same text."""
        by_place = keeps_length(self.transform.chain)
        for run in self.runs:
            if run.text != run.run.text:
                for piece, text in zip(run.run.pieces, run.pieces, strict=False):
                    if piece.places is None:
                        yield Edit(Span(piece.start, piece.start + len(piece.text)), text)
                    else:
                        yield from piece.edits(text, by_place=by_place)

    def _language_edits(self) -> list[Edit]:
        if self.origin == self.target:
            return []
        return list(language_edits(self.source.text, self.human.language_tags, self.origin, self.target))


def variant_of(source: Source, *, format: Format | None = None) -> Variant:
    """The variant that an article says or shows that it is in.

    Raises `VariantError` where it does neither, and for its front matter and body what `convert_source` raises.
    """
    from wenzhang.conversion.origin import variant_in

    return variant_in(source, _human_text(source, POLICY, format), Glossary())


def convert(
    article: Article,
    to: str = "zh-CN",
    from_: str | None = None,
    phrases: bool = True,
    *,
    encoding: str | None = None,
) -> Article:
    """The article in another variant, as `Converter(to, from_, …).convert(article)`."""
    return Converter(to, from_, phrases, encoding=encoding).convert(article)


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
    return Converter(to, from_, phrases, encoding=encoding).convert_source(source, format=format)


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
    """All of it. Raises `FrontMatterError` for front matter that cannot be read."""
    from wenzhang.conversion.human import human_text
    from wenzhang.read.frontmatter import read_front_matter

    reading = read_front_matter(source)
    if reading.problem is not None:
        raise reading.problem
    return human_text(source, reading, policy, format)
