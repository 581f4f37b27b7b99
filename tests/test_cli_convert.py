from __future__ import annotations

import os
from pathlib import Path

import pytest

from command import ARTICLE, run
from wenzhang import load
from wenzhang.batch.manifest import MANIFEST


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of articles; what is to be written goes beside it."""
    root = tmp_path / "site"
    (root / "甲 乙").mkdir(parents=True)
    (root / "a.html").write_text("<p>軟體</p>", "utf-8")
    (root / "甲 乙" / "b.htm").write_bytes("<p>硬體</p>\r\n".encode("big5"))
    (root / "image.png").write_bytes(b"\x89PNG")
    return root


def tree(root: Path) -> list[str]:
    """The files but for the manifest."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != MANIFEST)
    return sorted(str(path.relative_to(root)) for path in files)


class TestFolders:
    def test_are_mirrored(self, site: Path, tmp_path: Path) -> None:
        result = run("convert", site, "--to", "zh-CN", "--from", "zh-TW", "--out", tmp_path / "out" / "zh-CN")
        assert (result.code, result.out) == (0, b"")
        assert result.err.splitlines() == [
            f"wenzhang: {site / '甲 乙/b.htm'}: read as cp950, which is a guess: nothing says it",
            "wenzhang: 2 converted",
        ]
        assert tree(tmp_path / "out") == ["zh-CN/a.html", "zh-CN/甲 乙/b.htm"]
        assert (tmp_path / "out/zh-CN/a.html").read_text("utf-8") == "<p>软件</p>"

    def test_the_real_article(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "文章.md").write_bytes(ARTICLE.read_bytes())
        assert run("convert", tmp_path / "in", "--to", "zh-CN", "--out", tmp_path / "out").code == 0
        converted = load(tmp_path / "out" / "文章.md")
        assert converted.title is not None
        assert converted.title.startswith("GPU 与 TPU 终极对决")
        assert [figure.images[0].src for figure in converted.figures] == [
            figure.images[0].src for figure in load(ARTICLE).figures
        ]

    def test_no_phrases(self, tmp_path: Path) -> None:
        result = run("convert", "-", "--to", "zh-CN", "--from", "zh-TW", "--no-phrases", stdin="<p>軟體</p>".encode())
        assert result.text == "<p>软体</p>"

    def test_the_original_is_untouched_and_nothing_is_left_beside(self, site: Path, tmp_path: Path) -> None:
        before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
        run("convert", site, "--to", "zh-CN", "--from", "zh-TW", "--out", tmp_path / "out")
        assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
        assert sorted(os.listdir(tmp_path)) == ["out", "site"]

    def test_a_second_run_touches_nothing(self, site: Path, tmp_path: Path) -> None:
        arguments = ("convert", site, "--to", "zh-CN", "--from", "zh-TW", "--out", tmp_path / "out")
        run(*arguments)
        os.utime(tmp_path / "out" / "a.html", ns=(1, 1))
        assert run(*arguments).code == 0
        assert (tmp_path / "out" / "a.html").stat().st_mtime_ns == 1

    def test_the_output_folder_inside_the_input(self, site: Path) -> None:
        arguments = ("convert", site, "--to", "zh-CN", "--from", "zh-TW", "--out", site / "zh-CN")
        assert [run(*arguments).code for _ in range(2)] == [0, 0]
        assert tree(site / "zh-CN") == ["a.html", "甲 乙/b.htm"]


class TestBadFiles:
    def test_each_is_named_and_the_rest_goes_on(self, site: Path, tmp_path: Path) -> None:
        (site / "broken.html").write_text("---\ntitle: [\n---\n<p>x", "utf-8")
        (site / "binary.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff" * 50)
        (site / "gone.html").symlink_to("nowhere")
        result = run("convert", site, "--to", "zh-CN", "--from", "zh-TW", "--out", tmp_path / "out")
        lines = result.err.splitlines()
        assert result.code == 1
        assert lines[-1] == "wenzhang: 2 converted, 2 failed, 1 skipped"
        assert len(lines) == 5
        for name in ("broken.html:2:", "binary.html:", "gone.html: skipped: "):
            assert any(line.startswith(f"wenzhang: {site / name}") for line in lines)
        assert tree(tmp_path / "out") == ["a.html", "甲 乙/b.htm"]

    @pytest.mark.parametrize("option", ["--to", "--from"])
    def test_a_tag_that_names_no_variant(self, site: Path, tmp_path: Path, option: str) -> None:
        options = {"--to": "zh-CN", "--from": "zh-TW"} | {option: "zh-XX"}
        result = run("convert", site, *(part for pair in options.items() for part in pair), "--out", tmp_path / "out")
        assert result.code == 2
        assert result.err.count("\n") == 1
        assert "zh-XX" in result.err
        assert not (tmp_path / "out").exists()


