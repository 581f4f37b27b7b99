"""Making the fixes: all that keep apart at once, and again until there is none.

Each result is read before it is taken. A fix that does harm is refused: one that leaves front matter that cannot be
read or is none any more, markup or errors of a kind that was not there, or what the file's encoding cannot hold. So are
fixes that undo each other, or never come to an end.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.encoding.names import is_utf
from wenzhang.errors import EditError, EncodeError, SourceError
from wenzhang.read import read
from wenzhang.read.frontmatter import read_front_matter
from wenzhang.read.html import parse_errors
from wenzhang.source import Span
from wenzhang.validation.markup_errors import structure_errors
from wenzhang.validation.run import FileFindings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from wenzhang.source import Edit, Source
    from wenzhang.validation.baseline import Baseline
    from wenzhang.validation.diagnostic import Diagnostic
    from wenzhang.validation.run import Validator

__all__ = ["Fixed", "fixed"]

_ROUNDS = 50
"""How often fixes may make room for others. Those that always give cause for another one end here."""

_PATIENCE = 8
"""How many different fixes of a rule may be refused in a file, before no more of them are tried."""


class Fixed(NamedTuple):
    """A source with its fixes made: the findings that they mended, those whose fixes were refused, and what is left.

    The spans of `mended` are in the source as it was when they were mended, those of `refused` and `left` in `source`.
    What a baseline knows is not in `left`.
    """

    source: Source
    mended: tuple[Diagnostic, ...]
    refused: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]


def fixed(source: Source, validator: Validator, *, unsafe: bool = False, baseline: Baseline | None = None) -> Fixed:
    """The source with the safe fixes made, with `unsafe` all of them. Where there are none, it is this very source.

    What the article itself or the `baseline` leaves out is not fixed; the baseline then knows it as well where fixes
    have changed what stands around it.
    """
    return _Fixing(source, validator, unsafe, baseline).run()


_Identity = tuple[str, str, tuple[str, ...]]
_Known = frozenset[tuple[str, str, Span]]


class _State(NamedTuple):
    """A source, what is found in it, what of that is known, and what counts as harm; what was mended so far."""

    source: Source
    all_found: Sequence[Diagnostic]
    known: _Known
    harm: Counter[str]
    mended: tuple[Diagnostic, ...] = ()

    @property
    def found(self) -> Sequence[Diagnostic]:
        """What is found and not known."""
        return [each for each in self.all_found if _key(each) not in self.known] if self.known else self.all_found


class _Fixing:
    """The fixes of one source, in rounds."""

    def __init__(self, source: Source, validator: Validator, unsafe: bool, baseline: Baseline | None) -> None:
        self.validator = validator
        self.unsafe = unsafe
        self.harmful: dict[_Identity, Source] = {}  # what does harm, and to which text
        self.circular: set[_Identity] = set()  # what undoes others
        self.distrusted: set[str] = set()  # codes of rules whose fixes are not made at all
        self.refusals: set[_Identity] = set()  # of all kinds, those of which more is known now as well
        found = validator.diagnose(source)
        known: _Known = frozenset()
        if baseline is not None:
            new = set(map(id, baseline.new(FileFindings(source.path or "", source, found))))
            known = frozenset(_key(each) for each in found if id(each) not in new)
        self.baseline = baseline
        self.first = _State(source, found, known, Counter())

    def run(self) -> Fixed:
        """All rounds. Where fixes lead back to what was there before, they are refused, and it goes on from there."""
        state = self.first
        passed: list[_State] = [state]
        while chosen := self.chosen(state):
            if len(passed) == 1 and not state.harm:
                state = passed[0] = state._replace(harm=_harm(state.source, state.found, self.validator))
            after = self.after(state, chosen)
            if after is None:
                self.harmful |= dict.fromkeys(self.refuse(chosen[:1], state), state.source)
                continue
            earlier = next((index for index, each in enumerate(passed) if each.source == after.source), None)
            if earlier is None and len(passed) <= _ROUNDS:
                passed.append(after)
                state = after
                continue
            if earlier is None:
                self.distrusted |= {each.code for each in chosen}  # they have not settled in all the rounds before
                passed = passed[:1]
            else:
                for before, then in zip(passed[earlier:], [*passed[earlier + 1 :], after], strict=True):
                    self.circular |= self.refuse(then.mended[len(before.mended) :], before)
                passed = passed[: earlier + 1]
            state = passed[-1]
        if self.baseline is not None and state.known:
            known = [each for each in state.all_found if _key(each) in state.known]
            self.baseline.keep(FileFindings(state.source.path or "", state.source, list(state.all_found)), known)
        found = state.found
        refused = tuple(each for each in found if self.is_refused(each, state))
        return Fixed(state.source, state.mended, refused, tuple(found))

    def chosen(self, state: _State) -> list[Diagnostic]:
        """The findings to mend now. When there are no others, also those whose fixes did harm to another text."""
        chosen = _apart(each for each in state.found if self.may_fix(each, state))
        if not chosen and any(source is not state.source for source in self.harmful.values()):
            self.harmful = {}
            chosen = _apart(each for each in state.found if self.may_fix(each, state))
        return chosen

    def may_fix(self, diagnostic: Diagnostic, state: _State) -> bool:
        """Whether a finding has a fix to be made."""
        if diagnostic.fix is None or not diagnostic.fix.edits or not (diagnostic.fix.safe or self.unsafe):
            return False
        text = state.source.text
        if all(_is_made(edit, text) for edit in diagnostic.fix.edits):
            return False
        return not self.is_refused(diagnostic, state)

    def is_refused(self, diagnostic: Diagnostic, state: _State) -> bool:
        """Whether the fix of a finding was refused, here or elsewhere."""
        if diagnostic.fix is None or not (diagnostic.fix.safe or self.unsafe):
            return False
        if diagnostic.code in self.distrusted:
            return True
        if not self.refusals:
            return False
        identity = _identity(diagnostic, state)
        return identity in self.harmful or identity in self.circular

    def refuse(self, diagnostics: Iterable[Diagnostic], state: _State) -> set[_Identity]:
        """What is not to be made of these fixes. A rule with too many such is not trusted any more."""
        refused = {_identity(each, state) for each in diagnostics}
        self.refusals |= refused
        counts = Counter(code for code, *_ in self.refusals)
        self.distrusted |= {code for code, count in counts.items() if count >= _PATIENCE}
        return refused

    def after(self, state: _State, chosen: Sequence[Diagnostic]) -> _State | None:
        """What the first fixes give, as many as do no harm together, by halves; None where the first one does."""
        count = len(chosen)
        while count:
            result = self.result(state, chosen[:count])
            if result is not None:
                return result
            count //= 2
        return None

    def result(self, state: _State, chosen: Sequence[Diagnostic]) -> _State | None:
        """What these fixes give; None where they do harm."""
        edits = [edit for each in chosen if each.fix for edit in each.fix.edits]
        try:
            source = state.source.apply(edits)
            if not is_utf(source.encoding):
                source.encode()
        except (EditError, EncodeError, SourceError):
            return None
        known = _moved(state.known, edits)
        found = self.validator.diagnose(source)
        harm = _harm(source, found, self.validator)
        if _is_worse(state.harm, harm):
            return None
        return _State(source, found, known, harm, (*state.mended, *chosen))


def _identity(diagnostic: Diagnostic, state: _State) -> _Identity:
    """What a finding and its fix are, wherever they stand."""
    edits = diagnostic.fix.edits if diagnostic.fix else ()
    span = diagnostic.span
    return diagnostic.code, state.source.text[span.start : span.end], tuple(edit.replacement for edit in edits)


def _is_made(edit: Edit, text: str) -> bool:
    """Whether an edit changes nothing."""
    replaced = text[edit.span.start : edit.span.end]
    return replaced == edit.replacement and len(replaced) == edit.span.length


# What may be done at once


def _apart(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """As many as keep apart, in the order of the text: no edit of one touches an edit of another.

    Two that touch may well mean the same, such as the same attribute that both put in.
    """
    chosen: list[Diagnostic] = []
    taken: list[tuple[int, int]] = []
    for diagnostic in diagnostics:
        edits = diagnostic.fix.edits if diagnostic.fix else ()
        spans = [(edit.span.start, edit.span.end) for edit in edits]
        if not any(_touches(taken, span) for span in spans):
            chosen.append(diagnostic)
            for span in spans:
                insort(taken, span)
    return chosen


def _touches(taken: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether a span has a place in common with one that is taken. Those keep apart, so its neighbours tell."""
    index = bisect_left(taken, span)
    before = index and taken[index - 1][1] >= span[0]
    return bool(before) or (index < len(taken) and taken[index][0] <= span[1])


