"""Translation memories as TMX 1.4b (LISA OSCAR, 26 April 2005; now GALA's), which translators' tools open.

A correction is a `<tu>` with two `<tuv>`: the original with `x-context-pre` and `x-context-post`, the sentences around
it, and what the person wrote with `x-wenzhang-machine`, what the conversion gave. Files of other tools are read as
well. Their units come back as they were, but for what was corrected since; comments, processing instructions and the
attributes of their header do not.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from os import fsdecode
from pathlib import Path
from typing import TYPE_CHECKING

from wenzhang import __version__
from wenzhang.conversion.memory import Correction, Memory, in_order
from wenzhang.conversion.variants import find_variant
from wenzhang.errors import MemoryFileError, WenzhangError
from wenzhang.safe_xml import safe_parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from os import PathLike

    from lxml.etree import _Element

    from wenzhang.source import Position

__all__ = ["TERM", "from_tmx", "header_and_body", "is_term", "read_tmx", "texts_of", "to_tmx", "write_tmx"]

TERM = "x-wenzhang-term"
"""The property of a unit that is for the glossary: `locked` or `mapped`."""

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MACHINE, _BEFORE, _AFTER = "x-wenzhang-machine", "x-context-pre", "x-context-post"
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z")
_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_WITHOUT_TEXT = frozenset({"tmx", "header", "body", "ude", "tu", "tuv"})
# What a unit takes from the header of its file unless it says so itself, and what ours says.
_INHERITED = {"srclang": "", "segtype": "sentence", "datatype": "plaintext"}


def read_tmx(path: str | PathLike[str]) -> Memory:
    """The memory in a file. Takes and raises what `from_tmx` does, also for a file that cannot be read."""
    name = fsdecode(path)
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        raise MemoryFileError(f"cannot be read: {error.strerror or error}", path=name) from error
    return from_tmx(data, name)


def from_tmx(data: bytes, path: str | None = None) -> Memory:
    """The memory in the bytes of a file, in the order of its units.

    Each unit gives a correction for every variant of Chinese in it but that of its source; where it does not say which
    that is, the first. Inline codes (`bpt`, `ept`, `it`, `ph`, `ut`) are not text, that in `hi` is. Units that give
    none are kept in `others`, as are those that are terms of a glossary; how many these are is for the caller to
    report.

    Raises `MemoryFileError` with the line for what is not well-formed XML or not TMX, and for entities of the file's
    own. Nothing outside the file is ever read.
    """
    header, body = header_and_body(data, path)
    corrections: list[Correction] = []
    others: list[str] = []
    for unit in body.iterfind("tu"):
        _bare(unit).tail = None
        _own(unit, header)
        found = [] if is_term(unit) else list(_corrections(unit))
        if not found:
            others.append(_xml(unit))
        elif len(found) == 1 and _equal(unit, _unit(found[0])):
            corrections += found
        else:
            corrections += _with_unit(found, _xml(unit))
    notes = [] if header is None else [_xml(_bare(child)) for child in header]
    return Memory(tuple(corrections), tuple(others), tuple(notes))


def write_tmx(memory: Memory, path: str | PathLike[str]) -> bool:
    """Writes the memory, whole or not at all; False where the file held just this already.

    Raises what `to_tmx` raises, and `MemoryFileError` for a file that cannot be written.
    """
    from wenzhang.batch.write import write_atomically

    name = fsdecode(path)
    try:
        return write_atomically(Path(name), to_tmx(memory))
    except WenzhangError as error:
        raise MemoryFileError(error.message, path=name, hint=error.hint) from error


def to_tmx(memory: Memory) -> bytes:
    """The memory as the bytes of a file: UTF-8, indented, sorted by the sentences, the same for the same memory.

    Raises `MemoryFileError` for a character that XML cannot hold, as a control character.
    """
    from lxml.etree import Element, SubElement, tostring

    sources = {one.from_ for one in memory.corrections}
    root = Element("tmx", version="1.4")
    header = SubElement(
        root,
        "header",
        {
            "creationtool": "wenzhang",
            "creationtoolversion": __version__,
            "segtype": "sentence",
            "o-tmf": "wenzhang",
            "adminlang": "en",
            "srclang": sources.pop() if len(sources) == 1 else "*all*",
            "datatype": "plaintext",
        },
    )
    header.extend([_element(note) for note in memory.header])
    body = SubElement(root, "body")
    body.extend(_units(in_order(memory.corrections)))
    body.extend([_element(other) for other in memory.others])
    _indent(root, "\n")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="UTF-8", xml_declaration=False) + b"\n"


# Reading


def header_and_body(data: bytes, path: str | None, *, encoding: str | None = None) -> tuple[_Element | None, _Element]:
    """What a file consists of; `encoding` counts more than what it declares. Raises what `from_tmx` raises."""
    root = _parsed(data, path, encoding)
    header, body = root.find("header"), root.find("body")
    if root.tag != "tmx" or body is None:
        what = f"its root is <{root.tag}>" if root.tag != "tmx" else "it has no <body>"
        hint = "a translation memory is TMX 1.4: <tmx><header/><body>…"
        raise MemoryFileError(f"is no translation memory: {what}", path=path, position=_line(data, 1), hint=hint)
    return header, body


def is_term(unit: _Element) -> bool:
    """Whether a unit is for the glossary, not for the memory."""
    return any(prop.get("type") == TERM for prop in unit.iterfind("prop"))


def texts_of(unit: _Element, header: _Element | None) -> tuple[str | None, dict[str, str]]:
    """What a unit says in each variant of Chinese, and which of them is its source; None where it has none."""
    _own(unit, header)
    texts, from_ = _texts(unit)
    return from_, {tag: text for tag, (text, _) in texts.items()}


def _parsed(data: bytes, path: str | None, encoding: str | None = None) -> _Element:
    from lxml import etree

    try:
        root = etree.fromstring(data, safe_parser(encoding))
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else 1
        message = f"is not well-formed XML: {error.msg}"
        raise MemoryFileError(message, path=path, position=_line(data, line)) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and list(declared.iterentities()):  # type: ignore[union-attr]
        hint = "write their text in their place: TMX knows &amp; &lt; &gt; &quot; &apos; only"
        message = "declares entities, which are not resolved"
        raise MemoryFileError(message, path=path, position=_line(data, 1), hint=hint)
    for entity in root.iter(etree.Entity):
        message, where = f"has the entity {entity.text}, which is defined nowhere", entity.sourceline
        raise MemoryFileError(message, path=path, position=_line(data, where if isinstance(where, int) else 1))
    return root


def _line(data: bytes, line: int) -> Position | None:
    """Where a line of a file begins; None where its encoding is not ours to tell."""
    from wenzhang.source import Source

    try:
        source = Source.from_bytes(data)
        return source.position(source.offset(max(line, 1), 1))
    except WenzhangError:
        return None


def _own(unit: _Element, header: _Element | None) -> None:
    """Lets a unit say for itself what it takes from its header, and in the manner of TMX 1.4."""
    if header is not None:
        for name, ours in _INHERITED.items():
            value = header.get(name)
            if value and unit.get(name) is None and value.lower() != ours:
                unit.set(name, value)
    for tuv in unit.iterfind("tuv"):
        lang = tuv.get("lang")
        if lang and tuv.get(_LANG) is None:  # before TMX 1.3
            tuv.set(_LANG, lang)


def _corrections(unit: _Element) -> Iterator[Correction]:
    """What a unit says: from its source variant to each other one."""
    texts, from_ = _texts(unit)
    if from_ is None:
        return
    source, original = texts.pop(from_)
    for to, (corrected, tuv) in texts.items():
        yield Correction(
            source,
            corrected,
            from_,
            to,
            machine=_property(tuv, _MACHINE),
            before=_context(original, unit, _BEFORE),
            after=_context(original, unit, _AFTER),
            created=_date(unit.get("creationdate")),
            changed=_date(unit.get("changedate")),
            note=unit.findtext("note"),
        )


def _texts(unit: _Element) -> tuple[dict[str, tuple[str, _Element]], str | None]:
    """By their variants, the texts of a unit with their elements, and the variant of its source."""
    texts: dict[str, tuple[str, _Element]] = {}
    for tuv in unit.iterfind("tuv"):
        found, seg = find_variant(tuv.get(_LANG) or ""), tuv.find("seg")
        text = "" if seg is None else _text(seg)
        if found is not None and text.strip():
            texts.setdefault(found.tag, (text, tuv))
    declared = find_variant(unit.get("srclang") or "")
    from_ = declared.tag if declared is not None and declared.tag in texts else next(iter(texts), None)
    return texts, from_


def _text(seg: _Element) -> str:
    """The text of a segment without its inline codes (TMX 1.4b, content markup)."""
    pieces = [seg.text or ""]
    for child in seg:
        pieces += _text(child) if child.tag == "hi" else "", child.tail or ""
    return "".join(pieces)


def _property(parent: _Element, kind: str) -> str | None:
    return next((prop.text or "" for prop in parent.iterfind("prop") if prop.get("type") == kind), None)


def _context(original: _Element, unit: _Element, kind: str) -> str | None:
    """A neighbouring sentence, also where another tool wrote it at the unit, or as a segment of its own."""
    value = _property(original, kind)
    value = _property(unit, kind) if value is None else value
    return value and value.removeprefix("<seg>").removesuffix("</seg>")


def _date(value: str | None) -> datetime | None:
    match = _DATE.fullmatch(value or "")
    try:
        return datetime(*map(int, match.groups()), tzinfo=UTC) if match else None  # type: ignore[misc, arg-type]
    except ValueError:
        return None


def _with_unit(found: Iterable[Correction], unit: str) -> Iterator[Correction]:
    from msgspec.structs import replace

    return (replace(one, unit=unit) for one in found)


# Writing


def _units(corrections: Sequence[Correction]) -> Iterator[_Element]:
    """The unit of each correction; those that were read from one unit are written to one."""
    together: dict[object, list[Correction]] = {}
    for one in corrections:
        together.setdefault(one.unit or id(one), []).append(one)
    for group in together.values():
        for one in group:
            _check(one)
        yield _unit_again(group) if group[0].unit else _unit(group[0])


def _check(one: Correction) -> None:
    for text in (one.source, one.corrected, one.machine, one.before, one.after, one.note):
        found = _INVALID.search(text) if text else None
        if found is not None:
            raise MemoryFileError(
                f"U+{ord(found[0]):04X} cannot be held by XML; it is in or beside the sentence {one.source!r}",
                hint="remove it from the article and learn again",
            )


def _unit(one: Correction) -> _Element:
    from lxml.etree import Element, SubElement

    unit = Element("tu", srclang=one.from_)
    _stamp(unit, one)
    if one.note is not None:
        SubElement(unit, "note").text = one.note
    for lang, text, properties in (
        (one.from_, one.source, {_BEFORE: one.before, _AFTER: one.after}),
        (one.to, one.corrected, {_MACHINE: one.machine}),
    ):
        tuv = SubElement(unit, "tuv", {_LANG: lang})
        for kind, value in properties.items():
            if value is not None:
                SubElement(tuv, "prop", type=kind).text = value
        SubElement(tuv, "seg").text = text
    return unit


def _unit_again(group: Sequence[Correction]) -> _Element:
    """The unit that corrections were read from, with what is new in them, without those that are gone."""
    unit = _element(group[0].unit)
    now = {one.to: one for one in group}
    for said in list(_corrections(unit)):
        tuv = next(tuv for tuv in unit.iterfind("tuv") if _says(tuv, said))
        one = now.get(said.to)
        if one is None:
            unit.remove(tuv)
        else:
            _renew(unit, tuv, said, one)
    return unit


def _says(tuv: _Element, said: Correction) -> bool:
    found, seg = find_variant(tuv.get(_LANG) or ""), tuv.find("seg")
    return found is not None and found.tag == said.to and seg is not None and _text(seg) == said.corrected


def _renew(unit: _Element, tuv: _Element, said: Correction, one: Correction) -> None:
    """Writes what differs between a correction and what its unit says of it, and nothing else."""
    from lxml.etree import Element, SubElement

    if said.corrected != one.corrected:
        for seg in list(tuv.iterfind("seg")):
            tuv.remove(seg)
        SubElement(tuv, "seg").text = one.corrected
    if said.machine != one.machine and one.machine is not None:
        for old in [prop for prop in tuv.iterfind("prop") if prop.get("type") == _MACHINE]:
            tuv.remove(old)
        machine = Element("prop", type=_MACHINE)
        machine.text = one.machine
        tuv.insert(0, machine)
    if said.note != one.note and one.note is not None:
        note = Element("note")
        note.text = one.note
        unit.insert(0, note)
    if (said.created, said.changed) != (one.created, one.changed):
        _stamp(unit, one)


def _stamp(unit: _Element, one: Correction) -> None:
    for name, date in (("creationdate", one.created), ("changedate", one.changed)):
        if date is not None:
            utc = date.astimezone(UTC) if date.tzinfo else date
            unit.set(name, f"{utc.year:04}{utc:%m%dT%H%M%SZ}")


# XML


def _element(xml: str) -> _Element:
    from lxml.etree import fromstring

    return fromstring(xml, safe_parser())


def _xml(element: _Element) -> str:
    from lxml.etree import tostring

    return tostring(element, encoding="unicode", with_tail=False)


def _bare(element: _Element) -> _Element:
    """Without the white space that indents it."""
    if element.tag in _WITHOUT_TEXT:
        element.text = None
        for child in element:
            _bare(child).tail = None
    return element


def _indent(element: _Element, newline: str) -> None:
    if element.tag not in _WITHOUT_TEXT or not len(element):
        return
    inner = newline + "  "
    element.text = inner
    for child in element:
        _indent(child, inner)
        child.tail = inner
    element[-1].tail = newline


def _equal(one: _Element, other: _Element) -> bool:
    if one.tag != other.tag or one.items() != other.items() or len(one) != len(other):
        return False
    if (one.text or "") != (other.text or "") or (one.tail or "") != (other.tail or ""):
        return False
    return all(map(_equal, one, other))
