"""ST: headings, sections and paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from wenzhang.model import (
    CodeBlock,
    Heading,
    LineBreak,
    Paragraph,
    Section,
    Text,
    ThematicBreak,
    is_hidden,
)
from wenzhang.source import Edit
from wenzhang.validation.content import (
    INVISIBLE,
    has_plain_attributes,
    is_between_blocks,
    may_be_filled,
    shows,
    with_line,
)
from wenzhang.validation.diagnostic import Finding, Fix
from wenzhang.validation.headings import parts_of, siblings_of, written_sections
from wenzhang.validation.ordinals import Ordinal, read_ordinal
from wenzhang.validation.registry import rule
from wenzhang.walk import section_heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wenzhang.model import Node
    from wenzhang.validation.subject import Subject

# Headings


@rule("ST001", "heading-level-skipped", "warning")
def heading_level_skipped(subject: Subject) -> Iterator[Finding]:
    """A heading is more than one level below the one before it.

    Why: who reads by headings looks for the level between, and takes the article for incomplete (WCAG technique
    G141). Going back up by several levels is right.

    Found:
        <h2>逛夜市</h2><p>先吃鹹的。</p><h4>找座位</h4><p>走遠一點就有。</p>

    Better:
        <h2>逛夜市</h2><p>先吃鹹的。</p><h3>找座位</h3><p>走遠一點就有。</p>
    """
    before = 6
    for section in written_sections(subject):
        level = section.level
        if level > before + 1:
            message = f"this h{level} follows an h{before}: h{before + 1} is skipped"
            yield Finding(section.heading_span, message, f"make it an h{before + 1}")
        before = level


class FirstLevel(Struct, frozen=True, kw_only=True, rename="kebab"):
    """`level` is that of the first heading; None takes 1 and 2, since a template may show the title as the h1."""

    level: int | None = None


@rule("ST002", "first-heading-level", "warning", options=FirstLevel)
def first_heading_level(subject: Subject, options: FirstLevel) -> Iterator[Finding]:
    """The first heading has not the level at which an article begins.

    Why: below the title of the page, which is an h1, the first heading of a text is an h2; with a deeper one a level
    is skipped, and articles of one site look unlike each other.

    Found:
        <p>夜市怎麼逛？</p><h4>找座位</h4><p>走遠一點就有。</p>

    Better:
        <p>夜市怎麼逛？</p><h2>找座位</h2><p>走遠一點就有。</p>

    Options: `level` is the level that the first heading must have. Without it both 1 and 2 are right: many articles
    repeat their title as an h1, and many leave that to the site.
    """
    sections = written_sections(subject)
    if sections:
        first, level = sections[0], options.level
        if first.level != level and (level is not None or first.level > 2):
            expected = level or 2
            message = f"the first heading is an h{first.level}, not an h{expected}"
            yield Finding(first.heading_span, message, f"begin with an h{expected}")


@rule("ST003", "heading-empty", "error")
def heading_empty(subject: Subject) -> Iterator[Finding]:
    """A heading has no text, and no image with an alternative text.

    Why: it is read aloud as a heading without a name, and stands in the table of contents as an empty line (WCAG 1.3.1
    and 2.4.6).

    Found:
        <h2>逛夜市</h2><p>先吃鹹的。</p><h3>&nbsp;</h3><p>再吃甜的。</p>

    Better:
        <h2>逛夜市</h2><p>先吃鹹的。</p><p>再吃甜的。</p>
    """
    candidates = [section_heading(node) for node in written_sections(subject) if not node.title.strip(INVISIBLE)]
    candidates += subject.all(Heading)
    has_script = bool(candidates) and "<script" in subject.text
    for heading in candidates:
        if shows(heading.inlines) or is_hidden("", heading.attrs) or not has_plain_attributes(heading):
            continue
        is_for_script = has_script and (heading.id or "class" in heading.attrs)
        if not (is_for_script or may_be_filled(subject, heading.span)):
            yield Finding(heading.span, "this heading has no text", "write one, or remove the heading")


@rule("ST004", "duplicate-heading", "warning")
def duplicate_heading(subject: Subject) -> Iterator[Finding]:
    """Two headings of a section have the same level and the same text.

    Why: in a table of contents nobody can tell them apart, and links to the second one lead to the first. Below
    different headings the same text is right.

    Found:
        <h2>逛夜市</h2><p>先吃鹹的。</p><h2>逛夜市</h2><p>再吃甜的。</p>

    Better:
        <h2>逛夜市：鹹食</h2><p>先吃鹹的。</p><h2>逛夜市：甜點</h2><p>再吃甜的。</p>
    """
    sections = written_sections(subject)
    if len({section.title for section in sections}) == len(sections):
        return
    parts = parts_of(subject)
    for siblings in siblings_of(subject, 2):
        seen: dict[tuple[int, str], Section] = {}
        for section in siblings:
            first = seen.setdefault((section.level, section.title), section)
            if first is section or not section.title.strip(INVISIBLE):
                continue
            (end, marks), place = parts[first.heading_span.start], section.heading_span.start
            if place < end and marks == parts[place][1]:
                message = f'the heading "{section.title}" is there twice in one section'
                yield Finding(
                    section.heading_span, message, "give each a text of its own, or join what stands below them"
                )
            seen[section.level, section.title] = section


# Numbers of headings


@rule("ST005", "ordinal-gap", "warning")
def ordinal_gap(subject: Subject) -> Iterator[Finding]:
    """The numbers in the headings of a section leave one out.

    Why: the reader looks for the part that is missing.

    Found:
        <h2>一、材料</h2><p>麵粉。</p><h2>二、做法</h2><p>揉。</p><h2>四、保存</h2><p>冷藏。</p>

    Better:
        <h2>一、材料</h2><p>麵粉。</p><h2>二、做法</h2><p>揉。</p><h2>三、保存</h2><p>冷藏。</p>
    """
    for siblings in siblings_of(subject, 3):
        if "".join([section.title[:1] for section in siblings]) in _IN_ORDER:  # the usual case, and cheap to tell
            continue
        ordinals = [ordinal for section in siblings if (ordinal := read_ordinal(section.title)) is not None]
        if len(ordinals) > 2 and not _are_consecutive(ordinals):
            for row in _rows(siblings):
                yield from _gaps(subject, row)


@rule("ST006", "ordinal-style-mixed", "info")
def ordinal_style_mixed(subject: Subject) -> Iterator[Finding]:
    """The headings of a section are numbered in several styles.

    Why: the reader takes numbers in another style for those of another level.

    Found:
        <h2>一、材料</h2><p>麵粉。</p><h2>二、做法</h2><p>揉。</p><h2>3. 保存</h2><p>冷藏。</p>

    Better:
        <h2>一、材料</h2><p>麵粉。</p><h2>二、做法</h2><p>揉。</p><h2>三、保存</h2><p>冷藏。</p>
    """
    for siblings in siblings_of(subject, 2):
        for numbered in _numbered(siblings).values():
            styles = Counter(ordinal.style for _, ordinal in numbered)
            if len(styles) < 2:
                continue
            usual = styles.most_common(1)[0][0]
            example = next(ordinal for _, ordinal in numbered if ordinal.style == usual)
            for section, ordinal in numbered:
                if ordinal.style != usual:
                    message = f"{ordinal.label} is numbered in another style than {example.label} beside it"
                    yield Finding(section.heading_span, message, f"write {example.label_of(ordinal.number)}")


_Numbered = list[tuple[Section, Ordinal]]


def _numbered(siblings: Iterable[Section]) -> dict[int, _Numbered]:
    """Those whose titles begin with an ordinal, by level."""
    found: dict[int, _Numbered] = {}
    for section in siblings:
        ordinal = read_ordinal(section.title)
        if ordinal is not None:
            found.setdefault(section.level, []).append((section, ordinal))
    return found


def _rows(siblings: Iterable[Section]) -> Iterator[_Numbered]:
    """Those of one level and style, as far as their numbers rise: at one that does not, another row begins."""
    for numbered in _numbered(siblings).values():
        rows: dict[str, _Numbered] = {}
        for section, ordinal in numbered:
            row = rows.setdefault(ordinal.style, [])
            if row and ordinal.number <= row[-1][1].number:
                yield row
                row = rows[ordinal.style] = []
            row.append((section, ordinal))
        yield from rows.values()


def _are_consecutive(ordinals: list[Ordinal]) -> bool:
    first = ordinals[0].number
    return [ordinal.number for ordinal in ordinals] == [*range(first, first + len(ordinals))]


_IN_ORDER = "一二三四五六七八九 123456789"
_MOST_MISSING = 3


def _gaps(subject: Subject, row: _Numbered) -> Iterator[Finding]:
    """The gaps of a row that mostly goes up by one.

    Others pick their numbers from somewhere else: problems of a collection, articles of a law.
    """
    steps = [after[1].number - before[1].number for before, after in pairwise(row)]
    gaps = len(steps) - steps.count(1)
    if not gaps or gaps > steps.count(1):
        return
    for (before, last), (section, ordinal) in pairwise(row):
        missing = [last.label_of(number) for number in range(last.number + 1, ordinal.number)]
        between = subject.text[before.heading_span.end : section.heading_span.start]
        if 0 < len(missing) <= _MOST_MISSING and not any(_begins_something(label, between) for label in missing):
            message = f"this heading is numbered {ordinal.label}, the one before it {last.label}"
            yield Finding(section.heading_span, message, f"number it {missing[0]}, or add what is missing")


def _begins_something(label: str, text: str) -> bool:
    """Whether a heading of another level or a paragraph in bold letters begins with a label.

    In Markdown, numbers in digits at the beginning of a line are those of lists.
    """
    before = r"[>#*_]\s*" if label[0].isascii() else r"[>#*_\n]\s*"
    return re.search(before + re.escape(label), text) is not None


# Sections and paragraphs without content


@rule("ST007", "section-empty", "warning")
def section_empty(subject: Subject) -> Iterator[Finding]:
    """Nothing stands between a heading and the next one of its level or a higher one, or the end.

    Why: the reader is promised something that is not there. Comments and template syntax count as content, since
    something may take their place.

    Found:
        <h2>逛夜市</h2><h2>找座位</h2><p>走遠一點就有。</p>

    Better:
        <h2>逛夜市</h2><p>先吃鹹的。</p><h2>找座位</h2><p>走遠一點就有。</p>
    """
    sections = written_sections(subject)
    for index, section in enumerate(sections):
        if section.sections or section.span.end - section.heading_span.end > _MOST_OF_NOTHING:
            continue
        if not section.title or not all(map(_is_nothing, section.blocks)):
            continue
        is_last = index + 1 == len(sections)
        end = len(subject.text) if is_last else sections[index + 1].heading_span.start
        if _WITHOUT_CONTENT.fullmatch(subject.text, section.heading_span.end, end) and not (
            is_last and "[^" in subject.text  # of Markdown, the notes follow
        ):
            message = f'nothing stands below the heading "{section.title}"'
            yield Finding(section.heading_span, message, "write what it promises, or remove the heading")


_SPACE = r"(?:[\s\u200b]|&(?:nbsp|#160|#xa0|#8203|#x200b|ensp|emsp|ZeroWidthSpace|#12288|#x3000);)"
_RULE = r"[*_-](?:[ \t]*[*_-]){2,}[ \t\r]*$"  # a thematic break of Markdown
_WITHOUT_CONTENT = re.compile(rf"(?:{_SPACE}|</?(?!script|slot)[a-z][^<>]*>|{_RULE})*+", re.I | re.M)


# Blocks of more code points than this show something; to look at their ends is cheaper than to look at them.
_MOST_OF_NOTHING = 80


def _is_nothing(block: Node) -> bool:
    """Whether a block is a thematic break or an empty paragraph."""
    return type(block) is ThematicBreak or (type(block) is Paragraph and not block.attrs and _is_blank(block))


@rule("ST008", "paragraph-empty", "warning", fix="safe")
def paragraph_empty(subject: Subject) -> Iterator[Finding]:
    """A paragraph of HTML holds nothing but spaces and line breaks.

    Why: an element that may hold text should hold some (HTML Standard, 3.2.5.2.8). How much room an empty one makes
    depends on the style sheet, and some are read aloud as "blank".

    Found:
        <p>先吃鹹的。</p><p>&nbsp;</p><p>再吃甜的。</p>

    Better:
        <p>先吃鹹的。</p><p>再吃甜的。</p>

    Fix: deletes the paragraph, with its line where nothing else is on it. It had nothing to read, so that is safe. One
    with a class stays, and so does one that keeps the texts before and behind it apart.
    """
    if subject.article.format != "html":
        return
    is_in_code = _within(subject.all(CodeBlock))
    for paragraph in subject.all(Paragraph):
        inlines = paragraph.inlines
        if inlines and type(inlines[0]) is Text and inlines[0].value[:1].isalnum():
            continue  # most begin like that
        if not paragraph.implied and _is_blank(paragraph):
            yield from _empty_paragraph(subject, paragraph, is_in_code)


def _within(nodes: Sequence[Node]) -> Callable[[int], bool]:
    """Whether a place is inside of one of these nodes, which are in the order of the document."""
    ends = list(accumulate((node.span.end for node in nodes), max))

    def is_within(place: int) -> bool:
        before = bisect_left(nodes, place, key=attrgetter("span.start"))
        return before > 0 and place < ends[before - 1]

    return is_within


def _is_blank(paragraph: Paragraph) -> bool:
    for node in paragraph.inlines:
        if not (type(node) is LineBreak or (type(node) is Text and not node.value.strip(INVISIBLE))):
            return False
    return True


_EMPTY_PARAGRAPH = re.compile(rf"<p(?:\s[^<>]*)?>(?:{_SPACE}|<br\s*/?>)*(?P<end></p\s*>)?", re.IGNORECASE)
# Those that editors leave behind; others move what follows, or draw something.
_TEXT_STYLE = re.compile(
    r"(?:\s*(?:color|font[a-z-]*|line-height|margin[a-z-]*|text-(?:align|indent))\s*:[^;]*(?:;|\Z))*\s*", re.IGNORECASE
)


def _empty_paragraph(subject: Subject, paragraph: Paragraph, is_in_code: Callable[[int], bool]) -> Iterator[Finding]:
    written = _EMPTY_PARAGRAPH.fullmatch(subject.text, paragraph.span.start, paragraph.span.end)
    attrs = paragraph.attrs
    if (
        written is None
        or not attrs.keys() <= {"align", "class", "dir", "lang", "style"}
        or not _TEXT_STYLE.fullmatch(attrs.get("style", ""))
    ):
        return
    fix = None
    is_alone = is_between_blocks(subject.text, paragraph.span) and not is_in_code(paragraph.span.start)
    if written["end"] and "class" not in attrs and is_alone:
        fix = Fix((Edit(with_line(subject.text, paragraph.span), ""),), safe=True)
    message = "this paragraph is empty" + ("" if written["end"] else ", since the next block ends it")
    yield Finding(paragraph.span, message, "remove it; space is a matter of the style sheet", fix)
