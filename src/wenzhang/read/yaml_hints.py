"""What a person should do about a YAML error: the parser says what it expected, this says what was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from yaml import MarkedYAMLError

from wenzhang.frontmatter import MetaValue, Scalar
from wenzhang.read.problem import Problem, too_deep

_QUOTES = "put the value in quotes"
_FULL_WIDTH_COLON = re.compile(r"[ \t]*(?:- +)?(?P<key>[^\s:：\"'#\[{,][^:：\"'#]{0,60})(?P<colon>：)")
_TIGHT_COLON = re.compile(r"[ \t]*(?:- +)?(?P<key>[^\W\d][\w.-]{0,60})(?P<colon>:)(?=[^\s/:])")
_KEY = re.compile(r"[ \t]*(?:- +)*(?P<key>[^\s#][^#]{0,200}?):(?=\s)")
_LINE = re.compile(r"(?<![^\r\n])(?<!\r(?=\n))[^\r\n]*")
_LINE_END = re.compile(r"[\r\n]|\Z")
_MEANINGS = {
    "*": "an alias",
    "&": "an anchor",
    "!": "a tag",
    "|": "a block of text",
    ">": "a block of text",
    "-": "a list",
    "?": "a key",
    "%": "a directive",
}
_COMMAS = "，、；"
_NO_KEY = ("a line without a key", "write `key: value`, or indent the line if it belongs to the value above")


class Failure(NamedTuple):
    """Where the parser gave up (`at`), where what it was reading began (`since`), and in its words why."""

    text: str
    start: int
    at: int
    since: int
    context: str = ""
    problem: str = ""

    def lines(self) -> list[re.Match[str]]:
        """The lines up to the one where the parser gave up, that one included."""
        end = _LINE_END.search(self.text, self.at)
        return list(_LINE.finditer(self.text, self.start, end.start() if end else len(self.text)))

    def before(self) -> str:
        """What stands on the line before the place where the parser gave up."""
        return self.text[self.lines()[-1].start() : self.at]


def explain(error: MarkedYAMLError, text: str, start: int) -> Problem:
    """The problem behind a parser's error, at the place that has to be changed."""
    mark = error.problem_mark or error.context_mark
    at = min(max(mark.index if mark else start, start), len(text))
    since = min(max(error.context_mark.index if error.context_mark else at, start), at)
    failure = Failure(text, start, at, since, error.context or "", error.problem or "")
    problems = (diagnose(failure) for diagnose in _DIAGNOSES)
    return next((problem for problem in problems if problem is not None), _unexplained(failure))


def not_a_mapping(root: MetaValue, text: str, start: int) -> Problem:
    """The problem of front matter whose root is a list or a scalar."""
    at = root.span.start
    colon = _bad_colon(Failure(text, start, at, at))
    if colon is not None and isinstance(root, Scalar):
        return colon
    kind = "a single value" if isinstance(root, Scalar) else "a list"
    return Problem(at, f"front matter is {kind}, not keys with values", "write lines of the form `key: value`")


def _too_deep(failure: Failure) -> Problem | None:
    """Libyaml's own limit (1,000 from 0.2.6 on) is far above ours, but it looks ahead further than we have read."""
    return too_deep(failure.at) if "maximum nesting depth" in failure.problem else None


def _tab(failure: Failure) -> Problem | None:
    line = failure.lines()[-1]
    indentation = re.match(r"[ \t]*", line.group())
    tab = indentation.group().find("\t") if indentation else -1
    hint = "YAML indents with spaces only; put spaces in its place"
    return Problem(line.start() + tab, "a tab in the indentation", hint) if tab >= 0 else None


def _bad_colon(failure: Failure) -> Problem | None:
    """`title：x`, `title:x`: the first of a run of such lines that ends where the parser gave up, or a line above."""
    lines = failure.lines()[::-1]
    if not _colon_match(lines[0]):
        lines = lines[1:]
    problem = None
    for line in lines:
        match = _colon_match(line)
        if match is None:
            break
        problem = _colon_problem(line.start(), match)
    return problem


def _colon_match(line: re.Match[str]) -> re.Match[str] | None:
    text = line.group()
    if ": " in text or text.endswith(":"):
        return None
    return _FULL_WIDTH_COLON.match(text) or _TIGHT_COLON.match(text)


def _colon_problem(start: int, match: re.Match[str]) -> Problem:
    key = match["key"].strip()
    what = "a full-width colon" if match["colon"] == "：" else "no space behind the colon"
    return Problem(
        start + match.start("colon"), f"{what} after {key!r}", f"write `{key}: `, a half-width colon and a space"
    )


