"""Conversion: an article in one variant of Chinese becomes edits that bring it into another."""

from __future__ import annotations

import sys
from types import ModuleType

from wenzhang.convert.conversion import conversion_edits, convert, convert_source, convert_text

__all__ = ["conversion_edits", "convert", "convert_source", "convert_text"]


class _CallableModule(ModuleType):
    """`wenzhang.convert` is this package and the promised function: importing the one must not hide the other."""

    __call__ = staticmethod(convert)


sys.modules[__name__].__class__ = _CallableModule
