"""What a site generator replaces before it reads Markdown, or instead: it means nothing as Markdown, and stays.

- Templates: Hugo's shortcodes `{{< figure >}}`, Liquid and Nunjucks `{% include %}`, expressions `{{ page.title }}`
- The fences of admonitions, `:::tip[title]` and `:::`, as Docusaurus, VuePress and pandoc have them
- MDX: `import` and `export` at the top level, and `{expressions}`

Each becomes letters, or on lines of its own a block that CommonMark (0.31, 4.6) takes for HTML. As it keeps its number
of characters, and of bytes, every offset holds in the body.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.markdown.events import events
from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Masked", "masked"]

_TAG_ENDS = re.compile(r"\{%.*%\}|\{\{[<%].*[>%]\}\}", re.DOTALL)
_GAP = re.compile(r"[ \t]*")
_REST_OF_LINE = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")

# The title of an admonition may follow its kind, and pandoc has attributes in braces; those that close have neither.
_FENCE = re.compile(r"^[ \t>]*(?:[-*+][ \t]+)?(:{3,}(?:[ \t]*[{A-Za-z][^\r\n]*)?)[ \t]*\r?$", re.MULTILINE)

_MODULE = re.compile(r"^(?:import|export)\b[^\r\n]*(?:\r?\n[^\r\n]+)*", re.MULTILINE)
_IS_MODULE = re.compile(
    r"import\s+(?:[\w*{][^;'\"]*\sfrom\s*)?['\"][^'\"\n]+['\"]"
    r"|export\s+(?:default|const|let|var|function|class|async)\b|export\s*[*{]"
)
_VERBATIM = frozenset(("Code", "InlineMath", "DisplayMath"))
_STRING_OR_BRACE = re.compile(r"[{}]|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\n[ \t]*\r?\n")


class Opaque(NamedTuple):
    """A range that stays as it is, in code points, and whether it is a block."""

    start: int
    end: int
    is_block: bool


class Masked(NamedTuple):
    """A body as it goes to the Markdown parser, and what of it is masked, in order."""

    text: str
    opaque: tuple[Opaque, ...]


def masked(body: str, *, mdx: bool = False) -> Masked:
    """The body with what is opaque masked. `mdx` says that it is MDX, which modules in it show as well."""
    body = body.replace("\0", "\x01")  # of as many bytes, and of no meaning either
    has_braces = "{" in body
    if not (has_braces or ":::" in body or mdx or "import" in body or "export" in body):
        return Masked(body, ())
    modules = list(_modules(body))
    found = [*modules, *_fences(body)]
    if has_braces:
        found += _templates(body)
        if mdx or modules:
            found += _expressions(body)
    if not found:
        return Masked(body, ())
    code = _Code(body)
    kept = list(_without_overlaps(span for span in found if not code.cuts(span)))
    parts: list[str] = []
    at = 0
    for span in kept:
        parts += body[at : span.start], _mask(body[span.start : span.end], span.is_block)
        at = span.end
    return Masked("".join([*parts, body[at:]]), tuple(kept))


def _templates(body: str) -> Iterator[Opaque]:
    """Templates without a blank line. Tags alone on their lines are blocks, as what they are replaced by may be."""
    at = 0
    while (found := TEMPLATE.search(body, at)) is not None:
        start, at = found.span()
        is_tag = _TAG_ENDS.fullmatch(found[0]) is not None
        while is_tag:
            following = TEMPLATE.match(body, _end_of(_GAP, body, at))
            if following is None or _TAG_ENDS.fullmatch(following[0]) is None:
                break
            at = following.end()
        if _BLANK_LINE.search(body, start, at) is None:
            line = body.rfind("\n", 0, start) + 1
            stands_alone = is_tag and not body[line:start].strip(" \t>") and _REST_OF_LINE.match(body, at) is not None
            yield Opaque(start, at, stands_alone)
        else:
            at = start + 2


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _fences(body: str) -> Iterator[Opaque]:
    """The fences of admonitions. One without a kind closes what was opened before it."""
    depth = 0
    for fence in _FENCE.finditer(body) if ":::" in body else ():
        opens = fence[1].strip(":") != ""
        if opens or depth:
            depth += 1 if opens else -1
            yield Opaque(*fence.span(1), True)


def _modules(body: str) -> Iterator[Opaque]:
    """MDX's imports and exports, which go on to the next blank line."""
    for module in _MODULE.finditer(body):
        last_line = body[body.rfind("\n", 0, module.end()) + 1 : module.end()]
        if _IS_MODULE.match(module[0]) and last_line[:1].isascii():
            yield Opaque(*module.span(), True)


def _expressions(body: str) -> Iterator[Opaque]:
    """MDX's expressions: from a brace to the one that closes it, within a paragraph."""
    start = body.find("{")
    while start >= 0:
        end = _end_of_expression(body, start)
        if end is not None:
            yield Opaque(start, end, False)
        start = body.find("{", start + 1 if end is None else end)


def _end_of_expression(body: str, start: int) -> int | None:
    depth = 0
    for found in _STRING_OR_BRACE.finditer(body, start):
        if found[0][0] == "\n":
            return None
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return None


class _Code:
    """Where a body has code and formulas, in which nothing is opaque.

    Braces in two pieces of code are no template, and TeX has `{{` for groups.
    """

    def __init__(self, body: str) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for event, start, end in events(body):
            if type(event) is not dict:
                continue
            if not _VERBATIM.isdisjoint(event) or ("Start" in event and type(event["Start"]) is dict and "CodeBlock" in event["Start"]):
                self.starts.append(start)
                self.ends.append(end)
            elif event.get("End") == "CodeBlock":
                self.ends[-1] = end

    def cuts(self, span: Opaque) -> bool:
        """Whether one end of a range is within code."""
        return self._holds(span.start) or self._holds(span.end - 1)

    def _holds(self, place: int) -> bool:
        index = bisect_right(self.starts, place) - 1
        return index >= 0 and place < self.ends[index]


def _without_overlaps(spans: Iterable[Opaque]) -> Iterator[Opaque]:
    at = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= at:
            yield span
            at = span.end


def _mask(text: str, is_block: bool) -> str:
    first, *others = [_letters(line, keep_indent=bool(index)) for index, line in enumerate(text.split("\n"))]
    if is_block and len(first) >= 3 and text[:3].isascii():
        if not others:
            return f"<?>{first[3:]}"  # ends on the line on which it begins (condition 3)
        last = others[-1].lstrip(" \t")
        if last[:1].isascii():
            others[-1] = f"{others[-1][: -len(last)]}>{last[1:]}"
            first = f"<!x{first[3:]}"  # ends on the line with a > (condition 4)
    return "\n".join([first, *others])


def _letters(line: str, *, keep_indent: bool) -> str:
    """Letters of as many bytes. Indentation stays, since it tells what a line belongs to."""
    content = line.lstrip(" \t") if keep_indent else line
    return line[: len(line) - len(content)] + "".join(map(_letter, content))


def _letter(character: str) -> str:
    if character < "\x80":
        return "\r" if character == "\r" else "x"
    return "é" if character < "\u0800" else "中" if character < "\U00010000" else "𠀀"
