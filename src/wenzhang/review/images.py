"""Images of articles, copied beside the pages so that these show them wherever they are taken."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from wenzhang.review.page import ASSETS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Images"]

FOLDER = f"{ASSETS}/images"
_SUFFIXES = frozenset((".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"))
_DATA = re.compile(r"data:image/(?:avif|bmp|gif|jpeg|png|webp);base64,[A-Za-z0-9+/=]*")


class Images:
    """The images of one run, each once.

    An address leads to a file beside the article, or from `/` into the `assets` of its site. No article reaches a file
    that is no image, or lies outside of these and of `root`, the folder of its configuration.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.copied: dict[str, str | None] = {}

    def address(self, address: str, article: str, assets: Iterable[str], root: str, depth: int) -> str | None:
        """The address of an image for the page of an article, `depth` folders below the index; None without a file."""
        if _DATA.fullmatch(address):
            return address
        file = _file(address, article, assets, root)
        if file is None:
            return None
        if file not in self.copied:
            self.copied[file] = self._copied(file)
        copied = self.copied[file]
        return None if copied is None else "../" * depth + copied

    def _copied(self, file: str) -> str | None:
        from wenzhang.batch.write import write_atomically

        try:
            with open(file, "rb") as stream:
                content = stream.read()
        except OSError:  # that an image cannot be read keeps nobody from reading the article
            return None
        name = f"{FOLDER}/{sha256(content).hexdigest()[:16]}{os.path.splitext(file)[1].lower()}"
        write_atomically(self.out / name, content)
        return name


def _file(address: str, article: str, assets: Iterable[str], root: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or "\0" in path or os.path.splitext(path)[1].lower() not in _SUFFIXES:
        return None
    beside = os.path.dirname(os.path.abspath(article))
    folders = [os.path.join(root, folder) for folder in assets]
    places = folders if path.startswith("/") else [beside]
    for folder in places:
        file = os.path.realpath(os.path.join(folder, path.lstrip("/")))
        inside = any(_is_below(file, top) for top in (root, beside, *folders))
        if inside and os.path.isfile(file):
            return file
    return None


def _is_below(file: str, folder: str) -> bool:
    top = os.path.realpath(folder)
    return os.path.commonpath((file, top)) == top
