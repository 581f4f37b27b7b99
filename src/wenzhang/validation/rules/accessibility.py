"""AX: what reading aloud and finding depend on."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from wenzhang.source import Span
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.validation.subject import Subject
    from wenzhang.validation.tags import Attribute, Tag


@rule("AX001", "lang-mismatch", "warning")
def lang_mismatch(subject: Subject) -> Iterator[Finding]:
    """A whole page does not say its language, or the declared one is not that of the text.

    Front matter may declare it, and the `<html>` of a whole page. It is wrong where it names another language than
    Chinese and the text is Chinese; which Chinese it is, is the matter of ZH004.

    Why: by it screen readers choose their voice, browsers the forms of the characters and the line breaking, search
    engines their audience (WCAG 3.1.1; HTML Standard, 3.2.6.2).

    Found:
        <html><head><title>夜市指南</title></head><body><p>入夜以後，攤販陸續擺好。</p></body></html>

    Better:
        <html lang="zh-TW"><head><title>夜市指南</title></head><body><p>入夜以後，攤販陸續擺好。</p></body></html>
    """
    if subject.front_matter is not None:
        entry = subject.front_matter.field("lang")
        if entry is not None and subject.front_matter.lang:
            yield from _contradicted(subject, subject.front_matter.lang, entry.value.span)
    if subject.article.head is not None:
        yield from _of_page(subject)


def _of_page(subject: Subject) -> Iterator[Finding]:
    page = next((tag for tag in subject.tags if tag.name == "html"), None)
    if page is None or _is_filled_in(subject, page):
        return
    lang = page.attributes.get("lang") or page.attributes.get("xml:lang")
    if lang is None or not lang.value.strip():
        hint = 'say it as in <html lang="zh-TW">'
        yield Finding(page.span, "the page does not say in which language it is", hint)
    elif "{" not in lang.value:
        yield from _contradicted(subject, lang.value.strip(), lang.value_span)


# Languages that are written in letters, or with kana or hangul among the characters. Others that front matter names may
# be no languages for people: `lang: js`.
_OTHER_LANGUAGES = frozenset("en ja ko fr de es pt it ru vi th id ms".split())

_HAN = re.compile("[\u4e00-\u9fff]")
_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f\u0e01-\u0e3a]")
_KANA_OR_HANGUL = re.compile("[\u3041-\u3096\u30a1-\u30fa\uac00-\ud7a3]")

# How many Chinese characters must tell a language, so that there is no doubt.
_CLEAR_LANGUAGE = 20


def _contradicted(subject: Subject, lang: str, span: Span) -> Iterator[Finding]:
    if lang.lower().replace("_", "-").split("-")[0] in _OTHER_LANGUAGES and _is_chinese(subject.article.text):
        yield Finding(span, f"the text is in Chinese, not in {lang}", "declare what the text is in, as zh-TW or zh-CN")


def _is_chinese(text: str) -> bool:
    han = len(_HAN.findall(text))
    if han < _CLEAR_LANGUAGE or len(_KANA_OR_HANGUL.findall(text)) * 20 > han:
        return False
    return han > len(_LETTER.findall(text))


# AX002

_ID = re.compile(r"[\s\"'/]id\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
# Trees of their own (`<template>`), or there only where the scripts are not that put the other one there.
_APART = re.compile(r"<(template|noscript)(?=[\s>]).*?(?:</\1|$)", re.IGNORECASE | re.DOTALL)
# One of two branches is written, or each only sometimes.
_BRANCHES = re.compile(r"\{%|\{\{\s*-?\s*(?:#|if\b|else\b|range\b|with\b)")


@rule("AX002", "duplicate-id", "error")
def duplicate_id(subject: Subject) -> Iterator[Finding]:
    """An id that another element of the article has already (HTML Standard, 3.2.6).

    Only those that are written in the source count, in Markdown also those of headings (`## Title {#id}`); not those in
    a `<template>` or a `<noscript>`, nor what a template engine fills in or chooses.

    Why: links to it lead to the first one; labels, scripts and screen readers take either.

    Found:
        <h2 id="price">票價</h2><p>一百元。</p><h2 id="price">優惠票價</h2>

    Better:
        <h2 id="price">票價</h2><p>一百元。</p><h2 id="reduced-price">優惠票價</h2>
    """
    if not _may_repeat(subject):
        return
    branches = [found.start() for found in _BRANCHES.finditer(subject.text)]
    first: dict[str, Span] = {}
    for value, span in _ids(subject):
        other = first.setdefault(value, span)
        if other is not span and bisect_left(branches, other.start) == bisect_left(branches, span.start):
            line = subject.source.position(other.start).line
            hint = "rename one of them, and the links to it"
            yield Finding(span, f"the id {value!r} is already that of an element in line {line}", hint)


def _may_repeat(subject: Subject) -> bool:
    """Whether any text that may be an id is there twice: to look for that costs less than to read all tags."""
    text = subject.text
    is_written = "id=" in text or (subject.article.head is not None and "ID=" in text)
    found = _ID.findall(text) if is_written else []
    values = ["".join(groups) for groups in found]
    if subject.article.format == "markdown" and "#" in text:
        values += [heading.id for heading in subject.headings if heading.id]
    return len(set(values)) < len(values)


def _ids(subject: Subject) -> Iterator[tuple[str, Span]]:
    """Every id that is written in the source, and where, in the order of the text."""
    text = subject.text
    apart = [found.span() for found in _APART.finditer(text)] if "<template" in text or "<noscript" in text else []
    found = [(attribute.value_span, attribute.value) for attribute in _id_attributes(subject)]
    if subject.article.format == "markdown":
        found += _heading_ids(subject)
    for span, value in sorted(found):
        index = bisect_left(apart, (span.start, 0)) - 1
        if index < 0 or apart[index][1] <= span.start:
            yield value, span


def _id_attributes(subject: Subject) -> Iterator[Attribute]:
    for tag in subject.tags:
        attribute = tag.attributes.get("id")
        if attribute is not None and attribute.value_span.length and not _is_filled_in(subject, tag):
            yield attribute


def _heading_ids(subject: Subject) -> Iterator[tuple[Span, str]]:
    for heading in subject.headings:
        at = subject.text.rfind(f"#{heading.id}", heading.span.start, heading.span.end) if heading.id else -1
        if heading.id and at > heading.span.start and not heading.html.startswith("<"):
            yield Span(at + 1, at + 1 + len(heading.id)), heading.id


def _is_filled_in(subject: Subject, tag: Tag) -> bool:
    """Whether a template engine or a framework has its say in the tag: `{{ id }}`, `:id`, `v-if`, `x-for`, `[id]`."""
    return "{" in subject.source.slice(tag.span) or any(name.startswith(_BOUND) for name in tag.attributes)


_BOUND = (":", "[", "*ng", "v-", "x-", "data-bind")
