"""What `load` and `parse` take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import wenzhang

if TYPE_CHECKING:
    from pathlib import Path

BIG5 = "<p>裏面</p>".encode("cp950")


def test_the_encoding_of_bytes_and_files(tmp_path: Path) -> None:
    assert wenzhang.parse(BIG5, encoding="big5").text == "裏面"
    (tmp_path / "a.html").write_bytes(BIG5)
    article = wenzhang.load(tmp_path / "a.html", encoding="big5")
    assert article.text == "裏面"
    assert not article.source.guessed
    assert article.source.encode() == BIG5


@pytest.mark.parametrize("markup", ["<p>甲</p>", wenzhang.Source.from_text("<p>甲</p>")])
def test_what_is_decoded_already_has_no_encoding_to_name(markup: Any) -> None:
    with pytest.raises(wenzhang.SourceError, match="encoding"):
        wenzhang.parse(markup, encoding="big5")


def test_what_to_do_is_told_of_something_that_is_there() -> None:
    with pytest.raises(wenzhang.DecodeError, match="encoding=") as error:
        wenzhang.parse(b"<p>\xff\xff\xff</p>")
    with pytest.raises(wenzhang.DecodeError):
        wenzhang.parse(b"<p>\xff\xff\xff</p>", encoding="utf-8")
    assert error.value.byte_offset == 3


@pytest.mark.parametrize("format", ["htm", "HTML", "md", ""])
def test_an_unknown_format_is_an_error(format: Any) -> None:
    with pytest.raises(wenzhang.FormatError, match=f"{format!r}.*html"):
        wenzhang.parse("<p>甲</p>", format=format)


def test_the_path_of_a_source() -> None:
    source = wenzhang.Source.from_bytes(BIG5, encoding="big5")
    article = wenzhang.parse(source, path="a.html")
    assert article.source.path == "a.html"
    assert article.source.encode() == BIG5
    assert source.path is None
    assert wenzhang.parse(article.source, path="a.html").source is article.source
    assert wenzhang.parse(wenzhang.Source.from_text("# 甲"), path="m.md").format == "markdown"


def test_a_source_keeps_the_path_that_it_has() -> None:
    with pytest.raises(wenzhang.SourceError, match=r"^a\.html: .*b\.html"):
        wenzhang.parse(wenzhang.Source.from_text("甲", path="a.html"), path="b.html")


WORDS_APART = {
    "<p>a</p><p>b</p>": ["a", "b"],
    "a<br>b": ["a", "b"],
    "<ul><li>a<li>b</ul>": ["a", "b"],
    "<table><tr><td>a<td>b<tr><td>c</table>": ["a", "b", "c"],
    "<b>a</b>b": ["ab"],
    "<p hidden>a</p>b<dialog>c</dialog>": ["b"],
}


@pytest.mark.parametrize(("deep", "words"), WORDS_APART.items())
def test_words_stay_apart_however_deep_they_stand(deep: str, words: list[str]) -> None:
    for depth in (1, 99, 100, 101, 103, 150):
        assert wenzhang.parse("<div>" * depth + deep).text.split() == words
