from __future__ import annotations

import os
from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from wenzhang.batch.names import FIELDS, output_name
from wenzhang.errors import TemplateError, WenzhangError


def named(template: str, path: str, to: str = "zh-CN", from_: str | None = "zh-TW") -> str:
    return str(output_name(template, PurePosixPath(path), to=to, from_=from_))


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{path}", "posts/2026/gpu.md"),
        ("{to}/{path}", "zh-CN/posts/2026/gpu.md"),
        ("{parent}/{to}/{name}", "posts/2026/zh-CN/gpu.md"),
        ("{parent}/{stem}.{to}{suffix}", "posts/2026/gpu.zh-CN.md"),
        ("{stem}.{to}{suffix}", "gpu.zh-CN.md"),
        ("{name}", "gpu.md"),
        ("{stem}", "gpu"),
        ("{from}/{to}/{name}", "zh-TW/zh-CN/gpu.md"),
        ("文章/{stem}（{to}）{suffix}", "文章/gpu（zh-CN）.md"),
        ("{{{to}}}/{name}", "{zh-CN}/gpu.md"),
        ("./{to}//{name}", "zh-CN/gpu.md"),
        ("all.html", "all.html"),
    ],
)
def test_what_a_template_makes_of_a_name(template: str, name: str) -> None:
    assert named(template, "posts/2026/gpu.md") == name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        # as names are
        ("article.md", "article.zh-CN.md"),
        ("文章：一.html", "文章：一.zh-CN.html"),
        ("a b.md", "a b.zh-CN.md"),
        ("a.b.c.md", "a.b.c.zh-CN.md"),
        ("README", "README.zh-CN"),
        (".md", ".md.zh-CN"),
        (".draft.md", ".draft.zh-CN.md"),
        ("article.", "article..zh-CN"),
        ("..md", "..md.zh-CN"),
        ("...", "....zh-CN"),
        ("{to}.md", "{to}.zh-CN.md"),
        ("a\nb.md", "a\nb.zh-CN.md"),
        # those that carry a variant carry the other one then
        ("article.zh-TW.md", "article.zh-CN.md"),
        ("article.zh-CN.md", "article.zh-CN.md"),
        ("article.zh_tw.md", "article.zh-CN.md"),
        ("article.zh-Hant.md", "article.zh-CN.md"),
        ("article.zh-Hant-TW.md", "article.zh-CN.md"),
        ("article.cmn-Hant.md", "article.zh-CN.md"),
        ("a.b.zh-HK.md", "a.b.zh-CN.md"),
        ("article.zh-TW", "article.zh-CN"),
        ("article.md.zh-TW", "article.md.zh-CN"),
        # what looks like one but is none, or is all there is
        ("article.zh.md", "article.zh.zh-CN.md"),
        ("article.en-US.md", "article.en-US.zh-CN.md"),
        ("article-zh-TW.md", "article-zh-TW.zh-CN.md"),
        ("article.zh-hans-guide.md", "article.zh-hans-guide.zh-CN.md"),
        ("article. zh-TW.md", "article. zh-TW.zh-CN.md"),
        ("zh-TW.md", "zh-TW.zh-CN.md"),
        (".zh-TW.md", ".zh-TW.zh-CN.md"),
    ],
)
def test_the_variant_in_a_name(path: str, name: str) -> None:
    assert named("{stem}.{to}{suffix}", path) == name


def test_path_and_name_keep_the_variant_that_they_carry() -> None:
    assert named("{to}/{path}", "zh-TW/article.zh-TW.md") == "zh-CN/zh-TW/article.zh-TW.md"
    assert named("{name}", "article.zh-TW.md") == "article.zh-TW.md"


def test_without_a_folder_no_separator_is_left_over() -> None:
    assert named("{parent}/{stem}.{to}{suffix}", "article.md") == "article.zh-CN.md"
    assert named("{to}/{parent}/{name}", "article.md") == "zh-CN/article.md"


def test_long_names_are_not_cut() -> None:
    long = "文" * 84
    assert named("{stem}.{to}{suffix}", f"{long}.md") == f"{long}.zh-CN.md"


def test_names_that_are_no_utf8() -> None:
    name = os.fsdecode(b"\xa4\xa4.html")
    assert named("{stem}.{to}{suffix}", name) == name.replace(".html", ".zh-CN.html")