def _unclosed_quote(failure: Failure) -> Problem | None:
    if "quoted scalar" not in failure.context or "unexpected" not in failure.problem:
        return None
    mark = failure.text[failure.since]
    return Problem(failure.since, f"the quotation mark {mark} is never closed", f"close it with another {mark}")


def _after_quote(failure: Failure) -> Problem | None:
    if "expected" not in failure.problem or failure.before().rstrip(" \t")[-1:] not in ("'", '"'):
        return None
    hint = "inside \"…\" write \\\" for a quotation mark, inside '…' write ''; or close the one that was opened above"
    return Problem(failure.at, "text behind the closing quotation mark", hint)


def _flow(failure: Failure) -> Problem | None:
    """A `[` or `{` without its end, or with text behind it."""
    hint = f"{_QUOTES} if it is text"
    before = failure.before().rstrip(" \t")
    if "flow" not in failure.context:
        closed = "expected" in failure.problem and before[-1:] in ("]", "}")
        return Problem(failure.at, f"text behind the closing {before[-1]}", hint) if closed else None
    if failure.text[failure.at :].strip():
        return Problem(failure.at, "a list in [ ] or a mapping in { } goes wrong here", f"separate by commas; {hint}")
    opened = max(failure.text.rfind(bracket, failure.start, failure.at) for bracket in "[{")
    return Problem(max(opened, failure.start), f"{failure.text[opened]} is never closed", f"close it; {hint}")


def _full_width_comma(failure: Failure) -> Problem | None:
    character = failure.text[failure.at : failure.at + 1]
    if not character or character not in _COMMAS:
        return None
    return Problem(failure.at, f"a full-width {character} where YAML wants a comma", "separate by the half-width ,")


def _colon_in_value(failure: Failure) -> Problem | None:
    if "mapping values are not allowed" not in failure.problem:
        return None
    key = _KEY.match(failure.before())
    if key is not None:
        return Problem(failure.at, "a colon followed by a space within a value", f'{_QUOTES}: {key["key"]}: "…"')
    *above, line = failure.lines()
    previous = next((other for other in reversed(above) if other.group().strip()), None)
    if previous is not None and not _KEY.match(previous.group() + "\n"):
        return Problem(previous.start(), *_NO_KEY)
    hint = "give it the indentation of the keys beside it"
    return Problem(line.start(), "this key is indented deeper than the one above, which has a value", hint)


def _special_start(failure: Failure) -> Problem | None:
    """A value that begins with a character that YAML keeps for itself."""
    character = failure.text[failure.since : failure.since + 1]
    if character in _MEANINGS and ("scanning" in failure.context or "not allowed" in failure.problem):
        return Problem(failure.since, f"{character} at the start means {_MEANINGS[character]} to YAML", _QUOTES)
    at_value = failure.before().rstrip(" \t").endswith(":") and "expected" in failure.problem
    if "cannot start any token" in failure.problem or at_value:
        return Problem(failure.at, f"a value cannot start with {failure.text[failure.at : failure.at + 1]}", _QUOTES)
    return None


def _escape(failure: Failure) -> Problem | None:
    """In double quotes: a backslash that begins no escape, or none that stands for a character."""
    if "quoted scalar" not in failure.context:
        return None
    hint = "in double quotes write \\\\ for a backslash, or use single quotes"
    return Problem(failure.at, "an escape that YAML does not know", hint)


def _no_key(failure: Failure) -> Problem | None:
    if "could not find expected ':'" not in failure.problem:
        return None
    return Problem(failure.since, *_NO_KEY)


def _indentation(failure: Failure) -> Problem | None:
    if "block" not in failure.context or "expected" not in failure.problem:
        return None
    hint = "give it the indentation of the lines beside it; a list's items start with `- `"
    return Problem(failure.at, "this fits no line above by its indentation", hint)


def _unexplained(failure: Failure) -> Problem:
    context = f" {failure.context}" if failure.context else ""
    return Problem(failure.at, f"bad YAML: {failure.problem}{context}", "put text with special characters in quotes")


_DIAGNOSES: tuple[Callable[[Failure], Problem | None], ...] = (
    _too_deep,
    _tab,
    _bad_colon,
    _full_width_comma,
    _unclosed_quote,
    _escape,
    _after_quote,
    _flow,
    _colon_in_value,
    _special_start,
    _no_key,
    _indentation,
)
