from __future__ import annotations

import pytest

from command import ARTICLE
from wenzhang import load, parse
from wenzhang.export.outline import outline
from wenzhang.terminal import width


def drawn(text: str, columns: int = 100) -> list[str]:
    return outline(parse(text), columns=columns).splitlines()


def test_sections_nest_and_say_what_they_hold() -> None:
    body = "<p>前<p>言<h2>一</h2><p>甲<ul><li>1<li>2</ul><h3>一之一</h3><hr><h2>二</h2><table><tr><td>x</table>"
    assert drawn(body)[2:] == [
        "",
        "body",
        "├─ intro  (2 paragraphs)",
        "├─ h2  一  (1 paragraph, 1 list (2 items))",
        "│  └─ h3  一之一  (1 thematic break)",
        "└─ h2  二  (1 table)",
    ]


def test_figures_and_questions_stand_in_their_section() -> None:
    body = (
        '<figure><img src="a.png"></figure>'
        '<h2>圖</h2><h3>內</h3><figure><img src="b.png" alt="乙"><img src="c.png" alt="">'
        "<figcaption>圖：丙</figcaption></figure>"
        "<h3>常見問題</h3><details><summary>Q1：為什麼？</summary><p>A：因為。</p></details>"
    )
    assert drawn(body)[3:] == [
        "body",
        "├─ intro  (1 figure)",
        "│  └─ figure",
        "│     ├─ src      a.png",
        "│     ├─ alt      (missing)",
        "│     └─ caption  (missing)",
        "└─ h2  圖",
        "   ├─ h3  內  (1 figure)",
        "   │  └─ figure",
        "   │     ├─ src      b.png",
        "   │     ├─ alt      乙",
        "   │     ├─ src      c.png",
        "   │     ├─ alt      (empty)",
        "   │     └─ caption  圖：丙",
        "   └─ h3  常見問題  (1 details element)",
        "      └─ Q1  為什麼？",
        "         └─ answer  因為。",
    ]


def test_front_matter() -> None:
    text = "---\ntitle: 甲\ntags: [a, b, [c]]\nseo:\n  標題: 乙\n  more: {x: 1}\n---\n"
    assert drawn(text)[3:] == [
        "front matter (yaml)",
        "├─ title  甲",
        "├─ tags   a, b, [1 item]  (3 items)",
        "└─ seo",
        "   ├─ 標題  乙",
        "   └─ more  {1 key}",
    ]


@pytest.mark.parametrize("columns", [40, 60, 100, 200])
def test_lines_fit(columns: int) -> None:
    lines = outline(load(ARTICLE), columns=columns).splitlines()
    assert max(map(width, lines)) <= columns
    assert any(line.endswith("…") for line in lines) == (columns < 200)


def test_the_first_lines_sum_up() -> None:
    title, totals, *_ = outline(load(ARTICLE)).splitlines()
    assert title == load(ARTICLE).title
    assert "3 figures" in totals
    assert "3 questions" in totals
    assert drawn("")[0] == "(no title)"


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = '---\ntitle: "甲\\e[31m"\n---\n<h2>\x1b[2J</h2><figure><img src="\x9b" alt="&#27;"></figure>'
    assert not {"\x1b", "\x9b"} & set("".join(drawn(text)))


def test_colour() -> None:
    coloured = outline(load(ARTICLE), colour=True)
    assert "\x1b[" in coloured


def test_a_hundred_thousand_keys_and_sections() -> None:
    body = "<h2>一</h2><p>甲</p>" * 5000
    assert len(drawn(body)) == 5004
