"""Lines in italics below an image as its caption, where the caller wants that."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wenzhang
from slices import nesting_problems
from wenzhang import model
from wenzhang.walk import collect, walk

if TYPE_CHECKING:
    from pathlib import Path

    from wenzhang import Article

IMAGE = "![甲](/a.png)"


def read(text: str) -> Article:
    return wenzhang.parse(text, path="a.md", italic_captions=True)


def captions(text: str) -> list[str | None]:
    return [figure.caption for figure in read(text).figures]


@pytest.mark.parametrize("between", ["\n", "  \n", " \n", "\\\n", "\r\n", "\n\n", "\n\n\n", "\r\n\r\n"], ids=repr)
@pytest.mark.parametrize("sign", ["*", "_"])
def test_a_line_in_italics_below_an_image(between: str, sign: str) -> None:
    text = f"💬\n\n{IMAGE}{between}{sign}圖：說明{sign}\n\n後\n"
    (figure,) = read(text).figures
    assert figure.html == f"{IMAGE}{between}{sign}圖：說明{sign}"
    assert (figure.caption, figure.blocks) == ("圖：說明", ())
    assert [(image.src, image.alt, image.html) for image in figure.images] == [("/a.png", "甲", IMAGE)]
    assert figure.caption_span is not None
    assert text[figure.caption_span.start : figure.caption_span.end] == f"{sign}圖：說明{sign}"
    assert [block.text for block in read(text).intro] == ["💬", "圖：說明", "後"]


def test_not_without_being_told() -> None:
    text = f"{IMAGE}\n*說明*\n"
    assert wenzhang.parse(text, path="a.md").figures == ()
    assert wenzhang.parse(text, path="a.html", italic_captions=True).figures == ()


def test_a_caption_holds_markup() -> None:
    (figure,) = read(f"{IMAGE}\n*說明 **粗** `碼` *內* [連](/c)\n二行*\n").figures
    assert figure.caption == "說明 粗 碼 內 連 二行"
    assert [inline.html for inline in figure.caption_inlines] == [
        "說明 ",
        "**粗**",
        " ",
        "`碼`",
        " ",
        "*內*",
        " ",
        "[連](/c)",
        "\n二行",
    ]


def test_an_image_with_all_it_can_have() -> None:
    (figure,) = read('![甲 *乙* `丙`][圖]\n*說明*\n\n[圖]: /a.png "題"\n').figures
    (image,) = figure.images
    assert (image.src, image.alt, image.title, figure.caption) == ("/a.png", "甲 乙 丙", "題", "說明")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"> {IMAGE}\n> *說明*\n", f"{IMAGE}\n> *說明*"),
        (f"- {IMAGE}\n\n  *說明*\n", f"{IMAGE}\n\n  *說明*"),
        (f"- {IMAGE}\n  *說明*\n- 後\n", f"{IMAGE}\n  *說明*"),
        (f"- {IMAGE}\n  *說明*\n  - 後\n", f"{IMAGE}\n  *說明*"),
        (f"甲\n: {IMAGE}\n  *說明*\n", f"{IMAGE}\n  *說明*"),
        (f"<div>\n\n{IMAGE}\n*說明*\n\n</div>\n", f"{IMAGE}\n*說明*"),
        (f"{IMAGE}\n*說明*\n## 題\n", f"{IMAGE}\n*說明*"),
    ],
    ids=[
        "quoted",
        "in an item",
        "in a tight item",
        "before a list in an item",
        "in a definition",
        "in HTML",
        "before a heading",
    ],
)
def test_figures_in_other_blocks(text: str, written: str) -> None:
    assert [(figure.caption, figure.html) for figure in read(text).figures] == [("說明", written)]


def test_one_caption_an_image() -> None:
    assert captions(f"{IMAGE}\n*一*\n\n*二*\n") == ["一"]
    assert captions(f"{IMAGE}\n*一*\n\n{IMAGE}\n\n*二*\n\n{IMAGE}\n") == ["一", "二"]


@pytest.mark.parametrize(
    "text",
    [
        f"{IMAGE}\n",
        f"{IMAGE} *說明*",
        f"{IMAGE}\n**說明**",
        f"{IMAGE}\n說明",
        f"{IMAGE}\n*說明* 後",
        f"{IMAGE}\n*說*明*",
        f"{IMAGE}\n*說*\n*明*",
        f"{IMAGE}\n前 *說明*",
        f"前 {IMAGE}\n*說明*",
        f"{IMAGE} 後\n*說明*",
        f"{IMAGE}\n{IMAGE}\n*說明*",
        f"*說明*\n{IMAGE}",
        f"*說明*\n\n{IMAGE}",
        f"{IMAGE}\n\n> *說明*",
        f"> {IMAGE}\n\n*說明*",
        f"{IMAGE}\n\n- *說明*",
        f"- {IMAGE}\n- *說明*",
        f"- {IMAGE}\n  *說明* 後",
        f"- {IMAGE}\n  *說明*[連](/a)",
        f"- 前 {IMAGE}\n  *說明*",
        f"{IMAGE}\n\n---\n\n*說明*",
        f"{IMAGE}\n\n*說明*\n後",
        f"| {IMAGE} |\n|---|\n| *說明* |",
        f"## {IMAGE}\n\n*說明*",
        f"`{IMAGE}`\n*說明*",
        f"{IMAGE}\n\\*說明\\*",
        f"{IMAGE}\n<em>說明</em>",
    ],
)
def test_what_is_no_caption(text: str) -> None:
    told, untold = read(text), wenzhang.parse(text, path="a.md")
    assert told.figures == ()
    assert (told.intro, told.sections) == (untold.intro, untold.sections)


def test_text_is_the_same_either_way() -> None:
    text = f"前\n\n{IMAGE}\n*說明*\n\n後\n"
    assert read(text).text.split() == wenzhang.parse(text, path="a.md").text.split()


def test_files_as_well(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: 題\n---\n\n{IMAGE}\n*說明*\n", "utf-8")
    article = wenzhang.load(path, italic_captions=True)
    assert [figure.caption for figure in article.figures] == ["說明"]
    assert wenzhang.load(path).figures == ()


def test_an_article_knows_how_it_was_read() -> None:
    article = read(f"{IMAGE}\n*說明*\n")
    assert article.italic_captions
    assert not wenzhang.parse("甲", path="a.md").italic_captions
    for again in (copy.deepcopy(article), pickle.loads(pickle.dumps(article))):
        assert again == article
        assert again.italic_captions
    assert article.soup().figcaption is not None


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [IMAGE, "*", "_", "**", "\n", "\n\n", "  \n", " ", "說明", "> ", "- ", "<b>", "[", "](/b)", "[a]: /b\n"]
        ),
        max_size=16,
    ).map("".join)
)
def test_figures_move_nothing(text: str) -> None:
    told, untold = read(text), wenzhang.parse(text, path="a.md")
    assert "".join(told.text.split()) == "".join(untold.text.split())
    assert told.images == untold.images
    if "<" not in text:
        assert list(nesting_problems(told)) == []
    for figure in collect(told, model.Figure):
        assert figure.html.startswith(IMAGE)
        assert figure.html[-1] in "*_"
        assert len(figure.images) == 1
    assert all(0 <= node.span.start <= node.span.end <= len(text) for node in walk(told))
