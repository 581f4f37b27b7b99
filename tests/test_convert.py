from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import FIXTURES, tokenizer_cases, tree_cases
from wenzhang import (
    EncodeError,
    FormatError,
    FrontMatterError,
    Source,
    VariantError,
    convert,
    convert_source,
    convert_text,
    from_json,
    load,
    parse,
    to_json,
)
from wenzhang.conversion import conversion_edits

CASES = sorted((FIXTURES / "cases" / "convert").glob("*/zh-*.html"))
REAL = FIXTURES / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"


def converted(text: str, to: str = "zh-CN", from_: str | None = "zh-TW", **options: Any) -> str:
    return convert_source(Source.from_text(text), to, from_, **options).text


class TestCases:
    @pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
    def test_is_as_written_by_hand(self, path: Path) -> None:
        tag, _, option = path.stem.partition(".")
        assert option in ("", "no-phrases")
        source = Source.from_path(path.with_name("source.html"))
        result = convert_source(source, tag, phrases=not option)
        assert result.text == path.read_bytes().decode()
        assert convert_source(result, tag, phrases=not option) is result

    @pytest.mark.parametrize("line_end", ["\r\n", "\r"])
    @pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
    def test_is_the_same_with_other_line_ends(self, path: Path, line_end: str) -> None:
        tag, _, option = path.stem.partition(".")
        source, expected = (
            file.read_bytes().decode().replace("\n", line_end) for file in (path.with_name("source.html"), path)
        )
        assert convert_source(Source.from_text(source), tag, phrases=not option).text == expected


class TestEdits:
    def test_hold_nothing_but_what_differs(self) -> None:
        source = Source.from_path(REAL)
        edits = conversion_edits(source)
        assert edits == sorted(edits, key=lambda edit: edit.span)
        for edit in edits:
            old = source.slice(edit.span)
            assert old[0] != edit.replacement[0]
            assert old[-1] != edit.replacement[-1]

    def test_there_are_none_for_what_is_in_the_target_already(self) -> None:
        source = convert_source(Source.from_path(REAL))
        assert conversion_edits(source) == []
        assert conversion_edits(source, "zh-CN", "zh-TW") == []
        assert convert_source(source, "zh-CN", "zh-TW") is source

    def test_characters_that_lose_nothing_come_back(self) -> None:
        source = Source.from_path(REAL)
        simplified = convert_source(source, "zh-CN", phrases=False)
        assert simplified.text != source.text
        assert convert_source(simplified, "zh-TW", phrases=False) == source

    @pytest.mark.parametrize(("source", "target"), [("zh-CN", "zh-SG"), ("zh-HK", "zh-MO"), ("zh-Hans", "zh-CN")])
    def test_variants_that_differ_by_name_only(self, source: str, target: str) -> None:
        text = f'<html lang="{source}"><p>软件 軟件</p>'
        assert converted(text, target, None) == text.replace(source, target)


class TestArticle:
    def test_is_read_anew(self) -> None:
        article = load(REAL)
        result = convert(article)
        assert result.title == "GPU 与 TPU 终极对决：谁才是 AI 发展跳跃式成长的关键引擎？"
        assert [section.title for section in result.sections][1] == "二、 性能与扩展性 (Scaling)"
        assert result.figures[0].caption == "图：GPU 是全能的瑞士刀，TPU 是专注的激光切割机。"
        assert result.source.path == str(REAL)
        assert convert(result) is result
        assert article.title is not None
        assert "終極" in article.title

    def test_keeps_the_type_of_its_front_matter(self) -> None:
        class Meta(msgspec.Struct):
            title: str

        article = parse("---\ntitle: 軟體\n---\n<p>軟體", front_matter_type=Meta)
        assert convert(article).meta == Meta("软件")

    def test_without_its_source_is_an_error(self) -> None:
        article = load(REAL)
        assert convert(from_json(to_json(article, source=True))).title == convert(article).title
        with pytest.raises(FormatError, match="no source to convert"):
            convert(from_json(to_json(article)))


