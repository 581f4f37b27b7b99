from __future__ import annotations

import itertools

import opencc
import pytest

from wenzhang import VariantError
from wenzhang.conversion.variants import VARIANTS, configurations, find_variant, is_chinese, spelled_like, variant


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("zh-TW", "zh-TW"),
        ("ZH-tw", "zh-TW"),
        ("zh_tw", "zh-TW"),
        (" zh-Hant-TW ", "zh-TW"),
        ("zh_hant_hk", "zh-HK"),
        ("zh-Hans-CN", "zh-CN"),
        ("zh-cmn-Hans-SG", "zh-SG"),
        ("cmn-Hant", "zh-Hant"),
        ("zh-hans", "zh-Hans"),
        ("zh-MO", "zh-MO"),
        ("zh-TW-x-site", "zh-TW"),
        ("zh-Hant-TW-u-ca-roc", "zh-TW"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-Hant-CN", "zh-Hant"),
    ],
)
def test_tags_are_understood_however_they_are_written(written: str, tag: str) -> None:
    assert variant(written).tag == tag


@pytest.mark.parametrize(
    "written", ["zh", "en", "ja", "zh-XX", "zh-Latn", "zh-Latn-TW", "yue", "", "軟體", "tw", "zh-x-tw"]
)
def test_tags_that_name_no_variant(written: str) -> None:
    assert find_variant(written) is None
    with pytest.raises(VariantError) as caught:
        variant(written)
    assert repr(written) in caught.value.message
    assert all(tag in (caught.value.hint or "") for tag in VARIANTS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("zh-tv", "zh-TW"),
        ("tw", "zh-TW"),
        ("cn", "zh-CN"),
        ("hant", "zh-Hant"),
        ("zh-hnas", "zh-Hans"),
        ("zh", "zh-TW"),
    ],
)
def test_did_you_mean(written: str, meant: str) -> None:
    with pytest.raises(VariantError) as caught:
        variant(written)
    assert (caught.value.hint or "").startswith("did you mean ")
    assert meant in (caught.value.hint or "").partition("?")[0]


def test_what_is_far_from_all_gets_no_suggestion() -> None:
    with pytest.raises(VariantError) as caught:
        variant("français")
    assert "did you mean" not in (caught.value.hint or "")


@pytest.mark.parametrize("tag", ["zh", "zh-TW", "zh-XX", "cmn", "yue", "zh-yue", "yue-Hant-HK", "nan", "lzh"])
def test_chinese_languages(tag: str) -> None:
    assert is_chinese(tag)


@pytest.mark.parametrize("tag", ["ja", "en", "", "zh-Latn", "nan-Latn", "zhong", "ko-Hani"])
def test_other_languages(tag: str) -> None:
    assert not is_chinese(tag)


@pytest.mark.parametrize(
    ("source", "target", "phrases", "chain"),
    [
        ("zh-TW", "zh-CN", True, ("tw2sp",)),
        ("zh-TW", "zh-SG", True, ("tw2sp",)),
        ("zh-TW", "zh-CN", False, ("tw2s",)),
        ("zh-TW", "zh-Hans", True, ("tw2s",)),
        ("zh-HK", "zh-CN", True, ("hk2sp",)),
        ("zh-MO", "zh-CN", True, ("hk2sp",)),
        ("zh-CN", "zh-TW", True, ("s2twp",)),
        ("zh-CN", "zh-MO", True, ("s2hkp",)),
        ("zh-CN", "zh-Hant", True, ("s2t",)),
        ("zh-Hans", "zh-HK", True, ("s2hk",)),
        ("zh-Hant", "zh-CN", True, ("t2s",)),
        ("zh-Hant", "zh-TW", True, ("t2tw",)),
        ("zh-TW", "zh-Hant", True, ("tw2t",)),
        ("zh-TW", "zh-HK", True, ("tw2sp", "s2hkp")),
        ("zh-HK", "zh-TW", True, ("hk2sp", "s2twp")),
        ("zh-TW", "zh-HK", False, ("tw2t", "t2hk")),
        ("zh-CN", "zh-SG", True, ()),
        ("zh-CN", "zh-Hans", True, ()),
        ("zh-HK", "zh-MO", True, ()),
    ],
)
def test_chains(source: str, target: str, phrases: bool, chain: tuple[str, ...]) -> None:
    assert configurations(VARIANTS[source], VARIANTS[target], phrases=phrases) == chain


@pytest.mark.parametrize("phrases", [True, False])
def test_every_pair_has_a_chain_that_opencc_knows(phrases: bool) -> None:
    known = {name.removesuffix(".json") for name in opencc.CONFIGS}
    for source, target in itertools.product(VARIANTS.values(), repeat=2):
        chain = configurations(source, target, phrases=phrases)
        assert set(chain) <= known
        assert bool(chain) == (source.forms != target.forms)


def test_tags_keep_the_manner_of_those_they_replace() -> None:
    assert [spelled_like("zh-CN", written) for written in ("zh-TW", "zh-tw", "zh_TW", "zh_hant_tw", "zh-Hant-TW")] == [
        "zh-CN",
        "zh-cn",
        "zh_CN",
        "zh_cn",
        "zh-CN",
    ]
