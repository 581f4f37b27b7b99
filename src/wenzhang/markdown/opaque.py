"""What a site generator replaces before it reads Markdown, or instead: it means nothing as Markdown, and stays.

- Templates: Hugo's shortcodes `{{< figure >}}`, Liquid and Nunjucks `{% include %}`, expressions `{{ page.title }}`
- Tags around code, `{% highlight ruby %}` and `{% endhighlight %}`
- The fences of admonitions, `:::tip[title]` and `:::`, as Docusaurus, VuePress and pandoc have them
- MDX: `import` and `export` at the top level, and `{expressions}`

Each becomes letters, or on lines of its own a block that CommonMark (0.31, 4.6) takes for HTML; tags around code become
fences (4.5). As it keeps its number of characters, and of bytes, every offset holds in the body.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from wenzhang.markdown.code_tags import code_tags, may_hold_code
from wenzhang.markdown.events import parsed
from wenzhang.templates import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wenzhang.markdown.code_tags import CodeTags
    from wenzhang.markdown.events import RawEvent

__all__ = ["LONE_CR", "Masked", "Opaque", "masked", "masked_and_parsed"]

LONE_CR = re.compile(r"\r(?!\n)")
_TAG_ENDS = re.compile(r"\{%.*%\}|\{\{[<%].*[>%]\}\}", re.DOTALL)
_GAP = re.compile(r"[ \t]*")
_REST_OF_LINE = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_PART_OF_BLOCK = re.compile(r"\n[ \t]*(?:\r?\n|>)")

# The title of an admonition may follow its kind, and pandoc has attributes in braces; those that close have neither.
_FENCE = re.compile(r"^[ \t>]*(?:[-*+][ \t]+)?(:{3,}(?:[ \t]*[{A-Za-z][^\r\n]*)?)[ \t]*\r?$", re.MULTILINE)

_SCRIPT = re.compile(r"<script(?=[\s>])", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script(?=[\s>])", re.IGNORECASE)
_MODULE = re.compile(r"^(?:import|export)\b[^\r\n]*", re.MULTILINE)
_IS_MODULE = re.compile(
    r"import\s+(?:[\w*{][^;'\"]*\sfrom\s*)?['\"][^'\"\n]+['\"]"
    r"|export\s+(?:default|const|let|var|function|class|async)\b|export\s*[*{]"
)
_SIGNS_OF_CODE = ("`", "~~~", "$")
_VERBATIM = frozenset(("Code", "InlineMath", "DisplayMath"))
# Comments and strings of JavaScript hold braces that are not those of expressions. Their length is bounded, since each
# of many quotation marks may begin one that does not end.
_STRINGS = r"\"(?:\\.|[^\"\\\n]){0,999}+\"|'(?:\\.|[^'\\\n]){0,999}+'|`(?:\\.|[^`\\\n]){0,999}+`"
_COMMENT = r"/\*(?:[^*]|\*(?!/)){0,999}+\*/"
_IN_EXPRESSION = re.compile(rf"[{{}}]|{_COMMENT}|{_STRINGS}|\n[ \t]*\r?\n")
_BRACES_AND_LINES = re.compile(rf"[{{}}()\[\]]|{_COMMENT}|{_STRINGS}|\n[ \t]*\r?(?=\n)")

# A definition has white space behind its colon in kramdown and pandoc, and so have articles: `:smile:` is none.
_COLONS = ("\n:", " :", "\t:", ">:")  # at the beginning of a line, if any
_NO_DEFINITION = re.compile(r"^([ \t>]*):(?=[^ \t\r\n])", re.MULTILINE)

_TRIES = 8  # in which tags around code may turn out to be none, one each

# In Markdown a tag of Liquid on one line may hold HTML.
_TEMPLATE = re.compile(rf"\{{%(?:(?!\{{%|%\}})[^\r\n])*%\}}|{TEMPLATE.pattern}", re.DOTALL)


class Opaque(NamedTuple):
    """A range that stays as it is, in code points, and whether it is a block; of a tag around code, its fence."""

    start: int
    end: int
    is_block: bool
    fence: str = ""


class Masked(NamedTuple):
    """A body as it goes to the Markdown parser, and what of it is masked, in order."""

    text: str
    opaque: tuple[Opaque, ...]
    is_mdx: bool = False


def masked(body: str, *, mdx: bool = False) -> Masked:
    """The body with what is opaque masked. `mdx` says that it is MDX, which modules in it show as well."""
    return masked_and_parsed(body, mdx=mdx)[0]


def masked_and_parsed(body: str, *, mdx: bool = False) -> tuple[Masked, list[RawEvent]]:
    """The same, and what the parser finds in it."""
    body = body.replace("\0", "\x01")  # of as many bytes, and of no meaning either
    if "\r" in body:  # alone it ends a line, too (CommonMark 0.31, 2.1)
        body = LONE_CR.sub("\n", body)
    if may_hold_code(body):
        return _with_code(body, list(code_tags(body)), mdx)
    return _with_templates(body, [], mdx)


def _with_code(body: str, around: list[CodeTags], mdx: bool) -> tuple[Masked, list[RawEvent]]:
    """The same where there are tags around code. They become fences if that makes them a block of code.

    Where they are within a line, or a block of HTML, they are opaque with all that is between.
    """
    sign = "`" if "~~~" in body else "~"
    blocks = [tags for tags in around if tags.are_on_lines]
    tries = 0
    while True:
        fences = [fence for tags in blocks for fence in _fences_of(tags, sign)]
        pieces = list(_in_one_piece(body, set(around).difference(blocks)))
        mask, found = _with_templates(_replaced(body, fences), pieces, mdx)
        wrong = _without_code(body, blocks, found)
        if not wrong:
            return mask._replace(opaque=tuple(sorted((*mask.opaque, *fences)))), found
        # The fence of one that is none may have opened a block that goes on into others.
        tries += 1
        wrong = wrong[:1] if tries < _TRIES else wrong if tries == _TRIES else blocks
        blocks = sorted(set(blocks).difference(wrong))


def _in_one_piece(body: str, around: Iterable[CodeTags]) -> Iterator[Opaque]:
    """Tags with the code between, unless a blank line or a quotation is there: then that is Markdown even so."""
    for tags in around:
        start, end = tags.start, tags.end
        if _PART_OF_BLOCK.search(body, start, end) is None:
            # One that is indented may begin in a list, and end behind it.
            is_whole = body[start - 1 : start] in ("", "\n") or "\n" not in body[start:end]
            yield Opaque(start, end, is_whole and _stands_alone(body, start, end))


def _fences_of(tags: CodeTags, sign: str) -> tuple[Opaque, Opaque]:
    # A slash is no language. Without a word, a fence might close one that has been opened before.
    opening, closing = f"{sign * 6}{tags.language or '/'}", sign * 7
    return Opaque(tags.start, tags.code_start, True, opening), Opaque(tags.code_end, tags.end, True, closing)


def _without_code(body: str, blocks: list[CodeTags], found: list[RawEvent]) -> list[CodeTags]:
    """Those whose fences are not those of one block of code."""
    ends: dict[int, tuple[int, int]] = {}  # of the text and of all, for the place where a block begins
    text_end = 0
    for event, where in found:
        if type(event) is dict:
            if "Text" in event:
                text_end = where["end"]
            elif event.get("End") == "CodeBlock":
                ends[where["start"]] = text_end, where["end"]
    at = _bytes_of(body, [place for tags in blocks for place in (tags.start, tags.code_end, tags.end)])
    wrong: list[CodeTags] = []
    for tags in blocks:
        text_end, end = ends.get(at[tags.start], (0, 0))
        if not (text_end <= at[tags.code_end] and at[tags.end] <= end):
            wrong.append(tags)
    return wrong


def _with_templates(body: str, spans: list[Opaque], mdx: bool) -> tuple[Masked, list[RawEvent]]:
    """The same where all code is Markdown's. `spans` are opaque, too, where they are not in code."""
    modules = list(_modules(body)) if mdx or "import" in body or "export" in body else []
    if modules and not mdx:  # what is code says nothing of the body
        modules = _outside_of(_code_in(parsed(body)), modules, body)
    mdx = mdx or bool(modules)
    spans = [*spans, *modules, *_fences(body)]
    if "{" in body:
        spans += [*_templates(body), *(_expressions(body) if mdx else ())]
    mask = _masked_at(body, spans, mdx)
    found = parsed(mask.text)
    if spans:
        code = _code_in(found)
        signs_of_code = any(sign in body[span.start : span.end] for span in spans for sign in _SIGNS_OF_CODE)
        is_in_code = len(_outside_of(code, spans, body)) < len(spans)
        if signs_of_code or is_in_code or _may_be_tex(body, spans):  # where there is code the body itself says
            mask = _masked_at(body, _outside_of(_code_in(parsed(body)), spans, body), mdx)
            found = parsed(mask.text)
    return mask, found


