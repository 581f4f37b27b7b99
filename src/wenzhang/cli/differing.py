"""Showing what would change in a file: a patch for programs, something to look at on a terminal."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from wenzhang.cli.streams import paint_for, write_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wenzhang.source import Edit, Source

__all__ = ["show_diff"]


def show_diff(  # noqa: PLR0913 - all but the first four are named
    name: str,
    before: Source,
    after: Source,
    edits: Sequence[Edit] | None = None,
    *,
    to_name: str | None = None,
    context: int = 3,
) -> None:
    """Writes the unified diff of a file to standard output; `edits` and `context` are as `unified_diff` takes them."""
    from wenzhang.diff import patch_bytes, unified_diff

    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    lines = unified_diff(
        before,
        after,
        edits,
        from_name=name,
        to_name=to_name or name,
        context=context,
        paint=paint_for(sys.stdout),
        columns=shutil.get_terminal_size().columns if on_terminal else None,
    )
    if on_terminal:
        write_out("".join(f"{line}\n" for line in lines))
    else:
        write_out(patch_bytes(lines))
