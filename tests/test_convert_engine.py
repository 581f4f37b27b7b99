from __future__ import annotations

import subprocess
import sys

import opencc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wenzhang import VariantError
from wenzhang.conversion import engine
from wenzhang.conversion.engine import SEPARATOR, convert_texts, converter

CONFIGURATIONS = sorted(name.removesuffix(".json") for name in opencc.CONFIGS)
TRAPS = "\0\x1f\x1e\n\ud800\udc00\udfff⿰⿻\u2ffc\u2fff\u2fd5〾\ufe0f\U000e0100\u0301\u200d💬"
characters = st.sampled_from("后後里裡发髮發干幹乾软軟件體程序計算機頭出租車兵 a<&。" + TRAPS)
texts = st.lists(st.text(characters | st.characters(), max_size=8), max_size=6)


@settings(deadline=None, max_examples=300)
@example(["头", "发", "头发"], "s2twp")
@example(["⿰", "后面", "\x1f", "", "后\0面"], "s2t")
@given(texts, st.sampled_from(CONFIGURATIONS))
def test_joined_equals_apart(pieces: list[str], configuration: str) -> None:
    apart = [convert_texts([piece], (configuration,))[0] for piece in pieces]
    assert convert_texts(pieces, (configuration,)) == apart


@settings(deadline=None, max_examples=300)
@given(st.text(characters, max_size=12), st.sampled_from(CONFIGURATIONS))
def test_what_opencc_must_not_see_is_kept(text: str, configuration: str) -> None:
    converted = convert_texts([text], (configuration,))[0]
    for trap in TRAPS:
        assert converted.count(trap) == text.count(trap)


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(exclude_characters="\0\x1f", exclude_categories=["Cs"])), st.sampled_from(CONFIGURATIONS))
def test_a_text_alone_is_what_opencc_makes_of_it(text: str, configuration: str) -> None:
    assert convert_texts([text], (configuration,)) == [converter(configuration).convert(text)]


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_the_traps_that_were_measured(configuration: str) -> None:
    assert convert_texts(["中\0文", "中\ud800文", "⿰中", f"中{SEPARATOR}文", "中文", ""], (configuration,)) == [
        "中\0文",
        "中\ud800文",
        "⿰中",
        f"中{SEPARATOR}文",
        "中文",
        "",
    ]


def test_a_converter_that_loses_the_separator_is_asked_text_by_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class Swallowing:
        def convert(self, text: str) -> str:
            return text.replace(SEPARATOR, "").replace("後", "后")

    monkeypatch.setattr(engine, "converter", lambda configuration: Swallowing())
    assert convert_texts(["後", "前後", "甲"], ("t2s",)) == ["后", "前后", "甲"]


def test_a_chain_is_applied_in_turn() -> None:
    assert convert_texts(["軟體", "裡"], ("tw2sp",)) == ["软件", "里"]
    assert convert_texts(["軟體", "裡"], ("tw2sp", "s2hkp")) == ["軟件", "裏"]
    assert convert_texts(["軟體"], ()) == ["軟體"]
    assert convert_texts([], ("t2s",)) == []


def test_converters_are_loaded_once() -> None:
    assert converter("t2s") is converter("t2s")


def test_a_configuration_that_is_not_installed() -> None:
    with pytest.raises(VariantError, match="cannot convert with s2xx"):
        convert_texts(["x"], ("s2xx",))


def test_opencc_is_loaded_for_converting_only() -> None:
    script = "import sys, wenzhang.conversion.variants as variants; variants.variant('zh-TW'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"opencc", "turbohtml", "bs4", "lxml", "click", "yaml"} & set(loaded)
