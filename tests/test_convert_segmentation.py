from __future__ import annotations

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import msgspec
import opencc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import FIXTURES, corpus_files
from wenzhang import VariantError
from wenzhang.conversion import segmentation
from wenzhang.conversion.dictionaries import configuration, dictionary
from wenzhang.conversion.engine import SEPARATOR, convert_texts
from wenzhang.conversion.segmentation import Analysis, ambiguities, analyse, segments, word_changes

CONFIGURATIONS = sorted(name.removesuffix(".json") for name in opencc.CONFIGS)
CHAINS = [
    *((name,) for name in CONFIGURATIONS),
    ("tw2sp", "s2hkp"),
    ("hk2sp", "s2twp"),
    ("tw2t", "t2hk"),
    ("hk2t", "t2tw"),
]
ONE_STEP = ["hk2t", "jp2t", "s2t", "t2hk", "t2jp", "t2s", "t2tw", "tw2t"]
ARTICLE = FIXTURES / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"

WORDS = """
    头发 发展 皇后 后面 干净 公里 干 台 里 面 下面 软件 程序 芯片 出租车 数据库 乾 乾淨 著 著作 軟體 程式 計程車 介面
    代碼 資料庫 的士 軟件 鈽 钚 吃口 梁木 概率 幾率 機率 里姆斯基-科薩科夫 U盤 U盘 SQL注入 SQL隱碼攻擊 弁 缶 開 么 像
""".split()
TRAPS = "\0\x1f\ud800\udc00⿰⿱⿲⿳⿾⿿⿻〾\ufe00\ufe0f\U000e0100\u0301\u200d💬\u2028\r\n豈\U0002f800𠮷𫔭 aZ<&。，"
texts = st.lists(st.sampled_from(WORDS) | st.sampled_from(TRAPS + "".join(WORDS)) | st.characters(), max_size=12).map(
    "".join
)


def native(configuration_name: str, option: str, text: str) -> str:
    """What the command that comes with OpenCC says. Skips the test where it does not run."""
    folder = Path(opencc.__file__).parent / "clib"
    command = next((path for path in (folder / "bin" / "opencc", folder / "bin" / "opencc.exe") if path.exists()), None)
    if command is None:
        pytest.skip("OpenCC has no command here")
    arguments = ["--path", f"{folder / 'share' / 'opencc'}/", "--include-tofu-risk-dictionaries", option]
    run = subprocess.run(
        [command, *arguments, "-c", f"{configuration_name}.json"], input=text.encode(), capture_output=True, check=True
    )
    return run.stdout.decode()


def opencc_cases() -> list[str]:
    (path,) = corpus_files("opencc-tests", "testcases.clean.json")
    return [case["input"] for case in json.loads(path.read_text("utf-8"))["cases"]]


def proved(text: str, chain: tuple[str, ...]) -> Analysis:
    """The analysis, once all that it promises was found to hold."""
    found = analyse(text, chain)
    assert found is not None, (text, chain)
    assert [found.output] == convert_texts([text], chain)
    at = output_at = 0
    for segment in found.segments:
        assert (segment.start, segment.output_start) == (at, output_at)
        at, output_at = segment.end, segment.output_end
        before, after = text[segment.start : at], found.output[segment.output_start : output_at]
        assert before
        assert segment.kind != "same" or before == after
        assert not segment.candidates or segment.candidates[0] == after
    assert (at, output_at) == (len(text), len(found.output))
    for open_choice in found.ambiguities:
        span, output_span = open_choice.span, open_choice.output_span
        assert open_choice.text == text[span.start : span.end]
        assert open_choice.converted == found.output[output_span.start : output_span.end]
        assert span.length == output_span.length > 0
        assert open_choice.candidates[0] == open_choice.converted
        assert len(set(open_choice.candidates)) == len(open_choice.candidates) > 1
    for change in found.word_changes:
        assert change.before == text[change.span.start : change.span.end]
        assert change.after == found.output[change.output_span.start : change.output_span.end]
        assert change.before != change.after == change.candidates[0]
        assert change.dictionaries
    spans = [(seen.span, seen.output_span) for seen in found.ambiguities]
    spans = sorted(spans + [(seen.span, seen.output_span) for seen in found.word_changes])
    assert all(one.end <= other.start and a.end <= b.start for (one, a), (other, b) in pairwise(spans))
    return found


@pytest.mark.parametrize("chain", CHAINS, ids="+".join)
def test_on_all_cases_of_opencc_the_segments_are_known(chain: tuple[str, ...]) -> None:
    for text in opencc_cases():
        proved(text, chain)


@pytest.mark.parametrize("chain", CHAINS, ids="+".join)
def test_on_the_real_article_the_segments_are_known(chain: tuple[str, ...]) -> None:
    article = ARTICLE.read_text("utf-8")
    simplified = convert_texts([article], ("tw2sp",))[0]
    proved(article, chain)
    proved(simplified, chain)


