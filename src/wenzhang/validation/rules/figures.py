"""FG: figures and images."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from wenzhang.model import (
    Figure,
    Image,
    Link,
)
from wenzhang.source import Span
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.validation.subject import Subject

# What frameworks and template engines fill in: `:alt`, `v-bind`, `x-html`, `[alt]`, `{...props}`, `{{ attributes }}`.
_BOUND = ("{", ":", "[", "v-", "x-")

_FILE_NAME = re.compile(r"[^\s<>|*?\"]+\.(?:avif|bmp|gif|heic|ico|jpe?g|png|svg|tiff?|webp)", re.IGNORECASE)
# Of cameras and phones; of screenshots, chat programs, and editors that name what is pasted.
_CAMERA_NAME = re.compile(
    r"(?:IMG|DSCN?|DSCF|MVIMG|PXL)[-_]?\d{4}\S{0,20}|P\d{7}"
    r"|(?:screen[ _-]?shot|屏幕截图|螢幕截圖|截屏|截圖|截图|微信图片|mmexport|image|photo|wx|snipaste)"
    r"[ _-]*(?:於 |于 |at )?\d{4}[-\d年月日_ .:at上下午]{2,}\S{0,12}",
    re.IGNORECASE,
)

# `圖：`, `图 1：`, `圖一、`, `Figure 2.`; the kind, the number and what follows it.
LABEL = re.compile(
    r"[\[【(（]?(圖片|图片|圖表|图表|照片|圖|图|表|Figure|Fig\.?|Table|Photo)[ \u3000]*"
    r"([0-9０-９]+(?:[-.‐–][0-9]+)*|[一二三四五六七八九十]+)?[ \u3000]*([：:.、．。|｜\]】)）\u3000 ]+)",
    re.IGNORECASE,
)
"""The label of a caption: its word, its number, and what stands behind them."""


def is_bound(attributes: dict[str, str]) -> bool:
    """Whether a framework or a template engine fills in one of the attributes."""
    return any(name.startswith(_BOUND) for name in attributes)


def _tag_span(subject: Subject, image: Image) -> Span:
    """The image itself; of a `<picture>`, its `<img>`."""
    if not subject.text.startswith(("<p", "<P"), image.span.start):
        return image.span
    tags = subject.tags
    for index in range(bisect_left(tags, image.span.start, key=attrgetter("span.start")), len(tags)):
        if tags[index].name == "img":
            return tags[index].span
    return image.span


# FG001


@rule("FG001", "img-alt-missing", "error")
def img_alt_missing(subject: Subject) -> Iterator[Finding]:
    """An image has no `alt`.

    One that says in another way what it shows (`aria-label`) or that it only decorates (`role="presentation"`,
    `aria-hidden`) is not meant, nor one whose attributes a framework fills in.

    Why: who cannot see the image hears its file name instead (HTML Standard, 4.8.4.4; WCAG 1.1.1). An image that
    only decorates says so with `alt=""`. A caption does not replace it: the standard lets it be missing only where
    nobody could write one.

    Found:
        <p><img src="night-market.jpg"></p>

    Better:
        <p><img src="night-market.jpg" alt="傍晚的夜市入口"></p>
    """
    for image in subject.all(Image):
        if image.alt is None and not (image.attrs and _does_without_alt(image.attrs)):
            yield _without_alt(subject, image)


def _does_without_alt(attributes: dict[str, str]) -> bool:
    if attributes.get("aria-hidden", "").lower() == "true" or "hidden" in attributes:
        return True
    if attributes.get("role", "").strip().lower() in ("presentation", "none"):
        return True
    return any(attributes.get(name, "").strip() for name in ("aria-label", "aria-labelledby")) or is_bound(attributes)


def _without_alt(subject: Subject, image: Image) -> Finding:
    links = subject.all(Link)
    before = bisect_right(links, image.span.start, key=attrgetter("span.start"))
    link = links[before - 1] if before else None
    if link is not None and link.span.contains(image.span) and not link.text.strip():
        hint = "say where the link leads: who cannot see the image hears nothing else"
    else:
        hint = 'describe what it shows, or write alt="" if it only decorates'
    return Finding(_tag_span(subject, image), "this image has no alt text", hint)


# FG002 to FG004: what the alt says


def _alt_span(subject: Subject, image: Image) -> Span:
    """The value of its `alt`; the whole image in Markdown, which has no attributes."""
    span = _tag_span(subject, image)
    if subject.text[span.start] != "<":
        return span
    index = bisect_left(subject.tags, span.start, key=attrgetter("span.start"))
    tag = subject.tags[index] if index < len(subject.tags) else None
    alt = tag.attributes.get("alt") if tag is not None and tag.span.start == span.start else None
    return alt.value_span if alt is not None else span


@rule("FG002", "alt-is-file-name", "warning")
def alt_is_file_name(subject: Subject) -> Iterator[Finding]:
    """The alternative text of an image is the name of its file.

    A plain word that is the file's name as well (`logo`, `vue-router`) may be meant, so it is not found.

    Why: it says nothing about the image to those who cannot see it; programs that insert images leave it there.

    Found:
        <p><img src="images/IMG_2034.jpg" alt="IMG_2034"></p>

    Better:
        <p><img src="images/IMG_2034.jpg" alt="傍晚的夜市入口"></p>
    """
    for image in subject.all(Image):
        if image.alt and _is_file_name(image.alt.strip(), image.src):
            message = f"the alt text {image.alt.strip()!r} is the name of a file"
            yield Finding(_alt_span(subject, image), message, "describe what the image shows")


def _is_file_name(alt: str, src: str) -> bool:
    if "." in alt and _FILE_NAME.fullmatch(alt) and (alt.isascii() or alt == _name_of_file(src)):
        return True
    if _CAMERA_NAME.fullmatch(alt):
        return True
    return _looks_like_file_name(alt) and alt == _name_of_file(src).rpartition(".")[0]


def _name_of_file(src: str) -> str:
    return unquote(re.split(r"[?#]", src, maxsplit=1)[0].rpartition("/")[2])


def _looks_like_file_name(alt: str) -> bool:
    """Whether nobody writes so but in names: `night_market`, `20240101-2`, `a-b-c-d`; not `iso-8859-1`, `utf-8`."""
    if " " in alt or not alt.isascii():
        return False
    return "_" in alt or alt.count("-") > 2 or re.search(r"\d{6}|[0-9a-f]{12}", alt) is not None


@rule("FG003", "alt-in-another-language", "info")
def alt_in_another_language(subject: Subject) -> Iterator[Finding]:
    """The article is in Chinese, the alternative text of an image is not.

    Only texts of two words or more count, since names stay as they are, and not those with a `lang` of their own.

    Why: it is read aloud with the voice of the article, to readers who may not know the other language.

    Found:
        <p>夜市在傍晚開門，入口有一座牌樓。</p><p><img src="a.jpg" alt="The night market at dusk"></p>

    Better:
        <p>夜市在傍晚開門，入口有一座牌樓。</p><p><img src="a.jpg" alt="傍晚的夜市"></p>
    """
    foreign = [image for image in subject.all(Image) if image.alt and _is_foreign(image)]
    if not foreign or not _is_chinese_article(subject):
        return
    for image in foreign:
        message = f"the article is in Chinese, the alt text {image.alt!r} is not"
        yield Finding(_alt_span(subject, image), message, "describe the image in the language of the article")


_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")


def _is_foreign(image: Image) -> bool:
    alt = image.alt or ""
    if "lang" in image.attrs or _HAN.search(alt):
        return False
    words = _WORD.findall(alt)
    return len(words) > 1 and not all(word.isupper() for word in words)


def _is_chinese_article(subject: Subject) -> bool:
    """By what it says, else by its text: as many Chinese characters as words in letters."""
    from wenzhang.conversion.variants import is_chinese

    if subject.article.lang:
        return is_chinese(subject.article.lang)
    text = subject.article.text
    return len(_HAN.findall(text)) >= max(1, len(_WORD.findall(text)))


@rule("FG004", "alt-repeats-caption", "info")
def alt_repeats_caption(subject: Subject) -> Iterator[Finding]:
    """The alternative text of an image says the same as the caption of its figure.

    Why: it is heard twice, and what the image shows is not said (HTML Standard, 4.8.4.4.13).

    Found:
        <figure><img src="a.jpg" alt="夜市的入口"><figcaption>圖：夜市的入口。</figcaption></figure>

    Better:
        <figure><img src="a.jpg" alt="牌樓下的人潮"><figcaption>圖：夜市的入口。</figcaption></figure>
    """
    for figure in subject.all(Figure):
        if not figure.caption:
            continue
        said = _essence(figure.caption)
        for image in figure.images:
            if image.alt and said and _essence(image.alt) == said:
                hint = "describe what the image shows, and leave to the caption what it is about"
                yield Finding(_alt_span(subject, image), "the alt text repeats the caption", hint)


def _essence(text: str) -> str:
    """A text without its label, white space and punctuation, in lower case."""
    label = LABEL.match(text)
    rest = text[label.end() :] if label else text
    return "".join(character for character in rest.casefold() if character.isalnum())


# FG009


@rule("FG009", "img-size-missing", "info")
def img_size_missing(subject: Subject) -> Iterator[Finding]:
    """An image does not say its width and height.

    Images that Markdown's own syntax gives cannot say them, so they are not found, nor are those with a size in their
    `style`.

    Why: the text jumps when the image has loaded, for browsers cannot keep its place (HTML Standard, 4.8.16).

    Found:
        <p><img src="night-market.jpg" alt="夜市"></p>

    Better:
        <p><img src="night-market.jpg" alt="夜市" width="1200" height="800"></p>
    """
    for image in subject.all(Image):
        if (image.width is None or image.height is None) and subject.text[image.span.start] == "<":
            missing = [name for name in ("width", "height") if _lacks(image, name)]
            if missing and not is_bound(image.attrs) and not _STYLED.search(image.attrs.get("style", "")):
                message = f"this image does not say its {' and '.join(missing)}"
                yield Finding(_tag_span(subject, image), message, "write those of the file, in pixels")


_STYLED = re.compile(r"(?:^|[;\s])(?:width|height|aspect-ratio)\s*:", re.IGNORECASE)


def _lacks(image: Image, name: Literal["width", "height"]) -> bool:
    """Whether it is not there; what is no whole number is among the other attributes."""
    return getattr(image, name) is None and name not in image.attrs
