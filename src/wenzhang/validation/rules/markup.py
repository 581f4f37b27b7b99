"""HT: the HTML as it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from wenzhang.model import Code, CodeBlock, Container, Html, List, RawHtml, Strikethrough
from wenzhang.source import Span
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.model import ParseError
    from wenzhang.validation.subject import Subject
    from wenzhang.validation.tags import Attribute, Tag


@rule("HT001", "parse-error", "warning")
def parse_error(subject: Subject) -> Iterator[Finding]:
    """The HTML breaks a rule of its syntax: elements that are not closed, stray tags, references that mean nothing.

    The finding has the name of the error: that of the HTML Standard (13.2.2) where it has one, else one of ours.

    Why: browsers go on after it in a way that is rarely what was meant.

    Found:
        <p>前半<b>粗體</p><p>後半</p>

    Better:
        <p>前半<b>粗體</b></p><p>後半</p>
    """
    if subject.is_plain and (subject.article.format == "html" or "&#" not in subject.text):
        return  # a plain body has no errors but those of its characters
    from wenzhang.read.html import parse_errors
    from wenzhang.validation.markup_errors import structure_errors
    from wenzhang.validation.parse_errors import explain_parse_error

    if not subject.is_plain:
        for broken in structure_errors(subject.body):
            yield Finding(broken.span, broken.message, broken.hint, None, broken.code)
    for error in parse_errors(subject.body):
        if error.code not in _OF_CHARACTERS and not _is_of_component(error, subject):
            message, hint = explain_parse_error(error.code)
            yield Finding(_whole(error, subject.text), message, hint, None, error.code)


_OF_CHARACTERS = frozenset(f"{kind}-in-input-stream" for kind in ("control-character", "noncharacter", "surrogate"))
"""Characters that may stand nowhere: EN002 finds them, in the front matter, too, and mends them."""


def _is_of_component(error: ParseError, subject: Subject) -> bool:
    """Whether it is the `/>` of a component, which closes it."""
    from wenzhang.validation.components import is_closed_component

    return (
        error.code == "non-void-html-element-start-tag-with-trailing-solidus"
        and subject.article.format == "markdown"
        and is_closed_component(subject.text, error.span.start, subject.source.path)
    )


_LONGEST_REFERENCE = 40
_REFERENCE = re.compile("&(?:#[xX][0-9A-Fa-f]*|#[0-9]*|[0-9A-Za-z]*);?")


def _whole(error: ParseError, text: str) -> Span:
    """The whole of what is wrong, of which the tokenizer tells the character where it noticed."""
    start, end = error.span.start, error.span.end
    if "character-reference" in error.code:
        begin = text.rfind("&", max(start - _LONGEST_REFERENCE, 0), end)
        reference = _REFERENCE.match(text, begin) if begin >= 0 else None
        return Span(*reference.span()) if reference else error.span
    if error.code == "invalid-first-character-of-tag-name" and text[start - 1 : start] == "<":
        return Span(start - 1, end)
    return error.span


class UnwantedMarkup(Struct, frozen=True, kw_only=True, rename="kebab"):
    """What counts as unwanted: each kind can be switched on or off."""

    scripts: bool = True
    """`<script>` that runs; not that of a whole page outside of its `<main>` or `<article>`."""

    handlers: bool = True
    """`onclick` and other attributes with a script."""

    obsolete: bool = True
    """Elements that the HTML Standard lists as obsolete: `<font>`, `<center>`, `<marquee>`."""

    styles: bool = False
    """`style` attributes, and `<style>` in the text."""


# HTML Standard, 16.2, without rb and rtc, which ruby annotations of Chinese are still written with.
_OBSOLETE = frozenset(
    "acronym applet basefont bgsound big blink center dir font frame frameset isindex keygen listing marquee menuitem"
    " multicol nextid nobr noembed noframes param plaintext spacer strike tt xmp".split()
)
_INSTEAD = {
    "acronym": "<abbr>",
    "dir": "<ul>",
    "listing": "<pre>",
    "plaintext": "<pre>",
    "strike": "<del> or <s>",
    "tt": "<code>, <kbd> or <samp>",
    "xmp": "<pre>",
}

# HTML Standard, 8.1.8.2, and the events of pointers, touch, animations and transitions. Not all that begins with "on"
# is one.
_HANDLER = re.compile(
    r"on(?:abort|auxclick|beforeinput|beforeprint|afterprint|beforeunload|blur|canplay(?:through)?|change|click|close"
    r"|contextmenu|copy|cut|paste|cuechange|dblclick|drag\w*|drop|durationchange|emptied|ended|error|focus(?:in|out)?"
    r"|formdata|hashchange|input|invalid|key(?:down|press|up)|load(?:eddata|edmetadata|end|start)?|message"
    r"|(?:got|lost)pointercapture|mouse\w+|pagehide|pageshow|pause|play(?:ing)?|pointer\w+|popstate|progress"
    r"|ratechange|reset|resize|scroll(?:end)?|seek(?:ed|ing)|select(?:start|ionchange)?|stalled|submit|suspend"
    r"|timeupdate|toggle|beforetoggle|touch\w+|animation\w+|transition\w+|unload|volumechange|waiting|wheel)"
)
# Not for letters of any case: what begins with known ones is found much sooner.
_MAY_BE_HANDLER = re.compile(r"on[A-Za-z]{3,24}\s*=")
# Those of which the model does not keep the name.
_OLD_BLOCKS = ("<dir", "<DIR", "<listing", "<LISTING", "<plaintext", "<PLAINTEXT", "<xmp", "<XMP")

# HTML Standard, 4.12.1 and MIME Sniffing Standard, 4.6: the types of scripts that run. Those of others are data.
_RUNS = re.compile(r"|module|(?:text|application)/(?:x-)?(?:java|ecma|live|j)script[\d.]*", re.IGNORECASE)


@rule("HT002", "unwanted-markup", "warning", options=UnwantedMarkup)
def unwanted_markup(subject: Subject, options: UnwantedMarkup) -> Iterator[Finding]:
    """Scripts, event handlers and obsolete elements in the text of the article; where wanted, inline styles, too.

    Only tags that are written count. Data in a script (JSON-LD), the scripts of a whole page around its text, and
    components (`<Center>`, `onClick={…}` in MDX, `<script setup>`) are not meant.

    Why: readers, mail, apps and sanitizers do not run or keep them, and looks belong in the style sheet of the site.

    Found:
        <p><font color="red">夜市</font><span onclick="show()">幾點開？</span></p>

    Better:
        <p><strong>夜市</strong><a href="#hours">幾點開？</a></p>

    Options: each kind has a switch, and inline styles are off: they are valid HTML, and many articles are full of them.
    """
    if not _may_hold(subject, options):
        return
    start, end = _text_of_page(subject)
    is_around = subject.article.head is not None and not any(tag.name in ("main", "article") for tag in subject.tags)
    for tag in subject.tags:
        written = subject.text[tag.span.start : tag.span.end]
        if not start <= tag.span.start < end or not written.startswith("<"):
            continue
        if written.startswith((f"<{tag.name}", f"<{tag.name.upper()}")):  # else it is a component
            yield from _element(tag, options, is_around)
        for attribute in tag.attributes.values():
            yield from _attribute(attribute, options)


def _may_hold(subject: Subject, options: UnwantedMarkup) -> bool:
    """Whether it is worth reading all tags, by what costs less."""
    if (options.styles and "style" in subject.text) or (options.handlers and _MAY_BE_HANDLER.search(subject.text)):
        return True
    return (
        any(node.tag in _OBSOLETE for node in subject.all(Html))
        or any(node.tag in _OBSOLETE for node in subject.all(Container))
        or any(node.tag in _OBSOLETE or node.tag == "script" for node in subject.all(RawHtml))
        or _may_hold_unnamed(subject)
    )


def _may_hold_unnamed(subject: Subject) -> bool:
    """Whether there may be an element whose name the model does not keep."""
    text = subject.text
    if subject.all(Strikethrough):
        return True
    if subject.all(Code) and ("<tt" in text or "<TT" in text):
        return True
    nodes = (*subject.all(List), *subject.all(CodeBlock))
    return any(text.startswith(_OLD_BLOCKS, node.span.start) for node in nodes)


def _text_of_page(subject: Subject) -> tuple[int, int]:
    """Where the content is that the model has: all of a fragment, of a page what is in its main element or its body."""
    blocks = [*subject.article.intro, *subject.article.sections]
    if subject.article.head is None:
        return 0, len(subject.text)
    return (min(block.span.start for block in blocks), max(block.span.end for block in blocks)) if blocks else (0, 0)


def _element(tag: Tag, options: UnwantedMarkup, is_around: bool) -> Iterator[Finding]:
    """What is wrong with the element; `is_around` where it may as well belong to the page around the text."""
    name = tag.name
    if options.obsolete and name in _OBSOLETE:
        instead = _INSTEAD.get(name)
        hint = f"write {instead}" if instead else "say what it means, and leave looks to the style sheet of the site"
        yield Finding(tag.span, f"<{name}> is obsolete", hint)
    elif options.scripts and name == "script" and not is_around and _runs(tag):
        yield Finding(tag.span, "a script in the text", "leave scripts to the site: elsewhere they do not run")
    elif options.styles and name == "style" and not tag.attributes.keys() & {"scoped", "module"}:
        yield Finding(tag.span, "a style sheet in the text", "leave looks to the style sheet of the site")


def _runs(tag: Tag) -> bool:
    kind = tag.attributes.get("type")
    # That of a component (VitePress, Astro) is no script of the page.
    return "setup" not in tag.attributes and (kind is None or _RUNS.fullmatch(kind.value.strip()) is not None)


def _attribute(attribute: Attribute, options: UnwantedMarkup) -> Iterator[Finding]:
    name = attribute.name
    if options.handlers and name.startswith("on") and _HANDLER.fullmatch(name) and attribute.value[:1] not in ("", "{"):
        yield Finding(attribute.span, f"{name} runs a script", "leave scripts to the site: elsewhere they do not run")
    elif options.styles and name == "style":
        yield Finding(attribute.span, "an inline style", "leave looks to the style sheet of the site, as by a class")
