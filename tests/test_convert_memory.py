from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.memory import Applied, Correction, Learned, Memory
from wenzhang.conversion.sentences import sentences_of
from wenzhang.errors import VariantError

SOURCE = [
    "印表機的設定",
    "他打開了印表機。然後程式當了！怎麼辦？",
    "把記憶體\n換大一點，問題就會消失。",
    "以上是全部的步驟。",
]
DAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def machine(runs: Sequence[str]) -> list[str]:
    return convert_texts(runs, ("tw2sp",))


def learn(source: Sequence[str], corrected: Sequence[str], *, date: datetime | None = None) -> Learned:
    return Memory.learn(source, machine(source), corrected, "zh-TW", "zh-CN", date=date)


def memory_of(source: Sequence[str], corrected: Sequence[str]) -> Memory:
    return Memory().merged(learn(source, corrected).memory)


def replaced(runs: Sequence[str], applied: Applied) -> list[str]:
    result = []
    for run, replacements in zip(runs, applied.replacements, strict=True):
        text, at = "", 0
        for start, end, replacement in replacements:
            assert at <= start <= end <= len(run)
            text += run[at:start] + replacement
            at = end
        result.append(text + run[at:])
    return result


def reconverted(memory: Memory, source: Sequence[str]) -> list[str]:
    runs = machine(source)
    return replaced(runs, memory.apply(source, runs, "zh-TW", "zh-CN"))


def changed(learned: Learned) -> list[tuple[str, str]]:
    return [(one.source, one.corrected) for one in learned.corrections]


def said(learned: Learned) -> list[tuple[str, str, int]]:
    return [(one.why, one.text, one.run) for one in learned.unassigned]