class TestWhereItGoes:
    def test_one_file_to_standard_output_byte_for_byte(self, site: Path) -> None:
        result = run("convert", site / "甲 乙" / "b.htm", "--to", "zh-TW", "--from", "zh-TW")
        assert (result.code, result.err) == (0, "")
        assert result.out == (site / "甲 乙" / "b.htm").read_bytes()

    def test_standard_input(self) -> None:
        assert (
            run("convert", "-", "--to", "zh-CN", "--from", "zh-TW", stdin="<p>頭<b>髮</b>".encode()).text
            == "<p>头<b>发</b>"
        )

    def test_one_file_to_a_name(self, site: Path, tmp_path: Path) -> None:
        arguments = ("convert", site / "a.html", "--to", "zh-CN", "--from", "zh-TW", "--out")
        assert run(*arguments, tmp_path / "new" / "other.html").code == 0
        assert (tmp_path / "new" / "other.html").is_file()
        assert run(*arguments, tmp_path / "a.zh-CN.txt").code == 0
        assert (tmp_path / "a.zh-CN.txt").is_file()
        assert run(*arguments, f"{tmp_path}/folder/").code == 0
        assert run(*arguments, tmp_path / "folder").code == 0
        assert (tmp_path / "folder" / "a.html").is_file()

    @pytest.mark.parametrize("paths", [["a.html", "甲 乙/b.htm"], ["."]])
    def test_several_need_to_be_told(self, site: Path, paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(site)
        result = run("convert", *paths, "--to", "zh-CN", "--from", "zh-TW")
        assert (result.code, result.out) == (2, b"")
        assert "--out DIR" in result.err
        assert run("convert", *paths, "--to", "zh-CN", "--from", "zh-TW", "--stdout").out.startswith(
            "<p>软件</p>".encode()
        )

    @pytest.mark.parametrize("out", [".", "../site", "a.html"])
    def test_never_over_its_own_input(self, site: Path, out: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(site)
        before = (site / "a.html").read_bytes()
        result = run("convert", "a.html", "--to", "zh-CN", "--from", "zh-TW", "--out", out)
        assert result.code == 2
        assert "is an input" in result.err
        assert (site / "a.html").read_bytes() == before

    def test_two_inputs_for_one_output(self, site: Path, tmp_path: Path) -> None:
        (tmp_path / "two").mkdir()
        (tmp_path / "two" / "a.html").write_bytes(b"<p>")
        result = run("convert", site, tmp_path / "two", "--to", "zh-CN", "--out", tmp_path / "out")
        assert result.code == 2
        assert "both" in result.err
        assert not (tmp_path / "out").exists()

    def test_a_file_where_the_output_folder_should_be(self, site: Path, tmp_path: Path) -> None:
        (tmp_path / "out").write_bytes(b"mine")
        result = run("convert", site, "--to", "zh-CN", "--from", "zh-TW", "--out", tmp_path / "out")
        assert result.code == 2
        assert str(tmp_path / "out") in result.err
        assert (tmp_path / "out").read_bytes() == b"mine"

    def test_a_link_in_the_output_folder_that_leads_elsewhere(self, site: Path, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "else").mkdir()
        (tmp_path / "out" / "甲 乙").symlink_to(tmp_path / "else", target_is_directory=True)
        result = run("convert", site, "--to", "zh-CN", "--from", "zh-TW", "--out", tmp_path / "out")
        assert result.code == 2
        assert "symbolic link" in result.err
        assert os.listdir(tmp_path / "else") == []


class TestEncodings:
    PAGE = "<p>軟體</p>".encode("big5")

    def test_a_file_stays_in_its_own_encoding(self) -> None:
        result = run("convert", "-", "--to", "zh-HK", "--from", "zh-TW", stdin=self.PAGE)
        assert result.out == "<p>軟件</p>".encode("big5")

    def test_what_it_cannot_hold_is_written_in_utf8_and_said(self) -> None:
        result = run("convert", "-", "--to", "zh-CN", "--from", "zh-TW", stdin=self.PAGE)
        assert (result.code, result.text) == (0, "<p>软件</p>")
        assert "written in UTF-8, since '软' (U+8F6F) cannot be written in cp950" in result.err

    def test_an_encoding_that_was_asked_for_is_kept_to(self) -> None:
        result = run("convert", "-", "--to", "zh-CN", "--from", "zh-TW", "--encoding", "big5", stdin=self.PAGE)
        assert (result.code, result.out) == (1, b"")
        assert "cannot be written in cp950" in result.err

    def test_damage_is_told_with_the_way_out(self) -> None:
        result = run("convert", "-", "--to", "zh-CN", stdin="<p>軟體".encode() + b"\xff")
        assert result.code == 1
        assert "--input-encoding" in result.err

    def test_read_as_it_is_said_to_be(self) -> None:
        arguments = ("convert", "-", "--to", "zh-CN", "--from", "zh-TW", "--encoding", "utf-8")
        assert run(*arguments, "--input-encoding", "big5", stdin=self.PAGE).text == "<p>软件</p>"
