from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from command import ARTICLE, run
from wenzhang.validation.registry import catalogue

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
        (tmp_path / "b.html").write_text(CLEAN.replace("甲", "乙"), "utf-8")
        result = run("validate", tmp_path, "--output-format", "json")
        report = json.loads(result.out)
        assert result.code == 1
        (finding,) = report["diagnostics"]
        assert list(finding) == "path code name severity message hint start end fix fingerprint".split()
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
        (tmp_path / "m.md").write_text("---\ntitle: 丁\n---\n# 乙 <b c c>丙</b>\n\n戊\n", "utf-8")
        result = run("validate", tmp_path, "--output-format", "concise")
        assert result.code == 1
        assert result.text.startswith(f"{tmp_path / 'm.md'}:4:11: warning HT001")
        assert result.err == "wenzhang: 1 finding (1 warning) in 2 articles\n"
        assert run("validate", tmp_path / "m.md", "--body-format", "html").code == 1


FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson")
APART = "<p>夜市在每天傍晚六點開始，到半夜十二點才結束。</p>\n"
WRONG = f'---\ntitle: 丙\ntags: [乙, 乙]\n---\n{APART}<p>💬 <img src="a.png"></p>\n<p></p>\n{APART}'
FIXED = WRONG.replace("[乙, 乙]", "[乙]").replace("<p></p>\n", "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one wrong article and one clean, which the command runs in."""
    (tmp_path / "wrong.html").write_text(WRONG, "utf-8")
    (tmp_path / "clean.html").write_text(CLEAN, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("output_format", FORMATS)
class TestExitCodes:
    def test_are_the_same_in_every_format(self, output_format: str) -> None:
        def code(*arguments: str) -> int:
            return run("validate", *arguments, "--output-format", output_format).code

        assert code("clean.html") == 0
        assert code("wrong.html") == code(".") == 1
        assert code(".", "--exit-zero") == 0
        assert code(".", "--select", "FM011") == 1
        assert code(".", "--select", "FM011", "--fail-on", "error") == 0
        assert code(".", "--fail-on", "error") == 1
        assert code("nowhere") == code("clean.html", "nowhere") == 2

    def test_wrong_use(self, output_format: str, folder: Path) -> None:
        (folder / "empty").mkdir()
        (folder / "bad.toml").write_text("selekt = []\n", "utf-8")
        for arguments in (
            ("empty",),
            (".", "--config", "bad.toml"),
            (".", "--config", "nowhere.toml"),
            (".", "--select", "XX999"),
            (".", "--baseline", "nowhere.json"),
            (".", "--fix", "--diff"),
            (".", "--unsafe-fixes"),
            (".", "--stdin-filename", "a.md"),
            (".", "--select", ""),
            (".", "--diff", "--write-baseline", "known.json"),
            (".", "--baseline", "known.json", "--write-baseline", "known.json"),
        ):
            result = run("validate", *arguments, "--output-format", output_format)
            assert (result.code, result.out) == (2, b""), arguments
            assert result.err.startswith("wenzhang: "), arguments


@pytest.mark.usefixtures("folder")
class TestSelection:
    def test_options_name_rules_in_any_way(self) -> None:
        def codes(*arguments: str) -> list[str]:
            report = run("validate", "wrong.html", "--output-format", "json", *arguments).json
            return [each["code"] for each in report["diagnostics"]]

        assert codes() == ["FM011", "FG001", "ST008"]
        assert codes("--select", "FM,st008") == ["FM011", "ST008"]
        assert codes("--select", "img-alt-missing") == ["FG001"]
        assert codes("--ignore", "FG", "--ignore", "FM011") == ["ST008"]
        assert "FG009" in codes("--extend-select", "FG009")
        assert set(codes("--select", "ALL")) > {"FM011", "FG001", "ST008", "FG009"}

    def test_the_command_line_wins_over_the_configuration(self, folder: Path) -> None:
        def codes(*arguments: str) -> set[str]:
            report = run("validate", "wrong.html", "--output-format", "json", *arguments).json
            return {each["code"] for each in report["diagnostics"]}

        (folder / "wenzhang.toml").write_text('extend-select = ["FG009"]\nignore = ["FG001"]\n', "utf-8")
        assert codes() == {"FM011", "ST008", "FG009"}
        assert codes("--ignore", "FG") == {"FM011", "ST008"}
        assert codes("--extend-select", "FG") >= {"FM011", "ST008", "FG001", "FG009"}
        assert codes("--select", "FG") >= {"FG001", "FG009"}

    def test_a_rule_that_does_not_exist_is_named_with_the_nearest(self) -> None:
        result = run("validate", ".", "--select", "img-alt-mising")
        assert result.err == "wenzhang: no rule 'img-alt-mising' (did you mean img-alt-missing?)\n"

    def test_a_configuration(self, folder: Path) -> None:
        (folder / "wenzhang.toml").write_text('ignore = ["FG"]\nfail-on = "error"\n', "utf-8")
        result = run("validate", ".")
        assert result.code == 0
        assert "FG001" not in result.text
        assert "FG001" in run("validate", ".", "--isolated").text
        (folder / "wenzhang.toml").write_text('ignore = ["FG"]\nfail-in = "error"\n', "utf-8")
        result = run("validate", ".")
        assert result.code == 2
        assert "wenzhang.toml:2:1: " in result.err
        assert "fail-on" in result.err


@pytest.mark.usefixtures("folder")
class TestFixing:
    def test_safe_fixes_are_made_and_the_rest_is_told(self, folder: Path) -> None:
        before = (folder / "clean.html").stat().st_mtime_ns
        result = run("validate", ".", "--fix", "--output-format", "concise")
        assert (folder / "wrong.html").read_text("utf-8") == FIXED
        assert (folder / "clean.html").stat().st_mtime_ns == before
        assert result.code == 1
        assert [line.split()[2] for line in result.text.splitlines()] == ["FG001"]
        assert result.err == "wenzhang: 1 finding (1 error) in 2 articles, 2 fixed\n"
        assert run("validate", ".", "--fix").err == "wenzhang: 1 finding (1 error) in 2 articles, 0 fixed\n"

    def test_unsafe_fixes_only_on_demand(self, folder: Path) -> None:
        text = '---\ntitle: 甲\n---\n<p><a href="http://a.tw/">乙</a></p>\n'
        (folder / "a.html").write_text(text, "utf-8")
        run("validate", "a.html", "--fix", "--extend-select", "LK004")
        assert (folder / "a.html").read_text("utf-8") == text
        run("validate", "a.html", "--fix", "--unsafe-fixes", "--extend-select", "LK004")
        assert (folder / "a.html").read_text("utf-8") == text.replace("http:", "https:")

    def test_a_diff_changes_nothing(self, folder: Path) -> None:
        result = run("validate", ".", "--diff")
        assert result.code == 1
        assert (folder / "wrong.html").read_text("utf-8") == WRONG
        assert "-tags: [乙, 乙]\n+tags: [乙]\n" in result.text
        assert result.err == "wenzhang: 2 findings would be fixed in 1 of 2 articles\n"
        assert run("validate", "clean.html", "--diff") == (
            0,
            b"",
            "wenzhang: 0 findings would be fixed in 0 of 1 article\n",
        )

    def test_standard_input_goes_to_standard_output(self) -> None:
        result = run("validate", "-", "--fix", "--stdin-filename", "甲.html", stdin=WRONG.encode())
        assert result.text == FIXED
        assert "甲.html:6:6: error FG001" in result.err


@pytest.mark.usefixtures("folder")
class TestOutput:
    def test_goes_to_a_file(self, folder: Path) -> None:
        result = run("validate", ".", "--output-format", "junit", "--output-file", "out/report.xml")
        assert (result.code, result.out) == (1, b"")
        assert (folder / "out" / "report.xml").read_bytes().startswith(b"<?xml")

    def test_statistics(self) -> None:
        lines = run("validate", ".", "--statistics").text.splitlines()
        assert [line.split()[:2] for line in lines[:3]] == [["1", "FG001"], ["1", "FM011"], ["1", "ST008"]]

    def test_devices_and_links_stay_what_they_are(self, folder: Path) -> None:
        (folder / "link.json").symlink_to("real.json")
        (folder / "real.json").touch()
        run("validate", ".", "--output-format", "json", "--output-file", "link.json")
        assert (folder / "link.json").is_symlink()
        assert json.loads((folder / "real.json").read_bytes())
        run("validate", ".", "--output-file", "/dev/null")
        assert not Path("/dev/null").is_file()
        (folder / "name.html").symlink_to("wrong.html")
        run("validate", "name.html", "--fix")
        assert (folder / "name.html").is_symlink()
        assert (folder / "wrong.html").read_text("utf-8") == FIXED
        assert run("validate", ".", "wrong.html", "./wrong.html").err.endswith(" in 2 articles\n")

    def test_a_file_that_cannot_be_written(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.access", lambda *_: False)
        result = run("validate", ".", "--fix", "--output-format", "concise")
        assert result.code == 2
        assert (folder / "wrong.html").read_text("utf-8") == WRONG
        assert len(result.text.splitlines()) == 3
        assert result.err.endswith("wenzhang: 3 findings (1 error, 2 warnings) in 2 articles, 0 fixed, 1 not written\n")

    def test_nothing_is_written_before_all_configurations_are_known(self, folder: Path) -> None:
        (folder / "z").mkdir()
        (folder / "z" / "wenzhang.toml").write_text('baseline = "no.json"\n', "utf-8")
        (folder / "z" / "a.html").write_text(CLEAN, "utf-8")
        assert run("validate", ".", "--fix").code == 2
        assert (folder / "wrong.html").read_text("utf-8") == WRONG

    def test_a_baseline_keeps_what_a_run_does_not_look_at(self, folder: Path) -> None:
        (folder / "wenzhang.toml").write_text('baseline = "known.json"\n', "utf-8")
        assert run("validate", ".", "--write-baseline", "known.json").code == 0
        (folder / "other.html").write_text(WRONG.replace("丙", "丁"), "utf-8")
        run("validate", "other.html", "--select", "FG", "--write-baseline", "known.json")
        assert run("validate", ".", "--statistics").text.split()[:2] == ["1", "FM011"]
        run("validate", "other.html", "--write-baseline", "known.json")
        assert run("validate", ".").code == 0
        (folder / "wrong.html").write_text(WRONG.replace("<p></p>\n", "") + "<p><br></p>\n", "utf-8")
        result = run("validate", ".", "--prune-baseline")
        assert result.code == 1
        assert "known.json: 2 known findings taken off the list" in result.err
        assert "no more" not in run("validate", ".").err

    def test_a_baseline(self, folder: Path) -> None:
        result = run("validate", ".", "--write-baseline", "known.json")
        assert (result.code, result.err) == (0, "wenzhang: 3 findings in known.json\n")
        assert run("validate", ".", "--baseline", "known.json").code == 0
        (folder / "wenzhang.toml").write_text('baseline = "known.json"\n', "utf-8")
        assert run("validate", ".").code == 0
        (folder / "wrong.html").write_text(WRONG.replace("[乙, 乙]", "[乙]") + '<img src="b.png">', "utf-8")
        result = run("validate", ".", "--output-format", "concise")
        assert result.code == 1
        assert [line.split()[2] for line in result.text.splitlines()] == ["FG001"]
        assert "known.json: 1 known finding there no more; --prune-baseline" in result.err


@pytest.mark.usefixtures("folder")
class TestCache:
    def reports(self, *arguments: str) -> list[dict[str, object]]:
        return [run("validate", ".", "--output-format", "json", *arguments).json for _ in range(2)]

    def test_gives_what_was_found(self, folder: Path) -> None:
        first, second = self.reports()
        assert first == second
        assert list((folder / ".wenzhang_cache").glob("*.msgpack"))
        assert (folder / ".wenzhang_cache" / ".gitignore").read_text() == "*\n"
        assert first == run("validate", ".", "--output-format", "json", "--no-cache").json

    def test_is_what_spares_the_work(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        first, _ = self.reports()
        monkeypatch.setattr("wenzhang.validation.run.Validator.examine", lambda *_: pytest.fail("it is examined again"))
        assert run("validate", ".", "--output-format", "json").json == first

    def test_knows_content_configuration_and_place(self, folder: Path) -> None:
        self.reports()
        (folder / "wrong.html").write_text(FIXED, "utf-8")
        assert len(self.reports()[1]["diagnostics"]) == 1  # type: ignore[arg-type]
        (folder / "wenzhang.toml").write_text('ignore = ["FG"]\n', "utf-8")
        assert self.reports()[1]["diagnostics"] == []
        (folder / "wenzhang.toml").unlink()
        found = run("validate", str(folder), "--output-format", "json").json["diagnostics"]
        assert [each["path"] for each in found] == [str(folder / "wrong.html")]

    def test_knows_schemas_and_what_they_refer_to(self, folder: Path) -> None:
        (folder / "wenzhang.toml").write_text('select = ["FM"]\n[[schemas]]\nschema = "s.json"\n', "utf-8")
        (folder / "s.json").write_text('{"$ref": "t.json"}', "utf-8")
        for key in ("甲", "乙"):
            (folder / "t.json").write_text(json.dumps({"required": [key]}), "utf-8")
            found = [each for each in self.reports()[1]["diagnostics"] if each["code"] == "FM003"]  # type: ignore[attr-defined]
            assert len(found) == 2
            assert key in found[0]["message"]

    def test_knows_the_place_of_the_configuration(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "sub" / "posts").mkdir(parents=True)
        (folder / "sub" / "posts" / "a.html").write_text(WRONG, "utf-8")
        (folder / "c.toml").write_text('[per-file-ignores]\n"sub/posts/*.html" = ["ALL"]\n', "utf-8")
        monkeypatch.setenv("WENZHANG_CACHE_DIR", str(folder / "shared"))
        assert run("validate", "--config", "c.toml", "sub/posts/a.html").code == 0
        monkeypatch.chdir(folder / "sub")
        assert run("validate", "--config", "../c.toml", "posts/a.html").code == 1

    def test_knows_the_day(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert [rule.code for rule in catalogue().values() if rule.daily] == ["FM009"]
        run("validate", ".", "--extend-select", "FM009")
        assert len(list((folder / ".wenzhang_cache").glob("*.msgpack"))) == 1
        tomorrow = datetime.date.today() + datetime.timedelta(1)
        monkeypatch.setattr("datetime.date", type("", (datetime.date,), {"today": staticmethod(lambda: tomorrow)}))
        run("validate", ".", "--extend-select", "FM009")
        assert len(list((folder / ".wenzhang_cache").glob("*.msgpack"))) == 2

    def test_keeps_few_configurations(self, folder: Path) -> None:
        for code in list(catalogue())[:20]:
            run("validate", ".", "--select", code)
        assert len(list((folder / ".wenzhang_cache").glob("*.msgpack"))) == 16

    def test_a_damaged_one_is_made_anew(self, folder: Path) -> None:
        first, _ = self.reports()
        for path in (folder / ".wenzhang_cache").glob("*.msgpack"):
            path.write_bytes(b"\xc1 no msgpack")
        assert self.reports() == [first, first]

    def test_can_be_left_out_or_elsewhere(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reports("--no-cache")
        self.reports("--cache-dir", "elsewhere")
        monkeypatch.setenv("WENZHANG_CACHE_DIR", "there")
        self.reports()
        assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == ["elsewhere", "there"]

    def test_what_is_found_in_other_files_is_never_kept(self, folder: Path) -> None:
        (folder / "twin.html").write_text(CLEAN + "<p>另一篇</p>\n", "utf-8")
        arguments = ("--select", "FG007", "--config", "site.toml")
        (folder / "site.toml").write_text('[site]\nassets = ["public"]\n', "utf-8")
        (folder / "public").mkdir()
        (folder / "twin.html").write_text(CLEAN + '<img src="/甲.png" alt="">\n', "utf-8")
        assert len(self.reports(*arguments)[1]["diagnostics"]) == 1  # type: ignore[arg-type]
        (folder / "public" / "甲.png").touch()
        assert self.reports(*arguments)[1]["diagnostics"] == []
