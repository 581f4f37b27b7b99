from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import ARTICLE, run
from wenzhang import Source, convert_source

OLD = '---\ntitle: "軟體更新"\nseo:\n  words: [硬碟, 網路]\n---\n<p>開頭</p><h2>一、安裝</h2><p>這個程式很小。</p>\n'
NEW = '---\ntitle: "软件更新"\nseo:\n  words: [硬盘, 网络]\n---\n<p>开头</p><h2>一、安装</h2><p>这个程序很小。</p>\n'


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an article and its conversion, which the command runs in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.html").write_text(OLD, "utf-8")
    (tmp_path / "b.html").write_text(NEW, "utf-8")
    return tmp_path


def columns(text: str) -> int:
    """What a terminal makes of it, by the Unicode Character Database."""
    text = re.sub("\x1b\\[[0-9;]*m", "", text)
    shown = [each for each in text if unicodedata.category(each) not in ("Mn", "Me", "Cf")]
    return len(shown) + sum(unicodedata.east_asian_width(each) in ("W", "F") for each in shown)


def on_terminal(*arguments: str, cwd: Path, **variables: str) -> str:
    """What the command writes to a terminal."""
    main, other = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", **variables}
    if "NO_COLOR" not in variables:
        environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "wenzhang", *arguments]
    with subprocess.Popen(command, stdout=other, stderr=other, cwd=cwd, env=environment) as process:
        os.close(other)
        written = b""
        while True:
            try:
                read = os.read(main, 65536)
            except OSError:  # Linux's way to say that nobody writes any more
                break
            if not read:
                break
            written += read
        process.wait(60)
    os.close(main)
    return written.decode().replace("\r\n", "\n")


class TestList:
    def test_is_one_line_a_change(self, pair: Path) -> None:
        result = run("diff", "a.html", "b.html")
        assert (result.code, result.err) == (1, "")
        assert result.text.splitlines()[:5] == [
            'a.html:2:9: b.html:2:9: title: "[-軟體-]{+软件+}更新"  (title)',
            "a.html:4:11: b.html:4:11:   words: [[-硬碟-]{+硬盘+}, 网络]  (seo.words.0)",
            "a.html:4:15: b.html:4:15:   words: [硬盘, [-網路-]{+网络+}]  (seo.words.1)",
            "a.html:6:4: b.html:6:4: <p>[-開頭-]{+开头+}</p><h2>一、安…",
            "a.html:6:17: b.html:6:17: …</p><h2>一、安[-裝-]{+装+}</h2><p>这个程…  (一、安裝)",
        ]
        assert result.text.splitlines()[-1] == (
            "a.html:6:28: b.html:6:28: …装</h2><p>这个[-程式-]{+程序+}很小。</p>  (一、安裝)"
        )

    def test_context(self, pair: Path) -> None:
        assert run("diff", "a.html", "b.html", "--context", "0").text.startswith(
            "a.html:2:9: b.html:2:9: …[-軟體-]{+软件+}…  (title)\n"
        )
        assert "[-程式-]{+程序+}很小。</p>" in run("diff", "a.html", "b.html", "--context", "40").text

    def test_the_same_twice(self, pair: Path) -> None:
        assert run("diff", "a.html", "b.html").out == run("diff", "a.html", "b.html").out

    def test_has_no_colour_and_no_controls(self, pair: Path) -> None:
        (pair / "a.html").write_text("<p>\x1b[31m甲\u202e\x9b</p>", "utf-8")
        (pair / "b.html").write_text("<p>\x1b[31m乙\u202d\x07</p>", "utf-8")
        for format_ in ("list", "stacked", "side-by-side"):
            out = run("diff", "a.html", "b.html", "--format", format_).text
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)

    def test_what_has_no_look_is_named(self, pair: Path) -> None:
        (pair / "a.html").write_text("甲\u200b乙 丙 cafe\u0301", "utf-8")
        (pair / "b.html").write_text("甲乙\u00a0丙 café", "utf-8")
        out = run("diff", "a.html", "b.html").text
        assert "[-<U+200B>-]" in out
        assert "[- -]{+<U+00A0>+}" in out
        assert "[-cafe<U+0301>-]{+caf<U+00E9>+}" in out