class TestText:
    def test_is_converted_whole(self) -> None:
        assert convert_text("<code>軟體</code> https://a.com/軟體") == "<code>软件</code> https://a.com/软件"
        assert convert_text("軟體", phrases=False) == "软体"
        assert convert_text("软件", "zh-TW") == "軟體"
        assert convert_text("軟體", "zh-HK", "zh-TW") == "軟件"
        assert convert_text("裡面\0後面\ud800軟體", "zh-CN", "zh-TW") == "里面\0后面\ud800软件"

    def test_in_the_target_already(self) -> None:
        assert convert_text("进程和程序", "zh-CN") == "进程和程序"

    def test_of_no_clear_script(self) -> None:
        with pytest.raises(VariantError, match="no character that shows"):
            convert_text("大中小", "zh-CN")


class TestVariantOfTheArticle:
    @pytest.mark.parametrize(
        ("head", "body", "expected"),
        [
            ("lang: zh-HK", "<p>軟件</p>", "软件"),
            ("lang: zh_Hant_TW", "<p>軟體</p>", "软件"),
            ("language: zh-TW", '<html lang="en"><p lang="zh-TW">軟體</p>', "软件"),
            ("lang: zh", '<html lang="ja"><p lang="zh">軟體</p>', "软件"),
            ("title: 軟體", '<html lang="zh-TW"><p>軟體</p>', "软件"),
            ("title: x", '<p>軟體</p><p lang="en">软件</p>', "软件"),
            ("title: x", '<div lang="zh-TW"><p>軟體</p></div>', "软件"),
        ],
    )
    def test_is_what_it_says_else_what_it_shows(self, head: str, body: str, expected: str) -> None:
        assert f">{expected}</p>" in converted(f"---\n{head}\n---\n{body}", "zh-CN", None)

    def test_what_is_given_counts_more(self) -> None:
        assert converted("---\nlang: zh-CN\n---\n<p>軟體</p>", "zh-CN", "zh-TW").endswith("<p>软件</p>")
        assert converted("---\nlang: en\n---\n<p>軟體</p>").endswith("<p>软件</p>")

    @pytest.mark.parametrize("declared", ["zh-TW", "zh-CN", None])
    def test_text_that_is_in_the_script_of_the_target_is_left_alone(self, declared: str | None) -> None:
        text = f"---\nlang: {declared}\n---\n<p>这个程序在后台运行</p>" if declared else "<p>这个程序在后台运行</p>"
        for from_ in (None, "zh-TW", "zh-HK", "zh-CN"):
            assert converted(text, "zh-CN", from_) == text

    def test_text_that_says_it_is_in_the_target_is_left_alone(self) -> None:
        text = "---\nlang: zh-HK\n---\n<p>軟件</p>"
        assert converted(text, "zh-HK", None) == text
        assert converted(text, "zh-HK", "zh-TW") == text

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("<p>Nothing but English", "is not Chinese"),
            ("<p>這裡的軟體，这里的软件", "mixes both scripts"),
            ("<p>大中小", "no character that shows"),
            ("<p>大中小<code>軟體</code>", "no character that shows"),
            ("---\nlang: en\n---\n<p>軟體", "says that it is in 'en', which is not Chinese"),
            ("---\nlang: zh-XX\n---\n<p>大中小", "no character that shows"),
        ],
    )
    def test_what_is_not_clear_is_an_error_and_no_guess(self, text: str, problem: str) -> None:
        with pytest.raises(VariantError, match=problem) as caught:
            convert_source(Source.from_text(text, "a.html"))
        assert caught.value.path == "a.html"
        assert "--from" in (caught.value.hint or "")

    def test_unknown_tags(self) -> None:
        for to, from_ in (("zh-XX", None), ("zh-CN", "tw")):
            with pytest.raises(VariantError):
                converted("<p>軟體", to, from_)


