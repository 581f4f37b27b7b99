from __future__ import annotations

import os
from pathlib import Path

import pytest

from wenzhang.batch.plan import Plan, PlannedFile, names_one_file, plan_run
from wenzhang.config import Config, Configurations
from wenzhang.config.exclusion import Exclusion
from wenzhang.errors import ConfigError, SourceError


def grow(root: Path, *names: str) -> Path:
    """A folder with these files, each empty."""
    root.mkdir(exist_ok=True)
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def found(plan: Plan) -> list[str]:
    return [file.name for file in plan.files]


def reasons(plan: Plan, root: Path) -> dict[str, str]:
    return {os.path.relpath(skipped.path, root): skipped.reason for skipped in plan.skipped}


class TestFiles:
    def test_a_folder_is_walked_in_a_stable_order(self, tmp_path: Path) -> None:
        root = grow(
            tmp_path, "b.html", "a.md", "乙/c.HTM", "z.xhtml", "c/d/e.html", "c/a.html", "notes.txt", "image.png"
        )
        plan = plan_run([str(root)])
        assert found(plan) == ["a.md", "b.html", "c/a.html", "c/d/e.html", "z.xhtml", "乙/c.HTM"]
        assert plan.skipped == ()

    def test_names_of_every_kind(self, tmp_path: Path) -> None:
        odd = ["a\nb.html", "a b.html", "文章：一.html", "-x.html", "'\".html", "文" * 83 + ".htm"]
        assert sorted(found(plan_run([str(grow(tmp_path, *odd))]))) == sorted(odd)

    def test_a_name_that_is_no_utf8(self, tmp_path: Path) -> None:
        name = os.fsdecode(b"\xa4\xa4.html")
        assert found(plan_run([str(grow(tmp_path, name))])) == [name]

    def test_hidden_names_are_left_out(self, tmp_path: Path) -> None:
        grow(tmp_path, ".git/a.html", ".draft.html", "a.html")
        assert found(plan_run([str(tmp_path)])) == ["a.html"]

    def test_a_file_that_is_named_may_have_any_name(self, tmp_path: Path) -> None:
        grow(tmp_path, ".draft", "a.txt")
        assert found(plan_run([str(tmp_path / ".draft"), str(tmp_path / "a.txt")])) == [".draft", "a.txt"]

    def test_paths_stay_as_they_were_given(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        grow(tmp_path / "posts", "a.html", "-")
        monkeypatch.chdir(tmp_path / "posts")
        plan = plan_run(["-", "./-", "../posts", "./a.html"])
        assert [file.path for file in plan.files] == ["-", "./-", "../posts/a.html", "./a.html"]

    def test_each_file_once(self, tmp_path: Path) -> None:
        root = str(grow(tmp_path, "a.html"))
        assert len(plan_run([root, root, f"{root}/a.html"]).files) == 1

    def test_folders_deeper_than_python_recurses(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        folders = ["d/" * depth for depth in range(1, 1201)]
        for folder in folders:
            os.mkdir(folder)
        page = Path(folders[-1], "a.html")
        page.touch()
        try:
            assert plan_run(["."]).files == [PlannedFile(str(page), str(page))]
        finally:  # since pytest's own way to remove them recurses
            page.unlink()
            for folder in reversed(folders):
                os.rmdir(folder)

    def test_missing_paths_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="no such file") as caught:
            plan_run([str(grow(tmp_path, "a.html")), str(tmp_path / "沒有.html")])
        assert caught.value.path == str(tmp_path / "沒有.html")

    def test_a_file_used_as_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="Not a directory"):
            plan_run([str(grow(tmp_path, "a.html") / "a.html" / "b")])

    def test_nothing_found(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="no article"):
            plan_run([str(grow(tmp_path, "a.txt", "b/c.png"))])

    def test_the_output_folder_inside_is_not_read(self, tmp_path: Path) -> None:
        grow(tmp_path, "a.html", "out/zh-CN/a.html", "out/zh-TW/a.html")
        assert found(plan_run([str(tmp_path)], out=tmp_path / "out" / "zh-CN")) == ["a.html", "out/zh-TW/a.html"]

    def test_what_is_no_regular_file(self, tmp_path: Path) -> None:
        os.mkfifo(grow(tmp_path, "a.html") / "pipe.html")
        plan = plan_run([str(tmp_path)])
        assert found(plan) == ["a.html"]
        assert reasons(plan, tmp_path) == {"pipe.html": "no regular file"}

    def test_a_folder_without_permission(self, tmp_path: Path) -> None:
        grow(tmp_path, "a.html", "closed/b.html")
        (tmp_path / "closed").chmod(0)
        if os.access(tmp_path / "closed", os.R_OK):
            pytest.skip("permissions do not bind this user")
        plan = plan_run([str(tmp_path)])
        (tmp_path / "closed").chmod(0o700)
        assert found(plan) == ["a.html"]
        assert "Permission denied" in reasons(plan, tmp_path)["closed"]


