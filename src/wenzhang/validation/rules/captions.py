"""FG: figures and their captions."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from wenzhang.model import (
    Container,
    Figure,
    Html,
    Image,
    ImageSource,
    InlineBlock,
    LineBreak,
    Link,
    Paragraph,
    RawHtml,
    is_space,
)
from wenzhang.source import Span
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule
from wenzhang.validation.rules.figures import LABEL, is_bound
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.model import Node
    from wenzhang.validation.subject import Subject


class Captions(Struct, frozen=True, kw_only=True, rename="kebab"):
    """Which figures of images need a caption."""

    require: Literal["consistent", "always", "never"] = "consistent"
    """`consistent`: where at least as many of the article's have one as have none. An empty caption is always found."""


@rule("FG005", "caption-missing", "warning", options=Captions)
def caption_missing(subject: Subject, options: Captions) -> Iterator[Finding]:
    """A caption is empty, or a figure of images has none although others of the article have one.

    Figures without a caption are valid HTML (HTML Standard, 4.4.12), so where none has one, none is found; nor are
    those that hold code, a table or other figures, or stand in a figure.

    Why: readers look below an image for what it is; one that is empty is a space that nobody meant.

    Found:
        <figure><img src="a.jpg" alt="夜市的入口"><figcaption></figcaption></figure>

    Better:
        <figure><img src="a.jpg" alt="夜市的入口"><figcaption>圖：夜市的入口。</figcaption></figure>

    Options: `require = "always"` finds every figure of images without a caption, `"never"` the empty captions only.
    """
    without: list[Figure] = []
    captioned = 0
    for figure in subject.all(Figure):
        if figure.caption:
            captioned += 1
        elif figure.caption_span is not None:
            if not _holds_more_than_text(figure.caption_inlines) and not _is_filled_in(subject, figure.caption_span):
                yield Finding(figure.caption_span, "the caption is empty", "say what the figure shows, or remove it")
        elif figure.images and _is_of_images(figure.blocks):
            without.append(figure)
    if without and (options.require == "always" or (options.require == "consistent" and captioned >= len(without))):
        yield from _uncaptioned(subject, without)


def _uncaptioned(subject: Subject, figures: Iterable[Figure]) -> Iterator[Finding]:
    end = -1  # of the outermost figure
    inner = {}
    for figure in subject.all(Figure):
        inner[figure.span] = figure.span.start < end
        end = max(end, figure.span.end)
    for figure in figures:
        if not inner[figure.span]:
            hint = "say in a <figcaption> what it shows"
            yield Finding(_start_tag(subject, figure), "this figure has no caption", hint)


def _start_tag(subject: Subject, node: Node) -> Span:
    index = bisect_left(subject.tags, node.span.start, key=attrgetter("span.start"))
    span = subject.tags[index].span if index < len(subject.tags) else node.span
    return span if span.start == node.span.start else node.span


_OF_IMAGES = (Container, Html, Image, ImageSource, InlineBlock, Link, Paragraph)


def _is_of_images(blocks: Iterable[Node]) -> bool:
    """Whether blocks are images, in whatever wraps them, and white space. Bare images have no blocks at all."""
    return all(isinstance(node, _OF_IMAGES) or is_space(node) for node in walk(blocks))


def _holds_more_than_text(nodes: Iterable[Node]) -> bool:
    return any(isinstance(node, (Image, RawHtml)) for node in walk(nodes))


def _is_filled_in(subject: Subject, span: Span) -> bool:
    """Whether a framework or a template engine puts the content there: `<figcaption v-text="…">`."""
    index = bisect_left(subject.tags, span.start, key=attrgetter("span.start"))
    tags = subject.tags[index : index + 1]
    return any(is_bound(dict.fromkeys(tag.attributes, "")) or "{" in subject.source.slice(tag.span) for tag in tags)


