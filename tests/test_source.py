from __future__ import annotations

import codecs
import copy
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus import corpus_files, fixture_articles
from wenzhang.encoding.names import BYTE_ORDER_MARKS, SUPPORTED
from wenzhang.encoding.units import UnitIndex
from wenzhang.errors import DecodeError, EditError, EncodeError, SourceError
from wenzhang.source import Edit, Position, Source, Span

UTF = ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
DRAWN = ["cp950", "big5hkscs", "gb18030", "cp932", "euc_jp", "cp949", "cp1252", *UTF]

PIECES = ["a", " ", "<p>", "\n", "\r", "\r\n", "\u2028", "\0", "甲", "裏", "里", "é", "💬", "𠮷", "e\u0301", "十", "～"]
pieces = st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"])
texts = st.lists(pieces, max_size=60).map("".join)


def sequences(data: bytes, codec: str) -> list[tuple[bytes, str]]:
    """The shortest parts of `data` that are text by themselves, and what they are."""
    decoder = codecs.getincrementaldecoder(codec)()
    found, start = [], 0
    for end in range(1, len(data) + 1):
        text = decoder.decode(data[end - 1 : end])
        if text:
            found.append((data[start:end], text))
            start = end
    return found


def written_otherwise(codec: str) -> list[bytes]:
    """All sequences of one or two bytes that a codec reads as one character and writes as something else."""
    found = []
    for data in [bytes([a]) for a in range(256)] + [bytes([a, b]) for a in range(0x80, 256) for b in range(256)]:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if len(sequences(data, codec)) == 1 and text.encode(codec, "replace") != data:
            found.append(data)
    return found


DOUBLES = {codec: written_otherwise(codec) for codec in ("cp950", "big5hkscs", "cp932")}


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, str]:
    """The bytes of a file and its codec; some of them are bytes that the codec itself would not write."""
    codec = draw(st.sampled_from(DRAWN))
    part = pieces.map(lambda text: text.encode(codec, "ignore"))
    if codec in DOUBLES:
        part |= st.sampled_from(DOUBLES[codec])
    data = b"".join(draw(st.lists(part, max_size=40)))
    assume(not data.startswith(tuple(BYTE_ORDER_MARKS.values())))
    return data, codec


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, Source, list[Edit]]:
    """A file, its source and edits that do not overlap, in any order."""
    data, codec = draw(files())
    source = Source.from_bytes(data, encoding=codec)
    cuts = sorted(draw(st.lists(st.integers(0, len(source.text)), max_size=10)))
    spans = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    replacement = st.sampled_from(["", "a", "字", "\r\n", "十"]).filter(
        lambda text: bool(text.encode(codec, "ignore") or not text)
    )
    return data, source, draw(st.permutations([Edit(span, draw(replacement)) for span in spans]))


def in_order(edits: list[Edit]) -> list[Edit]:
    return sorted(edits, key=lambda edit: edit.span)


