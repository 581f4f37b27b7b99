"""Findings that the article itself says to leave out.

```
<!-- wenzhang: ignore[FG001, heading-twice] why -->   the next element, or the text up to it
<!-- wenzhang: ignore-file[FM004] why -->             the whole file; without brackets, all rules
{/* wenzhang: ignore[FG001] why */}                   the same in MDX
# wenzhang: ignore[FM004] why                         in front matter: the entry of its line, or alone there, the next
```

Each finding is left out by the innermost that covers it. One that leaves out nothing is a finding itself.
"""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.errors import RuleError
from wenzhang.source import Edit, Span
from wenzhang.validation.diagnostic import Diagnostic, Finding, Fix
from wenzhang.validation.registry import matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.validation.registry import Rule
    from wenzhang.validation.ruleset import ActiveRule, Ruleset
    from wenzhang.validation.subject import Subject

__all__ = ["Selector", "Suppression", "read_suppressions", "suppress"]

UNUSED, MALFORMED = "SU001", "SU002"


class Selector(NamedTuple):
    """What a suppression names, as it is written there: a code, a name, the beginning of codes."""

    text: str
    span: Span


class Suppression(NamedTuple):
    """A comment that silences rules: those of `selectors`, all where there are none.

    `covered` is what it covers, None where nothing follows. `comment` is where it stands, `deletion` what is deleted
    with it, None where that would change what the article means. `problem` is what is wrong with it, and what to do;
    then it silences nothing.
    """

    selectors: tuple[Selector, ...]
    covered: Span | None
    comment: Span
    deletion: Span | None
    problem: tuple[str, str] | None = None


def read_suppressions(subject: Subject) -> tuple[Suppression, ...]:
    """The suppressions of an article, in the order of the text."""
    if "wenzhang:" not in subject.text:
        return ()
    from wenzhang.validation.comments import suppressions

    return tuple(suppressions(subject))


def suppress(
    diagnostics: Iterable[Diagnostic], suppressions: Sequence[Suppression], ruleset: Ruleset
) -> list[Diagnostic]:
    """The diagnostics that no suppression covers, and a diagnostic for each suppression that covered none.

    O(n log n) for n of both together.
    """
    ordered = sorted(diagnostics, key=attrgetter("span"))
    known = _Known(ruleset.known, frozenset(each.name for each in ordered))
    named = [tuple(known.keys(selector.text) for selector in each.selectors) or _EVERYTHING for each in suppressions]
    used: set[tuple[int, int]] = set()
    kept = list(_uncovered(ordered, suppressions, named, used))
    own: list[Diagnostic] = []
    unused, malformed = ruleset.find(UNUSED), ruleset.find(MALFORMED)
    for index, (each, keys) in enumerate(zip(suppressions, named, strict=True)):
        if malformed is not None:
            own += (_diagnostic(malformed, finding) for finding in _wrong(each, keys, known))
        if unused is not None and each.problem is None:
            silent = [at for at in range(len(keys)) if (index, at) not in used and _is_judged(each, keys[at], ruleset)]
            finding = _unused(each, silent)
            own += [_diagnostic(unused, finding)] if finding else []
    # Of themselves only those that name them silence anything.
    of_themselves = [tuple(tuple(_OWN.intersection(keys)) for keys in each) for each in named]
    own.sort(key=attrgetter("span"))
    return kept + list(_uncovered(own, suppressions, of_themselves, set()))


_Keys = tuple[str, ...]
"""What a selector silences: codes, or the name of findings of a rule that stands for many. Empty for no rule at all."""

_OWN = frozenset((UNUSED, MALFORMED))
_ALL = "*"
_EVERYTHING: tuple[_Keys, ...] = ((_ALL,),)


class _Known:
    """What may be named."""

    def __init__(self, rules: dict[str, Rule], found: frozenset[str]) -> None:
        self.rules = rules
        self.found = found
        self._keys: dict[str, _Keys] = {}

    def keys(self, name: str) -> _Keys:
        """What a name means."""
        if name not in self._keys:
            try:
                self._keys[name] = matching(name, self.rules)
            except RuleError:
                lower = name.lower()
                self._keys[name] = (lower,) if lower in self.found or lower in _names_of_errors() else ()
        return self._keys[name]

    def hint(self, name: str) -> str | None:
        """What may be meant by a name that means nothing."""
        try:
            matching(name, self.rules)
        except RuleError as error:
            return error.hint
        return None


