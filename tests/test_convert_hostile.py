"""Texts that nobody writes on purpose: what their conversion costs grows with them and no faster, and it is right."""

from __future__ import annotations

import random
import re
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest

from hang import never_hanging
from wenzhang import Source
from wenzhang.conversion.align import Cuts, cuts_after, moved_cuts, places_by_safe_cuts
from wenzhang.conversion.converter import Converter
from wenzhang.conversion.elements import OpenElements, Says
from wenzhang.conversion.glossary import Glossary, Term
from wenzhang.conversion.memory import Correction, Memory

if TYPE_CHECKING:
    from collections.abc import Callable

FEW, MANY = 2_000, 16_000

WORDS = {"記憶體": "内存", "軟體": "软件", "我的": "我的", "發": "发", "隨身碟": "U盘", "程式": "程序代码"}


class Engine:
    """Converts by a few words, the leftmost first, and counts what it is asked."""

    def __init__(self) -> None:
        self.texts = self.characters = self.calls = 0

    def __call__(self, texts: list[str]) -> list[str]:
        self.calls += 1
        self.texts += len(texts)
        self.characters += sum(map(len, texts))
        return [self.converted(text) for text in texts]

    def converted(self, text: str) -> str:
        return re.sub("|".join(WORDS), lambda word: WORDS[word[0]], text)