class TestReading:
    def test_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "文章.md"
        path.write_bytes(codecs.BOM_UTF8 + "甲\r\n乙".encode())
        source = Source.from_path(path)
        assert (source.text, source.path, source.encoding, source.bom, source.guessed) == (
            "甲\r\n乙",
            str(path),
            "utf-8",
            True,
            False,
        )
        assert source == Source.from_path(str(path)) == Source.from_bytes(path.read_bytes(), str(path))

    def test_a_file_in_a_named_encoding(self, tmp_path: Path) -> None:
        path = tmp_path / "文章.md"
        path.write_bytes("甲".encode("gbk"))
        assert Source.from_path(path, encoding="gbk").text == "甲"

    @pytest.mark.parametrize("name", ["沒有.md", "."])
    def test_a_file_that_cannot_be_read(self, tmp_path: Path, name: str) -> None:
        path = str(tmp_path / name)
        with pytest.raises(SourceError, match="cannot be read") as caught:
            Source.from_path(path)
        assert caught.value.path == path

    def test_errors_name_the_file(self) -> None:
        with pytest.raises(DecodeError, match=r"文章\.md: the byte 0xFF at offset 0"):
            Source.from_bytes(b"\xff", "文章.md", "utf-8")

    def test_a_guess_is_recorded(self) -> None:
        source = Source.from_bytes("前年我们写的文章，今天还有人看。".encode("gbk"))
        assert (source.encoding, source.guessed) == ("gb18030", True)
        assert not Source.from_bytes(source.encode(), encoding="gbk").guessed

    def test_nothing(self) -> None:
        for source in (Source.from_bytes(b""), Source.from_text("")):
            assert (source.text, source.encoding, source.newline, source.declared) == ("", "utf-8", None, None)
            assert source.encode() == b""
            assert source.position(0) == Position(0, 1, 1, 1, 0)
            assert source.apply([Edit(Span(0, 0), "甲")]).encode() == "甲".encode()

    def test_a_text(self) -> None:
        source = Source.from_text("甲\r乙", "文章.md")
        assert (source.text, source.path, source.encoding, source.bom) == ("甲\r乙", "文章.md", "utf-8", False)

    def test_a_text_that_begins_with_a_mark(self) -> None:
        source = Source.from_text("\ufeff甲\ufeff")
        assert (source.text, source.bom) == ("甲\ufeff", True)
        assert source.encode() == "\ufeff甲\ufeff".encode()

    @pytest.mark.parametrize("half", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
    def test_a_lone_surrogate(self, half: int) -> None:
        with pytest.raises(SourceError, match=r"^文章.md:2:2: U\+D[8BCF].* at offset 3 ") as caught:
            Source.from_text(f"💬\n甲{chr(half)}乙", "文章.md")
        assert caught.value.position is not None
        assert caught.value.position.offset == 3

    def test_an_encoding_that_is_not_supported(self) -> None:
        with pytest.raises(SourceError, match="klingon"):
            Source("a", encoding="klingon")


class TestWhatTheFileIsLike:
    @pytest.mark.parametrize(
        ("text", "newline"),
        [
            ("甲", None),
            ("甲\u2028乙\x85\x0b", None),
            ("甲\n乙\n", "\n"),
            ("甲\r\n\r\n", "\r\n"),
            ("甲\r\r乙", "\r"),
            ("甲\n\r乙", "mixed"),
            ("甲\r\n乙\n", "mixed"),
            ("\r\r\n", "mixed"),
        ],
    )
    def test_newline(self, text: str, newline: str | None) -> None:
        assert Source.from_text(text).newline == newline

    @pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
    def test_a_declaration_is_told_right_or_wrong(self, codec: str) -> None:
        text = '---\ntitle: 甲\n---\n<META charset="GB2312"><p>乙</p>'
        data = BYTE_ORDER_MARKS[codec] + text.encode(codec)
        assert Source.from_bytes(data).declared == "GB2312"

    def test_a_stale_declaration(self) -> None:
        source = Source.from_bytes("<meta charset=big5>甲".encode())
        assert (source.text, source.encoding, source.declared) == ("<meta charset=big5>甲", "utf-8", "big5")

    def test_a_declaration_that_an_edit_mends(self) -> None:
        source = Source.from_bytes("<meta charset=big5>甲".encode())
        assert source.apply([Edit(Span(14, 18), "utf-8")]).declared == "utf-8"


class TestValue:
    SOURCE = Source.from_bytes(b"\xa2\xcc\xa4@", "a.md", "big5")

    @pytest.mark.parametrize(
        "other",
        [
            Source.from_bytes(b"\xa4Q\xa4", "a.md", "latin-1"),
            Source.from_bytes(b"\xa2\xcc\xa4@", "b.md", "big5"),
            Source.from_text("十一", "a.md"),
            Source("十一", path="a.md", encoding="cp950", guessed=True),
            Source("十一", path="a.md", encoding="gb18030", bom=True),
        ],
    )
    def test_unequal(self, other: Source) -> None:
        assert other != self.SOURCE
        assert self.SOURCE != "十一"

    def test_equal(self) -> None:
        other = Source("十一", path="a.md", encoding="cp950")
        assert other == self.SOURCE
        assert hash(self.SOURCE) == hash(other)

    @pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda source: pickle.loads(pickle.dumps(source))])
    def test_copies(self, again: Callable[[Source], Source]) -> None:
        for source in (self.SOURCE, self.SOURCE.apply([Edit(Span(2, 2), "甲")]), Source.from_text("\ufeff甲", "a")):
            source.position(1)
            assert again(source) == source
            assert again(source).encode() == source.encode()

    def test_a_pickle_holds_no_index(self) -> None:
        source = Source.from_text("甲\n" * 5000)
        size = len(pickle.dumps(source))
        source.position(5000)
        assert len(pickle.dumps(source)) == size

    def test_a_short_repr(self) -> None:
        assert repr(Source.from_text("\ufeff" + "甲" * 1000, "a.md")) == "<Source a.md: 1000 code points, utf-8, BOM>"
        assert repr(Source("", encoding="cp950", guessed=True)) == "<Source 0 code points, cp950, guessed>"