def _outside_of(code: _Code, spans: Sequence[Opaque], body: str) -> list[Opaque]:
    """Those that code does not cut."""
    at = _bytes_of(body, [place for span in spans for place in span[:2]])
    return [span for span in spans if not code.cuts(at[span.start], at[span.end])]


def _masked_at(body: str, spans: Iterable[Opaque], mdx: bool) -> Masked:
    kept = tuple(_without_overlaps(spans))
    text = _replaced(body, kept)
    if any(colon in text for colon in _COLONS):
        text = _NO_DEFINITION.sub(r"\1,", text)
    return Masked(text, kept, mdx)


def _replaced(body: str, spans: Iterable[Opaque]) -> str:
    """A body with the masks of ranges, which are in order."""
    parts: list[str] = []
    at = 0
    for span in spans:
        written = body[span.start : span.end]
        mask = _fence(written, span.fence) if span.fence else _mask(written, span.is_block)
        if body[span.start - 1 : span.start] == "<" and body[span.end : span.end + 1] == ">" and mask.startswith("xxx"):
            mask = f"xx:{mask[3:]}"  # an autolink (CommonMark 0.31, 6.5), not a tag
        parts += body[at : span.start], mask
        at = span.end
    return "".join([*parts, body[at:]])


def _templates(body: str) -> Iterator[Opaque]:
    """Templates without a blank line. Tags alone on their lines are blocks, as what they are replaced by may be."""
    at = 0
    while (found := _TEMPLATE.search(body, at)) is not None:
        start, at = found.span()
        is_tag = _TAG_ENDS.fullmatch(found[0]) is not None
        while is_tag:
            following = _TEMPLATE.match(body, _end_of(_GAP, body, at))
            if following is None or _TAG_ENDS.fullmatch(following[0]) is None:
                break
            at = following.end()
        if _BLANK_LINE.search(body, start, at) is None:
            yield Opaque(start, at, is_tag and _stands_alone(body, start, at))
        else:
            at = start + 2


