"""Where the comments stand that silence rules, what each of them says, and what it covers."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from turbohtml import TokenType

from wenzhang.conversion.markup import Markup
from wenzhang.read.elements import Elements
from wenzhang.source import Span
from wenzhang.validation.comment_lines import Deletions
from wenzhang.validation.front_matter_comments import Found, front_matter_comments
from wenzhang.validation.registry import catalogue, find_rule
from wenzhang.validation.suppression import Selector, Suppression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Token

    from wenzhang.read.body import Body
    from wenzhang.validation.subject import Subject

__all__ = ["suppressions"]

_OURS = re.compile(r"(?:<!--|\{/\*|#)\s*wenzhang:\s*")
_VERB = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)*)([ \t]*\[)?")
_LIST = re.compile(r"([^\[\]]*)\]")
_NAME = re.compile(r"[^\s,，、]+")
_FIRST_WORD = re.compile(r"\s*([(（［【〔{:：=]*)\s*([A-Za-z0-9-]+)")
_VERBS = ("ignore", "ignore-file")
# What other tools call it.
_OTHER_VERBS = ("disable", "disable-file", "disable-next", "noqa", "skip", "ignore-next", "ignore-line", "ignore-all")
_FORM = "write wenzhang: ignore[FG001] or wenzhang: ignore-file[FG001], and the reason behind it"

_MDX = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_MDX_PARAGRAPH = re.compile(r"(?:\s*\{/\*(?:[^*]|\*(?!/))*\*/\})+\s*</p>")
_CODE = frozenset(("code", "pre", "kbd", "samp"))


def suppressions(subject: Subject) -> Iterator[Suppression]:
    """All of an article, in the order of the text."""
    whole = Span(0, len(subject.text))
    found = list(front_matter_comments(subject))
    found += sorted(_in_body(subject), key=lambda each: each[0])
    for comment, covered, deletion in found:
        suppression = _read(subject.text, comment, covered, whole, deletion)
        if suppression is not None:
            yield suppression


# What they say


def _read(text: str, comment: Span, covered: Span | None, whole: Span, deletion: Span | None) -> Suppression | None:
    """What a comment says; None where it is not meant to silence anything."""
    ours = _OURS.match(text, comment.start, comment.end)
    verb = _VERB.match(text, ours.end(), comment.end) if ours else None
    if verb is None:
        return None
    name = verb[1].lower()
    if name not in _VERBS:
        close = get_close_matches(name, (*_VERBS, *_OTHER_VERBS), 1, 0.8)
        return Suppression((), None, comment, None, (f"wenzhang knows no {verb[1]!r}", _FORM)) if close else None
    selectors: tuple[Selector, ...] = ()
    problem = None
    if verb[2]:
        names = _LIST.match(text, verb.end(), comment.end)
        if names is None:
            problem = "the [ is never closed"
        else:
            selectors = tuple(Selector(each[0], Span(*each.span())) for each in _NAME.finditer(text, *names.span(1)))
            problem = None if selectors else "the brackets name no rule"
    else:
        problem = _without_brackets(text, verb.end(), comment.end)
    stretch = whole if name == "ignore-file" else covered
    return Suppression(selectors, stretch, comment, deletion, (problem, _FORM) if problem else None)


def _without_brackets(text: str, at: int, end: int) -> str | None:
    """What is wrong where no bracket follows: rules are named all the same."""
    word = _FIRST_WORD.match(text, at, end)
    if word is not None and (find_rule(word[2]) or word[2].upper() in {rule.group for rule in catalogue().values()}):
        return f"{word[2]} does not stand in brackets as these: []"
    return None


# Where they stand


def _in_body(subject: Subject) -> Iterator[Found]:
    body = subject.body
    if "wenzhang:" not in body.markup:
        return
    front_matter = subject.front_matter
    deletions = Deletions(body, front_matter.span.end if front_matter is not None else 0)
    for comment, covered in _Reader(body).comments():
        yield comment, covered, deletions.of(comment)


class _Reader:
    """Goes through the tokens of a body. A comment waits for what begins next: an element, or text."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.elements = Elements(body)
        self.has_mdx = body.format == "markdown" or (body.source.path or "").lower().endswith(".mdx")
        self.verbatim: Counter[str] = Counter()
        self.waiting: list[Span] = []
        self.text_start: int | None = None  # of the text that is read
        self.found: list[tuple[Span, Span | None]] = []
        self.is_only_comments = False  # the paragraph that is open

    def comments(self) -> list[tuple[Span, Span | None]]:
        """The comments for us, each with what it covers."""
        begin, markup = self.body.begin, self.body.markup
        for token, start, stop in Markup(markup):
            self.read(token, begin + start, begin + stop)
        self.end_text(begin + len(markup))
        self.settle(None)
        return self.found

    def read(self, token: Token, start: int, end: int) -> None:
        """One token. Text comes in several, one for each reference."""
        if token.type in (TokenType.TEXT, TokenType.CHARACTER_REFERENCE):
            self.text_start = start if self.text_start is None else self.text_start
            return
        self.end_text(start)
        if token.type is TokenType.COMMENT:
            self.comment(start, end)
        elif token.type is TokenType.START_TAG:
            self.start_tag(token.tag or "", start, end)
        elif token.type is TokenType.END_TAG:
            self.end_tag(token.tag or "")

    def comment(self, start: int, end: int) -> None:
        """A comment, which is none of ours in code."""
        span = self.body.span(start, end)
        if not self.verbatim and _OURS.match(self.body.source.text, span.start, span.end):
            self.waiting.append(span)

    def start_tag(self, tag: str, start: int, end: int) -> None:
        """The element that begins here is what was waited for."""
        if tag in _CODE:
            self.verbatim[tag] += 1
        self.is_only_comments = self.has_mdx and tag == "p" and _MDX_PARAGRAPH.match(self.body.html, end) is not None
        if self.waiting and not self.is_only_comments:
            element = self.elements.by_start.get(self.body.span(start, start).start)
            span = self.elements.span(element) if element is not None else None
            self.settle(span or self.body.span(start, end))

    def end_tag(self, tag: str) -> None:
        """Nothing more begins in what ends here."""
        if tag in self.verbatim:
            self.verbatim -= Counter((tag,))
        if not self.is_only_comments:
            self.settle(None)
        self.is_only_comments = False

    def end_text(self, end: int) -> None:
        """The text that ends here, in which MDX has its comments, is what was waited for, but for white space."""
        start, self.text_start = self.text_start, None
        if start is None:
            return
        for comment in _MDX.finditer(self.body.html, start, end) if self.has_mdx else ():
            self.piece_of_text(start, comment.start())
            self.comment(*comment.span())
            start = comment.end()
        self.piece_of_text(start, end)

    def piece_of_text(self, start: int, end: int) -> None:
        """What waits covers this text, unless it is white space."""
        text = self.body.html[start:end] if self.waiting else ""
        if text.strip():
            self.settle(self.body.span(end - len(text.lstrip()), end))

    def settle(self, span: Span | None) -> None:
        """All that waits covers a span, or nothing."""
        self.found += [(comment, span) for comment in self.waiting]
        self.waiting = []