@rule("FG006", "empty-figure", "warning")
def empty_figure(subject: Subject) -> Iterator[Finding]:
    """A figure holds nothing, or nothing but a caption.

    One that a script or a framework fills (with an `id` in an article with scripts, a binding) is not meant, nor one
    with an element for it, such as an empty `<div>`.

    Why: an image was lost, or never put there.

    Found:
        <figure><figcaption>圖：夜市的入口。</figcaption></figure>

    Better:
        <figure><img src="a.jpg" alt="夜市的入口"><figcaption>圖：夜市的入口。</figcaption></figure>
    """
    for figure in subject.all(Figure):
        if not figure.images and not _holds_anything(figure.blocks) and not _is_to_be_filled(subject, figure):
            yield Finding(figure.span, "this figure has no content", "put in what it was for, or remove it")


def _holds_anything(blocks: Iterable[Node]) -> bool:
    """Whether there is anything but empty paragraphs, line breaks and white space."""
    return any(not (isinstance(node, (Paragraph, LineBreak)) or is_space(node)) for node in walk(blocks))


def _is_to_be_filled(subject: Subject, figure: Figure) -> bool:
    attributes = figure.attrs
    if is_bound(attributes) or "url(" in attributes.get("style", ""):
        return True
    if figure.caption_span is not None and _holds_more_than_text(figure.caption_inlines):
        return True  # the image stands in the caption
    is_named = "id" in attributes or any(name.startswith("data-") for name in attributes)
    return is_named and "<script" in subject.text


class _Label(NamedTuple):
    """How a caption is labelled: its word, whether it is numbered and in which digits, and what stands behind it."""

    word: str
    number: str
    mark: str

    def __str__(self) -> str:
        return f"{self.word}{self.number}{self.mark}"


@rule("FG008", "caption-label", "info")
def caption_label(subject: Subject) -> Iterator[Finding]:
    """The label of a caption (`圖：`, `圖 1：`) is in another form than most of the article's.

    Those of tables and those of images count apart. Where no form is that of most, nothing is found.

    Why: readers take what looks different for something different.

    Found:
        <figure><img src="a.jpg" alt="甲"><figcaption>圖：入口。</figcaption></figure>
        <figure><img src="b.jpg" alt="乙"><figcaption>圖：小吃。</figcaption></figure>
        <figure><img src="c.jpg" alt="丙"><figcaption>图3:出口。</figcaption></figure>

    Better:
        <figure><img src="a.jpg" alt="甲"><figcaption>圖：入口。</figcaption></figure>
        <figure><img src="b.jpg" alt="乙"><figcaption>圖：小吃。</figcaption></figure>
        <figure><img src="c.jpg" alt="丙"><figcaption>圖：出口。</figcaption></figure>
    """
    figures = subject.all(Figure)
    if len(figures) > 2:
        of_images = [figure for figure in figures if figure.caption and figure.images]
        of_others = [figure for figure in figures if figure.caption and not figure.images]
        yield from _unlike_most(of_images)
        yield from _unlike_most(of_others)


def _unlike_most(figures: Sequence[Figure]) -> Iterator[Finding]:
    labels = [_label(figure.caption or "") for figure in figures]
    counts = Counter(labels)
    most, count = counts.most_common(1)[0] if counts else (None, 0)
    if most is None or count * 2 <= len(labels):
        return
    for figure, label in zip(figures, labels, strict=True):
        if label != most and figure.caption_span is not None:
            found = f"the caption begins with {str(label)!r}" if label else "the caption has no label"
            yield Finding(
                figure.caption_span, f"{found}, most of the article's with {str(most)!r}", "write all in one way"
            )


def _label(caption: str) -> _Label | None:
    found = LABEL.match(caption)
    if found is None:
        return None
    number = found[2] or ""
    kind = "" if not number else "一" if number[0] in "一二三四五六七八九十" else "1"
    return _Label(found[1], kind, found[3].strip() or " ")
