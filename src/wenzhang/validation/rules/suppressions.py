"""SU: the comments that silence rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.validation.diagnostic import Finding
    from wenzhang.validation.subject import Subject

# What these find is known only when all else is: `wenzhang.validation.suppression.suppress` says it.


@rule("SU001", "unused-suppression", "warning", fix="safe")
def unused_suppression(subject: Subject) -> Iterator[Finding]:
    """A comment silences a rule that finds nothing there.

    Why: what it once hid is mended, or it stands in the wrong place. Left there, it hides what comes next. Nothing is
    said where that is not sure: of rules that are off, or look at other files.

    Found:
        <!-- wenzhang: ignore[FG001] decorative -->
        <p><img src="night-market.jpg" alt="傍晚的夜市入口"></p>

    Better:
        <p><img src="night-market.jpg" alt="傍晚的夜市入口"></p>

    Fix: deletes the comment, with its line if it stands there alone, or of several rules those that are not needed.
    That is safe, for a comment shows nothing. There is none where the comment keeps two parts of Markdown apart.
    """
    yield from ()


@rule("SU002", "malformed-suppression", "warning")
def malformed_suppression(subject: Subject) -> Iterator[Finding]:
    """A comment is to silence rules, but is not in the form for it, or names a rule that does not exist.

    Why: it silences nothing.

    Found:
        <!-- wenzhang: ignore[img-alt-mising] decorative -->
        <p>正文。</p>

    Better:
        <!-- wenzhang: ignore[img-alt-missing] decorative -->
        <p>正文。</p>
    """
    yield from ()
