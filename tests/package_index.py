"""Whether packages can be had, for tests that install this one as its users do."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

__all__ = ["needs_package_index"]

_PROJECT = Path(__file__).parents[1] / "pyproject.toml"


@cache
def _has_them() -> bool:
    """Whether pip, as it is configured, finds what this package is built with and what it needs; nothing is changed."""
    project = tomllib.loads(_PROJECT.read_text("utf-8"))
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps"]
    options = ["--no-input", "--retries=0", "--timeout=10"]
    return subprocess.run([*command, *options, *wanted], capture_output=True, check=False).returncode == 0


def needs_package_index() -> None:
    """Skips the test where there is no index to install from."""
    if not _has_them():
        pytest.skip("the package index cannot be reached")
