"""The tables of what reads which element: `blocks` and `tables` fill one, `inline` the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from turbohtml import Element

    from wenzhang.model import Block, Inline
    from wenzhang.read.locate import Locator

BLOCK_READERS: dict[str, Callable[[Locator, Element, str], Block]] = {}
INLINE_READERS: dict[str, Callable[[Locator, Element, str], Inline]] = {}
