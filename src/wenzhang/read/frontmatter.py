"""Finding and reading the front matter.

Known are YAML between `---` and `---` or `...`; TOML between `+++`; JSON as an object at the very start (Hugo) or
between `;;;` (Middleman, Hexo; there also without its braces); and `---yaml`, `---toml`, `---json` up to `---`
(gray-matter, Eleventy, Deno).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wenzhang.errors import FrontMatterError
from wenzhang.frontmatter import FrontMatter, FrontMatterFormat, Mapping
from wenzhang.read.plain_yaml import read_plain_yaml
from wenzhang.read.problem import Problem, line_number
from wenzhang.source import Source, Span

_END = r"[ \t]*(?:\r\n?|\n|\Z)"
_OPENING = re.compile(r"(---(?:yaml|toml|json)?|\+\+\+|;;;)" + _END)
_CLOSING = {
    "---": re.compile(r"[\r\n](?:---|\.\.\.)" + _END),
    "+++": re.compile(r"[\r\n]\+\+\+" + _END),
    ";;;": re.compile(r"[\r\n];;;" + _END),
}
_FORMATS: dict[str, FrontMatterFormat] = {
    "---": "yaml",
    "+++": "toml",
    ";;;": "json",
    "---yaml": "yaml",
    "---toml": "toml",
    "---json": "json",
}

_INVISIBLE = "\ufeff\u00ad\u200b-\u200f\u2060"
_FENCE_LIKE = "(?:[-‐‑‒–—―−─﹣－]{2,12}|[+＋]{2,12})"
_BEFORE_OPENING = re.compile(rf"[\s{_INVISIBLE}]*+({_FENCE_LIKE})(\w{{0,12}}(?:[^\S\r\n]|[{_INVISIBLE}])*+)[\r\n]")
_BEFORE_JSON = re.compile(rf"[\s{_INVISIBLE}]++(?=\{{\s*+\"[^\"\r\n]{{1,80}}\"\s*+:)")
_NEARLY_CLOSING = re.compile(rf"[\r\n](?:[^\S\r\n]|[{_INVISIBLE}])*+({_FENCE_LIKE})[^\S\r\n]*+(?:\r\n?|\n|\Z)")
_KEY = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*+[\"']?[^\W\d][\w .-]{0,60}[\"']?[ \t]{0,9}[:：=＝]")
_BLANK_LINE = re.compile(r"[ \t]*(?:[\r\n]|\Z)")
_BODY = re.compile(r"(?:\r\n|\n|\r(?!\n))(?=[ \t]*(?:<|[\r\n]))")
_JSON = re.compile(r"\{(?:\s*+[\"}]|[ \t]*+[\r\n]\s*+(?:'|//|\w+\s*+:))")
_JSON_CLOSING = re.compile(r"[\r\n]\}" + _END)
_LINE_END = re.compile(_END)


class FrontMatterReading(NamedTuple):
    """What stands at the head of a source: `body_start` is in code points, `problem` what kept it from being read."""

    front_matter: FrontMatter | None
    body_start: int
    problem: FrontMatterError | None


def read_front_matter(source: Source) -> FrontMatterReading:
    """The front matter of a source, and where its body begins: behind the line end of the closing fence.

    Without front matter that is `(None, 0, None)`. Nothing is raised for content: where there is a `problem`,
    `front_matter` is None and `body_start` the best guess.
    """
    text = source.text
    opening = _OPENING.match(text)
    if opening is not None:
        return _read_fenced(source, opening)
    if text.startswith("{") and _JSON.match(text):
        return _read_json_object(source)
    return _read_none(source)


def _read_fenced(source: Source, opening: re.Match[str]) -> FrontMatterReading:
    text = source.text
    fence = opening[1]
    start = opening.end()
    closing = _CLOSING[fence[:3]].search(text, start - 1)
    if closing is None:
        return _unclosed(source, opening)
    end = closing.start() + 1
    format_ = _FORMATS[fence]
    try:
        root = _read_root(format_, text, start, end)
    except Problem as problem:
        return FrontMatterReading(None, closing.end(), problem.as_error(source))
    return _found(source, FrontMatter(Span(0, end + 3), format_, root), closing.end())


def _read_root(format_: FrontMatterFormat, text: str, start: int, end: int) -> Mapping:
    if format_ == "yaml":
        plain = read_plain_yaml(text, start, end)
        if plain is not None:
            return plain
        from wenzhang.read.yaml import read_yaml

        return read_yaml(text, start, end)
    if format_ == "toml":
        from wenzhang.read.toml import read_toml

        return read_toml(text, start, end)
    from wenzhang.read.json_head import read_json

    return read_json(text, start, end)


def _found(source: Source, front_matter: FrontMatter, body_start: int) -> FrontMatterReading:
    front_matter.__dict__["_source"] = source  # for the positions of `to`; no field, so neither compared nor in JSON
    return FrontMatterReading(front_matter, body_start, None)


def _read_json_object(source: Source) -> FrontMatterReading:
    """JSON at the very start. `{}` with text behind it is text."""
    from wenzhang.read.json_head import read_json_object

    text = source.text
    try:
        root = read_json_object(text, 0)
    except Problem as problem:
        closing = _JSON_CLOSING.search(text)
        return FrontMatterReading(None, closing.end() if closing else _guess_body(text, 0), problem.as_error(source))
    line_end = _LINE_END.match(text, root.span.end)
    if line_end is not None:
        return _found(source, FrontMatter(root.span, "json", root), line_end.end())
    if not root.entries:
        return FrontMatterReading(None, 0, None)
    behind = Problem(root.span.end, "text behind the front matter's closing brace", "start the body on a new line")
    return FrontMatterReading(None, root.span.end, behind.as_error(source))


def _read_none(source: Source) -> FrontMatterReading:
    """No front matter, unless it is only its fence that is not as it should be."""
    text = source.text
    problem = None
    body_start = 0
    nearly = _BEFORE_OPENING.match(text)
    if nearly is not None and _KEY.match(text, nearly.end()):
        problem = _bad_opening(text, nearly)
        closing = _CLOSING["---"].search(text, nearly.end() - 1) or _CLOSING["+++"].search(text, nearly.end() - 1)
        body_start = closing.end() if closing else _guess_body(text, nearly.end())
    elif before := _BEFORE_JSON.match(text):
        problem = _blank_before(text, before.end(), "the brace that opens the front matter")
        closing = _JSON_CLOSING.search(text)
        body_start = closing.end() if closing else _guess_body(text, before.end())
    return FrontMatterReading(None, body_start, problem.as_error(source) if problem else None)


def _bad_opening(text: str, nearly: re.Match[str]) -> Problem:
    fence = nearly[1]
    if fence not in _FORMATS:
        hint = "write exactly ---, three hyphens (for TOML +++), alone on the first line"
        return Problem(nearly.start(1), f"{fence} does not open front matter", hint, "fence")
    if nearly.start(1):
        return _blank_before(text, nearly.start(1), f"the {fence} that opens the front matter")
    hint = f"{fence} stands alone; only yaml, toml or json may follow ---"
    return Problem(3, f"{_names(nearly[2])} behind the {fence} that opens the front matter", hint, "fence")


def _blank_before(text: str, end: int, what: str) -> Problem:
    hint = "delete it: nothing may stand before front matter"
    return Problem(0, f"{_names(text[:end])} before {what}", hint, "fence")


def _names(characters: str) -> str:
    """White space and invisible characters, named."""
    if characters.strip(" \t") == "":
        return "white space"
    if characters.strip() == "":
        return "a blank line" if characters.strip(" \t")[:1] in "\r\n" else "white space"
    character = characters.strip()[0]
    if character.isalnum():
        return repr(characters.strip())
    name = _CHARACTER_NAMES.get(character, "an invisible character")
    return f"{name} (U+{ord(character):04X})"


_CHARACTER_NAMES = {"\ufeff": "a second byte order mark", "\u200b": "a zero-width space", "\u00ad": "a soft hyphen"}


def _unclosed(source: Source, opening: re.Match[str]) -> FrontMatterReading:
    """An opening fence alone. Before a blank line and no key it is a thematic break of a Markdown body."""
    text = source.text
    start = opening.end()
    if _BLANK_LINE.match(text, start) and not _KEY.match(text, start):
        return FrontMatterReading(None, 0, None)
    fence = opening[1][:3]
    body_start = _guess_body(text, start)
    nearly = _NEARLY_CLOSING.search(text, start - 1)
    hint = f"put a line with {fence} and nothing else between the front matter and the body"
    if nearly is not None and nearly.start() <= body_start:
        body_start = nearly.end()
        line = line_number(text, nearly.start(1))
        hint = f"line {line} reads {nearly[0].strip(chr(13) + chr(10))!r}; it must be {fence} and nothing else"
    problem = Problem(0, f"the front matter that {opening[1]} opens is never closed", hint, "fence")
    return FrontMatterReading(None, body_start, problem.as_error(source))


def _guess_body(text: str, start: int) -> int:
    """The first line from `start` on that is blank or begins with a tag, else the end of the text."""
    body = _BODY.search(text, max(start - 1, 0))
    return body.end() if body else len(text)
