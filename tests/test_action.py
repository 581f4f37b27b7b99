from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from package_index import needs_package_index

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, VALIDATE = ACTION["runs"]["steps"]
DEFAULTS = {name: each["default"] for name, each in ACTION["inputs"].items()}

CLEAN = "---\ntitle: 甲\n---\n<p>文章</p>\n"
WRONG = CLEAN.replace("文章", '<img src="a.png">')

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner's bash is that of Git there")


class Job:
    """A job of GitHub Actions in a workspace, as far as its steps see it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "work space"
        self.temp = folder / "runner temp"
        self.files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH")}
        for path in (self.workspace, self.temp):
            path.mkdir()
        self.path: list[str] = []

    def install(self) -> None:
        """Lets the steps find the command as it is in this process."""
        command = self.folder / "command" / "wenzhang"
        command.parent.mkdir()
        command.write_text(f'#!/bin/bash\nexec "{sys.executable}" -m wenzhang "$@"\n', "utf-8")
        command.chmod(0o755)
        self.path.append(str(command.parent))

    def write(self, name: str, text: str) -> None:
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(
        self, step: dict[str, Any], inputs: Mapping[str, str] = {}, *, within: Sequence[str] = (), action: Path = ROOT
    ) -> Step:
        """Runs one step as the runner does (docs.github.com, Workflow syntax: steps[*].shell)."""
        script = self.folder / "script.sh"
        script.write_text(step["run"], "utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GITHUB_"))}
        environment |= {name: expanded(text, {**DEFAULTS, **inputs}) for name, text in step["env"].items()}
        environment |= {name: str(path) for name, path in self.files.items()}
        for path in self.files.values():
            path.write_bytes(b"")
        environment |= {
            "GITHUB_ACTION_PATH": str(action),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            "PATH": os.pathsep.join([*self.path, os.environ["PATH"]]),
        }
        command = [*within, "bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = subprocess.run(
            command,
            cwd=self.workspace,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        self.path = [*self.files["GITHUB_PATH"].read_text("utf-8").splitlines(), *self.path]
        return Step(done.returncode, done.stdout, done.stderr, self.files["GITHUB_OUTPUT"].read_text("utf-8"))


class Step(NamedTuple):
    """What came of a step."""

    code: int
    out: str
    err: str
    outputs: str


def expanded(text: str, inputs: dict[str, str]) -> str:
    """A value of `env` with its expressions replaced, which are names of inputs alone."""
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], text)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    job = Job(tmp_path)
    job.install()
    return job


class TestMetadata:
    def test_fits_the_published_schema(self) -> None:
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def test_no_input_gets_into_a_script(self) -> None:
        for step in (INSTALL, VALIDATE):
            assert "${{" not in step["run"]
            assert all(re.fullmatch(r"\$\{\{ inputs\.[\w-]+ \}\}", each) for each in step["env"].values())

    def test_every_input_is_used_and_described(self) -> None:
        used = {each for step in (INSTALL, VALIDATE) for each in step["env"].values()}
        assert used == {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]}
        assert all(each["description"] for each in (*ACTION["inputs"].values(), *ACTION["outputs"].values()))

    def test_the_formats_are_those_of_the_command(self) -> None:
        from wenzhang.cli.validate import OUTPUT_FORMATS

        assert ACTION["inputs"]["output-format"]["description"] == f"One of {', '.join(OUTPUT_FORMATS)}"

    def test_the_python_is_one_that_the_package_takes(self) -> None:
        import tomllib

        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        assert project["requires-python"] == ">=3.11"
        assert "(3, 11)" in INSTALL["run"]


class TestValidate:
    def test_a_clean_workspace(self, job: Job) -> None:
        job.write("文 章/a.html", CLEAN)
        assert job.run(VALIDATE) == (0, "", "wenzhang: 0 findings in 1 article\n", "exit-code=0\n")

    def test_findings_are_annotations_and_fail_the_step(self, job: Job) -> None:
        job.write("文 章/a.html", WRONG)
        step = job.run(VALIDATE)
        assert (step.code, step.outputs) == (1, "exit-code=1\n")
        assert step.out.startswith("::error file=文 章/a.html,line=4,endLine=4,col=4,endColumn=21,title=FG001 ")

    @pytest.mark.parametrize("inputs", [{"paths": "nowhere"}, {"args": "--nosuch"}, {"paths": ""}])
    def test_wrong_use(self, job: Job, inputs: dict[str, str]) -> None:
        job.write("a.html", CLEAN)
        step = job.run(VALIDATE, inputs)
        assert (step.code, step.outputs) == (2, "exit-code=2\n")
        assert step.err.startswith("wenzhang: ")

    def test_paths_and_arguments_one_a_line(self, job: Job) -> None:
        for name in ("文 章/a.html", "b c.html", "-x.html", "no.html"):
            job.write(name, WRONG.replace("<img", "<p></p><img"))
        step = job.run(
            VALIDATE,
            {
                "paths": "文 章\n\nb c.html\n-x.html\n",
                "args": "--select=FG001\n--extend-select\nST008\n\n--exit-zero\n",
                "output-format": "concise",
            },
        )
        assert (step.code, step.outputs) == (0, "exit-code=0\n")
        lines = step.out.splitlines()
        assert list(dict.fromkeys(line.partition(":")[0] for line in lines)) == ["文 章/a.html", "b c.html", "-x.html"]
        assert {found for line in lines for found in re.findall(r"[A-Z]+\d{3}", line)} == {"FG001", "ST008"}

    def test_an_output_file(self, job: Job) -> None:
        job.write("a.html", WRONG)
        step = job.run(VALIDATE, {"output-format": "sarif", "output-file": "out put/報告.sarif"})
        assert (step.code, step.out) == (1, "")
        assert '"FG001"' in (job.workspace / "out put" / "報告.sarif").read_text("utf-8")

    @pytest.mark.parametrize("name", ["paths", "args", "output-format", "output-file"])
    @pytest.mark.parametrize(
        "text", ['"; touch pwned; "$(touch pwned)`touch pwned` $IFS *', "'; touch pwned #\nEOF\ntouch pwned"]
    )
    def test_nothing_in_an_input_is_run(self, job: Job, name: str, text: str) -> None:
        job.write("a.html", CLEAN)
        step = job.run(VALIDATE, {name: text})
        assert not (job.workspace / "pwned").exists()
        assert step.outputs == f"exit-code={step.code}\n"
        if name == "output-file":
            assert step.code == 0
            assert (job.workspace / text).exists()
        else:
            assert step.code == 2
            assert text.splitlines()[0] in step.err

    def test_an_output_file_that_looks_like_an_option(self, job: Job) -> None:
        job.write("a.html", WRONG)
        assert job.run(VALIDATE, {"output-file": "--exit-zero"}).code == 1
        assert (job.workspace / "--exit-zero").exists()

    def test_needs_no_network(self, job: Job) -> None:
        without = ("unshare", "--map-root-user", "--net")
        if (
            not shutil.which("unshare")
            or subprocess.run([*without, "true"], capture_output=True, check=False).returncode
        ):
            pytest.skip("no process without a network can be made here")
        job.write("a.html", WRONG)
        assert job.run(VALIDATE, within=without).code == 1


PYTHON = """#!/bin/bash
# A Python that is of this version, writes down what it is asked for, and makes what is expected of it.
[ "$1" != -c ] || exec {python} -c "import sys; sys.version_info = {version}; $2"
printf '%s\\n' "$*" >> "{log}"
if [ "$2" = venv ]; then
  mkdir -p "$3/{programs}"
  cp "$0" "$3/{programs}/python"
  touch "$3/{programs}/wenzhang"
