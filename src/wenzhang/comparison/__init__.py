"""What changed between two articles, by words."""

from __future__ import annotations

from wenzhang.comparison.word_changes import word_changes

__all__ = ["word_changes"]