def test_names_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(grow(tmp_path, "a.html", "-/b.html"))
    assert [names_one_file([path]) for path in ("a.html", "-", ".", "./-")] == [True, True, False, False]
    assert not names_one_file(["a.html", "a.html"])


class TestLinks:
    def test_inside_the_folder_they_are_followed(self, tmp_path: Path) -> None:
        grow(tmp_path, "2026/a.html", "b.html")
        (tmp_path / "latest").symlink_to("2026", target_is_directory=True)
        (tmp_path / "c.html").symlink_to("b.html")
        assert found(plan_run([str(tmp_path)])) == ["2026/a.html", "b.html", "c.html", "latest/a.html"]

    def test_out_of_the_folder_they_are_not(self, tmp_path: Path) -> None:
        grow(tmp_path / "else", "x.html", "y.png")
        root = grow(tmp_path / "root", "a.html")
        (root / "folder").symlink_to(tmp_path / "else", target_is_directory=True)
        (root / "file.html").symlink_to("../else/x.html")
        (root / "image.png").symlink_to("../else/y.png")
        plan = plan_run([str(root)])
        assert found(plan) == ["a.html"]
        assert list(reasons(plan, root)) == ["file.html", "folder"]
        assert all("leaves" in reason for reason in reasons(plan, root).values())

    def test_a_neighbour_whose_name_begins_alike_is_outside(self, tmp_path: Path) -> None:
        grow(tmp_path / "root2", "x.html")
        root = grow(tmp_path / "root", "a.html")
        (root / "link.html").symlink_to("../root2/x.html")
        assert list(reasons(plan_run([str(root)]), root)) == ["link.html"]

    def test_loops_end(self, tmp_path: Path) -> None:
        grow(tmp_path, "d/a.html")
        (tmp_path / "d" / "self").symlink_to(".", target_is_directory=True)
        (tmp_path / "d" / "up").symlink_to("..", target_is_directory=True)
        (tmp_path / "loop.html").symlink_to("loop.html")
        plan = plan_run([str(tmp_path)])
        assert found(plan) == ["d/a.html"]
        assert sorted(reasons(plan, tmp_path)) == ["d/self", "d/up", "loop.html"]

    def test_folders_that_link_to_each_other_do_not_multiply(self, tmp_path: Path) -> None:
        count = 12
        for here in range(count):
            grow(tmp_path / str(here), "a.html")
            for there in set(range(count)) - {here}:
                (tmp_path / str(here) / f"to{there}").symlink_to(f"../{there}", target_is_directory=True)
        plan = plan_run([str(tmp_path)])
        assert len(plan.files) == count * count
        assert len(plan.skipped) == count * (count - 1) * (count - 1)

    def test_those_that_lead_nowhere_are_named(self, tmp_path: Path) -> None:
        grow(tmp_path, "a.html")
        for name in ("gone.html", "unmounted", "gone.png"):
            (tmp_path / name).symlink_to("nowhere")
        assert sorted(reasons(plan_run([str(tmp_path)]), tmp_path)) == ["gone.html", "unmounted"]

    def test_the_folder_that_is_named_may_be_one(self, tmp_path: Path) -> None:
        grow(tmp_path / "real", "a.html")
        (tmp_path / "link").symlink_to("real", target_is_directory=True)
        assert found(plan_run([str(tmp_path / "link")])) == ["a.html"]


