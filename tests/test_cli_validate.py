from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import ARTICLE, run

CLEAN = "---\ntitle: 甲\n---\n<p>文章</p>\n"


class TestFindings:
    @pytest.mark.parametrize("output_format", ["full", "concise"])
    def test_the_real_article_is_clean(self, output_format: str) -> None:
        result = run("validate", ARTICLE, "--output-format", output_format)
        assert (result.code, result.out) == (0, b"")
        assert result.err == "wenzhang: 0 findings in 1 article\n"

    def test_a_finding_says_where(self, tmp_path: Path) -> None:
        page = tmp_path / "a.html"
        page.write_text("---\ntitle: 甲\ntitle: 乙\n---\n<p>💬 &nosuch;</p>\n", "utf-8")
        result = run("validate", page, "--output-format", "concise")
        first, second = result.text.splitlines()
        assert result.code == 1
        assert first.startswith(f"{page}:3:1: error FM006 duplicate-key ")
        assert second.startswith(f"{page}:5:")
        assert " warning HT001 unknown-named-character-reference " in second
        assert result.err == "wenzhang: 2 findings (1 error, 1 warning) in 1 article\n"

    def test_full_shows_the_place(self) -> None:
        lines = run("validate", "-", stdin=b"<p>&nosuch;</p>\n").text.splitlines()
        assert lines[0].startswith("-:1:")
        assert lines[2] == "1 | <p>&nosuch;</p>"
        assert "^" in lines[3]
        assert lines[4].startswith("  = hint: ")

    def test_a_file_that_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_text(CLEAN, "utf-8")
        (tmp_path / "b.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff" * 50)
        result = run("validate", tmp_path, "--output-format", "concise")
        assert result.code == 1
        assert " error EN003 undecodable " in result.text

    def test_exit_zero(self) -> None:
        assert run("validate", "-", stdin=b"<p>&nosuch;</p>").code == 1
        assert run("validate", "-", "--exit-zero", stdin=b"<p>&nosuch;</p>").code == 0


class TestJson:
    def test_is_one_object_whatever_was_found(self, tmp_path: Path) -> None:
        (tmp_path / "文 章.html").write_text(CLEAN + "💬&nosuch;", "utf-8")
        (tmp_path / "b.html").write_text(CLEAN, "utf-8")
        result = run("validate", tmp_path, "--output-format", "json")
        report = json.loads(result.out)
        assert result.code == 1
        (finding,) = report["diagnostics"]
        assert list(finding) == ["path", "code", "name", "severity", "message", "start", "end", "fix"]
        assert finding["path"] == str(tmp_path / "文 章.html")
        assert finding["start"]["line"] == 5
        assert report["summary"] == {"files": 2, "errors": 0, "warnings": 1, "infos": 0}

    def test_clean(self) -> None:
        result = run("validate", ARTICLE, "--output-format", "json")
        assert (result.code, result.json["diagnostics"]) == (0, [])


class TestInput:
    @pytest.mark.parametrize("output_format", ["full", "concise", "json"])
    def test_what_cannot_be_read_is_no_finding_but_wrong_input(self, tmp_path: Path, output_format: str) -> None:
        (tmp_path / "a.html").write_text(CLEAN, "utf-8")
        (tmp_path / "gone.html").symlink_to("nowhere")
        result = run("validate", tmp_path, "--output-format", output_format, "--exit-zero")
        assert result.code == 2
        assert f"{tmp_path / 'gone.html'}: skipped: " in result.err
        assert result.err.endswith("wenzhang: 0 findings in 1 article, 1 not read\n")

    def test_a_markdown_body(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_text(CLEAN, "utf-8")
        (tmp_path / "m.md").write_text("---\ntitle: 甲\n---\n# 乙 <b c c>丙</b>\n", "utf-8")
        result = run("validate", tmp_path, "--output-format", "concise")
        assert result.code == 1
        assert result.text.startswith(f"{tmp_path / 'm.md'}:4:11: warning HT001")
        assert result.err == "wenzhang: 1 finding (1 warning) in 2 articles\n"
        assert run("validate", tmp_path / "m.md", "--body-format", "html").code == 1
