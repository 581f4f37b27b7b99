"""Tags of templates around code, which they show as it is: what stands between is no Markdown.

- `{% highlight ruby linenos %}` of Jekyll (its documentation, "Code snippet highlighting")
- `{% codeblock 標題 lang:js %}` of Hexo, and `{% code %}`, which is the same (its documentation, "Tag Plugins")
- `{{< highlight go >}}` of Hugo (its documentation, "Highlight shortcode")

What stands between `{% raw %}` and `{% endraw %}` is Markdown. It has no tags, only what looks like them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CodeTags", "code_tags", "may_hold_code"]

_TAG = re.compile(
    r"\{%-?[ \t]*(?P<end>end)?(?P<name>highlight|codeblock|code|raw|verbatim)(?![\w-]*\w)"
    r"(?P<arguments>(?:(?!\{%|%\})[^\r\n])*)%\}"
    r"|\{\{(?P<mark>[<%])[ \t]*(?P<slash>/)?[ \t]*highlight(?![\w-]*\w)"
    r"(?P<others>(?:(?!\{\{|[>%]\}\})[^\r\n])*)(?:>|%)\}\}"
)
_RAW = ("raw", "verbatim")
_OPENS_RAW = re.compile(r"[ \t]*\{%-?[ \t]*(?:raw|verbatim)[ \t]*-?%\}")
_ENDS_RAW = re.compile(r"\{%-?[ \t]*end(?:raw|verbatim)[ \t]*-?%\}[ \t]*\Z")
_REACH = 40  # code points that `{% endraw %}` and the white space around it may take
_FIRST_WORD = re.compile(r"""[ \t]*(["']?)(?P<language>[\w+#.-]+)\1(?![^\s,])""", re.ASCII)
_LANGUAGE_OF_HEXO = re.compile(r"(?<!\S)lang:(?P<language>[\w+#.-]+)", re.ASCII)
_INDENT = re.compile(r"[ \t>]*")
_BEGINS_BLOCK = re.compile(r"[ \t>]*(?:(?:[-*+:]|\d{1,9}[.)]|\[\^[^\s\[\]]+\]:)[ \t>]+)*")
_INDENTATION = 80  # code points before a tag on its line, at most
_REST_OF_LINE = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_FENCES = ("```", "~~~")


class CodeTags(NamedTuple):
    """A tag from `start` to `code_start`, code, and the tag that ends it from `code_end` to `end`, in code points.

    `are_on_lines` says whether either is alone on its line, but for the marks of quotations and lists before it.
    """

    start: int
    code_start: int
    code_end: int
    end: int
    language: str
    are_on_lines: bool


def may_hold_code(body: str) -> bool:
    """A quick test that says whether there may be any."""
    return "{" in body and ("highlight" in body or "endcode" in body)


def code_tags(body: str) -> Iterator[CodeTags]:
    """The tags that stand around code. One that is opened and not ended before the next holds nothing."""
    last = {name: body.rfind(f"end{name}") for name in _RAW}
    raw = None  # the tag whose content it is that follows
    opening: tuple[str, re.Match[str]] | None = None
    for tag in _TAG.finditer(body):
        name, ends = (tag["name"], tag["end"]) if tag["name"] else (f"{tag['mark']}highlight", tag["slash"])
        if raw:
            raw = None if ends and name == raw else raw
        elif name in _RAW:
            raw = name if not ends and tag.end() < last[name] else None
        elif not ends:
            opening = name, tag
        elif opening and opening[0] == name:
            found = _between(body, *opening, tag)
            opening = None
            # GitBook's `{% code %}` has fences of Markdown between.
            if name != "code" or not any(fence in body[found.code_start : found.code_end] for fence in _FENCES):
                yield found


def _between(body: str, name: str, opening: re.Match[str], ending: re.Match[str]) -> CodeTags:
    """The tags around code. Those of `raw` right inside of them are of them."""
    start, code_start = opening.span()
    code_end, end = ending.span()
    opens_raw = _OPENS_RAW.match(body, code_start, code_end)
    if opens_raw:
        nearest = max(opens_raw.end(), code_end - _REACH)
        ends_raw = _ENDS_RAW.search(body[nearest:code_end])
        if ends_raw:
            code_start, code_end = opens_raw.end(), nearest + ends_raw.start()
    arguments = (opening["arguments"] or opening["others"] or "").removesuffix("-")
    find = _FIRST_WORD.match if name.endswith("highlight") else _LANGUAGE_OF_HEXO.search
    language = find(arguments)
    are_on_lines = _is_on_line(body, start, code_start, _BEGINS_BLOCK) and _is_on_line(body, code_end, end, _INDENT)
    return CodeTags(start, code_start, code_end, end, language["language"] if language else "", are_on_lines)


def _is_on_line(body: str, start: int, end: int, before: re.Pattern[str]) -> bool:
    """Whether nothing but `before` stands on the line that holds a range."""
    if _REST_OF_LINE.match(body, end) is None:
        return False
    nearest = max(0, start - _INDENTATION)
    line = body.rfind("\n", nearest, start) + 1
    return (line > 0 or nearest == 0) and before.fullmatch(body, line, start) is not None
