"""What is a path and what a URL, by which files are read and written through fsspec (`wenzhang[cluster]`)."""

from __future__ import annotations

import re

from wenzhang.errors import SourceError

__all__ = ["check_url", "is_url", "joined", "local_path", "without_secrets"]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_LOCAL = re.compile(r"(?:file|local)://(?=[^/]*/)", re.IGNORECASE)

# `user:password@`, in what stands before the first `/` (RFC 3986, section 3.2.1), and `?token=…`.
_PASSWORD = re.compile(r"(?<=://)[^/\s@:]*:[^/\s@]*@")
_QUERY = re.compile(r"(://[^\s?]*)\?[\w.%-]*=\S*")


def is_url(path: str) -> bool:
    """Whether it begins as a URL does (RFC 3986, section 3.1): `s3://bucket/articles`. `C:\\` is none."""
    return "://" in path and _URL.match(path) is not None


def local_path(path: str) -> str:
    """The path that a `file://` URL stands for, as fsspec reads it, without escapes; anything else as it is."""
    found = _LOCAL.match(path)
    return path[found.end() :] if found else path


def joined(folder: str, name: str) -> str:
    """The URL of a name below a folder."""
    return f"{folder.rstrip('/')}/{name}"


def check_url(url: str) -> None:
    """Raises `SourceError` for a URL with credentials, which would be on record wherever it is written down."""
    shown = without_secrets(url)
    if shown != url:
        raise SourceError(
            "has credentials in it, which would be seen by others and be on record",
            path=shown,
            hint="give them to fsspec in its configuration or the environment, as in FSSPEC_SFTP_PASSWORD",
        )


def without_secrets(text: str) -> str:
    """A text, where the passwords and queries of URLs are `…`."""
    return _QUERY.sub(r"\1?…", _PASSWORD.sub("…@", text))
