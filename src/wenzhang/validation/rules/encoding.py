"""EN: characters and bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.source import Edit, Span
from wenzhang.validation.diagnostic import Finding, Fix
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.source import Source
    from wenzhang.validation.subject import Subject

_START = Span(0, 0)


@rule("EN001", "not-plain-utf-8", "warning", fix="safe")
def not_plain_utf_8(subject: Subject) -> Iterator[Finding]:
    """The file is not plainly in UTF-8: another encoding, a byte order mark, or line ends of several kinds.

    Why: pages must be in UTF-8 (HTML Standard, 4.2.5.4); what nothing declares has to be guessed, and every tool
    guesses for itself. Behind a byte order mark many tools do not find the front matter, and mixed line ends make
    diffs of whole files out of small changes.

    Found:
        a file in Big5, or with a byte order mark, or with CRLF in some lines and LF in others

    Better:
        the same file in UTF-8 without a mark, its lines all with one kind of end

    Fix: gives the lines with the rarer ends those of the majority, which HTML, Markdown and front matter read as the
    same. An encoding or a mark is no part of the text, so no fix changes them.
    """
    source = subject.source
    if source.encoding not in {"utf-8", "ascii"}:
        yield _other_encoding(source)
    elif source.bom:
        yield Finding(_START, "the file begins with a byte order mark", "save it as UTF-8 without BOM")
    head = subject.article.head
    if head is not None and head.charset and not source.bom and source.encoding == "utf-8":
        yield from _stale_charset(head.charset)
    if "\r" in subject.text and source.newline == "mixed":
        yield _mixed_line_ends(subject.text)


def _other_encoding(source: Source) -> Finding:
    if source.guessed:
        message = f"nothing says which encoding this is; {source.encoding} is a guess"
        return Finding(_START, message, "save the file as UTF-8, or declare its encoding with <meta charset>")
    hint = "save it as UTF-8, and declare that where it declares its encoding"
    return Finding(_START, f"the file is in {source.encoding}, not in UTF-8", hint)


def _stale_charset(charset: str) -> Iterator[Finding]:
    from wenzhang.encoding.names import codec_of_label

    if codec_of_label(charset) not in ("utf-8", None):
        message = f"the page declares {charset}, but is in UTF-8"
        yield Finding(_START, message, 'browsers believe what it declares: write <meta charset="utf-8">')


_LINE_END = re.compile(r"\r\n?|\n")
_LINE_END_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


def _mixed_line_ends(text: str) -> Finding:
    ends = list(_LINE_END.finditer(text))
    counts = dict.fromkeys(_LINE_END_NAMES, 0)
    for end in ends:
        counts[end[0]] += 1
    most = max(counts, key=counts.__getitem__)
    edits = tuple(Edit(Span(*end.span()), most) for end in ends if end[0] != most)
    told = ", ".join(f"{count} with {_LINE_END_NAMES[end]}" for end, count in counts.items() if count)
    message = f"the lines of the file end differently: {told}"
    return Finding(edits[0].span, message, f"end them all with {_LINE_END_NAMES[most]}", Fix(edits, safe=True))


@rule("EN003", "undecodable", "error")
def undecodable(subject: Subject) -> Iterator[Finding]:
    """Bytes that are no text in the encoding of the file.

    Why: nothing can be said about what cannot be read, and whoever reads it gets other characters than were written.

    Found:
        a file in UTF-8 that is cut off within a character

    Better:
        the whole file
    """
    return iter(())  # there is no article then: `Validator.examine_bytes` finds it


# EN002

# All but these: controls other than tab, line ends and form feed; what nobody sees; U+FFFD, and U+FFFC, which stands
# for an object; noncharacters; of the CJK Radicals Supplement those from U+2E9F on; Kangxi radicals; compatibility
# ideographs. Variation selectors, U+00A0 and U+3000 have their use.
_PLANES = "".join(f"{chr(plane << 16)}-{chr(plane << 16 | 0xFFFD)}" for plane in range(3, 17))
USUAL = (
    r"\t\n\f\r\x20-\x7e\xa0-\xac\xae-\u200a\u2010-\u2027\u202f-\u205f\u2061-\u2065\u206a-\u2e9e\u2ef4-\u2eff"
    r"\u2fd6-\uf8ff\ufb00-\ufdcf\ufdf0-\ufefe\uff00-\ufff8"
    rf"\U00010000-\U0001fffd\U00020000-\U0002f7ff\U0002fa20-\U0002fffd{_PLANES}"
)
# To match what is usual takes half the time of a search for what is not.
_ALL_USUAL = re.compile(f"[{USUAL}]*")


@rule("EN002", "suspect-characters", "warning", fix="safe")
def suspect_characters(subject: Subject) -> Iterator[Finding]:
    """Characters that nobody sees, or that only look like those that were meant.

    Zero-width spaces, byte order marks and controls within the text; U+FFFD, which stands for what was lost; what
    turns the direction of text; and the radicals and compatibility ideographs that copies from PDF files have in
    place of Chinese characters. Where they have their use they are not meant: joiners in emoji and in scripts that
    need them, marks of direction where some text runs from right to left, a zero-width space beside the marks of
    Markdown, a single radical in quotation marks, and in code all that is seen.

    Why: search does not find the word, conversion does not know it, fonts lack it.

    Found:
        <p>夜市的⼊口</p>

    Better:
        <p>夜市的入口</p>

    Fix: removes what is not seen, and writes the character that was meant; in text for readers only, never in code, in
    an address or beside markup. It is unsafe where it turns the direction of text, or where a long word could break.
    """
    text = subject.text
    usual = _ALL_USUAL.match(text)
    if usual is not None and usual.end() == len(text):
        return
    from wenzhang.validation.suspects import suspects

    yield from suspects(subject, USUAL)
