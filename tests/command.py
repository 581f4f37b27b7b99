"""Runs the command line for tests: in this process, or as a process of its own where that is what is tested."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from wenzhang.cli import main

ARTICLE = Path(__file__).parents[1] / "fixtures" / "articles" / "gpu-vs-tpu-ultimate-showdown-ai-engine.md"


class Result(NamedTuple):
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """The exit code and what was written."""
    out, err = BytesIO(), BytesIO()
    with (
        patch("sys.stdin", TextIOWrapper(BytesIO(stdin))),
        redirect_stdout(TextIOWrapper(out, encoding="ascii")),
        redirect_stderr(TextIOWrapper(err, encoding="ascii")),
    ):
        code = main([str(argument) for argument in arguments])
        sys.stdout.flush()
        sys.stderr.flush()
        return Result(code, out.getvalue(), err.getvalue().decode())


def spawn(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """The same in a new process."""
    command = [sys.executable, "-m", "wenzhang", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, **options)
