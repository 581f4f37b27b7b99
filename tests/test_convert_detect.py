from __future__ import annotations

import pytest

from corpus import corpus_files
from wenzhang import VariantError
from wenzhang.conversion.detect import detect, detection, script_evidence
from wenzhang.conversion.variants import VARIANTS
from wenzhang.source import Source


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("這裡的軟體", "zh-TW"),
        ("这里的软件", "zh-CN"),
        ("秘書在台后里范几于征干群幾個", "zh-TW"),  # half of these are at home in both scripts
        ("皇后的干里范几个", "zh-CN"),
        ("這篇繁體文章裡混進了一个簡體字，讀者還是認得出這是繁體", "zh-TW"),
        ("這個產品的日文名稱是カラオケ，讀者記得這個說法", "zh-TW"),
        ("<p>這</p>", "zh-TW"),
        ("這裏的軟件和網絡", "zh-HK"),
        ("呢個係我嘅，佢哋冇講", "zh-HK"),
        ("這裡的軟體和網絡", "zh-TW"),
    ],
)
def test_the_script_of_a_text(text: str, tag: str) -> None:
    assert detect(text).tag == tag


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not Chinese"),
        ("GPU 2026", "is not Chinese"),
        ("日本語の文章はこのように書きます。漢字とかなが混ざっています。", "is not Chinese"),
        ("한국어 문장입니다 漢字", "is not Chinese"),
        ("人工智能 AI 大中小", "no character that shows"),
        (
            "這裡的軟體，这里的软件",
            "mixes both scripts: 4 of its characters are Traditional only, 2 are Simplified only",
        ),
    ],
)
def test_what_is_not_clear_is_an_error(text: str, problem: str) -> None:
    with pytest.raises(VariantError, match=problem) as caught:
        detect(text)
    assert "--from" in (caught.value.hint or "")


def test_how_sure_it_is() -> None:
    assert detection("這裏的軟件和網絡") == (VARIANTS["zh-HK"], 5 / 6, 3 / 4)
    assert detection("這裡的軟體和網絡").region_confidence == 2 / 4
    assert detection("这里").region_confidence == 0
    assert detection("這這這后").confidence == 1 / 2


def test_counts_are_of_different_characters() -> None:
    assert script_evidence("這這這这后") == (1, 1, True)


@pytest.mark.parametrize(("folder", "tag"), [("zh-tw", "zh-TW"), ("zh-cn", "zh-CN")])
def test_real_articles_are_told_apart(folder: str, tag: str) -> None:
    wrong = []
    for path in corpus_files(f"mdn-zh-html/{folder}", "*.html"):
        try:
            found = detect(Source.from_path(path).text).tag
        except VariantError as error:
            found = error.message
        if found != tag:
            wrong.append((path.parent.name, found))
    assert wrong == []
