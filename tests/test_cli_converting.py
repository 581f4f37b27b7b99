"""What `wenzhang convert` can do besides writing below a folder, and `wenzhang learn`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from command import ARTICLE, run

TEXT = "<p>軟體與記憶體</p>\n"
DONE = "<p>软件与内存</p>\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.html"
    path.write_text(TEXT, "utf-8")
    return path


def convert(*arguments: str | Path) -> tuple[int, str, str]:
    result = run("convert", *arguments, "--to", "zh-CN", "--from", "zh-TW")
    return result.code, result.text, result.err


class TestInPlace:
    def test_writes_over_the_input_and_only_then(self, article: Path) -> None:
        assert convert(article, "--in-place") == (0, "", "wenzhang: 1 converted\n")
        assert article.read_text("utf-8") == DONE
        before = article.stat().st_mtime_ns
        assert convert(article, "--in-place")[0] == 0
        assert article.stat().st_mtime_ns == before

    def test_without_it_an_input_is_never_written_over(self, article: Path) -> None:
        code, _, error = convert(article, "--out", article.parent)
        assert code == 2
        assert "would be replaced by an output" in error
        assert article.read_text("utf-8") == TEXT

    def test_a_symbolic_link_stays_one(self, article: Path, tmp_path: Path) -> None:
        link = tmp_path / "link.html"
        link.symlink_to(article.name)
        assert convert(link, "--in-place") == (0, "", "wenzhang: 1 converted\n")
        assert link.is_symlink()
        assert article.read_text("utf-8") == DONE

    def test_what_two_paths_lead_to_is_written_once(self, tmp_path: Path) -> None:
        root = tmp_path / "site"
        root.mkdir()
        (root / "b.html").write_text(TEXT, "utf-8")
        (root / "a.html").symlink_to("b.html")
        assert convert(root, root / "b.html", "--in-place") == (0, "", "wenzhang: 1 converted\n")
        assert (root / "a.html").is_symlink()
        assert (root / "b.html").read_text("utf-8") == DONE

    def test_a_file_that_fails_stays_as_it_is(self, article: Path) -> None:
        article.write_text("---\ntitle: [\n---\n" + TEXT, "utf-8")
        assert convert(article, "--in-place")[0] == 1
        assert article.read_text("utf-8").endswith(TEXT)


class TestDiff:
    def test_is_a_patch_and_writes_nothing(self, article: Path) -> None:
        code, diff, _ = convert(article, "--diff")
        assert code == 0
        assert f"-{TEXT}" in diff
        assert f"+{DONE}" in diff
        assert article.read_text("utf-8") == TEXT

    @pytest.mark.skipif(shutil.which("patch") is None, reason="no patch program here")
    def test_the_patch_of_the_real_article_applies(self, tmp_path: Path) -> None:
        path = tmp_path / "文 章.md"
        path.write_bytes(ARTICLE.read_bytes())
        diff = run("convert", path, "--to", "zh-CN", "--diff").out
        subprocess.run(["patch", "-s", str(path)], input=diff, check=True, cwd=tmp_path)
        assert path.read_bytes() == run("convert", ARTICLE, "--to", "zh-CN").out

    def test_of_nothing_is_nothing(self, article: Path) -> None:
        article.write_text(DONE, "utf-8")
        assert convert(article, "--diff")[:2] == (0, "")


class TestCheck:
    def test_of_outputs(self, article: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        assert convert(article, "--out", f"{out}/", "--check")[:2] == (1, f"{out / 'a.html'}\n")
        assert not out.exists()
        convert(article, "--out", f"{out}/")
        assert convert(article, "--out", out, "--check")[:2] == (0, "")
        (out / "a.html").write_text("changed", "utf-8")
        assert convert(article, "--out", out, "--check")[:2] == (1, f"{out / 'a.html'}\n")

    def test_of_the_input(self, article: Path) -> None:
        assert convert(article, "--in-place", "--check")[:2] == (1, f"{article}\n")
        assert article.read_text("utf-8") == TEXT
        convert(article, "--in-place")
        assert convert(article, "--in-place", "--check")[:2] == (0, "")


class TestNames:
    @pytest.mark.parametrize(
        ("template", "name"),
        [
            ("{stem}.{to}{suffix}", "a.zh-CN.html"),
            ("{to}/{path}", "zh-CN/a.html"),
            ("{from}/{name}", "zh-TW/a.html"),
        ],
    )
    def test_carry_the_variant(self, article: Path, tmp_path: Path, template: str, name: str) -> None:
        assert convert(article, "--out", tmp_path / "out", "--name", template)[0] == 0
        assert (tmp_path / "out" / name).read_text("utf-8") == DONE

    def test_two_outputs_of_one_name_are_refused_before_anything_is_written(
        self, article: Path, tmp_path: Path
    ) -> None:
        shutil.copy(article, tmp_path / "b.html")
        code, _, error = convert(tmp_path, "--out", tmp_path / "out", "--name", "{to}.html")
        assert code == 2
        assert "would both be written here" in error
        assert not (tmp_path / "out").exists()

    def test_standard_input_goes_where_the_name_says(self, tmp_path: Path) -> None:
        arguments = ("convert", "-", "--to", "zh-CN", "--from", "zh-TW", "--out", tmp_path / "out", "--name")
        assert run(*arguments, "a.{to}.html", stdin=TEXT.encode()).code == 0
        assert (tmp_path / "out" / "a.zh-CN.html").read_text("utf-8") == DONE

    @pytest.mark.parametrize("template", ["{name}", "{to}/{path}"])
    def test_standard_input_has_none_of_its_own(self, tmp_path: Path, template: str) -> None:
        code, _, error = convert("-", "--out", tmp_path / "out", "--name", template)
        assert code == 2
        assert "standard input has no name to write to (name the output with --out FILE, or --name 'article." in error
        assert not (tmp_path / "out").exists()


class TestReport:
    def test_a_table(self, article: Path) -> None:
        article.write_text("<p>乾杯，軟體、軟體</p>", "utf-8")
        code, table, _ = convert(article, "--report", "table")
        assert code == 0
        assert "words that changed with the region: 2" in table
        assert "1:7" in table
        assert "软件 ×2" in table

    def test_json_of_several_articles(self, article: Path, tmp_path: Path) -> None:
        shutil.copy(article, tmp_path / "b.html")
        result = run("convert", tmp_path, "--to", "zh-CN", "--report", "json")
        assert [Path(review["path"]).name for review in result.json] == ["a.html", "b.html"]
        assert result.json[0]["words"][0]["from"] == "軟體"

    def test_beside_the_outputs(self, article: Path, tmp_path: Path) -> None:
        assert "軟體" in convert(article, "--report", "table", "--out", f"{tmp_path}/out/")[1]
        assert (tmp_path / "out" / "a.html").exists()


class TestGlossaryAndMemory:
    def test_terms(self, article: Path, tmp_path: Path) -> None:
        (tmp_path / "terms.csv").write_text("source,zh-CN\n軟體,软体\n", "utf-8")
        assert convert(article, "--glossary", tmp_path / "terms.csv")[1] == "<p>软体与内存</p>\n"

    def test_corrections_are_learned_and_applied(self, article: Path, tmp_path: Path) -> None:
        corrected, memory = tmp_path / "corrected.html", tmp_path / "corrections.tmx"
        corrected.write_text("<p>软件和内存</p>\n", "utf-8")
        learned = run("learn", article, corrected, "--to", "zh-CN", "--from", "zh-TW", "--memory", memory)
        assert learned.code == 0
        assert "1 corrections learned" in learned.err
        article.write_text(f"<h2>題</h2>{TEXT}", "utf-8")
        assert convert(article, "--memory", memory)[1] == "<h2>题</h2><p>软件和内存</p>\n"

    def test_a_correction_without_its_sentence_is_told(self, article: Path, tmp_path: Path) -> None:
        corrected, memory = tmp_path / "corrected.html", tmp_path / "corrections.tmx"
        corrected.write_text("<p>软件和内存</p>\n", "utf-8")
        run("learn", article, corrected, "--to", "zh-CN", "--from", "zh-TW", "--memory", memory)
        article.write_text("<p>別的</p>", "utf-8")
        assert "its sentence is in no article: 軟體與記憶體" in convert(article, "--memory", memory)[2]

    def test_what_is_no_correction_is_told(self, article: Path, tmp_path: Path) -> None:
        corrected = tmp_path / "corrected.html"
        corrected.write_text(f"{DONE}<p>新的段落</p>", "utf-8")
        memory = tmp_path / "corrections.tmx"
        learned = run("learn", article, corrected, "--memory", memory)  # each shows what it is in
        assert "inserted, so no sentence of the original stands for it: 新的段落" in learned.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--check",), "--check compares with what stands below --out"),
        (("--check", "--in-place", "--diff"), "--check and --diff exclude each other"),
        (("--in-place", "--stdout"), "--in-place and --stdout exclude each other"),
        (("--name", "{to}"), "--name is for the outputs below --out"),
        (("--out", "o", "--name", "{too}"), "no field {too}"),
        (("--out", "o", "--name", "../x"), "'../x'"),
        (("--report", "table", "--diff"), "--report goes to standard output"),
        (("--report", "json", "--in-place", "--check"), "--report goes to standard output"),
        (("--exclude", "p["), "no CSS selector"),
        (("--glossary", "none.toml"), "none.toml: cannot be read"),
        (("--glossary", "none.doc"), "a glossary cannot be read from .doc"),
        (("--memory", "none.tmx"), "none.tmx: cannot be read"),
    ],
)
def test_wrong_use_is_exit_code_2(article: Path, arguments: tuple[str, ...], message: str) -> None:
    code, out, error = convert(article, *arguments)
    assert (code, out) == (2, "")
    assert message in error


def test_what_an_encoding_cannot_hold_is_told_with_the_option(article: Path) -> None:
    code, _, error = convert(article, "--encoding", "big5")
    assert code == 1
    assert "--encoding utf-8" in error
    assert "recode" not in error


def test_standard_input_has_no_place() -> None:
    assert convert("-", "--in-place")[0] == 2
