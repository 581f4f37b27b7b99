"""What is known while an article is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.source import LostSource

if TYPE_CHECKING:
    from wenzhang.export.markdown.options import MarkdownOptions
    from wenzhang.model import Node

__all__ = ["State"]


class State:
    """What is known while an article is written; `is_markdown` says that its body is Markdown already."""

    __slots__ = ("anchor", "columns", "is_markdown", "level", "line_end", "marks", "needs_html", "options", "quotes")

    def __init__(self, options: MarkdownOptions, *, is_markdown: bool) -> None:
        self.options = options
        self.is_markdown = is_markdown
        self.anchor = ""  # of the blocks that have begun, to stand before the next text
        self.level = 0  # of quotations, lists and items around
        self.quotes = 0  # of quotations around
        self.columns = 0  # that these take at the start of each line
        self.marks = ""  # those around: of emphasis, `[` in the text of a link, `|` where a line must not end
        self.line_end = "\n"  # between blocks of HTML; there is none in a <pre>, where it would be shown
        self.needs_html = False  # the inlines that are being written cannot stand in Markdown

    def solid(self, markup: str) -> str:
        """Markup whose spaces are no places to break a line."""
        return markup.replace(" ", "\0") if self.options.wrap is not None else markup

    def tag(self, markup: str) -> str:
        """A tag within a line; in a cell no bar stands in it, for it would need a backslash, which is none in there."""
        if "|" in markup and "|" in self.marks and "{{" not in markup and "{%" not in markup:
            markup = markup.replace("|", "&#124;")
        return self.solid(markup)

    def is_written(self, node: Node, *signs: str) -> bool:
        """Whether an article in Markdown has one of these signs where a node begins."""
        if not self.is_markdown or isinstance(getattr(node, "_source", LostSource("")), LostSource):
            return False
        return node.source.text.startswith(signs, node.span.start)
