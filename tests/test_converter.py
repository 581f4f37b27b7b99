"""What goes beyond the dictionaries: terms, overrides, quotation marks, selectors, corrections, and what to review."""

from __future__ import annotations

import pickle
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import corpus_files
from wenzhang import Converter, Glossary, Memory, Policy, Source, WenzhangError, convert_source, load, parse
from wenzhang.conversion import Term
from wenzhang.conversion.learning import learn
from wenzhang.conversion.overrides import overrides
from wenzhang.conversion.variants import VARIANTS
from wenzhang.errors import VariantError


def converted(text: str, to: str = "zh-CN", from_: str | None = "zh-TW", **settings: Any) -> str:
    return Converter(to, from_, **settings).convert_source(Source.from_text(text)).text


def terms(*found: Term) -> Glossary:
    return Glossary(found)


class TestGlossary:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("<p>在後台</p>", "<p>在後台</p>"),  # 在後 is a phrase of the dictionaries that begins earlier
            ("<p>後臺在後台後</p>", "<p>后台在後台后</p>"),
            ("<p>在<b>後</b>台裡</p>", "<p>在<b>後</b>台里</p>"),
            ("<p>這是軟體。</p>", "<p>这是软体。</p>"),
            ("<p>軟<i>體</i></p>", "<p>软<i>体</i></p>"),
            ("<p>記憶體</p>", "<p>内存条</p>"),
            ("<p>記憶<b>體</b>後</p>", "<p>内存<b>条</b>后</p>"),
            ("<h2>GPU</h2><p>GPUs，gpu</p>", "<h2>图形处理器</h2><p>GPUs，gpu</p>"),
            ('<img alt="後台">', '<img alt="後台">'),
            ("---\ntitle: 後台的軟體\n---\n", "---\ntitle: 後台的软体\n---\n"),
        ],
    )
    def test_decides_before_the_dictionaries(self, text: str, expected: str) -> None:
        glossary = terms(
            Term("後台"),
            Term("軟體", {"zh-CN": "软体"}),
            Term("記憶體", {"zh-Hans": "内存条"}),
            Term("GPU", {"*": "图形处理器"}),
        )
        assert converted(text, glossary=glossary) == expected

    def test_a_term_for_other_targets_is_converted_as_ever(self) -> None:
        assert converted("<p>軟體</p>", glossary=terms(Term("軟體", {"zh-HK": "軟件"}))) == "<p>软件</p>"

    TERMS = ("後台", "里程", "发", "乾", "軟體", "头发", "體的", "ABC", "计算")
    AROUND = st.text(st.sampled_from("後台在里程头发展乾軟體的计算机AB C，<b>。"), max_size=6)

    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.tuples(AROUND, st.sampled_from(TERMS)), min_size=1, max_size=4), AROUND, st.booleans())
    def test_a_locked_term_never_changes(self, pieces: list[tuple[str, str]], end: str, simplify: bool) -> None:
        """Whatever stands around it: as many of it are there afterwards, and the rest is what it is without it."""
        text = "".join(f"{around.replace('<', '&lt;')}|{term}|" for around, term in pieces) + end.replace("<", "&lt;")
        to, from_ = ("zh-CN", "zh-TW") if simplify else ("zh-TW", "zh-CN")
        glossary = terms(*map(Term, self.TERMS))
        result = converted(f"<p>{text}</p>", to, from_, glossary=glossary)
        for (_, term), found in zip(pieces, result.split("|")[1::2], strict=True):
            assert found == term

    @settings(max_examples=200, deadline=None)
    @given(AROUND, st.sampled_from(TERMS), AROUND)
    def test_nor_where_it_touches_other_words(self, before: str, term: str, after: str) -> None:
        glossary = terms(Term(term))
        text = f"{before}{term}{after}".replace("<", "")
        matches = glossary.matches(text)
        result = converted(f"<p>{text}</p>", "zh-TW", "zh-CN", glossary=glossary)
        assert result.count(term) >= len(matches)