def _stands_alone(body: str, start: int, end: int) -> bool:
    line = body.rfind("\n", 0, start) + 1
    return not body[line:start].strip(" \t>") and _REST_OF_LINE.match(body, end) is not None


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
    """MDX's imports and exports, which go on to the next blank line outside of their braces.

    Those within a `<script>` are the script's: pages of VitePress have them.
    """
    at = 0
    scripts = list(_scripts(body))
    while (module := _MODULE.search(body, at)) is not None:
        start, at = module.span()
        if _IS_MODULE.match(body, start) and not _is_within(scripts, start):
            at = _end_of_module(body, start)
            last_line = body[body.rfind("\n", 0, at) + 1 : at]
            if last_line[:1].isascii():
                yield Opaque(start, at, True)


def _scripts(body: str) -> Iterator[tuple[int, int]]:
    """From each start tag of a script to its end tag; one without an end is none."""
    found = _SCRIPT.search(body)
    while found is not None:
        end = _SCRIPT_END.search(body, found.end())
        if end is None:
            return
        yield found.start(), end.end()
        found = _SCRIPT.search(body, end.end())


def _is_within(ranges: list[tuple[int, int]], place: int) -> bool:
    index = bisect_right(ranges, place, key=itemgetter(0)) - 1
    return index >= 0 and place < ranges[index][1]