class TestLearn:
    def test_a_sentence_that_differs_from_the_machines(self) -> None:
        edited = machine(SOURCE)
        edited[1] = edited[1].replace("当了", "崩溃了")
        learned = learn(SOURCE, edited, date=DAY)
        assert learned.corrections == (
            Correction(
                "然後程式當了！",
                "然后程序崩溃了！",
                "zh-TW",
                "zh-CN",
                machine="然后程序当了！",
                before="他打開了印表機。",
                after="怎麼辦？",
                created=DAY,
                changed=DAY,
            ),
        )
        assert learned.unassigned == ()
        assert len(learned.kept) == 6

    def test_how_lines_are_wrapped_is_no_correction(self) -> None:
        edited = machine(SOURCE)
        edited[0] = f"\n  {edited[0]} "
        assert learn(SOURCE, edited).corrections == ()

    def test_paragraphs_that_came_and_went_are_reported(self) -> None:
        edited = machine(SOURCE)
        edited[0] = "打印机怎么设置"
        edited[3:] = ["编者的话。新写的一段。"]
        edited.insert(1, "插进来的一段话。有两句。")
        learned = learn(SOURCE, edited)
        assert changed(learned) == [("印表機的設定", "打印机怎么设置")]
        assert said(learned) == [
            ("inserted", "插进来的一段话。 有两句。", 1),
            ("deleted", "以上是全部的步驟。", 3),
            ("inserted", "编者的话。 新写的一段。", 4),
        ]

    def test_paragraphs_in_a_row_that_went_are_reported_one_by_one(self) -> None:
        learned = learn(SOURCE, machine(SOURCE)[2:])
        assert said(learned) == [("deleted", SOURCE[0], 0), ("deleted", "他打開了印表機。 然後程式當了！ 怎麼辦？", 1)]

    def test_a_paragraph_that_was_divided_and_one_that_was_merged(self) -> None:
        first, _, third, last = machine(SOURCE)
        edited = [first, "他打开了打印机。", "然后程序挂了！", "怎么办？" + third, last]
        assert changed(learn(SOURCE, edited)) == [("然後程式當了！", "然后程序挂了！")]

    def test_a_sentence_that_became_two(self) -> None:
        source = ["他打開了印表機，然後程式就當了。"]
        edited = ["他打开了打印机。 然后程序就挂了。"]
        assert changed(learn(source, edited)) == [(source[0], edited[0])]
        assert reconverted(memory_of(source, edited), source) == edited

    def test_two_sentences_that_became_one(self) -> None:
        source = ["他打開了印表機。然後程式就當了。"]
        edited = ["他打开了打印机，然后程序就挂了。"]
        assert changed(learn(source, edited)) == [
            ("他打開了印表機。", "他打开了打印机，"),
            ("然後程式就當了。", "然后程序就挂了。"),
        ]
        assert reconverted(memory_of(source, edited), source) == edited

    def test_a_sentence_divided_between_paragraphs_cannot_be_put_back(self) -> None:
        source = ["他打開了印表機，然後程式就當了。"]
        learned = learn(source, ["他打开了打印机。", "然后程序就当了。"])
        assert learned.corrections == ()
        assert said(learned) == [("divided", source[0], 0)]
        assert learned.unassigned[0].corrected == "他打开了打印机。 然后程序就当了。"

    def test_part_of_a_paragraph_is_no_correction_of_a_heading(self) -> None:
        source = ["第一段的話。", "結語", "最後的話。"]
        learned = learn(source, ["第一段的话。又补充了一句。", "最后的话。"])
        assert learned.corrections == ()
        assert said(learned) == [("deleted", "結語", 1), ("inserted", "又补充了一句。", 0)]

    def test_alike_sentences_in_the_same_surroundings_teach_nothing(self) -> None:
        source = ["有。", "沒有。", "有。", "沒有。", "有。", "沒有。", "有。"]
        edited = ["有。", "沒有。".replace("沒", "没"), "有。", "没有。", "存在。", "没有。", "有。"]
        learned = learn(source, edited)
        assert said(learned) == [("ambiguous", "有。", 4)]
        assert learned.corrections == ()

    def test_tags_are_normal_forms_and_must_be_known(self) -> None:
        (one,) = Memory.learn(["軟體"], ["软件"], ["软体"], "zh_hant_tw", "ZH-CN").corrections
        assert (one.from_, one.to) == ("zh-TW", "zh-CN")
        with pytest.raises(VariantError):
            Memory.learn([], [], [], "en", "zh-CN")

    def test_runs_must_pair(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            Memory.learn(["甲", "乙"], ["甲"], [], "zh-TW", "zh-CN")

    def test_a_conversion_with_other_sentences_is_taken_as_a_whole(self) -> None:
        source, converted, edited = ["甲社！ 乙。"], ["甲社 乙。"], ["甲社 丙。"]
        learned = Memory.learn(source, converted, edited, "zh-TW", "zh-CN")
        assert changed(learned) == [("甲社！ 乙。", "甲社 丙。")]
        applied = Memory(learned.corrections).apply(source, converted, "zh-TW", "zh-CN")
        assert replaced(converted, applied) == edited


class TestApply:
    def test_only_the_words_that_differ_are_replaced(self) -> None:
        edited = machine(SOURCE)
        edited[2] = "把内存条\n换大一点，问题就会不见。"
        applied = memory_of(SOURCE, edited).apply(SOURCE, machine(SOURCE), "zh-TW", "zh-CN")
        # The line break within makes two sentences.
        assert applied.replacements == ((), (), ((3, 3, "条"), (13, 15, "不见")), ())
        assert [(use.run, use.start, use.end, use.stale) for use in applied.used] == [
            (2, 0, 3, False),
            (2, 4, 16, False),
        ]

    def test_after_an_unrelated_paragraph_in_front(self) -> None:
        edited = machine(SOURCE)
        edited[0] = "打印机怎么设置"
        memory = memory_of(SOURCE, edited)
        assert reconverted(memory, ["新的第一段，談記憶體。", *SOURCE]) == ["新的第一段，谈内存。", *edited]

    def test_what_a_person_wrote_wins_over_a_better_dictionary(self) -> None:
        memory = Memory.learn(["程式當了。"], ["程式当了。"], ["程序挂了。"], "zh-TW", "zh-CN").memory
        applied = memory.apply(["程式當了。"], ["程序死机了。"], "zh-TW", "zh-CN")
        assert replaced(["程序死机了。"], applied) == ["程序挂了。"]
        assert [use.stale for use in applied.used] == [True]

    def test_a_sentence_that_is_gone_is_reported(self) -> None:
        memory = memory_of(["軟體。"], ["软体。"])
        applied = memory.apply(["硬體。"], ["硬件。"], "zh-TW", "zh-CN")
        assert applied.unused == memory.corrections
        assert memory.apply(["軟體。"], ["軟件。"], "zh-TW", "zh-HK").unused == ()

    def test_everywhere(self) -> None:
        memory = memory_of(["軟體。"], ["软体。"])
        assert reconverted(memory, ["甲。軟體。 軟體。", "軟體。"]) == ["甲。软体。 软体。", "软体。"]

    def test_white_space_around_and_within_makes_no_difference(self) -> None:
        memory = memory_of(["用 GPU 的軟體。"], ["用 GPU 的软体。"])
        assert reconverted(memory, ["\n\t用\tGPU  的軟體。 \n"]) == ["\n\t用\tGPU  的软体。 \n"]

    def test_neighbours_decide_between_different_corrections(self) -> None:
        source = ["關於印表機。", "設定。", "關於掃描器。", "設定。", "完。"]
        edited = ["关于打印机。", "配置。", "关于扫描仪。", "设定。", "完。"]
        memory = memory_of(source, edited)
        assert reconverted(memory, source) == edited
        assert reconverted(memory, ["新。", *source[2:]]) == ["新。", *edited[2:]]
        applied = memory.apply(["別的。", "設定。"], ["别的。", "设置。"], "zh-TW", "zh-CN")
        assert applied.replacements == ((), ())
        assert [(one.run, {c.corrected for c in one.candidates}) for one in applied.undecided] == [
            (1, {"配置。", "设定。"})
        ]

    def test_one_that_was_left_as_it_is_stays(self) -> None:
        source = ["甲。", "設定。", "乙。", "丙。", "設定。", "丁。"]
        edited = machine(source)
        edited[1] = "配置。"
        memory = memory_of(source, edited)
        assert reconverted(memory, source) == edited
        assert [one.is_kept for one in memory.corrections].count(True) == 1


class TestMerged:
    def test_the_newer_wins(self) -> None:
        memory = memory_of(SOURCE, ["一", *machine(SOURCE)[1:]]).merged(
            learn(SOURCE, ["二", *machine(SOURCE)[1:]]).memory
        )
        assert [one.corrected for one in memory.corrections] == ["二"]

    def test_what_is_the_machines_again_is_no_correction(self) -> None:
        memory = memory_of(SOURCE, ["一", *machine(SOURCE)[1:]])
        assert memory.merged(learn(SOURCE, machine(SOURCE)).memory) == Memory()

    def test_learning_the_same_again_changes_nothing_not_even_dates(self) -> None:
        edited = [run.replace("打印机", "印刷机") for run in machine(SOURCE)]
        memory = Memory().merged(learn(SOURCE, edited, date=DAY).memory)
        assert memory.merged(learn(SOURCE, edited, date=DAY.replace(year=2027)).memory) == memory

    def test_a_changed_one_keeps_its_first_date_and_its_note(self) -> None:
        old = Correction("軟體。", "软体。", "zh-TW", "zh-CN", created=DAY, changed=DAY, note="品牌用語")
        later = DAY.replace(year=2027)
        new = Correction("軟體。", "软件。", "zh-TW", "zh-CN", created=later, changed=later)
        (one,) = Memory((old,)).merged(Memory((new,))).corrections
        assert (one.corrected, one.created, one.changed, one.note) == ("软件。", DAY, later, "品牌用語")

    def test_alike_in_several_articles_is_one_for_all(self) -> None:
        first = memory_of(["甲。", "結語：", "乙。"], ["甲。", "小结：", "乙。"])
        both = first.merged(learn(["丙。", "結語：", "丁。"], ["丙。", "小结：", "丁。"]).memory)
        assert [(one.corrected, one.is_general) for one in both.corrections] == [("小结：", True)]
        again = both.merged(learn(["戊。", "結語：", "己。"], ["戊。", "小结：", "己。"]).memory)
        assert again == both

    def test_an_exception_in_one_article_leaves_the_others(self) -> None:
        articles = [["甲。", "結語：", "乙。"], ["丙。", "結語：", "丁。"], ["戊。", "結語：", "己。"]]
        wanted = [["甲。", "小结：", "乙。"], ["丙。", "小结：", "丁。"], ["戊。", "总结：", "己。"]]
        memory = Memory()
        for source, edited in zip(articles, wanted, strict=True):
            memory = memory.merged(learn(source, edited).memory)
        assert [reconverted(memory, source) for source in articles] == wanted
        assert reconverted(memory, ["別的。", "結語："]) == ["别的。", "小结："]

    def test_other_variants_are_other_corrections(self) -> None:
        one = Correction("軟體。", "软体。", "zh-TW", "zh-CN")
        other = Correction("軟體。", "軟件。", "zh-TW", "zh-HK")
        assert Memory((one,)).merged(Memory((other,))).corrections == (one, other)


words = st.sampled_from(
    ["軟體", "記憶體", "印表機", "程式", "發現", "於", "後面", "GPU 3.5", "，", "「好。」", "2&3<4", "👍"]
)
bodies = st.lists(words, min_size=1, max_size=6).map("".join)
articles = st.lists(
    st.lists(st.tuples(bodies, st.sampled_from("。！？")), min_size=1, max_size=4).map(
        lambda parts: "".join(body + mark for body, mark in parts)
    ),
    min_size=1,
    max_size=6,
)


@st.composite
def corrected(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """An article without a sentence that occurs twice, and an edited conversion of it."""
    source = draw(articles)
    converted = machine(source)
    found = [one.text for one in sentences_of(source)]
    assume(len(set(found)) == len(found) == len({one.text for one in sentences_of(converted)}))
    edited = []
    for run in converted:
        pieces, at = "", 0
        for one in sentences_of([run]):
            text = run[one.start : one.end]
            if draw(st.booleans()):
                at_word = draw(st.integers(0, len(text) - 1))
                text = (
                    text[:at_word]
                    + draw(st.sampled_from(["改", "很", "改过的"]))
                    + text[at_word + draw(st.integers(0, 1)) :]
                )
            pieces += run[at : one.start] + text
            at = one.end
        edited.append(pieces + run[at:])
    assume([len(sentences_of([run])) for run in edited] == [len(sentences_of([run])) for run in converted])
    return source, edited


@settings(deadline=None, max_examples=300)
@given(corrected(), st.booleans())
def test_learn_then_apply_gives_the_edited_article(pair: tuple[list[str], list[str]], insert: bool) -> None:
    source, edited = pair
    learned = learn(source, edited)
    assume(not learned.unassigned)
    memory = Memory().merged(learned.memory)
    front = ["完全無關的一段話，甲乙丙。"] if insert else []
    assert reconverted(memory, [*front, *source]) == [*machine(front), *edited]


@settings(deadline=None, max_examples=200)
@given(corrected(), articles)
def test_apply_touches_nothing_but_corrected_sentences(pair: tuple[list[str], list[str]], other: list[str]) -> None:
    memory = memory_of(*pair)
    known = {one.source for one in memory.corrections}
    result = reconverted(memory, other)
    for source, converted, after in zip(other, machine(other), result, strict=True):
        if not known & {one.text for one in sentences_of([source])}:
            assert after == converted


@settings(deadline=None, max_examples=200)
@given(articles, articles)
def test_every_character_of_the_edited_article_is_learned_or_reported(source: list[str], edited: list[str]) -> None:
    found = [one.text for one in sentences_of(source)]
    assume(len(set(found)) == len(found))
    learned = learn(source, edited)
    told = [one.corrected for one in learned.corrections + learned.kept]
    told += [one.text if one.why == "inserted" else one.corrected for one in learned.unassigned]
    assert Counter("".join("".join(told).split())) == Counter("".join("".join(edited).split()))


@settings(deadline=None)
@given(corrected())
def test_merging_twice_is_merging_once(pair: tuple[list[str], list[str]]) -> None:
    learned = learn(*pair).memory
    memory = Memory().merged(learned)
    assert memory.merged(learned) == memory
    assert memory.merged(Memory()) == memory
