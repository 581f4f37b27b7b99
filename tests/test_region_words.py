"""The words that are not those of a region: the lists, what they find where, and how a configuration names them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from command import ARTICLE, run
from wenzhang import Source, load, validate
from wenzhang.config import Config, load_config
from wenzhang.config.settings import WORD_LISTS
from wenzhang.conversion.dictionaries import dictionary
from wenzhang.conversion.engine import convert_texts
from wenzhang.conversion.glossary import Glossary, Term
from wenzhang.errors import ConfigError, GlossaryError
from wenzhang.validation.fixing import fixed
from wenzhang.validation.region_words import SHIPPED, RegionWords
from wenzhang.validation.rules.region import FORMS, HONG_KONG
from wenzhang.validation.run import Validator

FRAMES = {
    "zh-TW": "<p lang='zh-TW'>這裡說的「{}」還要再看。</p>",
    "zh-CN": "<p lang='zh-CN'>这里说的“{}”还要再看。</p>",
}
AMBIGUOUS = (
    "像素 擴展 優化 參數 信息 程序 支持 質量 用戶 項目 對象 通過 實現 訪問 文件 數據 網站 視窗 搜索 菜單".split()
)


def shipped(tag: str) -> tuple[Term, ...]:
    return Glossary.load(SHIPPED / f"{tag}.csv").terms


def found(text: str, *lists: str, root: Path | str = "", name: str = "a.html") -> list[tuple[str, str | None]]:
    """The words that are found, each with the hint what to write."""
    source = Source.from_text(text, path=name)
    config = Config(region_words=lists, select=("ZH003",), root=str(root))
    return [(source.slice(each.span), each.hint) for each in validate(source, config)]


def article(text: str, lang: str | None) -> str:
    return f"---\nlang: {lang}\n---\n<p>{text}</p>" if lang else f"<p>{text}</p>"


@pytest.mark.parametrize("tag", WORD_LISTS)
class TestShippedLists:
    def test_are_in_the_package(self, tag: str) -> None:
        assert files("wenzhang.validation").joinpath(f"words/{tag}.csv").is_file()

    def test_have_words_and_say_where_they_are_from(self, tag: str) -> None:
        words = [term for term in shipped(tag) if not term.is_locked]
        assert 120 <= len(words) <= 250
        assert all(term.note and term.targets.keys() == {tag} for term in words)
        assert {(term.note or "").split()[0] for term in words} == {"OpenCC", "common"}

    def test_what_is_said_to_be_of_opencc_is(self, tag: str) -> None:
        for term in shipped(tag):
            named = (term.note or "").removeprefix("OpenCC ")
            if named != term.note:
                pairs = {(key, value) for key, values in dictionary(named).entries.items() for value in values.split()}
                here, there = convert_texts([term.source, term.targets[tag]], ("t2s",))
                if named == {"zh-TW": "TWPhrasesRev", "zh-CN": "TWPhrases"}[tag]:
                    here, there = there, here
                keys = [key for key, _ in pairs]
                simplified = dict(zip(keys, convert_texts(keys, ("t2s",)), strict=True))
                values = [value for key, value in pairs if simplified[key] == here]
                assert there in convert_texts(values, ("t2s",)), term

    def test_find_each_word_and_nothing_once_it_is_replaced(self, tag: str) -> None:
        validator = Validator(Config(region_words=(tag,), select=("ZH003",)))
        for term in shipped(tag):
            if term.is_locked:
                continue
            source = Source.from_text(FRAMES[tag].format(term.source), path="a.html")
            (finding,) = validator.diagnose(source)
            assert source.slice(finding.span) == term.source
            result = fixed(source, validator, unsafe=True)
            assert result.source.text == FRAMES[tag].format(term.targets[tag])
            assert validator.diagnose(result.source) == []

    def test_lock_words_in_which_another_would_be_found(self, tag: str) -> None:
        words = Glossary(tuple(term for term in shipped(tag) if not term.is_locked))
        for term in shipped(tag):
            if term.is_locked:
                assert words.matches(term.source), term
                assert found(FRAMES[tag].format(term.source), tag) == []

    def test_have_no_word_with_two_readings(self, tag: str) -> None:
        simplified = convert_texts(AMBIGUOUS, ("t2s",))
        assert not {term.source for term in shipped(tag)} & {*AMBIGUOUS, *simplified}


def test_the_real_article_has_no_word_of_another_region() -> None:
    assert validate(load(ARTICLE), Config(region_words=WORD_LISTS, select=("ZH003", "ZH005"))) == []


class TestWhichArticles:
    @pytest.mark.parametrize(
        ("lang", "text", "lists", "words"),
        [
            ("zh-TW", "這個軟件還要再說", ("zh-TW",), ["軟件"]),
            ("zh-Hant-TW", "這個軟件還要再說", ("zh-TW", "zh-CN"), ["軟件"]),
            ("zh-Hant", "這個軟件還要再說", ("zh-TW", "zh-CN"), ["軟件"]),
            (None, "這個軟件還要再說", ("zh-TW",), ["軟件"]),
            (None, "这个软体还要再说", ("zh-TW", "zh-CN"), ["软体"]),
            ("zh-HK", "這個軟件還要再說", ("zh-TW",), []),
            ("zh-SG", "这个软体还要再说", ("zh-CN",), []),
            ("zh-TW", "這個軟件還要再說", ("zh-CN",), []),
            ("zh-CN", "這個軟件還要再說", ("zh-TW",), []),
            ("zh-CN", "这个软件还要再说", ("zh-TW", "zh-CN"), []),
        ],
    )
    def test_a_region_that_is_named_is_that_of_the_list(
        self, lang: str | None, text: str, lists: tuple[str, ...], words: list[str]
    ) -> None:
        assert [word for word, _ in found(article(text, lang), *lists)] == words

    def test_of_two_regions_none_is_meant_by_the_script(self, tmp_path: Path) -> None:
        (tmp_path / "w.csv").write_text("source,zh-TW,zh-HK\n鼠標,滑鼠,滑鼠\n的士高,迪斯可,\n", "utf-8")
        assert found(article("這個鼠標還要再說", None), "w.csv", root=tmp_path) == []
        assert found(article("這個鼠標還要再說", "zh-HK"), "w.csv", root=tmp_path) == [("鼠標", "write '滑鼠'")]
        assert found(article("這個的士高還要再說", "zh-HK"), "w.csv", root=tmp_path) == []

    @pytest.mark.parametrize("column", ["zh-Hant", "*"])
    def test_columns_of_a_script_and_of_all(self, tmp_path: Path, column: str) -> None:
        (tmp_path / "w.csv").write_text(f"source,{column}\n鼠標,滑鼠\n", "utf-8")
        for lang in (None, "zh-TW", "zh-HK", "zh-Hant"):
            assert found(article("這個鼠標還要再說", lang), "w.csv", root=tmp_path) == [("鼠標", "write '滑鼠'")]


class TestOwnLists:
    def words(self, tmp_path: Path, rows: str, text: str) -> list[tuple[str, str | None]]:
        (tmp_path / "w.csv").write_text(f"source,zh-TW,lock,ignore-case\n{rows}", "utf-8")
        return found(article(text, "zh-TW"), "w.csv", root=tmp_path)

    @pytest.mark.parametrize("written", ["鼠标", "鼠標"])
    def test_a_word_is_found_in_both_scripts(self, tmp_path: Path, written: str) -> None:
        words = self.words(tmp_path, f"{written},滑鼠\n", "這隻鼠標與鼠标還說得過去，我們買這個")
        assert words == [("鼠標", "write '滑鼠'"), ("鼠标", "write '滑鼠'")]

    def test_in_the_forms_of_each_region(self, tmp_path: Path) -> None:
        words = self.words(tmp_path, "心里話,真心話\n", "心裡話、心裏話都說了")
        assert [word for word, _ in words] == ["心裡話", "心裏話"]

    def test_but_not_where_that_is_what_is_to_be_written(self, tmp_path: Path) -> None:
        words = self.words(tmp_path, "裏面,裡面\n", "裏面與裡面都說了")
        assert words == [("裏面", "write '裡面'")]

    def test_the_longest_and_no_locked_one(self, tmp_path: Path) -> None:
        words = self.words(tmp_path, "程序,程式\n程序員,工程師\n民事程序,,yes\n", "程序、程序員、民事程序都說了")
        assert [word for word, _ in words] == ["程序", "程序員"]

    def test_a_word_stands_in_what_is_to_be_written(self, tmp_path: Path) -> None:
        words = self.words(tmp_path, "面板,控制面板\n", "打開面板，打開控制面板，都說了")
        assert words == [("面板", "write '控制面板'")]

    def test_latin_letters(self, tmp_path: Path) -> None:
        rows = "U盤,隨身碟\nwifi,Wi-Fi,,yes\nGithub,GitHub\niphone,iPhone,,yes\n"
        words = self.words(tmp_path, rows, "把U盤與CPU盤都說了，WiFi、Wi-Fi、Github、github、GitHub、iPhone、IPHONE")
        assert [word for word, _ in words] == ["U盤", "WiFi", "Github", "IPHONE"]

    def test_of_two_lists_the_later_one_holds(self, tmp_path: Path) -> None:
        (tmp_path / "w.yaml").write_text("terms:\n  軟件: {zh-TW: 程式}\nlocked: [網絡]\n", "utf-8")
        words = found(article("這個軟件與網絡與硬盤還要再說", "zh-TW"), "zh-TW", "w.yaml", root=tmp_path)
        assert words == [("軟件", "write '程式'"), ("硬盤", "write '硬碟'")]

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ("甲詞,乙詞\n乙詞,丙詞\n", "w.csv:2:1: '甲詞' is to become '乙詞', which w.csv:3 replaces itself"),
            ("丁詞,戊詞\n乙詞,乙詞\n", "w.csv:3:1: '乙詞' is to become '乙詞', which w.csv:3 replaces itself"),
            ("甲詞,乙詞\n乙詞,甲詞\n", "w.csv:2:1: '甲詞' is to become '乙詞', which w.csv:3 replaces itself"),
            ("甲詞,wifi\nWiFi,Wi-Fi,,yes\n", "w.csv:2:1: '甲詞' is to become 'wifi', which w.csv:3 replaces itself"),
            ("甲詞,乙詞\n甲詞,丙詞\n", "w.csv:3:1: the term '甲詞' is there twice, first on line 2"),
            ("甲詞,,yes\n", "w.csv: has no column of a region with words in it"),
        ],
    )
    def test_that_contradict_themselves(self, tmp_path: Path, rows: str, message: str) -> None:
        with pytest.raises(GlossaryError) as raised:
            self.words(tmp_path, rows, "")
        assert str(raised.value).startswith(f"{tmp_path}/{message} (")

    def test_across_two_lists(self, tmp_path: Path) -> None:
        (tmp_path / "w.csv").write_text("source,zh-TW\n軟體,軟件\n", "utf-8")
        with pytest.raises(GlossaryError, match=r"zh-TW\.csv:\d+:1: '軟件' is to become '軟體', which w\.csv:2"):
            RegionWords(Config(region_words=("zh-TW", "w.csv"), root=str(tmp_path)))

    @pytest.mark.parametrize("tag", ["zh-TW", "zh-HK"])
    def test_what_another_region_says_is_no_contradiction(self, tmp_path: Path, tag: str) -> None:
        (tmp_path / "w.csv").write_text("source,zh-TW,zh-HK\n軟件,軟體,\n軟體,,軟件\n", "utf-8")
        assert len(found(article("這個軟件與軟體還要再說", tag), "w.csv", root=tmp_path)) == 1

    def test_that_are_none(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"there is no list of words 'zh-HK' .zh-TW and zh-CN are there"):
            Validator(Config(region_words=("zh-HK",), root=str(tmp_path)))
        with pytest.raises(GlossaryError, match=r"nowhere\.csv"):
            Validator(Config(region_words=("nowhere.csv",), root=str(tmp_path)))


class TestConfiguration:
    def on(self, **settings: object) -> bool:
        return "ZH003" in Validator(Config(**settings)).rulesets.of(None).codes  # type: ignore[arg-type]

    def test_a_list_turns_the_rule_on(self) -> None:
        assert not self.on()
        assert self.on(region_words=("zh-TW",))
        assert not self.on(region_words=("zh-TW",), ignore=("ZH003",))
        assert not self.on(region_words=("zh-TW",), select=("FM",))
        assert self.on(region_words=("zh-TW",), select=("FM",), extend_select=("region-word",))

    def test_paths_are_from_their_own_file(self, tmp_path: Path) -> None:
        (tmp_path / "shared").mkdir()
        (tmp_path / "site").mkdir()
        (tmp_path / "shared" / "base.toml").write_text('region-words = ["zh-TW", "w.csv"]\n', "utf-8")
        (tmp_path / "site" / "wenzhang.toml").write_text('extend = "../shared/base.toml"\n', "utf-8")
        config = load_config(tmp_path / "site" / "wenzhang.toml")
        assert config.region_words == ("zh-TW", "../shared/w.csv")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an article and a list, which the command runs in."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.html").write_text(
        "---\ntitle: 甲\nlang: zh-TW\n---\n<p>這個鼠標與軟件還要再說。</p>\n", "utf-8"
    )
    (tmp_path / "w.csv").write_text("source,zh-TW\n鼠標,滑鼠\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestCommand:
    def words(self, *arguments: str) -> list[str]:
        result = run("validate", "posts", "--output-format", "json", *arguments)
        return [each["message"].split("'")[1] for each in result.json["diagnostics"] if each["code"] == "ZH003"]

    def test_a_list_for_one_run(self, folder: Path) -> None:
        assert self.words() == []
        assert self.words("--region-words", "w.csv") == ["鼠標"]
        assert self.words("--region-words", "zh-TW") == ["鼠標", "軟件"]
        assert self.words("--region-words", str(folder / "w.csv"), "--region-words", "zh-TW") == ["鼠標", "軟件"]

    def test_with_what_is_selected(self, folder: Path) -> None:
        (folder / "posts" / "wenzhang.toml").write_text('select = ["FM"]\nignore = ["ZH003"]\n', "utf-8")
        assert self.words() == []
        assert self.words("--region-words", "w.csv") == ["鼠標"]
        assert self.words("--region-words", "w.csv", "--select", "FM") == ["鼠標"]
        assert self.words("--region-words", "w.csv", "--ignore", "ZH003") == []

    def test_takes_the_place_of_those_of_the_configuration(self, folder: Path) -> None:
        (folder / "posts" / "wenzhang.toml").write_text('region-words = ["zh-TW"]\n', "utf-8")
        assert self.words() == ["鼠標", "軟件"]
        assert self.words("--region-words", "w.csv") == ["鼠標"]
        assert self.words("--select", "FM") == []

    def test_the_cache_knows_what_lists_say(self, folder: Path) -> None:
        assert self.words("--region-words", "w.csv") == ["鼠標"]
        (folder / "w.csv").write_text("source,zh-TW\n軟件,軟體\n", "utf-8")
        assert self.words("--region-words", "w.csv") == ["軟件"]

    def test_one_that_contradicts_itself(self, folder: Path) -> None:
        (folder / "w.csv").write_text("source,zh-TW\n鼠標,滑鼠\n滑鼠,鼠標\n", "utf-8")
        result = run("validate", "posts", "--region-words", "w.csv")
        assert result.code == 2
        assert "w.csv:2:1: '鼠標' is to become '滑鼠', which w.csv:3 replaces itself" in result.err


class TestForms:
    """Those of ZH005."""

    @pytest.mark.parametrize(("name", "is_hong_kong"), [("TWVariants", False), ("HKVariants", True)])
    def test_are_those_of_opencc(self, name: str, is_hong_kong: bool) -> None:
        checked = 0
        for character, values in dictionary(name).entries.items():
            own = set(values.split(" "))
            for forms in FORMS:
                if {character, *own} & {*forms} == {*forms}:
                    assert own & {forms[0], *(HONG_KONG if is_hong_kong else "")}, forms
                    checked += 1
        assert checked > 20

    def test_each_character_stands_in_one_of_them(self) -> None:
        characters = "".join(FORMS)
        assert len(set(characters)) == len(characters) == 2 * len(FORMS)
        assert set(HONG_KONG) <= {forms[1] for forms in FORMS}