class TestEncode:
    @given(files())
    def test_gives_the_bytes_that_were_read(self, file: tuple[bytes, str]) -> None:
        data, codec = file
        source = Source.from_bytes(data, encoding=codec)
        assert source.encoding == codec
        assert source.encode() == data

    @given(texts, st.sampled_from(sorted(BYTE_ORDER_MARKS)))
    def test_with_a_byte_order_mark(self, text: str, codec: str) -> None:
        data = BYTE_ORDER_MARKS[codec] + text.encode(codec)
        source = Source.from_bytes(data, encoding=codec)
        assert source == (Source.from_bytes(data) if text[:1] != "\0" else source)
        assert (source.text, source.encoding, source.bom) == (text, codec, True)
        assert source.encode() == data
        assert source.apply([Edit(Span(0, 0), "甲")]).encode() == BYTE_ORDER_MARKS[codec] + ("甲" + text).encode(codec)

    @given(st.binary(max_size=200))
    def test_whatever_was_read(self, data: bytes) -> None:
        try:
            source = Source.from_bytes(data)
        except DecodeError:
            return
        assert source.encode() == data

    @pytest.mark.parametrize("codec", sorted(SUPPORTED))
    def test_every_character_of_every_encoding(self, codec: str) -> None:
        text = "".join(map(chr, range(0xD800))).encode(codec, "ignore").decode(codec) + "\r\r\n\n"
        data = text.encode(codec)
        source = Source.from_bytes(data, encoding=codec)
        assert (source.text, source.encode()) == (text, data)
        assert source.apply([Edit(Span(0, 0), "a")]).encode() == "a".encode(codec) + data

    @pytest.mark.parametrize("codec", sorted(DOUBLES))
    def test_sequences_that_the_codec_writes_otherwise(self, codec: str) -> None:
        assert DOUBLES[codec]
        data = b"\r\n".join(DOUBLES[codec] * 40)
        source = Source.from_bytes(data, encoding=codec)
        assert source.text.encode(codec, "replace") != data
        assert source.encode() == data
        size = len(source.text)
        edits = [Edit(Span(0, 0), "<"), Edit(Span(size // 2, size // 2), "="), Edit(Span(size, size), ">")]
        assert source.apply(edits).encode().replace(b"=", b"", 1) == b"<" + data + b">"

    def test_the_real_duplicates_of_big5(self) -> None:
        assert {b"\xa2\xcc", b"\xa2\xce"} < set(DOUBLES["cp950"])

    def test_a_character_that_the_encoding_cannot_hold(self) -> None:
        source = Source.from_bytes(b"ab\r\n\xa2\xcc\xa4@", "a.md", "big5").apply([Edit(Span(5, 5), "💬发")])
        with pytest.raises(EncodeError, match=r"a.md:2:2: '💬' \(U\+1F4AC\) cannot be written in cp950") as caught:
            source.encode()
        assert caught.value.position == Position(5, 2, 2, 2, 6)
        assert 'recode("utf-8")' in str(caught.value.hint)
        assert source.recode("utf-8").encode() == "ab\r\n十💬发一".encode()
        assert source.apply([Edit(Span(5, 7), "x")]).encode() == b"ab\r\n\xa2\xccx\xa4@"

    @pytest.mark.parametrize(
        ("data", "encoding"),
        [
            (b"---\r\ntitle: \xf9\xd8\xad\xb1\r\n---\r\n<p>\xa2\xcc\xa1\xe3</p>\r\n", "big5"),
            ("---\ntitle: 裡\n---\n<p>𠮷㐀€</p>".encode("gb18030"), "gb18030"),
            (codecs.BOM_UTF8 + "---\r\ntitle: 裡\r\n---\r\n<p>💬\r</p>\n".encode(), None),
        ],
    )
    def test_samples(self, data: bytes, encoding: str | None) -> None:
        source = Source.from_bytes(data, encoding=encoding)
        assert source.encode() == data
        start = source.text.index("title")
        assert source.apply([Edit(Span(start, start + 5), "name")]).encode() == data.replace(b"title", b"name")


class TestRealFiles:
    @pytest.mark.parametrize("folder", ["mdn-zh-html", "cnwizards-help"])
    def test_come_out_as_they_were(self, folder: str) -> None:
        for path in filter(Path.is_file, corpus_files(folder, "*")):
            data = path.read_bytes()
            source = Source.from_path(path)
            assert source.encode() == data, path
            assert not source.guessed, path
            middle = len(source.text) // 2
            longer = source.apply([Edit(Span(middle, middle), "+")])
            place = source.position(middle).byte_offset
            assert longer.encode() == data[:place] + b"+" + data[place:], path

    def test_help_pages_are_in_what_they_declare(self) -> None:
        found = {
            (source.declared, source.encoding)
            for source in map(Source.from_path, corpus_files("cnwizards-help", "*.htm*"))
        }
        assert found == {("big5", "cp950"), ("gb2312", "gb18030"), ("utf-8", "utf-8")}

    def test_fixtures(self) -> None:
        for path in fixture_articles():
            source = Source.from_path(path)
            assert source.encode() == path.read_bytes(), path


class TestApply:
    @given(edited())
    def test_is_replacing_one_by_one_from_the_end(self, case: tuple[bytes, Source, list[Edit]]) -> None:
        _, source, edits = case
        text = source.text
        for edit in reversed(in_order(edits)):
            text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
        result = source.apply(edits)
        assert result.text == text
        assert (result.path, result.encoding, result.bom) == (source.path, source.encoding, source.bom)

    @given(edited())
    def test_keeps_all_other_bytes(self, case: tuple[bytes, Source, list[Edit]]) -> None:
        data, source, edits = case
        codec = source.encoding
        parts = [part for part, _ in sequences(data, codec)]
        expected, at = b"", 0
        for edit in in_order(edits):
            span = edit.span
            expected += b"".join(parts[at : span.start])
            unchanged = source.slice(span) == edit.replacement
            expected += b"".join(parts[span.start : span.end]) if unchanged else edit.replacement.encode(codec)
            at = span.end
        assert source.apply(edits).encode() == expected + b"".join(parts[at:])

    @given(edited(), st.data())
    def test_again_and_again(self, case: tuple[bytes, Source, list[Edit]], data: st.DataObject) -> None:
        original, source, _ = case
        for _ in range(data.draw(st.integers(1, 5))):
            place = data.draw(st.integers(0, len(source.text)))
            source = source.apply([Edit(Span(place, place), "$")])
        assert source.encode().replace("$".encode(source.encoding), b"") == original.replace(
            "$".encode(source.encoding), b""
        )

    def test_no_edits(self) -> None:
        source = Source.from_bytes(b"\xa2\xcc", encoding="big5")
        assert source.apply([]) is source
        assert source.apply(iter([Edit(Span(0, 1), "十"), Edit(Span(1, 1), "")])) is source

    def test_insertions_at_one_place_keep_their_order(self) -> None:
        source = Source.from_text("甲乙丙")
        insertions = [Edit(Span(1, 1), "1"), Edit(Span(2, 2), "3"), Edit(Span(1, 1), "2")]
        assert source.apply(insertions).text == "甲12乙3丙"
        assert source.apply([Edit(Span(1, 2), "-"), *insertions]).text == "甲12-3丙"

    @pytest.mark.parametrize(
        ("one", "other"),
        [(Span(0, 3), Span(2, 4)), (Span(1, 3), Span(1, 3)), (Span(0, 4), Span(2, 2)), (Span(0, 4), Span(1, 2))],
    )
    def test_overlaps(self, one: Span, other: Span) -> None:
        source = Source.from_text("甲\n乙丙丁", "a.md")
        place = {0: "1:1", 1: "1:2", 2: "2:1", 3: "2:2", 4: "2:3"}
        for edits in ([Edit(one, "x"), Edit(other, "y")], [Edit(other, "y"), Edit(one, "x")]):
            with pytest.raises(EditError, match="overlap") as caught:
                source.apply(edits)
            for span in (one, other):
                assert f"{place[span.start]} to {place[span.end]}" in str(caught.value)
            assert one.overlaps(other)

    @pytest.mark.parametrize("span", [Span(0, 4), Span(-1, 1), Span(2, 1), Span(4, 4)])
    def test_outside_of_the_text(self, span: Span) -> None:
        with pytest.raises(EditError, match=f"{span.start} to {span.end} does not lie within the text of 3"):
            Source.from_text("甲乙丙").apply([Edit(Span(0, 0), "x"), Edit(span, "y")])

    def test_a_lone_surrogate(self) -> None:
        with pytest.raises(SourceError, match="D800"):
            Source.from_text("甲").apply([Edit(Span(0, 1), "\ud800")])

    def test_within_two_code_points_that_are_one_character_of_big5(self) -> None:
        source = Source.from_bytes(b"\xa2\xcc\x88\x62a", encoding="big5hkscs")
        assert source.text == "十Ê̄a"
        assert source.apply([Edit(Span(2, 3), "")]).encode() == b"\xa2\xcc\x88\x66a"
        assert source.apply([Edit(Span(3, 3), "+")]).encode() == b"\xa2\xcc\x88\x62+a"
        with pytest.raises(EncodeError):
            source.apply([Edit(Span(2, 2), "+")]).encode()

    def test_many(self) -> None:
        source = Source.from_text("甲乙" * 50_000)
        edits = [Edit(Span(offset, offset + 1), "丙丁") for offset in range(0, 100_000, 2)]
        assert source.apply(reversed(edits)).text == "丙丁乙" * 50_000


class TestRecode:
    TEXT = "<meta charset=big5>裏\r\n"

    def test_to_utf8(self) -> None:
        source = Source.from_bytes(self.TEXT.encode("cp950"), "a.md").recode("utf-8")
        assert source == Source.from_text(self.TEXT, "a.md")
        assert source.declared == "big5"

    def test_loses_what_only_the_old_encoding_had(self) -> None:
        source = Source.from_bytes(b"\xa2\xcc", encoding="big5").recode("gbk")
        assert source.encode() == "十".encode("gbk")
        assert source.recode("big5").encode() == b"\xa4\x51"

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
    def test_utf16_and_utf32_get_a_mark(self, encoding: str) -> None:
        source = Source.from_text(self.TEXT).recode(encoding)
        assert source.bom
        assert Source.from_bytes(source.encode()) == source
        assert not source.recode("utf-8").bom

    @pytest.mark.parametrize(("encoding", "bom"), [("utf-8", False), ("utf-8-sig", True), ("gb18030", False)])
    def test_others_get_one_only_where_it_is_asked_for(self, encoding: str, bom: bool) -> None:
        assert Source.from_bytes("\ufeff甲".encode("utf-16")).recode(encoding).bom is bom

    def test_the_same_encoding(self) -> None:
        source = Source.from_text("\ufeff甲")
        assert source.recode("utf-8") is source
        assert source.recode("utf-8", bom=False).encode() == "甲".encode()
        assert Source.from_text("甲").recode("utf-8-sig").encode() == "\ufeff甲".encode()
        legacy = Source.from_bytes(b"\xa2\xcc", encoding="big5")
        assert legacy.recode("big5") is legacy
        marked = Source.from_bytes(b"\x84\x31\x95\x33\xb1\xf0", "a.md").recode("gbk", bom=False)
        assert marked.encode() == b"\xb1\xf0"

    def test_no_mark_where_there_is_none(self) -> None:
        with pytest.raises(SourceError, match="no byte order mark"):
            Source.from_text("甲").recode("big5", bom=True)
        with pytest.raises(SourceError, match="klingon"):
            Source.from_text("甲").recode("klingon")


def naive_positions(source: Source) -> list[Position]:
    """The position of every offset, counted in the plainest way."""
    text, found = source.text, []
    data = source.encode()
    mark = len(BYTE_ORDER_MARKS[source.encoding]) if source.bom else 0
    byte_offset, line, start = mark, 1, 0
    sizes = [len(part) for part, _ in sequences(data[mark:], source.encoding)]
    for offset in range(len(text) + 1):
        before = text[offset - 1] if offset else ""
        if before == "\n" or (before == "\r" and text[offset : offset + 1] != "\n"):
            line, start = line + 1, offset
        utf16_column = 1 + len(text[start:offset].encode("utf-16-le")) // 2
        found.append(Position(offset, line, offset - start + 1, utf16_column, byte_offset))
        byte_offset += sizes[offset] if offset < len(text) else 0
    return found


class TestPositions:
    @given(files(), st.booleans())
    def test_are_right_and_inverse_to_each_other(self, file: tuple[bytes, str], marked: bool) -> None:
        data, codec = file
        if marked and codec in BYTE_ORDER_MARKS:
            data = BYTE_ORDER_MARKS[codec] + data
        source = Source.from_bytes(data, encoding=codec)
        for expected in naive_positions(source):
            position = source.position(expected.offset)
            assert position == expected
            assert source.offset(position.line, position.column) == position.offset
            assert source.offset_utf16(position.line, position.utf16_column) == position.offset
            assert source.offset_byte(position.byte_offset) == position.offset

    @settings(max_examples=25, deadline=None)
    @given(files(), st.integers(1000, 5000))
    def test_of_long_texts(self, file: tuple[bytes, str], size: int) -> None:
        data, codec = file
        source = Source.from_bytes(data * (size // max(1, len(data))), encoding=codec)
        expected = naive_positions(source)
        for offset in range(0, len(expected), 101):
            position = source.position(offset)
            assert position == expected[offset]
            assert source.offset_utf16(position.line, position.utf16_column) == offset
            assert source.offset_byte(position.byte_offset) == offset

    def test_behind_a_character_beyond_the_bmp(self) -> None:
        source = Source.from_text("---\ntitle: 甲\n---\n<h3>💬 常見 QA</h3>")
        offset = source.text.index("常")
        assert source.position(offset) == Position(offset, 4, 7, 8, 28)
        assert source.offset_utf16(4, 8) == offset
        assert source.offset(4, 7) == offset
        assert source.offset_byte(28) == offset

    def test_within_a_character_is_the_character(self) -> None:
        source = Source.from_text("\ufeffa💬b")
        assert [source.offset_utf16(1, column) for column in range(1, 6)] == [0, 1, 1, 2, 3]
        assert [source.offset_byte(byte) for byte in range(10)] == [0, 0, 0, 0, 1, 1, 1, 1, 2, 3]

    def test_of_two_code_points_that_are_one_character_of_big5(self) -> None:
        source = Source.from_bytes(b"a\x88\x62" * 2000, encoding="big5hkscs")
        assert source.text == "aÊ̄" * 2000
        assert [source.position(offset).byte_offset for offset in (0, 1, 2, 3, 6000)] == [0, 1, 3, 3, 6000]
        assert [source.position(offset).byte_offset for offset in range(0, 6000, 3)] == list(range(0, 6000, 3))

    def test_where_the_encoding_cannot_hold_the_text(self) -> None:
        source = Source.from_bytes(b"\xa2\xcc\xa4@", encoding="big5").apply([Edit(Span(1, 1), "💬")])
        assert [source.position(offset).byte_offset for offset in range(4)] == [0, 2, 3, 5]

    def test_carriage_returns_end_lines(self) -> None:
        source = Source.from_text("甲\r乙\r\n丙\n\r丁\u2028戊")
        assert [source.position(offset).line for offset in range(len(source.text) + 1)] == [
            1,
            1,
            2,
            2,
            2,
            3,
            3,
            4,
            5,
            5,
            5,
            5,
        ]
        assert source.offset(2, 2) == 3
        assert source.offset(2, 3) == 4

    @pytest.mark.parametrize("offset", [-1, 4])
    def test_outside_of_the_text(self, offset: int) -> None:
        with pytest.raises(SourceError, match=f"offset {offset} is outside of the text of 3"):
            Source.from_text("甲\n乙").position(offset)

    @pytest.mark.parametrize(("line", "column"), [(0, 1), (-1, 1), (3, 1), (1, 0), (1, 3), (2, 3), (2, -1)])
    def test_no_such_line_or_column(self, line: int, column: int) -> None:
        source = Source.from_text("甲\n乙")
        with pytest.raises(SourceError, match="line"):
            source.offset(line, column)
        with pytest.raises(SourceError, match="line"):
            source.offset_utf16(line, column)

    @pytest.mark.parametrize("byte", [-1, 8])
    def test_no_such_byte(self, byte: int) -> None:
        with pytest.raises(SourceError, match=f"byte {byte} is outside of the file of 7"):
            Source.from_text("甲\n乙").offset_byte(byte)

    def test_of_a_long_line_cost_the_same_everywhere(self) -> None:
        text = "甲💬a" * 100_000
        measured: list[int] = []

        def measure(start: int, end: int) -> int:
            measured.append(end - start)
            return len(text[start:end].encode())

        index = UnitIndex(text, measure)
        assert sum(measured) <= len(text)
        for offset in (0, 1, 150_000, len(text)):
            measured.clear()
            assert index.count(offset) == len(text[:offset].encode())
            assert sum(measured) <= 1025
            measured.clear()
            assert index.offset(len(text[:offset].encode())) == offset
            assert sum(measured) <= 12 * 1025


class TestSpan:
    def test_slices(self) -> None:
        source = Source.from_text("甲💬乙")
        assert source.slice(Span(1, 2)) == "💬"
        assert source.slice(Span(3, 3)) == ""

    @pytest.mark.parametrize("span", [Span(0, 4), Span(-1, 1), Span(2, 1)])
    def test_outside_of_the_text(self, span: Span) -> None:
        with pytest.raises(SourceError, match="outside of the text of 3"):
            Source.from_text("甲💬乙").slice(span)

    def test_contains(self) -> None:
        span = Span(2, 5)
        assert [offset for offset in range(8) if span.contains(offset)] == [2, 3, 4]
        assert span.contains(span)
        assert span.contains(Span(5, 5))
        assert not span.contains(Span(4, 6))
        assert not span.contains(Span(1, 3))

    @pytest.mark.parametrize(
        ("other", "overlaps"),
        [
            (Span(0, 2), False),
            (Span(0, 3), True),
            (Span(3, 4), True),
            (Span(5, 6), False),
            (Span(2, 2), False),
            (Span(3, 3), True),
            (Span(5, 5), False),
        ],
    )
    def test_overlaps(self, other: Span, overlaps: bool) -> None:
        assert Span(2, 5).overlaps(other) is overlaps
        assert other.overlaps(Span(2, 5)) is overlaps

    def test_an_empty_one_is_true(self) -> None:
        assert Span(3, 3)
        assert Span(3, 3).length == 0
        assert Span(2, 5).length == 3
