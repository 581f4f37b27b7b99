"""The hooks as pre-commit runs them: installed from a repository that holds this tree as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from package_index import needs_package_index

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS = yaml.safe_load(MANIFEST.read_text("utf-8"))

CLEAN = "---\ntitle: 甲\n---\n<p>文章</p>\n"
WRONG = CLEAN.replace("文章", '<img src="a.png">')
FIXABLE = CLEAN.replace("title: 甲", "title: 甲\ntags: [乙, 乙]")
TRADITIONAL = "---\ntitle: 甲\n---\n<p>這個軟體的設定</p>\n"
SIMPLIFIED = "---\ntitle: 甲\n---\n<p>这个软件的设置</p>\n"


def git(folder: Path, *arguments: str, **variables: str) -> str:
    identity = ("-c", "user.name=甲", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *identity, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment() | variables, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def environment() -> dict[str, str]:
    """That of this process, without what a hook that runs the tests would have it say of another repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


class Repository:
    """A repository of articles with a pre-commit configuration."""

    def __init__(self, folder: Path, package: Path, home: Path) -> None:
        self.folder, self.package, self.home = folder, package, home
        folder.mkdir()
        git(folder, "init", "--quiet")

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        git(self.folder, "add", name)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def configure(self, *hooks: dict[str, object]) -> None:
        revision = git(self.package, "rev-parse", "HEAD").strip()
        config = {"repos": [{"repo": str(self.package), "rev": revision, "hooks": list(hooks)}]}
        self.write(".pre-commit-config.yaml", yaml.safe_dump(config))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *arguments],
            cwd=self.folder,
            env=environment() | {"PRE_COMMIT_HOME": str(self.home), "PRE_COMMIT_COLOR": "never"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def commit(self) -> None:
        git(self.folder, "commit", "--message", "甲", PRE_COMMIT_HOME=str(self.home))

    def check(self) -> tuple[int, str]:
        """The exit code and the output of all hooks on all files."""
        done = self.run("run", "--all-files")
        return done.returncode, done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose only commit is this tree, as far as the package is built from it."""
    needs_package_index()
    folder = tmp_path_factory.mktemp("package") / "wenzhang"
    left_out = shutil.ignore_patterns("__pycache__", ".*_cache")
    shutil.copytree(ROOT / "src", folder / "src", ignore=left_out)
    for name in ("pyproject.toml", "README.md", "LICENSE", MANIFEST.name):
        shutil.copy(ROOT / name, folder)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--no-verify", "--message", "the tree as it is")
    return folder


@pytest.fixture(scope="module")
def home(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit's own folder, with the environment that all hooks share."""
    folder = tmp_path_factory.mktemp("home")
    repository = Repository(folder / "first", package, folder)
    repository.configure({"id": "wenzhang-validate"})
    done = repository.run("install", "--install-hooks")
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture
def repository(package: Path, home: Path, tmp_path: Path) -> Repository:
    return Repository(tmp_path / "文 章", package, home)


class TestManifest:
    def test_is_one(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)]
        variables = environment() | {"PRE_COMMIT_HOME": str(tmp_path)}
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")

    @pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
    def test_the_types_are_those_of_articles(self, hook: dict[str, list[str]]) -> None:
        from identify.identify import tags_from_filename  # type: ignore[import-not-found, unused-ignore]

        from wenzhang.batch.plan import SUFFIXES

        for suffix in SUFFIXES:
            assert tags_from_filename(f"a{suffix}") & set(hook["types_or"]), suffix
        assert not any(
            tags_from_filename(name) & set(hook["types_or"]) for name in ("a.py", "a.txt", "a.json", "a.css")
        )