def _names_of_errors() -> frozenset[str]:
    """The names of the findings about markup, which are not those of their rules."""
    from wenzhang.validation.markup_errors import STRUCTURE_ERRORS
    from wenzhang.validation.parse_errors import PARSE_ERRORS

    return frozenset((*PARSE_ERRORS, *STRUCTURE_ERRORS))


def _uncovered(
    ordered: Iterable[Diagnostic],
    suppressions: Sequence[Suppression],
    named: Sequence[tuple[_Keys, ...]],
    used: set[tuple[int, int]],
) -> Iterator[Diagnostic]:
    """What is not silenced. Notes in `used` which selector of which suppression silenced something.

    What covers the place that is looked at is a stack for each code, the innermost on top.
    """
    active = [
        (each.covered, index)
        for index, each in enumerate(suppressions)
        if each.covered is not None and each.problem is None
    ]
    waiting = sorted(((span.start, -span.end, index) for span, index in active), reverse=True)
    stacks: dict[str, list[_Cover]] = defaultdict(list)
    for diagnostic in ordered:
        span = diagnostic.span
        while waiting and waiting[-1][0] <= span.start:
            start, end, index = waiting.pop()
            for at, keys in enumerate(named[index]):
                for key in keys:
                    stacks[key].append((start, -end, index, at))
        found = [top for key in (diagnostic.code, diagnostic.name, _ALL) if (top := _top(stacks.get(key), span))]
        if found:
            used.add(max(found)[2:])
        else:
            yield diagnostic


_Cover = tuple[int, int, int, int]
"""From where to where, and which selector (the last) of which suppression."""


def _top(stack: list[_Cover] | None, span: Span) -> _Cover | None:
    """The innermost that goes on to a span, which may be empty and at its end."""
    while stack and stack[-1][1] < span.start + bool(span.length):
        stack.pop()
    return stack[-1] if stack else None


# What is wrong with suppressions themselves


def _diagnostic(active: ActiveRule, finding: Finding) -> Diagnostic:
    rule = active.rule
    return Diagnostic(rule.code, rule.name, active.severity, finding.message, finding.span, finding.hint, finding.fix)


def _wrong(suppression: Suppression, named: Sequence[_Keys], known: _Known) -> Iterator[Finding]:
    if suppression.problem is not None:
        yield Finding(suppression.comment, *suppression.problem)
    for selector, keys in zip(suppression.selectors, named, strict=False):  # there are none where all are meant
        if not keys:
            yield Finding(selector.span, f"no rule {selector.text!r}", known.hint(selector.text))


def _is_judged(suppression: Suppression, keys: _Keys, ruleset: Ruleset) -> bool:
    """Whether a selector that silenced nothing is known to be needless: all that it means is on.

    Rules that look at other files are not known to find nothing when those are not there. Of several rules that it
    means, those that are off unless they are selected do not count. What names no rule is said elsewhere, and what
    names the rules about suppressions is left alone.
    """
    if not keys or not _OWN.isdisjoint(keys):
        return False
    if suppression.covered is None:
        return True
    rules = [rule for code, rule in ruleset.known.items() if code in keys or (keys == (_ALL,) and code not in _OWN)]
    if any(rule.site for rule in rules):
        return False
    counted = [rule.code for rule in rules if rule.default] or [rule.code for rule in rules]
    return ruleset.codes.issuperset(counted)


def _unused(suppression: Suppression, silent: Sequence[int]) -> Finding | None:
    if not silent:
        return None
    selectors = suppression.selectors
    comment, deletion = suppression.comment, suppression.deletion
    if len(silent) < max(1, len(selectors)):
        names = ", ".join(selectors[at].text for at in silent)
        fix = Fix(tuple(_without(selectors, frozenset(silent))), safe=True)
        verb, them = ("silences", "it") if len(silent) == 1 else ("silence", "them")
        return Finding(comment, f"{names} {verb} nothing here", f"delete {them}", fix)
    fix_ = None if deletion is None else Fix((Edit(deletion, ""),), safe=True)
    why = "nothing follows that it covers" if suppression.covered is None else "there is nothing to silence"
    return Finding(comment, f"this comment silences nothing: {why}", "delete it", fix_)


def _without(selectors: Sequence[Selector], silent: frozenset[int]) -> Iterator[Edit]:
    """Deletes some of the selectors, each with the comma that parts it from those that stay."""
    first = next(at for at in range(len(selectors)) if at not in silent)
    if first:
        yield Edit(Span(selectors[0].span.start, selectors[first].span.start), "")
    for at in range(first + 1, len(selectors)):
        if at in silent:
            yield Edit(Span(selectors[at - 1].span.end, selectors[at].span.end), "")