@pytest.mark.parametrize(
    ("template", "message", "hint"),
    [
        ("{stam}.md", "no field {stam}", "did you mean {stem}?"),
        ("{Stem}.md", "no field {Stem}", "did you mean {stem}?"),
        ("{ stem }.md", "no field { stem }", "did you mean {stem}?"),
        ("{lang}.md", "no field {lang}", "known are {path} {parent} {name} {stem} {suffix} {to} {from}"),
        ("{}.md", "no field {}", "known are"),
        ("{stem:>9}.md", "more in it than a field", "write {stem}"),
        ("{stem:}.md", "more in it than a field", "write {stem}"),
        ("{stem!r}.md", "more in it than a field", "write {stem}"),
        ("{path.parent}", "more in it than a field", "write {path}"),
        ("{name[0]}", "more in it than a field", "write {name}"),
        ("{to.__class__}", "more in it than a field", "write {to}"),
        ("{stem.{to}.md", "a single { at character 1", "is written {{"),
        ("{stem}}.md", "a single } at character 7", "is written }}"),
        ("a{", "a single { at character 2", "is written {{"),
        ("｛stem｝.md", "full-width braces", "write {stem}"),
        ("", "names no file", "{name}"),
        (".", "names no file", "{name}"),
        ("{to}/", "names no file", "{name}"),
        ("{to}/.", "names no file", "{name}"),
        ("{path}/", "names no file", "{name}"),
        ("/srv/{name}", "absolute path", "relative to the output folder"),
        ("../{name}", "out of the output folder", "no .."),
        ("{to}/../../{name}", "out of the output folder", "no .."),
        ("{to}/..", "out of the output folder", "no .."),
        ("{name}\0", "has a NUL", "no file"),
    ],
)
def test_templates_that_cannot_be_used(template: str, message: str, hint: str) -> None:
    with pytest.raises(TemplateError) as caught:
        named(template, "posts/article.md")
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
    assert isinstance(caught.value, WenzhangError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("template", "path", "message"),
    [
        ("{parent}", "article.md", "names no file"),
        ("{suffix}", "README", "names no file"),
        ("{to}/{parent}", "article.md", "names no file"),
        ("{path}", "../article.md", "out of the output folder"),
        ("{path}", "posts/../../article.md", "out of the output folder"),
        ("{path}", "/etc/passwd", "out of the output folder"),
        ("{stem}", "..", "out of the output folder"),
        ("{path}", ".", "names no file"),
    ],
)
def test_names_that_a_template_does_not_fit(template: str, path: str, message: str) -> None:
    with pytest.raises(TemplateError, match=message) as caught:
        named(template, path)
    assert caught.value.path == path


def test_the_variant_that_was_read_must_be_known_only_where_it_is_used() -> None:
    assert named("{stem}.{to}{suffix}", "a.md", from_=None) == "a.zh-CN.md"
    with pytest.raises(TemplateError, match="not known"):
        named("{from}/{name}", "a.md", from_=None)


@pytest.mark.parametrize("template", ["C:/x/{name}", "C:{name}", "{to}:/{name}", "{to}\\..\\..\\{name}"])
def test_no_way_out_on_windows(template: str) -> None:
    with pytest.raises(TemplateError):
        output_name(template, PureWindowsPath("posts/a.md"), to="C")


def test_windows_folders() -> None:
    path = PureWindowsPath("posts\\a.md")
    assert output_name("{to}\\{path}", path, to="zh-CN") == PureWindowsPath("zh-CN/posts/a.md")
    assert output_name("{parent}\\{name}", PureWindowsPath("a.md"), to="zh-CN") == PureWindowsPath("a.md")


HOSTILE = st.sampled_from(
    ["..", ".", "/", "\\", "\0", "C:", "//", " ", "\u202e", "．．", "{", "}", "\ud800", "文", "a"]
)
FIELD = st.sampled_from([f"{{{field}}}" for field in FIELDS])
TEMPLATES = st.lists(FIELD | HOSTILE | st.text(max_size=3), max_size=7).map("".join)
PATHS = st.lists(HOSTILE | st.sampled_from([".zh-TW", ".md", "…"]) | st.text(max_size=4), max_size=7).map("".join)


@given(TEMPLATES, PATHS, PATHS, st.sampled_from([PurePosixPath, PureWindowsPath]))
@example("{parent}/{name}", "/", "", PurePosixPath)
@example("{to}{name}", "a", "..", PurePosixPath)
@example("{to}{to}/{name}", "a", ".", PurePosixPath)
def test_no_template_and_no_name_leads_out(template: str, path: str, to: str, kind: type[PurePath]) -> None:
    try:
        name = output_name(template, kind(path), to=to, from_="zh-TW")
    except TemplateError:
        return
    assert name.parts
    assert not name.anchor
    assert ".." not in name.parts
    assert "\0" not in str(name)


@given(st.lists(st.sampled_from([".zh-TW", ".zh-Hans", ".md", "a", ".", "文"]), min_size=1, max_size=6).map("".join))
def test_what_a_template_named_it_names_the_same_again(path: str) -> None:
    assume(path.strip("."))
    once = named("{stem}.{to}{suffix}", path)
    assert named("{stem}.{to}{suffix}", once) == once
