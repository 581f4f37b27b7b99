from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhang.terminal import Paint, clip, printable, readable, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("文章", 4),
        ("「引」", 6),
        ("ＡＢ", 4),
        ("ｱ", 1),
        ("e\u0301", 1),
        ("か\u3099", 2),
        ("\u1112\u1161\u11ab", 2),
        ("💬 QA", 5),
        ("a\u200bb", 2),
        ("…", 1),
    ],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "clipped"),
    [
        ("文章", 4, "文章"),
        ("文章", 3, "文…"),
        ("文章", 2, "…"),
        ("abc def", 5, "abc…"),
        ("abcdef", 5, "abcd…"),
        ("文ab章", 5, "文ab…"),
    ],
)
def test_clip(text: str, columns: int, clipped: str) -> None:
    assert clip(text, columns) == clipped


@given(st.text(), st.integers(1, 40))
def test_clipped_text_fits_and_is_a_beginning(text: str, columns: int) -> None:
    clipped = clip(text, columns)
    assert width(clipped) <= columns
    assert clipped == text or text.startswith(clipped[:-1])


@given(st.text(st.characters(codec=None)))
def test_printable_text_is_one_line_of_the_same_length(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    shown.encode("utf-8")  # raises for a surrogate
    assert shown.splitlines() in ([shown], [])
    assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in shown)


def test_printable_leaves_text_alone_and_disarms_what_a_terminal_obeys() -> None:
    assert printable("文章：“一”💬 é") == "文章：“一”💬 é"
    assert printable("\x1b[31m\n\t\x7f\x9b\u202e\ud800") == "␛[31m␊␉␡\ufffd\ufffd\ufffd"


def test_paint_colours_only_where_it_may() -> None:
    assert Paint(True).red("x") == "\x1b[1;31mx\x1b[0m"
    assert Paint(False).red("x") == "x"
    assert Paint(True).bold("") == ""


def test_paint_shows_a_space_that_was_removed_or_added() -> None:
    assert Paint(True).removed(" ") == "\x1b[37;41m \x1b[0m"
    assert Paint(True).added(" ") == "\x1b[30;42m \x1b[0m"
    assert Paint(False).added(" ") == " "


def test_readable_paths() -> None:
    assert readable("文章.html") == "文章.html"
    assert readable(os.fsdecode(b"\xa4\xa4/\xe6\x96\x87.html")) == "\\xa4\\xa4/文.html"
    assert readable("".join(chr(0xDC00 + byte) for byte in "文".encode())) == "文"  # as a plain C locale has it
