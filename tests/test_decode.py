from __future__ import annotations

import codecs
import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhang.encoding.decode import Decoded, big5_codec, decode
from wenzhang.encoding.names import BYTE_ORDER_MARKS, SUPPORTED, codec_named, codec_of_label, codec_to_write
from wenzhang.encoding.prescan import declared_charset
from wenzhang.errors import DecodeError, SourceError

TRADITIONAL = "---\ntitle: 「裏」與「里」\n---\n<p>我們前年寫的文章，今天還有人在看。</p>\n"
SIMPLIFIED = "---\ntitle: 里面与外面\n---\n<p>我们前年写的文章，今天还有人在看。</p>\n"


class TestByteOrderMark:
    @pytest.mark.parametrize("codec", sorted(BYTE_ORDER_MARKS))
    @pytest.mark.parametrize("text", ["", "a", SIMPLIFIED, "💬\0"])
    def test_decides_and_is_no_text(self, codec: str, text: str) -> None:
        assert decode(BYTE_ORDER_MARKS[codec] + text.encode(codec)) == Decoded(text, codec, bom=True)

    def test_goes_before_what_the_page_declares(self) -> None:
        page = '<meta charset="gb2312">甲'
        assert decode(codecs.BOM_UTF16_LE + page.encode("utf-16-le")).codec == "utf-16-le"
        assert decode(codecs.BOM_UTF8 + page.encode()).codec == "utf-8"

    @pytest.mark.parametrize(
        ("encoding", "codec"),
        [("utf-16", "utf-16-le"), ("UTF-16", "utf-16-be"), ("utf_16_be", "utf-16-be"), ("utf-8-sig", "utf-8")],
    )
    def test_agrees_with_an_encoding_that_is_named(self, encoding: str, codec: str) -> None:
        data = BYTE_ORDER_MARKS[codec] + "甲".encode(codec)
        assert decode(data, encoding=encoding) == Decoded("甲", codec, bom=True)

    @pytest.mark.parametrize(
        ("encoding", "codec"),
        [("big5", "utf-8"), ("utf-8", "utf-16-le"), ("utf-16-le", "utf-16-be"), ("utf-16", "utf-8")],
    )
    def test_against_an_encoding_that_is_named_is_an_error(self, encoding: str, codec: str) -> None:
        with pytest.raises(DecodeError, match="byte order mark") as caught:
            decode(BYTE_ORDER_MARKS[codec] + "甲".encode(codec), encoding=encoding)
        assert caught.value.byte_offset == 0

    def test_of_utf32_or_of_utf16_and_a_nul(self) -> None:
        data = codecs.BOM_UTF16_LE + "\0甲".encode("utf-16-le")
        assert decode(data, encoding="utf-16") == Decoded("\0甲", "utf-16-le", bom=True)
        with pytest.raises(DecodeError, match="utf-32-le"):
            decode(data)

    def test_offsets_count_it(self) -> None:
        with pytest.raises(DecodeError) as caught:
            decode(codecs.BOM_UTF8 + b"ab\xff")
        assert caught.value.byte_offset == 5
        with pytest.raises(DecodeError) as caught:
            decode(codecs.BOM_UTF16_BE + "ab".encode("utf-16-be") + b"\xd8\x00\x00a")
        assert caught.value.byte_offset == 6


class TestNamedEncoding:
    def test_goes_before_what_the_page_declares(self) -> None:
        data = "<meta charset=big5>甲".encode("gb18030")
        assert decode(data, encoding="gb18030") == Decoded("<meta charset=big5>甲", "gb18030")

    def test_is_taken_at_its_word(self) -> None:
        assert decode("é".encode(), encoding="latin-1") == Decoded("Ã©", "iso8859-1")
        assert decode(b"a\0" * 20, encoding="utf-8").text == "a\0" * 20

    @pytest.mark.parametrize(
        ("name", "codec"),
        [
            ("gb2312", "gb18030"),
            ("GBK", "gb18030"),
            ("big5hkscs", "big5hkscs"),
            ("UTF8", "utf-8"),
            ("utf-16", "utf-16-le"),
            ("euc-kr", "cp949"),
            ("x-sjis", "cp932"),
            ("ascii", "ascii"),
        ],
    )
    def test_names(self, name: str, codec: str) -> None:
        assert codec_named(name) == codec

    @pytest.mark.parametrize(
        "name", ["", "klingon", "rot13", "hz", "iso-2022-jp", "utf-7", "idna", "a\0b", "中文", "cp037"]
    )
    def test_others_are_an_error(self, name: str) -> None:
        with pytest.raises(SourceError, match="is not an encoding"):
            decode(b"a", encoding=name)

    def test_big5_is_written_as_browsers_do(self) -> None:
        assert codec_to_write("big5") == "cp950"
        assert codec_to_write("gbk") == "gb18030"

    def test_bytes_that_it_cannot_read(self) -> None:
        with pytest.raises(DecodeError, match="0xFF at offset 2 is not gb18030") as caught:
            decode(b"ab\xff", encoding="gbk", path="甲.html")
        assert (caught.value.byte_offset, caught.value.path) == (2, "甲.html")


