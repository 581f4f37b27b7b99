"""The character encoding that a page declares about itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wenzhang.encoding.names import codec_of_label

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PRESCAN_REACH", "declared_charset"]

_PRESCAN = 1024
_FRONT_MATTER = 1 << 16

PRESCAN_REACH = _FRONT_MATTER + _PRESCAN
"""How many bytes `declared_charset` looks at, at most."""

_ANY = re.compile(rb"<(?:meta|\?xml)", re.I)
_SPACE = rb"[\t\n\f\r ]"
_MARKUP = re.compile(rb"<!(?=--).*?(?:-->|\Z)|<(/?[a-z][^\t\n\f\r />]*)|<[!/?][^>]*", re.I | re.S)
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)"
    rb"(?:" + _SPACE + rb"*=" + _SPACE + rb"*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r >\"'][^\t\n\f\r >]*)?))?"
)
_CONTENT_CHARSET = re.compile(
    rb"charset" + _SPACE + rb"*=" + _SPACE + rb"*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r ;\"']+))", re.I
)
_XML_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*(?:\"([^\"]*)\"|'([^']*)')[^>]*>")


def declared_charset(data: bytes) -> str | None:
    """The label that a page declares, as it is written there; None where it declares none.

    Follows the prescan of the HTML Standard (13.2.3.2): the first `<meta charset>` or
    `<meta http-equiv="Content-Type">` with a label that browsers know, in the first 1024 bytes; else the encoding of an
    XML declaration; else the first label, known or not. Front matter before the page is stepped over, unless it is
    longer than 64 KB: a `<meta>` in a title declares nothing.
    """
    start = _body_start(data)
    if not _ANY.search(data, start, start + _PRESCAN):
        return None
    head = data[start : start + _PRESCAN]
    labels = [label.strip(b"\t\n\f\r ").decode("ascii", "replace") for label in _labels(head)]
    return next((label for label in labels if codec_of_label(label)), labels[0] if labels else None)


def _body_start(data: bytes) -> int:
    if data.startswith((b"---", b"+++")):
        closing = data[:3]
    elif data.startswith((b"{\n", b"{\r")):
        closing = b"}"
    else:
        return 0
    end = data.find(b"\n" + closing, 1, _FRONT_MATTER)
    if end < 0:
        end = data.find(b"\r" + closing, 1, _FRONT_MATTER)
    return end + 1 + len(closing) if end >= 0 else 0


def _labels(head: bytes) -> Iterator[bytes]:
    for attributes in _metas(head):
        if b"charset" in attributes:
            yield attributes[b"charset"]
        elif attributes.get(b"http-equiv", b"").lower() == b"content-type":
            found = _CONTENT_CHARSET.search(attributes.get(b"content", b""))
            if found:
                yield next(group for group in found.groups() if group is not None)
    declaration = _XML_DECLARATION.match(head)
    if declaration:
        yield declaration[1] or declaration[2] or b""


def _metas(head: bytes) -> Iterator[dict[bytes, bytes]]:
    at = 0
    while found := _MARKUP.search(head, at):
        at = found.end()
        if found[1] is None:
            continue
        attributes: dict[bytes, bytes] = {}
        while attribute := _ATTRIBUTE.match(head, at):
            at = attribute.end()
            attributes.setdefault(attribute[1].lower(), attribute[2] or attribute[3] or attribute[4] or b"")
        if head.find(b">", at) < 0:
            return
        if found[1].lower() == b"meta":
            yield attributes
