from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from command import run
from wenzhang.config import load_config
from wenzhang.config.loading import load
from wenzhang.validation.baseline import Baseline

BASE = """\
ignore = ["HT001"]
baseline = "known.json"
[severity]
img-alt-missing = "warning"
"""
CONFIG = """\
extend = "base.toml"
select = ["FM", "FG"]
extend-ignore = ["FG002"]
[rules.required-key]
keys = ["title", "日期"]
[per-file-ignores]
"drafts/**" = ["FM"]
[[custom]]
code = "XX001"
name = "no-emoji"
message = 'an "emoji": {0}'
regex = "💬"
[site]
assets = ["public"]
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts/a.md").touch()
    (tmp_path / "base.toml").write_text(BASE, "utf-8")
    (tmp_path / "wenzhang.toml").write_text(CONFIG, "utf-8")
    Baseline(()).write(tmp_path / "known.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestToml:
    def test_each_value_with_its_origin(self, project: Path) -> None:
        result = run("config")
        lines = result.text.splitlines()
        assert (result.code, result.err) == (0, "")
        assert lines[:3] == ["# in force for .", "# wenzhang.toml, which extends base.toml", f"# root: {project}"]
        assert 'select = ["FM", "FG"]  # wenzhang.toml:2' in lines
        assert 'ignore = ["HT001", "FG002"]  # base.toml:1, wenzhang.toml:3' in lines
        assert 'fail-on = "warning"  # default' in lines
        assert "# body-format is not set, default" in lines
        assert lines[lines.index("[severity]") + 1] == 'FG001 = "warning"  # base.toml:4'
        assert lines[lines.index("[rules.FM003]") + 1] == 'keys = ["title", "日期"]  # wenzhang.toml:5'
        assert lines[lines.index("[site]") + 1] == 'assets = ["public"]  # wenzhang.toml:14'
        assert "#     FG001 img-alt-missing (warning)" in lines

    def test_says_the_same_when_it_is_loaded(self, project: Path) -> None:
        (project / "printed.toml").write_bytes(run("config").out)
        assert load_config("printed.toml") == load_config("wenzhang.toml")

    def test_defaults_do_as_well(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        printed = run("config", "--isolated")
        assert "# no configuration found: all is default" in printed.text
        (tmp_path / "wenzhang.toml").write_bytes(printed.out)
        assert load(str(tmp_path / "wenzhang.toml")).config == load_config("wenzhang.toml")

    def test_rules_of_a_file(self, project: Path) -> None:
        assert "FM003 required-key" in run("config", "drafts").text
        assert "FM003 required-key" not in run("config", "drafts/a.md").text


class TestJson:
    def test_values_and_rules(self, project: Path) -> None:
        report = run("config", "--output-format", "json", "--ignore", "FM,FG003").json
        values = {tuple(value["key"]): value for value in report["values"]}
        assert report["files"] == ["wenzhang.toml", "base.toml"]
        assert values["baseline",]["from"] == [{"path": "base.toml", "line": 2, "column": 1}]
        assert values["ignore",]["value"] == ["HT001", "FG002", "FM", "FG003"]
        assert values["ignore",]["from"][-1] == "command line"
        assert values["exclude",]["from"] == ["default"]
        assert {rule["code"][:2] for rule in report["rules"]} >= {"FG"}
        assert not {rule["code"] for rule in report["rules"]} & {"FM003", "FG002", "FG003"}

    def test_options_of_rules(self, project: Path) -> None:
        rules = {rule["code"]: rule for rule in run("config", "--output-format", "json").json["rules"]}
        assert rules["FM003"]["options"] == {"keys": ["title", "日期"]}


class TestUse:
    def test_a_second_file_is_said(self, project: Path) -> None:
        (project / "pyproject.toml").write_text("[tool.wenzhang]\n")
        result = run("config")
        assert result.code == 0
        assert result.err == "wenzhang: pyproject.toml is not read, since wenzhang.toml counts\n"

    def test_another_file(self, project: Path) -> None:
        assert "# base.toml\n" in run("config", "--config", "base.toml").text

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["nowhere"], "nowhere: no such file or folder"),
            (["--config", "nowhere.toml"], "nowhere.toml: no such file"),
            (["--config", "base.toml", "--isolated"], "exclude each other"),
            (["--select", "ZZ"], "no rule 'ZZ'"),
        ],
    )
    def test_wrong_use(self, project: Path, arguments: list[str], said: str) -> None:
        result = run("config", *arguments)
        assert (result.code, result.out) == (2, b"")
        assert said in result.err

    def test_a_configuration_that_means_nothing(self, project: Path) -> None:
        (project / "wenzhang.toml").write_text("selct = []\n")
        for arguments in (["config"], ["validate", "drafts/a.md"]):
            result = run(*arguments)
            assert (result.code, result.out) == (2, b"")
            assert result.err == "wenzhang: wenzhang.toml:1:1: unknown key 'selct' (did you mean select?)\n"


def test_the_version_needs_none_of_it() -> None:
    code = "import sys; from wenzhang.cli import main; main(['--version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "wenzhang.cli" in done.stdout.split()
    assert "config" not in done.stdout


def test_what_validating_could_not_use_is_said(project: Path) -> None:
    (project / "known.json").write_text("{", "utf-8")
    result = run("config")
    assert result.code == 2
    assert "known.json" in result.err
    (project / "known.json").unlink()
    assert run("config").code == 2
    (project / "wenzhang.toml").write_text('[[schemas]]\nschema = "nope.json"\n', "utf-8")
    result = run("config")
    assert result.code == 2
    assert "nope.json: the schema cannot be read" in result.err
