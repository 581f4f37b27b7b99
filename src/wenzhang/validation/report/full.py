"""Each finding under the stretch of the source it is about.

The line is shown through a window, since an article's whole body may stand on one line of thousands of characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wenzhang.source import Source, Span
from wenzhang.terminal import Paint, printable, width
from wenzhang.validation.diagnostic import Fix
from wenzhang.validation.report.concise import headline
from wenzhang.validation.run import FileFindings

__all__ = ["excerpt", "full"]

_WINDOW = 72  # columns of the source, without the line number
_LEAD = 24  # columns of them before the finding, at most


def full(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """A headline, the source with carets below, the hint, and whether it can be mended."""
    for file in files:
        for diagnostic in file.diagnostics:
            lines = [headline(file, diagnostic, paint), *excerpt(file.source, diagnostic.span, paint)]
            if diagnostic.hint:
                lines.append(f"  {paint.faint('=')} hint: {printable(diagnostic.hint)}")
            if diagnostic.fix is not None:
                lines.append(f"  {paint.faint('=')} fix: {_how(diagnostic.fix)}")
            yield "\n".join(lines) + "\n\n"


def _how(fix: Fix) -> str:
    return "safe, with --fix" if fix.safe else "unsafe, with --fix --unsafe-fixes"


def excerpt(source: Source, span: Span, paint: Paint) -> list[str]:
    """The line on which the span begins, as much as fits around it, and carets below what the span covers of it.

    Where that is not all of the span, the place at which it ends follows the carets.
    """
    text = source.text
    line = source.position(span.start).line
    begin = _visible_begin(text, span.start)
    start, end = _line(text, begin)  # as far as it can be shown
    marked_end = max(min(span.end, end), begin)
    lead = _reversed_fit(text[start:begin], _LEAD)
    marked = _fit(text[begin:marked_end], _WINDOW - width(lead))
    cut = begin + len(marked) < marked_end  # then nothing that comes after it is shown
    tail = "" if cut else _fit(text[marked_end:end], _WINDOW - width(lead) - width(marked))
    before = "…" if not _at_line_start(text, begin - len(lead)) else ""
    after = "…" if not _at_line_end(text, begin + len(marked) + len(tail)) else ""
    gutter = f"{' ' * len(str(line))} {paint.faint('|')}"
    carets = " " * width(before + lead) + paint.red("^" * max(1, width(marked)))
    # A line end or two go without saying.
    hidden = text[begin + len(marked) : min(begin + len(marked) + 3, span.end)].strip("\r\n")
    rest = f" to {_place(source, span.end)}" if hidden else ""
    return [gutter, f"{line} {paint.faint('|')} {before}{lead}{marked}{tail}{after}", f"{gutter} {carets}{rest}"]


def _place(source: Source, offset: int) -> str:
    position = source.position(offset)
    return f"{position.line}:{position.column}"


def _visible_begin(text: str, offset: int) -> int:
    r"""Where the first caret goes: below what a combining mark stands on, and before `\r\n` rather than within it."""
    first = max(0, offset - _LEAD)
    while first < offset < len(text) and _is_zero_width(text[offset]) and text[offset - 1] not in "\r\n":
        offset -= 1
    return offset - 1 if text[offset - 1 : offset + 1] == "\r\n" else offset


def _is_zero_width(character: str) -> bool:
    return width(printable(character)) == 0


def _line(text: str, offset: int) -> tuple[int, int]:
    """Start and end of the line around an offset, without its line end, and of no more of it than a window can hold.

    A line may hold a whole book, and a finding at every word of it.
    """
    first, last = max(0, offset - _LEAD - 1), min(len(text), offset + _WINDOW + 1)
    start = max(text.rfind("\n", first, offset), text.rfind("\r", first, offset))
    ends = [end for end in (text.find("\n", offset, last), text.find("\r", offset, last)) if end >= 0]
    return start + 1 if start >= 0 else first, min(ends, default=last)


def _at_line_start(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] in "\r\n"


def _at_line_end(text: str, offset: int) -> bool:
    return offset == len(text) or text[offset] in "\r\n"


def _fit(text: str, columns: int) -> str:
    """As much of the beginning as fits, printable."""
    text = printable(text[: max(columns, 0)])
    while width(text) > columns:
        text = text[:-1]
    return text


def _reversed_fit(text: str, columns: int) -> str:
    """As much of the end as fits, printable; no combining mark without what it stands on."""
    text = printable(text[-columns:])
    while text and (width(text) > columns or _is_zero_width(text[0])):
        text = text[1:]
    return text
