"""How often each rule found something: for people, when there is too much to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from wenzhang.validation.diagnostic import Diagnostic
from wenzhang.validation.run import FileFindings

__all__ = ["statistics"]


def statistics(files: Iterable[FileFindings]) -> Iterator[str]:
    """A line a rule: count, code, whether `--fix` mends all `[*]`, some `[-]` or none `[ ]` of them, and name.

    The most frequent first, of equals the first by code and name.
    """
    found: Counter[tuple[str, str]] = Counter()
    mended: Counter[tuple[str, str]] = Counter()
    for file in files:
        for diagnostic in file.diagnostics:
            rule = (diagnostic.code, diagnostic.name)
            found[rule] += 1
            mended[rule] += _is_mended(diagnostic)
    ordered = sorted(found, key=lambda rule: (-found[rule], rule))
    digits = len(str(max(found.values(), default=0)))
    letters = max((len(code) for code, _ in ordered), default=0)
    for rule in ordered:
        code, name = rule
        yield f"{found[rule]:>{digits}}  {code:<{letters}}  {_mark(mended[rule], found[rule])} {name}\n"
    if mended.total():
        yield f"{mended.total()} fixable with --fix, [*] all or [-] some of a rule\n"


def _is_mended(diagnostic: Diagnostic) -> bool:
    return diagnostic.fix is not None and diagnostic.fix.safe


def _mark(mended: int, found: int) -> str:
    if not mended:
        return "[ ]"
    return "[*]" if mended == found else "[-]"
