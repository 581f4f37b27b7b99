from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from effort import lines
from wenzhang.config import Config, Configurations
from wenzhang.config.loading import COMMAND_LINE
from wenzhang.errors import ConfigError


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two configurations, one below the other."""
    (tmp_path / "blog/posts/2026").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "wenzhang.toml").write_text('fail-on = "error"\nignore = ["HT"]\nextend-select = ["FM009"]\n')
    (tmp_path / "blog/wenzhang.toml").write_text('select = ["FM"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestNearest:
    def test_each_file_has_that_of_its_folder(self, site: Path) -> None:
        configurations = Configurations()
        assert configurations.of("blog/posts/2026/a.md").select == ("FM",)
        assert configurations.of("blog/posts/2026/a.md").fail_on == "warning"
        assert configurations.of("docs/a.md").fail_on == "error"
        assert configurations.of("a.md") is configurations.of("docs/a.md") is configurations.of("-")
        assert configurations.of(str(site / "blog/a.md")) is configurations.of("blog/posts/b.md")

    def test_none(self, tmp_path: Path) -> None:
        assert Configurations().of(str(tmp_path / "a.md")) == Config(root=str(Path.cwd()))

    def test_one_for_all(self, site: Path) -> None:
        configurations = Configurations(file="blog/wenzhang.toml")
        assert configurations.of("docs/a.md").select == ("FM",)
        assert configurations.of("docs/a.md").root == str(site)

    def test_isolated(self, site: Path) -> None:
        assert Configurations(isolated=True).of("docs/a.md") == Config(root=str(site))

    def test_a_file_that_is_not_there(self, site: Path) -> None:
        with pytest.raises(ConfigError, match="no such file"):
            Configurations(file="nowhere.toml")

    def test_a_second_one_in_a_folder_is_noted(self, site: Path) -> None:
        (site / "blog/pyproject.toml").write_text("[tool.wenzhang]\n")
        (site / "docs/pyproject.toml").write_text("[tool.ruff]\n")
        configurations = Configurations()
        for path in ("blog/a.md", "blog/posts/a.md", "blog/b.md", "docs/a.md"):
            configurations.of(path)
        assert configurations.notes == ["blog/pyproject.toml is not read, since blog/wenzhang.toml counts"]

    def test_thousands_of_files_cost_next_to_nothing(self, site: Path) -> None:
        configurations = Configurations()
        configurations.of("blog/posts/2026/0.md")
        names = [f"blog/posts/2026/{number}.md" for number in range(1000)]
        assert lines(lambda: [configurations.of(name) for name in names]) < 40 * len(names)


class TestOverrides:
    @pytest.mark.parametrize(
        ("overrides", "expected"),
        [
            ({"select": ("FG",)}, {"select": ("FG",), "ignore": (), "extend_select": ()}),
            ({"ignore": ("FM",)}, {"ignore": ("HT", "FM"), "extend_select": ()}),
            ({"ignore": ("FG",)}, {"ignore": ("HT", "FG"), "extend_select": ("FM009",)}),
            ({"extend_select": ("HT001", "HT")}, {"ignore": (), "extend_select": ("FM009", "HT001", "HT")}),
            ({"extend_select": ("FG009",)}, {"extend_select": ("FM009", "FG009"), "ignore": ("HT",)}),
            ({"select": ("FG",), "ignore": ("FG001",)}, {"select": ("FG",), "ignore": ("FG001",)}),
            ({"select": None, "fail_on": "info"}, {"select": None, "fail_on": "info"}),
        ],
    )
    def test_come_on_top(self, site: Path, overrides: dict[str, Any], expected: dict[str, Any]) -> None:
        config = Configurations(overrides=overrides).of("docs/a.md")
        assert {name: getattr(config, name) for name in expected} == expected

    def test_also_on_the_defaults(self, tmp_path: Path) -> None:
        configurations = Configurations(isolated=True, overrides={"select": ("FG",), "ignore": ("FG001",)})
        assert configurations.of("a.md") == Config(select=("FG",), ignore=("FG001",), root=str(Path.cwd()))

    def test_their_paths_are_from_the_current_folder(self, site: Path) -> None:
        assert Configurations(overrides={"baseline": "known.json"}).of("blog/a.md").baseline == "../known.json"

    def test_their_origin_is_the_command_line(self, site: Path) -> None:
        origins = Configurations(overrides={"ignore": ("FM",)}).in_folder("docs").origins
        assert origins["ignore",][-1] == COMMAND_LINE
        assert [str(origin) for origin in origins["ignore",]] == ["wenzhang.toml:2", "command line"]
