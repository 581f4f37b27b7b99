"""SE: what search engines and previews show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.frontmatter.view import Scalar
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.frontmatter import Entry
    from wenzhang.validation.subject import Subject


@rule("SE001", "excerpt-missing", "info")
def excerpt_missing(subject: Subject) -> Iterator[Finding]:
    """An article has no excerpt, or one that only repeats its title.

    Why: search engines and previews then show the first words of the body, or nothing that is not there already.

    Found:
        ---
        title: 夜市指南
        excerpt: 夜市指南。
        ---

    Better:
        ---
        title: 夜市指南
        excerpt: 一篇搞懂夜市怎麼逛、怎麼吃、怎麼回家。
        ---
    """
    front_matter = subject.front_matter
    if front_matter is None:
        return
    title, excerpt = front_matter.field("title"), front_matter.field("excerpt")
    if excerpt is None:
        head = subject.article.head
        if title is not None and (head is None or not head.description):
            hint = "say in one or two sentences what the reader will know afterwards: excerpt: …"
            yield Finding(title.key.span, "this article has no excerpt", hint)
    elif title is not None and _repeats(title, excerpt):
        message = f"`{excerpt.key.content}` only repeats the title"
        yield Finding(excerpt.value.span, message, "say what the title does not")


def _repeats(title: Entry, excerpt: Entry) -> bool:
    """Whether both say the same, but for punctuation, spaces and case."""
    if type(title.value) is not Scalar or type(excerpt.value) is not Scalar:
        return False
    content = excerpt.value.content
    return len(content) < 2 * len(title.value.content) and _letters(title.value.content) == _letters(content)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