class TestSideBySide:
    @pytest.mark.parametrize("width", [60, 100, 133])
    def test_columns_are_aligned(self, tmp_path: Path, width: int) -> None:
        old = Source.from_path(ARTICLE)
        (tmp_path / "b.md").write_bytes(convert_source(old, to="zh-CN").encode())
        lines = run(
            "diff", ARTICLE, tmp_path / "b.md", "--format", "side-by-side", "--width", str(width)
        ).text.splitlines()
        rows = [line for line in lines[1:] if not line.startswith("@ ")]
        assert len({columns(row.partition(" │ ")[0]) for row in rows}) == 1
        assert max(map(columns, rows)) < width
        assert len(rows) > 60

    def test_shows_all_that_changed(self, tmp_path: Path) -> None:
        old = Source.from_path(ARTICLE)
        (tmp_path / "b.md").write_bytes(convert_source(old, to="zh-CN").encode())
        listed = re.findall(r"\[-(.*?)-\]\{\+(.*?)\+\}", run("diff", ARTICLE, tmp_path / "b.md").text)
        for format_ in ("side-by-side", "stacked"):
            out = run("diff", ARTICLE, tmp_path / "b.md", "--format", format_, "--width", "120").text
            assert re.findall(r"\[-(.*?)-\]", out) == [was for was, _ in listed]
            assert re.findall(r"\{\+(.*?)\+\}", out) == [became for _, became in listed]

    def test_what_is_longer_than_a_column_goes_on_below(self, pair: Path) -> None:
        long = "".join(map(chr, range(0x4E00, 0x4E00 + 80)))
        (pair / "a.html").write_text("甲\n", "utf-8")
        (pair / "b.html").write_text(f"甲\n{long}\n", "utf-8")
        out = run("diff", "a.html", "b.html", "--format", "side-by-side", "--width", "60").text
        right = [line.partition(" │ ")[2] for line in out.splitlines()[1:]]
        assert "".join(re.findall("[\u4e00-\u9fff]", "".join(right))).replace("甲", "") == long
        assert max(map(columns, out.splitlines())) < 60

    def test_what_combines_takes_no_column(self, pair: Path) -> None:
        lead = "cafe\u0301 か\u3099 ｶﾞ \u1112\u1161\u11ab ＡＢ 👍 \u200b\ufe0f…"
        (pair / "a.html").write_text(f"{lead}軟體{lead}\n\n軟體", "utf-8")
        (pair / "b.html").write_text(f"{lead}软件{lead}\n\n软件", "utf-8")
        out = run("diff", "a.html", "b.html", "--format", "side-by-side", "--width", "240").text
        rows = [line for line in out.splitlines() if not line.startswith("@")]
        assert len(rows) == 3
        assert rows[1].count(lead) == 4
        # The Korean syllable is of three letters, of which only the first has columns: the database does not say so.
        composed = [unicodedata.normalize("NFC", row.partition(" │ ")[0]) for row in rows]
        assert len(set(map(columns, composed))) == 1

    def test_of_long_names_the_end_is_shown(self, pair: Path) -> None:
        (pair / ("目" * 60)).mkdir()
        path = f"{'目' * 60}/a.html"
        (pair / path).write_text(OLD, "utf-8")
        out = run("diff", path, "b.html", "--format", "side-by-side", "--width", "80").text.splitlines()
        assert re.match("…目+/a.html +│ b.html", out[0])
        assert len({columns(line.partition(" │ ")[0]) for line in out if not line.startswith("@")}) == 1

    def test_places_are_named(self, pair: Path) -> None:
        out = run("diff", "a.html", "b.html", "--format", "side-by-side").text
        assert [line for line in out.splitlines() if line.startswith("@")] == [
            "@ title",
            "@ seo.words.0",
            "@ body",
            "@ 一、安裝",
        ]


class TestStacked:
    def test_rows(self, pair: Path) -> None:
        out = run("diff", "a.html", "b.html", "--format", "stacked", "--width", "60").text.splitlines()
        assert out[:5] == [
            "--- a.html",
            "+++ b.html",
            "@ title",
            ' 2:9 - title: "[-軟體-]更新"',
            ' 2:9 + title: "{+软件+}更新"',
        ]
        assert max(map(columns, out)) < 60


class TestTerminal:
    def test_wide_ones_have_two_columns_and_colours(self, pair: Path) -> None:
        out = on_terminal("diff", "a.html", "b.html", cwd=pair, COLUMNS="120")
        assert " │ " in out
        assert "\x1b[37;41m軟體\x1b[0m" in out
        assert "\x1b[30;42m软件\x1b[0m" in out
        assert "[-" not in re.sub("\x1b\\[[0-9;]*m", "", out)
        rows = [line for line in out.splitlines()[1:] if "│" in line]
        assert len({columns(row.partition("│")[0]) for row in rows}) == 1

    def test_narrow_ones_have_lines_below_each_other(self, pair: Path) -> None:
        out = on_terminal("diff", "a.html", "b.html", cwd=pair, COLUMNS="80")
        assert "│" not in out
        assert "\x1b[1m--- a.html\x1b[0m" in out

    def test_no_color(self, pair: Path) -> None:
        out = on_terminal("diff", "a.html", "b.html", cwd=pair, COLUMNS="120", NO_COLOR="1")
        assert "\x1b" not in out
        assert "[-軟體-]" in out


