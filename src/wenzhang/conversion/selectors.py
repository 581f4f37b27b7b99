"""CSS selectors of the user's own: what of a body is to be converted, and what is not."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from turbohtml import parse

from wenzhang.errors import WenzhangError
from wenzhang.read.body import body_of
from wenzhang.read.elements import Elements
from wenzhang.read.frontmatter import read_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wenzhang.conversion.policy import Policy
    from wenzhang.conversion.text import HumanText
    from wenzhang.model import Format
    from wenzhang.read.body import Body
    from wenzhang.source import Source, Span

__all__ = ["check_selector", "select_human_text"]


def check_selector(selector: str) -> None:
    """Raises `WenzhangError` for what is no CSS selector."""
    try:
        parse("").select(selector)
    except ValueError as error:
        raise WenzhangError(
            f"{selector!r} is no CSS selector: {error}", hint="selectors are as in figcaption, p.lead, #toc"
        ) from None


def select_human_text(human: HumanText, source: Source, policy: Policy, format: Format | None = None) -> None:
    """Takes out of the human text what the policy's selectors leave out of the body. Front matter stays.

    An attribute belongs to its element. What `exclude` finds is out, also within what `include` finds. Raises
    `WenzhangError` for what is no selector.
    """
    body_start = read_front_matter(source).body_start
    body = body_of(source, body_start, format)
    included = _Stretches(body, policy.include)
    excluded = _Stretches(body, policy.exclude)

    def is_kept(place: int) -> bool:
        if place < body_start:
            return True
        return (not policy.include or place in included) and place not in excluded

    human.stretches = [stretch for stretch in human.stretches if is_kept(stretch.start)]
    human.language_tags = [tag for tag in human.language_tags if is_kept(tag.start)]


class _Stretches:
    """The stretches of a source that selectors find, nested ones as one."""

    def __init__(self, body: Body, selectors: Iterable[str]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for span in sorted(_found(body, selectors)):
            if not self.ends or span.start >= self.ends[-1]:
                self.starts.append(span.start)
                self.ends.append(span.end)
            else:
                self.ends[-1] = max(self.ends[-1], span.end)

    def __contains__(self, place: int) -> bool:
        index = bisect_right(self.starts, place) - 1
        return index >= 0 and place < self.ends[index]


def _found(body: Body, selectors: Iterable[str]) -> Iterator[Span]:
    elements = Elements(body)
    for selector in selectors:
        check_selector(selector)
        for element in elements.tree.select(selector):
            span = elements.span(element)
            if span is not None:
                yield span
