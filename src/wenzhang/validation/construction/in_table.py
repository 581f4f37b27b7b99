"""The insertion modes of tables, and of templates, which may hold parts of them (HTML Standard, 13.2.6.4.9 on)."""

from __future__ import annotations

from wenzhang.validation.construction.builder import MODES, Builder, Characters, Mode
from wenzhang.validation.construction.elements import ROW_GROUPS, TABLE_PARTS
from wenzhang.validation.construction.in_body import body_end, body_start, body_text
from wenzhang.validation.construction.page import IN_HEAD, head_end, head_start
from wenzhang.validation.construction.tokens import Tag

__all__: list[str] = []

_CELLS = ("td", "th")
_IN_TABLE = ("table", "tbody", "tfoot", "thead", "tr", "template")
_NEVER_CLOSED = frozenset("body caption col colgroup html tbody td tfoot th thead tr".split())


def _clear(builder: Builder, *names: str) -> None:
    """Clears the stack back to one of the elements: all between was put before the table, and is told."""
    builder.open.pop_to(max(builder.open.last(*names, "template", "html"), 0) + 1)


# In the table itself


def _table_start(builder: Builder, tag: Tag) -> None:
    name = tag.name
    if name in TABLE_PARTS:
        _clear(builder, "table")
        _open_part(builder, tag)
    elif name == "table":
        index = builder.open.in_table_scope("table")
        builder.found.add("nested-table", tag)
        if index >= 0:
            builder.found.cut(builder.open.pop_to(index)[-1], tag, told=True)
            builder.reset_mode()
            builder.take_start(tag)
    elif name in ("style", "script", "template"):
        head_start(builder, tag)
    elif name == "input" and tag.value("type") == "hidden":
        builder.found.add("misplaced-content-in-table", tag)
    elif name == "form":
        _form(builder, tag)
    else:
        _before_table(builder, tag)


def _open_part(builder: Builder, tag: Tag) -> None:
    name = tag.name
    if name == "caption":
        builder.formatting.mark()
        builder.push(tag)
        builder.mode = "in caption"
    elif name == "colgroup":
        builder.push(tag)
        builder.mode = "in column group"
    elif name == "col":
        builder.imply("colgroup")
        builder.mode = "in column group"
        builder.take_start(tag)
    elif name in ROW_GROUPS:
        builder.push(tag)
        builder.mode = "in table body"
    else:
        builder.imply("tbody")
        builder.mode = "in table body"
        builder.take_start(tag)


def _form(builder: Builder, tag: Tag) -> None:
    builder.found.ignored("form-in-table", tag)
    if builder.form is None and not builder.open.where["template"]:
        builder.form = builder.push(tag)
        builder.open.pop()


def _before_table(builder: Builder, tag: Tag) -> None:
    """Content that is put before the table: told once, and not for what is within it."""
    if builder.open.current.name in _IN_TABLE:
        builder.found.add("misplaced-content-in-table", tag)
    body_start(builder, tag)


def _table_end(builder: Builder, tag: Tag) -> None:
    if tag.name == "table":
        index = builder.open.in_table_scope("table")
        if index < 0:
            builder.found.stray(tag)
        else:
            builder.found.closed(builder.open.pop_to(index)[-1])
            builder.reset_mode()
    elif tag.name in _NEVER_CLOSED:
        builder.found.stray(tag)
    elif tag.name == "template":
        head_end(builder, tag)
    else:
        body_end(builder, tag)


def _table_text(builder: Builder, text: Characters) -> None:
    if builder.open.current.name in _IN_TABLE:
        builder.found.add_at("misplaced-content-in-table", text.start, text.end)
    body_text(builder, text)


# In a caption


def _caption_start(builder: Builder, tag: Tag) -> None:
    if tag.name not in TABLE_PARTS:
        body_start(builder, tag)
    elif _end_caption(builder, tag):
        builder.take_start(tag)
    else:
        builder.found.ignored("ignored-start-tag", tag)


def _caption_end(builder: Builder, tag: Tag) -> None:
    name = tag.name
    if name in ("caption", "table"):
        if not _end_caption(builder, tag):
            builder.found.stray(tag)
        elif name == "table":
            builder.take_end(tag)
    elif name in _NEVER_CLOSED:
        builder.found.stray(tag)
    else:
        body_end(builder, tag)


def _end_caption(builder: Builder, tag: Tag) -> bool:
    index = builder.open.in_table_scope("caption")
    if index < 0:
        return False
    builder.close(index, tag)
    builder.formatting.clear_to_marker()
    builder.mode = "in table"
    return True


# In a group of columns


def _columns_start(builder: Builder, tag: Tag) -> None:
    if tag.name == "html":
        body_start(builder, tag)
    elif tag.name == "template":
        head_start(builder, tag)
    elif tag.name != "col":
        if _end_columns(builder):
            builder.take_start(tag)
        else:
            builder.found.ignored("ignored-start-tag", tag)


def _columns_end(builder: Builder, tag: Tag) -> None:
    name = tag.name
    if name == "template":
        head_end(builder, tag)
    elif name == "col" or not _end_columns(builder):
        builder.found.stray(tag)
    elif name != "colgroup":
        builder.take_end(tag)


