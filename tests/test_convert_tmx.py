from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from wenzhang.conversion.memory import Correction, Memory, in_order
from wenzhang.conversion.tmx import from_tmx, read_tmx, to_tmx, write_tmx
from wenzhang.errors import MemoryFileError

FOLDER = Path(__file__).parents[1] / "fixtures" / "memory"
DTD = etree.DTD(str(FOLDER / "tmx14.dtd"))
DAY = datetime(2026, 11, 24, 9, 30, 5, tzinfo=UTC)
ONE = Correction("程式當了！", "程序挂了！", "zh-TW", "zh-CN", machine="程序当了！", created=DAY, changed=DAY)


def check(data: bytes) -> None:
    root = etree.fromstring(data)
    assert DTD.validate(root), DTD.error_log
    layout = re.sub(r"<(seg|note|prop)\b.*?</\1>", "…", data.decode(), flags=re.DOTALL)
    assert not re.search("[ \t]$", layout, re.MULTILINE)


# What XML 1.0 can hold.
characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from(
    "\t\n\r \u3000\x85\u2028<&>\"'「」]👍\u200d\ufe0f𠮷"
)
texts = st.text(characters, max_size=12)
spoken = texts.filter(lambda text: bool(text.strip()))
dates = st.none() | st.datetimes(timezones=st.just(UTC)).map(lambda date: date.replace(microsecond=0))


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    from_, to = draw(st.permutations(["zh-TW", "zh-HK", "zh-CN", "zh-Hans"]))[:2]
    maybe = st.none() | texts
    return Correction(
        draw(spoken),
        draw(spoken),
        from_,
        to,
        draw(maybe),
        draw(maybe),
        draw(maybe),
        draw(dates),
        draw(dates),
        draw(maybe),
    )


class TestRoundTrip:
    @settings(deadline=None)
    @example(
        [replace(ONE, source="  <b>&amp; “引號” 👍 ", corrected=" 前後空白 \t\r\n", before="", after="]]>", note="")]
    )
    @given(st.lists(corrections(), max_size=5))
    def test_everything_comes_back_and_is_valid(self, some: list[Correction]) -> None:
        memory = Memory(tuple(in_order(some)))
        data = to_tmx(memory)
        check(data)
        assert from_tmx(data) == memory
        assert to_tmx(from_tmx(data)) == data

    def test_no_note_and_an_empty_one_have_an_order(self) -> None:
        some = (replace(ONE, note=None), replace(ONE, note=""))
        assert to_tmx(Memory(some)) == to_tmx(Memory(some[::-1]))

    @given(st.lists(corrections(), max_size=5), st.randoms(use_true_random=False))
    def test_the_order_of_corrections_makes_no_difference(self, some: list[Correction], random: object) -> None:
        shuffled = list(some)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        assert to_tmx(Memory(tuple(shuffled))) == to_tmx(Memory(tuple(some)))

    def test_a_file_that_people_can_read(self) -> None:
        data = to_tmx(Memory((replace(ONE, before="", after="怎麼辦？", note="讀者來信"),)))
        body = data.decode().split("<body>\n")[1]
        assert (
            body
            == """\
    <tu srclang="zh-TW" creationdate="20261124T093005Z" changedate="20261124T093005Z">
      <note>讀者來信</note>
      <tuv xml:lang="zh-TW">
        <prop type="x-context-pre"></prop>
        <prop type="x-context-post">怎麼辦？</prop>
        <seg>程式當了！</seg>
      </tuv>
      <tuv xml:lang="zh-CN">
        <prop type="x-wenzhang-machine">程序当了！</prop>
        <seg>程序挂了！</seg>
      </tuv>
    </tu>
  </body>
</tmx>
"""
        )

    def test_one_more_correction_adds_lines_and_changes_none(self) -> None:
        before = to_tmx(Memory((ONE,))).decode().splitlines()
        after = to_tmx(Memory((ONE, replace(ONE, source="甲。")))).decode().splitlines()
        assert len(after) > len(before)
        remaining = iter(after)
        assert all(line in remaining for line in before)

    @pytest.mark.parametrize("character", ["\0", "\x08", "\x1f", "\ud800", "\ufffe", "\uffff"])
    @pytest.mark.parametrize("field", ["source", "corrected", "machine", "before", "after", "note"])
    def test_what_xml_cannot_hold_is_refused(self, character: str, field: str) -> None:
        with pytest.raises(MemoryFileError, match=f"U\\+{ord(character):04X}"):
            to_tmx(Memory((replace(ONE, **{field: f"甲{character}乙"}),)))