class Adverse(Engine):
    """Converts no part of a text as it does the whole."""

    def converted(self, text: str) -> str:
        return f"{len(text)}甲" + "乙" * (2 * len(text) // 3)


def sent(text: str, cuts: list[int], engine: Engine) -> tuple[int, int]:
    cuts_after([Cuts(text, engine.converted(text), cuts)], engine)
    return engine.characters, engine.texts


@pytest.mark.parametrize("engine", [Engine, Adverse])
@pytest.mark.parametrize("piece", ["軟體", "記憶體", "記憶體，", "軟" * 99 + "，", "記憶體" * 33 + "，", "體"])
@pytest.mark.parametrize("step", [1, 2, 7])
def test_what_is_sent_to_the_engine_is_linear(engine: type[Engine], piece: str, step: int) -> None:
    sizes = []
    for times in (FEW // len(piece), FEW // len(piece) * 8):
        text = piece * times
        sizes.append(sent(text, list(range(1, len(text), step)), engine()))
        assert sizes[-1][0] <= 300 * len(text)
    assert all(many <= 9 * few + 1_000 for few, many in zip(*sizes, strict=True))


def test_few_calls() -> None:
    engine = Engine()
    sent("記憶體" * MANY, list(range(3 * MANY)), engine)
    assert engine.calls < 20


@pytest.mark.parametrize("between", ["", "，"])
def test_cuts_between_the_words_of_a_long_clause_are_exact(between: str) -> None:
    drawn = random.Random(5)
    words = [drawn.choice(list(WORDS)) + between for _ in range(FEW)]
    engine = Engine()
    before = "".join(words)
    after = engine.converted(before)
    cuts = list(accumulate(map(len, words)))
    places = list(accumulate(len(engine.converted(word)) for word in words))
    assert cuts_after([Cuts(before, after, cuts)], engine) == [places]
    assert cuts_after([Cuts(before, after, cuts[::50]), Cuts("甲", "甲", [1])], engine) == [places[::50], [1]]


def test_a_word_in_a_long_clause_goes_to_the_piece_with_most_of_it() -> None:
    engine = Engine()
    before = "記憶體" * FEW
    cuts = [cut for start in range(0, len(before), 6) for cut in (start + 1, start + 5)]
    (places,) = cuts_after([Cuts(before, engine.converted(before), cuts)], engine)
    assert places == [place for start in range(0, 2 * FEW, 4) for place in (start, start + 4)]


@pytest.mark.parametrize("times", [10, 99, 101, 1000])
def test_where_nothing_is_safe_places_are_in_order_and_in_the_text(times: int) -> None:
    before = "軟體" * times
    after = Adverse().converted(before)
    (places,) = cuts_after([Cuts(before, after, range(len(before) + 1))], Adverse())
    assert places == sorted(places)
    assert len(places) == len(before) + 1
    assert (places[0], places[-1]) == (0, len(after))


def assert_does_not_hang(run: Callable[[int], object], times: int = 40_000) -> None:
    """Runs it for so many repetitions that what is quadratic takes longer than the limit."""
    with never_hanging():
        run(times)


def test_places_and_moved_cuts() -> None:
    def places(times: int) -> None:
        cuts = range(times * 4)
        assert places_by_safe_cuts(cuts, {cut: cut // 2 for cut in range(0, times * 4 + 1, 8)})[-1] <= times * 2

    def moved(times: int) -> None:
        changes = [(start, start + 1, "甲乙") for start in range(0, times * 2, 2)]
        assert moved_cuts(range(0, times * 2 + 1, 2), changes) == list(range(0, times * 3 + 1, 3))

    assert_does_not_hang(places, 400_000)
    assert_does_not_hang(moved, 400_000)


LOCKED = Glossary((Term("軟體"),))
CORRECTED = Memory((Correction("軟體。", "軟體程式。", "zh-TW", "zh-CN"),))
TO_TAIWAN = Converter("zh-TW", "zh-CN")
TO_CHINA = Converter("zh-CN", "zh-TW")


@pytest.mark.parametrize("opening", ["", "<html><body><p>"])
@pytest.mark.parametrize(
    ("converter", "piece", "says"),
    [
        (TO_CHINA, "軟<b>體</b>", "软件"),
        (TO_TAIWAN, "软<b>件</b>", "軟體"),
        (TO_TAIWAN, "内<b>存</b>", "記憶體"),
        (TO_TAIWAN, "内<b>存</b>，", "記憶體，"),
        (TO_CHINA, "記<b>憶</b>體", "内存"),
        (Converter("zh-CN", "zh-TW", glossary=LOCKED), "軟體<b>發</b>", "軟體发"),
        (Converter("zh-CN", "zh-TW", memory=CORRECTED), "軟體。", "軟體程式。"),
        (TO_CHINA, "<html>軟體", "软件"),
    ],
)
def test_conversion(converter: Converter, piece: str, says: str, opening: str) -> None:
    def convert(times: int) -> None:
        result = converter.convert_source(Source.from_text(opening + piece * times)).text
        assert re.sub("<[^>]*>", "", result) == says * times

    assert_does_not_hang(convert)


@pytest.mark.parametrize(
    ("converter", "piece", "found"),
    [
        (TO_TAIWAN, "软<b>件</b>", "crossing"),
        (TO_CHINA, "記<b>憶</b>體", "crossing"),
        (Converter("zh-CN", "zh-TW", glossary=LOCKED), "軟體<b>發</b>", "terms"),
        (Converter("zh-CN", "zh-TW", memory=CORRECTED), "軟體。", "corrections"),
    ],
)
def test_review(converter: Converter, piece: str, found: str) -> None:
    def review(times: int) -> None:
        findings = getattr(converter.conversion(Source.from_text("<p>" + piece * times)).review, found)
        assert [finding.span.start for finding in findings] == list(range(3, 3 + len(piece) * times, len(piece)))

    assert_does_not_hang(review)


def test_page_elements_are_opened_once() -> None:
    def opened(times: int) -> None:
        elements = OpenElements()
        for name in ("html", "head", "body") * times:
            elements.start(name)
        assert len(elements._names) <= 3

    assert_does_not_hang(opened, 400_000)


@pytest.mark.parametrize(
    ("first", "second", "lang"), [(None, "en", "en"), ("zh-TW", "en", "zh-TW"), ("zh-TW", None, "zh-TW")]
)
def test_another_start_tag_of_the_page_adds_what_the_first_does_not_say(
    first: str | None, second: str | None, lang: str
) -> None:
    elements = OpenElements()
    elements.start("html", Says(lang=first))
    elements.start("body")
    elements.start("html", Says(translate=False, lang=second))
    assert elements.text() == (False, lang, False)
    elements.start("p")
    elements.start("html", Says(translate=True, lang="ja"))
    assert elements.text() == (False, lang, False)
