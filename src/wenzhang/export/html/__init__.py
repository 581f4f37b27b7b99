"""HTML: the body as clean semantic HTML, or a page of it; safe to show on request."""

from __future__ import annotations

from wenzhang.export.html.document import FORMAT, HtmlOptions, to_html

__all__ = ["FORMAT", "HtmlOptions", "to_html"]