fi
"""


def python(job: Job, version: tuple[int, ...] = (3, 11), programs: str = "bin") -> Path:
    path = job.folder / "a python"
    text = PYTHON.format(python=sys.executable, version=version, log=job.folder / "log", programs=programs)
    path.write_text(text, "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


class TestInstall:
    @pytest.mark.parametrize("programs", ["bin", "Scripts"])
    def test_into_an_environment_of_its_own(self, job: Job, programs: str) -> None:
        step = job.run(INSTALL, {"python": str(python(job, programs=programs))}, action=Path("/an action"))
        assert (step.code, step.out, step.err) == (0, "", "")
        assert (job.folder / "log").read_text("utf-8").splitlines() == [
            f"-m venv {job.temp}/wenzhang",
            "-m pip install --quiet --disable-pip-version-check /an action",
        ]
        assert job.path[0] == f"{job.temp}/wenzhang/command"
        assert os.listdir(job.path[0]) == ["wenzhang"]

    def test_a_python_that_is_too_old(self, job: Job) -> None:
        step = job.run(INSTALL, {"python": str(python(job, version=(3, 10, 12)))})
        assert step.code == 2
        assert step.out.startswith("::error::wenzhang needs Python 3.11 or newer: ")
        assert not (job.folder / "log").exists()

    @pytest.mark.parametrize("python", ["nowhere", "$(touch pwned)", '"; touch pwned; "'])
    def test_a_python_that_is_not_there(self, job: Job, python: str) -> None:
        assert job.run(INSTALL, {"python": python}).code == 2
        assert not (job.workspace / "pwned").exists()

    def test_the_whole_action(self, job: Job) -> None:
        needs_package_index()
        job.path = []
        job.write("文 章/a.html", WRONG)
        step = job.run(INSTALL, {"python": sys.executable})
        assert step.code == 0, step.err
        assert os.listdir(job.path[0]) == ["wenzhang"]
        step = job.run(VALIDATE)
        assert (step.code, step.outputs) == (1, "exit-code=1\n")
        assert step.out.startswith("::error file=文 章/a.html,")
