from __future__ import annotations

import os
import subprocess
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hang import never_hanging
from wenzhang.config.gitignore import GitIgnore
from wenzhang.config.globs import matches, read_glob


class TestMatches:
    @pytest.mark.parametrize(
        ("glob", "meant", "not_meant"),
        [
            ("a.md", "a.md x/a.md x/y/a.md a.md/b.html", "ba.md a.mdx"),
            ("*.md", "a.md x/.md", "a.html"),
            ("drafts", "drafts drafts/a.md x/drafts/y/a.md", "draft drafts2/a.md"),
            ("drafts/", "drafts/a.md x/drafts/a.md", "drafts x/drafts"),
            ("/drafts", "drafts drafts/a.md", "x/drafts x/drafts/a.md"),
            ("x/*.md", "x/a.md", "y/x/a.md x/y/a.md"),
            ("x/**", "x/a.md x/y/a.md", "x y/x/a.md"),
            ("x/**/a.md", "x/a.md x/y/a.md x/y/z/a.md", "xa.md x/y/ba.md"),
            ("**/x/*.md", "x/a.md y/x/a.md", "y/a.md"),
            ("**", "a.md x/a.md", ""),
            ("x/*", "x/a.md x/y/a.md", "y/a.md"),
            ("第?章.md", "第一章.md x/第二章.md", "第十一章.md 第/章.md"),
            ("第[一二].md", "第一.md", "第三.md"),
            ("[!a-c].md", "d.md", "a.md"),
            (r"\*.md", "*.md", "a.md"),
            ("[a", "", "a [a"),
            ("!drafts/**", "a.md x/a.md", "drafts/a.md"),
        ],
    )
    def test_which_files_a_glob_means(self, glob: str, meant: str, not_meant: str) -> None:
        assert [path for path in meant.split() if not matches(glob, path)] == []
        assert [path for path in not_meant.split() if matches(glob, path)] == []

    def test_paths_are_from_the_root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert matches("drafts/*.md", "site/drafts/a.md", "site")
        assert matches("drafts/*.md", str(tmp_path / "site/drafts/a.md"), "site")
        assert matches("drafts/*.md", "site/drafts/a.md", str(tmp_path / "site"))
        assert not matches("drafts/*.md", "site/drafts/a.md", "")

    @pytest.mark.parametrize(
        ("glob", "path"),
        [
            ("*a" * 60 + "b", "a" * 250),
            ("/" + "*a" * 60 + "b", "a" * 250),
            ("**/a/" * 30 + "b", "a/" * 1500 + "c"),
            ("**/*a*a*a*/" * 20 + "b", "aaaaaaaa/" * 400 + "c"),
        ],
    )
    def test_none_takes_long(self, glob: str, path: str) -> None:
        with never_hanging():
            assert not matches(glob, path)


def git_says(root: Path, paths: list[str]) -> set[str]:
    """Which of the paths git ignores."""
    command = ["git", "-C", str(root), "-c", "core.excludesFile=", "check-ignore", "--no-index", "-z", "--stdin"]
    done = subprocess.run(command, input="\0".join(paths).encode() + b"\0", capture_output=True, check=False)
    return set(done.stdout.decode().split("\0")) - {""}


def we_say(root: Path, paths: list[str]) -> set[str]:
    """Which of them we ignore: those of which a walk from the root would not find the way."""
    ignore = GitIgnore()
    found = set()
    for path in paths:
        parts = path.split("/")
        for at, name in enumerate(parts):
            folder = root.joinpath(*parts[:at])
            whole = folder / name
            ignores = ignore.inside(str(folder))
            if ignores is not None and ignores(name, whole.is_dir() and not whole.is_symlink()):
                found.add(path)
                break
    return found