class TestOverrides:
    @pytest.mark.parametrize(
        ("markup", "tag", "says"),
        [
            ("-{zh-tw:軟體;zh-cn:软件}-", "zh-CN", "软件"),
            ("-{ zh-hans : 软件 ; zh-hant : 軟體 ; }-", "zh-SG", "软件"),
            ("-{zh-hk:軟件;zh-cn:软件}-", "zh-TW", "軟件"),
            ("-{後}-", "zh-CN", "後"),
            ("-{R|後}-", "zh-CN", "後"),
            ("-{zh-tw:軟體}-", "zh-CN", None),
            ("-{H|zh-tw:軟體;zh-cn:软件}-", "zh-CN", None),
            ("-{軟體=>zh-cn:软件;}-", "zh-CN", None),
            ("-{}-", "zh-CN", ""),
            ("-{-}-{x}-", "zh-CN", None),
            ("-{-{zh-tw:甲;zh-cn:乙}-}-", "zh-CN", None),
            ("-{a-{b}-c}-", "zh-CN", None),
            ("-{a-{b}--{c}-d}-}-", "zh-CN", None),
            ("-{a -{b}-", "zh-CN", "b"),
            ("}- -{b}- -{", "zh-CN", "b"),
        ],
    )
    def test_what_they_say(self, markup: str, tag: str, says: str | None) -> None:
        assert [fixed.text for fixed in overrides(markup, VARIANTS[tag])] == ([] if says is None else [says])

    def test_are_markup_only_if_they_are_switched_on(self) -> None:
        text = "<p>的-{zh-tw:軟體;zh-cn:软体}-裡</p>"
        assert converted(text, overrides=True) == "<p>的软体里</p>"
        assert converted(text) == "<p>的-{zh-tw:软件;zh-cn:软体}-里</p>"

    def test_are_resolved_in_the_article_s_own_variant(self) -> None:
        text = "---\nlang: zh-TW\n---\n<p>這裡的-{zh-tw:軟體;zh-cn:软件}-</p>"
        assert converted(text, "zh-TW", None, overrides=True) == "---\nlang: zh-TW\n---\n<p>這裡的軟體</p>"


class TestPunctuation:
    @pytest.mark.parametrize(
        ("text", "to", "expected"),
        [
            ("<p>他說「很『好』」。</p>", "zh-CN", "<p>他说“很‘好’”。</p>"),
            ("<p>他说“很‘好’”。</p>", "zh-TW", "<p>他說「很『好』」。</p>"),
            ("<p>「甲<br>乙<code>「」</code>丙『丁』」</p>", "zh-CN", "<p>“甲<br>乙<code>「」</code>丙‘丁’”</p>"),
            ("<p>「甲</p><p>『乙』</p>", "zh-CN", "<p>“甲</p><p>“乙”</p>"),
            ("---\ntitle: 「軟體」\n---\n", "zh-CN", "---\ntitle: “软件”\n---\n"),
            ("<p>「這裡」don’t</p>", "zh-CN", "<p>“这里”don’t</p>"),
        ],
    )
    def test_quotation_marks_are_those_of_the_region(self, text: str, to: str, expected: str) -> None:
        assert converted(text, to, "zh-CN" if to == "zh-TW" else "zh-TW", punctuation=True) == expected

    def test_they_stay_in_terms_and_unless_asked_for(self) -> None:
        assert converted("<p>「後」</p>") == "<p>「后」</p>"
        glossary = terms(Term("「後」"))
        assert converted("<p>「後」「後</p>", punctuation=True, glossary=glossary) == "<p>「後」“后</p>"


class TestSelectors:
    @pytest.mark.parametrize(
        ("policy", "converts"),
        [
            (Policy(attributes=Policy().attributes), "title first second third quote"),
            (Policy(exclude=(".x",)), "second third quote"),
            (Policy(include=(".x",)), "title first"),
            (Policy(include=("#a",), exclude=("b", "p + p")), "title first"),
            (Policy(include=("p", "blockquote"), exclude=("p + p", ".x")), "quote"),
        ],
    )
    def test_include_and_exclude(self, policy: Policy, converts: str) -> None:
        body = (
            '<div id="a"><p class="x" title="{title}">{first}<b>台</b></p><p>{second}<p>{third}</div>'
            "<blockquote>{quote}</blockquote>"
        )
        names = "title first second third quote".split()
        before = body.format_map(dict.fromkeys(names, "後"))
        after = body.format_map({name: "后" if name in converts.split() else "後" for name in names})
        assert converted(before, policy=policy) == after
        assert converted(f"\r\n{before}\r\n", policy=policy) == f"\r\n{after}\r\n"

    def test_a_bad_one_is_an_error(self) -> None:
        with pytest.raises(WenzhangError, match="no CSS selector"):
            converted("<p>後</p>", policy=Policy(exclude=("p[",)))