class TestDeclaredCharset:
    @pytest.mark.parametrize(
        ("page", "label"),
        [
            ("<meta charset=gb2312>", "gb2312"),
            ("<META CHARSET = ' Big5 '/>", "Big5"),
            ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb2312"),
            ("<meta content='text/html;charset=\"big5\"' http-equiv=content-type>", "big5"),
            ('<meta content="text/html; charset=gb2312">', None),
            ('<?xml version="1.0" encoding="Big5"?><p>', "Big5"),
            ("<?xml version='1.0' encoding='big5'?><meta charset=gbk>", "gbk"),
            ("<!-- <meta charset=big5> --><meta charset=gbk>", "gbk"),
            ("<!--><meta charset=gbk>", "gbk"),
            ("<!-- <meta charset=big5>", None),
            ('<a title="<meta charset=big5>">', None),
            ("</a title='<meta charset=big5>'>", None),
            ("<metal charset=big5>", None),
            ("<meta charset=klingon><meta charset=gbk>", "gbk"),
            ("<meta charset=klingon><p>", "klingon"),
            ("<meta name=charset content=gbk>", None),
            ("charset=gbk", None),
            ("", None),
            (" " * 1010 + "<meta charset=gbk>", None),
            (" " * 1008 + "<meta charset=gbk>", None),
            ("<meta charset=gb", None),
            ("<meta charset='gbk", None),
            (" " * 1000 + "<meta charset=gbk>", "gbk"),
        ],
    )
    def test_as_browsers_find_it(self, page: str, label: str | None) -> None:
        assert declared_charset(page.encode()) == label

    @pytest.mark.parametrize(
        "front_matter",
        [
            "---\ntitle: 甲\n---\n",
            "---\r\ntitle: 甲\r\n---\r\n",
            "---\rtitle: 甲\r---\r",
            "+++\ntitle = '甲'\n+++\n",
            '{\n"title": "甲"\n}\n',
            "---\n" + "x: 甲乙丙丁\n" * 500 + "---\n",
            "---\ntitle: <meta charset=klingon>\n---\n",
            "---\ntitle: <meta charset=big5>\n---\n",
        ],
    )
    def test_after_front_matter(self, front_matter: str) -> None:
        assert declared_charset((front_matter + "<meta charset=gbk>").encode("gbk")) == "gbk"
        assert declared_charset((front_matter + "<?xml version='1.0' encoding='gbk'?>").encode("gbk")) == "gbk"
        assert declared_charset((front_matter + "<p>").encode("gbk")) is None

    @given(
        st.binary(max_size=300).map(lambda tail: b"<meta " + tail)
        | st.text("<meta charset='\"=/>-!? ", max_size=80).map(str.encode)
    )
    def test_never_fails(self, data: bytes) -> None:
        assert isinstance(declared_charset(data), str | None)

    def test_labels_are_those_of_the_encoding_standard(self) -> None:
        labels: dict[str, str] = importlib.import_module("webencodings.labels").LABELS
        unread = {label for label in labels if codec_of_label(label) is None}
        assert unread == {label for label, name in labels.items() if name in {"replacement", "iso-2022-jp"}}
        named = {
            name: {codec_of_label(label) for label, other in labels.items() if other == name}
            for name in labels.values()
        }
        assert all(len(codecs) == 1 for codecs in named.values())
        assert {name: next(iter(named[name])) for name in ("gbk", "big5", "windows-1252", "utf-16le", "shift_jis")} == {
            "gbk": "gb18030",
            "big5": "big5",
            "windows-1252": "cp1252",
            "utf-16le": "utf-8",
            "shift_jis": "cp932",
        }

    @given(st.text(max_size=30))
    def test_any_label(self, label: str) -> None:
        assert codec_of_label(label) in SUPPORTED | {"big5", None}


