"""Whether spans in a Markdown body slice it to what their nodes are, judged by reading each slice anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from judge import fragment, squeeze, visible_text
from markdown_judge import definitions, markdown_it
from slices import nesting_problems
from wenzhang import model
from wenzhang.walk import children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang import Article


# How the source of each kind of node begins and ends, unless it is an element of HTML.
_FORMS: dict[type[model.Node], str] = {
    model.Strong: r"(\*\*|__).*\1",
    model.Emphasis: r"([*_]).*\1",
    model.Strikethrough: r"(~~?).*\1",
    model.Code: r"(`+|\$\$?).*\1",
    model.Link: r"\[.*[])]|<.*>",
    model.Image: r"!\[.*[])]",
    model.LineBreak: r"\\\r?\n?|[ \t]{2,}\r?\n?",
    model.Heading: r"#{1,6}(?:[ \t].*\S)?|.*\n[ \t>]*(?:=+|-+)",
    model.List: r"(?:[-+*]|\d+[.)])(?:\s.*\S)?",
    model.ListItem: r"(?:[-+*]|\d+[.)])(?:\s.*\S)?",
    model.BlockQuote: r">.*\S|>",
    model.ThematicBreak: r"[-*_][-*_ \t]*[-*_]",
    model.Table: r"\S.*\n.*-.*\S",
    model.TableRow: r"\S(?:.*\S)?",
    model.DefinitionList: r"\S.*\n[ \t>]*:.*\S",
    model.DefinitionDescription: r":.*\S",
}
_PATTERNS = {kind: re.compile(form, re.DOTALL) for kind, form in _FORMS.items()}
_IN_TABLE = (model.TableRow, model.TableCell)
_TERM = "\uf8ff"  # without one there is no description
_BAR = re.compile(r"(?<!\\)\|")


def slice_problems(article: Article, body: str) -> Iterator[str]:
    """What is wrong with the spans of an article that has this body, and whose HTML nests."""
    yield from nesting_problems(article)
    references = definitions(body)
    stack = [(child, False) for child in reversed(children(article))]
    while stack:
        node, in_cell = stack.pop()
        problem = _problem(node, article.source.text, references, in_cell)
        if problem:
            yield f"{type(node).__name__} at {node.span.start}:{node.span.end}: {problem}"
        in_cell = in_cell or isinstance(node, _IN_TABLE)
        stack += [(child, in_cell) for child in reversed(children(node))]


def _problem(node: model.Node, source: str, references: Any, in_cell: bool) -> str | None:
    """What is wrong with the span of a node, which slices the source to what reads as that node."""
    written = source[node.span.start : node.span.end]
    form = _PATTERNS.get(type(node))
    is_markdown = not (written.startswith("<") or getattr(node, "implied", False))
    if form is not None and is_markdown and not form.fullmatch(written):
        return f"has another form: {written[:60]!r} to {written[-20:]!r}"
    column = node.span.start - source.rfind("\n", 0, node.span.start) - 1
    readings = _readings(node, written, column, references, in_cell)
    text = squeeze(node.text)
    return None if text in readings else f"{written[:80]!r} says nowhere what the node does: {text[:80]!r}"


def _readings(node: model.Node, written: str, column: int, references: Any, in_cell: bool) -> Iterator[str]:
    """What a slice says: as it is, as HTML, as blocks of Markdown or as the content of one."""
    if isinstance(node, (model.Text, model.CodeBlock)):
        yield squeeze(written)
    yield visible_text(fragment(written))
    text = re.sub(rf"(?<=\n)[ \t>]{{0,{column}}}", "", written)  # the indentation and quotation of what holds it
    if isinstance(node, model.TableRow):
        text = _BAR.sub("", text)
    if in_cell or isinstance(node, _IN_TABLE):
        text = text.replace("\\|", "|")
    if isinstance(node, model.DefinitionDescription):
        text = f"{_TERM}\n{text}"
    for inline in (False, True):
        yield visible_text(fragment(markdown_it(text, inline=inline, references=references))).removeprefix(_TERM)
