"""An XLIFF document as typed values: its units, and of each segment the texts and the codes between them.

Nothing outside the document is read, and one with a document type is refused, for entities come with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.variants import find_variant
from wenzhang.errors import FormatError, WenzhangError
from wenzhang.export.xliff.xml import NAMESPACE, OURS
from wenzhang.safe_xml import safe_parser
from wenzhang.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wenzhang.conversion.variants import Variant
    from wenzhang.export.xliff.codes import Kind
    from wenzhang.model import Format
    from wenzhang.source import Position

__all__ = ["Content", "File", "FileUnit", "Slot", "Xliff"]

_VERSIONS = ("2.0", "2.1")
_ANNOTATIONS = ("mrk", "sm", "em")
_LAST = 0x10FFFF


class Content(NamedTuple):
    """What a `<source>` or `<target>` holds: codes by kind and id, and the texts around them, one more than these."""

    texts: list[str]
    codes: list[tuple[Kind, str]]


class Slot(NamedTuple):
    """A `<segment>` or an `<ignorable>`. `order` is the place of its target in the unit, None for its own.

    Its `target` is None where it has none, and where that is empty and the segment in its initial state.
    """

    name: str
    line: int
    source: Content
    target: Content | None
    order: int | None


class FileUnit(NamedTuple):
    """A `<unit>`."""

    id: str
    name: str
    line: int
    slots: list[Slot]


class File(NamedTuple):
    """A `<file>` that `to_xliff` wrote. `target` is the variant that it was converted to, None where it was not."""

    id: str
    line: int
    original: str | None
    sha256: str
    format: Format
    origin: Variant
    target: Variant | None
    units: dict[str, FileUnit]


class Xliff:
    """A document. `path` is for the messages of errors.

    `language` is that of its targets, None without any.
    """

    def __init__(self, xliff: str | bytes, path: str | None = None) -> None:
        self.data = xliff.encode("utf-8", "surrogatepass") if isinstance(xliff, str) else xliff
        self.path = path
        root = self._root(is_text=isinstance(xliff, str))
        self.language = root.get("trgLang")
        self.files = [self._file(element) for element in root.iterfind(_name("file"))]
        if not self.files:
            raise self.error("has no <file>", 1)

    def error(self, message: str, line: int, hint: str | None = None) -> FormatError:
        """What is wrong on a line."""
        return FormatError(message, path=self.path, position=self._position(line), hint=hint)

    def _position(self, line: int) -> Position | None:
        try:
            source = Source.from_bytes(self.data)
            return source.position(source.offset(line, 1))
        except WenzhangError:  # its encoding is not ours to tell
            return None

    def _root(self, *, is_text: bool) -> _Element:
        from lxml import etree

        try:
            root = etree.fromstring(self.data, safe_parser("utf-8" if is_text else None))
        except etree.XMLSyntaxError as error:
            line = error.position[0] if error.position else 1
            raise self.error(f"is not well-formed XML: {error.msg}", line) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.error("has a document type, which XLIFF has none of", 1, "remove <!DOCTYPE …>")
        if root.tag != _name("xliff"):
            hint = 'XLIFF 2.1 is wanted: <xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0">'
            raise self.error(f"is no XLIFF 2: its root is <{root.tag}>", _line(root), hint)
        if root.get("version") not in _VERSIONS:
            raise self.error(f"is XLIFF {root.get('version')}, not {' or '.join(_VERSIONS)}", _line(root))
        return root

    def _file(self, element: _Element) -> File:
        id_ = element.get("id", "")
        said = element.find(f"{_name('skeleton')}/{{{OURS}}}article")
        origin = find_variant(said.get("srcLang", "")) if said is not None else None
        format = said.get("format") if said is not None else None
        if said is None or origin is None or format not in ("html", "markdown"):
            raise self.error(
                f"does not say which article its file {id_!r} was made from",
                _line(element),
                "its <skeleton> is gone, or it was not written by wenzhang",
            )
        units: dict[str, FileUnit] = {}
        for unit in map(self._unit, element.iter(_name("unit"))):
            if unit.id in units:
                raise self.error(f"file {id_!r} has the unit {unit.id!r} twice", unit.line)
            units[unit.id] = unit
        return File(
            id_,
            _line(element),
            element.get("original"),
            said.get("sha256", ""),
            "html" if format == "html" else "markdown",
            origin,
            find_variant(said.get("trgLang", "")),
            units,
        )

    def _unit(self, element: _Element) -> FileUnit:
        slots = [
            self._slot(child, number)
            for number, child in enumerate(element.iterchildren(_name("segment"), _name("ignorable")), 1)
        ]
        return FileUnit(element.get("id", ""), element.get("name", ""), _line(element), slots)

    def _slot(self, element: _Element, number: int) -> Slot:
        from lxml.etree import QName

        name = f"{QName(element).localname} {element.get('id') or number}"
        source, target = element.find(_name("source")), element.find(_name("target"))
        if source is None:
            raise self.error(f"{name} has no <source>", _line(element))
        if target is not None and not self.language:
            raise self.error("has targets, but does not say in what language", 1, "give <xliff> a trgLang")
        order = target.get("order") if target is not None else None
        if order is not None and not (order.isascii() and order.isdigit() and len(order) < 10):
            raise self.error(f"{name}: the order {order!r} is no number", _line(element))
        given = None if target is None else self._content(target)
        if given == ([""], []) and element.get("state", "initial") == "initial":
            given = None  # tools write empty targets for what nobody has translated yet (4.3.1.31)
        return Slot(name, _line(element), self._content(source), given, None if order is None else int(order))

    def _content(self, element: _Element) -> Content:
        content = Content([""], [])
        self._read(element, content)
        return content

    def _read(self, element: _Element, content: Content) -> None:
        """Adds what is in an element. Its depth is bounded by the parser."""
        from lxml.etree import QName

        texts, codes = content
        texts[-1] += element.text or ""
        for child in element:
            name = QName(child)
            kind = name.localname if name.namespace == NAMESPACE else ""
            if kind == "cp":
                texts[-1] += self._character(child)
            elif kind in _ANNOTATIONS:
                self._read(child, content)
            elif kind in ("ph", "sc", "ec", "pc"):
                codes.append(("close" if kind == "ec" else "alone" if kind == "ph" else "open", _id(child)))
                texts.append("")
                if kind == "pc":
                    self._read(child, content)
                    codes.append(("close", _id(child)))
                    texts.append("")
            else:
                raise self.error(f"<{name.localname}> cannot stand within text", _line(child))
            texts[-1] += child.tail or ""

    def _character(self, element: _Element) -> str:
        """What `<cp/>` stands for (4.2.3.1)."""
        digits = element.get("hex", "")
        try:
            code = int(digits, 16)
        except ValueError:
            code = -1
        if not 0 <= code <= _LAST:
            raise self.error(f"<cp> has the code point {digits!r}, which does not exist", _line(element))
        return chr(code)


def _line(element: _Element) -> int:
    line: object = element.sourceline  # of which the stubs say less than lxml does
    return line if isinstance(line, int) else 1


def _id(element: _Element) -> str:
    return element.get("startRef") or element.get("id") or ""


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
