"""The adoption agency algorithm (HTML Standard, 13.2.6.4.7): how formatting elements that overlap are closed."""

from __future__ import annotations

from wenzhang.validation.construction.builder import Builder
from wenzhang.validation.construction.stack import Element
from wenzhang.validation.construction.tokens import Tag

__all__ = ["adopt"]

_ROUNDS = 8
_KEPT = 3  # how many of the formatting elements between are opened again


def adopt(builder: Builder, tag: Tag, *, told: bool = False) -> bool:
    """Closes the formatting element of that name. False where there is none, so that the tag closes others.

    With `told` the tag has its finding already.
    """
    stack, formatting, found = builder.open, builder.formatting, builder.found
    if stack.current.is_html(tag.name) and formatting.place(stack.current) < 0:
        found.closed(stack.pop())
        return True
    for _ in range(_ROUNDS):
        element = formatting.find(tag.name)
        if element is None:
            return False
        if element.index < 0:
            formatting.remove(element)
            if not told:
                found.stray(tag)
            return True
        if not stack.is_in_scope(element):
            if not told:
                found.stray(tag)
            return True
        special = stack.special_above(element)
        if special < 0:
            _close(builder, element, tag, told)
            return True
        if not told:
            found.within("misnested-tag", tag, stack.elements[special])
        _rearrange(builder, element, special, tag)
    return True


def _close(builder: Builder, element: Element, tag: Tag, told: bool) -> None:
    """Ends an element that holds nothing special."""
    *within, _ = builder.open.pop_to(element.index)
    for each in within:
        builder.found.cut(each, tag, told=told)
    builder.formatting.remove(element)
    if tag.is_end:
        builder.found.closed(element)
    else:
        builder.found.cut(element, tag, told=told)


def _rearrange(builder: Builder, element: Element, special: int, tag: Tag) -> None:
    """Moves an element into the special one that it holds: steps 4.8 to 4.18, as far as the stack is concerned."""
    stack, formatting = builder.open, builder.formatting
    block = stack.elements[special]
    bookmark = formatting.place(element)
    between = stack.between(element.index, special)
    clones: list[Element] = []
    for count, each in enumerate(reversed(between), 1):
        place = formatting.place(each)
        if place >= 0 and count <= _KEPT:
            clone = Element(each.name, each.tag)
            formatting.replace(each, clone)
            if not clones:
                bookmark = place + 1
            clones.insert(0, clone)
            continue
        if place >= 0:
            formatting.remove(each)
            bookmark -= place < bookmark
        builder.found.cut(each, tag, told=True)
    own = Element(element.name, element.tag)
    place = formatting.place(element)
    formatting.remove(element)
    formatting.insert(bookmark - (place < bookmark), own)
    stack.replace(element.index, special, [*clones, block, own])