class TestJson:
    def test_spans_are_those_of_the_files(self, pair: Path) -> None:
        (file,) = run("diff", "a.html", "b.html", "--format", "json").json["files"]
        for change in file["changes"]:
            for side, text in (("old", OLD), ("new", NEW)):
                start, end = change[side]["span"]
                assert text[start:end] == change[side]["text"]
                before = text[:start].split("\n")
                assert (change[side]["line"], change[side]["column"]) == (len(before), len(before[-1]) + 1)
        assert file["changes"][0] == {
            "kind": "replaced",
            "frontMatterKey": "title",
            "headings": [],
            "old": {"span": [12, 14], "line": 2, "column": 9, "text": "軟體"},
            "new": {"span": [12, 14], "line": 2, "column": 9, "text": "软件"},
        }
        assert file["changes"][-1]["headings"] == ["一、安裝"]
        assert file["counts"]["replaced"] == len(file["changes"])

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.text(st.characters(codec="utf-8"), max_size=40),
        st.lists(st.sampled_from(["軟體", "软件", "\r\n", "\n", "<b>", "\x00", "。", " "]), max_size=12).map("".join),
    )
    def test_changes_make_b_of_a(self, tmp_path: Path, tail: str, head: str) -> None:
        old, new = "\n" + head + tail, "\n" + tail.upper() + head
        (tmp_path / "a.txt").write_bytes(old.encode())
        (tmp_path / "b.txt").write_bytes(new.encode())
        result = run("diff", tmp_path / "a.txt", tmp_path / "b.txt", "--format", "json", "--input-encoding", "utf-8")
        assert result.code == (old != new), result.err
        for file in result.json["files"]:
            for change in reversed(file["changes"]):
                start, end = change["old"]["span"]
                old = old[:start] + change["new"]["text"] + old[end:]
        assert old == new

    def test_nothing(self, pair: Path) -> None:
        result = run("diff", "a.html", "a.html", "--format", "json")
        assert result.code == 0
        assert result.json == {"files": [], "summary": {"files": 0, "replaced": 0, "removed": 0, "added": 0}}


def test_unified_is_a_patch(pair: Path) -> None:
    result = run("diff", "a.html", "b.html", "--format", "unified")
    assert (result.code, result.text.splitlines()[:2]) == (1, ["--- a.html", "+++ b.html"])
    subprocess.run(["patch", "-p0", "a.html"], input=result.out, cwd=pair, check=True, capture_output=True)
    assert (pair / "a.html").read_text("utf-8") == NEW
    (pair / "a.html").write_text(OLD, "utf-8")
    lines = run("diff", "a.html", "b.html", "--format", "unified", "--context", "0").text.splitlines()
    assert [line for line in lines if line.startswith("@@")] == ["@@ -2 +2 @@", "@@ -4 +4 @@", "@@ -6 +6 @@"]


