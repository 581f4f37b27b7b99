"""The names of outputs, made from those of the inputs by a template such as `{stem}.{to}{suffix}`.

Of `posts/article.zh-TW.md`, converted to zh-CN:

| field | is | what |
| --- | --- | --- |
| `{path}` | `posts/article.zh-TW.md` | the name below the folder that the caller named |
| `{parent}` | `posts` | its folders, nothing where there are none |
| `{name}` | `article.zh-TW.md` | the last part |
| `{stem}` | `article` | that without its suffix, and without the variant that it carries |
| `{suffix}` | `.md` | what stands behind the last dot, with the dot; nothing in `.md`, which is a hidden name |
| `{to}` | `zh-CN` | the variant that is written |
| `{from}` | `zh-TW` | the one that was read, where it is known |

A variant is carried where a dot and the whole of a tag stand before the suffix, or at the end: `article.zh_tw.html`,
`article.zh-Hant-TW`. So a file that was named by the template is named by it again, not twice. `{{` and `}}` are
braces. Names are never cut: one that is too long for the file system is told by what writes it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from pathlib import PurePath, PureWindowsPath
from typing import NamedTuple

from wenzhang.conversion.variants import find_variant
from wenzhang.errors import TemplateError

__all__ = ["FIELDS", "output_name"]

FIELDS = ("path", "parent", "name", "stem", "suffix", "to", "from")
"""What may stand in the braces of a template."""

_TOKEN = re.compile(r"(?P<escaped>\{\{|\}\})|\{(?P<field>[^{}]*)\}|(?P<stray>[{}])")
_WIDE_FIELD = re.compile(r"｛\s*(\w+)\s*｝")
_TAG = re.compile(r"(zh|cmn)([-_][a-z]{4})?([-_][a-z]{2})?", re.IGNORECASE)


class _Piece(NamedTuple):
    """A part of a template: text, or the name of a field."""

    text: str
    is_field: bool


def output_name(template: str, relative: PurePath, *, to: str, from_: str | None = None) -> PurePath:
    """The name of an output below its folder, for an input of this name below the folder that the caller named.

    The tags are put in as they are given. What comes out is relative, has no `..` and no NUL, and names a file, not a
    folder, whatever the template and the names are. Two inputs may get one name.

    Raises `TemplateError` where the template cannot be read, has an unknown field, or gives this input no such name.
    """
    pieces = _pieces(template)
    if from_ is None and _Piece("from", True) in pieces:
        raise TemplateError(
            f"{template!r} asks for a variant that is not known", hint="say which it is, or leave {from} out"
        )
    fields = _fields(relative, to, from_ or "")
    filled = "".join([fields[text] if is_field else text for text, is_field in pieces])
    return _checked(template, filled, relative)


def _fields(relative: PurePath, to: str, from_: str) -> dict[str, str]:
    stem, suffix = _split(relative.name)
    values = ("/".join(relative.parts), "/".join(relative.parts[:-1]), relative.name, stem, suffix, to, from_)
    return dict(zip(FIELDS, values, strict=True))


def _split(name: str) -> tuple[str, str]:
    """Stem and suffix. Not `PurePath.suffix`, which changed what it makes of `article.` in Python 3.14."""
    stem, suffix = _parted(name)
    if _is_tag(suffix[1:]):
        return stem, ""
    shorter, tag = _parted(stem)
    return (shorter if _is_tag(tag[1:]) else stem), suffix


def _parted(name: str) -> tuple[str, str]:
    """The name up to its last dot, and from there on, if there is something else before and behind."""
    head, dot, tail = name.rpartition(".")
    return (head, dot + tail) if head.strip(".") and tail else (name, "")


def _is_tag(text: str) -> bool:
    return _TAG.fullmatch(text) is not None and find_variant(text) is not None


def _checked(template: str, filled: str, relative: PurePath) -> PurePath:
    separators = "/\\" if isinstance(relative, PureWindowsPath) else "/"
    # Where the parent is empty, the separator behind it is left over.
    filled = filled.lstrip(separators)
    result = type(relative)(filled)
    last = re.split(f"[{re.escape(separators)}]", filled)[-1]
    if relative.anchor or result.anchor or ".." in result.parts:
        problem, hint = "leads out of the output folder", "names are relative and have no .. in them"
    elif "\0" in filled:
        problem, hint = "has a NUL in it", "no file can be named so"
    elif last in ("", ".") or not relative.name:
        problem, hint = "names no file", "end with {name}, or with {stem}{suffix}"
    else:
        return result
    raise TemplateError(f"the name {filled!r}, made by {template!r}, {problem}", path=str(relative), hint=hint)


@cache
def _pieces(template: str) -> tuple[_Piece, ...]:
    """The template read. Raises `TemplateError` where it cannot be."""
    if PurePath(template).anchor:
        raise TemplateError(f"{template!r} is an absolute path", hint="names are relative to the output folder")
    if wide := next((found[1] for found in _WIDE_FIELD.finditer(template) if found[1] in FIELDS), None):
        raise TemplateError(f"{template!r} has full-width braces", hint=f"write {{{wide}}}")
    pieces: list[_Piece] = []
    at = 0
    for found in _TOKEN.finditer(template):
        if found["stray"]:
            raise TemplateError(
                f"{template!r} has a single {found[0]} at character {found.start() + 1}",
                hint=f"a brace that is none of a field is written {found[0] * 2}",
            )
        pieces.append(_Piece(template[at : found.start()], False))
        pieces.append(_Piece(found[0][0], False) if found["escaped"] else _field(template, found["field"]))
        at = found.end()
    return (*pieces, _Piece(template[at:], False))


def _field(template: str, name: str) -> _Piece:
    if name in FIELDS:
        return _Piece(name, True)
    known = " ".join(f"{{{field}}}" for field in FIELDS)
    plain = re.split(r"[!:.\[]", name)[0]
    if plain in FIELDS and plain != name:
        raise TemplateError(f"{template!r}: {{{name}}} has more in it than a field", hint=f"write {{{plain}}}")
    near = get_close_matches(name.strip().lower(), FIELDS, 1)
    hint = f"did you mean {{{near[0]}}}? Known are {known}" if near else f"known are {known}"
    raise TemplateError(f"{template!r}: no field {{{name}}}", hint=hint)