class TestDeclared:
    @pytest.mark.parametrize(
        ("label", "codec"), [("gb2312", "gb18030"), ("gbk", "gb18030"), ("GB18030", "gb18030"), ("x-gbk", "gb18030")]
    )
    def test_simplified(self, label: str, codec: str) -> None:
        text = SIMPLIFIED + f"<meta charset={label}>"
        assert decode(text.encode("gb18030")) == Decoded(text, codec)

    @pytest.mark.parametrize("label", ["big5", "Big5-HKSCS", "cn-big5"])
    def test_after_front_matter(self, label: str) -> None:
        text = f"---\ntitle: 裏面\n---\n<meta charset={label}>\n<p>裏面</p>"
        data = text.encode("cp950")
        assert b"\xf9\xd8" in data
        assert decode(data) == Decoded(text, "cp950")

    def test_four_bytes_of_gb18030(self) -> None:
        text = "<meta charset=gb2312>𠮷㐀💬"
        assert b"\x95\x32\xb5\x37" not in text.encode("gbk", "ignore")
        assert decode(text.encode("gb18030")) == Decoded(text, "gb18030")

    @pytest.mark.parametrize("label", ["gb2312", "big5", "iso-8859-1", "shift_jis"])
    def test_a_stale_one_does_not_spoil_utf8(self, label: str) -> None:
        for text in (f"<meta charset={label}>台灣的文章", f"<meta charset={label}>💬"):
            assert decode(text.encode()) == Decoded(text, "utf-8")

    def test_two_bytes_of_utf8_are_not_enough_against_it(self) -> None:
        assert decode("<meta charset=gb2312>é".encode()).codec == "gb18030"
        assert decode(b"<meta charset=gb2312>").codec == "gb18030"

    def test_utf8_where_its_charset_cannot_be(self) -> None:
        assert decode("<meta charset=big5>à la carte".encode()) == Decoded("<meta charset=big5>à la carte", "utf-8")

    def test_of_utf8_but_in_another(self) -> None:
        text = "<meta charset=utf-8>" + TRADITIONAL
        assert decode(text.encode("cp950")) == Decoded(text, "cp950", guessed=True)

    def test_of_windows_1252_but_in_another(self) -> None:
        text = "<meta charset=windows-1252>" + "前年我們寫的文章，今天還有人在看，說來話長。" * 3
        data = text.encode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            data.decode("cp1252")
        assert decode(data) == Decoded(text, "gb18030", guessed=True)

    def test_damage_is_an_error_and_no_other_encoding(self) -> None:
        data = ("<meta charset=gb2312>" + SIMPLIFIED).encode("gb18030")
        damaged = data.replace("，".encode("gbk"), b"\xff")
        with pytest.raises(DecodeError, match="is not gb18030") as caught:
            decode(damaged)
        assert caught.value.byte_offset == damaged.index(b"\xff")

    def test_unknown_labels_count_for_nothing(self) -> None:
        assert decode("<meta charset=klingon>甲".encode()).codec == "utf-8"

    @pytest.mark.parametrize(("codec", "label"), [("hz", "hz-gb-2312"), ("iso2022_jp", "iso-2022-jp")])
    def test_stateful_encodings_do_not_pass_for_ascii(self, codec: str, label: str) -> None:
        data = f"<meta charset={label}>文章".encode(codec)
        with pytest.raises(DecodeError, match=label) as caught:
            decode(data)
        assert caught.value.byte_offset == data.index(b">") + 1
        assert decode(f"<meta charset={label}>文章".encode()).codec == "utf-8"


class TestBig5:
    def test_reads_as_browsers_do(self) -> None:
        # Code points from https://encoding.spec.whatwg.org/index-big5.txt
        for data, text in [
            (b"\xf9\xd8", "裏"),
            (b"\xa1\x45", "‧"),
            (b"\xa1\x4e", "﹑"),
            (b"\xa1\xe3", "～"),
            (b"\xa2\x44", "￥"),
            (b"\xa3\xe1", "€"),
            (b"\xf9\xfe", "▓"),
            (b"\xc6\xa1", "①"),
            (b"\xc6\xe7", "ぁ"),
            (b"\x9d\xcf", "嘢"),
            (b"\x88\x62", "Ê̄"),
        ]:
            assert data.decode(big5_codec(data)) == text

    def test_hong_kong(self) -> None:
        data = "佢哋嘅文章喺邊度？".encode("big5hkscs")
        assert decode(data, encoding="big5") == Decoded("佢哋嘅文章喺邊度？", "big5hkscs")
        assert decode(data).codec == "big5hkscs"