class TestOtherTools:
    memory = read_tmx(FOLDER / "other-tool.tmx")

    def test_each_pair_of_variants_is_a_correction(self) -> None:
        assert [(one.from_, one.to, one.source, one.corrected) for one in self.memory.corrections] == [
            ("zh-TW", "zh-CN", "請按確定鍵。", "请按“确认”键。"),
            ("zh-TW", "zh-HK", "請按確定鍵。", "請按確認掣。"),
            ("zh-CN", "zh-TW", "打印机 & 扫描仪 <A4>", "印表機 & 掃描器 <A4>"),
        ]
        first = self.memory.corrections[0]
        assert (first.machine, first.note, first.created) == (None, "使用者回報", None)
        assert first.changed == datetime(2025, 3, 1, 8, 15, tzinfo=UTC)

    def test_units_without_a_pair_are_counted_and_kept(self) -> None:
        assert len(self.memory.others) == 2

    def test_all_of_it_survives(self) -> None:
        data = to_tmx(self.memory)
        check(data)
        again = from_tmx(data)
        assert set(again.corrections) == set(self.memory.corrections)
        assert (again.others, again.header) == (self.memory.others, self.memory.header)
        text = data.decode()
        for kept in ('tuid="1"', 'usagecount="3"', 'changeid="lin"', '<prop type="domain">電腦</prop>', "Press OK."):
            assert kept in text
        for kept in (
            "生活計數",
            '<map unicode="#xF8FF" code="#xF0"/>',
            '<bpt i="1" type="bold">',
            'segtype="paragraph"',
        ):
            assert kept in text

    def test_a_corrected_unit_keeps_the_rest_of_it(self) -> None:
        newer = Correction("請按確定鍵。", "请按“确定”键。", "zh-TW", "zh-CN", machine="请按确定键。", changed=DAY)
        merged = self.memory.merged(Memory((newer,)))
        data = to_tmx(merged)
        check(data)
        unit = etree.fromstring(data).find('.//tu[@tuid="1"]')
        assert unit is not None
        assert [seg.text for seg in unit.iterfind("tuv/seg")] == ["請按", "Press OK.", "请按“确定”键。", "請按確認掣。"]
        assert unit.findtext('tuv/prop[@type="x-wenzhang-machine"]') == "请按确定键。"
        assert (unit.get("changedate"), unit.get("changeid")) == ("20261124T093005Z", "lin")
        assert {(one.to, one.corrected) for one in from_tmx(data).corrections} == {
            (one.to, one.corrected) for one in merged.corrections
        }

    def test_a_correction_that_is_gone_does_not_come_back_with_its_unit(self) -> None:
        some = tuple(one for one in self.memory.corrections if one.to != "zh-HK")
        assert {one.to for one in from_tmx(to_tmx(Memory(some))).corrections} == {"zh-CN", "zh-TW"}

    def test_neighbours_as_other_tools_write_them(self) -> None:
        unit = (
            '<tu><prop type="x-context-pre">&lt;seg>甲。&lt;/seg></prop>'
            '<tuv xml:lang="zh-cn"><seg>软</seg></tuv><tuv xml:lang="zh-tw"><seg>軟</seg></tuv></tu>'
        )
        data = f'<tmx version="1.4"><header srclang="zh-tw"/><body>{unit}</body></tmx>'.encode()
        (one,) = from_tmx(data).corrections
        assert (one.source, one.corrected, one.before, one.after) == ("軟", "软", "甲。", None)

    def test_utf_16(self) -> None:
        data = to_tmx(Memory((ONE,))).decode().replace("UTF-8", "UTF-16").encode("utf-16")
        assert from_tmx(data) == Memory((ONE,))

    @pytest.mark.parametrize("date", ["2025-03-01", "20251301T000000Z", "", "x"])
    def test_a_date_that_is_none(self, date: str) -> None:
        data = to_tmx(Memory((ONE,))).replace(b"20261124T093005Z", date.encode())
        (one,) = from_tmx(data).corrections
        assert (one.created, one.changed) == (None, None)
        assert f'creationdate="{date}"' in to_tmx(from_tmx(data)).decode()


