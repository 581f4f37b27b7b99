"""The terms in a translation memory: units that are for a glossary, beside those that are for the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from wenzhang.conversion.tmx import TERM, header_and_body, is_term, texts_of
from wenzhang.errors import MemoryFileError
from wenzhang.read.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

__all__ = ["TermUnit", "read_term_units"]

_HINT = f'a term is a <tu> with <prop type="{TERM}">locked</prop>, or `mapped`, and a source in a variant of Chinese'


class TermUnit(NamedTuple):
    """A term, and the offset of the line where it begins, in code points. Locked terms have no targets."""

    at: int
    source: str
    targets: dict[str, str]
    note: str | None


def read_term_units(text: str) -> Iterator[TermUnit]:
    """The terms of a file. There may be none in one that our own pages or commands have written.

    Raises `Problem` for what is no TMX, for a file of another tool without terms, and for a term that is none.
    """
    starts = _LineStarts(text)
    try:
        # A text is past its encoding, whatever its declaration says.
        header, body = header_and_body(text.encode("utf-8", "surrogatepass"), None, encoding="utf-8")
    except MemoryFileError as error:
        line = error.position.line if error.position else 1
        raise Problem(starts.of(line), error.message, error.hint or _HINT) from error
    units = [unit for unit in body.iterfind("tu") if is_term(unit)]
    if not units and (header is None or header.get("creationtool") != "wenzhang"):
        raise Problem(0, "has no terms", _HINT)
    for unit in units:
        yield _term_unit(unit, header, starts.of(cast("int | None", unit.sourceline) or 1))


def _term_unit(unit: _Element, header: _Element | None, at: int) -> TermUnit:
    kind = next(prop.text or "" for prop in unit.iterfind("prop") if prop.get("type") == TERM).strip()
    if kind not in ("locked", "mapped"):
        raise Problem(at, f"a term that is neither locked nor mapped but {kind[:40]!r}", _HINT)
    from_, texts = texts_of(unit, header)
    if from_ is None:
        raise Problem(at, "a term without a text in a variant of Chinese", _HINT)
    source = texts.pop(from_)
    if kind == "mapped" and not texts:
        raise Problem(at, f"{source!r} is mapped and has no target", "add a <tuv> of another variant, or lock it")
    return TermUnit(at, source, texts if kind == "mapped" else {}, unit.findtext("note"))


class _LineStarts:
    """Where the lines of a text begin, as XML counts them."""

    def __init__(self, text: str) -> None:
        self.starts = [0]
        for line in text.replace("\r\n", " \n").replace("\r", "\n").split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def of(self, line: int) -> int:
        """The offset of a line, which is counted from 1."""
        return self.starts[min(max(line, 1), len(self.starts)) - 1]
