"""Characters of the other script: the tables against OpenCC, and each of their characters planted into running text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus import CORPUS, corpus_files
from wenzhang import Source
from wenzhang.config import Config
from wenzhang.conversion import Converter
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.variants import Script
from wenzhang.errors import WenzhangError
from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.fixing import fixed
from wenzhang.validation.leaks import LeakTable, leak_table
from wenzhang.validation.run import Validator

SCRIPTS: tuple[Script, ...] = ("Hant", "Hans")
SENTENCES: dict[Script, tuple[str, str]] = {
    "Hant": ("夜市從傍晚開始熱鬧起來，攤販陸續把燈點亮，遊客說", "，買點心要排隊。"),
    "Hans": ("夜市从傍晚开始热闹起来，摊贩陆续把灯点亮，游客说", "，买点心要排队。"),
}
ERRORS = ("ZH001", "ZH004", "ZH006")


def tables() -> Iterator[tuple[Script, LeakTable]]:
    for script in SCRIPTS:
        yield script, leak_table(script)


def found(source: Source, *codes: str) -> list[Diagnostic]:
    return Validator(Config(select=codes)).diagnose(source)


class TestTables:
    def test_opencc_changes_every_character_that_tells_by_itself(self) -> None:
        chains: dict[Script, tuple[str, ...]] = {"Hant": ("s2t", "s2tw", "s2hk"), "Hans": ("t2s",)}
        for script, table in tables():
            characters = list(table.sole)
            for configuration in chains[script]:
                converted = convert_texts(characters, (configuration,))
                same = [old for old, new in zip(characters, converted, strict=True) if old == new]
                assert not same, (script, configuration)

    def test_the_script_s_own_standard_set_has_none_of_them(self) -> None:
        # Big5 has variants that nobody writes; its level of common characters has none but these.
        assert {c for c in leak_table("Hans").sole if _is_in(c, "gb2312")} == set()
        common = {c for c in leak_table("Hant").sole if _is_in(c, "big5") and c.encode("big5") < b"\xc9\x40"}
        assert common == set("儿听坏")

    def test_what_a_script_writes_instead_is_no_leak_in_it(self) -> None:
        for script, table in tables():
            forms = {form for readings in table.sole.values() for form in readings}
            assert not forms & table.sole.keys(), script

    @pytest.mark.parametrize("script", SCRIPTS)
    def test_words_are_found_and_their_exceptions_are_not(self, script: Script) -> None:
        table = leak_table(script)
        for character, entry in table.shared.items():
            for word in entry.words:
                leaked = word.text[: word.place] + character + word.text[word.place + 1 :]
                places = [(leak.start, leak.word) for leak in table.leaks(leaked)]
                assert any(start == word.place for start, _ in places), (script, leaked)
                assert not list(table.leaks(word.text)), (script, word.text)


def _is_in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


class TestRecall:
    @pytest.mark.parametrize("script", SCRIPTS)
    def test_each_character_is_found_where_it_is_planted(self, script: Script) -> None:
        before, behind = SENTENCES[script]
        validator = Validator(Config(select=("ZH001",)))
        missed = []
        for character, readings in leak_table(script).sole.items():
            source = Source(f"<p>{before}{character}{behind}</p>", path="article.html")
            diagnostics = validator.diagnose(source)
            spans = [source.slice(each.span) for each in diagnostics]
            fixes = [each.fix for each in diagnostics if each.fix is not None]
            is_fixed = [edit.replacement for fix in fixes for edit in fix.edits] == [readings[0]]
            if spans != [character] or (len(readings) == 1 and not (is_fixed and fixes[0].safe)):
                missed.append(character)
        assert len(missed) <= len(leak_table(script).sole) // 100, missed


class TestConversion:
    """What the converter writes has no leak for the rules, but where OpenCC itself reads a word wrongly."""

    # 被复 and 来复 of its phrases take a part of 复制, 当日 one of 日志, 想录 one of 录制.
    OPENCC_ERRORS = ("複製", "日誌", "錄製")

    @pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not there")
    @pytest.mark.parametrize("to", ["zh-TW", "zh-HK"])
    def test_a_clean_article_is_clean_once_it_is_converted(self, to: str) -> None:
        validator = Validator(Config(select=ERRORS))
        converted = 0
        for path in [*corpus_files("mdn-zh-html", "*.html"), *corpus_files("hexo-site", "*.md")][::3]:
            source = Source.from_bytes(path.read_bytes(), path=str(path))
            if validator.diagnose(source):
                continue
            try:
                result = Converter(to=to).convert_source(source)
            except WenzhangError:
                continue
            converted += result is not source
            left = [each.message for each in validator.diagnose(result)]
            assert not [message for message in left if not message.endswith(self.OPENCC_ERRORS)], path
        assert converted > 10

    def test_fixing_leaves_nothing_to_find(self) -> None:
        source = Source(
            "---\nlang: zh-TW\ntitle: 夜市的摊贩\n---\n"
            "<p>入夜以后從車站走過來，头<b>发</b>吹乾了，遊客說皇后在茶几后面點燈。</p>\n",
            path="article.md",
        )
        validator = Validator(Config(select=("ZH",)))
        result = fixed(source, validator, unsafe=True)
        assert not [each for each in validator.diagnose(result.source) if each.severity == "error"]
