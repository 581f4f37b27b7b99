"""The rules that a configuration names: whether they exist, and whether the options are theirs."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import msgspec

from wenzhang.config.settings import Config, CustomRule
from wenzhang.errors import ConfigError, RuleError
from wenzhang.frontmatter import Mapping, Scalar, Sequence
from wenzhang.validation.registry import RULES, find_rule, matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wenzhang.config.document import Document
    from wenzhang.frontmatter import Entry, MetaValue

__all__ = ["canonical", "check_rules", "own_rules"]

_LISTS = ("select", "extend-select", "ignore", "extend-ignore")
_LISTS_BY_GLOB = ("per-file-ignores", "extend-per-file-ignores")


def canonical(name: str) -> str:
    """The code of a rule for its code or its name, so that two ways to name it are one; else the name as it is."""
    rule = find_rule(name)
    return rule.code if rule is not None else name


def own_rules(document: Document) -> Iterator[str]:
    """The codes and names of the rules that a file adds."""
    node = document.node("custom")
    for item in node.items if isinstance(node, Sequence) else ():
        for each in _entries(item):
            if each.key.content in ("code", "name") and isinstance(each.value, Scalar):
                yield each.value.content


def check_rules(document: Document, own: Iterable[str]) -> None:
    """Raises `ConfigError` at a rule that does not exist or cannot be, and at options that are not those of their rule.

    `own` are the codes and names of rules that the configuration adds.
    """
    names = tuple(own)
    _check_own(document)
    for each in _named(document):
        _codes(document, each, names)
    _each_once(document, [entry.key for entry in _entries(document.node("severity"))], names)
    options = _entries(document.node("rules"))
    _each_once(document, [entry.key for entry in options], names)
    for entry in options:
        for code in _codes(document, entry.key, names):
            _check_options(document, code, entry.value)


def _check_own(document: Document) -> None:
    """Raises `ConfigError` at a rule of the project's own that cannot be."""
    node = document.node("custom")
    if not isinstance(node, Sequence):
        return
    from wenzhang.validation.custom import custom_rules

    for index, item in enumerate(node.items):
        custom = document.read(item, CustomRule, f"custom[{index}]")
        try:
            custom_rules(Config(custom=(custom,)))
        except ConfigError as error:
            raise document.error(item.span, error.message, error.hint) from error


def _named(document: Document) -> Iterator[Scalar]:
    """Every rule that is in a list."""
    for key in _LISTS:
        yield from _texts(document.node(key))
    for key in _LISTS_BY_GLOB:
        for each in _entries(document.node(key)):
            yield from _texts(each.value)


def _codes(document: Document, name: Scalar, own: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of the catalogue that a name means; none for one of our own."""
    try:
        return matching(name.content)
    except RuleError as error:
        if any(name.content and each.startswith(name.content) for each in own):
            return ()
        close = get_close_matches(name.content, own, 1)
        hint = f"did you mean {close[0]}?" if close else error.hint
        raise document.error(name.span, error.message, hint) from error


def _each_once(document: Document, keys: Iterable[Scalar], own: tuple[str, ...]) -> None:
    """Raises `ConfigError` where one rule is there by its code and by its name."""
    seen: dict[str, str] = {}
    for key in keys:
        _codes(document, key, own)
        other = seen.setdefault(canonical(key.content), key.content)
        if other != key.content:
            raise document.error(key.span, f"{key.content} is {other}, which is there already", "keep one of the two")


def _check_options(document: Document, code: str, given: MetaValue) -> None:
    rule = RULES[code]
    if rule.options is None:
        raise document.error(given.span, f"{code} {rule.name} has no options", f"wenzhang rules {code} tells about it")
    known = [field.encode_name for field in msgspec.structs.fields(rule.options)]
    for entry in _entries(given):
        key = entry.key.content
        if key not in known:
            close = get_close_matches(key.replace("_", "-").lower(), known, 1)
            hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(known)}"
            raise document.error(entry.key.span, f"{code} {rule.name} has no option {key!r}", hint)
    document.read(given, rule.options, f"rules.{code}")


def _entries(node: MetaValue | None) -> tuple[Entry, ...]:
    return node.entries if isinstance(node, Mapping) else ()


def _texts(node: MetaValue | None) -> list[Scalar]:
    return [item for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
