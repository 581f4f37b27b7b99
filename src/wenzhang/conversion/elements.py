"""The elements that are open at a place in an HTML body, followed from tag to tag without building a tree.

What an element says about its content (`translate`, `lang`, being code) holds as far as the element reaches, and
where that is the tags alone do not say: `</p>` is often left out, `</b>` can stand in another paragraph. So this is
the stack of open elements of the HTML Standard (13.2.4.2) with the rules for implied end tags and for misnested
formatting (13.2.6.4.7), as far as they decide what text is inside of which element. Not followed: what is moved out
of tables, frames, that `</b>` behind a block also wraps what the block holds so far, which matters only where `<b>`
and block contradict each other, and that the outermost of four equal formatting elements may be forgotten.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["INLINE", "OBJECTS", "RAW_TEXT", "SILENT", "OpenElements", "Says", "Scope"]

INLINE = frozenset(
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark nobr output rb rp rt rtc"
    " ruby s samp slot small span strike strong sub sup time tspan tt u var wbr".split()
)
"""Elements that text reads on through: they are laid out in a line and add nothing to it (HTML Standard, 15.3)."""

OBJECTS = frozenset(
    "audio br button canvas embed iframe img input math meter object picture progress select source svg textarea track"
    " video".split()
)
"""Elements that stand between the words of a paragraph and do not end it."""

RAW_TEXT = frozenset("title textarea style script xmp iframe noembed noframes noscript plaintext".split())
"""Elements whose content the tokenizer reads as text up to their end tag (13.2.6.2)."""


class Says(NamedTuple):
    """What an element says about its content: whether to translate it, and its language; None where it does not say."""

    translate: bool | None = None
    lang: str | None = None


class Scope(NamedTuple):
    """What holds at a place, inherited from all elements around it.

    `foreign` is whether it is in SVG or MathML, where there is no raw text and tags can close themselves.
    """

    translate: bool = True
    lang: str | None = None
    foreign: bool = False

    def within(self, says: Says) -> Scope:
        """The scope of an element in this one, or of its content."""
        if says is SILENT:
            return self
        return Scope(
            self.translate if says.translate is None else says.translate,
            self.lang if says.lang is None else says.lang,
            self.foreign,
        )


SILENT = Says()

# The groups of elements that the parsing rules name.
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_PAGE = frozenset({"html", "head", "body"})
_HEAD_CONTENT = frozenset("base basefont bgsound link meta noframes noscript script style template title".split())
_TABLE_PARTS = frozenset("caption colgroup table tbody td tfoot th thead tr".split())
_ENDED_BY_PARENT = frozenset("dd dt li optgroup option p rb rp rt rtc".split())
_CLOSES_P = _HEADINGS | frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp".split()
)

# Formatting does not reach out of markers (13.2.4.3), no end tag in a barrier ends what is around it ("in scope",
# 13.2.4.2), and end tags of ordinary elements end nothing beyond a special one.
_MARKERS = frozenset("applet caption marquee object td template th".split())
_BARRIERS = _MARKERS | {"html", "table", "foreignobject", "desc"}
_HTML_SPECIAL = _CLOSES_P | _MARKERS | _TABLE_PARTS | _PAGE | {"button", "select"}
_SPECIAL = _HTML_SPECIAL | _BARRIERS
_BLOCKS = _SPECIAL - {
    "applet",
    "button",
    "marquee",
    "object",
    "select",
    "xmp",
}  # text within starts no formatting again by itself
_BUTTON_SCOPE = _BARRIERS | {"button"}
_ITEM_SCOPE = _SPECIAL - {"address", "div", "p"}
_TABLE_SCOPE = frozenset({"html", "table", "template"})

# What a part of a table is put into: all that is open above the nearest of these ends (13.2.6.4.9 to 15).
_ROWS = _TABLE_SCOPE | {"tbody", "tfoot", "thead"}
_TABLE_CONTEXT = {
    **dict.fromkeys(("caption", "colgroup", "tbody", "tfoot", "thead"), _TABLE_SCOPE),
    "tr": _ROWS,
    **dict.fromkeys(("td", "th"), _ROWS | {"tr"}),
}

# Elements that are ended by the start of the next of their kind, and what is not looked beyond.
_SIBLINGS = {
    "li": (frozenset({"li"}), _ITEM_SCOPE - {"li"}),
    **dict.fromkeys(("dd", "dt"), (frozenset({"dd", "dt"}), _ITEM_SCOPE - {"dd", "dt"})),
    "button": (frozenset({"button"}), _BARRIERS),
}

# Elements that end those that are innermost, one after the other, as long as they are of these.
_ENDS_INNERMOST = {
    **dict.fromkeys(_HEADINGS, _HEADINGS),
    **dict.fromkeys(("rb", "rtc"), _ENDED_BY_PARENT),
    **dict.fromkeys(("rt", "rp"), _ENDED_BY_PARENT - {"rtc"}),
    "option": frozenset({"option"}),
    "optgroup": frozenset({"option", "optgroup"}),
}

_ENDS_OTHERS = _CLOSES_P | {*_SIBLINGS, *_ENDS_INNERMOST, *_TABLE_CONTEXT, "a", "nobr"}
_RUBY = frozenset({"rb", "rp", "rt", "rtc"})

# SVG and MathML: where HTML goes on inside, and which start tags leave them (13.2.6.5).
_FOREIGN = frozenset({"svg", "math"})
_INTEGRATION = frozenset("foreignobject desc title mi mo mn ms mtext annotation-xml".split())
_BREAKS_OUT = _HEADINGS | frozenset(
    "b big blockquote body br center code dd div dl dt em embed head hr i img li listing menu meta nobr ol p pre ruby s"
    " small span strong strike sub sup table tt u ul var".split()
)

# Bounds against hostile input: how many open elements an end tag looks through, how many formatting elements are
# opened again at most, and how many equal ones (three in the standard, too).
_REACH = 256
_REOPENED = 32
_EQUAL = 3


class OpenElements:
    """The stack of open elements. `scope` is what holds for what is opened at the place that has been reached."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._says: list[Says] = []
        self._scopes: list[Scope] = []
        self._count: dict[str, int] = {}
        # Formatting that was closed by the end of a block before its own end tag came; by the marker it is in.
        self._unfinished: list[tuple[str, Says]] = []
        self._outside: list[tuple[int, list[tuple[str, Says]]]] = []
        self.scope = Scope()

    def text(self) -> Scope:
        """Passes text. Returns what holds for it."""
        if self._unfinished:
            self._reopen()
        return self.scope

    def in_annotation(self) -> bool:
        """Whether it is within readings over ruby, which stand beside the text."""
        count = self._count
        return bool(count.get("rt") or count.get("rp") or count.get("rtc"))

    def start(self, name: str, says: Says = SILENT, *, self_closing: bool = False) -> Scope:
        """Passes a start tag, with what the element says about its content. Returns the scope around the element."""
        if self.scope.foreign and name in _BREAKS_OUT:
            self._leave_foreign()
        if self.scope.foreign:
            around = self.scope
            if not self_closing:
                self._push(name, says)
            return around
        if name in _ENDS_OTHERS or self._count.get("head"):
            self._end_implied(name)
        if self._unfinished and name not in _BLOCKS:
            self._reopen()
        around = self.scope
        if name in _PAGE and self._count.get(name):
            self._say_more(name, says)
        elif not self._is_ignored(name):
            self._push(name, says)
        return around

    def end(self, name: str) -> None:
        """Passes an end tag. One without an open element means nothing, and a body's does not end it."""
        if self.scope.foreign and self._ended_foreign(name):
            return
        if name in _HEADINGS:
            self._close(_HEADINGS, _BARRIERS)
        elif name in _FORMATTING:
            self._end_formatting(name)
        elif not self._count.get(name) or name in ("body", "html"):
            return
        elif name == "template":
            self._close({name}, frozenset())
        elif name in _TABLE_PARTS:
            self._close({name}, _TABLE_SCOPE)
        elif name in ("p", "li"):
            self._close({name}, _BUTTON_SCOPE if name == "p" else _BARRIERS | {"ol", "ul"})
        else:
            self._close({name}, _BARRIERS if name in _HTML_SPECIAL else _SPECIAL)

    def _is_ignored(self, name: str) -> bool:
        """Whether a start tag opens nothing: void elements, parts of a table outside of one, a page within a page."""
        if name in _TABLE_CONTEXT and self._find({"table"}, _MARKERS - _TABLE_PARTS) is None:
            return True
        return name in _VOID or (name in _PAGE and not self._is_in_page())

    def _is_in_page(self) -> bool:
        """Whether nothing is open but the page."""
        return sum(self._count.get(name, 0) for name in _PAGE) == len(self._names)

    def _say_more(self, name: str, says: Says) -> None:
        """Adds to the page's open element what another start tag says and it does not (13.2.6.4.7), from here on."""
        if says is SILENT or not self._is_in_page():
            return
        index = self._names.index(name)
        old = self._says[index]
        self._says[index] = Says(
            says.translate if old.translate is None else old.translate, says.lang if old.lang is None else old.lang
        )
        scope = self._scopes[index - 1] if index else Scope()
        for place in range(index, len(self._names)):
            scope = self._scopes[place] = scope.within(self._says[place])
        self.scope = scope

    def _end_implied(self, name: str) -> None:
        """Ends what the start of an element ends."""
        if self._count.get("head") and name not in _HEAD_CONTENT and self._names[-1] == "head":
            self._cut(len(self._names) - 1)
        if name in _SIBLINGS:
            self._close(*_SIBLINGS[name])
        if name in _CLOSES_P and self._count.get("p"):
            self._close({"p"}, _BUTTON_SCOPE)
        if name in _ENDS_INNERMOST and (name not in _RUBY or self._find({"ruby"}, _BARRIERS) is not None):
            while self._names and self._names[-1] in _ENDS_INNERMOST[name]:
                self._cut(len(self._names) - 1)
        elif name in _TABLE_CONTEXT and self._count.get("table"):
            context = self._find(_TABLE_CONTEXT[name], frozenset())
            if context is not None and context + 1 < len(self._names):
                self._pop_to(context + 1)
        elif name in ("a", "nobr"):
            self._end_formatting(name)

    def _close(self, names: frozenset[str] | set[str], barriers: frozenset[str]) -> None:
        """Closes the innermost open element of these names, and all in it, unless a barrier stands before it."""
        index = self._find(names, barriers)
        if index is not None:
            self._pop_to(index)

    def _end_formatting(self, name: str) -> None:
        """Ends formatting. Blocks that were opened in it stay open without it (the adoption agency, 13.2.6.4.7)."""
        for place in range(len(self._unfinished) - 1, -1, -1):
            if self._unfinished[place][0] == name:
                del self._unfinished[place]
                return
        index = self._find({name}, _BARRIERS) if self._count.get(name) else None
        if index is None:
            return
        inner = list(zip(self._names[index + 1 :], self._says[index + 1 :], strict=True))
        block = next((place for place, (inner_name, _) in enumerate(inner) if inner_name in _SPECIAL), None)
        if block is None:
            self._pop_to(index)
            return
        self._cut(index)
        for place, (inner_name, says) in enumerate(inner):
            if place >= block or inner_name in _FORMATTING:  # the block moves out of what else is around it
                self._push(inner_name, says)

    def _find(self, names: frozenset[str] | set[str], barriers: frozenset[str]) -> int | None:
        """The index of the innermost open element of these names, even if it is a barrier itself."""
        open_names = self._names
        for index in range(len(open_names) - 1, max(-1, len(open_names) - 1 - _REACH), -1):
            if open_names[index] in names:
                return index
            if open_names[index] in barriers:
                return None
        return None

    def _pop_to(self, index: int) -> None:
        """Closes all from an index on. Formatting that is still open in there is unfinished, unless a marker ends."""
        if index + 1 < len(self._names) and _MARKERS.isdisjoint(self._names[index:]):
            self._unfinished = self._unclosed_formatting(index + 1) + self._unfinished
            del self._unfinished[_REOPENED:]
        self._cut(index)

    def _unclosed_formatting(self, index: int) -> list[tuple[str, Says]]:
        """The formatting elements from an index on; of equal ones the last three (13.2.4.3)."""
        kept: list[tuple[str, Says]] = []
        for place in range(len(self._names) - 1, index - 1, -1):
            formatting = self._names[place], self._says[place]
            if formatting[0] not in _FORMATTING or self._scopes[place].foreign:
                continue
            if kept.count(formatting) < _EQUAL:
                kept.append(formatting)
                if len(kept) == _REOPENED:
                    break
        return kept[::-1]

    def _reopen(self) -> None:
        """Opens unfinished formatting again (13.2.4.3, reconstruct the active formatting elements)."""
        unfinished, self._unfinished = self._unfinished, []
        for name, says in unfinished:
            self._push(name, says)

    def _push(self, name: str, says: Says) -> None:
        if self._unfinished and name in _MARKERS:
            self._outside.append((len(self._names), self._unfinished))
            self._unfinished = []
        self._names.append(name)
        self._says.append(says)
        self._count[name] = self._count.get(name, 0) + 1
        scope = self.scope.within(says)
        if name in _FOREIGN or (scope.foreign and name in _INTEGRATION):
            scope = scope._replace(foreign=name in _FOREIGN)
        self.scope = scope
        self._scopes.append(scope)

    def _cut(self, index: int) -> None:
        if not _MARKERS.isdisjoint(self._names[index:]):
            self._unfinished = []
        while self._outside and self._outside[-1][0] >= index:
            self._unfinished = self._outside.pop()[1]
        for name in self._names[index:]:
            self._count[name] -= 1
        del self._names[index:], self._says[index:], self._scopes[index:]
        self.scope = self._scopes[-1] if self._scopes else Scope()

    def _ended_foreign(self, name: str) -> bool:
        """Whether an end tag ended an element of SVG or MathML, which goes by its name alone (13.2.6.5)."""
        if name == "p":
            self._leave_foreign()
            return False
        index = self._find({name}, frozenset()) if self._count.get(name) else None
        if index is None or not self._scopes[index].foreign:
            return False
        self._cut(index)
        return True

    def _leave_foreign(self) -> None:
        while self.scope.foreign:
            self._cut(len(self._names) - 1)