def _end_of_module(body: str, start: int) -> int:
    depth = 0
    first_blank = len(body)
    for found in _BRACES_AND_LINES.finditer(body, start):
        sign = found[0]
        if sign in "{[(":
            depth += 1
        elif sign in "}])":
            depth -= 1
        elif sign[0] == "\n":
            first_blank = min(first_blank, found.start())
            if depth <= 0:
                return found.start()
    return len(body.rstrip()) if depth <= 0 else min(first_blank, len(body.rstrip()))


def _expressions(body: str) -> Iterator[Opaque]:
    """MDX's expressions: from a brace to the one that closes it, within a paragraph. Those in others are theirs.

    The identifier of a heading, `{#id}`, is none.
    """
    at = body.find("{")
    while at >= 0:
        opened: list[int] = []
        closed: list[Opaque] = []
        end = len(body)
        for found in _IN_EXPRESSION.finditer(body, at):
            sign = found[0]
            if sign[0] == "\n":
                end = found.start()
                break
            if sign == "{":
                opened.append(found.start())
            elif sign == "}":
                start = opened.pop()
                while closed and closed[-1].start > start:
                    closed.pop()
                if not body.startswith("{#", start):
                    closed.append(Opaque(start, found.end(), False))
                if not opened:
                    end = found.end()
                    break
        yield from closed
        at = body.find("{", end)


def _may_be_tex(body: str, spans: list[Opaque]) -> bool:
    """Whether braces of formulas may have been taken for those of templates, which leaves some of theirs behind."""
    return "$" in body and any(body.count("{", *span[:2]) != body.count("}", *span[:2]) for span in spans)


def _bytes_of(body: str, places: Iterable[int]) -> dict[int, int]:
    """Where places are in the UTF-8 of a body."""
    found: dict[int, int] = {}
    point = byte = 0
    for place in sorted(set(places)):
        byte += len(body[point:place].encode())
        found[place] = byte
        point = place
    return found


class _Code(NamedTuple):
    """Where a body has code and formulas, in bytes of UTF-8.

    Nothing in there is opaque: braces in two pieces of code are no template, and TeX has `{{` for groups.
    """

    starts: list[int]
    ends: list[int]

    def cuts(self, start: int, end: int) -> bool:
        """Whether one end of a range is within code."""
        return self._holds(start) or self._holds(end - 1)

    def _holds(self, place: int) -> bool:
        index = bisect_right(self.starts, place) - 1
        return index >= 0 and place < self.ends[index]


def _code_in(found: Iterable[RawEvent]) -> _Code:
    code = _Code([], [])
    for event, where in found:
        if type(event) is dict and (not _VERBATIM.isdisjoint(event) or event.get("End") == "CodeBlock"):
            code.starts.append(where["start"])
            code.ends.append(where["end"])
    return code


def _without_overlaps(spans: Iterable[Opaque]) -> Iterator[Opaque]:
    at = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= at:
            yield span
            at = span.end


def _fence(text: str, fence: str) -> str:
    """A fence of as many bytes as a tag. What is no part of its language stands behind."""
    others = "".join([_letter(character) for character in text if character >= "\x80"])
    return f"{fence} {others}".ljust(len(text))


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
