"""Conversion: an article in one variant of Chinese becomes edits that bring it into another."""

from __future__ import annotations

from wenzhang.convert.conversion import conversion_edits, convert, convert_source, convert_text

__all__ = ["conversion_edits", "convert", "convert_source", "convert_text"]
