"""Rules of a project's own, from its configuration: CSS selectors, XPath, regular expressions.

What a selector or XPath finds is looked for in turbohtml's tree of the body, in a Markdown body in that of the HTML it
stands for. Elements that are only implied (`<tbody>`, or the `<body>` around what is no whole page) have no place in
the source, and give no finding. Templates are text there as anywhere else in an article's body.

A regular expression is Python's, and sees the whole source as it is written, front matter and line ends included. In
its message and hint `{0}` is the text that it found, `{1}` and `{name}` its groups. What it costs is up to its author:
one like `(a+)+b` can take forever on a text that nearly fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

from turbohtml import Element, XPath, XPathString, parse
from turbohtml.query import compile as compile_selector

from wenzhang.errors import ConfigError, RuleError
from wenzhang.read.elements import Elements
from wenzhang.source import Span
from wenzhang.validation.diagnostic import Finding
from wenzhang.validation.registry import Doc, Rule, add_rule, catalogue

if TYPE_CHECKING:
    from wenzhang.config import Config, CustomRule
    from wenzhang.validation.subject import Subject

__all__ = ["custom_rules"]

_GROUP = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_LONGEST = 40  # code points of a group in a message

Check = Callable[["Subject"], Iterator[Finding]]


def custom_rules(config: Config) -> list[Rule]:
    """The configuration's own rules, in its order; all of them are on where nothing is selected.

    Raises `ConfigError` for one whose selector, XPath, expression, message, code or name cannot be.
    """
    known = dict(catalogue())
    trees = _Trees()
    rules = [_rule(custom, trees) for custom in config.custom]
    for rule in rules:
        try:
            add_rule(rule, known)
        except RuleError as error:
            raise ConfigError(f"the custom rule {rule.code}: {error.message}", hint=error.hint) from None
    return rules


def _rule(custom: CustomRule, trees: _Trees) -> Rule:
    given = [kind for kind in ("css", "xpath", "regex") if getattr(custom, kind) is not None]
    if len(given) != 1:
        what = f"has {' and '.join(given)}" if given else "finds nothing"
        raise _refused(custom, what, "give exactly one of css, xpath and regex")
    check = {"css": _by_selector, "xpath": _by_xpath, "regex": _by_regex}[given[0]](custom, trees)
    doc = Doc(custom.message, custom.hint or "", "", "")
    return Rule(code=custom.code, name=custom.name, severity=custom.severity, check=check, doc=doc, custom=True)


def _refused(custom: CustomRule, problem: str, hint: str | None = None) -> ConfigError:
    return ConfigError(f"the custom rule {custom.code} {problem}", hint=hint)


# Elements


class _Trees:
    """The tree of the subject that was last asked for, since all rules look at one before they look at the next."""

    def __init__(self) -> None:
        self._subject: Callable[[], Subject | None] = lambda: None
        self._elements: Elements | None = None

    def of(self, subject: Subject) -> Elements:
        """Its elements."""
        if self._elements is None or self._subject() is not subject:
            self._subject = ref(subject, self._forget)
            self._elements = Elements(subject.body)
        return self._elements

    def _forget(self, gone: object) -> None:
        if gone is self._subject:
            self._elements = None


def _by_selector(custom: CustomRule, trees: _Trees) -> Check:
    try:
        selector = compile_selector(custom.css or "")
        selector.select(parse(""))
    except ValueError as error:
        raise _refused(
            custom, f"has no CSS selector: {error}", "selectors are as in figcaption, p.lead, #toc"
        ) from None

    def check(subject: Subject) -> Iterator[Finding]:
        elements = trees.of(subject)
        return _findings(custom, (elements.span(element) for element in selector.select(elements.tree)))

    return check


def _by_xpath(custom: CustomRule, trees: _Trees) -> Check:
    hint = "it is XPath 1.0 and finds elements or attributes, as in //img[not(@alt)] or //a/@target"
    try:
        xpath = XPath(custom.xpath or "", smart_strings=True)
        found = xpath(parse(""))
    except ValueError as error:
        raise _refused(custom, f"has no XPath: {error}", hint) from None
    if not isinstance(found, list):
        raise _refused(custom, f"has an XPath that gives {type(found).__name__}, no place", hint)

    def check(subject: Subject) -> Iterator[Finding]:
        elements = trees.of(subject)
        places = xpath(elements.tree)
        assert isinstance(places, list), "what an XPath gives depends on nothing but itself"
        return _findings(custom, (_place(elements, each) for each in places))

    return check


def _place(elements: Elements, found: Any) -> Span | None:
    """Where something stands that XPath found: of text, the element around it."""
    if isinstance(found, XPathString):
        element = found.getparent()
        if found.is_attribute and found.attrname and isinstance(element, Element):
            return elements.attribute_span(element, found.attrname) or elements.span(element)
        return elements.span(element) if isinstance(element, Element) else None
    if isinstance(found, Element):
        return elements.span(found)
    parent = getattr(found, "parent", None)
    return elements.span(parent) if isinstance(parent, Element) else None


def _findings(custom: CustomRule, spans: Iterable[Span | None]) -> Iterator[Finding]:
    seen = set()
    for span in spans:
        if span is not None and span not in seen:
            seen.add(span)
            yield Finding(span, custom.message, custom.hint)


# Text


class _Message(NamedTuple):
    """A message in which groups stand in braces."""

    text: str
    has_groups: bool

    def of(self, found: re.Match[str]) -> str:
        """The message about what was found, each group on one line and not too long."""
        return _GROUP.sub(lambda name: _shown(found[_key(name[1])]), self.text) if self.has_groups else self.text


def _by_regex(custom: CustomRule, trees: _Trees) -> Check:
    try:
        pattern = re.compile(custom.regex or "")
    except re.error as error:
        raise _refused(
            custom, f"has no regular expression: {error}", "it is Python's: docs.python.org/3/library/re"
        ) from None
    message = _message(custom, custom.message, pattern)
    hint = _message(custom, custom.hint, pattern) if custom.hint else None

    def check(subject: Subject) -> Iterator[Finding]:
        for found in pattern.finditer(subject.text):
            yield Finding(Span(*found.span()), message.of(found), hint.of(found) if hint else None)

    return check


def _message(custom: CustomRule, text: str, pattern: re.Pattern[str]) -> _Message:
    names = [name[1] for name in _GROUP.finditer(text)]
    for name in names:
        key = _key(name)
        if (key > pattern.groups) if isinstance(key, int) else key not in pattern.groupindex:
            hint = "{0} is all that was found, {1} its first group, {name} that of (?P<name>…)"
            raise _refused(custom, f"names {{{name}}} in its message, which its expression does not have", hint)
    return _Message(text, bool(names))


def _key(name: str) -> int | str:
    return int(name) if name.isascii() and name.isdigit() else name


def _shown(text: str | None) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
