"""Bytes become text: by their byte order mark, by what the caller or the page says, as UTF-8, and last by a guess."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from wenzhang.encoding.names import BYTE_ORDER_MARKS, codec_named, codec_of_label
from wenzhang.encoding.prescan import declared_charset
from wenzhang.errors import DecodeError

__all__ = ["Decoded", "big5_codec", "decode", "decode_with", "try_decoding"]

_MARKS = tuple(BYTE_ORDER_MARKS.values())

# In UTF-8, the first byte of a character of three or four bytes; of one from U+3000 to U+D7FF or beyond U+FFFF.
_WIDE = re.compile(rb"[\xe0-\xf4]")
_EAST_ASIAN = re.compile(rb"[\xe3-\xed\xf0]")

# The escapes by which ISO-2022 and HZ switch to Chinese.
_SHIFT = re.compile(rb"\x1b\$|~\{")

# More than one NUL in so many bytes is a file that is no text.
_NUL_SHARE = 10


class Decoded(Struct, frozen=True, gc=False):
    """A text without its byte order mark, the codec that read it, whether there was a mark, whether it is a guess."""

    text: str
    codec: str
    bom: bool = False
    guessed: bool = False


def decode(data: bytes, *, encoding: str | None = None, path: str | None = None) -> Decoded:
    """The text of a file's bytes.

    The first of these that is there decides:

    1. a byte order mark (UTF-8, UTF-16, UTF-32, GB18030);
    2. `encoding`, a codec's name as Python has it;
    3. the charset that the page declares, read as browsers read it, but for one case: bytes that are valid UTF-8 with
       at least one character of three bytes are UTF-8, whatever legacy charset a stale `<meta>` names;
    4. UTF-8, if the bytes are valid;
    5. a guess, marked as one: UTF-16 by the place of its NULs, else UnicodeDammit with the Chinese encodings.

    A file that the declared charset or UTF-8 would read but for some damage is an error, never a guess: a UTF-8
    file cut off within a character would come out of GB18030 as nonsense.

    Raises `DecodeError` with the offset of the first byte that cannot be decoded, and `SourceError` for an
    `encoding` that is not supported.
    """
    if data.startswith(_MARKS):
        return _decode_marked(data, encoding, path)
    if encoding is not None:
        codec = codec_named(encoding)
        codec = big5_codec(data) if codec == "big5" else codec
        return Decoded(decode_with(data, codec, path), codec)
    if b"\0" in data:
        from wenzhang.encoding.guess import unmarked_utf16

        utf16 = unmarked_utf16(data)
        if utf16 is not None:
            return utf16
        _refuse_nuls(data, path)
    label = declared_charset(data)
    return _decode_undeclared(data, path) if label is None else _decode_declared(data, label, path)


def big5_codec(data: bytes) -> str:
    """The codec that reads Big5 bytes as browsers do: `cp950`, or `big5hkscs` for a file that needs that.

    Python's `big5` refuses F9D8 (裏) and reads ‧, ～ and nine more as other characters. `cp950` agrees with the
    Encoding Standard on all it knows but rows C6 to C8, where it has another vendor's table; `big5hkscs` agrees
    there and knows the characters of Hong Kong, but has the eleven wrong. So only files with characters that need
    it go to `big5hkscs`.
    """
    text = try_decoding(data, "cp950")
    return "big5hkscs" if text is None or _rows_c6_to_c8().search(text) else "cp950"


def try_decoding(data: bytes, codec: str) -> str | None:
    """The text, or None where `codec` cannot read the bytes."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def decode_with(data: bytes, codec: str, path: str | None, *, skipped: int = 0) -> str:
    """The text; raises `DecodeError`, `skipped` being the bytes that stand before `data` in the file."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        offset = error.start + skipped
        raise DecodeError(
            f"the byte 0x{data[error.start]:02X} at offset {offset} is not {codec}",
            byte_offset=offset,
            codec=codec,
            path=path,
            hint="the file is damaged or cut off, or in another encoding: name that with encoding=",
        ) from error


@cache
def _rows_c6_to_c8() -> re.Pattern[str]:
    pairs = (bytes((lead, trail)) for lead in range(0xC6, 0xC9) for trail in range(0xA1, 0xFF))
    return re.compile(f"[{''.join(pair.decode('cp950', 'ignore') for pair in pairs)}]")


def _decode_marked(data: bytes, encoding: str | None, path: str | None) -> Decoded:
    # Two marks where UTF-32 begins, or UTF-16 with a NUL: the longer one is meant unless the caller knows better.
    marked = [codec for codec, mark in BYTE_ORDER_MARKS.items() if data.startswith(mark)]
    if encoding is not None:
        meant = _meant_by(encoding)
        named = [codec for codec in marked if codec in meant]
        if not named:
            raise DecodeError(
                f"the file begins with the byte order mark of {marked[0]}, so it is not {encoding}",
                byte_offset=0,
                path=path,
                hint="leave the encoding out",
            )
        marked = named
    codec = marked[0]
    skipped = len(BYTE_ORDER_MARKS[codec])
    return Decoded(decode_with(data[skipped:], codec, path, skipped=skipped), codec, bom=True)


def _meant_by(encoding: str) -> set[str]:
    codec = codec_named(encoding)
    names_order = encoding.strip().lower().endswith(("le", "be"))
    return {codec} if names_order else {codec, codec.removesuffix("le") + "be"}


def _decode_declared(data: bytes, label: str, path: str | None) -> Decoded:
    codec = codec_of_label(label)
    if codec is None:
        _refuse_shifts(data, label, path)
    if codec is None or codec == "utf-8":
        return _decode_undeclared(data, path)
    utf8 = try_decoding(data, "utf-8")
    if utf8 is not None and _WIDE.search(data):
        return Decoded(utf8, "utf-8")
    codec = big5_codec(data) if codec == "big5" else codec
    text = try_decoding(data, codec)
    if text is not None:
        return Decoded(text, codec)
    if utf8 is not None:
        return Decoded(utf8, "utf-8")
    return Decoded(decode_with(data, codec, path), codec) if _damaged(data, codec) else _decode_undeclared(data, path)


def _decode_undeclared(data: bytes, path: str | None) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        fault, cut_off = error.start, error.reason == "unexpected end of data"
    if cut_off or _damaged(data, "utf-8"):
        return Decoded(decode_with(data, "utf-8", path), "utf-8")
    from wenzhang.encoding.guess import guess

    return guess(data, fault, path)


def _damaged(data: bytes, codec: str) -> bool:
    """Whether the file, read with `codec`, has no more faults than East Asian characters: it is in it but for some."""
    text = data.decode(codec, "replace")
    return len(_EAST_ASIAN.findall(text.encode())) >= text.count("\ufffd")


def _refuse_nuls(data: bytes, path: str | None) -> None:
    if data.count(b"\0") * _NUL_SHARE > len(data):
        offset = data.index(b"\0")
        raise DecodeError(
            f"the file is full of NULs, the first at offset {offset}",
            byte_offset=offset,
            path=path,
            hint="it is binary, or UTF-16 or UTF-32 without a byte order mark: name that with encoding=",
        )


def _refuse_shifts(data: bytes, label: str, path: str | None) -> None:
    """ISO-2022 and HZ write Chinese as ASCII, so they would pass for UTF-8."""
    shift = _SHIFT.search(data)
    if shift and label.strip().lower().startswith(("iso-2022-", "csiso2022", "hz")):
        raise DecodeError(
            f"the page is in {label}, which is not supported, from offset {shift.start()} on",
            byte_offset=shift.start(),
            path=path,
            hint=f"convert it to UTF-8 first, as with iconv -f {label} -t utf-8",
        )
