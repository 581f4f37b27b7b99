"""The encoding of a file that says nothing about itself and is not UTF-8."""

from __future__ import annotations

import re

from wenzhang.encoding.decode import Decoded, big5_codec, decode_with, try_decoding
from wenzhang.errors import DecodeError

__all__ = ["guess", "unmarked_utf16"]

# What no text holds; form feed and the Ctrl-Z that ends DOS files it may. No legacy character has such a byte.
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0e-\x19\x1b-\x1f]")

# UTF-16 without a mark is believed from so many NULs on, and where they are no fewer than one byte in ten.
_FEW_NULS = 8
_NUL_SHARE = 10

_SAMPLE = 4096
_CHINESE = 0.5

# What Chinese uses most, in both scripts.
_EVERYDAY = frozenset(
    "的一是不了在有人我他這这個个們们來来上大為为和國国到以說说時时要就出會会可也你對对生能子那得著着下自過过後后作用地中年多"
    "，。、：；？！「」『』《》（）“”"
)


def unmarked_utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a byte order mark, known by the NULs beside its ASCII characters; None where that is not safe.

    It must have enough of them, as front matter and markup give it, all on the same side, and no control character.
    """
    nuls = data.count(b"\0")
    if nuls < max(_FEW_NULS, len(data) / _NUL_SHARE):
        return None
    for codec, side in (("utf-16-le", 1), ("utf-16-be", 0)):
        if data[side::2].count(b"\0") == nuls:
            text = try_decoding(data, codec)
            if text is not None and not _CONTROL.search(text.encode()):
                return Decoded(text, codec, guessed=True)
    return None


def guess(data: bytes, fault: int, path: str | None) -> Decoded:
    """The text as UnicodeDammit reads it with the Chinese encoding that fits best; `fault` is where it is not UTF-8.

    UnicodeDammit takes the first encoding that does not refuse the bytes, and Big5 and GB18030 refuse little of
    each other's text: one in ten GB18030 texts of 128 characters passes for Big5. So it is given them by how
    Chinese their reading of the file is; and where the best one refuses the bytes, the file is damaged, and what
    another would make of it is nonsense.

    Raises `DecodeError` with the offset of the first byte that does not fit.
    """
    control = _CONTROL.search(data)
    if control:
        raise _no_text(fault, f"is not UTF-8, and the control character at {control.start()} is of no text", path)
    scores = {codec: _plausibility(data, codec) for codec in (big5_codec(data), "gb18030")}
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    best = ranked[0]
    if scores[best] < _CHINESE:
        raise _no_text(fault, "is not UTF-8, and the file does not read as Chinese in Big5 or GB18030", path)
    from bs4.dammit import UnicodeDammit

    # Latin-1 refuses nothing; without it the last resort would be to replace characters.
    dammit = UnicodeDammit(data, known_definite_encodings=[*ranked, "iso8859-1"])
    if dammit.original_encoding != best or dammit.unicode_markup is None:
        return Decoded(decode_with(data, best, path), best, guessed=True)
    return Decoded(dammit.unicode_markup, best, guessed=True)


def _plausibility(data: bytes, codec: str) -> float:
    """How Chinese the text is when read with `codec`, from none to two.

    Each character counts one if it is on the first level of its character set (the more frequent half, by design
    of both GB 2312 and Big5), and one more if it is an everyday one. A fault is neither.
    """
    sample = re.findall("[^\0-\x7f]", data.decode(codec, "replace"))[:_SAMPLE]
    frequent = sum(_on_first_level(character.encode(codec, "replace"), codec) for character in sample)
    everyday = sum(character in _EVERYDAY for character in sample)
    return (frequent + everyday) / max(1, len(sample))


def _on_first_level(encoded: bytes, codec: str) -> bool:
    if len(encoded) != 2:
        return False
    lead, trail = encoded
    if codec == "gb18030":
        return trail >= 0xA1 and (0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7)
    return lead == 0xA1 or 0xA4 <= lead <= 0xC6


def _no_text(offset: int, fault: str, path: str | None) -> DecodeError:
    return DecodeError(
        f"the byte at offset {offset} {fault}",
        byte_offset=offset,
        path=path,
        hint="if it is text, name its encoding with encoding=",
    )