class TestValidate:
    def test_a_wrong_article_and_a_clean_one(self, repository: Repository) -> None:
        repository.configure({"id": "wenzhang-validate"})
        repository.write("文 章/甲 乙.html", WRONG)
        repository.write("clean.md", CLEAN.replace("title: 甲", "title: 乙"))
        repository.write("other.txt", WRONG)
        code, out = repository.check()
        assert code == 1
        assert "exit code: 1\n" in out
        assert "文 章/甲 乙.html:4:4: error FG001 img-alt-missing" in out
        assert "wenzhang: 1 finding (1 error) in 2 articles\n" in out
        repository.write("文 章/甲 乙.html", CLEAN)
        code, out = repository.check()
        assert (code, out.count("Passed")) == (0, 1)

    def test_on_commit(self, repository: Repository) -> None:
        repository.configure({"id": "wenzhang-validate"})
        assert repository.run("install").returncode == 0
        repository.write("a.html", WRONG)
        with pytest.raises(subprocess.CalledProcessError) as refused:
            repository.commit()
        assert "FG001" in refused.value.stderr
        repository.write("a.html", CLEAN)
        repository.commit()

    def test_many_files_at_once(self, repository: Repository) -> None:
        repository.configure({"id": "wenzhang-validate", "verbose": True})
        for number in range(300):
            path = repository.folder / f"第 {number % 7} 章" / f"夜市 指南 {number}.html"
            path.parent.mkdir(exist_ok=True)
            path.write_text(CLEAN.replace("甲", f"夜市 {number}"), "utf-8")
        git(repository.folder, "add", ".")
        code, out = repository.check()
        assert code == 0
        assert out.count("wenzhang: ") == 1
        assert "wenzhang: 0 findings in 300 articles\n" in out

    def test_what_the_configuration_excludes(self, repository: Repository) -> None:
        repository.configure({"id": "wenzhang-validate"})
        repository.write("wenzhang.toml", 'extend-exclude = ["drafts/"]\n')
        repository.write("drafts/a.html", WRONG)
        code, out = repository.check()
        assert (code, out.count("Passed")) == (0, 1)
        repository.write("b.html", WRONG)
        code, out = repository.check()
        assert code == 1
        assert "drafts" not in out

    def test_arguments(self, repository: Repository) -> None:
        repository.configure({"id": "wenzhang-validate", "args": ["--ignore", "FG", "--output-format=concise"]})
        repository.write("a.html", WRONG.replace("甲", "乙\ntitle: 甲"))
        code, out = repository.check()
        assert code == 1
        assert "a.html:3:1: error FM006 duplicate-key " in out
        assert "FG001" not in out


class TestFix:
    def test_changes_the_file_once(self, repository: Repository) -> None:
        repository.configure({"id": "wenzhang-fix"})
        repository.write("a.html", FIXABLE)
        code, out = repository.check()
        assert code == 1
        assert "files were modified by this hook" in out
        assert repository.read("a.html") == FIXABLE.replace("[乙, 乙]", "[乙]")
        code, out = repository.check()
        assert (code, out.count("Passed")) == (0, 1)


class TestConvert:
    def test_articles_in_one_variant(self, repository: Repository) -> None:
        repository.configure({"id": "wenzhang-convert", "args": ["--to", "zh-TW", "--in-place"]})
        repository.write("一/文 章.html", TRADITIONAL)
        repository.write("二/文 章.html", SIMPLIFIED)
        code, out = repository.check()
        assert code == 1
        assert "\n二/文 章.html\n" in out
        assert "wenzhang: 1 would be written, 1 are as they would be\n" in out
        assert repository.read("二/文 章.html") == SIMPLIFIED
        repository.write("二/文 章.html", TRADITIONAL)
        assert repository.check()[0] == 0

    def test_outputs_that_are_kept_beside_the_articles(self, repository: Repository) -> None:
        arguments = ["articles", "--to", "zh-CN", "--out", "zh-CN"]
        repository.configure({"id": "wenzhang-convert", "args": arguments, "pass_filenames": False})
        for folder in "一二":
            repository.write(f"articles/{folder}/index.html", TRADITIONAL)
        repository.write("zh-CN/一/index.html", SIMPLIFIED)
        code, out = repository.check()
        assert code == 1
        assert "\nzh-CN/二/index.html\n" in out
        repository.write("zh-CN/二/index.html", SIMPLIFIED)
        assert repository.check()[0] == 0
