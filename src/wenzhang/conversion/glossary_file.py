"""The files of glossaries, term by term with its place; `wenzhang.conversion.glossary` says what they look like."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.glossary import Term, keys_of
from wenzhang.conversion.variants import is_chinese, variant
from wenzhang.errors import VariantError
from wenzhang.frontmatter import Mapping, MetaValue, Scalar, Sequence
from wenzhang.read.problem import Problem, line_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wenzhang.conversion.glossary import GlossaryFormat

__all__ = ["read_terms"]


class _Field(NamedTuple):
    """A value of a term and where it stands, in code points."""

    at: int
    value: str | bool


_FLAGS = {
    "yes": True,
    "true": True,
    "1": True,
    "x": True,
    "是": True,
    "no": False,
    "false": False,
    "0": False,
    "否": False,
}
_SECTIONS = ("locked", "terms", "term")
_COLUMNS = ("source", "lock", "ignore-case", "note")
_OPTIONS = (*_COLUMNS, "targets")


def _each_once(text: str, found: Iterable[tuple[Term, int]]) -> Iterator[tuple[Term, int]]:
    taken: dict[str, int] = {}
    for term, at in found:
        for key in keys_of(term):
            if key in taken:
                line = line_number(text, taken[key])
                raise Problem(
                    at, f"the term {term.source!r} is there twice, first on line {line}", "keep one of the two"
                )
            taken[key] = at
        yield term, at


def _term(fields: dict[str, _Field], at: int) -> tuple[Term, int]:
    """The term of its fields, by their names; `at` is where it begins."""
    source, lock, ignore_case, note = (fields.pop(name, None) for name in ("source", "lock", "ignore-case", "note"))
    if source is None:
        raise Problem(at, "a term without a source", "name the word it is for under `source`")
    if lock is not None and lock.value is bool(fields):
        what = "locked and has a target" if fields else "neither locked nor has a target"
        raise Problem(lock.at, f"{source.value!r} is {what}", "lock it, or say what is to stand there")
    targets = {tag: str(field.value) for tag, field in fields.items()}
    ignores = ignore_case is not None and bool(ignore_case.value)
    return Term(str(source.value), targets, ignores, str(note.value) if note else None), source.at


def _name(written: str, at: int, *, options: tuple[str, ...] = _OPTIONS) -> str:
    """What a key or column is: one of the options, `*`, or a tag in its short form."""
    name = written.strip().lower().replace("_", "-")
    if name in options or name == "*":
        return name
    near = get_close_matches(name, options, n=1)
    try:
        return variant(written).tag
    except VariantError as error:
        hint = error.hint or ""
        if not options or is_chinese(written) or (not near and hint.startswith("did you mean")):
            raise Problem(at, error.message, hint) from error
        kind = "column" if options is _COLUMNS else "key"
        raise _unknown(kind, written, at, near, (*options, "tags such as zh-CN", "*")) from error


def _unknown(kind: str, written: str, at: int, near: list[str], known: Iterable[str]) -> Problem:
    hint = f"known are {', '.join(known)}"
    return Problem(at, f"unknown {kind} {written[:40]!r}", f"did you mean {near[0]}? {hint}" if near else hint)


def _add(fields: dict[str, _Field], name: str, field: _Field, at: int) -> None:
    if name in fields:
        raise Problem(at, f"{name} is there twice", "keep one of the two")
    fields[name] = field


def _read_nodes(root: Mapping) -> Iterator[tuple[Term, int]]:
    for entry in root.entries:
        section, value = entry.key.content, entry.value
        if section == "locked":
            for item in _items(value, "locked is a list of words"):
                yield _term({"source": _text(item, "source")}, item.span.start)
        elif section == "terms":
            for inner in _mapping(value, "terms holds a table of words").entries:
                yield _term(_fields(inner.value, {"source": _text(inner.key, "source")}), inner.key.span.start)
        elif section == "term":
            for item in _items(value, "term is a list of tables, in TOML each under [[term]]"):
                yield _term(_fields(item, {}), item.span.start)
        else:
            raise _unknown("key", section, entry.key.span.start, get_close_matches(section, _SECTIONS, n=1), _SECTIONS)


def _fields(node: MetaValue, fields: dict[str, _Field], *, options: tuple[str, ...] = _OPTIONS) -> dict[str, _Field]:
    """Adds the fields of a table; those of its table `targets` are as if they stood in it."""
    for entry in _mapping(node, 'a target needs a tag: { zh-CN = "…" }, or "*" for all').entries:
        key, at = entry.key.content, entry.key.span.start
        name = _name(key, at, options=options)
        if name == "targets":
            _fields(entry.value, fields, options=())
        elif name in ("lock", "ignore-case"):
            _add(fields, name, _flag(entry.value, name), at)
        else:
            _add(fields, name, _text(entry.value, name), at)
    return fields


def _mapping(node: MetaValue, hint: str) -> Mapping:
    if isinstance(node, Mapping):
        return node
    raise Problem(node.span.start, "a value where a table is expected", hint)


def _items(node: MetaValue, hint: str) -> tuple[MetaValue, ...]:
    if isinstance(node, Sequence):
        return node.items
    raise Problem(node.span.start, "a value where a list is expected", hint)


def _text(node: MetaValue, name: str) -> _Field:
    if isinstance(node, Scalar) and node.kind == "str":
        if node.content.strip() or name == "note":
            return _Field(node.span.start, node.content)
        raise Problem(
            node.span.start,
            f"an empty {name if name == 'source' else f'target for {name}'}",
            "fill it in or leave it out",
        )
    what = f"{name} is no text" + (f" but {node.content[:40]!r} as {node.kind}" if isinstance(node, Scalar) else "")
    raise Problem(node.span.start, what, "put it in quotes" if isinstance(node, Scalar) else "write one text")


def _flag(node: MetaValue, name: str) -> _Field:
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return _Field(node.span.start, node.value)
    raise Problem(node.span.start, f"{name} is neither true nor false", "write true or false, without quotes")


def _read_toml(text: str) -> Iterator[tuple[Term, int]]:
    from wenzhang.read.toml import read_toml

    return _read_nodes(read_toml(text, 0, len(text)))


_DOCUMENT_START = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n))*+---(?=\s|\Z)")
_FENCE = "---\n"


def _read_yaml(text: str) -> Iterator[tuple[Term, int]]:
    """The reader wants front matter, with its fence; what it says of places and of front matter is put right."""
    from wenzhang.read.yaml import read_yaml

    start = _DOCUMENT_START.match(text)
    if start is not None:
        text = f"{text[: start.end() - 3]}   {text[start.end() :]}"
    try:
        for term, at in _read_nodes(read_yaml(_FENCE + text, len(_FENCE), len(_FENCE) + len(text))):
            yield term, at - len(_FENCE)
    except Problem as problem:
        message = re.sub("(?<=first on line )[0-9]+", lambda line: str(int(line[0]) - 1), problem.message)
        message, hint = (
            said.replace("the front matter", "the glossary").replace("front matter", "a glossary")
            for said in (message, problem.hint)
        )
        raise Problem(max(problem.offset - len(_FENCE), 0), message, hint) from problem


_LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_PLAIN = {delimiter: re.compile(rf"[^{delimiter}\r\n]*") for delimiter in ",\t"}


def _read_table(text: str, delimiter: str) -> Iterator[tuple[Term, int]]:
    rows = ((at, row) for at, row in _rows(text, delimiter) if any(cell.strip() for cell in row))
    at, header = next(rows, (0, []))
    starts = _cell_starts(text, at, max(len(header), 1), delimiter)
    while header and not header[-1].strip():
        header.pop()  # Excel writes cells that only look empty
    names = [_name(cell, start, options=_COLUMNS) for cell, start in zip(header, starts, strict=False)]
    twice = next((index for index, name in enumerate(names) if name in names[:index]), None)
    if twice is not None or "source" not in names:
        what = "no column `source`" if twice is None else f"a second column {names[twice]}"
        raise Problem(starts[twice or 0], what, "the first row names the columns, each once: source,zh-CN,lock")
    for at, row in rows:
        yield _term(_row_fields(names, row, _cell_starts(text, at, len(row), delimiter)), at)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the offset where it begins. A row may take several lines, in quotes."""
    import csv

    lines = _LINES.findall(text)
    starts = [0, *accumulate(map(len, lines))]
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _bad_row(text, starts[line], delimiter, str(error)) from error
        if row is None:
            return
        yield starts[line], row
        line = reader.line_num


