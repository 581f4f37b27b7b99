"""The encodings that articles come in, under the names that Python, users and web pages give them.

Codecs go by the name that `codecs.lookup` gives. Supported are UTF-8, UTF-16, UTF-32 and the legacy encodings of the
Encoding Standard (https://encoding.spec.whatwg.org/) but ISO-2022-JP: its bytes mean nothing without those before
them, so no part of a file could be kept as it is.
"""

from __future__ import annotations

import codecs
import re

from wenzhang.errors import SourceError

__all__ = ["BYTE_ORDER_MARKS", "SUPPORTED", "codec_named", "codec_of_label", "codec_to_write", "is_utf"]

# The longer ones first: a UTF-32 mark begins with a UTF-16 one.
BYTE_ORDER_MARKS = {
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "gb18030": b"\x84\x31\x95\x33",
}

SUPPORTED = frozenset(
    "utf-8 utf-16-le utf-16-be utf-32-le utf-32-be gb18030 cp950 big5hkscs cp932 euc_jp cp949 ascii "
    "cp866 cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8-r koi8-u mac-roman mac-cyrillic "
    "iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 "
    "iso8859-13 iso8859-14 iso8859-15 iso8859-16".split()
)

# Codecs that Python has apart and browsers read with a larger one. "big5" stands for the two that share the work: see
# `wenzhang.encoding.decode.big5_codec`.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_BROWSER_SUPERSETS = _SUPERSETS | {
    "ascii": "cp1252",
    "big5hkscs": "big5",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    # A page whose declaration can be read as ASCII is not in UTF-16 (HTML Standard, 13.2.3.2, step 14 of the prescan).
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}

# Labels of the Encoding Standard (section 4.2) that Python does not know.
_LABELS = {
    label: codec
    for codec, labels in {
        "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
        "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff",
        "utf-16-be": "unicodefffe",
        "gb18030": "csgb2312 gb_2312 gb_2312-80 x-gbk",
        "big5": "cn-big5 x-x-big5",
        "cp932": "windows-31j x-sjis",
        "cp949": "cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601 windows-949",
        "euc_jp": "cseucpkdfmtjapanese x-euc-jp",
        "cp874": "dos-874 iso885911 windows-874",
        "cp1252": "iso88591 x-cp1252 x-user-defined",
        "cp1254": "iso88599 x-cp1254",
        "iso8859-6": "csiso88596e csiso88596i iso-8859-6-e iso-8859-6-i iso88596",
        "iso8859-7": "iso88597 sun_eu_greek",
        "iso8859-8": "csiso88598e iso-8859-8-e iso88598 visual csiso88598i iso-8859-8-i logical",
        "iso8859-15": "csisolatin9 iso885915",
        "koi8-r": "koi koi8",
        "koi8-u": "koi8-ru",
        "mac-roman": "csmacintosh mac x-mac-roman",
        "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
        **{f"iso8859-{part}": f"iso8859{part}" for part in (2, 3, 4, 5, 10, 13, 14)},
        **{f"cp{page}": f"x-cp{page}" for page in (1250, 1251, 1253, 1255, 1256, 1257, 1258)},
    }.items()
    for label in labels.split()
}

_NAME = re.compile(r"[\x21-\x7e]{1,40}")


def is_utf(codec: str) -> bool:
    """Whether a codec writes every text, and each text in one way only."""
    return codec.startswith("utf-")


def codec_of_label(label: str) -> str | None:
    """The codec with which browsers read a page that declares `label`; None for a label they do not know.

    "big5" is not a codec of this project but stands for `cp950` or `big5hkscs`.
    """
    codec = _codec(label.strip("\t\n\f\r "))
    codec = _BROWSER_SUPERSETS.get(codec, codec)
    return codec if codec == "big5" or codec in SUPPORTED else None


def codec_named(name: str) -> str:
    """The codec for an encoding that a caller names as Python does.

    A supported codec is taken at its word, so `latin-1` stays what it is; `gb2312` and `gbk` become `gb18030`,
    `shift_jis` becomes `cp932` and `euc_kr` becomes `cp949`: supersets, as browsers read them. `utf-16` and
    `utf-32` without a byte order are little-endian. "big5" stands for `cp950` or `big5hkscs`.

    Raises `SourceError` for any other name.
    """
    codec = _codec(name.strip())
    codec = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(codec, codec)
    codec = _SUPERSETS.get(codec, codec)
    if codec == "big5" or codec in SUPPORTED:
        return codec
    raise SourceError(
        f"{name!r} is not an encoding that can be read or written here",
        hint="name one such as utf-8, gb18030 or big5, or decode the bytes yourself and use Source.from_text",
    )


def codec_to_write(name: str) -> str:
    """As `codec_named`; of the two codecs behind "big5" the one that holds what browsers write under that name."""
    codec = codec_named(name)
    return "cp950" if codec == "big5" else codec


def _codec(name: str) -> str:
    name = name.lower()
    if name in _LABELS or not _NAME.fullmatch(name):
        return _LABELS.get(name, "")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
