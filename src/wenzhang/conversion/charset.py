"""Writing a source in another encoding, with the charsets that its page declares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from turbohtml import TokenType

from wenzhang.conversion.markup import Markup, attribute_spans
from wenzhang.encoding.names import codec_of_label
from wenzhang.read.body import body_format
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.source import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Token

    from wenzhang.source import Source

__all__ = ["recoded"]

# How browsers call the codecs whose Python names they do not know (Encoding Standard, 4.2).
_LABELS = {"cp950": "big5", "big5hkscs": "big5", "cp932": "shift_jis", "cp949": "euc-kr", "cp866": "ibm866"}

# HTML Standard, 2.5.6, and the XML declaration that the prescan falls back on.
_CONTENT_CHARSET = re.compile(r"charset\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;\"']+))", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*?\sencoding\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def recoded(source: Source, encoding: str) -> Source:
    """The source in another encoding, with its declared charsets named after that.

    Declarations that mean the encoding already stay as written. UTF-16 and UTF-32 go by their byte order mark and leave
    the declarations alone. Raises `SourceError` for an encoding that is not supported.
    """
    result = source.recode(encoding)
    if result.encoding.startswith(("utf-16", "utf-32")):
        return result
    label = _LABELS.get(result.encoding, result.encoding.replace("_", "-"))
    codec = codec_of_label(label)
    body_start = read_front_matter(result).body_start
    if body_format(result, body_start) == "markdown":
        return result  # the page that it becomes declares its own
    return result.apply(
        Edit(Span(start, end), label)
        for start, end in _declarations(result.text, body_start)
        if codec_of_label(result.text[start:end]) != codec
    )


def _declarations(text: str, body_start: int) -> Iterator[tuple[int, int]]:
    """Where the body names its charset."""
    xml = _XML_DECLARATION.match(text, body_start)
    if xml:
        yield xml.span(xml.lastindex or 0)
    if "charset" not in text.lower():
        return
    for token, start, _ in Markup(text[body_start:]):
        if token.type is TokenType.START_TAG and token.tag == "meta":
            for begin, end in _charset_of(token):
                yield body_start + start + begin, body_start + start + end


def _charset_of(meta: Token) -> Iterator[tuple[int, int]]:
    tag = meta.source or ""
    spans = {name: (start, end) for name, start, end in attribute_spans(tag)}
    if "charset" in spans:
        yield spans["charset"]
    elif (meta.attr("http-equiv") or "").lower() == "content-type" and "content" in spans:
        found = _CONTENT_CHARSET.search(tag, *spans["content"])
        if found:
            yield found.span(found.lastindex or 0)