class TestFrontMatter:
    def test_that_cannot_be_read_is_an_error(self) -> None:
        with pytest.raises(FrontMatterError):
            converted("---\ntitle: [\n---\n<p>軟體")

    def test_a_value_that_an_identifier_shares_stays(self) -> None:
        text = "---\ntitle: &t 軟體\nslug: *t\nexcerpt: &e 後\nsummary: *e\n---\n"
        assert converted(text) == text.replace("後", "后")

    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            (r'"\u8edf體\n後"', r'"\u8f6f件\n后"'),
            (r'"\\u8edf後"', r'"\\u8edf后"'),
            (r'"\U00008EDF\x41"', r'"\U00008F6F\x41"'),
            ("'後''裡'", "'后''里'"),
            ("!!str 後", "!!str 后"),
            ("|-\n  # 後\n  裡", "|-\n  # 后\n  里"),
            ("> # 後\n  裡\n\n  面", "> # 後\n  里\n\n  面"),
            ("後 # 後", "后 # 後"),
            ("后\n  後", "后\n  后"),
        ],
    )
    def test_yaml_in_every_notation(self, raw: str, expected: str) -> None:
        assert converted(f"---\ntitle: {raw}\nslug: 後\n---\n") == f"---\ntitle: {expected}\nslug: 後\n---\n"

    def test_numbers_and_dates_stay(self) -> None:
        text = "---\ntitle: 2026-01-09\ntags: [1, true, ~]\nexcerpt: 12:30\n---\n<p>甲"
        assert converted(text) == text


class TestBody:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("", ""),
            ("後", "后"),
            ("<p>後<p title=後", "<p>后<p title=後"),
            ("<p>後</p", "<p>后</p"),
            ("<p>後<!-- 後", "<p>后<!-- 後"),
            ("<title>後", "<title>后"),
            ("<script>後", "<script>後"),
            ("<p>後\0後</p>", "<p>后\0后</p>"),
            ("<p>後⿰亻後</p><p>後</p>", "<p>后⿰亻後</p><p>后</p>"),
            ("<p>後\x1f後</p><p>後</p>", "<p>后\x1f后</p><p>后</p>"),
            ("<p>💬後\U000e0100後</p>", "<p>💬后\U000e0100后</p>"),
            ("\r\n<p\r\ntitle='後\r\n'>後\r\n\r後</p>", "\r\n<p\r\ntitle='后\r\n'>后\r\n\r后</p>"),
            ("</></>後</><b></></b>", "</></>后</><b></></b>"),
            ("<p></p 後><p/後='後'>後", "<p></p 後><p/後='後'>后"),
            ("<p title=後&amp;裡>", "<p title=后&amp;里>"),
            ("<p title>後<p title=>後<p title= 後 >", "<p title>后<p title=>后<p title= 后 >"),
            ("<p title='a\"後' =title=後 title=後>", "<p title='a\"后' =title=後 title=後>"),
            ("<img alt=後/><img alt='後'title='裡'/>", "<img alt=后/><img alt='后'title='里'/>"),
            ("<plaintext><p title=後>後", "<plaintext><p title=後>後"),
        ],
    )
    def test_places(self, body: str, expected: str) -> None:
        assert converted(body) == expected

    @settings(deadline=None, max_examples=300)
    @given(
        st.lists(
            st.sampled_from(
                "後 裡 < > </ </> / = \" ' & ; \r \n \r\n \0 <p> <p <b title= </p> <code> </code> <!-- --> <svg> </svg>"
                " <title> </title> <script> </script> <noscript> <![CDATA[ ]]> {{ }} {% %} {{< >}} <style/> <textarea>"
                " &#36575; &#x8ED F; title='後' ---\n https:// @ 例.台 <math> <p/translate=no>".split(" ")
            ),
            max_size=20,
        ).map("".join)
    )
    @example("<svg><title>後</svg>")
    def test_whatever_the_markup_only_characters_change(self, body: str) -> None:
        text = "<p>這</p>" + body
        result = converted(text, phrases=False)
        assert len(result) == len(text)
        changed = {(old, new) for old, new in zip(text, result, strict=True) if old != new}
        # 軟 is U+8EDF or 36575, 软 is U+8F6F or 36719.
        assert changed <= {("後", "后"), ("裡", "里"), ("這", "这"), *zip("ED575", "F6719", strict=True)}

    def test_hostile_markup_is_survived(self) -> None:
        for case in [*tree_cases(), *tokenizer_cases()]:
            text = f"<p>後</p>{case.data.encode(errors='replace').decode()}"  # a lone surrogate is no text
            assert converted(text).startswith("<p>后</p>")