# What is known


def _key(diagnostic: Diagnostic) -> tuple[str, str, Span]:
    return diagnostic.code, diagnostic.name, diagnostic.span


def _moved(known: _Known, edits: Collection[Edit]) -> _Known:
    """The same findings where they stand once the edits are made. Their fingerprints may be others."""
    if not known:
        return known
    ordered = sorted(edits, key=attrgetter("span"))
    starts = [edit.span.start for edit in ordered]
    ends = [edit.span.end for edit in ordered]
    shifts = [0, *accumulate(len(edit.replacement) - edit.span.length for edit in ordered)]

    def moved(span: Span) -> Span:
        # What is put in at either end is outside of the span.
        start = span.start + shifts[bisect_right(ends, span.start)]
        return Span(start, max(start, span.end + shifts[bisect_left(starts, span.end)]))

    return frozenset((code, name, moved(span)) for code, name, span in known)


# What is harm


_UNREADABLE, _MISSING = "unreadable front matter", "missing front matter"


def _harm(source: Source, found: Iterable[Diagnostic], validator: Validator) -> Counter[str]:
    """What must not become more: errors of each kind, whichever rules are on, and whatever cannot be read."""
    harm = Counter(f"{each.code} {each.name}" for each in found if each.severity == "error")
    head = read_front_matter(source)
    config = validator.config
    article = read(source, head, format=config.body_format, italic_captions=config.italic_captions)
    harm[_UNREADABLE] += head.problem is not None
    harm[_MISSING] += article.front_matter is None
    harm[f"a body in {article.format}"] += 1
    body = article._body()
    harm.update(error.code for error in parse_errors(body))
    harm.update(error.code for error in structure_errors(body))
    return harm


def _is_worse(before: Counter[str], after: Counter[str]) -> bool:
    """Whether there is harm that was not there. Once front matter can be read, more may be found in it."""
    if before[_UNREADABLE] and not after[_UNREADABLE]:
        return bool(after[_MISSING])
    return bool(after - before)
