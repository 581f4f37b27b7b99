"""Conversion from one variant of Chinese to another, as edits to the source.

```
front matter, body --policy--> stretches --runs--> texts --engine--> texts --align--> edits
```
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from wenzhang.conversion.detect import SAY_WHICH, detect, holds_chinese, script_evidence
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.policy import POLICY
from wenzhang.conversion.runs import runs_of
from wenzhang.conversion.variants import configurations, find_variant, is_chinese, spelled_like, variant
from wenzhang.errors import FormatError, VariantError
from wenzhang.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.conversion.policy import Policy
    from wenzhang.conversion.text import HumanText
    from wenzhang.conversion.variants import Variant
    from wenzhang.model import Article, Format
    from wenzhang.source import Source

__all__ = ["conversion_edits", "convert", "convert_source", "convert_text"]


def convert(
    article: Article,
    to: str = "zh-CN",
    from_: str | None = None,
    phrases: bool = True,
    *,
    encoding: str | None = None,
) -> Article:
    """The article in another variant, read anew from its converted source; the same object where nothing changes.

    Takes and raises what `convert_source` does. An article that came from JSON needs its source in there. Its front
    matter as the caller's own type (`meta`) is made again, and `FrontMatterError` raised where the converted values
    do not fit it.
    """
    if not article.source.text and (article.front_matter is not None or article.intro or article.sections):
        raise FormatError(
            "the article has no source to convert",
            path=article.source.path,
            hint="it came from JSON without it; write that with to_json(article, source=True)",
        )
    source = convert_source(article.source, to, from_, phrases, encoding=encoding, format=article.format)
    if source is article.source:
        return article
    from wenzhang.read import parse

    meta_type = None if article.meta is None else type(article.meta)
    return parse(source, format=article.format, front_matter_type=meta_type)


def convert_source(  # noqa: PLR0913 - what is promised, and two options
    source: Source,
    to: str = "zh-CN",
    from_: str | None = None,
    phrases: bool = True,
    *,
    encoding: str | None = None,
    format: Format | None = None,
) -> Source:
    """The source in another variant; the same object where nothing changes, as where it is in that variant already.

    `to` and `from_` are BCP 47 tags (`zh-TW`, `zh_hant_hk`). `phrases` changes the words of the region as well
    (`軟體` to `软件`). `encoding` writes the result in another encoding, and the charsets that the page declares
    follow. `format` is that of the body, where the name of its file would mislead.

    Without `from_`, what the article says about its language counts: `lang` in the front matter, then `<html lang>`.
    If it says nothing, its own characters tell the script, Traditional is taken for Taiwan's and Simplified for the
    mainland's.

    Raises `VariantError` for a tag that names no variant, and where `from_` is needed: the article says that it is
    not Chinese, or says nothing and is not Chinese, or mixes both scripts. Raises `FrontMatterError` for front matter
    that cannot be read, `FormatError` for a Markdown body. A character that the file's encoding cannot hold raises
    `EncodeError` when the result is encoded; `encoding="utf-8"` prevents that.
    """
    result = source.apply(conversion_edits(source, to, from_, phrases, format=format))
    if encoding is None:
        return result
    from wenzhang.conversion.charset import recoded

    return recoded(result, encoding)


def convert_text(text: str, to: str = "zh-CN", from_: str | None = None, phrases: bool = True) -> str:
    """Plain text in another variant, all of it: nothing in it is taken for markup, a URL or code.

    Takes and raises what `convert_source` does; `from_` is taken at its word.
    """
    target = variant(to)
    origin = detect(text) if from_ is None else variant(from_)
    return convert_texts([text], configurations(origin, target, phrases=phrases))[0]


def conversion_edits(  # noqa: PLR0913 - as convert_source
    source: Source,
    to: str = "zh-CN",
    from_: str | None = None,
    phrases: bool = True,
    *,
    format: Format | None = None,
    policy: Policy = POLICY,
) -> list[Edit]:
    """The edits that bring a source into another variant, in the order of the text; none for one that is in it already.

    They hold human text and language tags, and of these only the code points that differ. Takes and raises what
    `convert_source` does.
    """
    target = variant(to)
    given = None if from_ is None else variant(from_)
    human = _human_text(source, policy, format)
    origin = _origin(source, human, given, target)
    if origin is None:
        return []
    chain = configurations(origin, target, phrases=phrases)
    edits = list(_language_edits(source.text, human, origin, target))
    if chain:
        stretches = [stretch for stretch in human.stretches if _is_in(stretch.lang, origin, target)]
        runs = list(runs_of(source.text, stretches))
        for run, converted in zip(runs, convert_texts([run.text for run in runs], chain), strict=True):
            edits += run.edits(converted)
    return sorted(edits, key=attrgetter("span.start"))


def _human_text(source: Source, policy: Policy, format: Format | None) -> HumanText:
    """All of it, front matter first."""
    from wenzhang.conversion.frontmatter import read_head
    from wenzhang.conversion.html import read_body
    from wenzhang.read.body import require_html
    from wenzhang.read.frontmatter import read_front_matter

    reading = read_front_matter(source)
    if reading.problem is not None:
        raise reading.problem
    require_html(source, reading.body_start, format)
    body = read_body(source.text, reading.body_start, policy)
    if reading.front_matter is None:
        return body
    head = read_head(reading.front_matter, policy)
    return head.followed_by(body)


def _origin(source: Source, human: HumanText, given: Variant | None, target: Variant) -> Variant | None:
    """The variant to convert from; None where the text is in the target already, whatever was said about it."""
    declared = find_variant(human.language) if human.language else None
    origin = given or declared
    if origin is None:
        try:
            origin = _undeclared(source, human)
        except VariantError as error:
            error.path = source.path
            raise
    elif origin.script != target.script:
        if script_evidence(_telling_text(source, human)).script == target.script:
            return None
    elif declared == target:
        return None
    return None if origin == target else origin


def _undeclared(source: Source, human: HumanText) -> Variant:
    if human.language and not is_chinese(human.language):
        raise VariantError(f"the article says that it is in {human.language!r}, which is not Chinese", hint=SAY_WHICH)
    return detect(_telling_text(source, human))


def _telling_text(source: Source, human: HumanText) -> str:
    """What shows the script of the article: its text, without what is marked as another variant unless all is."""
    own: list[str] = []
    marked: list[str] = []
    for stretch in human.stretches:
        text = source.text[stretch.start : stretch.end]
        if not stretch.lang or stretch.lang == human.language:
            own.append(text)
        elif is_chinese(stretch.lang):
            (marked if find_variant(stretch.lang) else own).append(text)
    telling = "".join(own)
    return telling if holds_chinese(telling) else telling + "".join(marked)


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