class TestMarkdown:
    def test_a_markdown_body(self) -> None:
        source = Source.from_text("---\ntitle: 軟體\n---\n\n# 軟體\n\n`軟體`\n", "a.MD")
        assert convert_source(source, "zh-CN", "zh-TW").text == "---\ntitle: 软件\n---\n\n# 软件\n\n`軟體`\n"

    def test_the_caller_knows_better(self) -> None:
        article = parse("軟體<br>", path="a.md", format="html")
        assert convert(article).text == "软件"
        source = Source.from_text("`軟體` 軟體", "a.html")
        assert convert_source(source, "zh-CN", "zh-TW").text == "`软件` 软件"
        assert convert_source(source, "zh-CN", "zh-TW", format="markdown").text == "`軟體` 软件"


class TestEncoding:
    PAGE = '<meta charset="big5"><meta http-equiv=content-type content="text/html; charset=Big5"><p>軟體 charset="big5"'

    def test_what_it_cannot_hold_is_an_error_with_a_way_out(self) -> None:
        result = convert_source(Source.from_bytes(self.PAGE.encode("big5")), "zh-CN")
        assert result.encoding == "cp950"
        with pytest.raises(EncodeError, match="软") as caught:
            result.encode()
        assert "utf-8" in (caught.value.hint or "").lower()

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
    def test_another_encoding_and_what_the_page_declares(self, encoding: str) -> None:
        result = convert_source(Source.from_bytes(self.PAGE.encode("big5")), "zh-CN", encoding=encoding)
        expected = self.PAGE.replace('<meta charset="big5', f'<meta charset="{encoding}').replace("Big5", encoding)
        assert result.encode() == expected.replace("軟體", "软件").encode(encoding)
        assert Source.from_bytes(result.encode()).text == result.text

    def test_declarations_that_are_right_stay_as_written(self) -> None:
        text = '<?xml version="1.0" encoding="UTF-8"?><meta charset=UTF8><p>軟體'
        assert converted(text, encoding="utf-8") == text.replace("軟體", "软件")

    def test_an_xml_declaration(self) -> None:
        source = Source.from_bytes('<?xml version="1.0" encoding="big5"?><p>軟體'.encode("big5"))
        assert converted(source.text, encoding="gb18030").startswith('<?xml version="1.0" encoding="gb18030"?><p>软')

    def test_utf_16_goes_by_its_mark(self) -> None:
        result = convert_source(Source.from_bytes(self.PAGE.encode("big5")), "zh-CN", encoding="utf-16")
        assert result.bom
        assert 'charset="big5"' in result.text

    def test_recoding_what_is_in_the_target_already(self) -> None:
        result = convert_source(Source.from_bytes(self.PAGE.encode("big5")), "zh-TW", encoding="utf-8")
        assert 'charset="utf-8"' in result.text
        assert "軟體" in result.text

    def test_a_reference_stays_one(self) -> None:
        source = Source.from_bytes("<p>魚&#x9C02;&#39770;魚".encode("big5"), encoding="big5")
        result = convert_source(source, "zh-CN", "zh-HK", phrases=False)
        assert result.text == "<p>鱼&#x9C97;&#40060;鱼"


@pytest.mark.parametrize(
    "imports",
    [
        "import wenzhang",
        "import wenzhang.conversion",
        "from wenzhang.conversion import convert_source; import wenzhang",
    ],
)
def test_the_function_is_there_whatever_was_imported_before(imports: str) -> None:
    script = f"{imports}; print(ascii(wenzhang.convert(wenzhang.parse('<p>軟體')).text))"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == ascii("软件")


def test_converting_loads_only_what_it_needs() -> None:
    script = "import sys, wenzhang; wenzhang.convert(wenzhang.parse('<p>軟體')); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"bs4", "click", "lxml", "rich"} & set(loaded)
    assert "opencc" in loaded