@settings(deadline=None, max_examples=400)
@example("⿰亻里\0后", ("s2t",))
@example("出租车\x1f出租车", ("s2twp",))
@example("頭\ufe00髮", ("t2s",))
@example("機率幾率概率計程車", ("tw2sp", "s2hkp"))
@given(texts, st.sampled_from(CHAINS))
def test_on_any_text_the_segments_are_known(text: str, chain: tuple[str, ...]) -> None:
    proved(text, chain)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(st.sampled_from("".join(WORDS) + "，a⿰"), max_size=6), max_size=4), st.sampled_from(CHAINS))
def test_texts_with_a_separator_between_are_texts_apart(pieces: list[str], chain: tuple[str, ...]) -> None:
    together = proved(SEPARATOR.join(pieces), chain)
    apart = [proved(piece, chain) for piece in pieces]
    for kind in ("ambiguities", "word_changes"):
        assert [seen.candidates for seen in getattr(together, kind)] == [
            seen.candidates for each in apart for seen in getattr(each, kind)
        ]


@pytest.mark.parametrize("code_points", [31, 63, 65])
@pytest.mark.parametrize("depth", [1, 14, 15, 16, 17])
def test_ideographic_descriptions_end_where_opencc_ends_them(depth: int, code_points: int) -> None:
    def balanced(leaves: int) -> str:
        return "后" if leaves == 1 else f"⿰{balanced(leaves // 2)}{balanced(leaves - leaves // 2)}"

    for text in ("⿱" * depth + "后" * (depth + 1), balanced((code_points + 1) // 2), "⿲后⿾后"):
        for tail in ("", "后", "⿳"):
            proved(f"后{text}{tail}", ("s2t",))


@pytest.mark.parametrize(
    ("chain", "text", "expected"),
    [
        # decided by a phrase
        ("s2t", "头发 发展 皇后 后面 干净 公里", ""),
        ("s2t", "后", "后=後/后"),
        ("s2t", "发", "发=發/髮"),
        ("s2t", "干", "干=幹/乾/干/榦"),
        ("s2t", "里", "里=裏/里/哩"),
        ("s2t", "面", "面=面/麪"),
        ("s2t", "下面", "下面=下面/下麪"),
        ("s2t", "在头发里", "里=裏/里/哩"),
        # the forms of the region
        ("s2tw", "里，后", "里=裡/里/哩 后=後/后"),
        ("s2hk", "里面，里", "里=裏/里/哩"),
        ("s2twp", "软件里的程序", "里=裡/里/哩"),
        # what the region makes the same is no choice: 吃 is 吃 or 喫, and 喫 is 吃 there
        ("s2t", "吃", "吃=喫/吃"),
        ("s2tw", "吃", ""),
        # towards Simplified
        ("t2s", "乾", "乾=干/乾"),
        ("t2s", "乾隆 著作", ""),
        ("t2s", "畫，餘", "畫=画/划 餘=余/馀?"),
        ("tw2s", "梁", ""),  # 梁 and 樑 are one in Simplified
        ("tw2sp", "綜合症候群", ""),  # a choice within a word of the region is the region's
        ("t2s", "開", "開=开/𫔭?"),  # no phrase has the other
        # two configurations: the second's phrases decide what the first left open
        ("tw2sp s2hkp", "乾淨", ""),
        ("tw2sp s2hkp", "乾", "乾=幹/乾/干/榦"),
        ("tw2t t2hk", "軟體", ""),
        ("", "后", ""),
    ],
)
def test_ambiguities(chain: str, text: str, expected: str) -> None:
    found = ambiguities(text, chain.split())
    assert found is not None
    said = [f"{seen.text}={'/'.join(seen.candidates)}{'' if seen.attested else '?'}" for seen in found]
    assert " ".join(said) == expected


@pytest.mark.parametrize(
    ("chain", "text", "expected"),
    [
        ("s2twp", "软件工程师", "软件→軟體:TWPhrases"),
        ("s2tw", "软件", ""),
        ("s2twp", "头发里", ""),
        ("s2twp", "优化扩展", "优化→最佳化:TWPhrases 扩展→擴充套件:TWPhrases"),
        ("tw2sp", "介面", "介面→界面/接口:TWPhrasesRev"),
        ("tw2sp", "計程車", "計程車→出租车/的士:TWPhrasesRev"),
        ("tw2sp", "程式，軟體", "程式→程序:TWPhrasesRev 軟體→软件:TWPhrasesRev"),
        ("s2hkp", "服务器", "服务器→伺服器:HKPhrases"),
        ("s2hkp", "几率，概率", "几率→機率/概率:HKPhrases"),
        ("hk2sp", "德薩斯", "德薩斯→得克萨斯/德克萨斯:HKPhrasesRev"),
        ("tw2sp s2hkp", "作業系統", ""),
        ("hk2sp s2twp", "隱私權，滑鼠墊", ""),
        ("tw2sp s2hkp", "軟體", "軟體→軟件:TWPhrasesRev"),
        # back where it came from: no change
        ("tw2sp s2twp", "軟體程式", ""),
    ],
)
def test_word_changes(chain: str, text: str, expected: str) -> None:
    found = word_changes(text, chain.split())
    assert found is not None
    said = [f"{seen.before}→{'/'.join(seen.candidates)}:{'+'.join(seen.dictionaries)}" for seen in found]
    assert " ".join(said) == expected


@pytest.mark.parametrize(
    ("chain", "text", "expected"),
    [
        ("s2twp", "在头发里，用软件", "在=在:same 头发=頭髮:phrase 里=裡:character ，用=，用:same 软件=軟體:region"),
        ("tw2sp", "行動電話裡", "行動電話=移动电话:region 裡=里:character"),
        ("t2tw", "裏", "裏=裡:variant"),
        ("s2t", "\ufa19", "\ufa19=神:variant"),
        ("s2twp", "优化", "优化=最佳化:region"),
        # 乾 is a piece for the first configuration, 干着 is one for the second
        ("tw2sp s2hkp", "乾著，", "乾著=幹着:phrase ，=，:same"),
        ("s2t", "", ""),
    ],
)
def test_segments(chain: str, text: str, expected: str) -> None:
    output = convert_texts([text], chain.split())[0]
    found = segments(text, chain.split())
    assert found is not None
    said = [f"{text[s.start : s.end]}={output[s.output_start : s.output_end]}:{s.kind}" for s in found]
    assert " ".join(said) == expected


def test_a_segment_tells_the_candidates() -> None:
    found = segments("后面，后。", ("s2t",))
    assert found is not None
    assert [segment.candidates for segment in found] == [(), (), ("後", "后"), ()]


def test_places_are_those_of_both_texts() -> None:
    found = proved("优化后", ("s2twp",))
    (change,), (choice,) = found.word_changes, found.ambiguities
    assert msgspec.json.decode(msgspec.json.encode(change)) == {
        "span": [0, 2],
        "outputSpan": [0, 3],
        "from": "优化",
        "to": "最佳化",
        "candidates": ["最佳化"],
        "dictionaries": ["TWPhrases"],
    }
    assert msgspec.json.decode(msgspec.json.encode(choice)) == {
        "span": [2, 3],
        "outputSpan": [3, 4],
        "text": "后",
        "converted": "後",
        "candidates": ["後", "后"],
        "attested": True,
    }


def test_where_opencc_says_something_else_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmentation, "convert_texts", lambda texts, chain: ["something else"])
    for function in (analyse, segments, ambiguities, word_changes):
        assert function("后", ("s2t",)) is None


def test_a_configuration_that_does_not_exist() -> None:
    with pytest.raises(VariantError, match="no configuration s2xx"):
        analyse("后", ("s2xx",))


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_opencc_cuts_at_the_same_places(name: str) -> None:
    step = configuration(name).segmentation
    text = "\n".join([*opencc_cases(), *convert_texts([ARTICLE.read_text("utf-8")], ("tw2sp",))])
    decoder, said, at = json.JSONDecoder(), native(name, "--inspect", text), 0
    while said[at:].strip():
        line, at = decoder.raw_decode(said, at + len(said[at:]) - len(said[at:].lstrip()))
        stage = line["pipelineStages"][1]
        cut = [stage["input"]] if step is None else list(step.cut(stage["input"]))
        assert stage["segments"] == [piece for piece in cut if piece or step is None]


def native_ambiguities(name: str, text: str) -> list[tuple[int, int]]:
    """The spans of the output that OpenCC's command marks: those whose entry has several values, in any step."""
    spans, at = [], 0
    for line in native(name, "--ambiguities", text).splitlines():
        record = json.loads(line)
        if "lit" in record:
            at += len(record["lit"])
        if "amb" in record:
            spans.append((at, at + len(record["amb"]["t"])))
            at = spans[-1][1]
    return spans


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_opencc_sees_the_same_ambiguities(name: str) -> None:
    article = ARTICLE.read_text("utf-8")
    text = "\n".join([*opencc_cases(), article, *convert_texts([article], ("tw2sp",))])
    theirs, found = native_ambiguities(name, text), proved(text, (name,))
    ours = [(seen.output_span.start, seen.output_span.end) for seen in found.ambiguities]
    if name in ONE_STEP:
        assert ours == theirs
        return
    marked = {place for start, end in theirs for place in range(start, end)}
    assert all(marked.issuperset(range(start, end)) for start, end in ours)


@pytest.mark.parametrize(("name", "second"), [("s2tw", "t2tw"), ("s2hk", "t2hk")])
def test_what_only_opencc_sees_is_no_choice_or_decided_by_a_phrase(name: str, second: str) -> None:
    text = "\n".join([*opencc_cases(), *dictionary("STCharacters").entries])
    found = proved(text, (name,))
    ours = {seen.output_span.start for seen in found.ambiguities}
    for segment in found.segments:
        spans_one = segment.end - segment.start == 1
        values = dictionary("STCharacters").entries.get(text[segment.start : segment.end], "").split(" ")
        if spans_one and len(values) > 1 and segment.output_start not in ours:
            assert len(set(convert_texts(values, (second,)))) == 1
