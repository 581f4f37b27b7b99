"""What is converted in one piece is what it is when converted text by text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import corpus_files, fixture_articles, tokenizer_cases, tree_cases
from test_plain_html import FLOWS, TAG_SOUP, TREES
from wenzhang import Converter, Source, WenzhangError
from wenzhang.conversion.variants import variant
from wenzhang.conversion.wholesale import convert_wholesale

# So much of either script that it is beyond doubt.
TRADITIONAL = "這裡的軟體與記憶體還沒說過話，請問誰開車來過？關於發現頭髮與雲裡的鐘聲，學習總會讓人變強。"
SIMPLIFIED = "这里的软件与内存还没说过话，请问谁开车来过？关于发现头发与云里的钟声，学习总会让人变强。"
PIECES = st.sampled_from(
    [
        *(
            "頭",
            "髮",
            "发",
            "后",
            "軟體",
            "软件",
            "記憶體",
            "内存",
            "U盤",
            "U盘",
            "程式",
            "A",
            "-",
            "·",
            "（",
            "，",
            " ",
        ),
        *("<b>", "</b>", '<a href="/後">', '<a title="後">', "</a>", "<i></i>", "<br>", "<p>", "</p>", "<code>"),
        *(
            "&nbsp;",
            "&amp;",
            "&#36575;",
            "https://a.b/後",
            "@",
            "{{ 後 }}",
            '<span lang="en">',
            "</span>",
            "💬",
            "\r\n",
        ),
        *(
            '<img alt="後">',
            '<img src="後.png">',
            '<td class="後">',
            "\u2ff0",
            "\u2ff0<",
            "\x1f",
            "\ue000",
            "<!-- 後 -->",
        ),
        *(
            '</p title="後">',
            '</b class="x">',
            '<p title="x" title="後">',
            '<i data-x="{{">',
            "}}",
            '<img alt="&#36575;">',
            '<img alt="港鐵短訊互聯網">',
            '<b title="激光納米">',
            "程<b>式</b>",
            "程<br>式",
        ),
    ]
)
HEADS = st.sampled_from(
    [
        "",
        "---\ntitle: 軟體\n---\n",
        '---\ntitle: "软件：后台"\ntags: ["後", "里"]\ndate: 2026-01-09\n---\n',
        "---\nslug: 後\n---\n",
        "---\nlang: zh-TW\n---\n",
        "---\ntitle: 後 # 後\n---\n",
        "---\nseo: {title: 後}\n---\n",
        "---\ntitle: /後/\n---\n",
        "---\ntitle: '後'\nimage: 後.png\n---\n",
        "---\n標題: 後\n---\n",
    ]
)
VARIANTS = st.sampled_from(
    [(None, "zh-CN"), (None, "zh-TW"), ("zh-TW", "zh-CN"), ("zh-HK", "zh-CN"), ("zh-CN", "zh-HK")]
)


def agree(text: str, from_: str | None = None, to: str = "zh-CN") -> bool:
    """Whether it could be converted in one piece; the result must be that of the other way."""
    source = Source(text)
    given = None if from_ is None else variant(from_)
    whole = convert_wholesale(source, given, variant(to), phrases=True)
    if whole is None:
        return False
    assert whole.text == Converter(to, from_).conversion(source).result.text
    return True


@settings(max_examples=1500, deadline=None)
@given(HEADS, st.lists(PIECES, max_size=14).map("".join), st.sampled_from([TRADITIONAL, SIMPLIFIED]), VARIANTS)
def test_agrees_on_pieces(head: str, body: str, clear: str, variants: tuple[str | None, str]) -> None:
    agree(f"{head}<p>{clear}</p>{body}", *variants)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.one_of(FLOWS, TREES, TAG_SOUP), max_size=3).map("".join), VARIANTS)
def test_agrees_on_elements(body: str, variants: tuple[str | None, str]) -> None:
    agree(f"<p>{TRADITIONAL}</p>{body.replace('甲', '後').replace('乙', '體')}", *variants)


def test_agrees_on_the_inputs_of_html5lib() -> None:
    for case in [*tree_cases(), *tokenizer_cases()][::3]:
        agree(f"<p>{TRADITIONAL}<b>後{case.data}台</b></p>")


@pytest.mark.parametrize("folder", ["mdn-zh-html", "cnwizards-help"])
def test_agrees_on_documents(folder: str) -> None:
    for path in corpus_files(folder, "*.htm*"):
        text = Source.from_path(path).text
        for to in ("zh-CN", "zh-TW"):
            agree(text, None, to)


def test_our_articles() -> None:
    whole = []
    for path in fixture_articles():
        try:
            if agree(Source.from_path(path).text):
                whole.append(path.name)
        except WenzhangError:
            continue
    assert "gpu-vs-tpu-ultimate-showdown-ai-engine.md" in whole


@pytest.mark.parametrize(
    ("text", "in_one_piece"),
    [
        ("", True),
        ("<b>後</b>", True),
        ("後<b>面</b>，<i>軟</i>的", True),
        ("<b>記憶</b>體", False),
        ('<img src="後.png">', False),
        ('<img alt="後 {{ x }}">', False),
        ('<p lang="zh-HK">後</p>', False),
        ("<code>後</code>", False),
        ("見 https://example.com/後", False),
        ("&#36575;", False),
        ('<p class="notranslate">後</p>', False),
        ("\u2ff0<b>後頭", False),
        ("<b>\u2ff0</b>發現", False),
        ("發<b>現\u2fff</b>", False),
        ('<img alt="\u2ff0">發現', False),
        ('<p>後</p title="軟體">', False),
        ('<b>後</b class="x">', False),
        ('<p title="a" title="軟體">後</p>', False),
        ('<p title title="軟體">後</p>', False),
        ('<p xml:lang="ja">後</p>', False),
        ('<img alt="&#36575;">', False),
        ('<img alt="A &amp; B">後', True),
        ('<p data-x="{{">後}}</p>', False),
        ('<p data-x="{%">後%}</p>', False),
        ('<p data-x="{">後}</p>', True),
    ],
)
def test_what_is_converted_in_one_piece(text: str, in_one_piece: bool) -> None:
    assert agree(f"<p>{TRADITIONAL}</p>{text}") is in_one_piece


@pytest.mark.parametrize(
    "text",
    [
        '<img alt="港鐵短訊互聯網激光納米"><p>程式 滑鼠</p>',
        '<p>程式 滑鼠</p><a title="港鐵短訊互聯網激光納米">後</a>',
        "---\ntitle: 港鐵短訊互聯網激光納米\n---\n<p>程式 滑鼠</p>",
        "<p>港<b>鐵</b>短<i>訊</i>互聯<b>網</b>激<b>光</b>納<b>米</b> 程式 滑鼠</p>",
        "<p>港<br>鐵<br>短<br>訊 程式 滑鼠</p>",
    ],
)
def test_all_text_tells_the_region(text: str) -> None:
    assert agree(f"{text}<p>{TRADITIONAL.replace('軟體', '')}</p>")
