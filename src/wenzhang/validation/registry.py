"""The rules, by their codes and names: one function each, registered by a decorator, its doc beside it.

A rule is a generator function of a `Subject` (and of its options, where it has any) that yields `Finding`s. One that
has to see other articles or files of the site is a function of a `Site` and a `Page` instead, `site=True`.

The docstring is the rule's doc, in this form, where each part may go on in indented lines:

```
What it finds, in one sentence.

Why: why that is bad.

Found:
    what is found

Better:
    what to write instead

Fix: what the fix does, and why that is safe or not.
```

`Fix` is there where the rule has one, `Options` where the defaults want a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from inspect import cleandoc
from typing import Literal, NamedTuple

from msgspec import Struct

from wenzhang.errors import RuleError
from wenzhang.validation.diagnostic import SEVERITIES, Finding, Severity

__all__ = ["RULES", "Doc", "Rule", "find_rule", "matching", "rule"]

Check = Callable[..., Iterator[Finding]]
Fixes = Literal["safe", "unsafe"]

ENTRY_POINTS = "wenzhang.rules"
"""The group of entry points under which a package names a module with rules of its own."""

_CODE = re.compile(r"[A-Z]{2,6}[0-9]{3}")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PART = re.compile(r"^(Why|Found|Better|Fix|Options):", re.MULTILINE)
_SENTENCE_END = re.compile(r"\.(?= [A-Z`])")
_REQUIRED = ("Why", "Found", "Better")


class Doc(NamedTuple):
    """What a rule says of itself. `fix` and `options` are empty where it has none."""

    what: str
    why: str
    example: str
    better: str
    fix: str = ""
    options: str = ""

    @property
    def summary(self) -> str:
        """The first sentence of what it finds, on one line."""
        text = " ".join(self.what.split())
        end = _SENTENCE_END.search(text)
        return text[: end.start() + 1] if end else text


class Rule(Struct, frozen=True, kw_only=True):
    """A rule of the catalogue.

    `fix` says of which kind its fixes are at best, None where it has none. Those of severity `info` are off unless
    they are selected. `options` is the Struct of its options, None where it has none. `daily` rules may find something
    today that they did not find yesterday. `custom` rules are of one configuration and not in the catalogue; all of
    them are on.
    """

    code: str
    name: str
    severity: Severity
    check: Check
    doc: Doc
    fix: Fixes | None = None
    options: type[Struct] | None = None
    site: bool = False
    daily: bool = False
    custom: bool = False

    @property
    def default(self) -> bool:
        """Whether it is on where nothing is selected."""
        return self.custom or self.severity != "info"

    @property
    def group(self) -> str:
        """The letters of its code, which its group shares."""
        return self.code.rstrip("0123456789")


RULES: dict[str, Rule] = {}
"""Every rule that is registered, by its code, in the order of the catalogue once `catalogue` was called."""


def rule(  # noqa: PLR0913 - what is to be said about a rule
    code: str,
    name: str,
    severity: Severity,
    *,
    fix: Fixes | None = None,
    options: type[Struct] | None = None,
    site: bool = False,
    daily: bool = False,
) -> Callable[[Check], Check]:
    """Registers the function below as a rule.

    Raises `RuleError` for a code or name that is not in the form of one or is taken, and for a doc without its parts.
    """

    def register(check: Check) -> Check:
        add_rule(
            Rule(
                code=code,
                name=name,
                severity=severity,
                check=check,
                doc=_read_doc(code, check.__doc__),
                fix=fix,
                options=options,
                site=site,
                daily=daily,
            )
        )
        return check

    return register


def add_rule(new: Rule, rules: dict[str, Rule] = RULES) -> None:
    """Puts a rule into a catalogue. Raises `RuleError` for one that does not fit in."""
    if not _CODE.fullmatch(new.code) or not _NAME.fullmatch(new.name):
        raise RuleError(
            f"{new.code} {new.name} cannot name a rule",
            hint="a code is two to six capital letters and three digits, a name words in lower case with - between",
        )
    if new.severity not in SEVERITIES or new.fix not in (None, "safe", "unsafe"):
        raise RuleError(
            f"{new.code} {new.name} is of severity {new.severity!r} with {new.fix!r} fixes",
            hint=f"a severity is {', '.join(SEVERITIES)}; fixes are safe, unsafe, or None",
        )
    for other in rules.values():
        if other.code == new.code or other.name == new.name:
            raise RuleError(f"{new.code} {new.name} is taken by {other.code} {other.name}", hint="choose another one")
    rules[new.code] = new


def catalogue() -> dict[str, Rule]:
    """All rules by code: our own, then those of packages that are installed. Loaded at the first call."""
    if not _loaded:
        _loaded.append(True)
        import wenzhang.validation.rules

        wenzhang.validation.rules.load()
        _sort()
        _load_entry_points()
    return RULES


_loaded: list[bool] = []


def _sort() -> None:
    """Groups as they were registered, codes in their order: a rule of the site stands in a module of its own."""
    groups = list(dict.fromkeys(rule.group for rule in RULES.values()))
    ordered = sorted(RULES.values(), key=lambda rule: (groups.index(rule.group), rule.code))
    RULES.clear()
    RULES.update((rule.code, rule) for rule in ordered)


def _load_entry_points() -> None:
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINTS):
        known = dict(RULES)
        try:
            point.load()
        except Exception as error:
            # As if it had not begun, so that who asks again is told the same.
            RULES.clear()
            RULES.update(known)
            _loaded.clear()
            package = point.dist.name if point.dist else "the package that has them"
            raise RuleError(
                f"the rules of {point.value} cannot be loaded: {type(error).__name__}: {error}",
                hint=f"update or uninstall {package}",
            ) from error


def find_rule(name: str, rules: dict[str, Rule] | None = None) -> Rule | None:
    """The rule of a code or a name, in letters of any case; `rules` are those of the catalogue, unless given."""
    rules = catalogue() if rules is None else rules
    found = rules.get(name.upper())
    return found or next((rule for rule in rules.values() if rule.name == name.lower()), None)


def matching(selector: str, rules: dict[str, Rule] | None = None) -> tuple[str, ...]:
    """The codes that a selector means: a code, a name, the beginning of codes (`FM`, `FM0`), or `ALL`.

    Raises `RuleError` for one that means nothing.
    """
    rules = catalogue() if rules is None else rules
    if selector.upper() == "ALL":
        return tuple(rules)
    single = find_rule(selector, rules)
    if single is not None:
        return (single.code,)
    found = tuple(code for code in rules if code.startswith(selector.upper())) if selector else ()
    if not found:
        names = [each for rule in rules.values() for each in (rule.code, rule.name)]
        close = get_close_matches(selector.upper(), names, 1) or get_close_matches(selector.lower(), names, 1)
        hint = f"did you mean {close[0]}?" if close else "wenzhang rules lists them"
        raise RuleError(f"no rule {selector!r}", hint=hint)
    return found


def _read_doc(code: str, docstring: str | None) -> Doc:
    if docstring is None:  # python -OO leaves none
        return Doc("", "", "", "")
    what, *parts = _PART.split(cleandoc(docstring))
    named = {name: cleandoc(text) for name, text in zip(parts[::2], parts[1::2], strict=True)}
    missing = [name for name in _REQUIRED if not named.get(name)]
    if missing or not what.strip():
        raise RuleError(f"the doc of {code} has no {', '.join(missing) or 'first sentence'}")
    return Doc(
        what.strip(), named["Why"], named["Found"], named["Better"], named.get("Fix", ""), named.get("Options", "")
    )
