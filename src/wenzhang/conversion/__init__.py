"""Converting articles between the variants of written Chinese."""

from __future__ import annotations

from wenzhang.conversion.edits import conversion_edits, convert, convert_source, convert_text

__all__ = ["conversion_edits", "convert", "convert_source", "convert_text"]