class TestFiles:
    def test_written_and_read(self, tmp_path: Path) -> None:
        path = tmp_path / "記憶" / "a.tmx"
        assert write_tmx(Memory((ONE,)), path)
        assert not write_tmx(Memory((ONE,)), str(path))
        assert read_tmx(path) == Memory((ONE,))
        assert os.listdir(path.parent) == ["a.tmx"]

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(MemoryFileError, match=r"a\.tmx: cannot be read: No such file"):
            read_tmx(tmp_path / "a.tmx")

    def test_one_that_cannot_be_written_or_must_not(self, tmp_path: Path) -> None:
        with pytest.raises(MemoryFileError, match="cannot be written"):
            write_tmx(Memory(), tmp_path)
        path = tmp_path / "a.tmx"
        write_tmx(Memory((ONE,)), path)
        with pytest.raises(MemoryFileError, match=r"a\.tmx: U\+0000"):
            write_tmx(Memory((replace(ONE, corrected="\0"),)), path)
        assert read_tmx(path) == Memory((ONE,))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "a.tmx:1:1: is not well-formed XML"),
            ("<tmx>\n<body>\n<tu>", "a.tmx:3:1: is not well-formed XML"),
            ("<html/>", "a.tmx:1:1: is no translation memory: its root is <html>"),
            ('<tmx version="1.4"><header/></tmx>', "a.tmx:1:1: is no translation memory: it has no <body>"),
            (
                '<!DOCTYPE tmx SYSTEM "x.dtd"><tmx><body>\n<tu>&nbsp;</tu></body></tmx>',
                "a.tmx:2:1: has the entity &nbsp;",
            ),
            ("標題,內容\n", "a.tmx:1:1: is not well-formed XML"),
        ],
    )
    def test_what_is_no_memory(self, tmp_path: Path, text: str, message: str) -> None:
        path = tmp_path / "a.tmx"
        path.write_text(text, "utf-8")
        with pytest.raises(MemoryFileError) as caught:
            read_tmx(path)
        assert message in str(caught.value)


BODY = '<tmx version="1.4"><body><tu><tuv xml:lang="zh-TW"><seg>{}</seg></tuv></tu></body></tmx>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


class TestHostileFiles:
    @pytest.mark.parametrize(
        "document",
        [
            '<!DOCTYPE tmx [<!ENTITY secret SYSTEM "{file}">]>' + BODY.format("&secret;"),
            '<!DOCTYPE tmx [<!ENTITY % outside SYSTEM "{file}"> %outside;]>' + BODY.format("甲"),
            f'<!DOCTYPE tmx [<!ENTITY l0 "ha">{LAUGHS}]>' + BODY.format("&l11;"),
            f'<!DOCTYPE tmx [<!ENTITY l0 "ha">{LAUGHS}]><tmx version="&l11;"><body/></tmx>',
            '<!DOCTYPE tmx [<!ENTITY a "甲">]>' + BODY.format("&a;"),
            "<tmx><body>" + "<tu>" * 100_000,
        ],
    )
    def test_is_refused(self, tmp_path: Path, document: str) -> None:
        secret = tmp_path / "secret"
        secret.write_text("SECRET", "utf-8")
        with pytest.raises(MemoryFileError) as caught:
            from_tmx(document.replace("{file}", secret.as_uri()).encode())
        assert "SECRET" not in str(caught.value)

    def test_a_dtd_beside_the_file_is_not_read(self, tmp_path: Path) -> None:
        (tmp_path / "tmx14.dtd").write_text('<!ENTITY a "甲"><!ATTLIST tu tuid CDATA "1">', "utf-8")
        path = tmp_path / "a.tmx"
        path.write_text('<!DOCTYPE tmx SYSTEM "tmx14.dtd">' + BODY.format("乙"), "utf-8")
        assert "tuid" not in read_tmx(path).others[0]

    @settings(deadline=None)
    @given(st.binary(max_size=60) | st.text(st.sampled_from("<>/tmxbody&;! \"'"), max_size=60).map(str.encode))
    def test_any_bytes_are_a_memory_or_an_error(self, data: bytes) -> None:
        with suppress(MemoryFileError):
            from_tmx(data)
