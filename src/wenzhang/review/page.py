"""The frame of a page: its head, under a policy that runs our script and nothing else, and its data."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

import msgspec

from wenzhang.export.html.attributes import attribute, escape

__all__ = ["ASSETS", "SCRIPT", "STYLES", "page"]

ASSETS = "review-assets"
"""The folder of what the pages share, below that of the index."""

SCRIPT, STYLES = "review.js", "review.css"

# Scripts from disk have no origin that a policy could name; this one is known by its hash, and may load ours.
_LOADER = (
    "const script = document.createElement('script');"
    f"script.src = document.documentElement.dataset.root + '{ASSETS}/{SCRIPT}';"
    "document.head.append(script);"
)
_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'sha256-{base64.b64encode(sha256(_LOADER.encode()).digest()).decode()}' 'strict-dynamic'",
        "style-src 'self' file:",
        "img-src 'self' file: data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)


def page(  # noqa: PLR0913 - what differs between pages
    *,
    kind: str,
    title: str,
    root: str,
    lang: str,
    content: str,
    data: dict[str, Any],
) -> bytes:
    """A page in UTF-8. `content` is safe HTML in the language `lang`, `root` leads to the folder of the index."""
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en"{attribute("data-root", root)}{attribute("data-page", kind)}>\n'
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n"
        f'<link rel="stylesheet" href="{escape(root, quote=True)}{ASSETS}/{STYLES}">\n'
        f"<script>{_LOADER}</script>\n</head>\n<body>\n"
        f'<main id="content"{attribute("lang", lang) if lang else ""}>\n{content}\n</main>\n'
        f'<script type="application/json" id="data">{_json(data)}</script>\n'
        "<noscript><p>The marks are in the text; to see both sides and to decide, this page needs its script.</p>"
        "</noscript>\n"
        "</body>\n</html>\n"
    ).encode("utf-8", "replace")


def _json(data: dict[str, Any]) -> str:
    """Data in an element whose content is read up to `</script`, or to `<!--` and what follows from it (13.2.5.20)."""
    return msgspec.json.encode(data).decode().replace("<", "\\u003c")
