"""An article as Markdown: CommonMark with GitHub's tables, strikethrough and tasks, and HTML for the rest."""

from wenzhang.export.markdown.document import FORMAT, to_markdown
from wenzhang.export.markdown.options import MarkdownOptions
from wenzhang.export.markdown.verify import Difference, verify

__all__ = ["FORMAT", "Difference", "MarkdownOptions", "to_markdown", "verify"]
