"""Text that would be an expression of MDX.

A line of `import` or `export`, also one in a block of code, makes our reader take a body for MDX, in which braces hold
expressions: these stay as they are, so that in text with braces nothing could be escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.model import Article

__all__ = ["without_expressions"]

_BRACE = "&#123;"


def without_expressions(article: Article, body: str) -> str:
    """A body in which every brace that opens, but in code and templates, is a reference, if it would be read as MDX.

    An article that is MDX itself has expressions, which stay.
    """
    if "{" not in body or not ("import" in body or "export" in body):
        return body
    if article.format == "markdown" and _BRACE not in article.source.text:
        return body
    from wenzhang.markdown.opaque import masked_and_parsed

    if not masked_and_parsed(body)[0].is_mdx:
        return body
    parts: list[str] = []
    at = 0
    for start, end in sorted(_verbatim(body)):
        if start >= at:
            parts += _referenced(body[at:start]), body[start:end]
            at = end
    return "".join([*parts, _referenced(body[at:])])


def _referenced(text: str) -> str:
    return text.replace("{\\", "{").replace("{", _BRACE)


def _verbatim(body: str) -> Iterator[tuple[int, int]]:
    """Where references mean nothing, or what is there is to stay: code, scripts and style sheets, templates."""
    from wenzhang.markdown.events import in_code_points, parsed

    for template in TEMPLATE.finditer(body):
        yield template.span()
    block = script = -1
    for event, start, end in in_code_points(body, parsed(body)):
        if type(event) is not dict:
            continue
        if "Code" in event:
            yield start, end
        elif "Html" in event and script < 0 and event["Html"].lstrip().lower().startswith(("<script", "<style")):
            script = start
        elif "CodeBlock" in str(event.get("Start", "")):
            block = start
        elif event.get("End") == "CodeBlock":
            yield block, end
        elif event.get("End") == "HtmlBlock" and script >= 0:
            yield script, end
            script = -1