class TestMemory:
    SOURCE = "<p>這個軟體的品質很好。記憶<b>體</b>不夠。</p><p>他在台北。</p>"

    def memory(self, corrected: str) -> Memory:
        learned = learn(Source.from_text(self.SOURCE), Source.from_text(corrected), Converter("zh-CN", "zh-TW"))
        return Memory().merged(learned.memory)

    def test_a_correction_is_applied_again(self) -> None:
        machine = converted(self.SOURCE)
        assert machine == "<p>这个软件的品质很好。内存<b></b>不够。</p><p>他在台北。</p>"
        memory = self.memory(machine.replace("品质很好", "品质极佳").replace("台北", "台北市"))
        assert len(memory.corrections) == 2
        assert converted(self.SOURCE, memory=memory) == machine.replace("品质很好", "品质极佳").replace(
            "台北", "台北市"
        )

    def test_after_the_article_changed_elsewhere(self) -> None:
        memory = self.memory(converted(self.SOURCE).replace("品质很好", "品质极佳"))
        changed = f"<h2>新的一節</h2><p>不相干的段落。</p>{self.SOURCE}".replace("這個軟體的", "<i>這個</i>軟體的")
        assert "<i>这个</i>软件的品质极佳。" in converted(changed, memory=memory)

    def test_one_whose_sentence_is_gone_is_reported(self) -> None:
        memory = self.memory(converted(self.SOURCE).replace("台北", "台北市"))
        source = Source.from_text(self.SOURCE.replace("他在台北。", ""))
        review = Converter("zh-CN", "zh-TW", memory=memory).conversion(source).review
        assert [correction.source for correction in review.unused] == ["他在台北。"]
        assert not review.corrections

    def test_terms_win_over_corrections(self) -> None:
        memory = self.memory(converted(self.SOURCE).replace("软件", "软体").replace("很好", "极佳"))
        glossary = terms(Term("軟體"))
        result = converted(self.SOURCE, memory=memory, glossary=glossary)
        assert result.startswith("<p>这个軟體的品质极佳。")

    def test_the_wrong_file_teaches_nothing(self) -> None:
        source = Source.from_text(f"<p>{'這裡的軟體與記憶體還沒說'}</p>")
        with pytest.raises(VariantError, match="not in zh-CN but in the script of the original"):
            learn(source, source, Converter("zh-CN"))


class TestReview:
    def review(self, text: str, **settings: Any) -> Any:
        conversion = Converter("zh-CN", "zh-TW", **settings).conversion(Source.from_text(text))
        return conversion.review

    def test_what_was_chosen_and_what_changed(self) -> None:
        text = "<p>乾 杯，<i>記憶</i>體與程式</p>"
        review = self.review(text)
        (choice,) = review.choices
        assert (choice.before, choice.after, choice.candidates, choice.attested) == ("乾", "干", ("干", "乾"), True)
        assert choice.context == "【乾】 杯，記憶體與程"
        assert [(word.before, word.after) for word in review.words] == [("記憶體", "内存"), ("程式", "程序")]
        assert [text[word.span.start : word.span.end] for word in review.words] == ["記憶</i>體", "程式"]
        assert [(word.before, word.after) for word in review.crossing] == [("記憶體", "内存")]
        assert review.undecided == 0

    def test_terms_and_overrides(self) -> None:
        glossary = terms(Term("後台"), Term("軟體", {"zh-CN": "软体"}))
        review = self.review("<p>後台軟體-{zh-cn:鼠标}-後</p>", glossary=glossary, overrides=True)
        assert [(use.before, use.after, use.kind) for use in review.terms] == [
            ("後台", "後台", "locked"),
            ("軟體", "软体", "mapped"),
            ("-{zh-cn:鼠标}-", "鼠标", "override"),
        ]

    def test_places_hold_behind_references_and_astral_characters(self) -> None:
        text = "<p>💬&amp;&#36575;<b>體</b></p>"
        (word,) = self.review(text).words
        assert text[word.span.start : word.span.end] == "&#36575;<b>體"

    def test_is_json(self) -> None:
        review = self.review("<p>乾，軟體</p>")
        data = msgspec.json.decode(msgspec.json.encode(review))
        assert data["choices"][0]["type"] == "choice"
        assert data["words"][0]["from"] == "軟體"


class TestConverter:
    def test_pickles_by_its_settings(self) -> None:
        converter = Converter("zh-HK", glossary=terms(Term("後台")), policy=Policy(exclude=("b",)))
        converter.convert_text("軟體裡")
        assert pickle.loads(pickle.dumps(converter)) == converter

    def test_text_goes_the_same_way(self) -> None:
        converter = Converter("zh-CN", "zh-TW", punctuation=True, glossary=terms(Term("後台")))
        assert converter.convert_text("後台的「軟體」") == "後台的“软件”"

    def test_edits_and_result_are_one(self) -> None:
        for path in corpus_files("mdn-zh-html/zh-tw", "*.html")[::10]:
            conversion = Converter("zh-CN").conversion(load(path).source)
            assert conversion.source.apply(conversion.edits) == conversion.result

    def test_articles_keep_their_type(self) -> None:
        article = parse("---\ntitle: 軟體裡\n---\n<h2>後台</h2><p>軟體</p>")
        assert Converter("zh-CN").convert(article).sections[0].title == "后台"


