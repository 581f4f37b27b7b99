"""What rules look at: one article, and what several rules want to know of it, found out once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from wenzhang.conversion.detect import clear_script
from wenzhang.model import Article, Heading, Node, Section, Text
from wenzhang.validation.names import is_named, tags_of_keywords
from wenzhang.validation.screens import read_ways
from wenzhang.walk import BELOW, section_heading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from wenzhang.conversion.variants import Script
    from wenzhang.errors import FrontMatterError
    from wenzhang.frontmatter import FrontMatter
    from wenzhang.model import FaqItem
    from wenzhang.read.body import Body
    from wenzhang.source import Source
    from wenzhang.validation.prose import Prose
    from wenzhang.validation.region_words import RegionWords
    from wenzhang.validation.schema import Misfit, Schema
    from wenzhang.validation.screens import Ways
    from wenzhang.validation.spaces import Meeting
    from wenzhang.validation.tags import Tag

__all__ = ["Subject"]

Kind = TypeVar("Kind", bound=Node)


class Subject:
    """One article under validation.

    `problem` is what kept its front matter from being read; then `front_matter` is None and the body is there all the
    same. `schema` is what the front matter has to fit, `region_words` are the words that are not those of a region.
    """

    def __init__(
        self,
        article: Article,
        problem: FrontMatterError | None = None,
        schema: Schema | None = None,
        region_words: RegionWords | None = None,
    ) -> None:
        self.article = article
        self.source: Source = article.source
        self.text: str = article.source.text
        self.front_matter: FrontMatter | None = article.front_matter
        self.problem = problem
        self.schema = schema
        self.region_words = region_words

    def all(self, kind: type[Kind]) -> Sequence[Kind]:
        """Every node of a kind in the body, in the order of the document. `Text` is not among them."""
        return self._nodes.get(kind, ())

    @cached_property
    def headings(self) -> Sequence[Heading]:
        """Every heading in the order of the document, a section's as a node of its own."""
        return [section_heading(node) if isinstance(node, Section) else node for node in self._headed]

    @property
    def faq(self) -> Sequence[FaqItem]:
        """All questions with their answers."""
        return self.article.faq

    @cached_property
    def misfits(self) -> Sequence[Misfit]:
        """What of the front matter does not fit its schema; nothing where it has none."""
        if self.schema is None or self.front_matter is None:
            return ()
        return self.schema.misfits(self.front_matter)

    @cached_property
    def body(self) -> Body:
        """The body as the HTML that it is or stands for."""
        return self.article._body()

    @cached_property
    def prose(self) -> Prose:
        """The text for readers, such as a conversion may change."""
        from wenzhang.validation.prose import read_prose

        return read_prose(self)

    @cached_property
    def clear_script(self) -> Script | None:
        """The script of the text, markup and all, where a sample leaves no doubt; None where it does."""
        return clear_script(self.text)

    @cached_property
    def meetings(self) -> Sequence[Meeting]:
        """The places in the prose where Chinese meets letters or digits."""
        from wenzhang.validation.spaces import read_meetings

        return list(read_meetings(self))

    @cached_property
    def ways_of_spacing(self) -> Ways:
        """Whether there may be spaces at such places, and whether there may be none."""
        return read_ways(self)

    def is_in_name(self, offset: int) -> bool:
        """Whether what stands there in the source is the name of a category, a tag, a series or a person."""
        front_matter = self.front_matter
        if front_matter is not None and offset < front_matter.span.end:
            return is_named(front_matter.root, offset)
        return any(start <= offset < end for start, end in self._tags_of_keywords)

    @cached_property
    def _tags_of_keywords(self) -> Sequence[tuple[int, int]]:
        return tags_of_keywords(self.text)

    @property
    def is_plain(self) -> bool:
        """Whether the body is known to be in the plain form of the quick ways of reading, where all tags match."""
        return "_is_plain" in self.article.__dict__

    @cached_property
    def tags(self) -> Sequence[Tag]:
        """Every start tag that is written in the body, with its attributes and their spans."""
        from wenzhang.validation.tags import read_tags

        return list(read_tags(self.body))

    @cached_property
    def _nodes(self) -> dict[type[Any], list[Any]]:
        found: dict[type[Any], list[Any]] = {}
        headed: list[Section | Heading] = []
        self._headed = headed
        stack: list[Any] = [*reversed(self.article.sections), *reversed(self.article.intro)]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is Text:
                continue
            if kind in found:
                found[kind].append(node)
            else:
                found[kind] = [node]
            if kind is Section or kind is Heading:
                headed.append(node)
            below = BELOW.get(kind)
            if below is not None:
                nodes = below(node)
                # Most hold nothing but a text.
                if len(nodes) > 1 or (nodes and type(nodes[0]) is not Text):
                    stack += reversed(nodes)
        return found

    @cached_property
    def _headed(self) -> list[Section | Heading]:
        _ = self._nodes
        return self.__dict__["_headed"]  # type: ignore[no-any-return]