class TestUtf8:
    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<\0\ufeff")))
    def test_is_what_a_file_is_in_that_says_nothing(self, text: str) -> None:
        assert decode(text.encode()) == Decoded(text, "utf-8")

    def test_a_few_nuls_are_text(self) -> None:
        text = "文章裏有一個\0和很多字" * 3
        assert decode(text.encode()) == Decoded(text, "utf-8")

    @pytest.mark.parametrize("cut", [1, 2])
    @pytest.mark.parametrize("text", ["甲", TRADITIONAL[:8] + "文", SIMPLIFIED + "看"])
    def test_cut_off_within_a_character(self, cut: int, text: str) -> None:
        data = text.encode()[:-cut]
        with pytest.raises(DecodeError, match="is not utf-8") as caught:
            decode(data)
        assert caught.value.byte_offset == len(data) - 3 + cut

    def test_damage_is_an_error_and_no_other_encoding(self) -> None:
        data = SIMPLIFIED.encode()
        for offset in range(data.index("里".encode()), len(data), 5):
            damaged = data[:offset] + b"\xb4" + data[offset:]
            with pytest.raises(DecodeError, match="is not utf-8") as caught:
                decode(damaged)
            assert offset - 2 <= caught.value.byte_offset <= offset + 3


class TestGuess:
    @pytest.mark.parametrize(
        ("text", "codec"),
        [
            (TRADITIONAL, "cp950"),
            (SIMPLIFIED, "gb18030"),
            ("前年的文章，今天还在。", "gb18030"),
            ("前年的文章，今天還在。", "gb18030"),
            ("前年的文章，今天還在。", "cp950"),
            ("浏览器猜错了编码", "gb18030"),
            ("關於我們", "gb18030"),
            ("<p>标题：没有声明编码</p>\r\n", "gb18030"),
            ("<p>" + "一" * 10000 + "的</p>", "gb18030"),
        ],
    )
    def test_is_right_and_says_that_it_is_one(self, text: str, codec: str) -> None:
        assert decode(text.encode(codec)) == Decoded(text, codec, guessed=True)

    def test_damage_is_an_error_and_no_other_encoding(self) -> None:
        data = SIMPLIFIED.encode("gb18030")
        damaged = data.replace("，".encode("gbk"), b"\xa3")
        with pytest.raises(DecodeError, match="gb18030"):
            decode(damaged)

    @pytest.mark.parametrize("text", ["Un café très frais, où êtes-vous ?", "Größe und Übermut für alle"])
    def test_what_is_not_chinese_is_an_error(self, text: str) -> None:
        data = text.encode("latin-1")
        with pytest.raises(DecodeError, match="does not read as Chinese") as caught:
            decode(data)
        assert caught.value.byte_offset == next(i for i, byte in enumerate(data) if byte > 127)

    def test_quietly(self, caplog: pytest.LogCaptureFixture) -> None:
        data = "前年以來寫的文章，今天還有人在看。".encode("gb18030") + b"\xff"
        assert 0x81 in data  # which windows-1252, UnicodeDammit's own last resort, refuses
        with pytest.raises(DecodeError, match="0xFF at offset 34 is not gb18030"):
            decode(data)
        assert not caplog.records

    @pytest.mark.parametrize(("codec", "other"), [("utf-16-le", "utf-16-be"), ("utf-16-be", "utf-16-le")])
    def test_utf16_without_a_mark(self, codec: str, other: str) -> None:
        assert decode(SIMPLIFIED.encode(codec)) == Decoded(SIMPLIFIED, codec, guessed=True)
        assert decode(("甲" + SIMPLIFIED).encode(other)) == Decoded("甲" + SIMPLIFIED, other, guessed=True)

    @pytest.mark.parametrize(
        "data",
        [
            b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
            b"\x7fELF" + b"\0" * 100,
            b"\0" * 64,
            "甲".encode() * 3 + b"\0" * 100,
            SIMPLIFIED.encode("utf-32-le"),
            ("a\0" * 20).encode("utf-16-le"),
            SIMPLIFIED.encode("utf-16-le") + b"\0",
            b"\xb5\xc4" * 30 + b"\x01",
        ],
    )
    def test_binary_files_are_an_error(self, data: bytes) -> None:
        with pytest.raises(DecodeError, match=r"NULs|control character") as caught:
            decode(data)
        assert 0 <= caught.value.byte_offset < len(data)
        assert caught.value.hint


@given(
    st.binary(max_size=64)
    | st.lists(st.sampled_from(["甲", "的", "<", "\0", "\r\n", "é"]))
    .map("".join)
    .flatmap(lambda text: st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"]).map(text.encode))
)
def test_any_bytes_are_text_or_an_error_that_says_where(data: bytes) -> None:
    fault: DecodeError | None = None
    try:
        decoded = decode(data)
    except DecodeError as error:
        fault = error
    if fault:
        assert 0 <= fault.byte_offset < len(data)
        assert str(fault.byte_offset) in str(fault)
    else:
        assert decoded.codec in SUPPORTED
        mark = BYTE_ORDER_MARKS[decoded.codec] if decoded.bom else b""
        assert decoded.text == data[len(mark) :].decode(decoded.codec)
