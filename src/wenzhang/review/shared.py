"""What all pages share: one script, made of its parts, and one style sheet."""

from __future__ import annotations

from importlib.resources import files

from wenzhang.review.page import SCRIPT, STYLES

__all__ = ["assets"]

_PARTS = (
    "words",
    "dom",
    "store",
    "terms",
    "sentences",
    "tmx",
    "panes",
    "list",
    "card",
    "dialogs",
    "keys",
    "actions",
    "article",
    "index",
    "start",
)


def assets() -> dict[str, bytes]:
    """The files by their names, to be written into the folder of assets."""
    folder = files("wenzhang.review") / "assets"
    parts = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in _PARTS]
    script = '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"
    return {SCRIPT: script.encode(), STYLES: (folder / STYLES).read_bytes()}
