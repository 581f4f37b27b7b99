"""The original as safe HTML with its sentences, marks and findings in it.

The elements of our own are autonomous custom elements, which need no script to be what they are, and which the
sanitiser lets no article write:

- `<w-s n="3">`: part of the sentence number 3;
- `<w-c t="软">`: characters that became the text in `t`, `<w-p>` a phrase;
- `<w-u i="2" t="软件">`: another change or choice, explained by the page's explanation number 2; with `g`, one of
  several parts of the mark of that number;
- `<w-f i="0">`: the finding of that number begins here;
- `<w-a k="alt">`: text that stands in an attribute or beside the text of the page;
- `<w-i>`: an image that is not shown, by its address.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.export.html.attributes import attribute, escape
from wenzhang.export.html.document import body_parts
from wenzhang.export.html.nodes import Writer
from wenzhang.export.html.safe import sanitized
from wenzhang.model import Image, Text
from wenzhang.review.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wenzhang.export.html.nodes import Part
    from wenzhang.frontmatter import FrontMatter, Scalar
    from wenzhang.model import Article, Node
    from wenzhang.review.marks import Atom, Marks
    from wenzhang.review.stretches import Why

__all__ = ["MarkedHtml", "marked_html"]

_NAME_BEFORE = re.compile(r"([A-Za-z][\w:-]*)\s*=\s*[\"']?[^\"'<>]*\Z")
_UNQUOTED = re.compile(r"[^\s\"'=<>`&]+")
# Attributes that are of no use here, or would be in the way of the page's own: its styles, its names, its links.
_DROPPED = re.compile(
    r"class|style|id|role|aria-.*|data-.*|item.*|href|hreflang|rel|srcset|sizes|poster|cite|align|ping|autoplay|loop|"
    r"controls|preload|headers|width|height|datetime|translate|label|title|usemap"
)


class MarkedHtml(NamedTuple):
    """The body and the front matter in HTML, and the explanations that its marks refer to."""

    html: str
    explanations: list[Why]


def marked_html(
    article: Article, marks: Marks, findings: Sequence[int], image: Callable[[str], str | None]
) -> MarkedHtml:
    """The article with marks and findings at their places.

    `findings` are offsets in its source, in order; `image` gives the address of an image by that in the article, None
    for one that cannot be shown.
    """
    places = _Places(marks, findings, article.source.text)
    writer = _MarkedWriter(article, places, image)
    head = "".join(_front_matter(article, places))
    body = writer.write(body_parts(writer, article))
    rest = places.pending(len(article.source.text) + 1)
    safe = sanitized(body + rest, rewrite=_rewrite(image))
    placed, lost = places.tokens.placed(safe)
    if lost:
        # An unclosed element of the article has taken text away that is no text of a page.
        placed += f'<w-a k="">{"".join(lost)}</w-a>'
    return MarkedHtml(head + placed, places.explanations)


def _rewrite(image: Callable[[str], str | None]) -> Callable[[str, str, str], str | None]:
    def rewrite(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return image(value) if tag == "img" else None
        return None if _DROPPED.fullmatch(name) else value

    return rewrite


class _Places:
    """Marks and findings by their places, in markup."""

    def __init__(self, marks: Marks, findings: Sequence[int], source: str) -> None:
        self.source = source
        self.marks = marks.marks
        self.atoms = marks.atoms
        self.starts = [atom.start for atom in marks.atoms]
        self.findings = findings
        self.explanations: list[Why] = []
        self.tokens = Tokens(source)
        self._numbers: dict[Why, int] = {}
        self._parts = _parts_per_mark(marks.atoms)
        self._taken = [False] * len(marks.atoms)
        self._next = 0
        self._next_finding = 0

    def within(self, start: int, end: int) -> list[int]:
        """The atoms in a stretch of the source, by number, that are not written yet."""
        first = bisect_left(self.starts, start)
        found = []
        while first < len(self.atoms) and self.atoms[first].start < end:
            if self.atoms[first].end <= end and not self._taken[first]:
                found.append(first)
            first += 1
        return found

    def take(self, indexes: Iterable[int]) -> None:
        """Notes that these are written."""
        for index in indexes:
            self._taken[index] = True

    def pending(self, before: int) -> str:
        """What stands before a place and has found none of its own: the text of attributes, and findings."""
        waiting: list[int] = []
        while self._next < len(self.atoms) and self.atoms[self._next].start < before:
            if not self._taken[self._next]:
                waiting.append(self._next)
            self._next += 1
        return self.beside(waiting) + self.flags(before)

    def beside(self, indexes: Sequence[int]) -> str:
        """Text of attributes, each with the name of its own."""
        self.take(indexes)
        out = []
        groups: dict[int, list[Atom]] = {}
        for index in indexes:
            groups.setdefault(self.atoms[index].run, []).append(self.atoms[index])
        for group in groups.values():
            name = _NAME_BEFORE.search(self.source[max(group[0].start - 400, 0) : group[0].start])
            out.append(self.tokens.token(f"<w-a{attribute('k', name[1] if name else '')}>"))
            out += [*self.written(group), self.tokens.token("</w-a>")]
        return "".join(out)

    def flags(self, before: int) -> str:
        """The findings before a place that are not written yet."""
        out = []
        while self._next_finding < len(self.findings) and self.findings[self._next_finding] < before:
            out.append(self.tokens.token(f"<w-f i={self._next_finding}></w-f>"))
            self._next_finding += 1
        return "".join(out)

    def written(self, atoms: Sequence[Atom], gaps: Sequence[str] = ()) -> Iterator[str]:
        """Atoms in a row, in their sentences; `gaps` are the text before each of them."""
        sentence = -1
        for number, atom in enumerate(atoms):
            gap = gaps[number] if gaps else ""
            if sentence >= 0 and (gap or atom.sentence != sentence):
                yield self.tokens.token("</w-s>")
                sentence = -1
            yield gap
            if atom.sentence >= 0 and sentence < 0:
                sentence = atom.sentence
                yield self.tokens.token(f"<w-s n={sentence}>")
            yield from self._written(atom)
        if sentence >= 0:
            yield self.tokens.token("</w-s>")

    def _written(self, atom: Atom) -> Iterator[str]:
        flags = self._next_finding
        if atom.mark is None:
            at = 0
            while self._next_finding < len(self.findings) and self.findings[self._next_finding] < atom.end:
                here = self.findings[self._next_finding] - atom.start
                cut = max(here, at) if len(atom.text) == atom.end - atom.start else at
                yield _escaped(atom.text[at:cut])
                yield self.tokens.token(f"<w-f i={self._next_finding}></w-f>")
                at, self._next_finding = cut, self._next_finding + 1
            yield _escaped(atom.text[at:])
            return
        if flags < len(self.findings) and self.findings[flags] < atom.end:
            yield self.flags(atom.end)
        tag, attrs = self._tag(atom, atom.mark)
        yield self.tokens.token(f"<{tag}{attrs}>")
        yield _escaped(atom.text)
        yield self.tokens.token(f"</{tag}>")

    def _tag(self, atom: Atom, mark: int) -> tuple[str, str]:
        why = self.marks[mark].why
        to = "" if atom.after == atom.text else _short("t", atom.after)
        group = f" g={mark}" if self._parts[mark] > 1 else ""
        if why.kind in ("character", "phrase") and not why.how:
            return ("w-c" if why.kind == "character" else "w-p"), group + to
        number = self._numbers.get(why)
        if number is None:
            number = self._numbers[why] = len(self.explanations)
            self.explanations.append(why)
        return "w-u", f" i={number}{group}{to}"


def _parts_per_mark(atoms: Iterable[Atom]) -> dict[int, int]:
    parts: dict[int, int] = {}
    for atom in atoms:
        if atom.mark is not None:
            parts[atom.mark] = parts.get(atom.mark, 0) + 1
    return parts


def _short(name: str, value: str) -> str:
    return f" {name}={value}" if _UNQUOTED.fullmatch(value) else attribute(name, value)


def _escaped(text: str) -> str:
    return escape(Tokens.text(text))


class _MarkedWriter(Writer):
    """Writes the body with marks in its text."""

    def __init__(self, article: Article, places: _Places, image: Callable[[str], str | None]) -> None:
        super().__init__(article, drop=True)
        self.places = places
        self.image = image

    def parts_of(self, node: Node) -> list[Part]:
        if type(node) is Text:
            return [self._text(node)]
        if type(node) is Image:
            return self._image(node)
        return super().parts_of(node)

    def _text(self, node: Text) -> str:
        places, span = self.places, node.span
        out = [places.pending(span.start)]
        indexes = places.within(span.start, span.end)
        atoms = [places.atoms[index] for index in indexes]
        gaps = _gaps(node, atoms)
        if gaps is None:  # what is said there is not what the reader of the article makes of it
            return "".join([*out, _escaped(node.value)])
        places.take(indexes)
        out += places.written(atoms, [_escaped(gap) for gap in gaps[:-1]])
        return "".join([*out, places.flags(span.start + 1), _escaped(gaps[-1]), places.flags(span.end)])

    def _image(self, node: Image) -> list[Part]:
        places, span = self.places, node.span
        before = places.pending(span.start)
        shown = super().parts_of(node)
        if self.image(node.src) is None:
            named = escape(node.src if len(node.src) < 200 else f"{node.src[:200]}…")
            shown = [places.tokens.token(f"<w-i>{named}</w-i>")]
        return [before, *shown, places.beside(places.within(span.start, span.end)), places.flags(span.end)]


def _gaps(node: Text, atoms: Sequence[Atom]) -> list[str] | None:
    """The text of a node around its atoms, one more than these; None where they are not in it."""
    gaps = []
    at, end = 0, node.span.start
    for atom in atoms:
        found = node.value.find(atom.text, at, at + atom.start - end + len(atom.text))
        if found < 0:
            return None
        gaps.append(node.value[at:found])
        at, end = found + len(atom.text), atom.end
    return [*gaps, node.value[at:]]


# Front matter


def _front_matter(article: Article, places: _Places) -> Iterator[str]:
    """The values of the front matter that people read, the title first, each under its key."""
    front_matter = article.front_matter
    if front_matter is None:
        return
    fields = list(_fields(front_matter, places))
    titles = [field for field in fields if field[0].lower() == "title"]
    written = [_field(key, scalars, places, "h1" if key.lower() == "title" else "div") for key, scalars in fields]
    order = sorted(range(len(fields)), key=lambda index: fields[index] not in titles)
    for index in order:
        yield places.tokens.placed_in(written[index])
    yield places.tokens.placed_in(places.pending(front_matter.span.end))


def _fields(front_matter: FrontMatter, places: _Places) -> Iterator[tuple[str, list[Scalar]]]:
    found: dict[str, list[Scalar]] = {}
    for path, scalar in front_matter.scalars():
        is_title = path == ("title",) and isinstance(scalar.value, str)
        if is_title or places.within(scalar.span.start, scalar.span.end):
            found.setdefault(".".join(str(step) for step in path if not isinstance(step, int)), []).append(scalar)
    yield from found.items()


def _field(key: str, scalars: Sequence[Scalar], places: _Places, tag: str) -> str:
    values = [f"<w-v>{_value(scalar, places)}</w-v>" for scalar in scalars]
    return f"<{tag} class=field><small class=key translate=no>{escape(key)}</small> {' '.join(values)}</{tag}>"


def _value(scalar: Scalar, places: _Places) -> str:
    indexes = places.within(scalar.span.start, scalar.span.end)
    atoms = [places.atoms[index] for index in indexes]
    before = places.flags(scalar.span.start)
    gaps = _gaps(Text(scalar.span, scalar.content), atoms)
    if gaps is None:
        return before + _escaped(scalar.content)
    places.take(indexes)
    written = "".join(places.written(atoms, [_escaped(gap) for gap in gaps[:-1]]))
    return before + written + _escaped(gaps[-1]) + places.flags(scalar.span.end)