class TestExclusion:
    @staticmethod
    def excluding(root: Path, *exclude: str, force: bool = False, gitignore: bool = True) -> Exclusion:
        config = Config(exclude=exclude, force_exclude=force, respect_gitignore=gitignore, root=str(root))
        return Exclusion(lambda folder: config)

    def test_globs(self, tmp_path: Path) -> None:
        grow(tmp_path, "a.md", "b.md", "drafts/a.md", "x/drafts/a.md", "x/b.md", "x/y/c.md", "old/a.md", "z/old/a.md")
        plan = plan_run([str(tmp_path)], exclusion=self.excluding(tmp_path, "drafts", "/b.md", "x/y", "old/", "!z/old"))
        assert found(plan) == ["a.md", "x/b.md", "z/old/a.md"]
        assert plan.excluded == 5

    def test_globs_are_from_the_configuration_s_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        grow(tmp_path, "posts/a.md", "posts/drafts/a.md", "posts/x/drafts/b.md")
        exclusion = self.excluding(tmp_path, "posts/drafts")
        monkeypatch.chdir(tmp_path / "posts")
        for folder in (".", "../posts", str(tmp_path / "posts")):
            assert found(plan_run([folder], exclusion=exclusion)) == ["a.md", "x/drafts/b.md"]

    def test_by_default_folders_of_programs(self, tmp_path: Path) -> None:
        grow(tmp_path, "a.md", "node_modules/x/README.md", "x/venv/a.html", "build/b.md", "_site/a.html")
        plan = plan_run([str(tmp_path)], exclusion=Configurations(isolated=True).exclusion())
        assert found(plan) == ["a.md", "build/b.md"]

    def test_what_git_ignores(self, tmp_path: Path) -> None:
        grow(tmp_path, ".git/HEAD", "a.md", "out/a.md", "posts/b.tmp.md", "posts/keep.tmp.md", "posts/a.md")
        (tmp_path / ".gitignore").write_text("out/\n*.tmp.md\n")
        (tmp_path / "posts/.gitignore").write_text("!keep.*\n")
        assert found(plan_run([str(tmp_path)], exclusion=self.excluding(tmp_path))) == [
            "a.md",
            "posts/a.md",
            "posts/keep.tmp.md",
        ]
        assert found(plan_run([str(tmp_path / "posts")], exclusion=self.excluding(tmp_path))) == ["a.md", "keep.tmp.md"]
        assert len(plan_run([str(tmp_path)], exclusion=self.excluding(tmp_path, gitignore=False)).files) == 5
        kept = self.excluding(tmp_path, "!out", "!b.tmp.md")
        assert len(plan_run([str(tmp_path)], exclusion=kept).files) == 5

    def test_what_is_named_itself_is_read(self, tmp_path: Path) -> None:
        grow(tmp_path, ".git/HEAD", "drafts/a.md", "drafts/b.md", "out/c.md")
        (tmp_path / ".gitignore").write_text("out\n")
        paths = [str(tmp_path / "drafts"), str(tmp_path / "drafts/a.md"), str(tmp_path / "out/c.md")]
        plan = plan_run(paths, exclusion=self.excluding(tmp_path, "drafts"))
        assert found(plan) == ["a.md", "b.md", "c.md"]

    def test_unless_it_is_forced(self, tmp_path: Path) -> None:
        grow(tmp_path, ".git/HEAD", "drafts/x/a.md", "drafts/b.md", "out/c.md", "d.md")
        (tmp_path / ".gitignore").write_text("out\n")
        paths = [str(tmp_path / name) for name in ("drafts", "drafts/x/a.md", "out/c.md", "d.md")]
        plan = plan_run(paths, exclusion=self.excluding(tmp_path, "drafts", force=True))
        assert found(plan) == ["c.md", "d.md"]
        assert plan_run(paths[:2], exclusion=self.excluding(tmp_path, "drafts", force=True)) == Plan((), (), 2)
        with pytest.raises(SourceError, match="no such file"):
            plan_run([str(tmp_path / "drafts/c.md")], exclusion=self.excluding(tmp_path, "drafts", force=True))

    def test_standard_input_is_not_excluded(self, tmp_path: Path) -> None:
        assert found(plan_run(["-"], exclusion=self.excluding(tmp_path, "*", force=True))) == ["-"]

    def test_nothing_left(self, tmp_path: Path) -> None:
        grow(tmp_path, "a.md", "b/c.md")
        with pytest.raises(SourceError, match="no article found") as caught:
            plan_run([str(tmp_path)], exclusion=self.excluding(tmp_path, "*"))
        assert caught.value.hint is not None
        assert caught.value.hint.endswith("; 2 files and folders are excluded or ignored by git")

    def test_each_folder_has_its_configuration(self, tmp_path: Path) -> None:
        grow(tmp_path, "a/drafts/a.md", "b/drafts/b.md")
        (tmp_path / "a/wenzhang.toml").write_text('exclude = ["drafts"]\n')
        assert found(plan_run([str(tmp_path)], exclusion=Configurations().exclusion())) == ["b/drafts/b.md"]

    def test_a_configuration_that_means_nothing_ends_the_run(self, tmp_path: Path) -> None:
        grow(tmp_path, "a.md", "b/a.md")
        (tmp_path / "b/wenzhang.toml").write_text("exclude = 1\n")
        with pytest.raises(ConfigError, match="exclude is a whole number"):
            plan_run([str(tmp_path)], exclusion=Configurations().exclusion())

    def test_links_that_are_excluded_are_not_skipped(self, tmp_path: Path) -> None:
        grow(tmp_path, "a.md")
        (tmp_path / "gone.md").symlink_to("nowhere")
        assert plan_run([str(tmp_path)], exclusion=self.excluding(tmp_path, "gone.md")).skipped == ()
