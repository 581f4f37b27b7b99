"""An HTML body: turbohtml's tree as blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from turbohtml import Comment, Document, Element, Namespace, parse, parse_fragment
from turbohtml import Text as TreeText

from wenzhang.model import Block, Head, Inline, Paragraph, ParseError, RawHtml, Text, set_source
from wenzhang.read.blocks import BLOCK_READERS, read_container
from wenzhang.read.inline import MAX_DEPTH, RAW, read_inline
from wenzhang.read.locate import Locator, extent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from turbohtml import Node as TreeNode

    from wenzhang.frontmatter import FrontMatter
    from wenzhang.source import Source

_PAGE = re.compile(r"(?:\s|<!--.*?-->)*<(?:!doctype|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def read_html(source: Source, body_start: int) -> tuple[Head | None, list[Block]]:
    """The head, where the body is a whole page, and its blocks, not yet nested into sections.

    Of a page the blocks are those of its only `<main>`, else of its only `<article>`, else of its `<body>`.
    """
    reader = HtmlReader(source, body_start)
    markup = reader.body()
    if not _PAGE.match(markup):
        return None, reader.flow(parse_fragment(markup, source_locations=True))
    page = parse(markup, source_locations=True, allow_declarative_shadow_roots=False)
    content = _main_content(page)
    _, _, blocks = reader.read(content, content.tag, HtmlReader.flow)
    return _read_head(reader, page), blocks


def parse_errors(source: Source, front_matter: FrontMatter | None) -> Iterator[ParseError]:
    """The errors that the parsing specification names (HTML Standard, 13.2.2), each where it was met."""
    reader = Locator(source, front_matter.span.end if front_matter else 0)
    for error in parse(reader.body()).errors:
        start = min(reader.offset(error.line, error.col), len(reader.text))
        node = ParseError(reader.span(start, min(start + 1, len(reader.text))), error.code)
        set_source(node, source)
        yield node


class HtmlReader(Locator):
    """Reads the elements of one body."""

    def __init__(self, source: Source, body_start: int) -> None:
        super().__init__(source, body_start)
        self.depth = 0
        self.block_readers = BLOCK_READERS

    def read_block(self, element: Element, tag: str) -> Block:
        """One element that is a block."""
        block = self.block_readers[tag](self, element, tag)
        set_source(block, self.source)
        return block

    def flow(self, element: Element) -> list[Block]:
        """The children as blocks; runs of inlines become implied paragraphs."""
        blocks: list[Block] = []
        run: list[Inline] = []
        self.depth += 1
        for child in element:
            self._put(child, run, blocks)
        if run:
            self._end_run(run, blocks)
        self.depth -= 1
        return blocks

    def parts(self, element: Element, tags: Collection[str]) -> Iterator[Element | list[Block]]:
        """The children with one of these tags, each to be read before the next, and the blocks between them."""
        blocks: list[Block] = []
        run: list[Inline] = []
        self.depth += 1
        for child in element:
            if type(child) is Element and child.tag in tags:
                if run:
                    self._end_run(run, blocks)
                if blocks:
                    yield blocks
                    blocks = []
                yield child
            else:
                self._put(child, run, blocks)
        if run:
            self._end_run(run, blocks)
        self.depth -= 1
        if blocks:
            yield blocks

    def _put(self, child: TreeNode, run: list[Inline], blocks: list[Block]) -> None:
        """Adds one child to the run of inlines, or ends the run and adds it to the blocks."""
        if type(child) is Element:
            tag = child.tag
            read = BLOCK_READERS.get(tag)
            if self.depth > MAX_DEPTH:
                run.append(read_inline(self, child))
            elif read is not None or (tag != "a" and _holds_blocks(child)):
                if run:
                    self._end_run(run, blocks)
                block = (read or read_container)(self, child, tag)
                set_source(block, self.source)
                blocks.append(block)
            else:
                run.append(read_inline(self, child))
        elif type(child) is TreeText:
            self.take_text(child.data, run)
        elif type(child) is Comment:
            self.take_comment(child.data)

    def _end_run(self, run: list[Inline], blocks: list[Block]) -> None:
        """Ends a run of inlines: white space alone is nothing, raw elements alone are blocks, else it is a paragraph."""
        if len(run) == 1:
            node = run[0]
            if isinstance(node, RawHtml):
                blocks.append(node)
            elif not (isinstance(node, Text) and node.value.isspace()):
                self._append_implied(run, blocks)
        else:
            content = [node for node in run if not (isinstance(node, Text) and node.value.isspace())]
            raw = [node for node in content if isinstance(node, RawHtml)]
            if len(raw) == len(content):
                blocks.extend(raw)
            else:
                end = len(run) - run[::-1].index(content[-1])
                self._append_implied(run[run.index(content[0]) : end], blocks)
        run.clear()

    def _append_implied(self, inlines: list[Inline], blocks: list[Block]) -> None:
        paragraph = Paragraph(extent(inlines), tuple(inlines), {}, True)
        set_source(paragraph, self.source)
        blocks.append(paragraph)


def _holds_blocks(element: Element) -> bool:
    """Whether an inline element has a block inside."""
    if element.tag in RAW:
        return False
    stack = [element]
    while stack:
        for child in stack.pop():
            if isinstance(child, Element):
                if child.tag in BLOCK_READERS:
                    return True
                if child.tag not in RAW:
                    stack.append(child)
    return False


# Whole pages


def _main_content(page: Document) -> Element:
    for tag in ("main", "article"):
        found = [element for element in page.find_all(tag) if element.namespace is Namespace.HTML]
        if len(found) == 1:
            return found[0]
    body = page.find("body") or page.root
    assert body is not None, "the tree of a page has a root"  # HTML Standard, 13.2.6.4.2
    return body


def _read_head(reader: HtmlReader, page: Document) -> Head:
    root, element = page.root, page.find("head")
    location = element.source_location if element else None
    start = end = reader.body_start
    if location is not None:
        start += location.start_tag.start_offset
        end += location.end_tag.end_offset if location.end_tag else location.start_tag.end_offset
    title = page.find("title")
    head = Head(
        reader.span(start, end),
        " ".join(title.text.split()) if title else None,
        root.attr("lang") if root else None,
        _charset(page),
        _meta_content(page, "name", "description"),
    )
    set_source(head, reader.source)
    return head


def _charset(page: Document) -> str | None:
    meta = page.find("meta", attrs={"charset": True})
    if meta is not None:
        return meta.attr("charset")
    declared = re.search(r"charset=([\w:.-]+)", _meta_content(page, "http-equiv", "content-type") or "", re.IGNORECASE)
    return declared.group(1) if declared else None


def _meta_content(page: Document, attribute: str, value: str) -> str | None:
    for meta in page.find_all("meta"):
        if (meta.attr(attribute) or "").lower() == value:
            return meta.attr("content")
    return None