@pytest.mark.parametrize("folder", ["zh-tw", "zh-cn"])
def test_twice_is_once_for_every_pair(folder: str) -> None:
    for path in corpus_files(f"mdn-zh-html/{folder}", "*.html")[:: 6 if folder == "zh-tw" else 24]:
        source = Source.from_path(path)
        for from_ in VARIANTS:
            if VARIANTS[from_].script != ("Hant" if folder == "zh-tw" else "Hans"):
                continue
            for to in VARIANTS:
                once = convert_source(source, to, from_)
                assert convert_source(once, to, from_) == once, (path, to, from_)


def test_messages_that_people_translated_twice(capsys: pytest.CaptureFixture[str]) -> None:
    """Through tags and references we are as near to people's own words as OpenCC on plain text is."""
    (path,) = corpus_files("django-po", "pairs.jsonl")
    pairs = [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
    for to, from_, source, target in (
        ("zh-TW", "zh-CN", "zh_Hans", "zh_Hant"),
        ("zh-CN", "zh-TW", "zh_Hant", "zh_Hans"),
    ):
        texts = [pair[source] for pair in pairs]
        bare = [Converter(to, from_).convert_text(text) for text in texts]
        body = "".join(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>\n" for text in texts)
        found = re.findall(r"<p>(.*?)</p>\n", converted(body, to, from_), re.DOTALL)
        ours = [text.replace("&lt;", "<").replace("&amp;", "&") for text in found]
        counts = [sum(map(str.__eq__, texts, (pair[target] for pair in pairs))) for texts in (ours, bare)]
        with capsys.disabled():
            print(
                f"\ndjango-po, {from_} to {to}: {counts[0]} of {len(pairs)} as people wrote them; OpenCC: {counts[1]}"
            )
        assert counts[0] >= counts[1]


class TestOrigin:
    @pytest.mark.parametrize(
        ("text", "settings"),
        [
            ("<p>执行简单的着色器程序。</p>", {"to": "zh-HK"}),
            ("---\nlang: zh-TW\n---\n<p>程式。</p>", {"to": "zh-CN", "from_": "zh-TW"}),
            (
                "<p>臺灣網路資訊協會的程式很好，還沒說過話。</p>",
                {"to": "zh-CN", "glossary": terms(Term("臺灣網路資訊協會"))},
            ),
            ("<p>這裡的軟體和程式</p>", {"to": "zh-HK"}),
            ("<p>「軟體」的『程式』還沒說過</p>", {"to": "zh-CN", "from_": "zh-TW", "punctuation": True}),
        ],
    )
    def test_twice_is_once(self, text: str, settings: dict[str, Any]) -> None:
        converter = Converter(**settings)
        once = converter.convert_source(Source.from_text(text))
        assert once.text != text
        assert converter.convert_source(once) == once

    def test_said_it_is_converted(self) -> None:
        text = "<p>使用者在電腦上使用數據程式和軟體的時候會看到文件</p>"
        assert converted(text, "zh-HK", "zh-TW") != text

    def test_references_tell_as_what_they_mean(self) -> None:
        text = "<p>&#36575;&#39636;&#38283;&#30332;</p><pre>x</pre>"
        assert converted(text, from_=None) == "<p>&#36719;&#20214;&#24320;&#21457;</p><pre>x</pre>"

    def test_what_is_selected_tells_nothing(self) -> None:
        policy = Policy(include=("figcaption",))
        assert converted("<p>這裡還沒說</p>", from_=None, policy=policy) == "<p>這裡還沒說</p>"
        text = "<p>這裡還沒說</p><figcaption>后</figcaption>"
        assert converted(text, from_=None, policy=policy) == text

    def test_edited_text_around_attributes_is_learned(self) -> None:
        source = (
            '<p>我們開發這個軟體的時候<a href="x" title="點選網路連結">請看說明</a>然後繼續。</p>\n'
            "<p>第二段關於資料庫。</p>"
        )
        machine = converted(source)
        learned = learn(Source.from_text(source), Source.from_text(machine), Converter("zh-CN", "zh-TW"))
        assert not learned.unassigned
        assert not learned.corrections
        learned = learn(
            Source.from_text(source), Source.from_text(machine.replace("时候", "时间")), Converter("zh-CN", "zh-TW")
        )
        assert len(learned.corrections) == 1


def test_escaped_quotes_and_backslashes_are_what_they_mean() -> None:
    source = Source('---\ntitle: "他說\\"軟體\\\\頭\\u767c\\""\n---\n<p>這裡說話</p>', path="a.html")
    conversion = Converter("zh-CN").conversion(source)
    assert [run.run.text for run in conversion.runs] == ['他說"軟體\\頭發"', "這裡說話"]
    assert conversion.result.text.splitlines()[1] == 'title: "他说\\"软件\\\\头\\u53d1\\""'
