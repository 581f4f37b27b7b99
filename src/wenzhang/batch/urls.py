"""What is a path and what a URL, by which files are read and written through fsspec (`wenzhang[cluster]`)."""

from __future__ import annotations

import re

__all__ = ["is_url"]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_url(path: str) -> bool:
    """Whether it begins as a URL does (RFC 3986, section 3.1): `s3://bucket/articles`. `C:\\` is none."""
    return _URL.match(path) is not None