def _columns_text(builder: Builder, text: Characters) -> None:
    if _end_columns(builder):
        builder.take_characters(text)
    else:
        builder.found.add_at("misplaced-content-in-table", text.start, text.end)


def _end_columns(builder: Builder) -> bool:
    if not builder.open.current.is_html("colgroup"):
        return False
    builder.open.pop()
    builder.mode = "in table"
    return True


# In a group of rows


def _rows_start(builder: Builder, tag: Tag) -> None:
    name = tag.name
    if name == "tr":
        _clear(builder, *ROW_GROUPS)
        builder.push(tag)
        builder.mode = "in row"
    elif name in _CELLS:
        builder.found.add("cell-outside-row", tag)
        _clear(builder, *ROW_GROUPS)
        builder.imply("tr")
        builder.mode = "in row"
        builder.take_start(tag)
    elif name not in TABLE_PARTS:
        _table_start(builder, tag)
    elif _end_rows(builder):
        builder.take_start(tag)
    else:
        builder.found.ignored("ignored-start-tag", tag)


def _rows_end(builder: Builder, tag: Tag) -> None:
    name = tag.name
    if name in ROW_GROUPS:
        if builder.open.in_table_scope(name) < 0:
            builder.found.stray(tag)
            return
        _clear(builder, *ROW_GROUPS)
        builder.open.pop()
        builder.mode = "in table"
    elif name == "table":
        if _end_rows(builder):
            builder.take_end(tag)
        else:
            builder.found.stray(tag)
    else:
        _table_end(builder, tag)


def _end_rows(builder: Builder) -> bool:
    if builder.open.in_table_scope(*ROW_GROUPS) < 0:
        return False
    _clear(builder, *ROW_GROUPS)
    builder.open.pop()
    builder.mode = "in table"
    return True


# In a row


def _row_start(builder: Builder, tag: Tag) -> None:
    if tag.name in _CELLS:
        _clear(builder, "tr")
        builder.push(tag)
        builder.formatting.mark()
        builder.mode = "in cell"
    elif tag.name not in TABLE_PARTS:
        _table_start(builder, tag)
    elif _end_row(builder):
        builder.take_start(tag)
    else:
        builder.found.ignored("ignored-start-tag", tag)


def _row_end(builder: Builder, tag: Tag) -> None:
    name = tag.name
    if name == "tr":
        if not _end_row(builder):
            builder.found.stray(tag)
    elif name == "table" or name in ROW_GROUPS:
        is_open = name == "table" or builder.open.in_table_scope(name) >= 0
        if is_open and _end_row(builder):
            builder.take_end(tag)
        else:
            builder.found.stray(tag)
    else:
        _table_end(builder, tag)


def _end_row(builder: Builder) -> bool:
    if builder.open.in_table_scope("tr") < 0:
        return False
    _clear(builder, "tr")
    builder.open.pop()
    builder.mode = "in table body"
    return True


# In a cell


def _cell_start(builder: Builder, tag: Tag) -> None:
    if tag.name not in TABLE_PARTS:
        body_start(builder, tag)
    elif _end_cell(builder, tag):
        builder.take_start(tag)
    else:
        builder.found.ignored("ignored-start-tag", tag)


def _cell_end(builder: Builder, tag: Tag) -> None:
    name = tag.name
    if name in _CELLS:
        if builder.open.in_table_scope(name) < 0:
            builder.found.stray(tag)
        else:
            _end_cell(builder, tag, name)
    elif name in ("table", "tr") or name in ROW_GROUPS:
        if builder.open.in_table_scope(name) >= 0 and _end_cell(builder, tag):
            builder.take_end(tag)
        else:
            builder.found.stray(tag)
    elif name in _NEVER_CLOSED:
        builder.found.stray(tag)
    else:
        body_end(builder, tag)


def _end_cell(builder: Builder, tag: Tag, *names: str) -> bool:
    index = builder.open.in_table_scope(*(names or _CELLS))
    if index < 0:
        return False
    builder.close(index, tag)
    builder.formatting.clear_to_marker()
    builder.mode = "in row"
    return True


# Templates (13.2.6.4.16)


def _template_start(builder: Builder, tag: Tag) -> None:
    if tag.name in IN_HEAD:
        head_start(builder, tag)
        return
    if tag.name in ("td", "th"):
        mode = "in row"
    elif tag.name == "tr":
        mode = "in table body"
    elif tag.name == "col":
        mode = "in column group"
    else:
        mode = "in table" if tag.name in TABLE_PARTS else "in body"
    builder.templates[-1] = builder.mode = mode
    builder.take_start(tag)


def _template_end(builder: Builder, tag: Tag) -> None:
    if tag.name == "template":
        head_end(builder, tag)
    else:
        builder.found.stray(tag)


MODES |= {
    "in table": Mode(_table_start, _table_end, _table_text),
    "in caption": Mode(_caption_start, _caption_end, body_text),
    "in column group": Mode(_columns_start, _columns_end, _columns_text),
    "in table body": Mode(_rows_start, _rows_end, _table_text),
    "in row": Mode(_row_start, _row_end, _table_text),
    "in template": Mode(_template_start, _template_end, body_text),
    "in cell": Mode(_cell_start, _cell_end, body_text),
}