class TestFolders:
    @pytest.fixture
    def folders(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        for folder in ("old/甲", "new/甲"):
            (tmp_path / folder).mkdir(parents=True)
        (tmp_path / "old/甲/a.md").write_text("軟體\n", "utf-8")
        (tmp_path / "new/甲/a.md").write_text("软件\n", "utf-8")
        (tmp_path / "old/same.html").write_text("甲", "utf-8")
        (tmp_path / "new/same.html").write_text("甲", "utf-8")
        (tmp_path / "old/gone.html").write_text("甲", "utf-8")
        (tmp_path / "new/made.html").write_text("甲", "utf-8")
        return tmp_path

    def test_are_matched_by_name(self, folders: Path) -> None:
        result = run("diff", "old", "new")
        assert (result.code, result.err) == (1, "")
        assert result.text.splitlines() == [
            "Only in old: gone.html",
            "Only in new: made.html",
            "old/甲/a.md:1:1: new/甲/a.md:1:1: [-軟體-]{+软件+}",
        ]

    def test_stat(self, folders: Path) -> None:
        (folders / "new/same.html").write_text("甲乙", "utf-8")
        assert run("diff", "old", "new", "--stat").text.splitlines() == [
            "Only in old: gone.html",
            "Only in new: made.html",
            "new/same.html: 1 added",
            "new/甲/a.md: 1 replaced",
            "4 files: 1 replaced, 1 added",
        ]

    def test_json(self, folders: Path) -> None:
        files = run("diff", "old", "new", "--format", "json").json["files"]
        assert [file["status"] for file in files] == ["removed", "added", "changed"]
        assert files[0]["old"]["path"] == "old/gone.html"
        assert files[0]["new"] is None

    def test_a_file_has_its_namesake(self, folders: Path) -> None:
        (folders / "a.md").write_text("软体\n", "utf-8")
        assert run("diff", "a.md", "new/甲").text == "a.md:1:1: new/甲/a.md:1:1: [-软体-]{+软件+}\n"
        assert run("diff", "old/甲", "a.md").text == "old/甲/a.md:1:1: a.md:1:1: [-軟體-]{+软体+}\n"
        missing = run("diff", "a.md", "new")
        assert (missing.code, missing.out) == (2, b"")
        assert "new/a.md: no such file (a.md is compared with the file of its name in the folder)" in missing.err

    def test_one_without_articles(self, folders: Path) -> None:
        (folders / "empty").mkdir()
        result = run("diff", "empty", "new/甲")
        assert (result.code, result.text) == (1, "Only in new/甲: a.md\n")
        both = run("diff", "empty", "empty")
        assert (both.code, both.out) == (2, b"")
        assert "no article found" in both.err

    def test_a_bad_file_does_not_hide_the_others(self, folders: Path) -> None:
        (folders / "new/same.html").write_bytes(b"<meta charset=utf-8>\xff\xfe\x00\xff")
        result = run("diff", "old", "new")
        assert result.code == 2
        assert "new/same.html" in result.err
        assert "[-軟體-]{+软件+}" in result.text

    def test_what_is_skipped_is_said_and_is_not_missing(self, folders: Path) -> None:
        (folders / "new/gone.html").symlink_to(folders / "elsewhere.html")
        (folders / "elsewhere.html").write_text("甲", "utf-8")
        result = run("diff", "old", "new")
        assert result.code == 2
        assert "new/gone.html: skipped: a symbolic link that leaves new" in result.err
        assert "gone.html" not in result.text

    def test_what_lies_in_a_folder_that_is_skipped_is_not_missing(self, folders: Path) -> None:
        (folders / "elsewhere").mkdir()
        (folders / "new/乙").symlink_to(folders / "elsewhere")
        (folders / "old/乙/丙").mkdir(parents=True)
        (folders / "old/乙/丙/a.md").write_text("甲", "utf-8")
        (folders / "old/乙.md").write_text("甲", "utf-8")
        for old, new, where in (("old", "new", "new/"), (".", "../new", "../new/")):
            with contextlib.chdir(folders / "old" if old == "." else folders):
                result = run("diff", old, new)
            assert result.code == 2
            assert f"{where}乙: skipped: a symbolic link that leaves" in result.err
            assert "丙" not in result.text
            assert f"Only in {old}: 乙.md" in result.text

    def test_what_is_excluded_from_one_is_not_missing(self, folders: Path) -> None:
        (folders / ".git").mkdir()
        (folders / ".gitignore").write_text("/new/甲/\n/elsewhere/\n", "utf-8")
        (folders / "wenzhang.toml").write_text('exclude = ["/old/gone.html"]\n', "utf-8")
        result = run("diff", "old", "new")
        assert (result.code, result.text, result.err) == (1, "Only in new: made.html\n", "")
        (folders / "elsewhere").mkdir()
        (folders / "elsewhere/made.html").write_text("乙", "utf-8")
        assert "elsewhere/made.html:1:1: [-甲-]{+乙+}" in run("diff", "new", "elsewhere").text

    def test_what_is_named_is_compared_whatever_is_excluded(self, folders: Path) -> None:
        (folders / "wenzhang.toml").write_text('exclude = ["/old/"]\nforce-exclude = true\n', "utf-8")
        assert run("diff", "old", "new", "--stat").text.splitlines()[-1] == "3 files: 1 replaced"

    def test_a_configuration_that_cannot_be_read(self, folders: Path) -> None:
        (folders / "wenzhang.toml").write_text("exclude = 1\n", "utf-8")
        result = run("diff", "old", "new")
        assert (result.code, result.out) == (2, b"")
        assert "wenzhang.toml" in result.err

    def test_one_inside_the_other(self, folders: Path) -> None:
        (folders / "old/out").mkdir()
        (folders / "old/out/same.html").write_text("乙", "utf-8")
        lines = run("diff", "old", "old/out").text.splitlines()
        assert lines == [
            "Only in old: gone.html",
            "old/same.html:1:1: old/out/same.html:1:1: [-甲-]{+乙+}",
            "Only in old: 甲/a.md",
        ]


class TestInput:
    def test_equal_files(self, pair: Path) -> None:
        for arguments in ((), ("--stat",), ("--format", "unified"), ("--format", "stacked")):
            assert run("diff", "a.html", "a.html", *arguments) == (0, b"", "")

    def test_stdin(self, pair: Path) -> None:
        assert run("diff", "-", "b.html", stdin=NEW.encode()).code == 0
        assert "-:2:9: b.html:2:9:" in run("diff", "-", "b.html", stdin=OLD.encode()).text
        assert "a.html:2:9: -:2:9:" in run("diff", "a.html", "-", stdin=NEW.encode()).text

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("-", "-"), "standard input cannot be both sides"),
            (("-", "."), ".: is a folder, and standard input has no name to look for there"),
            (("a.html", "none.html"), "none.html: no such file or folder"),
            (("none", "."), "none: no such file or folder"),
            (("a.html",), "Missing argument 'B'"),
            (("a.html", "b.html", "--stat", "--format", "json"), "--stat counts and --format shows"),
            (("a.html", "b.html", "--context", "-1"), "--context"),
        ],
    )
    def test_wrong_use(self, pair: Path, arguments: tuple[str, ...], message: str) -> None:
        result = run("diff", *arguments)
        assert (result.code, result.out) == (2, b"")
        assert message in result.err

    def test_bytes_that_are_no_text(self, pair: Path) -> None:
        (pair / "b.html").write_bytes(b"<p>\xff</p>")
        result = run("diff", "a.html", "b.html", "--input-encoding", "utf-8")
        assert (result.code, result.out) == (2, b"")
        assert "b.html" in result.err

    def test_another_encoding(self, pair: Path) -> None:
        (pair / "b.html").write_bytes(OLD.encode("big5"))
        result = run("diff", "a.html", "b.html")
        assert (result.code, result.text) == (1, "a.html: b.html: the encoding differs: utf-8, cp950\n")
        assert run("diff", "a.html", "b.html", "--format", "json").json["files"][0]["changes"] == []
        assert run("diff", "a.html", "b.html", "--stat").text == (
            "b.html: no words changed; the encoding differs: utf-8, cp950\n"
        )
        (pair / "b.html").write_bytes(b"\xef\xbb\xbf" + OLD.encode())
        assert "utf-8 with a byte order mark" in run("diff", "a.html", "b.html").text

    def test_line_ends_are_counted(self, pair: Path) -> None:
        (pair / "b.html").write_bytes(OLD.replace("\n", "\r\n").replace("程式", "程序").encode())
        lines = run("diff", "a.html", "b.html").text.splitlines()
        assert len(lines) == 2
        assert "[-程式-]{+程序+}" in lines[0]
        assert lines[1] == "a.html: b.html: 6 line ends differ: LF, CRLF"
        stat = run("diff", "a.html", "b.html", "--stat").text
        assert stat == "b.html: 1 replaced; 6 line ends differ: LF, CRLF\n"
        assert len(run("diff", "a.html", "b.html", "--format", "json").json["files"][0]["changes"]) == 7

    def test_no_line_feed_at_the_end(self, pair: Path) -> None:
        (pair / "b.html").write_text(OLD.rstrip("\n"), "utf-8")
        assert "[-␊-]" in run("diff", "a.html", "b.html").text

    def test_an_empty_file(self, pair: Path) -> None:
        (pair / "b.html").write_bytes(b"")
        for format_ in ("list", "stacked", "side-by-side", "unified", "json"):
            result = run("diff", "a.html", "b.html", "--format", format_)
            assert (result.code, result.err) == (1, "")
            assert "軟體" in result.text

    def test_front_matter_that_cannot_be_read(self, pair: Path) -> None:
        (pair / "a.html").write_text("---\ntitle: [軟體\n---\n<p>甲</p>", "utf-8")
        (pair / "b.html").write_text("---\ntitle: [软件\n---\n<p>甲</p>", "utf-8")
        assert run("diff", "a.html", "b.html").text == "a.html:2:9: b.html:2:9: title: [[-軟體-]{+软件+}\n"

    def test_names_that_a_terminal_would_obey(self, pair: Path) -> None:
        name = "a\x1b[31m.html"
        (pair / name).write_text(OLD, "utf-8")
        for format_ in ("list", "stacked", "side-by-side", "unified"):
            assert b"\x1b" not in run("diff", name, "b.html", "--format", format_).out


def test_a_file_that_is_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.html").write_text("甲", "utf-8")
    result = run("diff", tmp_path / "x" / "a.html", tmp_path)
    assert result.code == 2
    assert "is a folder" in result.err
