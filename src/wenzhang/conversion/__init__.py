"""Converting articles between the variants of written Chinese."""

from __future__ import annotations

from wenzhang.conversion.converter import (
    Conversion,
    Converter,
    conversion_edits,
    convert,
    convert_source,
    convert_text,
)

__all__ = ["Conversion", "Converter", "conversion_edits", "convert", "convert_source", "convert_text"]
