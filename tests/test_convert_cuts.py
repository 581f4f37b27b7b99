"""OpenCC's own cases: through plain text, within a paragraph, and with a tag at every place there is."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

import pytest

from corpus import corpus_files
from wenzhang import Source, convert_source, convert_text
from wenzhang.conversion.engine import convert_texts

ENDS = {"s": "zh-CN", "t": "zh-Hant", "tw": "zh-TW", "hk": "zh-HK"}
JAPANESE = ("jp2t", "t2jp")


class Case(NamedTuple):
    text: str
    configuration: str
    expected: str

    @property
    def variants(self) -> tuple[str, str, bool]:
        """To, from, and whether the words of the region change."""
        source, _, target = self.configuration.removesuffix("p").partition("2")
        return ENDS[target], ENDS[source], self.configuration.endswith("p")


@lru_cache
def cases() -> list[Case]:
    (path,) = corpus_files("opencc-tests", "testcases.clean.json")
    return [
        Case(case["input"], configuration, expected)
        for case in json.loads(path.read_text("utf-8"))["cases"]
        for configuration, expected in case["expected"].items()
    ]


def chinese_cases() -> list[Case]:
    return [case for case in cases() if case.configuration not in JAPANESE]


def paragraphs(case: Case, markups: list[str]) -> list[str]:
    """The visible text of paragraphs with this markup, once they are converted; readings over ruby are left out."""
    source = Source.from_text("".join(f"<p>{markup}</p>\n" for markup in markups))
    to, from_, phrases = case.variants
    converted = convert_source(source, to, from_, phrases).text
    texts = re.findall(r"<p>(.*?)</p>\n", re.sub("<rt>.*?</r(?:t|uby)>", "", converted), re.DOTALL)
    return [unescape(re.sub("<[^>]*>", "", text)) for text in texts]


def assert_all_read(case: Case, markups: list[str]) -> None:
    for markup, text in zip(markups, paragraphs(case, markups), strict=True):
        assert text == case.expected, (case.configuration, markup)


def tagged(text: str, start: int, end: int, before: str, after: str) -> str:
    return escape(text[:start]) + before + escape(text[start:end]) + after + escape(text[end:])


def test_hold_in_plain_text() -> None:
    for case in chinese_cases():
        to, from_, phrases = case.variants
        assert convert_text(case.text, to, from_, phrases) == case.expected


def test_those_of_japanese_hold_in_the_engine() -> None:
    for case in cases():
        if case.configuration in JAPANESE:
            assert convert_texts([case.text], (case.configuration,)) == [case.expected]


def test_hold_within_a_paragraph() -> None:
    for case in chinese_cases():
        assert_all_read(case, [escape(case.text)])


def opened(text: str, cut: int) -> str:
    return tagged(text, cut, len(text), "<b>", "</b>")


def closed(text: str, cut: int) -> str:
    return tagged(text, 0, cut, "<b>", "</b>")


def commented(text: str, cut: int) -> str:
    return tagged(text, cut, cut, "<!-- 註 -->", "")


def read_aloud(text: str, cut: int) -> str:
    return tagged(text, cut - 1, cut, "<ruby>", "<rt>音</rt></ruby>")


def referred(text: str, cut: int) -> str:
    return tagged(text, cut - 1, cut, "", "").replace(
        escape(text[:cut]), escape(text[: cut - 1]) + f"&#{ord(text[cut - 1])};", 1
    )


@pytest.mark.parametrize("cut", [opened, closed, commented, read_aloud, referred])
def test_hold_with_a_tag_at_every_place(cut: Callable[[str, int], str]) -> None:
    for case in chinese_cases():
        assert_all_read(case, [cut(case.text, place) for place in range(1, len(case.text))])


TAGS = [("<a href='/里/'>", "</a>"), ("<b>", "</b>"), ("<ruby><rb>", "<rt>后</ruby>"), ("<i></i><span>", "</span>")]


def test_hold_with_tags_at_two_places() -> None:
    drawn = random.Random(3)
    for case in chinese_cases():
        pairs = [sorted(drawn.sample(range(len(case.text) + 1), 2)) for _ in range(4)]
        assert_all_read(case, [tagged(case.text, start, end, *drawn.choice(TAGS)) for start, end in pairs])


def test_hold_with_every_character_as_a_reference() -> None:
    for case in chinese_cases():
        markup = ["".join(f"&#{ord(character)};" for character in case.text)]
        markup += ["".join(f"<i>&#x{ord(character):X};</i>" for character in case.text)]
        assert_all_read(case, markup)
