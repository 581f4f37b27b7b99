"""Whether packages can be had, for tests that install this one as its users do."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from tempfile import TemporaryDirectory

import pytest

__all__ = ["needs_package_index"]


@cache
def _is_there() -> bool:
    """Whether pip, as it is configured, gets what this package is built with."""
    with TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--no-deps",
            "--no-cache-dir",
            "--retries=0",
            "--timeout=10",
        ]
        done = subprocess.run([*command, "--dest", folder, "hatchling"], capture_output=True, check=False)
    return done.returncode == 0


def needs_package_index() -> None:
    """Skips the test where there is no index to install from."""
    if not _is_there():
        pytest.skip("the package index cannot be reached")
