"""Converting articles between the variants of written Chinese."""

from __future__ import annotations

from wenzhang.conversion.converter import (
    Conversion,
    Converter,
    conversion_edits,
    convert,
    convert_source,
    convert_text,
    variant_of,
)
from wenzhang.conversion.glossary import Glossary, Term
from wenzhang.conversion.memory import Memory
from wenzhang.conversion.policy import Policy

__all__ = [
    "Conversion",
    "Converter",
    "Glossary",
    "Memory",
    "Policy",
    "Term",
    "conversion_edits",
    "convert",
    "convert_source",
    "convert_text",
    "variant_of",
]
