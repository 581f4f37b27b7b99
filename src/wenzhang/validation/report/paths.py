"""Files as programs that read reports look them up: below the current folder, where continuous integration runs."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

__all__ = ["artifact_uri", "report_path"]


def report_path(path: str) -> str:
    """Relative to the current folder for a file below it, else absolute; with forward slashes everywhere."""
    here = os.path.join(os.getcwd(), "")
    absolute = os.path.abspath(path)
    below = os.path.normcase(absolute).startswith(os.path.normcase(here))
    return (absolute[len(here) :] if below else absolute).replace(os.sep, "/")


def artifact_uri(path: str) -> str:
    """The same as a URI reference (RFC 3986): relative, or with the scheme `file`."""
    shown = report_path(path)
    return Path(shown).as_uri() if os.path.isabs(shown) else quote(shown, safe="/", errors="replace")
