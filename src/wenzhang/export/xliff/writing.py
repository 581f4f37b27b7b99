"""An article as XLIFF."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.conversion.converter import Converter, variant_of
from wenzhang.conversion.glossary import Glossary
from wenzhang.conversion.variants import variant
from wenzhang.errors import FormatError
from wenzhang.export.xliff.content import Content
from wenzhang.export.xliff.segments import segments
from wenzhang.export.xliff.terms import terms_in, with_ids_of
from wenzhang.export.xliff.units import read_texts
from wenzhang.export.xliff.xml import NAMESPACE, OURS, attributes, escaped, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wenzhang.conversion.converter import Conversion
    from wenzhang.conversion.review import Choice
    from wenzhang.conversion.variants import Variant
    from wenzhang.export.xliff.segments import Segment
    from wenzhang.export.xliff.units import Texts, Unit
    from wenzhang.model import Article
    from wenzhang.source import Source

__all__ = ["digest", "to_xliff"]

_LONGEST_DATA = 100_000  # XML parsers refuse what is far longer, and only people read it


def to_xliff(
    article: Article, *, lang: str | None = None, from_: str | None = None, glossary: Glossary | None = None
) -> str:
    """The article as an XLIFF 2.1 document.

    With `lang`, a variant of Chinese, each sentence has its conversion as its target, in the state `translated`, and
    notes say which characters could have become others; `from_` and `glossary` are those of `Converter`. Without
    `lang` there are sources only, for a translation into any language.

    Raises `FormatError` for an article that came from JSON without its source, `VariantError` for a tag that names no
    variant and where `from_` is needed, `FrontMatterError` for front matter that cannot be read.
    """
    source = article.source
    if not source.text and (article.front_matter is not None or article.intro or article.sections):
        raise FormatError(
            "the article has no source to take texts from",
            path=source.path,
            hint="it came from JSON without it; write that with to_json(article, source=True)",
        )
    terms = glossary or Glossary()
    if lang is None:
        origin = variant(from_) if from_ else variant_of(source, format=article.format)
        return "".join(_Writer(read_texts(source, article.format, origin, origin), origin, None, terms).write())
    conversion = Converter(lang, from_, glossary=terms).conversion(source, format=article.format, all_runs=True)
    texts = read_texts(source, article.format, conversion.origin, conversion.target, conversion.human)
    return "".join(_Writer(texts, conversion.origin, conversion, terms).write())


def digest(source: Source) -> str:
    """What the text of a source is known by."""
    return sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()


class _Divided(NamedTuple):
    """A unit, what its texts are and become, and its segments."""

    unit: Unit
    sources: list[str]
    targets: list[str]
    content: Content
    segments: list[Segment]


class _Writer:
    """Writes a document with the targets that a conversion gives, or without targets."""

    def __init__(self, texts: Texts, origin: Variant, conversion: Conversion | None, glossary: Glossary) -> None:
        self.texts = texts
        self.origin = origin
        self.target = None if conversion is None else conversion.target
        self.glossary = glossary
        self.pieces = [[piece.text for piece in run.pieces] for run in texts.runs]
        if conversion is not None and conversion.runs:
            self.pieces = [run.pieces for run in conversion.runs]
        self.notes = {} if conversion is None else _notes(conversion, texts)
        self.starts = [unit.start for unit in texts.units]

    def write(self) -> Iterator[str]:
        """The document, piece by piece."""
        source = self.texts.source
        languages = {"srcLang": self.origin.tag, "trgLang": None if self.target is None else self.target.tag}
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield f"<xliff{attributes(xmlns=NAMESPACE, version='2.1', **languages)}>\n"
        yield f' <file id="f1"{attributes(original=source.path)} xml:space="preserve">\n'
        # No tool may change a skeleton (4.2.2.3), so what the targets are brought into is known by it.
        said = {"sha256": digest(source), "format": self.texts.format, **languages}
        yield f"  <skeleton><article{attributes(xmlns=OURS, **said)}/></skeleton>\n"
        units = list(map(self._divided, self.texts.units))
        is_ordered = all(unit.content.is_simple(one.start, one.end) for unit in units for one in unit.segments)
        for unit in units:
            yield from self._unit(unit, is_ordered=is_ordered)
        if not units:  # a file holds a unit or a group at least (4.2.2.2), and a group may be empty
            yield '  <group id="g1"/>\n'
        yield " </file>\n</xliff>\n"

    def _divided(self, unit: Unit) -> _Divided:
        sources = [text.text for text in unit.texts]
        targets = [self.pieces[text.run][text.piece] if text.run >= 0 else "" for text in unit.texts]
        pieces = [self.texts.piece(text) for text in unit.texts]
        # In the front matter a line may be one; elsewhere its end is but white space.
        flows = [piece is None or piece.notation not in ("plain", "escaped") for piece in pieces]
        content = Content(unit, [self._units_within(code.token.start, code.token.end) for code in unit.codes])
        return _Divided(unit, sources, targets, content, list(segments(sources, targets, unit.codes, flows)))

    def _unit(self, divided: _Divided, *, is_ordered: bool) -> Iterator[str]:
        unit = divided.unit
        yield f"  <unit{attributes(id=unit.id, name=unit.name)}>\n"
        if unit.id in self.notes:
            yield f"   <notes>{''.join(map(_note, self.notes[unit.id]))}</notes>\n"
        if unit.codes:
            yield f"   <originalData>{''.join(self._data(unit))}</originalData>\n"
        yield from self._segments(divided, is_ordered=is_ordered)
        yield "  </unit>\n"

    def _data(self, unit: Unit) -> Iterator[str]:
        text = self.texts.source.text
        for number, code in enumerate(unit.codes, 1):
            data = text[code.token.start : code.token.end]
            if len(data) > _LONGEST_DATA:
                data = f"{data[:_LONGEST_DATA]}…"
            yield f'<data id="d{number}">{escaped(data)}</data>'

    def _segments(self, divided: _Divided, *, is_ordered: bool) -> Iterator[str]:
        unit, sources, targets, content, found = divided
        terms = terms_in(unit, sources, self.glossary, self.target)
        target_terms = terms_in(unit, targets, self.glossary, self.target)
        for number, segment in enumerate(found, 1):
            start, end, target_start, target_end, _ = segment
            marks = [mark for mark in terms if start <= mark.start and mark.end <= end]
            written = content.written(sources, start, end, marks, is_ordered=is_ordered)
            both = f"<source>{written}</source>"
            # What is between segments needs a target where it ends or begins what a segment does not (4.2.3.4).
            if self.target is not None and (segment.is_translatable or not content.is_simple(start, end)):
                within = [mark for mark in target_terms if target_start <= mark.start and mark.end <= target_end]
                marks = with_ids_of(marks, within)
                written = content.written(targets, target_start, target_end, marks, is_ordered=is_ordered)
                both += f"<target>{written}</target>"
            yield self._segment(f"s{number}", segment, both)

    def _segment(self, id_: str, segment: Segment, written: str) -> str:
        if not segment.is_translatable:
            return f'   <ignorable id="{id_}">{written}</ignorable>\n'
        state = None if self.target is None else "translated"
        return f"   <segment{attributes(id=id_, state=state)}>{written}</segment>\n"

    def _units_within(self, start: int, end: int) -> str:
        """The ids of the units that begin within a code, which are the texts of its attributes."""
        first, last = bisect_right(self.starts, start), bisect_left(self.starts, end)
        return " ".join([unit.id for unit in self.texts.units[first:last]])


def _notes(conversion: Conversion, texts: Texts) -> dict[str, list[Choice]]:
    """For each unit the characters that could have become others, as phrases of the dictionaries show."""
    choices = [choice for choice in conversion.review.choices if choice.attested]
    if not choices:
        return {}
    places = sorted((text.start, unit.id) for unit in texts.units for text in unit.texts if text.run >= 0)
    found: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices:
        index = bisect_right(places, (choice.span.start, "\U0010ffff")) - 1
        if index >= 0:
            found[places[index][1]].append(choice)
    return found


def _note(choice: Choice) -> str:
    others = " ".join(one for one in choice.candidates if one != choice.after)
    text = f"{choice.before} became {choice.after}; it can also become {others}: {choice.context}"
    return f'<note category="check">{quoted(text)}</note>'
