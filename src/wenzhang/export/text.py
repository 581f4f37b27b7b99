"""Plain text: what a reader sees, in lines, for people, for search and to be read aloud.

```
標題                      title and headings on lines of their own, blank lines around
                          (a title that is a heading of the body stands there only)
段落，其中有[1]。          the reference to a footnote in brackets
  引文                    quotations and descriptions of terms two columns in
- 項目                    lists with their marks: `-`, `3.`, `c.`, `iv.`, `[x]`
甲<TAB>乙                 a row of a table a line, its cells separated by tabs
圖：說明                  a figure by its caption, an image without one by its alt text
Q1: 問題？                questions and answers with the labels that their author gave them, else `Q:` and `A:`
* * *                     a thematic break
[1] 註解                  footnotes of Markdown at the end
```

Code is as it is. A line that ends between two Chinese characters in the source does not end there for a reader, and
leaves no space either (CSS Text 3, 4.1.3).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from wenzhang.errors import FormatError
from wenzhang.export.formats import ExportFormat
from wenzhang.export.text_flow import Flow, is_shown
from wenzhang.export.text_lines import wrapped
from wenzhang.export.text_marks import marked
from wenzhang.model import (
    BlockQuote,
    CodeBlock,
    Container,
    DefinitionDescription,
    Details,
    Figure,
    Heading,
    Image,
    Link,
    List,
    Paragraph,
    RubySegment,
    Section,
    Superscript,
    Table,
    TableCell,
    TableRow,
    Text,
    ThematicBreak,
    is_space,
)
from wenzhang.terminal import width
from wenzhang.text import collapsed, visible_text
from wenzhang.walk import children

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wenzhang.model import Article, FaqItem, Inline, Node

__all__ = ["FORMAT", "TextOptions", "to_text"]

_INDENT = "  "
_BREAK = "* * *"

_FIGURE_LABELS = {"Hant": "圖：", "Hans": "图：", "": "Figure: "}
_HAS_LABEL = re.compile(
    r"(?:[圖图](?:[片表]|[说說]明)?|照片|表|[Ff]ig(?:ure)?\.?|[Pp]hoto|[Tt]able)\s*+"
    r"(?:[:：.．、｜|]|[0-9０-９一二三四五六七八九十]+(?:[-–.．][0-9０-９]+)*(?:[\s:：.．、｜|]|\Z))"
)
_HAN = re.compile("[\u3400-\u9fff]")
_NOTE_ID = "fn-"


class TextOptions(Struct, frozen=True, kw_only=True):
    """How an article is written as plain text."""

    wrap: Annotated[
        int | None,
        Meta(description="Break lines at this many columns, of which wide characters take two."),
    ] = None
    links: Annotated[bool, Meta(description="Put the address of a link behind its text.")] = False
    alt: Annotated[bool, Meta(description="Leave out images instead of saying their alt text.")] = True

    def __post_init__(self) -> None:
        """Raises `FormatError` for lines of no columns."""
        if self.wrap is not None and self.wrap < 1:
            raise FormatError(
                f"lines cannot have {self.wrap} columns", hint="wrap is 1 or more, or None for whole lines"
            )


def to_text(article: Article, *, options: TextOptions | None = None) -> str:
    """The article as plain text, every line with its newline; `""` where there is nothing to see.

    With `wrap`, no line begins with what may not begin one (行頭禁則: `，。、）」`) or ends with what may not end one
    (行尾禁則: `（「`), and no Latin word is divided (Requirements for Chinese Text Layout, 3.1.4). A line is longer
    only where that leaves no place to break it; code and tables are not broken.

    What is not shown (`hidden`, a closed dialog) is left out, what a closed `<details>` holds is not.
    """
    page = _Page(article, options or TextOptions())
    page.article()
    return "\n".join([*page.lines, ""]) if page.lines else ""


class _Page(Flow):
    """Lines, with what stands before each at its place."""

    def __init__(self, article: Article, options: TextOptions) -> None:
        super().__init__(alt=options.alt)
        self.of = article
        self.options = options
        self.lines: list[str] = []
        self.blank = False  # before the next line
        self.tight = False  # not before this one all the same
        self.indent = ""
        self.marker: str | None = None  # instead of the indent, before the next line
        self.lead = ""  # before the next paragraph's text
        self.lists = 0  # around
        self.questions: dict[tuple[int, int], FaqItem] = {}
        self.answers: dict[int, str] = {}  # their leads, by the identity of their first blocks
        self.notes: list[Container] = []
        self.label: str | None = None

    def article(self) -> None:
        """All of it."""
        article = self.of
        self.questions = {(item.span.start, item.span.end): item for item in article.faq}
        title = article.title
        if title and not any(heading.title == title for heading in article.headings if heading.level == 1):
            self.line(title)
            self.blank = True
        self.put_all(children(article))
        self.end()
        self._footnotes()

    # Lines

    def line(self, text: str) -> None:
        """A paragraph, whose lines end where its author broke them."""
        text, self.lead = self.lead + text, ""
        for part in text.split("\n"):
            columns = self.options.wrap
            if columns is None:
                self.put_line(part)
            else:
                for line in wrapped(part, max(columns - width(self.indent), 1)):
                    self.put_line(line)

    def put_line(self, text: str) -> None:
        """One line as it is."""
        if self.blank and self.lines and not self.tight:
            self.lines.append("")
        self.blank = self.tight = False
        before = self.indent if self.marker is None else self.marker
        self.marker = None
        self.lines.append(f"{before}{text}".rstrip(" "))

    def apart(self) -> None:
        """Ends the paragraph, and puts a blank line before the next, unless that is the first of a list item."""
        self.end()
        self.blank = self.blank or self.marker is None

    def settle(self) -> None:
        """A label on a line of its own, where no paragraph follows."""
        if self.lead:
            label, self.lead = self.lead.strip(), ""
            self.put_line(label)
            self.tight = True

    def on_one_line(self, nodes: Iterable[Node]) -> str:
        """What nodes would be, on one line, away from the page."""
        page = _Page(self.of, TextOptions(links=self.options.links, alt=self.alt))
        page.described, page.label = self.described, self.label
        page.put_all(nodes)
        page.end()
        self.notes += page.notes
        return collapsed("\n".join(page.lines))

    def put(self, node: Node) -> None:
        """A node; a question or the beginning of an answer with its label."""
        if self.answers and id(node) in self.answers:
            self.end()
            self.lead = self.answers.pop(id(node))
            self.tight = True
        attrs = getattr(node, "attrs", None)
        if self.questions and (type(node) is Details or (attrs and "itemtype" in attrs)):
            item = self.questions.pop((node.span.start, node.span.end), None)
            if item is not None and is_shown(node):
                self._question(item, node)
                return
        super().put(node)

    # Blocks

    def _section(self, node: Section) -> None:
        if is_shown(node):
            self._heading(node)
        self.put_all(node.blocks)
        self.put_all(node.sections)

    def _heading(self, node: Heading | Section) -> None:
        self.apart()
        self.put_all(node.heading if isinstance(node, Section) else node.inlines)
        self.apart()

    def _paragraph(self, node: Paragraph) -> None:
        if not node.implied:
            self.apart()
        images = [] if self.described or not self.alt else _images_alone(node.inlines)
        if images:
            self._image_lines(images)
        else:
            self.put_all(node.inlines)
        if not node.implied:
            self.apart()

    def _list(self, node: List) -> None:
        self.end()
        self.settle()
        is_loose = any(type(block) is Paragraph and not block.implied for item in node.items for block in item.blocks)
        self.blank = self.blank or is_loose or not self.lists
        self.lists += 1
        for mark, item in marked(node):
            outer = self.indent
            self.marker = (outer if self.marker is None else self.marker) + mark
            self.indent = outer + " " * width(mark)
            self.put_all(item.blocks)
            self.end()
            if self.marker is not None:
                self.put_line("")
            self.indent = outer
            self.blank = is_loose
        self.lists -= 1
        self.blank = self.blank or not self.lists

    def _quote(self, node: BlockQuote) -> None:
        self.apart()
        self._indented(node)
        self.blank = True

    def _description(self, node: DefinitionDescription) -> None:
        self.end()
        self._indented(node)

    def _indented(self, node: BlockQuote | DefinitionDescription) -> None:
        self.settle()
        outer, marker = self.indent, self.marker
        self.indent += _INDENT
        self.marker = None if marker is None else marker + _INDENT
        self.put_all(node.blocks)
        self.end()
        self.indent = outer
        if self.marker is not None:
            self.marker = marker  # nothing was in it

    def _code(self, node: CodeBlock) -> None:
        self.apart()
        self.settle()
        for line in node.code.removesuffix("\n").split("\n") if node.code else ():
            self.put_line(line)
        self.blank = True

    def _rule(self, node: ThematicBreak) -> None:
        self.apart()
        self.put_line(_BREAK)
        self.blank = True

    def _details(self, node: Details) -> None:
        self.apart()
        self._titled(node, node.summary_span)
        self.blank = True

    def _container(self, node: Container) -> None:
        if _is_note(node):
            self.notes.append(node)
        else:
            super()._container(node)

    # Tables

    def _table(self, node: Table) -> None:
        self.apart()
        self.settle()
        self._titled(node, node.caption_span)
        self.blank = True

    def _row(self, node: TableRow) -> None:
        self.end()
        cells = [self.on_one_line(cell.blocks) for cell in node.cells if is_shown(cell)]
        if any(cells):
            self.put_line("\t".join(cells))

    def _cell(self, node: TableCell) -> None:
        self.put_all(node.blocks)

    # Figures

    def _figure(self, node: Figure) -> None:
        self.apart()
        if node.caption:
            self.described += 1
            self._titled(node, node.caption_span)
            self.described -= 1
        elif node.blocks:
            self.put_all(node.blocks)
        elif self.alt and not self.described:
            self._image_lines([image for image in node.images if is_shown(image)])
        self.apart()

    def title_begins(self, node: Node) -> None:
        """The label of a figure, unless its author wrote one; a figure without images needs none."""
        if isinstance(node, Figure) and node.images and node.caption and not _HAS_LABEL.match(node.caption):
            self.lead += self._figure_label()

    def _image_lines(self, images: Sequence[Image]) -> None:
        for image in images:
            if image.alt and not image.alt.isspace():
                self.end()
                label = "" if _HAS_LABEL.match(image.alt) else self._figure_label()
                self.line(label + collapsed(image.alt))

    def _figure_label(self) -> str:
        if self.label is None:
            self.label = _FIGURE_LABELS[_script(self.of)]
        return self.label

    # Questions and answers

    def _question(self, item: FaqItem, node: Node) -> None:
        self.apart()
        self.settle()
        ask, answer = _neutral_labels(item)
        if item.label is None:
            self.lead = ask
        blocks = item.blocks
        if item.answer and blocks:
            has_label = visible_text(blocks[0] if len(blocks) == 1 else blocks) != item.answer
            self.answers[id(blocks[0])] = "" if has_label else answer
        super().put(node)
        self.end()
        self.answers.clear()
        self.settle()
        self.blank = True

    # Footnotes

    def _footnotes(self) -> None:
        """Those of Markdown by their numbers, those that nothing refers to last, by their names."""
        if not self.notes:
            return
        numbers = {
            link.href: link.inlines[0].value
            for link in self.of.links
            if link.href.startswith(f"#{_NOTE_ID}") and len(link.inlines) == 1 and isinstance(link.inlines[0], Text)
        }
        notes = [(numbers.get(f"#{note.attrs['id']}", ""), note) for note in self.notes]
        self.notes = []
        self.apart()
        for number, note in sorted(notes, key=lambda pair: (not pair[0], len(pair[0]), pair[0])):
            mark = f"[{number or note.attrs['id'].removeprefix(_NOTE_ID)}] "
            self.marker = mark
            self.indent = " " * width(mark)
            self.put_all(note.blocks)
            self.end()
            self.marker, self.blank = None, False
        self.indent = ""

    # Inlines

    def _superscript(self, node: Superscript) -> None:
        is_note = node.attrs.get("class") == "footnote-ref"
        self.write("[" if is_note else "")
        self.put_all(node.inlines)
        self.write("]" if is_note else "")

    def _ruby_segment(self, node: RubySegment) -> None:
        self.put_all(node.base)
        if visible_text(node.annotation).strip():
            self.gap = ""
            self.write("（")
            self.put_all(node.annotation)
            self.gap = ""
            self.write("）")

    def _link(self, node: Link) -> None:
        self.put_all(node.inlines)
        if self.options.links and node.href and not node.href.startswith("#"):
            address = collapsed(node.href)
            if collapsed(node.text) not in (address, re.sub(r"^(?:https?://|mailto:)", "", address)):
                self.write(f" <{address}>")  # RFC 3986, appendix C


def _images_alone(inlines: Sequence[Inline]) -> list[Image]:
    """The images of a paragraph that holds nothing else, perhaps as links; none where it does."""
    images: list[Image] = []
    for node in inlines:
        if isinstance(node, Image):
            images += [node] if is_shown(node) else []
        elif isinstance(node, Link) and (linked := _images_alone(node.inlines)):
            images += linked
        elif not is_space(node):
            return []
    return images


def _is_note(node: Container) -> bool:
    return node.attrs.get("class") == "footnote" and node.attrs.get("id", "").startswith(_NOTE_ID)


def _neutral_labels(item: FaqItem) -> tuple[str, str]:
    """Labels for a question and an answer; in the style of the label that the question has."""
    if item.label is None or item.label[0] not in "問问":
        return "Q: ", "A: "
    return "問：", "答："


def _script(article: Article) -> str:
    """The script that the article is declared in, else the one whose character set more of it fits; `""` for none."""
    from wenzhang.conversion.variants import find_variant, is_chinese

    variant = find_variant(article.lang) if article.lang else None
    if variant is not None:
        return variant.script
    han = "".join(_HAN.findall(article.text))
    if not han or (article.lang and not is_chinese(article.lang)):
        return ""
    return "Hans" if len(han.encode("gb2312", "ignore")) > len(han.encode("cp950", "ignore")) else "Hant"


def _export(article: Article, options: TextOptions) -> str:
    return to_text(article, options=options)


FORMAT = ExportFormat(
    name="text", summary="plain text, as a reader sees it", suffix=".txt", export=_export, options=TextOptions
)
