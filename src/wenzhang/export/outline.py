"""The outline of an article as a tree, for people to look at."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wenzhang.frontmatter import FrontMatter, Mapping, MetaValue, Scalar
from wenzhang.model import (
    Article,
    Block,
    BlockQuote,
    CodeBlock,
    Container,
    DefinitionList,
    Details,
    FaqItem,
    Figure,
    Heading,
    List,
    Paragraph,
    RawHtml,
    Section,
    Table,
    ThematicBreak,
)
from wenzhang.terminal import Paint, clip, printable, width

__all__ = ["outline"]

_NOUNS: dict[type[Block], str] = {
    Paragraph: "paragraph",
    Heading: "heading",
    List: "list",
    Figure: "figure",
    Details: "details element",
    Table: "table",
    CodeBlock: "code block",
    BlockQuote: "quotation",
    DefinitionList: "definition list",
    ThematicBreak: "thematic break",
    Container: "container",
    RawHtml: "raw element",
}

_LEAST_COLUMNS = 16  # for a text and its note, however deep they stand


class Branch(NamedTuple):
    """A line of the tree (a key, its text, a note in parentheses) and what hangs below."""

    key: str = ""
    text: str = ""
    note: str = ""
    children: tuple[Branch, ...] = ()
    strong: bool = False

    @property
    def is_leaf(self) -> bool:
        """Whether it is one of a list of keys and values."""
        return not self.children and not self.strong


def outline(article: Article, *, columns: int = 100, colour: bool = False) -> str:
    """The title, the front matter, and the sections with their figures and questions, in lines of at most `columns`."""
    paint = Paint(colour)
    trees = [tree for tree in (_front_matter(article.front_matter), _body(article)) if tree.children]
    lines = [paint.bold(clip(_line_of(article.title or "(no title)"), columns)), clip(_totals(article), columns)]
    for tree in trees:
        lines += ["", paint.blue(tree.key), *_draw(tree.children, "", columns, paint)]
    return "\n".join(lines) + "\n"


def _totals(article: Article) -> str:
    counts = [
        (len(article.headings), "heading"),
        (len(article.figures), "figure"),
        (len(article.images), "image"),
        (len(article.links), "link"),
        (len(article.faq), "question"),
    ]
    about = [article.format, _line_of(article.lang) or "no language given"]
    return ", ".join([*about, *(_plural(count, noun) for count, noun in counts if count)])


# Front matter


def _front_matter(front_matter: FrontMatter | None) -> Branch:
    if front_matter is None:
        return Branch()
    return Branch(f"front matter ({front_matter.format})", children=_entries(front_matter.root))


def _entries(mapping: Mapping) -> tuple[Branch, ...]:
    return tuple(_entry(entry.key.content, entry.value) for entry in mapping.entries)


def _entry(key: str, value: MetaValue) -> Branch:
    key = _line_of(key)
    if isinstance(value, Mapping):
        below = tuple(Branch(_line_of(entry.key.content), _brief(entry.value)) for entry in value.entries)
        return Branch(key, children=below)
    if isinstance(value, Scalar):
        return Branch(key, _brief(value))
    return Branch(key, ", ".join(map(_brief, value.items)), _plural(len(value.items), "item"))


def _brief(value: MetaValue) -> str:
    if isinstance(value, Scalar):
        return _line_of(value.content)
    return (
        f"{{{_plural(len(value.entries), 'key')}}}"
        if isinstance(value, Mapping)
        else f"[{_plural(len(value.items), 'item')}]"
    )


# The body


def _body(article: Article) -> Branch:
    sections = list(_with_inner(article.sections))
    groups = iter(_exhibits(article, [section.span.start for section in sections]))
    intro = Branch("intro", note=_counts(article.intro), children=tuple(next(groups)))
    below = tuple(_section(section, groups) for section in article.sections)
    return Branch("body", children=((intro,) if article.intro else ()) + below)


def _with_inner(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _with_inner(section.sections)


def _section(section: Section, groups: Iterator[list[Branch]]) -> Branch:
    """`groups` gives the figures and questions of this section, then those of the sections in it."""
    own = next(groups)
    inner = [_section(each, groups) for each in section.sections]
    title = _line_of(section.title) or "(empty heading)"
    return Branch(f"h{section.level}", title, _counts(section.blocks), (*own, *inner), strong=True)


def _exhibits(article: Article, starts: list[int]) -> list[list[Branch]]:
    """Figures and questions, however deep: first the intro's, then those of each section, which begin at `starts`."""
    groups: list[list[Branch]] = [[] for _ in range(len(starts) + 1)]
    exhibits = [(each.span.start, _figure(each)) for each in article.figures]
    exhibits += [(each.span.start, _question(each)) for each in article.faq]
    for start, branch in sorted(exhibits, key=lambda exhibit: exhibit[0]):
        groups[bisect_right(starts, start)].append(branch)
    return groups


def _figure(figure: Figure) -> Branch:
    below: list[Branch] = []
    for image in figure.images:
        below.append(Branch("src", _line_of(image.src)))
        below.append(
            Branch("alt", _line_of(image.alt), "" if image.alt else "missing" if image.alt is None else "empty")
        )
    caption = Branch("caption", _line_of(figure.caption), "" if figure.caption is not None else "missing")
    return Branch("figure", note=_counts(figure.blocks), children=(*below, caption))


def _question(item: FaqItem) -> Branch:
    answer = Branch("answer", _line_of(item.answer), "" if item.answer else "empty")
    return Branch(_line_of(item.label) or "question", _line_of(item.question), children=(answer,))


def _counts(blocks: Iterable[Block]) -> str:
    """As in `2 paragraphs, 1 list (3 items)`, in the order of first appearance."""
    counts = Counter(map(type, blocks))
    items = sum(len(block.items) for block in blocks if isinstance(block, List))
    return ", ".join(
        _plural(count, _NOUNS[kind]) + (f" ({_plural(items, 'item')})" if kind is List else "")
        for kind, count in counts.items()
    )


def _plural(count: int, noun: str) -> str:
    ending = "" if count == 1 else "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else "s"
    return f"{count:,} {noun[:-1] if ending == 'ies' else noun}{ending}"


# Drawing


def _draw(branches: Sequence[Branch], lead: str, columns: int, paint: Paint) -> Iterator[str]:
    key_width = max((width(branch.key) for branch in branches if branch.is_leaf), default=0)
    for branch in branches:
        last = branch is branches[-1]
        stem = lead + ("└─ " if last else "├─ ")
        padding = " " * (key_width - width(branch.key)) if branch.is_leaf else ""
        yield paint.faint(stem) + _label(branch, padding, columns - width(stem), paint)
        yield from _draw(branch.children, lead + ("   " if last else "│  "), columns, paint)


def _label(branch: Branch, padding: str, columns: int, paint: Paint) -> str:
    """The text and the note share the room; each gets half of it, and what the other leaves."""
    note = f"({branch.note})" if branch.note else ""
    room = max(columns - width(branch.key + padding) - 4, _LEAST_COLUMNS)
    text = clip(branch.text, max(room - width(note), room // 2))
    note = clip(note, room - width(text))
    parts = (paint.blue(branch.key) + padding, paint.bold(text) if branch.strong else text, paint.faint(note))
    return "  ".join(part for part in parts if part).rstrip()


def _line_of(text: str | None) -> str:
    """The text on one line, without what a terminal would obey."""
    return printable(" ".join((text or "").split()))
