"""Whether Markdown says what an article says: it is read again, and both are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from msgspec import Struct

from wenzhang.errors import FormatError
from wenzhang.export.markdown.options import MarkdownOptions
from wenzhang.model import (
    Article,
    Code,
    CodeBlock,
    Details,
    Emphasis,
    Figure,
    Heading,
    Image,
    Link,
    List,
    ListItem,
    Section,
    Strikethrough,
    Strong,
    Table,
    TableCell,
)
from wenzhang.text import visible_text
from wenzhang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wenzhang.model import Node

__all__ = ["Difference", "raise_for_differences", "verify"]


class Difference(Struct, frozen=True):
    """Where Markdown does not say what the article says: in its text, or in what there is of a kind.

    `reader` is who read it: `GFM` is pulldown-cmark with GitHub's extensions, `wenzhang` is `parse`. `expected` is
    the article's, `found` what the Markdown has in its place: of the text the line, of other kinds the first that is
    not the same, None where there are no more.
    """

    reader: str
    kind: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.kind} read by {self.reader}: {self.found!r} instead of {self.expected!r}"


def verify(article: Article, markdown: str, *, options: MarkdownOptions | None = None) -> list[Difference]:
    """The differences between an article and its Markdown, which was written with these options.

    White space does not count, nor does how renderers spell addresses. Figures and details that were not written as
    HTML are not compared, nor is the text where there are directives, whose signs readers show. An article whose body
    is Markdown with more extensions than GitHub's is read by `wenzhang` alone.
    """
    from wenzhang.read import parse

    options = options or MarkdownOptions()
    expected = _facts(article, options.heading_shift)
    for kind in _not_compared(options):
        del expected[kind]
    has_directives = "directive" in (options.figures, options.details)
    again = parse(markdown, format="markdown", path="article.md")
    readings = {"wenzhang": again}
    if article.format == "html":
        start = again.front_matter.span.end if again.front_matter is not None else 0
        readings["GFM"] = parse(_rendered(markdown[start:]), format="html")
    differences: list[Difference] = []
    for reader, found in readings.items():
        # Of the line with which a directive begins our reader makes text, and renderers without them what stands in it.
        kinds = _IN_LABELS if has_directives and reader == "wenzhang" else ()
        values = {kind: value for kind, value in expected.items() if kind not in kinds}
        differences += _differences(reader, values, _facts(found))
    return differences


def raise_for_differences(article: Article, markdown: str, options: MarkdownOptions) -> None:
    """Raises `FormatError` where Markdown does not say what the article says."""
    differences = verify(article, markdown, options=options)
    if differences:
        raise FormatError(
            f"the Markdown does not say what the article says: {differences[0]}"
            + (f", and {len(differences) - 1} more" if len(differences) > 1 else ""),
            path=article.source.path,
            hint="export it without verify, and look at that place; templates and broken HTML can be the reason",
        )


def _rendered(body: str) -> str:
    from pyromark import Options, html

    options = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS
    return html(body.encode("utf-8", "replace").decode(), options=options)


def _not_compared(options: MarkdownOptions) -> set[str]:
    styles = {options.figures, options.details}
    kinds = {"figure", "emphasis"} if options.figures != "html" else set()
    kinds |= {"details", "strong"} if options.details != "html" else set()
    return kinds | ({"text"} if "directive" in styles else set())


def _differences(reader: str, expected: dict[str, list[Any]], found: dict[str, list[Any]]) -> Iterator[Difference]:
    for kind, values in expected.items():
        others = found[kind]
        if values == others:
            continue
        longest = max(len(values), len(others))
        pairs = zip(values + [None] * (longest - len(values)), others + [None] * (longest - len(others)), strict=True)
        yield Difference(reader, kind, *next(pair for pair in pairs if pair[0] != pair[1]))


_IN_LABELS = ("link", "code", "image", "strong", "emphasis", "strikethrough")


# What an article says: a function a kind of node


def _facts(article: Article, shift: int = 0) -> dict[str, list[Any]]:
    facts: dict[str, list[Any]] = {"text": _lines(article.text)}
    facts |= {kind: [] for kind, _ in _FACTS.values()}
    code_end = 0  # of the last block of code: code within it is its text
    for node in walk(article):
        if type(node) is CodeBlock:
            code_end = node.span.end
        elif type(node) is Code and node.span.start < code_end:
            continue
        kind_and_fact = _FACTS.get(type(node))
        if kind_and_fact is not None and not getattr(node, "implied", False):
            kind, fact = kind_and_fact
            value = fact(node)
            if value is not None:
                facts[kind].append(value)
    if shift:
        facts["heading"] = [(min(max(level + shift, 1), 6), text) for level, text in facts["heading"]]
    return facts


def _lines(text: str) -> list[str]:
    """The text without white space, in pieces of a size to show."""
    text = "".join(text.split())
    return [text[at : at + 40] for at in range(0, len(text), 40)]


def _text(node: Node) -> str:
    return "".join(visible_text(node).split())


def _some_text(node: Node) -> str | None:
    return _text(node) or None


def _section(node: Section) -> tuple[int, str]:
    return node.level, "".join(node.title.split())


def _heading(node: Heading) -> tuple[int, str]:
    return node.level, "".join(node.title.split())


def _figure(node: Figure) -> tuple[str | None, list[str]]:
    return node.caption and "".join(node.caption.split()), [image.src for image in node.images]


def _details(node: Details) -> tuple[str, bool]:
    return "".join(visible_text(node.summary).split()), node.open


def _cell(node: TableCell) -> tuple[str, bool, int, int]:
    return _text(node), node.header, node.colspan, node.rowspan


def _code(node: CodeBlock) -> tuple[str | None, str]:
    return node.language, node.code.removesuffix("\n")


def _link(node: Link) -> tuple[str, str | None, str]:
    return unquote(node.href), node.title or None, _text(node)


def _image(node: Image) -> tuple[str, str | None, str | None]:
    return unquote(node.src), node.alt, node.title or None


def _list(node: List) -> tuple[bool, int] | None:
    return (node.ordered, node.start) if node.items else None


_FACTS: dict[type[Node], tuple[str, Callable[[Any], Any]]] = {
    Section: ("heading", _section),
    Heading: ("heading", _heading),
    Figure: ("figure", _figure),
    Details: ("details", _details),
    List: ("list", _list),
    ListItem: ("list item", _text),
    Table: ("table", _text),
    TableCell: ("cell", _cell),
    CodeBlock: ("code block", _code),
    Code: ("code", _some_text),
    Link: ("link", _link),
    Image: ("image", _image),
    Strong: ("strong", _some_text),
    Emphasis: ("emphasis", _some_text),
    Strikethrough: ("strikethrough", _some_text),
}