def repository(root: Path, files: list[str], ignores: dict[str, str]) -> list[str]:
    """A repository with these files, and .gitignore files by their folders; all its paths."""
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for file in files:
        path = root / file
        if not any(parent.is_file() for parent in path.parents) and not path.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    for folder, lines in ignores.items():
        if (root / folder).is_dir():
            (root / folder / ".gitignore").write_text(lines, "utf-8", newline="")
    return sorted(
        str(path.relative_to(root))
        for path in root.rglob("*")
        if ".git" not in path.relative_to(root).parts and path.name != ".gitignore"
    )


NAMES = ["a", "b", "ab", "c", "a.b", "a*", "!a", "[a", "a b", "-", "{a,b}", "文", "a文", "a ", "#a"]
TOKENS = [
    *["a", "b", "c", "*", "**", "***", "/", "?", "[ab]", "[!a]", "[^a-b]", ".", "\\a", "\\*", "!a", "[a", "{a,b}", " "],
    *["\\ ", "a/**", "**/b", "[]a]", "[[:alpha:]]", "[a-]", "[b-a]", "\\", "\\/", "[a/b]", "[[:punct:]]", "[[:x:]]"],
    *["[[a]", "[\\]a]", "[a-\\b]", "文", "[文]", "**/", "[a[:digit:]-c]", "[--a]", "#", "\t", "\r"],
]
paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)
lines = st.tuples(
    st.sampled_from(["", "", "!"]),
    st.lists(st.sampled_from(TOKENS), min_size=1, max_size=5).map("".join),
    st.sampled_from(["", "", "/"]),
).map("".join)
contents = st.lists(lines, min_size=1, max_size=4).map("\n".join)
folders = st.one_of(st.just(""), st.sampled_from(NAMES), paths)
numbers = count()


class TestGitIgnore:
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(paths, min_size=3, max_size=12), st.dictionaries(folders, contents, min_size=1, max_size=3))
    def test_as_git(self, tmp_path: Path, files: list[str], ignores: dict[str, str]) -> None:
        root = tmp_path / str(next(numbers))
        found = repository(root, files, ignores)
        assert we_say(root, found) == git_says(root, found)

    def test_info_exclude(self, tmp_path: Path) -> None:
        found = repository(tmp_path, ["a", "b/a", "b/c"], {"b": "!a"})
        (tmp_path / ".git/info/exclude").write_text("a\n")
        assert we_say(tmp_path, found) == git_says(tmp_path, found) == {"a"}

    def test_a_repository_in_a_repository_has_its_own(self, tmp_path: Path) -> None:
        repository(tmp_path, ["a", "inner/a"], {"": "a"})
        repository(tmp_path / "inner", ["a"], {})
        assert we_say(tmp_path, ["a", "inner/a"]) == {"a"}
        assert git_says(tmp_path / "inner", ["a"]) == set()

    def test_nothing_outside_of_a_repository(self, tmp_path: Path) -> None:
        (tmp_path / "a").touch()
        (tmp_path / ".gitignore").write_text("a\n")
        assert we_say(tmp_path, ["a"]) == set()

    def test_a_byte_order_mark_and_windows_line_ends(self, tmp_path: Path) -> None:
        found = repository(tmp_path, ["a", "b", "c"], {"": "\ufeffa\r\nb\r\n"})
        assert we_say(tmp_path, found) == git_says(tmp_path, found) == {"a", "b"}

    def test_a_link_is_no_folder(self, tmp_path: Path) -> None:
        repository(tmp_path, ["real/x"], {"": "link/\nreal2"})
        (tmp_path / "link").symlink_to("real", target_is_directory=True)
        assert we_say(tmp_path, ["link"]) == git_says(tmp_path, ["link"]) == set()

    def test_a_name_that_is_no_utf8(self, tmp_path: Path) -> None:
        name = os.fsdecode(b"\xa4\xa4.md")
        repository(tmp_path, [name], {})
        (tmp_path / ".gitignore").write_bytes(b"\xa4?.md\n")
        assert we_say(tmp_path, [name]) == {name}


def test_what_can_mean_nothing() -> None:
    assert [read_glob(text) for text in ("", "/", "!", "[", "a\\", "[[:nosuch:]]")] == [None] * 6
