"""Which rules are on for a file, how grave each is there, and with which options."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from wenzhang.config.globs import matches
from wenzhang.errors import ConfigError
from wenzhang.validation.registry import Rule, catalogue, find_rule, matching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msgspec import Struct

    from wenzhang.config import Config
    from wenzhang.validation.diagnostic import Severity

__all__ = ["ActiveRule", "Ruleset", "Rulesets"]


class ActiveRule(NamedTuple):
    """A rule that is on. `options` is None for a rule that has none."""

    rule: Rule
    severity: Severity
    options: Struct | None

    def arguments(self, *subject: Any) -> tuple[Any, ...]:
        """What its function is called with."""
        return subject if self.options is None else (*subject, self.options)


class Ruleset(NamedTuple):
    """The rules that are on for a file: those of an article alone, and those of the site.

    `known` are all that this configuration knows, by code, those that are off as well.
    """

    rules: tuple[ActiveRule, ...]
    site_rules: tuple[ActiveRule, ...]
    known: dict[str, Rule]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of those that are on."""
        return frozenset(active.rule.code for active in (*self.rules, *self.site_rules))

    def find(self, code: str) -> ActiveRule | None:
        """The rule of a code, None where it is off."""
        return next((active for active in (*self.rules, *self.site_rules) if active.rule.code == code), None)


class Rulesets:
    """The rule set of each file under one configuration.

    Raises `RuleError` for a rule that does not exist, `ConfigError` for options that are not those of their rule, and
    for a rule of the configuration's own that cannot be.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._rules = known = with_custom_rules(config)
        self._severity = _by_code(config.severity, known)
        self._options = {code: _options(known[code], given) for code, given in _by_code(config.rules, known).items()}
        self._selected = _selected(config, known)
        self._ignores = [(glob, _codes(names, known)) for glob, names in config.per_file_ignores.items()]
        self._limited = [(each.code, each.files) for each in config.custom if each.files]
        self._known: dict[frozenset[str], Ruleset] = {}

    def of(self, path: str | None) -> Ruleset:
        """The rules for a file of this path."""
        ignored: frozenset[str] = frozenset()
        if path is not None:
            for glob, codes in self._ignores:
                if matches(glob, path, self._config.root):
                    ignored |= codes
        for code, globs in self._limited:
            if path is None or not any(matches(glob, path, self._config.root) for glob in globs):
                ignored |= {code}
        known = self._known.get(ignored)
        if known is None:
            known = self._known[ignored] = self._ruleset(ignored)
        return known

    def _ruleset(self, ignored: frozenset[str]) -> Ruleset:
        selected = self._selected - ignored
        active = [self._active(rule) for code, rule in self._rules.items() if code in selected]
        alone = tuple(each for each in active if not each.rule.site)
        return Ruleset(alone, tuple(each for each in active if each.rule.site), self._rules)

    def _active(self, rule: Rule) -> ActiveRule:
        options = self._options.get(rule.code)
        if options is None and rule.options is not None:
            options = rule.options()
        return ActiveRule(rule, self._severity.get(rule.code, rule.severity), options)


def with_custom_rules(config: Config) -> dict[str, Rule]:
    """The catalogue, and the rules of the configuration's own behind it."""
    if not config.custom:
        return catalogue()
    from wenzhang.validation.custom import custom_rules

    return catalogue() | {rule.code: rule for rule in custom_rules(config)}


def _selected(config: Config, known: dict[str, Rule]) -> frozenset[str]:
    """The longest selector decides for each rule; of two that are as long, `ignore`."""
    selected = {rule.code for rule in known.values() if _is_default(rule, config)} if config.select is None else set()
    chosen = [(_length(name, known), False, name) for name in (*(config.select or ()), *config.extend_select)]
    chosen += [(_length(name, known), True, name) for name in config.ignore]
    for _, is_ignored, name in sorted(chosen):
        codes = matching(name, known)
        if is_ignored:
            selected.difference_update(codes)
        else:
            selected.update(codes)
    return frozenset(selected)


def _is_default(rule: Rule, config: Config) -> bool:
    """Whether it is on where nothing is selected: a list of words is given for the rule that looks for them."""
    return rule.default or (rule.name == "region-word" and bool(config.region_words))


def _length(selector: str, known: dict[str, Rule]) -> int:
    if selector.upper() == "ALL":
        return 0
    found = find_rule(selector, known)
    return len(found.code) if found else len(selector)


def _codes(names: Iterable[str], known: dict[str, Rule]) -> frozenset[str]:
    return frozenset(code for name in names for code in matching(name, known))


def _by_code(named: dict[str, Any], known: dict[str, Rule]) -> dict[str, Any]:
    """The values under the codes that their keys mean, the longest selector last."""
    ordered = sorted(named, key=lambda name: _length(name, known))
    return {code: named[name] for name in ordered for code in matching(name, known)}


def _options(rule: Rule, given: dict[str, Any]) -> Struct:
    code = rule.code
    if rule.options is None:
        raise ConfigError(f"{code} {rule.name} has no options", hint=f"wenzhang rules {code} tells about it")
    known = [field.encode_name for field in msgspec.structs.fields(rule.options)]
    for key in given:
        if key not in known:
            close = get_close_matches(key, known, 1)
            hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(known)}"
            raise ConfigError(f"{code} {rule.name} has no option {key!r}", hint=hint)
    try:
        return msgspec.convert(given, rule.options)
    except msgspec.ValidationError as error:
        raise ConfigError(f"the options of {code} {rule.name}: {error}") from error
