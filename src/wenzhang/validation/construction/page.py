"""The insertion modes of whole pages around the body (HTML Standard, 13.2.6.4.1 to 13.2.6.4.6, 13.2.6.4.17 on)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenzhang.validation.construction.builder import MODES, Builder, Characters, Mode
from wenzhang.validation.construction.doctype import is_obsolete, is_quirky
from wenzhang.validation.construction.tokens import Tag

if TYPE_CHECKING:
    from turbohtml import Token

__all__ = ["IN_HEAD", "head_end", "head_start", "read_doctype"]

_VOID = frozenset("base basefont bgsound link meta".split())
IN_HEAD = _VOID | {"noframes", "script", "style", "template", "title"}
_IMPLYING_ENDS = ("head", "body", "html", "br")


def read_doctype(builder: Builder, doctype: Token, start: int) -> None:
    """The doctype at the beginning of a page."""
    if is_obsolete(doctype):
        builder.found.add_at("obsolete-doctype", start, start + len(doctype.source or ""))
    builder.is_quirky = is_quirky(doctype)
    builder.mode = "before html"


def _stray(builder: Builder, tag: Tag) -> None:
    builder.found.stray(tag)


def _ignored(builder: Builder, tag: Tag) -> None:
    builder.found.ignored("ignored-start-tag", tag)


# Before the head


def _without_doctype(builder: Builder, start: int, end: int) -> None:
    builder.found.add_at("missing-doctype", start, end)
    builder.is_quirky = True
    builder.mode = "before html"


def _initial_start(builder: Builder, tag: Tag) -> None:
    _without_doctype(builder, tag.start, tag.end)
    builder.take_start(tag)


def _initial_end(builder: Builder, tag: Tag) -> None:
    _without_doctype(builder, tag.start, tag.end)
    builder.take_end(tag)


def _initial_text(builder: Builder, text: Characters) -> None:
    _without_doctype(builder, text.start, text.end)
    builder.take_characters(text)


def _before_html_start(builder: Builder, tag: Tag) -> None:
    builder.mode = "before head"
    if tag.name != "html":
        builder.take_start(tag)


def _before_html_end(builder: Builder, tag: Tag) -> None:
    if tag.name not in _IMPLYING_ENDS:
        builder.found.stray(tag)
        return
    builder.mode = "before head"
    builder.take_end(tag)


def _before_html_text(builder: Builder, text: Characters) -> None:
    builder.mode = "before head"
    builder.take_characters(text)


def _before_head_start(builder: Builder, tag: Tag) -> None:
    if tag.name == "html":
        _ignored(builder, tag)
    elif tag.name == "head":
        builder.head = builder.push(tag)
        builder.mode = "in head"
    else:
        _imply_head(builder)
        builder.take_start(tag)


def _before_head_end(builder: Builder, tag: Tag) -> None:
    if tag.name in _IMPLYING_ENDS:
        _imply_head(builder)
        builder.take_end(tag)
    else:
        builder.found.stray(tag)


def _before_head_text(builder: Builder, text: Characters) -> None:
    _imply_head(builder)
    builder.take_characters(text)


def _imply_head(builder: Builder) -> None:
    builder.head = builder.imply("head")
    builder.mode = "in head"


# In the head


def head_start(builder: Builder, tag: Tag) -> None:
    """A start tag in the head, or one of those that are as welcome elsewhere."""
    name = tag.name
    if name == "html":
        _ignored(builder, tag)
    elif name == "template":
        builder.push(tag)
        builder.formatting.mark()
        builder.may_have_frames = False
        builder.mode = "in template"
        builder.templates.append("in template")
    elif name in IN_HEAD:
        if name not in _VOID:
            builder.push_raw(tag)
    elif name == "noscript":
        builder.push(tag)
        builder.mode = "in head noscript"
    elif name == "head":
        _ignored(builder, tag)
    else:
        _leave_head(builder)
        builder.take_start(tag)


def head_end(builder: Builder, tag: Tag) -> None:
    """An end tag in the head, or that of a template anywhere."""
    if tag.name == "head":
        _leave_head(builder)
    elif tag.name == "template":
        index = builder.open.last("template")
        if index < 0:
            builder.found.stray(tag)
            return
        builder.close(index, tag, everywhere=True)
        builder.formatting.clear_to_marker()
        builder.templates.pop()
        builder.reset_mode()
    elif tag.name in _IMPLYING_ENDS:
        _leave_head(builder)
        builder.take_end(tag)
    else:
        builder.found.stray(tag)


def _head_text(builder: Builder, text: Characters) -> None:
    _leave_head(builder)
    builder.take_characters(text)


def _leave_head(builder: Builder) -> None:
    builder.open.pop()
    builder.mode = "after head"


def _noscript_start(builder: Builder, tag: Tag) -> None:
    if tag.name == "html":
        _ignored(builder, tag)
    elif tag.name in ("basefont", "bgsound", "link", "meta", "noframes", "style"):
        head_start(builder, tag)
    elif tag.name in ("head", "noscript"):
        _ignored(builder, tag)
    else:
        builder.found.add("content-in-head-noscript", tag)
        _leave_noscript(builder, tag)
        builder.take_start(tag)


def _noscript_end(builder: Builder, tag: Tag) -> None:
    if tag.name == "noscript":
        builder.open.pop()
        builder.mode = "in head"
    elif tag.name == "br":
        builder.found.add("content-in-head-noscript", tag)
        _leave_noscript(builder, tag)
        builder.take_end(tag)
    else:
        builder.found.stray(tag)


def _noscript_text(builder: Builder, text: Characters) -> None:
    builder.found.add_at("content-in-head-noscript", text.start, text.end)
    builder.open.pop()
    builder.mode = "in head"
    builder.take_characters(text)


def _leave_noscript(builder: Builder, tag: Tag) -> None:
    builder.found.cut(builder.open.pop(), tag, told=True)
    builder.mode = "in head"


# Behind the head


def _after_head_start(builder: Builder, tag: Tag) -> None:
    if tag.name in ("html", "head"):
        _ignored(builder, tag)
    elif tag.name == "body":
        builder.push(tag)
        builder.may_have_frames = False
        builder.mode = "in body"
    elif tag.name == "frameset":
        builder.push(tag)
        builder.mode = "in frameset"
    elif tag.name in IN_HEAD:
        builder.found.add("misplaced-head-element", tag)
        _in_closed_head(builder, tag)
    else:
        _imply_body(builder)
        builder.take_start(tag)


def _in_closed_head(builder: Builder, tag: Tag) -> None:
    """The head is opened again for an element, and taken out from under it."""
    head = builder.head
    assert head is not None, "behind a head there is one"
    builder.open.push(head)
    head_start(builder, tag)
    builder.open.remove(head)


def _after_head_end(builder: Builder, tag: Tag) -> None:
    if tag.name == "template":
        head_end(builder, tag)
    elif tag.name in ("body", "html", "br"):
        _imply_body(builder)
        builder.take_end(tag)
    else:
        builder.found.stray(tag)


def _after_head_text(builder: Builder, text: Characters) -> None:
    _imply_body(builder)
    builder.take_characters(text)


def _imply_body(builder: Builder) -> None:
    builder.imply("body")
    builder.mode = "in body"


# Text alone, as in a <style> (13.2.6.4.8)


def _text_end(builder: Builder, tag: Tag) -> None:
    builder.open.pop()
    builder.mode = builder.behind_text


def _nothing(builder: Builder, token: Tag | Characters) -> None:
    pass


# Behind the body


def _back_to_body_start(builder: Builder, tag: Tag) -> None:
    if tag.name == "html":
        _ignored(builder, tag)
        return
    builder.found.add("content-after-body", tag)
    builder.mode = "in body"
    builder.take_start(tag)


def _back_to_body_end(builder: Builder, tag: Tag) -> None:
    builder.found.add("content-after-body", tag)
    builder.mode = "in body"
    builder.take_end(tag)


def _back_to_body_text(builder: Builder, text: Characters) -> None:
    builder.found.add_at("content-after-body", text.start, text.end)
    builder.mode = "in body"
    builder.take_characters(text)


def _after_body_end(builder: Builder, tag: Tag) -> None:
    if tag.name == "html":
        builder.mode = "after after body"
    else:
        _back_to_body_end(builder, tag)


# Frames


def _frameset_start(builder: Builder, tag: Tag) -> None:
    if tag.name == "frameset":
        builder.push(tag)
    elif tag.name == "noframes":
        head_start(builder, tag)
    elif tag.name != "frame":
        builder.found.ignored("content-beside-frames", tag)


def _frameset_end(builder: Builder, tag: Tag) -> None:
    if tag.name == "frameset" and len(builder.open.elements) > 1:
        builder.open.pop()
        if not builder.open.current.is_html("frameset"):
            builder.mode = "after frameset"
    else:
        builder.found.stray(tag)


def _beside_frames(builder: Builder, text: Characters) -> None:
    builder.found.add_at("content-beside-frames", text.start, text.end)


def _after_frameset_start(builder: Builder, tag: Tag) -> None:
    if tag.name == "noframes":
        head_start(builder, tag)
    else:
        builder.found.ignored("content-beside-frames", tag)


def _after_frameset_end(builder: Builder, tag: Tag) -> None:
    if tag.name == "html":
        builder.mode = "after after frameset"
    else:
        builder.found.stray(tag)


MODES |= {
    "initial": Mode(_initial_start, _initial_end, _initial_text),
    "before html": Mode(_before_html_start, _before_html_end, _before_html_text),
    "before head": Mode(_before_head_start, _before_head_end, _before_head_text),
    "in head": Mode(head_start, head_end, _head_text),
    "in head noscript": Mode(_noscript_start, _noscript_end, _noscript_text),
    "text": Mode(_nothing, _text_end, _nothing),
    "after head": Mode(_after_head_start, _after_head_end, _after_head_text),
    "after body": Mode(_back_to_body_start, _after_body_end, _back_to_body_text),
    "after after body": Mode(_back_to_body_start, _back_to_body_end, _back_to_body_text),
    "in frameset": Mode(_frameset_start, _frameset_end, _beside_frames),
    "after frameset": Mode(_after_frameset_start, _after_frameset_end, _beside_frames),
    "after after frameset": Mode(_after_frameset_start, _stray, _beside_frames),
}
