"""The insertion mode "in body" (HTML Standard, 13.2.6.4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.validation.construction.adoption import adopt
from wenzhang.validation.construction.builder import MODES, Builder, Characters, Mode
from wenzhang.validation.construction.elements import (
    BLOCKS,
    CLOSED_BY_END_TAG,
    FORMATTING,
    HEADINGS,
    MISPLACED,
    OPEN_AT_END,
    TABLE_PARTS,
)
from wenzhang.validation.construction.page import head_end, head_start
from wenzhang.validation.construction.tokens import Tag

if TYPE_CHECKING:
    from collections.abc import Callable

    Step = Callable[[Builder, Tag], None]

__all__ = ["body_end", "body_start", "body_text"]

_ITEMS = {"li": ("li",), "dd": ("dd", "dt"), "dt": ("dd", "dt")}


def body_text(builder: Builder, text: Characters) -> None:
    """Text."""
    builder.reconstruct()
    builder.may_have_frames = False


def body_start(builder: Builder, tag: Tag) -> None:
    """A start tag."""
    _STARTS.get(tag.name, _other)(builder, tag)


def body_end(builder: Builder, tag: Tag) -> None:
    """An end tag."""
    _ENDS.get(tag.name, _other_end)(builder, tag)


# Start tags


def _other(builder: Builder, tag: Tag) -> None:
    builder.reconstruct()
    builder.push(tag)


def _block(builder: Builder, tag: Tag) -> None:
    builder.close_paragraph(tag)
    builder.push(tag)


def _verbatim_block(builder: Builder, tag: Tag) -> None:
    _block(builder, tag)
    builder.may_have_frames = False


def _ignored(builder: Builder, tag: Tag) -> None:
    is_part = tag.name in TABLE_PARTS
    builder.found.ignored("table-part-outside-table" if is_part else "ignored-start-tag", tag)


def _body(builder: Builder, tag: Tag) -> None:
    builder.found.ignored("ignored-start-tag", tag)
    if builder.open.last("body") == 1:
        builder.may_have_frames = False


def _frameset(builder: Builder, tag: Tag) -> None:
    builder.found.ignored("ignored-start-tag", tag)
    if builder.may_have_frames and builder.open.last("body") == 1:
        builder.open.pop_to(1)
        builder.push(tag)
        builder.mode = "in frameset"


def _heading(builder: Builder, tag: Tag) -> None:
    builder.close_paragraph(tag)
    current = builder.open.current
    if current.name in HEADINGS and not current.space:
        builder.found.within("nested-heading", tag, current)
        builder.found.cut(builder.open.pop(), tag, told=True)
    builder.push(tag)


def _form(builder: Builder, tag: Tag) -> None:
    in_template = bool(builder.open.where["template"])
    if builder.form is not None and not in_template:
        builder.found.ignored("nested-form", tag)
        return
    _block(builder, tag)
    if not in_template:
        builder.form = builder.open.current


def _item(builder: Builder, tag: Tag) -> None:
    builder.may_have_frames = False
    stack = builder.open
    if stack.item_bounds:
        around = stack.elements[stack.item_bounds[-1]]
        if around.name in _ITEMS[tag.name] and not around.space:
            builder.close(around.index, tag)
    _block(builder, tag)


def _button(builder: Builder, tag: Tag) -> None:
    index = builder.open.in_scope("button")
    if index >= 0:
        builder.found.add("nested-button", tag)
        builder.found.cut(builder.close(index, tag, told=True), tag, told=True)
    builder.reconstruct()
    builder.push(tag)
    builder.may_have_frames = False


def _link(builder: Builder, tag: Tag) -> None:
    link = builder.formatting.find("a")
    if link is not None:
        builder.found.add("nested-link", tag)
        builder.found.cut(link, tag, told=True)
        adopt(builder, tag, told=True)
        builder.formatting.remove(link)
        builder.open.remove(link)
    _formatting(builder, tag)


def _formatting(builder: Builder, tag: Tag) -> None:
    builder.reconstruct()
    builder.formatting.add(builder.push(tag))


def _nobr(builder: Builder, tag: Tag) -> None:
    builder.reconstruct()
    index = builder.open.in_scope("nobr")
    if index >= 0:
        builder.found.add("nested-nobr", tag)
        builder.found.cut(builder.open.elements[index], tag, told=True)
        adopt(builder, tag, told=True)
        builder.reconstruct()
    builder.formatting.add(builder.push(tag))


def _object(builder: Builder, tag: Tag) -> None:
    builder.reconstruct()
    builder.push(tag)
    builder.formatting.mark()
    builder.may_have_frames = False


def _table(builder: Builder, tag: Tag) -> None:
    if not builder.is_quirky:
        builder.close_paragraph(tag)
    builder.push(tag)
    builder.may_have_frames = False
    builder.mode = "in table"


def _void(builder: Builder, tag: Tag) -> None:
    builder.reconstruct()
    builder.may_have_frames = False


def _nothing(builder: Builder, tag: Tag) -> None:
    """A void element that formatting does not matter to."""


def _image(builder: Builder, tag: Tag) -> None:
    builder.found.ignored("image-start-tag", tag)
    _void(builder, tag)


def _input(builder: Builder, tag: Tag) -> None:
    index = builder.open.in_scope("select")
    if index >= 0:
        _end_select(builder, tag, index)
    builder.reconstruct()
    if tag.value("type") != "hidden":
        builder.may_have_frames = False


def _end_select(builder: Builder, tag: Tag, index: int) -> None:
    builder.found.add("input-in-select" if tag.name == "input" else "nested-select", tag)
    for element in builder.open.pop_to(index):
        builder.found.cut(element, tag, told=True)


def _select(builder: Builder, tag: Tag) -> None:
    index = builder.open.in_scope("select")
    if index >= 0:
        _end_select(builder, tag, index)
        return
    _void(builder, tag)
    builder.push(tag)


def _rule(builder: Builder, tag: Tag) -> None:
    builder.close_paragraph(tag)
    if builder.open.in_scope("select") >= 0:
        builder.imply_end_tags()
        _not_within(builder, tag, "option", "optgroup")
    builder.may_have_frames = False


def _option(builder: Builder, tag: Tag) -> None:
    if builder.open.in_scope("select") >= 0:
        builder.imply_end_tags("optgroup" if tag.name == "option" else "")
        _not_within(builder, tag, *(("option",) if tag.name == "option" else ("option", "optgroup")))
    elif builder.open.current.is_html("option"):
        builder.open.pop()
    _other(builder, tag)


def _not_within(builder: Builder, tag: Tag, *names: str) -> None:
    if any(builder.open.in_scope(name) >= 0 for name in names):
        builder.found.within("unclosed-in-option", tag, builder.open.current)


def _raw(builder: Builder, tag: Tag) -> None:
    if tag.name == "xmp":
        builder.close_paragraph(tag)
        builder.reconstruct()
    if tag.name != "noembed":
        builder.may_have_frames = False
    builder.push_raw(tag)


def _ruby(builder: Builder, tag: Tag) -> None:
    if builder.open.in_scope("ruby") >= 0:
        is_text = tag.name in ("rp", "rt")
        builder.imply_end_tags("rtc" if is_text else "")
        current = builder.open.current
        if not (current.is_html("ruby") or (is_text and current.is_html("rtc"))):
            builder.found.within("misplaced-ruby-text", tag, current)
    builder.push(tag)


def _foreign(builder: Builder, tag: Tag) -> None:
    builder.reconstruct()
    if not tag.is_self_closing:
        builder.push(tag, tag.name)


_STARTS: dict[str, Step] = {
    **dict.fromkeys(MISPLACED, _ignored),
    "html": _ignored,
    "body": _body,
    "frameset": _frameset,
    **dict.fromkeys("base basefont bgsound link meta noframes script style template title".split(), head_start),
    **dict.fromkeys(BLOCKS, _block),
    **dict.fromkeys(HEADINGS, _heading),
    **dict.fromkeys(("pre", "listing"), _verbatim_block),
    "form": _form,
    **dict.fromkeys(_ITEMS, _item),
    "plaintext": _block,
    "button": _button,
    **dict.fromkeys(FORMATTING, _formatting),
    "a": _link,
    "nobr": _nobr,
    **dict.fromkeys(("applet", "marquee", "object"), _object),
    "table": _table,
    **dict.fromkeys("area br embed img keygen wbr".split(), _void),
    "input": _input,
    **dict.fromkeys(("param", "source", "track"), _nothing),
    "hr": _rule,
    "image": _image,
    **dict.fromkeys("xmp iframe noembed textarea".split(), _raw),
    "select": _select,
    **dict.fromkeys(("option", "optgroup"), _option),
    **dict.fromkeys(("rb", "rtc", "rp", "rt"), _ruby),
    **dict.fromkeys(("math", "svg"), _foreign),
}


# End tags


def _other_end(builder: Builder, tag: Tag) -> None:
    """Ends an element of that name, unless a special one stands between."""
    stack = builder.open
    index = stack.last(tag.name)
    if index < 1 or (stack.special and index < stack.special[-1]):
        builder.found.stray(tag)
    else:
        builder.close(index, tag)


def _block_end(builder: Builder, tag: Tag) -> None:
    index = builder.open.in_scope(tag.name)
    if index < 0:
        builder.found.stray(tag)
    else:
        builder.close(index, tag)


def _form_end(builder: Builder, tag: Tag) -> None:
    stack = builder.open
    if stack.where["template"]:
        _block_end(builder, tag)
        return
    form, builder.form = builder.form, None
    if form is None or form.index < 0 or not stack.is_in_scope(form):
        builder.found.stray(tag)
        return
    builder.imply_end_tags()
    if stack.current is not form:
        builder.found.within("misnested-tag", tag, stack.current)
    builder.found.closed(form)
    stack.remove(form)


def _paragraph_end(builder: Builder, tag: Tag) -> None:
    index = builder.open.in_scope("p", "button")
    if index >= 0:
        builder.close(index, tag)
        return
    around = builder.open.current
    code = "block-in-paragraph" if around.ended_by else "stray-paragraph-end"
    builder.found.stray(tag, code, around.ended_by)
    around.ended_by = None


def _item_end(builder: Builder, tag: Tag) -> None:
    index = builder.open.in_scope(tag.name, "list item" if tag.name == "li" else "")
    if index < 0:
        builder.found.stray(tag)
    else:
        builder.close(index, tag)


def _heading_end(builder: Builder, tag: Tag) -> None:
    stack = builder.open
    index = stack.heading_in_scope()
    if index < 0:
        builder.found.stray(tag)
        return
    element = builder.close(index, tag)
    if element.name != tag.name:
        builder.found.within("mismatched-heading", tag, element)


def _formatting_end(builder: Builder, tag: Tag) -> None:
    if not adopt(builder, tag):
        _other_end(builder, tag)


def _object_end(builder: Builder, tag: Tag) -> None:
    index = builder.open.in_scope(tag.name)
    if index < 0:
        builder.found.stray(tag)
    else:
        builder.close(index, tag)
        builder.formatting.clear_to_marker()


def _break_end(builder: Builder, tag: Tag) -> None:
    builder.found.add("br-end-tag", tag)
    builder.reconstruct()
    builder.may_have_frames = False


def _body_end(builder: Builder, tag: Tag) -> None:
    stack = builder.open
    if stack.in_scope("body") < 0:
        builder.found.stray(tag)
        return
    for element in stack:
        if element.space or element.name not in OPEN_AT_END:
            builder.found.cut(element, tag)
    builder.mode = "after body"
    if tag.name == "html":
        builder.take_end(tag)


_ENDS: dict[str, Step] = {
    "template": head_end,
    **dict.fromkeys(("body", "html"), _body_end),
    **dict.fromkeys(CLOSED_BY_END_TAG, _block_end),
    "form": _form_end,
    "p": _paragraph_end,
    **dict.fromkeys(_ITEMS, _item_end),
    **dict.fromkeys(HEADINGS, _heading_end),
    **dict.fromkeys(FORMATTING, _formatting_end),
    **dict.fromkeys(("applet", "marquee", "object"), _object_end),
    "br": _break_end,
}


MODES["in body"] = Mode(body_start, body_end, body_text)
