"""What tells a finding from all others of its file, however the file changes around it.

Line numbers cannot: an article's whole body may stand on one line, and a paragraph put in above moves all that follow.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wenzhang.source import Span
    from wenzhang.validation.diagnostic import Diagnostic
    from wenzhang.validation.run import FileFindings

__all__ = ["fingerprints"]

_CONTEXT = 20  # code points on either side, white space collapsed
_REACH = 200  # code points that are looked through for them
_LONGEST = 1_000  # code points of a span; of a longer one, both ends count
_DIGITS = 32


def fingerprints(file: FileFindings) -> list[str]:
    """One for each finding of a file, of 32 hexadecimal digits, no two of them equal.

    It depends on the rule's code and name, on the text of the span and some 20 code points on either side, in which
    any white space is like any other, and on how many findings that are equal in all this come before; not on the
    path, which who needs it adds.
    """
    if not file.diagnostics:  # then the text need not be read
        return []
    text = file.source.text
    seen: Counter[bytes] = Counter()
    found = []
    for diagnostic in file.diagnostics:
        content = _content(text, diagnostic)
        found.append(sha256(b"%b\0%d" % (content, seen[content])).hexdigest()[:_DIGITS])
        seen[content] += 1
    return found


def _content(text: str, diagnostic: Diagnostic) -> bytes:
    span = diagnostic.span
    before = _collapsed(text[max(0, span.start - _REACH) : span.start])[-_CONTEXT:]
    after = _collapsed(text[span.end : span.end + _REACH])[:_CONTEXT]
    parts = (diagnostic.code, diagnostic.name, before, _spanned(text, span), after)
    return "\0".join(parts).encode("utf-8", "surrogatepass")


def _spanned(text: str, span: Span) -> str:
    """The text of a span, or what stands for it: hundreds of findings may each span the whole of a long article."""
    if span.length <= _LONGEST:
        return _collapsed(text[span.start : span.end])
    half = _LONGEST // 2
    return f"{_collapsed(text[span.start : span.start + half])}…{_collapsed(text[span.end - half : span.end])}"


def _collapsed(text: str) -> str:
    return " ".join(text.split())