def _cell_starts(text: str, at: int, count: int, delimiter: str) -> list[int]:
    starts = []
    for _ in range(count):
        starts.append(at)
        cell = _QUOTED.match(text, at) or _PLAIN[delimiter].match(text, at)
        at = cell.end() + 1 if cell else at
    return starts


def _bad_row(text: str, at: int, delimiter: str, message: str) -> Problem:
    start = at
    while at < len(text):
        if text[at] == '"':
            cell = _QUOTED.match(text, at)
            if cell is None:
                return Problem(at, "a quotation mark that is never closed", 'close it; within quotes write "" for one')
            if text[cell.end() : cell.end() + 1] not in ("", delimiter, "\r", "\n"):
                return Problem(cell.end(), "text behind a closing quotation mark", 'within quotes write "" for one')
        else:
            cell = _PLAIN[delimiter].match(text, at)
        at = cell.end() + 1 if cell else len(text)
    return Problem(start, f"a row that cannot be read: {message}", "look at its quotation marks")


def _row_fields(names: list[str], row: list[str], starts: list[int]) -> dict[str, _Field]:
    fields: dict[str, _Field] = {}
    for index, (cell, at) in enumerate(zip(row, starts, strict=True)):
        value = cell.strip()
        if not value:
            continue
        if index >= len(names):
            hint = "put a text with the delimiter in it in quotes, or name the column"
            raise Problem(at, f"a cell too many: the first row names {len(names)}", hint)
        flag = _FLAGS.get(value.lower()) if names[index] in ("lock", "ignore-case") else None
        if flag is None and names[index] in ("lock", "ignore-case"):
            raise Problem(at, f"{names[index]} is neither yes nor no but {value[:40]!r}", "write yes, no or nothing")
        fields[names[index]] = _Field(at, value if flag is None else flag)
    return fields


def _read_tmx(text: str) -> Iterator[tuple[Term, int]]:
    from wenzhang.conversion.tmx_terms import read_term_units

    for unit in read_term_units(text):
        fields = {tag: _Field(unit.at, target) for tag, target in unit.targets.items()}
        fields["source"] = _Field(unit.at, unit.source)
        if unit.note:
            fields["note"] = _Field(unit.at, unit.note)
        yield _term(fields, unit.at)


_READERS: dict[str, Callable[[str], Iterator[tuple[Term, int]]]] = {
    "toml": _read_toml,
    "yaml": _read_yaml,
    "csv": partial(_read_table, delimiter=","),
    "tsv": partial(_read_table, delimiter="\t"),
    "tmx": _read_tmx,
}


def read_terms(text: str, format: GlossaryFormat) -> Iterator[tuple[Term, int]]:
    """The terms of a file, each there once, with the offset where it begins, in code points.

    Raises `Problem` at the first defect.
    """
    return _each_once(text, _READERS[format](text))
