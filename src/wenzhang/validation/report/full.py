"""Each finding under the stretch of the source it is about.

The line is shown through a window, since an article's whole body may stand on one line of thousands of characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wenzhang.source import Source, Span
from wenzhang.terminal import Paint, printable, width
from wenzhang.validation.report.concise import headline
from wenzhang.validation.run import FileFindings

__all__ = ["full"]

_WINDOW = 72  # columns of the source, without the line number
_LEAD = 24  # columns of them before the finding, at most


def full(files: Iterable[FileFindings], paint: Paint) -> Iterator[str]:
    """A headline, the source with carets below, and the hint."""
    for file in files:
        for diagnostic in file.diagnostics:
            lines = [headline(file, diagnostic, paint), *excerpt(file.source, diagnostic.span, paint)]
            if diagnostic.hint:
                lines.append(f"  {paint.faint('=')} hint: {printable(diagnostic.hint)}")
            yield "\n".join(lines) + "\n\n"


def excerpt(source: Source, span: Span, paint: Paint) -> list[str]:
    """The line on which the span begins, as much as fits around it, and carets below what the span covers of it."""
    position = source.position(span.start)
    start, end = _line(source.text, span.start)  # as far as it can be shown
    marked_end = max(min(span.end, end), span.start)
    lead = _reversed_fit(source.text[start : span.start], _LEAD)
    marked = _fit(source.text[span.start : marked_end], _WINDOW - width(lead))
    tail = _fit(source.text[marked_end:end], _WINDOW - width(lead) - width(marked))
    before = "…" if len(lead) < span.start - start else ""
    after = "…" if span.start + len(marked) + len(tail) < end else ""
    number = str(position.line)
    gutter = f"{' ' * len(number)} {paint.faint('|')}"
    carets = " " * width(before + lead) + paint.red("^" * max(1, width(marked)))
    return [gutter, f"{number} {paint.faint('|')} {before}{lead}{marked}{tail}{after}", f"{gutter} {carets}"]


def _line(text: str, offset: int) -> tuple[int, int]:
    """Start and end of the line around an offset, without its line end, and of no more of it than a window can hold.

    A line may hold a whole book, and a finding at every word of it.
    """
    first, last = max(0, offset - _LEAD - 1), min(len(text), offset + _WINDOW + 1)
    start = max(text.rfind("\n", first, offset), text.rfind("\r", first, offset))
    ends = [end for end in (text.find("\n", offset, last), text.find("\r", offset, last)) if end >= 0]
    return start + 1 if start >= 0 else first, min(ends, default=last)


def _fit(text: str, columns: int) -> str:
    """As much of the beginning as fits, printable."""
    text = printable(text[: max(columns, 0)])
    while width(text) > columns:
        text = text[:-1]
    return text


def _reversed_fit(text: str, columns: int) -> str:
    """As much of the end as fits, printable."""
    text = printable(text[-columns:])
    while width(text) > columns:
        text = text[1:]
    return text
